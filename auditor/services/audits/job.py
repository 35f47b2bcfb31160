"""The audit itself: select, judge rule by rule where the data lies, digest, publish in one short write."""

from __future__ import annotations

import json
from array import array
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, select

from auditor import __version__
from auditor.clock import wall
from auditor.errors import CallerMistake
from auditor.i18n import enumerated, said
from auditor.model.ledger import head
from auditor.model.sheets import JUDGED
from auditor.monitor import Monitor
from auditor.services.audits.among import chosen_among, kept, worth_naming
from auditor.services.audits.digest import run_digest
from auditor.services.audits.marks import ERROR, FAIL, NOT_APPLICABLE, PASS, UNKNOWN, Judgement, Roll, marked
from auditor.services.audits.publish import publish
from auditor.services.burst import seldom_collected
from auditor.services.context import Context
from auditor.services.lists.chosen import Listed
from auditor.services.profiles import reference, subject_id
from auditor.services.rules import rule_named
from auditor.services.verbs import Job
from auditor.storage.known import change_known_at

ENGINE = f"auditor {__version__}"


@dataclass(frozen=True, slots=True)
class Audit(Job["Audited"]):
    """Judge every selected subject as of a day, as known at an instant (None: now); ``save`` stores the run.

    ``subjects`` (type:code) and ``among`` (chosen of a list as it stands now) narrow it; both together judge either.
    """

    as_of: date
    known_at: datetime | None = None
    packs: tuple[str, ...] = ()
    subjects: tuple[str, ...] = ()
    rules: tuple[str, ...] = ()
    save: bool = True
    baseline: bool = False
    among: Listed | None = None


@dataclass(frozen=True, slots=True)
class InShort:
    """What of an audit is told to another process: the stored run and its change, None where nothing was stored."""

    run_id: int | None
    change: int | None


@dataclass(slots=True)
class Audited:
    """A finished audit: what it was asked, what it found, its digest; ``run_id`` and ``change`` when saved."""

    job: Audit
    made_at: datetime
    known_change: int
    packs: tuple[Any, ...]
    params: dict[str, dict[str, Any]]
    rolls: tuple[Roll, ...]
    judgements: tuple[Judgement, ...]
    digest: str
    run_id: int | None = None
    change: int | None = None
    in_force: int = 0
    """How many rules are in force on the day; none is worth saying."""
    verdicts_digest: str = ""
    extra: dict[str, Any] = field(default_factory=dict)

    def counts(self) -> dict[str, int]:
        """Judged pairs by answer."""
        marks = {"pass": PASS, "fail": FAIL, "unknown": UNKNOWN, "notapplicable": NOT_APPLICABLE, "error": ERROR}
        return {name: sum(j.count(mark) for j in self.judgements) for name, mark in marks.items()}

    def by_rule(self) -> dict[str, dict[str, int]]:
        """The same for each rule."""
        told: dict[str, dict[str, int]] = {}
        marks = {"pass": PASS, "fail": FAIL, "unknown": UNKNOWN, "notapplicable": NOT_APPLICABLE, "error": ERROR}
        for judgement in self.judgements:
            counts = told.setdefault(judgement.rule.id, dict.fromkeys(marks, 0))
            for name, mark in marks.items():
                counts[name] += judgement.count(mark)
        return told

    def in_short(self) -> InShort:
        """Without the marks."""
        return InShort(self.run_id, self.change)

    def severities(self) -> set[str]:
        """Severities that curable or incurable failures reached."""
        return {j.weights[mark].severity or "" for j in self.judgements for mark in set(j.marks) if mark >= FAIL}


@seldom_collected()
def audit(context: Context, job: Audit, monitor: Monitor, who: str) -> Audited:
    """Judge on one moment of the store; only the publishing writes."""
    with context.store.reading() as connection:
        known = known_change(connection, job.known_at)
        book = context.book(connection, known)
        job = replace(job, rules=tuple(dict.fromkeys(rule_named(book, one).rule.id for one in job.rules)))
        rules = chosen_rules(book, job)
        chosen = _Chosen.of(context, connection, job)
        rolls, judgements = _judged(connection, book, job, known, rules, chosen, monitor)
    packs = tuple(pack for pack in book.packs if not job.packs or pack.id in job.packs)
    params = params_on([checked.rule for checked in rules], job.as_of)
    monitor.step(0, None, said("Working out the digest"))
    digest = run_digest(head_of(job.as_of, job.known_at, packs, params), judgements)
    audited = Audited(job, wall(context.clock), known, packs, params, rolls, judgements, digest, in_force=len(rules))
    audited.extra["among"] = chosen.kept
    if job.save:
        publish(context, audited, who, monitor)
    return audited


