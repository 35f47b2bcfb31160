"""What a change of rules would do to today's data: who newly fails or passes, by rule, unit and owner."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, literal, select

from auditor.errors import CallerMistake
from auditor.i18n import N_, said
from auditor.model import tables
from auditor.model.sheets import JUDGED
from auditor.monitor import Monitor
from auditor.services.book import tuned_by
from auditor.services.burst import seldom_collected
from auditor.services.context import Context
from auditor.services.overlays import Wish, checked_overlay, text_of_file, wished
from auditor.services.rules import rule_among
from auditor.services.settings import OVERLAY, setting
from auditor.services.verbs import Job

if TYPE_CHECKING:
    from auditor.rulebook.book import Book
    from auditor.rulebook.checked import CheckedRule
    from auditor.rulebook.faults import Fault

IN_ORDER = N_("in order")
"""Pass and not applicable: nothing to do either way."""

NAMED = 200
"""So many of those concerned are named per rule; the rest are counted."""

_CHUNK = 500


class RulesRefused(CallerMistake):
    """A pack or rule folder that does not check, its ``path``; ``faults`` say where."""

    def __init__(self, path: Path, faults: tuple[Fault, ...]) -> None:
        first = faults[0]
        super().__init__(
            said("{path} does not check: {where}: {what}", path=path.name, where=first.where, what=first.message),
            said("See all faults with: auditor rules check {path}", path=str(path)),
        )
        self.path = path
        self.faults = faults


@dataclass(frozen=True, slots=True)
class RulesImpact(Job["Impact"]):
    """Judge with the rules in force and with others: those of a path (a pack, rule or overlay), or one rule tuned.

    With both ``path`` and ``wish`` None nothing changes. ``as_of`` may lie ahead: a pack may come into force later.
    """

    as_of: date
    path: Path | None = None
    wish: Wish | None = None
    rules: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Turned:
    """One subject that would be answered otherwise; answers as ``in order``, ``unknown`` or ``fail:<severity>``."""

    type: str
    code: str
    before: str
    after: str
    unit: str
    owner: str


@dataclass(slots=True)
class OfRule:
    """What happens to one rule's answers: counts of (before, after); by unit and owner (newly failing, no longer)."""

    rule: str
    moves: Counter[tuple[str, str]] = field(default_factory=Counter)
    by_unit: dict[str, list[int]] = field(default_factory=dict)
    by_owner: dict[str, list[int]] = field(default_factory=dict)
    named: list[Turned] = field(default_factory=list)

    def count(self, *, newly: bool) -> int:
        """How many newly fail, or fail no longer."""
        return sum(
            number
            for (before, after), number in self.moves.items()
            if _fails(after if newly else before) and not _fails(before if newly else after)
        )


@dataclass(frozen=True, slots=True)
class Impact:
    """The rules whose answers change, in the order of their ids; ``judged``: all that were judged both ways."""

    as_of: date
    judged: tuple[str, ...]
    rules: tuple[OfRule, ...]

    @property
    def newly_failing(self) -> int:
        """Pairs of rule and subject that would newly fail."""
        return sum(one.count(newly=True) for one in self.rules)

    @property
    def no_longer_failing(self) -> int:
        """Pairs that would fail no longer."""
        return sum(one.count(newly=False) for one in self.rules)


def _fails(answer: str) -> bool:
    return answer.startswith("fail")


@seldom_collected()
def rules_impact(context: Context, job: RulesImpact, monitor: Monitor, who: str) -> Impact:
    """Judge the rules that differ with both books, on one moment of the store; nothing is written."""
    with context.store.reading() as connection:
        now = context.book(connection)
        then = _other(context, connection, now, job)
        ids = {one.rule.id for one in now.rules}
        asked = {rule_among(one, ids, lambda: then) for one in job.rules}
        wanted = [rule for rule in _differing(now, then, job.as_of) if not asked or rule in asked]
        found = []
        for number, rule in enumerate(wanted):
            asking = partial(monitor.step, number, len(wanted), said("Judging {rule}", rule=rule))
            turned = _of_rule(connection, now, then, rule, job.as_of, asking)
            if turned.moves:
                found.append(turned)
    return Impact(job.as_of, tuple(wanted), tuple(found))


def _other(context: Context, connection: Connection, now: Book, job: RulesImpact) -> Book:
    """The book that would be in force; what else the workspace lays down stays as it is."""
    from auditor.rulebook.overlay import applied

    published = context.published()
    if job.wish is not None:
        overlay = wished(published, setting(connection, OVERLAY), job.wish)
    elif job.path is None:
        return now
    elif job.path.is_file():
        overlay = checked_overlay(published, text_of_file(job.path), job.path.name)
    else:
        return tuned_by(connection, with_rules_of(published, job.path))
    return replace(applied(published, overlay), calendar=now.calendar)


