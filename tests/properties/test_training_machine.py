"""The life of training in any order: planned, enrolled, held, certified, issued anew, revoked, taken back.

After each step every certificate's history comes to its state, and the state is the one that a few lines of Python keep.
"""

from __future__ import annotations

import copy
import tempfile
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from sqlalchemy import select

from auditor.app import Auditor
from auditor.model.sheets import BY_NAME
from auditor.model.tables import MAIN
from auditor.model.values import ParsedRow, Value
from auditor.services.keeping import VerifyChain
from auditor.services.records import Problems, Recorder
from auditor.services.training.awarding import AwardsDue, IssueAwards, ReissueAward, RevokeAward
from auditor.services.training.awards import AwardOf, Awards, AwardState, replayed
from auditor.services.training.held import LogSession
from auditor.services.training.outcomes import HeldLine
from auditor.services.training.printing import PrintAwards
from auditor.services.training.proving import CheckAwards
from auditor.services.training.roster import Enrol
from auditor.services.training.sessions import SessionOf
from auditor.services.undoing import Undo
from auditor.storage.work import Recorded
from tests.services.conftest import TODAY
from tests.services.desk_rows import at
from tests.services.training.conftest import opened

Rows = list[list[str]]
WHO = ("H1", "H2", "H3")
DAY = date(2026, 6, 30)


@dataclass
class Certificate:
    """What is expected of one."""

    learner: str
    session: str
    why: str = ""
    replaced_by: str = ""


@dataclass
class Expected:
    """What should be on file: who is on which list, how each did where it was held, certificates by number."""

    lists: dict[str, set[str]] = field(default_factory=dict)
    held: dict[str, dict[str, str]] = field(default_factory=dict)
    certificates: dict[str, Certificate] = field(default_factory=dict)

    def standing(self, session: str, learner: str) -> str:
        """The certificate that stands for what was achieved there; empty: none."""
        mine = [
            number
            for number, one in self.certificates.items()
            if (one.session, one.learner, one.why) == (session, learner, "")
        ]
        assert len(mine) <= 1
        return mine[0] if mine else ""


def kept(app: Auditor) -> Rows:
    """What the trainer's tables hold, but for the changes that wrote it."""
    with app.context.store.reading() as connection:
        tables = [MAIN[name] for name in ("session", "enrolment", "training", "award")]
        columns = [[column for column in table.c if column.name != "change_id"] for table in tables]
        return [sorted(map(str, connection.execute(select(*told)))) for told in columns]


