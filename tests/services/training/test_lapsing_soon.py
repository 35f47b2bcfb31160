"""Everybody whom a requirement concerns, of a category, whose training for it lapses soon: found, and put on a list."""

from __future__ import annotations

import pytest

from auditor.app import Auditor
from auditor.errors import CallerMistake
from auditor.services.lists import ListFilter
from auditor.services.lists.chosen import Listed
from auditor.services.training.matrix import LearnersOf
from auditor.services.training.roster import Enrol
from auditor.services.training.sessions import SessionOf
from tests.services.rows import day
from tests.services.training.conftest import put

FOOD = Listed("host", ListFilter(category=("food",)))
DONE = {1: "2026-06-01", 2: "2025-06-30", 3: "2025-08-29", 4: "2025-08-30", 5: "2025-06-29"}


@pytest.fixture
def asked(desk: Auditor) -> Auditor:
    """Food safety every year of everybody who sells food, said in the sheet's own words; H6 never learnt it."""
    yearly = {"course": "C1", "due": "every_months", "months": 12, "opens_days": 30, "grace_days": 14}
    category = {1: "apparel", 2: "food_prepacked", 3: "alcohol", 4: "food_agri", 5: "food_agri", 6: "food_agri"}
    put(
        desk,
        {
            "hosts": [{"code": f"H{n}", "categories": (has,)} for n, has in category.items()],
            "requirements": [
                {"code": "R1", **yearly},
                {"code": "R2", **yearly, "filter": "category=食品"},
                {"code": "R3", **yearly, "filter": '{"category": ["食品饮料"], "unit": ["日班"]}'},
                {"code": "R4", **yearly, "filter": "category=食品；unit=夜班"},
                {"code": "R5", **yearly, "audience_type": "merchant"},
                {"code": "R6", **yearly, "filter": "category=玄学"},
            ],
            "trainings": [
                {"learner": f"H{n}", "course": "C1", "completed_on": day(on), "result": "passed"}
                for n, on in DONE.items()
            ],
        },
    )
    return desk


def learners(app: Auditor, query: LearnersOf) -> list[str]:
    return [one.learner for one in app.ask(query)]


def test_that_what_lapses_within_days_is_met_on_its_first_and_last_day(asked: Auditor) -> None:
    assert learners(asked, LearnersOf("R1", within=60)) == ["H2", "H3"]
    assert learners(asked, LearnersOf("R1", within=61)) == ["H2", "H3", "H4"]
    assert learners(asked, LearnersOf("R1", within=0)) == ["H2"]
    assert learners(asked, LearnersOf("R1", within=400)) == ["H2", "H3", "H4", "H1"]
    assert learners(asked, LearnersOf("R1", within=400, among=FOOD)) == ["H2", "H3", "H4"]
    assert learners(asked, LearnersOf("R1", among=FOOD)) == ["H6", "H5", "H2"]


def test_that_a_requirement_may_be_of_a_category_in_words_or_as_a_view_has_it(asked: Auditor) -> None:
    assert learners(asked, LearnersOf("R2", within=400)) == ["H2", "H3", "H4"]
    assert learners(asked, LearnersOf("R3", within=400)) == ["H2"]
    assert learners(asked, LearnersOf("R4", within=400)) == ["H3"]
    with pytest.raises(CallerMistake, match="玄学 is no category"):
        asked.ask(LearnersOf("R6"))


def test_that_all_of_them_are_put_on_a_list_at_once(asked: Auditor) -> None:
    done = asked.do(Enrol("S1", FOOD, requirement="R1", within=60))
    assert [one.learner for one in asked.ask(SessionOf("S1")).roster] == ["H2", "H3"]
    assert done.result.counts.created == 2
    with pytest.raises(CallerMistake, match="nobody to put"):
        asked.do(Enrol("S1", FOOD, requirement="R1", within=60))
    assert asked.do(Enrol("S1", FOOD, requirement="R1", within=61)).result.counts.created == 1


def test_that_days_need_a_requirement_and_a_list_of_whom_it_concerns(asked: Auditor) -> None:
    for command, match in (
        (Enrol("S1", FOOD, within=60), "for which requirement"),
        (Enrol("S1", FOOD, requirement="R5"), "concerns merchant"),
        (Enrol("S1", requirement="R1", within=99_999), "Days are a number"),
    ):
        with pytest.raises(CallerMistake, match=match):
            asked.do(command)
