"""Triggers on what is only ever appended: former rows, changes, their marks, stored runs (SQLite)."""

from __future__ import annotations

from sqlalchemy import Table

from auditor.model.ledger import blob, change, leaf, run, verdict
from auditor.model.tables import HISTORY, VAULTS

WRITING = "(SELECT change_id FROM writing)"

_VAULT_HISTORIES = {HISTORY[table.name].name for table in VAULTS.values()}


def trigger(table: str, name: str, when: str, body: str) -> str:
    """One CREATE TRIGGER statement."""
    return f'CREATE TRIGGER {table}_{name} {when} ON "{table}" BEGIN {body}; END'


def refused(why: str, where: str = "") -> str:
    """The statement in a trigger that refuses a write, always or on a condition."""
    return f"SELECT RAISE(ABORT, '{why}')" + (f" WHERE {where}" if where else "")


def guard_statements() -> list[str]:
    """CREATE TRIGGER statements of everything that is append-only, and of the two one-row tables."""
    made = [statement for table in (run, verdict, change, leaf) for statement in _appended(table)]
    made += [statement for table in HISTORY.values() for statement in _former(table)]
    made += _contents()
    made += [
        trigger("head", "before_insert", "BEFORE INSERT", refused("head: there is one", _any("head"))),
        trigger(
            "head", "before_update", "BEFORE UPDATE", refused("head: a write outside a change", f"{WRITING} IS NULL")
        ),
        trigger("head", "before_delete", "BEFORE DELETE", refused("head: it is never deleted")),
        trigger("writing", "before_insert", "BEFORE INSERT", refused("writing: there is one", _any("writing"))),
        trigger("writing", "before_delete", "BEFORE DELETE", refused("writing: it is never deleted")),
    ]
    return made


def _any(table: str) -> str:
    return f"EXISTS (SELECT 1 FROM {table})"


def _appended(table: Table) -> list[str]:
    """Rows that come with a change and stay as they are."""
    name = table.name
    key = " AND ".join(f"{c.name} = NEW.{c.name}" for c in table.primary_key.columns)
    number = {change: "NEW.id", leaf: "NEW.change_id", run: "NEW.change_id"}.get(table)
    outside = f"{WRITING} IS NULL" if number is None else f"{number} IS NOT {WRITING}"
    insert = f"{refused(f'{name}: a write outside a recorded change', outside)}; "
    insert += refused(f"{name}: the row exists", f'EXISTS (SELECT 1 FROM "{name}" WHERE {key})')
    return [
        trigger(name, "before_insert", "BEFORE INSERT", insert),
        trigger(name, "before_update", "BEFORE UPDATE", refused(f"{name}: rows are never changed")),
        trigger(name, "before_delete", "BEFORE DELETE", refused(f"{name}: rows are never deleted")),
    ]


def _contents() -> list[str]:
    """Contents come with a change and stay as they are; only erasure, a change of its own, takes one away."""
    outside = refused("blob: a write outside a recorded change", f"{WRITING} IS NULL")
    exists = refused("blob: the row exists", 'EXISTS (SELECT 1 FROM "blob" WHERE sha256 = NEW.sha256)')
    return [
        trigger(blob.name, "before_insert", "BEFORE INSERT", f"{outside}; {exists}"),
        trigger(blob.name, "before_update", "BEFORE UPDATE", refused("blob: rows are never changed")),
        trigger(blob.name, "before_delete", "BEFORE DELETE", outside),
    ]


def _former(table: Table) -> list[str]:
    """Former rows come from the triggers of their table; only erasure takes former personal values away."""
    name = table.name
    keep = refused(f"{name}: rows are never deleted", f"{WRITING} IS NULL" if name in _VAULT_HISTORIES else "")
    return [
        trigger(
            name,
            "before_insert",
            "BEFORE INSERT",
            refused(f"{name}: a write outside a recorded change", f"NEW.gone_by IS NOT {WRITING}"),
        ),
        trigger(name, "before_update", "BEFORE UPDATE", refused(f"{name}: rows are never changed")),
        trigger(name, "before_delete", "BEFORE DELETE", keep),
    ]
