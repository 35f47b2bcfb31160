"""Writes docs/desk-sheets.md from the sheets' declarations: python tests/setup/desk_sheets_page.py"""

from __future__ import annotations

from pathlib import Path

from auditor.exporting.layout import sheets
from auditor.model.enums import words
from auditor.model.fields import Field, Kind, Sheet
from auditor.model.sheets_cases import ACTIONS, APPEALS, CASE_EVENTS, FEEDBACK, SANCTIONS
from auditor.model.sheets_records import TRAININGS
from auditor.model.sheets_training import AWARDS, COURSE_VERSIONS, ENROLMENTS, EQUIVALENCES, REQUIREMENTS, SESSIONS

PAGE = Path(__file__).resolve().parents[2] / "docs" / "desk-sheets.md"

NEW = (
    *(COURSE_VERSIONS, SESSIONS, ENROLMENTS, AWARDS, EQUIVALENCES, REQUIREMENTS),
    *(CASE_EVENTS, SANCTIONS, APPEALS, ACTIONS, FEEDBACK),
)

HEAD = """# 培训台与案件台的工作表 · Sheets of the trainer's desk and the case desk

Made by `python tests/setup/desk_sheets_page.py`. 这些工作表都可以省略；列名规则、清空与更新规则与其他工作表相同。
All of these sheets may be left out; names, clearing and updating work as in every other sheet. `*` must be there, `[x]` is the default.
A session is named by its code (培训场次编号); a case by its number, or as `平台:案件编号` (`douyin:K1`, `:K1` without a platform) where
several platforms use the same one. A learner of the type 员工 staff is named by the name. A certificate (培训证书) is never changed once
it was issued: only its revocation can be filled in, once, with the reason; one that takes its place names it in 替代证书编号.

Whom a requirement concerns (筛选条件 filter) is written as on the command line, `category=食品；unit=夜班` (a category by its code, its
name or a trade word; food is all that rules call food), or as a saved view has it, `{{"unit": ["夜班"]}}`.

The sheet 培训 trainings has three more columns: {more}.
"""


def cell(one: Field) -> str:
    """A column: its names, its kind, its words."""
    names = " = ".join((one.zh, *one.aliases)) + ("*" if one.required else "")
    kind = "date or 永久" if one.kind is Kind.END else str(one.kind)
    if one.kind is Kind.REF:
        kind = " | ".join(one.refs)
    if one.of is Kind.ENUM:
        kind = f"list of {one.words}"
    elif one.words and one.words not in ("platform", "sanction", "case_source", "topic"):
        listed = (f"{word.zh} {word.code}" for word in words(one.words))
        kind = ", ".join(f"[{text}]" if text.endswith(f" {one.default}") else text for text in listed)
    return f"| {names} | {one.name} | {kind} |"


def section(sheet: Sheet) -> str:
    """A sheet with its key and its columns."""
    key = " + ".join(sheet.field(name).zh for name in sheet.key)
    rows = "\n".join(cell(one) for one in sheet.fields)
    return f"\n## {sheet.zh} / {sheet.name} - key {key}\n\n| 列 · column | field | type |\n|---|---|---|\n{rows}\n"


def page() -> str:
    """The whole page, sheets in the workbook's order."""
    more = ", ".join(f"{one.zh} {one.name}" for one in TRAININGS.fields if one.added == 6)
    return HEAD.format(more=more) + "".join(section(one) for one in sheets() if one in NEW)


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
