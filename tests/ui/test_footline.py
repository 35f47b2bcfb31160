"""The status line shows work that goes on while it is looked at."""

from __future__ import annotations

from datetime import datetime

from pytestqt.qtbot import QtBot

from auditor.clock import SHANGHAI
from auditor.monitor import Stoppable
from ui.footline import JobLine
from ui.kit.desk import Day, Desk
from ui.kit.problems import Problems
from ui.kit.tasks import Handle, InlineTasks
from ui.kit.texts import Texts
from ui.kit.theme import Theme

NOW = datetime(2026, 6, 30, 9, 0, tzinfo=SHANGHAI)


class Turning(Stoppable):
    """Its worker comes to a part of unknown length just when somebody has looked."""

    @property
    def total(self) -> int | None:
        self.looks = getattr(self, "looks", 0) + 1
        return 5 if self.looks == 1 else None

    @total.setter
    def total(self, value: int | None) -> None:
        pass


def test_that_work_whose_length_is_suddenly_unknown_is_shown_by_what_was_read(
    inline: InlineTasks, texts: Texts, theme: Theme, qtbot: QtBot
) -> None:
    line = JobLine(Desk(texts, theme, inline, Problems(texts, theme), Day(lambda: NOW), print))
    qtbot.addWidget(line)
    line._handle = Handle(1, Turning(), 0.0)
    line._look()
    assert "0 / 5" in line.words.text()
