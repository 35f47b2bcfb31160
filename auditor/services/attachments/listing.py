"""The scans on a file: what they are, on which record, who put them there and when, and whether their content is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import Connection, exists, func, select

from auditor.importing.scans import masked_in
from auditor.model.ledger import blob, change
from auditor.model.tables import HISTORY, VAULTS, attachment, erasure
from auditor.model.types import datetime_of
from auditor.services.attachments.owners import sheet_of_table
from auditor.services.context import Context
from auditor.services.profiles import subject_id
from auditor.services.verbs import Query
from auditor.storage.naming import record_name

State = Literal["kept", "missing", "erased"]


@dataclass(frozen=True, slots=True)
class Attached:
    """One scan on a file; ``name`` and ``note`` with ID and phone numbers masked; ``size`` in bytes.

    ``sheet`` and ``record_id`` say on which record it lies (empty and None: on the subject itself), ``record`` names
    it. ``state`` says whether a content stands under the hash; whether it still is the one attached, reading it says.
    """

    id: int
    name: str
    media: str
    size: int
    sha256: str
    note: str
    sheet: str
    record_id: int | None
    record: str
    state: State
    change: int
    at: datetime
    who: str


@dataclass(frozen=True, slots=True)
class AttachmentsOf(Query[tuple[Attached, ...]]):
    """The scans on the file of ``type:code`` and of its records, newest first."""

    type: str
    code: str


def attachments_of(context: Context, connection: Connection, query: AttachmentsOf) -> tuple[Attached, ...]:
    """Read the list; no content is touched."""
    owner = subject_id(connection, query.type, query.code)
    vault = VAULTS["attachment"]
    first = _first_change()
    statement = (
        select(
            attachment,
            vault.c.name,
            vault.c.note,
            exists().where(blob.c.sha256 == attachment.c.sha256).label("kept"),
            exists().where(erasure.c.sha256 == attachment.c.sha256).label("erased"),
            change.c.id.label("by"),
            change.c.at,
            change.c.who,
        )
        .outerjoin(vault, vault.c.owner_id == attachment.c.id)
        .join(change, change.c.id == first)
        .where(attachment.c.subject_id == owner)
        .order_by(attachment.c.id.desc())
    )
    return tuple(_attached(connection, row) for row in connection.execute(statement).mappings())


def _first_change() -> Any:
    """The change that first attached it: later ones may only have moved it."""
    history = HISTORY["attachment"]
    earlier = select(func.min(history.c.change_id)).where(history.c.id == attachment.c.id).scalar_subquery()
    return func.coalesce(earlier, attachment.c.change_id)


def _attached(connection: Connection, row: Mapping[Any, Any]) -> Attached:
    table, number = row["record_table"], row["record_id"]
    state: State = "kept" if row["kept"] else "erased" if row["erased"] else "missing"
    return Attached(
        row["id"],
        masked_in(row["name"] or ""),
        row["media"],
        row["size"],
        row["sha256"],
        masked_in(row["note"] or ""),
        "" if table is None else sheet_of_table(table),
        number,
        "" if table is None else record_name(connection, table, number),
        state,
        row["by"],
        datetime_of(row["at"]),
        row["who"],
    )
