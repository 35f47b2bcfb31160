"""A part of the day's page: title, numbers that open their lists, the first lines; loading, empty, failed, whole."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QFrame, QPushButton, QVBoxLayout, QWidget

from auditor.errors import AuditorError
from auditor.i18n import N_, Message
from auditor.services.today.rows import Part
from ui.kit import parts, staying
from ui.kit.desk import Desk, Place
from ui.kit.flow import Flow
from ui.today.line import TodayLine
from ui.today.presenter import LAPSING, NOTHING, TITLES, Number

LOADING_AFTER_MS = 150


class Section(QFrame):
    """One part; the screen gives it what it shows."""

    copied = Signal(object)
    moved = Signal(object, int)
    filled = Signal()
    """There are other lines."""

    def __init__(self, desk: Desk, name: str, again: Callable[[], object], days: int) -> None:
        super().__init__()
        self._desk = desk
        self.name = name
        self._again = again
        self._days = days
        self.part: Part | None = None
        self.lines: list[TodayLine] = []
        self._numbers: Sequence[Number] = ()
        self._all: Place | None = None
        self._error: AuditorError | Exception | None = None
        parts.mark(self, "card")
        self.title = parts.plain_label("", "section")
        self.caption = parts.plain_label("", "muted", wrap=True)
        self.caption.hide()
        self._flow = Flow()
        self._body = QVBoxLayout()
        self._body.setSpacing(0)
        head = parts.box(self._flow, "bare")
        self.setLayout(parts.column(self.title, self.caption, head, self._body, gap=4, margins=(12, 8, 12, 10)))
        self._late = QTimer(self, singleShot=True, interval=LOADING_AFTER_MS)
        self._late.timeout.connect(self._show_loading)
        self.render_texts()

    def wait(self) -> None:
        """The part is asked for; what stands there stays until the answer comes."""
        if self.part is None:
            self._late.start()

    def show_part(self, part: Part, numbers: Sequence[Number], everything: Place | None) -> None:
        """Show what came."""
        self._late.stop()
        before = list(self.lines)
        focused = next((at for at, line in enumerate(before) if line is self.window().focusWidget()), None)
        self.part, self._numbers, self._all, self._error = part, numbers, everything, None
        self._fill()
        if focused is not None and self.lines:
            same = before[focused].found_among(self.lines)
            staying.hand_to(same or self.lines[min(focused, len(self.lines) - 1)])

    def say(self, text: str) -> None:
        """What the part rests on, under its title."""
        self.caption.setText(text)
        self.caption.setVisible(bool(text))

    def show_error(self, error: Exception) -> None:
        """Say that it did not come."""
        self._late.stop()
        self.part, self._error = None, error
        self._fill()

    def render_texts(self) -> None:
        """Write everything again."""
        t = self._desk.texts.t
        self.title.setText(t(TITLES[self.name], n=self._days) if self.name == LAPSING else t(TITLES[self.name]))
        self.setAccessibleName(self.title.text())
        if self.part is not None or self._error is not None:
            self._fill()

    def _show_loading(self) -> None:
        self._clear()
        self._body.addWidget(parts.label(self._desk.texts, N_("Being worked out…"), "muted"))

    def _clear(self) -> None:
        parts.empty(self._body)
        parts.empty(self._flow)
        self.lines = []

    def _fill(self) -> None:
        kept = {id(line.row): line.cleared for line in self.lines}
        self._clear()
        if self._error is not None:
            self._fill_error(self._error)
        if self.part is None:
            return
        for number in self._numbers:
            self._flow.addWidget(self._number(number))
        for row in self.part.rows:
            line = TodayLine(self._desk, row)
            if kept.get(id(row)) is not None:
                line.clear(kept[id(row)])  # type: ignore[arg-type]
            line.copied.connect(lambda line=line: self.copied.emit(line))
            line.moved.connect(lambda step, line=line: self.moved.emit(line, step))
            self._body.addWidget(line)
            self.lines.append(line)
        if self.part.note is not None:
            self._body.addWidget(self._sentence(self.part.note))
        elif not self.part.rows:
            self._body.addWidget(self._sentence(Message(NOTHING[self.name])))
        if self._all is not None:
            self._body.addWidget(self._open_all(self._all, self.part))
        self.filled.emit()

    def _fill_error(self, error: Exception) -> None:
        t = self._desk.texts
        told = error.message if isinstance(error, AuditorError) else Message(N_("This part could not be worked out."))
        again = parts.button(t, N_("Try again"), self._again)
        self._body.addWidget(parts.box(parts.row(self._sentence(told), None, again), "bare"))

    def _sentence(self, message: Message) -> QWidget:
        return parts.plain_label(self._desk.texts.t(message), "muted", wrap=True)

    def _number(self, number: Number) -> QWidget:
        made = _plain_button(number.text(self._desk.texts.translator), lambda: self._desk.go(number.place))
        parts.mark(made, "facet")
        return made

    def _open_all(self, place: Place, part: Part) -> QWidget:
        text = self._desk.texts.t(N_("All {n}"), n=f"{part.count:,}{'+' if part.more else ''}")
        made = _plain_button(text, lambda: self._desk.go(place))
        parts.mark(made, "quiet")
        return parts.box(parts.row(made, None), "bare")


def _plain_button(text: str, clicked: Callable[[], object]) -> QPushButton:
    """A button whose text is made from data."""
    made = QPushButton(text)
    made.setAutoDefault(False)
    made.clicked.connect(lambda: clicked())
    return made
