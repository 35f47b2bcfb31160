"""The tables: made from the sheets' declarations, so that a column is declared once (SQLAlchemy Core)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import (
    BigInteger,
    Column,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    Table,
    Text,
    UniqueConstraint,
    func,
)

from auditor.model.columns import (
    ADDED,
    EXTRA,
    EXTRA_TEXT,
    FIRST,
    PERIODS,
    UNSTORED,
    WORKSPACE_DATES,
    added,
    columns_of,
    whole,
)
from auditor.model.enums import is_open
from auditor.model.fields import Field, Kind, Sheet
from auditor.model.ledger import Whole, metadata
from auditor.model.sheets import BY_TABLE, SHEETS

__all__ = (
    "ADDED",
    "DECISIVE",
    "HISTORY",
    "LISTS",
    "MAIN",
    "PERIODS",
    "UNSTORED",
    "VAULTS",
    "VERSIONED",
    "WORKSPACE_DATES",
    "ListTable",
    "attachment",
    "erasure",
    "key_columns",
    "past_agency",
    "past_operator",
    "past_status",
    "setting",
    "sheet_of",
    "subject",
    "subject_columns",
    "workspace",
)


@dataclass(frozen=True, slots=True)
class ListTable:
    """The child table of a list field; ``value`` holds a code or text, ``target_id`` a reference."""

    table: Table
    owner: str
    field: Field


def _foreign_keys(sheet: Sheet) -> list[ForeignKeyConstraint]:
    keys = []
    for field in sheet.fields:
        if field.kind is not Kind.REF or field.coded:
            continue
        local, remote = [f"{field.name}_id"], ["subject.id"]
        if field.type_field:
            local.append(field.type_field)
            remote.append("subject.type")
        keys.append(ForeignKeyConstraint(local, remote, deferrable=True, initially="DEFERRED"))
    return keys


def _main(sheet: Sheet) -> Table:
    columns: list[Column[Any]] = [_identity(sheet)]
    for field in sheet.fields:
        if field.added == FIRST:
            columns += columns_of(sheet, field)
    columns += [whole(name) for name in EXTRA.get(sheet.table, ())]
    columns += [Column(name, Text) for name in EXTRA_TEXT.get(sheet.table, ())]
    if "status_from" in {f.name for f in sheet.fields}:
        columns.append(whole("status_here", need=True, default=0))
    if any(f.personal for f in sheet.fields):
        columns.append(Column("personal_mac", LargeBinary))
    columns.append(whole("change_id", need=True))
    for field in sorted((f for f in sheet.fields if f.added > FIRST), key=lambda f: f.added):
        columns += [added(column, field.added) for column in columns_of(sheet, field)]
    table = Table(
        sheet.table,
        metadata,
        *columns,
        *_foreign_keys(sheet),
        sqlite_strict=True,
        sqlite_autoincrement=not sheet.subject,
    )
    _unique_key(sheet, table)
    Index(f"ix_{sheet.table}_change", table.c.change_id)
    return table


def _identity(sheet: Sheet) -> Column[Any]:
    if sheet.subject:
        return Column(
            "id",
            Whole.with_variant(Integer(), "sqlite"),
            ForeignKey("subject.id", deferrable=True, initially="DEFERRED"),
            primary_key=True,
            autoincrement=False,
        )
    return Column("id", Integer().with_variant(BigInteger(), "postgresql"), primary_key=True)


def key_columns(sheet: Sheet) -> list[tuple[str, bool]]:
    """The columns of the natural key, each with whether it may be empty."""
    listed: list[tuple[str, bool]] = []
    for name in sheet.key:
        field = sheet.field(name)
        need = field.required or field.default is not None
        if field.kind is Kind.REF:
            listed.append((f"{name}_id", field.may_be_staff))
            if field.may_be_staff:
                listed.append((f"{name}_name", True))
            continue
        listed.append((name, not need))
        if field.kind is Kind.ENUM and is_open(field.words):
            listed.append((f"{name}_text", True))
    return listed


@cache
def subject_columns(table: str) -> frozenset[str]:
    """The columns of a table that hold numbers of subjects; a subject's own number is not among them."""
    found = BY_TABLE[table].fields
    return frozenset(f"{one.name}_id" for one in found if one.kind is Kind.REF and not one.coded)


