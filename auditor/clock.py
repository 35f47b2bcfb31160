"""The day and the instant, in Asia/Shanghai (fixed +08:00), given as an argument so that tests can set them."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta, timezone

SHANGHAI = timezone(timedelta(hours=8), "Asia/Shanghai")

Clock = Callable[[], datetime]
"""Gives the present instant as an aware datetime."""


def system_clock() -> datetime:
    """The machine's clock, aware, in Asia/Shanghai."""
    return datetime.fromtimestamp(time.time(), tz=UTC).astimezone(SHANGHAI)


def today(clock: Clock) -> date:
    """The calendar day in Asia/Shanghai."""
    return clock().astimezone(SHANGHAI).date()


def wall(clock: Clock) -> datetime:
    """Naive wall time in Asia/Shanghai, to the second."""
    return clock().astimezone(SHANGHAI).replace(tzinfo=None, microsecond=0)
