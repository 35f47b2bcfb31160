"""Pickers that take typing: what is picked stands before the line as removable chips, what fits is offered below."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget
from typing_extensions import override

from auditor.i18n import N_, Message
from ui.clearance.presenter import Token
from ui.kit import parts
from ui.kit.desk import Desk
from ui.kit.flow import Flow
from ui.kit.offers import ENTER, OfferedLine

Offer = Callable[[str, Callable[[Sequence[Token]], None]], None]
"""Finds what fits a typed text and hands it over, now or later."""
ASK_AFTER_MS = 60
OFFERED = 10
MOST = 6
"""So many picked ones are shown at once; the rest stands behind a button."""
_LET_GO = "  ×"


class _Line(OfferedLine):
    """Enter takes what is marked, else what is typed; Backspace on an empty line removes the last."""

    entered = Signal()
    back = Signal()

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self.answers(event):
            return
        if event.key() in ENTER:
            self.entered.emit()
            return
        if event.key() == Qt.Key.Key_Backspace and not self.text():
            self.back.emit()
            return
        super().keyPressEvent(event)


class _Chip(QPushButton):
    """Something picked, and the way to let it go; its tooltip says it whole."""

    def __init__(self, name: str) -> None:
        super().__init__(f"{name}{_LET_GO}")
        self._name = name
        self.setAutoDefault(False)
        parts.mark(self, "facet")

    def fit(self, width: int) -> None:
        """Shorten the name where it is wider than that, in pixels."""
        self.ensurePolished()
        self.setText(f"{self._name}{_LET_GO}")
        beyond = self.sizeHint().width() - width
        if beyond > 0:
            metrics = self.fontMetrics()
            room = max(0, metrics.horizontalAdvance(self._name) - beyond)
            self.setText(f"{metrics.elidedText(self._name, Qt.TextElideMode.ElideRight, room)}{_LET_GO}")


class Picker(QWidget):
    """One picker; ``free`` takes what is typed as it is, ``many`` lets several be picked."""

    changed = Signal()

    def __init__(
        self, desk: Desk, title: str, offer: Offer, *, many: bool = True, free: bool = False, hint: str = ""
    ) -> None:
        super().__init__()
        self._desk, self._offer, self._many, self._free = desk, offer, many, free
        self.tokens: list[Token] = []
        self._unfolded = False
        self._offers: dict[str, Token] = {}
        self.line = _Line(written=False)
        desk.texts.name(self.line, title)
        if hint:
            desk.texts.say(self.line, hint, "setPlaceholderText")
        self._chips = QWidget()
        self._flow = Flow(gap=4)
        self._chips.setLayout(self._flow)
        self._chips.setMinimumWidth(1)  # a long name is shortened rather than take the room of its neighbours
        self._timer = QTimer(self, singleShot=True, interval=ASK_AFTER_MS)
        self._timer.timeout.connect(self._ask)
        self.line.textEdited.connect(lambda _: self._timer.start())
        self.line.taken.connect(self._picked)
        self.line.entered.connect(self.take)
        self.line.back.connect(self._back)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addWidget(parts.label(desk.texts, title, "label"))
        layout.addWidget(self.line)
        layout.addWidget(self._chips)
        layout.addStretch(1)
        self._draw()

    def put(self, tokens: Sequence[Token]) -> None:
        """Show these, without a word to anybody; where they stand already, what is being typed stays."""
        if list(tokens) != self.tokens:
            self._unfolded = False
            self.tokens = list(tokens)
            self.begin_anew()
            self._draw()

    def begin_anew(self) -> None:
        """Let go of what is being typed."""
        self.line.clear()
        self.line.close_offers()

    def take(self) -> None:
        """Take what is typed: an offer that fits alone or exactly, else the text itself where that may be."""
        text = self.line.text().strip()
        if not text:
            return
        self._offer(text, lambda found: self._settle(text, found))

    def _settle(self, text: str, found: Sequence[Token]) -> None:
        exact = [one for one in found if text in (one.code, one.name, one.shown)]
        chosen = exact[0] if exact else found[0] if len(found) == 1 else None
        if chosen is None and self._free:
            chosen = Token(text, text)
        if chosen is not None:
            self.add(chosen, typed=text)
        elif not found:
            self._desk.problems.warn(Message(N_("Nothing is called “{text}”."), {"text": text}))
        else:
            self._show_offers(found)

    def add(self, token: Token, *, typed: str | None = None) -> None:
        """Pick something; what has been typed after the text that led to it (None: anything) is not taken away."""
        if not self._many:
            self.tokens.clear()
        if token not in self.tokens:
            self.tokens.append(token)
        if typed in (None, self.line.text().strip()):
            self.begin_anew()
        self._draw()
        self.changed.emit()

    def remove(self, token: Token) -> None:
        """Let something go."""
        if token in self.tokens:
            self.tokens.remove(token)
            self._draw()
            self.changed.emit()

    def _ask(self) -> None:
        text = self.line.text().strip()
        if text:
            self._offer(text, self._show_offers)
        else:
            self.line.close_offers()

    def _show_offers(self, found: Sequence[Token]) -> None:
        if not self.line.text().strip():
            return
        self._offers = {one.offer: one for one in found[:OFFERED]}
        self.line.offer(list(self._offers))

    def _picked(self, text: str) -> None:
        token = self._offers.get(text)
        if token is not None:
            self.add(token)

    def _back(self) -> None:
        if self.tokens:
            self.remove(self.tokens[-1])

    def _draw(self) -> None:
        parts.empty(self._flow)
        folded = len(self.tokens) > MOST and not self._unfolded
        for token in self.tokens[: MOST - 1] if folded else self.tokens:
            self._flow.addWidget(self._chip(token))
        if folded:
            more = parts.button(self._desk.texts, "", self._unfold, "quiet")
            more.setText(self._desk.texts.t(N_("{n} more"), n=len(self.tokens) - MOST + 1))
            self._flow.addWidget(more)
        self._chips.setVisible(bool(self.tokens))

    def _unfold(self) -> None:
        self._unfolded = True
        self._draw()
        self.line.setFocus()

    def _chip(self, token: Token) -> _Chip:
        made = _Chip(token.shown)
        made.setAccessibleName(self._desk.texts.t(N_("Remove {what}"), what=token.shown))
        made.setToolTip(made.accessibleName())
        made.clicked.connect(lambda: self.remove(token))
        made.fit(self.width())
        return made

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        for chip in self._chips.findChildren(_Chip):
            chip.fit(self.width())
