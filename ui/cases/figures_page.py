"""The statistics of cases: a period and whom they are about, one table below the other, all of it as a workbook."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QDate
from PySide6.QtWidgets import QDateEdit, QFileDialog, QStackedLayout
from typing_extensions import override

from auditor.errors import AuditorError
from auditor.i18n import N_, said
from auditor.services.cases.statistics import CaseFigures, CaseStatistics
from auditor.services.cases.statistics_book import WriteCaseStatistics
from auditor.services.lists import Hit
from ui.cases.figures import Told, headline, tables_of
from ui.cases.points_page import LOSES
from ui.editing.inputs import WhoInput
from ui.kit import parts
from ui.kit.desk import Desk
from ui.kit.screen import Screen
from ui.kit.small_table import SmallTable
from ui.kit.tasks import Lane

MOST_LINES = 100
"""Lines of a table that stand on the page; the rest is scrolled."""


class CaseFiguresPage(Screen):
    """Counts anew whenever the period or the subject is another one."""

    looks_back = True

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        texts = desk.texts
        self.found: CaseFigures | None = None
        self.tables: list[SmallTable] = []
        self._shape: list[tuple[str, bool]] = []
        self._subject = ""
        self._own = False
        """Whether the period was chosen here; until then it is the core's."""
        self.title = parts.label(texts, N_("Statistics of cases"), "title")
        self.since, self.until = QDateEdit(), QDateEdit()
        for edit, name in ((self.since, N_("First day")), (self.until, N_("Last day"))):
            edit.setCalendarPopup(True)
            edit.setDisplayFormat("yyyy-MM-dd")
            texts.name(edit, name)
            edit.dateChanged.connect(lambda _day: self._chosen())
        self.whom = WhoInput(desk, lambda: LOSES)
        self.whom.call_it(texts.t(N_("Only about")))
        texts.say(self.whom.line, N_("Everybody, or a name"), "setPlaceholderText")
        parts.fix(self.whom, desk.theme, width=200)
        self.whom.chosen.connect(self._about)
        self.whom.line.textChanged.connect(lambda text: self._everybody() if not text else None)
        self.save = parts.button(texts, N_("Save as a workbook…"), self._choose_file)
        self.head = parts.plain_label("", "section", wrap=True)
        self.cards = parts.column(gap=10)
        self.pane = parts.scrolled(parts.box(parts.column(self.cards, None, margins=(0, 0, 0, 8)), "page"))
        texts.name(self.pane, N_("Statistics of cases"))
        self.refused = parts.EmptyState(texts, N_("It could not be answered."))
        self.wait = parts.EmptyState(texts, N_("Reading…"))
        self.area = QStackedLayout()
        for page in (self.wait, self.pane, self.refused):
            self.area.addWidget(page)
        dash = parts.plain_label("–", "muted")
        top = parts.row(self.title, None, self.save, gap=10)
        chosen = parts.row(self.since, dash, self.until, self.whom, self.head, None, gap=8)
        whole = parts.column(top, chosen, gap=10, margins=(16, 12, 16, 12))
        whole.addLayout(self.area, 1)
        self.setLayout(whole)
        desk.theme.changed.connect(self.render_texts)  # the tables' heights are the writing's
        self.render_texts()

    def _query(self) -> CaseStatistics:
        day = self.desk.day.value
        if not self._own:
            return CaseStatistics(None, None, self._subject, day)
        since, until = (edit.date().toPython() for edit in (self.since, self.until))
        return CaseStatistics(since, until, self._subject, day)  # type: ignore[arg-type]  # Qt's stub says object

    def _chosen(self) -> None:
        self._own = True
        self.read()

    def _about(self, hit: Hit) -> None:
        self._subject = f"{hit.type}:{hit.code}"
        self.read()

    def _everybody(self) -> None:
        if self._subject:
            self._subject = ""
            self.read()

    @override
    def read(self) -> None:
        core, query = self.desk.tasks.core, self._query()
        assert core is not None
        ask = lambda: core.ask(query)  # noqa: E731 - one line among its like
        self.desk.tasks.read(ask, self._arrived, self._failed, owner=self, slot="figures", lane=Lane.JUDGE)

    def _arrived(self, found: CaseFigures) -> None:
        self.found = found
        for edit, day in ((self.since, found.since), (self.until, found.until)):
            blocked = edit.blockSignals(True)
            edit.setDate(QDate(day.year, day.month, day.day))
            edit.blockSignals(blocked)
        self.area.setCurrentWidget(self.pane)
        self.render_texts()

    def _failed(self, error: Exception) -> None:
        self.found = None
        if isinstance(error, AuditorError):
            self.desk.texts.say(self.refused.sentence, error.message)
            self.area.setCurrentWidget(self.refused)
        else:
            self.desk.problems.tell(error)

    def _choose_file(self) -> None:
        title = self.desk.texts.t(N_("Save as a workbook…"))
        name, _ = QFileDialog.getSaveFileName(self, title, "cases.xlsx", "Excel (*.xlsx)")
        if name:
            self.write(Path(name))

    def write(self, path: Path) -> None:
        """Write what is shown, all of it, to a known place."""
        job = WriteCaseStatistics(path, self._query(), self.desk.texts.language)
        done = lambda _found: self.desk.problems.done(said("Written: {path}", path=str(path)))  # noqa: E731
        self.desk.tasks.run(job, done, owner=self)

    @override
    def render_texts(self) -> None:
        tr = self.desk.texts.translator
        self.call_it(tr.t(N_("Statistics of cases")))
        if self.found is None:
            self.head.clear()
            self._draw([])
            return
        told = headline(self.found, tr)
        self.head.setText(told)
        self.say(told)
        self._draw(tables_of(self.found, tr))

    def _draw(self, told: Sequence[Told]) -> None:
        """Where the same tables stand, they say something else: whoever stands in one stays there."""
        shape = [(one.title, bool(one.lines)) for one in told]
        if shape != self._shape:
            self._shape, self.tables = shape, []
            parts.empty(self.cards)
            for one in told:
                self._card(one)
            parts.thread(self.pane)
        for table, one in zip(self.tables, [one for one in told if one.lines], strict=True):
            table.show_lines(one.columns, one.lines, gives=0, whole=True)
            table.stand_whole(MOST_LINES)

    def _card(self, one: Told) -> None:
        title = parts.plain_label(one.title, "section")
        if not one.lines:
            nothing = parts.label(self.desk.texts, N_("Nothing in this period."), "muted")
            self.cards.addWidget(parts.card(title, nothing, gap=6, padding=12))
            return
        table = SmallTable(self.desk.theme)
        table.setAccessibleName(one.title)
        self.tables.append(table)
        self.cards.addWidget(parts.card(title, table, gap=6, padding=12))
