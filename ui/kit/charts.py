"""Small charts: bars, stacked bars and a trend; every part says what it is in words, is reached by keys and opens."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QHelpEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget
from typing_extensions import override

from ui.kit import fonts
from ui.kit.theme import Theme

_LEFT = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
_RIGHT = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
_MIDDLE = int(Qt.AlignmentFlag.AlignCenter)
_BAR, _ROW, _GAP = 14, 24, 6


@dataclass(frozen=True, slots=True)
class ChartPart:
    """One bar, segment or point: its row's label, its value, its colour's token, what it says, what it stands for."""

    label: str
    value: int
    token: str
    words: str
    payload: object = None
    row: int = 0
    """In which row a segment lies; parts of one row follow each other."""


class Chart(QWidget):
    """What the charts share: parts under the pointer and under the keys."""

    opened = Signal(object)
    """The payload of the part that was clicked, or on which Enter was pressed."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.parts: tuple[ChartPart, ...] = ()
        self._at = 0
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self._resized)

    def show_parts(self, parts: Sequence[ChartPart], name: str) -> None:
        """Replace everything; ``name`` says what the chart is about."""
        self.parts = tuple(parts)
        self._at = min(self._at, max(0, len(self.parts) - 1))
        self.setAccessibleName(name)
        self._describe()
        self._resized()

    @override
    def minimumSizeHint(self) -> QSize:
        return QSize(fonts.px(160), self.sizeHint().height())

    def rect_of(self, number: int) -> QRectF:
        """Where a part is painted."""
        raise NotImplementedError

    def hit_of(self, number: int) -> QRectF:
        """Where a part is met by the pointer: never narrower than what can be hit."""
        box = self.rect_of(number)
        return box.adjusted(-2, -4, 2, 4)

    def _describe(self) -> None:
        told = "; ".join(part.words for part in self.parts)
        here = self.parts[self._at].words if self.parts else ""
        self.setAccessibleDescription(f"{here} — {told}" if self.hasFocus() and here else told)

    def _resized(self) -> None:
        self.updateGeometry()
        self.update()

    def _under(self, point: QPoint) -> int | None:
        return next((at for at in range(len(self.parts)) if self.hit_of(at).contains(QPointF(point))), None)

    def _open(self, number: int) -> None:
        if 0 <= number < len(self.parts) and self.parts[number].payload is not None:
            self.opened.emit(self.parts[number].payload)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {Qt.Key.Key_Right: 1, Qt.Key.Key_Down: 1, Qt.Key.Key_Left: -1, Qt.Key.Key_Up: -1}
        key = Qt.Key(event.key())
        if key in steps and self.parts:
            self._at = (self._at + steps[key]) % len(self.parts)
            self._describe()
            self.update()
            where = self.rect_of(self._at).center().toPoint()
            QToolTip.showText(self.mapToGlobal(where), self.parts[self._at].words, self)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self._open(self._at)
        else:
            super().keyPressEvent(event)

    @override
    def mousePressEvent(self, event: QMouseEvent) -> None:
        found = self._under(event.position().toPoint())
        if found is not None:
            self._at = found
            self._open(found)

    @override
    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        found = self._under(event.position().toPoint())
        hand = found is not None and self.parts[found].payload is not None
        self.setCursor(Qt.CursorShape.PointingHandCursor if hand else Qt.CursorShape.ArrowCursor)

    @override
    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            found = self._under(event.pos())
            if found is not None:
                QToolTip.showText(event.globalPos(), self.parts[found].words, self)
            return True
        if event.type() in (QEvent.Type.FocusIn, QEvent.Type.FocusOut):
            self._describe()
        return super().event(event)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(fonts.sized(fonts.CAPTION))
        self.paint(painter)
        if self.hasFocus() and self.parts:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(self._theme.tokens.colour("focus"), 2))
            painter.drawRoundedRect(self.rect_of(self._at).adjusted(-2, -2, 2, 2), 3, 3)
        painter.end()

    def paint(self, painter: QPainter) -> None:
        """Paint the chart itself."""
        raise NotImplementedError

    def _fill(self, token: str, strength: float = 1.0) -> QColor:
        made = QColor(self._theme.tokens.colour(token))
        made.setAlphaF(strength)
        return made

    def _say(self, painter: QPainter, box: QRectF | QRect, text: str, token: str, how: int) -> None:
        where = QRectF(box)
        painter.setPen(self._theme.tokens.colour(token))
        cut = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, int(where.width()))
        painter.drawText(where, how, cut)


