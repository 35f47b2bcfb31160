"""The workspace's passphrase: set, changed, taken off."""

from __future__ import annotations

import sys

import typer

from auditor.cli.desk import Desk
from auditor.errors import CallerMistake
from auditor.i18n import said


def add(app: typer.Typer, desk: Desk) -> None:
    """Add passphrase."""

    @app.command(help=desk.tr.t("Put the workspace under another passphrase, or under none; nobody may have it open."))
    def passphrase(
        remove: bool = typer.Option(False, "--remove", help=desk.tr.t("Take the passphrase off.")),
        keep: bool = typer.Option(False, "--keep", help=desk.tr.t("Keep the former file beside the new one.")),
    ) -> None:
        from auditor.app import Auditor

        present = desk.unlocked()
        new = None if remove else _new(desk)
        with desk.progress() as monitor:
            done = Auditor.rekey(
                desk.workspace_path, present=present, new=new, keep=keep, clock=desk.clock, monitor=monitor
            )
        desk.ack(done.change)
        kept = None if done.kept is None else str(done.kept)
        desk.document(
            {
                "workspace": str(desk.workspace_path),
                "passphrase": done.turned,
                "change": done.change,
                "hash": done.anchor.hash,
                "kept": kept,
            }
        )
        desk.say(
            {
                "set": said("The workspace is encrypted from now on; without its passphrase nobody can open it."),
                "changed": said("The workspace is under the new passphrase; the former one opens it no more."),
                "removed": said("The workspace is not encrypted any more: whoever has the file can read it."),
            }[done.turned]
        )
        if kept is not None:
            desk.say(said("The former file is kept: {path}", path=kept))
        desk.say(said("Backups made before keep the passphrase that they were made with."))


def _new(desk: Desk) -> str:
    """The new passphrase: from the environment, a file descriptor or a prompt; told where it is weak."""
    from auditor.services.passphrases import weakness

    given = desk.secret("AUDITOR_NEW_PASSPHRASE")
    if given is None and sys.stdin.isatty():
        import getpass

        given = getpass.getpass(desk.tr.t("New passphrase: "))
        if given != getpass.getpass(desk.tr.t("Once more: ")):
            raise CallerMistake(said("The two passphrases differ."), said("Nothing was written."))
    if given is None:
        raise CallerMistake(
            said("No new passphrase is given."),
            said(
                "Set {name}, or type it at a prompt; --remove takes the passphrase off.", name="AUDITOR_NEW_PASSPHRASE"
            ),
        )
    weak = weakness(given) if given else None
    if weak is not None:
        desk.warn(weak)
    return given
