"""One profile whole: its fields (personal ones masked) and its records, as they are stored."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Select, or_, select

from auditor.errors import CallerMistake
from auditor.i18n import Message, enumerated, said
from auditor.model.coded import shown_code
from auditor.model.fields import BEGINNING, Field, Kind, Sheet
from auditor.model.ledger import head, listing
from auditor.model.masking import masked_value, masked_where_personal
from auditor.model.sheets import BY_NAME, SUBJECT_SHEETS
from auditor.model.tables import LISTS, MAIN, PERIODS, UNSTORED, VAULTS, subject
from auditor.services.context import Context
from auditor.services.verbs import Query

SHOWN_RECORDS = 500
"""How many records of one kind a profile shows; the rest is counted."""


@dataclass(frozen=True, slots=True)
class Shown:
    """One field as a person may see it: store value (days, seconds, hundredths, code, tuple), words by the renderer."""

    field: Field
    value: Any
    """None: empty. Lists are tuples; references are codes; long-term ends are the string "long-term"."""


@dataclass(frozen=True, slots=True)
class Record:
    """One record of a subject: its sheet's name, its id, its fields by name."""

    sheet: str
    id: int
    values: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Profile:
    """A subject whole: who, its fields in the order of its sheet, its records by sheet name, newest first."""

    id: int
    type: str
    code: str
    name: str
    fields: tuple[Shown, ...]
    records: dict[str, tuple[Record, ...]]
    change: int
    """The last change when it was read: a save says it, so that nobody's newer version is written over."""
    names: Mapping[str, str]
    """Public names of the subjects that its fields and records refer to, by ``type:code``."""


@dataclass(frozen=True, slots=True)
class ProfileOf(Query[Profile]):
    """The profile of ``type:code``."""

    type: str
    code: str


_TAUGHT = ("trainings", "enrolments", "awards")
_CASES = ("cases", "case_events", "sanctions", "appeals", "actions")

RECORDS: dict[str, tuple[str, ...]] = {
    "host": ("accounts", "licences", *_TAUGHT, *_CASES, "contracts", "broadcasts", "feedback"),
    "merchant": (
        "accounts",
        "licences",
        "authorisations",
        "products",
        *_TAUGHT,
        *_CASES,
        "contracts",
        "rooms",
        "broadcasts",
        "reviews",
        "feedback",
    ),
    "agency": ("accounts", "licences", *_TAUGHT, *_CASES, "contracts", "hosts", "feedback"),
    "room": ("accounts", *_CASES, "broadcasts", "feedback"),
    "broadcast": ("cases",),
}


TYPES: dict[str, Message] = {
    "host": said("host"),
    "merchant": said("merchant"),
    "agency": said("agency"),
    "room": said("room"),
    "broadcast": said("broadcast"),
}
"""Subject types in words, for sentences."""


def reference(text: str) -> tuple[str, str]:
    """(type, code) of ``host:H0001``."""
    kind, colon, code = text.partition(":")
    if not colon or not code:
        shown = masked_where_personal(text)
        raise CallerMistake(said("{text} names no subject.", text=shown), said("Write TYPE:CODE, such as host:H0001."))
    return kind, code


def subject_id(connection: Connection, kind: str, code: str) -> int:
    """The id of ``type:code``; told when there is none."""
    statement = select(subject.c.id).where(subject.c.type == kind, subject.c.code == code)
    number = connection.execute(statement).scalar()
    if number is None:
        raise CallerMistake(
            said(
                "There is no {type} with the code {code}.", type=TYPES.get(kind, kind), code=masked_where_personal(code)
            ),
            said("Look it up with: auditor find TEXT"),
        )
    return int(number)


def profile_of(context: Context, connection: Connection, query: ProfileOf) -> Profile:
    """Read one profile; nothing personal leaves it unmasked."""
    if query.type not in RECORDS:
        raise CallerMistake(
            said("{type} is no type of subject.", type=query.type), said("Types: {types}", types=enumerated(RECORDS))
        )
    number = subject_id(connection, query.type, query.code)
    sheet = SUBJECT_SHEETS[query.type]
    main = MAIN[sheet.table]
    rows = records_of(connection, sheet, select(main).where(main.c.id == number))
    values = rows[0].values
    fields = tuple(Shown(f, values.get(f.name)) for f in sheet.fields if f.name != "code")
    records = {name: _owned(connection, BY_NAME[name], query.type, number) for name in RECORDS[query.type]}
    shown = {"host": "stage_name", "merchant": "shop_name", "room": "title"}.get(query.type, "name")
    name = str(values.get(shown) or query.code)
    read = int(connection.execute(select(head.c.change_id)).scalar_one())
    names = _names(connection, [rows[0], *(one for listed in records.values() for one in listed)])
    return Profile(number, query.type, query.code, name, fields, records, read, names)


def _names(connection: Connection, rows: Sequence[Record]) -> dict[str, str]:
    """The names in the lists of whom these rows refer to."""
    codes: dict[str, set[str]] = {}
    for row in rows:
        for one in BY_NAME[row.sheet].fields:
            if (one.kind is Kind.REF or one.of is Kind.REF) and not one.coded:
                given = row.values.get(one.name)
                told = given if isinstance(given, tuple) else (given,) if given else ()
                for kind in (str(row.values.get(one.type_field)),) if one.type_field else one.refs:
                    codes.setdefault(kind, set()).update(map(str, told))
    found: dict[str, str] = {}
    for kind, wanted in codes.items():
        listed = sorted(wanted)
        for start in range(0, len(listed), 900):
            statement = select(subject.c.code, listing.c.name).join(listing, listing.c.id == subject.c.id)
            statement = statement.where(subject.c.type == kind, subject.c.code.in_(listed[start : start + 900]))
            found |= {f"{kind}:{code}": name for code, name in connection.execute(statement)}
    return found


