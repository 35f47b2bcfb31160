"""The pass mark that a score is held against: of the version that was taught, else of the course."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, select

from auditor.model.tables import MAIN
from auditor.model.types import datetime_of, day_of

if TYPE_CHECKING:
    from auditor.services.training.terms import Terms


class Marks:
    """Looks pass marks up on one connection; remembers courses and sessions during one import."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._terms: dict[int, Terms | None] = {}
        self._sessions: dict[int, Any] = {}

    def of(self, course: int, version: str | None, session: int | None, day: int | None) -> int | None:
        """The mark in hundredths: of the version named, of the session's, of the one in force that day, else the
        course's; None where there is none.
        """
        if course not in self._terms:
            from auditor.services.training.terms import terms_of

            self._terms[course] = terms_of(self._connection, [course]).get(course)
        terms = self._terms[course]
        if terms is None:
            return None
        if not terms.versions:
            return terms.pass_mark
        if version is None and session is not None:
            version = self._session(session).version
        return terms.mark(terms.named(version, day) if day is not None else None)

    def of_session(self, session: int) -> int | None:
        """The mark of what a session teaches."""
        row = self._session(session)
        second = row.ended_at or row.started_at or row.planned_start
        return self.of(row.course_id, row.version, None, day_of(datetime_of(second).date()))

    def _session(self, session: int) -> Any:
        if session not in self._sessions:
            held = MAIN["session"].c
            wanted = select(held.course_id, held.version, held.ended_at, held.started_at, held.planned_start)
            self._sessions[session] = self._connection.execute(wanted.where(held.id == session)).one()
        return self._sessions[session]
