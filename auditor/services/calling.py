"""Rows as people call them: a subject by its name with the code behind it, a record by kind and key in words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy import Connection, Table, select

from auditor.i18n import Twin
from auditor.model.enums import word
from auditor.model.fields import BEGINNING, Field, Kind, Sheet
from auditor.model.ledger import listing
from auditor.model.sheets import BY_TABLE, kind_called
from auditor.model.tables import LISTS, VAULTS, attachment, subject
from auditor.model.tables import setting as settings
from auditor.model.types import date_of
from auditor.services.records.stored import PAST
from auditor.services.settings import ALIASES, CALENDAR, ORGANISATION, OVERLAY, REMINDERS, SIGNING
from auditor.services.shown import shown_value
from auditor.storage.naming import code_named, row_name, row_of, subject_name, table_named

_SCAN = Twin("扫描件", "scan")
_LAID = {
    OVERLAY: Twin("机构规则差异", "differences from the packs"),
    CALENDAR: Twin("工作日历", "working calendar"),
    ALIASES: Twin("类目用词", "words for categories"),
    ORGANISATION: Twin("机构名称与标志", "organisation"),
    REMINDERS: Twin("提醒设置", "reminders"),
    SIGNING: Twin("证书签名密钥", "signing key of certificates"),
}
"""What a workspace lays down, by the name it is kept under."""
_HANGING = {entry.table.name: (entry.owner, entry.field) for entry in LISTS.values()} | {
    table.name: (owner, None) for owner, table in VAULTS.items()
}
_PERIODS = {past.name: name for name, (past, _) in PAST.items()}


def called(connection: Connection, table: Table, key: Mapping[str, Any], whose: int = 0) -> Twin:
    """The row of these key columns in words: 证照 SC106… 主播 阿青（H0007） 食品生产许可证.

    ``whose``: the subject on whose file it is read, which goes without saying.
    """
    if table.name in _HANGING:
        owner, field = _HANGING[table.name]
        holder = called(connection, table_named(owner), {"id": key["owner_id"]}, whose)
        return holder if field is None else _joined(holder, _field(field))
    if table.name in _PERIODS:
        return _period_called(connection, _PERIODS[table.name], key)
    if table is attachment:
        return _joined(_SCAN, _scanned(connection, key["id"]))
    if table is settings:
        return _LAID.get(key["key"], Twin(str(key["key"]), str(key["key"])))
    sheet = BY_TABLE.get(table.name)
    if table is subject or (sheet is not None and sheet.subject):
        return kind_called(sheet) if sheet and key["id"] == whose else subject_called(connection, key["id"])
    if sheet is None:
        return _same(row_name(connection, table, key))
    return _joined(kind_called(sheet), *_key_called(connection, sheet, key["id"], whose))


def subject_called(connection: Connection, number: int) -> Twin:
    """A subject by its type, its name and its code: 主播 阿青（H1）."""
    kind, _, code = subject_name(connection, number).partition(":")
    if not code:
        return _same(kind)
    name = connection.execute(select(listing.c.name).where(listing.c.id == number)).scalar()
    if kind == "product":
        row = row_of(connection, "product", number)
        name = None if row is None else row["name"]
    titled = _titled(str(name or ""), code)
    zh, en = (BY_TABLE[kind].zh, kind) if kind in BY_TABLE else (kind, kind)
    return _joined(Twin(zh, en), titled)


def _period_called(connection: Connection, name: str, key: Mapping[str, Any]) -> Twin:
    number = key["subject_id"]
    kind = subject_name(connection, number).partition(":")[0]
    fields = {one.name: one for one in BY_TABLE[kind].fields} if kind in BY_TABLE else {}
    what = _field(fields[name]) if name in fields else _same(name)
    day = key["from_day"]
    since = [] if day <= BEGINNING else [Twin(f"自 {date_of(day)} 起", f"from {date_of(day)}")]
    return _joined(subject_called(connection, number), what, *since)


def _scanned(connection: Connection, number: int) -> Twin:
    """On whose file, or on which record, a scan lies; never the name it came under."""
    row = row_of(connection, "attachment", number)
    if row is None:
        return _same(f"#{number}")
    if row["record_id"] is not None:
        return called(connection, table_named(row["record_table"]), {"id": row["record_id"]})
    return subject_called(connection, row["subject_id"])


def _key_called(connection: Connection, sheet: Sheet, number: int, whose: int) -> Iterator[Twin]:
    row = row_of(connection, sheet.table, number)
    if row is None:
        yield _same(f"#{number}")
    elif sheet.key == ("code",) or sheet.table == "case_record":
        yield _coded(connection, sheet.table, number)
    else:
        for name in sheet.key:
            field = sheet.field(name)
            told = None if _own(field, row, whose) else _field_called(connection, field, row)
            if told is not None:
                yield told


def _own(field: Field, row: Mapping[Any, Any], whose: int) -> bool:
    return field.kind is Kind.REF and not field.coded and row[f"{field.name}_id"] == whose


def _field_called(connection: Connection, field: Field, row: Mapping[Any, Any]) -> Twin | None:
    """One field of a key; None where it says nothing of its own."""
    if field.kind is Kind.REF:
        number, staff = row[f"{field.name}_id"], row[f"{field.name}_name"] if field.may_be_staff else None
        if number is None:
            return None if staff is None else Twin(f"{word('learner_type', 'staff', 'zh')} {staff}", f"staff {staff}")
        return _coded(connection, field.coded, number) if field.coded else subject_called(connection, number)
    value = row.get(f"{field.name}_text") or row[field.name]
    if value in (None, BEGINNING) or (field.name, value) == ("attempt", 1) or _said_by_another(field.name, row):
        return None
    told = Twin(shown_value(field, value, "zh"), shown_value(field, value, "en"))
    return _joined(_field(field), told) if field.kind is Kind.INT else told


def _said_by_another(name: str, row: Mapping[Any, Any]) -> bool:
    """A type, where the reference beside it tells whom it means."""
    return name.endswith("_type") and f"{name.removesuffix('_type')}_id" in row


def _coded(connection: Connection, table: str, number: int) -> Twin:
    """A record that its code names, with its title where it has one."""
    row = row_of(connection, table, number) or {}
    code = code_named(connection, table, number) or f"#{number}"
    if table == "case_record" and row and code != row["code"]:  # two of one number: the platform tells them apart
        return _case(row)
    title = row.get("title")
    if not title and row.get("course_id") is not None:
        title = (row_of(connection, "course", row["course_id"]) or {}).get("title")
    return _titled(str(title or ""), code)


def _case(row: Mapping[Any, Any]) -> Twin:
    code, platform = str(row["code"]), row["platform_text"] or row["platform"]
    if not platform:
        return _same(code)
    zh, en = (word("platform", platform, language) for language in ("zh", "en"))
    return Twin(f"{code}（{zh}）", f"{code} ({en})")


def _field(field: Field) -> Twin:
    return Twin(field.zh, field.name.replace("_", " "))


def _titled(name: str, code: str) -> Twin:
    if not name or name == code:
        return _same(code)
    return Twin(f"{name}（{code}）", f"{name} ({code})")


def _same(text: str) -> Twin:
    return Twin(text, text)


def _joined(*parts: Twin) -> Twin:
    return Twin(" ".join(one.zh for one in parts), " ".join(one.en for one in parts))


def in_words(rows: list[Twin]) -> Twin:
    """Several, one after the other."""
    return Twin("、".join(one.zh for one in rows), ", ".join(one.en for one in rows))
