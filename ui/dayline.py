"""The as-of day at the top of the window: a button that shows it loudly when it is not now, and where it is chosen."""

from __future__ import annotations

from datetime import date, datetime, time

from PySide6.QtCore import QDate, QDateTime, QPoint, Qt, QTime
from PySide6.QtGui import QTextCharFormat
from PySide6.QtWidgets import (
    QCalendarWidget,
    QCheckBox,
    QDateTimeEdit,
    QFrame,
    QLabel,
    QPushButton,
    QTableView,
    QToolButton,
    QWidget,
)

from auditor.i18n import N_
from ui.kit import aloud, parts
from ui.kit.desk import Day, relative
from ui.kit.screen import Screen
from ui.kit.texts import Texts
from ui.kit.theme import Theme

STAMP = "%Y-%m-%d %H:%M"


class DayButton(QPushButton):
    """Shows the as-of day, and as known at which moment; a press opens the calendar."""

    def __init__(self, day: Day, texts: Texts, theme: Theme) -> None:
        super().__init__()
        self._day = day
        self._texts = texts
        self.popup = DayPopup(day, texts, theme, self)
        parts.mark(self, "day")
        parts.dress(self, theme, "calendar")
        texts.say(self, N_("Everything on screen is judged as of this day"), "setToolTip")
        self.clicked.connect(self.open_calendar)
        day.changed.connect(self.show_day)
        day.changed.connect(lambda: aloud.announce(self, self.text()))
        texts.changed.connect(self.show_day)
        self.show_day()

    def show_day(self) -> None:
        """Write the day, its distance where it is not today, and what was known where that is not all."""
        t, day = self._texts.t, self._day
        words = t(N_("As of {day}"), day=day.value.isoformat())
        if not day.is_today:
            words += f" · {relative(t, day.value, day.today)}"
        if day.known is not None:
            words += " · " + t(N_("as known at {moment}"), moment=day.known.strftime(STAMP))
        self.setText(words)
        self.setAccessibleName(words)
        self.setProperty("other", "true" if not day.is_today or day.known is not None else "false")
        self.style().unpolish(self)
        self.style().polish(self)

    def open_calendar(self) -> None:
        """Open the calendar below the button."""
        self.popup.open_at(self.mapToGlobal(QPoint(0, self.height() + 4)))

    def open_known(self) -> None:
        """Open the calendar with the switch of what was known on."""
        self.open_calendar()
        self.popup.ask_known()


