"""The left side of the rules room: search, filters, the list, and where its numbers come from."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QLineEdit, QProgressBar, QStackedLayout, QWidget

from auditor.i18n import N_
from auditor.services.rule_pages import RuleLine
from auditor.services.shown import severity_word
from ui.kit import parts
from ui.kit.desk import Desk
from ui.kit.flow import Flow
from ui.kit.refill import refill
from ui.kit.texts import begun
from ui.rules import presenter
from ui.rules.presenter import Counts, Wanted
from ui.rules.tree import RulesView


class Listing(QWidget):
    """Narrows the rules to what is looked for."""

    count_asked = Signal()
    stop_asked = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._rules: tuple[RuleLine, ...] = ()
        self._counts: Counts | None = None
        self._current = ""
        texts = desk.texts
        self.search = QLineEdit()
        self.search.setClearButtonEnabled(True)
        texts.say(self.search, N_("Id, title or subject"), "setPlaceholderText")
        texts.name(self.search, N_("Search the rules"))
        self.pack, self.severity = QComboBox(), QComboBox()
        texts.name(self.pack, N_("Pack"))
        texts.name(self.severity, N_("Severity"))
        for combo in (self.pack, self.severity):
            combo.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
            combo.setMinimumContentsLength(11)
        self.tuned = parts.toggle(texts, N_("Tuned here"))
        self.silent = parts.toggle(texts, N_("Says nothing"))
        texts.say(
            self.silent, N_("Switched off, not in force, applies to nobody, or data always missing"), "setToolTip"
        )
        self.view = RulesView(desk.theme, texts)
        texts.name(self.view, N_("Rules"))
        clear = parts.button(texts, N_("Clear the filters"), self.clear)
        self.nothing = parts.EmptyState(texts, N_("No rule is like that."), clear)
        self.source = parts.plain_label("", "caption")
        self.count = parts.button(texts, N_("Count now"), self.count_asked.emit, "quiet")
        self.stop = parts.button(texts, N_("Cancel"), self.stop_asked.emit, "quiet")
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        texts.name(self.bar, N_("Progress of the count"))
        self._lay_out()
        self._listen()

    def _lay_out(self) -> None:
        self.area = QStackedLayout()
        self.area.addWidget(self.view)
        self.area.addWidget(self.nothing)
        filters = Flow(self.pack, self.severity, self.tuned, self.silent, gap=8)
        layout = parts.column(self.search, filters, gap=8, margins=(0, 12, 0, 0))
        layout.addLayout(self.area, 1)
        layout.addWidget(self.bar)
        layout.addLayout(parts.row(self.source, None, self.count, self.stop))
        self.setLayout(layout)

    def _listen(self) -> None:
        self.search.textChanged.connect(self.narrow)
        for combo in (self.pack, self.severity):
            combo.currentIndexChanged.connect(self.narrow)
        for box in (self.tuned, self.silent):
            box.toggled.connect(self.narrow)
        self.view.chosen.connect(self._chosen)

    # narrowing --------------------------------------------------------------------------------------------------

    @property
    def wanted(self) -> Wanted:
        """What the list is narrowed to."""
        return Wanted(
            self.search.text().strip(),
            str(self.pack.currentData() or ""),
            str(self.severity.currentData() or ""),
            self.tuned.isChecked(),
            self.silent.isChecked(),
        )

    def clear(self) -> None:
        """Show every rule again."""
        self.search.clear()
        for combo in (self.pack, self.severity):
            combo.setCurrentIndex(0)
        for box in (self.tuned, self.silent):
            box.setChecked(False)

    def narrow(self, *_: object) -> None:
        """Show what is wanted."""
        groups = presenter.grouped(self._rules, self.wanted, self._counts, self._desk.texts.translator)
        self.view.show_groups(groups, self._counts, self._current)
        self.area.setCurrentIndex(0 if groups or not self._rules else 1)

    def _chosen(self, rule_id: str) -> None:
        self._current = rule_id

    # showing ----------------------------------------------------------------------------------------------------

    def show_rules(self, rules: tuple[RuleLine, ...]) -> None:
        """Take in the book."""
        self._rules = rules
        self.render_texts()

    def show_counts(self, counts: Counts | None) -> None:
        """Take in how many each rule concerns."""
        self._counts = counts
        self._say_source()
        self.narrow()

    def show_progress(self, done: int, total: int | None, *, busy: bool) -> None:
        """Say how far the count is; ``total`` is the number of pairs of rule and type, as far as known."""
        self.bar.setVisible(busy)
        self.stop.setVisible(busy)
        self.count.setVisible(not busy)
        self.bar.setRange(0, total or 0)
        self.bar.setValue(min(done, total or 0))
        if busy:
            self.source.setText(self._desk.texts.t(N_("Counting who is concerned…")))
        else:
            self._say_source()

    def _say_source(self) -> None:
        self.source.setText(presenter.counted_by(self._counts, self._desk.texts.translator))

    def render_texts(self) -> None:
        """Everything made from data, again."""
        tr = self._desk.texts.translator
        packs = {rule.pack: tr.both(*rule.pack_title) for rule in self._rules}
        _offer(self.pack, tr.t(N_("All packs")), list(packs.items()))
        graded = [(one, begun(severity_word(tr, one))) for one in presenter.SEVERITIES]
        _offer(self.severity, tr.t(N_("Every severity")), graded)
        self.view.size_columns()
        self._say_source()
        self.narrow()


def _offer(combo: QComboBox, everything: str, choices: list[tuple[str, str]]) -> None:
    refill(combo, [(everything, ""), *((text, code) for code, text in choices)], combo.currentData())
