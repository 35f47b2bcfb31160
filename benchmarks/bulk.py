"""Fills a new workspace with a made-up world by plain inserts: what the write path would store, far sooner.

The write path looks up, compares and asks triggers for every row, which ten million rows need not wait for. Here the
triggers and indexes are taken off, the rows are converted by the write path's own functions and inserted in the order
in which it would number them, the change is sealed by the store's own code, and triggers and indexes come back.
tests/demo/test_bulk_equals_write_path.py holds the two equal, table by table.

    python -m benchmarks.bulk OUT.auditor [--hosts 1000000] [--seed 1] [--day 2026-11-21]
"""

from __future__ import annotations

import argparse
import os
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

from auditor.clock import SHANGHAI, Clock
from auditor.model.commitment import commitment
from auditor.model.enums import OTHER, is_open
from auditor.model.fields import BEGINNING, Field, Kind, Sheet
from auditor.model.sheets import BY_NAME
from auditor.model.tables import LISTS, MAIN, UNSTORED, VAULTS
from auditor.model.values import FOREVER, Other, Value
from auditor.services.demo import demo_rows
from auditor.services.records.compare import Draft, list_elements, period_names
from auditor.services.records.fill import Fill
from auditor.services.records.names import NAMES, filtered_of, names_of, search_words, sort_key
from auditor.services.records.personal import SALT_BYTES, facts_of
from auditor.storage import workspace
from auditor.storage.work import Recorded, Work, _seal

Cells = dict[str, Value]
Handler = Callable[[dict[str, Any], Value, int, Cells], None]
"""Puts one cell's value into the row of that number; all cells of the row are given too."""


@dataclass(slots=True)
class Buffers:
    """Rows to insert, by table; flushed by sheet."""

    rows: dict[str, list[tuple[Any, ...]]] = field(default_factory=lambda: defaultdict(list))
    search: list[tuple[int, str]] = field(default_factory=list)


class Loader:
    """Converts the rows of one world and inserts them as change ``change_id``."""

    def __init__(self, work: Work) -> None:
        self._work = work
        self._cursor = work.connection.connection.cursor()
        self._buffers = Buffers()
        self._codes: dict[str, dict[str, int]] = defaultdict(dict)
        self._next: dict[str, int] = defaultdict(int, subject=1)
        self._plans: dict[str, Plan] = {}
        self._fill = Fill(work.connection)

    def load(self, sheet: Sheet, rows: list[dict[str, Value]]) -> None:
        """Insert the rows of a sheet, all of them new."""
        if sheet.table not in self._plans:
            self._plans[sheet.table] = Plan(sheet, self._codes, self._buffers, self._work.change_id)
        plan = self._plans[sheet.table]
        for values in rows:
            self._row(sheet, plan, values)
        self._flush()

    def _row(self, sheet: Sheet, plan: Plan, values: dict[str, Value]) -> None:
        counter = "subject" if sheet.subject else sheet.table
        number = self._next[counter] = self._next[counter] + 1
        row = dict(plan.blank)
        row["id"] = number
        for name, value in values.items():
            handler = plan.handlers.get(name)
            if handler is None:
                row[name] = value
            else:
                handler(row, value, number, values)
        for name, elements in plan.default_lists:
            if name not in values:
                plan.handlers[name](row, elements, number, values)
        personal = plan.personal(values)
        if personal is not None:
            row.update(facts_of(sheet.table, personal))
        self._fill.complete(sheet, Draft(row, {}, personal), None)
        if personal is not None and any(personal.values()):
            salt = os.urandom(SALT_BYTES)
            row["personal_mac"] = commitment(salt, personal)
            self._buffers.rows[f"{sheet.table}_vault"].append((number, *personal.values(), salt, self._work.change_id))
        row.pop("title" if sheet.table == "training" else "", None)
        self._buffers.rows[sheet.table].append(tuple(row.values()))
        if sheet.subject:
            self._subject(sheet, number, row, values)

    def _subject(self, sheet: Sheet, number: int, row: dict[str, Any], values: dict[str, Value]) -> None:
        code = str(values["code"])
        if sheet.subject == "product":
            code = f"{values['merchant']}/{code}"
        self._codes[sheet.subject][code] = number
        self._buffers.rows["subject"].append((number, sheet.subject, code, self._work.change_id))
        if sheet.table in NAMES:
            shown = names_of(sheet.table, row)
            line = (number, sheet.table, code, shown[0], sort_key(shown[0]), *filtered_of(row).values(), None)
            self._buffers.rows["listing"].append(line)
            self._buffers.search.append((number, search_words(code, shown)))

    def course(self, code: str, number: int) -> None:
        """Remember a course by its code."""
        self._codes["course"][code] = number

    def _flush(self) -> None:
        for table, rows in self._buffers.rows.items():
            marks = ", ".join("?" * len(rows[0]))
            self._cursor.executemany(f'INSERT INTO "{table}" VALUES ({marks})', rows)
        self._cursor.executemany("INSERT INTO search (rowid, words) VALUES (?, ?)", self._buffers.search)
        self._buffers.rows.clear()
        self._buffers.search.clear()


