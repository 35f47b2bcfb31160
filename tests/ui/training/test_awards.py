"""Certificates in the window: looked at, issued for all or some, found again, issued anew, revoked with a reason."""

from __future__ import annotations

from pathlib import Path

from pytestqt.modeltest import ModelTester

from auditor.services.profiles import ProfileOf
from auditor.services.training.awards import AwardOf, Awards
from auditor.services.training.held import LogSession
from auditor.services.training.outcomes import HeldLine
from auditor.services.training.sessions import SessionOf
from tests.ui.training.conftest import Office
from ui.training.award_page import AwardPage
from ui.training.due_pane import DuePane


def _held(office: Office) -> DuePane:
    scores = {"H1": "92", "H2": "88", "H3": "41", "staff:张三": "95"}
    office.app.do(LogSession("S1", tuple(HeldLine(who, score=score) for who, score in scores.items())))
    office.open("session", "S1")
    page = office.room.sessions.page
    page.tabs.setCurrentWidget(page.due)
    return page.due


def _award(office: Office, number: str) -> AwardPage:
    office.open("award", number)
    return office.room.awards.page


def test_that_who_passed_is_seen_beforehand_and_certified_in_one_change(
    office: Office, qtmodeltester: ModelTester
) -> None:
    due = _held(office)
    lines = [line.texts for line in due.table.small.lines]
    assert [(one[0], one[4], one[6], one[7]) for one in lines] == [
        ("名H1", "2026-12-31", "ORG-2026-000001", "To be issued"),
        ("名H2", "2026-12-31", "ORG-2026-000002", "To be issued"),
        ("张三", "2026-12-31", "ORG-2026-000003", "To be issued"),
    ]
    qtmodeltester.check(due.table.small)
    assert due.issue.text() == "Issue 3 certificates"
    due.table.selectRow(1)
    assert due.issue.text() == "Issue the 1 chosen"
    due.issue.click()
    office.settle()
    assert [one.name for one in office.app.ask(Awards())] == ["名H2"]
    assert due.sentence.text() == "3 passed, 2 without a certificate"
    due.series.setText("PX")
    due.series.editingFinished.emit()
    office.settle()
    due.table.clearSelection()
    due.issue.click()
    office.settle()
    assert {one.number for one in office.app.ask(Awards())} == {"ORG-2026-000001", "PX-2026-000001", "PX-2026-000002"}
    assert not due.issue.isEnabled()
    due.table.activated.emit(due.table.small.index(1, 0))
    office.settle()
    assert office.room.awards.page.title.text() == "ORG-2026-000001  名H2"


def test_that_nobody_is_certified_before_the_session_was_held(office: Office) -> None:
    office.open("session", "S1")
    due = office.room.sessions.page.due
    assert due.nobody.sentence.text() == "Certificates are issued once the session was held and logged."
    assert office.app.ask(SessionOf("S1")).line.status == "planned"


def test_that_certificates_are_found_by_name_and_told_apart_by_how_they_stand(office: Office) -> None:
    _held(office).issue_them()
    office.settle()
    office.open("awards")
    page = office.room.awards
    assert [line.texts[1] for line in page.table.small.lines] == ["张三", "名H2", "名H1"]
    assert page.table.small.lines[0].texts[2] == "Staff"
    page.search.setText("h2")
    assert [line.texts[1] for line in page.table.small.lines] == ["名H2"]
    page.choices["revoked"].click()
    assert page.more.text() == "No certificate is like that."


def test_that_a_certificate_is_issued_anew_and_revoked_only_with_a_reason(office: Office) -> None:
    _held(office).issue_them()
    office.settle()
    page = _award(office, "ORG-2026-000001")
    page.again.click()
    page.reissue.act.click()
    assert "Say why" in page.reissue.why.complaint.text()
    page.reissue.why.line.setText("姓名写错")
    page.reissue.act.click()
    office.settle()
    assert page.title.text().startswith("ORG-2026-000004")
    old = office.app.ask(AwardOf("ORG-2026-000001"))
    assert (old.award.replaced_by, old.award.revoke_reason) == ("ORG-2026-000004", "姓名写错")
    page.end.click()
    page.revoke.why.line.setText("他人代考")
    page.revoke.by.line.setText("赵敏")
    page.revoke.training.setChecked(True)
    page.revoke.act.click()
    office.settle()
    (held,) = office.app.ask(ProfileOf("host", "H1")).records["trainings"]
    assert held.values["revoked_on"]
    assert page.stands.text() == "Revoked"
    assert page.again.isHidden()
    assert page.end.isHidden()
    assert [line.texts[1] for line in page.events.small.lines] == ["Issued", "Revoked"]
    assert page.events.small.lines[1].texts[3] == "他人代考"
    assert office.app.ask(AwardOf("ORG-2026-000004")).award.revoked_by == "赵敏"
    page.to_other.click()
    office.settle()
    assert page.title.text().startswith("ORG-2026-000001")
    assert page.stands.text() == "Replaced"


def test_that_certificates_are_written_as_pdf_from_the_session_and_from_the_list(
    office: Office, tmp_path: Path
) -> None:
    due = _held(office)
    assert due.pdf.isHidden()
    due.issue_them()
    office.settle()
    assert not due.pdf.isHidden()
    out = tmp_path / "S1.pdf"
    due.printing.write(out, session="S1")
    office.settle()
    assert out.read_bytes().startswith(b"%PDF-")
    assert "3 certificates are at" in office.said()
    office.open("awards")
    page = office.room.awards
    assert page.pdf.isHidden()
    page.table.selectRow(0)
    assert page.chosen() == ("ORG-2026-000003",)
    assert not page.pdf.isHidden()
