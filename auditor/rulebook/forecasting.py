"""Which rules begin to fail for whom in the days to come, while nobody writes: from breakpoint to breakpoint.

Everybody is judged on the first day. After that a rule judges a subject again only on the days on which its answer can
turn, and everybody is judged again where other rules or parameters come into force.
"""

from __future__ import annotations

from array import array
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import Connection, select

from auditor.model import tables
from auditor.model.types import date_of, day_of
from auditor.rulebook.book import Book, Grade
from auditor.rulebook.breakpoints import rule_changes
from auditor.rulebook.checked import CheckedRule
from auditor.rulebook.facts.schema import TABLES
from auditor.rulebook.judge import open_codes
from auditor.rulebook.pack import Term
from auditor.rulebook.plan import FAILED
from auditor.rulebook.sql.values import Moment

FEW = 20_000
SELECTION = ""
"""Stands for all rules: who begins or ceases to be judged."""
LONGEST = 366
"""Days looked ahead at most: within the horizon for which breakpoints are worked out."""

Step = Callable[[int, int], None]
"""Told how many rules of the first day, then how many days are done, of how many."""


@dataclass
class Turns:
    """Rules that begin to fail: columns of equal length, in the order of the days."""

    rules: list[str] = field(default_factory=list)
    """Ids that ``rule`` counts into."""
    grades: list[dict[int, Grade]] = field(default_factory=list)
    """Per rule what a mark of a failure means."""
    subject: array[int] = field(default_factory=lambda: array("q"))
    rule: array[int] = field(default_factory=lambda: array("h"))
    day: array[int] = field(default_factory=lambda: array("l"))
    mark: array[int] = field(default_factory=lambda: array("h"))

    def __len__(self) -> int:
        return len(self.subject)

    def add(self, subject: int, rule: int, day: int, mark: int) -> None:
        """One more."""
        self.subject.append(subject)
        self.rule.append(rule)
        self.day.append(day)
        self.mark.append(mark)

    def grade(self, at: int) -> Grade:
        """What the failure at a place means."""
        return self.grades[self.rule[at]][self.mark[at]]


def forecast(
    connection: Connection,
    book: Book,
    start: date,
    days: int,
    subject_type: str,
    subject_ids: Iterable[int] | None = None,
    told: Step = lambda done, of: None,
) -> Turns:
    """What fails on the first day, then everything that begins to fail up to ``days`` days later, for one type.

    ``days`` is at most LONGEST. What ends and fails again later stands there again.
    """
    first = day_of(start)
    last = min(first + min(days, LONGEST), day_of(date.max))
    walk = _Walk(connection, book, subject_type, None if subject_ids is None else sorted(set(subject_ids)), last)
    edges = set(edges_between(book, first, last))
    walk.begin(first, told)
    for day in range(first + 1, last + 1):
        told(day - first, last - first)
        if day in edges:
            walk.begin(day, lambda _done, _of: None)
        else:
            walk.move(day)
    return walk.turns


def edges_between(book: Book, first: int, last: int) -> Iterator[int]:
    """The days after ``first`` on which other rules or parameters are in force than the day before."""
    days: set[int] = set()
    for pack in book.packs:
        days |= _ends(pack.effective)
    for checked in book.rules:
        days |= _ends(checked.rule.effective)
        for param in checked.rule.params.values():
            days |= {day_of(dated.first) for dated in param.values}
    yield from sorted(day for day in days if first < day <= last)


def _ends(term: Term) -> set[int]:
    """The days on which a term begins and is over."""
    begins = set() if term.first is None else {day_of(term.first)}
    return begins if term.last is None else {*begins, day_of(term.last) + 1}


class _Walk:
    """Goes from day to day; each rule looks again only at those whose answer by it can turn on the day."""

    def __init__(
        self, connection: Connection, book: Book, subject_type: str, subject_ids: Sequence[int] | None, last: int
    ) -> None:
        self._connection, self._book, self._type, self._ids = connection, book, subject_type, subject_ids
        self._last = last
        self._failing: dict[int, dict[int, int]] = defaultdict(dict)
        self._due: dict[int, dict[str, array[int]]] = defaultdict(dict)
        self._numbers: dict[str, int] = {}
        self._searched_on = date.min
        self.turns = Turns()

    def begin(self, day: int, told: Callable[[int, int], None]) -> None:
        """Judge everybody: the first day, or a day on which another rule book is in force."""
        moment = Moment(date_of(day))
        self._searched_on = moment.as_of
        self._due.clear()
        ids = self._named()
        in_force = list(self._book.in_force(moment.as_of, self._type))
        for at, checked in enumerate(in_force):
            told(at, len(in_force))
            self._judge(moment, day, checked, ids)
        self._ask(moment, None, ids)
        numbers = {self._number(one.rule.id) for one in in_force}
        for number in set(self._failing) - numbers:
            self._failing[number] = {}

    def move(self, day: int) -> None:
        """Judge whoever can stand differently on the day."""
        due = self._due.pop(day, None)
        if not due:
            return
        moment = Moment(date_of(day))
        everything = due.get(SELECTION, array("q"))
        for checked in self._book.in_force(moment.as_of, self._type):
            ids = due.get(checked.rule.key, array("q")) + everything
            if ids:
                self._judge(moment, day, checked, sorted(set(ids)))
        if everything:
            self._ask(moment, None, everything)

    def _judge(self, moment: Moment, day: int, checked: CheckedRule, ids: Sequence[int] | None) -> None:
        """One rule's answers on the day, and when each is to be looked at again."""
        marks = open_codes(self._connection, self._book, moment, self._type, checked, ids)
        self._take(day, self._number(checked.rule.id), {one: mark for one, mark in marks if mark >= FAILED}, ids)
        self._ask(moment, checked, ids)

    def _ask(self, moment: Moment, checked: CheckedRule | None, ids: Sequence[int] | None) -> None:
        """When a rule is to look at these again; without one, when they begin or cease to be judged at all."""
        key = SELECTION if checked is None else checked.rule.key
        asked = rule_changes(
            self._connection, self._book, moment, self._type, checked, self._last, ids, searched_on=self._searched_on
        )
        for one, turns in asked:
            self._due[turns].setdefault(key, array("q")).append(one)

    def _named(self) -> Sequence[int] | None:
        """Everybody by number where they are few: then one statement serves this day and those to come."""
        if self._ids is not None or self._type not in TABLES:
            return self._ids
        table = tables.MAIN[TABLES[self._type]]
        found = list(self._connection.execute(select(table.c.id).limit(FEW + 1)).scalars())
        return found if len(found) <= FEW else None

    def _number(self, rule_id: str) -> int:
        if rule_id not in self._numbers:
            self._numbers[rule_id] = len(self._numbers)
            rule = self._book.rule(rule_id).rule
            grades = {FAILED: self._book.grade(rule, None)}
            grades |= {FAILED + 1 + at: self._book.grade(rule, at) for at in range(len(rule.levels))}
            self.turns.rules.append(rule_id)
            self.turns.grades.append(grades)
        return self._numbers[rule_id]

    def _take(self, day: int, number: int, found: dict[int, int], ids: Sequence[int] | None) -> None:
        """Note who fails now and did not before."""
        before = self._failing[number]
        for one in sorted(found.keys() - before.keys()):
            self.turns.add(one, number, day, found[one])
        if ids is None:
            self._failing[number] = found
            return
        for one in ids:
            if one not in found:
                before.pop(one, None)
        before.update(found)
