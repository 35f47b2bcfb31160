"""A trainer's office under a desk, its work done when told."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from auditor.app import Auditor
from auditor.i18n import Message
from tests.services.conftest import NOW
from tests.services.training.conftest import opened
from ui.kit.desk import Day, Desk, Place
from ui.kit.problems import Problems
from ui.kit.tasks import InlineTasks
from ui.kit.texts import Texts
from ui.kit.theme import Theme
from ui.training.room import TrainersDesk


@dataclass(slots=True)
class Office:
    """The room over a real workspace: six hosts, a course with a mark of 80, S1 today, S2 of another course."""

    app: Auditor
    desk: Desk
    tasks: InlineTasks
    room: TrainersDesk
    gone: list[Place] = field(default_factory=list)
    """Where it was led to."""

    def go(self, place: Place) -> None:
        """As the window does it."""
        self.gone.append(place)
        self.room.open(place.argument)

    def settle(self) -> None:
        """Do what was asked, and what that asks in turn."""
        self.tasks.run_all()

    def open(self, *argument: object) -> None:
        """Show a place of the room, and wait."""
        self.room.open(argument)
        self.settle()

    @property
    def tray(self) -> list[Message]:
        return self.desk.problems.tray

    def said(self) -> str:
        """Everything that was said in bars."""
        return " ".join(str(one) for one in self.tray)


@pytest.fixture
def office(tmp_path: Path, qtbot: QtBot, texts: Texts, theme: Theme) -> Iterator[Office]:
    with opened(tmp_path / "w.auditor") as app:
        problems = Problems(texts, theme)
        tasks = InlineTasks(app, problems.tell)
        made: list[Office] = []
        desk = Desk(texts, theme, tasks, problems, Day(lambda: NOW), lambda place: made[0].go(place))
        room = TrainersDesk(desk)
        made.append(Office(app, desk, tasks, room))
        qtbot.addWidget(room)
        room.resize(1200, 760)
        room.show()
        made[0].settle()
        yield made[0]
