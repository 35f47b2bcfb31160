"""Duplicates are found by what they share, told apart for good, merged without loss, and taken apart again by undo."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from sqlalchemy import select

from auditor.app import Auditor
from auditor.errors import CallerMistake
from auditor.model.fields import BEGINNING
from auditor.model.tables import past_status
from auditor.model.types import day_of
from auditor.services.changes import Changes
from auditor.services.duplicates import Candidate, DistinctSubjects, DuplicateCandidates, Merge, Merged, PairOf
from auditor.services.duplicates.pointing import Moved
from auditor.services.lists import Find
from auditor.services.profiles import Profile, ProfileOf
from auditor.services.undoing import LaterEdits, Undo
from tests.services.conftest import Rows, Store
from tests.services.snapshots import assert_sound, dumped, held

ID, OTHER_ID = "440102199001011238", "440102199203034576"
USCC = "91440101MA5AABCD1X"


def day(text: str) -> int:
    return day_of(date.fromisoformat(text))


def host(code: str, **values: Any) -> dict[str, Any]:
    return {"code": code, "stage_name": f"名{code}", **values}


def shop(code: str, **values: Any) -> dict[str, Any]:
    return {"code": code, "shop_name": f"店{code}", **values}


def training(learner: str, when: str, **values: Any) -> dict[str, Any]:
    return {"learner": learner, "course": "C1", "completed_on": day(when), **values}


def found(app: Auditor, kind: str = "") -> dict[tuple[str, str], Candidate]:
    pairs = app.run(DuplicateCandidates(kind)).pairs
    return {(one.one.code, one.other.code): one for one in pairs}


def codes(candidate: Candidate) -> set[str]:
    return {reason.code for reason in candidate.reasons}


def merged(app: Auditor, keep: str, drop: str, **take: Any) -> Merged:
    return app.run(Merge(keep, drop, "同一人", tuple(take.items())))


def profile(app: Auditor, reference: str) -> Profile:
    kind, _, code = reference.partition(":")
    return app.ask(ProfileOf(kind, code))


def value(app: Auditor, reference: str, name: str) -> Any:
    return next(shown.value for shown in profile(app, reference).fields if shown.field.name == name)


# candidates ------------------------------------------------------------------------------------------------------


def test_that_hosts_with_one_id_number_are_strong_and_nothing_personal_is_shown(app: Auditor, store: Store) -> None:
    store({"hosts": [host("H1", id_number=ID, phone="13800138000"), host("H2", id_number=ID), host("H3")]})
    pairs = found(app)
    assert list(pairs) == [("H1", "H2")]
    assert pairs["H1", "H2"].strength == "strong"
    assert ID not in repr(pairs)
    assert "4401**********1238" in str(pairs["H1", "H2"].reasons[0].message)


def test_that_a_telephone_is_medium_and_different_id_numbers_speak_against_it(app: Auditor, store: Store) -> None:
    phone = "13800138000"
    store(
        {
            "hosts": [
                host("H1", phone=phone),
                host("H2", phone=phone),
                host("H3", phone="13900139000", id_number=ID),
                host("H4", phone="13900139000", id_number=OTHER_ID),
                host("H5", id_number="440102199001011254", real_name="王明"),
                host("H6", id_number="440102199001011254", real_name="王朗"),
            ]
        }
    )
    pairs = found(app)
    assert [reason.code for reason in pairs["H5", "H6"].against] == ["not_real_name"]
    assert pairs["H5", "H6"].strength == "medium"
    assert pairs["H1", "H2"].strength == "medium"
    assert ("H3", "H4") not in pairs


def test_that_names_alone_are_weak_whether_equal_or_alike_in_sound_or_letters(app: Auditor, store: Store) -> None:
    store(
        {
            "hosts": [
                host("H1", stage_name="海盐小满 Live"),
                host("H2", stage_name="海盐小满live"),
                host("H3", stage_name="晓满严选直播间"),
                host("H4", stage_name="小满严选直播间"),
                host("H5", stage_name="青柠拾光好物日记铺"),
                host("H6", stage_name="青柠拾光好物日记店"),
                host("H7", stage_name="橘子一号"),
                host("H8", stage_name="橘子直播1"),
                host("H9", stage_name="橘子直播2"),
            ]
        }
    )
    pairs = found(app)
    assert {pair: codes(one) for pair, one in pairs.items()} == {
        ("H1", "H2"): {"name"},
        ("H3", "H4"): {"sound"},
        ("H5", "H6"): {"similar"},
    }
    assert {one.strength for one in pairs.values()} == {"weak"}


def test_that_a_firm_may_run_several_shops_but_is_one_agency(app: Auditor, store: Store) -> None:
    store(
        {
            "merchants": [
                shop("S1", uscc=USCC, legal_name="云州商贸有限公司"),
                shop("S2", uscc=USCC, legal_name="云州商贸有限公司"),
                shop("S3", linked_usccs=(USCC,)),
                shop("S4", uscc=USCC, legal_name="云州商贸有限公司", shop_name="店S1"),
            ],
            "agencies": [{"code": "A1", "name": "星河", "uscc": USCC}, {"code": "A2", "name": "云上", "uscc": USCC}],
        }
    )
    pairs = found(app)
    assert pairs["A1", "A2"].strength == "strong"
    assert pairs["S1", "S2"].strength == "medium"
    assert pairs["S1", "S4"].strength == "strong"
    assert (pairs["S1", "S3"].strength, codes(pairs["S1", "S3"])) == ("weak", {"linked_uscc"})


def test_that_an_account_name_on_two_platforms_and_a_real_name_with_a_birthday_count(
    app: Auditor, store: Store
) -> None:
    def account(owner: str, platform: str) -> dict[str, Any]:
        return {"owner_type": "host", "owner": owner, "platform": platform, "account_id": "Ming88"}

    born = day("1990-01-01")
    store(
        {
            "hosts": [
                host("H1"),
                host("H2"),
                host("H3", real_name="王明", birth_date=born),
                host("H4", real_name="王明", birth_date=born),
            ],
            "accounts": [account("H1", "douyin"), account("H2", "kuaishou")],
        }
    )
    pairs = found(app, "host")
    assert codes(pairs["H1", "H2"]) == {"account"}
    assert codes(pairs["H3", "H4"]) == {"real_name", "birth_date"}


def test_that_what_a_crowd_bears_tells_nobody_apart(app: Auditor, store: Store) -> None:
    store({"hosts": [host(f"H{number}", phone="13800138000", stage_name="小店") for number in range(12)]})
    told = app.run(DuplicateCandidates())
    assert (told.pairs, told.total) == ((), 0)
    assert told.common >= 1


def test_that_masked_values_are_no_evidence(app: Auditor, store: Store) -> None:
    store({"hosts": [host("H1", phone="138****8000"), host("H2", phone="138****8000")]})
    assert found(app) == {}


def test_that_two_marked_as_different_are_offered_no_more_until_that_is_undone(app: Auditor, store: Store) -> None:
    store({"hosts": [host("H1", id_number=ID), host("H2", id_number=ID)]})
    done = app.do(DistinctSubjects("host:H2", "host:H1", "姐妹共用"))
    assert found(app) == {}
    assert app.do(DistinctSubjects("host:H1", "host:H2")).change is None
    assert done.change is not None
    app.run(Undo(done.change))
    assert list(found(app)) == [("H1", "H2")]
    with pytest.raises(CallerMistake):
        app.do(DistinctSubjects("host:H1", "host:H1"))


# merging ---------------------------------------------------------------------------------------------------------

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
