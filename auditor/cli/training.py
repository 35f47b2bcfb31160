"""Training for scripts: what the training log does in the window."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation

import typer

from auditor.cli.desk import Desk
from auditor.cli.exchange import problem_json
from auditor.cli.session_said import good_lines, kind_of_learners, logged_said
from auditor.cli.training_signs import add_signs
from auditor.errors import CallerMistake
from auditor.i18n import said
from auditor.model.enums import words
from auditor.model.types import hundredths
from auditor.services.training import Attendance, LogTraining


def add(app: typer.Typer, desk: Desk) -> None:
    """Add ``train log``, ``train anomalies``, ``train effect`` and ``train remedies``."""
    train = typer.Typer(
        help=desk.tr.t("Log trainings, and see what they show."), no_args_is_help=True, rich_markup_mode=None
    )
    app.add_typer(train, name="train")
    add_signs(train, desk)

    @train.command(help=desk.tr.t("Log who came and who passed: WHO[=RESULT or SCORE], one or more."))
    def log(
        who: list[str] = typer.Argument(..., help=desk.tr.t("H0001, H0002=85, 阿青=缺考 …")),
        course: str = typer.Option(..., help=desk.tr.t("Code or title of the course.")),
        on: str = typer.Option(None, help=desk.tr.t("The day it was held (ISO); today when left out.")),
        trainer: str = typer.Option("", help=desk.tr.t("Who taught.")),
        mode: str = typer.Option("", help="online, onsite, platform_exam"),
        learner_type: str = kind_of_learners(),
        partly: bool = good_lines(desk),
    ) -> None:
        lines = tuple(attendance(text) for text in who)
        command = LogTraining(course, desk.day(on), lines, learner_type, mode, trainer, partly=partly)
        with desk.open() as app_:
            done = app_.do(command)
            desk.ack(done.change)
        desk.document(
            {
                "counts": done.result.counts.as_dict(),
                "problems": [problem_json(desk, problem) for problem in done.result.problems],
                "change": done.change,
            }
        )
        counts = done.result.counts
        desk.say(logged_said(counts))
        desk.exit_code = 1 if counts.refused else 0


def attendance(text: str) -> Attendance:
    """A line of the log from ``WHO``, ``WHO=85`` or ``WHO=passed`` (also in Chinese)."""
    who, _, outcome = text.partition("=")
    outcome = outcome.strip()
    if not outcome:
        return Attendance(who.strip(), result="passed")
    for one in words("training_result"):
        if outcome in (one.code, one.zh, *one.aliases):
            return Attendance(who.strip(), result=one.code)
    try:
        return Attendance(who.strip(), score=hundredths(Decimal(outcome)))
    except (InvalidOperation, ValueError):
        raise CallerMistake(
            said("{text}: {outcome} is no result and no score.", text=text, outcome=outcome),
            said(
                "Results: {words}; a score has at most two places.",
                words="、".join(w.zh for w in words("training_result")),
            ),
        ) from None
