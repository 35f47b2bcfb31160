"""What a lapse touches: planned broadcasts that could not go on air without a licence, authorisation, training."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import QDate, QModelIndex
from PySide6.QtWidgets import QDateEdit, QStackedLayout, QWidget
from typing_extensions import override

from auditor.i18n import N_, Translator
from auditor.services.clearance.lapse import LapseTouches, Lapsing
from ui.kit import parts
from ui.kit.desk import Desk, Place, relative
from ui.kit.screen import Screen
from ui.kit.small_table import Line, SmallTable
from ui.kit.tasks import Lane

TITLES = (N_("Start"), N_("Broadcast"), N_("Rule"), N_("Why"))
WHY = 3
WAITING, REFUSED, TOLD = range(3)


def lines_of(told: Lapsing, translator: Translator) -> list[Line]:
    """A line for each reason of each broadcast touched, the nearest first."""
    return [
        Line((f"{one.start:%Y-%m-%d %H:%M}", one.broadcast, line.rule, translator.t(line.message)), one.broadcast)
        for one in told.touched
        for line in one.lines
    ]


def sentence(told: Lapsing, translator: Translator) -> str:
    """How many are touched of how many looked at."""
    t = translator.t
    if not told.judged:
        return t(N_("No broadcast is planned from that day on that rests on it."))
    said = t(N_("{n} of {judged} planned broadcasts touched"), n=len(told.touched), judged=told.judged)
    if told.more:
        said += t(N_("; {more} later ones not judged"), more=told.more)
    return said


class LapsePage(Screen):
    """Shows what is touched from a day on; another day can be set."""

    looks_back = True

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._record: tuple[str, int] | None = None
        self._day: date | None = None
        self.told: Lapsing | None = None
        texts = desk.texts
        self.title = parts.plain_label("", "title", wrap=True, selectable=True)
        self.day = QDateEdit()
        self.day.setCalendarPopup(True)
        self.day.setDisplayFormat("yyyy-MM-dd")
        texts.name(self.day, N_("First day without it"))
        self.day.dateChanged.connect(self._moved)
        self.beside = parts.plain_label("", "muted")
        self.sentence = parts.plain_label("", "section", wrap=True)
        self.table = SmallTable()
        texts.name(self.table, N_("Broadcasts touched"))
        self.table.activated.connect(self._go)
        self.table.doubleClicked.connect(self._go)
        when = parts.row(parts.label(texts, N_("First day without it"), "label"), self.day, self.beside, None, gap=8)
        self.area = QStackedLayout()
        self.refused = parts.EmptyState(texts, N_("It could not be answered."))
        self.rest = QWidget()  # keeps the sentence at the top while there is no table
        found = parts.column(self.sentence, self.table, self.rest)
        found.setStretchFactor(self.table, 1)
        found.setStretchFactor(self.rest, 1)
        for page in (parts.EmptyState(texts, N_("Reading…")), self.refused, parts.card(found)):
            self.area.addWidget(page)
        body = parts.column(self.title, when, gap=10, margins=(16, 12, 16, 12))
        body.addLayout(self.area, 1)
        self.setLayout(body)

    @override
    def open(self, argument: object) -> None:
        """(kind, id) of the record; the day is the one after its end, or today."""
        if isinstance(argument, tuple) and len(argument) == 2 and argument != self._record:
            self._record, self._day, self.told = (str(argument[0]), int(argument[1])), None, None
            self.area.setCurrentIndex(WAITING)
            self.outdate()

    @override
    def read(self) -> None:
        core = self.desk.tasks.core
        if self._record is None or core is None:
            return
        kind, number = self._record
        query = LapseTouches(kind, self._day, number)
        self.desk.tasks.read(
            lambda: core.ask(query), self._arrived, self._failed, owner=self, slot="lapse", lane=Lane.JUDGE
        )

    def _arrived(self, told: Lapsing) -> None:
        self.told = told
        self.area.setCurrentIndex(TOLD)
        self.render_texts()

    def _failed(self, error: Exception) -> None:
        self.area.setCurrentIndex(REFUSED)
        self.desk.problems.tell(error)

    def _moved(self, day: QDate) -> None:
        self._day = date(day.year(), day.month(), day.day())
        self.outdate()

    def _go(self, index: QModelIndex) -> None:
        self.desk.go(Place("clearance", ("broadcast", str(self.table.small.lines[index.row()].payload))))

    @override
    def render_texts(self) -> None:
        told, translator = self.told, self.desk.texts.translator
        self.call_it(translator.t(N_("What a lapse touches")))
        if told is None:
            return
        self.title.setText(translator.t(N_("What a lapse of {name} touches"), name=told.name))
        self.day.blockSignals(True)
        self.day.setDate(QDate(told.day.year, told.day.month, told.day.day))
        self.day.blockSignals(False)
        self.beside.setText(relative(translator.t, told.day, self.desk.day.today))
        self.sentence.setText(sentence(told, translator))
        self.table.show_lines([translator.t(title) for title in TITLES], lines_of(told, translator), gives=WHY)
        self.table.setVisible(bool(told.touched))
        self.rest.setVisible(not told.touched)
        self.say(self.sentence.text())
