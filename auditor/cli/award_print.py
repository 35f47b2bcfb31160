"""Certificates on paper: written as PDF, checked from the file or the scanned code, and the key that signs them."""

from __future__ import annotations

import sys
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from auditor.cli.common import default_workspace
from auditor.cli.desk import Desk
from auditor.errors import CallerMistake, IntegrityBroken, unwritable
from auditor.i18n import N_, said

if TYPE_CHECKING:
    from auditor.services.training.proving import Proved

_ANSWERS = {
    "stands": N_("stands"),
    "fallen": N_("does not stand"),
    "unvouched": N_("not vouched for"),
    "false": N_("FALSE"),
}


def add_printing(award: typer.Typer, desk: Desk) -> None:
    """Add award print and award key."""

    @award.command("print", help=desk.tr.t("Write certificates as PDF: these NUMBERs, or all that stand of a session."))
    def print_(
        numbers: list[str] = typer.Argument(None, help=desk.tr.t("Numbers of certificates.")),
        out: Path = typer.Option(..., "-o", "--out", help=desk.tr.t("The PDF to write; with --apart a folder.")),
        session: str = typer.Option("", help=desk.tr.t("Code of the session.")),
        apart: bool = typer.Option(False, "--apart", help=desk.tr.t("A file each, named by its number.")),
        score: bool = typer.Option(False, "--score", help=desk.tr.t("Tell the score too.")),
    ) -> None:
        from auditor.services.training.printing import PrintAwards

        job = PrintAwards(out, tuple(numbers or ()), session, desk.tr.language, score, apart)
        with desk.open() as app_, desk.progress() as monitor:
            done = app_.run(job, monitor)
            desk.ack(done.change)
        desk.document({"files": [str(path) for path in done.paths], "numbers": done.numbers, "change": done.change})
        desk.say(said("{n} certificates: {path}", n=len(done.numbers), path=str(out)))

    @award.command(help=desk.tr.t("The public key for whoever checks certificates without this workspace."))
    def key(out: Path = typer.Option(None, "-o", "--out", help=desk.tr.t("The file to write."))) -> None:
        from auditor.services.training.signing import SigningKey

        with desk.open() as app_:
            found = app_.ask(SigningKey())
        if not found.line:
            raise CallerMistake(
                said("There is no key yet."),
                said("The first certificate that is printed makes it: auditor award print …"),
            )
        if out is not None:
            try:
                out.write_text(found.line + "\n", encoding="ascii")
            except OSError as error:
                raise unwritable(out, error) from error
        desk.document({"key": found.line, "fingerprint": found.fingerprint})
        desk.say(found.line)
        desk.say(said("Fingerprint: {print}", print=found.fingerprint))


def verified_award(desk: Desk, path: Path, key: str) -> bool:
    """Check a certificate, or what a scanner read off one; False where the file is another report."""
    from auditor.services.training.proving import is_awards, record_in

    text = sys.stdin.read() if str(path) == "-" else record_in(path)
    if text is None and not is_awards(path):
        return False
    trusted = _key(key)
    proved = _proved(desk, path, text, trusted)
    desk.document(
        {
            "ok": proved.stands,
            "certificates": [asdict(one) | {"why": desk.tr.t(one.why)} for one in proved.proofs],
            "first_difference": None if proved.where is None else desk.tr.t(proved.where),
        }
    )
    rows = [(one.number, one.learner, desk.tr.t(_ANSWERS[one.answer]), desk.tr.t(one.why)) for one in proved.proofs]
    desk.table((N_("Certificate"), N_("Learner"), N_("answer"), N_("why")), rows)
    if proved.where is not None:
        raise IntegrityBroken(
            said("The pages are not as they were written: {where}.", where=proved.where),
            said("Do not rely on this file; print the certificates again from the workspace: auditor award print …"),
        )
    if not proved.whole:
        wrong = next(one for one in proved.proofs if one.answer == "false")
        raise IntegrityBroken(
            said("Certificate {number}: {why}", number=wrong.number, why=wrong.why),
            said("Compare it with the records: auditor award show {number}", number=wrong.number),
        )
    desk.exit_code = 0 if proved.stands else 1
    return True


def _proved(desk: Desk, path: Path, text: str | None, key: str) -> Proved:
    """With the workspace where there is one or one was named, else from the file alone."""
    from auditor.services.training.proving import CheckAwards, CheckRecord, file_alone, record_alone

    if _at_hand(desk):
        with desk.open() as app_, desk.progress() as monitor:
            return app_.run(CheckAwards(path, key), monitor) if text is None else app_.ask(CheckRecord(text, key))
    desk.warn(said("No workspace is at hand: whether something was revoked since cannot be seen."))
    if text is not None:
        return record_alone(text, desk.day(None), key)
    with desk.progress() as monitor:
        return file_alone(path, desk.day(None), monitor, key)


def _at_hand(desk: Desk) -> bool:
    """A workspace that was named must open; the usual one need not be there."""
    return desk.workspace_path.exists() or desk.common.workspace != str(default_workspace())


def _key(told: str) -> str:
    """The trusted key: as a line, or in a file."""
    from auditor.services.training.signing import public_of

    if not told:
        return ""
    file = Path(told)
    try:
        return public_of(file.read_text(encoding="ascii") if file.is_file() else told)
    except (OSError, UnicodeDecodeError) as error:
        raise CallerMistake(
            said("{path} cannot be read.", path=told),
            said("Give the key's line or a file that holds it; auditor award key --out FILE writes one."),
        ) from error
