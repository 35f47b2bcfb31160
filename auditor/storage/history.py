"""Triggers that keep every former row and refuse every write outside a recorded change (SQLite)."""

from __future__ import annotations

from sqlalchemy import Table, Text, UniqueConstraint
from sqlalchemy.schema import Index

from auditor.model.tables import HISTORY, VERSIONED
from auditor.storage.guards import WRITING, guard_statements, refused, trigger


def _unique_keys(table: Table) -> list[str]:
    """Conditions, one for each unique key, under which NEW collides with a stored row."""
    keys = [" AND ".join(f"{c.name} = NEW.{c.name}" for c in table.primary_key.columns)]
    unique = [constraint for constraint in table.constraints if isinstance(constraint, UniqueConstraint)]
    indexes = [_expression_key(index) for index in table.indexes if index.unique]
    # Both are sets: without an order the triggers' text would differ from one process to the next.
    keys += sorted(" AND ".join(f"{c.name} = NEW.{c.name}" for c in constraint.columns) for constraint in unique)
    keys += sorted(indexes)
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
    return [statement for table in VERSIONED for statement in _versioned(table)] + guard_statements()


def _versioned(table: Table) -> list[str]:
    name = table.name
    columns = ", ".join(c.name for c in table.columns)
    old = ", ".join(f"OLD.{c.name}" for c in table.columns)
    primary, *others = _unique_keys(table)
    exists = " OR ".join(f'EXISTS (SELECT 1 FROM "{name}" WHERE {key})' for key in (primary, *others))
    taken = " OR ".join(f'EXISTS (SELECT 1 FROM "{name}" WHERE {key} AND NOT ({primary}))' for key in others)
    key_kept = " AND ".join(f"NEW.{c.name} IS OLD.{c.name}" for c in table.primary_key.columns)
    history = HISTORY[name].name
    keep = (
        f'INSERT INTO "{history}" ({columns}, gone_by) SELECT {old}, change_id FROM writing '
        "WHERE change_id IS NOT OLD.change_id"
    )
    outside = f"{name}: a write outside a recorded change"
    recorded = refused(outside, f"NEW.change_id IS NOT {WRITING}")
    updated = [recorded, refused(f"{name}: a key is never changed", f"NOT ({key_kept})")]
    if taken:
        # UPDATE OR REPLACE would take the other row away without a trace.
        updated.append(refused(f"{name}: another row has this key", taken))
    return [
        trigger(name, "before_insert", "BEFORE INSERT", f"{recorded}; {refused(f'{name}: the row exists', exists)}"),
        trigger(name, "before_update", "BEFORE UPDATE", "; ".join(updated)),
        trigger(name, "after_update", "AFTER UPDATE", keep),
        trigger(name, "before_delete", "BEFORE DELETE", refused(outside, f"{WRITING} IS NULL")),
        trigger(name, "after_delete", "AFTER DELETE", keep),
    ]