class DayPopup(QFrame):
    """A calendar, the switch to what was known at a moment, and the way back to now."""

    def __init__(self, day: Day, texts: Texts, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self._day = day
        self._theme = theme
        parts.mark(self, "palette")
        self.calendar = _calendar(theme)
        self._texts = texts
        for widget in (self.calendar, *self.calendar.findChildren(QTableView)):  # the table in it takes the focus
            texts.name(widget, N_("As-of day"))
        self.calendar.selectionChanged.connect(self._say_day)
        theme.changed.connect(self._colour_days)
        self._colour_days()
        self.calendar.activated.connect(self._take)
        self.calendar.clicked.connect(self._take)
        self.only = QCheckBox()
        texts.say(self.only, N_("Only what was recorded by"))
        texts.name(self.only, N_("Only what was recorded by"))
        self.moment = QDateTimeEdit()
        self.moment.setDisplayFormat("yyyy-MM-dd HH:mm")
        texts.name(self.moment, N_("Known at"))
        texts.name(self.moment.lineEdit(), N_("Known at"))
        self.only.toggled.connect(self._switched)
        self.look = parts.button(texts, N_("Look back"), self._look, "primary")
        today = parts.button(texts, N_("Back to today, with all that is recorded"), self._reset, "quiet")
        known = parts.row(self.only, self.moment, self.look, gap=8)
        self.setLayout(parts.column(self.calendar, known, parts.row(None, today), gap=8, margins=(8, 8, 8, 8)))

    def open_at(self, point: QPoint) -> None:
        """Show the calendar on the as-of day."""
        day, known = self._day.value, self._day.known
        self.calendar.setSelectedDate(QDate(day.year, day.month, day.day))
        self.only.setChecked(known is not None)
        self._offer(known or self._likely())
        self._switched(known is not None)
        self.move(point)
        self.show()
        self.calendar.setFocus()

    def ask_known(self) -> None:
        """Ask at once for the moment."""
        self.only.setChecked(True)
        self.moment.setFocus()

    def _say_day(self) -> None:
        """A cell of the calendar says a number; whoever does not see it needs the day."""
        if self.isVisible():
            at = self.calendar.selectedDate()
            picked = date(at.year(), at.month(), at.day())
            aloud.announce(self, f"{picked.isoformat()}, {relative(self._texts.t, picked, self._day.today)}")

    def _likely(self) -> datetime:
        """Who looks back at a day most likely asks what was known at its end."""
        return min(self._day.now, datetime.combine(self._day.value, time(23, 59)))

    def _offer(self, moment: datetime) -> None:
        at = QDate(moment.year, moment.month, moment.day)
        self.moment.setDateTime(QDateTime(at, QTime(moment.hour, moment.minute)))

    def _switched(self, on: bool) -> None:
        self.moment.setEnabled(on)
        self.look.setEnabled(on or self._day.known is not None)

    def _look(self) -> None:
        self.hide()
        self._day.know(self._chosen())

    def _chosen(self) -> datetime | None:
        if not self.only.isChecked():
            return None
        day, clock = self.moment.date(), self.moment.time()
        return datetime(day.year(), day.month(), day.day(), clock.hour(), clock.minute())

    def _colour_days(self) -> None:
        self.calendar.setMinimumSize(self._theme.px(340), self._theme.px(250))
        plain = QTextCharFormat()
        plain.setForeground(self._theme.tokens.colour("text"))
        quiet = QTextCharFormat()
        quiet.setForeground(self._theme.tokens.colour("muted"))
        self.calendar.setHeaderTextFormat(quiet)
        for day in (Qt.DayOfWeek.Saturday, Qt.DayOfWeek.Sunday):
            self.calendar.setWeekdayTextFormat(day, quiet)
        self.calendar.setDateTextFormat(QDate(), plain)

    def _take(self, picked: QDate) -> None:
        self.hide()
        self._day.look(date(picked.year(), picked.month(), picked.day()), self._chosen())

    def _reset(self) -> None:
        self.hide()
        self._day.reset()


class CannotLookBack(QLabel):
    """A quiet line above a screen that shows what is recorded now while the window looks back."""

    def __init__(self, day: Day, texts: Texts) -> None:
        super().__init__()
        self._day = day
        self._screen: Screen | None = None
        parts.mark(self, "stale")
        self.setWordWrap(True)
        self.setContentsMargins(16, 6, 16, 0)
        texts.say(self, N_("This page shows all that is recorded now; it cannot look back at what was known."))
        day.changed.connect(self._show)
        self.hide()

    def show_for(self, screen: Screen) -> None:
        """Another screen is shown."""
        self._screen = screen
        self._show()

    def _show(self) -> None:
        self.setVisible(self._day.known is not None and self._screen is not None and not self._screen.looks_back)


def _calendar(theme: Theme) -> QCalendarWidget:
    made = QCalendarWidget()
    made.setVerticalHeaderFormat(QCalendarWidget.VerticalHeaderFormat.NoVerticalHeader)
    made.setFirstDayOfWeek(Qt.DayOfWeek.Monday)
    for name, icon in (("qt_calendar_prevmonth", "back"), ("qt_calendar_nextmonth", "next")):
        turn = made.findChild(QToolButton, name)
        if turn is not None:
            parts.dress(turn, theme, icon)
    return made
