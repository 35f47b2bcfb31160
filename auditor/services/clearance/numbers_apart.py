"""The two lines of a signing that no rule gives, taken apart: every case and every training behind the number."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy import Connection, select

from auditor.i18n import Message, Translator, Twin, said
from auditor.model.tables import MAIN
from auditor.model.types import date_of, day_of
from auditor.rulebook.explaining import Explanation, Node
from auditor.rulebook.explaining.nodes import RecordRef
from auditor.services.answers import Both
from auditor.services.clearance.combination import Who
from auditor.services.clearance.lines import Line
from auditor.services.clearance.signing import KNOWLEDGE, RECORD, established, knowledge, record
from auditor.services.explaining import Explained, ExplainRule

SHOWN = 20
"""Cases or trainings that are named, the latest first; the others are counted."""

_DAY = 86_400


def of_number(connection: Connection, query: ExplainRule, who: Who) -> Explained | None:
    """The answer in the shape of a rule's; None for what a rule answers."""
    made: tuple[Callable[..., Line], Callable[..., Node]] | None = {
        RECORD: (record, _cases),
        KNOWLEDGE: (knowledge, _trainings),
    }.get(query.rule.upper())
    if made is None:
        return None
    line, tree = made[0](connection, who, query.as_of), made[1](connection, who, query)
    whole = Explanation(Node("true", said("Asked of everybody before signing"), True), tree)
    return Explained(
        line.rule, _both(line.title), who.type, who.code, who.id, query.as_of, line.result,
        None if line.result == "pass" else line.severity, _both(line.message), _both(line.remedy), whole,
    )  # fmt: skip


def _cases(connection: Connection, who: Who, query: ExplainRule) -> Node:
    cases = MAIN["case_record"]
    columns = (cases.c.id, cases.c.code, cases.c.occurred_at, cases.c.points)
    asked = select(*columns).where(*established(who, query.as_of)).order_by(cases.c.occurred_at.desc(), cases.c.id)
    rows = connection.execute(asked).all()
    parts = tuple(
        Node(
            "case",
            said("{code}, {day}: {points} points", code=row.code, day=date_of(row.occurred_at // _DAY).isoformat(),
                 points=f"{(row.points or 0) / 100:g}"),
            True,
            record=RecordRef("case", row.id, Twin(row.code, row.code)),
            decides=True,
        )
        for row in rows[:SHOWN]
    )  # fmt: skip
    says = said("No case is established in the two years up to the day, those left out that an appeal took back")
    return Node("cases", says, not rows, "none", parts, decides=True, left_out=max(0, len(rows) - SHOWN))


def _trainings(connection: Connection, who: Who, query: ExplainRule) -> Node:
    main, course = MAIN["training"], MAIN["course"]
    asked = (
        select(main, course.c.code.label("course"), course.c.title)
        .join(course, course.c.id == main.c.course_id)
        .where(main.c.learner_id == who.id, main.c.learner_type == "host")
        .order_by(main.c.completed_on.desc(), main.c.id.desc())
    )
    rows = connection.execute(asked).mappings().all()
    told = [(row, _short_of(row, day_of(query.as_of))) for row in rows]
    counts = any(short is None for _, short in told)
    told.sort(key=lambda one: one[1] is not None)  # those that count first, else the latest
    parts = tuple(_training(row, short, counts) for row, short in told[:SHOWN])
    says = said("An exam of a platform is passed, or a course with a score; not revoked, not lapsed")
    return Node("trainings", says, counts, "any", parts, decides=True, left_out=max(0, len(told) - SHOWN))


def _training(row: Any, short: Message | None, counts: bool) -> Node:
    day = "-" if row["completed_on"] is None else date_of(row["completed_on"]).isoformat()
    name = row["title"] or row["course"]
    says = (
        said("{course}, {day}: counts", course=name, day=day)
        if short is None
        else said("{course}, {day}: {why}", course=name, day=day, why=short)
    )
    ref = RecordRef("training", row["id"], Twin(f"{name} {day}", f"{name} {day}"))
    return Node("training", says, short is None, record=ref, decides=(short is None) is counts)


def _short_of(row: Any, day: int) -> Message | None:
    """Why a training does not count on the day; None where it does."""
    if row["result"] != "passed":
        return said("not passed")
    if row["completed_on"] is None or row["completed_on"] > day:
        return said("completed later")
    if row["revoked_on"] is not None and row["revoked_on"] <= day:
        return said("revoked")
    if row["mode"] != "platform_exam" and row["score"] is None:
        return said("no score is logged")
    if not row["valid_until_long"] and row["valid_until"] is not None and row["valid_until"] < day:
        return said("lapsed")
    return None


def _both(message: Message) -> Both:
    return Translator("zh").t(message), Translator("en").t(message)
