"""A report verifies against its workspace as long as both say the same."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pikepdf
import pytest

from auditor.app import Auditor
from auditor.errors import CallerMistake
from auditor.services.audits import Audit
from auditor.services.duplicates import Merge
from auditor.services.imports import ImportFiles
from auditor.services.reports.jobs import ReportAudit, ReportNotice, ReportRun, ReportSubject
from auditor.services.reports.verifying import VerifyReport
from auditor.services.runs import RunVerdicts
from auditor.services.undoing import Undo

SAMPLES = Path(__file__).parent.parent / "samples"
DAY = date(2026, 6, 30)


@pytest.fixture
def audited(app: Auditor) -> Auditor:
    app.run(ImportFiles((SAMPLES / "workbook-clean-small.xlsx",)))
    app.run(Audit(DAY, subjects=("host:H0001", "host:H0002")))
    return app


def test_that_a_run_report_is_what_the_workspace_says(audited: Auditor, tmp_path: Path) -> None:
    written = audited.run(ReportRun(0, tmp_path / "run.pdf"))
    found = audited.run(VerifyReport(written.path))
    assert (found.same, found.kind, found.run) == (True, "run", str(written.run))


def test_that_a_dossier_is_what_the_workspace_says(audited: Auditor, tmp_path: Path) -> None:
    audited.run(ReportSubject("host:H0001", DAY, tmp_path / "h.pdf", "en"))
    found = audited.run(VerifyReport(tmp_path / "h.pdf"))
    assert (found.same, found.kind) == (True, "dossier")


def test_that_a_notice_is_what_the_workspace_says(audited: Auditor, tmp_path: Path) -> None:
    audited.run(ReportNotice("host:H0001", DAY, tmp_path / "n.pdf", date(2026, 7, 10), "王芳"))
    found = audited.run(VerifyReport(tmp_path / "n.pdf"))
    assert (found.same, found.kind) == (True, "notice")


def test_that_a_run_and_its_report_outlive_who_was_merged_or_taken_away(audited: Auditor, tmp_path: Path) -> None:
    written = audited.run(ReportRun(0, tmp_path / "run.pdf"))
    found = audited.ask(RunVerdicts(written.run))
    assert found
    audited.run(Merge("host:H0001", "host:H0002", "同一人"))
    assert audited.ask(RunVerdicts(written.run)) == found
    assert audited.run(VerifyReport(written.path)).same
    audited.run(Undo(4))
    audited.run(Undo(2))
    assert audited.ask(RunVerdicts(written.run)) == found
    assert audited.run(VerifyReport(written.path)).same


def test_that_a_report_that_was_saved_again_is_told_as_altered(audited: Auditor, tmp_path: Path) -> None:
    audited.run(ReportRun(0, tmp_path / "run.pdf"))
    with pikepdf.open(tmp_path / "run.pdf") as pdf:
        pdf.save(tmp_path / "again.pdf")
    found = audited.run(VerifyReport(tmp_path / "again.pdf"))
    assert (found.same, found.altered) == (False, True)


def test_that_a_report_of_another_workspace_does_not_verify(audited: Auditor, tmp_path: Path) -> None:
    audited.run(ReportRun(0, tmp_path / "run.pdf"))
    Auditor.create(tmp_path / "other.auditor")
    with Auditor.open(tmp_path / "other.auditor") as other:
        found = other.run(VerifyReport(tmp_path / "run.pdf"))
    assert not found.same
    assert "not in this workspace" in str(found.where)


def test_that_an_unsaved_report_cannot_be_verified(audited: Auditor, tmp_path: Path) -> None:
    unsaved = audited.run(Audit(DAY, subjects=("host:H0001",), save=False))
    audited.run(ReportAudit(unsaved, tmp_path / "run.pdf"))
    with pytest.raises(CallerMistake, match="not saved"):
        audited.run(VerifyReport(tmp_path / "run.pdf"))
