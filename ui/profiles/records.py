"""The tabs of a profile: what is known of it, and its records by kind."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QScrollArea, QSplitter, QTabWidget

from auditor.i18n import N_
from auditor.model.sheets import BY_NAME, SUBJECT_SHEETS
from ui.kit import parts
from ui.kit.desk import Desk
from ui.kit.forms import Facts
from ui.kit.small_table import Line, SmallTable
from ui.profiles.columns import RECORD_TABS
from ui.profiles.shapes import Profile, Record
from ui.profiles.words import field_name, shown


class RecordPage(QSplitter):
    """Records of one kind as a table; below it the one that is current, with every field that is filled."""

    def __init__(self, desk: Desk, sheet: str, title: str, fields: Sequence[str]) -> None:
        super().__init__(Qt.Orientation.Vertical)
        self._desk = desk
        self._known = {one.name: one for one in BY_NAME[sheet].fields}
        self._columns = [self._known[field] for field in fields if field in self._known]
        self.table = SmallTable()
        desk.texts.name(self.table, title)
        self.nothing = parts.EmptyState(desk.texts, N_("Nothing of this kind is on file for this day."))
        self.facts = Facts()
        self.detail = _scrolled(self.facts)
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

    def _show_current(self) -> None:
        number = self.table.currentIndex().row()
        if not 0 <= number < len(self.table.small.lines):
            return
        translator = self._desk.texts.translator
        row = self.table.small.lines[number].payload
        assert isinstance(row, Mapping)
        filled = [(field_name(one, translator), shown(one, row, translator)) for one in self._known.values()]
        self.facts.show_rows([(name, text) for name, text in filled if text], "")
        self.detail.show()


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
        for page in self.pages.values():
            page.setParent(self)
            page.hide()

    def show_profile(self, profile: Profile) -> None:
        """Show a profile's facts and records; the tab that was open stays open."""
        open_page = self.currentWidget()
        self.clear()
        t = self._desk.texts.t
        self._show_facts(profile)
        self.addTab(self._facts_page, t(N_("Facts")))
        for sheet, title, _ in RECORD_TABS:
            if sheet in profile.records:
                rows = profile.records[sheet]
                self.pages[sheet].show_rows(rows)
                self.addTab(self.pages[sheet], f"{t(title)}  {len(rows)}" if rows else t(title))
        if open_page is not None and self.indexOf(open_page) >= 0:
            self.setCurrentWidget(open_page)

    def _show_facts(self, profile: Profile) -> None:
        translator = self._desk.texts.translator
        sheet = SUBJECT_SHEETS[profile.type]
        rows = [
            (field_name(one, translator), shown(one, profile.facts, translator))
            for one in sheet.fields
            if one.name in profile.facts or not one.personal
        ]
        self.facts.show_rows(rows, translator.t(N_("not given")))


def _scrolled(facts: Facts) -> QScrollArea:
    made = QScrollArea()
    made.setWidgetResizable(True)
    made.setWidget(parts.box(parts.column(facts, None, margins=(4, 12, 12, 12)), "bare"))
    return made
