"""Whom a rule finds not in order, and whom it cannot judge: the first of them, with the way to each."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex
from PySide6.QtWidgets import QButtonGroup, QPushButton, QWidget

from auditor.i18n import N_, Translator
from auditor.services.rule_pages import AllConcerned, Concerned, RuleConcerns
from auditor.services.shown import result_word, severity_word
from ui.kit import parts
from ui.kit.desk import Desk, Place
from ui.kit.small_table import Line, SmallTable
from ui.kit.tasks import Lane
from ui.kit.texts import begun
from ui.rules.presenter import type_word

TITLES = (N_("Who"), N_("Code"), N_("Name"), N_("Answer"), N_("Team"), N_("In charge"))
FILTERS = {"": N_("All"), "fail": N_("Not in order"), "unknown": N_("Data missing")}


class Concerns(QWidget):
    """A table of subjects; Enter or a double click opens the profile."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._rule = ""
        self._found: AllConcerned | None = None
        self._result = ""
        texts = desk.texts
        self.chips: dict[str, QPushButton] = {}
        group = QButtonGroup(self)
        for result, text in FILTERS.items():
            chip = QPushButton()
            chip.setCheckable(True)
            parts.mark(chip, "facet")
            # A screen reader ticks a button without clicking it.
            chip.toggled.connect(lambda on, one=result: self.narrow(one) if on and self._result != one else None)
            texts.name(chip, text)
            group.addButton(chip)
            self.chips[result] = chip
        self.chips[""].setChecked(True)
        self.sentence = parts.plain_label("", "muted", wrap=True)
        self.table = SmallTable()
        texts.name(self.table, N_("Who is concerned"))
        self.table.activated.connect(self._go)
        self.table.doubleClicked.connect(self._go)
        self.why = parts.button(texts, N_("Why"), self._explain)
        self.why.setEnabled(False)
        self.table.selectionModel().currentRowChanged.connect(self._moved)
        line = parts.row(*self.chips.values(), None, self.why, gap=6)
        layout = parts.column(line, self.sentence, self.table, margins=(0, 8, 0, 0))
        layout.setStretch(2, 1)
        self.setLayout(layout)

    def open(self, rule: str, result: str) -> None:
        """Ask who is concerned by a rule."""
        if rule != self._rule:
            self._found = None
        self._rule, self._result = rule, result
        self.chips[result].setChecked(True)
        self.read()
        self.render_texts()

    def narrow(self, result: str) -> None:
        """Only those not in order, or only those without data."""
        self._result = result
        self.read()

    def read(self) -> None:
        """Judge this one rule over everybody."""
        core, query = self._desk.tasks.core, RuleConcerns(self._rule, self._desk.day.value, self._result)
        if core is not None and self._rule:
            self._desk.tasks.read(lambda: core.ask(query), self._read, owner=self, slot="who", lane=Lane.JUDGE)

    def _read(self, found: AllConcerned) -> None:
        self._found = found
        self.render_texts()

    def _moved(self, index: QModelIndex, _before: QModelIndex) -> None:
        self.why.setEnabled(index.isValid())

    def _explain(self) -> None:
        """The conditions of this rule for the chosen subject, one by one."""
        index = self.table.currentIndex()
        one = self.table.small.lines[index.row()].payload if index.isValid() else None
        if isinstance(one, Concerned):
            self._desk.go(Place("explain", (one.type, one.code, self._rule)))

    def _go(self, index: QModelIndex) -> None:
        one = self.table.small.lines[index.row()].payload
        if isinstance(one, Concerned):
            self._desk.go(Place("profile", (one.type, one.code)))

    def render_texts(self) -> None:
        """Everything made from data, again."""
        tr = self._desk.texts.translator
        found = self._found
        counts = {} if found is None else found.counts
        for result, chip in self.chips.items():
            number = sum(counts.values()) if not result else counts.get(result, 0)
            chip.setText(tr.t(FILTERS[result]) if found is None else f"{tr.t(FILTERS[result])} {number:,}")
        self.sentence.setText(self._sentence(tr))
        first = () if found is None else found.first
        several = len({one.type for one in first}) > 1
        start = 0 if several else 1  # the type is said where there is more than one
        lines = [Line(_line(one, tr)[start:], one) for one in first]
        self.table.show_lines([tr.t(title) for title in TITLES[start:]], lines, gives=2 - start)
        self.why.setEnabled(False)

    def _sentence(self, tr: Translator) -> str:
        if self._found is None:
            return tr.t(N_("Judging this rule over everybody…"))
        total, shown = sum(self._found.counts.values()), len(self._found.first)
        wanted = total if not self._result else self._found.counts.get(self._result, 0)
        if not wanted:
            return tr.t(N_("Nobody on {day}."), day=self._desk.day.value.isoformat())
        if shown < wanted:
            return tr.t(N_("The first {shown} of {total}, the gravest first."), shown=shown, total=f"{wanted:,}")
        return tr.t(N_("As of {day}; Enter opens the profile."), day=self._desk.day.value.isoformat())


def _line(one: Concerned, tr: Translator) -> tuple[str, ...]:
    answer = result_word(tr, one.result)
    if one.severity is not None:
        answer = severity_word(tr, one.severity)
    if one.result == "fail" and not one.curable:
        answer = tr.t(N_("on record, cannot be mended"))
    return begun(type_word(one.type, tr)), one.code, one.name, begun(answer), one.unit, one.owner
