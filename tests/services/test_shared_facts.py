"""What a profile shares with others, read from real rows: yes or no, as of a day, as recorded, and kept up to date."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from auditor.app import Auditor
from auditor.model import tables
from auditor.rulebook.book import Book, core_book
from auditor.rulebook.judging import judge_many, judge_one
from auditor.rulebook.sql.values import Moment
from auditor.services.attachments import AttachFiles
from auditor.services.erasing import ErasePersonal
from auditor.services.standing import RefreshStanding
from tests.importing.scans import drawn
from tests.services.conftest import Store
from tests.services.rows import ID, OTHER_ID, day, host, shop
from tests.services.test_standing import fresh, kept

DAY = date(2026, 6, 30)
Answers = dict[str, str]


def numbered(app: Auditor) -> dict[str, int]:
    with app.context.store.reading() as connection:
        rows = connection.execute(select(tables.subject.c.code, tables.subject.c.id))
        return {str(code): int(number) for code, number in rows}


@cache
def alone(rule: str) -> Book:
    """A book of one rule, which is compiled in no time."""
    book = core_book(examples=False)
    return replace(book, rules=(book.rule(rule),), cache={})


def answers(app: Auditor, rule: str, as_of: date = DAY, known: int | None = None) -> Answers:
    """Code of host to its answer, by the statements of audits; those of single profiles must agree."""
    names = {number: code for code, number in numbered(app).items()}
    found: Answers = {}
    with app.context.store.reading() as connection:
        book, moment = alone(rule), Moment(as_of, known)
        for verdict in judge_many(connection, book, moment, ["host"], [rule], everything=True):
            found[names[verdict.subject_id]] = f"{verdict.result} {verdict.effect or ''}".strip()
        for verdict in judge_many(connection, book, moment, ["host"], [rule]):
            assert found.get(names[verdict.subject_id]) == f"{verdict.result} {verdict.effect or ''}".strip()
        for number, code in names.items():
            for verdict in judge_one(connection, book, moment, "host", number):
                if verdict.rule_id == rule:
                    assert found[code] == f"{verdict.result} {verdict.effect or ''}".strip()
    return found


@pytest.fixture
def twins(store: Store) -> Callable[..., Any]:
    """Two hosts with one ID number, one phone, or whatever is said of the second."""

    def made(first: dict[str, Any], second: dict[str, Any]) -> Any:
        return store({"hosts": [host("H1", **first), host("H2", **second)]})

    return made


def test_that_one_id_number_on_two_profiles_fails_both(app: Auditor, twins: Any) -> None:
    twins({"id_number": ID}, {"id_number": ID})
    assert answers(app, "ID-09") == {"H1": "fail condition", "H2": "fail condition"}


def test_that_one_phone_on_two_profiles_fails_both_and_two_phones_none(app: Auditor, twins: Any) -> None:
    twins({"phone": "13800000000", "id_number": ID}, {"phone": "13800000000", "id_number": OTHER_ID})
    assert answers(app, "ID-09") == {"H1": "fail condition", "H2": "fail condition"}
    twins({"phone": "13800000000"}, {"phone": "13800000001"})
    assert answers(app, "ID-09") == {"H1": "pass", "H2": "pass"}


def test_that_masked_numbers_that_look_alike_are_nobodys(app: Auditor, twins: Any) -> None:
    twins({"id_number": "4401**********1238"}, {"id_number": "4401**********1238"})
    assert answers(app, "ID-09") == {"H1": "pass", "H2": "pass"}


def test_that_a_profile_that_was_left_does_not_count_but_a_blacklisted_one_blocks(app: Auditor, twins: Any) -> None:
    twins({"id_number": ID}, {"id_number": ID, "status": "left", "status_from": day("2026-01-01")})
    assert answers(app, "ID-09") == {"H1": "pass", "H2": "notapplicable"}
    twins({}, {"status": "blacklisted", "status_from": day("2026-06-30")})
    assert answers(app, "ID-09")["H1"] == "fail block"
    assert answers(app, "ID-09", date(2026, 6, 29))["H1"] == "pass"


def test_that_a_ban_blocks_until_its_last_day(app: Auditor, twins: Any, store: Store) -> None:
    twins({"id_number": ID}, {"id_number": ID, "status": "left"})
    banned = {
        "code": "C1", "kind": "penalty", "subject_type": "host", "subject": "H2", "category": "conduct",
        "occurred_at": day("2026-05-01") * 86_400, "sanction": "no_reregister", "sanction_from": day("2026-05-01"),
        "sanction_until": day("2026-06-30"),
    }  # fmt: skip
    store({"cases": [banned]})
    assert answers(app, "ID-09")["H1"] == "fail block"
    assert answers(app, "ID-09", date(2026, 7, 1))["H1"] == "pass"


def test_that_the_operator_of_a_blacklisted_merchant_is_found_among_hosts(app: Auditor, store: Store) -> None:
    store(
        {
            "merchants": [shop("S1", person_id_number=ID, status="blacklisted", status_from=day("2026-01-01"))],
            "hosts": [host("H1", id_number=ID), host("H2", id_number=OTHER_ID)],
        }
    )
    assert answers(app, "ID-09") == {"H1": "fail block", "H2": "pass"}


def test_that_an_earlier_moment_of_the_store_knew_other_numbers(app: Auditor, twins: Any) -> None:
    _, _, first = twins({"id_number": ID}, {"id_number": ID})
    _, _, second = twins({}, {"id_number": OTHER_ID})
    assert answers(app, "ID-09", known=first) == {"H1": "fail condition", "H2": "fail condition"}
    assert answers(app, "ID-09", known=second) == {"H1": "pass", "H2": "pass"}
    assert answers(app, "ID-09") == {"H1": "pass", "H2": "pass"}


def test_that_an_erased_person_shares_nothing_at_any_moment(app: Auditor, twins: Any) -> None:
    _, _, first = twins({"id_number": ID}, {"id_number": ID})
    app.run(ErasePersonal("host:H2", "asked for"))
    assert answers(app, "ID-09")["H1"] == "pass"
    assert answers(app, "ID-09", known=first)["H1"] == "pass"


def test_that_the_standing_follows_a_number_given_given_up_and_erased(app: Auditor, twins: Any) -> None:
    app.context._published = alone("ID-09")
    twins({"id_number": ID}, {"id_number": OTHER_ID})
    app.run(RefreshStanding())
    before = kept(app)
    for change in ({"id_number": ID}, {"id_number": OTHER_ID}, {"id_number": ID}):
        twins({}, change)
        app.run(RefreshStanding())
        assert kept(app) == fresh(app)
        assert (kept(app) == before) == (change["id_number"] == OTHER_ID)
    app.run(ErasePersonal("host:H2", "asked for"))
    app.run(RefreshStanding())
    assert kept(app) == fresh(app)


def trained(code: str, course: str, on: str, **values: Any) -> dict[str, Any]:
    return {"learner": code, "course": course, "title": course, "completed_on": day(on), "result": "passed", **values}


@pytest.mark.parametrize(
    ("evidence", "course", "on", "answer"),
    [
        ("证书-0001.pdf", "KB", "2026-03-01", "fail condition"),
        ("证书-0001.pdf", "KA", "2026-03-02", "fail condition"),
        ("证书-0001.pdf", "KA", "2026-03-01", "pass"),
        ("签到表", "KB", "2026-03-01", "pass"),
        ("9f86d081884c7d659a2feaa0c55ad015", "KB", "2026-03-01", "fail condition"),
        ("9f86d081884c7d659a2feaa0c55ad01", "KB", "2026-03-01", "pass"),
    ],
)
def test_that_one_evidence_file_serves_one_session_only(
    app: Auditor, store: Store, evidence: str, course: str, on: str, answer: str
) -> None:
    store(
        {
            "hosts": [host("H1"), host("H2")],
            "trainings": [
                trained("H1", "KA", "2026-03-01", evidence=evidence),
                trained("H2", course, on, evidence=evidence),
            ],
        }
    )
    _, _, change = store({"hosts": [host("H3")]})
    assert answers(app, "TR-05", known=change)["H1"] == answer
    assert answers(app, "TR-05") == {"H1": answer, "H2": answer, "H3": "notapplicable"}


def test_that_a_scan_attached_to_the_trainings_of_two_hosts_is_seen(app: Auditor, store: Store, tmp_path: Path) -> None:
    app.context._published = alone("TR-05")
    store(
        {
            "hosts": [host("H1"), host("H2")],
            "trainings": [trained("H1", "KA", "2026-03-01"), trained("H2", "KB", "2026-03-01")],
        }
    )
    scan = tmp_path / "scan.png"
    scan.write_bytes(drawn(60, 40))
    for code, course in (("H1", "KA"), ("H2", "KB")):
        app.run(RefreshStanding())
        app.run(AttachFiles(f"host:{code}", (scan,), record=f"training:{course}/2026-03-01"))
    assert answers(app, "TR-05") == {"H1": "fail condition", "H2": "fail condition"}
    app.run(RefreshStanding())
    assert kept(app) == fresh(app)
