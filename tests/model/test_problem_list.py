"""Problems beyond those in memory stand in a file, and come back the same."""

from __future__ import annotations

import pytest

from auditor.i18n import Translator, said
from auditor.model.problem_list import ProblemList, problem_from_json, problem_to_json
from auditor.model.values import Level, Problem


def _problem(n: int) -> Problem:
    inner = said("{n} rows", n=n)
    level: Level = "error" if n % 3 == 0 else "warning"
    return Problem("主播", f"B{n}", level, "code", said("“{text}” is {what}.", text="换行\n“引号”", what=inner))


def test_that_what_went_to_the_file_comes_back_in_order_and_can_be_walked_twice_at_once() -> None:
    problems = [_problem(n) for n in range(50)]
    kept = ProblemList(problems[:30], in_memory=7)
    walk = iter(kept)
    began = [next(walk) for _ in range(20)]
    assert list(kept) == problems[:30]
    kept.extend(problems[30:])
    assert began + list(walk) == problems
    assert len(kept) == 50
    assert (kept.count("error"), kept.count("warning")) == (17, 33)
    assert kept.first(3) == problems[:3]
    assert (kept[2], kept[40]) == (problems[2], problems[40])


def test_that_a_sentence_is_translated_after_it_came_back() -> None:
    before = Problem("s", "A1", "error", "x", said("{n} rows", n=said("{n} rows", n=3)))
    after = problem_from_json(problem_to_json(before))
    assert Translator("zh").t(after.message) == Translator("zh").t(before.message)


@pytest.mark.parametrize("data", [None, 3, [], ["s", "A1", "fatal", "x", {"text": "", "params": {}}], ["s"] * 5])
def test_that_what_is_no_problem_is_refused(data: object) -> None:
    with pytest.raises(ValueError, match="not a problem"):
        problem_from_json(data)
