"""Which data an act can enter or correct, with what value it is tried, and what a new record needs to be in force."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from auditor.model import tables
from auditor.model.enums import words
from auditor.model.fields import Kind
from auditor.model.row_checks import ORDER, lies_before
from auditor.model.sheets import BY_TABLE
from auditor.model.types import date_of, day_of, hundredths, second_of
from auditor.rulebook.explaining.nodes import RecordRef
from auditor.rulebook.facts.schema import TABLES
from auditor.services.fixing.acts import ANY, Act

GIVEN: dict[str, frozenset[str]] = {
    "host": frozenset({
        "code", "status", "birth_date", "sex", "id_type", "agency", "first_live_on", "onboarded_on", "left_on",
        "engagement", "unit", "owner", "endorsed"}),
    "merchant": frozenset({"code", "status", "entity_type", "role", "shop_type", "onboarded_on", "left_on", "unit"}),
    "agency": frozenset({"code", "status", "unit", "owner"}),
    "room": frozenset({"code", "status", "operator", "platform"}),
    "broadcast": frozenset({
        "code", "status", "planned_start", "planned_end", "started_at", "ended_at", "presenter", "room", "hosts",
        "merchants", "categories", "platform", "script"}),
}  # fmt: skip
"""What an act does not change: who somebody is, and what has happened."""

MENDED: dict[str, frozenset[str]] = {
    "case": frozenset({
        "first_response_at", "closed_at", "refunded_on", "corrected_on", "compensated_on", "refusal_reason",
        "exemption_confirmed"}),
    "review": frozenset({"hidden", "hidden_reason"}),
    "contract": frozenset({"likeness_consent_on", "shifts_duty"}),
    "training": frozenset({"hours", "evidence"}),
    "authorisation": frozenset({"may_sublicense"}),
    "licence": frozenset({"renewal_applied_on", "valid_until", "brand", "holder_uscc", "checked_on"}),
    "product": frozenset({"ad_approval_until", "status"}),
}  # fmt: skip
"""What an act may enter on a record that is on file already."""

APPEALED = frozenset({"infraction", "penalty", "inspection"})
"""Kinds of cases that somebody decided against the subject, so that an appeal can be granted."""

FURTHER_ORDER: dict[str, tuple[tuple[str, str], ...]] = {"cases": (("goods_returned_on", "refunded_on"),)}
"""Pairs of which the second may be first in life, but not so that it would mend anything."""

SAMPLE_CODE = "91330106BRCC7CAGN4"
"""A credit code that passes its check, to stand for the right one."""


def settable(kind: str, name: str) -> str | None:
    """A word that can stand in a list field of a subject; None where no act fills it."""
    for field in BY_TABLE[TABLES[kind]].fields:
        if field.name == name and field.kind is Kind.LIST and name not in GIVEN.get(kind, ()):
            return "general" if field.words in ("category", "domain") else None
    return None


def entered(
    kind: str, name: str, value: object, day: date, record: RecordRef | None, own: Mapping[str, object], *, want: bool
) -> Iterator[Act]:
    """The acts that enter a datum of the subject (or of ``record``): with the value given, else with a likely one."""
    if record is None and name in DERIVED:
        columns, told = DERIVED[name](own)
        yield Act("set", kind, ((told, ANY),), columns)
        return
    if record is not None and kind == "case" and name in ("sanction_in_force", "sanction", "sanction_until"):
        ended = day - timedelta(days=1)
        columns = {"sanction_until": day_of(ended), "sanction_until_long": 0}
        yield Act("set", kind, (("sanction_until", ended),), columns, record=record, others=True)
    if record is not None and kind == "case" and name in ("effective", "dismissed", "outcome_then", "decided_day"):
        yield Act("set", kind, (("appeal", "granted"),), {"appeal": "granted"}, record=record, others=True)
    if record is not None and name == "answered_at":
        name = "first_response_at"
    if kind == "workspace":
        if name in tables.WORKSPACE_DATES:
            yield Act("set", kind, ((name, day),), {name: day_of(day)})
        return
    allowed = name in MENDED.get(kind, ()) if record is not None else name not in GIVEN.get(kind, frozenset({name}))
    field = next((one for one in BY_TABLE[TABLES[kind]].fields if one.name == name), None)
    if not allowed or field is None or field.kind in (Kind.LIST, Kind.REF):
        return
    if field.personal:
        yield Act("set", kind, ((name, ANY),), {f"has_{name}": 1}, record=record)
        return
    for shown, stored in _tried(field, value, day, want=want):
        columns = {name: stored}
        if name == "uscc":
            columns["uscc_valid"] = 1
        if field.kind is Kind.END:
            columns[f"{name}_long"] = 0
        yield Act("set", kind, ((name, shown),), columns, record=record, past=_gone(shown, day))


def possible(act: Act, row: Mapping[str, object]) -> bool:
    """Whether an act on a record on file could have been: its days in order, an appeal where there is one."""
    if act.of == "case" and act.columns.get("appeal") is not None and row["kind"] not in APPEALED:
        return False
    sheet = BY_TABLE[TABLES[act.of]]
    now = {**row, **act.columns}
    for start, end in (*ORDER.get(sheet.name, ()), *FURTHER_ORDER.get(sheet.name, ())):
        since, until = now.get(start), now.get(end)
        if not {start, end} & set(act.columns) or not isinstance(since, int) or not isinstance(until, int):
            continue
        if lies_before(sheet, end, start)(until, since):
            return False
    return True


def _gone(value: object, day: date) -> bool:
    return isinstance(value, date) and (value.date() if isinstance(value, datetime) else value) < day


def _tried(field: Any, value: object, day: date, *, want: bool) -> Iterator[tuple[object, object]]:
    """Values as shown and as stored."""
    match field.kind:
        case Kind.DATE | Kind.END:
            if isinstance(value, date) and not isinstance(value, datetime):
                yield value, day_of(value)
            yield day, day_of(day)
            far = date(min(day.year + 3, date.max.year), day.month, min(day.day, 28))
            if field.name.endswith("until"):
                yield far, day_of(far)
        case Kind.DATETIME:
            yield datetime.combine(day, time()), second_of(datetime.combine(day, time()))
        case Kind.BOOL:
            yield want, int(want)
            yield not want, int(not want)
        case Kind.INT if isinstance(value, int):
            yield value, value
        case Kind.DECIMAL if isinstance(value, Decimal):
            yield value, hundredths(value)
        case Kind.ENUM:
            if isinstance(value, str) and value != ANY:
                yield value, value
            else:
                yield from ((ANY, word.code) for word in words(field.words)[:1])
        case Kind.TEXT:
            yield ANY, SAMPLE_CODE if field.name == "uscc" else "x"


def successor(row: Mapping[str, Any], day: date) -> dict[str, Any]:
    """The facts of a licence that takes over from another without a gap."""
    until = date_of(row["valid_until"])
    return {
        "kind": row["kind"],
        "number": f"{row['number']}-2",
        "renews": row["number"],
        "state": "in_force",
        "valid_from": min(day, until + timedelta(days=1)),
        "valid_until": max(until, day) + timedelta(days=366),
    }


def _id_number(own: Mapping[str, object]) -> tuple[dict[str, object], str]:
    columns: dict[str, object] = {"id_number_valid": 1, "has_id_number": 1, "id_number_masked": 0}
    if own.get("birth_date") is not None:
        columns["id_birth_date"] = own["birth_date"]
    if own.get("sex") is not None:
        columns["id_sex"] = own["sex"]
    return columns, "id_number"


def _credit_code(own: Mapping[str, object]) -> tuple[dict[str, object], str]:
    return {"uscc": SAMPLE_CODE, "uscc_valid": 1}, "uscc"


DERIVED: dict[str, Callable[[Mapping[str, object]], tuple[dict[str, object], str]]] = {
    "id_number_valid": _id_number,
    "id_birth_date": _id_number,
    "id_sex": _id_number,
    "uscc_valid": _credit_code,
}
"""What is computed from a datum that can be corrected."""


def in_force(day: date, own: Mapping[str, object]) -> dict[str, Any]:
    """What a paper needs to hold on the day."""
    return {"state": "in_force", "valid_from": day, "valid_until": day}


def _passed(day: date, own: Mapping[str, object]) -> dict[str, Any]:
    return {"result": "passed", "completed_on": day}


FLAG_FACTS: dict[tuple[str, str, bool], Callable[[date, Mapping[str, object]], dict[str, Any]]] = {
    ("licence", "in_force", True): in_force,
    ("authorisation", "in_force", True): in_force,
    ("contract", "in_force", True): in_force,
    ("training", "passed", True): _passed,
    ("training", "valid", True): _passed,
    ("authorisation", "to_merchant", True): lambda _day, own: {"grantee": own.get("code")},
}
"""What a new record needs so that a derived yes-or-no field says so: (object, field, answer) to its facts."""
