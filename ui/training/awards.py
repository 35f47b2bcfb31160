"""Certificates: all that were issued, found by name or number and told apart by how they stand; one of them whole."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex
from PySide6.QtWidgets import QAbstractItemView, QButtonGroup, QLineEdit, QPushButton, QStackedLayout
from typing_extensions import override

from auditor.i18n import N_
from auditor.services.training.awards import Award, AwardOf, Awards, AwardStory
from ui.kit import parts
from ui.kit.desk import Desk, Place
from ui.kit.screen import Screen
from ui.kit.small_table import Line, SmallTable
from ui.training.award_page import AwardPage
from ui.training.award_words import AWARD_TITLES, MARKS, award_line, like
from ui.training.printing import Printing

AT_MOST = 2000
"""So many lines are shown; more are found by typing."""
STATUS = 6
CHOICES = {
    "": (N_("All"), ()),
    "standing": (N_("Valid"), ("in_force", "not_yet")),
    "lapsed": (N_("Lapsed"), ("lapsed",)),
    "revoked": (N_("Revoked or replaced"), ("revoked", "replaced")),
}


class AwardsPage(Screen):
    """The list; a certificate takes its place."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        texts = desk.texts
        self._all: tuple[Award, ...] = ()
        self._read_once = False
        self._number = ""
        self.title = parts.label(texts, N_("Certificates"), "title")
        self.search = QLineEdit()
        self.search.setClearButtonEnabled(True)
        self.search.setMinimumWidth(desk.theme.px(220))
        texts.name(self.search, N_("Search in the certificates"))
        texts.say(self.search, N_("Name, number or course"), "setPlaceholderText")
        self.pdf = parts.button(texts, N_("The chosen as PDF…"), self._print)
        self.printing = Printing(desk, self)
        self.turns = QButtonGroup(self)
        self.choices = {key: self._choice(name) for key, (name, _) in CHOICES.items()}
        self.choices[""].setChecked(True)
        self.table = SmallTable(desk.theme)
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        texts.name(self.table, N_("Certificates"))
        self.empty = parts.EmptyState(
            texts,
            N_("Here stand the certificates. They are issued on the page of a session that was held."),
            parts.button(texts, N_("Sessions"), lambda: desk.go(Place("training", ("sessions",)))),
        )
        self.more = parts.plain_label("", "muted", wrap=True)
        self._page: AwardPage | None = None
        self._lay_out()
        self._listen()
        self.render_texts()

    def _choice(self, name: str) -> QPushButton:
        made = parts.toggle(self.desk.texts, name)
        self.turns.addButton(made)
        made.clicked.connect(lambda: self.render_texts())
        return made

    def _lay_out(self) -> None:
        head = parts.row(self.title, 12, *self.choices.values(), None, self.pdf, self.search, gap=6)
        area = parts.column(head, self.table, self.more, self.empty, gap=10, margins=(0, 12, 0, 12))
        area.setStretch(1, 1)
        area.setStretch(3, 1)
        self.listing = parts.box(area)
        self.area = QStackedLayout()
        self.area.addWidget(self.listing)
        self.setLayout(self.area)
        self.setFocusProxy(self.table)

    def _listen(self) -> None:
        self.search.textChanged.connect(lambda _: self.render_texts())
        self.table.activated.connect(self._opened)
        self.table.doubleClicked.connect(self._opened)
        self.table.selectionModel().selectionChanged.connect(lambda *_: self._show_pdf())

    @property
    def page(self) -> AwardPage:
        """One of them whole; built when the first is opened."""
        if self._page is None:
            self._page = AwardPage(self.desk)
            self.area.addWidget(self._page)
            self._page.left.connect(lambda: self.desk.go(Place("training", ("awards",))))
        return self._page

    def show_list(self) -> None:
        """All certificates."""
        self._number = ""
        self.area.setCurrentWidget(self.listing)
        self.outdate()

    def show_award(self, number: str) -> None:
        """One of them."""
        self._number = number
        self.outdate()

    def _opened(self, index: QModelIndex) -> None:
        one = self.table.small.lines[index.row()].payload
        if isinstance(one, Award):
            self.desk.go(Place("training", ("award", one.number)))

    def chosen(self) -> tuple[str, ...]:
        """The numbers that are chosen in the list."""
        rows = sorted({index.row() for index in self.table.selectionModel().selectedIndexes()})
        found = [self.table.small.lines[row].payload for row in rows]
        return tuple(one.number for one in found if isinstance(one, Award))

    def _print(self) -> None:
        numbers = self.chosen()
        if numbers:
            self.printing.choose(numbers[0] if len(numbers) == 1 else "certificates", numbers)

    def _show_pdf(self) -> None:
        self.pdf.setVisible(bool(self.chosen()))

    @override
    def read(self) -> None:
        self.desk.tasks.ask(Awards(), self._read, owner=self, slot="awards")
        if self._number:
            self.desk.tasks.ask(AwardOf(self._number), self._story_read, self._gone, owner=self, slot="award")

    def _read(self, found: tuple[Award, ...]) -> None:
        self._all, self._read_once = found, True
        self.render_texts()

    def _story_read(self, found: AwardStory) -> None:
        if found.award.number == self._number:
            self.page.show_story(found)
            self.area.setCurrentWidget(self.page)
            self.render_texts()

    def _gone(self, error: Exception) -> None:
        self.show_list()
        self.desk.problems.tell(error)

    @override
    def render_texts(self) -> None:
        translator, day = self.desk.texts.translator, self.desk.day.value
        key = next((one for one, button in self.choices.items() if button.isChecked()), "")
        found = like(self._all, self.search.text(), CHOICES[key][1], day)
        lines = [
            Line(award_line(one, day, translator), one, {STATUS: MARKS[one.stands(day)]}) for one in found[:AT_MOST]
        ]
        self.table.show_lines([translator.t(title) for title in AWARD_TITLES], lines, gives=3)
        rest = len(found) - len(lines)
        self.more.setText(
            translator.t(N_("{n} more: narrow them by typing."), n=f"{rest:,}")
            if rest
            else translator.t(N_("No certificate is like that."))
            if self._all and not lines
            else ""
        )
        self.more.setVisible(bool(self.more.text()))
        nothing = self._read_once and not self._all
        self.empty.setVisible(nothing)
        self._show_pdf()
        for widget in (self.table, self.search, *self.choices.values()):
            widget.setVisible(not nothing)
        page = self._page
        if page is not None:
            page.render_texts()
        if page is not None and self.area.currentWidget() is page:
            self.call_it(page.title.text())
            self.say(page.stands.text())
        else:
            self.call_it(translator.t(N_("Certificates")))
            self.say(translator.t(N_("{n} certificates"), n=f"{len(found):,}") if self._read_once else "")
