"""The import room over a real workspace, and small workbooks for it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from PySide6.QtWidgets import QApplication

from auditor.app import Auditor
from auditor.clock import SHANGHAI
from ui.importing.screen import ImportRoom
from ui.kit.desk import Place
from ui.kit.problems import Bars
from ui.kit.tasks import InlineTasks

NOW = datetime(2026, 6, 30, 9, 0, tzinfo=SHANGHAI)
CLEAN = Path(__file__).parents[2] / "samples" / "workbook-clean-small.xlsx"
HEADERS = ("主播编号", "昵称", "首播日期", "粉丝数")


@dataclass(slots=True)
class Room:
    """The room on a desk, and where it was asked to go."""

    app: Auditor
    room: ImportRoom
    tasks: InlineTasks
    gone: list[Place]
    bars: Bars

    def settle(self, qapp: QApplication) -> None:
        """Let the debounce pass and the work run."""
        timer = self.room.work.settling
        if timer.isActive():
            timer.setInterval(0)
        for _ in range(3):
            qapp.processEvents()
            self.tasks.run_all()

    @property
    def lines(self) -> list[tuple[str, ...]]:
        """What the preview lists."""
        return [line.texts for line in self.room.preview_card.table.small.lines]

    @property
    def told(self) -> str:
        """Everything that bars and the tray said."""
        return " ".join(str(one) for one in self.room.desk.problems.tray)


def workbook(
    path: Path, rows: Sequence[Sequence[object]], headers: Sequence[str] = HEADERS, title: str = "主播"
) -> Path:
    from openpyxl import Workbook

    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = title
    for row in (headers, *rows):
        sheet.append(list(row))
    book.save(path)
    return path
