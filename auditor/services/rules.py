"""The rule book for screens: titles and severities by id."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection

from auditor.services.answers import Both, both
from auditor.services.context import Context
from auditor.services.verbs import Query


@dataclass(frozen=True, slots=True)
class RuleTitles(Query[dict[str, tuple[Both, str]]]):
    """Rule id -> (title in (zh, en), severity)."""


def rule_titles(context: Context, connection: Connection, query: RuleTitles) -> dict[str, tuple[Both, str]]:
    """Every rule of the book."""
    return {c.rule.id: (both(c.rule.title), str(c.rule.severity)) for c in context.book().rules}
