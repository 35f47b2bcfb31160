"""What the case desk counts: categories, how long answers and settlements took, infringement reports, money paid."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Connection, case, func, select

from auditor.errors import CallerMistake
from auditor.i18n import said
from auditor.model.tables import MAIN
from auditor.model.types import DAY_SECONDS, date_of, day_of
from auditor.services.cases.feedback import FeedbackMonth, by_month
from auditor.services.cases.moments import Moments, moments
from auditor.services.cases.spreads import Durations, Spread, spread
from auditor.services.context import Context
from auditor.services.lists.marked import raw_rows
from auditor.services.profiles import reference, subject_id
from auditor.services.verbs import Query

MONTHS = 12
"""How far statistics look back where no first day is given: this month and those before it."""

OUTCOMES = ("substantiated", "unsubstantiated", "malicious", "overturned", "open")


@dataclass(frozen=True, slots=True)
class Category:
    """Cases of one category and kind, by what they were held to be; ``text``: what stood there if none of ours."""

    category: str
    text: str | None
    kind: str
    received: int
    outcomes: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Times:
    """The cases that came in a month (``YYYY-MM``; "" all of the period) from a source ("" all of them).

    ``response``: from the beginning of the clocks to the first answer (of complaints, closing without one counts);
    ``resolution``: to the decision or the closing, whichever was first. Both without regard to times of waiting.
    """

    month: str
    source: str
    cases: int
    response: Spread
    resolution: Spread


@dataclass(frozen=True, slots=True)
class Reports:
    """Infringement reports that came in a month: how many, decided, held to be valid."""

    month: str
    received: int
    decided: int
    valid: int


@dataclass(frozen=True, slots=True)
class Paid:
    """What was paid in a month: cases and their compensation (hundredths of a yuan); refunds that were made."""

    month: str
    cases: int
    compensation: int
    refunds: int


@dataclass(frozen=True, slots=True)
class CaseFigures:
    """The figures of a period (both days within it). ``owed``: compensation agreed and not paid so far."""

    since: date
    until: date
    categories: tuple[Category, ...]
    times: tuple[Times, ...]
    """By month and source; then by source over all months; the last is all of them."""
    ratio: tuple[Reports, ...]
    paid: tuple[Paid, ...]
    owed: int
    feedback: tuple[FeedbackMonth, ...]


@dataclass(frozen=True, slots=True)
class CaseStatistics(Query[CaseFigures]):
    """Figures of the cases that came from ``since`` to ``until``, as they stand now; of ``TYPE:CODE`` or all.

    Left out: ``until`` is the day (``as_of``, else today), ``since`` the beginning of the eleventh month before it.
    """

    since: date | None = None
    until: date | None = None
    subject: str = ""
    as_of: date | None = None


@dataclass(frozen=True, slots=True)
class Period:
    """First and last day as numbers, and the first days of the months between them."""

    first: int
    last: int
    months: tuple[int, ...]

    @property
    def seconds(self) -> tuple[int, int]:
        """The first second, and the first one after it."""
        return self.first * DAY_SECONDS, (self.last + 1) * DAY_SECONDS

    def month(self, day: int) -> str:
        """The month of a day within it."""
        return date_of(self.months[bisect_right(self.months, day) - 1]).strftime("%Y-%m")

    @property
    def names(self) -> tuple[str, ...]:
        """Its months."""
        return tuple(self.month(one) for one in self.months)


def period(since: date | None, until: date | None, today: date) -> Period:
    """The period that is meant. Raises CallerMistake where it ends before it begins."""
    last = until or today
    first = since or _months_before(last, MONTHS - 1)
    if first > last:
        told = said("The period ends before it begins: {first} to {last}.", first=first, last=last)
        raise CallerMistake(told, said("Give the first day before the last."))
    month, months = first.replace(day=1), []
    while month <= last:
        months.append(day_of(month))
        month = _months_before(month, -1)
    return Period(day_of(first), day_of(last), tuple(months))


def _months_before(day: date, months: int) -> date:
    number = day.year * 12 + day.month - 1 - months
    return date(number // 12, number % 12 + 1, 1)


def statistics(context: Context, connection: Connection, query: CaseStatistics) -> CaseFigures:
    """Count; each part is one walk over the cases of the period."""
    asked = period(query.since, query.until, query.as_of or context.today)
    whose = subject_id(connection, *reference(query.subject)) if query.subject else None
    read = _Reading(connection, asked, whose, moments())
    return CaseFigures(
        date_of(asked.first),
        date_of(asked.last),
        tuple(read.categories()),
        tuple(read.times()),
        tuple(read.reports()),
        tuple(read.paid()),
        read.owed(),
        by_month(connection, asked.seconds, asked.month, whose),
    )


@dataclass(frozen=True, slots=True)
class _Reading:
    connection: Connection
    period: Period
    whose: int | None
    moments: Moments

    def _within(self, moment: ColumnElement[Any], ends: tuple[int, int]) -> Iterator[ColumnElement[bool]]:
        yield moment >= ends[0]
        yield moment < ends[1]
        if self.whose is not None:
            yield MAIN["case_record"].c.subject_id == self.whose

    def _asked(self) -> Iterator[ColumnElement[bool]]:
        return self._within(self.moments.asked, self.period.seconds)

    def categories(self) -> Iterator[Category]:
        main = MAIN["case_record"]
        held = case((main.c.appeal == "granted", "overturned"), else_=func.coalesce(main.c.outcome, "open"))
        names = (main.c.category, main.c.category_text, main.c.kind)
        statement = (
            select(*names, held, func.count())
            .select_from(self.moments.source)
            .where(*self._asked())
            .group_by(*names, held)
        )
        found: dict[tuple[str, str | None, str], dict[str, int]] = defaultdict(lambda: dict.fromkeys(OUTCOMES, 0))
        for category, text, kind, outcome, count in raw_rows(self.connection, statement):
            found[category, text, kind][outcome] += count
        made = [Category(*key, sum(outcomes.values()), outcomes) for key, outcomes in found.items()]
        yield from sorted(made, key=lambda one: (-one.received, one.category, one.text or "", one.kind))

    def times(self) -> Iterator[Times]:
        asked, answered, settled = self.moments.asked, self.moments.answered, self.moments.settled
        source = func.coalesce(MAIN["case_record"].c.source, "other")
        statement = (
            select(asked // DAY_SECONDS, source, answered - asked, settled - asked)
            .select_from(self.moments.source)
            .where(*self._asked())
        )
        held: dict[tuple[int, str], Durations] = defaultdict(Durations)
        months = self.period.months
        for day, name, response, resolution in raw_rows(self.connection, statement):
            held[bisect_right(months, day) - 1, name].add(response, resolution)
        for (month, name), durations in sorted(held.items()):
            yield _times(self.period.names[month], name, durations)
        for name in sorted({name for _, name in held}):
            yield _times("", name, Durations.of(one for (_, known), one in held.items() if known == name))
        yield _times("", "", Durations.of(held.values()))

    def reports(self) -> Iterator[Reports]:
        main = MAIN["case_record"]
        valid = case((main.c.appeal == "granted", 0), (main.c.outcome == "substantiated", 1), else_=0)
        decided = case((func.coalesce(main.c.outcome, "open") == "open", 0), else_=1)
        day = self.moments.asked // DAY_SECONDS
        statement = (
            select(day, func.count(), func.sum(decided), func.sum(valid))
            .select_from(self.moments.source)
            .where(*self._asked(), main.c.kind == "ip_report")
            .group_by(day)
        )
        for month, counts in self._by_month(statement, 3):
            yield Reports(month, *counts)

    def paid(self) -> Iterator[Paid]:
        main = MAIN["case_record"]
        ends = (self.period.first, self.period.last + 1)
        day = main.c.compensated_on
        statement = (
            select(day, func.count(), func.sum(func.coalesce(main.c.compensation, 0)))
            .where(*self._within(day, ends))
            .group_by(day)
        )
        refunded = select(main.c.refunded_on, func.count()).where(*self._within(main.c.refunded_on, ends))
        refunds = dict(self._by_month(refunded.group_by(main.c.refunded_on), 1))
        paid = dict(self._by_month(statement, 2))
        for month in sorted({*refunds, *paid}):
            yield Paid(month, *paid.get(month, [0, 0]), *refunds.get(month, [0]))

    def owed(self) -> int:
        """Compensation of cases of the period that has no day of payment."""
        main = MAIN["case_record"]
        statement = (
            select(func.coalesce(func.sum(main.c.compensation), 0))
            .select_from(self.moments.source)
            .where(*self._asked(), main.c.compensated_on.is_(None), main.c.compensation.is_not(None))
        )
        return int(self.connection.execute(statement).scalar_one())

    def _by_month(self, statement: Any, width: int) -> Iterator[tuple[str, list[int]]]:
        """Sums by month of rows (day, number, …)."""
        found: dict[str, list[int]] = defaultdict(lambda: [0] * width)
        for day, *numbers in raw_rows(self.connection, statement):
            sums = found[self.period.month(day)]
            for at, number in enumerate(numbers):
                sums[at] += number
        yield from sorted(found.items())


def _times(month: str, source: str, durations: Durations) -> Times:
    return Times(month, source, durations.cases, spread(durations.response), spread(durations.resolution))
