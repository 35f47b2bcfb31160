"""Safety: backup, restore, anchor."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import typer

from auditor.cli.desk import Desk
from auditor.errors import CallerMistake, IntegrityBroken
from auditor.i18n import said


def add(app: typer.Typer, desk: Desk) -> None:
    """Add backup, restore and anchor."""

    @app.command(help=desk.tr.t("A whole, verified copy of the workspace; others may go on writing."))
    def backup(
        out: Path = typer.Argument(..., help=desk.tr.t("Where the copy goes; nothing may be there.")),
        encrypt: bool = typer.Option(False, "--encrypt", help=desk.tr.t("Under a passphrase of its own.")),
    ) -> None:
        from auditor.services.safety import BackUp

        passphrase = _new_passphrase(desk) if encrypt else None
        with desk.open() as app_, desk.progress() as monitor:
            made = app_.run(BackUp(out, passphrase), monitor)
        desk.document(
            {
                "backup": str(made.path),
                "bytes": made.path.stat().st_size,
                "encrypted": encrypt,
                "change": made.anchor.change,
                "hash": made.anchor.hash,
                "anchor": str(made.anchor_file),
            }
        )
        desk.say(said("Backup ready: {path}", path=str(made.path)))
        desk.say(said("Its anchor, to be kept elsewhere: {path}", path=str(made.anchor_file)))

    @app.command(
        help=desk.tr.t("Put a backup in the workspace's place; it is verified first, the replaced one is kept.")
    )
    def restore(source: Path = typer.Argument(..., help=desk.tr.t("The backup."))) -> None:
        from auditor.app import Auditor

        with desk.progress() as monitor:
            done = Auditor.restore(
                desk.workspace_path, source, clock=desk.clock, passphrase=desk.passphrase(), monitor=monitor
            )
        desk.ack(done.change)
        kept = None if done.kept is None else str(done.kept)
        desk.document({"workspace": str(desk.workspace_path), "change": done.change, "replaced": kept})
        desk.say(said("The workspace is what the backup was: {path}", path=str(desk.workspace_path)))
        if kept is not None:
            desk.say(said("What it was before is kept: {path}", path=kept))

    _anchors(app, desk)


def _anchors(app: typer.Typer, desk: Desk) -> None:
    anchors = typer.Typer(
        help=desk.tr.t("The head of the chain, kept elsewhere: against it a roll-back or a cut tail is found."),
        no_args_is_help=True,
        rich_markup_mode=None,
    )
    app.add_typer(anchors, name="anchor")

    @anchors.command("export", help=desk.tr.t("Write the anchor of the workspace as it stands."))
    def export(file: Path = typer.Argument(...)) -> None:
        from auditor.services.safety import AnchorNow
        from auditor.storage.anchor import write_anchor

        with desk.open() as app_:
            anchor = app_.ask(AnchorNow())
        write_anchor(anchor, file)
        desk.document({"change": anchor.change, "hash": anchor.hash})
        desk.say(said("Anchor of change {n}: {hash}", n=anchor.change, hash=anchor.hash))

    @anchors.command(
        "check", help=desk.tr.t("Recompute the chain and hold it against an anchor, a report or a backup.")
    )
    def check(file: Path = typer.Argument(...)) -> None:
        from auditor.services.safety import CheckAnchor, anchor_in

        anchor = anchor_in(file, os.environ.get("AUDITOR_BACKUP_PASSPHRASE") or desk.passphrase())
        with desk.open() as app_, desk.progress() as monitor:
            report = app_.run(CheckAnchor(anchor), monitor)
        first = None if report.first_difference is None else desk.tr.t(report.first_difference)
        desk.document({"ok": report.ok, "changes": report.changes, "head": report.head, "first_difference": first})
        if report.first_difference is not None:
            raise IntegrityBroken(report.first_difference, said("Restore the last backup that verifies."))
        desk.say(said("The chain is whole and continues change {n} of the anchor.", n=anchor.change))

    @anchors.command(
        "accept", help=desk.tr.t("Take the workspace as it stands for the last that this computer has seen of it.")
    )
    def accept() -> None:
        from auditor.services.opening import AcceptHead

        with desk.open() as app_:
            anchor = app_.ask(AcceptHead())
        desk.document({"change": anchor.change, "hash": anchor.hash})
        desk.say(said("Taken as it stands: change {n}, {hash}", n=anchor.change, hash=anchor.hash))


def _new_passphrase(desk: Desk) -> str:
    """The backup's own passphrase: from the environment or a prompt, never from the command line."""
    given = os.environ.get("AUDITOR_BACKUP_PASSPHRASE")
    if given is None and sys.stdin.isatty():
        import getpass

        given = getpass.getpass(desk.tr.t("Passphrase of the backup: "))
        if given != getpass.getpass(desk.tr.t("Once more: ")):
            raise CallerMistake(said("The two passphrases differ."), said("Nothing was written."))
    if not given:
        raise CallerMistake(
            said("An encrypted backup needs a passphrase."),
            said("Set AUDITOR_BACKUP_PASSPHRASE, or type it at a prompt."),
        )
    return given
