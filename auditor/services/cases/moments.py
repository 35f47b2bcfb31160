"""The moments of many cases at once, in SQL: the same as the fold over each story tells of one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, FromClause, Select, Subquery, and_, case, func, null, or_, select, true

from auditor.model.tables import MAIN
from auditor.model.types import DAY_SECONDS
from auditor.services.cases import story as s


@dataclass(frozen=True, slots=True)
class Moments:
    """Columns of the moments of each case, and what they are selected from; seconds of wall time, NULL where none."""

    source: FromClause
    asked: ColumnElement[int]
    """When its clocks began: received or accepted, whichever was first, else happened."""
    responded: ColumnElement[int]
    decided: ColumnElement[int]
    closed: ColumnElement[int]

    @property
    def answered(self) -> ColumnElement[Any]:
        """The first answer; of complaints closing without one counts as one, as the rules have it."""
        closed = case((MAIN["case_record"].c.kind == "complaint", self.closed))
        return func.coalesce(self.responded, closed)

    @property
    def settled(self) -> ColumnElement[Any]:
        """Decided or closed, whichever came first: what stops the clock of settling."""
        return first(self.decided, self.closed)


def moments(among: Sequence[int] | None = None) -> Moments:
    """Join the cases with what their events tell; ``among``: the only ids that are asked for, where they are few."""
    main, told = MAIN["case_record"], _told(among)
    accepted = first(main.c.accepted_at, told.c.accepted)
    responded = first(main.c.first_response_at, told.c.responded)
    own = case((or_(told.c.reopened.is_(None), main.c.closed_at > told.c.reopened), main.c.closed_at))
    return Moments(
        main.outerjoin(told, told.c.case_id == main.c.id),
        func.coalesce(first(told.c.received, accepted), main.c.occurred_at),
        responded,
        first(_decided(main, told), told.c.decided),
        first(own, told.c.closed),
    )


def is_among(column: ColumnElement[int], ids: Sequence[int]) -> ColumnElement[bool]:
    """Whether a number is one of these; a range is told by its ends."""
    if isinstance(ids, range):
        return column.between(ids.start, ids.stop - 1)
    return column.in_(ids)


def first(one: ColumnElement[Any], other: ColumnElement[Any]) -> ColumnElement[Any]:
    """The earlier of two moments; the other where one is not known."""
    return case((one.is_(None), other), (other.is_(None), one), (one <= other, one), else_=other)


def _decided(main: FromClause, told: Subquery) -> ColumnElement[Any]:
    """The day of the decision as a moment: behind what else the case has of that day; nothing where an event has it."""
    start = main.c.decided_on * DAY_SECONDS
    moment: ColumnElement[Any] = start
    for at in (main.c.occurred_at, main.c.accepted_at, main.c.first_response_at):
        later = and_(at.is_not(None), at > moment, at < start + DAY_SECONDS)
        moment = case((later, at), else_=moment)
    exact = and_(told.c.decided >= start, told.c.decided < start + DAY_SECONDS)
    return case((or_(main.c.decided_on.is_(None), main.c.outcome == "open", exact), null()), else_=moment)


def _told(among: Sequence[int] | None) -> Subquery:
    """Per case the first moment of what its events tell; closings count behind the last reopening only."""
    event = MAIN["case_event"]
    asked = true() if among is None else is_among(event.c.case_id, among)
    anew = (
        select(event.c.case_id, func.max(event.c.at).label("at"))
        .where(event.c.kind == s.REOPENED, asked)
        .group_by(event.c.case_id)
        .subquery()
    )
    counted = (s.RECEIVED, s.ACCEPTED, s.RESPONDED, s.DECIDED, s.CLOSED, s.REOPENED)
    statement: Select[Any] = (
        select(
            event.c.case_id,
            *(_least(event, kind) for kind in (s.RECEIVED, s.ACCEPTED, s.RESPONDED, s.DECIDED)),
            func.min(
                case((and_(event.c.kind == s.CLOSED, or_(anew.c.at.is_(None), event.c.at > anew.c.at)), event.c.at))
            ).label(s.CLOSED),
            func.max(anew.c.at).label(s.REOPENED),
        )
        .outerjoin(anew, anew.c.case_id == event.c.case_id)
        .where(event.c.kind.in_(counted), asked)
        .group_by(event.c.case_id)
    )
    return statement.subquery("told")


def _least(event: FromClause, kind: str) -> Any:
    return func.min(case((event.c.kind == kind, event.c.at))).label(kind)
