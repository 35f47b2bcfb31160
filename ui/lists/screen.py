"""The lists of subjects: type to search, filter by facets, see the answers of the as-of day, open one."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QEvent, QObject, QSignalBlocker, Qt, QTimer
from PySide6.QtGui import QKeyEvent, QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QLineEdit, QStackedLayout
from typing_extensions import override

from auditor.i18n import N_, Message
from auditor.model.sheets import BY_TABLE
from auditor.services.facets import FacetsOf
from auditor.services.lists import ListFilter
from auditor.services.lists.categories import called
from auditor.services.lists.chosen import Listed
from auditor.services.lists.record_rows import WHOM
from auditor.services.lists.views import View
from auditor.services.standing import StandingHolds
from ui.kit import parts, shortcuts
from ui.kit.desk import Desk, Place
from ui.kit.entering import Entering
from ui.kit.paged_model import PagedModel
from ui.kit.screen import Screen
from ui.kit.shortcuts import Key
from ui.kit.source import AllMatching, Chosen, Order, Row
from ui.kit.table import Table
from ui.kit.tasks import Lane
from ui.lists.bulk_bar import BulkBar
from ui.lists.chosen_columns import ColumnChoice
from ui.lists.drawer import FacetDrawer
from ui.lists.kinds import ANSWERS, Kind, kind_of
from ui.lists.leaving import ListExport
from ui.lists.narrowed import FilterChips, HoldsNote
from ui.lists.new_row import NewRow
from ui.lists.quick import QuickLook
from ui.lists.record_kinds import STAND_WORDS
from ui.lists.source import CODE, NAME, VALUES, Lists, OneList
from ui.lists.view_choice import ViewChoice, order_from
from ui.profiles.words import field_name, word

SEARCH_AFTER_MS = 80
THREE_ABREAST = 1_000
"""Designed pixels in which facets, list and the form of a new line find room."""
NOBODY = (0,)
"""Chosen where nothing is: no line has this number, and no number at all would mean everything."""


class ProfileList(Screen):
    """One kind of subject as a list."""

    looks_back = True

    def __init__(self, desk: Desk, type: str, lists: Lists) -> None:
        super().__init__(desk)
        self.kind: Kind = kind_of(type, lambda: desk.texts.translator)
        self.filter = ListFilter()
        self._lists = lists
        self._holds: StandingHolds | None = None
        self.source = OneList(lists, type, desk.day.value, judged=self.kind.judged)
        self.model = PagedModel(self.source, self.kind.columns, desk.tasks, desk.texts)
        self.table = Table(self.model, desk.theme, desk.texts, desk.tasks)
        desk.texts.name(self.table, self.kind.title)
        self._seconds = 0.0
        self._facets = True
        self._total: int | None = None
        self._come = False
        self._known = desk.day.known
        self._asked = False
        self.title = parts.label(desk.texts, self.kind.title, "title")
        self.number = parts.plain_label("", "number")
        self.search = self._search_line()
        self.drawer = FacetDrawer(desk.theme, desk.texts, self._word, self.kind)
        self.chips = FilterChips(desk.texts, self._word, self.kind)
        self.note = HoldsNote(desk.texts, lambda: desk.go(Place("checks")))
        self.quick = QuickLook(desk, lists)
        self.new_row = NewRow(desk, type)
        self.export = ListExport(desk, self.kind)
        self.columns = ColumnChoice(desk, self.kind, self.table)
        self.view = ViewChoice(desk, self.kind, self.columns)
        self.bulk = BulkBar(desk, self.kind, self.chosen)
        self._entering = Entering(self.search, [(self.table, self.model)], lambda: self.table, self._search_now)
        self._lay_out()
        self._listen()

    # building ---------------------------------------------------------------------------------------------------

    def _search_line(self) -> QLineEdit:
        line = QLineEdit()
        line.setClearButtonEnabled(True)
        parts.fix(line, self.desk.theme, width=260)
        self.desk.texts.say(line, self.kind.placeholder, "setPlaceholderText")
        self.desk.texts.name(line, N_("Search in this list"))
        self._timer = QTimer(self, singleShot=True, interval=SEARCH_AFTER_MS)
        self._timer.timeout.connect(self._searched)
        line.textChanged.connect(lambda _: self._timer.start())
        line.installEventFilter(self)
        return line

    def _lay_out(self) -> None:
        texts = self.desk.texts
        self.nothing_yet = parts.EmptyState(
            texts,
            self.kind.none_yet,
            parts.button(texts, N_("Import"), lambda: self.desk.go(Place("import"))),
            parts.button(texts, N_("Add…"), self.begin_new),
        )
        self.add = parts.button(texts, N_("Add…"), self.new_row.begin, "quiet")
        parts.dress(self.add, self.desk.theme, "plus", "accent")
        clear = parts.button(texts, N_("Show all"), self.show_all)
        self.no_match = parts.EmptyState(texts, N_("Nothing matches the search and the filters."), clear)
        self.area = QStackedLayout()
        for widget in (self.table, self.nothing_yet, self.no_match):
            self.area.addWidget(widget)
        head = parts.row(self.title, self.number, None, self.add, gap=10)
        tools = parts.row(self.search, 8, self.note, None, self.view, self.columns, self.export, gap=6)
        body = parts.row(self.drawer, gap=12)
        body.addLayout(self.area, 1)
        body.addWidget(self.quick)
        body.addWidget(self.new_row)
        self.setLayout(parts.column(head, tools, self.chips, self.bulk, body, gap=10, margins=(16, 12, 16, 12)))

    def _listen(self) -> None:
        self.model.counted.connect(self._counted)
        self.model.failed.connect(self.desk.problems.tell)
        self.drawer.turned.connect(self.turn)
        self.new_row.opened.connect(self._give_room)
        self.new_row.closed.connect(self._give_room)
        self.chips.removed.connect(self.turn)
        self.table.choice_changed.connect(lambda _: self._say())
        self.table.choice_changed.connect(self.bulk.show_count)
        self.bulk.left.connect(self.table.clearSelection)
        self.bulk.export_wanted.connect(self._export)
        self.table.opened.connect(self._open)
        self.table.looked_at.connect(self._look_at)
        self.table.peeked.connect(self.quick.turn)
        self.table.copied.connect(self._copied)
        self.export.wanted.connect(self._export)
        self.view.wanted = lambda: (self.filter, self.model.order)
        self.view.picked.connect(self._show_view)
        shortcuts.on(self, Key.FILTER, self._focus_search)
        QShortcut(QKeySequence(shortcuts.NEW_ROW), self, self.begin_new)
        self.setFocusProxy(self.table)
        self.render_texts()

    # acting -----------------------------------------------------------------------------------------------------

    def turn(self, column: str, value: str) -> None:
        """Filter by a value of a column, or no longer."""
        self.narrow(self.filter.turned(column, value))

    @override
    def open(self, argument: object) -> None:
        """A ListFilter preset by whoever leads here; without one the list stays as it was left."""
        if isinstance(argument, ListFilter):
            with QSignalBlocker(self.search):
                self.search.setText(argument.text)
            self._timer.stop()
            self.narrow(argument)

    def begin_new(self) -> None:
        """The form of a new line takes the place beside the list."""
        self.quick.hide()
        self.new_row.begin()

    def _show_view(self, view: View) -> None:
        """Show a saved view."""
        with QSignalBlocker(self.search):
            self.search.setText(view.filter.text)
        self._timer.stop()
        self.filter = view.filter
        self.chips.show_filter(view.filter)
        self.table.choice.clear()
        self.table.scrollToTop()
        self.model.show(view.filter, order_from(view.order))
        self._ask_facets()

    def narrow(self, wanted: ListFilter) -> None:
        """Show what this filter leaves."""
        if wanted != self.filter:
            self.filter = wanted
            self.chips.show_filter(wanted)
            if self._asked:
                self.table.choice.clear()
                self.table.scrollToTop()
                self.model.show(wanted, self._order_for(wanted))
                self._ask_facets()

    def chosen(self) -> Listed:
        """What is chosen, as a value: of a million as many bytes as of ten."""
        found = self.table.chosen()
        only = (found.ids or NOBODY) if isinstance(found, Chosen) else ()
        but = found.but if isinstance(found, AllMatching) else ()
        return Listed(self.kind.type, self.filter if not only else ListFilter(), only, but, self.desk.day.value)

    def show_all(self) -> None:
        """Take the search and the filters away."""
        self.search.clear()
        self._timer.stop()
        self.narrow(ListFilter())

    @override
    def read(self) -> None:
        self.source.as_of = self.desk.day.value
        if not self._asked:
            self._asked = True
            begins = self.view.begins() if self.filter == ListFilter() else None
            if begins is not None:
                self.filter = begins.filter
                self.chips.show_filter(self.filter)
            order = Order(self.kind.order) if begins is None else order_from(begins.order)
            self.model.show(self.filter, self._order_for(self.filter) or order)
        else:
            self.model.forget_rows()
            self.model.refresh()
        self._ask_facets()

    @override
    def day_changed(self) -> None:
        self.source.as_of = self.desk.day.value
        if self._known != self.desk.day.known:
            self._known, self._total = self.desk.day.known, None
            self.outdate()
        elif self.filter.expires_within is not None or not self.kind.judged:  # other lines, or other words in them
            self.outdate()
        self.model.forget_marks()
        self.table.ask_marks_soon()
        self.quick.ask()
        self._say_holds()

    @override
    def render_texts(self) -> None:
        translator = self.desk.texts.translator
        self.call_it(translator.t(self.kind.title))
        self.drawer.render_texts()
        self.chips.show_filter(self.filter)
        self._say_holds()
        self.quick.render_texts()
        self.new_row.render_texts()
        self.bulk.render_texts()
        self._say()

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if not (watched is self.search and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress):
            return super().eventFilter(watched, event)
        if event.key() == Qt.Key.Key_Escape and self.search.text():
            self.search.clear()
            return True
        return super().eventFilter(watched, event)

    def _search_now(self) -> None:
        if self._timer.isActive():
            self._timer.stop()
            self._searched()

    def _searched(self) -> None:
        self.narrow(replace(self.filter, text=self.search.text().strip()))

    def _order_for(self, wanted: ListFilter) -> Order | None:
        """What ends soon stands in the order in which it ends, where the list can be put in it."""
        if wanted.expires_within is not None:
            return Order("until") if self.kind.ends else None
        return Order(self.kind.order) if self.model.order.key == "until" else None

    def _ask_facets(self) -> None:
        """Off the GUI thread, and behind nothing that a list needs to scroll."""
        lists, kind, wanted, day = self._lists, self.kind.type, self.filter, self.desk.day.value
        self.desk.tasks.read(
            lambda: lists.facets(kind, wanted, day),
            lambda found: self._facets_arrived(found, wanted),
            owner=self,
            slot="facets",
            lane=Lane.JUDGE,
        )

    def _facets_arrived(self, found: FacetsOf, wanted: ListFilter) -> None:
        self.drawer.show_facets(found, wanted)
        self._holds = found.holds
        self._say_holds()

    def _say_holds(self) -> None:
        day = self.desk.day
        self.note.say(self._holds, day.value, day.today, judged=self.kind.judged, back=day.known is not None)

    def _word(self, column: str, value: str) -> str:
        translator = self.desk.texts.translator
        if column == "answer":
            if value in ANSWERS:
                return translator.t(ANSWERS[value].word)
            return translator.t(N_("Not judged today") if value == "none" else N_("Not worked out yet"))
        if column == "expires_within":
            return translator.t(N_("within {n} days"), n=value)
        if column == "missing":
            return self._field(value)
        if not value:
            return translator.t(N_("None given"))
        if column == "category":
            return called(value, translator.language)
        if column == "stands":
            return translator.t(STAND_WORDS[value]) if value in STAND_WORDS else value
        words = self.kind.words.get(column, "")
        return word(words, value, translator) if words else value

    def _field(self, name: str) -> str:
        """A field's name as people call it."""
        if name == "scan":
            return self.desk.texts.t(N_("Scan"))
        one = next((field for field in BY_TABLE[self.kind.type].fields if field.name == name), None)
        return name if one is None else field_name(one, self.desk.texts.translator)

    def _counted(self, count: int, seconds: float) -> None:
        everything = self.filter == ListFilter()
        if everything:
            self._total = count
        self._seconds, self._come = seconds, True
        bare = self.nothing_yet if everything else self.no_match
        self._facets = bool(count) or not everything
        self._give_room()
        self.area.setCurrentWidget(self.table if count else bare)
        self._say()

    def _give_room(self) -> None:
        """Where three find no room side by side the facets give way to the form of a new line."""
        crowded = not self.new_row.isHidden() and self.width() < self.desk.theme.px(THREE_ABREAST)
        self.drawer.setVisible(self._facets and not crowded)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._give_room()

    def took(self, seconds: float) -> None:
        """Say that counting took so long."""
        self._seconds = seconds
        self._say()

    def _say(self) -> None:
        t = self.desk.texts.t
        count = self.model.rowCount()
        if not self._come:  # nothing was counted yet: no number is said
            self.number.clear()
            self.say(t(N_("Reading…")))
            return
        self.number.setText(f"{count:,}")
        said = [] if self._total is None else [f"{self._total:,}"]
        if self.filter != ListFilter():
            said.append(t(N_("{n} match"), n=f"{count:,}"))
        chosen = self.table.choice.count(count)
        if chosen:
            said.append(t(N_("{n} chosen"), n=f"{chosen:,}"))
        said.append(f"{self._seconds:.2f} s")
        self.say(" · ".join(said))

    def _copied(self, count: int, complete: bool) -> None:
        if complete:
            self.desk.problems.done(Message(N_("{n} rows copied."), {"n": count}))
        else:
            self.desk.problems.warn(
                Message(N_("The first {n} rows were copied; export a workbook for more."), {"n": count})
            )

    def _export(self) -> None:
        chosen = self.table.choice.count(self.model.rowCount())
        self.export.choose(self.filter, self.table.chosen() if chosen else None)

    def _look_at(self, found: int) -> None:
        def look(row: Row) -> None:
            whom = (self.kind.type, found) if self.kind.judged else row[VALUES].get(WHOM)
            self.quick.look_at(whom, str(row[NAME]) or str(row[CODE]))

        self.table.hand_over(found, look, "look")

    def _open(self, found: int) -> None:
        self.table.hand_over(found, lambda row: self.desk.go(Place("profile", self.kind.leads_to(row))), "open")

    @override
    def place_aside(self) -> Place | None:
        at = self.table.currentIndex().row()
        one = self.model.id_at(at)
        row = None if one is None else self.model.known(one, at)
        return None if row is None else Place("profile", self.kind.leads_to(row))

    def _focus_search(self) -> None:
        self.search.setFocus()
        self.search.selectAll()
