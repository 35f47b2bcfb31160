"""What the small charts show: answers by type, failures by rule, stored checks one after the other."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection, func, select

from auditor.model.ledger import listing, run
from auditor.model.tables import MAIN
from auditor.model.types import date_of, day_of
from auditor.services.context import Context
from auditor.services.standing.state import ANSWERS, KINDS, State
from auditor.services.today.news import _scope
from auditor.services.today.seen import seen
from auditor.services.verbs import Query

TREND = 12
"""Stored checks that the trend shows."""

RULES = 8
"""Rules that the chart of failures names."""


@dataclass(frozen=True, slots=True)
class Checked:
    """A stored check: its day, how many answers of each kind it has."""

    id: int
    as_of: date
    failed: int
    unknown: int
    passed: int


@dataclass(frozen=True, slots=True)
class Drawn:
    """Counts for the charts. ``answers`` by type and answer (words of the standing); empty where they do not hold.

    ``rules``: (rule, (zh, en), failures) of the latest check; ``checks``: those of its scope, the oldest first.
    """

    answers: dict[str, dict[str, int]]
    rules: tuple[tuple[str, tuple[str, str], int], ...]
    checks: tuple[Checked, ...]


@dataclass(frozen=True, slots=True)
class Figures(Query[Drawn]):
    """The counts as of a day."""

    as_of: date
    known: datetime | None = None


def figures(context: Context, connection: Connection, query: Figures) -> Drawn:
    """Counts that stand somewhere already; nothing is judged."""
    at = seen(context, connection, query.as_of, query.known)
    answers: dict[str, dict[str, int]] = {}
    if query.known is None and query.as_of == context.today and State.stored(connection).day == day_of(query.as_of):
        answers = _answers(connection)
    statement = select(run.c.id, run.c.as_of, run.c.counts, run.c.scope).where(run.c.as_of <= at.number)
    if at.change is not None:
        statement = statement.where(run.c.change_id <= at.change)
    rows = list(connection.execute(statement.order_by(run.c.as_of.desc(), run.c.id.desc()).limit(4 * TREND)))
    if not rows:
        return Drawn(answers, (), ())
    same = [row for row in rows if _scope(row.scope) == _scope(rows[0].scope)][:TREND]
    checks = tuple(_checked(row.id, row.as_of, json.loads(row.counts)["all"]) for row in reversed(same))
    by_rule = json.loads(rows[0].counts)["by_rule"]
    counted = ((told.get("fail", 0), rule) for rule, told in by_rule.items())
    failed = sorted((pair for pair in counted if pair[0]), key=lambda pair: (-pair[0], pair[1]))
    book = context.book(connection)
    titles = {one.rule.id: (one.rule.title["zh"], one.rule.title["en"]) for one in book.current}
    rules = tuple((rule, titles.get(rule, (rule, rule)), number) for number, rule in failed[:RULES])
    return Drawn(answers, rules, checks)


def _answers(connection: Connection) -> dict[str, dict[str, int]]:
    made: dict[str, dict[str, int]] = {}
    for kind in (one for one in KINDS if one in MAIN):
        counted = (
            select(listing.c.answer, func.count())
            .with_hint(listing, "INDEXED BY ix_listing_facets", "sqlite")
            .where(listing.c.type == kind, listing.c.answer.is_not(None))
            .group_by(listing.c.answer)
        )
        found = {ANSWERS[answer]: number for answer, number in connection.execute(counted)}
        if found:
            made[kind] = found
    return made


def _checked(number: int, day: int, counts: dict[str, int]) -> Checked:
    return Checked(
        number, date_of(day), counts.get("fail", 0), counts.get("unknown", 0) + counts.get("error", 0),
        counts.get("pass", 0),
    )  # fmt: skip