def _unique_key(sheet: Sheet, table: Table) -> None:
    parts: list[Any] = []
    for name, empty in key_columns(sheet):
        column = table.c[name]
        if empty:
            blank: Any = "" if isinstance(column.type, Text) else -(10**9)
            parts.append(func.coalesce(column, blank))
        else:
            parts.append(column)
    Index(f"uq_{sheet.table}_key", *parts, unique=True)


def _list_table(sheet: Sheet, field: Field) -> ListTable:
    name = f"{sheet.table}_{field.name}"
    columns: list[Column[Any]] = [
        Column(
            "owner_id", Whole, ForeignKey(f"{sheet.table}.id", deferrable=True, initially="DEFERRED"), primary_key=True
        ),
        Column("ordinal", Whole, primary_key=True),
    ]
    if field.of is Kind.REF:
        columns.append(
            Column("target_id", Whole, ForeignKey("subject.id", deferrable=True, initially="DEFERRED"), nullable=False)
        )
    else:
        columns.append(Column("value", Text, nullable=False))
    if field.of is Kind.ENUM and is_open(field.words):
        columns.append(Column("text", Text))
    columns.append(whole("change_id", need=True))
    table = Table(name, metadata, *columns, sqlite_strict=True, sqlite_with_rowid=False)
    Index(f"ix_{name}_change", table.c.change_id)
    if field.of is Kind.REF:
        Index(f"ix_{name}_target", table.c.target_id, table.c.owner_id)
    return ListTable(table, sheet.table, field)


def _vault(sheet: Sheet) -> Table:
    name = f"{sheet.table}_vault"
    columns: list[Column[Any]] = [
        Column(
            "owner_id", Whole, ForeignKey(f"{sheet.table}.id", deferrable=True, initially="DEFERRED"), primary_key=True
        )
    ]
    columns += [Column(f.name, Text) for f in sheet.fields if f.personal]
    columns += [Column("salt", LargeBinary, nullable=False), whole("change_id", need=True)]
    table = Table(name, metadata, *columns, sqlite_strict=True)
    Index(f"ix_{name}_change", table.c.change_id)
    for exact in ("id_number", "phone", "person_id_number"):
        if exact in table.c:
            Index(f"ix_{name}_{exact}", table.c[exact])
    return table


