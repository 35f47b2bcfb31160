"""A machine drives the store against a dict: contents, every earlier state, and the chain agree after any history."""

from __future__ import annotations

import copy
import os
import shutil
import tempfile
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from sqlalchemy import Table, select

from auditor.model.commitment import commitment
from auditor.model.tables import LISTS, MAIN, VAULTS, setting, subject
from auditor.monitor import Silent
from auditor.storage.known import as_known
from auditor.storage.verify import verify_chain
from auditor.storage.work import Work
from auditor.storage.workspace import open_store
from tests.storage.worlds import new_store, note, ticking

HOST, VAULT, TAGS = MAIN["host"], VAULTS["host"], LISTS["host", "tags"].table
WATCHED: tuple[Table, ...] = (subject, HOST, TAGS, setting)
Rows = dict[tuple[str, tuple[Any, ...]], str]
"""(table, key) -> the value that the machine plays with."""

OPERATIONS = st.lists(
    st.tuples(
        st.sampled_from(["host", "rename", "leave", "tag", "untag", "set", "unset"]),
        st.integers(1, 3),
        st.text("abc", min_size=1, max_size=2),
    ),
    min_size=1,
    max_size=6,
)


class GivenUp(Exception):
    """Raised in the middle of a change."""


class StoreMachine(RuleBasedStateMachine):
    """The store, a dict of what stands in it, and a copy of that dict after each change."""

    template: Path | None = None

    @initialize()
    def begin(self) -> None:
        self.folder = Path(tempfile.mkdtemp())
        self.path = self.folder / "w.auditor"
        self.clock = ticking()
        if StoreMachine.template is None:
            StoreMachine.template = Path(tempfile.mkdtemp()) / "empty.auditor"
            new_store(StoreMachine.template).close()
        shutil.copy(StoreMachine.template, self.path)
        self.store = open_store(self.path, self.clock)
        self.rows: Rows = {("subject", (1,)): "W"}
        self.after: dict[int, Rows] = {1: dict(self.rows)}

    @rule(operations=OPERATIONS)
    def change(self, operations: list[tuple[str, int, str]]) -> None:
        rows = copy.copy(self.rows)
        with self.store.writing(note("step")) as work:
            for name, number, value in operations:
                getattr(self, f"_{name}")(work, rows, number + 1, value)
        if work.committed is not None:
            assert work.committed.id == max(self.after) + 1
            self.after[work.committed.id] = dict(rows)
        else:
            assert rows == self.rows
        self.rows = rows

    @rule(operations=OPERATIONS)
    def give_up(self, operations: list[tuple[str, int, str]]) -> None:
        rows = copy.copy(self.rows)
        try:
            with self.store.writing(note("given up")) as work:
                for name, number, value in operations:
                    getattr(self, f"_{name}")(work, rows, number + 1, value)
                raise GivenUp
        except GivenUp:
            pass

    @rule()
    def reopen(self) -> None:
        self.store.close()
        self.store = open_store(self.path, self.clock)

    @invariant()
    def the_store_holds_what_the_dict_holds(self) -> None:
        assert self._read(None) == self.rows

    @invariant()
    def every_earlier_state_can_be_read(self) -> None:
        for change, rows in self.after.items():
            assert self._read(change) == rows

    @invariant()
    def the_chain_verifies(self) -> None:
        with self.store.reading() as connection:
            report = verify_chain(connection, Silent())
        assert report.first_difference is None
        assert report.changes == max(self.after)

    def teardown(self) -> None:
        self.store.close()
        shutil.rmtree(self.folder)

    def _read(self, change: int | None) -> Rows:
        column = {"subject": "code", "host": "stage_name", "host_tags": "value", "setting": "value"}
        found: Rows = {}
        with self.store.reading() as connection:
            for table in WATCHED:
                statement = select(table) if change is None else as_known(table, change)
                for row in connection.execute(statement).mappings():
                    key = tuple(row[c.name] for c in table.primary_key.columns)
                    assert (table.name, key) not in found
                    found[table.name, key] = row[column[table.name]]
        return found

    def _host(self, work: Work, rows: Rows, number: int, value: str) -> None:
        if ("subject", (number,)) in rows:
            return
        salt = os.urandom(16)
        work.insert(subject, [{"id": number, "type": "host", "code": f"H{number}"}])
        work.insert(VAULT, [{"owner_id": number, "real_name": value, "salt": salt}])
        mac = commitment(salt, {"real_name": value})
        work.insert(
            HOST,
            [
                {
                    "id": number,
                    "code": f"H{number}",
                    "stage_name": value,
                    "presenter": "human",
                    "status": "active",
                    "personal_mac": mac,
                }
            ],
        )
        rows["subject", (number,)] = f"H{number}"
        rows["host", (number,)] = value

    def _rename(self, work: Work, rows: Rows, number: int, value: str) -> None:
        if ("host", (number,)) in rows:
            salt = os.urandom(16)
            work.update(VAULT, ("owner_id",), [{"owner_id": number, "real_name": value, "salt": salt}])
            mac = commitment(salt, {"real_name": value})
            work.update(HOST, ("id",), [{"id": number, "stage_name": value, "personal_mac": mac}])
            rows["host", (number,)] = value

    def _leave(self, work: Work, rows: Rows, number: int, value: str) -> None:
        if ("host", (number,)) not in rows:
            return
        self._untag(work, rows, number, value)
        work.delete(VAULT, ("owner_id",), [{"owner_id": number}])
        work.delete(HOST, ("id",), [{"id": number}])
        work.delete(subject, ("id",), [{"id": number}])
        del rows["host", (number,)], rows["subject", (number,)]

    def _tag(self, work: Work, rows: Rows, number: int, value: str) -> None:
        if ("host", (number,)) not in rows:
            return
        if ("host_tags", (number, 0)) in rows:
            work.update(TAGS, ("owner_id", "ordinal"), [{"owner_id": number, "ordinal": 0, "value": value}])
        else:
            work.insert(TAGS, [{"owner_id": number, "ordinal": 0, "value": value}])
        rows["host_tags", (number, 0)] = value

    def _untag(self, work: Work, rows: Rows, number: int, value: str) -> None:
        if rows.pop(("host_tags", (number, 0)), None) is not None:
            work.delete(TAGS, ("owner_id", "ordinal"), [{"owner_id": number, "ordinal": 0}])

    def _set(self, work: Work, rows: Rows, number: int, value: str) -> None:
        key = f"k{number}"
        if ("setting", (key,)) in rows:
            work.update(setting, ("key",), [{"key": key, "value": value}])
        else:
            work.insert(setting, [{"key": key, "value": value}])
        rows["setting", (key,)] = value

    def _unset(self, work: Work, rows: Rows, number: int, value: str) -> None:
        if rows.pop(("setting", (f"k{number}",)), None) is not None:
            work.delete(setting, ("key",), [{"key": f"k{number}"}])


TestStoreMachine = StoreMachine.TestCase
TestStoreMachine.settings = settings(
    max_examples=8, stateful_step_count=10, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
