"""What the rows of an example have where it says nothing: defaults, and what follows from their other values."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time
from typing import Any

from auditor.model import tables
from auditor.model.enums import words
from auditor.model.fields import BEGINNING, Kind, Sheet
from auditor.model.folding import folded_name
from auditor.model.identifiers import id_number_facts, uscc_is_valid
from auditor.model.types import day_of, second_of


def id_facts(number: str) -> dict[str, object]:
    """What a host's row keeps of an ID number."""
    if "*" in number or "＊" in number:
        return {"id_number_masked": 1, "id_number_valid": None}
    facts = id_number_facts(number)
    born = day_of(facts.birth_date) if facts.birth_date else None
    return {"id_number_masked": 0, "id_number_valid": int(facts.valid), "id_birth_date": born, "id_sex": facts.sex}


def defaults(sheet: Sheet, key: int, as_of: date) -> dict[str, object]:
    """What a row has where an example says nothing: the workbook's defaults; made-up values for required cells."""
    found: dict[str, object] = {}
    for declared in sheet.fields:
        name = declared.name
        if isinstance(declared.default, (str, int, bool)):
            found[name] = int(declared.default) if isinstance(declared.default, bool) else declared.default
        elif name in tables.PERIODS and declared.kind is Kind.DATE:
            found[name] = BEGINNING
        elif not declared.required or declared.kind is Kind.LIST:
            continue
        elif declared.kind is Kind.DATE:
            found[name] = day_of(as_of)
        elif declared.kind is Kind.DATETIME:
            found[name] = second_of(datetime.combine(as_of, time()))
        elif declared.kind is Kind.ENUM:
            found[name] = next((w.code for w in words(declared.words)), "other")
        elif declared.kind is Kind.REF:
            if declared.refs != ("course",):
                found[f"{name}_id"] = 0
        else:
            found[name] = f"{sheet.table}-{key}"
    return found


def completed(table: str, facts: Mapping[str, Any], values: dict[str, object]) -> dict[str, object]:
    """The columns that are pure functions of the row's own values."""
    if table in ("merchant", "agency") and "uscc_valid" not in values and values.get("uscc"):
        code = str(values["uscc"])
        values["uscc_valid"] = None if "*" in code else int(uscc_is_valid(code))
    if table == "merchant":
        for name in ("legal_name", "shop_name"):
            values[f"{name}_folded"] = folded_name(str(values[name])) if values.get(name) else None
    if table == "authorisation":
        values["grantee_folded"] = folded_name(str(values["grantee"]))
    if table == "case_record" and "outcome" not in values:
        values["outcome"] = "substantiated" if values.get("kind") in ("infraction", "penalty") else "open"
    if table == "broadcast" and "status" not in values:
        values["status"] = "aired" if values.get("started_at") is not None else "planned"
    if table == "host" and facts.get("id_number") and values.get("birth_date") is None:
        values["birth_date"] = values.get("id_birth_date")
    return values
