"""The records of changes, their marks, verdicts and anchors: what is altered there is named, too."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from auditor.errors import CallerMistake
from auditor.model.tables import workspace
from auditor.storage.anchor import Anchor, anchor_of
from auditor.storage.store import Store
from tests.storage.tampered import checked, store, tampered
from tests.storage.worlds import new_store, note, ticking

__all__ = ["store"]


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("at", 5),
        ("who", "'x'"),
        ("kind", "'x'"),
        ("why", "'x'"),
        ("source", "'x'"),
        ("rows", 1),
        ("digest", "'x'"),
        ("hash", "'x'"),
        ("prev", "'x'"),
    ],
)
def test_that_an_altered_change_record_is_named(store: Store, column: str, value: object) -> None:
    report = tampered(store, f'UPDATE change SET "{column}" = {value} WHERE id = 4')
    assert report.first is not None
    assert (report.first.table, report.first.change) == ("change", 4)


def test_that_a_change_record_whose_hash_was_mended_breaks_the_next_one(store: Store) -> None:
    from auditor.storage.chain import Link

    with store.reading() as connection:
        row = connection.exec_driver_sql("SELECT * FROM change WHERE id = 4").mappings().one()
    link = Link(**{name: row[name] for name in Link.__slots__ if name != "why"}, why="other")
    report = tampered(store, f"UPDATE change SET why = 'other', hash = '{link.hash()}' WHERE id = 4")
    assert report.first is not None
    assert report.first.change == 5


def test_that_a_missing_change_is_named(store: Store) -> None:
    report = tampered(store, "DELETE FROM change WHERE id = 4")
    assert report.first is not None
    assert (report.first.table, report.first.change) == ("change", 4)


@pytest.mark.parametrize(
    "statement", ["UPDATE head SET change_id = 3", "UPDATE head SET hash = 'x'", "DELETE FROM head"]
)
def test_that_a_head_that_does_not_point_to_the_last_change_is_told(store: Store, statement: str) -> None:
    report = tampered(store, statement)
    assert report.first is not None
    assert report.first.table == "head"


def test_that_an_open_write_is_told(store: Store) -> None:
    report = tampered(store, "UPDATE writing SET change_id = 12")
    assert report.first is not None
    assert report.first.table == "writing"


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE leaf SET digests = zeroblob(8) WHERE change_id = 3",
        "DELETE FROM leaf WHERE change_id = 3",
        "INSERT INTO leaf VALUES (3, 'zzz+', zeroblob(8))",
    ],
)
def test_that_altered_marks_are_told(store: Store, statement: str) -> None:
    report = tampered(store, statement)
    assert report.first is not None
    assert report.first.table == "leaf"


def test_that_a_row_and_its_marks_altered_together_are_still_found(store: Store) -> None:
    report = tampered(store, "UPDATE host SET stage_name = 'x' WHERE change_id = 3", "DELETE FROM leaf")
    assert report.first is not None
    assert (report.first.table, report.first.change) == ("leaf", 3)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE verdict SET result = 'pass' WHERE subject_id = 101",
        "DELETE FROM verdict WHERE subject_id = 101",
        "INSERT INTO verdict SELECT run_id, 900, rule, discriminator, result, severity, effect, curable FROM verdict LIMIT 1",
        "INSERT INTO verdict SELECT 2, subject_id, rule, discriminator, result, severity, effect, curable FROM verdict LIMIT 1",
        "UPDATE verdict SET run_id = 7",
        "INSERT INTO verdict SELECT 7, subject_id, rule, discriminator, result, severity, effect, curable FROM verdict LIMIT 1",
    ],
)
def test_that_altered_verdicts_are_named_by_their_run(store: Store, statement: str) -> None:
    report = tampered(store, statement)
    assert report.first is not None
    assert report.first.table == "verdict"


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE run SET as_of = 5 WHERE id = 1",
        "DELETE FROM run WHERE id = 1",
        "UPDATE run SET verdicts_digest = 'x' WHERE id = 2",
    ],
)
def test_that_an_altered_run_is_named(store: Store, statement: str) -> None:
    report = tampered(store, statement)
    assert report.first is not None
    assert report.first.table == "run"


def test_that_text_which_is_no_utf8_is_told_and_not_a_crash(store: Store) -> None:
    report = tampered(store, "UPDATE setting SET value = CAST(x'ff41' AS TEXT) WHERE change_id = 3")
    assert report.first is not None
    assert report.first.table == "setting"
    assert not tampered(store, "UPDATE setting SET key = CAST(x'ff41' AS TEXT) WHERE change_id = 3").ok


CUT_TAIL = (
    "DELETE FROM run WHERE id = 2",
    "DELETE FROM leaf WHERE change_id = 9",
    "DELETE FROM change WHERE id = 9",
    "UPDATE head SET change_id = 8, hash = (SELECT hash FROM change WHERE id = 8)",
)
"""Takes the last change away so that nothing is left of it."""


def test_that_a_cut_tail_goes_unseen_without_an_anchor_and_the_report_says_so(store: Store) -> None:
    report = tampered(store, *CUT_TAIL)
    assert report.ok
    assert report.caution is not None
    assert "anchor" in str(report.caution)


def test_that_an_anchor_finds_a_cut_tail(store: Store) -> None:
    with store.reading() as connection:
        anchor = Anchor.from_json(anchor_of(connection).to_json())
    assert checked(store, anchor).ok
    assert checked(store, anchor).caution is None
    report = tampered(store, *CUT_TAIL, anchor=anchor)
    assert report.first is not None
    assert report.first.change == 9


def test_that_a_cut_tail_whose_rows_stay_is_seen(store: Store) -> None:
    report = tampered(
        store,
        "DELETE FROM change WHERE id = 9",
        "UPDATE head SET change_id = 8, hash = (SELECT hash FROM change WHERE id = 8)",
    )
    assert report.first is not None
    assert report.first.table == "run"


def test_that_an_anchor_of_another_workspace_is_refused(store: Store, tmp_path: Path) -> None:
    other = new_store(tmp_path / "other", ticking(datetime(2020, 1, 1, tzinfo=UTC)))
    with other.reading() as connection:
        anchor = anchor_of(connection)
    other.close()
    assert not checked(store, anchor).ok
    with pytest.raises(CallerMistake):
        Anchor.from_json("[]")


def test_that_a_store_goes_on_verifying_after_an_anchor(tmp_path: Path) -> None:
    store = new_store(tmp_path / "w.auditor")
    with store.reading() as connection:
        anchor = anchor_of(connection)
    with store.writing(note("more")) as work:
        work.update(workspace, ("id",), [{"id": 1, "title": "renamed"}])
    assert checked(store, anchor).ok
    store.close()
