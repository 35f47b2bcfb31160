"""What is known of each value on the way through a condition, and whether anything can still satisfy it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Any

LESS, EQUAL, MORE = "<", "=", ">"
_ANY = frozenset((LESS, EQUAL, MORE))
_ALLOWED = {
    "<": frozenset((LESS,)),
    "<=": frozenset((LESS, EQUAL)),
    "==": frozenset((EQUAL,)),
    "!=": frozenset((LESS, MORE)),
    ">=": frozenset((EQUAL, MORE)),
    ">": frozenset((MORE,)),
}
_OPPOSITE = {"<": ">=", "<=": ">", "==": "!=", "!=": "==", ">=": "<", ">": "<="}
_TURNED = {"<": ">", "<=": ">=", "==": "==", "!=": "!=", ">=": "<=", ">": "<"}


def opposite(op: str) -> str:
    """The comparison that holds exactly where this one is false."""
    return _OPPOSITE[op]


def turned(op: str) -> str:
    """The comparison with its sides exchanged."""
    return _TURNED[op]


@dataclass(frozen=True, slots=True)
class Span:
    """The values that one quantity can still take: a range, the only ones, the ones it is not."""

    low: Any = None
    low_open: bool = False
    high: Any = None
    high_open: bool = False
    only: frozenset[Any] | None = None
    never: frozenset[Any] = frozenset()

    def within(self, op: str, value: Any) -> Span:
        """The span narrowed by ``value``."""
        if op == "!=":
            return replace(self, never=self.never | {value})
        if op == "==":
            return self.among((value,))
        if op in (">", ">="):
            higher = self.low is None or value > self.low or (value == self.low and op == ">")
            return replace(self, low=value, low_open=op == ">") if higher else self
        lower = self.high is None or value < self.high or (value == self.high and op == "<")
        return replace(self, high=value, high_open=op == "<") if lower else self

    def among(self, values: Iterable[Any]) -> Span:
        """The span narrowed to some values."""
        wanted = frozenset(values)
        return replace(self, only=wanted if self.only is None else self.only & wanted)

    def empty(self, *, whole: bool) -> bool:
        """Whether no value is left; ``whole`` where only whole numbers lie between."""
        if self.only is not None:
            return not any(self._holds(value) for value in self.only)
        if self.low is None or self.high is None:
            return False
        if self.low > self.high or (self.low == self.high and (self.low_open or self.high_open)):
            return True
        if self.low == self.high:
            return self.low in self.never
        return whole and self.low_open and self.high_open and self.high - self.low <= 1

    def _holds(self, value: Any) -> bool:
        if value in self.never:
            return False
        if self.low is not None and (value < self.low or (value == self.low and self.low_open)):
            return False
        return not (self.high is not None and (value > self.high or (value == self.high and self.high_open)))


@dataclass(frozen=True, slots=True)
class Known:
    """All that a way through a condition asks for."""

    spans: dict[str, tuple[Span, bool]] = field(default_factory=dict)
    relations: dict[tuple[str, str], frozenset[str]] = field(default_factory=dict)
    truths: dict[str, bool] = field(default_factory=dict)

    def with_truth(self, name: str, value: bool) -> Known | None:
        """With an opaque condition true or false; None where that cannot be."""
        if self.truths.get(name, value) != value:
            return None
        return replace(self, truths=self.truths | {name: value})

    def with_span(self, name: str, span: Span, *, whole: bool) -> Known | None:
        """With a quantity narrowed; None where nothing is left of it."""
        if span.empty(whole=whole):
            return None
        return replace(self, spans=self.spans | {name: (span, whole)})

    def span(self, name: str) -> Span:
        """What is known of a quantity."""
        return self.spans.get(name, (Span(), False))[0]

    def with_relation(self, left: str, op: str, right: str) -> Known | None:
        """With a comparison of two quantities; None where it contradicts another of the same two."""
        if right < left:
            left, right, op = right, left, turned(op)
        left_over = self.relations.get((left, right), _ANY) & _ALLOWED[op]
        if not left_over or (left == right and EQUAL not in left_over):
            return None
        return replace(self, relations=self.relations | {(left, right): left_over})
