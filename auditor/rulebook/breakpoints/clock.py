"""How a bound value moves with the day: not at all, evenly, in a few steps, or in no way that is understood."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from itertools import pairwise

from auditor.model.types import date_of, day_of
from auditor.model.workdays import Calendar
from auditor.rulebook.facts.scope import Bound
from auditor.rulebook.sql.values import Given, Moment, stored

HORIZON = 400
"""Days looked ahead; who has no breakpoint by then is looked at again."""

_STEPS = 12
_JITTER = 8
_STRETCH = 30
_DAY_SECONDS = 86_400


@dataclass(frozen=True, slots=True)
class Even:
    """Grows with the day: at most ``slope`` * day + ``offset``, and never falls."""

    slope: int
    offset: int


@dataclass(frozen=True, slots=True)
class Steps:
    """Grows on a few days: (day, value from then on), ascending in both."""

    at: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Stretches:
    """Grows with the day, now slower, now faster, as working days do.

    (first day of the stretch, value on its last day, offset): within it at most the day + ``offset``; ascending.
    """

    at: tuple[tuple[int, int, int], ...]


@dataclass(frozen=True, slots=True)
class Otherwise:
    """First differs on this day."""

    day: int


Course = Even | Steps | Stretches | Otherwise


def course(values: Sequence[object], today: int) -> Course | None:
    """How a bound value moves over the days to come; None when it stays as it is."""
    first = values[0]
    changed = next((at for at, value in enumerate(values) if value != first), None)
    if changed is None:
        return None
    fallback = Otherwise(today + changed)
    if not all(type(value) is int for value in values):
        return fallback
    whole = [int(str(value)) for value in values]
    steps = [(today + at, whole[at]) for at in range(1, len(whole)) if whole[at] != whole[at - 1]]
    if any(after < before for before, after in pairwise(whole)):
        return fallback
    return Steps(tuple(steps)) if len(steps) <= _STEPS else _even(whole, today) or _stretches(whole, today) or fallback


def _even(values: Sequence[int], today: int) -> Even | None:
    for slope in (1, _DAY_SECONDS):
        offsets = [value - slope * (today + at) for at, value in enumerate(values)]
        if max(offsets) - min(offsets) <= _JITTER * slope:
            return Even(slope, max(offsets))
    return None


def _stretches(whole: Sequence[int], today: int) -> Stretches | None:
    """A month at a time, so that holidays shift only the days around them."""
    if whole[-1] - whole[0] > 2 * len(whole):
        return None
    found = []
    for begin in range(0, len(whole), _STRETCH):
        days = range(begin, min(begin + _STRETCH, len(whole)))
        found.append((today + begin, whole[days[-1]], max(whole[at] - today - at for at in days)))
    return Stretches(tuple(found))


def days_ahead(params: Mapping[str, object], today: int, calendar: Calendar | None) -> tuple[Given, ...]:
    """What bound values are computed from today and on each day to come; the parameters stay as they are."""
    return tuple(Given(moment, params, calendar) for moment in _moments(today))


@lru_cache(maxsize=4)
def _moments(today: int) -> tuple[Moment, ...]:
    return tuple(Moment(date_of(day)) for day in range(today, last_day(today) + 1))


def values_ahead(bound: Bound, days: Sequence[Given]) -> tuple[object, ...]:
    """A bound value on each of the days, as the store holds it."""
    recipe, kind, scale = bound.recipe, bound.type, bound.scale
    return tuple(stored(recipe(given), kind, scale) for given in days)


def last_day(today: int) -> int:
    """The day on which everybody is looked at again."""
    return min(today + HORIZON, day_of(date.max))
