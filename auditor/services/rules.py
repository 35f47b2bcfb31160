"""The rule book for screens: titles and severities by id, and which columns of the workbook feed which rules."""

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
    return {c.rule.id: (both(c.rule.title), str(c.rule.severity)) for c in context.book(connection).current}


@dataclass(frozen=True, slots=True)
class FedRules(Query[dict[tuple[str, str], tuple[str, ...]]]):
    """(sheet, field) of the workbook -> the ids of the rules whose answer turns on it, in the order of the book."""


def fed_rules(context: Context, connection: Connection, query: FedRules) -> dict[tuple[str, str], tuple[str, ...]]:
    """Every column that some rule reads."""
    from auditor.rulebook.reads import fields_read

    book = context.book(connection)
    fed: dict[tuple[str, str], list[str]] = {}
    for checked in book.current:
        for place in fields_read(book, checked.rule.id):
            fed.setdefault(place, []).append(checked.rule.id)
    return {place: tuple(rules) for place, rules in fed.items()}
