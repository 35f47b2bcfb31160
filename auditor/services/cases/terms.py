"""Which clocks run on a case, and how long: as the rule packs say and the workspace tunes them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from auditor.i18n import N_
from auditor.model.types import date_of, day_of
from auditor.model.workdays import Calendar, shipped
from auditor.services.cases.timing import DAYS, GIVEN, HOURS, WORKDAYS

if TYPE_CHECKING:
    from auditor.rulebook.book import Book

__all__ = ["DAYS", "GIVEN", "HOURS", "WORKDAYS"]

ANSWER, SETTLE, MEDIATION, REFUND, DELAY, NOTICE = "answer", "settle", "mediation", "refund", "delay", "notice"
APPEAL, CORRECTION = "appeal", "correction"
REPLY, ACTION, AGREED, EXIT = "reply", "action", "agreed", "exit"
LAW, ODR, PLATFORM, ENTERED, OWN, CONTRACT = "law", "odr", "platform", "entered", "own", "contract"

TITLES = {
    APPEAL: N_("Appeal to be filed"),
    ANSWER: N_("Complaint to be answered"),
    SETTLE: N_("12315 dispute to be settled"),
    MEDIATION: N_("Mediation by the regulator ends"),
    REFUND: N_("Refund to be made"),
    DELAY: N_("Refund counts as deliberately delayed after this"),
    NOTICE: N_("Rights holder's time to complain or sue ends"),
    CORRECTION: N_("Correction to be finished"),
    REPLY: N_("Appeal to be answered by the other side"),
    ACTION: N_("Corrective action to be carried out"),
    AGREED: N_("Answer due as agreed"),
    EXIT: N_("Merchant's request to leave to be answered"),
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
    origin: str = ENTERED
    """What it rests on: law, the dispute platform of 12315 (odr), a platform's practice, our own duty, a contract, or
    what was entered."""


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
            basis = ", ".join(dict.fromkeys(one.id for one in rule.basis if one.effective.holds(day)))
            but = otherwise if kind == ANSWER else ()
            made.append(Term(kind, unit, length, rule_id, basis, sources, but, _origin(book, rule_id)))
    return tuple(made)


def _origin(book: Book, rule_id: str) -> str:
    """What the clocks of a rule rest on, as the packs' data tell it."""
    listed = book.data.get(DATA)
    entries: tuple[Any, ...] = () if listed is None else tuple(listed.items)
    told = next((one for one in entries if one.get("rule") == rule_id), None)
    return PLATFORM if told is None else _rests_on(told)


def _rests_on(told: Any) -> str:
    if told.get("duty") == PLATFORM:
        return OWN
    return LAW if told.get("law") else ODR if told.get("source") == ODR else PLATFORM


def _of_sources(book: Book) -> Iterator[Term]:
    """What a pack times by the source alone, without a rule that runs it."""
    listed = book.data.get(DATA)
    for entry in () if listed is None else listed.items:
        told: Any = entry
        if told.get("rule"):
            continue
        kind = {"merchant": ANSWER, "rights_holder": NOTICE, "platform": EXIT}.get(str(told.get("duty")))
        unit = str(told.get("unit"))
        if kind is not None and unit in (HOURS, DAYS, WORKDAYS):
            basis, sources = str(told.get("basis") or ""), tuple(one for one in (str(told["source"]),) if one)
            yield Term(kind, unit, int(told["length"]), "", basis, sources, (), _rests_on(told))


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