class Plan:
    """How the cells of one sheet become columns: a blank row, and a handler where a cell is not just a value."""

    def __init__(self, sheet: Sheet, codes: dict[str, dict[str, int]], buffers: Buffers, change_id: int) -> None:
        self._sheet = sheet
        self._codes = codes
        self._buffers = buffers
        self._change_id = change_id
        self.blank: dict[str, Any] = {column.name: None for column in MAIN[sheet.table].columns}
        self.blank["change_id"] = change_id
        self.handlers: dict[str, Handler] = {}
        self.default_lists: list[tuple[str, tuple[str, ...]]] = []
        self._personal = [one.name for one in sheet.fields if one.personal]
        for one in sheet.fields:
            self._default(one)
            handler = self._handler(one)
            if handler is not None:
                self.handlers[one.name] = handler
        for name in period_names(sheet):
            self.blank[f"{name}_from"] = BEGINNING
        if "status_here" in self.blank:
            self.blank["status_here"] = 0
        if sheet.table in VAULTS:
            expected = ["owner_id", *self._personal, "salt", "change_id"]
            assert [column.name for column in VAULTS[sheet.table].columns] == expected, sheet.table

    def personal(self, values: dict[str, Value]) -> dict[str, str | None] | None:
        """The personal values of a row; None where the sheet has none."""
        if not self._personal:
            return None
        return {name: values.get(name) for name in self._personal}  # type: ignore[misc]

    def _default(self, one: Field) -> None:
        if one.kind is Kind.END:
            self.blank[f"{one.name}_long"] = 0
        if one.personal or one.default is None or (self._sheet.table, one.name) in UNSTORED:
            return
        if isinstance(one.default, tuple):
            self.default_lists.append((one.name, one.default))
        else:
            self.blank[one.name] = int(one.default) if isinstance(one.default, bool) else one.default

    def _handler(self, one: Field) -> Handler | None:
        if one.personal or (self._sheet.table, one.name) in UNSTORED:
            return lambda row, value, number, cells: None
        if one.kind is Kind.LIST:
            return self._references(one) if one.of is Kind.REF else self._elements(one)
        if one.kind is Kind.REF:
            return self._reference(one)
        if one.kind is Kind.END:
            return _end(one.name)
        if one.kind is Kind.ENUM and is_open(one.words):
            return _open(one.name)
        return None

    def _reference(self, one: Field) -> Handler:
        column, kinds = f"{one.name}_id", one.refs
        codes, type_field = self._codes, one.type_field
        if type_field:
            default = self._sheet.field(type_field).default

            def typed(row: dict[str, Any], value: Value, number: int, cells: Cells) -> None:
                row[column] = codes[cells.get(type_field, default)][value]  # type: ignore[index, arg-type]

            return typed
        known = codes[kinds[0]]

        def plain(row: dict[str, Any], value: Value, number: int, cells: Cells) -> None:
            row[column] = known[value]  # type: ignore[index]

        return plain

    def _references(self, one: Field) -> Handler:
        rows = self._buffers.rows
        name, known, change_id = (
            LISTS[self._sheet.table, one.name].table.name,
            self._codes[one.refs[0]],
            self._change_id,
        )

        def put(row: dict[str, Any], value: Value, number: int, cells: Cells) -> None:
            for ordinal, code in enumerate(dict.fromkeys(value)):  # type: ignore[arg-type]
                rows[name].append((number, ordinal, known[code], change_id))  # type: ignore[index]

        return put

    def _elements(self, one: Field) -> Handler:
        rows, change_id = self._buffers.rows, self._change_id
        table = LISTS[self._sheet.table, one.name].table
        name, texts = table.name, "text" in table.c

        def put(row: dict[str, Any], value: Value, number: int, cells: Cells) -> None:
            for ordinal, (code, text) in enumerate(list_elements(value)):  # type: ignore[arg-type]
                rows[name].append(
                    (number, ordinal, code, text, change_id) if texts else (number, ordinal, code, change_id)
                )

        return put


