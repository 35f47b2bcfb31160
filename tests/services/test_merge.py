"""Two subjects are merged without loss, and taken apart again by undo."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from auditor.app import Auditor
from auditor.errors import CallerMistake
from auditor.model.fields import BEGINNING
from auditor.model.tables import MAIN, attachment, past_status, subject
from auditor.services.changes import Changes
from auditor.services.duplicates import Merge, Merged, PairOf
from auditor.services.duplicates.pointing import Moved
from auditor.services.lists import Find
from auditor.services.profiles import Profile, ProfileOf
from auditor.services.undoing import LaterEdits, Undo
from auditor.storage.work import Recorded
from tests.services.conftest import Rows, Store
from tests.services.rows import ID, day, host, shop
from tests.services.snapshots import assert_sound, dumped, held


def training(learner: str, when: str, **values: Any) -> dict[str, Any]:
    return {"learner": learner, "course": "C1", "completed_on": day(when), **values}


def merged(app: Auditor, keep: str, drop: str, **take: Any) -> Merged:
    return app.run(Merge(keep, drop, "同一人", tuple(take.items())))


def profile(app: Auditor, reference: str) -> Profile:
    kind, _, code = reference.partition(":")
    return app.ask(ProfileOf(kind, code))


def value(app: Auditor, reference: str, name: str) -> Any:
    return next(shown.value for shown in profile(app, reference).fields if shown.field.name == name)


WORLD: Rows = {
    "agencies": [{"code": "A1", "name": "星河"}, {"code": "A2", "name": "云上"}],
    "merchants": [
        shop("S1", legal_name="云州商贸有限公司", tags=("老店",)),
        shop("S2", brands=("青渡", "岚"), tags=("新店", "老店"), phone="13800138000"),
    ],
    "hosts": [
        host("H1", real_name="王明", agency="A1", tags=("甲",)),
        host("H2", id_number=ID, phone="13800138000", agency="A2", tags=("乙", "甲"), residence="云州"),
    ],
    "rooms": [{"code": "R1", "platform": "douyin", "operator": "S2"}],
    "accounts": [{"owner_type": "host", "owner": "H2", "platform": "douyin", "account_id": "x"}],
    "courses": [{"code": "C1", "title": "广告合规"}],
    "products": [
        {"merchant": "S1", "code": "P1", "name": "茶", "category": "food"},
        {"merchant": "S2", "code": "P1", "name": "茶二", "category": "food", "brand": "青渡"},
        {"merchant": "S2", "code": "P2", "name": "杯", "category": "food"},
    ],
    "licences": [
        {"owner_type": "host", "owner": "H2", "kind": "broker", "number": "L1"},
        {"owner_type": "product", "owner": "S2/P1", "kind": "broker", "number": "L2"},
    ],
    "trainings": [
        training("H1", "2026-05-01", result="passed"),
        training("H2", "2026-05-01", result="failed", score=5000),
        training("H2", "2026-06-01", result="passed"),
    ],
    "contracts": [
        {
            "code": "K1",
            "party_type": "agency",
            "party": "A1",
            "counterparty_type": "host",
            "counterparty": "H2",
            "valid_from": day("2026-01-01"),
        }
    ],
    "broadcasts": [
        {
            "code": "B1",
            "room": "R1",
            "hosts": ("H2", "H1"),
            "assistants": ("H2",),
            "merchants": ("S2",),
            "categories": ("food",),
        }
    ],
    "cases": [
        {
            "code": "V1",
            "subject_type": "host",
            "subject": "H2",
            "related": ("merchant:S2",),
            "category": "refund",
            "occurred_at": 0,
        }
    ],
    "reviews": [{"merchant": "S2", "order_ref": "O1", "reviewed_at": 0}],
}


def test_that_all_that_meant_the_dropped_host_means_the_kept_one_and_undo_takes_it_apart(
    app: Auditor, store: Store
) -> None:
    store(WORLD)
    before, told = held(app), dumped(app)
    done = merged(app, "host:H1", "host:H2")
    kept = profile(app, "host:H1")
    assert done.moved["trainings"] == Moved(pointed=1, folded=1)
    assert {name for name, moved in done.moved.items() if moved.pointed} == {
        "accounts",
        "licences",
        "trainings",
        "contracts",
        "broadcasts",
        "cases",
    }
    assert {record.values["result"] for record in kept.records["trainings"]} == {"passed"}
    assert [record.values["score"] for record in kept.records["trainings"]] == [None, 5000]
    assert kept.records["broadcasts"][0].values["hosts"] == ("H1",)
    assert value(app, "host:H1", "tags") == ("甲", "乙")
    assert (value(app, "host:H1", "agency"), value(app, "host:H1", "residence")) == ("A1", "云州")
    assert value(app, "host:H1", "id_number") == "4401**********1238"
    assert app.ask(Find("H2", kinds=("host",))) == ()
    with pytest.raises(CallerMistake):
        profile(app, "host:H2")
    assert_sound(app)
    assert done.change is not None
    assert app.ask(Changes(limit=1))[0].why == "同一人"
    app.run(Undo(done.change))
    assert (held(app), dumped(app)) == (before, told)
    assert_sound(app)


def test_that_merchants_take_their_products_along_and_equal_ones_become_one(app: Auditor, store: Store) -> None:
    store(WORLD)
    before = held(app)
    done = merged(app, "merchant:S1", "merchant:S2")
    kept = profile(app, "merchant:S1")
    products = {record.values["code"]: record.values for record in kept.records["products"]}
    assert {code: (one["name"], one["brand"]) for code, one in products.items()} == {
        "P1": ("茶", "青渡"),
        "P2": ("杯", None),
    }
    assert done.moved["products"] == Moved(pointed=1, folded=1)
    assert value(app, "broadcast:B1", "merchants") == ("S1",)
    assert value(app, "merchant:S1", "tags") == ("老店", "新店")
    assert value(app, "room:R1", "operator") == "S1"
    assert_sound(app)
    assert done.change is not None
    again = app.run(Undo(done.change)).change
    assert held(app) == before
    assert again is not None
    app.run(Undo(again))
    assert value(app, "broadcast:B1", "merchants") == ("S1",)
    assert_sound(app)


def test_that_an_agency_keeps_the_hosts_of_both_and_their_past(app: Auditor, store: Store) -> None:
    store(WORLD)
    store({"hosts": [host("H2", agency="A1", agency_from=day("2026-03-01"))]})
    before = held(app)
    done = merged(app, "agency:A1", "agency:A2")
    assert {record.values["code"] for record in profile(app, "agency:A1").records["hosts"]} == {"H1", "H2"}
    assert_sound(app)
    assert done.change is not None
    app.run(Undo(done.change))
    assert held(app) == before


def test_that_choices_decide_personal_values_and_lists(app: Auditor, store: Store) -> None:
    store({"hosts": [host("H1", phone="13800138000", tags=("甲",)), host("H2", phone="13900139000", tags=("乙",))]})
    done = merged(app, "host:H1", "host:H2", phone="drop", tags="drop", stage_name="drop")
    assert set(done.fields) == {"phone", "tags", "stage_name"}
    assert value(app, "host:H1", "phone") == "139****9000"
    assert value(app, "host:H1", "tags") == ("乙",)
    assert [hit.code for hit in app.ask(Find("名H2"))] == ["H1"]
    assert_sound(app)


def test_that_periods_become_one_line(app: Auditor, store: Store) -> None:
    def said_on(code: str, status: str, when: str) -> Rows:
        return {"hosts": [host(code, status=status, status_from=day(when))]}

    store({"hosts": [host("H1"), host("H2")]})
    store(said_on("H1", "left", "2026-06-01"))
    store(said_on("H2", "suspended", "2026-01-01"))
    store(said_on("H2", "active", "2026-02-01"))
    before = held(app)
    done = merged(app, "host:H1", "host:H2")
    with app.context.store.reading() as connection:
        past = connection.execute(select(past_status.c.from_day, past_status.c.value).order_by(past_status.c.from_day))
        assert past.all() == [
            (BEGINNING, "active"),
            (day("2026-01-01"), "suspended"),
            (day("2026-02-01"), "active"),
        ]
    assert value(app, "host:H1", "status") == "left"
    assert_sound(app)
    assert done.change is not None
    app.run(Undo(done.change))
    assert held(app) == before


@pytest.mark.parametrize(
    ("keep", "drop", "take", "why"),
    [
        ("host:H1", "host:H1", (), "x"),
        ("host:H1", "merchant:S1", (), "x"),
        ("host:H1", "host:H9", (), "x"),
        ("room:R1", "room:R1", (), "x"),
        ("host:H1", "host:H2", (), "  "),
        ("host:H1", "host:H2", (("code", "drop"),), "x"),
        ("host:H1", "host:H2", (("phone", "both"),), "x"),
        ("host:H1", "host:H2", (("nothing", "keep"),), "x"),
    ],
)
def test_that_a_merge_which_makes_no_sense_is_refused(
    app: Auditor, store: Store, keep: str, drop: str, take: Any, why: str
) -> None:
    store(WORLD)
    before = held(app)
    with pytest.raises(CallerMistake):
        app.run(Merge(keep, drop, why, take))
    assert held(app) == before


def test_that_a_contract_between_the_two_and_a_restriction_are_not_passed_over(app: Auditor, store: Store) -> None:
    store(WORLD)
    store(
        {
            "merchants": [shop("S3", dishonest_listing=1), shop("S4", status="blacklisted")],
            "contracts": [
                {
                    "code": "K2",
                    "party_type": "merchant",
                    "party": "S1",
                    "counterparty_type": "merchant",
                    "counterparty": "S2",
                    "valid_from": 0,
                }
            ],
        }
    )
    for drop, named in (("S2", "K2"), ("S3", "dishonest_listing"), ("S4", "status")):
        with pytest.raises(CallerMistake) as caught:
            merged(app, "merchant:S1", f"merchant:{drop}")
        assert named in f"{caught.value.message} {caught.value.hint}"
    merged(app, "merchant:S1", "merchant:S4", status="drop")
    assert value(app, "merchant:S1", "status") == "blacklisted"


def test_that_a_dry_run_tells_the_same_and_a_later_edit_of_the_kept_one_stands_against_undoing(
    app: Auditor, store: Store
) -> None:
    store(WORLD)
    before = held(app)
    tried = app.run(Merge("host:H1", "host:H2", "x", (), dry_run=True))
    assert held(app) == before
    done = app.run(Merge("host:H1", "host:H2", "x"))
    assert (done.moved, done.fields) == (tried.moved, tried.fields)
    store({"hosts": [host("H1", followers=9)]})
    assert done.change is not None
    with pytest.raises(LaterEdits):
        app.run(Undo(done.change))


def test_that_side_by_side_shows_masked_values_and_tells_whether_they_differ(app: Auditor, store: Store) -> None:
    store(
        {"hosts": [host("H1", real_name="王明", phone="13800138000"), host("H2", real_name="王朗", residence="云州")]}
    )
    shown = {one.field.name: one for one in app.ask(PairOf("host:H1", "host:H2")).fields}
    assert (shown["real_name"].keep, shown["real_name"].drop, shown["real_name"].differs) == ("王**", "王**", True)
    assert (shown["phone"].keep, shown["phone"].side) == ("138****8000", "keep")
    assert (shown["residence"].side, shown["tags"].side, shown["sex"].differs) == ("drop", "both", False)


def test_that_scans_go_along_and_one_that_both_have_stays_once(app: Auditor, store: Store) -> None:
    store(WORLD)
    with app.context.store.writing(Recorded("me", "attach")) as work:
        numbers = dict(work.connection.execute(select(subject.c.code, subject.c.id)).all())
        licence = work.connection.execute(select(MAIN["licence"].c.id)).scalars().first()
        for owner, record, digest in (("H1", None, "a"), ("H2", None, "a"), ("H2", None, "b"), ("H2", licence, "a")):
            row = {"subject_id": numbers[owner], "record_id": record, "record_table": record and "licence"}
            work.insert(attachment, [{**row, "sha256": digest * 64, "media": "image/png", "size": 1}])
    before = held(app)
    done = merged(app, "host:H1", "host:H2")
    with app.context.store.reading() as connection:
        kept = connection.execute(select(attachment.c.subject_id, attachment.c.record_id, attachment.c.sha256)).all()
    assert {(row[0], row[1], row[2][0]) for row in kept} == {
        (numbers["H1"], None, "a"),
        (numbers["H1"], None, "b"),
        (numbers["H1"], licence, "a"),
    }
    assert done.change is not None
    app.run(Undo(done.change))
    assert held(app) == before


def test_that_a_scan_attached_later_stands_against_taking_its_record_away(app: Auditor, store: Store) -> None:
    store({"hosts": [host("H1")]})
    _, _, number = store({"licences": [{"owner_type": "host", "owner": "H1", "kind": "broker", "number": "L1"}]})
    with app.context.store.writing(Recorded("me", "attach")) as work:
        owner = work.connection.execute(select(subject.c.id).where(subject.c.code == "H1")).scalar_one()
        licence = work.connection.execute(select(MAIN["licence"].c.id)).scalar_one()
        row = {"subject_id": owner, "record_table": "licence", "record_id": licence}
        work.insert(attachment, [{**row, "sha256": "a" * 64, "media": "image/png", "size": 1}])
    assert number is not None
    with pytest.raises(LaterEdits) as caught:
        app.run(Undo(number))
    assert (caught.value.standing[0].row, caught.value.standing[0].target[:7]) == ("host:H1", "licence")
