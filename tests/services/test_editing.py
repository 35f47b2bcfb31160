"""Single records at the desk: saved field by field, refused in words, never over somebody else's newer version."""

from __future__ import annotations

from typing import Any

import pytest

from auditor.app import Auditor, Done
from auditor.errors import CallerMistake
from auditor.model.sheets import BY_NAME
from auditor.services.changes import Head
from auditor.services.editing import (
    Conflict,
    FieldHistory,
    RecordNamed,
    Refused,
    RemoveRecord,
    RevealPersonal,
    Saved,
    SaveRecord,
    check_field,
)
from auditor.services.editing.checking import Surroundings
from auditor.services.lists import Find
from auditor.services.profiles import ProfileOf
from auditor.services.undoing import Undo
from tests.services.conftest import TODAY, Store
from tests.services.rows import ID, day, host, shop

AROUND = Surroundings(TODAY)


@pytest.fixture
def world(app: Auditor, store: Store) -> Auditor:
    """A host with an agency and a licence of a shop."""
    store(
        {
            "agencies": [{"code": "A1", "name": "星河机构"}, {"code": "A2", "name": "远山机构"}],
            "merchants": [shop("M1")],
            "hosts": [host("H1", real_name="周小满", id_number=ID, phone="13800001111", agency="A1", followers=100)],
            "licences": [
                {
                    "owner_type": "merchant", "owner": "M1", "kind": "food_licence", "number": "JY1",
                    "valid_from": day("2025-01-01"), "valid_until": day("2026-12-31"),
                }
            ],
            "courses": [{"code": "LS1", "title": "食品安全"}],
        }
    )  # fmt: skip
    return app


def save(app: Auditor, subject: str, seen: int | None = None, record: str = "", **texts: str) -> Done[Saved]:
    named = app.ask(RecordNamed(subject, record))
    return app.do(SaveRecord(named.sheet, named.id, tuple(texts.items()), seen))


def value(app: Auditor, subject: str, name: str, record: str = "") -> Any:
    return app.ask(RecordNamed(subject, record)).values[name]


def seen(app: Auditor) -> int:
    return app.ask(Head()).change


def test_that_a_save_is_one_change_that_can_be_undone(world: Auditor) -> None:
    done = save(world, "host:H1", followers="1.2万", note="两行\n备注", birth_date="1990/1/2")
    assert (done.result.outcome, value(world, "host:H1", "followers")) == ("updated", 12_000)
    assert value(world, "host:H1", "note") == "两行\n备注"
    assert done.change is not None
    world.run(Undo(done.change))
    assert value(world, "host:H1", "followers") == 100


def test_that_an_empty_text_clears_and_the_same_text_changes_nothing(world: Auditor) -> None:
    assert save(world, "host:H1", followers="100").change is None
    save(world, "host:H1", followers="")
    assert value(world, "host:H1", "followers") is None


def test_that_every_wrong_field_is_told_at_once_and_nothing_is_stored(world: Auditor) -> None:
    with pytest.raises(Refused) as caught:
        save(world, "host:H1", followers="many", birth_date="yesterday", stage_name="", note="kept?")
    assert {one.field for one in caught.value.told} == {"followers", "birth_date", "stage_name"}
    assert value(world, "host:H1", "note") is None


def test_that_a_reference_that_means_nobody_is_told_at_its_field(world: Auditor) -> None:
    with pytest.raises(Refused) as caught:
        save(world, "host:H1", agency="A9")
    assert [(one.field, one.code) for one in caught.value.told] == [("agency", "unknown_reference")]


def test_that_a_moved_agency_begins_today_and_the_former_one_is_kept(world: Auditor) -> None:
    save(world, "host:H1", agency="A2")
    assert value(world, "host:H1", "agency") == "A2"
    assert value(world, "host:H1", "agency_from") == TODAY


