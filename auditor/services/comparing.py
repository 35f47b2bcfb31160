"""Two stored runs beside each other: what is new, came back, changed, persists, was resolved, was not judged again."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, Literal

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    and_,
    case,
    exists,
    false,
    func,
    literal,
    or_,
    select,
    tuple_,
    union_all,
)

from auditor.errors import CallerMistake
from auditor.i18n import N_, enumerated, said
from auditor.model.ledger import listing, run, verdict
from auditor.services.audits.among import judged_then
from auditor.services.context import Context
from auditor.services.profiles import reference
from auditor.services.rules import rule_among
from auditor.services.runs import StoredRun, stored_run
from auditor.services.verbs import Query
from auditor.storage.known import subjects_known

Turn = Literal["new", "back", "changed", "persisting", "resolved", "unjudged"]
TURNS: tuple[Turn, ...] = ("new", "back", "changed", "persisting", "resolved", "unjudged")
"""``back``: stood in a run before the earlier one. ``changed``: another result, severity or effect. ``unjudged``: the
later run did not ask this rule of this subject, so that nobody can say whether it is mended."""

TURN_WORDS: dict[Turn, str] = {
    "new": N_("new"),
    "back": N_("came back"),
    "changed": N_("changed"),
    "persisting": N_("persisting"),
    "resolved": N_("resolved"),
    "unjudged": N_("not judged again"),
}
"""The turns in words."""

_HERE = frozenset({"new", "back", "changed", "persisting"})
_LOOKED_BACK = 60
"""How many runs before the earlier one are searched for a finding that came back."""


@dataclass(frozen=True, slots=True)
class Compared:
    """How many findings took which turn, in all and by rule; rules that only one of the two runs judged."""

    run: StoredRun
    against: StoredRun
    turns: dict[Turn, int]
    by_rule: dict[str, dict[Turn, int]]
    rules_added: tuple[str, ...]
    rules_dropped: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CompareRuns(Query[Compared]):
    """A run (0: the latest) beside an earlier one (0: the one before it).

    ``failing``: only what the run finds out of order and can be mended, which is what the day's page counts.
    """

    run: int = 0
    against: int = 0
    failing: bool = False


@dataclass(frozen=True, slots=True)
class ComparedFinding:
    """One finding and its turn; ``was`` and ``result`` are empty where the run of that side had nothing."""

    turn: Turn
    rule: str
    type: str
    code: str
    subject_id: int
    result: str
    severity: str
    was: str
    was_severity: str
    owner: str
    unit: str


@dataclass(frozen=True, slots=True)
class ComparedFindings(Query[tuple[ComparedFinding, ...]]):
    """A page of the findings that took one of these turns, subject by subject in the order of their ids.

    ``after`` is (subject id, rule) of the last one of the page before. Units and owners are today's.
    """

    run: int
    against: int
    turns: tuple[Turn, ...] = ("new", "back")
    rule: str = ""
    severity: tuple[str, ...] = ()
    unit: str | None = None
    owner: str | None = None
    limit: int = 200
    after: tuple[int, str] = (0, "")
    failing: bool = False


Narrowed = ComparedFindings | None


def compare_runs(context: Context, connection: Connection, query: CompareRuns) -> Compared:
    """Count the turns."""
    later, earlier = pair(connection, query.run, query.against)
    by_rule = turns_by_rule(connection, later, earlier, failing=query.failing)
    turns = _summed(by_rule)
    mine, theirs = set(later.by_rule), set(earlier.by_rule)
    return Compared(later, earlier, turns, by_rule, tuple(sorted(mine - theirs)), tuple(sorted(theirs - mine)))


def pair(connection: Connection, number: int, against: int) -> tuple[StoredRun, StoredRun]:
    """The two runs; told where there is no earlier one to compare with."""
    later = stored_run(connection, number)
    if not against:
        before = connection.execute(select(func.max(run.c.id)).where(run.c.id < later.id)).scalar()
        if before is None:
            raise CallerMistake(
                said("Run {id} is the first: there is none before it to compare with.", id=later.id),
                said("Make another with: auditor audit --save"),
            )
        against = int(before)
    if against == later.id:
        raise CallerMistake(said("A run cannot be compared with itself."), said("Name two runs: auditor runs list"))
    return later, stored_run(connection, against)


def turns_by_rule(
    connection: Connection, later: StoredRun, earlier: StoredRun, *, failing: bool = False
) -> dict[str, dict[Turn, int]]:
    """How many findings of each rule took which turn."""
    narrowed = ComparedFindings(later.id, earlier.id, failing=True) if failing else None
    lines = _lines(connection, later, earlier, TURNS, narrowed).subquery()
    statement = select(lines.c.rule, lines.c.turn, func.count()).group_by(lines.c.rule, lines.c.turn)
    found: dict[str, dict[Turn, int]] = {}
    for rule, turn, count in connection.execute(statement):
        found.setdefault(rule, {})[turn] = count
    return found


def turns_of(connection: Connection, later: StoredRun, earlier: StoredRun) -> dict[Turn, int]:
    """How many findings took which turn, in all."""
    return _summed(turns_by_rule(connection, later, earlier))


def _summed(by_rule: dict[str, dict[Turn, int]]) -> dict[Turn, int]:
    return {turn: sum(counts.get(turn, 0) for counts in by_rule.values()) for turn in TURNS}


def compared_findings(context: Context, connection: Connection, query: ComparedFindings) -> tuple[ComparedFinding, ...]:
    """A page of findings by their turns."""
    later, earlier = pair(connection, query.run, query.against)
    if query.rule:
        judged = {*later.by_rule, *earlier.by_rule}
        query = replace(query, rule=rule_among(query.rule, judged, lambda: context.book(connection)))
    lines = _lines(connection, later, earlier, query.turns, query)
    statement = lines.order_by("subject_id", "rule").limit(query.limit)
    return tuple(
        ComparedFinding(
            row.turn,
            row.rule,
            row.type,
            row.code,
            row.subject_id,
            row.result or "",
            row.severity or "",
            row.was or "",
            row.was_severity or "",
            row.owner or "",
            row.unit or "",
        )
        for row in connection.execute(statement)
    )


def _lines(
    connection: Connection,
    later: StoredRun,
    earlier: StoredRun,
    turns: tuple[Turn, ...],
    narrowed: Narrowed,
) -> Any:
    """Findings with their turns: those of the later run, then those that only the earlier one had.

    Both halves are walked along the key (run, subject, rule), so that a page costs a page.
    """
    halves: list[Select[Any]] = []
    if _HERE & set(turns):
        halves.append(_here(connection, later, earlier, turns, narrowed))
    if set(turns) - _HERE:
        halves.append(_gone(connection, later, earlier, turns, narrowed))
    if not halves:
        raise CallerMistake(said("No turn is named."), said("Turns: {words}", words=enumerated(TURNS)))
    return union_all(*halves) if len(halves) > 1 else halves[0]


def _here(
    connection: Connection, later: StoredRun, earlier: StoredRun, turns: tuple[Turn, ...], narrowed: Narrowed
) -> Select[Any]:
    mine, theirs = verdict.alias("mine"), verdict.alias("theirs")
    turn = _turn(connection, mine, theirs, earlier.id)
    joined = mine.outerjoin(theirs, and_(_same_finding(mine, theirs), theirs.c.run_id == earlier.id))
    return _half(connection, later, turn, mine, theirs, joined, mine, narrowed).where(turn.in_(turns))


def _turn(connection: Connection, mine: Any, theirs: Any, earlier: int) -> ColumnElement[str]:
    stood = theirs.c.subject_id.is_not(None)
    equal = and_(*(mine.c[name].is_not_distinct_from(theirs.c[name]) for name in ("result", "severity", "effect")))
    return case(
        (and_(stood, equal), literal("persisting")),
        (stood, literal("changed")),
        (_stood_before(connection, mine, earlier), literal("back")),
        else_=literal("new"),
    )


def failing_turns(connection: Connection, later: int, earlier: int) -> Select[Any]:
    """(subject_id, rule, severity, turn) of what a run finds out of order and can be mended; runs by their numbers."""
    mine, theirs = verdict.alias("mine"), verdict.alias("theirs")
    turn = _turn(connection, mine, theirs, earlier).label("turn")
    return (
        select(mine.c.subject_id, mine.c.rule, mine.c.severity, turn)
        .select_from(mine.outerjoin(theirs, and_(_same_finding(mine, theirs), theirs.c.run_id == earlier)))
        .where(mine.c.run_id == later, *_failing(mine))
    )


def _failing(mine: Any) -> list[ColumnElement[bool]]:
    return [mine.c.result == "fail", mine.c.curable == 1]


def _gone(
    connection: Connection, later: StoredRun, earlier: StoredRun, turns: tuple[Turn, ...], narrowed: Narrowed
) -> Select[Any]:
    mine, theirs = verdict.alias("mine"), verdict.alias("theirs")
    asked = and_(theirs.c.rule.in_(sorted(later.by_rule)), _was_there(connection, later, theirs))
    turn = case((asked, literal("resolved")), else_=literal("unjudged"))
    joined = theirs.outerjoin(mine, and_(_same_finding(mine, theirs), mine.c.run_id == later.id))
    half = _half(connection, earlier, turn, mine, theirs, joined, theirs, narrowed)
    return half.where(mine.c.subject_id.is_(None), turn.in_(turns))


def _half(
    connection: Connection,
    side: StoredRun,
    turn: ColumnElement[Any],
    mine: Any,
    theirs: Any,
    joined: Any,
    walked: Any,
    narrowed: Narrowed,
) -> Select[Any]:
    """The findings of one run, each with what the other said of it and where it stands today."""
    who = subjects_known(connection, side.known_change)
    statement = (
        select(
            turn.label("turn"),
            walked.c.rule.label("rule"),
            who.c.type.label("type"),
            who.c.code.label("code"),
            walked.c.subject_id.label("subject_id"),
            mine.c.result.label("result"),
            mine.c.severity.label("severity"),
            theirs.c.result.label("was"),
            theirs.c.severity.label("was_severity"),
            listing.c.owner.label("owner"),
            listing.c.unit.label("unit"),
        )
        .select_from(joined.join(who, who.c.id == walked.c.subject_id).outerjoin(listing, listing.c.id == who.c.id))
        .where(walked.c.run_id == side.id)
    )
    if narrowed is None:
        return statement
    if narrowed.failing:  # who has nothing in the later run fails nothing now
        statement = statement.where(*_failing(mine))
    return statement.where(tuple_(walked.c.subject_id, walked.c.rule) > narrowed.after, *_narrowing(walked, narrowed))


def _narrowing(walked: Any, narrowed: ComparedFindings) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if narrowed.rule:
        found.append(walked.c.rule == narrowed.rule)
    if narrowed.severity:
        found.append(walked.c.severity.in_(narrowed.severity))
    for name in ("unit", "owner"):
        value = getattr(narrowed, name)
        if value is not None:
            found.append(func.coalesce(listing.c[name], "") == value)
    return found


def _same_finding(one: Any, other: Any) -> ColumnElement[bool]:
    return and_(*(one.c[name] == other.c[name] for name in ("subject_id", "rule", "discriminator")))


def _stood_before(connection: Connection, mine: Any, before: int) -> ColumnElement[bool]:
    former = select(run.c.id).where(run.c.id < before).order_by(run.c.id.desc()).limit(_LOOKED_BACK)
    ids = list(connection.execute(former).scalars())
    older = verdict.alias("older")
    return exists().where(older.c.run_id.in_(ids), _same_finding(mine, older)) if ids else false()


def _was_there(connection: Connection, later: StoredRun, theirs: Any) -> ColumnElement[bool]:
    """Whether the later run judged the subject at all."""
    who = subjects_known(connection, later.known_change).alias()
    named, among = later.scope.get("subjects") or [], later.scope.get("among")
    ways: list[ColumnElement[bool]] = []
    if named:
        ways.append(tuple_(who.c.type, who.c.code).in_([reference(text) for text in named]))
    if among:
        ways.append(and_(*judged_then(among, who.c.type, theirs.c.subject_id)))
    return exists().where(who.c.id == theirs.c.subject_id, *([or_(*ways)] if ways else []))
