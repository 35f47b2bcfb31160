"""The rules in force on a day as the printed rule book's facts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from auditor import __version__
from auditor.i18n import Language, Translator
from auditor.monitor import Monitor
from auditor.reporting.facts import PackUsed, ParamUsed, Words
from auditor.reporting.rulebook import Chapter, RulebookFacts, RuleText, rulebook
from auditor.services.context import Context
from auditor.services.reports.issuer import issuer_of
from auditor.services.reports.jobs import Written
from auditor.services.reports.said import bases, words
from auditor.services.verbs import Job


@dataclass(frozen=True, slots=True)
class ReportRulebook(Job[Written]):
    """The rule book as of a day."""

    as_of: date
    out: Path
    language: Language = "zh"


def report_rulebook(context: Context, job: ReportRulebook, monitor: Monitor, who: str) -> Written:
    """Write the rules in force on a day as a PDF."""
    from auditor.reporting.pdf import write_pdf

    with context.store.reading() as connection:
        facts = replace(rulebook_facts(context.book(connection), job.as_of), issuer=issuer_of(connection))
    write_pdf(rulebook(facts, Translator(job.language)), job.out, monitor)
    return Written(job.out)


def rulebook_facts(book: Any, day: date) -> RulebookFacts:
    """The rules in force on the day, by pack and id."""
    chapters = []
    rules = [checked.rule for checked in book.in_force(day)]
    for pack in book.packs:
        mine = tuple(_rule(rule, day) for rule in sorted(rules, key=lambda r: r.id) if rule.pack == pack.id)
        title = Words(pack.title["zh"], pack.title["en"])
        chapters.append(Chapter(PackUsed(pack.id, pack.version, pack.sha256, title), mine))
    return RulebookFacts(day, tuple(chapters), f"auditor {__version__}")


def _rule(rule: Any, day: date) -> RuleText:
    values = {name: param.on(day) for name, param in rule.params.items()}
    return RuleText(
        id=rule.id,
        title=words((rule.title["zh"], rule.title["en"])),
        subjects=rule.subjects,
        severity=str(rule.severity),
        effect=str(rule.effect),
        applies=rule.applies.text.strip(),
        require=rule.require.text.strip(),
        message=words((_said(rule.message, "zh", values), _said(rule.message, "en", values))),
        remedy=words((_said(rule.remedy, "zh", values), _said(rule.remedy, "en", values))),
        params=tuple(
            ParamUsed(rule.id, name, words((one.label["zh"], one.label["en"])), _value(one.on(day)))
            for name, one in sorted(rule.params.items())
        ),
        bases=bases((rule,)),
        levels=tuple(_level(level) for level in rule.levels),
        effective_from=rule.effective.first,
        effective_until=rule.effective.last,
        waivable=rule.waivable,
    )


def _said(texts: Any, language: str, values: Mapping[str, Any]) -> str:
    """A text with the parameters' values in it; what differs from subject to subject stays in its braces."""
    from auditor.rulebook.texts import spoken

    text: str = texts[language]
    for name, value in values.items():
        text = text.replace(f"{{{name}}}", spoken(value, "", language))
    return text


def _value(value: Any) -> Any:
    return value if isinstance(value, int | date) and not isinstance(value, bool) else str(value)


def _level(level: Any) -> str:
    graded = [str(one) for one in (level.severity, level.effect) if one is not None]
    if level.curable is False:
        graded.append("curable: false")
    return f"{level.when.text.strip()} -> {', '.join(graded)}"
