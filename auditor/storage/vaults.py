"""Whether the personal values in the vaults are those that the rows committed to."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import Connection, Table, text

from auditor.i18n import said
from auditor.model.commitment import commitment
from auditor.model.tables import HISTORY, VAULTS
from auditor.storage.differences import Difference
from auditor.storage.locate import any_row
from auditor.storage.naming import row_name


def vault_differences(connection: Connection) -> Iterator[Difference]:
    """Vault rows, former ones too, that nobody committed to; commitments whose row is gone while others stay."""
    for owner, vault in VAULTS.items():
        yield from _altered(connection, owner, vault, vault.name)
        yield from _altered(connection, owner, vault, HISTORY[vault.name].name)
        yield from _removed(connection, owner, vault)


def erased(connection: Connection) -> int:
    """How many rows ever committed to personal values that a recorded change erased."""
    if connection.exec_driver_sql("SELECT 1 FROM change WHERE kind = 'erasure' LIMIT 1").first() is None:
        return 0
    total = 0
    for owner, vault in VAULTS.items():
        rows = " UNION ".join(
            f'SELECT x.id FROM "{name}" x WHERE {_absent(vault)} AND {_recorded(owner)}'
            for name in (owner, HISTORY[owner].name)
        )
        total += connection.execute(text(f"SELECT count(*) FROM ({rows})")).scalar_one()
    return total


def _absent(vault: Table) -> str:
    """That the row commits to personal values and the vault no longer has them."""
    history = HISTORY[vault.name].name
    return (
        "x.personal_mac IS NOT NULL "
        f'AND NOT EXISTS (SELECT 1 FROM "{vault.name}" v WHERE v.owner_id = x.id AND v.change_id <= x.change_id) '
        f'AND NOT EXISTS (SELECT 1 FROM "{history}" v WHERE v.owner_id = x.id AND v.change_id <= x.change_id '
        "AND v.gone_by > x.change_id)"
    )


def _kept(vault: str) -> str:
    return f'EXISTS (SELECT 1 FROM "{vault}" v WHERE v.owner_id = x.id)'


def _recorded(owner: str, later: str = "") -> str:
    """That a change of the kind ``erasure`` (``later`` than this) names the row in its source: ``host:17 host:18``."""
    named = f"'% {owner}:' || CAST(x.id AS TEXT) || ' %'"
    since = f" AND c.id > {later}" if later else ""
    return f"EXISTS (SELECT 1 FROM change c WHERE c.kind = 'erasure'{since} AND ' ' || c.source || ' ' LIKE {named})"


def _altered(connection: Connection, owner: str, vault: Table, stored: str) -> Iterator[Difference]:
    """Each vault row against the commitment that stood in the main row when it was written."""
    names = [c.name for c in vault.columns if c.name not in ("owner_id", "salt", "change_id")]
    then = "m.id = v.owner_id AND m.change_id <= v.change_id"
    sql = (
        f"SELECT v.owner_id, v.change_id, v.salt, {', '.join(f'v.{name}' for name in names)}, "
        f'(SELECT m.personal_mac FROM "{owner}" m WHERE {then}) AS mac_now, '
        f'(SELECT m.personal_mac FROM "{HISTORY[owner].name}" m WHERE {then} AND m.gone_by > v.change_id) AS mac_then '
        f'FROM "{stored}" v ORDER BY v.owner_id'
    )
    for row in connection.execute(text(sql)).mappings():
        mac = row["mac_then"] if row["mac_now"] is None else row["mac_now"]
        if mac != commitment(row["salt"], {name: row[name] for name in names}):
            yield _told(connection, vault, stored, row["owner_id"], row["change_id"])


def _removed(connection: Connection, owner: str, vault: Table) -> Iterator[Difference]:
    """Commitments whose vault row is missing though the vault knows their owner, or no change says it was erased.

    What is older than an erasure may be gone although new values were stored since.
    """
    history = HISTORY[vault.name].name
    absent = (
        f"{_absent(vault)} AND ({_kept(vault.name)} OR {_kept(history)} OR NOT {_recorded(owner)}) "
        f"AND NOT {_recorded(owner, later='x.change_id')}"
    )
    for name in (owner, HISTORY[owner].name):
        row = any_row(connection, name, absent)
        if row is not None:
            yield Difference(
                said("Personal values of {row} are missing from table {table}.", row=row, table=vault.name),
                vault.name,
                row,
            )


def _told(connection: Connection, vault: Table, stored: str, owner_id: int, change_id: int) -> Difference:
    name = row_name(connection, vault, {"owner_id": owner_id})
    return Difference(
        said("Personal values of {row} in table {table} were altered.", row=name, table=stored), stored, name, change_id
    )
