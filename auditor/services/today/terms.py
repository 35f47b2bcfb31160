"""Which clocks run on a case, and how long: as the rule packs say and the workspace tunes them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from auditor.i18n import N_
from auditor.model.types import date_of, day_of
from auditor.model.workdays import Calendar, shipped

if TYPE_CHECKING:
    from auditor.rulebook.book import Book

HOURS, DAYS, WORKDAYS, GIVEN = "hours", "days", "workdays", "given"

ANSWER, SETTLE, MEDIATION, REFUND, DELAY, NOTICE = "answer", "settle", "mediation", "refund", "delay", "notice"
APPEAL, CORRECTION = "appeal", "correction"

TITLES = {
    APPEAL: N_("Appeal to be filed"),
    ANSWER: N_("Complaint to be answered"),
    SETTLE: N_("12315 dispute to be settled"),
    MEDIATION: N_("Mediation by the regulator ends"),
    REFUND: N_("Refund to be made"),
    DELAY: N_("Refund counts as deliberately delayed after this"),
    NOTICE: N_("Rights holder's time to complain or sue ends"),
    CORRECTION: N_("Correction to be finished"),
}
"""What each clock waits for."""

DATA = "response_clocks"


@dataclass(frozen=True, slots=True)
class Term:
    """How long one clock runs: ``length`` of ``unit``; ``sources`` (empty: any but ``but``) are those of the case."""

    kind: str
    unit: str
    length: int = 0
    rule: str = ""
    basis: str = ""
    sources: tuple[str, ...] = ()
    but: tuple[str, ...] = ()


_BY_RULE = (
    (ANSWER, "IN-09", "answer_hours", HOURS, ()),
    (SETTLE, "IN-13", "answer_workdays", WORKDAYS, ("odr",)),
    (MEDIATION, "IN-14", "mediation_workdays", WORKDAYS, ("regulator",)),
    (REFUND, "IN-10", "refund_days", DAYS, ()),
    (DELAY, "IN-10", "delay_days", DAYS, ()),
)
_SEEN_UNTIL = "figure_seen_until"


def terms(book: Book, day: date) -> tuple[Term, ...]:
    """The clocks in force on a day: of the rules that run them, of sources that a pack times otherwise, as entered."""
    running = {one.rule.id: one.rule for one in book.in_force(day)}
    own = tuple(_of_sources(book))
    made = [Term(APPEAL, GIVEN), Term(CORRECTION, GIVEN), *own]
    otherwise = tuple(source for one in own if one.kind == ANSWER for source in one.sources)
    for kind, rule_id, name, unit, sources in _BY_RULE:
        rule = running.get(rule_id)
        if rule is None or name not in rule.params:
            continue
        until = rule.params[_SEEN_UNTIL].on(day) if _SEEN_UNTIL in rule.params else None
        if isinstance(until, date) and day > until:
            continue  # nobody has seen the figure that holds on this day
        length = rule.params[name].on(day)
        if isinstance(length, int):
            made.append(Term(kind, unit, length, rule_id, "", sources, otherwise if kind == ANSWER else ()))
    return tuple(made)


def _of_sources(book: Book) -> Iterator[Term]:
    """What a pack times by the source alone, without a rule that runs it."""
    listed = book.data.get(DATA)
    for entry in () if listed is None else listed.items:
        told: Any = entry
        if told.get("rule"):
            continue
        kind = {"merchant": ANSWER, "rights_holder": NOTICE}.get(str(told.get("duty")))
        unit = str(told.get("unit"))
        if kind is not None and unit in (HOURS, DAYS, WORKDAYS):
            yield Term(kind, unit, int(told["length"]), "", str(told.get("basis") or ""), (str(told["source"]),))


@dataclass(frozen=True, slots=True)
class Span:
    """Days on which a clock can have begun that ends within some days; ``unknown`` where no calendar reaches."""

    first: int
    last: int
    unknown: bool = False


def workday_span(calendar: Calendar | None, length: int, first: date, last: date) -> Span:
    """The days from which ``length`` working days lead to a day from ``first`` to ``last``."""
    counted = calendar or shipped()
    low = first - timedelta(days=3 * length + 30)
    begun = [date_of(number) for number in range(day_of(low), day_of(last) + 1)]
    ends = [(day, counted.moved(day, length)) for day in begun]
    fitting = [day_of(day) for day, end in ends if end is not None and first <= end <= last]
    unknown = any(end is None for _, end in ends)
    return Span(min(fitting), max(fitting), unknown) if fitting else Span(0, -1, unknown)


def workday_end(calendar: Calendar | None, length: int, begun: date) -> date | None:
    """The last day of a clock of working days; None where no calendar reaches."""
    return (calendar or shipped()).moved(begun, length)
