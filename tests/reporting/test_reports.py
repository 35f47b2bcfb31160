"""What a run report and a dossier say, in which order, in both languages."""

from __future__ import annotations

import json
import re
import tracemalloc
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import pytest

from auditor.i18n import Language, Translator
from auditor.monitor import Silent
from auditor.reporting import flow, fonts, proof, spool, table
from auditor.reporting.document import Document, Heading
from auditor.reporting.dossier import SECTIONS as DOSSIER_SECTIONS
from auditor.reporting.dossier import dossier
from auditor.reporting.facts import Counts, Part, SubjectCounts, SubjectWork
from auditor.reporting.pdf import write_pdf
from auditor.reporting.run_report import SECTIONS as RUN_SECTIONS
from auditor.reporting.run_report import run_report
from tests.reporting import sample

ZH, EN = Translator("zh"), Translator("en")


def text_of(made: Document, path: Path) -> str:
    """The text of all pages, in the order of reading, without line ends."""
    write_pdf(made, path, Silent())
    return re.sub(r"[\r\n]+", "", "".join(proof.texts(path)))


def in_order(text: str, *wanted: str) -> bool:
    at = 0
    for one in wanted:
        at = text.find(one, at) + 1
        if not at:
            return False
    return True


@pytest.fixture
def run_zh(tmp_path: Path) -> str:
    return text_of(run_report(sample.run_facts(), ZH), tmp_path / "run.pdf")


@pytest.fixture
def dossier_zh(tmp_path: Path) -> str:
    return text_of(dossier(sample.dossier_facts(), ZH), tmp_path / "dossier.pdf")


def test_that_the_answer_comes_first(run_zh: str) -> None:
    assert in_order(run_zh, "截至 2026-06-30，72 个对象中有 3 个需要整改；其中严重 2 项。", "目录", "1 概要")


def test_that_the_sections_follow_in_order(run_zh: str) -> None:
    titles = [
        "概要",
        "按负责人",
        "按规则汇总",
        "待办清单",
        "历史记录（不可补正）",
        "资料不足",
        "豁免登记",
        "已消除",
        "资料完整度",
        "方法与来源",
        "依据清单",
    ]
    body = run_zh[run_zh.index("12 签署") :]
    assert in_order(body, *(f"{at} {title}" for at, title in enumerate(titles, start=1)), "12 签署")


def test_that_failures_are_grouped_by_what_remedies_them(run_zh: str) -> None:
    work = run_zh[run_zh.rindex("4 待办清单") : run_zh.rindex("5 历史记录")]
    assert in_order(
        work, "H0007 小鹿𬭎", "安排直播合规培训并上传证明", "可消除 2 项", "期限 2026-07-10", "TR-01", "TR-02"
    )
    assert work.count("安排直播合规培训并上传证明") == 2


def test_that_what_cannot_be_mended_stands_apart_after_the_work(run_zh: str) -> None:
    work = run_zh[run_zh.rindex("4 待办清单") : run_zh.rindex("5 历史记录")]
    history = run_zh[run_zh.rindex("5 历史记录") : run_zh.rindex("6 资料不足")]
    assert "IN-09" not in work
    assert "投诉 C2026-0031 于 71 小时后答复" in history


def test_that_missing_data_is_told_with_where_to_enter_it(run_zh: str) -> None:
    missing = run_zh[run_zh.rindex("6 资料不足") :]
    assert in_order(missing, "补充：出生日期（填写位置：主播表「出生日期」列）", "ID-02")


def test_that_waivers_are_listed_with_people_reason_and_end(run_zh: str) -> None:
    waivers = run_zh[run_zh.rindex("7 豁免登记") :]
    assert in_order(waivers, "ID-06", "平台系统升级，已约定 7 月补核", "批准人 周航", "2026-07-31")


def test_that_new_findings_are_told_from_those_of_the_baseline(run_zh: str) -> None:
    assert "新增 1 项、持续 2 项、已消除 1 项、再次出现 0 项" in run_zh
    assert "禁止开播新增" in run_zh
    assert "禁止开播存量" in run_zh


