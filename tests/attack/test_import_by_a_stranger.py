"""Files as careless senders make them, judged by the workbook contract alone."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Cli, cli
from tests.importing.books import rewritten, workbook

__all__ = ["cli"]

HOSTS = ("主播", [["主播编号", "昵称"], ["H1", "小红"]])
COURSES = ("课程", [["课程编码", "课程名称"], ["C1", "年度培训"]])
TRAINING_HEADER = ["学员编号", "课程编码", "课程名称", "完成日期"]
CASE_HEADER = ["案件编号", "对象类型", "对象编号", "类别", "发生时间"]


@pytest.fixture
def taken(cli: Cli, tmp_path: Path) -> Any:
    """Imports sheets into a fresh workspace; gives the exit code and the summary of the file."""
    cli("init")

    def take(*sheets: tuple[str, Sequence[Sequence[Any]]]) -> tuple[int, Any]:
        said = cli("import", workbook(tmp_path / "sent.xlsx", *sheets), "--json", "-")
        return said.code, said.json["files"][0]

    return take


def _dumped(cli: Cli) -> Any:
    return json.loads(cli("dump", "--canonical").out)


def test_that_a_refused_training_leaves_no_course_behind(taken: Any, cli: Cli) -> None:
    code, _ = taken(HOSTS, ("培训", [TRAINING_HEADER, ["NOBODY", "C9", "新课", "2026-01-01"]]))
    assert code == 1
    assert _dumped(cli)["courses"] == []


def test_that_a_file_of_which_every_row_is_refused_is_the_callers_mistake(taken: Any) -> None:
    code, file = taken(("主播", [["主播编号", "昵称"], ["H1", None], [None, "小红"]]))
    assert (code, file["sheets"]["hosts"]["refused"]) == (2, 2)


def test_that_a_file_of_which_nothing_is_new_is_taken(taken: Any) -> None:
    taken(HOSTS)
    code, file = taken(("主播", [*HOSTS[1], ["H2", None]]))
    assert (code, file["sheets"]["hosts"]["unchanged"]) == (1, 1)


def test_that_stores_that_differ_by_a_second_do_not_tell_the_same(taken: Any, cli: Cli) -> None:
    taken(HOSTS, ("违规投诉", [CASE_HEADER, ["K1", "主播", "H1", "其他", "2026-03-01 20:05:30"]]))
    before = cli("dump", "--canonical").out
    taken(("违规投诉", [CASE_HEADER, ["K1", "主播", "H1", "其他", "2026-03-01 20:05:31"]]))
    assert cli("dump", "--canonical").out != before


def test_that_a_contract_without_a_state_is_in_force(taken: Any, cli: Cli) -> None:
    agency = ("机构", [["机构编号", "机构名称"], ["A1", "星河"]])
    header = ["合同编号", "甲方类型", "甲方编号", "乙方类型", "乙方编号", "类型", "生效日期", "自动续约"]
    taken(HOSTS, agency, ("合同", [header, ["T1", "机构", "A1", "主播", "H1", "经纪", "2026-01-01", "是"]]))
    assert _dumped(cli)["contracts"][0]["state"] == "in_force"


def test_that_products_of_one_code_are_named_apart(taken: Any) -> None:
    merchants = ("商家", [["商家编号", "店铺名称"], ["S1", "甲店"], ["S2", "乙店"]])
    header = ["商家编号", "商品编号", "商品名称", "类目"]
    products = ("商品", [header, ["S1", "P1", "酒", "酒类"], ["S2", "P1", "酒", "酒类"]])
    licence = ["归属类型", "归属编号", "证照类型", "证照编号"]
    _, file = taken(merchants, products, ("证照", [licence, ["商品", "P1", "ccc_certificate", "X1"]]))
    (problem,) = file["problems"]
    assert "product:S1/P1、product:S2/P1" in problem["message"]


def test_that_a_message_does_not_repeat_a_persons_number(taken: Any) -> None:
    number = "44010119900307123X"
    _, file = taken(HOSTS, COURSES, ("培训", [TRAINING_HEADER, [number, "C1", None, "2026-01-01"]]))
    (problem,) = file["problems"]
    assert problem["code"] == "unknown_reference"
    assert number not in problem["message"]
    assert "4401**********123X" in problem["message"]


def test_that_a_row_beyond_the_last_is_refused_at_once(cli: Cli, tmp_path: Path) -> None:
    cli("init")
    path = rewritten(
        workbook(tmp_path / "sent.xlsx", HOSTS),
        "xl/worksheets/sheet1.xml",
        lambda data: data.replace(b"</sheetData>", b'<row r="4294967295"><c r="A4294967295"/></row></sheetData>'),
    )
    told = cli("import", path)
    assert told.code == 2
    assert "damaged" in told.err
