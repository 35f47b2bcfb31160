"""The charts below the day's lines: answers, lapses by week, failures by rule, the trend over stored checks."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QWidget
from typing_extensions import override

from auditor.i18n import N_, Translator
from auditor.model.enums import word
from auditor.services.lapsing import KINDS as LAPSES
from auditor.services.lists import ListFilter
from auditor.services.today.figures import Drawn
from ui.calendar.asked import Asked
from ui.kit import fonts, parts
from ui.kit.charts import Bars, Chart, ChartPart, Columns, Stacked, Trend
from ui.kit.chips import Answer
from ui.kit.desk import Desk, Place
from ui.today.presenter import LISTS

_TWO = 640
"""Designed pixels from which two charts stand beside each other."""
_SHOWN = ("critical", "high", "medium", "low", "info", "unknown", "pass")
_TOKENS = {"info": "low", "pass": "good"}
TITLES = (N_("How everybody stands"), N_("Lapses by week"), N_("Failures by rule"), N_("Failures over the checks"))


COMING = N_("Being worked out…")


class Charts(QWidget):
    """Two by two; a chart without anything to show says what it waits for."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._drawn: Drawn | None = None
        self._weeks: list[tuple[date, int]] | None = None
        self.charts: tuple[Chart, ...] = tuple(kind(desk.theme) for kind in (Stacked, Columns, Bars, Trend))
        self._notes: list[QLabel] = []
        self._grid = QGridLayout()
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(8)
        self._cards = [self._framed(at, chart) for at, chart in enumerate(self.charts)]
        for chart in self.charts:
            chart.opened.connect(lambda place: desk.go(place))
        self.setLayout(self._grid)
        self._beside = 0
        self._lay(2)
        self.render_texts()

    def _lay(self, beside: int) -> None:
        """So many beside each other."""
        if beside != self._beside:
            self._beside = beside
            for at, card in enumerate(self._cards):
                self._grid.addWidget(card, at // beside, at % beside)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._lay(2 if self.width() >= fonts.px(_TWO) else 1)

    def _framed(self, at: int, chart: Chart) -> QFrame:
        note = parts.plain_label("", "muted", wrap=True)
        self._notes.append(note)
        title = parts.label(self._desk.texts, TITLES[at], "section")
        return parts.card(title, note, chart, None, padding=12)

    def show_figures(self, drawn: Drawn) -> None:
        """The counts have come."""
        self._drawn = drawn
        self.render_texts()

    def show_weeks(self, weeks: list[tuple[date, int]]) -> None:
        """How many lapse by week."""
        self._weeks = weeks
        self.render_texts()

    def render_texts(self) -> None:
        """Write everything in the window's language."""
        tr = self._desk.texts.translator
        drawn, come = self._drawn or Drawn({}, (), ()), self._drawn is not None
        kept = N_("Answers are kept for today only, once they are worked out.")
        self._put(0, answer_parts(drawn, tr), kept if come else COMING)
        self._put(1, week_parts(self._weeks or [], tr), COMING if self._weeks is None else N_("Nothing lapses."))
        self._put(2, rule_parts(drawn, tr), N_("No check is stored yet.") if come else COMING)
        self._put(3, check_parts(drawn, tr), N_("No check is stored yet.") if come else COMING)

    def _put(self, at: int, shown: Sequence[ChartPart], nothing: str) -> None:
        t = self._desk.texts.t
        self.charts[at].show_parts(shown, t(TITLES[at]))
        self.charts[at].setVisible(bool(shown))
        self._notes[at].setVisible(not shown)
        self._notes[at].setText(t(nothing))


def answer_parts(drawn: Drawn, tr: Translator) -> list[ChartPart]:
    """A row for each type, its answers from the gravest on; each opens those subjects."""
    made = []
    for row, (kind, answers) in enumerate(drawn.answers.items()):
        label = word("subject_type", kind, tr.language)
        for name in _SHOWN:
            if answers.get(name):
                place = Place(LISTS[kind], ListFilter(answer=(name,)))
                said = f"{label} {tr.t(Answer[name.upper()].word)} {answers[name]:,}"
                made.append(ChartPart(label, answers[name], _TOKENS.get(name, name), said, place, row))
    return made


def week_parts(weeks: list[tuple[date, int]], tr: Translator) -> list[ChartPart]:
    """A column for each week; each opens the calendar there."""
    made = []
    for first, number in weeks if any(number for _, number in weeks) else []:
        place = Place("calendar", Asked(first, first + timedelta(days=6), LAPSES))
        said = tr.t(N_("Week from {day}: {n} lapse"), day=first.isoformat(), n=f"{number:,}")
        made.append(ChartPart(f"{first:%m-%d}", number, "accent", said, place))
    return made


def rule_parts(drawn: Drawn, tr: Translator) -> list[ChartPart]:
    """A bar for each rule that fails most often in the latest check; each opens it."""
    last = drawn.checks[-1].id if drawn.checks else None
    made = []
    for rule, title, number in drawn.rules:
        said = f"{rule} {tr.both(*title)}{tr.both('：', ': ')}{number:,}"
        made.append(
            ChartPart(f"{rule} {tr.both(*title)}", number, "critical", said, Place("checks", ("rule", last, rule)))
        )
    return made


def check_parts(drawn: Drawn, tr: Translator) -> list[ChartPart]:
    """A point for each stored check of the latest one's scope."""
    made = []
    for one in drawn.checks:
        said = tr.t(
            N_("Check {id} as of {day}: {failed} fail, {unknown} unknown"),
            id=one.id,
            day=one.as_of.isoformat(),
            failed=f"{one.failed:,}",
            unknown=f"{one.unknown:,}",
        )
        made.append(ChartPart(f"{one.as_of:%m-%d}", one.failed, "critical", said, Place("checks", ("run", one.id))))
    return made
