"""Personal values shown whole: a reason first, a record of it in the log, masked again after a minute or on leaving."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent, QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget
from typing_extensions import override

from auditor.i18n import N_
from auditor.model.sheets import SUBJECT_SHEETS
from ui.kit import parts
from ui.kit.desk import Desk

if TYPE_CHECKING:
    from collections.abc import Mapping

    from auditor.app import Done

SECONDS = 60


class Reveal(QWidget):
    """One line above the facts of a subject."""

    shown = Signal(dict)
    """Values by field; none: they are masked again."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._subject: tuple[str, str] | None = None
        self._left = 0
        texts = desk.texts
        self.begin = parts.button(texts, N_("Show personal values…"), self.ask, "quiet")
        parts.dress(self.begin, desk.theme, "eye", "accent")
        self.sure = parts.button(texts, N_("Show"), self.reveal)
        self.sure.setEnabled(False)
        self.reason = QLineEdit()
        texts.say(self.reason, N_("Why? It stays in the log."), "setPlaceholderText")
        texts.name(self.reason, N_("Reason for showing personal values"))
        self.reason.returnPressed.connect(self.reveal)
        self.reason.textChanged.connect(lambda text: self.sure.setEnabled(bool(text.strip())))
        self.told = parts.plain_label("", "caption")
        self.cover_button = parts.button(texts, N_("Mask again"), self.cover, "quiet")
        layout = parts.row(self.begin, self.reason, self.sure, self.told, self.cover_button, None, gap=6)
        self.setLayout(layout)
        self._timer = QTimer(self, interval=1000)
        self._timer.timeout.connect(self._tick)
        self._state("begin")

    def show_subject(self, type: str, code: str) -> None:
        """Whose values these are; another's are never left standing."""
        if self._subject != (type, code):
            self.cover()
        self._subject = (type, code)
        self.setVisible(any(one.personal for one in SUBJECT_SHEETS[type].fields))

    def ask(self) -> None:
        """Ask for the reason."""
        self._state("ask")
        self.reason.setFocus()

    def reveal(self) -> None:
        """Show the values, where a reason was given."""
        from auditor.services.editing import RevealPersonal

        why = self.reason.text().strip()
        if self._subject is not None and why:
            self.sure.setEnabled(False)
            command = RevealPersonal(":".join(self._subject), why)
            self._desk.tasks.do(command, self._arrived, self._failed, owner=self)

    def cover(self) -> None:
        """Mask them again."""
        self._timer.stop()
        self.reason.clear()
        if self._left:
            self._left = 0
            self.shown.emit({})
        self._state("begin")

    def _arrived(self, done: Done[Mapping[str, str | None]]) -> None:
        self._left = SECONDS
        self.shown.emit({name: value for name, value in done.result.items() if value})
        self._state("shown")
        self._tick()
        self._timer.start()
        self.cover_button.setFocus()

    def _failed(self, error: Exception) -> None:
        self.sure.setEnabled(True)
        self._desk.problems.tell(error)

    def _tick(self) -> None:
        self._left -= 1
        if self._left <= 0:
            self._left = 1
            self.cover()
            return
        self.told.setText(self._desk.texts.t(N_("Masked again in {n} s"), n=self._left))

    def _state(self, state: str) -> None:
        self.begin.setVisible(state == "begin")
        self.reason.setVisible(state == "ask")
        self.sure.setVisible(state == "ask")
        self.told.setVisible(state == "shown")
        self.cover_button.setVisible(state == "shown")

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.cover()
            self.begin.setFocus()
        else:
            super().keyPressEvent(event)

    @override
    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.cover()
