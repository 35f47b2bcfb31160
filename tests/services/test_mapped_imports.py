"""The three exports in foreign shapes become what is expected of them, and stay so."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from auditor.app import Auditor
from auditor.importing.mapping.library import mapping_named
from auditor.importing.options import ReadOptions
from auditor.model.types import date_of, datetime_of
from auditor.services.imports import Imported, ImportFiles
from tests.importing.books import workbook
from tests.tidy import NOW, tidy_workspace

SAMPLES = Path(__file__).resolve().parents[1] / "samples"
EXPECTED: dict[str, list[dict[str, Any]]] = json.loads((SAMPLES / "foreign-expected.json").read_text(encoding="utf-8"))
NAMES = sorted(name.removesuffix(".xlsx") for name in EXPECTED)

_STORED = {
    "violations-list": """
        SELECT c.*, s.code AS subject FROM case_record c JOIN subject s ON s.id = c.subject_id
        WHERE c.code LIKE 'DY-%'""",
    "broadcasts-list": """
        SELECT b.*, r.code AS room,
          (SELECT group_concat(s.code) FROM broadcast_hosts l JOIN subject s ON s.id = l.target_id
           WHERE l.owner_id = b.id) AS hosts,
          (SELECT group_concat(s.code) FROM broadcast_merchants l JOIN subject s ON s.id = l.target_id
           WHERE l.owner_id = b.id) AS merchants,
          (SELECT group_concat(l.value) FROM broadcast_categories l WHERE l.owner_id = b.id) AS categories
        FROM broadcast b JOIN subject r ON r.id = b.room_id WHERE b.code LIKE 'CC-%'""",
    "learning-records": """
        SELECT t.*, s.code AS learner, k.code AS course FROM training t
        JOIN subject s ON s.id = t.learner_id JOIN course k ON k.id = t.course_id WHERE t.change_id > 2""",
}
_LISTS = frozenset({"hosts", "merchants", "categories"})
_HUNDREDTHS = frozenset({"points", "score", "sales"})


@pytest.fixture
def filled(tmp_path: Path) -> Iterator[Auditor]:
    """A workspace that holds the tidy workbook."""
    with Auditor.open(tidy_workspace(tmp_path / "w.auditor"), clock=lambda: NOW) as app:
        yield app


def imported(app: Auditor, name: str, path: Path | None = None, *, dry_run: bool = False) -> Imported:
    """Imports the sample of that name (or another file) by the mapping of that name."""
    choices = ReadOptions(0, mapping=mapping_named(name, app.path))
    return app.run(ImportFiles((path or SAMPLES / f"{name}.xlsx",), dry_run=dry_run, choices=choices))


def counts(result: Imported) -> dict[str, int]:
    """The counts of the one sheet that are not zero."""
    (sheet,) = result.files[0].sheets
    return {name: number for name, number in sheet.counts.as_dict().items() if number}


def told(result: Imported) -> list[tuple[str, str, str]]:
    """(cell, level, code) of every problem."""
    return [(one.cell, one.level, one.code) for one in result.files[0].problems]


def stored(app: Auditor, name: str) -> list[dict[str, Any]]:
    """What the mapping's records are in the store, as the expectations write them."""
    with app.context.store.reading() as connection:
        rows = [dict(row) for row in connection.execute(text(_STORED[name])).mappings()]
    return [{field: _written(field, value) for field, value in row.items()} for row in rows]


def _written(field: str, value: Any) -> Any:
    if value is None or isinstance(value, bytes):
        return value
    if field in _LISTS:
        return value.split(",")
    if field in _HUNDREDTHS:
        return value / 100
    if field.endswith(("_at", "appeal_until")):
        return datetime_of(value).isoformat(timespec="minutes")
    return date_of(value).isoformat() if field == "completed_on" else value


