"""Single records for scripts: set, add, remove, reveal; what the fields of a profile do in the window."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import typer

from auditor.cli.desk import Desk
from auditor.errors import CallerMistake
from auditor.i18n import N_, Message, said

if TYPE_CHECKING:
    from auditor.app import Auditor, Done
    from auditor.services.cases.intake import TakeInCase
    from auditor.services.editing import Saved, SaveRecord

_RECORD = N_("A record on the subject's file: licence:NUMBER, training:COURSE/DAY …")
_SEEN = N_("The last change when it was read; refused (exit 6) where the record changed since.")
_WHY = N_("Why (stays in the log).")
STORED = {"created": N_("Stored as a new record."), "updated": N_("Stored."), "unchanged": N_("Nothing changed.")}
"""What became of a record."""


def add(app: typer.Typer, desk: Desk) -> None:
    """Add set, add, remove and reveal."""

    @app.command(
        "set", help=desk.tr.t("Change fields of TYPE:CODE or of one of its records: FIELD=VALUE, empty clears.")
    )
    def set_(
        subject: str = typer.Argument(..., help=desk.tr.t("host:H0001, merchant:M001, course:C01 …")),
        values: list[str] = typer.Argument(..., help=desk.tr.t("FIELD=VALUE, one or more.")),
        record: str = typer.Option("", help=desk.tr.t(_RECORD)),
        seen: int = typer.Option(None, help=desk.tr.t(_SEEN)),
        why: str = typer.Option("", help=desk.tr.t(_WHY)),
    ) -> None:
        from auditor.services.editing import RecordNamed, SaveRecord

        texts = tuple(pair(one) for one in values)
        with desk.open() as app_:
            named = app_.ask(RecordNamed(subject, record))
            read = named.seen if seen is None else seen
            tell(desk, saved(desk, app_, SaveRecord(named.sheet, named.id, texts, read, why)))

    @app.command(
        "add", help=desk.tr.t("Store a new record of a sheet: FIELD=VALUE; refused where its key is stored already.")
    )
    def add_(
        sheet: str = typer.Argument(..., help=desk.tr.t("hosts, licences, trainings …")),
        values: list[str] = typer.Argument(..., help=desk.tr.t("FIELD=VALUE, one or more.")),
        why: str = typer.Option("", help=desk.tr.t(_WHY)),
    ) -> None:
        from auditor.services.editing import SaveRecord

        texts = tuple(pair(one) for one in values)
        with desk.open() as app_:
            tell(desk, saved(desk, app_, SaveRecord(sheet, None, texts, why=why)))

    _add_removing(app, desk)


def _add_removing(app: typer.Typer, desk: Desk) -> None:

    @app.command(
        help=desk.tr.t(
            "Take TYPE:CODE or one of its records away; refused while others refer to it, undo brings it back."
        )
    )
    def remove(
        subject: str,
        record: str = typer.Option("", help=desk.tr.t(_RECORD)),
        seen: int = typer.Option(None, help=desk.tr.t(_SEEN)),
        why: str = typer.Option("", help=desk.tr.t(_WHY)),
    ) -> None:
        from auditor.services.editing import RecordNamed, RemoveRecord

        with desk.open() as app_:
            named = app_.ask(RecordNamed(subject, record))
            read = named.seen if seen is None else seen
            done = app_.do(RemoveRecord(named.sheet, named.id, read, why))
            desk.ack(done.change)
        desk.document({"removed": done.result.record, "scans": done.result.scans, "change": done.change})
        desk.say(said("Removed: {record}; scans with it: {n}", record=done.result.called, n=done.result.scans))

    @app.command(help=desk.tr.t("Personal values of TYPE:CODE whole; needs a reason, and each time is recorded."))
    def reveal(
        subject: str,
        fields: list[str] = typer.Argument(None, help=desk.tr.t("real_name, id_number, phone …; all when left out.")),
        why: str = typer.Option("", help=desk.tr.t(_WHY)),
    ) -> None:
        from auditor.services.editing import RevealPersonal

        with desk.open() as app_:
            done = app_.do(RevealPersonal(subject, why, tuple(fields or ())))
            desk.ack(done.change)
        desk.document({"subject": subject, "fields": dict(done.result), "change": done.change})
        for name, value in done.result.items():
            desk.say(said("{name}: {value}", name=name, value=value or "-"))


def pair(text: str) -> tuple[str, str]:
    """FIELD=VALUE in its two parts. Raises CallerMistake where it is none."""
    name, equals, value = text.partition("=")
    if not equals or not name.strip():
        raise CallerMistake(
            said("“{text}” does not say which field is to hold what.", text=text), said("Write FIELD=VALUE.")
        )
    return name.strip(), value


def saved(desk: Desk, app: Auditor, command: SaveRecord | TakeInCase) -> Done[Saved]:
    """Save; what is refused or in conflict is told as JSON too, where that was asked for."""
    from auditor.services.editing import Conflict

    try:
        with refused_fields(desk):
            done = app.do(command)
    except Conflict as error:
        desk.document({"change": None, "conflict": _conflict(getattr(command, "sheet", "cases"), error)})
        raise
    desk.ack(done.change)
    return done


@contextmanager
def refused_fields(desk: Desk) -> Iterator[None]:
    """Every refused field is told: as JSON where that was asked for, else those that the error itself does not tell."""
    from auditor.model.sheets import BY_NAME
    from auditor.services.editing import Refused
    from auditor.services.editing.checking import line_of

    try:
        yield
    except Refused as error:
        desk.document({"change": None, "problems": [problem_of(desk, one) for one in error.told]})
        for one in error.told[1:]:
            desk.warn(line_of(one, BY_NAME[error.sheet]))
        raise


def tell(desk: Desk, done: Done[Saved]) -> None:
    """Say what became of a save, as a document and in words."""
    from auditor.model.sheets import BY_NAME
    from auditor.services.editing.checking import line_of

    saved = done.result
    warnings = [problem_of(desk, one) for one in saved.warnings]
    document = {"sheet": saved.sheet, "id": saved.id, "outcome": saved.outcome, "change": done.change}
    desk.document({**document, "problems": warnings})
    for one in saved.warnings:
        desk.warn(line_of(one, BY_NAME[saved.sheet]))
    if done.change is None:
        desk.say("Nothing changed.")
    else:
        desk.say(Message(STORED[saved.outcome]))


def problem_of(desk: Desk, one: Any) -> dict[str, str]:
    """What is wrong with a field."""
    return {"field": one.field, "level": one.level, "code": one.code, "message": desk.tr.t(one.message)}


def _conflict(sheet: str, error: Any) -> dict[str, Any]:
    """Both versions field by field, as JSON says values."""
    from auditor.model.sheets import BY_NAME
    from auditor.services.shown import shown_value

    fields = {
        one.field: {
            "read": shown_value(BY_NAME[sheet].field(one.field), one.before, "iso"),
            "now": shown_value(BY_NAME[sheet].field(one.field), one.theirs, "iso"),
            "wanted": one.mine,
            "changed": one.changed,
        }
        for one in error.fields
    }
    return {"who": error.who, "change": error.change, "fields": fields}
