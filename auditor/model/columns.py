"""The columns that a field becomes: by fixed rules, so that a column is declared once (SQLAlchemy Core)."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Column, ForeignKey, ForeignKeyConstraint, Text
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.schema import CreateColumn

from auditor.model.enums import is_open
from auditor.model.fields import BEGINNING, Field, Kind, Sheet
from auditor.model.ledger import Whole

PERIODS = {"status_from": "status", "agency_from": "agency", "operator_from": "operator"}
"""Columns that say since when the latest period of a value runs."""

_ALWAYS = {("case_record", "outcome"), ("broadcast", "status")}
"""Columns whose empty cell is filled by a computed default when the row is created."""

UNSTORED = {("training", "title")}
"""Columns of the workbook that only help to find something else: a course by its title."""

FIRST = 1
"""The schema number that most columns came with."""

ADDED = "added"
"""Where a column says which later schema brought it: such a one stands behind the others, here and in the history."""

WORKSPACE_DATES = ("impact_assessed_on", "privacy_audited_on", "officer_filed_on")
"""Days on which the workspace's own privacy duties were last met."""

EXTRA: dict[str, tuple[str, ...]] = {
    "host": ("id_number_valid", "id_number_masked", "id_birth_date"),
    "merchant": ("uscc_valid",),
    "agency": ("uscc_valid",),
}
"""Pure functions of the row's own values that rules read; written by the one write path."""

EXTRA_TEXT: dict[str, tuple[str, ...]] = {
    "host": ("id_sex",),
    "merchant": ("legal_name_folded", "shop_name_folded"),
    "authorisation": ("grantee_folded",),
}


def whole(name: str, *, need: bool = False, default: int | None = None) -> Column[Any]:
    """A number: a day, a second, hundredths, a flag, a key."""
    server = None if default is None else str(default)
    return Column(name, Whole, nullable=not need, server_default=server)


def columns_of(sheet: Sheet, field: Field) -> list[Column[Any]]:
    """The columns of a field in its sheet's own table."""
    need = field.required or field.default is not None or (sheet.table, field.name) in _ALWAYS
    made: list[Column[Any]]
    if (sheet.table, field.name) in UNSTORED:
        return []
    if field.personal:
        made = [whole(f"has_{field.name}", need=True, default=0)]
    elif field.kind is Kind.LIST:
        made = []
    elif field.name in PERIODS and field.kind is Kind.DATE:
        made = [whole(field.name, need=True, default=BEGINNING)]
    elif field.kind is Kind.REF:
        made = _reference(field)
    elif field.kind in (Kind.TEXT, Kind.ENUM):
        made = [Column(field.name, Text, nullable=not need)]
        if field.kind is Kind.ENUM and is_open(field.words):
            made.append(Column(f"{field.name}_text", Text))
    else:
        # An end that is permanent has no day.
        made = [whole(field.name, need=need and field.kind is not Kind.END)]
        if field.kind is Kind.END:
            made.append(whole(f"{field.name}_long", need=True, default=0))
    return made


def _reference(field: Field) -> list[Column[Any]]:
    column = f"{field.name}_id"
    if field.coded:
        key = ForeignKey(f"{field.coded}.id", deferrable=True, initially="DEFERRED")
        return [Column(column, Whole, key, nullable=not field.required)]
    if field.may_be_staff:
        return [whole(column), Column(f"{field.name}_name", Text)]
    return [whole(column, need=field.required)]


def added(column: Column[Any], number: int) -> Column[Any]:
    """The column, marked as one that a later schema brought."""
    column.info[ADDED] = number
    return column


@compiles(CreateColumn, "sqlite")
def _with_reference(made: CreateColumn, compiler: Any, **kw: Any) -> Any:
    """A column that a migration adds brings its reference itself, for a table that stands takes no constraint more."""
    text = compiler.visit_create_column(made, **kw)
    column = made.element
    if ADDED not in column.info or not column.foreign_keys:
        return text
    (key,) = column.foreign_keys
    target = key.column
    return f"{text} REFERENCES {target.table.name} ({target.name}) DEFERRABLE INITIALLY DEFERRED"


@compiles(ForeignKeyConstraint, "sqlite")
def _not_twice(made: ForeignKeyConstraint, compiler: Any, **kw: Any) -> Any:
    if all(ADDED in column.info for column in made.columns):
        return None
    return compiler.visit_foreign_key_constraint(made, **kw)
