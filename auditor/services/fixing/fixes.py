"""For a subject that fails: per remedy the least acts that mend it, each tried, or why none can be named."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import combinations
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, select

from auditor.i18n import Message, Translator
from auditor.services.answers import Both, both
from auditor.services.context import Context
from auditor.services.fixing.acts import Act
from auditor.services.profiles import subject_id
from auditor.services.verbs import Query

if TYPE_CHECKING:
    from auditor.rulebook.book import Book
    from auditor.rulebook.checked import CheckedRule
    from auditor.rulebook.sql.values import Moment
    from auditor.services.clearance.clearing import Clear
    from auditor.services.clearance.signing import SignHost
    from auditor.services.fixing.trial import Trial

AHEAD = 366
"""Days looked ahead for what mends itself."""
PAIRS = 300
"""Pairs of acts that are tried before larger sets."""
WORST = 80
"""Proposals per rule that are tried."""


@dataclass(frozen=True, slots=True)
class Fix:
    """How the rules of one remedy are mended: the acts and the first day on which all of them are in order.

    ``why_not`` says why nothing is named. ``day`` without acts: it mends itself on that day. ``waits``: the same beside
    acts that others decide, or that only hold if they happened.
    """

    remedy_key: str
    remedy: Both
    rules: tuple[str, ...]
    acts: tuple[Act, ...] = ()
    day: date | None = None
    why_not: Message | None = None
    waits: date | None = None


@dataclass(frozen=True, slots=True)
class Fixes:
    """The fixes of a subject on a day, one per remedy."""

    type: str
    code: str
    as_of: date
    fixes: tuple[Fix, ...]


@dataclass(frozen=True, slots=True)
class SmallestFix(Query[Fixes]):
    """The least acts that turn ``type:code`` in order on a day; ``rule`` narrows it to one rule's remedy.

    ``within``: in order within a clearance or a signing, under what that supposes.
    """

    type: str
    code: str
    as_of: date
    rule: str | None = None
    within: Clear | SignHost | None = None


def smallest_fix(context: Context, connection: Connection, query: SmallestFix) -> Fixes:
    """Try what each rule's conditions suggest, each act supposed beside what is on file."""
    from auditor.rulebook.judging import judge_many
    from auditor.services.fixing.trial import Trial

    book = context.book(connection)
    number, moment = _asked(connection, book, query)
    wanted = None if query.rule is None else [query.rule.upper()]
    groups: dict[str, list[CheckedRule]] = {}
    past: set[str] = set()
    for verdict in judge_many(connection, book, moment, [query.type], wanted, [number]):
        checked = book.rule_on(verdict.rule_id, query.as_of)
        groups.setdefault(checked.rule.remedy_key or checked.rule.id, []).append(checked)
        if not verdict.curable:
            past.add(checked.rule.id)
    trial = Trial(connection, query.type, number, moment.supposed)
    found = tuple(_Group(book, trial, rules, moment, past).fix() for rules in groups.values())
    return Fixes(query.type, query.code, query.as_of, found)


def _asked(connection: Connection, book: Book, query: SmallestFix) -> tuple[int, Moment]:
    """The subject and what its answers rest on."""
    from auditor.rulebook.sql.values import Moment
    from auditor.services.explaining import ExplainRule

    if query.within is None:
        return subject_id(connection, query.type, query.code), Moment(query.as_of)
    from auditor.services.clearance.taken_apart import held

    found = held(
        connection, book, ExplainRule(query.rule or "", query.type, query.code, query.as_of, within=query.within)
    )
    return found.who.id, found.moment


def _untried(rules: Sequence[CheckedRule], why: Message) -> Fix:
    first = rules[0].rule
    return Fix(first.remedy_key, both(first.remedy), tuple(one.rule.id for one in rules), why_not=why)