def test_that_evidence_and_law_stand_beside_the_reason(run_zh: str) -> None:
    assert "证据：培训 C-001：完成日期 2025-03-02、结果 合格" in run_zh
    assert "《直播电商监督管理办法》第10(1)条" in run_zh


def test_that_sources_and_record_are_named(run_zh: str) -> None:
    for wanted in (
        "3f2a" * 16,
        "ab12" * 16,
        "9c41" * 16,
        "第 1287 号变更，2026-07-01 09:30:05",
        "auditor 0.1.0",
        "look_back_years",
    ):
        assert wanted in run_zh
    assert "本单位已调整" in run_zh


def test_that_the_report_ends_with_signatures_and_says_what_it_is_not(run_zh: str) -> None:
    assert in_order(run_zh, "检查人", "复核人", "被检查方（盖章）")
    assert "本文件为内部合规检查结果，不是行政行为，也不构成法律意见。" in run_zh


def test_that_what_was_resolved_is_listed(run_zh: str) -> None:
    assert in_order(run_zh[run_zh.rindex("8 已消除") :], "H0044 阿岚", "TR-02")


def test_that_each_owner_sees_what_waits(run_zh: str) -> None:
    assert in_order(run_zh[run_zh.rindex("2 按负责人") :], "王芳 上海小组 2 3 1 1", "陈磊 供应链部 1 1 1 0")


def test_that_sections_can_be_chosen_and_are_numbered_anew(tmp_path: Path) -> None:
    made = run_report(sample.run_facts(), ZH, frozenset({"work", "signatures"}))
    text = text_of(made, tmp_path / "a.pdf")
    assert in_order(text, "1 待办清单", "2 方法与来源", "3 签署")
    assert "资料完整度" not in text


def test_that_every_section_can_be_chosen_by_its_key() -> None:
    for made, keys in (
        (run_report(sample.run_facts(), ZH), RUN_SECTIONS),
        (dossier(sample.dossier_facts(), ZH), DOSSIER_SECTIONS),
    ):
        found = [block.key for block in made.blocks() if isinstance(block, Heading) and block.level == 1]
        assert found == [key for key in keys if key in found]
        assert set(keys) - set(found) <= {"errors"}


def test_that_completeness_is_told_by_column(run_zh: str) -> None:
    assert in_order(run_zh[run_zh.rindex("9 资料完整度") :], "出生日期", "41 / 60", "68 %", "ID-02、ID-03")


def test_that_a_run_that_was_not_saved_says_so(tmp_path: Path) -> None:
    text = text_of(run_report(sample.clean_facts(), ZH), tmp_path / "a.pdf")
    assert "未登记：本次检查未保存，无法与工作区核对" in text
    assert "4 个对象均无需要整改的问题" in text


@pytest.mark.parametrize(
    ("subjects", "unknown", "answer"),
    [
        ((), 0, "没有选中任何对象，未作判定"),
        ((SubjectCounts("host", 5, 0, 2, 3),), 2, "未发现不合规；其中 2 个资料不足，尚无结论"),
        ((SubjectCounts("host", 5, 1, 2, 2),), 2, "5 个对象中有 1 个需要整改；另有 2 个对象资料不足"),
    ],
)
def test_that_the_answer_never_takes_missing_data_for_a_pass(
    tmp_path: Path, subjects: tuple[SubjectCounts, ...], unknown: int, answer: str
) -> None:
    facts = replace(sample.clean_facts(), subjects=subjects, counts=Counts(1, 0, unknown, 0))
    assert answer in text_of(run_report(facts, ZH), tmp_path / "a.pdf")


def test_that_the_same_run_renders_to_the_same_bytes(tmp_path: Path) -> None:
    for name in ("a.pdf", "b.pdf"):
        write_pdf(run_report(sample.run_facts(), ZH), tmp_path / name, Silent())
    assert (tmp_path / "a.pdf").read_bytes() == (tmp_path / "b.pdf").read_bytes()


@pytest.mark.parametrize("language", ["zh", "en"])
def test_that_both_reports_keep_the_rules_of_archiving_in_both_languages(tmp_path: Path, language: Language) -> None:
    translator = Translator(language)
    for made in (run_report(sample.run_facts(), translator), dossier(sample.dossier_facts(), translator)):
        write_pdf(made, tmp_path / "a.pdf", Silent())
        assert proof.faults(tmp_path / "a.pdf") == []


