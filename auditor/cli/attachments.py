"""Scans on files: attach, list, detach, save."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import typer

from auditor.cli.desk import Desk
from auditor.i18n import N_, said

if TYPE_CHECKING:
    from auditor.services.attachments import Attached


def add(app: typer.Typer, desk: Desk) -> None:
    """Add attach, attachments, detach and ``attachment save``."""

    @app.command(help=desk.tr.t("Put scans (pictures, PDF) on the file of TYPE:CODE, or on one of its records."))
    def attach(
        subject: str,
        files: list[Path] = typer.Argument(..., help=desk.tr.t("The files; together one change.")),
        record: str = typer.Option("", help=desk.tr.t("The record: licence:NUMBER, training:COURSE/DAY, case:CODE …")),
        note: str = typer.Option("", help=desk.tr.t("What to remember of them.")),
    ) -> None:
        from auditor.services.attachments import AttachFiles

        with desk.open() as app_, desk.progress() as monitor:
            done = app_.run(AttachFiles(subject, tuple(files), record or None, note), monitor)
            desk.ack(done.change)
        desk.document({"attachments": list(done.ids), "already": done.already, "change": done.change})
        desk.say(said("Attached: {n}; there already: {already}.", n=len(done.ids), already=done.already))

    @app.command(help=desk.tr.t("The scans on the file of TYPE:CODE and of its records."))
    def attachments(subject: str) -> None:
        _list(desk, subject)

    @app.command(help=desk.tr.t("Take a scan off the file; the history keeps it."))
    def detach(
        number: int,
        why: str = typer.Option("", help=desk.tr.t("Why (stays in the log).")),
    ) -> None:
        from auditor.services.attachments import Detach

        with desk.open() as app_:
            done = app_.do(Detach(number, why))
            desk.ack(done.change)
        desk.document({"detached": number, "change": done.change})
        desk.say(said("Detached: {number}", number=number))

    _add_one(app, desk)


def _add_one(app: typer.Typer, desk: Desk) -> None:
    one = typer.Typer(help=desk.tr.t("One scan."), no_args_is_help=True, rich_markup_mode=None)
    app.add_typer(one, name="attachment")

    @one.callback()
    def group() -> None:
        """A group stays one, however few its commands."""

    @one.command(help=desk.tr.t("Write a scan to a file or into a folder, its hash checked; logged as a disclosure."))
    def save(
        number: int,
        out: Path,
        why: str = typer.Option("", help=desk.tr.t("Why (stays in the log).")),
    ) -> None:
        from auditor.services.attachments import SaveAttachment

        with desk.open() as app_:
            saved = app_.run(SaveAttachment(number, out, why))
            desk.ack(saved.change)
        desk.document({"file": str(saved.path), "change": saved.change})
        desk.say(said("Written: {path}", path=str(saved.path)))

    @one.command(help=desk.tr.t("Erase a scan for good, its name and note too; its hash stays. There is no undo."))
    def erase(
        number: int,
        why: str = typer.Option(..., help=desk.tr.t("Why (stays in the log).")),
    ) -> None:
        from auditor.services.attachments import EraseAttachment

        with desk.open() as app_:
            done = app_.do(EraseAttachment(number, why))
            desk.ack(done.change)
        desk.document({"attachments": done.result, "change": done.change})
        desk.say(said("Erased; attachments that held it: {n}.", n=done.result))


def _list(desk: Desk, subject: str) -> None:
    from auditor.services.attachments import AttachmentsOf
    from auditor.services.profiles import reference

    with desk.open() as app_:
        found = app_.ask(AttachmentsOf(*reference(subject)))
    desk.document([_json(one) for one in found])
    if not found:
        desk.say("No scan is on this file.")
        return
    states = {"kept": "", "missing": N_("missing"), "erased": N_("erased")}
    desk.table(
        (N_("number"), N_("name"), N_("record"), N_("size"), "SHA-256", N_("attached"), N_("note")),
        [
            (
                one.id,
                one.name,
                one.record,
                f"{one.size:,}",
                " ".join(part for part in (one.sha256[:12], desk.tr.t(states[one.state])) if part),
                one.at.strftime("%Y-%m-%d"),
                one.note,
            )
            for one in found
        ],
    )


def _json(one: Attached) -> dict[str, object]:
    return {
        "attachment": one.id,
        "name": one.name,
        "record": one.record or None,
        "media": one.media,
        "size": one.size,
        "sha256": one.sha256,
        "note": one.note,
        "state": one.state,
        "change": one.change,
        "at": one.at.isoformat(),
        "who": one.who,
    }
