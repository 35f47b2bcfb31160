"""Logging a session that was held, for scripts: WHO=RESULT or SCORE, or a table of lines."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import typer

from auditor.cli.desk import Desk
from auditor.cli.session_said import (
    good_lines,
    kind_of_learners,
    lines_json,
    logged_said,
    moment_of,
    refused_lines,
    tell_lines,
)
from auditor.errors import CallerMistake, unreadable
from auditor.i18n import said

if TYPE_CHECKING:
    from auditor.services.training.held import SessionLogged

_LONGEST = 1024 * 1024


def add_log(one: typer.Typer, desk: Desk) -> None:
    """Add session CODE log."""

    @one.command(
        help=desk.tr.t("session CODE log: who came and how each did, at once: WHO=RESULT or SCORE, or a table.")
    )
    def log(
        context: typer.Context,
        who: list[str] = typer.Argument(None, help=desk.tr.t("H0001=92, H0002=缺考 …")),
        table: Path = typer.Option(None, help=desk.tr.t("Lines WHO, RESULT, SCORE from a file (- standard input).")),
        learner_type: str = kind_of_learners(),
        on: str = typer.Option(None, help=desk.tr.t("The day of completion (ISO); the session's when left out.")),
        started: str = typer.Option("", help=desk.tr.t("When it began (2026-06-30 09:00).")),
        ended: str = typer.Option("", help=desk.tr.t("When it ended (2026-06-30 11:00).")),
        co_signer: str = typer.Option("", help=desk.tr.t("Who signs beside the trainer.")),
        late_reason: str = typer.Option("", help=desk.tr.t("Why it is entered late.")),
        partly: bool = good_lines(desk),
    ) -> None:
        from auditor.services.training.held import LogSession
        from auditor.services.training.outcomes import read_lines

        typed = "\n".join(text.replace("=", "\t", 1) for text in who or ())
        lines = (*read_lines(typed), *read_lines("" if table is None else _text(table)))
        day = None if on is None else desk.day(on)
        command = LogSession(
            context.obj, lines, learner_type, day, moment_of(started), moment_of(ended), co_signer, late_reason, partly
        )
        with desk.open() as app_, refused_lines(desk):
            done = app_.do(command)
            desk.ack(done.change)
        _tell_logged(desk, done.result, done.change)


def _tell_logged(desk: Desk, done: SessionLogged, change: int | None) -> None:
    desk.document(
        {
            "enrolments": done.enrolments.as_dict(),
            "trainings": done.trainings.as_dict(),
            "refused": done.refused,
            "problems": lines_json(desk, done.told),
            "change": change,
        }
    )
    tell_lines(desk, logged_said(done.trainings), done.told)


def _text(path: Path) -> str:
    """A table of lines as text, whichever of the usual encodings it is in."""
    if str(path) == "-":
        import sys

        return sys.stdin.read()
    try:
        with path.open("rb") as stream:
            content = stream.read(_LONGEST + 1)
    except OSError as error:
        raise unreadable(path, error) from None
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            if len(content) <= _LONGEST:
                return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise CallerMistake(said("{path} is no text of lines.", path=path.name), said("Save it as text, or as CSV."))
