"""The one write path: keys, defaults, references, masked values, periods, exact counts."""

from __future__ import annotations

import pytest

from auditor.app import Auditor
from auditor.model.fields import BEGINNING
from auditor.model.values import CLEAR, FOREVER, Other
from auditor.services.records import Counts
from tests.services.conftest import TODAY, Store

HOST = {"code": "H1", "stage_name": "青柠", "real_name": "沈听澜", "id_number": "610113198902056992"}


def _one(app: Auditor, sql: str) -> dict[str, object]:
    with app.context.store.reading() as connection:
        return dict(connection.exec_driver_sql(sql).mappings().one())


def _all(app: Auditor, sql: str) -> list[tuple[object, ...]]:
    with app.context.store.reading() as connection:
        return [tuple(row) for row in connection.exec_driver_sql(sql)]


def test_that_the_same_row_again_changes_nothing_and_makes_no_change_record(store: Store) -> None:
    first, _, change = store({"hosts": [dict(HOST)]})
    again, _, none = store({"hosts": [dict(HOST)]})
    assert first["hosts"] == Counts(created=1)
    assert again["hosts"] == Counts(unchanged=1)
    assert change == 2
    assert none is None


def test_that_absent_fields_leave_what_is_stored_and_clear_empties_it(app: Auditor, store: Store) -> None:
    store({"hosts": [{**HOST, "residence": "上海", "occupation": "厨师"}]})
    counts, _, _ = store({"hosts": [{"code": "H1", "stage_name": "青柠", "residence": CLEAR}]})
    row = _one(app, "SELECT residence, occupation FROM host")
    assert counts["hosts"] == Counts(updated=1)
    assert row == {"residence": None, "occupation": "厨师"}


def test_that_a_default_is_used_only_when_a_row_is_created(app: Auditor, store: Store) -> None:
    store({"hosts": [{**HOST, "presenter": "ai"}]})
    store({"hosts": [dict(HOST)]})
    assert _one(app, "SELECT presenter, status, status_from FROM host") == {
        "presenter": "ai",
        "status": "active",
        "status_from": BEGINNING,
    }


def test_that_birth_date_and_id_type_come_from_the_number_only_where_nothing_is_stored(
    app: Auditor, store: Store
) -> None:
    store({"hosts": [dict(HOST)]})
    assert _one(app, "SELECT birth_date, id_type, id_sex FROM host") == {
        "birth_date": 6975,
        "id_type": "resident_id",
        "id_sex": "male",
    }
    store({"hosts": [{**HOST, "birth_date": 7000}]})
    store({"hosts": [dict(HOST)]})
    assert _one(app, "SELECT birth_date FROM host") == {"birth_date": 7000}


def test_that_a_masked_value_never_replaces_a_full_one_and_warns_where_it_disagrees(app: Auditor, store: Store) -> None:
    store({"hosts": [dict(HOST)]})
    agreeing, _, _ = store({"hosts": [{"code": "H1", "stage_name": "青柠", "id_number": "6101**********6992"}]})
    differing, problems, _ = store({"hosts": [{"code": "H1", "stage_name": "青柠", "id_number": "6101**********0000"}]})
    assert agreeing["hosts"] == Counts(unchanged=1)
    assert differing["hosts"] == Counts(unchanged=1, warned=1)
    assert [p.code for p in problems["hosts"].found] == ["masked_differs"]
    assert _one(app, "SELECT id_number FROM host_vault") == {"id_number": "610113198902056992"}


def test_that_a_masked_value_is_kept_where_nothing_better_is_known_and_a_full_one_replaces_it(
    app: Auditor, store: Store
) -> None:
    store({"hosts": [{"code": "H1", "stage_name": "青柠", "id_number": "6101**********6992"}]})
    assert _one(app, "SELECT id_number_masked, id_number_valid FROM host") == {
        "id_number_masked": 1,
        "id_number_valid": None,
    }
    store({"hosts": [dict(HOST)]})
    assert _one(app, "SELECT id_number_masked, id_number_valid FROM host") == {
        "id_number_masked": 0,
        "id_number_valid": 1,
    }


def test_that_another_id_number_for_a_code_is_stored_with_a_warning(store: Store) -> None:
    store({"hosts": [dict(HOST)]})
    counts, problems, _ = store({"hosts": [{**HOST, "id_number": "440305199301149564"}]})
    assert counts["hosts"] == Counts(updated=1, warned=1)
    assert [p.code for p in problems["hosts"].found] == ["id_number_differs"]


def test_that_a_later_row_of_the_same_key_wins_and_names_the_earlier(app: Auditor, store: Store) -> None:
    counts, problems, _ = store({"hosts": [dict(HOST), {**HOST, "stage_name": "红柚"}]})
    assert counts["hosts"] == Counts(created=1, superseded=1, warned=1)
    assert "row 2" in str(problems["hosts"].found[0].message)
    assert _one(app, "SELECT stage_name FROM host") == {"stage_name": "红柚"}


