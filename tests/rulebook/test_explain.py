"""Explanations: every node with its value, every record with its part in the answer, texts that read back the same."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Connection

from auditor import installed
from auditor.rulebook.book import Book, load_book
from auditor.rulebook.example_store import Store
from auditor.rulebook.explain import Member, explain
from auditor.rulebook.language.writing import written
from auditor.rulebook.sql.values import Moment
from tests.rulebook import expressions
from tests.rulebook.test_against_cel import SOME, typed

DAY = date(2026, 6, 30)


@pytest.fixture(scope="module")
def book() -> Book:
    return load_book([installed.rules() / "cn-livestream"], examples=False)


def test_that_each_node_shows_its_value_and_each_record_its_part(store: Connection, book: Book) -> None:
    done = {"course": "K1", "completed_on": date(2026, 1, 1), "result": "passed"}
    facts = {"code": "H1", "first_live_on": date(2025, 1, 1), "trainings": [
        done, {**done, "completed_on": date(2024, 1, 1)}, {"course": "K1", "completed_on": date(2026, 2, 1)}]}  # fmt: skip
    try:
        subject_id = Store(store, DAY).subject("host", facts)
        found = explain(store, book, Moment(DAY), "TR-02", "host", subject_id)
    finally:
        store.rollback()
    assert found.applies.value is True
    assert found.applies.parts[0].text == 'host.status == "active"'
    assert found.applies.parts[0].parts[0].value == "active"
    assert found.require.value is True
    assert set(found.require.members) == {
        Member("K1/2026-01-01/1", True),
        Member("K1/2024-01-01/1", False),
        Member("K1/2026-02-01/1", None),
    }


def test_that_pack_data_shows_word_by_word(store: Connection, book: Book) -> None:
    done = {"course": "K1", "completed_on": date(2026, 1, 1), "result": "passed", "topics": ["trade", "infosec"]}
    facts = {"code": "H1", "first_live_on": date(2025, 1, 1), "trainings": [done]}
    try:
        subject_id = Store(store, DAY).subject("host", facts)
        found = explain(store, book, Moment(DAY), "TR-04", "host", subject_id)
    finally:
        store.rollback()
    assert found.require.value is False
    assert {member.key: member.value for member in found.require.members} == {
        "trade": True, "infosec": True, "quality": False, "consumer": False, "platform_rules": False,
    }  # fmt: skip


def test_that_every_core_rule_can_be_explained_for_anybody(store: Connection, book: Book) -> None:
    try:
        for checked in book.rules:
            for kind in checked.rule.subjects:
                subject_id = Store(store, DAY).subject(kind, {})
                assert explain(store, book, Moment(DAY), checked.rule.id, kind, subject_id).require.text
                store.rollback()
    finally:
        store.rollback()


@SOME
@given(data=st.data())
def test_that_a_tree_written_out_reads_back_as_the_same_tree(data: st.DataObject) -> None:
    text = data.draw(expressions.conditions(expressions.Scope((("host", "host"),), 2)))
    tree = typed("host", text)
    again = typed("host", written(tree))
    assert written(again) == written(tree)