def test_that_the_key_of_a_record_can_be_corrected_but_not_onto_another(world: Auditor) -> None:
    save(world, "merchant:M1", record="licence:JY1", number="JY2", valid_from="2025-02-01")
    assert value(world, "merchant:M1", "valid_from", "licence:JY2") == day("2025-02-01")
    fresh = (("owner_type", "merchant"), ("owner", "M1"), ("kind", "food_licence"), ("number", "JY3"))
    world.do(SaveRecord("licences", None, (*fresh, ("valid_from", "2025-02-01"))))
    with pytest.raises(Refused) as caught:
        save(world, "merchant:M1", record="licence:JY3", number="JY2")
    assert [(one.field, one.code) for one in caught.value.told] == [("number", "key_taken")]


def test_that_a_new_record_says_all_it_lacks_and_refuses_a_key_that_stands(world: Auditor) -> None:
    with pytest.raises(Refused) as caught:
        world.do(SaveRecord("licences", None, (("owner_type", "merchant"), ("number", "JY9"))))
    assert {one.field for one in caught.value.told} == {"owner", "kind"}
    with pytest.raises(Refused, match="key is stored already"):
        world.do(SaveRecord("courses", None, (("code", "LS1"), ("title", "again"))))


def test_that_the_code_of_a_subject_is_not_changed_here(world: Auditor) -> None:
    with pytest.raises(Refused, match="names the record everywhere"):
        save(world, "host:H1", code="H2")


def test_that_a_masked_name_never_replaces_a_whole_one(world: Auditor) -> None:
    shown = value(world, "host:H1", "real_name")
    assert save(world, "host:H1", real_name=shown).change is None
    with pytest.raises(Refused, match="Stars hide"):
        save(world, "host:H1", real_name="王**")
    assert world.do(RevealPersonal("host:H1", "call back")).result["real_name"] == "周小满"


def test_that_what_somebody_changed_meanwhile_is_shown_beside_what_was_typed(world: Auditor) -> None:
    read = seen(world)
    save(world, "host:H1", read, followers="200", unit="一组")
    with pytest.raises(Conflict) as caught:
        save(world, "host:H1", read, followers="300", note="mine")
    told = {one.field: (one.before, one.theirs, one.mine, one.changed) for one in caught.value.fields}
    assert told["followers"] == (100, 200, "300", True)
    assert told["unit"] == (None, "一组", None, True)
    assert told["note"] == (None, None, "mine", False)
    assert save(world, "host:H1", caught.value.change, followers="300").result.outcome == "updated"


def test_that_changes_elsewhere_or_taken_back_are_no_conflict(world: Auditor) -> None:
    read = seen(world)
    save(world, "merchant:M1", note="other")
    taken = save(world, "host:H1", note="other")
    assert taken.change is not None
    world.run(Undo(taken.change))
    assert save(world, "host:H1", read, note="mine").result.outcome == "updated"


def test_that_a_list_or_a_personal_value_changed_meanwhile_is_a_conflict_too(world: Auditor) -> None:
    for name, text in (("tags", "甲、乙"), ("tags", ""), ("phone", "13900002222")):
        read = seen(world)
        save(world, "host:H1", None, "", **{name: text})
        with pytest.raises(Conflict) as caught:
            save(world, "host:H1", read, note="mine")
        assert [one.field for one in caught.value.fields if one.changed] == [name]
    assert "13900002222" not in str(caught.value.fields)


def test_that_a_removed_record_leaves_and_comes_back_by_undo(world: Auditor) -> None:
    named = world.ask(RecordNamed("merchant:M1", "licence:JY1"))
    done = world.do(RemoveRecord("licences", named.id, named.seen, "typed twice"))
    assert world.ask(ProfileOf("merchant", "M1")).records["licences"] == ()
    assert done.change is not None
    world.run(Undo(done.change))
    assert value(world, "merchant:M1", "number", "licence:JY1") == "JY1"


def test_that_a_subject_others_name_stays_and_an_unused_one_goes_from_the_search_too(world: Auditor) -> None:
    with pytest.raises(CallerMistake, match=r"host 名H1 \(H1\)"):
        world.do(RemoveRecord("agencies", world.ask(RecordNamed("agency:A1")).id))
    world.do(RemoveRecord("agencies", world.ask(RecordNamed("agency:A2")).id))
    assert world.ask(Find("远山")) == ()


