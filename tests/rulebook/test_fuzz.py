"""Rules are data from strangers: whatever stands in a file, checking it ends soon, in faults and never in a crash."""

from __future__ import annotations

import time
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from auditor.rulebook.check import check_path
from auditor.rulebook.data import core_data
from auditor.rulebook.facts.schema import spec
from auditor.rulebook.faults import Rejected
from auditor.rulebook.language.checking import Checker, Environment
from auditor.rulebook.language.parsing import NotCel, parse
from auditor.rulebook.yaml_strict import read

HARD = settings(
    max_examples=400,
    deadline=None,
    database=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
SCRAPS = st.sampled_from(
    ["host", ".", "licences", "exists", "(", ")", "l", ",", "in_force", "&&", "||", "!", "==", "<", ">=", "in", "[", "]",
     "{", "}", ":", "?", "'a'", '"', "1", "2.5", "9" * 25, "as_of", "-", "+", "*", "days", "has", "size", "params", "data",
     "status", "first_live", "true", "null", "matches", "'(a+)+$'", " ", "\n", "\\", "//", "0x", "3u", "map", "sum", "中"]
)  # fmt: skip
ENVIRONMENT = Environment("host", spec("host"), {}, core_data())


@HARD
@given(
    text=st.one_of(
        st.lists(SCRAPS, max_size=40).map(" ".join), st.lists(SCRAPS, max_size=40).map("".join), st.text(max_size=60)
    )
)
def test_that_any_text_is_an_expression_or_a_located_fault(text: str) -> None:
    started = time.process_time()
    try:
        checker = Checker(ENVIRONMENT)
        tree = checker.condition(parse(text))
        assert (tree is None) == bool(checker.wrongs)
        assert all(0 <= wrong.at <= len(text) for wrong in checker.wrongs)
    except NotCel as fault:
        place = fault.offset
    else:
        place = 0
    assert 0 <= place <= len(text)
    assert time.process_time() - started < 1


@HARD
@given(text=st.text(alphabet="abc:-&*!<>|?[]{}#'\"% \n\t,0129é中", max_size=80))
def test_that_any_text_is_yaml_of_ours_or_a_located_fault(text: str) -> None:
    faults: tuple[object, ...] = ("none",)
    try:
        read("f.yaml", text)
    except Rejected as rejected:
        faults = rejected.faults
    assert faults


def test_that_a_bomb_of_aliases_or_brackets_is_refused_at_once(tmp_path: Path) -> None:
    folder = tmp_path / "XX-01"
    folder.mkdir()
    bombs = (
        "a: &a [x,x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a]\n",
        "a: " + "[" * 100_000,
        "a: " + "{a: " * 20_000,
        "- " * 50_000,
        "a: '" + "x" * 900_000 + "'",
        "? " * 10_000,
    )
    for bomb in bombs:
        (folder / "rule.yaml").write_text(bomb, encoding="utf-8")
        started = time.process_time()
        assert check_path(folder)
        assert time.process_time() - started < 3
