"""Personal values: kept in the vault, committed to in the row, told to the rules only as facts about them."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from auditor.model.identifiers import id_number_facts
from auditor.model.masking import is_masked
from auditor.model.types import day_of

SALT_BYTES = 16


def facts_of(table: str, values: Mapping[str, str | None]) -> dict[str, Any]:
    """The columns of the main row that say something about personal values without saying them."""
    told: dict[str, Any] = {_flag(name): 1 if value else 0 for name, value in values.items()}
    if table == "host":
        told |= _id_facts(values.get("id_number"))
    return told


@cache
def _flag(name: str) -> str:
    return f"has_{name}"


def _id_facts(number: str | None) -> dict[str, Any]:
    empty = {"id_number_valid": None, "id_number_masked": None, "id_birth_date": None, "id_sex": None}
    if not number:
        return empty
    if is_masked(number):
        return empty | {"id_number_masked": 1}
    facts = id_number_facts(number)
    born = None if facts.birth_date is None else day_of(facts.birth_date)
    return {"id_number_valid": int(facts.valid), "id_number_masked": 0, "id_birth_date": born, "id_sex": facts.sex}