def test_that_history_tells_field_by_field_who_changed_what_with_personal_values_masked(world: Auditor) -> None:
    first = save(world, "host:H1", followers="200", phone="13900002222").change
    account = (("platform", "douyin"), ("account_id", "d1"), ("owner_type", "host"), ("owner", "H1"))
    made = world.do(SaveRecord("accounts", None, account))
    world.do(RemoveRecord("accounts", made.result.id))
    told = world.ask(FieldHistory("host", "H1"))
    assert [(one.sheet, one.what, one.field) for one in told][:4] == [
        ("accounts", "removed", ""),
        ("accounts", "created", ""),
        ("hosts", "changed", "phone"),
        ("hosts", "changed", "followers"),
    ]
    changed = {one.field: (one.before, one.after, one.who) for one in told if one.change == first}
    assert changed["followers"] == (100, 200, "owner")
    assert changed["phone"] == ("138****1111", "139****2222", "owner")


def test_that_showing_personal_values_needs_a_reason_and_is_logged(world: Auditor) -> None:
    with pytest.raises(CallerMistake, match="needs a reason"):
        world.do(RevealPersonal("host:H1", "  "))
    before = seen(world)
    assert world.do(RevealPersonal("host:H1", "complaint 7", ("phone",))).result == {"phone": "13800001111"}
    assert seen(world) == before + 1


def test_that_odd_characters_breaks_and_long_notes_are_kept_or_told(world: Auditor) -> None:
    odd = "H/2:甲 ’“\U0001f600"
    made = world.do(SaveRecord("hosts", None, (("code", odd), ("stage_name", "多\r\n行\t名"), ("note", "长" * 5_000))))
    stored = world.ask(RecordNamed(f"host:{odd}")).values
    assert (made.result.outcome, stored["stage_name"], len(stored["note"])) == ("created", "多 行 名", 5_000)
    with pytest.raises(Refused, match="at most"):
        save(world, f"host:{odd}", note="长" * 40_000)
    assert save(world, f"host:{odd}", note="a\x00b\ud800c").result.outcome == "updated"
    assert value(world, f"host:{odd}", "note") == "abc"


@pytest.mark.parametrize(
    ("sheet", "name", "text", "beside", "told"),
    [
        ("merchants", "uscc", "91440101MA5D3R8L1X", {}, "check_digit"),
        ("hosts", "id_number", "440102199001011234", {}, "check_digit"),
        ("hosts", "id_number", "K1234567", {"id_type": "passport"}, ""),
        ("licences", "valid_until", "2024-01-01", {"valid_from": TODAY}, "end_before_start"),
        ("licences", "valid_from", "2030-01-01", {"valid_until": TODAY}, "end_before_start"),
        ("licences", "valid_until", "长期", {"valid_from": TODAY}, ""),
        ("licences", "kind", "", {}, "missing_value"),
        ("hosts", "sex", "other", {}, "unknown_word"),
        ("hosts", "birth_date", "2031-01-01", {}, "future_date"),
        ("reviews", "rating", "9", {}, "out_of_range"),
    ],
)  # fmt: skip
def test_that_a_field_is_judged_as_it_is_typed(
    sheet: str, name: str, text: str, beside: dict[str, Any], told: str
) -> None:
    found = check_field(BY_NAME[sheet], name, text, beside, AROUND)
    assert [one.code for one in found] == ([told] if told else [])
    assert all(one.field == name for one in found)


@pytest.mark.parametrize(
    ("sheet", "field", "text", "level"),
    [
        ("hosts", "birth_date", "1026-01-01", "error"),
        ("hosts", "onboarded_on", "3026-01-01", "error"),
        ("sessions", "planned_start", "3026-07-01 09:00", "error"),
        ("licences", "valid_until", "1026-12-31", "error"),
        ("licences", "valid_until", "9999-12-31", "warning"),
        ("courses", "effective_until", "2099-12-31", "warning"),
        ("licences", "valid_until", "长期", ""),
        ("licences", "valid_until", "2076-12-31", ""),
    ],
)
def test_that_a_year_nobody_means_is_told_where_it_is_typed(sheet: str, field: str, text: str, level: str) -> None:
    told = check_field(BY_NAME[sheet], field, text, {}, AROUND)
    assert [(one.field, one.level, one.code) for one in told] == ([(field, level, "far_off")] if level else [])
