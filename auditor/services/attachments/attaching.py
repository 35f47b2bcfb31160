"""Attaching scans and taking them off again: each one recorded change."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection, func, select

from auditor.errors import CallerMistake
from auditor.i18n import said
from auditor.importing.scans import Scan, read_scan
from auditor.model.commitment import commitment
from auditor.model.tables import VAULTS, attachment
from auditor.monitor import Monitor
from auditor.services.attachments.owners import RecordRef, record_of, table_of
from auditor.services.context import Context
from auditor.services.profiles import reference, subject_id
from auditor.services.records.personal import SALT_BYTES
from auditor.services.verbs import Command, Job
from auditor.storage.contents import keep
from auditor.storage.work import Recorded, Work

_NOTE_CHARACTERS = 500


@dataclass(frozen=True, slots=True)
class Attaching:
    """What became of the files: the ids of the new attachments, how many were there already, the change (or None)."""

    ids: tuple[int, ...]
    already: int
    change: int | None


@dataclass(frozen=True, slots=True)
class AttachFiles(Job[Attaching]):
    """Put files on the file of ``TYPE:CODE``, or on one of its records, as one change; a refused one refuses all.

    ``record`` as a text is KIND:KEY. Each file is looked at in the contained child before anything is stored.
    """

    subject: str
    paths: tuple[Path, ...]
    record: RecordRef | str | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Detach(Command[None]):
    """Take an attachment off the file; its content and what was known of it stay in the history."""

    id: int
    why: str = ""


def attach_files(context: Context, job: AttachFiles, monitor: Monitor, who: str) -> Attaching:
    """Read and try out every file, then store all of them in one short write."""
    if not job.paths:
        raise CallerMistake(said("There is nothing to attach."), said("Name at least one file."))
    kind, code = reference(job.subject)
    with context.store.reading() as connection:
        subject_id(connection, kind, code)
    scans = [read_scan(path) for path in job.paths]
    for at, scan in enumerate(scans):
        monitor.step(at, len(scans), said("Looking at {name}", name=scan.name))
        _try_out(scan, monitor)
    record = Recorded(who, "attach", why=job.subject)
    with context.store.writing(record) as work:
        owner = subject_id(work.connection, kind, code)
        on = None if job.record is None else record_of(context, work.connection, kind, code, job.record)
        made = stored(work, owner, on, scans, job.note.strip()[:_NOTE_CHARACTERS])
    change = work.committed.id if work.committed else None
    return Attaching(tuple(made), len(scans) - len(made), change)


def detach(context: Context, work: Work, command: Detach) -> None:
    """Take the row and its vault row away; their triggers keep them."""
    if work.connection.execute(select(attachment.c.id).where(attachment.c.id == command.id)).first() is None:
        raise no_attachment(command.id)
    work.record.why = command.why
    work.delete(VAULTS["attachment"], ("owner_id",), [{"owner_id": command.id}])
    work.delete(attachment, ("id",), [{"id": command.id}])


def no_attachment(number: int) -> CallerMistake:
    """There is no such attachment."""
    return CallerMistake(
        said("There is no attachment {number}.", number=number), said("List them with: auditor attachments TYPE:CODE")
    )


def _try_out(scan: Scan, monitor: Monitor) -> None:
    """Refuse now what could never be shown: a damaged scan proves nothing."""
    from auditor.services.attachments.showing import small_picture

    small_picture(scan, monitor)


def stored(work: Work, owner: int, on: RecordRef | None, scans: Sequence[Scan], note: str) -> list[int]:
    """Put scans that were looked at on a file in this change; gives the ids of those that were not there yet."""
    made: list[int] = []
    vault = VAULTS["attachment"]
    for scan in scans:
        sha256 = keep(work, scan.content)
        table, number = (None, None) if on is None else (table_of(on.sheet), on.id)
        if _there(work.connection, owner, table, number, sha256):
            continue
        new = _new_id(work.connection)
        salt = os.urandom(SALT_BYTES)
        personal = {"name": scan.name, "note": note or None}
        on_file = {"id": new, "subject_id": owner, "record_table": table, "record_id": number}
        content = {"sha256": sha256, "media": scan.media, "size": len(scan.content)}
        work.insert(attachment, [{**on_file, **content, "personal_mac": commitment(salt, personal)}])
        work.insert(vault, [{"owner_id": new, **personal, "salt": salt}])
        made.append(new)
    return made


def _there(connection: Connection, owner: int, table: str | None, number: int | None, sha256: str) -> bool:
    statement = select(attachment.c.id).where(
        attachment.c.subject_id == owner,
        attachment.c.record_table.is_not_distinct_from(table),
        attachment.c.record_id.is_not_distinct_from(number),
        attachment.c.sha256 == sha256,
    )
    return connection.execute(statement).first() is not None


def _new_id(connection: Connection) -> int:
    """The next number; never one that was used before."""
    highest = connection.execute(select(func.max(attachment.c.id))).scalar() or 0
    used = connection.exec_driver_sql("SELECT seq FROM sqlite_sequence WHERE name = 'attachment'").scalar() or 0
    return max(int(highest), int(used)) + 1
