"""Stored runs: what was judged, when, with which packs, and what was not in order."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Row, Select, func, select

from auditor.errors import CallerMistake
from auditor.i18n import said
from auditor.model.ledger import change, listing, run, verdict
from auditor.model.types import date_of, datetime_of
from auditor.services.context import Context
from auditor.services.rules import rule_among
from auditor.services.verbs import Query
from auditor.storage.known import subjects_known


@dataclass(frozen=True, slots=True)
class StoredRun:
    """One stored run; ``counts`` by answer, ``by_rule`` the same by rule; ``chain_head`` after its change."""

    id: int
    as_of: date
    known_at: datetime | None
    known_change: int
    made_at: datetime
    engine: str
    packs: tuple[dict[str, Any], ...]
    params: dict[str, dict[str, Any]]
    scope: dict[str, Any]
    subjects: dict[str, int]
    counts: dict[str, int]
    by_rule: dict[str, dict[str, int]]
    digest: str
    change: int
    chain_head: str
    changed_at: datetime


@dataclass(frozen=True, slots=True)
class Runs(Query[tuple[StoredRun, ...]]):
    """The latest runs, newest first."""

    limit: int = 100


@dataclass(frozen=True, slots=True)
class RunVerdicts(Query[tuple["StoredVerdict", ...]]):
    """A page of a run's open verdicts, ordered by subject and rule; ``after`` is the last row of the page before."""

    run: int
    severity: tuple[str, ...] = ()
    rule: str = ""
    limit: int = 200
    after: tuple[str, str, str] = ("", "", "")
    """(type, code, rule)."""
    unit: str | None = None
    owner: str | None = None
    """Only of this unit or owner as of today; "" is who has none."""
    failing: bool = False
    """Only what is not in order, mendable or not: neither unknown nor broken."""


@dataclass(frozen=True, slots=True)
class StoredVerdict:
    """One open verdict of a stored run."""

    rule: str
    type: str
    code: str
    subject_id: int
    result: str
    severity: str | None
    effect: str | None
    curable: bool


def _statement() -> Select[Any]:
    return select(run, change.c.hash, change.c.at).join(change, change.c.id == run.c.change_id)


def _stored(row: Row[Any]) -> StoredRun:
    counts = json.loads(row.counts)
    return StoredRun(
        row.id,
        date_of(row.as_of),
        None if row.known_at is None else datetime_of(row.known_at),
        row.known_change,
        datetime_of(row.made_at),
        row.engine,
        tuple(json.loads(row.packs)),
        json.loads(row.params),
        json.loads(row.scope),
        json.loads(row.subjects),
        counts["all"],
        counts["by_rule"],
        row.digest,
        row.change_id,
        row.hash,
        datetime_of(row.at),
    )


def runs(context: Context, connection: Connection, query: Runs) -> tuple[StoredRun, ...]:
    """The latest runs."""
    statement = _statement().order_by(run.c.id.desc()).limit(query.limit)
    return tuple(_stored(row) for row in connection.execute(statement))


def stored_run(connection: Connection, number: int) -> StoredRun:
    """One run by its id; 0 is the latest."""
    wanted = number or connection.execute(select(func.max(run.c.id))).scalar() or 0
    row = connection.execute(_statement().where(run.c.id == wanted)).first()
    if row is None:
        raise CallerMistake(
            said("There is no stored run {id}.", id=number), said("Make one with: auditor audit --save")
        )
    return _stored(row)


def run_verdicts(context: Context, connection: Connection, query: RunVerdicts) -> tuple[StoredVerdict, ...]:
    """A page of a run's open verdicts."""
    from sqlalchemy import tuple_

    known = connection.execute(select(run.c.known_change).where(run.c.id == query.run)).scalar() or 0
    subject = subjects_known(connection, known)
    statement = (
        select(
            verdict.c.rule,
            subject.c.type,
            subject.c.code,
            verdict.c.subject_id,
            verdict.c.result,
            verdict.c.severity,
            verdict.c.effect,
            verdict.c.curable,
        )
        .join(subject, subject.c.id == verdict.c.subject_id)
        .where(verdict.c.run_id == query.run)
        .where(tuple_(subject.c.type, subject.c.code, verdict.c.rule) > query.after)
        .order_by(subject.c.type, subject.c.code, verdict.c.rule)
        .limit(query.limit)
    )
    if query.severity:
        statement = statement.where(verdict.c.severity.in_(query.severity))
    if query.rule:
        judged = stored_run(connection, query.run).by_rule
        rule = rule_among(query.rule, judged, lambda: context.book(connection))
        statement = statement.where(verdict.c.rule == rule)
    if query.failing:
        statement = statement.where(verdict.c.result == "fail")
    places = {name: getattr(query, name) for name in ("unit", "owner") if getattr(query, name) is not None}
    if places:
        statement = statement.outerjoin(listing, listing.c.id == verdict.c.subject_id)
    for name, value in places.items():
        statement = statement.where(func.coalesce(listing.c[name], "") == value)
    return tuple(StoredVerdict(*row[:-1], curable=bool(row[-1])) for row in connection.execute(statement))