class Bars(Chart):
    """Horizontal bars, one a row: label, bar, value."""

    label_width = 150

    @override
    def sizeHint(self) -> QSize:
        return QSize(fonts.px(280), fonts.px(_ROW) * max(1, len(self.parts)))

    def _most(self) -> int:
        return max((part.value for part in self.parts), default=1) or 1

    def _field(self) -> tuple[float, float]:
        left = fonts.px(self.label_width) + fonts.px(_GAP)
        return left, max(1.0, self.width() - left - fonts.px(64))

    @override
    def rect_of(self, number: int) -> QRectF:
        left, wide = self._field()
        height, bar = fonts.px(_ROW), fonts.px(_BAR)
        length = max(3.0, wide * self.parts[number].value / self._most())
        return QRectF(left, number * height + (height - bar) / 2, length, bar)

    @override
    def hit_of(self, number: int) -> QRectF:
        height = fonts.px(_ROW)
        return QRectF(0, number * height, self.width(), height)

    @override
    def paint(self, painter: QPainter) -> None:
        height = fonts.px(_ROW)
        for at, part in enumerate(self.parts):
            top = at * height
            self._say(painter, QRectF(0, top, fonts.px(self.label_width), height), part.label, "text", _LEFT)
            box = self.rect_of(at)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(self._fill(part.token, 0.75))
            painter.drawRoundedRect(box, 2, 2)
            beside = QRectF(box.right() + fonts.px(_GAP), top, fonts.px(60), height)
            self._say(painter, beside, f"{part.value:,}", "muted", _LEFT)


class Stacked(Chart):
    """A row for each label, its segments one after the other over the whole width; parted by a hairline."""

    label_width = 64

    @override
    def sizeHint(self) -> QSize:
        rows = max((part.row for part in self.parts), default=0) + 1
        return QSize(fonts.px(280), fonts.px(_ROW) * rows)

    @override
    def rect_of(self, number: int) -> QRectF:
        part = self.parts[number]
        row = [one for one in self.parts if one.row == part.row]
        whole = sum(one.value for one in row) or 1
        left = fonts.px(self.label_width) + fonts.px(_GAP)
        # What is rare still shows: three pixels at least, taken from what is left over.
        room = max(1.0, self.width() - left - 2 - 3 * len(row))
        begin, wide = float(left), 3.0
        for one in row:
            wide = 3 + room * one.value / whole
            if one is part:
                break
            begin += wide
        height, bar = fonts.px(_ROW), fonts.px(_BAR)
        return QRectF(begin, part.row * height + (height - bar) / 2, wide - 1, bar)

    @override
    def paint(self, painter: QPainter) -> None:
        height = fonts.px(_ROW)
        named: set[int] = set()
        for at, part in enumerate(self.parts):
            if part.row not in named:
                named.add(part.row)
                where = QRectF(0, part.row * height, fonts.px(self.label_width), height)
                self._say(painter, where, part.label, "text", _LEFT)
            box = self.rect_of(at)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(self._fill(part.token, 0.75))
            painter.drawRect(box)
            text = f"{part.value:,}"
            if painter.fontMetrics().horizontalAdvance(text) + 8 < box.width():
                painter.save()
                painter.setBrush(self._fill("surface", 0.85))
                chip = painter.fontMetrics().horizontalAdvance(text) + 6
                label = QRectF(box.center().x() - chip / 2, box.top() + 1, chip, box.height() - 2)
                painter.drawRoundedRect(label, 2, 2)
                painter.restore()
                painter.setFont(fonts.sized(10))
                self._say(painter, box, text, "text", _MIDDLE)
                painter.setFont(fonts.sized(fonts.CAPTION))


