"""The same again: a case of the subject and category within the days in which an action was to keep it away."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, func, select

from auditor.i18n import N_, Message, said
from auditor.model.tables import MAIN
from auditor.model.types import DAY_SECONDS, date_of
from auditor.services.cases.clocks import DISMISSED, Moment, outcome_on
from auditor.services.records.coded import CodedRecords

OPEN, DONE, WATCHED, SUSPECTED, REPEATED, HELD = "open", "done", "watched", "suspected", "repeated", "held"

VERDICTS = {
    OPEN: N_("not verified yet"),
    DONE: N_("verified; no days without a repeat were agreed"),
    WATCHED: N_("being watched"),
    SUSPECTED: N_("a case that may repeat it is not decided yet"),
    REPEATED: N_("did not hold: it happened again"),
    HELD: N_("held: it did not happen again"),
}
"""What became of an action."""

_AT_ONCE = 900


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of an action: watched from ``since`` to ``until``; ``by``: the cases that repeat it."""

    number: int
    state: str
    since: date | None = None
    until: date | None = None
    by: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Earlier:
    """The case that this one repeats: its day, its action and until when that one was to hold."""

    case: str
    day: date
    between: int
    """Days from the one to the other."""
    action: int
    measure: str
    until: date

    @property
    def told(self) -> Message:
        """It in a sentence."""
        return said(
            "This repeats case {case} of {day}: its action {number} ({measure}) was to hold until {until}.",
            case=self.case, day=self.day, number=self.action, measure=self.measure, until=self.until,
        )  # fmt: skip


def verdicts(connection: Connection, case: Any, actions: Sequence[Any], at: Moment) -> tuple[Verdict, ...]:
    """What became of each action of a case on the day, as far as the cases that are stored tell."""
    spans = {one.number: _span(one, at) for one in actions}
    watched = [span for span in spans.values() if span is not None]
    again = list(_again(connection, case, watched, at)) if watched else []
    return tuple(_verdict(one, spans[one.number], again, at) for one in actions)


def _span(action: Any, at: Moment) -> tuple[int, int] | None:
    """First and last day on which the action is to hold; it begins on the day after the action was carried out."""
    start = action.verified_on if action.done_on is None else action.done_on
    if start is None or start > at.day or action.no_repeat_days is None:
        return None
    return start + 1, start + action.no_repeat_days


def _again(
    connection: Connection, case: Any, spans: Sequence[tuple[int, int]], at: Moment
) -> Iterator[tuple[int, str, str | None]]:
    """Day, name and outcome of the cases of the same subject and category within any of the spans."""
    main = MAIN["case_record"]
    first = min(span[0] for span in spans) * DAY_SECONDS
    last = min(max(span[1] + 1 for span in spans) * DAY_SECONDS, at.end)
    same = (
        main.c.subject_id == case.subject_id,
        main.c.category == case.category,
        main.c.category_text.is_not_distinct_from(case.category_text),
        main.c.id != case.id,
    )
    names = CodedRecords(connection)
    found = select(main).where(*same, main.c.occurred_at >= first, main.c.occurred_at < last)
    for row in connection.execute(found.order_by(main.c.occurred_at, main.c.id)):
        outcome = outcome_on(row, at)
        if outcome not in DISMISSED:
            yield row.occurred_at // DAY_SECONDS, names.name("case_record", row.id), outcome


def _verdict(
    action: Any, span: tuple[int, int] | None, again: Sequence[tuple[int, str, str | None]], at: Moment
) -> Verdict:
    verified = action.verified_on is not None and action.verified_on <= at.day
    if span is None:
        return Verdict(action.number, DONE if verified else OPEN)
    inside = [(name, outcome) for day, name, outcome in again if span[0] <= day <= span[1]]
    proven = tuple(name for name, outcome in inside if outcome == "substantiated")
    days = date_of(span[0]), date_of(span[1])
    if proven:
        return Verdict(action.number, REPEATED, *days, proven)
    if not verified:
        return Verdict(action.number, OPEN, *days)
    if inside:
        return Verdict(action.number, SUSPECTED, *days, tuple(name for name, _ in inside))
    return Verdict(action.number, WATCHED if at.day <= span[1] else HELD, *days)


def earlier(connection: Connection, case: Any, at: Moment) -> tuple[Earlier, ...]:
    """What this case repeats, the latest first; nothing where it was held to be unfounded."""
    if outcome_on(case, at) in DISMISSED:
        return ()
    first, again, action, start = _tables()
    day = case.occurred_at // DAY_SECONDS
    statement = _repeats(first, again, action, start).where(again.c.id == case.id, start <= at.day)
    names = CodedRecords(connection)
    found = []
    for row in connection.execute(statement.order_by(first.c.occurred_at.desc(), action.c.number)):
        that = row.occurred_at // DAY_SECONDS
        until = date_of(row.start + row.no_repeat_days)
        name = names.name("case_record", row.first)
        found.append(Earlier(name, date_of(that), day - that, row.number, row.action, until))
    return tuple(found)


def repeating(connection: Connection, cases: Sequence[int]) -> dict[int, str]:
    """Of these cases the ones that repeat another, with the latest of those."""
    found: dict[int, int] = {}
    first, again, action, start = _tables()
    for begin in range(0, len(cases), _AT_ONCE):
        wanted = again.c.id.in_(cases[begin : begin + _AT_ONCE])
        statement = _repeats(first, again, action, start).where(wanted).order_by(first.c.occurred_at, first.c.id)
        found |= {row.again: row.first for row in connection.execute(statement)}
    names = CodedRecords(connection)
    return {number: names.name("case_record", other) for number, other in found.items()}


def _tables() -> tuple[Any, Any, Any, ColumnElement[Any]]:
    main, action = MAIN["case_record"], MAIN["action"]
    return main.alias("first"), main.alias("again"), action, func.coalesce(action.c.done_on, action.c.verified_on)


def _repeats(first: Any, again: Any, action: Any, start: ColumnElement[Any]) -> Any:
    """Pairs of cases of which the second lies within the days of an action of the first."""
    day = again.c.occurred_at // DAY_SECONDS
    same = and_(
        again.c.subject_id == first.c.subject_id,
        again.c.category == first.c.category,
        again.c.category_text.is_not_distinct_from(first.c.category_text),
        again.c.id != first.c.id,
        day > start,
        day <= start + action.c.no_repeat_days,
    )
    columns = (
        first.c.id.label("first"), first.c.occurred_at, again.c.id.label("again"), action.c.number, action.c.action,
        action.c.no_repeat_days, start.label("start"),
    )  # fmt: skip
    stands = func.coalesce(first.c.outcome, "open").not_in(DISMISSED) & (func.coalesce(first.c.appeal, "") != "granted")
    return (
        select(*columns)
        .select_from(action.join(first, first.c.id == action.c.case_id).join(again, same))
        .where(action.c.no_repeat_days.is_not(None), start.is_not(None), stands)
    )
