"""What goes with an answer: its records, its sentence with the values filled in, and what would decide an unknown."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import Connection

from auditor.rulebook.book import Book
from auditor.rulebook.evidence import evidence_of
from auditor.rulebook.example_store import Store
from auditor.rulebook.pack import Rule
from auditor.rulebook.reads import fields_read, missing_of
from auditor.rulebook.sql.values import Moment
from auditor.rulebook.texts import texts_of

DAY = date(2026, 6, 30)


@pytest.fixture(autouse=True)
def _clean(store: Connection) -> Any:
    yield
    store.rollback()


def rule(book: Book, rule_id: str) -> Rule:
    return book.rule(rule_id).rule


def test_that_evidence_names_the_records_as_the_day_saw_them(store: Connection, book: Book) -> None:
    seen = {"course": "K1", "completed_on": date(2026, 1, 2), "result": "passed", "revoked_on": date(2026, 7, 1)}
    later = {"course": "K1", "completed_on": DAY + timedelta(days=1), "result": "passed"}
    subject_id = Store(store, DAY).subject("host", {"trainings": [seen, later]})
    found = evidence_of(store, book, Moment(DAY), rule(book, "TR-02"), "host", [subject_id])
    assert found == {
        subject_id: [{"training": "K1/2026-01-02/1", "course": "K1", "completed_on": "2026-01-02", "result": "passed"}]
    }


def test_that_evidence_is_asked_for_many_at_once(store: Connection, book: Book) -> None:
    keeper = Store(store, DAY)
    case = {
        "category": "refund",
        "occurred_at": datetime(2026, 3, 1, 9),
        "points": Decimal("1.5"),
        "platform": "douyin",
    }
    ids = [keeper.subject("host", {"code": f"H{n}", "cases": [{**case, "code": f"A{n}"}]}) for n in range(3)]
    found = evidence_of(store, book, Moment(DAY), rule(book, "IN-02"), "host", ids[:2])
    assert {one: records[0]["case"] for one, records in found.items()} == {ids[0]: "douyin/A0", ids[1]: "douyin/A1"}
    assert found[ids[0]][0]["points"] == 1.5


def test_that_a_message_tells_parameters_fields_and_words(store: Connection, book: Book) -> None:
    subject_id = Store(store, DAY).subject("host", {"birth_date": date(2009, 7, 1)})
    message, _remedy = texts_of(store, book, Moment(DAY), rule(book, "ID-03"), "host", [subject_id])[subject_id]
    assert "未满 18 周岁（现 16 周岁）" in message["zh"]
    assert "(now 16)" in message["en"]
    fixed, _remedy = texts_of(store, book, Moment(DAY), rule(book, "TR-02"), "host", [subject_id])[subject_id]
    assert "1" in fixed["zh"]


@pytest.mark.parametrize(
    ("kind", "rule_id", "facts", "places"),
    [
        ("host", "ID-02", {}, [("hosts", "birth_date")]),
        ("host", "TR-02", {"first_live_on": date(2025, 1, 1), "trainings": [{"completed_on": date(2026, 1, 1)}]},
         [("trainings", "result")]),
        ("merchant", "LI-01", {"uscc": "91330106BRCC7CAGN4", "licences": [{"kind": "business_licence"}]},
         [("licences", "valid_until")]),
        ("merchant", "LI-02", {"categories": ["other"]}, [("merchants", "categories")]),
        ("merchant", "ID-05", {}, [("merchants", "identity_verified_on")]),
        ("broadcast", "RC-02", {"room": {"operator": "S1"}, "merchants": ["S2"], "status": "planned", "seller_shown": True},
         [("broadcasts", "link_hops")]),
    ],
)  # fmt: skip
def test_that_an_unknown_says_which_column_to_fill(
    store: Connection, book: Book, kind: str, rule_id: str, facts: dict[str, Any], places: list[tuple[str, str]]
) -> None:
    subject_id = Store(store, DAY).subject(kind, facts)
    assert missing_of(store, book, Moment(DAY), rule(book, rule_id), kind, [subject_id]) == {subject_id: places}


def test_that_the_columns_a_rule_reads_are_told(book: Book) -> None:
    read = fields_read(book, "TR-03")
    assert {
        ("trainings", "result"),
        ("trainings", "valid_until"),
        ("trainings", "topics"),
        ("hosts", "categories"),
    } <= read
    assert ("hosts", "id_number") in fields_read(book, "ID-04")
