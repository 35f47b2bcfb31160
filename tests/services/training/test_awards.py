"""Certificates: issued once for who passed, replaced, revoked with a reason; their history replays to their state."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select

from auditor.app import Auditor
from auditor.errors import CallerMistake
from auditor.model.tables import MAIN
from auditor.model.values import FOREVER
from auditor.services.training.awarding import AwardsDue, IssueAwards, ReissueAward, RevokeAward
from auditor.services.training.awards import AwardOf, Awards
from auditor.services.training.held import LogSession
from auditor.services.training.lines import LinesRefused
from auditor.services.training.outcomes import read_lines
from auditor.services.undoing import Undo
from tests.services.rows import day
from tests.services.training.conftest import put

TODAY = date(2026, 6, 30)


@pytest.fixture
def passed(desk: Auditor) -> Auditor:
    """The office after its session of today: H1 and a member of the staff passed, H2 at the second go, H3 did not."""
    desk.do(LogSession("S1", read_lines("H1,92\nH2,50\nH2,81\nH3,60\nstaff:张三,100"), co_signer="赵"))
    return desk


def test_that_the_look_beforehand_is_what_is_issued(passed: Auditor) -> None:
    due = passed.ask(AwardsDue("S1"))
    assert [(one.learner, one.attempt, one.number) for one in due] == [
        ("H1", 1, "ORG-2026-000001"), ("H2", 2, "ORG-2026-000002"), ("张三", 1, "ORG-2026-000003"),
    ]  # fmt: skip
    assert {(one.valid_until, one.version, one.co_signer) for one in due} == {(date(2026, 12, 31), "V2", "赵")}
    done = passed.do(IssueAwards("S1", expected=3))
    assert done.result == tuple(one.number for one in due)
    stored = passed.ask(Awards(session="S1"))
    assert [(one.number, one.learner, one.valid_until, one.trainer) for one in stored] == [
        (one.number, one.learner, one.valid_until, "李老师") for one in due
    ]
    assert [one.standing for one in passed.ask(AwardsDue("S1"))] == list(done.result)
    with pytest.raises(CallerMistake, match="nobody to certify"):
        passed.do(IssueAwards("S1"))


def test_that_some_are_chosen_and_others_are_refused(passed: Auditor) -> None:
    with pytest.raises(CallerMistake, match="certify for H3"):
        passed.do(IssueAwards("S1", only=("H1", "H3")))
    with pytest.raises(CallerMistake, match="looked at"):
        passed.do(IssueAwards("S1", expected=2))
    with pytest.raises(CallerMistake, match="in advance"):
        passed.do(IssueAwards("S1", issued_on=date(2026, 7, 1)))
    with pytest.raises(CallerMistake, match="cannot head"):
        passed.do(IssueAwards("S1", series="证书"))
    assert passed.do(IssueAwards("S1", only=("H2",), series="zb1")).result == ("ZB1-2026-000001",)
    assert passed.do(IssueAwards("S1")).result == ("ZB1-2026-000002", "ZB1-2026-000003")


def test_that_a_number_that_an_undo_took_away_is_never_given_again(passed: Auditor) -> None:
    done = passed.do(IssueAwards("S1", only=("H1",)))
    assert done.change is not None
    passed.run(Undo(done.change))
    assert passed.do(IssueAwards("S1", only=("H1",))).result == ("ORG-2026-000002",)


def test_that_an_attempt_that_is_certified_is_not_failed_behind_its_back(passed: Auditor) -> None:
    passed.do(IssueAwards("S1", only=("H1",)))
    with pytest.raises(LinesRefused, match="ORG-2026-000001"):
        passed.do(LogSession("S1", read_lines("H1,20")))


def test_that_one_is_issued_anew_and_revoked_only_while_it_stands(passed: Auditor) -> None:
    passed.do(IssueAwards("S1", only=("H1",)))
    with pytest.raises(CallerMistake, match="with a reason"):
        passed.do(ReissueAward("ORG-2026-000001", " "))
    assert passed.do(ReissueAward("ORG-2026-000001", "姓名写错", trainer="周")).result == "ORG-2026-000002"
    old, new = passed.ask(Awards(learner_type="host", learner="H1"))
    assert (old.stands(TODAY), old.replaced_by, old.revoke_reason) == ("replaced", new.number, "姓名写错")
    assert (new.stands(TODAY), new.trainer, new.co_signer, new.valid_until) == ("in_force", "周", "赵", old.valid_until)
    with pytest.raises(CallerMistake, match="does not stand"):
        passed.do(RevokeAward(old.number, "再撤"))
    with pytest.raises(CallerMistake, match="lies ahead"):
        passed.do(RevokeAward(new.number, "代考", date(2026, 7, 1)))
    with pytest.raises(LinesRefused, match="lies before"):
        passed.do(RevokeAward(new.number, "代考", date(2026, 6, 29)))
    passed.do(RevokeAward(new.number, "代考", by="赵"))
    assert passed.ask(AwardOf(new.number)).award.stands(TODAY) == "revoked"
    assert passed.do(IssueAwards("S1", only=("H1",))).result == ("ORG-2026-000003",)


def test_that_a_certificate_that_lapses_or_never_does_says_so(passed: Auditor) -> None:
    passed.do(IssueAwards("S1", only=("H1",)))
    (one,) = passed.ask(Awards())
    told = [one.stands(at) for at in (date(2026, 6, 29), TODAY, date(2026, 12, 31), date(2027, 1, 1))]
    assert told == ["not_yet", "in_force", "in_force", "lapsed"]
    lasting = {"course": "C1", "version": "V2", "effective_from": day("2026-06-01"), "validity": "lifelong"}
    put(passed, {"course_versions": [lasting]})
    assert passed.ask(AwardsDue("S1"))[1].valid_until is FOREVER


def test_that_the_training_falls_with_its_certificate_where_asked(passed: Auditor) -> None:
    one, two, _ = passed.do(IssueAwards("S1")).result
    passed.do(RevokeAward(one, "代考", training=True))
    passed.do(RevokeAward(two, "印错"))
    with passed.context.store.reading() as connection:
        training = MAIN["training"]
        wanted = select(training.c.learner_id, training.c.revoked_on).where(training.c.learner_name.is_(None))
        fallen = connection.execute(wanted.where(training.c.revoked_on.is_not(None))).all()
    assert [row.revoked_on for row in fallen] == [day("2026-06-30")]
    assert [(due.learner, due.standing) for due in passed.ask(AwardsDue("S1")) if not due.standing] == [("H2", "")]
