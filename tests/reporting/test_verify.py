"""A report is verified by making it again; what differs first is named."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pikepdf
import pytest

from auditor.errors import AuditorError, CallerMistake, IntegrityBroken
from auditor.i18n import Translator
from auditor.monitor import Silent
from auditor.reporting.document import Document, Paragraph
from auditor.reporting.dossier import dossier
from auditor.reporting.pdf import write_pdf
from auditor.reporting.run_report import run_report
from auditor.reporting.verify import Compared, Sameness, claims, compare, first_difference
from tests.reporting import sample

ZH = Translator("zh")


@pytest.fixture
def report(tmp_path: Path) -> Path:
    path = tmp_path / "run.pdf"
    write_pdf(run_report(sample.run_facts(), ZH), path, Silent())
    return path


def made() -> Document:
    return run_report(sample.run_facts(), ZH)


def judged(path: Path, document: Document) -> Compared:
    return compare(path, document, Silent())


def test_that_an_untouched_report_is_the_same(report: Path) -> None:
    assert judged(report, made()) == Compared(Sameness.SAME)


def test_that_a_report_says_which_run_it_tells(report: Path) -> None:
    found = claims(report)
    assert (found.kind, found.run, found.digest, found.change) == ("run", "R0007", "ab12" * 16, 1287)
    assert (found.language, found.as_of, found.subject) == ("zh", "2026-06-30", None)


def test_that_a_dossier_says_whom_it_tells(tmp_path: Path) -> None:
    write_pdf(dossier(sample.dossier_facts(), Translator("en")), tmp_path / "d.pdf", Silent())
    found = claims(tmp_path / "d.pdf")
    assert (found.kind, found.subject, found.language) == ("dossier", ("host", "H0007"), "en")


def test_that_other_facts_in_the_workspace_are_named(report: Path) -> None:
    facts = sample.run_facts()
    changed = replace(facts, counts=replace(facts.counts, passed=411))
    found = judged(report, run_report(changed, ZH))
    assert found.sameness is Sameness.FACTS_DIFFER
    assert str(found.where) == "counts.passed: 412 in the file, 411 in the workspace"


def test_that_a_page_that_was_exchanged_is_named(report: Path, tmp_path: Path) -> None:
    document = made()
    blocks = tuple(document.blocks())
    forged = replace(document, blocks=lambda: (*blocks[:3], Paragraph("一切正常"), *blocks[3:]))
    write_pdf(forged, report, Silent())
    found = judged(report, document)
    assert found.sameness is Sameness.LOOKS_DIFFER
    assert str(found.where) == "page 1 says something else"


def test_that_a_report_that_was_saved_again_is_not_the_same(report: Path, tmp_path: Path) -> None:
    with pikepdf.open(report) as pdf:
        pdf.save(tmp_path / "again.pdf")
    assert judged(tmp_path / "again.pdf", made()).sameness is Sameness.LOOKS_DIFFER


def test_that_bytes_after_the_end_are_noticed(report: Path) -> None:
    report.write_bytes(report.read_bytes() + b"\n%appended")
    assert judged(report, made()).sameness is Sameness.LOOKS_DIFFER


@pytest.mark.parametrize("at", [0.02, 0.3, 0.6, 0.9])
def test_that_a_flipped_bit_is_never_the_same(report: Path, at: float) -> None:
    data = bytearray(report.read_bytes())
    data[int(len(data) * at)] ^= 1
    report.write_bytes(bytes(data))
    try:
        sameness = judged(report, made()).sameness
    except AuditorError:
        return
    assert sameness is not Sameness.SAME


def test_that_a_file_that_is_no_pdf_is_told(tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(b"not a report")
    with pytest.raises(IntegrityBroken):
        claims(tmp_path / "a.pdf")


def test_that_a_foreign_pdf_is_told(tmp_path: Path) -> None:
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        pdf.save(tmp_path / "a.pdf")
    with pytest.raises(CallerMistake, match="no report of this program"):
        claims(tmp_path / "a.pdf")


def test_that_a_missing_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(CallerMistake):
        claims(tmp_path / "gone.pdf")


def test_that_the_first_difference_is_found_in_nested_values() -> None:
    theirs = {"a": [1, {"b": "x"}], "c": 1}
    assert first_difference(theirs, theirs) is None
    assert (
        str(first_difference(theirs, {"a": [1, {"b": "y"}], "c": 2})) == 'a[1].b: "x" in the file, "y" in the workspace'
    )
    assert str(first_difference({"a": [1]}, {"a": [1, 2]})) == "a: 1 entry in the file, 2 in the workspace"
