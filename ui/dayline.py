"""The as-of day at the top of the window: a button that shows it loudly when it is not today, and its calendar."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import QDate, QPoint, Qt
from PySide6.QtGui import QTextCharFormat
from PySide6.QtWidgets import QCalendarWidget, QFrame, QPushButton, QToolButton, QWidget

from auditor.i18n import N_
from ui.kit import parts
from ui.kit.desk import Day, relative
from ui.kit.texts import Texts
from ui.kit.theme import Theme


class DayButton(QPushButton):
    """Shows the as-of day; a press opens the calendar."""

    def __init__(self, day: Day, texts: Texts, theme: Theme) -> None:
        super().__init__()
        self._day = day
        self._texts = texts
        self._popup = DayPopup(day, texts, theme, self)
        parts.mark(self, "day")
        parts.dress(self, theme, "calendar")
        texts.say(self, N_("Everything on screen is judged as of this day"), "setToolTip")
        self.clicked.connect(self.open_calendar)
        day.changed.connect(self.show_day)
        texts.changed.connect(self.show_day)
        self.show_day()

    def show_day(self) -> None:
        """Write the day, and today's distance where it is another."""
        words = self._texts.t(N_("As of {day}"), day=self._day.value.isoformat())
        if not self._day.is_today:
            words += f" · {relative(self._texts.t, self._day.value, self._day.today)}"
        self.setText(words)
        self.setAccessibleName(words)
        self.setProperty("other", "false" if self._day.is_today else "true")
        self.style().unpolish(self)
        self.style().polish(self)

    def open_calendar(self) -> None:
        """Open the calendar below the button."""
        self._popup.open_at(self.mapToGlobal(QPoint(0, self.height() + 4)))


class DayPopup(QFrame):
    """A calendar with a way back to today."""

    def __init__(self, day: Day, texts: Texts, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self._day = day
        parts.mark(self, "palette")
        self.calendar = QCalendarWidget()
        self.calendar.setVerticalHeaderFormat(QCalendarWidget.VerticalHeaderFormat.NoVerticalHeader)
        self.calendar.setFirstDayOfWeek(Qt.DayOfWeek.Monday)
        self.calendar.setMinimumSize(340, 250)
        texts.name(self.calendar, N_("As-of day"))
        self._theme = theme
        for name, icon in (("qt_calendar_prevmonth", "back"), ("qt_calendar_nextmonth", "next")):
            turn = self.calendar.findChild(QToolButton, name)
            if turn is not None:
                parts.dress(turn, theme, icon)
        theme.changed.connect(self._colour_days)
        self._colour_days()
        self.calendar.activated.connect(self._take)
        self.calendar.clicked.connect(self._take)
        today = parts.button(texts, N_("Back to today"), lambda: self._set(self._day.today), "quiet")
        self.setLayout(parts.column(self.calendar, parts.row(None, today), gap=4, margins=(8, 8, 8, 8)))

    def open_at(self, point: QPoint) -> None:
        """Show the calendar on the as-of day."""
        day = self._day.value
        self.calendar.setSelectedDate(QDate(day.year, day.month, day.day))
        self.move(point)
        self.show()
        self.calendar.setFocus()

    def _colour_days(self) -> None:
        plain = QTextCharFormat()
        plain.setForeground(self._theme.tokens.colour("text"))
        quiet = QTextCharFormat()
        quiet.setForeground(self._theme.tokens.colour("muted"))
        self.calendar.setHeaderTextFormat(quiet)
        for day in (Qt.DayOfWeek.Saturday, Qt.DayOfWeek.Sunday):
            self.calendar.setWeekdayTextFormat(day, quiet)
        self.calendar.setDateTextFormat(QDate(), plain)

    def _take(self, picked: QDate) -> None:
        self._set(date(picked.year(), picked.month(), picked.day()))

    def _set(self, day: date) -> None:
        self.hide()
        self._day.set(day)
