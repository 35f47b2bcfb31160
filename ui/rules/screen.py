"""The rules room: the book as a list with one rule beside it, what this workspace changes, where the book is silent."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog, QSplitter, QTabWidget
from typing_extensions import override

from auditor.i18n import N_, Message
from auditor.services.reports.jobs import Written
from auditor.services.reports.rulebook_facts import ReportRulebook
from auditor.services.rule_pages import RuleLines, RulesShown
from ui.kit import parts
from ui.kit.desk import Desk
from ui.kit.screen import Screen
from ui.rules.counting import Counting
from ui.rules.coverage_page import CoveragePage
from ui.rules.listing import Listing
from ui.rules.overlay_page import OverlayPage
from ui.rules.page import Page

LIST, OVERLAY, COVERAGE = range(3)
TABS = (N_("Rules"), N_("What we changed"), N_("Silent rules and columns"))


class Rules(Screen):
    """Three pages: the book, the overlay, the coverage."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        texts = desk.texts
        self._lines: RuleLines | None = None
        self.title = parts.label(texts, N_("Rules"), "title")
        self.number = parts.plain_label("", "muted")
        self.print_button = parts.button(texts, N_("Rule book as PDF…"), self._choose_pdf)
        self.listing = Listing(desk)
        self.page = Page(desk)
        self.overlay = OverlayPage(desk)
        self.coverage = CoveragePage(desk)
        self.counting = Counting(desk)
        self._lay_out()
        self._listen()
        self.render_texts()

    def _lay_out(self) -> None:
        split = QSplitter(Qt.Orientation.Horizontal)
        split.addWidget(self.listing)
        split.addWidget(self.page)
        split.setStretchFactor(0, 5)
        split.setStretchFactor(1, 5)
        split.setSizes([540, 540])
        split.setChildrenCollapsible(False)
        self.tabs = QTabWidget()
        for widget in (split, self.overlay, self.coverage):
            self.tabs.addTab(widget, "")
        head = parts.row(self.title, self.number, None, self.print_button, gap=12)
        body = parts.column(head, self.tabs, margins=(16, 12, 16, 12))
        body.setStretch(1, 1)
        self.setLayout(body)

    def _listen(self) -> None:
        self.listing.view.chosen.connect(self.page.open)
        self.listing.view.counted.connect(self.page.open_who)
        self.listing.count_asked.connect(self.counting.start)
        self.listing.stop_asked.connect(self.counting.stop)
        self.coverage.count_asked.connect(self.counting.start)
        self.coverage.opened.connect(self.open)
        self.counting.changed.connect(self._counted)
        self.counting.moved.connect(self._show_progress)
        self.tabs.currentChanged.connect(lambda _: self.overlay.read() if self.on_overlay else None)

    @property
    def on_overlay(self) -> bool:
        """Whether the overlay is what is looked at."""
        return self.tabs.currentIndex() == OVERLAY

    @override
    def open(self, argument: object) -> None:
        """A rule's id opens that rule."""
        if isinstance(argument, str):
            self.tabs.setCurrentIndex(LIST)
            if not self.listing.view.choose(argument):
                self.page.open(argument)

    @override
    def read(self) -> None:
        self.desk.tasks.ask(RulesShown(self.desk.day.value), self._read, owner=self, slot="rules")
        self.page.read()
        self.overlay.read()

    def _read(self, lines: RuleLines) -> None:
        self._lines = lines
        self.listing.show_rules(lines.rules)
        self.counting.refresh(lines.subjects)
        self.render_texts()

    def _counted(self) -> None:
        self.listing.show_counts(self.counting.counts)
        self.coverage.show_coverage(self.counting.coverage)
        self._say()

    def _show_progress(self) -> None:
        total = None if self._lines is None else sum(len(one.subjects) for one in self._lines.rules if one.in_force)
        self.listing.show_progress(self.counting.done, total, busy=self.counting.busy)

    # the rule book as a PDF -------------------------------------------------------------------------------------

    def _choose_pdf(self) -> None:
        t, day = self.desk.texts.t, self.desk.day.value.isoformat()
        name = t(N_("rules-{day}.pdf"), day=day)
        chosen, _ = QFileDialog.getSaveFileName(self, t(N_("Rule book as PDF…")), name, "PDF (*.pdf)")
        if chosen:
            self.save_pdf(Path(chosen))

    def save_pdf(self, out: Path) -> None:
        """Write the rules in force on the day, as tuned here."""
        self.print_button.setEnabled(False)
        job = ReportRulebook(self.desk.day.value, out, self.desk.texts.language)
        self.desk.tasks.run(job, self._written, self._unwritten, owner=self)

    def _written(self, written: Written) -> None:
        self.print_button.setEnabled(True)
        path = str(written.path)

        def look() -> None:
            QDesktopServices.openUrl(QUrl.fromLocalFile(path))

        told = Message(N_("The rule book is at {path}."), {"path": path})
        self.desk.problems.done(told, (Message(N_("Open")), look))

    def _unwritten(self, error: Exception) -> None:
        self.print_button.setEnabled(True)
        self.desk.problems.tell(error)

    # showing ----------------------------------------------------------------------------------------------------

    def _say(self) -> None:
        t, lines = self.desk.texts.t, self._lines
        if lines is None:
            self.number.setText("")
            return
        on = sum(one.in_force for one in lines.rules)
        tuned = sum(one.tuned for one in lines.rules)
        told = t(
            N_("{n} in force on {day} · {tuned} tuned here"), n=on, day=self.desk.day.value.isoformat(), tuned=tuned
        )
        self.number.setText(told)
        self.say(told)

    @override
    def render_texts(self) -> None:
        t = self.desk.texts.t
        self.call_it(t(N_("Rules")))
        for at, text in enumerate(TABS):
            self.tabs.setTabText(at, t(text))
        self.listing.render_texts()
        self.page.render_texts()
        self.overlay.render_texts()
        self.coverage.render_texts()
        self._show_progress()
        self._say()