class Columns(Chart):
    """Vertical bars side by side, their labels below."""

    @override
    def sizeHint(self) -> QSize:
        return QSize(fonts.px(280), fonts.px(120))

    @override
    def rect_of(self, number: int) -> QRectF:
        most = max((part.value for part in self.parts), default=1) or 1
        wide = self.width() / max(1, len(self.parts))
        top, bottom = fonts.px(18), self.height() - fonts.px(18)
        high = max(2.0, (bottom - top) * self.parts[number].value / most) if self.parts[number].value else 1.0
        return QRectF(number * wide + wide * 0.15, bottom - high, wide * 0.7, high)

    @override
    def hit_of(self, number: int) -> QRectF:
        wide = self.width() / max(1, len(self.parts))
        return QRectF(number * wide, 0, wide, self.height())

    @override
    def paint(self, painter: QPainter) -> None:
        for at, part in enumerate(self.parts):
            box, cell = self.rect_of(at), self.hit_of(at)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(self._fill(part.token, 0.75))
            painter.drawRoundedRect(box, 2, 2)
            above = QRectF(cell.left(), box.top() - fonts.px(16), cell.width(), fonts.px(16))
            self._say(painter, above, f"{part.value:,}", "text", _MIDDLE)
            below = QRectF(cell.left(), self.height() - fonts.px(16), cell.width(), fonts.px(16))
            self._say(painter, below, part.label, "muted", _MIDDLE)


class Trend(Chart):
    """Points one after the other, joined by a line from zero up; the last one is named."""

    @override
    def sizeHint(self) -> QSize:
        return QSize(fonts.px(280), fonts.px(120))

    def _point(self, number: int) -> QPointF:
        most = max((part.value for part in self.parts), default=1) or 1
        left, right = fonts.px(10), self.width() - fonts.px(56)
        top, bottom = fonts.px(12), self.height() - fonts.px(22)
        across = left if len(self.parts) < 2 else left + (right - left) * number / (len(self.parts) - 1)
        return QPointF(across, bottom - (bottom - top) * self.parts[number].value / most)

    @override
    def rect_of(self, number: int) -> QRectF:
        at, r = self._point(number), fonts.px(4)
        return QRectF(at.x() - r, at.y() - r, 2 * r, 2 * r)

    @override
    def hit_of(self, number: int) -> QRectF:
        return self.rect_of(number).adjusted(-8, -self.height(), 8, self.height())

    @override
    def paint(self, painter: QPainter) -> None:
        bottom = self.height() - fonts.px(22)
        painter.setPen(QPen(self._theme.tokens.colour("border"), 1))
        painter.drawLine(QPointF(0, bottom + 0.5), QPointF(self.width(), bottom + 0.5))
        points = [self._point(at) for at in range(len(self.parts))]
        if len(points) > 1:
            painter.setPen(QPen(self._fill(self.parts[0].token), 2))
            painter.drawPolyline(QPolygonF(points))
        for at, part in enumerate(self.parts):
            painter.setPen(QPen(self._theme.tokens.colour("surface"), 2))
            painter.setBrush(self._fill(part.token))
            painter.drawEllipse(self.rect_of(at))
            if at in (0, len(self.parts) - 1):
                wide = fonts.px(60)
                across = min(max(0.0, points[at].x() - wide / 2), self.width() - wide)
                box = QRectF(across, bottom + 2, wide, fonts.px(18))
                self._say(painter, box, part.label, "muted", _MIDDLE)
        if self.parts:
            last = points[-1]
            box = QRectF(last.x() + fonts.px(8), last.y() - fonts.px(9), fonts.px(48), fonts.px(18))
            self._say(painter, box, f"{self.parts[-1].value:,}", "text", _LEFT)
