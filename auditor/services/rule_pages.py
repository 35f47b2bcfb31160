"""The rule book as pages: every rule with its marks, one rule whole, and whom it finds not in order."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from heapq import nsmallest
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, func, select

from auditor.i18n import Twin
from auditor.model.ledger import listing
from auditor.model.sheets import JUDGED
from auditor.services.answers import SEVERITY_ORDER, Both, both
from auditor.services.context import Context
from auditor.services.verbs import Query

if TYPE_CHECKING:
    from auditor.rulebook.book import Book
    from auditor.rulebook.checked import CheckedRule
    from auditor.rulebook.explaining.asked import Asked, FactLine
    from auditor.rulebook.judging import Verdict
    from auditor.rulebook.pack import Example, Level, Param, Rule

_PLACE = re.compile(r"\{(\w+)\}")
"""Where a message takes a value."""
NOT_LAW = ("PLF", "OCC")
"""Bases that are no law: platforms' customs and an occupational standard; whoever has no other is practice."""

LISTED = 300
"""So many of those concerned are listed; the rest are counted."""


@dataclass(frozen=True, slots=True)
class RuleLine:
    """One rule of the book; ``drafted``: the text or article of its basis was not verified."""

    id: str
    pack: str
    pack_title: Both
    subjects: tuple[str, ...]
    title: Both
    severity: str
    effect: str
    practice: bool
    drafted: bool
    tuned: bool
    enabled: bool
    in_force: bool

    @property
    def family(self) -> str:
        """The letters before its number."""
        return self.id.partition("-")[0]


@dataclass(frozen=True, slots=True)
class RuleLines:
    """Every rule as tuned, in the order of ids; ``subjects`` counts everybody who may be judged."""

    as_of: date
    rules: tuple[RuleLine, ...]
    subjects: int


@dataclass(frozen=True, slots=True)
class RulesShown(Query[RuleLines]):
    """Every rule of the book in force as of a day, those switched off or not yet in force as well."""

    as_of: date


@dataclass(frozen=True, slots=True)
class Ground:
    """An instrument and article, the days between which it holds (None: open), and its status."""

    id: str
    instrument: str
    article: str
    status: str
    first: date | None
    last: date | None
    summary: Both


@dataclass(frozen=True, slots=True)
class ParamShown:
    """A parameter as the pack has it and as it is tuned here."""

    name: str
    label: Both
    published: Param
    here: Param

    @property
    def tuned(self) -> bool:
        """Whether it differs from the pack."""
        return self.published.values != self.here.values


@dataclass(frozen=True, slots=True)
class LevelShown:
    """A graver or milder reading; None keeps the rule's own."""

    severity: str | None
    effect: str | None
    curable: bool | None


@dataclass(frozen=True, slots=True)
class ExampleShown:
    """A case with the answer the rule gives."""

    name: str
    as_of: date
    facts: tuple[FactLine, ...]
    expect: str
    severity: str | None
    effect: str | None


@dataclass(frozen=True, slots=True)
class RulePage:
    """One rule whole, as tuned; ``published_*`` and ``ParamShown.published`` say what the pack has.

    ``former``: the version that held on the day is not the one that holds now.
    """

    line: RuleLine
    asks: tuple[Asked, ...]
    grounds: tuple[Ground, ...]
    params: tuple[ParamShown, ...]
    levels: tuple[LevelShown, ...]
    message: Both
    remedy: Both
    first: date | None
    last: date | None
    former: bool
    waivable: bool
    published_severity: str
    published_effect: str
    published_enabled: bool
    published_waivable: bool
    examples: tuple[ExampleShown, ...]


@dataclass(frozen=True, slots=True)
class RuleShown(Query[RulePage]):
    """One rule as of a day. Raises CallerMistake where there is none of that id."""

    rule: str
    as_of: date


@dataclass(frozen=True, slots=True)
class ParamLabels(Query[dict[str, dict[str, Both]]]):
    """What each rule's parameters are called: rule id -> name -> label."""


