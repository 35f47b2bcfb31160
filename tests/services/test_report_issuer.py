"""The organisation's name and logo stand at the head of every report, and its facts name whose it is."""

from __future__ import annotations

import json
from datetime import date
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest
from PIL import Image

from auditor.app import Auditor
from auditor.errors import CallerMistake
from auditor.reporting.proof import attached, faults, texts
from auditor.services.audits import Audit
from auditor.services.clearance.clearing import Clear
from auditor.services.imports import ImportFiles
from auditor.services.organisation import Organisation, SetOrganisation
from auditor.services.reports.certificates import ReportCertificates
from auditor.services.reports.clearance import ReportClearance
from auditor.services.reports.jobs import ReportNotice, ReportRun, ReportSubject
from auditor.services.reports.rulebook_facts import ReportRulebook
from auditor.services.reports.verifying import VerifyReport
from auditor.services.verbs import Job

SAMPLES = Path(__file__).parent.parent / "samples"
DAY = date(2026, 6, 30)
NAME = "海星直播电商管理有限公司"


def _logo(colour: str = "teal", kind: str = "PNG") -> bytes:
    made = BytesIO()
    Image.new("RGB", (300, 100), colour).save(made, kind)
    return made.getvalue()


@pytest.fixture
def audited(app: Auditor) -> Auditor:
    app.run(ImportFiles((SAMPLES / "workbook-clean-small.xlsx",)))
    app.run(Audit(DAY, subjects=("host:H0001", "host:H0002")))
    return app


def _jobs(folder: Path) -> dict[str, Job[object]]:
    return {
        "run": ReportRun(0, folder / "run.pdf"),
        "dossier": ReportSubject("host:H0001", DAY, folder / "dossier.pdf"),
        "notice": ReportNotice("host:H0001", DAY, folder / "notice.pdf"),
        "clearance": ReportClearance(Clear(None, "B00020"), folder / "clearance.pdf"),
        "rulebook": ReportRulebook(DAY, folder / "rulebook.pdf"),
        "certificates": ReportCertificates(folder / "certificates.pdf", "host:H0001"),
    }


def _drawn(path: Path) -> int:
    """How many pages draw the logo."""
    with pikepdf.open(path) as pdf:
        return sum(b"/Logo Do" in page.Contents[0].read_bytes() for page in pdf.pages)


def _pages(path: Path) -> int:
    with pikepdf.open(path) as pdf:
        return len(pdf.pages)


def test_that_every_kind_of_report_bears_name_and_logo_on_every_page_and_verifies(
    audited: Auditor, tmp_path: Path
) -> None:
    audited.do(SetOrganisation(name=NAME, logo=_logo()))
    for kind, job in _jobs(tmp_path).items():
        audited.run(job)
        path = tmp_path / f"{kind}.pdf"
        assert _drawn(path) == _pages(path), kind
        assert NAME in "".join(texts(path)[0].split()) or kind == "certificates", kind
        assert faults(path) == [], kind
        if kind not in ("rulebook", "certificates"):
            assert audited.run(VerifyReport(path)).same, kind


def test_that_a_report_without_an_organisation_says_nothing_of_one(audited: Auditor, tmp_path: Path) -> None:
    audited.run(ReportRun(0, tmp_path / "run.pdf"))
    assert _drawn(tmp_path / "run.pdf") == 0
    assert "issuer" not in json.loads(attached(tmp_path / "run.pdf")["facts.json"])["method"]


def test_that_the_clearance_sheet_stays_one_page_with_a_long_name(audited: Auditor, tmp_path: Path) -> None:
    audited.do(SetOrganisation(name="海" * 100, logo=_logo()))
    audited.run(ReportClearance(Clear(None, "B00020"), tmp_path / "c.pdf"))
    assert _pages(tmp_path / "c.pdf") == 1


def test_that_a_report_verifies_after_the_organisation_was_renamed(audited: Auditor, tmp_path: Path) -> None:
    before, named, last = (tmp_path / f"{one}.pdf" for one in ("before", "named", "last"))
    audited.run(ReportRun(0, before))
    audited.do(SetOrganisation(name=NAME, logo=_logo()))
    audited.run(ReportRun(0, named))
    audited.do(SetOrganisation(name="另一家", logo=_logo("red")))
    audited.run(ReportRun(0, last))
    assert [audited.run(VerifyReport(path)).same for path in (before, named, last)] == [True] * 3
    issuers = [json.loads(attached(path)["facts.json"])["method"]["issuer"] for path in (named, last)]
    assert [one["name"] for one in issuers] == [NAME, "另一家"]
    assert issuers[0]["logo"] != issuers[1]["logo"]


def test_that_a_report_with_another_name_put_into_its_facts_does_not_verify(audited: Auditor, tmp_path: Path) -> None:
    audited.do(SetOrganisation(name=NAME))
    audited.run(ReportRun(0, tmp_path / "run.pdf"))
    with pikepdf.open(tmp_path / "run.pdf") as pdf:
        told = pdf.attachments["facts.json"].get_file().read_bytes()
        pdf.attachments["facts.json"] = pikepdf.AttachedFileSpec(pdf, told.replace(NAME.encode(), "冒名".encode()))
        pdf.save(tmp_path / "forged.pdf")
    found = audited.run(VerifyReport(tmp_path / "forged.pdf"))
    assert not found.same
    assert "issuer.name" in str(found.where)


@pytest.mark.parametrize("kind", ["PNG", "JPEG"])
def test_that_a_torn_logo_is_refused_when_it_is_laid_down(app: Auditor, kind: str) -> None:
    whole = _logo(kind=kind)
    with pytest.raises(CallerMistake):
        app.do(SetOrganisation(logo=whole[: len(whole) // 2]))
    assert app.ask(Organisation()).logo is None
