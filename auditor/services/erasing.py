"""Erasing a person's values for good: vault rows, former ones, their salts; the commitments stay in the chain."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, Select, Table, delete, func, or_, select, update

from auditor.errors import CallerMistake
from auditor.i18n import Message, said
from auditor.model.sheets import SUBJECT_SHEETS
from auditor.model.tables import HISTORY, LISTS, MAIN, VAULTS, attachment
from auditor.model.types import DAY_SECONDS, date_of
from auditor.model.validity import add_years
from auditor.monitor import Monitor
from auditor.services.attachments.erasing import ERASURE
from auditor.services.context import Context
from auditor.services.profiles import TYPES, reference, subject_id
from auditor.services.records.personal import facts_of
from auditor.services.verbs import Job, Query
from auditor.storage.work import Recorded, Work

KEPT_YEARS = 3
"""So long after a broadcast who hosted and who sold must stay on record (直播电商监督管理办法 27, 28)."""


@dataclass(frozen=True, slots=True)
class Hold:
    """Why personal values must still be kept: the last broadcast, the day it ended, the last day of keeping."""

    broadcast: str
    ended: date
    until: date

    @property
    def message(self) -> Message:
        """In words."""
        return said(
            "The broadcast {broadcast} of {ended} keeps the personal values until {until}: who sold and who hosted "
            "stays on record for three years after it (live commerce measures, articles 27 and 28).",
            broadcast=self.broadcast,
            ended=self.ended.isoformat(),
            until=self.until.isoformat(),
        )


@dataclass(frozen=True, slots=True)
class Erasable:
    """What an erasure takes away (fields with a value, stored versions), what stays (scans), what stands against it."""

    fields: tuple[str, ...]
    versions: int
    scans: int
    hold: Hold | None


@dataclass(frozen=True, slots=True)
class ErasureOf(Query[Erasable]):
    """What erasing the personal values of ``subject`` (TYPE:CODE) would do."""

    subject: str


@dataclass(frozen=True, slots=True)
class ErasedPersonal:
    """What was erased, and the change that says so."""

    erased: Erasable
    change: int


@dataclass(frozen=True, slots=True)
class ErasePersonal(Job[ErasedPersonal]):
    """Erase the personal values of ``subject`` (TYPE:CODE), former ones too.

    The reason is required, and stays. There is no undo. Refused while the values must be kept by law.
    """

    subject: str
    why: str


def erasure_of(context: Context, connection: Connection, query: ErasureOf) -> Erasable:
    """Look without touching anything."""
    kind, number = _who(connection, query.subject)
    return _erasable(connection, kind, number, context.today)


def erase_personal(context: Context, job: ErasePersonal, monitor: Monitor, who: str) -> ErasedPersonal:
    """Take the values away in one change, which names the row and says why; then out of the journal too."""
    why = job.why.strip()
    if not why:
        raise CallerMistake(said("Erasing needs a reason."), said("Say it with --reason; it stays in the log."))
    with context.store.writing(Recorded(who, ERASURE, why=why)) as work:
        kind, number = _who(work.connection, job.subject)
        found = _erasable(work.connection, kind, number, context.today)
        _check(job.subject, found)
        work.record.source = f"{kind}:{number}"
        _erase(work, kind, number)
    assert work.committed is not None
    context.store.empty_journal()
    return ErasedPersonal(found, work.committed.id)


def _check(subject: str, found: Erasable) -> None:
    if not found.versions:
        raise CallerMistake(
            said("No personal values of {subject} are stored.", subject=subject),
            said("There is nothing to erase: none were ever given, or they were erased before."),
        )
    if found.hold is not None:
        raise CallerMistake(
            found.hold.message,
            said("Until then they are only kept: masked everywhere, each disclosure recorded. Nothing was erased."),
        )


def _erase(work: Work, kind: str, number: int) -> None:
    connection, vault, main = work.connection, VAULTS[kind], MAIN[kind]
    for table in (vault, HISTORY[vault.name]):  # in this order: what leaves the vault arrives in its history
        connection.execute(delete(table).where(table.c.owner_id == number))
    # The commitments stay in the former versions; the row that stands says that there is nothing any more.
    nothing = facts_of(kind, dict.fromkeys(_personal(kind)))
    row = {"personal_mac": None, **nothing, "change_id": work.change_id}
    connection.execute(update(main).where(main.c.id == number).values(row))
    work.touch([number])


def _who(connection: Connection, subject: str) -> tuple[str, int]:
    kind, code = reference(subject)
    if kind not in SUBJECT_SHEETS or kind not in VAULTS:
        raise CallerMistake(
            said("No personal values are kept of {type}.", type=TYPES.get(kind, kind)),
            said("Types: {types}", types="、".join(one for one in VAULTS if one in SUBJECT_SHEETS)),
        )
    return kind, subject_id(connection, kind, code)


def _personal(kind: str) -> list[str]:
    return [field.name for field in SUBJECT_SHEETS[kind].fields if field.personal]


def _erasable(connection: Connection, kind: str, number: int, today: date) -> Erasable:
    vault = VAULTS[kind]
    versions = 0
    fields: set[str] = set()
    for table in (vault, HISTORY[vault.name]):
        for row in connection.execute(select(table).where(table.c.owner_id == number)).mappings():
            versions += 1
            fields |= {name for name in _personal(kind) if row[name]}
    scans = connection.execute(select(func.count()).where(attachment.c.subject_id == number)).scalar_one()
    ordered = tuple(name for name in _personal(kind) if name in fields)
    return Erasable(ordered, versions, scans, _hold(connection, kind, number, today))


def _hold(connection: Connection, kind: str, number: int, today: date) -> Hold | None:
    """The broadcast that keeps the values longest, where its term has not run out."""
    main = MAIN["broadcast"]
    lists = {"host": ("hosts", "assistants"), "merchant": ("merchants",)}.get(kind, ())
    takes_part = [main.c.id.in_(_listed(LISTS["broadcast", name].table, number)) for name in lists]
    if not takes_part:
        return None
    # One that is planned has not ended: its term cannot have begun.
    ended = func.coalesce(main.c.ended_at, main.c.started_at, main.c.planned_end, main.c.planned_start)
    statement = select(main.c.code, ended).where(or_(*takes_part), main.c.status.is_distinct_from("cancelled"))
    last = connection.execute(statement.where(ended.is_not(None)).order_by(ended.desc()).limit(1)).first()
    if last is None:
        return None
    day = date_of(last[1] // DAY_SECONDS)
    until = add_years(day, KEPT_YEARS)
    return Hold(last[0], day, until) if until >= today else None


def _listed(table: Table, number: int) -> Select[Any]:
    return select(table.c.owner_id).where(table.c.target_id == number)