def _end(name: str) -> Handler:
    def put(row: dict[str, Any], value: Value, number: int, cells: Cells) -> None:
        if value is FOREVER:
            row[f"{name}_long"] = 1
        else:
            row[name] = value

    return put


def _open(name: str) -> Handler:
    def put(row: dict[str, Any], value: Value, number: int, cells: Cells) -> None:
        if isinstance(value, Other):
            row[name], row[f"{name}_text"] = OTHER, value.text
        else:
            row[name] = value

    return put


@contextmanager
def _bare(connection: Any) -> Iterator[None]:
    """The schema without triggers and indexes while rows pour in; unique ones come back too and would tell a double."""
    raw = connection.connection.cursor()
    found = raw.execute(
        "SELECT type, name, sql FROM sqlite_master WHERE type IN ('trigger', 'index') AND sql IS NOT NULL"
    ).fetchall()
    for kind, name, _ in found:
        raw.execute(f'DROP {kind} "{name}"')
    yield
    for kind in ("index", "trigger"):
        for _, _, sql in (one for one in found if one[0] == kind):
            raw.execute(sql)
    raw.close()


def load(path: Path, hosts: int, seed: int, today: date, clock: Clock) -> int:
    """Make a workspace at ``path`` that holds the world as one change named like the demo command's; gives its rows."""
    workspace.create(path, clock, title="demo")
    store = workspace.open_store(path, clock)
    record = Recorded("admin", "demo", why=f"hosts={hosts} seed={seed}")
    try:
        store.reader.dispose()
        store.writer.dispose()
        with store.writer.connect() as connection:
            raw = connection.connection.cursor()
            # A draft that fails is thrown away, so it needs no journal, which would be as large as the file.
            for pragma in ("journal_mode = OFF", "foreign_keys = OFF", "synchronous = OFF", "cache_size = -262144"):
                raw.execute(f"PRAGMA {pragma}").fetchall()
            with connection.begin():
                work = Work(connection, 2, record)
                with _bare(connection):
                    rows = _pour(work, hosts, seed, today)
                    _seal(work, clock)
                dangling = raw.execute("PRAGMA foreign_key_check").fetchmany(1)
            if dangling:
                raise ValueError(dangling)
            raw.execute("PRAGMA journal_mode = WAL").fetchall()
            connection.detach()
    finally:
        store.close()
    return rows


def _pour(work: Work, hosts: int, seed: int, today: date) -> int:
    loader = Loader(work)
    courses = poured = 0
    for name, batch in demo_rows(hosts, seed, today):
        rows = [row.values for row in batch]
        if name == "courses":
            for row in rows:
                courses += 1
                loader.course(str(row["code"]), courses)
        loader.load(BY_NAME[name], rows)
        poured += len(rows)
    return poured


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("out", type=Path)
    parser.add_argument("--hosts", type=int, default=1_000_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--day", type=date.fromisoformat, default=date(2026, 11, 21))
    asked = parser.parse_args()
    noon = datetime(asked.day.year, asked.day.month, asked.day.day, 12, tzinfo=SHANGHAI)
    started, cpu = time.time(), time.process_time()
    load(asked.out, asked.hosts, asked.seed, asked.day, lambda: noon)
    size = asked.out.stat().st_size / 1e6
    print(f"{time.process_time() - cpu:.1f} s CPU, {time.time() - started:.1f} s, {size:.0f} MB")


if __name__ == "__main__":
    main()
