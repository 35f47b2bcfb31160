"""Where the rule book says nothing: rules that decide about nobody, and columns that no rule reads."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING

from auditor.i18n import said
from auditor.model.sheets import JUDGED
from auditor.monitor import Monitor
from auditor.services.answers import Both, both
from auditor.services.burst import seldom_collected
from auditor.services.context import Context
from auditor.services.verbs import Job

if TYPE_CHECKING:
    from auditor.rulebook.judging import Tally


class Silence(StrEnum):
    """Why a rule says nothing about today's data."""

    NOBODY = "nobody"
    """There is no subject of its type."""
    NEVER_APPLIES = "never applies"
    """It applies to nobody."""
    ALWAYS_UNKNOWN = "always unknown"
    """Wherever it applies, a datum is missing."""
    NEVER_FAILS = "never fails"
    """Everybody to whom it applies is in order."""


@dataclass(frozen=True, slots=True)
class Covered:
    """One rule over one type of subject: counts of its answers, and why it says nothing (None: it does)."""

    rule: str
    title: Both
    type: str
    passed: int
    failed: int
    unknown: int
    notapplicable: int
    silence: Silence | None


@dataclass(frozen=True, slots=True)
class Coverage:
    """Every rule in force on the day, and the (sheet, column) pairs of the workbook that none of them reads."""

    as_of: date
    rules: tuple[Covered, ...]
    unread: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class RulesCoverage(Job[Coverage]):
    """Judge everybody as of a day and look for silence."""

    as_of: date


@seldom_collected()
def rules_coverage(context: Context, job: RulesCoverage, monitor: Monitor, who: str) -> Coverage:
    """Count the answers of every rule; nothing is written."""
    from auditor.rulebook.columns import unread
    from auditor.rulebook.judging import audit_text, tallies
    from auditor.rulebook.reads import fields_read
    from auditor.rulebook.sql.values import Moment

    with context.store.reading() as connection:
        book = context.book(connection)
        found: list[Covered] = []
        rules = [one.rule for one in book.in_force(job.as_of)]
        titles = {rule.id: both(rule.title) for rule in rules}
        pairs = sum(sum(kind in rule.subjects for kind in JUDGED) for rule in rules)
        for tally in tallies(connection, book, Moment(job.as_of), JUDGED):
            monitor.step(len(found) + 1, pairs, said("Judging {rule}", rule=tally.rule_id))
            answers = (tally.passed, tally.failed, tally.unknown, tally.notapplicable)
            silence = _silence(tally)
            found.append(Covered(tally.rule_id, titles[tally.rule_id], tally.subject_type, *answers, silence))
        moment = Moment(job.as_of)
        texts = [
            audit_text(connection, book, moment, kind, checked)
            for checked in book.in_force(job.as_of)
            for kind in checked.rule.subjects
        ]
    read = {place for rule in rules for place in fields_read(book, rule.id)}
    return Coverage(job.as_of, tuple(sorted(found, key=lambda one: (one.rule, one.type))), unread(texts, read))


def _silence(tally: Tally) -> Silence | None:
    if not tally.selected:
        return Silence.NOBODY
    if tally.notapplicable == tally.selected:
        return Silence.NEVER_APPLIES
    if tally.unknown and tally.unknown == tally.selected - tally.notapplicable:
        return Silence.ALWAYS_UNKNOWN
    return Silence.NEVER_FAILS if not tally.failed else None
