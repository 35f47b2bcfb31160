"""The tabs of a profile: what is known of it, and its records by kind."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QScrollArea, QSplitter, QTabWidget, QWidget

from auditor.i18n import N_, Message
from auditor.model.sheets import BY_NAME, BY_TABLE, SUBJECT_SHEETS
from ui.kit import parts
from ui.kit.desk import Desk
from ui.kit.forms import Facts
from ui.kit.small_table import Line, SmallTable
from ui.profiles.columns import RECORD_TABS
from ui.profiles.shapes import RECORD_ID, Profile, Record
from ui.profiles.words import field_name, shown
from ui.scans.drops import Drops
from ui.scans.pane import Scans
from ui.scans.presenter import TAKES_SCANS


class RecordPage(QSplitter):
    """Records of one kind as a table; below it the one that is current, with every field that is filled."""

    attach_wanted = Signal(tuple)
    """Files to be put on the current record; none: they are still to be chosen."""
    shown = Signal()
    """Another record is current."""
    scans_wanted = Signal()
    """The current record's scans are to be shown."""

    def __init__(self, desk: Desk, sheet: str, title: str, fields: Sequence[str]) -> None:
        super().__init__(Qt.Orientation.Vertical)
        self._desk = desk
        self._known = {one.name: one for one in BY_NAME[sheet].fields}
        self._columns = [self._known[field] for field in fields if field in self._known]
        self.table = SmallTable()
        desk.texts.name(self.table, title)
        self.nothing = parts.EmptyState(desk.texts, N_("Nothing of this kind is on file for this day."))
        self.facts = Facts()
        self.sheet = sheet
        self.scans = parts.plain_label("", "caption")
        self.to_scans = parts.button(desk.texts, N_("Show"), lambda: self.scans_wanted.emit(), "quiet")
        attach = parts.button(desk.texts, N_("Attach a scan…"), lambda: self.attach_wanted.emit(()), "quiet")
        parts.dress(attach, desk.theme, "scan", "accent")
        self.scan_row = parts.box(parts.row(self.scans, self.to_scans, None, attach, gap=4))
        self.detail = _scrolled(self.scan_row, self.facts)
        if sheet in TAKES_SCANS:
            Drops(self, self.attach_wanted.emit)
        self.scan_row.setVisible(sheet in TAKES_SCANS)
        self.setChildrenCollapsible(False)
        for widget in (self.table, self.nothing, self.detail):
            self.addWidget(widget)
        self.setSizes([300, 300, 220])
        self.table.selectionModel().currentRowChanged.connect(lambda *_: self._show_current())

    def show_rows(self, rows: Sequence[Record]) -> None:
        """Show these records, none of them current."""
        translator = self._desk.texts.translator
        lines = [Line(tuple(shown(one, row, translator) for one in self._columns), row) for row in rows]
        self.table.show_lines([field_name(one, translator) for one in self._columns], lines)
        self.table.setVisible(bool(rows))
        self.nothing.setVisible(not rows)
        self.detail.hide()

    def current(self) -> Record | None:
        """The record that is current, or the only one there is."""
        lines = self.table.small.lines
        number = 0 if len(lines) == 1 else self.table.currentIndex().row()
        row = lines[number].payload if 0 <= number < len(lines) else None
        return row if isinstance(row, Mapping) else None

    def tell_scans(self, count: int) -> None:
        """How many scans lie on the current record."""
        self.scans.setText(self._desk.texts.t(N_("Scans: {n}"), n=count) if count else "")
        self.to_scans.setVisible(count > 0)

    def _show_current(self) -> None:
        row = self.current()
        if row is None or self.table.currentIndex().row() < 0:
            return
        translator = self._desk.texts.translator
        filled = [(field_name(one, translator), shown(one, row, translator)) for one in self._known.values()]
        self.facts.show_rows([(name, text) for name, text in filled if text], "")
        self.detail.show()
        self.shown.emit()