@pytest.mark.parametrize("name", NAMES)
def test_that_each_row_of_a_foreign_export_becomes_what_is_expected(filled: Auditor, name: str) -> None:
    result = imported(filled, name)
    rows = EXPECTED[f"{name}.xlsx"]
    created = [row["creates"] for row in rows if "creates" in row]
    found = stored(filled, name)
    assert len(found) == len(created)
    for wanted in created:
        assert sum(all(one[field] == value for field, value in wanted.items()) for one in found) == 1, wanted
    refused = [row["row"] for row in rows if "refused" in row]
    warned = [row["row"] for row in rows if "warned" in row]
    (sheet,) = result.files[0].sheets
    assert sheet.outcomes.of("refused") == refused
    assert sheet.outcomes.warned() == warned
    assert [(cell, code) for cell, level, code in told(result) if level == "error"] == [
        (f"A{row}", "unknown_reference") for row in refused
    ]
    assert [(cell, code) for cell, level, code in told(result) if level == "warning"] == [
        (f"G{row}", "found_by_name") for row in warned
    ]


@pytest.mark.parametrize("name", NAMES)
def test_that_a_second_import_changes_nothing(filled: Auditor, name: str) -> None:
    dry = counts(imported(filled, name, dry_run=True))
    first = counts(imported(filled, name))
    assert dry == first
    before = stored(filled, name)
    second = imported(filled, name)
    assert second.change is None
    assert counts(second) == {("unchanged" if key == "created" else key): n for key, n in first.items()}
    assert stored(filled, name) == before


def _changed(tmp_path: Path, name: str, change: Any) -> Path:
    """The sample with its sheet changed by a function, under another file name."""
    import openpyxl

    book = openpyxl.load_workbook(SAMPLES / f"{name}.xlsx")
    change(book.worksheets[0])
    path = tmp_path / f"{name}-week-2.xlsx"
    book.save(path)
    return path


def test_that_a_second_weeks_file_changes_only_what_changed(filled: Auditor, tmp_path: Path) -> None:
    imported(filled, "violations-list")

    def week_two(sheet: Any) -> None:
        sheet["H7"] = "申诉通过"  # was 申诉中
        sheet["C8"] = "2026年6月5日 20:11"  # the same time, written otherwise
        sheet["A9"] = 6357793199  # the same account, kept as a number
        sheet.delete_rows(4, 2)
        row = ["4976802496", "老****", "2026-06-20 21:00", "极限词", "使用绝对化用语", "警告", 1, "未申诉", None]
        sheet.append(row)

    before = {row["code"]: row for row in stored(filled, "violations-list")}
    result = imported(filled, "violations-list", _changed(tmp_path, "violations-list", week_two))
    assert counts(result) == {"created": 1, "updated": 1, "unchanged": 10, "refused": 1}
    after = {row["code"]: row for row in stored(filled, "violations-list")}
    (new,) = after.keys() - before.keys()
    assert (after[new]["subject"], after[new]["category"], after[new]["appeal"]) == ("H0001", "absolute_terms", "none")
    changed = [code for code in before if before[code] != after[code]]
    assert [(before[code]["appeal"], after[code]["appeal"]) for code in changed] == [("pending", "granted")]


def test_that_a_third_attempt_of_the_day_is_one_more(filled: Auditor, tmp_path: Path) -> None:
    imported(filled, "learning-records")

    def evening(sheet: Any) -> None:
        # Sorted by score, as trainers like it: the numbers follow the times all the same.
        sheet.insert_rows(4)
        for column, value in enumerate(["纪**", "4962", "年度合规再培训", 95, "2026-06-21 20:00"], start=1):
            sheet.cell(4, column, value)

    result = imported(filled, "learning-records", _changed(tmp_path, "learning-records", evening))
    assert counts(result) == {"created": 1, "unchanged": 15, "refused": 1}
    rows = [row for row in stored(filled, "learning-records") if row["learner"] == "H0008"]
    that_day = [(row["attempt"], row["score"]) for row in rows if row["completed_on"] == "2026-06-21"]
    assert sorted(that_day) == [(1, 59.5), (2, 76.0), (3, 95.0)]


