"""Between Python's values and what stands in the store: whole numbers and text only, the same on both databases."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal

_EPOCH = date(1970, 1, 1)
_EPOCH_ORDINAL = _EPOCH.toordinal()
_WALL = datetime(1970, 1, 1)
DAY_SECONDS = 86_400


def day_of(value: date) -> int:
    """Days since 1970-01-01."""
    return value.toordinal() - _EPOCH_ORDINAL


def date_of(day: int) -> date:
    """The date of a day number."""
    return date.fromordinal(day + _EPOCH_ORDINAL)


def second_of(value: datetime) -> int:
    """Seconds of wall time since 1970-01-01T00:00; the value is naive Asia/Shanghai time."""
    delta = value - _WALL
    return delta.days * DAY_SECONDS + delta.seconds


def datetime_of(second: int) -> datetime:
    """The naive wall time of a second number."""
    return _WALL + timedelta(seconds=second)


def hundredths(value: Decimal) -> int:
    """A decimal as a whole number of hundredths; ValueError beyond two places."""
    scaled = value * 100
    if scaled != scaled.to_integral_value():
        raise ValueError(value)
    return int(scaled)


def decimal_of(value: int) -> Decimal:
    """The decimal of a number of hundredths."""
    return Decimal(value).scaleb(-2)
