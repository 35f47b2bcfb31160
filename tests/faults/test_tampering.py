"""Somebody rewrites rows behind the program's back: the verification names the table and the first bad entry (F14)."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import Connection, Table

from auditor.model.ledger import change, head, leaf, run, verdict
from auditor.model.tables import DECISIVE, HISTORY, VAULTS, VERSIONED, workspace
from auditor.monitor import Silent
from auditor.storage import verify
from auditor.storage.anchor import Anchor, anchor_of
from auditor.storage.verify import ChainReport, verify_chain
from auditor.storage.workspace import Store, open_store
from tests.faults.harness import attacker
from tests.faults.harness.attacker import (
    DEEDS,
    Deed,
    cut_tail,
    rewrite,
    rows_of,
    take,
    without_constraints,
    without_guards,
)
from tests.faults.harness.tiers import TIER, count
from tests.storage.worlds import add_generation, filled, new_store, note, ticking

Tampering = Callable[[Connection], object]


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """A store in which every table has current, changed and deleted rows, and whose guards the attacker took away."""
    opened = filled(tmp_path_factory.mktemp("tampered") / "w.auditor")
    with opened.writer.connect() as connection, connection.begin():
        without_guards(connection)
    raw = opened.writer.raw_connection()
    without_constraints(raw)
    raw.close()
    opened.reader.dispose()
    opened.writer.dispose()
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def anchor(store: Store) -> Anchor:
    """The head of the chain, kept elsewhere before anything happened."""
    with store.reading() as connection:
        return anchor_of(connection)


def after(store: Store, deed: Tampering, anchor: Anchor | None = None) -> ChainReport:
    """What the verification says after a deed, which is then taken back."""
    with store.writer.connect() as connection, connection.begin() as transaction:
        deed(connection)
        report = verify_chain(connection, Silent(), anchor)
        transaction.rollback()
    return report


def deed_on(table: Table, deed: Deed) -> Callable[[Connection], bool]:
    """A deed on the rows of a table."""
    return lambda connection: deed(connection, table, rows_of(connection, table.name))


TABLES = [*DECISIVE, *VAULTS.values(), run]
STORED = [*TABLES, *(HISTORY[table.name] for table in VERSIONED)]


ALIKE = {"workspace", "broadcast_hosts", "broadcast_assistants", "broadcast_merchants", "case_record_related"}
"""Tables of this store that have one row, or rows that all say the same: there is nothing to swap."""


@pytest.mark.parametrize("deed", DEEDS)
def test_that_every_deed_on_every_table_is_found_and_named(store: Store, anchor: Anchor, deed: str) -> None:
    wrong, tried, impossible = [], 0, []
    for at, table in enumerate(STORED):
        if TIER == "push" and table not in TABLES and (at + list(DEEDS).index(deed)) % len(DEEDS):
            continue  # at a push each table of former rows is tried with one deed
        done = []
        report = after(store, lambda c, t=table, d=done: d.append(deed_on(t, DEEDS[deed])(c)), anchor)
        if not done[0]:
            impossible.append(table.name)
            continue
        tried += 1
        if report.first is None:
            wrong.append(f"{deed} {table.name}: not found")
        elif report.first.table.removesuffix("_history") != table.name.removesuffix("_history"):
            wrong.append(f"{deed} {table.name}: {report.first.table} was named")
    count("F14 tampering with one row", cells=tried, unseen_or_misnamed=len(wrong), impossible=len(impossible))
    assert not wrong
    assert {name for name in impossible if not name.endswith("_history")} <= ALIKE


# --- the chain as a whole ---------------------------------------------------------------------------------------------


def test_that_the_tool_is_not_blind_to_an_honest_store(store: Store, anchor: Anchor) -> None:
    for told in (None, anchor):
        report = after(store, lambda _: None, told)
        assert report.ok
        assert (report.caution is None) == (told is not None)


@pytest.mark.parametrize("last", range(1, 9))
def test_that_a_cut_tail_is_seen_by_the_anchor_alone(store: Store, anchor: Anchor, last: int) -> None:
    bare, held = (after(store, lambda c: cut_tail(c, last), told) for told in (None, anchor))
    count("F14 the chain as a whole", cut_tails=1, seen_without_anchor=not bare.ok, seen_with_anchor=not held.ok)
    assert bare.ok
    assert bare.caution is not None
    assert "cut tail" in str(bare.caution)
    assert held.first is not None
    assert held.first.change == 9


@pytest.mark.parametrize("first", range(2, 9))
def test_that_a_cut_head_is_seen_without_an_anchor(store: Store, first: int) -> None:
    report = after(store, lambda c: c.exec_driver_sql(f"DELETE FROM change WHERE id < {first}"))
    assert report.first is not None
    assert (report.first.table, report.first.change) == ("change", 1)


def test_that_a_cut_head_whose_numbers_were_mended_is_seen_without_an_anchor(store: Store) -> None:
    def mended(connection: Connection) -> None:
        connection.exec_driver_sql("DELETE FROM change WHERE id = 1")
        connection.exec_driver_sql("UPDATE change SET id = id - 1")
        connection.exec_driver_sql("UPDATE head SET change_id = change_id - 1")

    report = after(store, mended)
    assert report.first is not None
    assert report.first.change == 1


def test_that_an_older_file_is_seen_by_the_anchor_alone(tmp_path: Path) -> None:
    path = tmp_path / "w.auditor"
    new_store(path).close()
    old = Path(shutil.copyfile(path, tmp_path / "old.auditor"))
    opened = open_store(path, ticking())
    with opened.writing(note("later")) as work:
        add_generation(work, 1)
    with opened.reading() as connection:
        kept = anchor_of(connection)
    opened.close()
    shutil.copyfile(old, path)
    opened = open_store(path, ticking())
    with opened.reading() as connection:
        bare, held = (verify_chain(connection, Silent(), told) for told in (None, kept))
    opened.close()
    assert bare.ok
    assert bare.caution is not None
    assert not held.ok


@pytest.mark.parametrize("deed", ["update", "delete"])
def test_that_a_chain_rewritten_as_a_whole_is_seen_by_the_anchor_alone(store: Store, anchor: Anchor, deed: str) -> None:
    wrong = []
    possible = [table for table in TABLES if table is not run]  # a run vouches for its verdicts besides
    tables = possible if TIER != "push" else possible[:: 7 if deed == "update" else 11]
    for table in tables:

        def rewritten(connection: Connection, table: Table = table) -> None:
            deed_on(table, DEEDS[deed])(connection)
            rewrite(connection)

        bare, held = (after(store, rewritten, told) for told in (None, anchor))
        if deed == "delete" and (table in VAULTS.values() or table.name in VAULTS):
            assert not held.ok
            continue  # its counterpart stays, values without a row or a row without values: seen either way
        count("F14 the chain as a whole", rewrites=1, seen_without_anchor=not bare.ok, seen_with_anchor=not held.ok)
        if not bare.ok and bare.first is not None:
            wrong.append(f"{table.name}: seen without an anchor: {bare.first.message}")
        if held.ok:
            wrong.append(f"{table.name}: not seen with an anchor")
    assert not wrong


def test_that_a_rewrite_from_the_middle_on_is_seen_by_an_anchor_of_any_later_change(store: Store) -> None:
    with store.reading() as connection:
        anchors = [
            Anchor(
                *connection.exec_driver_sql(
                    "SELECT (SELECT hash FROM change WHERE id = 1), '', id, hash, at FROM change WHERE id = ?",
                    (number,),
                ).one()
            )
            for number in range(1, 10)
        ]

    def rewritten(connection: Connection) -> None:
        connection.exec_driver_sql("UPDATE change SET why = 'other' WHERE id = 5")
        rewrite(connection, first=5)

    seen = [not after(store, rewritten, one).ok for one in anchors]
    assert seen == [False] * 4 + [True] * 5  # an anchor vouches for its change and all before it, no more


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE change SET digest = (SELECT digest FROM change WHERE id = 3) WHERE id = 4",
        "UPDATE change SET hash = prev WHERE id = 4",
        "UPDATE change SET prev = hash WHERE id = 9",
        "DELETE FROM change WHERE id = 9",
        "DELETE FROM leaf WHERE change_id = 3",
        "DELETE FROM head",
        "UPDATE head SET hash = 'x'",
        "UPDATE writing SET change_id = 4",
        "DELETE FROM verdict",
        "UPDATE verdict SET result = 'pass'",
        "DELETE FROM blob",
        "UPDATE blob SET content = x'00'",
        "INSERT INTO blob VALUES ('x', x'00')",
        "UPDATE run SET packs = 'other rules'",
        "UPDATE run SET params = 'other limits'",
        "UPDATE setting SET value = 'other' WHERE key = (SELECT min(key) FROM setting)",
    ],
)
def test_that_rules_settings_verdicts_and_the_chain_itself_are_covered(store: Store, statement: str) -> None:
    report = after(store, lambda c: c.exec_driver_sql(statement))
    assert report.first is not None
    named = statement.replace("DELETE FROM ", "").replace("INSERT INTO ", "").replace("UPDATE ", "").split()[0]
    assert report.first.table == named or (named == "change" and report.first.table in ("head", "change"))


def test_that_two_chains_merged_are_told_apart(store: Store, tmp_path: Path) -> None:
    other = new_store(tmp_path / "other.auditor")
    with other.writing(note("theirs")) as work:
        add_generation(work, 1)
    with other.reading() as connection:
        row = rows_of(connection, change.name)[-1]
    other.close()

    def merged(connection: Connection) -> None:
        take(connection, change, rows_of(connection, change.name)[-1])
        attacker.put(connection, change, {**row, "id": 9})

    report = after(store, merged)
    assert report.first is not None
    assert (report.first.table, report.first.change) == ("change", 9)


def test_that_guards_made_again_hide_nothing(tmp_path: Path) -> None:
    opened = filled(tmp_path / "w.auditor")
    with opened.writer.connect() as connection, connection.begin():
        before = set(connection.exec_driver_sql("SELECT sql FROM sqlite_master").scalars())
        indexes = [sql for sql in before if sql and sql.startswith("CREATE UNIQUE")]
        guards = without_guards(connection)
        connection.exec_driver_sql("UPDATE licence SET number = 'forged' WHERE id = 2")
        for statement in (*guards, *indexes):
            connection.exec_driver_sql(statement)
        assert set(connection.exec_driver_sql("SELECT sql FROM sqlite_master").scalars()) == before
    with opened.reading() as connection:
        report = verify_chain(connection, Silent())
    opened.close()
    assert report.first is not None
    assert report.first.table == "licence"


# --- the negative control: a verification that lacks one of its checks -----------------------------------------------

BLINDED: dict[str, Tampering] = {
    "_links": lambda c: c.exec_driver_sql("UPDATE change SET why = 'x' WHERE id = 4"),
    "_headed": lambda c: c.exec_driver_sql("UPDATE head SET hash = 'x'"),
    "anchor_difference": lambda c: cut_tail(c, 4),
    "_digests": lambda c: c.exec_driver_sql("UPDATE licence SET number = 'x' WHERE id = 2"),
    "overlaps": lambda c: c.exec_driver_sql("UPDATE licence_history SET gone_by = 7 WHERE change_id < 3"),
    "vault_differences": lambda c: c.exec_driver_sql("UPDATE host_vault SET phone = 'x' WHERE owner_id = 200"),
    "content_differences": lambda c: c.exec_driver_sql("UPDATE blob SET content = x'00'"),
    "_verdicts": lambda c: c.exec_driver_sql("UPDATE verdict SET result = 'pass'"),
}


@pytest.mark.parametrize("check", BLINDED)
def test_that_a_verification_without_one_of_its_checks_would_miss_it(
    store: Store, anchor: Anchor, monkeypatch: pytest.MonkeyPatch, check: str
) -> None:
    assert not after(store, BLINDED[check], anchor).ok
    plain = verify._links

    def silent(*given: object) -> Iterator[object]:
        if check == "_links":
            list(plain(*given))  # what it counts is still needed
        yield from ()

    monkeypatch.setattr(verify, check, silent)
    assert after(store, BLINDED[check], anchor).ok


def test_that_every_table_of_the_store_is_tried(store: Store) -> None:
    with store.reading() as connection:
        stored = connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'table'").scalars().all()
    by_name = {table.name for table in STORED} | {change.name, head.name, leaf.name, verdict.name, "writing", "blob"}
    caches = {"alembic_version", "listing", "standing", "standing_state"}  # each can be made anew from the rest
    assert {n for n in stored if not n.startswith("search") and not n.startswith("sqlite_")} - by_name <= caches
    assert workspace in TABLES