class _Group:
    """The rules of one remedy that a subject fails."""

    def __init__(
        self, book: Book, trial: Trial, rules: Sequence[CheckedRule], moment: Moment, past: Collection[str] = ()
    ) -> None:
        """``past``: the rules whose failure no act can mend any more."""
        self._book, self._trial, self._rules, self._moment = book, trial, rules, moment
        self._day, self._past = moment.as_of, past

    def fix(self) -> Fix:
        """Acts first; then whether waiting mends it."""
        acts = self._least(self._candidates())
        first = self._rules[0].rule
        names = tuple(one.rule.id for one in self._rules)
        own = acts is not None and not any(act.others or act.past for act in acts)
        if acts is not None and own:
            return Fix(first.remedy_key, both(first.remedy), names, tuple(acts), self._day)
        waits = self._mends_itself()
        if acts is not None:
            return Fix(first.remedy_key, both(first.remedy), names, tuple(acts), self._day, waits=waits)
        if waits is not None:
            return Fix(first.remedy_key, both(first.remedy), names, (), waits)
        from auditor.services.fixing.deciding import why_not

        return _untried(self._rules, why_not(self._book, self._trial.kind, self._rules, self._past))

    def passes(self, acts: Iterable[Act], day: date | None = None) -> bool:
        """Whether every rule of the group is in order after the acts, by the statements that audits run."""
        from auditor.rulebook.pack import Result

        found = self._trial.results(self._book, self._rules, day or self._day, acts)
        return all(one in (Result.PASS, Result.NOTAPPLICABLE, None) for one in found)

    def _candidates(self) -> list[Act]:
        from auditor.model import tables
        from auditor.rulebook.explaining.looking import Looking
        from auditor.rulebook.facts.schema import TABLES
        from auditor.services.fixing.solving import Solver

        trial = self._trial
        own: dict[str, Any] = {}
        if trial.kind in TABLES:
            table = tables.MAIN[TABLES[trial.kind]]
            row = trial.connection.execute(select(table).where(table.c.id == trial.number)).mappings().first()
            own = {} if row is None else {str(name): value for name, value in row.items()}
        found: dict[tuple[object, ...], Act] = {}
        for checked in self._rules:
            looking = Looking(trial.connection, self._book, self._moment, checked, trial.kind, trial.number)
            solver = Solver(looking, trial.kind, self._day, own)
            typed = checked.typed[trial.kind]
            proposed = list(solver.proposals(typed.require))[:WORST]
            for act in (*proposed, *solver.exempting(typed.applies)):
                found.setdefault(act.key, act)
        return sorted(found.values(), key=lambda act: (act.others, act.past))

    def _least(self, candidates: list[Act]) -> list[Act] | None:
        """One act if one does it, else two, else whatever is left of all when each that can be spared is taken out."""
        usable = [act for act in candidates if self._works(act)]
        for act in usable:
            if self.passes([act]):
                return [self._nearest(act, usable)]
        for number, pair in enumerate(combinations(usable, 2)):
            if number >= PAIRS:
                break
            if self.passes(pair):
                return list(pair)
        own = [act for act in usable if not act.others]
        for chosen in (own, usable):
            for acts in (_compatible(chosen), _compatible(chosen[::-1])):
                if len(acts) > 2 and self.passes(acts):
                    return self._spared(self._joined(self._spared(acts)))
        return None

    def _joined(self, acts: list[Act]) -> list[Act]:
        """Records of one kind that differ only in a list are one record with all of it, where that does as well."""
        from auditor.services.fixing.solving import added

        for act in acts:
            alike = [one for one in acts if _joinable(act, one)]
            if len(alike) < 2:
                continue
            whole: dict[str, Any] = dict(act.facts)
            for one in alike:
                for name, value in one.facts.items():
                    if isinstance(value, list):
                        whole[name] = list(dict.fromkeys([*whole[name], *value]))
            fewer = [one for one in acts if one not in alike]
            fewer.append(added(act.of, act.listed, whole, self._day))
            if self.passes(fewer):
                return self._joined(fewer)
        return acts

    def _nearest(self, act: Act, usable: list[Act]) -> Act:
        """Of the acts that enter the same datum and do, the one with the earliest day that is not gone by."""
        same = [one for one in usable if _place(one) == _place(act) and one.others == act.others and _day(one)]
        ahead = sorted((one for one in same if (_day(one) or self._day) >= self._day), key=lambda one: str(_day(one)))
        return next((one for one in ahead if self.passes([one])), act)

    def _works(self, act: Act) -> bool:
        """Whether the store takes it at all."""
        from sqlalchemy.exc import SQLAlchemyError

        from auditor.rulebook.example_store import BadFacts

        try:
            self._trial.results(self._book, self._rules[:1], self._day, [act])
        except (BadFacts, SQLAlchemyError, KeyError, ValueError):
            return False
        return True

    def _spared(self, acts: list[Act]) -> list[Act]:
        kept = list(acts)
        for act in acts[::-1]:
            fewer = [one for one in kept if one is not act]
            if self.passes(fewer):
                kept = fewer
        return kept

    def _mends_itself(self) -> date | None:
        for number in range(1, AHEAD + 1):
            day = self._day + timedelta(days=number)
            if self.passes([], day):
                return day
        return None


def _joinable(one: Act, other: Act) -> bool:
    """Two new records of one kind, alike but for what their lists hold."""
    if (one.kind, one.of, one.listed) != (other.kind, other.of, other.listed) or one.kind != "add":
        return False
    if one.facts.keys() != other.facts.keys():
        return False
    return all(isinstance(value, list) or other.facts[name] == value for name, value in one.facts.items())


def _place(act: Act) -> tuple[object, ...]:
    number = None if act.record is None else act.record.id
    return act.kind, act.of, number, tuple(name for name, _value in act.told)


def _day(act: Act) -> date | None:
    """The one day that an act enters."""
    value = act.told[0][1] if act.kind == "set" and len(act.told) == 1 else None
    return value if type(value) is date else None


def _compatible(acts: list[Act]) -> list[Act]:
    """No two that set the same datum."""
    taken: set[tuple[object, ...]] = set()
    kept = []
    for act in acts:
        place = _place(act)
        if act.kind == "add" or place not in taken:
            taken.add(place)
            kept.append(act)
    return kept


def as_json(fix: Fix, tr: Translator) -> dict[str, Any]:
    """A fix as the command line prints it."""
    return {
        "remedy_key": fix.remedy_key,
        "remedy": tr.both(*fix.remedy),
        "rules": list(fix.rules),
        "decidable": fix.why_not is None,
        "why_not": None if fix.why_not is None else tr.t(fix.why_not),
        "acts": [{"says": tr.t(act.says()), "kind": act.kind, "others": act.others} for act in fix.acts],
        "day": None if fix.day is None else fix.day.isoformat(),
        "by_itself": None if fix.waits is None else fix.waits.isoformat(),
    }
