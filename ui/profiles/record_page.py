"""One tab of records: a table, below it the record that is current, each field edited where it stands."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QScrollArea, QSplitter, QWidget

from auditor.i18n import N_, Translator
from auditor.model.fields import Field
from auditor.model.sheets import BY_NAME
from ui.editing.adding import AddForm
from ui.editing.draft import Draft
from ui.editing.lookup import official_of
from ui.editing.rows import FactRows
from ui.kit import parts, shortcuts
from ui.kit.desk import Desk, Place
from ui.kit.scrolling import Area
from ui.kit.shortcuts import Key
from ui.kit.small_table import Line, SmallTable
from ui.profiles.shapes import RECORD_ID, Record
from ui.profiles.words import field_name, shown
from ui.scans.drops import Drops
from ui.scans.presenter import TAKES_SCANS

NO_NAMES: Mapping[str, str] = MappingProxyType({})
Drafted = Callable[[str, Record], Draft]
"""The draft of a record: what is being typed on it."""


LAPSING = {"licences": "licence", "authorisations": "authorisation", "trainings": "training"}
"""Sheets whose records end, and what the rule language calls them."""


class RecordPage(QSplitter):
    """Records of one kind as a table; below it the one that is current, or the form of a new one."""

    attach_wanted = Signal(tuple)
    """Files to be put on the current record; none: they are still to be chosen."""
    shown = Signal()
    """Another record is current."""
    scans_wanted = Signal()
    """The current record's scans are to be shown."""
    look_up_wanted = Signal()
    """The current licence is to be looked up on its official page."""
    begun = Signal()
    """The form of a new record was opened."""
    remove_wanted = Signal()
    """The current record is to be taken away."""

    def __init__(self, desk: Desk, sheet: str, title: str, fields: Sequence[str]) -> None:
        super().__init__(Qt.Orientation.Vertical)
        self._desk, self.sheet = desk, sheet
        self._names: Mapping[str, str] = {}
        self._drafted: Drafted | None = None
        self.owner: tuple[str, str] | None = None
        """(type, code) of the subject whose records these are."""
        self._known = {one.name: one for one in BY_NAME[sheet].fields}
        self._columns = [self._known[field] for field in fields if field in self._known]
        self.changes = not BY_NAME[sheet].subject or sheet == "products"
        """Whether its records are added and removed here: other subjects have a page of their own."""
        self.wanted: object = None
        """The number of a record that is to be current once it is read."""
        self.table = SmallTable()
        desk.texts.name(self.table, title)
        self.facts = FactRows(desk)
        self.adding = AddForm(desk, BY_NAME[sheet])
        self._lay_out()
        self.adding.closed.connect(self._form_closed)
        self.table.selectionModel().currentRowChanged.connect(lambda *_: self._show_current())

    def _lay_out(self) -> None:
        texts, theme = self._desk.texts, self._desk.theme
        self.add = parts.button(texts, N_("Add…"), self.begin_adding, "quiet")
        parts.dress(self.add, theme, "plus", "accent")
        self.tools = parts.box(parts.row(None, self.add, margins=(0, 4, 0, 0)))
        first = [parts.button(texts, N_("Add…"), self.begin_adding)] if self.changes else []
        self.nothing = parts.EmptyState(texts, N_("Nothing of this kind is on file yet."), *first)
        self.scans = parts.plain_label("", "caption")
        self.to_scans = parts.button(texts, N_("Show"), lambda: self.scans_wanted.emit(), "quiet")
        attach = parts.button(texts, N_("Attach a scan…"), lambda: self.attach_wanted.emit(()), "quiet")
        parts.dress(attach, theme, "scan", "accent")
        self.remove = parts.button(texts, N_("Remove"), lambda: self.remove_wanted.emit(), "quiet")
        parts.dress(self.remove, theme, "minus", "accent")
        self.official = parts.button(texts, N_("Official page"), lambda: self.look_up_wanted.emit(), "quiet")
        parts.dress(self.official, theme, "search", "accent")
        if self.sheet == "licences":
            shortcuts.on(self, Key.OFFICIAL, self.look_up_wanted.emit)
        self.lapse = parts.button(texts, N_("What its lapse touches"), self._to_lapse, "quiet")
        self.lapse.setVisible(self.sheet in LAPSING)
        self.case = parts.button(texts, N_("Open the case"), self.to_case, "quiet")
        self.case.setVisible(self.sheet == "cases")
        if self.sheet == "cases":
            self.table.activated.connect(lambda _index: self.to_case())
        self.head = parts.flowing(self.case, self.official, self.lapse, attach, self.remove)
        self.lying = parts.box(parts.row(self.scans, self.to_scans, None, gap=4))
        self.detail = scrolled(self.head, self.lying, self.facts)
        takes = self.sheet in TAKES_SCANS
        if takes:
            Drops(self, self.attach_wanted.emit)
        attach.setVisible(takes)
        self.remove.setVisible(self.changes)
        self.setChildrenCollapsible(False)
        self.above = parts.box(parts.column(self.tools, self.table, self.nothing, gap=0))
        for widget in (self.above, self.adding, self.detail):
            self.addWidget(widget)
        self.detail.hide()
        self.setSizes([260, 420, 360])

    # showing ----------------------------------------------------------------------------------------------------

    def show_rows(
        self, rows: Sequence[Record], names: Mapping[str, str] = NO_NAMES, drafted: Drafted | None = None
    ) -> None:
        """Show these records; the one that was current stays so."""
        self._names, self._drafted = names, drafted
        focused = self.window().focusWidget()
        here = focused is not None and self.isAncestorOf(focused)
        current = self.current() if self.table.currentIndex().row() >= 0 else None
        translator = self._desk.texts.translator
        lines = [Line(tuple(self._cell(one, row, translator) for one in self._columns), row) for row in rows]
        blocked = self.table.selectionModel().blockSignals(True)
        self.table.show_lines([field_name(one, translator) for one in self._columns], lines)
        self.table.selectionModel().blockSignals(blocked)
        adding = not self.adding.isHidden()
        self.table.setVisible(bool(rows))
        self.tools.setVisible(bool(rows) and self.changes)
        self.nothing.setVisible(not rows and not adding)
        self.above.setVisible(bool(rows) or not adding)
        self.adding.render_texts()
        number = self.wanted or (None if current is None else current.get(RECORD_ID))
        if self.pick(number):
            if self.wanted is not None and here:
                self.table.setFocus()  # on the new one; what the form was opened by may be gone
            self.wanted = None
        else:
            self.detail.hide()

    def belong_to(self, kind: str, code: str) -> None:
        """Whose records these are."""
        self.owner = (kind, code)
        self.adding.leave_to(kind, code)

    def pick(self, number: object) -> bool:
        """Make the record with this number current; False where it is not among them."""
        if number is None or not self.table.pick(lambda row: row.get(RECORD_ID) == number):
            return False
        self._show_current()
        return True

    def _to_lapse(self) -> None:
        """Which planned broadcasts rest on the current record."""
        row = self.current()
        number = None if row is None else row.get(RECORD_ID)
        if isinstance(number, int):
            self._desk.go(Place("lapse", (LAPSING[self.sheet], number)))

    def to_case(self) -> None:
        """The page of the current case."""
        row = self.current()
        number = None if row is None else row.get(RECORD_ID)
        if isinstance(number, int):
            self._desk.go(Place("case", number))

    def current(self) -> Record | None:
        """The record that is current, or the only one there is."""
        lines = self.table.small.lines
        number = 0 if len(lines) == 1 else self.table.currentIndex().row()
        row = lines[number].payload if 0 <= number < len(lines) else None
        return row if isinstance(row, Mapping) else None

    def tell_scans(self, count: int) -> None:
        """How many scans lie on the current record."""
        self.scans.setText(self._desk.texts.t(N_("Scans: {n}"), n=count) if count else "")
        self.lying.setVisible(count > 0)

    def _cell(self, one: Field, row: Record, translator: Translator) -> str:
        text = shown(one, row, translator)
        kinds = (str(row.get(one.type_field)),) if one.type_field else one.refs
        return next((self._names[f"{kind}:{text}"] for kind in kinds if f"{kind}:{text}" in self._names), text)

    def _show_current(self) -> None:
        row = self.current()
        if row is None or self.table.currentIndex().row() < 0 or self._drafted is None:
            return
        self.facts.show_draft(self._drafted(self.sheet, row), self._names)
        self.official.setVisible(self.sheet == "licences" and official_of(row) is not None)
        self.detail.setVisible(self.adding.isHidden())
        self.shown.emit()

    # adding -----------------------------------------------------------------------------------------------------

    def begin_adding(self) -> None:
        """Open the form of a new record; what was typed in it before still stands there."""
        if self.owner is not None:
            self.nothing.hide()
            self.above.setVisible(bool(self.table.small.lines))
            self.detail.hide()
            self.adding.begin(*self.owner)
            self.begun.emit()

    def _form_closed(self) -> None:
        self.above.show()
        self.nothing.setVisible(not self.table.small.lines)
        self.detail.setVisible(self.table.currentIndex().row() >= 0)


def scrolled(*items: QWidget) -> QScrollArea:
    """Widgets one below the other that scroll together."""
    made = Area()
    made.setWidget(parts.box(parts.column(*items, None, margins=(4, 8, 8, 12)), "bare"))
    return made
