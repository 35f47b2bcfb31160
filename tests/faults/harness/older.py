"""Workspaces of earlier schemas, and what each said of itself in its own time."""

from __future__ import annotations

import gzip
import json
from collections import Counter
from pathlib import Path
from typing import Any

from auditor.app import Auditor
from auditor.services.dumps import Dump
from auditor.storage.migrations.steps import LATEST
from tests.faults.harness import jobs
from tests.faults.harness.oracle import standing

KEPT = Path(__file__).parents[2] / "old_workspaces"
OLDER = [n for n in range(1, LATEST) if (KEPT / f"schema-{n}.auditor.gz").exists()]


def lay_out(schema: int, path: Path) -> bytes:
    """Put the workspace of a schema there; gives its bytes."""
    data = gzip.decompress((KEPT / f"schema-{schema}.auditor.gz").read_bytes())
    path.write_bytes(data)
    return data


def schema_of(path: Path) -> int:
    """The number in the file's header; a log beside it may know better."""
    return int.from_bytes(path.read_bytes()[60:64], "big")


def unlike(schema: int, path: Path) -> list[str]:
    """In what a workspace, opened by this version, says something else than it did: nothing, when all is well."""
    found = standing(path)
    if found.faults:
        return found.faults
    said: list[str] = []
    with Auditor.open(path, clock=jobs.clock) as app:
        app.ask(Dump(said.append, history=True))
    golden = json.loads(gzip.decompress((KEPT / f"schema-{schema}.golden.json.gz").read_bytes()))
    return differences(golden, json.loads("".join(said)))


def differences(golden: dict[str, Any], now: dict[str, Any]) -> list[str]:
    """What was said then and is not said now; a table or a field that came since may say more, not else."""
    wrong = []
    for sheet, rows in golden.items():
        there = Counter(_flat(row, rows) for row in now.get(sheet, []))
        missing = Counter(_flat(row, rows) for row in rows) - there
        wrong += [f"{sheet}: {row} is missing" for row in missing]
        if len(now.get(sheet, [])) != len(rows):
            wrong.append(f"{sheet}: {len(now.get(sheet, []))} rows instead of {len(rows)}")
    return wrong


def _flat(row: dict[str, Any], rows: list[dict[str, Any]]) -> str:
    known = {name for one in rows for name in one}
    return json.dumps({name: value for name, value in row.items() if name in known}, ensure_ascii=False, sort_keys=True)
