"""The night: of those whose day has come only the rules that can have turned are judged, as of both days."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import Connection, text

from auditor.i18n import said
from auditor.model.types import day_of
from auditor.monitor import Monitor
from auditor.services.standing.judged import FEW, MOST, Line, columns_of, counted, line_of, lines, parts
from auditor.services.standing.state import COUNTED, NONE

if TYPE_CHECKING:
    from auditor.rulebook.book import Book
    from auditor.rulebook.breakpoints import Turns
    from auditor.rulebook.checked import CheckedRule
    from auditor.rulebook.sql.values import Moment

LONGEST = timedelta(days=60)
"""After more days than this everybody whose day has come is judged under all rules: most have turned by many."""

_ASIDE = "night"
_FAR = 4_000_000


@dataclass(frozen=True, slots=True)
class Night:
    """From the day for which the standing holds to a later one, under the same rules and parameters.

    Nothing that was written since then may concern those who are asked about.
    """

    connection: Connection
    book: Book
    before: date
    day: date

    def lines(self, kind: str, ids: Sequence[int], monitor: Monitor) -> Iterator[Line]:
        """How the subjects of a type stand on the later day, in the order of their ids."""
        if len(ids) <= FEW or self.day - self.before > LONGEST:
            yield from lines(self.connection, self.book, self.day, kind, ids, monitor)
            return
        from auditor.rulebook.breakpoints import Turns

        turns = Turns(self.connection, self.book, self.before, kind, _ASIDE)
        found = _Found()
        for some in parts(ids):
            monitor.step(len(found.counts), len(ids), said("Working out who is to be judged again when"))
            found.counts.update(self._kept(some))
            self._look(turns, some, found)
        self._judge(turns, kind, found, monitor)
        for number, turn in sorted(found.next_days.items()):
            yield line_of(number, kind, found.counts[number], turn)

    def _judge(self, turns: Turns, kind: str, found: _Found, monitor: Monitor) -> None:
        """The rules that can have turned take back what they said and say it anew; what the others said stands."""
        anew = found.to_be_judged_anew()
        for at, checked in enumerate(turns.rules()):
            numbers = found.due[at]
            if checked is not None:
                self._recount(checked, kind, [number for number in numbers if number not in anew], found)
            found.note(turns.of(at, _moment(self.day), numbers) if numbers else ())
        for some in parts(anew | found.beyond()):
            self._count(kind, some, found, monitor)

    def _kept(self, ids: Sequence[int]) -> dict[int, list[int]]:
        """The counts as they hold for the day before; the last says whether somebody is judged at all."""
        columns = ", ".join(COUNTED)
        asked = text(
            f"SELECT subject_id, {columns}, CASE answer WHEN {NONE} THEN 0 ELSE 1 END FROM standing "
            "WHERE subject_id IN (SELECT value FROM json_each(:ids))"
        )
        rows = self.connection.execute(asked, {"ids": json.dumps(list(ids))})
        return {number: list(counts) for number, *counts in rows}

    def _look(self, turns: Turns, ids: Sequence[int], found: _Found) -> None:
        """Who can have turned by which rule, and the next days of all others."""
        today, moment = day_of(self.day), _moment(self.before)
        for at, checked in enumerate(turns.rules()):
            later: list[tuple[int, int]] = []
            turned = found.due.setdefault(at, [])
            for number, turn in turns.of(at, moment, ids):
                if turn > today:
                    later.append((number, turn))
                else:
                    turned.append(number)
            found.note(later)
            if checked is None:
                found.chosen.update(turned)

    def _recount(self, checked: CheckedRule, kind: str, numbers: Sequence[int], found: _Found) -> None:
        from auditor.rulebook.judge import open_codes

        if not numbers:
            return
        columns = columns_of(self.book, checked)
        for day, by in ((self.before, -1), (self.day, 1)):
            for number, mark in open_codes(self.connection, self.book, _moment(day), kind, checked, numbers):
                column = columns[mark]
                if column is not None:
                    found.counts[number][column] += by

    def _count(self, kind: str, ids: Sequence[int], found: _Found, monitor: Monitor) -> None:
        """All rules, for those who are judged on the day at all."""
        from auditor.rulebook.judging import selected_ids

        connection, book, moment = self.connection, self.book, _moment(self.day)
        selected = selected_ids(connection, book, moment, kind, ids)
        found.counts.update((number, [0] * (len(COUNTED) + 1)) for number in ids)
        if selected:
            counts = counted(connection, book, moment, kind, selected, selected[-1] + 1, monitor)
            found.counts.update((number, [column[number] for column in counts]) for number in selected)


def _moment(day: date) -> Moment:
    from auditor.rulebook.sql.values import Moment

    return Moment(day)


@dataclass(frozen=True, slots=True)
class _Found:
    """What is known of some subjects: counts and next days; whose day has come by which rule, or by who is chosen."""

    counts: dict[int, list[int]] = field(default_factory=dict)
    next_days: dict[int, int] = field(default_factory=dict)
    due: dict[int, list[int]] = field(default_factory=dict)
    chosen: set[int] = field(default_factory=set)

    def note(self, turns: Iterable[tuple[int, int]]) -> None:
        """The earlier day counts."""
        for number, turn in turns:
            if turn < self.next_days.get(number, _FAR):
                self.next_days[number] = turn

    def to_be_judged_anew(self) -> set[int]:
        """Those of whom the counts kept do not tell enough."""
        asked = self.next_days.keys() | self.chosen
        full = {number for number, counts in self.counts.items() if max(counts) >= MOST}
        return full | self.chosen | (asked - self.counts.keys())

    def beyond(self) -> set[int]:
        """Less than nothing: a rule had been beyond computing for everybody, which it is not for a few."""
        return {number for number, counts in self.counts.items() if min(counts) < 0}
