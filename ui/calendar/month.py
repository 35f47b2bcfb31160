"""A month painted as weeks: a number for each kind on each day; arrows move, Enter opens the day."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QHelpEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget
from typing_extensions import override

from auditor.i18n import N_
from auditor.services.agenda import KIND_WORDS, Events
from ui.calendar.presenter import SHORT, TOKENS, WEEKDAYS, day_words, month_of, moved, of_day, weeks_of
from ui.kit import fonts
from ui.kit.desk import Desk

_HEAD = 24
_LEFT = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
_RIGHT = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)


class MonthGrid(QWidget):
    """Seven columns; the as-of day wears the accent, the chosen days are filled."""

    picked = Signal(object)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._weeks: list[list[date | None]] = []
        self._today = desk.day.value
        self._at = desk.day.value
        self._span: tuple[date, date] | None = None
        self._events: Events | None = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        desk.theme.changed.connect(self.update)

    def show_month(self, month: date, today: date, events: Events | None, span: tuple[date, date] | None) -> None:
        """Show a month with what is known of it; events of another month are left out."""
        self._weeks, self._today, self._span = weeks_of(month), today, span
        first, last = month_of(month)
        if not first <= self._at <= last:
            self._at = span[0] if span is not None and first <= span[0] <= last else max(first, min(today, last))
        self._events = events if events is not None and events.first == first else None
        self.setAccessibleName(self._desk.texts.t(N_("Month {month}"), month=f"{month:%Y-%m}"))
        self._describe()
        self.update()

    def _told(self, day: date) -> list[tuple[str, int]]:
        return [] if self._events is None else of_day(self._events.counts, day)

    def _describe(self) -> None:
        self.setAccessibleDescription(day_words(self._at, self._told(self._at), self._desk.texts.translator))

    def _box(self, week: int, day: int) -> QRectF:
        head = fonts.px(_HEAD)
        wide, high = self.width() / 7, (self.height() - head) / max(1, len(self._weeks))
        return QRectF(day * wide, head + week * high, wide, high).adjusted(2, 2, -2, -2)

    def _under(self, point: QPointF) -> date | None:
        for at, week in enumerate(self._weeks):
            for place, day in enumerate(week):
                if day is not None and self._box(at, place).contains(point):
                    return day
        return None

    # acting -----------------------------------------------------------------------------------------------------

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_Up: -7, Qt.Key.Key_Down: 7}
        key = Qt.Key(event.key())
        days = [day for week in self._weeks for day in week if day is not None]
        if key in steps:
            wanted = moved(self._at, steps[key])
            self._at = wanted if days and days[0] <= wanted <= days[-1] else self._at
            self._describe()
            self.update()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.picked.emit(self._at)
        else:
            super().keyPressEvent(event)

    @override
    def mousePressEvent(self, event: QMouseEvent) -> None:
        day = self._under(event.position())
        if day is not None:
            self._at = day
            self._describe()
            self.picked.emit(day)

    @override
    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            day = self._under(QPointF(event.pos()))
            if day is not None:
                words = day_words(day, self._told(day), self._desk.texts.translator)
                QToolTip.showText(event.globalPos(), words, self)
            return True
        return super().event(event)

    # painting ---------------------------------------------------------------------------------------------------

    @override
    def sizeHint(self) -> QSize:
        return QSize(fonts.px(560), fonts.px(480))

    @override
    def minimumSizeHint(self) -> QSize:
        return QSize(fonts.px(300), fonts.px(330))

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(fonts.sized(fonts.CAPTION))
        tokens = self._desk.theme.tokens
        for place, name in enumerate(WEEKDAYS):
            painter.setPen(tokens.colour("muted"))
            wide = self.width() / 7
            painter.drawText(QRectF(place * wide + 8, 0, wide - 8, fonts.px(_HEAD)), _LEFT, self._desk.texts.t(name))
        for at, week in enumerate(self._weeks):
            for place, day in enumerate(week):
                if day is not None:
                    self._day(painter, self._box(at, place), day)
        painter.end()

    def _day(self, painter: QPainter, box: QRectF, day: date) -> None:
        tokens = self._desk.theme.tokens
        chosen = self._span is not None and self._span[0] <= day <= self._span[1]
        here = day == self._today
        painter.setPen(QPen(tokens.colour("accent" if here else "border"), 2 if here else 1))
        painter.setBrush(tokens.colour("accent_soft" if chosen else "surface"))
        painter.drawRoundedRect(box, 4, 4)
        if self.hasFocus() and day == self._at:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(tokens.colour("focus"), 2))
            painter.drawRoundedRect(box.adjusted(2, 2, -2, -2), 3, 3)
        line = fonts.px(17)
        inner = box.adjusted(6, 4, -5, -3)
        painter.setFont(fonts.sized(fonts.BODY, bold=here))
        painter.setPen(tokens.colour("accent" if here else "text"))
        painter.drawText(QRectF(inner.left(), inner.top(), inner.width(), line), _LEFT, str(day.day))
        painter.setFont(fonts.sized(fonts.CAPTION))
        told = self._told(day)
        room = max(0, int((inner.height() - line) // line))
        if len(told) > room:
            self._sum(painter, QRectF(inner.left(), inner.top(), inner.width(), line), sum(n for _, n in told))
            told = told[:room]
        for at, (kind, number) in enumerate(told):
            self._kind(painter, QRectF(inner.left(), inner.top() + line * (at + 1), inner.width(), line), kind, number)

    def _sum(self, painter: QPainter, box: QRectF, number: int) -> None:
        text = f"Σ {number:,}"
        if painter.fontMetrics().horizontalAdvance(text) + fonts.px(22) <= box.width():
            painter.setPen(self._desk.theme.tokens.colour("muted"))
            painter.drawText(box, _RIGHT, text)

    def _kind(self, painter: QPainter, box: QRectF, kind: str, number: int) -> None:
        tokens = self._desk.theme.tokens
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(tokens.colour(TOKENS[kind]))
        side = fonts.px(6)
        painter.drawRoundedRect(QRectF(box.left(), box.center().y() - side / 2, side, side), 1, 1)
        painter.setPen(tokens.colour("text"))
        count = f"{number:,}"
        wide = painter.fontMetrics().horizontalAdvance(count) + 3
        painter.drawText(box, _RIGHT, count)
        name = box.adjusted(side + 4, 0, -wide, 0)
        told = self._desk.texts.t(KIND_WORDS[kind])
        if painter.fontMetrics().horizontalAdvance(told) > name.width():
            told = self._desk.texts.t(SHORT[kind])
        painter.setPen(tokens.colour("muted"))
        if painter.fontMetrics().horizontalAdvance(told) <= name.width():
            painter.drawText(name, _LEFT, told)