class TrainingMachine(RuleBasedStateMachine):
    """Steps on one office; each is one change, and the last one can be taken back."""

    @initialize()
    def begin(self) -> None:
        """The office, after one session of C2 that two passed."""
        self.folder = tempfile.TemporaryDirectory()
        self.app: Auditor = opened(Path(self.folder.name) / "w.auditor")
        self.told = Expected()
        self.before: list[tuple[int, Expected, Rows]] = []
        self.given: set[str] = set()
        self.planned = 0
        self.plan()
        self._hold("P1", {"H1": "passed", "H2": "passed", "H3": "absent"})

    def _step(self, change: int | None, before: Expected, rows: Rows) -> None:
        if change is not None:
            self.before.append((change, before, rows))

    def _now(self) -> tuple[Expected, Rows]:
        return copy.deepcopy(self.told), kept(self.app)

    @precondition(lambda self: len(self.told.lists) < 3)
    @rule()
    def plan(self) -> None:
        """Another session of the course, at another hour."""
        before = self._now()
        self.planned += 1
        code = f"P{self.planned}"
        values: dict[str, Value] = {
            "code": code,
            "course": "C2",
            "trainer": "王老师",
            "planned_start": at(f"2026-06-30 0{self.planned % 9}:00"),
        }
        with self.app.context.store.writing(Recorded("me", "SaveRecord")) as work:
            problems = Problems("sessions")
            Recorder(work, TODAY, origin="desk").apply(BY_NAME["sessions"], [ParsedRow(1, values)], problems)
        self.told.lists[code] = set()
        self._step(work.committed.id if work.committed else None, *before)

    @precondition(lambda self: bool(set(self.told.lists) - set(self.told.held)))
    @rule(data=st.data(), who=st.sets(st.sampled_from(WHO), min_size=1))
    def enrol(self, data: st.DataObject, who: set[str]) -> None:
        """Some more on the list of a planned session."""
        session = data.draw(st.sampled_from(sorted(set(self.told.lists) - set(self.told.held))))
        before = self._now()
        done = self.app.do(Enrol(session, learners=tuple(sorted(who))))
        self.told.lists[session] |= who
        self._step(done.change, *before)

    @precondition(lambda self: bool(set(self.told.lists) - set(self.told.held)))
    @rule(
        data=st.data(),
        how=st.dictionaries(st.sampled_from(WHO), st.sampled_from(("passed", "failed", "absent")), min_size=1),
    )
    def hold(self, data: st.DataObject, how: dict[str, str]) -> None:
        """A planned session is held; whoever was not on the list came all the same."""
        session = data.draw(st.sampled_from(sorted(set(self.told.lists) - set(self.told.held))))
        self._hold(session, how)

    def _hold(self, session: str, how: dict[str, str]) -> None:
        before = self._now()
        done = self.app.do(LogSession(session, tuple(HeldLine(who, word) for who, word in how.items())))
        self.told.lists[session] |= set(how)
        self.told.held[session] = dict(how)
        self._step(done.change, *before)

    def _due(self, session: str) -> list[str]:
        passed = sorted(who for who, word in self.told.held[session].items() if word == "passed")
        return [who for who in passed if not self.told.standing(session, who)]

    @precondition(lambda self: any(self._due(session) for session in self.told.held))
    @rule(data=st.data())
    def issue(self, data: st.DataObject) -> None:
        """Certificates for all who passed a session and have none."""
        self._issue(data.draw(st.sampled_from([one for one in sorted(self.told.held) if self._due(one)])))

    def _issue(self, session: str) -> None:
        before, due = self._now(), self._due(session)
        done = self.app.do(IssueAwards(session, expected=len(due)))
        assert not self.given & set(done.result), "a number is given once"
        self.given |= set(done.result)
        self.told.certificates |= {
            number: Certificate(who, session) for number, who in zip(done.result, due, strict=True)
        }
        self._step(done.change, *before)

    def _standing(self) -> list[str]:
        return sorted(number for number, one in self.told.certificates.items() if not one.why)

    @precondition(lambda self: bool(self._standing()))
    @rule(data=st.data())
    def reissue(self, data: st.DataObject) -> None:
        """One takes the place of another."""
        number = data.draw(st.sampled_from(self._standing()))
        before, old = self._now(), self.told.certificates[number]
        done = self.app.do(ReissueAward(number, "遗失"))
        assert done.result not in self.given
        self.given.add(done.result)
        self.told.certificates[done.result] = Certificate(old.learner, old.session)
        old.why, old.replaced_by = "遗失", done.result
        self._step(done.change, *before)

    @precondition(lambda self: bool(self._standing()))
    @rule(data=st.data(), training=st.booleans())
    def revoke(self, data: st.DataObject, training: bool) -> None:
        """With or without the attempt that it certifies."""
        number = data.draw(st.sampled_from(self._standing()))
        before, one = self._now(), self.told.certificates[number]
        done = self.app.do(RevokeAward(number, "代考", training=training))
        one.why = "代考"
        if training:
            self.told.held[one.session][one.learner] = "fallen"
        self._step(done.change, *before)

    @precondition(lambda self: bool(self.before))
    @rule()
    def take_back(self) -> None:
        """The last step leaves nothing behind but its record."""
        change, self.told, rows = self.before.pop()
        self.app.run(Undo(change))
        assert kept(self.app) == rows

    @precondition(lambda self: len(self.before) > 2)
    @rule()
    def take_back_and_go_on(self) -> None:
        """What was certified last is gone, and whoever is due again gets another number."""
        self.take_back()
        for session in [one for one in sorted(self.told.held) if self._due(one)]:
            self._issue(session)

    @invariant()
    def every_certificate_is_what_its_history_comes_to(self) -> None:
        """And what the steps say."""
        if not hasattr(self, "app"):
            return
        found = {one.number: one for one in self.app.ask(Awards(course="C2"))}
        assert set(found) == set(self.told.certificates)
        for number, expected in self.told.certificates.items():
            one = found[number]
            state = AwardState(True, DAY if expected.why else None, expected.why, expected.replaced_by)
            assert replayed(self.app.ask(AwardOf(number)).events) == state
            assert (one.learner, one.session, one.revoke_reason) == (expected.learner, expected.session, expected.why)

    @invariant()
    def every_session_is_what_was_told_of_it(self) -> None:
        """Who is on its list, and who is due."""
        for session, listed in getattr(self, "told", Expected()).lists.items():
            assert {one.learner for one in self.app.ask(SessionOf(session)).roster} == listed
        for session, how in getattr(self, "told", Expected()).held.items():
            due = {one.learner: one.standing for one in self.app.ask(AwardsDue(session))}
            passed = {who for who, word in how.items() if word == "passed"}
            assert due == {who: self.told.standing(session, who) for who in passed}

    def teardown(self) -> None:
        """The chain is whole, and paper says what is on file."""
        if not hasattr(self, "app"):
            return
        try:
            assert self.app.run(VerifyChain()).ok
            if self.told.certificates:
                path = Path(self.folder.name) / "c.pdf"
                self.app.run(PrintAwards(path, tuple(self.told.certificates)))
                answers = {one.number: one.answer for one in self.app.run(CheckAwards(path)).proofs}
                expected = {number: "fallen" if one.why else "stands" for number, one in self.told.certificates.items()}
                assert answers == expected
        finally:
            self.app.close()
            self.folder.cleanup()


TestTrainingMachine = TrainingMachine.TestCase
TestTrainingMachine.settings = settings(
    max_examples=4,
    stateful_step_count=10,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
    phases=(Phase.explicit, Phase.reuse, Phase.generate),  # to shrink on files would take minutes
)
