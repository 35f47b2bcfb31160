"""A quick look beside a list: the answers of the row that is current, without leaving the list (Space)."""

from __future__ import annotations

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QFrame, QHBoxLayout

from auditor.i18n import N_
from ui.kit import parts
from ui.kit.chips import ChipButton
from ui.kit.desk import Desk
from ui.kit.scrolling import Area
from ui.kit.tasks import Lane
from ui.lists.source import Lists
from ui.profiles.presenter import chips, standing
from ui.profiles.shapes import Line
from ui.profiles.verdicts import VerdictList

WIDTH = 380
ASK_AFTER_MS = 90


class QuickLook(QFrame):
    """Name, chips and answers of one subject; hidden until it is asked for."""

    def __init__(self, desk: Desk, lists: Lists) -> None:
        super().__init__()
        self._desk = desk
        self._lists = lists
        self._wanted: tuple[str, int] | None = None
        self._lines: tuple[Line, ...] | None = None
        parts.mark(self, "card")
        self.setFixedWidth(WIDTH)
        self.name = parts.plain_label("", "title", wrap=True)
        self.chip_row = QHBoxLayout()
        self.chip_row.setSpacing(6)
        self.verdicts = VerdictList(desk)
        scroll = Area()
        scroll.setWidget(parts.box(parts.column(self.verdicts, margins=(0, 0, 8, 0)), "bare"))
        desk.texts.name(self, N_("Quick look"))
        self.setLayout(parts.column(self.name, self.chip_row, scroll, gap=8, margins=(14, 12, 6, 12)))
        self._timer = QTimer(self, singleShot=True, interval=ASK_AFTER_MS)
        self._timer.timeout.connect(self.ask)
        self.hide()

    def look_at(self, whom: tuple[str, int] | None, name: str) -> None:
        """Show this subject (type, id; None: nobody who is judged); asked for when the list has come to rest on it."""
        self._wanted = whom
        self.name.setText(name)
        if self.isVisible():
            self._timer.start()

    def turn(self) -> None:
        """Show or hide the panel."""
        self.setVisible(not self.isVisible())
        if self.isVisible():
            self.ask()

    def ask(self) -> None:
        """Ask for the answers of the subject on the as-of day."""
        if self._wanted is None or not self.isVisible():
            return
        (kind, number), day, lists = self._wanted, self._desk.day.value, self._lists
        judge = lambda: lists.lines(kind, number, day)  # noqa: E731 - one line among its like
        self._desk.tasks.read(judge, self._arrived, owner=self, slot="lines", lane=Lane.JUDGE)

    def render_texts(self) -> None:
        """Show the answers again, in the language in force."""
        if self._lines is not None:
            self._arrived(self._lines)

    def _arrived(self, lines: tuple[Line, ...]) -> None:
        self._lines = lines
        translator = self._desk.texts.translator
        parts.empty(self.chip_row)
        for chip in chips(lines)[:4]:
            self.chip_row.addWidget(ChipButton(chip, self._desk.theme, translator.t))
        if not lines:
            words = translator.t(N_("No rule judges this on the as-of day."))
            self.chip_row.addWidget(parts.plain_label(words, "muted"))
        self.chip_row.addStretch(1)
        self.verdicts.show_standing(standing(lines, translator))