@pytest.mark.parametrize(
    "reference",
    ["J1", "知味传媒", "913301061XNLD27W5A", "抖音:D9", "douyin:D9"],
    ids=["code", "unique name", "USCC", "account in Chinese", "account"],
)
def test_that_a_reference_is_a_code_an_account_a_number_or_a_unique_name(
    app: Auditor, store: Store, reference: str
) -> None:
    store(
        {
            "agencies": [{"code": "J1", "name": "知味传媒", "uscc": "913301061XNLD27W5A"}],
            "accounts": [{"platform": "douyin", "account_id": "D9", "owner_type": "agency", "owner": "J1"}],
        }
    )
    counts, problems, _ = store({"hosts": [{**HOST, "agency": reference}]})
    assert counts["hosts"].created == 1
    assert counts["hosts"].warned == (1 if reference == "知味传媒" else 0)
    assert _one(app, "SELECT s.code FROM host h JOIN subject s ON s.id = h.agency_id") == {"code": "J1"}
    assert [p.code for p in problems["hosts"].found] == (["found_by_name"] if reference == "知味传媒" else [])


def test_that_an_ambiguous_name_is_refused_with_its_candidates(store: Store) -> None:
    store({"agencies": [{"code": "J1", "name": "知味"}, {"code": "J2", "name": "知味"}]})
    counts, problems, _ = store({"hosts": [{**HOST, "agency": "知味"}]})
    assert counts["hosts"] == Counts(refused=1)
    assert problems["hosts"].found[0].code == "ambiguous_reference"
    assert "agency:J1" in str(problems["hosts"].found[0].message)


def test_that_an_unknown_reference_refuses_the_row_and_no_other(store: Store) -> None:
    counts, problems, _ = store({"hosts": [{**HOST, "agency": "J9"}, {"code": "H2", "stage_name": "红柚"}]})
    assert counts["hosts"] == Counts(created=1, refused=1)
    assert problems["hosts"].found[0].code == "unknown_reference"


def test_that_a_training_with_a_title_makes_its_course_and_one_without_is_refused(app: Auditor, store: Store) -> None:
    line = {"learner": "H1", "course": "K9", "completed_on": 20000}
    refused, _, _ = store({"hosts": [dict(HOST)], "trainings": [dict(line)]})
    taken, _, _ = store({"trainings": [{**line, "title": "直播安全"}]})
    assert refused["trainings"] == Counts(refused=1)
    assert taken["trainings"] == Counts(created=1)
    assert _all(app, "SELECT code, title FROM course") == [("K9", "直播安全")]


def test_that_the_result_comes_from_the_score_against_the_pass_mark(app: Auditor, store: Store) -> None:
    course = {"code": "K1", "title": "t", "pass_mark": 6000}
    store({"hosts": [dict(HOST)], "courses": [course]})
    lines = [{"learner": "H1", "course": "K1", "completed_on": day, "score": day} for day in (5999, 6000)]
    store({"trainings": lines})
    assert _all(app, "SELECT score, result FROM training ORDER BY score") == [(5999, "failed"), (6000, "passed")]


@pytest.mark.parametrize(
    ("kind", "outcome"), [("infraction", "substantiated"), ("penalty", "substantiated"), ("complaint", "open")]
)
def test_that_an_empty_outcome_follows_the_kind_of_case(app: Auditor, store: Store, kind: str, outcome: str) -> None:
    case = {"code": "A1", "kind": kind, "subject_type": "host", "subject": "H1", "category": "vulgar", "occurred_at": 9}
    store({"hosts": [dict(HOST)], "cases": [case]})
    assert _one(app, "SELECT outcome FROM case_record") == {"outcome": outcome}


def test_that_a_licence_without_its_first_day_means_the_only_one_of_that_number(app: Auditor, store: Store) -> None:
    licence = {"owner_type": "merchant", "owner": "S1", "kind": "business_licence", "number": "X1"}
    store({"merchants": [{"code": "S1", "shop_name": "店"}], "licences": [{**licence, "valid_until": FOREVER}]})
    filled, _, _ = store({"licences": [{**licence, "valid_from": 100}]})
    same, _, _ = store({"licences": [dict(licence)]})
    renewed, _, _ = store({"licences": [{**licence, "valid_from": 500}]})
    assert (filled["licences"], same["licences"]) == (Counts(updated=1), Counts(unchanged=1))
    assert renewed["licences"] == Counts(created=1)
    assert _all(app, "SELECT valid_from, valid_until_long FROM licence ORDER BY valid_from") == [(100, 1), (500, 0)]


def test_that_an_unknown_kind_keeps_its_text_in_the_key(store: Store) -> None:
    licence = {"owner_type": "merchant", "owner": "S1", "number": "X1"}
    store({"merchants": [{"code": "S1", "shop_name": "店"}], "licences": [{**licence, "kind": Other("甲证")}]})
    counts, _, _ = store({"licences": [{**licence, "kind": Other("乙证")}, {**licence, "kind": Other("甲证")}]})
    assert counts["licences"] == Counts(created=1, unchanged=1)


