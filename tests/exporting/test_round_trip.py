"""From the store into a workbook and back: nothing changes, and a new workspace becomes the same."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from auditor.clock import SHANGHAI
from auditor.exporting import export_rows, write_export
from auditor.i18n import Language
from auditor.model.sheets import BY_NAME
from auditor.model.values import CLEAR, FOREVER, Other
from auditor.monitor import Silent
from auditor.services.context import Context
from auditor.services.imports import Imported, ImportFiles, import_files
from auditor.services.profiles import subject_id
from auditor.storage import workspace
from tests.importing.books import workbook

SAMPLE = Path(__file__).resolve().parents[1] / "samples" / "workbook-clean-small.xlsx"

Rows = dict[str, list[dict[str, Any]]]


def _clock() -> datetime:
    return datetime(2026, 6, 30, 12, tzinfo=SHANGHAI)


@pytest.fixture
def new(tmp_path: Path) -> Iterator[Callable[[str], Context]]:
    opened: list[Context] = []

    def make(name: str) -> Context:
        path = tmp_path / f"{name}.auditor"
        workspace.create(path, _clock, title=name)
        opened.append(Context(workspace.open_store(path, _clock), _clock))
        return opened[-1]

    yield make
    for context in opened:
        context.store.close()


def _import(context: Context, *paths: Path) -> Imported:
    return import_files(context, ImportFiles(paths), Silent(), "tester")


def _export(
    context: Context, path: Path, *subjects: tuple[str, str], language: Language = "zh", masked: bool = False
) -> Path:
    with context.store.reading() as connection:
        ids = [subject_id(connection, *subject) for subject in subjects]
        rows = export_rows(connection, ids or None, masked=masked)
        (written,) = write_export(path, rows, masked=masked, language=language)
    return written


def _stored(context: Context) -> Rows:
    with context.store.reading() as connection:
        return {sheet.name: list(rows) for sheet, rows in export_rows(connection)}


def _counts(imported: Imported) -> dict[str, tuple[int, int, int, int]]:
    return {
        sheet.name: (c.created, c.updated, c.unchanged, c.refused)
        for file in imported.files
        for sheet in file.sheets
        for c in (sheet.counts,)
    }


@pytest.mark.parametrize("language", ["zh", "en"])
def test_that_an_export_imports_again_without_a_change(
    new: Callable[[str], Context], tmp_path: Path, language: Language
) -> None:
    context = new("a")
    _import(context, SAMPLE)
    again = _import(context, _export(context, tmp_path / "out.xlsx", language=language))
    assert again.change is None
    assert {(created, updated, refused) for created, updated, _, refused in _counts(again).values()} == {(0, 0, 0)}
    assert sum(unchanged for *_, unchanged, _ in _counts(again).values()) == 342


def test_that_an_export_makes_a_new_workspace_the_same(new: Callable[[str], Context], tmp_path: Path) -> None:
    first, second = new("a"), new("b")
    _import(first, SAMPLE)
    _import(second, _export(first, tmp_path / "out.xlsx"))
    assert _stored(second) == _stored(first)


def test_that_a_masked_export_imports_again_without_a_change(new: Callable[[str], Context], tmp_path: Path) -> None:
    context = new("a")
    _import(context, SAMPLE)
    before = _stored(context)
    again = _import(context, _export(context, tmp_path / "out.xlsx", masked=True))
    assert again.change is None
    assert _stored(context) == before


_ODD = (
    ("机构", [["机构编号", "机构名称"], ["J1", "甲传媒"]]),
    (
        "商家",
        [
            ["商家编号", "店铺名称", "角色", "经营类目", "联系电话"],
            ["S1", "一号店", "清空", "酒水、玄学用品", "138****5678"],
            ["S2", "二号店", "", "", ""],
        ],
    ),
    (
        "主播",
        [
            ["主播编号", "昵称", "证件号码", "所属机构", "入机构日期", "状态", "状态生效日期", "带货类目", "备注"],
            ["H1", "＝小麦", "4401**********1234", "J1", "2025-01-01", "暂停", "2026-01-01", "其他", "+1+1"],
            ["H2", "大麦", "", "", "", "", "", "玄学用品", "两行\n备注"],
        ],
    ),
    ("直播间", [["直播间编号", "平台", "运营者", "运营起始日期"], ["R1", "某某直播", "S1", "2025-05-01"]]),
    ("课程", [["课程编码", "课程名称", "学时"], ["K1", "入门", 1.25]]),
    ("商品", [["商家编号", "商品编号", "商品名称", "类目"], ["S1", "G1", "酒", "酒水"]]),
    (
        "证照",
        [
            ["归属类型", "归属编号", "证照类型", "证照编号", "有效期止"],
            ["商品", "S1/G1", "好人证", "N1", "长期"],
            ["商家", "S1", "营业执照", "N2", ""],
        ],
    ),
    (
        "培训",
        [
            ["学员类型", "学员编号", "课程编码", "完成日期", "成绩"],
            ["员工", "王某", "K1", "2026-01-01", 60.5],
            ["主播", "H1", "K1", "2026-01-01", ""],
        ],
    ),
    (
        "违规投诉",
        [
            ["案件编号", "对象类型", "对象编号", "类别", "发生时间", "关联对象", "平台", "处罚止"],
            ["A1", "主播", "H1", "迟到", "2026-05-01 20:05:30", "host:H2、merchant:S2", "", "永久"],
        ],
    ),
)


def test_that_every_odd_value_survives_the_way_out_and_back(new: Callable[[str], Context], tmp_path: Path) -> None:
    first, second = new("a"), new("b")
    taken = _import(first, workbook(tmp_path / "in.xlsx", *_ODD))
    assert taken.refused == 0
    again = _import(first, _export(first, tmp_path / "out.xlsx"))
    assert again.change is None, _counts(again)
    _import(second, tmp_path / "out.xlsx")
    stored = _stored(first)
    assert _stored(second) == stored
    assert stored["merchants"][0]["roles"] is CLEAR
    assert stored["merchants"][0]["categories"] == ("alcohol", Other("玄学用品"))
    assert stored["merchants"][1]["roles"] == ("seller", "operator")
    assert stored["hosts"][0]["id_number"] == "4401**********1234"
    assert stored["rooms"][0]["platform"] == Other("某某直播")
    assert stored["licences"][0]["owner"] == "S1/G1"
    assert stored["licences"][0]["valid_until"] is FOREVER
    assert "valid_until" not in stored["licences"][1]
    assert stored["trainings"][0]["learner"] == "王某"
    assert stored["cases"][0]["related"] == ("host:H2", "merchant:S2")


def test_that_leaving_an_agency_survives_the_way_out_and_back(new: Callable[[str], Context], tmp_path: Path) -> None:
    first, second = new("a"), new("b")
    _import(first, workbook(tmp_path / "in.xlsx", *_ODD))
    left = [["主播编号", "昵称", "所属机构", "入机构日期"], ["H1", "＝小麦", "清空", "2026-03-01"]]
    _import(first, workbook(tmp_path / "left.xlsx", ("主播", left)))
    assert _stored(first)["hosts"][0]["agency"] is CLEAR
    again = _import(first, _export(first, tmp_path / "out.xlsx"))
    assert again.change is None
    _import(second, tmp_path / "out.xlsx")
    assert _stored(second) == _stored(first)


def _sheets_of(context: Context) -> dict[str, list[str]]:
    return {name: [str(row.get("code", "")) for row in rows] for name, rows in _stored(context).items() if rows}


@pytest.mark.parametrize(
    "subject",
    [("host", "H0003"), ("merchant", "S0006"), ("agency", "J001"), ("room", "R0001"), ("broadcast", "B00002")],
)
def test_that_the_export_of_one_subject_imports_alone(
    new: Callable[[str], Context], tmp_path: Path, subject: tuple[str, str]
) -> None:
    first, second = new("a"), new("b")
    _import(first, SAMPLE)
    taken = _import(second, _export(first, tmp_path / "out.xlsx", subject))
    assert taken.refused == 0
    assert len(_sheets_of(second).get("hosts", [])) < 40
    whole, part = _stored(first), _stored(second)
    for name, rows in part.items():
        assert [row for row in rows if row not in whole[name]] == []


def test_that_the_export_of_a_host_holds_what_is_hers_and_nobody_elses(
    new: Callable[[str], Context], tmp_path: Path
) -> None:
    first, second = new("a"), new("b")
    _import(first, SAMPLE)
    _import(second, _export(first, tmp_path / "out.xlsx", ("host", "H0003")))
    whole, part = _stored(first), _stored(second)
    for name, owner in (("trainings", "learner"), ("accounts", "owner"), ("licences", "owner"), ("cases", "subject")):
        hers = [row for row in whole[name] if row[owner] == "H0003"]
        assert [row for row in part[name] if row[owner] == "H0003"] == hers
    assert {row["learner"] for row in part["trainings"]} == {"H0003"}
    assert "J001" in [row["code"] for row in part["agencies"]]


def test_that_every_sheet_is_asked_for_in_the_workbooks_order(new: Callable[[str], Context]) -> None:
    assert list(_stored(new("a"))) == [
        *("hosts", "merchants", "agencies", "rooms", "accounts", "licences", "authorisations", "products"),
        *("courses", "trainings", "cases", "contracts", "broadcasts", "reviews"),
        *("course_versions", "requirements", "equivalences", "sessions", "enrolments", "awards"),
        *("case_events", "sanctions", "appeals", "actions", "feedback"),
    ]
    assert set(BY_NAME) == set(_stored(new("b")))


def test_that_rows_come_in_a_stream_beside_other_reading(new: Callable[[str], Context]) -> None:
    context = new("a")
    _import(context, SAMPLE)
    with context.store.reading() as connection, closing(export_rows(connection)) as sheets:
        sheet, rows = next(iter(sheets))
        assert sheet.name == "hosts"
        assert next(iter(rows))["code"] == "H0001"


def test_that_a_reference_to_nobody_is_told_at_its_own_cell(new: Callable[[str], Context], tmp_path: Path) -> None:
    rows = [["昵称", "所属机构", "主播编号"], ["小麦", "J404", "H1"]]
    (file,) = _import(new("a"), workbook(tmp_path / "in.xlsx", ("主播", rows))).files
    assert [(p.sheet, p.cell, p.level) for p in file.problems] == [("主播", "B2", "error")]


_EVIDENCE = (
    ("商家", [["商家编号", "店铺名称", "公示信息变更日期", "变更报送日期", "失联通知日期"], ["S1", "一号店", "2026-05-01", "2026-05-04", "2026-06-01"]]),
    ("主播", [["主播编号", "昵称", "个人信息告知日期", "处理依据"], ["H1", "小麦", "2026-01-01", "人力资源管理"]]),
    ("直播间", [["直播间编号", "平台", "运营者"], ["R1", "抖音", "S1"]]),
    ("商品", [["商家编号", "商品编号", "商品名称", "类目", "广告批准有效期止", "前七日最低成交价"], ["S1", "G1", "茶", "食品", "2027-01-01", 19.9]]),
    ("证照", [["归属类型", "归属编号", "证照类型", "证照编号", "续办申请日期"], ["商家", "S1", "营业执照", "N2", "2026-06-01"]]),
    ("合同", [["合同编号", "甲方类型", "甲方编号", "乙方类型", "乙方编号", "生效日期", "肖像声音授权日期", "法定责任转嫁条款"], ["C1", "商家", "S1", "主播", "H1", "2026-01-01", "2026-01-02", "否"]]),
    ("直播场次", [["场次编号", "直播间", "主播", "商家", "类目", "话术稿", "主播推荐代言", "使用凭证", "抽奖最高奖金额", "开奖规则变更"], ["B1", "R1", "H1", "S1", "食品", "第一行\n第二行", "是", "否", 8888, "×"]]),
    ("违规投诉", [["案件编号", "对象类型", "对象编号", "类别", "发生时间", "拒退理由", "消费者已确认不适用"], ["A1", "商家", "S1", "退款问题", "2026-05-01", "心情不好", "√"]]),
)  # fmt: skip


def test_that_the_columns_of_further_rules_survive_the_way_out_and_back(
    new: Callable[[str], Context], tmp_path: Path
) -> None:
    first, second = new("a"), new("b")
    assert _import(first, workbook(tmp_path / "in.xlsx", *_EVIDENCE)).refused == 0
    assert _import(first, _export(first, tmp_path / "out.xlsx")).change is None
    assert _import(first, _export(first, tmp_path / "out_en.xlsx", language="en")).change is None
    _import(second, tmp_path / "out.xlsx")
    stored = _stored(first)
    assert _stored(second) == stored
    assert stored["cases"][0]["refusal_reason"] == Other("心情不好")
    assert stored["hosts"][0]["privacy_basis"] == "employment"
    assert stored["products"][0]["lowest_price"] == 1_990
    assert stored["broadcasts"][0]["script"] == "第一行\n第二行"
    assert [stored["broadcasts"][0][name] for name in ("endorsed", "use_evidence", "prize_changed")] == [1, 0, 0]