def chosen_rules(book: Any, job: Audit) -> list[Any]:
    """The rules in force on the day, of the packs and ids asked for."""
    packs = {pack.id for pack in book.packs}
    for pack in job.packs:
        if pack not in packs:
            raise CallerMistake(said("There is no pack {id}.", id=pack), said("Packs: {ids}", ids=enumerated(packs)))
    return [
        checked
        for checked in book.in_force(job.as_of)
        if (not job.rules or checked.rule.id in job.rules) and (not job.packs or checked.rule.pack in job.packs)
    ]


def head_of(as_of: date, known_at: datetime | None, packs: Iterable[Any], params: dict[str, Any]) -> dict[str, Any]:
    """What of a run besides its answers enters the digest."""
    return {
        "as_of": as_of.isoformat(),
        "known_at": None if known_at is None else known_at.isoformat(),
        "packs": [{"id": pack.id, "version": pack.version, "sha256": pack.sha256} for pack in packs],
        "params": params,
    }


def params_on(rules: Sequence[Any], day: date) -> dict[str, dict[str, Any]]:
    """The parameter values in force, by rule."""
    return {
        rule.id: {
            name: json.loads(json.dumps(param.on(day), default=str)) for name, param in sorted(rule.params.items())
        }
        for rule in rules
        if rule.params
    }


def known_change(connection: Connection, known_at: datetime | None) -> int:
    """The last change whose instant and all before it are at or before ``known_at``; the head when None."""
    if known_at is not None:
        return change_known_at(connection, known_at)
    return int(connection.execute(select(head.c.change_id)).scalar_one())


def _judged(
    connection: Connection, book: Any, job: Audit, known: int, rules: Sequence[Any], whom: _Chosen, monitor: Monitor
) -> tuple[tuple[Roll, ...], tuple[Judgement, ...]]:
    from auditor.rulebook.judge import not_applicable_ids, open_codes
    from auditor.rulebook.judging import selected_ids
    from auditor.rulebook.sql.values import Moment

    moment = Moment(job.as_of, known if job.known_at is not None else None)
    only = whom.only
    rolls: list[Roll] = []
    judgements: list[Judgement] = []
    pairs = [(kind, checked) for kind in sorted(JUDGED) for checked in rules if kind in checked.rule.subjects]
    for kind in sorted({kind for kind, _ in pairs} | set(only or ())):
        chosen = None if only is None else only.get(kind)
        if only is not None and not chosen:
            continue
        roll = _roll(connection, kind, selected_ids(connection, book, moment, kind, chosen))
        rolls.append(roll)
        apart = chosen is not None and not worth_naming(connection, kind, chosen)
        asked = None if apart else chosen
        for checked in [checked for one, checked in pairs if one == kind]:
            monitor.step(len(judgements), len(pairs), said("Judging {rule}", rule=checked.rule.id))
            excluded = not_applicable_ids(connection, book, moment, kind, checked, asked)
            found = open_codes(connection, book, moment, kind, checked, asked)
            if apart:
                excluded = (number for number in excluded if roll.has(number))
                found = ((number, code) for number, code in found if roll.has(number))
            judgements.append(marked(book, checked.rule, roll, excluded, found))
    return tuple(rolls), tuple(judgements)


@dataclass(frozen=True, slots=True)
class _Chosen:
    """Whom an audit is about: ids by type (None: everybody), and what the run keeps of a selection (None: none)."""

    only: dict[str, array[int]] | None
    kept: dict[str, Any] | None

    @classmethod
    def of(cls, context: Context, connection: Connection, job: Audit) -> _Chosen:
        if not job.subjects and job.among is None:
            return cls(None, None)
        only: dict[str, array[int]] = {}
        for text in job.subjects:
            kind, code = reference(text)
            if kind not in JUDGED:
                raise CallerMistake(
                    said("{type} is no type of subject.", type=kind),
                    said("Types: {types}", types=enumerated(sorted(JUDGED))),
                )
            only.setdefault(kind, array("q")).append(subject_id(connection, kind, code))
        if job.among is None:
            return cls(only, None)
        ids = chosen_among(context, connection, job.among)
        only.setdefault(job.among.type, array("q")).extend(ids)
        return cls(only, kept(job.among, ids))


def _roll(connection: Connection, kind: str, selected: Any) -> Roll:
    wanted = bytearray(max(selected, default=0) + 1)
    for number in selected:
        wanted[number] = 1
    cursor = connection.connection.cursor()
    mark = "?" if connection.dialect.name == "sqlite" else "%s"
    rows = cursor.execute(f"SELECT id, code FROM subject WHERE type = {mark} ORDER BY code", (kind,))
    return Roll.of(kind, _wanted(rows or cursor, wanted))


def _wanted(rows: Any, wanted: bytearray) -> Iterator[tuple[int, str]]:
    size = len(wanted)
    for number, code in rows:
        if number < size and wanted[number]:
            yield number, code
