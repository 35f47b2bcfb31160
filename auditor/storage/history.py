"""Triggers that keep every former row and refuse every write outside a recorded change (SQLite)."""

from __future__ import annotations

from sqlalchemy import Table, Text
from sqlalchemy.schema import Index

from auditor.model.tables import HISTORY, VERSIONED, run, verdict

_WRITING = "(SELECT change_id FROM writing)"


def _unique_keys(table: Table) -> list[str]:
    """Conditions, one for each unique key, under which NEW collides with a stored row."""
    keys = [" AND ".join(f"{c.name} = NEW.{c.name}" for c in table.primary_key.columns)]
    for constraint in table.constraints:
        columns = getattr(constraint, "columns", None)
        if columns is not None and type(constraint).__name__ == "UniqueConstraint":
            keys.append(" AND ".join(f"{c.name} = NEW.{c.name}" for c in columns))
    keys += [_expression_key(index) for index in table.indexes if index.unique]
    return keys


def _expression_key(index: Index) -> str:
    parts = []
    for expression in index.expressions:
        name = getattr(expression, "name", None)
        column = getattr(expression, "clauses", None)
        if column is None:
            parts.append(f"{name} = NEW.{name}")
            continue
        inner = next(iter(column))
        blank = "''" if isinstance(inner.type, Text) else str(-(10**9))
        parts.append(f"coalesce({inner.name}, {blank}) = coalesce(NEW.{inner.name}, {blank})")
    return " AND ".join(parts)


def trigger_statements() -> list[str]:
    """CREATE TRIGGER statements for every versioned table, and for the append-only ones."""
    made = [statement for table in VERSIONED for statement in _versioned(table)]
    made += [
        _trigger(table.name, "before_update", "BEFORE UPDATE", _refused(f"{table.name} rows are never changed"))
        for table in (run, verdict)
    ]
    return made


def _trigger(table: str, name: str, when: str, body: str) -> str:
    return f'CREATE TRIGGER {table}_{name} {when} ON "{table}" BEGIN {body}; END'


def _refused(why: str, where: str = "") -> str:
    return f"SELECT RAISE(ABORT, '{why}')" + (f" WHERE {where}" if where else "")


def _versioned(table: Table) -> list[str]:
    name = table.name
    columns = ", ".join(c.name for c in table.columns)
    old = ", ".join(f"OLD.{c.name}" for c in table.columns)
    exists = " OR ".join(f'EXISTS (SELECT 1 FROM "{name}" WHERE {key})' for key in _unique_keys(table))
    key_kept = " AND ".join(f"NEW.{c.name} IS OLD.{c.name}" for c in table.primary_key.columns)
    history = HISTORY[name].name
    keep = (
        f'INSERT INTO "{history}" ({columns}, gone_by) SELECT {old}, change_id FROM writing '  # noqa: S608
        "WHERE change_id IS NOT OLD.change_id"
    )
    outside = f"{name}: a write outside a recorded change"
    recorded = _refused(outside, f"NEW.change_id IS NOT {_WRITING}")
    return [
        _trigger(name, "before_insert", "BEFORE INSERT", f"{recorded}; {_refused(f'{name}: the row exists', exists)}"),
        _trigger(
            name,
            "before_update",
            "BEFORE UPDATE",
            f"{recorded}; {_refused(f'{name}: a key is never changed', f'NOT ({key_kept})')}",
        ),
        _trigger(name, "after_update", "AFTER UPDATE", keep),
        _trigger(name, "before_delete", "BEFORE DELETE", _refused(outside, f"{_WRITING} IS NULL")),
        _trigger(name, "after_delete", "AFTER DELETE", keep),
    ]
