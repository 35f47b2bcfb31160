"""Broadcasts as the day sees them: start, presenter, the hosts and sellers by name."""

from __future__ import annotations

from typing import Any

from sqlalchemy import FromClause, Select, case, func, select

from auditor.model import tables
from auditor.rulebook.facts.rows import Listing, Row, Rows, reached
from auditor.rulebook.facts.scope import DAY_SECONDS
from auditor.rulebook.facts.visible import time_empty_after
from auditor.rulebook.language.types import Simple
from auditor.rulebook.sql.truth import Test, Truth
from auditor.rulebook.sql.values import NOT_YET, Sql, Value


def aired(row: Row) -> Truth:
    """The status is aired."""
    state, word = row.col("status"), row.scope.text("aired")
    return Test(state == word, state != word, not row.maybe)


def start_of(row: Row) -> Sql:
    """started_at when aired (planned_start where that is empty), else planned_start."""
    on_air = row.col("status") == row.scope.text("aired")
    began = func.coalesce(row.col("started_at"), row.col("planned_start"))
    return case((on_air, began), else_=row.col("planned_start"))


def start(row: Row) -> Value:
    """The start as a time; absent when neither is given."""
    return Value(start_of(row), Simple.TIME, True)


def day_of_start(row: Row) -> Sql:
    """The day number of the start; a far day where none is given, so that the day judged decides alone."""
    return func.coalesce(start_of(row) // row.scope.number(DAY_SECONDS), row.scope.number(NOT_YET))


def named_in(row: Row, field: str, kind: str) -> tuple[FromClause, FromClause]:
    """The rows of a broadcast's list of subjects, and the subjects; to be joined by the caller."""
    listed = tables.LISTS["broadcast", field].table

    def named() -> Select[Any]:
        again = row.scope.table(listed, owner_id=row.id)
        return select(again.c.target_id).where(again.c.owner_id == row.id).correlate_except(again)

    return row.scope.table(listed, owner_id=row.id), row.scope.table(tables.MAIN[kind], id=named)


def presenter_shown(row: Row) -> Value:
    """The broadcast's presenter, else the first host's, else human."""
    names, host = named_in(row, "hosts", "host")
    first = (
        select(host.c.presenter)
        .select_from(names, host)
        .where(names.c.owner_id == row.id, host.c.id == names.c.target_id)
        .order_by(names.c.ordinal)
        .limit(1)
        .correlate_except(names, host)
        .scalar_subquery()
    )
    return Value(func.coalesce(row.col("presenter"), first, row.scope.text("human")), Simple.STRING, row.maybe)


def _named(field: str, kind: str) -> Any:
    def recipe(row: Row) -> Listing:
        names, table = named_in(row, field, kind)
        then = day_of_start(row)
        member = Row(row.scope, kind, lambda name: names.c.target_id if name == "id" else table.c[name], then=then)
        tie = table.c.id == names.c.target_id
        spared = tie if row.scope.shared.at_once else None
        return (Rows((names, table), (names.c.owner_id == row.id, tie), member, known=row.there(), tie=spared),)

    return recipe


def room(row: Row) -> Row:
    """The room."""
    return reached(row.scope, "room", row.col("room_id"), maybe=row.needs("room_id"), then=day_of_start(row))


def _time(name: str) -> Any:
    return lambda row: time_empty_after(row, name)


BROADCAST_RECIPES: dict[tuple[str, str], Any] = {
    ("broadcast", "aired"): aired,
    ("broadcast", "start"): start,
    ("broadcast", "presenter_shown"): presenter_shown,
    ("broadcast", "hosts"): _named("hosts", "host"),
    ("broadcast", "merchants"): _named("merchants", "merchant"),
    ("broadcast", "room"): room,
    **{("broadcast", name): _time(name) for name in ("ended_at", "identity_reported_at", "reviewed_at")},
}
