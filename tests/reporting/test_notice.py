"""The rectification notice: what, by when, why, and a slip to hand back."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from auditor.i18n import Language, Translator
from auditor.monitor import Silent
from auditor.reporting import proof
from auditor.reporting.facts import NoticeFacts
from auditor.reporting.notice import notice
from auditor.reporting.pdf import write_pdf
from tests.reporting import sample

FACTS = NoticeFacts("ZG-20260630-H0007", sample.dossier_facts(), date(2026, 7, 10), "王芳")


def pages(facts: NoticeFacts, path: Path, language: Language = "zh") -> list[str]:
    write_pdf(notice(facts, Translator(language)), path, Silent())
    return [re.sub(r"[\r\n]+", "", page) for page in proof.texts(path)]


def test_that_a_notice_says_first_how_much_is_due_by_when(tmp_path: Path) -> None:
    text = pages(FACTS, tmp_path / "a.pdf")[0]
    assert "整改通知书 ZG-20260630-H0007" in text
    assert "请于 2026-07-10 前完成 2 项整改；其中 1 项完成前不得开播。" in text
    assert "补充：出生日期" in text


def test_that_history_and_waivers_are_not_asked_of_anybody(tmp_path: Path) -> None:
    text = "".join(pages(FACTS, tmp_path / "a.pdf"))
    assert "IN-09" not in text
    assert "ID-06" not in text


def test_that_the_reply_slip_stands_on_one_page(tmp_path: Path) -> None:
    slip = next(page for page in pages(FACTS, tmp_path / "a.pdf") if "沿此线剪下交回" in page)
    for wanted in (
        "回执（ZG-20260630-H0007）",
        "已全部整改，附证明材料：",
        "对以下事项有异议，理由：",
        "被检查方（盖章）签收",
    ):
        assert wanted in slip


def test_that_a_notice_cites_only_the_grounds_it_uses(tmp_path: Path) -> None:
    text = "".join(pages(FACTS, tmp_path / "a.pdf"))
    assert "PIPL-31" in text
    assert "FSL-35" not in text


def test_that_no_personal_number_leaves_in_a_notice(tmp_path: Path) -> None:
    text = "".join(pages(FACTS, tmp_path / "a.pdf"))
    attached = proof.attached(tmp_path / "a.pdf")["facts.json"].decode()
    for secret in ("110105", "138", "8514", "欧"):
        assert secret not in text
        assert secret not in attached
    assert json.loads(attached)["number"] == "ZG-20260630-H0007"


@pytest.mark.parametrize("language", ["zh", "en"])
def test_that_a_notice_keeps_the_rules_of_archiving(tmp_path: Path, language: Language) -> None:
    pages(FACTS, tmp_path / "a.pdf", language)
    assert proof.faults(tmp_path / "a.pdf") == []


def test_that_a_notice_without_anything_to_do_says_so(tmp_path: Path) -> None:
    nothing = replace(FACTS, about=replace(FACTS.about, reasons=()))
    assert "没有需要整改的问题。" in pages(nothing, tmp_path / "a.pdf")[0]
