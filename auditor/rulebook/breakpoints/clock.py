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
_NEAR = 10
"""So many days are told apart one by one; not fewer than ``_JITTER``, so that who is looked at too early is so once."""
_JITTER = 8
"""Days by which a value may be ahead of itself and still be taken as growing evenly."""
_STRETCH = 30
_DAY_SECONDS = 86_400


@dataclass(frozen=True, slots=True)
class Steps:
    """Grows on a few days: (day, value from then on), ascending in both."""

    at: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Stretch:
    """Some days in a row on which a value is at most slope * day + ``offset``; ``last`` is the value on the last."""

    first: int
    last: int
    offset: int


@dataclass(frozen=True, slots=True)
class Grows:
    """Never falls, and grows with the day by about ``slope``: as months and working days do now slower, now faster.

    The stretches ascend; the last of them goes on.
    """

    slope: int
    stretches: tuple[Stretch, ...]


@dataclass(frozen=True, slots=True)
class Otherwise:
    """First differs on this day."""

    day: int


Course = Steps | Grows | Otherwise


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
    return Steps(tuple(steps)) if len(steps) <= _STEPS else _grows(whole, today) or fallback


def _grows(whole: Sequence[int], today: int) -> Grows | None:
    """To the day where it matters, for who is due soon; further on a day too early costs a look on that day."""
    slope = _slope(whole)
    if slope is None:
        return None
    ahead = [value - slope * (today + at) for at, value in enumerate(whole)]
    far = ahead[_NEAR:]
    breaks = {at for at in range(1, len(ahead[:_NEAR])) if ahead[at] != ahead[at - 1]}
    if far and set(far) != {ahead[_NEAR - 1]}:
        even = max(far) - min(far) <= _JITTER * slope
        breaks |= {_NEAR} if even else set(range(_NEAR, len(whole), _STRETCH))
    parts = pairwise([0, *sorted(breaks), len(whole)])
    return Grows(slope, tuple(Stretch(today + at, whole[end - 1], max(ahead[at:end])) for at, end in parts))


def _slope(whole: Sequence[int]) -> int | None:
    """By how much a value grows a day, which may count days or seconds; None where it does neither."""
    growth, days = whole[-1] - whole[0], len(whole)
    if growth <= 2 * days:
        return 1
    return _DAY_SECONDS if days <= 2 * growth // _DAY_SECONDS <= 4 * days else None


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
