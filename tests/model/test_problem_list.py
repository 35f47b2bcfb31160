"""Problems beyond those in memory stand in a file, and come back the same."""

from __future__ import annotations

import pickle
import tempfile
import time
from pathlib import Path

import pytest

from auditor.i18n import Translator, said
from auditor.model.problem_list import SHOWN, ProblemList, problem_from_json, problem_to_json
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


def test_that_the_first_of_each_sheet_and_level_are_at_hand_and_counted() -> None:
    kept = ProblemList(in_memory=5)
    for n in range(2 * SHOWN + 30):
        kept.append(Problem("主播" if n % 2 else "商家", f"B{n}", "error", "x", said("Wrong.")))
    kept.append(Problem("商家", "A1", "warning", "x", said("Odd.")))
    assert [one.cell for one in kept.shown("主播", "error")] == [f"B{n}" for n in range(1, 2 * SHOWN, 2)]
    assert kept.shown("主播", "warning") == ()
    assert (kept.count("error"), kept.count("error", "商家"), kept.count("warning", "商家")) == (630, 315, 1)


def test_that_many_are_walked_in_a_moment() -> None:
    one = _problem(1)
    kept = ProblemList([one] * 20_000, in_memory=10)
    began = time.process_time()
    assert sum(1 for _ in kept) == 20_000
    assert time.process_time() - began < 2


def test_that_a_sentence_is_translated_after_it_came_back() -> None:
    before = Problem("s", "A1", "error", "x", said("{n} rows", n=said("{n} rows", n=3)))
    after = problem_from_json(problem_to_json(before))
    assert Translator("zh").t(after.message) == Translator("zh").t(before.message)


@pytest.mark.parametrize("data", [None, 3, [], ["s", "A1", "fatal", "x", {"text": "", "params": {}}], ["s"] * 5])
def test_that_what_is_no_problem_is_refused(data: object) -> None:
    with pytest.raises(ValueError, match="not a problem"):
        problem_from_json(data)


def test_that_problems_handed_to_another_process_are_the_same_and_leave_no_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    problems = [_problem(n) for n in range(2 * SHOWN)]
    there = pickle.loads(pickle.dumps(ProblemList(problems, in_memory=7)))
    assert list(there) == problems
    assert there.shown("主播", "error") == ProblemList(problems).shown("主播", "error")
    assert (len(there), there[0], there[500]) == (len(problems), problems[0], problems[500])
    there.append(_problem(9_999))
    assert list(there)[-1] == _problem(9_999)
    assert list(tmp_path.iterdir()) == []
