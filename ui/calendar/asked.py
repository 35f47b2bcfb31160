"""What a calendar is opened with: which days, which kinds of events."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from auditor.services.agenda import KINDS


@dataclass(frozen=True, slots=True)
class Asked:
    """The agenda of these days and kinds."""

    first: date
    last: date
    kinds: tuple[str, ...] = KINDS
    after: datetime | None = None
    until: datetime | None = None
