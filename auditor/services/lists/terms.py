"""How a record stands on a day, as SQL over its own row: in force, expired, not yet begun, ended, or without an end."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, and_, case, exists, func, literal, or_, true
from sqlalchemy.sql.expression import FromClause

from auditor.model.tables import MAIN

STANDS = ("in_force", "expired", "not_yet", "ended", "open")
"""Words of how a record stands; ``open``: no end is known, so nobody can tell."""


def stands(kind: str, row: FromClause, day: int) -> ColumnElement[str] | None:
    """The word for a record on the day, as the rules' ``in_force`` has it; None where its kind has no term."""
    if kind == "licence":
        return _licence(row.c, day)
    if kind == "contract":
        later = and_(row.c.state == "terminated", row.c.terminated_on > day)
        gone = or_(row.c.terminated_on <= day, and_(row.c.state != "in_force", func.coalesce(~later, true())))
        return _word(row.c, day, gone, row.c.auto_renew == 1)
    if kind == "authorisation":
        return _word(row.c, day, row.c.state != "in_force", None)
    return None


def _word(row: Any, day: int, gone: ColumnElement[bool], endless: ColumnElement[bool] | None) -> ColumnElement[str]:
    lasts = row.valid_until_long == 1 if endless is None else or_(row.valid_until_long == 1, endless)
    return case(
        (gone, literal("ended")),
        (row.valid_from > day, literal("not_yet")),
        (or_(lasts, row.valid_until >= day), literal("in_force")),
        (row.valid_until < day, literal("expired")),
        else_=literal("open"),
    )


def _licence(row: Any, day: int) -> ColumnElement[str]:
    later = and_(row.state.in_(("revoked", "cancelled")), row.ended_on > day)
    gone = or_(row.ended_on <= day, and_(row.state != "in_force", or_(row.ended_on.is_(None), ~later)))
    return _word(row, day, gone, and_(row.valid_until.is_(None), _no_term(row)))


def _no_term(row: Any) -> ColumnElement[bool]:
    """The kind does not lapse, or not for the owner's type of business."""
    from auditor.model.catalogue import licence_kinds

    merchant = MAIN["merchant"]
    parts = [row.kind.in_([one.code for one in licence_kinds() if one.no_term])]
    for one in licence_kinds():
        if one.no_term_for:
            fits = exists().where(merchant.c.id == row.owner_id, merchant.c.entity_type.in_(one.no_term_for))
            parts.append(and_(row.kind == one.code, fits))
    return or_(*parts)
