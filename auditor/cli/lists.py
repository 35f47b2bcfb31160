"""Lists for scripts: the rows that a filter or a saved view leaves, and work on all of them at once."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from auditor.cli.desk import Desk
from auditor.errors import CallerMistake
from auditor.i18n import N_, said

if TYPE_CHECKING:
    from auditor.app import Auditor
    from auditor.services.bulk import BulkDone
    from auditor.services.lists.views import View

_KIND = N_("host, merchant, agency, room, broadcast, licence, authorisation, product, contract.")
VIEW = N_("A saved view of a list (*.auditor-view).")
WHERE = N_(
    "FILTER=VALUE, again for more: text, status, answer, category, unit, owner, tag, missing, stands, expires_within …"
)
_AT_ONCE = 1_000
_SHOWN = 200


def add(app: typer.Typer, desk: Desk) -> None:
    """Add list and bulk."""

    @app.command("list", help=desk.tr.t("The rows of a list: all, or those that a filter or a saved view leaves."))
    def list_(
        kind: str = typer.Argument(..., help=desk.tr.t(_KIND)),
        view: Path = typer.Option(None, help=desk.tr.t(VIEW)),
        where: list[str] = typer.Option([], help=desk.tr.t(WHERE)),
        order: str = typer.Option("", help=desk.tr.t("name, code, answer, new or until; with - before it: backwards.")),
        limit: int = typer.Option(0, min=0, help=desk.tr.t("At most so many rows (0: all).")),
        as_of: str = typer.Option(None, help=desk.tr.t("The day to judge on (ISO).")),
        known_at: str = typer.Option(None, help=desk.tr.t("As recorded at this instant (ISO).")),
        save_view: Path = typer.Option(None, help=desk.tr.t("Write the filter as a view for others.")),
    ) -> None:
        from auditor.cli.instants import instant
        from auditor.cli.standing import bring_up, leans, only_today
        from auditor.services.lists import ListIds
        from auditor.services.lists.views import write_view

        wanted = wanted_view(kind, view, where, order)
        day = desk.day(as_of)
        known = instant(known_at)
        by_answer = leans(wanted.filter, wanted.order)
        if by_answer:
            only_today(desk, day, back=known is not None)
        with desk.open() as app_:
            if by_answer:
                bring_up(desk, app_)
            ids = app_.ask(ListIds(wanted.kind, wanted.filter, wanted.order, day), known=known)
            if limit:
                ids = ids[:limit]
            if save_view is not None:
                write_view(save_view, wanted)
                desk.warn(said("The view is at {path}.", path=str(save_view)))
            _tell_rows(desk, app_, wanted, ids, day, known)

    _add_bulk(app, desk)


def _add_bulk(app: typer.Typer, desk: Desk) -> None:

    @app.command(help=desk.tr.t("Set fields or tags of everything that a filter or view leaves, as one change."))
    def bulk(
        kind: str = typer.Argument(..., help=desk.tr.t(_KIND)),
        acts: list[str] = typer.Argument(..., help=desk.tr.t("FIELD=VALUE (empty clears), +TAG, or minus: -- -TAG.")),
        view: Path = typer.Option(None, help=desk.tr.t(VIEW)),
        where: list[str] = typer.Option([], help=desk.tr.t(WHERE)),
        everything: bool = typer.Option(False, "--all", help=desk.tr.t("All rows, without any filter.")),
        dry_run: bool = typer.Option(False, "--dry-run", help=desk.tr.t("Only tell what would happen.")),
        why: str = typer.Option("", help=desk.tr.t("Why (stays in the log).")),
        as_of: str = typer.Option(None, help=desk.tr.t("The day to judge on (ISO).")),
    ) -> None:
        from auditor.cli.standing import bring_up, leans, only_today
        from auditor.services.bulk import BulkEdit
        from auditor.services.lists import ListFilter
        from auditor.services.lists.chosen import Listed

        wanted = wanted_view(kind, view, where, "")
        if wanted.filter == ListFilter() and not everything:
            raise CallerMistake(
                said("No filter is given: this would be all of them."), said("Say which with --where, or --all.")
            )
        texts, on, off = _acts(acts)
        listed = Listed(wanted.kind, wanted.filter, as_of=desk.day(as_of))
        job = BulkEdit(listed, texts, on, off, why, dry_run)
        if leans(wanted.filter):
            only_today(desk, desk.day(as_of))
        with desk.open() as app_:
            if leans(wanted.filter):
                bring_up(desk, app_, strictly=True)
            with desk.progress() as monitor:
                done = app_.run(job, monitor)
        desk.ack(done.change)
        _tell_bulk(desk, done)


def _acts(acts: list[str]) -> tuple[tuple[tuple[str, str], ...], tuple[str, ...], tuple[str, ...]]:
    """Fields with their texts, tags to put on, tags to take off."""
    texts, on, off = [], [], []
    for act in acts:
        name, equals, text = act.partition("=")
        if act.startswith("+"):
            on.append(act[1:])
        elif act.startswith("-"):
            off.append(act[1:])
        elif equals and name.strip():
            texts.append((name.strip(), text))
        elif act != "set":  # for the ear: bulk host set owner=…
            raise CallerMistake(
                said("“{text}” says nothing to do.", text=act), said("Write FIELD=VALUE, +TAG or -TAG.")
            )
    return tuple(texts), tuple(on), tuple(off)


def wanted_view(kind: str, file: Path | None, where: list[str], order: str) -> View:
    """The view of a file, narrowed by what stands on the line; refused where it is one of another list."""
    from auditor.services.lists.views import View, read_view, told_in, view_from

    base = View(kind) if file is None else read_view(file)
    if base.kind != kind:
        raise CallerMistake(
            said("{path} is a view of another list: {kind}.", path=str(file), kind=base.kind),
            said("Name that list, or give a view of this one."),
        )
    told: dict[str, Any] = base.as_json()
    told["filter"] = told_in(where, told["filter"])
    if order:
        told["order"] = order
    return view_from(told)


def _rows(app: Auditor, wanted: View, ids: Any, day: Any, known: datetime | None) -> Iterator[Any]:
    from auditor.services.lists import ListRows

    for start in range(0, len(ids), _AT_ONCE):
        yield from app.ask(ListRows(wanted.kind, tuple(ids[start : start + _AT_ONCE]), day), known=known)


def _tell_rows(desk: Desk, app: Auditor, wanted: View, ids: Any, day: Any, known: datetime | None) -> None:
    if desk.wants_json:
        with desk.json_stream() as stream:
            view = json.dumps(wanted.as_json(), ensure_ascii=False)
            stream.write(f'{{"view": {view}, "as_of": "{day.isoformat()}", "count": {len(ids)}, "rows": [')
            for number, row in enumerate(_rows(app, wanted, ids, day, known)):
                stream.write(",\n " if number else "\n ")
                stream.write(json.dumps(_row_json(wanted.kind, row), ensure_ascii=False))
            stream.write("]}\n")
    desk.say(said("{n} rows.", n=f"{len(ids):,}"))
    shown = list(_rows(app, wanted, ids[:_SHOWN], day, known))
    lines = [(row.code, row.name, _state(desk, wanted.kind, row.status)) for row in shown]
    desk.table((N_("Code"), N_("Name"), N_("Status")), lines)
    if len(ids) > _SHOWN:
        desk.say(said("… and {n} more; --json has all of them.", n=len(ids) - _SHOWN))


def _state(desk: Desk, kind: str, code: str | None) -> str:
    """How a row stands, in words."""
    from auditor.model.enums import word
    from auditor.model.sheets import BY_TABLE

    field = next((one for one in BY_TABLE[kind].fields if one.name in ("status", "state")), None)
    return word(field.words, code, desk.tr.language) if code and field is not None else code or ""


def _row_json(kind: str, row: Any) -> dict[str, Any]:
    """A row with its values in codes and ISO days."""
    from auditor.model.sheets import BY_TABLE
    from auditor.services.shown import shown_value

    fields = {one.name: one for one in BY_TABLE[kind].fields}
    values = {}
    for name, value in row.values.items():
        if name not in ("place", "whom", "called"):
            known = fields.get(name)
            values[name] = value if known is None or known.refs else shown_value(known, value, "iso")
    return {"code": row.code, "name": row.name, "status": row.status, **values}


def _tell_bulk(desk: Desk, done: BulkDone) -> None:
    if done.refused:
        desk.exit_code = 1 if done.updated or done.unchanged else 2
    desk.document(
        {
            "chosen": done.chosen,
            "updated": done.updated,
            "unchanged": done.unchanged,
            "refused": done.refused,
            "reasons": [{"why": desk.tr.t(one.why), "rows": one.rows, "codes": one.codes} for one in done.reasons],
            "change": done.change,
            "dry_run": done.dry_run,
        }
    )
    desk.say(
        said(
            "{n} chosen: {updated} changed, {unchanged} unchanged, {refused} refused.",
            n=done.chosen, updated=done.updated, unchanged=done.unchanged, refused=done.refused,
        )
    )  # fmt: skip
    for one in done.reasons:
        desk.warn(said("{n} refused: {why} ({codes})", n=one.rows, why=one.why, codes="、".join(one.codes)))
    if done.dry_run:
        desk.say("A dry run: nothing was stored.")
