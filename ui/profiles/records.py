"""The tabs of a profile: what is known of it, and its records by kind."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QScrollArea, QTabWidget, QWidget

from auditor.i18n import N_
from auditor.model.sheets import BY_NAME, SUBJECT_SHEETS
from ui.kit import parts
from ui.kit.desk import Desk
from ui.kit.forms import Facts
from ui.kit.small_table import Line, SmallTable
from ui.profiles.columns import RECORD_TABS
from ui.profiles.shapes import Profile, Record
from ui.profiles.words import field_name, shown


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
        self._facts_page = QScrollArea()
        self._facts_page.setWidgetResizable(True)
        self._facts_page.setWidget(parts.box(parts.column(self.facts, None, margins=(4, 12, 12, 12)), "bare"))
        self._tables = {sheet: SmallTable() for sheet, _, _ in RECORD_TABS}
        for sheet, title, _ in RECORD_TABS:
            desk.texts.name(self._tables[sheet], title)

    def show_profile(self, profile: Profile) -> None:
        """Show a profile's facts and records; the tab that was open stays open."""
        open_tab = self.tabText(self.currentIndex()).split("  ")[0]
        self.clear()
        t = self._desk.texts.t
        self._show_facts(profile)
        self.addTab(self._facts_page, t(N_("Facts")))
        for sheet, title, fields in RECORD_TABS:
            if sheet in profile.records:
                rows = profile.records[sheet]
                self.addTab(self._page(sheet, fields, rows), f"{t(title)}  {len(rows)}" if rows else t(title))
        for number in range(self.count()):
            if self.tabText(number).split("  ")[0] == open_tab:
                self.setCurrentIndex(number)

    def _show_facts(self, profile: Profile) -> None:
        translator = self._desk.texts.translator
        sheet = SUBJECT_SHEETS[profile.type]
        rows = [
            (field_name(one, translator), shown(one, profile.facts, translator))
            for one in sheet.fields
            if one.name in profile.facts or not one.personal
        ]
        self.facts.show_rows(rows, translator.t(N_("not given")))

    def _page(self, name: str, fields: Sequence[str], rows: Sequence[Record]) -> QWidget:
        translator = self._desk.texts.translator
        if not rows:
            return parts.EmptyState(self._desk.texts, N_("Nothing of this kind is on file for this day."))
        known = {one.name: one for one in BY_NAME[name].fields}
        columns = [known[field] for field in fields if field in known]
        lines = [Line(tuple(shown(one, row, translator) for one in columns), row) for row in rows]
        table = self._tables[name]
        table.show_lines([field_name(one, translator) for one in columns], lines)
        return table
