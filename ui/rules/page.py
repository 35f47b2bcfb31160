"""One rule: its head, and tabs to read it, tune it, see whom it concerns, and its examples."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QStackedLayout, QTabWidget, QWidget

from auditor.i18n import N_
from auditor.services.rule_pages import RulePage, RuleShown
from ui.kit import parts
from ui.kit.chips import Answer, Chip, ChipButton
from ui.kit.desk import Desk
from ui.kit.flow import Flow
from ui.rules import presenter, reading
from ui.rules.concerns import Concerns
from ui.rules.form import Form

ABOUT, TUNE, WHO, EXAMPLES = range(4)
TABS = (N_("What it asks"), N_("Tune"), N_("Who is concerned"), N_("Examples"))


class Page(QWidget):
    """The right side of the rules room."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._page: RulePage | None = None
        self._rule = ""
        texts = desk.texts
        self.none = parts.EmptyState(
            texts, N_("Choose a rule: here stands what it asks, by which law, and whom it concerns.")
        )
        self.heading = parts.plain_label("", "title", wrap=True, selectable=True)
        self.marks = QWidget()
        self.about = reading.Reading(desk, TABS[ABOUT])
        self.form = Form(desk)
        self.who = Concerns(desk)
        self.tried = reading.Reading(desk, TABS[EXAMPLES])
        self.tabs = QTabWidget()
        for widget in (self.about, self.form, self.who, self.tried):
            self.tabs.addTab(widget, "")
        self.tabs.currentChanged.connect(self._turned)
        self._head = parts.column(self.heading, gap=4)
        body = parts.column(self._head, self.tabs, margins=(16, 12, 0, 0))
        body.setStretch(1, 1)
        self._area = QStackedLayout(self)
        self._area.addWidget(self.none)
        self._area.addWidget(parts.box(body))
        self.form.edited.connect(self._name_tabs)
        self._name_tabs()

    @property
    def page(self) -> RulePage | None:
        """The rule that is shown."""
        return self._page

    def open(self, rule: str) -> None:
        """Show a rule, on the tab that is open."""
        if rule != self._rule:
            self._rule = rule
            self.read()
            self._turned(self.tabs.currentIndex())

    def open_who(self, rule: str, result: str) -> None:
        """Show whom a rule concerns."""
        self._rule = rule
        self.read()
        self.tabs.blockSignals(True)
        self.tabs.setCurrentIndex(WHO)
        self.tabs.blockSignals(False)
        self.who.open(rule, result)

    def read(self) -> None:
        """Ask for the rule again."""
        if self._rule:
            query = RuleShown(self._rule, self._desk.day.value)
            self._desk.tasks.ask(query, self._read, owner=self, slot="rule")
            if self.tabs.currentIndex() == WHO:
                self.who.read()

    def _read(self, page: RulePage) -> None:
        if page.line.id != self._rule:
            return
        self._page = page
        self._area.setCurrentIndex(1)
        self.form.open(page)
        self._fill()

    def _turned(self, at: int) -> None:
        if at == WHO and self._rule:
            self.who.open(self._rule, "")

    def _fill(self) -> None:
        page = self._page
        if page is None:
            return
        tr, desk = self._desk.texts.translator, self._desk
        self.heading.setText(f"{page.line.id}  {tr.both(*page.line.title)}")
        chip = ChipButton(Chip(Answer[page.line.severity.upper()]), desk.theme, desk.texts.t)
        chip.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        chip.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        said = [presenter.effect_words(page.line.effect, tr), presenter.subjects(page.line, tr)]
        said += presenter.marks(page.line, tr)
        labels = [parts.plain_label(one, "caption") for one in said]
        self._head.removeWidget(self.marks)
        self.marks.hide()
        self.marks.deleteLater()
        self.marks = parts.box(Flow(chip, *labels, gap=12))
        self._head.addWidget(self.marks)
        self.about.fill(reading.about(page, desk.day.value, desk))
        self.tried.fill(reading.examples(page, desk))
        self._name_tabs()

    def _name_tabs(self) -> None:
        t = self._desk.texts.t
        for at, text in enumerate(TABS):
            self.tabs.setTabText(at, t(text))
        draft = self.form.draft
        if draft is not None and draft.changed:
            self.tabs.setTabText(TUNE, f"{t(TABS[TUNE])} •")
        if self._page is not None and self._page.examples:
            self.tabs.setTabText(EXAMPLES, f"{t(TABS[EXAMPLES])} {len(self._page.examples)}")

    def render_texts(self) -> None:
        """Everything made from data, again."""
        self._fill()
        self.form.render_texts()
        self.who.render_texts()
        self._name_tabs()
