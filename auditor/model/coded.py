"""How a coded record is named where others refer to it: by its code, a case by its platform too where codes repeat."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, FromClause, case, func, literal, select

from auditor.model.tables import MAIN


def shown_code(table: str, row: FromClause) -> ColumnElement[Any]:
    """The name of a row (``row`` is the table or an alias of it) by which an import finds it again."""
    if table != "case_record":
        return row.c.code
    other = MAIN[table].alias()
    shared = select(literal(1)).where(other.c.code == row.c.code, other.c.id != row.c.id).exists()
    platform = func.coalesce(row.c.platform_text, row.c.platform, "")
    return case((shared, platform + ":" + row.c.code), else_=row.c.code)
