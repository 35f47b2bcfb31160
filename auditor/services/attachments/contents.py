"""Handing a scan out whole: read against its hash, and logged when it leaves the workspace."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection, select

from auditor.errors import CallerMistake
from auditor.i18n import said
from auditor.model.tables import VAULTS, attachment
from auditor.monitor import Monitor
from auditor.services.attachments.attaching import no_attachment
from auditor.services.context import Context
from auditor.services.verbs import Job
from auditor.storage.contents import content_of
from auditor.storage.naming import row_name
from auditor.storage.work import Recorded


@dataclass(frozen=True, slots=True)
class Content:
    """A scan whole: the name it came under, what it is, its bytes, its SHA-256, and its row by codes."""

    name: str
    media: str
    content: bytes
    sha256: str
    row: str


@dataclass(frozen=True, slots=True)
class Saved:
    """Where the file went, and the change that logged it."""

    path: Path
    change: int | None


@dataclass(frozen=True, slots=True)
class SaveAttachment(Job[Saved]):
    """Write the content, byte for byte, to ``out`` (a folder: under its own name); a file there is left alone."""

    id: int
    out: Path
    why: str = ""


def read_content(connection: Connection, number: int) -> Content:
    """The content of an attachment; IntegrityBroken, with the hash, when it is missing or altered."""
    vault = VAULTS["attachment"]
    row = connection.execute(
        select(attachment, vault.c.name)
        .outerjoin(vault, vault.c.owner_id == attachment.c.id)
        .where(attachment.c.id == number)
    ).first()
    if row is None:
        raise no_attachment(number)
    content = content_of(connection, row.sha256)
    named = row_name(connection, attachment, {"id": number})
    return Content(row.name or "scan", row.media, content, row.sha256, named)


def save_attachment(context: Context, job: SaveAttachment, monitor: Monitor, who: str) -> Saved:
    """Log the disclosure first, so that no scan leaves unrecorded; then write."""
    from auditor.reporting.atomic import whole_file

    with context.store.reading() as connection:
        found = read_content(connection, job.id)
    out = job.out / found.name if job.out.is_dir() else job.out
    if out.exists():
        raise CallerMistake(
            said("{path} exists already.", path=str(out)), said("Choose another name; nothing was changed.")
        )
    change = disclosed(context, found, job.why, out.name, who)
    with whole_file(out) as stream:
        stream.write(found.content)
    return Saved(out, change)


def disclosed(context: Context, found: Content, why: str, where: str, who: str) -> int | None:
    """Record that somebody was given a scan; gives the change."""
    told = f"{found.row} {why}".strip()
    with context.store.writing(Recorded(who, "disclosure", why=told, source=where, always=True)) as work:
        pass
    return work.committed.id if work.committed else None
