"""A stored run from four sides: by rule, subject, unit, owner; and rules against units or owners as a map."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import ColumnElement, Connection, case, func, select

from auditor.model.ledger import listing, verdict
from auditor.services.answers import SEVERITY_ORDER
from auditor.services.context import Context
from auditor.services.runs import stored_run
from auditor.services.verbs import Query
from auditor.storage.known import subjects_known

Side = Literal["rule", "subject", "unit", "owner"]

_WORST = case({name: place for place, name in enumerate(SEVERITY_ORDER)}, value=verdict.c.severity, else_=9)


@dataclass(frozen=True, slots=True)
class RunPart:
    """What a run found of one rule, subject, unit or owner; ``severity`` is the worst failure's, "" where none failed.

    ``key`` is the rule's id, ``type:code``, or the name of a unit or owner ("" where none is given, as of today).
    """

    key: str
    fails: int
    history: int
    unknown: int
    subjects: int
    severity: str


@dataclass(frozen=True, slots=True)
class RunParts(Query[tuple[RunPart, ...]]):
    """The parts of a run (0: the latest), the worst first; ``limit`` of them."""

    run: int = 0
    by: Side = "rule"
    limit: int = 500


@dataclass(frozen=True, slots=True)
class MapCell:
    """How many subjects of a unit or owner fail a rule."""

    rule: str
    place: str
    fails: int


@dataclass(frozen=True, slots=True)
class RunMap(Query[tuple[MapCell, ...]]):
    """Rules against units or owners: a run's (0: the latest) failures that can be mended; empty cells are left out."""

    run: int = 0
    by: Literal["unit", "owner"] = "unit"


def run_parts(context: Context, connection: Connection, query: RunParts) -> tuple[RunPart, ...]:
    """Count the open answers of one side."""
    stored = stored_run(connection, query.run)
    fails = func.sum(case(((verdict.c.result == "fail") & (verdict.c.curable == 1), 1), else_=0))
    history = func.sum(case(((verdict.c.result == "fail") & (verdict.c.curable == 0), 1), else_=0))
    unknown = func.sum(case((verdict.c.result.in_(("unknown", "error")), 1), else_=0))
    worst = func.min(case((verdict.c.result == "fail", _WORST), else_=9))
    who = subjects_known(connection, stored.known_change)
    key, source = _side(query.by, who)
    statement = (
        select(*key, fails, history, unknown, func.count(verdict.c.subject_id.distinct()), worst)
        .select_from(source)
        .where(verdict.c.run_id == stored.id)
        .group_by(*key)
        .order_by(worst, fails.desc(), *key)
        .limit(query.limit)
    )
    return tuple(_part(len(key), row) for row in connection.execute(statement))


def _side(by: Side, who: Any) -> tuple[list[ColumnElement[Any]], Any]:
    if by == "rule":
        return [verdict.c.rule], verdict
    if by == "subject":
        return [who.c.type, who.c.code], verdict.join(who, who.c.id == verdict.c.subject_id)
    place = func.coalesce(listing.c[by], "")
    return [place], verdict.outerjoin(listing, listing.c.id == verdict.c.subject_id)


def _part(keys: int, row: Any) -> RunPart:
    fails, history, unknown, subjects, worst = row[keys:]
    severity = SEVERITY_ORDER[worst] if worst < len(SEVERITY_ORDER) else ""
    return RunPart(":".join(row[:keys]), int(fails), int(history), int(unknown), int(subjects), severity)


def run_map(context: Context, connection: Connection, query: RunMap) -> tuple[MapCell, ...]:
    """Count mendable failures by rule and place."""
    stored = stored_run(connection, query.run)
    place = func.coalesce(listing.c[query.by], "")
    statement = (
        select(verdict.c.rule, place, func.count())
        .select_from(verdict.outerjoin(listing, listing.c.id == verdict.c.subject_id))
        .where(verdict.c.run_id == stored.id, verdict.c.result == "fail", verdict.c.curable == 1)
        .group_by(verdict.c.rule, place)
        .order_by(verdict.c.rule, place)
    )
    return tuple(MapCell(*row) for row in connection.execute(statement))
