"""One line of the day's page: when, who, what and why, the answer, who is in charge; opened, or copied as a notice."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QEnterEvent, QFontMetrics, QKeyEvent, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy
from typing_extensions import override

from auditor.i18n import N_
from auditor.services.today.rows import Row
from auditor.services.today.whole import Cleared
from ui.kit import fonts, parts
from ui.kit.chips import Chip, chip_width, paint_chip
from ui.kit.desk import Desk
from ui.today.presenter import Words, chip, words

_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_TIME, _OWNER, _HEIGHT, _PAD = 104, 84, 44, 8
_NARROW = 620
"""Designed pixels below which the person in charge has no column of her own."""


class TodayLine(QAbstractButton):
    """A painted line, so that whatever room there is, it is cut with an ellipsis and never clipped."""

    copied = Signal()
    moved = Signal(int)

    def __init__(self, desk: Desk, row: Row) -> None:
        super().__init__()
        self._desk = desk
        self.row = row
        self.cleared: Cleared | None = None
        self.awaited = row.kind == "broadcast"
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.copy = parts.icon_button(desk.texts, desk.theme, "copy", N_("Copy a notice"), self.copied.emit)
        self.copy.setParent(self)
        self.copy.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        desk.theme.changed.connect(self.updateGeometry)
        self.say()

    def found_among(self, lines: Sequence[TodayLine]) -> TodayLine | None:
        """The line that says now what this one said, of the same subject and record; None where none does."""
        mine = self.row
        same = [one for one in lines if one.row == mine]
        alike = [
            one
            for one in lines
            if (one.row.kind, one.row.who, one.row.rule, one.row.record)
            == (mine.kind, mine.who, mine.rule, mine.record)
        ]
        return next(iter(same or alike), None)

    def say(self) -> None:
        """Write the line in the window's language."""
        tr = self._desk.texts.translator
        self.words: Words = words(self.row, self._desk.day.value, tr, self.cleared)
        self.chip, self._word = chip(self.row, self.cleared)
        spoken = self.words.spoken
        if self.chip is not None:
            spoken = f"{self._chip_text(self.chip)}, {spoken}"
        self.setAccessibleName(spoken)
        self.setToolTip("\n".join(part for part in (self.words.name, self.words.what, self.words.why) if part))
        self.update()

    def clear(self, cleared: Cleared) -> None:
        """The broadcast's clearance has come."""
        self.cleared, self.awaited = cleared, False
        self.say()

    def _chip_text(self, shown: Chip) -> str:
        t = self._desk.texts.t
        word = t(self._word) if self._word else t(shown.answer.word)
        return word if shown.count is None else f"{word} {shown.count}"

    def _translate(self, text: str, **params: object) -> str:
        """The chip says the clearance's word in place of its own."""
        if self._word and self.chip is not None and text == self.chip.answer.word:
            return self._desk.texts.t(self._word)
        return self._desk.texts.t(text, **params)

    # keys -------------------------------------------------------------------------------------------------------

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        elif event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            self.moved.emit(1 if event.key() == Qt.Key.Key_Down else -1)
        elif event.key() in (Qt.Key.Key_Home, Qt.Key.Key_End):
            self.moved.emit(10_000 if event.key() == Qt.Key.Key_End else -10_000)
        else:
            super().keyPressEvent(event)

    # painting ---------------------------------------------------------------------------------------------------

    @override
    def sizeHint(self) -> QSize:
        return QSize(fonts.px(360), fonts.px(_HEIGHT))

    @override
    def minimumSizeHint(self) -> QSize:
        return QSize(fonts.px(200), fonts.px(_HEIGHT))

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        side = fonts.px(26)
        self.copy.setGeometry(self.width() - side - 4, (self.height() - side) // 2, side, side)

    @override
    def enterEvent(self, event: QEnterEvent) -> None:
        self.update()
        super().enterEvent(event)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        tokens = self._desk.theme.tokens
        box = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        painter.setPen(Qt.PenStyle.NoPen)
        if self.underMouse() or self.hasFocus():
            painter.setBrush(tokens.colour("surface_2"))
            painter.drawRoundedRect(box, 4, 4)
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(tokens.colour("focus"), 2))
            painter.drawRoundedRect(box, 4, 4)
        self._columns(painter)
        painter.end()

    def _columns(self, painter: QPainter) -> None:
        half, pad = self.height() // 2, fonts.px(_PAD)
        left, right = pad, self.width() - fonts.px(34)
        if self.words.time:
            wide = fonts.px(_TIME)
            self._text(painter, QRect(left, 2, wide, half - 2), self.words.time, self.words.loud, strong=True)
            self._text(painter, QRect(left, half, wide, half - 2), self.words.beside, "muted")
            left += wide + pad
        if self.words.owner and self.width() >= fonts.px(_NARROW):
            wide = fonts.px(_OWNER)
            self._text(painter, QRect(right - wide, 0, wide, self.height()), self.words.owner, "muted")
            right -= wide + pad
        if self.chip is not None:
            wide = chip_width(self.chip, self._translate)
            at = QPointF(right - wide, self.height() / 2)
            paint_chip(painter, at, self.chip, self._desk.theme.tokens, self._translate)
            right -= wide + pad
        elif self.awaited:
            wide = fonts.px(64)
            self._text(painter, QRect(right - wide, 0, wide, self.height()), "…", "muted")
            right -= wide + pad
        self._middle(painter, QRect(left, 2, max(0, right - left), self.height() - 4))

    def _middle(self, painter: QPainter, room: QRect) -> None:
        half = room.height() // 2
        shown = self.words
        bold = fonts.sized(fonts.BODY, bold=True)
        wanted = QFontMetrics(bold).horizontalAdvance(shown.name) + 2
        wide = min(wanted, max(fonts.px(70), room.width() * 2 // 5))
        self._text(painter, QRect(room.left(), room.top(), wide, half), shown.name, "text", strong=True)
        gap = fonts.px(10)
        rest = QRect(room.left() + wide + gap, room.top(), max(0, room.width() - wide - gap), half)
        self._text(painter, rest, shown.what, "text")
        below = " · ".join(part for part in (shown.code if shown.code != shown.name else "", shown.why) if part)
        if shown.owner and self.width() < fonts.px(_NARROW):
            below = " · ".join(part for part in (shown.owner, below) if part)
        self._text(painter, QRect(room.left(), room.top() + half, room.width(), half), below, "muted", small=True)

    def _text(
        self, painter: QPainter, box: QRect, text: str, shade: str, *, strong: bool = False, small: bool = False
    ) -> None:
        painter.setFont(fonts.sized(fonts.CAPTION if small or shade == "muted" else fonts.BODY, bold=strong))
        painter.setPen(self._desk.theme.tokens.colour(shade))
        cut = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, box.width())
        painter.drawText(box, int(_LEFT), cut)