class Records(QTabWidget):
    """Facts first, then one tab for each kind of record there is."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self.setDocumentMode(True)
        self.setUsesScrollButtons(True)
        self.tabBar().setExpanding(False)
        self.tabBar().setDrawBase(False)
        desk.texts.name(self.tabBar(), N_("Records"))
        self.facts = Facts()
        self._facts_page = _scrolled(self.facts)
        self.pages = {sheet: RecordPage(desk, sheet, title, fields) for sheet, title, fields in RECORD_TABS}
        self.scans = Scans(desk)
        self.scans.listed.connect(self._tell_scans)
        for page in (*self.pages.values(), self.scans):
            page.setParent(self)
            page.hide()
        for page in self.pages.values():
            page.attach_wanted.connect(partial(self._attach, page))
            page.scans_wanted.connect(partial(self._show_scans, page))
            page.shown.connect(self._tell_scans)

    def show_profile(self, profile: Profile) -> None:
        """Show a profile's facts and records; the tab that was open stays open."""
        open_page = self.currentWidget()
        self.clear()
        t = self._desk.texts.t
        self._show_facts(profile)
        self.addTab(self._facts_page, t(N_("Facts")))
        self.addTab(self.scans, t(N_("Scans")))
        for sheet, title, _ in RECORD_TABS:
            if sheet in profile.records:
                rows = profile.records[sheet]
                self.pages[sheet].show_rows(rows)
                self.addTab(self.pages[sheet], f"{t(title)}  {len(rows)}" if rows else t(title))
        self.scans.show_subject(profile.type, profile.code, profile.records)
        self._tell_scans()
        if open_page is not None and self.indexOf(open_page) >= 0:
            self.setCurrentWidget(open_page)

    def show_record(self, kind: str, number: int) -> None:
        """Open the tab of a kind of record at the one with this number, where it is shown."""
        from auditor.rulebook.facts.schema import TABLES

        page = self.pages.get(BY_TABLE[TABLES[kind]].name) if kind in TABLES else None
        if page is None or self.indexOf(page) < 0:
            return
        self.setCurrentWidget(page)
        for at, line in enumerate(page.table.small.lines):
            if isinstance(line.payload, Mapping) and line.payload.get(RECORD_ID) == number:
                page.table.selectRow(at)
                page.table.setFocus()

    def _tell_scans(self) -> None:
        """Counts of scans, on their tab and beside the current records."""
        number = len(self.scans.found)
        title = self._desk.texts.t(N_("Scans"))
        self.setTabText(self.indexOf(self.scans), f"{title}  {number}" if number else title)
        for sheet, page in self.pages.items():
            row = page.current()
            page.tell_scans(0 if row is None else self.scans.number_on(sheet, row.get(RECORD_ID)))

    def _attach(self, page: RecordPage, paths: tuple[Path, ...]) -> None:
        from auditor.services.attachments import RecordRef

        row = page.current()
        number = None if row is None else row.get(RECORD_ID)
        if not isinstance(number, int):
            self._desk.problems.warn(
                Message(N_("Pick the record that the scan belongs to first, or drop it on the tab “Scans”."))
            )
        elif paths:
            self.scans.attach(paths, RecordRef(page.sheet, number))
        else:
            self.scans.choose(RecordRef(page.sheet, number))

    def _show_scans(self, page: RecordPage) -> None:
        row = page.current()
        one = None if row is None else self.scans.first_on(page.sheet, row.get(RECORD_ID))
        if one is not None:
            self.setCurrentWidget(self.scans)
            self.scans.pick(one)

    def _show_facts(self, profile: Profile) -> None:
        translator = self._desk.texts.translator
        sheet = SUBJECT_SHEETS[profile.type]
        rows = [
            (field_name(one, translator), shown(one, profile.facts, translator))
            for one in sheet.fields
            if one.name in profile.facts or not one.personal
        ]
        self.facts.show_rows(rows, translator.t(N_("not given")))


def _scrolled(*items: QWidget) -> QScrollArea:
    made = QScrollArea()
    made.setWidgetResizable(True)
    made.setWidget(parts.box(parts.column(*items, None, margins=(4, 12, 12, 12)), "bare"))
    return made
