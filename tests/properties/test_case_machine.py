"""A machine lives through cases, by events, forms and files: the gate holds, and what is stored replays to its state."""

from __future__ import annotations

import copy
import shutil
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from sqlalchemy import select

from auditor.app import Auditor
from auditor.clock import SHANGHAI
from auditor.errors import AuditorError, CallerMistake
from auditor.i18n import said
from auditor.model.sheets import BY_NAME
from auditor.model.tables import MAIN
from auditor.model.types import second_of
from auditor.model.values import ParsedRow
from auditor.monitor import Silent
from auditor.services.cases import story as s
from auditor.services.cases.case import CaseOf
from auditor.services.cases.gate import BENEATH, Parts, parts_of
from auditor.services.cases.logging import LogCaseEvent
from auditor.services.editing import SaveRecord
from auditor.services.editing.naming import last_change
from auditor.services.records import Problems, Recorder
from auditor.services.undoing import Undo
from auditor.storage.known import as_known
from auditor.storage.verify import verify_chain
from auditor.storage.work import Recorded
from tests.beginning import begun
from tests.services.rows import shop
from tests.services.today.conftest import case_of

BEGIN = datetime(2026, 6, 30, 12, tzinfo=SHANGHAI)
WAYS = ("event", "form", "form of events", "file")


@dataclass(slots=True)
class Told:
    """What the machine believes of the case; actions by number: who carried it out, and whether it was verified."""

    outcome: str = "open"
    accepted: bool = False
    responded: bool = False
    waiting: bool = False
    appeals: int = 0
    appealing: bool = False
    actions: dict[int, tuple[str, bool]] = field(default_factory=dict)
    closed: bool = False
    reopened: bool = False

    @property
    def may_close(self) -> bool:
        """Decided, no appeal open, every action verified."""
        return self.outcome != "open" and not self.appealing and all(done for _, done in self.actions.values())


@cache
def template() -> Path:
    """A workspace with one complaint of yesterday."""
    path = begun(Path(tempfile.mkdtemp()) / "w.auditor", lambda: BEGIN, "测试")
    with Auditor.open(path, clock=lambda: BEGIN) as app:
        stored(app, "merchants", shop("S1"))
        stored(app, "cases", case_of("K1"))
    return path


def stored(app: Auditor, sheet: str, row: dict[str, Any]) -> list[str]:
    """Store a row as a file brings it; gives the codes of what is wrong with it."""
    problems = Problems(sheet)
    with app.context.store.writing(Recorded("me", "import")) as work:
        Recorder(work, app.context.today_number).apply(BY_NAME[sheet], [ParsedRow(2, row)], problems)
    return [one.code for one in problems.found if one.level == "error"]


