"""Tables as a day asks for them: as they stand, or as they were known at an earlier moment."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from sqlalchemy import Connection, FromClause

from auditor.clock import wall
from auditor.model.tables import MAIN
from auditor.model.types import day_of, second_of
from auditor.services.context import Context
from auditor.storage.known import as_known, change_known_at


@dataclass(frozen=True, slots=True)
class Seen:
    """A day with its hour: now where the day is today, else its first moment; ``change`` limits what is known."""

    day: date
    now: datetime
    change: int | None

    @property
    def number(self) -> int:
        """The day's number."""
        return day_of(self.day)

    @property
    def second(self) -> int:
        """The moment in seconds of wall time."""
        return second_of(self.now)

    @property
    def end(self) -> int:
        """The first second after the day: what happened from then on the day does not know."""
        return (self.number + 1) * 86_400

    def table(self, name: str) -> FromClause:
        """A main table, or its row versions as they were known."""
        main = MAIN[name]
        return main if self.change is None else as_known(main, self.change).subquery(name)

    def inside(self, table: FromClause) -> Any:
        """Whether the planner may be told which index to use: versions have none."""
        return self.change is None and table is not None


def seen(context: Context, connection: Connection, day: date, known: datetime | None) -> Seen:
    """The day as it is looked at now."""
    change = None if known is None else change_known_at(connection, known)
    now = wall(context.clock) if day == context.today else datetime.combine(day, time())
    return Seen(day, now, change)
