"""The printed rule book says every rule with its condition, remedy and ground."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

from auditor.i18n import Translator
from auditor.monitor import Silent
from auditor.reporting import proof
from auditor.reporting.facts import ParamUsed, Words
from auditor.reporting.pdf import write_pdf
from auditor.reporting.rulebook import Chapter, RulebookFacts, RuleText, rulebook
from tests.reporting import sample

RULE = RuleText(
    id="TR-02",
    title=sample.TR_02.title,
    subjects=("host",),
    severity="high",
    effect="condition",
    applies='host.status == "active"',
    require="host.trainings.exists(t, t.passed)",
    message=sample.TR_02.message,
    remedy=sample.TR_02.remedy,
    params=(ParamUsed("TR-02", "look_back_years", Words("回溯年数", "Years looked back"), 1),),
    bases=sample.BASES[:1],
    levels=("size(host.trainings) == 0 -> critical",),
    effective_from=date(2020, 1, 1),
    waivable=False,
)
FACTS = RulebookFacts(sample.DAY, (Chapter(sample.PACK, (RULE,)),), "auditor 0.1.0")


def test_that_a_rule_is_told_with_its_condition_its_ground_and_its_remedy(tmp_path: Path) -> None:
    write_pdf(rulebook(FACTS, Translator("zh")), tmp_path / "a.pdf", Silent())
    text = re.sub(r"[\r\n]+", "", "".join(proof.texts(tmp_path / "a.pdf")))
    for wanted in (
        "2026-06-30 生效的规则共 1 条",
        "TR-02 年度培训",
        "较高，开播前须办",
        "自 2020-01-01 起",
        'host.status == "active"',
        "host.trainings.exists(t, t.passed)",
        "size(host.trainings) == 0 → 严重",
        "回溯年数 1（look_back_years）",
        "《直播电商监督管理办法》第10(1)条（自 2026-02-01 起；已核对）",
        "安排直播合规培训并上传证明",
        "不可豁免。",
    ):
        assert wanted in text, wanted
    assert proof.faults(tmp_path / "a.pdf") == []


def test_that_every_rule_has_a_bookmark(tmp_path: Path) -> None:
    import pikepdf

    write_pdf(rulebook(FACTS, Translator("en")), tmp_path / "a.pdf", Silent())
    with pikepdf.open(tmp_path / "a.pdf") as pdf, pdf.open_outline() as outline:
        assert [item.title for item in outline.root[0].children] == ["TR-02 Annual training"]
