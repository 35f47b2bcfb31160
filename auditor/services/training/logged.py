"""Training: log who came and who passed, many at once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from auditor.errors import CallerMistake
from auditor.i18n import said
from auditor.model.sheets import BY_NAME
from auditor.model.types import day_of
from auditor.model.values import ParsedRow, Problem, Value
from auditor.services.context import Context
from auditor.services.plausible import refuse_implausible
from auditor.services.records import Counts, Problems, Recorder
from auditor.services.verbs import Command
from auditor.storage.work import Work


@dataclass(frozen=True, slots=True)
class Attendance:
    """One line of the log: who (code, number or unique name), result word code or score (hundredths), certificate."""

    learner: str
    result: str = ""
    score: int | None = None
    certificate_no: str = ""
    attempt: int = 1


@dataclass(frozen=True, slots=True)
class Logged:
    """What became of the lines: counts, and the problems of those refused or warned."""

    counts: Counts
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class LogTraining(Command[Logged]):
    """Log a course held on a day for many learners; same validation and history as an import.

    ``partly``: store the good lines and tell the refused ones; otherwise one refused line refuses all.
    """

    course: str
    day: date
    lines: tuple[Attendance, ...]
    learner_type: str = "host"
    mode: str = ""
    trainer: str = ""
    late_reason: str = ""
    partly: bool = False


def log_training(context: Context, work: Work, command: LogTraining) -> Logged:
    """Store the lines through the one write path."""
    if not command.lines:
        raise CallerMistake(said("There is nobody to log."), said("Enter at least one learner."))
    if command.day > context.today:
        raise CallerMistake(
            said("The training day {day} lies ahead.", day=command.day.isoformat()),
            said("Log it when it has been held."),
        )
    refuse_implausible(command.day, context.today)
    sheet = BY_NAME["trainings"]
    problems = Problems(sheet.zh)
    rows = [_row(command, number, line) for number, line in enumerate(command.lines, start=1)]
    counts = Recorder(work, context.today_number, origin="desk").apply(sheet, rows, problems)
    if counts.refused and not command.partly:
        first = next(p for p in problems.found if p.level == "error")
        raise CallerMistake(
            said("Line {line}: {why}", line=first.cell.lstrip("A"), why=first.message), said("Nothing was stored.")
        )
    return Logged(counts, tuple(problems.found))


def _row(command: LogTraining, number: int, line: Attendance) -> ParsedRow:
    values: dict[str, Value] = {
        "learner_type": command.learner_type,
        "learner": line.learner,
        "course": command.course,
        "completed_on": day_of(command.day),
        "attempt": line.attempt,
    }
    told = {
        "result": line.result,
        "certificate_no": line.certificate_no,
        "mode": command.mode,
        "trainer": command.trainer,
        "late_reason": command.late_reason,
    }
    values |= {name: value for name, value in told.items() if value}
    if line.score is not None:
        values["score"] = line.score
    return ParsedRow(number, values)
