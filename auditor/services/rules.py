"""The rule book for screens: titles and severities by id, and which columns of the workbook feed which rules."""

from __future__ import annotations

from collections.abc import Callable, Container
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import Connection

from auditor.errors import CallerMistake
from auditor.i18n import enumerated, said
from auditor.services.answers import Both, both
from auditor.services.context import Context
from auditor.services.verbs import Query

if TYPE_CHECKING:
    from auditor.rulebook.book import Book
    from auditor.rulebook.checked import CheckedRule


def rule_named(book: Book, rule_id: str) -> CheckedRule:
    """The rule of that id, whatever its case; told with the nearest where there is none."""
    from auditor.rulebook.faults import closest

    folded = _folded(rule_id)
    try:
        return book.rule(folded)
    except KeyError:
        known = sorted(one.rule.id for one in book.current)
        near = enumerated(closest(folded, known) or known[:3])
        hint = said("Did you mean {near}?", near=near)
        raise CallerMistake(said("There is no rule {id}.", id=rule_id), hint) from None


def rule_among(rule_id: str, ids: Container[str], book: Callable[[], Book]) -> str:
    """Which of these ``ids`` is meant, also of a rule that no pack has any more; else as rule_named tells."""
    folded = _folded(rule_id)
    return folded if folded in ids else rule_named(book(), rule_id).rule.id


def _folded(rule_id: str) -> str:
    """Ids of rules are written in capitals; whoever asks need not."""
    return rule_id.strip().upper()


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
