"""Rules are data from strangers: whatever stands in a file, checking it ends soon, in faults and never in a crash."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from auditor.rulebook.check import check_path
from auditor.rulebook.data import core_data
from auditor.rulebook.facts.schema import spec
from auditor.rulebook.faults import Rejected
from auditor.rulebook.language.checking import Checker, Environment
from auditor.rulebook.language.parsing import NotCel, parse
from auditor.rulebook.loading import MAX_PACK_BYTES
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


_PACK = "id: zz\nversion: 1.0.0\ntitle: {zh: 试, en: Trial}\n"
_RULE = (
    "id: {id}\nsubject: host\ntitle: {{zh: 试, en: Trial}}\nseverity: high\neffective: {{from: 2020-01-01}}\n"
    "applies: true\nrequire: {require}\nmessage: {{zh: 试, en: Trial}}\n"
)
_NESTED = (
    "host.licences.exists(a, host.cases.exists(b, host.trainings.exists(c, "
    + " && ".join(f"(a.number == b.code || c.certificate_no != a.number || b.points > {n}.0)" for n in range(60))
    + ")))"
)


@pytest.mark.parametrize(
    "require",
    [
        "(" * 3_000 + "true" + ")" * 3_000,
        " || ".join(f"host.followers == {n}" for n in range(900)),
        _NESTED,
        "host.stage_name.matches('(((a{1,100}){1,100}){1,100})')",
        "host.licences" + ".filter(l, l.in_force)" * 300 + ".size() > 0",
        "'" + "x" * 9_990 + "' == host.code",
    ],
    ids=["brackets", "alternatives", "nested", "pattern", "chain", "text"],
)
def test_that_a_hostile_expression_is_settled_within_a_second(tmp_path: Path, require: str) -> None:
    folder = tmp_path / "XX-01"
    folder.mkdir()
    (folder / "rule.yaml").write_text(_RULE.format(id="XX-01", require=f'"{require}"'), encoding="utf-8")
    check_path(folder)  # the parser's own tables are made once
    started = time.process_time()
    check_path(folder)
    assert time.process_time() - started < 1


def test_that_a_pack_beyond_all_measure_is_refused_before_it_is_read(tmp_path: Path) -> None:
    (tmp_path / "pack.yaml").write_text(_PACK, encoding="utf-8")
    for number in range(12):
        (tmp_path / f"heap{number}.yaml").write_text("- " * 350_000, encoding="utf-8")
    started = time.process_time()
    (fault,) = check_path(tmp_path)
    assert f"at most {MAX_PACK_BYTES} bytes" in str(fault)
    assert time.process_time() - started < 1


def test_that_what_is_no_file_is_never_opened(tmp_path: Path) -> None:
    (tmp_path / "pack.yaml").write_text(_PACK, encoding="utf-8")
    folder = tmp_path / "XX-01"
    folder.mkdir()
    os.mkfifo(folder / "rule.yaml")  # reading it would wait for ever
    assert any("no file" in str(fault) for fault in check_path(tmp_path))
