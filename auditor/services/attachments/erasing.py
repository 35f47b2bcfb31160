"""Erasing a scan for good: its content, the names it came under, and their history; the hash stays in the chain."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import delete, select, union

from auditor.errors import CallerMistake
from auditor.i18n import said
from auditor.model.tables import HISTORY, VAULTS, attachment
from auditor.services.attachments.attaching import no_attachment
from auditor.services.context import Context
from auditor.services.verbs import Command
from auditor.storage.contents import erase
from auditor.storage.work import Work

ERASURE = "erasure"
"""The kind of change that verification asks for where personal values are gone; it is never undone."""


@dataclass(frozen=True, slots=True)
class EraseAttachment(Command[int]):
    """Erase the content of an attachment, taken off or not, wherever it is attached; gives how many attachments.

    The reason is required, and stays. There is no undo.
    """

    id: int
    why: str


def erase_attachment(context: Context, work: Work, command: EraseAttachment) -> int:
    """Delete content, names and notes; the change says of which attachments."""
    if not command.why.strip():
        raise CallerMistake(said("Erasing needs a reason."), said("Say it with --why; it stays in the log."))
    history = HISTORY["attachment"]
    versions = union(select(attachment.c.id, attachment.c.sha256), select(history.c.id, history.c.sha256)).subquery()
    sha256 = work.connection.execute(select(versions.c.sha256).where(versions.c.id == command.id)).scalar()
    if sha256 is None:
        raise no_attachment(command.id)
    ids = list(work.connection.execute(select(versions.c.id).where(versions.c.sha256 == sha256)).scalars())
    work.record.kind, work.record.why = ERASURE, command.why.strip()
    work.record.source = " ".join(f"attachment:{number}" for number in sorted(ids))
    vault = VAULTS["attachment"]
    for table in (vault, HISTORY[vault.name]):  # in this order: what leaves the vault arrives in its history
        work.connection.execute(delete(table).where(table.c.owner_id.in_(ids)))
    erase(work, sha256, command.why.strip())
    return len(ids)