def test_that_the_english_report_holds_no_chinese_of_ours(tmp_path: Path) -> None:
    text = text_of(run_report(sample.clean_facts(), EN), tmp_path / "a.pdf")
    assert re.findall(r"[\u4e00-\u9fff]+", text.replace("星河直播", "")) == []


def test_that_the_attached_facts_are_json_with_every_reason_in_its_list(tmp_path: Path) -> None:
    write_pdf(run_report(sample.run_facts(), ZH), tmp_path / "a.pdf", Silent())
    facts = json.loads(proof.attached(tmp_path / "a.pdf")["facts.json"])
    assert facts["method"]["run"] == "R0007"
    assert [one["code"] for one in facts["work"]["to_do"]] == ["H0007", "M0003", "H0012"]
    assert facts["work"]["unknown"][0]["reasons"][0]["rule"] == "ID-02"
    assert set(facts["work"]) == {part.value for part in Part}


def test_that_personal_data_is_masked_on_paper_and_in_the_attached_facts(tmp_path: Path, dossier_zh: str) -> None:
    write_pdf(dossier(sample.dossier_facts(), ZH), tmp_path / "a.pdf", Silent())
    attached = proof.attached(tmp_path / "a.pdf")["facts.json"].decode()
    for secret in ("110105199003078514", "13812345678", "欧阳鹿"):
        assert secret not in dossier_zh
        assert secret not in attached
    assert in_order(dossier_zh, "欧**", "1101**********8514", "138****5678")


def test_that_a_dossier_says_who_what_to_do_and_what_it_rests_on(dossier_zh: str) -> None:
    assert in_order(
        dossier_zh,
        "小鹿𬭎",
        "有 2 项问题需要整改，其中最重的是：首播前培训",
        "2026-07-20 起将不符合 LI-04 证照即将到期",
        "基本资料",
        "待办事项",
        "安排直播合规培训并上传证明",
        "资料不足",
        "历史记录（不可补正）",
        "豁免登记",
        "直播合规基础",
        "已符合的规则",
        "方法与来源",
        "签署",
    )


def test_that_each_list_is_made_once_for_paper_and_attached_copy(tmp_path: Path) -> None:
    asked: list[Part] = []
    facts = sample.run_facts()

    def work(part: Part) -> Iterable[SubjectWork]:
        asked.append(part)
        return facts.work(part)

    write_pdf(run_report(replace(facts, work=work), ZH), tmp_path / "a.pdf", Silent())
    write_pdf(run_report(facts, ZH), tmp_path / "b.pdf", Silent())
    assert sorted(asked) == sorted(Part)
    assert (tmp_path / "a.pdf").read_bytes() == (tmp_path / "b.pdf").read_bytes()


def test_that_the_attached_copy_is_whole_where_sections_are_left_out(tmp_path: Path) -> None:
    write_pdf(run_report(sample.run_facts(), ZH, frozenset({"summary"})), tmp_path / "a.pdf", Silent())
    write_pdf(run_report(sample.run_facts(), ZH), tmp_path / "b.pdf", Silent())
    assert proof.attached(tmp_path / "a.pdf") == proof.attached(tmp_path / "b.pdf")


def test_that_memory_does_not_grow_with_the_work_list(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for module, name in ((flow, "_REMEMBERED"), (table, "_REMEMBERED"), (fonts, "_KEEP"), (spool, "_IN_MEMORY")):
        monkeypatch.setattr(module, name, 100)

    def peak(subjects: int) -> int:
        tracemalloc.reset_peak()
        write_pdf(run_report(sample.many_facts(subjects), ZH), tmp_path / "a.pdf", Silent())
        return tracemalloc.get_traced_memory()[1]

    write_pdf(run_report(sample.many_facts(5), ZH), tmp_path / "a.pdf", Silent())
    tracemalloc.start()
    try:
        small, large = peak(40), peak(400)
    finally:
        tracemalloc.stop()
    # 360 subjects more are some 100 pages of 30 KB of operators; their bookmarks may stay, no more.
    assert large - small < 1_500_000
