"""The calendar room: a month with its numbers by day, the agenda beside it, a file for other calendars."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtGui import QGuiApplication, QResizeEvent
from PySide6.QtWidgets import QFileDialog, QSplitter
from typing_extensions import override

from auditor.i18n import N_, Message
from auditor.services.agenda import KIND_WORDS, KINDS, Agenda, Events
from auditor.services.lists import ListFilter
from auditor.services.today.notices import notice
from auditor.services.today.rows import Row
from ui.calendar.asked import Asked
from ui.calendar.month import MonthGrid
from ui.calendar.presenter import TITLES, agenda_line, first_span, month_of, next_month, sentence, span_words
from ui.kit import parts, shortcuts
from ui.kit.desk import Desk, Place
from ui.kit.flow import Flow
from ui.kit.screen import Screen
from ui.kit.shortcuts import Key
from ui.kit.small_table import SmallTable
from ui.kit.tasks import Lane
from ui.today.presenter import target

_BESIDE = 900
"""Designed pixels from which the agenda stands beside the month."""
_LISTS = {"licence": "licences", "authorisation": "authorisations", "contract": "contracts"}


class CalendarRoom(Screen):
    """Months on the left, what stands in the chosen days on the right; kinds are switched on and off."""

    looks_back = True

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        texts = desk.texts
        self._kinds: tuple[str, ...] = KINDS
        self._month = desk.day.value.replace(day=1)
        self._span: tuple[date, date] | None = None
        self._asked: Asked | None = None
        self.shown: Events | None = None
        self.listed: Events | None = None
        self.title = parts.plain_label("", "title")
        back = parts.icon_button(texts, desk.theme, "back", N_("The month before"), lambda: self._turn(-1))
        ahead = parts.icon_button(texts, desk.theme, "next", N_("The next month"), lambda: self._turn(1))
        today = parts.button(texts, N_("This month"), self._home)
        self.save = parts.button(texts, N_("Save as calendar file (.ics)…"), self._choose_file)
        self.kinds = {kind: parts.toggle(texts, KIND_WORDS[kind]) for kind in KINDS}
        for kind, button in self.kinds.items():
            button.setChecked(True)
            button.toggled.connect(lambda _on, kind=kind: self._kind_toggled())
        self.grid = MonthGrid(desk)
        self.grid.picked.connect(self._pick)
        self.table = SmallTable(desk.theme)
        texts.name(self.table, N_("Agenda"))
        self.table.activated.connect(self._go)
        self.table.doubleClicked.connect(self._go)
        self.head = parts.plain_label("", "section", wrap=True)
        self.note = parts.plain_label("", "muted", wrap=True)
        self.whole = parts.button(texts, N_("Whole month"), self._whole, "quiet")
        self.in_list = parts.button(texts, N_("Open in the list"), self._open_list, "quiet")
        self._lay_out((back, ahead, today))
        shortcuts.on(self, Key.NOTICE, self.copy_notice)
        self.render_texts()

    def _lay_out(self, turns: tuple[object, ...]) -> None:
        right = parts.card(
            parts.row(self.head, None, self.whole, self.in_list, gap=4), self.note, self.table, padding=12
        )
        self.split = QSplitter(Qt.Orientation.Horizontal)
        self.split.addWidget(self.grid)
        self.split.addWidget(right)
        self.split.setStretchFactor(0, 4)
        self.split.setStretchFactor(1, 5)
        self.split.setSizes([4_000, 5_000])
        self.split.setChildrenCollapsible(False)
        self.table.setMinimumHeight(self.desk.theme.px(160))
        page = parts.scrolled(self.split)
        self.desk.texts.name(page, N_("Calendar"))
        head = parts.row(self.title, *turns, None, self.save, gap=8)  # type: ignore[arg-type]
        flow = parts.box(Flow(*self.kinds.values()), "bare")
        body = parts.column(head, flow, gap=8, margins=(16, 12, 16, 12))
        body.addWidget(page, 1)
        self.setLayout(body)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        wide = self.width() >= self.desk.theme.px(_BESIDE)
        self.split.setOrientation(Qt.Orientation.Horizontal if wide else Qt.Orientation.Vertical)

    # going ------------------------------------------------------------------------------------------------------

    @override
    def open(self, argument: object) -> None:
        """The agenda of some days and kinds, where the place names them."""
        if not isinstance(argument, Asked):
            return
        self._month = argument.first.replace(day=1)
        self._span, self._asked = (argument.first, argument.last), argument
        for kind, button in self.kinds.items():
            button.blockSignals(True)
            button.setChecked(kind in argument.kinds)
            button.blockSignals(False)
        self._kinds = tuple(argument.kinds)
        self.outdate()

    @override
    def day_changed(self) -> None:
        self._asked = None
        self._month, self._span = self.desk.day.value.replace(day=1), None
        super().day_changed()

    def _turn(self, step: int) -> None:
        self._asked = None
        self._month, self._span = next_month(self._month, step), None
        self.read()

    def _home(self) -> None:
        self._asked = None
        self._month, self._span = self.desk.day.value.replace(day=1), None
        self.read()

    def _pick(self, day: date) -> None:
        self._asked = None
        self._span = (day, day)
        self._read_agenda()

    def _whole(self) -> None:
        self._asked = None
        self._span = month_of(self._month)
        self._read_agenda()

    def _days(self) -> tuple[date, date]:
        return self._span or first_span(self._month, self.desk.day.value)

    def _kind_toggled(self) -> None:
        self._asked = None
        self._kinds = tuple(kind for kind, button in self.kinds.items() if button.isChecked())
        self.read()

    # reading ----------------------------------------------------------------------------------------------------

    @override
    def read(self) -> None:
        first, last = month_of(self._month)
        self._ask("month", first, last, 0, self._show_month)
        self._read_agenda()

    def _read_agenda(self) -> None:
        first, last = self._days()
        self._ask("agenda", first, last, 500, self._show_agenda)

    def _ask(self, slot: str, first: date, last: date, limit: int, then: object) -> None:
        day = self.desk.day
        query = Agenda(first, last, day.value, day.known, self._kinds, limit)
        if self._asked is not None and slot == "agenda":
            query = replace(query, after=self._asked.after, until=self._asked.until)
        core = self.desk.tasks.core
        assert core is not None
        lane = Lane.JUDGE
        self.desk.tasks.read(lambda: core.ask(query), then, owner=self, slot=slot, lane=lane)  # type: ignore[arg-type]

    def _show_month(self, found: Events) -> None:
        self.shown = found
        self.render_texts()

    def _show_agenda(self, found: Events) -> None:
        self.listed = found
        self.render_texts()
        if self.table.small.lines and not self.table.currentIndex().isValid():
            self.table.selectRow(0)

    @override
    def render_texts(self) -> None:
        t = self.desk.texts
        self.title.setText(t.t(N_("Calendar {month}"), month=f"{self._month:%Y-%m}"))
        self.call_it(self.title.text())
        self.grid.show_month(self._month, self.desk.day.value, self.shown, self._span)
        found = self.listed
        self.whole.setVisible(self._days() != month_of(self._month))
        self.in_list.setVisible(len(self._kinds) == 1 and self._kinds[0] in _LISTS)
        if found is None:
            self.head.setText("")
            self.note.setText("")
            self.table.show_lines((), ())
            return
        self.head.setText(span_words(found, t.translator))
        told = sentence(found, t.translator)
        self.note.setText(told)
        self.note.setVisible(bool(told))
        lines = [agenda_line(row, self.desk.day.value, t.translator) for row in found.rows]
        self.table.show_lines([t.t(title) for title in TITLES], lines, gives=2, fixed={0: 138})
        self.say(t.t(N_("{n} events"), n=f"{found.count:,}{'+' if found.more else ''}"))

    # acting -----------------------------------------------------------------------------------------------------

    def _current(self) -> Row | None:
        payload = self.table.payload()
        return payload if isinstance(payload, Row) else None

    def _go(self, index: QModelIndex) -> None:
        payload = self.table.small.lines[index.row()].payload
        if isinstance(payload, Row):
            self.desk.go(target(payload))

    def _open_list(self) -> None:
        kind = self._kinds[0]
        last = (self._days())[1]
        within = max(0, (last - self.desk.day.value).days)
        self.desk.go(Place(_LISTS[kind], ListFilter(expires_within=within)))

    def copy_notice(self) -> None:
        """Put a notice about the chosen event on the clipboard."""
        row = self._current()
        if row is None:
            return
        QGuiApplication.clipboard().setText(notice(row, self.desk.day.value, self.desk.texts.translator))
        name = row.who.name or row.who.code
        self.desk.problems.done(Message(N_("The notice for {name} is on the clipboard."), {"name": name}))

    def _choose_file(self) -> None:
        t = self.desk.texts.t
        first, last = self._days()
        name = f"agenda-{first.isoformat()}-{last.isoformat()}.ics"
        chosen, _ = QFileDialog.getSaveFileName(self, t(N_("Save as calendar file")), name, "iCalendar (*.ics)")
        if chosen:
            self.save_file(Path(chosen))

    def save_file(self, path: Path) -> None:
        """Write what is shown to a calendar file, all of it."""
        from auditor.services.agenda_files import AgendaFile

        first, last = self._days()
        day = self.desk.day
        asked = Agenda(first, last, day.value, day.known, self._kinds)
        if self._asked is not None:
            asked = replace(asked, after=self._asked.after, until=self._asked.until)
        job = AgendaFile(asked, path, self.desk.texts.language)
        self.desk.tasks.run(job, self._saved, owner=self)

    def _saved(self, written: tuple[int, int]) -> None:
        number, left = written
        text = N_("{n} events were written.") if not left else N_("The first {n} events were written, {left} were not.")
        self.desk.problems.done(Message(text, {"n": f"{number:,}", "left": f"{left:,}"}))
