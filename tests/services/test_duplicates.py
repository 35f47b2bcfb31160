"""Duplicates are found by what they share, and two that are told apart are offered no more."""

from __future__ import annotations

from typing import Any

import pytest

from auditor.app import Auditor
from auditor.errors import CallerMistake
from auditor.services.duplicates import Candidate, DistinctSubjects, DuplicateCandidates
from auditor.services.undoing import Undo
from tests.services.conftest import Store
from tests.services.rows import ID, OTHER_ID, day, host, shop

USCC = "91440101MA5AABCD1X"


def found(app: Auditor, kind: str = "") -> dict[tuple[str, str], Candidate]:
    pairs = app.run(DuplicateCandidates(kind)).pairs
    return {(one.one.code, one.other.code): one for one in pairs}


def codes(candidate: Candidate) -> set[str]:
    return {reason.code for reason in candidate.reasons}


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
