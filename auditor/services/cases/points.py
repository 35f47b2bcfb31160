"""The ledger of points: what a subject lost in the year by platform and scheme, the next node, when it is clear."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection, select

from auditor.model.tables import MAIN
from auditor.model.types import DAY_SECONDS, date_of, day_of, hundredths
from auditor.services.cases.clocks import Moment, outcome_on
from auditor.services.context import Context
from auditor.services.profiles import reference, subject_id
from auditor.services.records.coded import CodedRecords
from auditor.services.today.seen import seen
from auditor.services.verbs import Query

DATA = "point_schemes"
COSTS = "severity_points"
SEVERITIES = ("minor", "major", "critical")


@dataclass(frozen=True, slots=True)
class Lost:
    """Points of one substantiated case: in hundredths, on the day of the decision (else the day it happened)."""

    case: str
    day: date
    points: int
    platform: str
    scheme: str
    severity: str | None = None


@dataclass(frozen=True, slots=True)
class Node:
    """A threshold of a scheme (hundredths) and what happens there; ``reset`` is MM-DD, "" where it is not known."""

    platform: str
    scheme: str
    node: int
    outcome: str
    full: int
    reset: str
    basis: str
    status: str


@dataclass(frozen=True, slots=True)
class Ahead:
    """What one more violation of a severity would come to (hundredths).

    ``node``: which one of the scheme it would reach that is not reached yet; None: none. ``known``: the packs say what
    such a violation costs; else the most that one of this severity has cost here is taken.
    """

    severity: str
    points: int
    total: int
    node: Node | None
    known: bool


@dataclass(frozen=True, slots=True)
class Cost:
    """Points of one violation of a severity in a scheme, as the packs have it (hundredths)."""

    platform: str
    scheme: str
    severity: str
    points: int


@dataclass(frozen=True, slots=True)
class Account:
    """Points of one platform and scheme in the calendar year, as rules count them (hundredths).

    ``reached`` and ``next``: nodes of the scheme, where the packs know it. ``clear_on``: the first day without them.
    """

    platform: str
    scheme: str
    total: int
    lost: tuple[Lost, ...]
    reached: Node | None
    next: Node | None
    clear_on: date | None
    forecast: tuple[Ahead, ...] = ()
    """By severity what one more would do, as far as it is known what such a one costs."""

    @property
    def left(self) -> int | None:
        """What is missing to the next node."""
        return None if self.next is None else self.next.node - self.total


@dataclass(frozen=True, slots=True)
class PointsLedger(Query[tuple[Account, ...]]):
    """The points of ``TYPE:CODE`` on a day."""

    subject: str
    as_of: date | None = None


def points(context: Context, connection: Connection, query: PointsLedger) -> tuple[Account, ...]:
    """Read the substantiated cases of the year and add them up."""
    at = seen(context, connection, query.as_of or context.today, None)
    number = subject_id(connection, *reference(query.subject))
    table = MAIN["case_record"]
    wanted = (table.c.subject_id == number, table.c.occurred_at < at.end, table.c.points > 0)
    moment = Moment(at.second, at.end)
    names = CodedRecords(connection)
    lost = [
        _lost(row, names)
        for row in connection.execute(select(table).where(*wanted).order_by(table.c.id))
        if outcome_on(row, moment) == "substantiated"
    ]
    book = context.book(connection)
    return ledger(lost, at.day, nodes(book), costs(book))


def _lost(row: Any, names: CodedRecords) -> Lost:
    day = row.occurred_at // DAY_SECONDS if row.decided_on is None else row.decided_on
    name = names.name("case_record", row.id)
    return Lost(name, date_of(day), row.points, row.platform_text or row.platform or "", row.scheme or "", row.severity)


def _points(told: Any, name: str) -> int:
    return hundredths(Decimal(str(told[name])))


def costs(book: Any) -> tuple[Cost, ...]:
    """What one violation costs, as far as the packs know."""
    listed = book.data.get(COSTS)
    items: Iterable[Any] = () if listed is None else listed.items
    return tuple(
        Cost(str(one["platform"]), str(one["scheme"]), str(one["severity"]), _points(one, "points")) for one in items
    )


def nodes(book: Any) -> tuple[Node, ...]:
    """The schemes that the packs know, node by node."""
    listed = book.data.get(DATA)
    found = []
    for one in () if listed is None else listed.items:
        told: Any = one
        node, full = _points(told, "node"), _points(told, "full")
        texts = (str(told.get(name) or "") for name in ("outcome", "reset", "basis", "status"))
        outcome, reset, basis, status = texts
        found.append(Node(str(told["platform"]), str(told["scheme"]), node, outcome, full, reset, basis, status))
    return tuple(found)


def ledger(
    lost: Iterable[Lost], day: date, schemes: Sequence[Node] = (), known_costs: Sequence[Cost] = ()
) -> tuple[Account, ...]:
    """The accounts of the day's calendar year; each total is the plain sum of what was lost in it up to the day."""
    held: dict[tuple[str, str], list[Lost]] = defaultdict(list)
    for one in lost:
        if date(day.year, 1, 1) <= one.day <= day:
            held[one.platform, one.scheme].append(one)
    made = []
    for (platform, scheme), entries in sorted(held.items()):
        total = sum(one.points for one in entries)
        known = sorted((n for n in schemes if (n.platform, n.scheme) == (platform, scheme)), key=lambda n: n.node)
        reached = [one for one in known if one.node <= total]
        ahead = next((one for one in known if one.node > total), None)
        resets = {one.reset for one in known if one.reset}
        clear = min((_after(day, one) for one in resets), default=None)
        ordered = tuple(sorted(entries, key=lambda one: (one.day, one.case)))
        prices = {one.severity: one.points for one in known_costs if (one.platform, one.scheme) == (platform, scheme)}
        forecast = tuple(_ahead(total, ordered, known, prices))
        made.append(Account(platform, scheme, total, ordered, reached[-1] if reached else None, ahead, clear, forecast))
    return tuple(made)


def _ahead(total: int, lost: Sequence[Lost], known: Sequence[Node], prices: Mapping[str, int]) -> Iterator[Ahead]:
    """What one more of each severity would come to."""
    for severity in SEVERITIES:
        own = max((one.points for one in lost if one.severity == severity), default=0)
        points = prices.get(severity, own)
        if points:
            nodes_ahead = [one for one in known if total < one.node <= total + points]
            node = nodes_ahead[-1] if nodes_ahead else None
            yield Ahead(severity, points, total + points, node, severity in prices)


def _after(day: date, reset: str) -> date:
    """The day after the next reset."""
    month, last = (int(part) for part in reset.split("-"))
    this = date(day.year, month, last)
    return date_of(day_of(this if this >= day else date(day.year + 1, month, last)) + 1)
