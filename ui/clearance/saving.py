"""Putting a combination on file as a planned broadcast: its code, then Record."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from auditor.i18n import N_, Message
from ui.clearance.presenter import Picks
from ui.kit import parts
from ui.kit.desk import Desk
from ui.kit.forms import TextField

WIDE = 220


def proposed(picks: Picks) -> str:
    """A code made of the start and the room, to be changed at will."""
    room = picks.codes("room")
    return "-".join((f"{picks.day:%Y%m%d}", picks.start.replace(":", ""), *room[:1]))


class SaveBox(QWidget):
    """Asks for the code; nothing is written before Record is pressed."""

    wanted = Signal(str)
    """The code under which it is to be put on file."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.code = TextField(desk.texts, Message(N_("Code of the broadcast")))
        self.code.entry.setMinimumWidth(WIDE)
        self.record = parts.button(desk.texts, N_("Put on file"), self.send, "primary")
        leave = parts.button(desk.texts, N_("Leave"), self.hide, "quiet")
        self.code.line.returnPressed.connect(self.send)
        self.setLayout(parts.row(self.code, self.record, leave, None, gap=12, margins=(0, 4, 0, 0)))
        self.hide()

    def ask(self, code: str) -> None:
        """Show the form with a code proposed."""
        self.code.line.setText(code)
        self.show()
        self.code.line.setFocus()
        self.code.line.selectAll()

    def send(self) -> None:
        """Hand the code over."""
        self.wanted.emit(self.code.text)
