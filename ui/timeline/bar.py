"""The painted timeline: a slider over days, rows of marks, a band that says how the subject stands."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QFontMetricsF, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QSlider, QToolTip
from typing_extensions import override

from auditor.i18n import N_
from auditor.model.types import date_of, day_of
from ui.kit import fonts
from ui.kit.desk import Desk, relative
from ui.timeline.marks import Mark, Row, Stretch, TurnMark, neighbour, standing_on

TITLES = 60
AXIS = 18
BAND = 12
LINE = 17
PAD = 6
THROTTLE_MS = 40
MONTH = 30
ANSWERS = N_("Answers")


class TimeBar(QSlider):
    """Days from left to right; dragging, or a key, asks for another day: at most one every 40 ms, the latest wins."""

    day_wanted = Signal(int)
    picked = Signal(str, int)
    """A mark was double-clicked: its sheet and its record's number."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(Qt.Orientation.Horizontal)
        self._desk = desk
        self.stretch = Stretch.around(desk.day.today, desk.day.value)
        self.rows: tuple[Row, ...] = ()
        self.turns: tuple[TurnMark, ...] = ()
        self._wanted = QTimer(self, singleShot=True, interval=THROTTLE_MS)
        self._wanted.timeout.connect(self._ask)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setSingleStep(1)
        self.setPageStep(MONTH)
        self.setTracking(True)
        desk.theme.changed.connect(self._resized)
        self._edge: tuple[object, float] = ((), 0.0)
        self.valueChanged.connect(self._moved)
        self.show_day()

    # what is shown --------------------------------------------------------------------------------------------------

    def show_day(self) -> None:
        """Stand at the as-of day."""
        day = self._desk.day
        if self.isSliderDown() or self._wanted.isActive():
            return  # the hand is ahead of what it has asked for
        self.stretch = Stretch.around(day.today, day.value)
        blocked = self.blockSignals(True)
        self.setRange(self.stretch.first, self.stretch.last)
        self.setValue(day_of(day.value))
        self.blockSignals(blocked)
        self._say()
        self.update()

    def show_rows(self, rows: tuple[Row, ...]) -> None:
        """The records."""
        self.rows = rows
        self._resized()

    def show_turns(self, turns: tuple[TurnMark, ...]) -> None:
        """How the answers turn; none while they are not known yet."""
        self.turns = turns
        self._say()
        self.update()

    def _resized(self) -> None:
        self.updateGeometry()
        self.setFixedHeight(self.sizeHint().height())
        self.update()

    @override
    def sizeHint(self) -> QSize:
        px = self._desk.theme.px
        return QSize(400, px(AXIS) + px(BAND) + len(self.rows) * px(LINE) + 2 * px(PAD) + px(4))

    # moving ---------------------------------------------------------------------------------------------------------

    def _moved(self) -> None:
        self._say()
        self.update()
        if not self._wanted.isActive():
            self._wanted.start()

    def _ask(self) -> None:
        self.day_wanted.emit(self.value())

    def settle(self) -> None:
        """Ask for the day at once."""
        if self._wanted.isActive():
            self._wanted.stop()
            self._ask()

    def _say(self) -> None:
        t, day = self._desk.texts.t, date_of(self.value())
        standing = standing_on(self.turns, self.value())
        told = [day.isoformat(), relative(t, day, self._desk.day.today)]
        if standing is not None:
            told.append(t(standing.answer.word))
        self.setAccessibleName(t(N_("Timeline: the as-of day")))
        self.setAccessibleDescription(", ".join(told))

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        control = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        key, today = Qt.Key(event.key()), day_of(self._desk.day.today)
        steps = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_Down: -1, Qt.Key.Key_Up: 1}
        if key in steps and control:
            day = neighbour(self.turns, self.value(), steps[key])
            self.setValue(self.value() if day is None else day)
        elif key in steps:
            week = 7 if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else 1
            self.setValue(self.value() + steps[key] * week)
        elif key in (Qt.Key.Key_PageUp, Qt.Key.Key_PageDown):
            self.setValue(self.value() + (MONTH if key == Qt.Key.Key_PageUp else -MONTH))
        elif key == Qt.Key.Key_Home:
            self.setValue(today)
        else:
            super().keyPressEvent(event)

    @override
    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton and event.position().x() >= self._left():
            self.setSliderDown(True)
            self.setValue(self._day_at(event.position().x()))

    @override
    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self.isSliderDown():
            self.setValue(self._day_at(event.position().x()))
            return
        words = self._words_at(event.position())
        QToolTip.showText(event.globalPosition().toPoint(), words, self)

    @override
    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self.setSliderDown(False)
        self.settle()

    @override
    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        mark = self._mark_at(event.position())
        if mark is not None:
            self.picked.emit(mark.kind, mark.id)

    # geometry -------------------------------------------------------------------------------------------------------

    def _left(self) -> float:
        """Where the days begin: right of the longest title; asked for at each mark, so it is measured once."""
        key = (self._desk.texts.language, fonts.scale(), tuple(row.title for row in self.rows))
        if self._edge[0] != key:
            t, metrics = self._desk.texts.t, QFontMetricsF(fonts.sized(fonts.CAPTION))
            titles = [t(ANSWERS), *(t(row.title) for row in self.rows)]
            wide = max(self._desk.theme.px(TITLES), *(metrics.horizontalAdvance(one) + 12 for one in titles))
            self._edge = key, wide
        return self._edge[1]

    def _x(self, day: float) -> float:
        return self._left() + self.stretch.share(day) * (self.width() - self._left() - 12)

    def _day_at(self, x: float) -> int:
        return self.stretch.day_at((x - self._left()) / max(1.0, self.width() - self._left() - 12))

    def _row_at(self, y: float) -> int:
        px = self._desk.theme.px
        return int((y - px(PAD) - px(AXIS) - px(BAND) - px(4)) // px(LINE))

    def _mark_at(self, at: QPointF) -> Mark | None:
        number = self._row_at(at.y())
        if not 0 <= number < len(self.rows) or at.x() < self._left():
            return None
        day, slack = self._day_at(at.x()), max(1, round(5 / max(0.1, self._x(1) - self._x(0))))
        marks = [one for one in self.rows[number].marks if any(one.touches(day + k) for k in (0, -slack, slack))]
        points = [one for one in marks if one.since == one.until]
        return next(iter(points or marks), None)

    def _words_at(self, at: QPointF) -> str:
        px, t = self._desk.theme.px, self._desk.texts.t
        mark = self._mark_at(at)
        if mark is not None:
            ends = [date_of(day).isoformat() if day is not None else "…" for day in (mark.since, mark.until)]
            return f"{mark.words}  {ends[0]}" + (f" – {ends[1]}" if mark.since != mark.until else "")
        if at.x() >= self._left() and px(PAD) + px(AXIS) <= at.y() <= px(PAD) + px(AXIS) + px(BAND):
            turn = standing_on(self.turns, self._day_at(at.x()))
            if turn is not None:
                since = t(N_("since {day}"), day=date_of(turn.day).isoformat())
                begun = "  ".join([*(f"+ {rule}" for rule in turn.begun), *(f"− {rule}" for rule in turn.ended)])
                return f"{t(turn.answer.word)} {since}  {begun}".strip()
        return ""

    # painting -------------------------------------------------------------------------------------------------------

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_axis(painter)
        self._paint_band(painter)
        for number, row in enumerate(self.rows):
            self._paint_row(painter, number, row)
        self._paint_days(painter)
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(self._colour("focus"), 2))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 4, 4)
        painter.end()

    def _colour(self, token: str) -> QColor:
        return self._desk.theme.tokens.colour(token)

    def _paint_axis(self, painter: QPainter) -> None:
        px = self._desk.theme.px
        painter.setFont(fonts.sized(fonts.CAPTION))
        months = self.stretch.months()
        wide = painter.fontMetrics().horizontalAdvance("2026-12") + 10
        every = next((n for n in (1, 2, 3, 6, 12) if self._x(n * 30.4) - self._x(0) >= wide), 12)
        for month in months:
            x = self._x(day_of(month))
            painter.setPen(QPen(self._colour("border"), 1))
            painter.drawLine(QPointF(x, px(PAD) + px(AXIS) - 4), QPointF(x, self.height() - px(PAD)))
            if (month.month - 1) % every == 0 and x + wide < self.width():
                painter.setPen(self._colour("muted"))
                painter.drawText(QPointF(x + 3, px(PAD) + px(AXIS) - 5), _month(month))

    def _paint_band(self, painter: QPainter) -> None:
        px, tokens = self._desk.theme.px, self._desk.theme.tokens
        top, tall = px(PAD) + px(AXIS), px(BAND)
        self._title(painter, self._desk.texts.t(ANSWERS), top, tall)
        ends = [*(one.day for one in self.turns[1:]), self.stretch.last]
        for turn, end in zip(self.turns, ends, strict=False):
            left, right = self._x(max(turn.day, self.stretch.first)), self._x(end)
            colour = tokens.colour(turn.answer.token)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(colour)
            painter.drawRect(QRectF(left, top + 2, max(1.0, right - left - 1), tall - 4))
        for turn in self.turns[1:]:
            x = self._x(turn.day)
            painter.setPen(QPen(self._colour("text"), 1.5))
            painter.drawLine(QPointF(x, top - 1), QPointF(x, top + tall + 1))

    def _paint_row(self, painter: QPainter, number: int, row: Row) -> None:
        px = self._desk.theme.px
        tall = px(LINE)
        top = px(PAD) + px(AXIS) + px(BAND) + px(4) + number * tall
        self._title(painter, self._desk.texts.t(row.title), top, tall)
        for mark in row.marks:
            if mark.since is not None and mark.since == mark.until:
                self._paint_point(painter, self._x(mark.since), top + tall / 2, mark)
            else:
                self._paint_span(painter, top + tall / 2, mark)

    def _paint_span(self, painter: QPainter, y: float, mark: Mark) -> None:
        first, last = self.stretch.first, self.stretch.last
        since = first if mark.since is None else max(mark.since, first)
        until = last if mark.until is None else min(mark.until, last)
        if since > last or until < first:
            return
        painter.setPen(QPen(self._colour("accent"), 3, c=Qt.PenCapStyle.FlatCap))
        left, right = self._x(since), max(self._x(since) + 2, self._x(until))
        painter.drawLine(QPointF(left, y), QPointF(right, y))
        painter.setPen(QPen(self._colour("accent"), 1.5))
        if mark.until is not None and mark.until <= last:
            painter.drawLine(QPointF(right, y - 4), QPointF(right, y + 4))

    def _paint_point(self, painter: QPainter, x: float, y: float, mark: Mark) -> None:
        if not self._left() - 1 <= x <= self.width():
            return
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._colour("critical" if mark.bad else "low" if mark.kind != "broadcasts" else "muted"))
        if mark.bad:
            corners = ((0, -4.5), (4.5, 0), (0, 4.5), (-4.5, 0))
            painter.drawPolygon(QPolygonF([QPointF(x + dx, y + dy) for dx, dy in corners]))
        else:
            painter.drawEllipse(QPointF(x, y), 2.8, 2.8)

    def _paint_days(self, painter: QPainter) -> None:
        px, today = self._desk.theme.px, day_of(self._desk.day.today)
        bottom = self.height() - px(PAD) / 2
        if self.stretch.first <= today <= self.stretch.last:
            painter.setPen(QPen(self._colour("muted"), 1, Qt.PenStyle.DashLine))
            painter.drawLine(QPointF(self._x(today), px(PAD)), QPointF(self._x(today), bottom))
        x = self._x(self.value())
        colour = self._colour("accent" if self.value() == today else "amber")
        painter.setPen(QPen(colour, 2))
        painter.drawLine(QPointF(x, px(PAD)), QPointF(x, bottom))
        painter.setBrush(colour)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.drawRoundedRect(QRectF(x - 5, 1, 10, 12), 3, 3)

    def _title(self, painter: QPainter, text: str, top: float, tall: float) -> None:
        painter.setFont(fonts.sized(fonts.CAPTION))
        painter.setPen(self._colour("muted"))
        box = QRectF(0, top - 2, self._left() - 8, tall + 4)
        painter.drawText(box, int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight), text)


def _month(month: date) -> str:
    return f"{month:%Y-%m}" if month.month == 1 else f"{month:%m}"
