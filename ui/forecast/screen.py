"""The forecast room: look ahead with progress and cancel, the heat map, the list of the cell that is current."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, Qt, QTimer
from PySide6.QtWidgets import QProgressBar, QSplitter, QStackedLayout
from typing_extensions import override

from auditor.errors import Cancelled
from auditor.i18n import N_, Message
from auditor.services.forecasting import Begins, Forecast, Forecasted, Foreseen
from ui.forecast.presenter import LIST_TITLES, Begun, grid, list_line, sentence
from ui.kit import parts
from ui.kit.desk import Desk, Place
from ui.kit.heat import HeatMap
from ui.kit.screen import Screen
from ui.kit.small_table import Line, SmallTable
from ui.kit.tasks import Handle

LOOKED_AT_MS = 150


class ForecastRoom(Screen):
    """What begins to fail in the weeks to come, while nobody does anything."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.subjects: list[Foreseen] = []
        self.done: Forecasted | None = None
        self._handle: Handle | None = None
        self._by_unit = False
        texts = desk.texts
        self.title = parts.label(texts, N_("Forecast"), "title")
        self.start = parts.button(texts, N_("Look ahead 180 days"), self.look_ahead, "primary")
        self.cancel = parts.button(texts, N_("Cancel"), self.stop)
        self.units = parts.toggle(texts, N_("By team"))
        self.units.toggled.connect(self._turned)
        self.sentence = parts.plain_label("", "section", wrap=True)
        self.doing = parts.plain_label("", "muted")
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setFixedHeight(6)
        texts.name(self.bar, N_("Progress of the forecast"))
        self.heat = HeatMap(desk)
        texts.name(self.heat, N_("Forecast by week"))
        self.list = SmallTable()
        texts.name(self.list, N_("What begins in this week"))
        self.list_title = parts.plain_label("", "muted", wrap=True)
        self.why = parts.button(texts, N_("Why this answer?"), self._why, "quiet")
        self._timer = QTimer(self, interval=LOOKED_AT_MS)
        self._timer.timeout.connect(self._progress)
        self._lay_out()
        self.heat.selectionModel().currentChanged.connect(lambda *_: self._show_list())
        self.list.activated.connect(self._go)
        self.list.doubleClicked.connect(self._go)
        self.render_texts()

    def _lay_out(self) -> None:
        texts = self.desk.texts
        first = parts.button(texts, N_("Look ahead 180 days"), self.look_ahead, "primary")
        self.empty = parts.EmptyState(
            texts, N_("Here stands what will fall out of order, week by week, if nothing is done."), first
        )
        head_of_list = parts.row(self.list_title, self.why)
        head_of_list.setStretch(0, 1)
        below = parts.box(parts.column(head_of_list, self.list, gap=4))
        split = QSplitter(Qt.Orientation.Vertical)
        split.addWidget(self.heat)
        split.addWidget(below)
        split.setStretchFactor(0, 5)
        split.setStretchFactor(1, 3)
        split.setChildrenCollapsible(False)
        self.area = QStackedLayout()
        self.area.addWidget(self.empty)
        self.area.addWidget(parts.card(self.sentence, split, padding=12))
        head = parts.row(self.title, None, self.units, self.start, self.cancel, gap=8)
        body = parts.column(head, self.bar, self.doing, gap=8, margins=(16, 12, 16, 12))
        body.addLayout(self.area, 1)
        self.setLayout(body)

    # acting -----------------------------------------------------------------------------------------------------

    def look_ahead(self) -> None:
        """Forecast from the as-of day."""
        if self._handle is not None:
            return
        found: list[Foreseen] = []

        def ended(done: Forecasted) -> None:
            self.subjects, self.done = found, done
            self._over()

        job = Forecast(self.desk.day.value, found.append)
        self._handle = self.desk.tasks.run(job, ended, self._failed, owner=self)
        self._timer.start()
        self._show_busy()

    def stop(self) -> None:
        """Ask the work under way to stop."""
        if self._handle is not None:
            self._handle.cancel()

    def _failed(self, error: Exception) -> None:
        self._over()
        if not isinstance(error, Cancelled):
            self.desk.problems.tell(error)

    def _over(self) -> None:
        self._handle = None
        self._timer.stop()
        self.render_texts()

    def _turned(self, on: bool) -> None:
        self._by_unit = on
        self.render_texts()

    def _why(self) -> None:
        """Take apart what the cursor stands on, else the first, on the day on which it begins to fail."""
        lines = self.list.small.lines
        at = max(0, self.list.currentIndex().row())
        payload = lines[at].payload if at < len(lines) else None
        if isinstance(payload, tuple):
            begins, one = payload
            self.desk.go(Place("explain", (one.type, one.code, begins.rule, begins.day, None)))

    def _go(self, index: QModelIndex) -> None:
        payload = self.list.small.lines[index.row()].payload
        if isinstance(payload, tuple):
            begins, one = payload
            assert isinstance(begins, Begins)
            assert isinstance(one, Foreseen)
            self.desk.go(Place("profile", (one.type, one.code)))

    @override
    def day_changed(self) -> None:
        self.subjects, self.done = [], None
        self.render_texts()

    # showing ----------------------------------------------------------------------------------------------------

    def _progress(self) -> None:
        if self._handle is None:
            return
        monitor = self._handle.monitor
        self.bar.setRange(0, monitor.total or 0)
        self.bar.setValue(min(monitor.done, monitor.total or 0))
        self.doing.setText("" if monitor.what is None else self.desk.texts.translator.t(monitor.what))

    def _show_busy(self) -> None:
        busy = self._handle is not None
        for widget in (self.bar, self.doing, self.cancel):
            widget.setVisible(busy)
        self.start.setVisible(not busy)

    @override
    def render_texts(self) -> None:
        tr = self.desk.texts.translator
        self.call_it(tr.t(N_("Forecast")))
        self.area.setCurrentIndex(0 if self.done is None else 1)
        self.units.setVisible(self.done is not None)
        self.sentence.setText(sentence(self.subjects, self.done, tr))
        self.say(self.sentence.text())
        if self.done is not None:
            made = grid(self.subjects, self.done, self._by_unit, tr)
            if not self.heat.show_grid(made) and made.cells:
                self.heat.setCurrentIndex(self.heat.heat.index(*min(made.cells)))
        self._show_list()
        self._show_busy()

    def _show_list(self) -> None:
        tr = self.desk.texts.translator
        cell, done = self.heat.cell(), self.done
        if cell is None or done is None:
            self.list.show_lines([tr.t(title) for title in LIST_TITLES], [])
            self.list_title.setText(tr.t(Message(N_("Pick a week to see who it concerns."))))
            return
        self.list_title.setText(cell.words)
        begun: Begun = cell.payload  # type: ignore[assignment]  # the presenter put it there
        lines = [Line(list_line(begins, one, done, tr), (begins, one)) for begins, one in begun]
        self.list.show_lines([tr.t(title) for title in LIST_TITLES], lines)
