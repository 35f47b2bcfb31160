"""Erasing a person's personal values: erase."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

from auditor.cli.desk import Desk
from auditor.i18n import said
from auditor.model.sheets import SUBJECT_SHEETS
from auditor.services.profiles import reference

if TYPE_CHECKING:
    from auditor.services.erasing import Erasable


def add(app: typer.Typer, desk: Desk) -> None:
    """Add erase."""

    @app.command(help=desk.tr.t("Erase the personal values of TYPE:CODE for good, former ones too; there is no undo."))
    def erase(
        subject: str = typer.Argument(..., help=desk.tr.t("Whose: host:CODE, merchant:CODE or agency:CODE.")),
        reason: str = typer.Option("", "--reason", "--why", help=desk.tr.t("Why (stays in the log).")),
        dry_run: bool = typer.Option(False, "--dry-run", help=desk.tr.t("Only tell what would happen.")),
    ) -> None:
        from auditor.services.erasing import ErasePersonal, ErasureOf

        change: int | None = None
        with desk.open() as app_:
            if dry_run:
                found = app_.ask(ErasureOf(subject))
            else:
                done = app_.run(ErasePersonal(subject, reason))
                desk.ack(done.change)
                found, change = done.erased, done.change
        desk.document(_json(subject, found, change))
        _tell(desk, subject, found, dry_run=dry_run)


def _json(subject: str, found: Erasable, change: int | None) -> dict[str, object]:
    hold = found.hold
    return {
        "subject": subject,
        "fields": list(found.fields),
        "versions": found.versions,
        "scans": found.scans,
        "hold": None if hold is None else {"broadcast": hold.broadcast, "until": hold.until.isoformat()},
        "change": change,
    }


def _tell(desk: Desk, subject: str, found: Erasable, *, dry_run: bool) -> None:
    names = desk.tr.both("、", ", ").join(_name(desk, subject, name) for name in found.fields) or "-"
    if dry_run:
        desk.say(said("Would be erased of {subject}: {names}", subject=subject, names=names))
        if found.hold is not None:
            desk.warn(found.hold.message)
    else:
        desk.say(said("Erased of {subject}: {names}", subject=subject, names=names))
    if found.scans:
        desk.say(said("Scans that stay on the file: {n}; each is erased by: auditor attachment erase", n=found.scans))
    desk.say("Backups, exports and reports made before still hold the values.")


def _name(desk: Desk, subject: str, name: str) -> str:
    return desk.tr.both(SUBJECT_SHEETS[reference(subject)[0]].field(name).zh, name)
