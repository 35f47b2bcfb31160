"""The workspaces that are measured: built once for a schema and a size, kept in a folder, told apart by a digest."""

from __future__ import annotations

import hashlib
import inspect
import time
from datetime import date, datetime
from pathlib import Path
from typing import Any

from auditor.clock import SHANGHAI

TODAY = date(2026, 11, 21)
"""The day on which every measured world stands, so that figures of different days compare."""

SEED = 1


def noon() -> datetime:
    """The instant at which every world is made and looked at."""
    return datetime(TODAY.year, TODAY.month, TODAY.day, 12, tzinfo=SHANGHAI)


def _version() -> str:
    """Changes with the schema and with the generator."""
    from sqlalchemy.schema import CreateTable

    from auditor.model.ledger import metadata
    from auditor.services import demo
    from auditor.storage.schema import schema_statements

    hasher = hashlib.sha256()
    for table in metadata.sorted_tables:
        hasher.update(str(CreateTable(table)).encode())
    for statement in schema_statements():
        hasher.update(statement.encode())
    for path in sorted(Path(inspect.getfile(demo)).parent.glob("*.py")):
        hasher.update(path.read_bytes())
    return hasher.hexdigest()[:10]


def paths(folder: Path, hosts: int) -> tuple[Path, Path]:
    """The workspace and the DuckDB file of a size; built when they are not there yet."""
    from benchmarks.measure import in_child

    stem = f"world-{hosts}-{_version()}"
    store, columns = folder / f"{stem}.auditor", folder / f"{stem}-{_columns()}.duckdb"
    if not store.exists():
        folder.mkdir(parents=True, exist_ok=True)
        told = in_child("build", store=str(store), hosts=hosts)
        print(f"  built {hosts} hosts in {told['cpu']:.0f} s CPU ({told['rows']} rows, {told['mb']:.0f} MB)")
    if not columns.exists():
        in_child("export", store=str(store), columns=str(columns))
    return store, columns


def _columns() -> str:
    """Changes with what is copied for DuckDB."""
    from benchmarks.duck import COLUMNS

    return hashlib.sha256(str(sorted(COLUMNS.items())).encode()).hexdigest()[:6]


def exported(store: str, columns: str) -> dict[str, Any]:
    """Copy the columns of a world for DuckDB."""
    from benchmarks.duck import export

    draft = Path(columns).with_name(Path(columns).name + ".making")
    export(Path(store), draft)
    draft.rename(columns)
    return {}


def build(store: str, hosts: int) -> dict[str, Any]:
    """Pour a world."""
    from benchmarks.bulk import load

    made, started = Path(store), time.process_time()
    draft = made.with_name(made.name + ".making")
    for left in (draft, made):
        left.unlink(missing_ok=True)
    rows = load(draft, hosts, SEED, TODAY, noon)
    cpu = time.process_time() - started
    draft.rename(made)
    return {"cpu": cpu, "rows": rows, "mb": made.stat().st_size / 1e6}
