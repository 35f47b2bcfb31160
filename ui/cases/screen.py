"""The case desk: the open cases in their queues, what ends first on top; a case opens on a page of its own."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QSignalBlocker, QTimer
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QButtonGroup, QComboBox, QLineEdit, QPushButton, QStackedLayout
from typing_extensions import override

from auditor.i18n import N_, Translator
from auditor.model.enums import words
from auditor.services.cases.queues import ALL, MINE, MOST, CaseQueue, Queue
from ui.cases.every import EveryCase
from ui.cases.queue import KEPT, NOBODY, QUEUES, HeldQueue, Narrowing, columns, counted
from ui.cases.words import word_of
from ui.kit import parts, shortcuts
from ui.kit.desk import Desk, Place
from ui.kit.entering import Entering
from ui.kit.paged_model import PagedModel
from ui.kit.refill import refill
from ui.kit.screen import Screen
from ui.kit.shortcuts import Key
from ui.kit.source import Order
from ui.kit.table import Table
from ui.kit.tasks import Lane

SEARCH_AFTER_MS = 80
ME = "cases/me"
"""Whose cases are mine: remembered by the window."""


class CaseDesk(Screen):
    """Reads every open case at once; queues, categories and names are chosen among them without waiting."""

    looks_back = True

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.found: Queue | None = None
        self.narrowing = Narrowing(ALL, desk.memory.get(ME))
        self.source = HeldQueue()
        self.model = PagedModel(self.source, columns(lambda: desk.texts.translator), desk.tasks, desk.texts)
        self.table = Table(self.model, desk.theme, desk.texts, desk.tasks)
        desk.texts.name(self.table, N_("Cases"))
        self._build()
        lists = [(self.table, self.model), (self.every.table, self.every.model)]
        self._entering = Entering(self.search, lists, lambda: self.listed, self._search_now)
        self._lay_out()
        self._listen()
        self.render_texts()

    # building ---------------------------------------------------------------------------------------------------

    def _build(self) -> None:
        texts = self.desk.texts
        self.title = parts.label(texts, N_("Cases"), "title")
        self.number = parts.plain_label("", "number")
        self.new = parts.button(texts, N_("New case…"), lambda: self.desk.go(Place("case-new")), "primary")
        self.ledger = parts.button(texts, N_("Points"), lambda: self.desk.go(Place("points")))
        self.figures = parts.button(texts, N_("Statistics"), lambda: self.desk.go(Place("case-figures")))
        self.feedback = parts.button(texts, N_("Feedback"), lambda: self.desk.go(Place("feedback")))
        self.group = QButtonGroup(self)
        self.queues: dict[str, QPushButton] = {}
        self.kept: dict[str, QPushButton] = {}
        self.every = EveryCase(self.desk)
        for name, title in (QUEUES | KEPT).items():
            made = parts.toggle(texts, title)
            made.clicked.connect(lambda _=False, name=name: self.narrow(queue=name))
            self.group.addButton(made)
            (self.queues if name in QUEUES else self.kept)[name] = made
        self.me = QLineEdit(self.narrowing.me)
        texts.say(self.me, N_("Your name as handler"), "setPlaceholderText")
        texts.name(self.me, N_("Your name as handler"))
        parts.fix(self.me, self.desk.theme, width=150)
        self.categories, self.owners, self.kinds = (QComboBox() for _ in range(3))
        for combo, title in (
            (self.categories, N_("Category")),
            (self.owners, N_("In charge")),
            (self.kinds, N_("Case kind")),
        ):
            texts.name(combo, title)
            combo.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
            combo.setMinimumContentsLength(11)
        self.search = QLineEdit()
        self.search.setClearButtonEnabled(True)
        parts.fix(self.search, self.desk.theme, width=200)
        texts.say(self.search, N_("Case number, name or code"), "setPlaceholderText")
        texts.name(self.search, N_("Search in this list"))
        self._timer = QTimer(self, singleShot=True, interval=SEARCH_AFTER_MS)

    def _lay_out(self) -> None:
        texts = self.desk.texts
        intake = parts.button(texts, N_("New case…"), lambda: self.desk.go(Place("case-new")))
        bring = parts.button(texts, N_("Import"), lambda: self.desk.go(Place("import")), "quiet")
        self.nothing = parts.EmptyState(texts, N_("No case is open."), intake, bring)
        everything = parts.button(texts, N_("Show all"), self.show_all)
        self.no_match = parts.EmptyState(texts, N_("No open case is in this queue."), everything)
        self.area = QStackedLayout()
        for widget in (self.table, self.nothing, self.no_match, self.every):
            self.area.addWidget(widget)
        head = parts.row(self.title, self.number, None, self.feedback, self.figures, self.ledger, self.new, gap=8)
        ways = (*self.queues.values(), *self.kept.values())
        tools = parts.flowing(*ways, self.me, self.categories, self.owners, self.kinds, self.search)
        body = parts.column(head, tools, gap=10, margins=(16, 12, 16, 12))
        body.addLayout(self.area, 1)
        self.setLayout(body)

    def _listen(self) -> None:
        self.model.failed.connect(self.desk.problems.tell)
        self.model.counted.connect(lambda *_: self._show_counts())
        for one in (self.table, self.every):
            one.opened.connect(lambda found: self.desk.go(Place("case", found)))
        self.every.counted.connect(self._show_counts)
        self.every.cleared.connect(self.show_all)
        self._timer.timeout.connect(self._searched)
        self.search.textChanged.connect(lambda _: self._timer.start())
        self.me.editingFinished.connect(self._named_me)
        for combo, name in ((self.categories, "category"), (self.owners, "owner"), (self.kinds, "kind")):
            combo.activated.connect(lambda _at, combo=combo, name=name: self.narrow(**{name: combo.currentData()}))
        shortcuts.on(self, Key.FILTER, self.search.setFocus)
        QShortcut(QKeySequence(shortcuts.NEW_ROW), self, lambda: self.desk.go(Place("case-new")))
        self.setFocusProxy(self.table)

    # acting -----------------------------------------------------------------------------------------------------

    @override
    def open(self, argument: object) -> None:
        """A queue by its name, or a Narrowing; without one the desk stays as it was left."""
        if isinstance(argument, Narrowing):
            self._put(argument)
        elif argument in QUEUES or argument in KEPT:
            self._put(Narrowing(str(argument), self.narrowing.me))

    def _searched(self) -> None:
        self.narrow(text=self.search.text().strip())

    def _search_now(self) -> None:
        if self._timer.isActive():
            self._timer.stop()
            self._searched()

    def narrow(self, **chosen: str) -> None:
        """Show what this leaves of the open cases."""
        self._put(replace(self.narrowing, **chosen))
        if chosen.get("queue") == MINE and not self.narrowing.me:
            self.me.setFocus()

    def show_all(self) -> None:
        """Every open case; where all are listed, all of these."""
        with QSignalBlocker(self.search):
            self.search.clear()
        self._timer.stop()
        self._put(Narrowing(self.narrowing.queue if self.narrowing.kept else ALL, self.narrowing.me))

    def _put(self, wanted: Narrowing) -> None:
        if wanted != self.narrowing:
            self.narrowing = wanted
            self.table.choice.clear()
            if wanted.kept is None:
                self.model.show(wanted)
            else:
                self.every.narrow(wanted.kept)
        self.render_texts()

    def _named_me(self) -> None:
        name = self.me.text().strip()
        if name != self.narrowing.me:
            self.desk.memory.put(ME, name)
            self.narrow(me=name)

    @property
    def listed(self) -> Table:
        """The table that is shown."""
        return self.table if self.narrowing.kept is None else self.every.table

    # reading ----------------------------------------------------------------------------------------------------

    @override
    def read(self) -> None:
        self.every.read_again()
        core, query = self.desk.tasks.core, CaseQueue(ALL, "", self.desk.day.value, MOST)
        assert core is not None
        self.desk.tasks.read(
            lambda: core.ask(query), self._arrived, self.desk.problems.tell, owner=self, slot="queue", lane=Lane.JUDGE
        )

    def _arrived(self, found: Queue) -> None:
        self.found = found
        self.source.hold(found)
        self.model.forget_rows()
        if self.model.order.key == "id":
            self.model.show(self.narrowing, Order("ends"))
        else:
            self.model.refresh()
        self.render_texts()

    # showing ----------------------------------------------------------------------------------------------------

    @override
    def render_texts(self) -> None:
        self.call_it(self.desk.texts.t(N_("Cases")))
        (self.queues | self.kept)[self.narrowing.queue].setChecked(True)
        self.me.setVisible(self.narrowing.queue == MINE)
        self.owners.setVisible(self.narrowing.kept is None)
        self.every.render_texts()
        self._show_choices()
        self._show_counts()

    def _show_choices(self) -> None:
        t, tr = self.desk.texts.t, self.desk.texts.translator
        rows, now = ((), self.desk.day.now) if self.found is None else (self.found.rows, self.found.now)
        numbers = counted(rows, self.narrowing, now)
        for name, button in self.queues.items():
            count = numbers.queues[name]
            more = "+" if self.found is not None and self.found.more else ""
            known = self.found is not None and (name != MINE or self.narrowing.me)
            button.setText(f"{t(QUEUES[name])}  {count:,}{more}" if known else t(QUEUES[name]))
        offered = (
            (self.categories, N_("Every category"), numbers.categories, self.narrowing.category, "case_category"),
            (self.owners, N_("Everybody"), numbers.owners, self.narrowing.owner, ""),
            (self.kinds, N_("Every kind"), numbers.kinds, self.narrowing.kind, "case_kind"),
        )
        for combo, everything, found, chosen, enumeration in offered:
            if self.narrowing.kept is not None and enumeration:  # nobody has counted these
                told = [(one.code, _word(enumeration, one.code, tr)) for one in words(enumeration)]
            else:
                told = [(code, f"{_word(enumeration, code, tr)}  {count:,}") for code, count in found]
                if chosen and chosen not in dict(told):
                    told.append((chosen, f"{_word(enumeration, chosen, tr)}  0"))
            refill(combo, [(t(everything), ""), *((text, code) for code, text in told)], chosen)

    def _show_counts(self) -> None:
        if self.narrowing.kept is not None:
            self._show_kept()
            return
        if self.found is None:
            self.number.clear()
            self.say(self.desk.texts.t(N_("Reading…")))
            return
        count = self.model.rowCount()
        whole = f"{len(self.found.rows):,}{'+' if self.found.more else ''}"
        self.number.setText(f"{count:,}")
        bare = self.no_match if self.found.rows else self.nothing
        self.area.setCurrentWidget(self.table if count else bare)
        self.say(self.desk.texts.t(N_("{n} of {whole} open cases"), n=f"{count:,}", whole=whole))

    def _show_kept(self) -> None:
        """How many of all cases are listed."""
        t, count = self.desk.texts.t, self.every.model.rowCount()
        self.area.setCurrentWidget(self.every)
        self.number.setText(f"{count:,}" if self.every.come else "")
        self.say(t(N_("{n} cases"), n=f"{count:,}") if self.every.come else t(N_("Reading…")))

    @override
    def place_aside(self) -> Place | None:
        model = self.model if self.narrowing.kept is None else self.every.model
        found = model.id_at(self.listed.currentIndex().row())
        return None if found is None else Place("case", found)


def _word(enumeration: str, code: str, tr: Translator) -> str:
    """A choice in words; one that is none of our words reads as it stands."""
    if not enumeration:
        return tr.t(N_("Nobody")) if code == NOBODY else code
    known = {one.code for one in words(enumeration)}
    return word_of(enumeration, code, None, tr) if code in known else code