@dataclass(frozen=True, slots=True)
class Concerned:
    """One subject that a rule finds not in order, or cannot judge."""

    type: str
    code: str
    name: str
    unit: str
    owner: str
    result: str
    severity: str | None
    curable: bool


@dataclass(frozen=True, slots=True)
class AllConcerned:
    """Counts by result, and the first of them: failing before unknown, the gravest first."""

    counts: Counter[str]
    first: tuple[Concerned, ...]


@dataclass(frozen=True, slots=True)
class RuleConcerns(Query[AllConcerned]):
    """Whom a rule finds not in order as of a day, and whom it cannot judge (``result``: only those)."""

    rule: str
    as_of: date
    result: str = ""
    limit: int = LISTED


def rules_shown(context: Context, connection: Connection, query: RulesShown) -> RuleLines:
    """The lines of the list."""
    book = context.book(connection)
    published = _by_key(context.published())
    on = {one.rule.key for one in book.in_force(query.as_of)}
    rules = (book.rule_on(one.rule.id, query.as_of).rule for one in book.current)
    lines = tuple(_line(book, rule, published, on) for rule in rules)
    everybody = connection.execute(select(func.count()).where(listing.c.type.in_(JUDGED))).scalar_one()
    return RuleLines(query.as_of, lines, everybody)


def _by_key(book: Book) -> dict[str, Rule]:
    return {one.rule.key: one.rule for one in book.rules}


def _of_day(book: Book, rule_id: str, day: date) -> CheckedRule:
    """The version of a rule that holds on the day, else as it is now. Raises CallerMistake."""
    from auditor.services.rules import rule_named

    return book.rule_on(rule_named(book, rule_id).rule.id, day)


def _line(book: Book, rule: Rule, published: dict[str, Rule], on: set[str]) -> RuleLine:
    titles = {pack.id: both(pack.title) for pack in book.packs}
    return RuleLine(
        id=rule.id,
        pack=rule.pack,
        pack_title=titles.get(rule.pack, (rule.pack, rule.pack)),
        subjects=rule.subjects,
        title=both(rule.title),
        severity=str(rule.severity),
        effect=str(rule.effect),
        practice=all(one.id.partition("-")[0] in NOT_LAW for one in rule.basis),
        drafted=any(one.status != "verified" for one in rule.basis),
        tuned=rule != published.get(rule.key),
        enabled=rule.enabled,
        in_force=rule.key in on,
    )


def rule_shown(context: Context, connection: Connection, query: RuleShown) -> RulePage:
    """Everything about one rule."""
    from auditor.rulebook.explaining.asked import asked

    book = context.book(connection)
    checked = _of_day(book, query.rule, query.as_of)
    rule = checked.rule
    before = _by_key(context.published())
    pack = before[rule.key]
    on = {one.rule.key for one in book.in_force(query.as_of)}
    values = book.params(rule, query.as_of)
    return RulePage(
        line=_line(book, rule, before, on),
        asks=tuple(asked(checked, kind, values) for kind in rule.subjects),
        grounds=_grounds(rule),
        params=tuple(ParamShown(n, both(p.label), pack.params[n], p) for n, p in rule.params.items()),
        levels=tuple(map(_level, rule.levels)),
        message=_spoken(rule, values),
        remedy=both(rule.remedy),
        first=rule.effective.first,
        last=rule.effective.last,
        former=bool(rule.version),
        waivable=rule.waivable,
        published_severity=str(pack.severity),
        published_effect=str(pack.effect),
        published_enabled=pack.enabled,
        published_waivable=pack.waivable,
        examples=_examples(context, checked),
    )


