"""Writes what the recorder decided: rows, lists, vault rows, past periods, and the caches beside them."""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from sqlalchemy import Table, bindparam, func, insert, select, text, update

from auditor.model.commitment import commitment
from auditor.model.fields import Sheet
from auditor.model.ledger import listing
from auditor.model.tables import LISTS, MAIN, VAULTS, subject
from auditor.services.records.names import FILTERED, NAMES, filtered_of, names_of, search_words, sort_key
from auditor.services.records.personal import SALT_BYTES
from auditor.services.records.stored import PAST, Entry
from auditor.storage.work import Work

Elements = tuple[tuple[Any, str | None], ...]


_TABLES: dict[str, Table] = {
    "subject": subject,
    **MAIN,
    **{table.name: table for table in VAULTS.values()},
    **{entry.table.name: entry.table for entry in LISTS.values()},
}
_KEYS: dict[str, tuple[str, ...]] = {
    **{table.name: ("owner_id",) for table in VAULTS.values()},
    **{entry.table.name: ("owner_id", "ordinal") for entry in LISTS.values()},
}


class Writer:
    """Collects the rows of a batch and writes them in few statements."""

    def __init__(self, work: Work) -> None:
        self.work = work
        self._next: dict[str, int] = {}
        self._inserts: dict[str, list[dict[str, Any]]] = defaultdict(list)
        self._updates: dict[tuple[str, tuple[str, ...]], list[dict[str, Any]]] = defaultdict(list)
        self._listed: list[tuple[dict[str, Any], list[str], bool]] = []
        self._refiltered: list[dict[str, Any]] = []
        self._lists: list[tuple[str, str, int, Elements, Elements]] = []
        self._past: list[tuple[str, int, int, Any, bool]] = []

    def new_id(self, table: str) -> int:
        """The next number of a table; never one that was used before."""
        if table not in self._next:
            connection = self.work.connection
            main = subject if table == "subject" else MAIN[table]
            highest = connection.execute(select(func.max(main.c.id))).scalar() or 0
            if connection.dialect.name == "sqlite":
                used = connection.execute(
                    text("SELECT seq FROM sqlite_sequence WHERE name = :n"), {"n": table}
                ).scalar()
                highest = max(highest, used or 0)
            self._next[table] = highest
        self._next[table] += 1
        return self._next[table]

    def create(
        self, sheet: Sheet, columns: dict[str, Any], code: str, personal: Mapping[str, str | None] | None
    ) -> int:
        """A new row (and its subject); gives its id."""
        number = self.new_id("subject" if sheet.subject else sheet.table)
        if sheet.subject:
            self._inserts["subject"].append({"id": number, "type": sheet.subject, "code": code})
        columns["id"] = number
        if personal is not None and any(personal.values()):
            columns["personal_mac"] = self._seal(sheet, number, personal, fresh=True)
        self._inserts[sheet.table].append(columns)
        self._name(sheet, columns, fresh=True)
        return number

    def update(
        self, sheet: Sheet, entry: Entry, changed: dict[str, Any], personal: Mapping[str, str | None] | None
    ) -> None:
        """Change columns of a stored row; ``personal`` only when a personal value changed."""
        number = entry.row["id"]
        if personal is not None:
            changed["personal_mac"] = self._seal(sheet, number, personal, fresh=entry.vault is None)
        if changed:
            names = tuple(sorted(changed))
            self._updates[sheet.table, names].append({"id": number, **changed})
            if any(name in changed for name in NAMES.get(sheet.table, ())):
                self._name(sheet, {**entry.row, **changed}, fresh=False)
            elif sheet.table in NAMES and any(name in changed for name in FILTERED):
                self._refiltered.append({"at": number, **filtered_of({**entry.row, **changed})})

    def _seal(self, sheet: Sheet, number: int, personal: Mapping[str, str | None], *, fresh: bool) -> bytes:
        salt = os.urandom(SALT_BYTES)
        row = {"owner_id": number, **personal, "salt": salt}
        if fresh:
            self._inserts[f"{sheet.table}_vault"].append(row)
        else:
            self._updates[f"{sheet.table}_vault", tuple(sorted((*personal, "salt")))].append(row)
        return commitment(salt, personal)

    def _name(self, sheet: Sheet, row: Mapping[str, Any], *, fresh: bool) -> None:
        if sheet.table not in NAMES:
            return
        names = names_of(sheet.table, row)
        line = {"type": sheet.table, "code": str(row["code"]), "name": names[0], "sort_key": sort_key(names[0])}
        self._listed.append(({"id": row["id"], **line, **filtered_of(row)}, names, fresh))

    def new_list(self, sheet: Sheet, name: str, number: int, elements: Elements) -> None:
        """The list of a new row."""
        made = LISTS[sheet.table, name].table
        rows = self._inserts[made.name]
        column = "target_id" if "target_id" in made.c else "value"
        if "text" in made.c:
            for ordinal, (value, other) in enumerate(elements):
                rows.append({"owner_id": number, "ordinal": ordinal, column: value, "text": other})
        else:
            for ordinal, (value, _) in enumerate(elements):
                rows.append({"owner_id": number, "ordinal": ordinal, column: value})

    def put_list(self, sheet: Sheet, name: str, number: int, before: Elements, after: Elements) -> None:
        """Make a list what it is to be, element by element."""
        self._lists.append((sheet.table, name, number, before, after))

    def put_past(self, name: str, number: int, from_day: int, value: Any, *, known: bool) -> None:
        """A past period; ``known`` when one of that day is stored already."""
        self._past.append((name, number, from_day, value, known))

    def flush(self) -> None:
        """Write everything collected so far."""
        self._flush_rows()
        for table, name, number, before, after in self._lists:
            self._collect_list(table, name, number, before, after)
        self._flush_rows()
        for name, number, from_day, value, known in self._past:
            past, column = PAST[name]
            row = {"subject_id": number, "from_day": from_day, column: value}
            if known:
                self.work.update(past, ("subject_id", "from_day"), [row])
            else:
                self.work.insert(past, [row])
        self._flush_names()
        self._lists.clear()
        self._past.clear()

    def _flush_rows(self) -> None:
        for name, table in _TABLES.items():
            if self._inserts.get(name):
                self.work.insert(table, self._inserts[name])
        for (name, _), rows in self._updates.items():
            self.work.update(_TABLES[name], _KEYS.get(name, ("id",)), rows)
        self._inserts.clear()
        self._updates.clear()

    def _collect_list(self, table: str, name: str, number: int, before: Elements, after: Elements) -> None:
        made = LISTS[table, name].table
        column = "target_id" if "target_id" in made.c else "value"
        for ordinal, (value, other) in enumerate(after):
            row = {"owner_id": number, "ordinal": ordinal, column: value}
            if "text" in made.c:
                row["text"] = other
            if ordinal >= len(before):
                self._inserts[made.name].append(row)
            elif before[ordinal] != (value, other):
                self._updates[made.name, tuple(sorted(row))].append(row)
        gone = [{"owner_id": number, "ordinal": ordinal} for ordinal in range(len(after), len(before))]
        self.work.delete(made, ("owner_id", "ordinal"), gone)

    def _flush_names(self) -> None:
        connection = self.work.connection
        fresh = [line for line, _, new in self._listed if new]
        if fresh:
            self._list_fresh(fresh)
        # An update, for the answer that stands in the line is not the write path's to lose.
        renamed = [_at(line) for line, _, new in self._listed if not new]
        for lines in (renamed, self._refiltered):
            if lines:
                connection.execute(update(listing).where(listing.c.id == bindparam("at")), lines)
        if connection.dialect.name == "sqlite" and self._listed:
            self._flush_search([line["at"] for line in renamed])
        self._listed.clear()
        self._refiltered.clear()

    def _list_fresh(self, lines: list[dict[str, Any]]) -> None:
        connection = self.work.connection
        if connection.dialect.name != "sqlite":
            connection.execute(insert(listing), lines)
            return
        # Past the statements of a general database, which are put together anew for each line.
        columns, marks = ", ".join(lines[0]), ", ".join("?" * len(lines[0]))
        cursor = connection.connection.cursor()
        cursor.executemany(
            f"INSERT INTO listing ({columns}) VALUES ({marks})", [tuple(line.values()) for line in lines]
        )
        cursor.close()

    def _flush_search(self, renamed: list[int]) -> None:
        cursor = self.work.connection.connection.cursor()
        cursor.executemany("DELETE FROM search WHERE rowid = ?", [(number,) for number in renamed])
        cursor.executemany(
            "INSERT INTO search (rowid, words) VALUES (?, ?)",
            [(line["id"], search_words(line["code"], names)) for line, names, _ in self._listed],
        )
        cursor.close()


def _at(line: dict[str, Any]) -> dict[str, Any]:
    """A line of the list as an update finds it."""
    return {"at": line["id"], **{name: value for name, value in line.items() if name != "id"}}
