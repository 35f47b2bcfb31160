"""The same again: a case of the subject and category within the days in which an action was to keep it away."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, func, select

from auditor.i18n import N_, Message, said
from auditor.model.coded import shown_code
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


def repeating(connection: Connection, cases: Collection[Any]) -> dict[int, str]:
    """Of these cases (rows) the ones that repeat another, with the latest of those.

    It begins at the actions, of which there are few: subjects can have thousands of cases.
    """
    if not cases:
        return {}
    first, _, action, start = _tables()
    oldest = min(row.occurred_at for row in cases) // DAY_SECONDS
    watched = (
        select(
            first.c.id, shown_code("case_record", first).label("name"),
            first.c.subject_id, first.c.category, first.c.category_text, start.label("start"),
            (start + action.c.no_repeat_days).label("last"),
        )
        .select_from(action.join(first, first.c.id == action.c.case_id))
        .where(action.c.no_repeat_days.is_not(None), start + action.c.no_repeat_days >= oldest, _stands(first))
        .order_by(first.c.occurred_at.desc(), first.c.id.desc())
    )  # fmt: skip
    spans: dict[tuple[Any, ...], list[Any]] = defaultdict(list)
    for row in connection.execute(watched):
        spans[row.subject_id, row.category, row.category_text].append(row)
    found = {}
    for case in cases:
        day = case.occurred_at // DAY_SECONDS
        known = spans.get((case.subject_id, case.category, case.category_text), ())
        span = next((one for one in known if one.start < day <= one.last and one.id != case.id), None)
        if span is not None:
            found[case.id] = span.name
    return found


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
    return (
        select(*columns)
        .select_from(action.join(first, first.c.id == action.c.case_id).join(again, same))
        .where(action.c.no_repeat_days.is_not(None), start.is_not(None), _stands(first))
    )


def _stands(first: Any) -> ColumnElement[bool]:
    """What was held unfounded, or overturned, is repeated by nothing."""
    won = func.coalesce(first.c.appeal, "") != "granted"
    return and_(func.coalesce(first.c.outcome, "open").not_in(DISMISSED), won)
