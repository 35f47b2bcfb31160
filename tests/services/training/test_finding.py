"""What stands on the trainer's desk is found by its number or its title."""

from __future__ import annotations

import pytest

from auditor.app import Auditor
from auditor.services.training.awarding import IssueAwards
from auditor.services.training.finding import FindTraining
from auditor.services.training.held import LogSession
from auditor.services.training.outcomes import read_lines
from tests.services.desk_rows import at
from tests.services.rows import day
from tests.services.training.conftest import put


@pytest.fixture
def full(desk: Auditor) -> tuple[Auditor, str]:
    """The office with requirements, a held session and its certificate; and that one's number."""
    put(
        desk,
        {
            "requirements": [
                {"code": "YQ-1", "title": "年度_食品", "course": "C1"},
                {"code": "YQ-0", "title": "从前的", "course": "C1", "valid_until": day("2026-06-29")},
            ],
            "sessions": [
                {"code": f"PX-{n}", "course": "C2", "title": "夜班专场", "planned_start": at(f"2026-07-0{n} 09:00")}
                for n in range(1, 7)
            ],
        },
    )
    desk.do(LogSession("S1", read_lines("H4,95")))
    (number,) = desk.do(IssueAwards("S1")).result
    return desk, number


def found(app: Auditor, text: str) -> list[tuple[str, str]]:
    return [(one.kind, one.code) for one in app.ask(FindTraining(text))]


def test_that_each_is_found_by_its_number_in_either_case(full: tuple[Auditor, str]) -> None:
    app, number = full
    assert found(app, "s1") == [("session", "S1")]
    assert found(app, "yq") == [("requirement", "YQ-1")]
    assert found(app, "ｃ1") == [("course", "C1")]
    assert found(app, number.lower()[:-1]) == [("award", number)]
    (award,) = app.ask(FindTraining(number))
    assert (award.exact, award.title, award.name) == (True, "食品安全", "名H4")
    assert found(app, "px") == [("session", f"PX-{n}") for n in range(1, 5)]


def test_that_titles_are_found_wherever_the_text_stands_in_them(full: tuple[Auditor, str]) -> None:
    app, _ = full
    assert found(app, "食品") == [("session", "S1"), ("course", "C1"), ("requirement", "YQ-1")]
    assert found(app, "专场") == [("session", f"PX-{n}") for n in (6, 5, 4, 3)]
    assert found(app, "广告") == [("session", "S2"), ("course", "C2")]
    assert found(app, "_食") == [("requirement", "YQ-1")]
    assert found(app, "%") == found(app, " ") == found(app, "从前") == []


def test_that_what_has_just_this_number_comes_first(full: tuple[Auditor, str]) -> None:
    app, _ = full
    put(app, {"courses": [{"code": "S11", "title": "另一门"}, {"code": "S", "title": "又一门"}]})
    assert found(app, "S") == [("course", "S"), ("session", "S1"), ("session", "S2"), ("course", "S11")]
