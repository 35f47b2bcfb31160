"""Merging two subjects into one: everything that meant the dropped one means the kept one, as one change."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from sqlalchemy import Connection, or_, select

from auditor.errors import CallerMistake
from auditor.i18n import said
from auditor.model.fields import Kind, Sheet
from auditor.model.sheets import SUBJECT_SHEETS
from auditor.model.tables import MAIN
from auditor.monitor import Monitor
from auditor.services.context import Context
from auditor.services.duplicates.pointing import Fusion, Moved
from auditor.services.duplicates.shared import KINDS
from auditor.services.profiles import reference, subject_id
from auditor.services.undoing.beside import mend_names, touch_subjects
from auditor.services.verbs import Job
from auditor.storage.work import Recorded, Work

Take = Literal["keep", "drop", "both"]


@dataclass(frozen=True, slots=True)
class Merged:
    """What a merge did (or, as a dry run, would do).

    ``moved`` per sheet name: records that now mean the kept one, and those folded into one it had already;
    ``fields`` of the kept one that took another value.
    """

    keep: str
    drop: str
    change: int | None
    moved: dict[str, Moved]
    fields: tuple[str, ...]
    dry_run: bool = False


@dataclass(frozen=True, slots=True)
class Merge(Job[Merged]):
    """Merge ``drop`` into ``keep`` (TYPE:CODE both) for a reason.

    ``take`` names fields and whose value stands; else the kept one's stands where it has one, and lists are united.
    """

    keep: str
    drop: str
    why: str
    take: tuple[tuple[str, Take], ...] = ()
    dry_run: bool = False


class _TakenBack(Exception):
    """Ends a dry run's transaction."""


def merge(context: Context, job: Merge, monitor: Monitor, who: str) -> Merged:
    """All of it or nothing; taken back by undoing its change."""
    kind, take = _checked(job)
    moved: dict[str, Moved] = {}
    fields: tuple[str, ...] = ()
    change: int | None = None
    try:
        with context.store.writing(Recorded(who, "merge", why=job.why, source=f"{job.keep} {job.drop}")) as work:
            moved, fields = _merged(work, job, kind, take, monitor)
            if job.dry_run:
                raise _TakenBack
        change = work.committed.id if work.committed else None
    except _TakenBack:
        pass
    return Merged(job.keep, job.drop, change, moved, fields, job.dry_run)


def _merged(
    work: Work, job: Merge, kind: str, take: dict[str, Take], monitor: Monitor
) -> tuple[dict[str, Moved], tuple[str, ...]]:
    connection = work.connection
    keep, drop = (subject_id(connection, kind, reference(text)[1]) for text in (job.keep, job.drop))
    if keep == drop:
        raise CallerMistake(said("{one} is one and the same.", one=job.keep), said("Name two different ones."))
    _refuse_between(connection, keep, drop)
    monitor.step(0, None, said("Merging {drop} into {keep}", drop=job.drop, keep=job.keep))
    fusion = Fusion(work)
    fields = fusion.subjects(SUBJECT_SHEETS[kind], keep, drop, take)
    mend_names(work, monitor)
    touch_subjects(work)
    return fusion.moved, fields


def _checked(job: Merge) -> tuple[str, dict[str, Take]]:
    """The type of both, and the choices by field; told when one of them makes no sense."""
    kinds = {reference(text)[0] for text in (job.keep, job.drop)}
    kind = reference(job.keep)[0]
    if len(kinds) > 1 or kind not in KINDS:
        raise CallerMistake(
            said("{keep} and {drop} cannot be merged.", keep=job.keep, drop=job.drop),
            said("Name two hosts, two merchants or two agencies."),
        )
    if not job.why.strip() and not job.dry_run:
        raise CallerMistake(said("A merge needs a reason."), said("Say why both are the same; it is kept."))
    sheet = SUBJECT_SHEETS[kind]
    allowed = {one.name for one in sheet.fields if one.name != "code" and not one.name.endswith("_from")}
    for name, side in job.take:
        if name not in allowed:
            raise CallerMistake(
                said("{field} is no field that can be chosen.", field=name),
                said("Fields: {names}", names="、".join(sorted(allowed))),
            )
        if side not in _sides(sheet, name):
            raise CallerMistake(
                said("{side} is no side of {field}.", side=side, field=name),
                said("Write {field}=keep or {field}=drop; of a list also {field}=both.", field=name),
            )
    return kind, dict(job.take)


def _sides(sheet: Sheet, name: str) -> tuple[str, ...]:
    return ("keep", "drop", "both") if sheet.field(name).kind is Kind.LIST else ("keep", "drop")


def _refuse_between(connection: Connection, keep: int, drop: int) -> None:
    """Nobody has a contract with himself."""
    contract = MAIN["contract"]
    both = or_(
        (contract.c.party_id == keep) & (contract.c.counterparty_id == drop),
        (contract.c.party_id == drop) & (contract.c.counterparty_id == keep),
    )
    code = connection.execute(select(contract.c.code).where(both).limit(1)).scalar()
    if code is not None:
        raise CallerMistake(
            said("Contract {code} stands between the two: they cannot be the same.", code=code),
            said("Correct the contract first, or mark the two as different."),
        )
