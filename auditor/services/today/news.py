"""What is new or back since last time: the two latest stored checks of one scope, compared."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, FromClause, case, func, select

from auditor.i18n import Message, Twin, said
from auditor.model.ledger import run
from auditor.model.types import date_of, day_of
from auditor.services.answers import SEVERITY_ORDER
from auditor.services.comparing import failing_turns
from auditor.services.context import Context
from auditor.services.today.rows import BACK, CHANGED, NEW, NOBODY, SHOWN, Part, Row, people
from auditor.services.today.seen import seen
from auditor.services.verbs import Query

EARLIER = 12
"""Stored checks among which one of the same scope is looked for."""

TOLD = (NEW, BACK, CHANGED)
"""What has not stood like this before, as the turns of auditor.services.comparing."""


@dataclass(frozen=True, slots=True)
class Compared:
    """The lines, and which checks were compared (None: there is none; ``before`` None: nothing to compare with)."""

    part: Part
    latest: int | None = None
    before: int | None = None
    latest_day: date | None = None
    before_day: date | None = None


@dataclass(frozen=True, slots=True)
class News(Query[Compared]):
    """What fails in the latest stored check up to ``as_of``, and did not so in the one before of its scope."""

    as_of: date
    known: datetime | None = None
    limit: int = SHOWN


NO_RUN = said("No check is stored yet. What is new is told from the second one on.")
ONE_RUN = said("Only one check is stored. What is new is told from the second one of the same scope on.")


def news(context: Context, connection: Connection, query: News) -> Compared:
    """The turns that the checks room shows of the same two, of what fails and can be mended."""
    at = seen(context, connection, query.as_of, query.known)
    runs = _runs(connection, day_of(query.as_of), at.change)
    if not runs:
        return Compared(Part(note=NO_RUN))
    latest = runs[0]
    same = [one for one in runs[1:] if one.scope == latest.scope]
    if not same:
        return Compared(Part(note=ONE_RUN), latest.id, None, date_of(latest.as_of))
    before = same[0]
    fresh = failing_turns(connection, latest.id, before.id).subquery()
    counted = select(fresh.c.severity, fresh.c.turn, func.count()).where(fresh.c.turn.in_(TOLD))
    groups: dict[str, int] = {}
    kinds: dict[str, int] = {}
    for severity, group, number in connection.execute(counted.group_by(fresh.c.severity, fresh.c.turn)):
        groups[group] = groups.get(group, 0) + number
        kinds[severity] = kinds.get(severity, 0) + number
    rows = tuple(_rows(context, connection, latest, fresh, query.limit))
    part = Part({name: groups[name] for name in TOLD if name in groups}, kinds, rows)
    return Compared(part, latest.id, before.id, date_of(latest.as_of), date_of(before.as_of))


def _runs(connection: Connection, day: int, change: int | None) -> list[Any]:
    """Stored checks up to the day, the newest first; the baseline's mark is no part of a scope."""
    statement = select(run.c.id, run.c.as_of, run.c.scope).where(run.c.as_of <= day)
    if change is not None:
        statement = statement.where(run.c.change_id <= change)
    rows = connection.execute(statement.order_by(run.c.as_of.desc(), run.c.id.desc()).limit(4 * EARLIER))
    return [_Run(row.id, row.as_of, _scope(row.scope)) for row in rows]


@dataclass(frozen=True, slots=True)
class _Run:
    id: int
    as_of: int
    scope: tuple[str, ...]


def _scope(text: str) -> tuple[str, ...]:
    told = json.loads(text)
    wish = told.get("among", {}).get("wish", {})  # whom it finds may change, what is asked does not
    return (*(json.dumps(told.get(name, [])) for name in ("packs", "subjects", "rules")), json.dumps(wish))


def _rows(context: Context, connection: Connection, latest: _Run, fresh: FromClause, limit: int) -> Iterator[Row]:
    grave = case({name: at for at, name in enumerate(SEVERITY_ORDER)}, value=fresh.c.severity, else_=9)
    statement = (
        select(fresh.c.subject_id, fresh.c.rule, fresh.c.severity, fresh.c.turn)
        .where(fresh.c.turn.in_(TOLD))
        .order_by(grave, fresh.c.subject_id, fresh.c.rule)
        .limit(limit)
    )
    found = list(connection.execute(statement))
    known = people(connection, {row.subject_id for row in found})
    book = context.book(connection)
    for row in found:
        who = known.get(row.subject_id, NOBODY)
        title, remedy = _words(book, row.rule, latest.as_of)
        yield Row("finding", row.turn, who, title, who.owner, None, remedy, severity=row.severity or "", rule=row.rule)


def _words(book: Any, rule_id: str, day: int) -> tuple[Message, Message | None]:
    try:
        rule = book.rule_on(rule_id, date_of(day)).rule
    except KeyError:  # a rule that has left the packs since
        return Message("{text}", {"text": rule_id}), None
    title = Twin(rule.title["zh"], rule.title["en"])
    remedy = Twin(rule.remedy.get("zh", ""), rule.remedy.get("en", ""))
    return Message("{text}", {"text": title}), Message("{text}", {"text": remedy})
