"""A certificate or a report that somebody hands in is verified on a sheet of the window."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from auditor.monitor import Silent
from auditor.reporting import proof
from auditor.reporting.award import facts_from, record_of
from auditor.services.training.awarding import IssueAwards, RevokeAward
from auditor.services.training.held import LogSession
from auditor.services.training.outcomes import HeldLine
from auditor.services.training.printing import PrintAwards
from tests.ui.training.conftest import Office
from ui.verifying.sheet import VerifySheet


@pytest.fixture
def paper(office: Office, tmp_path: Path) -> Path:
    """Two certificates on paper."""
    app = office.app
    app.do(LogSession("S1", (HeldLine("H1", score="92"), HeldLine("H2", score="88"))))
    app.do(IssueAwards("S1"))
    app.run(PrintAwards(tmp_path / "c.pdf", session="S1"), Silent())
    return tmp_path / "c.pdf"


@pytest.fixture
def sheet(office: Office, qtbot: QtBot) -> VerifySheet:
    made = VerifySheet(office.desk, office.room)
    qtbot.addWidget(made)
    made.show()
    return made


def found(sheet: VerifySheet) -> list[list[str]]:
    boxes = (sheet.rows.itemAt(at).widget() for at in range(sheet.rows.count()))
    return [[label.text() for label in box.findChildren(QLabel)] for box in boxes if box is not None]


def test_that_certificates_in_force_are_genuine_and_stand(office: Office, sheet: VerifySheet, paper: Path) -> None:
    sheet.check_file(paper)
    office.settle()
    assert sheet.verdict.text() == "Genuine, and it stands."
    assert [row[0] for row in found(sheet)] == ["✓", "✓"]
    assert "ORG-2026-000001" in found(sheet)[0][1]


def test_that_a_revoked_one_is_genuine_and_does_not_stand(office: Office, sheet: VerifySheet, paper: Path) -> None:
    office.app.do(RevokeAward("ORG-2026-000002", "代考"))
    sheet.check_file(paper)
    office.settle()
    assert sheet.verdict.text() == "Genuine, but not all stands."
    assert [row[0] for row in found(sheet)] == ["✓", "!"]
    assert "代考" in found(sheet)[1][2]


def test_that_what_a_scanner_read_is_verified_and_an_altered_word_is_seen(
    office: Office, sheet: VerifySheet, paper: Path
) -> None:
    facts = facts_from(json.loads(proof.attached(paper)["facts.json"]))
    text = f"{record_of(facts.certificates[0], facts)}\nsig {facts.certificates[0].signature}"
    sheet.code.setPlainText(text)
    sheet.check.click()
    office.settle()
    assert [row[0] for row in found(sheet)] == ["✓"]
    sheet.code.setPlainText(text.replace("H1", "H3"))
    sheet.check.click()
    office.settle()
    assert sheet.verdict.text() == "Something here is not genuine."
    assert [row[0] for row in found(sheet)] == ["✗"]


def test_that_a_file_of_somebody_else_is_told_on_the_sheet(office: Office, sheet: VerifySheet, tmp_path: Path) -> None:
    other = tmp_path / "other.pdf"
    other.write_bytes(b"%PDF-1.4 nothing of ours")
    sheet.check_file(other)
    office.settle()
    assert sheet.verdict.text() == "This cannot be verified."
    assert "other.pdf" in found(sheet)[0][2]