def _spoken(rule: Rule, values: Mapping[str, object]) -> Both:
    """The sentence of a failure with the values in force; what is each subject's own is named in brackets."""
    from auditor.rulebook.explaining.flags import FLAGS
    from auditor.rulebook.explaining.names import field_of

    def in_words(text: str, words: Callable[[Twin], str], brackets: str) -> str:
        def meant(found: re.Match[str]) -> str:
            name = found[1]
            if name in values:
                return str(values[name])
            if (rule.subjects[0], name) in FLAGS:
                return brackets.format(words(Twin("是或否", "yes or no")))
            own = Twin("截至日", "the as-of day") if name == "as_of" else field_of(rule.subjects[0], name)
            return brackets.format(words(own))

        return _PLACE.sub(meant, text)

    zh, en = both(rule.message)
    return in_words(zh, lambda one: one.zh, "〔{}〕"), in_words(en, lambda one: one.en, "[{}]")


def _grounds(rule: Rule) -> tuple[Ground, ...]:
    return tuple(
        Ground(
            one.id, one.instrument, one.article, one.status, one.effective.first, one.effective.last, both(one.summary)
        )
        for one in rule.basis
    )


def _level(level: Level) -> LevelShown:
    return LevelShown(_word(level.severity), _word(level.effect), level.curable)


def _word(one: object) -> str | None:
    return None if one is None else str(one)


def _examples(context: Context, checked: CheckedRule) -> tuple[ExampleShown, ...]:
    """The published book is loaded without its examples; those of one rule are read from its folder."""
    from auditor import installed
    from auditor.rulebook.loading import load_rule

    rule = checked.rule
    if rule.examples:
        return tuple(map(_example, rule.examples))
    folder = (context.packs or installed.rules()) / rule.pack / Path(rule.file).parent
    read, _faults = load_rule(folder, rule.pack)
    return () if read is None else tuple(map(_example, read.examples))


def _example(one: Example) -> ExampleShown:
    from auditor.rulebook.explaining.asked import facts_told

    return ExampleShown(
        one.name, one.as_of, facts_told(one.facts), str(one.expect), _word(one.severity), _word(one.effect)
    )


def param_labels(context: Context, connection: Connection, query: ParamLabels) -> dict[str, dict[str, Both]]:
    """Of every rule of the packs."""
    return {
        one.rule.id: {name: both(param.label) for name, param in one.rule.params.items()}
        for one in context.published().current
    }


def rule_concerns(context: Context, connection: Connection, query: RuleConcerns) -> AllConcerned:
    """Judge the one rule over everybody; only the first are named."""
    from auditor.rulebook.judging import judge_many
    from auditor.rulebook.sql.values import Moment

    book = context.book(connection)
    rule = _of_day(book, query.rule, query.as_of).rule
    counts: Counter[str] = Counter()
    found: list[Verdict] = []
    for one in judge_many(connection, book, Moment(query.as_of), rule.subjects, [rule.id]):
        counts[str(one.result)] += 1
        if not query.result or query.result == one.result:
            found.append(one)
    first = nsmallest(query.limit, found, key=_loudest)
    named = _named(connection, [one.subject_id for one in first])
    return AllConcerned(
        counts, tuple(_concerned(one, named[one.subject_id]) for one in first if one.subject_id in named)
    )


def _loudest(one: Verdict) -> tuple[bool, bool, int, int]:
    rank = SEVERITY_ORDER.index(str(one.severity)) if one.severity is not None else 0
    return one.result != "fail", not one.curable, rank, one.subject_id


def _concerned(one: Verdict, named: tuple[str, str, str, str]) -> Concerned:
    code, name, unit, owner = named
    severity = None if one.severity is None else str(one.severity)
    return Concerned(one.subject_type, code, name, unit, owner, str(one.result), severity, one.curable)


def _named(connection: Connection, ids: list[int]) -> dict[int, tuple[str, str, str, str]]:
    """(code, name, unit, owner) by subject id."""
    from auditor.model.tables import subject

    texts = [func.coalesce(listing.c[name], "") for name in ("name", "unit", "owner")]
    query = (
        select(subject.c.id, subject.c.code, *texts)
        .outerjoin(listing, listing.c.id == subject.c.id)
        .where(subject.c.id.in_(ids))
    )
    return {row[0]: (row[1], row[2], row[3], row[4]) for row in connection.execute(query)}