def _owned(connection: Connection, sheet: Sheet, kind: str, number: int) -> tuple[Record, ...]:
    main = MAIN[sheet.table]
    if sheet.name == "contracts":
        where = or_(main.c.party_id == number, main.c.counterparty_id == number)
    elif sheet.name == "broadcasts":
        where = main.c.room_id == number if kind == "room" else main.c.id.in_(_named(kind, number))
    elif sheet.name == "hosts":
        where = main.c.agency_id == number
    elif sheet.name == "rooms":
        where = main.c.operator_id == number
    elif sheet.name == "cases" and kind == "broadcast":
        where = main.c.broadcast_id == number
    else:
        where = main.c[f"{sheet.owner[1]}_id"].in_(owners_of(sheet, number))
    newest = {
        "trainings": main.c.get("completed_on"),
        "cases": main.c.get("occurred_at"),
        "reviews": main.c.get("reviewed_at"),
        "awards": main.c.get("completed_on"),
        "case_events": main.c.get("at"),
        "feedback": main.c.get("received_at"),
    }.get(sheet.name)
    order = main.c.id.desc() if newest is None else newest.desc()
    return records_of(connection, sheet, select(main).where(where).order_by(order).limit(SHOWN_RECORDS))


def owners_of(sheet: Sheet, number: int) -> Select[Any] | tuple[int]:
    """What a record names as its owner where it is on the file of that subject: the subject, or one of its cases."""
    if sheet.owner[1] != "case":
        return (number,)
    case = MAIN["case_record"]
    return select(case.c.id).where(case.c.subject_id == number)


def _named(kind: str, number: int) -> Select[Any]:
    listed = LISTS["broadcast", "hosts" if kind == "host" else "merchants"].table
    return select(listed.c.owner_id).where(listed.c.target_id == number)


def records_of(connection: Connection, sheet: Sheet, statement: Select[Any]) -> tuple[Record, ...]:
    rows = [dict(row) for row in connection.execute(statement).mappings()]
    ids = [row["id"] for row in rows]
    codes = _codes(connection, sheet, rows)
    lists = {f.name: _list_values(connection, sheet, f, ids) for f in sheet.fields if f.kind is Kind.LIST}
    vault = _vault(connection, sheet, ids)
    made = []
    for row in rows:
        values: dict[str, Any] = {}
        for field in sheet.fields:
            if (sheet.table, field.name) in UNSTORED:
                continue
            if field.kind is Kind.LIST:
                values[field.name] = lists[field.name].get(row["id"], ())
            elif field.personal:
                given = vault.get(row["id"], {}).get(field.name)
                values[field.name] = masked_value(field.name, given) if given else None
            else:
                values[field.name] = _plain(field, row, codes)
        made.append(Record(sheet.name, row["id"], values))
    return tuple(made)


def _plain(field: Field, row: dict[str, Any], codes: dict[tuple[str, int], str]) -> Any:
    if field.kind is Kind.REF:
        number = row[f"{field.name}_id"]
        if number is None:
            return row.get(f"{field.name}_name") if field.may_be_staff else None
        return codes.get((field.coded or "subject", number))
    if field.kind is Kind.END and row[f"{field.name}_long"]:
        return "long-term"
    value = row[field.name]
    if field.name in PERIODS and value == BEGINNING:
        return None
    if row.get(f"{field.name}_text"):
        return row[f"{field.name}_text"]
    return value


def _codes(connection: Connection, sheet: Sheet, rows: list[dict[str, Any]]) -> dict[tuple[str, int], str]:
    made: dict[tuple[str, int], str] = {}
    wanted: dict[str, set[int]] = {}
    for one in sheet.fields:
        if one.kind is Kind.REF:
            wanted.setdefault(one.coded or "subject", set()).update(row[f"{one.name}_id"] for row in rows)
    for kind, ids in wanted.items():
        table = MAIN.get(kind, subject)
        code = shown_code(kind, table) if kind in MAIN else subject.c.code
        known = ids - {None}
        if known:
            statement = select(table.c.id, code).where(table.c.id.in_(known))
            made |= {(kind, number): text for number, text in connection.execute(statement)}
    return made


def _list_values(connection: Connection, sheet: Sheet, field: Field, ids: list[int]) -> dict[int, tuple[str, ...]]:
    listed = LISTS[sheet.table, field.name].table
    if "target_id" in listed.c:
        statement = select(listed.c.owner_id, subject.c.code, subject.c.code).join(
            subject, subject.c.id == listed.c.target_id
        )
    else:
        statement = select(listed.c.owner_id, listed.c.value, listed.c.get("text", listed.c.value))
    made: dict[int, tuple[str, ...]] = {}
    ordered = statement.where(listed.c.owner_id.in_(ids)).order_by(listed.c.owner_id, listed.c.ordinal)
    for owner, value, other in connection.execute(ordered):
        made[owner] = (*made.get(owner, ()), other or value)
    return made


def _vault(connection: Connection, sheet: Sheet, ids: list[int]) -> dict[int, dict[str, Any]]:
    if sheet.table not in VAULTS:
        return {}
    vault = VAULTS[sheet.table]
    statement = select(vault).where(vault.c.owner_id.in_(ids))
    return {row["owner_id"]: dict(row) for row in connection.execute(statement).mappings()}
