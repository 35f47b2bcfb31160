"""A stored run, or one just made and not saved, as the report's facts; subjects stream in the order of the work."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, Protocol

from sqlalchemy import Connection, case, func, select

from auditor.model.ledger import run as run_table
from auditor.model.ledger import verdict
from auditor.model.tables import MAIN, subject, workspace
from auditor.model.types import date_of
from auditor.reporting.facts import (
    Compared,
    Counts,
    Method,
    Part,
    Reason,
    Recorded,
    RuleCounts,
    RunFacts,
    Since,
    SubjectCounts,
    SubjectWork,
)
from auditor.services.answers import SEVERITY_ORDER
from auditor.services.audits.among import in_words as in_short
from auditor.services.audits.knowledge import needed
from auditor.services.audits.stream import Row, in_words
from auditor.services.records.names import NAMES
from auditor.services.reports.completeness import completeness
from auditor.services.reports.issuer import issuer_of
from auditor.services.reports.said import bases, packs_used, params_used, reason, words
from auditor.services.runs import StoredRun
from auditor.storage.anchor import identity_of
from auditor.storage.known import as_known, subjects_known

_BATCH = 400


class Source(Protocol):
    """Where the open answers of a run come from."""

    def subjects(self, part: Part) -> Sequence[int]:
        """Subject ids with answers of a part, worst first, then by type and code."""

    def rows(self, ids: Sequence[int], part: Part) -> Iterable[Row]:
        """Their answers of that part."""

    def tallies(self) -> dict[str, tuple[int, int]]:
        """Per subject type (with a curable failure, else with an unknown)."""

    def history(self) -> dict[str, int]:
        """Per rule the failures nothing can mend."""

    def severities(self) -> dict[str, int]:
        """Curable failures by severity."""


@dataclass(frozen=True, slots=True)
class Head:
    """What a report says of the run itself; ``run`` is "" and ``recorded`` None when it was not saved."""

    as_of: date
    known_at: datetime | None
    known_change: int
    engine: str
    packs: Sequence[dict[str, Any]]
    params: dict[str, dict[str, Any]]
    subjects: dict[str, int]
    counts: dict[str, int]
    by_rule: dict[str, dict[str, int]]
    digest: str
    run: str = ""
    recorded: Recorded | None = None
    scope: dict[str, Any] | None = None


def head_of(run: StoredRun) -> Head:
    """The head of a stored run."""
    return Head(
        run.as_of,
        run.known_at,
        run.known_change,
        run.engine,
        run.packs,
        run.params,
        run.subjects,
        run.counts,
        run.by_rule,
        run.digest,
        str(run.id),
        Recorded(run.change, run.changed_at, run.chain_head),
        run.scope,
    )


def run_facts(connection: Connection, book: Any, head: Head, source: Source) -> RunFacts:
    """The facts of a run report; ``connection`` stays open while the report is written."""
    rules = [book.rule_on(rule_id, head.as_of).rule for rule_id in sorted(head.by_rule)]
    history = source.history()
    baseline = _Baseline(connection, head)
    counts = head.counts
    return RunFacts(
        method=method_of(connection, head, rules),
        counts=Counts(
            counts["pass"],
            counts["fail"],
            counts["unknown"],
            counts["notapplicable"],
            counts["error"],
            history=sum(history.values()),
        ),
        subjects=_subject_counts(head, source.tallies()),
        by_severity=tuple((name, source.severities().get(name, 0)) for name in SEVERITY_ORDER),
        by_rule=tuple(_rule_counts(rule, head.by_rule[rule.id], history.get(rule.id, 0)) for rule in rules),
        work=lambda part: _work(connection, book, head, source, part, baseline),
        bases=bases(rules),
        completeness=completeness(connection, book, rules, needed(connection, head.known_change)),
        compared=baseline.compared(),
    )


def method_of(connection: Connection, head: Head, rules: Sequence[Any]) -> Method:
    """The page that says how the answers came about."""
    title = connection.execute(select(workspace.c.title)).scalar_one()
    return Method(
        workspace=title,
        as_of=head.as_of,
        engine=head.engine,
        packs=packs_used(head.packs),
        params=params_used(rules, head.params),
        known_at=head.known_at,
        record=None if head.recorded is None else replace(head.recorded, identity=identity_of(connection)),
        run=head.run,
        digest=head.digest,
        scope=_scope(head),
        issuer=issuer_of(connection),
    )


def _scope(head: Head) -> str:
    scope = head.scope or {}
    among = [in_short(scope["among"])] if scope.get("among") else []
    return "、".join([*scope.get("subjects", []), *among, *scope.get("rules", []), *scope.get("packs", [])])


def _subject_counts(head: Head, tallies: dict[str, tuple[int, int]]) -> tuple[SubjectCounts, ...]:
    made = []
    for kind, judged in head.subjects.items():
        failing, unknown = tallies.get(kind, (0, 0))
        made.append(SubjectCounts(kind, judged, failing, unknown, judged - failing - unknown))
    return tuple(made)


def _rule_counts(rule: Any, counts: dict[str, int], history: int) -> RuleCounts:
    return RuleCounts(
        rule.id,
        words((rule.title["zh"], rule.title["en"])),
        str(rule.severity),
        counts["fail"] - history,
        counts["unknown"],
        0,
        history,
        counts["pass"],
        counts["notapplicable"],
        counts["error"],
    )


def _work(
    connection: Connection, book: Any, head: Head, source: Source, part: Part, baseline: _Baseline
) -> Iterator[SubjectWork]:
    ids = source.subjects(part)
    known = needed(connection, head.known_change)
    for start in range(0, len(ids), _BATCH):
        batch = ids[start : start + _BATCH]
        rows = list(source.rows(batch, part))
        baseline.look_up(batch)
        reasons: dict[int, list[Reason]] = {number: [] for number in batch}
        for row, answer in in_words(connection, book, head.as_of, known, rows):
            told = reason(answer, baseline.since(row), str(row.rule.severity))
            reasons[row.subject_id].append(told)
        people = who(connection, batch, known)
        for number in batch:
            if reasons[number]:
                ordered = sorted(reasons[number], key=lambda r: (SEVERITY_ORDER.index(r.severity), r.rule))
                kind, code, name, unit, owner = people[number]
                yield SubjectWork(kind, code, name, tuple(ordered), unit, owner)


def who(
    connection: Connection, ids: Sequence[int], known: int | None = None
) -> dict[int, tuple[str, str, str, str, str]]:
    """(type, code, public name, unit, owner) of subjects, as recorded at a change (None: now)."""
    found: dict[int, tuple[str, str, str, str, str]] = {}
    kinds: dict[str, list[int]] = {}
    told = subject if known is None else subjects_known(connection, known)
    statement = select(told.c.id, told.c.type, told.c.code).where(told.c.id.in_(ids))
    for number, kind, code in connection.execute(statement):
        found[number] = (kind, code, code, "", "")
        kinds.setdefault(kind, []).append(number)
    for kind, members in kinds.items():
        main = MAIN.get(kind)
        if main is None or "unit" not in main.c:
            continue
        table: Any = main if known is None else as_known(main, known).subquery()
        name = table.c[NAMES[kind][0]] if NAMES.get(kind) else table.c.code
        placed = select(table.c.id, name, table.c.unit, table.c.owner).where(table.c.id.in_(members))
        for number, shown, unit, owner in connection.execute(placed):
            found[number] = (kind, found[number][1], shown or found[number][1], unit or "", owner or "")
    return found


class _Baseline:
    """The marked first run that a later one is compared with: what stood there is stock, the rest is new."""

    def __init__(self, connection: Connection, head: Head) -> None:
        self._connection = connection
        self._head = head
        number = (head.scope or {}).get("baseline")
        self._stood: set[tuple[int, str]] = set()
        self._run = number if number and head.run and str(number) != head.run else None

    def look_up(self, ids: Sequence[int]) -> None:
        """Read what stood in the baseline for these subjects."""
        if self._run is None:
            return
        statement = select(verdict.c.subject_id, verdict.c.rule).where(
            verdict.c.run_id == self._run, verdict.c.subject_id.in_(ids)
        )
        self._stood = {(number, rule) for number, rule in self._connection.execute(statement)}

    def since(self, row: Row) -> Since:
        """Whether a finding stood in the baseline."""
        if self._run is None:
            return Since.NOT_COMPARED
        return Since.BASELINE if (row.subject_id, row.rule.id) in self._stood else Since.NEW

    def compared(self) -> Compared | None:
        """How many findings are new, persisting and resolved."""
        if self._run is None:
            return None
        from auditor.services.comparing import turns_of
        from auditor.services.runs import stored_run

        run, before = (stored_run(self._connection, number) for number in (int(self._head.run), self._run))
        turns = turns_of(self._connection, run, before)
        new, persisting = turns["new"] + turns["back"], turns["persisting"] + turns["changed"]
        return Compared(str(before.id), before.as_of, new, persisting, turns["resolved"], baseline=True)


_RANK = case({name: place for place, name in enumerate(SEVERITY_ORDER)}, value=verdict.c.severity, else_=9)


class StoredSource:
    """The open answers of a stored run."""

    def __init__(self, connection: Connection, book: Any, run: int) -> None:
        self._connection = connection
        self._book = book
        self._run = run
        told = select(run_table.c.known_change, run_table.c.as_of).where(run_table.c.id == run)
        known, day = connection.execute(told).one()
        self._as_of = date_of(day)
        self._subject = subjects_known(connection, known)

    def _where(self, part: Part) -> Any:
        kinds = {
            Part.TO_DO: (verdict.c.result == "fail") & (verdict.c.curable == 1),
            Part.HISTORY: (verdict.c.result == "fail") & (verdict.c.curable == 0),
            Part.UNKNOWN: verdict.c.result == "unknown",
            Part.ERROR: verdict.c.result == "error",
            Part.WAIVED: verdict.c.result == "waived",
        }
        return (verdict.c.run_id == self._run) & kinds[part]

    def subjects(self, part: Part) -> Sequence[int]:
        """Worst first, then by type and code."""
        subject = self._subject
        statement = (
            select(verdict.c.subject_id)
            .join(subject, subject.c.id == verdict.c.subject_id)
            .where(self._where(part))
            .group_by(verdict.c.subject_id, subject.c.type, subject.c.code)
            .order_by(func.min(_RANK), subject.c.type, subject.c.code)
        )
        return list(self._connection.execute(statement).scalars())

    def rows(self, ids: Sequence[int], part: Part) -> Iterable[Row]:
        """The stored answers of these subjects."""
        subject = self._subject
        statement = (
            select(verdict, subject.c.type, subject.c.code)
            .join(subject, subject.c.id == verdict.c.subject_id)
            .where(self._where(part), verdict.c.subject_id.in_(ids))
            .order_by(verdict.c.subject_id, verdict.c.rule)
        )
        for row in self._connection.execute(statement).mappings():
            yield Row(
                self._book.rule_on(row["rule"], self._as_of).rule,
                row["type"],
                row["code"],
                row["subject_id"],
                row["result"],
                row["severity"],
                row["effect"],
                bool(row["curable"]),
            )

    def tallies(self) -> dict[str, tuple[int, int]]:
        """Per subject type (failing, else unknown)."""
        subject = self._subject
        worst = (
            select(
                verdict.c.subject_id,
                func.max(case(((verdict.c.result == "fail") & (verdict.c.curable == 1), 1), else_=0)).label("failing"),
                func.max(case((verdict.c.result.in_(("unknown", "error")), 1), else_=0)).label("unsure"),
            )
            .where(verdict.c.run_id == self._run)
            .group_by(verdict.c.subject_id)
            .subquery()
        )
        statement = (
            select(subject.c.type, func.sum(worst.c.failing), func.sum((1 - worst.c.failing) * worst.c.unsure))
            .join(subject, subject.c.id == worst.c.subject_id)
            .group_by(subject.c.type)
        )
        return {kind: (int(a), int(b)) for kind, a, b in self._connection.execute(statement)}

    def history(self) -> dict[str, int]:
        """Per rule the failures nothing can mend."""
        statement = select(verdict.c.rule, func.count()).where(self._where(Part.HISTORY)).group_by(verdict.c.rule)
        return dict(self._connection.execute(statement).all())

    def severities(self) -> dict[str, int]:
        """Curable failures by severity."""
        statement = select(verdict.c.severity, func.count()).where(self._where(Part.TO_DO)).group_by(verdict.c.severity)
        return dict(self._connection.execute(statement).all())