def with_rules_of(book: Book, path: Path) -> Book:
    """The published book with the rules of a folder: a pack in place of the one of its id, or a single rule.

    A rule comes with its former versions. Raises RulesRefused where the folder does not check, or where its pack
    takes a rule or a list of another pack.
    """
    from auditor.rulebook.book import claimed
    from auditor.rulebook.check import read_path

    good, faults, pack = read_path(path)
    if faults:
        raise RulesRefused(path, tuple(faults))
    if pack is None:
        homes = {one.rule.id: one.rule.pack for one in book.rules}
        good = [replace(one, rule=replace(one.rule, pack=homes.get(one.rule.id, ""))) for one in good]
        new = {one.rule.id for one in good}
        kept = [one for one in book.rules if one.rule.id not in new]
        return replace(book, rules=_ordered((*kept, *good)), cache={})
    before = next((one.data for one in book.packs if one.id == pack.id), {})
    data = {name: one for name, one in book.data.items() if name not in before}
    kept = [one for one in book.rules if one.rule.pack != pack.id]
    taken = {one.rule.id: one for one in kept}
    faults = [*claimed("pack.yaml", pack.data, data, pack.id)]
    for one in good:
        faults.extend(claimed(one.rule.file, (one.rule.id,), taken, pack.id))
    if faults:
        raise RulesRefused(path, tuple(faults))
    packs = (*(one for one in book.packs if one.id != pack.id), pack)
    return replace(book, packs=packs, rules=_ordered((*kept, *good)), data=data | dict(pack.data), cache={})


def _ordered(rules: Iterable[CheckedRule]) -> tuple[CheckedRule, ...]:
    return tuple(sorted(rules, key=lambda one: one.rule.key))


def _differing(now: Book, then: Book, day: date) -> list[str]:
    """The rules that can answer otherwise: written, tuned or in force differently on the day."""
    before, after = ({one.rule.id: _shape(book, one, day) for one in book.in_force(day)} for book in (now, then))
    same_data = now.data == then.data
    return sorted(rule for rule in before.keys() | after.keys() if before.get(rule) != after.get(rule) or not same_data)


def _shape(book: Book, checked: CheckedRule, day: date) -> object:
    rule = checked.rule
    levels = [(one.when.text, one.severity, one.effect, one.curable) for one in rule.levels]
    texts = (rule.applies.text, rule.require.text, levels, rule.subjects)
    return texts, rule.severity, rule.effect, rule.curable, book.params(rule, day)


def _of_rule(
    connection: Connection, now: Book, then: Book, rule_id: str, day: date, asking: Callable[[], None]
) -> OfRule:
    """``asking`` is called between the types: a person who types on waits for no rule over a million hosts."""
    found = OfRule(rule_id)
    for kind in sorted(JUDGED):
        asking()
        before, after = (_answers(connection, book, rule_id, kind, day) for book in (now, then))
        ids = [one for one in before.keys() | after.keys() if before.get(one) != after.get(one)]
        for subject, code, unit, owner in _who(connection, kind, sorted(ids)):
            one = Turned(kind, code, before.get(subject, IN_ORDER), after.get(subject, IN_ORDER), unit, owner)
            _count(found, one)
    return found


def _count(found: OfRule, one: Turned) -> None:
    found.moves[one.before, one.after] += 1
    newly, healed = _fails(one.after) and not _fails(one.before), _fails(one.before) and not _fails(one.after)
    for groups, name in ((found.by_unit, one.unit), (found.by_owner, one.owner)):
        counts = groups.setdefault(name, [0, 0])
        counts[0] += newly
        counts[1] += healed
    if len(found.named) < NAMED:
        found.named.append(one)


def _answers(connection: Connection, book: Book, rule_id: str, kind: str, day: date) -> Mapping[int, str]:
    """What is not in order, by subject id."""
    from auditor.rulebook.judging import judge_many
    from auditor.rulebook.sql.values import Moment

    rules = [one for one in book.in_force(day, kind) if one.rule.id == rule_id]
    if not rules:
        return {}
    verdicts = judge_many(connection, book, Moment(day), [kind], [rule_id])
    return {one.subject_id: f"fail:{one.severity}" if one.severity is not None else str(one.result) for one in verdicts}


def _who(connection: Connection, kind: str, ids: Iterable[int]) -> Iterator[tuple[int, str, str, str]]:
    """(id, code, unit, owner) of subjects."""
    table = tables.MAIN.get(kind, tables.workspace)
    listed = list(ids)
    named = [table.c[name] if name in table.c else literal("") for name in ("unit", "owner")]
    columns = [tables.subject.c.id, tables.subject.c.code, *named]
    for start in range(0, len(listed), _CHUNK):
        some = listed[start : start + _CHUNK]
        query = select(*columns).join(table, table.c.id == tables.subject.c.id).where(tables.subject.c.id.in_(some))
        for number, code, unit, owner in connection.execute(query.order_by(tables.subject.c.id)):
            yield number, code, unit or "", owner or ""
