"""May we sign her: identity, age, qualification, blacklist, past record, knowledge, each with its ground."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Connection, LargeBinary, func, select

from auditor.i18n import Message, Translator, Twin, said
from auditor.model.enums import word
from auditor.model.fields import BEGINNING
from auditor.model.tables import MAIN
from auditor.model.types import day_of
from auditor.rulebook.pack import Result
from auditor.rulebook.sql.values import Moment
from auditor.rulebook.supposed import Instead, Supposed
from auditor.rulebook.supposing import judge_supposed
from auditor.services.answers import both, lacking
from auditor.services.clearance.combination import Who, who_is
from auditor.services.clearance.lines import BLOCK, CONDITION, NOTE, Line, answer_of, order, twin
from auditor.services.context import Context
from auditor.services.profiles import subject_id
from auditor.services.verbs import Query

KNOWLEDGE, RECORD = "KT-01", "PR-01"
TOPICS: dict[str, Message] = {
    "identity": said("Identity"),
    "age": said("Age"),
    "qualification": said("Qualification"),
    "blacklist": said("Blacklist and sanctions"),
    "record": said("Past record"),
    "knowledge": said("Knowledge test"),
    "contract": said("Contract"),
    "privacy": said("Personal information"),
}
_BY_FAMILY = {"ID": "identity", "LI": "qualification", "IN": "record", "TR": "knowledge", "CT": "contract",
              "PV": "privacy"}  # fmt: skip
_BY_RULE = {"ID-02": "age", "ID-03": "age", "IN-01": "blacklist"}
LOOKED_BACK = 730
"""Days of past record that are told."""


@dataclass(frozen=True, slots=True)
class SignLine:
    """One ground: its topic, and what it says; passed ones too."""

    topic: str
    line: Line

    def as_json(self, tr: Translator) -> dict[str, Any]:
        """For programs."""
        return {"topic": self.topic, **self.line.as_json(tr)}


@dataclass(frozen=True, slots=True)
class Signing:
    """Whether a host may be signed, ground by ground; ``in_force``: whether any rule was in force on the day."""

    answer: str
    host: Who
    day: date
    lines: tuple[SignLine, ...]
    in_force: bool = True

    def as_json(self, tr: Translator) -> dict[str, Any]:
        """For programs."""
        return {
            "answer": self.answer,
            "host": self.host.code,
            "as_of": self.day.isoformat(),
            "lines": [line.as_json(tr) for line in self.lines],
        }


@dataclass(frozen=True, slots=True)
class SignHost(Query[Signing]):
    """Judge a host as if she were signed on the day, whatever her status is, unless she is blacklisted."""

    code: str
    as_of: date


def sign_host(context: Context, connection: Connection, query: SignHost) -> Signing:
    """Every rule about hosts in force on the day, the past record in numbers, and the knowledge test."""
    who = who_is(connection, "host", subject_id(connection, "host", query.code))
    book = context.book(connection)
    moment = Moment(query.as_of, None, signed(connection, who.id))
    found: list[SignLine] = []
    for verdict in judge_supposed(connection, book, moment, "host", who.id):
        if verdict.result is not Result.NOTAPPLICABLE:
            rule = verdict.rule_id
            found.append(SignLine(_topic(rule), _line(connection, book, moment, who, verdict)))
    found.append(SignLine("record", record(connection, who, query.as_of)))
    found.append(SignLine("knowledge", knowledge(connection, who, query.as_of)))
    topics = list(TOPICS)
    found.sort(key=lambda one: (topics.index(one.topic), one.line.result == "pass", order(one.line)))
    answer = answer_of(one.line for one in found if one.line.result != "pass")
    return Signing(answer, who, query.as_of, tuple(found), any(True for _rule in book.in_force(query.as_of)))


def _topic(rule: str) -> str:
    return _BY_RULE.get(rule) or _BY_FAMILY.get(rule.partition("-")[0], "record")


def signed(connection: Connection, number: int) -> Supposed:
    """The host as she would stand once signed; a blacklisting stays what it is."""
    main = MAIN["host"]
    row = dict(connection.execute(select(main).where(main.c.id == number)).mappings().one())
    if row["status"] != "blacklisted":
        row |= {"status": "active", "status_from": BEGINNING}
    row |= {"onboarded_on": None, "left_on": None}
    values = [None if isinstance(one.type, LargeBinary) else row[one.name] for one in main.columns]
    return Supposed({("host", ""): Instead.of([number], [values]), ("past_status", ""): Instead.of([number], [])})


def _line(connection: Connection, book: Any, moment: Moment, who: Who, verdict: Any) -> Line:
    from auditor.rulebook.reads import missing_of
    from auditor.rulebook.texts import texts_of

    rule = book.rule_on(verdict.rule_id, moment.as_of).rule
    grade = book.grade(rule, None)
    severity, effect = str(verdict.severity or grade.severity), str(verdict.effect or grade.effect)
    message, remedy = said("In order."), said("Nothing to do.")
    missing: tuple[tuple[str, str], ...] = ()
    if verdict.result is Result.FAIL:
        texts = texts_of(connection, book, moment, rule, "host", [who.id]).get(who.id, (rule.message, rule.remedy))
        message, remedy = twin(both(texts[0])), twin(both(texts[1]))
    elif verdict.result is not Result.PASS:
        missing = tuple(missing_of(connection, book, moment, rule, "host", [who.id]).get(who.id, ()))
        message, remedy = (twin(text) for text in lacking(missing, rule.unknown))
    return Line(rule.id, twin(both(rule.title)), who, str(verdict.result), severity, effect, message, remedy, None,
                moment.as_of, rule.remedy_key, (), missing)  # fmt: skip


def established(who: Who, day: date) -> tuple[ColumnElement[bool], ...]:
    """The cases found for in two years up to the day, and not taken back by an appeal."""
    cases = MAIN["case_record"]
    end = (day_of(day) + 1) * 86_400
    return (
        cases.c.subject_id == who.id,
        cases.c.outcome == "substantiated",
        func.coalesce(cases.c.appeal, "none") != "granted",
        cases.c.occurred_at < end,
        cases.c.occurred_at >= end - LOOKED_BACK * 86_400,
    )


def record(connection: Connection, who: Who, day: date) -> Line:
    """The cases found for in two years, in numbers; what they mean is for the rules to say."""
    cases = MAIN["case_record"]
    statement = select(func.count(), func.coalesce(func.sum(cases.c.points), 0)).where(*established(who, day))
    number, points = connection.execute(statement).one()
    message = said("{n} established cases in two years, {points} points.", n=number, points=f"{points / 100:g}")
    status = MAIN["host"].c.status
    now = str(connection.execute(select(status).where(MAIN["host"].c.id == who.id)).scalar())
    told = Twin(*(word("host_status", now, language) for language in ("zh", "en")))
    remedy = said("Read the cases before signing; status now: {status}.", status=told)
    result = "fail" if number else "pass"
    return Line(RECORD, said("Established cases"), who, result, "low", NOTE, message, remedy, None, day)


def knowledge(connection: Connection, who: Who, day: date) -> Line:
    """A platform's exam passed, or a course passed with a score, not revoked, not lapsed."""
    main = MAIN["training"]
    number = day_of(day)
    rows = connection.execute(
        select(main.c.completed_on, main.c.score, main.c.mode)
        .where(
            main.c.learner_id == who.id,
            main.c.learner_type == "host",
            main.c.result == "passed",
            main.c.completed_on <= number,
            (main.c.mode == "platform_exam") | main.c.score.is_not(None),
            main.c.revoked_on.is_(None) | (main.c.revoked_on > number),
            (main.c.valid_until_long == 1) | main.c.valid_until.is_(None) | (main.c.valid_until >= number),
        )
        .order_by(main.c.completed_on.desc())
    ).all()
    title = said("Knowledge test passed")
    if not rows:
        return Line(
            KNOWLEDGE, title, who, "fail", "high", CONDITION, said("No exam passed, and no course with a score."),
            said("Let her sit the exam before signing, and log result and score."), None, day, "book_training",
        )  # fmt: skip
    from auditor.model.types import date_of

    done, score, _mode = rows[0]
    told = said(
        "Passed on {day}, score {score}.",
        day=date_of(done).isoformat(),
        score="-" if score is None else f"{score / 100:g}",
    )
    return Line(KNOWLEDGE, title, who, "pass", "high", CONDITION, told, said("Nothing to do."), None, day)


__all__ = ["BLOCK", "SignHost", "SignLine", "Signing", "sign_host"]
