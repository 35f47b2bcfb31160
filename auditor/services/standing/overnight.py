"""The night: of those whose day has come only the rules that can have turned are judged, as of both days."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import Connection, text

from auditor.i18n import said
from auditor.model.types import day_of
from auditor.monitor import Monitor
from auditor.services.standing.judged import FEW, MOST, Line, columns_of, judged, line_of, lines, parts
from auditor.services.standing.state import COUNTED, NONE

if TYPE_CHECKING:
    from auditor.rulebook.book import Book
    from auditor.rulebook.breakpoints import Turns
    from auditor.rulebook.checked import CheckedRule

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
        if self.day - self.before > LONGEST:
            yield from lines(self.connection, self.book, self.day, kind, ids, monitor)
            return
        yield from sorted(self._found(kind, ids, monitor))

    def _found(self, kind: str, ids: Sequence[int], monitor: Monitor) -> list[Line]:
        """The rules that can have turned take back what they said and say it anew; what the others said stands."""
        from auditor.rulebook.breakpoints import Turns

        turns = Turns(self.connection, self.book, self.before, kind, _ASIDE)
        found = _Found()
        for some in parts(ids):
            monitor.step(len(found.counts), len(ids), said("Working out who is to be judged again when"))
            kept = self._kept(some)
            found.counts.update(kept)
            found.anew.update(number for number in some if number not in kept)
            self._look(turns, some, found)
        for at, checked in enumerate(turns.rules()):
            numbers = [number for number in found.due.get(at, ()) if number not in found.anew]
            if checked is not None and numbers:
                self._again(turns, at, checked, kind, numbers, found)
        anew = found.to_be_judged_anew()
        made = [
            line_of(number, kind, counts, found.next_days[number])
            for number, counts in found.counts.items()
            if number not in anew
        ]
        for some in parts(sorted(anew)):
            made += self._anew(kind, some, monitor)
        return made

    def _anew(self, kind: str, ids: Sequence[int], monitor: Monitor) -> Iterator[Line]:
        """By the statements that the night has made already; commands have made those for a few."""
        from auditor.rulebook.breakpoints import next_changes
        from auditor.rulebook.sql.values import Moment

        connection, book, moment = self.connection, self.book, Moment(self.day)
        if len(ids) <= FEW:
            return lines(connection, book, self.day, kind, ids, monitor)
        found = next_changes(connection, book, moment, kind, ids, searched_on=self.before, aside=_ASIDE)
        return judged(connection, book, moment, kind, ids, found, monitor)

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
        from auditor.rulebook.sql.values import Moment

        today, next_days, moment = day_of(self.day), found.next_days, Moment(self.before)
        for at, checked in enumerate(turns.rules()):
            turned = found.due.setdefault(at, [])
            for number, turn in turns.of(at, moment, ids):
                if turn > today:
                    if turn < next_days.get(number, _FAR):
                        next_days[number] = turn
                elif checked is None:
                    found.anew.add(number)
                else:
                    turned.append(number)

    def _again(self, turns: Turns, at: int, checked: CheckedRule, kind: str, numbers: list[int], found: _Found) -> None:
        from auditor.rulebook.judge import open_codes
        from auditor.rulebook.sql.values import Moment

        columns = columns_of(self.book, checked)
        for day, by in ((self.before, -1), (self.day, 1)):
            for number, mark in open_codes(self.connection, self.book, Moment(day), kind, checked, numbers):
                column = columns[mark]
                if column is not None:
                    found.counts[number][column] += by
        for number, turn in turns.of(at, Moment(self.day), numbers):
            if turn < found.next_days.get(number, _FAR):
                found.next_days[number] = turn


@dataclass(frozen=True, slots=True)
class _Found:
    """What is known of some subjects: counts, next days, whose day has come by which rule, who is judged by all."""

    counts: dict[int, list[int]] = field(default_factory=dict)
    next_days: dict[int, int] = field(default_factory=dict)
    due: dict[int, list[int]] = field(default_factory=dict)
    anew: set[int] = field(default_factory=set)

    def to_be_judged_anew(self) -> set[int]:
        """Those of whom the counts kept do not tell enough.

        Less than nothing: a rule had been beyond computing for everybody, which it is not for a few.
        """
        odd = {number for number, counts in self.counts.items() if min(counts) < 0 or max(counts) >= MOST}
        return self.anew | odd | (self.counts.keys() - self.next_days.keys())