def _period(name: str, column: Column[Any]) -> Table:
    table = Table(
        name,
        metadata,
        Column("subject_id", Whole, ForeignKey("subject.id", deferrable=True, initially="DEFERRED"), primary_key=True),
        Column("from_day", Whole, primary_key=True),
        column,
        whole("change_id", need=True),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    Index(f"ix_{name}_change", table.c.change_id)
    return table


subject = Table(
    "subject",
    metadata,
    Column("id", Integer().with_variant(BigInteger(), "postgresql"), primary_key=True),
    Column("type", Text, nullable=False),
    Column("code", Text, nullable=False),
    whole("change_id", need=True),
    UniqueConstraint("type", "code"),
    UniqueConstraint("id", "type"),
    Index("ix_subject_change", "change_id"),
    sqlite_strict=True,
    sqlite_autoincrement=True,
)

MAIN: dict[str, Table] = {}
for _sheet in sorted(SHEETS, key=lambda s: s.table != "course"):
    MAIN[_sheet.table] = _main(_sheet)

_training = MAIN["training"].c
_given: dict[str, Any] = {f"{dialect}_where": _training.evidence.is_not(None) for dialect in ("sqlite", "postgresql")}
Index("ix_training_evidence", _training.evidence, _training.completed_on, **_given)

LISTS: dict[tuple[str, str], ListTable] = {
    (sheet.table, field.name): _list_table(sheet, field)
    for sheet in SHEETS
    for field in sheet.fields
    if field.kind is Kind.LIST
}
VAULTS: dict[str, Table] = {s.table: _vault(s) for s in SHEETS if any(f.personal for f in s.fields)}

past_status = _period("past_status", Column("value", Text, nullable=False))
past_agency = _period("past_agency", Column("agency_id", Whole))
past_operator = _period("past_operator", Column("merchant_id", Whole, nullable=False))

workspace = Table(
    "workspace",
    metadata,
    Column("id", Whole, ForeignKey("subject.id", deferrable=True, initially="DEFERRED"), primary_key=True),
    Column("title", Text, nullable=False),
    whole("change_id", need=True),
    *(added(whole(name), 5) for name in WORKSPACE_DATES),
    sqlite_strict=True,
)
Index("ix_workspace_change", workspace.c.change_id)

setting = Table(
    "setting",
    metadata,
    Column("key", Text, primary_key=True),
    Column("value", Text, nullable=False),
    whole("change_id", need=True),
    sqlite_strict=True,
)
Index("ix_setting_change", setting.c.change_id)

attachment = Table(
    "attachment",
    metadata,
    Column("id", Integer().with_variant(BigInteger(), "postgresql"), primary_key=True),
    Column("subject_id", Whole, ForeignKey("subject.id", deferrable=True, initially="DEFERRED"), nullable=False),
    Column("record_table", Text),
    whole("record_id"),
    Column("sha256", Text, nullable=False),
    Column("media", Text, nullable=False),
    whole("size", need=True),
    Column("personal_mac", LargeBinary),
    whole("change_id", need=True),
    sqlite_strict=True,
    sqlite_autoincrement=True,
)
"""A scan on a subject's file, or on one record of it; its content lies in ``blob`` under its SHA-256."""
Index(
    "uq_attachment_key",
    attachment.c.subject_id,
    func.coalesce(attachment.c.record_table, ""),
    func.coalesce(attachment.c.record_id, -(10**9)),
    attachment.c.sha256,
    unique=True,
)
Index("ix_attachment_change", attachment.c.change_id)
Index("ix_attachment_content", attachment.c.sha256)

_attachment_vault = Table(
    "attachment_vault",
    metadata,
    Column("owner_id", Whole, ForeignKey("attachment.id", deferrable=True, initially="DEFERRED"), primary_key=True),
    Column("name", Text),
    Column("note", Text),
    Column("salt", LargeBinary, nullable=False),
    whole("change_id", need=True),
    sqlite_strict=True,
)
"""The name a scan came under, and what was noted of it: both name people more often than not."""
Index("ix_attachment_vault_change", _attachment_vault.c.change_id)
VAULTS["attachment"] = _attachment_vault

erasure = Table(
    "erasure",
    metadata,
    Column("sha256", Text, primary_key=True),
    Column("why", Text, nullable=False, server_default=""),
    whole("change_id", need=True),
    sqlite_strict=True,
)
"""Contents that were erased on purpose: their attachments stay on record, and so does the hash."""
Index("ix_erasure_change", erasure.c.change_id)

DECISIVE: tuple[Table, ...] = (
    subject,
    workspace,
    *MAIN.values(),
    *(entry.table for entry in LISTS.values()),
    past_status,
    past_agency,
    past_operator,
    setting,
    attachment,
    erasure,
)
"""Tables whose rows enter the change chain."""

VERSIONED: tuple[Table, ...] = (*DECISIVE, *VAULTS.values())
"""Tables whose former rows are kept in ``<table>_history``."""


def _history(table: Table) -> Table:
    first_ones = [Column(c.name, c.type) for c in table.columns if ADDED not in c.info]
    later = [Column(c.name, c.type) for c in table.columns if ADDED in c.info]
    made = Table(
        f"{table.name}_history",
        metadata,
        *first_ones,
        Column("gone_by", Whole, nullable=False),
        *later,
        sqlite_strict=True,
    )
    first = next(iter(table.primary_key.columns)).name
    Index(f"ix_{table.name}_history_key", made.c[first], made.c.gone_by)
    Index(f"ix_{table.name}_history_change", made.c.change_id)
    Index(f"ix_{table.name}_history_gone", made.c.gone_by)
    return made


HISTORY: dict[str, Table] = {table.name: _history(table) for table in VERSIONED}
Index("ix_attachment_history_content", HISTORY["attachment"].c.sha256)


def sheet_of(table: Table) -> Sheet:
    """The sheet that a main table was made from."""
    return BY_TABLE[table.name]
