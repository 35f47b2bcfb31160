"""What may be set in bulk."""

from __future__ import annotations

from auditor.model.fields import Field, Kind
from auditor.model.sheets import BY_TABLE
from auditor.model.tables import UNSTORED


def may_be_set(kind: str, one: Field) -> bool:
    """Whether one value can stand in this field of many rows."""
    sheet = BY_TABLE[kind]
    its_own = one.name in sheet.key or one.personal or (kind, one.name) in UNSTORED
    whose = one.name in sheet.owner or (one.kind is Kind.REF and bool(one.type_field))
    return not its_own and not whose and not (one.kind is Kind.LIST and one.of is Kind.REF) and not one.upper
