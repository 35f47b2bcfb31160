"""What an audit found, one byte a judged pair: small enough for a million subjects, ordered by code."""

from __future__ import annotations

import re
from array import array
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

PASS, NOT_APPLICABLE, UNKNOWN, ERROR, FAIL = 0, 1, 2, 3, 10
"""Marks, as auditor.rulebook.plan codes them; a failure by a level is FAIL + 1 + the level's index."""

_OPEN = re.compile(rb"[^\x00\x01]")
_RESULTS = {PASS: "pass", NOT_APPLICABLE: "notapplicable", UNKNOWN: "unknown", ERROR: "error"}


def result_of(mark: int) -> tuple[str, int | None]:
    """(result, index of the level that set the severity, if any) of a mark."""
    if mark < FAIL:
        return _RESULTS.get(mark, "error"), None
    return "fail", mark - FAIL - 1 if mark > FAIL else None


@dataclass(frozen=True, slots=True)
class Weight:
    """What a mark says in full."""

    result: str
    severity: str | None
    effect: str | None
    curable: bool


@dataclass(slots=True)
class Roll:
    """The selected subjects of a type in the order of their codes."""

    type: str
    ids: array[int]
    codes: list[str]
    place: array[int]
    """Position by subject id, -1 where not selected."""

    @classmethod
    def of(cls, kind: str, pairs: Iterator[tuple[int, str]]) -> Roll:
        """From (id, code) pairs in the order of codes."""
        ids, codes = array("q"), []
        for number, code in pairs:
            ids.append(number)
            codes.append(code)
        place = array("q", [-1]) * (max(ids, default=0) + 1)
        for position, number in enumerate(ids):
            place[number] = position
        return cls(kind, ids, codes, place)

    def has(self, number: int) -> bool:
        """Whether a subject is selected."""
        return number < len(self.place) and self.place[number] >= 0


@dataclass(slots=True)
class Judgement:
    """One rule over one roll: a mark a subject, and where the open ones stand."""

    rule: Any
    roll: Roll
    marks: bytearray
    weights: dict[int, Weight]
    _open: array[int] = field(default_factory=lambda: array("q"))

    def found(self) -> array[int]:
        """Positions of what is neither pass nor notapplicable, ascending."""
        if not self._open:
            self._open = array("q", (match.start() for match in _OPEN.finditer(self.marks)))
        return self._open

    def between(self, start: int, stop: int) -> array[int]:
        """The open positions in a range."""
        found = self.found()
        return found[bisect_left(found, start) : bisect_left(found, stop)]

    def count(self, mark: int) -> int:
        """How many pairs bear a mark; FAIL counts every level."""
        if mark != FAIL:
            return self.marks.count(mark)
        return len(self.marks) - sum(self.marks.count(other) for other in range(FAIL))


def weights_of(book: Any, rule: Any) -> dict[int, Weight]:
    """What each mark of a rule says; a failure by the grade of its level."""
    told = {mark: Weight(result, None, None, True) for mark, result in _RESULTS.items()}
    for mark in range(FAIL, FAIL + 1 + len(rule.levels)):
        grade = book.grade(rule, result_of(mark)[1])
        told[mark] = Weight("fail", str(grade.severity), str(grade.effect), grade.curable)
    return told


def marked(book: Any, rule: Any, roll: Roll, excluded: Iterable[int], found: Iterable[tuple[int, int]]) -> Judgement:
    """The marks of a rule over a roll: ids to whom it does not apply, and (id, code) of the open ones."""
    marks, place = bytearray(len(roll.ids)), roll.place
    for number in excluded:
        marks[place[number]] = NOT_APPLICABLE
    for number, code in found:
        marks[place[number]] = code
    return Judgement(rule, roll, marks, weights_of(book, rule))