def _only(kept: Any) -> Any:
    """Keeps the data rows for which the function of the row's cells holds."""

    def change(sheet: Any) -> None:
        for number in range(sheet.max_row, 3, -1):
            if not kept([cell.value for cell in sheet[number]]):
                sheet.delete_rows(number)

    return change


def _that_day(app: Auditor) -> list[tuple[Any, ...]]:
    rows = [row for row in stored(app, "learning-records") if row["learner"] == "H0008"]
    return sorted((row["attempt"], row["score"]) for row in rows if row["completed_on"] == "2026-06-21")


def test_that_a_file_of_half_a_day_does_not_store_over_the_other_half(filled: Auditor, tmp_path: Path) -> None:
    morning = _changed(tmp_path, "learning-records", _only(lambda cells: "15时40分" not in cells[4]))
    imported(filled, "learning-records", morning)
    assert _that_day(filled) == [(1, 59.5)]
    afternoon = _changed(tmp_path, "learning-records", _only(lambda cells: "15时40分" in cells[4]))
    assert counts(imported(filled, "learning-records", afternoon)) == {"created": 1}
    assert _that_day(filled) == [(1, 59.5), (2, 76.0)]
    assert imported(filled, "learning-records").change is None, "the whole day changes nothing more"


def test_that_what_people_wrote_as_evidence_stays(filled: Auditor, tmp_path: Path) -> None:
    imported(filled, "learning-records")
    rows: list[list[Any]] = [
        ["主播编号", "课程编码", "完成日期", "次数", "证据"],
        ["H0008", "KC-ANN", "2026-06-21", 2, "试卷已归档"],
    ]
    filled.run(ImportFiles((workbook(tmp_path / "own.xlsx", ("培训", rows)),)))
    assert imported(filled, "learning-records").change is None
    assert _that_day(filled) == [(1, 59.5), (2, 76.0)]


def test_that_a_masked_name_that_disagrees_is_told_and_nothing_is_stored_over(filled: Auditor, tmp_path: Path) -> None:
    def another(sheet: Any) -> None:
        sheet["B4"] = "新****"

    result = imported(filled, "violations-list", _changed(tmp_path, "violations-list", another))
    assert ("B4", "warning", "masked_differs") in told(result)
    assert counts(result) == {"created": 13, "refused": 1, "warned": 1}
    with filled.context.store.reading() as connection:
        name = connection.execute(text("SELECT stage_name FROM host WHERE code = 'H0001'")).scalar_one()
    assert name == "老饕探店1"


def test_that_the_change_names_the_mapping_and_its_hash(filled: Auditor) -> None:
    mapping = mapping_named("violations-list", filled.path)
    result = imported(filled, "violations-list")
    with filled.context.store.reading() as connection:
        source = connection.execute(text("SELECT source FROM change WHERE id = :n"), {"n": result.change}).scalar_one()
    assert f"mapping:violations-list:{mapping.sha256}" in source


def test_that_two_hosts_alike_are_not_told_apart_by_a_masked_name(filled: Auditor, tmp_path: Path) -> None:
    with filled.context.store.reading() as connection:
        name, phone = connection.execute(
            text("SELECT real_name, phone FROM host_vault v JOIN host h ON h.id = v.owner_id WHERE h.code = 'H0001'")
        ).one()
    import openpyxl

    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.title = "主播"
    sheet.append(["主播编号", "昵称", "真实姓名", "手机号"])
    sheet.append(["H9001", "另一位", name[0] + "某某", "139000" + phone[-5:]])
    book.save(tmp_path / "twin.xlsx")
    filled.run(ImportFiles((tmp_path / "twin.xlsx",)))
    assert ("A4", "error", "ambiguous_reference") in told(imported(filled, "learning-records"))
