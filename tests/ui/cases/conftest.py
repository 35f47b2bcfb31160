"""A case desk over a real workspace, its work done when told."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from auditor.app import Auditor
from auditor.clock import SHANGHAI
from auditor.model.sheets import BY_NAME, SHEETS
from auditor.model.types import day_of
from auditor.model.values import ParsedRow
from auditor.services.cases.case import CaseOf, CaseShown
from auditor.services.records import Problems as RowProblems
from auditor.services.records import Recorder
from auditor.storage.work import Recorded
from tests.beginning import begun
from tests.services.rows import host, shop
from tests.services.today.conftest import case_of, seconds
from ui.cases.page import CasePage
from ui.cases.screen import ME, CaseDesk
from ui.kit.desk import Day, Desk, Place
from ui.kit.memory import Memory
from ui.kit.problems import Problems
from ui.kit.screen import Screen
from ui.kit.tasks import InlineTasks
from ui.kit.texts import Texts
from ui.kit.theme import Theme

NOW = datetime(2026, 6, 30, 12, 0, tzinfo=SHANGHAI)
K1, K2, K3 = "K1", "K2", "K3"
NO_CASE = 0


@dataclass(slots=True)
class Office:
    """The shop's cases: K1 a complaint of yesterday, K2 with an appeal to be filed tomorrow, K3 to be corrected."""

    desk: Desk
    tasks: InlineTasks
    went: list[Place]
    _bot: QtBot | None = None
    _page: CasePage | None = None

    @property
    def app(self) -> Auditor:
        """The workspace of the test."""
        assert isinstance(self.tasks.core, Auditor)
        return self.tasks.core

    @property
    def qtbot(self) -> QtBot:
        """Presses keys."""
        assert self._bot is not None
        return self._bot

    def begin(self, app: Auditor, qtbot: QtBot) -> None:
        """Another workspace and nobody's habits, in the window that is already there."""
        self.tasks.core, self._bot = app, qtbot
        self.went.clear()
        self.desk.memory.put(ME, "")
        if self.desk.day.known is not None:
            self.desk.day.know(None)

    def shown(self, screen: Screen) -> None:
        """Show a screen and do what it asks."""
        self.qtbot.addWidget(screen)
        self._show(screen)

    def _show(self, screen: Screen) -> None:
        screen.resize(1200, 760)
        screen.show()
        screen.activateWindow()
        self.settle()

    def settle(self) -> None:
        """Do what was asked, and lay out what came of it."""
        self.tasks.run_all()
        QApplication.processEvents()

    def queue(self) -> CaseDesk:
        """The queues."""
        made = CaseDesk(self.desk)
        self.shown(made)
        return made

    def page(self, code: str) -> CasePage:
        """The page of a case: as in the window, it is one and the same for whatever case is opened."""
        if self._page is None:
            self._page = CasePage(self.desk)
        self._page.open(NO_CASE)
        self._page.open(code)
        self._show(self._page)
        return self._page

    def close(self) -> None:
        """Nothing stays on the screen."""
        if self._page is not None:
            self._page.close()
            self._page.deleteLater()

    def case(self, code: str) -> CaseShown:
        """The case as it is stored."""
        return self.app.ask(CaseOf(code))

    def step(self, page: CasePage, kind: str, **texts: str) -> None:
        """Fill a step in and store it."""
        page.take(kind)
        for name, text in texts.items():
            page.form.fields[name].entry.put(text)
        page.form.save()
        self.settle()

    def told(self, page: CasePage) -> dict[str, str]:
        """What is said at the fields of the form."""
        found = {name: one.below.text().strip() for name, one in page.form.fields.items()}
        return {name: text for name, text in found.items() if text}


def store(app: Auditor, **sheets: list[dict[str, Any]]) -> None:
    """Store rows."""
    with app.context.store.writing(Recorded("me", "import")) as work:
        recorder = Recorder(work, day_of(NOW.date()))
        for sheet in SHEETS:
            if sheet.name in sheets:
                rows = [ParsedRow(n, values) for n, values in enumerate(sheets[sheet.name], start=2)]
                recorder.apply(BY_NAME[sheet.name], rows, RowProblems(sheet.zh))


@cache
def _filled() -> bytes:
    """The workspace that every test begins with: made once, copied from then on."""
    day = day_of(NOW.date())
    decided = {"kind": "infraction", "source": "platform", "outcome": "substantiated", "decided_on": day - 3}
    appealable = {"handler": "闻专员", "category": "vulgar", "appeal_until": seconds("2026-07-01T18:00")}
    done = {"due_on": day - 2, "done_on": day - 3, "done_by": "闻专员"}
    with TemporaryDirectory() as folder:
        path = begun(Path(folder) / "w.auditor", lambda: NOW)
        with Auditor.open(path, clock=lambda: NOW) as app:
            store(
                app,
                hosts=[host("H1", owner="王经理")],
                merchants=[shop("S1", owner="卓经理", categories=("food",))],
                cases=[
                    case_of(K1, occurred_at=seconds("2026-06-26T12:00")),
                    case_of(K2, **decided, **appealable, occurred_at=seconds("2026-06-20T12:00")),
                    case_of(K3, **decided, category="minors", occurred_at=seconds("2026-06-10T12:00")),
                ],
                actions=[{"case": K3, "number": 1, "action": "补签同意书", **done}],
            )
        return path.read_bytes()


@pytest.fixture(scope="module")
def house(qapp: QApplication) -> Iterator[Office]:
    """What stands for all tests of a file: dressing a window and building the page cost most of their time."""
    texts, theme = Texts("en"), Theme("light")
    theme.apply()
    problems = Problems(texts, theme)
    tasks = InlineTasks(None, problems.tell)
    went: list[Place] = []
    desk = Desk(texts, theme, tasks, problems, Day(lambda: NOW), went.append, memory=Memory())
    made = Office(desk, tasks, went)
    yield made
    made.close()
    qapp.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    qapp.setStyleSheet("")


@pytest.fixture
def office(tmp_path: Path, qtbot: QtBot, house: Office) -> Iterator[Office]:
    path = tmp_path / "w.auditor"
    path.write_bytes(_filled())
    path.chmod(0o600)
    with Auditor.open(path, clock=lambda: NOW) as app:
        house.begin(app, qtbot)
        yield house
        house.tasks.run_all()
