"""What a profile says, without a pixel."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from auditor.i18n import Translator
from tests.ui.worlds import LINES
from ui.kit.chips import Answer, Chip
from ui.profiles.presenter import Who, bases, chips, evidence, missing, notice, standing
from ui.profiles.shapes import Basis, Both

EN, ZH = Translator("en"), Translator("zh")


def test_that_failures_are_grouped_by_what_mends_them_worst_first() -> None:
    groups = standing(LINES, EN).to_do
    assert [group.remedy for group in groups] == [
        "Book the annual training and attach proof",
        "Check the identity and record the day",
        "Collect the missing identity data",
    ]
    assert [line.rule for line in groups[0].lines] == ["TR-03", "TR-02"]


def test_that_what_cannot_be_mended_stands_apart_from_what_is_waived() -> None:
    sorted_out = standing(LINES, EN)
    assert [line.rule for line in sorted_out.past] == ["TR-01"]
    assert [line.rule for line in sorted_out.waived] == ["IN-02"]
    assert len(sorted_out.in_order) == 4


def test_that_missing_data_is_as_loud_as_a_failure() -> None:
    order = [line.answer for group in standing(LINES, EN).to_do for line in group.lines]
    assert order == [Answer.CRITICAL, Answer.HIGH, Answer.UNKNOWN, Answer.MEDIUM]


def test_that_chips_count_by_severity_and_a_waived_failure_is_no_pass() -> None:
    assert chips(LINES) == (
        Chip(Answer.CRITICAL, 1),
        Chip(Answer.HIGH, 1),
        Chip(Answer.MEDIUM, 2),
        Chip(Answer.UNKNOWN, 1),
        Chip(Answer.LOW, 1, waived=True),
    )


def test_that_only_passes_make_a_pass() -> None:
    assert chips(LINES[6:]) == (Chip(Answer.PASS),)
    assert chips(()) == ()


def test_that_a_missing_field_is_named_with_its_sheet() -> None:
    assert missing(LINES[3], ZH) == "主播 › 身份核验日期"


def test_that_a_field_which_the_reason_names_is_not_named_again() -> None:
    line = replace(LINES[3], message=Both("资料不足：主播·身份核验日期", "Data missing: Identity verified"))
    assert missing(line, ZH) == ""


def test_that_the_basis_names_instrument_and_article() -> None:
    assert bases(LINES[0], ZH) == "《直播电商监督管理办法》第10(1)条"


def test_that_evidence_is_told_in_words_with_the_names_of_its_fields() -> None:
    record = {
        "case": "douyin/W1",
        "kind": "infraction",
        "occurred_at": "2026-09-18 12:27:00",
        "sanction": "ban_live",
        "outcome_then": "open",
    }
    assert evidence(record, ZH) == "违规投诉 抖音/W1 · 案件类型 违规 · 发生时间 2026-09-18 12:27 · 处罚措施 限期停播"


def test_that_a_law_without_an_article_number_is_named_alone() -> None:
    line = replace(LINES[0], basis=(Basis("平台规则惯例", "扣分节点"),))
    assert bases(line, ZH) == "《平台规则惯例》 扣分节点"


def test_that_a_notice_says_who_what_why_and_what_to_do() -> None:
    text = notice(Who("小鹿美食", "H0008"), LINES, date(2026, 6, 30), date(2026, 6, 30), ZH)
    assert text.startswith("致 小鹿美食（H0008）\n截至 2026-06-30，以下 4 项需要处理：\n")
    assert "1. 【严重】食品安全培训：经营食品类目，没有在有效期内的食品安全培训" in text
    assert text.count("→ 安排年度培训并上传证明") == 1
    assert "累计扣分" not in text


def test_that_a_notice_for_somebody_in_order_says_so() -> None:
    text = notice(Who("小鹿美食", "H0008"), LINES[6:], date(2026, 6, 30), date(2026, 6, 30), ZH)
    assert "没有待办事项" in text