def test_that_a_list_cell_replaces_the_whole_list_and_its_former_elements_stay_in_history(
    app: Auditor, store: Store
) -> None:
    store({"hosts": [{**HOST, "categories": ("general", "apparel", "pet")}]})
    counts, _, _ = store({"hosts": [{**HOST, "categories": ("pet", Other("玄学"))}]})
    assert counts["hosts"] == Counts(updated=1)
    assert _all(app, "SELECT value, text FROM host_categories ORDER BY ordinal") == [("pet", None), ("other", "玄学")]
    assert sorted(_all(app, "SELECT value FROM host_categories_history")) == [("apparel",), ("general",), ("pet",)]


def test_that_a_changed_status_without_its_day_begins_today_and_the_former_goes_into_the_past(
    app: Auditor, store: Store
) -> None:
    store({"hosts": [dict(HOST)]})
    store({"hosts": [{**HOST, "status": "suspended"}]})
    assert _one(app, "SELECT status, status_from FROM host") == {"status": "suspended", "status_from": TODAY}
    assert _all(app, "SELECT from_day, value FROM past_status") == [(BEGINNING, "active")]


def test_that_an_earlier_period_is_put_among_the_past_ones_once(app: Auditor, store: Store) -> None:
    store({"hosts": [{**HOST, "status": "active", "status_from": 20000}]})
    earlier = {**HOST, "status": "candidate", "status_from": 19000}
    first, _, _ = store({"hosts": [dict(earlier)]})
    again, _, _ = store({"hosts": [dict(earlier)]})
    assert (first["hosts"], again["hosts"]) == (Counts(updated=1), Counts(unchanged=1))
    assert _one(app, "SELECT status, status_from FROM host") == {"status": "active", "status_from": 20000}
    assert _all(app, "SELECT from_day, value FROM past_status") == [(19000, "candidate")]


def test_that_an_import_never_lifts_what_was_blacklisted_in_the_workspace(app: Auditor, store: Store) -> None:
    store({"hosts": [{**HOST, "status": "blacklisted"}]}, origin="desk")
    counts, problems, _ = store({"hosts": [{**HOST, "status": "active"}]})
    assert counts["hosts"] == Counts(unchanged=1, warned=1)
    assert [p.code for p in problems["hosts"].found] == ["status_kept"]
    lifted, _, _ = store({"hosts": [{**HOST, "status": "active"}]}, origin="desk")
    assert lifted["hosts"] == Counts(updated=1)


def test_that_staff_are_learners_by_name(app: Auditor, store: Store) -> None:
    line = {"learner_type": "staff", "learner": "王老师", "course": "K1", "title": "t", "completed_on": 20000}
    first, _, _ = store({"trainings": [dict(line)]})
    again, _, _ = store({"trainings": [dict(line)]})
    assert (first["trainings"], again["trainings"]) == (Counts(created=1), Counts(unchanged=1))
    assert _one(app, "SELECT learner_id, learner_name FROM training") == {"learner_id": None, "learner_name": "王老师"}


def test_that_rules_never_find_personal_values_in_the_main_row(app: Auditor, store: Store) -> None:
    store({"hosts": [{**HOST, "phone": "13451986467"}]})
    main = _one(app, "SELECT * FROM host")
    assert not {"沈听澜", "610113198902056992", "13451986467"} & {str(value) for value in main.values()}
    assert (main["has_real_name"], main["has_id_number"], main["has_phone"]) == (1, 1, 1)


def test_that_codes_and_numbers_are_stored_alike_whoever_wrote_them(app: Auditor, store: Store) -> None:
    licence = {"owner_type": "merchant", "owner": "S1", "kind": "business_licence", "number": "Ｘ１ "}
    store(
        {
            "merchants": [{"code": "S1", "shop_name": "店", "uscc": "913301061xnld27w5a", "linked_usccs": ("91 x",)}],
            "licences": [{**licence, "holder_uscc": "9133 0106 1xnld27w5a"}],
            "hosts": [{**HOST, "id_number": "11010119711014155x"}],
        }
    )
    assert _one(app, "SELECT number, holder_uscc FROM licence") == {"number": "X1", "holder_uscc": "913301061XNLD27W5A"}
    assert _all(app, "SELECT value FROM merchant_linked_usccs") == [("91X",)]
    assert _one(app, "SELECT id_number FROM host_vault") == {"id_number": "11010119711014155X"}
    counts, _, _ = store({"licences": [{**licence, "number": "X1"}]})
    again, _, _ = store({"licences": [dict(licence)]})
    assert (counts["licences"], again["licences"]) == (Counts(unchanged=1), Counts(unchanged=1))
