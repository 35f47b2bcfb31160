"""What the workspace as a whole keeps of people: counts over everybody, asked once in an audit and at no write."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy import ColumnElement, FromClause, and_, case, exists, func, null, or_, select

from auditor.model import tables
from auditor.model.ledger import change
from auditor.rulebook.facts.rows import SINGLE, Row, row_of
from auditor.rulebook.facts.scope import DAY_SECONDS
from auditor.rulebook.facts.visible import by_day
from auditor.rulebook.language.types import Simple
from auditor.rulebook.sql.dates import earliest_for
from auditor.rulebook.sql.values import Sql, Value

KEPT_MONTHS = 36
"""So long after somebody left, and after the last broadcast, the law keeps what is known of them."""

DISCLOSURE = "disclosure"
DISCLOSURE_DAYS = 90
"""Days back in which a disclosure without a reason is told."""

PERSONAL = {
    "host": ("has_real_name", "has_id_number", "has_phone"),
    "merchant": ("has_representative", "has_person_id_number"),
}
"""Where people stand, and what says that something personal is kept of them."""


def _of(row: Row, kind: str, *where: Callable[[FromClause], Sql]) -> Sql:
    """How many subjects of a kind keep something personal and are as every condition asks."""
    one = row.scope.number(1)
    table = row.scope.table(tables.MAIN[kind])
    kept = or_(*(table.c[name] == one for name in PERSONAL[kind]))
    count = select(func.count()).select_from(table).where(kept, *(condition(table) for condition in where))
    return count.correlate_except(table).scalar_subquery()


def _number(sql: Sql) -> Value:
    return Value(sql, Simple.INT, False)


def people(row: Row) -> Value:
    """Hosts and merchants' people of whom something personal is kept."""
    return _number(_of(row, "host") + _of(row, "merchant"))


def overdue_people(row: Row) -> Value:
    """Those who left, and whose last broadcast ended, so long ago that nothing keeps their values any more."""

    def past(kind: str) -> Callable[[FromClause], Sql]:
        def condition(table: FromClause) -> Sql:
            held = [~_held(row, table, field) for field in _FIELDS[kind]]
            return and_(_gone_since(row, table) < earliest_for(row.scope, KEPT_MONTHS), *held)

        return condition

    return _number(_of(row, "host", past("host")) + _of(row, "merchant", past("merchant")))


def _gone_since(row: Row, table: FromClause) -> Sql:
    """left_on; who left without it, since the status says so."""
    left = and_(table.c.status == row.scope.text("left"), table.c.status_from <= row.scope.as_of)
    return func.coalesce(table.c.left_on, case((left, table.c.status_from), else_=null()))


_FIELDS = {"host": ("hosts", "assistants"), "merchant": ("merchants",)}


def _held(row: Row, table: FromClause, field: str) -> ColumnElement[bool]:
    """A broadcast that names the subject ended within the term, or is still to come."""
    scope = row.scope
    listed = tables.LISTS["broadcast", field].table
    names = scope.table(listed, target_id=table.c.id)
    show = scope.table(tables.MAIN["broadcast"], id=names.c.owner_id)
    ended = func.coalesce(show.c.ended_at, show.c.started_at, show.c.planned_end, show.c.planned_start)
    first = earliest_for(scope, KEPT_MONTHS) * scope.number(DAY_SECONDS)
    return exists(
        select(SINGLE)
        .select_from(names, show)
        .where(
            names.c.target_id == table.c.id,
            show.c.id == names.c.owner_id,
            show.c.status != scope.text("cancelled"),
            ended >= first,
        )
        .correlate_except(names, show)
    )


def unnoticed_people(row: Row) -> Value:
    """Active hosts of whom neither the day they were told nor the ground of processing is on record."""

    def condition(table: FromClause) -> Sql:
        host = row_of(row.scope, "host", table)
        told = by_day(host, "privacy_notice_on").is_not(None)
        active = host.field("status").sql == row.scope.text("active")
        return and_(~told, table.c.privacy_basis.is_(None), active)

    return _number(_of(row, "host", condition))


def unreasoned_disclosures(row: Row) -> Value:
    """Disclosures of whole personal values of the last 90 days that say no reason."""
    scope = row.scope
    begin = scope.bind(lambda given: (given.day - DISCLOSURE_DAYS + 1) * DAY_SECONDS, Simple.INT, name="disclosed_from")
    known = []
    if scope.shared.known:
        known.append(change.c.id <= scope.bind(lambda given: given.moment.known_change, Simple.INT, name="known"))
    count = select(func.count()).where(
        change.c.kind == scope.text(DISCLOSURE),
        func.trim(change.c.why) == scope.text(""),
        change.c.at >= begin,
        change.c.at < scope.as_of_end,
        *known,
    )
    return _number(count.correlate_except(change).scalar_subquery())


WORKSPACE_RECIPES: dict[tuple[str, str], Any] = {
    ("workspace", "people"): people,
    ("workspace", "overdue_people"): overdue_people,
    ("workspace", "unnoticed_people"): unnoticed_people,
    ("workspace", "unreasoned_disclosures"): unreasoned_disclosures,
}
