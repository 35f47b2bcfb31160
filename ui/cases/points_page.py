"""The ledger of points of one subject: an account a platform and scheme, its sum, what comes next, when it is clear."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QModelIndex
from PySide6.QtWidgets import QStackedLayout
from typing_extensions import override

from auditor.errors import AuditorError
from auditor.i18n import N_
from auditor.services.cases.points import Account, PointsLedger
from auditor.services.lists import Find, Hit
from ui.cases.ledger import TITLES, account_title, facts_of, lines_of
from ui.editing.inputs import WhoInput
from ui.kit import parts
from ui.kit.desk import Desk, Place
from ui.kit.forms import Facts
from ui.kit.screen import Screen, still_at
from ui.kit.small_table import SmallTable

LOSES = ("host", "merchant", "agency", "room")
"""Who can lose points."""
MOST_LINES = 100
NOBODY, NOTHING, TOLD, REFUSED = range(4)


class PointsPage(Screen):
    """Shows the subject that its place names, or one found by name."""

    looks_back = True

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        texts = desk.texts
        self._who: tuple[str, str] | None = None
        self._called = ""
        self.accounts: tuple[Account, ...] = ()
        self.tables: list[SmallTable] = []
        self.facts: list[Facts] = []
        self._titles: list[str] = []
        self.title = parts.Brief("title")
        self.whom = WhoInput(desk, lambda: LOSES)
        self.whom.call_it(texts.t(N_("Whose points")))
        texts.say(self.whom.line, N_("Name, pinyin or code"), "setPlaceholderText")
        parts.fix(self.whom, desk.theme, width=240)
        self.whom.committed.connect(self.look)
        self.profile = parts.button(texts, N_("Open the profile"), self.to_profile)
        self.cards = parts.column(gap=10)
        held = parts.column(self.cards, None, margins=(0, 0, 0, 8))
        self.pane = parts.scrolled(parts.box(held, "page"))
        texts.name(self.pane, N_("Points"))
        self.nobody = parts.EmptyState(texts, N_("Type a name: the points of a host or merchant stand here."))
        self.nothing = parts.EmptyState(texts, N_("No points were lost this year."))
        self.refused = parts.EmptyState(texts, N_("It could not be answered."))
        self.area = QStackedLayout()
        for page in (self.nobody, self.nothing, self.pane, self.refused):
            self.area.addWidget(page)
        head = parts.row(self.title, self.whom, self.profile, gap=10)
        head.setStretch(0, 1)
        whole = parts.column(head, gap=10, margins=(16, 12, 16, 12))
        whole.addLayout(self.area, 1)
        self.setLayout(whole)
        self.setFocusProxy(self.whom)
        desk.theme.changed.connect(self.render_texts)
        self.render_texts()

    @override
    def open(self, argument: object) -> None:
        """(type, code), and the name where it is known."""
        if isinstance(argument, tuple) and len(argument) >= 2:
            self._who = (str(argument[0]), str(argument[1]))
            self._called = str(argument[2]) if len(argument) > 2 else ""
            self.outdate()

    def look(self) -> None:
        """Whose name is typed: the only one that it can mean."""
        wanted = self.whom.text.strip()
        if wanted:
            self.desk.tasks.ask(Find(wanted, 8, LOSES), partial(self._found, wanted), owner=self, slot="who")

    def _found(self, wanted: str, hits: tuple[Hit, ...]) -> None:
        if wanted != self.whom.text.strip() or not still_at(self):
            return  # somebody typed on, or went elsewhere
        meant = [hit for hit in hits if wanted in (hit.code, hit.name)] or list(hits)
        if len(meant) == 1:
            self.desk.go(Place("points", (meant[0].type, meant[0].code, meant[0].name)))
            self.whom.put("")
        else:
            self.whom.look(wanted)

    def to_profile(self) -> None:
        """Open whose points they are."""
        if self._who is not None:
            self.desk.go(Place("profile", self._who))

    @override
    def read(self) -> None:
        if self._who is None:
            self.area.setCurrentIndex(NOBODY)
            return
        if not self._called:
            kind, code = self._who
            self.desk.tasks.ask(Find(code, 8, (kind,)), self._called_so, owner=self, slot="name")
        query = PointsLedger(":".join(self._who), self.desk.day.value)
        self.desk.tasks.ask(query, self._arrived, self._failed, owner=self, slot="points")

    def _arrived(self, accounts: tuple[Account, ...]) -> None:
        self.accounts = accounts
        self.area.setCurrentIndex(TOLD if accounts else NOTHING)
        self.render_texts()

    def _called_so(self, hits: tuple[Hit, ...]) -> None:
        self._called = next((hit.name for hit in hits if (hit.type, hit.code) == self._who), "")
        self.render_texts()

    def _failed(self, error: Exception) -> None:
        self.accounts = ()
        if isinstance(error, AuditorError):
            self.desk.texts.say(self.refused.sentence, error.message)
            self.area.setCurrentIndex(REFUSED)
        else:
            self.desk.problems.tell(error)

    @override
    def render_texts(self) -> None:
        tr = self.desk.texts.translator
        called = self._called or ("" if self._who is None else self._who[1])
        title = tr.t(N_("Points of {name}"), name=called) if called else tr.t(N_("Points"))
        self.title.setText(title)
        self.call_it(title)
        self.profile.setVisible(self._who is not None)
        titles = [account_title(one, tr) for one in self.accounts]
        if titles != self._titles:
            self._titles, self.tables, self.facts = titles, [], []
            parts.empty(self.cards)
            for told in titles:
                self._card(told)
            parts.thread(self.pane)
        # Where the same accounts stand, they say something else: whoever stands in one stays there.
        for facts, table, one in zip(self.facts, self.tables, self.accounts, strict=True):
            facts.show_rows(facts_of(one, self.desk.day.value, tr), "–")
            table.show_lines([tr.t(title) for title in TITLES], lines_of(one, tr))
            table.stand_whole(MOST_LINES)

    def _card(self, title: str) -> None:
        facts, table = Facts(), SmallTable(self.desk.theme)
        table.setAccessibleName(title)
        table.activated.connect(lambda index: self._open(table, index))
        table.doubleClicked.connect(lambda index: self._open(table, index))
        self.facts.append(facts)
        self.tables.append(table)
        self.cards.addWidget(parts.card(parts.plain_label(title, "section"), facts, table, gap=8, padding=14))

    def _open(self, table: SmallTable, index: QModelIndex) -> None:
        self.desk.go(Place("case", str(table.small.lines[index.row()].payload)))
