"""The history of changes and the way back: history, undo."""

from __future__ import annotations

from typing import Any

import typer

from auditor.cli.desk import Desk
from auditor.i18n import N_, Message, said

_HEADERS = (N_("change"), N_("when"), N_("who"), N_("kind"), N_("what"), N_("rows"), N_("undo"))
_SHEET_HEADERS = (N_("sheet"), N_("taken away"), N_("as before"), N_("brought back"))
_SHOWN = 50


def add(app: typer.Typer, desk: Desk) -> None:
    """Add history and undo."""

    @app.command(help=desk.tr.t("Who changed what and when, the latest first, and what can be undone."))
    def history(
        subject: str = typer.Argument("", help=desk.tr.t("TYPE:CODE: what became of its fields and records instead.")),
        kind: str = typer.Option("", help=desk.tr.t("One kind only, such as import.")),
        first: str = typer.Option("", "--from", help=desk.tr.t("From this day on.")),
        last: str = typer.Option("", "--to", help=desk.tr.t("Up to this day.")),
        limit: int = typer.Option(_SHOWN, min=1, help=desk.tr.t("How many changes at most.")),
    ) -> None:
        from auditor.services.changes import Changes

        if subject:
            from auditor.cli.tracing import tell_fields

            tell_fields(desk, subject, limit)
            return
        days = [desk.day(day) if day else None for day in (first, last)]
        with desk.open() as app_:
            found = app_.ask(Changes(kind, days[0], days[1], limit))
        desk.document({"changes": [_line(desk, one) for one in found]})
        if not found:
            desk.say("No such change.")
            return
        desk.table(_HEADERS, [_row(desk, one) for one in found])

    @app.command(help=desk.tr.t("Take back a whole import or bulk edit, unless later edits stand on it."))
    def undo(
        change: int = typer.Argument(..., help=desk.tr.t("The change's number, as history tells it.")),
        why: str = typer.Option("", help=desk.tr.t("Why (kept with the change).")),
        dry_run: bool = typer.Option(False, "--dry-run", help=desk.tr.t("Only tell what would happen.")),
    ) -> None:
        from auditor.services.undoing import LaterEdits, Undo

        try:
            with desk.open() as app_, desk.progress() as monitor:
                undone = app_.run(Undo(change, why, dry_run), monitor)
                desk.ack(undone.change)
        except LaterEdits as error:
            desk.document(_refusal(desk, change, error))
            raise
        rows = {name: one.as_dict() for name, one in undone.rows.items()}
        desk.document({"undone": change, "change": undone.change, "rows": rows, "dry_run": dry_run})
        desk.table(_SHEET_HEADERS, [(desk.sheet(name), *one.values()) for name, one in rows.items()])
        if dry_run:
            desk.say("A dry run: nothing was stored.")
        else:
            desk.say(said("Change {n} is undone, by change {by}.", n=change, by=undone.change))


def _refusal(desk: Desk, change: int, error: Any) -> dict[str, Any]:
    standing = [
        {"row": one.row, "reason": one.reason, "change": one.later, "message": desk.tr.t(one.message)}
        for one in error.standing
    ]
    return {"undone": None, "change": None, "refused": change, "standing": standing, "total": error.total}


def _line(desk: Desk, one: Any) -> dict[str, Any]:
    return {
        "change": one.number,
        "at": one.at.isoformat(),
        "who": one.who,
        "kind": one.kind,
        "why": one.why,
        "files": list(one.files),
        "rows": one.rows,
        "undoes": one.undoes,
        "undone_by": one.undone_by,
        "undoable": one.undoable,
        "kept": None if one.kept is None else desk.tr.t(one.kept),
    }


def _row(desk: Desk, one: Any) -> tuple[object, ...]:
    what = one.why if one.undoes is None else desk.tr.t(said("change {n}", n=one.undoes))
    state: Message | str = ""
    if one.undone_by is not None:
        state = said("undone by {n}", n=one.undone_by)
    elif one.undoable:
        state = said("possible")
    told = desk.tr.t(state) if state else ""
    return (
        one.number,
        one.at.isoformat(" ", "minutes"),
        desk.tr.t(one.who),
        desk.tr.t(one.title),
        what,
        one.rows,
        told,
    )
