"""What scans hold: kept under its hash, handed out only when it still has it, compared as a whole by verification."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from typing import Any

from sqlalchemy import Connection, exists, select

from auditor.errors import IntegrityBroken
from auditor.i18n import Message, said
from auditor.model.ledger import blob
from auditor.model.tables import HISTORY, attachment, erasure
from auditor.monitor import Monitor
from auditor.storage.differences import Difference
from auditor.storage.naming import row_name
from auditor.storage.work import Work

_PIECE = 1 << 20


def keep(work: Work, content: bytes) -> str:
    """Store a content in this change, once however often it is attached; gives its SHA-256."""
    sha256 = hashlib.sha256(content).hexdigest()
    if not work.connection.execute(select(exists().where(blob.c.sha256 == sha256))).scalar_one():
        work.connection.execute(blob.insert().values(sha256=sha256, content=content))
        if work.connection.execute(select(exists().where(erasure.c.sha256 == sha256))).scalar_one():
            work.delete(erasure, ("sha256",), [{"sha256": sha256}])
    return sha256


def erase(work: Work, sha256: str, why: str) -> None:
    """Take a content away in this change; attachments keep its hash, and the chain says that it was erased."""
    work.connection.execute(blob.delete().where(blob.c.sha256 == sha256))
    if not work.connection.execute(select(exists().where(erasure.c.sha256 == sha256))).scalar_one():
        work.insert(erasure, [{"sha256": sha256, "why": why}])


def content_of(connection: Connection, sha256: str) -> bytes:
    """The content under this hash; IntegrityBroken when it is missing, was erased, or is not what was attached."""
    content = connection.execute(select(blob.c.content).where(blob.c.sha256 == sha256)).scalar()
    if content is None:
        if connection.execute(select(exists().where(erasure.c.sha256 == sha256))).scalar_one():
            raise IntegrityBroken(
                said("The content of this attachment was erased ({sha256}).", sha256=sha256),
                said("Erased for good, as the history says: attach the file again if it may be kept."),
            )
        raise IntegrityBroken(said("The content of this attachment is missing ({sha256}).", sha256=sha256), _backup())
    if hashlib.sha256(content).hexdigest() != sha256:
        raise IntegrityBroken(said("The content of this attachment was altered ({sha256}).", sha256=sha256), _backup())
    return bytes(content)


def _backup() -> Message:
    return said("Take the file from the last backup that verifies.")


def content_differences(connection: Connection, monitor: Monitor) -> Iterator[Difference]:
    """Contents that are missing though nobody erased them, that no attachment names, or that have another hash."""
    yield from _missing(connection)
    yield from _unnamed(connection)
    raw = connection.connection.driver_connection
    rows = connection.exec_driver_sql("SELECT rowid, sha256 FROM blob ORDER BY sha256").all()
    for at, (number, sha256) in enumerate(rows):
        if _hash_of(raw, number) != sha256:
            name = _named(connection, sha256)
            yield Difference(
                said("The content of {row} was altered ({sha256}).", row=name, sha256=sha256), "blob", name
            )
        monitor.step(at + 1, len(rows), said("Comparing attachments with their hashes"))


def _hash_of(raw: Any, number: int) -> str:
    """Piece by piece: a workspace may hold more scans than memory does."""
    hasher = hashlib.sha256()
    with raw.open_blob("blob", "content", number, True) as content:
        while piece := content.read(_PIECE):
            hasher.update(piece)
    return hasher.hexdigest()


_NAMED = "SELECT sha256 FROM attachment UNION SELECT sha256 FROM attachment_history"


def _missing(connection: Connection) -> Iterator[Difference]:
    lost = connection.exec_driver_sql(
        f"SELECT sha256 FROM ({_NAMED}) n WHERE NOT EXISTS (SELECT 1 FROM blob b WHERE b.sha256 = n.sha256) "
        "AND NOT EXISTS (SELECT 1 FROM erasure e WHERE e.sha256 = n.sha256) ORDER BY sha256"
    )
    for (sha256,) in lost.all():
        name = _named(connection, sha256)
        yield Difference(said("The content of {row} is missing ({sha256}).", row=name, sha256=sha256), "blob", name)


def _unnamed(connection: Connection) -> Iterator[Difference]:
    found = connection.exec_driver_sql(f"SELECT sha256 FROM blob WHERE sha256 NOT IN ({_NAMED}) ORDER BY sha256")
    for (sha256,) in found.all():
        yield Difference(
            said("A content stands in the store that no attachment brought there ({sha256}).", sha256=sha256),
            "blob",
            sha256,
        )


def _named(connection: Connection, sha256: str) -> str:
    for table in (attachment, HISTORY["attachment"]):
        number = connection.execute(select(table.c.id).where(table.c.sha256 == sha256).limit(1)).scalar()
        if number is not None:
            return row_name(connection, attachment, {"id": number})
    return sha256