class CaseMachine(RuleBasedStateMachine):
    """One case, what the machine believes of it, and its state after each change."""

    @initialize()
    def begin(self) -> None:
        self.folder = Path(tempfile.mkdtemp())
        path = self.folder / "w.auditor"
        shutil.copy(template(), path)
        self.now = BEGIN
        self.app = Auditor.open(path, clock=lambda: self.now)
        self.told = Told()
        self.undoable: list[tuple[int, Told]] = []
        self.known: dict[int, s.State] = {}
        self.sanctions = 0

    def teardown(self) -> None:
        if not hasattr(self, "app"):
            return
        with self.app.context.store.reading() as connection:
            assert verify_chain(connection, Silent()).first_difference is None
            for change, state in self.known.items():
                assert folded_at(connection, change) == state
        self.app.close()
        shutil.rmtree(self.folder)

    def attempt(self, act: Callable[[], Any], *, allowed: bool, then: Callable[[Told], None]) -> None:
        """Do something that goes through just when the machine expects it."""
        self.now += timedelta(minutes=37)
        before = copy.deepcopy(self.told)
        head = self.head()
        try:
            act()
        except CallerMistake:
            assert not allowed
            assert self.head() == head
            return
        assert allowed
        then(self.told)
        self.undoable.append((self.head(), before))
        self.note()

    def tell(self, kind: str, *, allowed: bool, then: Callable[[Told], None], **values: Any) -> None:
        self.attempt(lambda: self.app.do(LogCaseEvent("K1", kind, **values)), allowed=allowed, then=then)

    def head(self) -> int:
        with self.app.context.store.reading() as connection:
            return last_change(connection)

    def note(self) -> None:
        with self.app.context.store.reading() as connection:
            self.known[self.head()] = s.folded(parts_of(connection, 1).story())

    @rule(hours=st.integers(1, 40))
    def time_passes(self, hours: int) -> None:
        self.now += timedelta(hours=hours)

    @rule()
    def accept(self) -> None:
        t = self.told
        allowed = not t.closed and (not t.accepted or t.reopened)
        self.tell("accepted", allowed=allowed, then=lambda told: setattr(told, "accepted", True))

    @rule()
    def respond(self) -> None:
        t = self.told
        allowed = not t.closed and (not t.responded or t.reopened)
        self.tell("responded", allowed=allowed, then=lambda told: setattr(told, "responded", True))

    @rule()
    def wait_or_go_on(self) -> None:
        waits = self.told.waiting
        kind = "resumed" if waits else "waiting"
        self.tell(kind, allowed=not self.told.closed, then=lambda told: setattr(told, "waiting", not waits))

    @rule(outcome=st.sampled_from(("substantiated", "unsubstantiated", "open")))
    def decide(self, outcome: str) -> None:
        allowed = not self.told.closed and outcome != "open"
        self.tell("decided", allowed=allowed, then=lambda told: setattr(told, "outcome", outcome), outcome=outcome)

    @rule()
    def sanction(self) -> None:
        allowed = not self.told.closed and self.told.outcome == "substantiated"
        self.sanctions += 1
        what = {"sanction": "restrict", "function": f"功能{self.sanctions}", "until": "永久"}
        self.tell("sanctioned", allowed=allowed, then=lambda told: None, **what)

    @rule()
    def appeal(self) -> None:
        t = self.told
        allowed = not t.closed and t.outcome != "open" and not t.appealing
        self.tell("appealed", allowed=allowed, then=lambda told: setattr(told, "appealing", True), text="误判")

    @rule(result=st.sampled_from(("upheld", "partly", "rejected", "pending")))
    def answer_appeal(self, result: str) -> None:
        allowed = not self.told.closed and self.told.appealing and result != "pending"
        self.tell("appeal_decided", allowed=allowed, then=lambda told: setattr(told, "appealing", False), result=result)

    @rule()
    def add_action(self) -> None:
        number = len(self.told.actions) + 1
        texts = (("case", "K1"), ("number", str(number)), ("action", "复训"), ("no_repeat_days", "30"))
        act = lambda: self.app.do(SaveRecord("actions", None, texts))  # noqa: E731 - one line is what it is
        self.attempt(act, allowed=not self.told.closed, then=lambda told: told.actions.update({number: ("", False)}))

    @precondition(lambda self: self.told.actions)
    @rule(chance=st.integers(0, 5), who=st.sampled_from(("王", "周审")))
    def correct(self, chance: int, who: str) -> None:
        number = chance % len(self.told.actions) + 1
        allowed = not self.told.closed and not self.told.actions[number][0]
        then = lambda told: told.actions.update({number: (who, False)})  # noqa: E731
        self.tell("corrected", allowed=allowed, then=then, by=who, action=number)

    @precondition(lambda self: self.told.actions)
    @rule(chance=st.integers(0, 5), who=st.sampled_from(("王", "周审", "")))
    def verify(self, chance: int, who: str) -> None:
        number = chance % len(self.told.actions) + 1
        did, verified = self.told.actions[number]
        allowed = not self.told.closed and bool(did) and not verified and who not in ("", did)
        then = lambda told: told.actions.update({number: (did, True)})  # noqa: E731
        self.tell("verified", allowed=allowed, then=then, by=who, action=number)

    @rule(way=st.sampled_from(WAYS))
    def close(self, way: str) -> None:
        if self.told.closed and way != "event":
            return
        allowed = self.told.may_close and not self.told.closed

        def then(told: Told) -> None:
            told.closed, told.waiting = True, False

        at = (self.now + timedelta(minutes=37)).replace(tzinfo=None).isoformat(" ", "seconds")
        if way == "event":
            self.tell("closed", allowed=allowed, then=then)
        elif way == "form":
            self.attempt(lambda: self.app.do(SaveRecord("cases", 1, (("closed_at", at),))), allowed=allowed, then=then)
        elif way == "form of events":
            texts = (("case", "K1"), ("at", at), ("kind", "closed"))
            self.attempt(lambda: self.app.do(SaveRecord("case_events", None, texts)), allowed=allowed, then=then)
        else:
            self.attempt(lambda: self._by_file(at), allowed=allowed, then=then)

    def _by_file(self, at: str) -> None:
        row = {"code": "K1", "platform": "douyin", "closed_at": second_of(datetime.fromisoformat(at))}
        codes = stored(self.app, "cases", row)
        if codes:
            raise CallerMistake(said("{codes}", codes=", ".join(codes)))

    @rule()
    def reopen(self) -> None:
        def then(told: Told) -> None:
            told.closed, told.reopened = False, True

        self.tell("reopened", allowed=self.told.closed, then=then)

    @precondition(lambda self: self.undoable)
    @rule()
    def undo_the_last(self) -> None:
        change, before = self.undoable.pop()
        self.now += timedelta(minutes=37)
        self.app.run(Undo(change))
        self.told = before
        self.note()

    @precondition(lambda self: len(self.undoable) > 1)
    @rule(chance=st.integers(0, 50))
    def undo_an_earlier_one(self, chance: int) -> None:
        """It may be refused, for later ones stand on it; the machine only looks that the gate holds after it."""
        change, _ = self.undoable[chance % len(self.undoable)]
        self.now += timedelta(minutes=37)
        try:
            self.app.run(Undo(change))
        except AuditorError:
            return
        self.undoable.clear()
        self.believe()
        self.note()

    def believe(self) -> None:
        """Take over what is stored, where the machine cannot foresee it."""
        with self.app.context.store.reading() as connection:
            parts = parts_of(connection, 1)
        state = s.folded(parts.story())
        actions = {one.number: (one.done_by or "", one.verified_on is not None) for one in parts.actions}
        self.told = replace(
            self.told, outcome=parts.case.outcome, accepted=state.accepted is not None,
            responded=state.responded is not None, waiting=state.waiting is not None,
            appealing=bool(state.appeals) or parts.case.appeal == "pending", actions=actions,
            closed=state.closed is not None, reopened=state.reopened is not None,
        )  # fmt: skip

    @invariant()
    def the_case_is_what_the_machine_believes(self) -> None:
        if not hasattr(self, "app"):
            return
        shown, t = self.app.ask(CaseOf("K1")), self.told
        state = shown.state
        found = (state.closed, state.accepted, state.responded, state.waiting)
        assert [one is not None for one in found] == [t.closed, t.accepted, t.responded, t.waiting]
        assert (bool(state.appeals), shown.case.values["outcome"]) == (t.appealing, t.outcome)
        assert not t.closed or shown.gate == ()
        assert bool(shown.gate) == (not t.may_close)

    @invariant()
    def the_story_folds_alike_whatever_comes_first(self) -> None:
        if not hasattr(self, "app"):
            return
        with self.app.context.store.reading() as connection:
            story = parts_of(connection, 1).story()
        kept = s.Folding()
        for event in reversed(story):
            kept.add(event)
        assert kept.state == s.folded(story)


def folded_at(connection: Any, change: int) -> s.State:
    """The state of the case as it was known after a change, replayed from the versions of its rows."""
    tables = {name: as_known(MAIN[name], change).subquery(name) for name in ("case_record", *BENEATH)}
    case = connection.execute(select(tables["case_record"])).one()
    return s.folded(Parts(case, *(tuple(connection.execute(select(tables[one]))) for one in BENEATH)).story())


TestCaseMachine = CaseMachine.TestCase
TestCaseMachine.settings = settings(
    max_examples=4, stateful_step_count=20, deadline=None, suppress_health_check=list(HealthCheck)
)
