"""What the clearance page asks of the core."""

from __future__ import annotations

from datetime import datetime

from auditor.services.clearance.clearing import Clear
from auditor.services.clearance.combination import Combination


def of_broadcast(code: str) -> Clear:
    """The clearance of a broadcast on file."""
    return Clear(None, code)


def of_combination(
    hosts: tuple[str, ...], merchants: tuple[str, ...], categories: tuple[str, ...], start: datetime
) -> Clear:
    """The clearance of what is picked."""
    return Clear(Combination(hosts, merchants, categories, start))
