"""Issuing certificates for who passed a session (looked at beforehand), issuing one anew, revoking with a reason."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, and_, func, select

from auditor.errors import CallerMistake
from auditor.i18n import enumerated, said
from auditor.model.ledger import listing
from auditor.model.sheets import BY_NAME
from auditor.model.tables import MAIN, subject
from auditor.model.types import date_of, day_of
from auditor.model.values import FOREVER, Mark, ParsedRow, Value
from auditor.services.context import Context
from auditor.services.plausible import refuse_implausible
from auditor.services.records import Recorder
from auditor.services.training.awards import Award, AwardOf, award_of
from auditor.services.training.lines import LinesRefused, numbered, told_of
from auditor.services.training.numbers import next_numbers
from auditor.services.training.sessions import session_row
from auditor.services.training.terms import end_columns, terms_of
from auditor.services.verbs import Command, Query
from auditor.storage.work import Work

_ACHIEVED = ("learner_id", "learner_name", "course_id", "completed_on", "attempt")


@dataclass(frozen=True, slots=True)
class Due:
    """A certificate to be issued: for whom, for which attempt, until when; ``standing``: the one that there is already.

    ``valid_until`` None: no end is known; FOREVER: there is none. ``score`` in hundredths.
    """

    learner_type: str
    learner: str
    name: str
    completed_on: date
    attempt: int
    score: int | None
    version: str
    valid_until: date | Mark | None
    trainer: str
    co_signer: str
    number: str
    """The number that it would get; empty where there is one already."""
    standing: str = ""


@dataclass(frozen=True, slots=True)
class AwardsDue(Query[tuple[Due, ...]]):
    """Who passed a session (of several attempts the last one passed), with what would be issued; nothing is stored."""

    session: str
    series: str = ""


@dataclass(frozen=True, slots=True)
class IssueAwards(Command[tuple[str, ...]]):
    """Issue a certificate for all who passed a session and have none, or for ``only`` these (code, of staff the name).

    Gives the numbers. ``issued_on`` None: today. ``expected``: how many a look beforehand had told.
    """

    session: str
    only: tuple[str, ...] = ()
    issued_on: date | None = None
    series: str = ""
    expected: int | None = None


@dataclass(frozen=True, slots=True)
class ReissueAward(Command[str]):
    """Revoke a certificate with its reason and issue another for the same achievement in one change; gives its number.

    Trainer and co-signer are taken over where none is given; its end is what the course's version says.
    """

    number: str
    why: str
    trainer: str = ""
    co_signer: str = ""


@dataclass(frozen=True, slots=True)
class RevokeAward(Command[str]):
    """Revoke a certificate as of a day (None: today), with the reason; gives its number.

    ``training``: the attempt that it certifies too, so that no rule counts it any more (somebody else took the test).
    """

    number: str
    why: str
    on: date | None = None
    by: str = ""
    training: bool = False


def awards_due(context: Context, connection: Connection, query: AwardsDue) -> tuple[Due, ...]:
    """Everybody who passed, by code."""
    row = session_row(connection, query.session)
    terms = terms_of(connection, [row["course_id"]])[row["course_id"]]
    numbers = next_numbers(connection, context.today.year, query.series)
    found = []
    for one in _passed(connection, row):
        version = terms.named(one["version"], one["completed_on"])
        end = terms.counts_until(version, one["completed_on"])
        found.append(
            Due(
                one["learner_type"], one["learner"], one["name"], date_of(one["completed_on"]), one["attempt"],
                one["score"], "" if version is None else version.version, end,
                one["trainer"] or "", one["co_signer"] or "",
                "" if one["standing"] else next(numbers), one["standing"] or "",
            )
        )  # fmt: skip
    return tuple(found)


def issue_awards(context: Context, work: Work, command: IssueAwards) -> tuple[str, ...]:
    """One change, or nothing."""
    issued = command.issued_on or context.today
    if issued > context.today:
        raise CallerMistake(
            said("A certificate is not issued in advance: {day} lies ahead.", day=issued.isoformat()),
            said("Take today or an earlier day."),
        )
    refuse_implausible(issued, context.today)
    due = [one for one in awards_due(context, work.connection, AwardsDue(command.session)) if not one.standing]
    if command.only:
        missing = set(command.only) - {one.learner for one in due}
        if missing:
            raise CallerMistake(
                said("There is nothing to certify for {names}.", names=enumerated(sorted(missing))),
                said("They did not pass, or have their certificate."),
            )
        due = [one for one in due if one.learner in command.only]
    if not due:
        raise CallerMistake(
            said("There is nobody to certify."), said("Nobody passed, or everybody has a certificate already.")
        )
    if command.expected is not None and command.expected != len(due):
        raise CallerMistake(said("Others are due by now than when this was looked at."), said("Look again."))
    session = session_row(work.connection, command.session)
    course = terms_of(work.connection, [session["course_id"]])[session["course_id"]].code
    numbers = next_numbers(work.connection, issued.year, command.series)
    rows = []
    for at, one in enumerate(due, start=1):
        values = _achieved(one, course, session["code"]) | {"number": next(numbers), "issued_on": day_of(issued)}
        rows.append(ParsedRow(at, values))
    _store(context, work, rows)
    work.record.why = session["code"]
    return tuple(str(row.values["number"]) for row in rows)


def reissue_award(context: Context, work: Work, command: ReissueAward) -> str:
    """Both halves, or none."""
    one = _standing(context, work.connection, command.number)
    number = next(next_numbers(work.connection, context.today.year))
    values: dict[str, Value] = {
        "number": number, "learner_type": one.learner_type, "learner": one.learner, "course": one.course,
        "completed_on": day_of(one.completed_on), "attempt": one.attempt, "issued_on": context.today_number,
        "replaces": one.number,
    }  # fmt: skip
    told = {
        "session": one.session,
        "version": one.version,
        "trainer": command.trainer or one.trainer,
        "co_signer": command.co_signer or one.co_signer,
    }
    values |= {name: value for name, value in told.items() if value}
    values |= _end_again(work.connection, one)
    _store(context, work, [ParsedRow(1, _revoked(context, one, command.why, context.today, "")), ParsedRow(2, values)])
    work.record.why = command.why.strip()
    return number


def revoke_award(context: Context, work: Work, command: RevokeAward) -> str:
    """The reason is kept on the certificate and with the change."""
    one = _standing(context, work.connection, command.number)
    on = command.on or context.today
    if on > context.today:
        raise CallerMistake(
            said("{day} lies ahead: revoke it on the day.", day=on.isoformat()), said("Take today or an earlier day.")
        )
    refuse_implausible(on, context.today)
    _store(context, work, [ParsedRow(1, _revoked(context, one, command.why, on, command.by))])
    if command.training:
        _store(context, work, [ParsedRow(1, _attempt(work.connection, one, on))], "trainings")
    work.record.why = command.why.strip()
    return one.number


def _attempt(connection: Connection, one: Award, on: date) -> dict[str, Value]:
    """The attempt that a certificate is for, as revoked; CallerMistake where none is on file."""
    award, training = MAIN["award"], MAIN["training"]
    same = [award.c[name].is_not_distinct_from(training.c[name]) for name in _ACHIEVED]
    wanted = select(training.c.id).join(award, and_(*same)).where(award.c.number == one.number)
    if connection.execute(wanted).first() is None:
        raise CallerMistake(
            said("The training of certificate {number} is not on file.", number=one.number),
            said("Revoke the certificate alone, without its training."),
        )
    return {
        "learner_type": one.learner_type, "learner": one.learner, "course": one.course,
        "completed_on": day_of(one.completed_on), "attempt": one.attempt, "revoked_on": day_of(on),
    }  # fmt: skip


def _standing(context: Context, connection: Connection, number: str) -> Award:
    one = award_of(context, connection, AwardOf(number)).award
    if one.revoked_on is not None or one.replaced_by:
        raise CallerMistake(
            said("Certificate {number} does not stand any more.", number=one.number),
            said(
                "Revoked on {day}; replaced by: {other}", day=str(one.revoked_on or "-"), other=one.replaced_by or "-"
            ),
        )
    return one


def _revoked(context: Context, one: Award, why: str, on: date, by: str) -> dict[str, Value]:
    if not why.strip():
        raise CallerMistake(said("A certificate is revoked with a reason."), said("Say why."))
    values: dict[str, Value] = {"number": one.number, "learner_type": one.learner_type, "learner": one.learner}
    values |= {"course": one.course, "completed_on": day_of(one.completed_on), "issued_on": day_of(one.issued_on)}
    values |= {"attempt": one.attempt, "revoked_on": day_of(on), "revoke_reason": why.strip()}
    return values | ({"revoked_by": by} if by else {})


def _end_again(connection: Connection, one: Award) -> dict[str, Any]:
    """The days of the one that is replaced; its end by the version again where it had none."""
    days: dict[str, Any] = {} if one.valid_from is None else {"valid_from": day_of(one.valid_from)}
    if one.endless or one.valid_until is not None:
        return days | end_columns(FOREVER if one.endless else one.valid_until)
    course = MAIN["course"]
    number = connection.execute(select(course.c.id).where(course.c.code == one.course)).scalar_one()
    terms = terms_of(connection, [number])[number]
    completed = day_of(one.completed_on)
    return days | end_columns(terms.counts_until(terms.named(one.version, completed), completed))


def _achieved(one: Due, course: str, session: str) -> dict[str, Value]:
    """What a certificate says besides its number and day of issue."""
    day = day_of(one.completed_on)
    values: dict[str, Value] = {
        "learner_type": one.learner_type, "learner": one.learner, "course": course, "session": session,
        "completed_on": day, "attempt": one.attempt, "valid_from": day, **end_columns(one.valid_until),
    }  # fmt: skip
    told = {"version": one.version, "trainer": one.trainer, "co_signer": one.co_signer}
    return values | {name: value for name, value in told.items() if value}


def _store(context: Context, work: Work, rows: list[ParsedRow], sheet: str = "awards") -> None:
    problems = numbered(sheet)
    counts = Recorder(work, context.today_number, origin="desk").apply(BY_NAME[sheet], rows, problems)
    if counts.refused:
        raise LinesRefused(tuple(told_of(problems)))


def _passed(connection: Connection, session: dict[str, Any]) -> list[Any]:
    """The last passed attempt of each learner at the session, with the certificate that stands for it."""
    training, award = MAIN["training"], MAIN["award"]
    same = [award.c[name].is_not_distinct_from(training.c[name]) for name in _ACHIEVED]
    standing = select(func.max(award.c.number)).where(and_(*same), award.c.revoked_on.is_(None)).scalar_subquery()
    statement = (
        select(
            training,
            func.coalesce(subject.c.code, training.c.learner_name).label("learner"),
            func.coalesce(listing.c.name, subject.c.code, training.c.learner_name).label("name"),
            standing.label("standing"),
        )
        .outerjoin(subject, subject.c.id == training.c.learner_id)
        .outerjoin(listing, listing.c.id == training.c.learner_id)
        .where(training.c.session_id == session["id"], training.c.result == "passed", training.c.revoked_on.is_(None))
        .order_by(training.c.completed_on, training.c.attempt)
    )
    last = {(row["learner_type"], row["learner"]): row for row in connection.execute(statement).mappings()}
    return [last[whose] for whose in sorted(last)]
