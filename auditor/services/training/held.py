"""A session that was held, logged at once: who came, how each did; every attempt is kept, and who did not come."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from auditor.errors import CallerMistake
from auditor.i18n import Message, said
from auditor.model.sheets import BY_NAME
from auditor.model.types import date_of, datetime_of, day_of, second_of
from auditor.model.values import CLEAR, ParsedRow, Value
from auditor.services.context import Context
from auditor.services.plausible import implausible, refuse_implausible
from auditor.services.records import Counts, Recorder
from auditor.services.training.attempts import Attempts
from auditor.services.training.lines import LinesRefused, LineTold, numbered, told_of
from auditor.services.training.outcomes import HeldLine, Outcome, Wrong, outcome_of
from auditor.services.training.sessions import session_day, session_row
from auditor.services.training.terms import Terms, terms_of
from auditor.services.verbs import Command
from auditor.storage.work import Work


@dataclass(frozen=True, slots=True)
class SessionLogged:
    """What became of the lines: rows of the list, attempts (trainings), and what was said of which line."""

    enrolments: Counts
    trainings: Counts
    refused: int
    """Lines of which nothing was stored."""
    told: tuple[LineTold, ...]


@dataclass(frozen=True, slots=True)
class LogSession(Command[SessionLogged]):
    """Log a session as held: list, attempts and the session itself, in one change.

    ``day`` is the day of completion (None: the day on which it ended, began, or was planned). A learner's attempt has
    the next number; logging the same day again corrects what was logged for it, line by line. ``partly``: store the
    good lines and tell the refused ones; otherwise one refused line refuses all.
    """

    session: str
    lines: tuple[HeldLine, ...]
    learner_type: str = "host"
    day: date | None = None
    started_at: datetime | None = None
    ended_at: datetime | None = None
    co_signer: str = ""
    late_reason: str = ""
    partly: bool = False


@dataclass(slots=True)
class _Log:
    """The lines on their way into the store."""

    command: LogSession
    session: Mapping[str, Any]
    terms: Terms
    day: int
    told: list[LineTold] = field(default_factory=list)

    @property
    def refused(self) -> set[int]:
        return {one.line for one in self.told if one.level == "error"}

    def refuse(self, number: int, wrong: Wrong) -> None:
        self.told.append(LineTold(number, wrong.field, "error", wrong.code, wrong.message))

    def take(self, told: Iterator[LineTold]) -> None:
        known = {(one.line, one.field, one.code) for one in self.told}
        self.told += [one for one in told if (one.line, one.field, one.code) not in known]


def log_session(context: Context, work: Work, command: LogSession) -> SessionLogged:
    """One change, or a refusal that names each line."""
    row = _session(work, command)
    day = session_day(row) if command.day is None else day_of(command.day)
    _not_ahead(context, command, day)
    log = _Log(command, row, terms_of(work.connection, [row["course_id"]])[row["course_id"]], day)
    rows = _rows(context, work, log)
    recorder = Recorder(work, context.today_number, origin="desk")
    _hold(recorder, log)
    attempts = [training for _, training in rows.values() if training is not None]
    problems = numbered("trainings")
    trainings = recorder.apply(BY_NAME["trainings"], attempts, problems)
    log.take(told_of(problems))
    problems = numbered("enrolments")
    last = {one.values["learner"]: number for number, (one, _) in rows.items() if number not in log.refused}
    listed = [rows[number][0] for number in sorted(last.values())]
    enrolments = recorder.apply(BY_NAME["enrolments"], listed, problems)
    log.take(told_of(problems))
    told = tuple(sorted(log.told, key=lambda one: one.line))
    if log.refused and (not command.partly or len(log.refused) == len(command.lines)):
        raise LinesRefused(told)
    work.record.why = row["code"]
    return SessionLogged(enrolments, trainings, len(log.refused), told)


def _session(work: Work, command: LogSession) -> dict[str, Any]:
    row = session_row(work.connection, command.session)
    if row["status"] == "cancelled":
        raise CallerMistake(said("Session {code} was cancelled.", code=row["code"]), said("Plan another one."))
    if not command.lines:
        raise CallerMistake(said("There is nobody to log."), said("Enter at least one learner."))
    for name in ("started_at", "ended_at"):
        moment = getattr(command, name)
        if moment is not None:
            row[name] = second_of(moment)
    return row


def _not_ahead(context: Context, command: LogSession, day: int) -> None:
    days = [day, *(day_of(one.date()) for one in (command.started_at, command.ended_at) if one is not None)]
    if max(days) > context.today_number:
        raise CallerMistake(
            said("The training day {day} lies ahead.", day=date_of(max(days)).isoformat()),
            said("Log it when it has been held."),
        )
    refuse_implausible(date_of(min(days)), context.today)


def _hold(recorder: Recorder, log: _Log) -> None:
    """The session itself: held, with its version and the times that were told."""
    values: dict[str, Value] = {"code": log.session["code"], "status": "held"}
    values |= {"course": log.terms.code, "planned_start": log.session["planned_start"]}
    values |= {name: log.session[name] for name in ("started_at", "ended_at") if log.session[name] is not None}
    version = log.terms.named(log.session["version"], log.day)
    if version is not None and not log.session["version"]:
        values["version"] = version.version
    problems = numbered("sessions")
    recorder.apply(BY_NAME["sessions"], [ParsedRow(1, values)], problems)
    wrong = next((one for one in problems.found if one.level == "error"), None)
    if wrong is not None:
        raise CallerMistake(wrong.message, said("Nothing was stored."))


def _rows(context: Context, work: Work, log: _Log) -> dict[int, tuple[ParsedRow, ParsedRow | None]]:
    """By line the row of the list and the attempt, of those that are not refused so far."""
    attempts = Attempts(work.connection, log.session, log.command.learner_type)
    found: dict[int, tuple[ParsedRow, ParsedRow | None]] = {}
    for number, line in enumerate(log.command.lines, start=1):
        day = log.day if line.day is None else day_of(line.day)
        version = log.terms.named(log.session["version"], day)
        outcome = outcome_of(line, log.terms.mark(version))
        if isinstance(outcome, Outcome):
            outcome = _possible(context, outcome, line, day)
        if isinstance(outcome, Wrong):
            log.refuse(number, outcome)
            continue
        attempt = attempts.take(line.learner, day, outcome)
        if isinstance(attempt, Wrong):
            log.refuse(number, attempt)
            continue
        named: dict[str, Value] = {"learner_type": attempt.learner_type, "learner": attempt.learner}
        told = _training(log, outcome, day, None if version is None else version.version)
        training = ParsedRow(number, named | {"attempt": attempt.number} | told) if outcome.result else None
        found[number] = (ParsedRow(number, named | _listed(log, line, outcome, attempt.number)), training)
    return found


def _possible(context: Context, outcome: Outcome, line: HeldLine, day: int) -> Outcome | Wrong:
    if not line.learner.strip():
        return Wrong("learner", "missing_value", said("Who is meant? Write a code or a name."))
    if day > context.today_number:
        message: Message = said("The training day {day} lies ahead.", day=date_of(day).isoformat())
        return Wrong("completed_on", "future_date", message)
    far = implausible(date_of(day), context.today)
    if far is not None:
        return Wrong("completed_on", "far_off", far)
    return outcome


def _listed(log: _Log, line: HeldLine, outcome: Outcome, attempt: int) -> dict[str, Value]:
    values: dict[str, Value] = {"session": log.session["code"], "state": outcome.state}
    values["score"] = CLEAR if outcome.score is None else outcome.score
    if outcome.result:
        values["attempt"] = attempt
    if outcome.minutes is not None:
        values["minutes"] = outcome.minutes
    return values | ({"remark": line.remark} if line.remark else {})


def _training(log: _Log, outcome: Outcome, day: int, version: str | None) -> dict[str, Value]:
    """What the attempt says besides its key."""
    session = log.session
    began = day_of(datetime_of(session["started_at"] or session["planned_start"]).date())
    values: dict[str, Value] = {
        "course": log.terms.code,
        "completed_on": day,
        "started_on": began,
        "session": session["code"],
        "result": outcome.result,
        "score": CLEAR if outcome.score is None else outcome.score,
    }
    told = {
        "version": version,
        "mode": session["mode"],
        "trainer": session["trainer"],
        "co_signer": log.command.co_signer or session["co_trainer"],
        "evidence": session["evidence"],
        "late_reason": log.command.late_reason,
    }
    return values | {name: value for name, value in told.items() if value}
