"""A run beside an earlier one: how many findings took which turn, and those of the turns that are chosen."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, QSignalBlocker
from PySide6.QtWidgets import QComboBox, QWidget

from auditor.i18n import N_, Translator
from auditor.services.comparing import TURN_WORDS, TURNS, Compared, ComparedFinding, ComparedFindings, CompareRuns, Turn
from auditor.services.runs import StoredRun
from ui.checks.presenter import (
    COMPARED_TITLES,
    FINDINGS_AT_ONCE,
    RuleWords,
    compared_line,
    compared_sentence,
    mark,
    run_name,
)
from ui.kit import parts
from ui.kit.chips import Answer
from ui.kit.desk import Desk, Place
from ui.kit.small_table import Line, SmallTable
from ui.kit.texts import begun

AT_FIRST: tuple[Turn, ...] = ("new", "back")
TOLD: tuple[Turn, ...] = ("new", "back", "changed")
"""What the day's page counts."""


def _mark(one: ComparedFinding) -> dict[int, Answer]:
    return mark(one.result or one.was, one.severity or one.was_severity)


class Beside(QWidget):
    """Compares the open run with one that is picked, the one before it at first."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._run: StoredRun | None = None
        self._runs: Sequence[StoredRun] = ()
        self._rules: dict[str, RuleWords] = {}
        self.compared: Compared | None = None
        self.findings: list[ComparedFinding] = []
        texts = desk.texts
        self.other = QComboBox()
        self.other.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        texts.name(self.other, N_("The run to compare with"))
        self.other.currentIndexChanged.connect(lambda _: self._compare())
        self.turns = {turn: parts.toggle(texts, TURN_WORDS[turn]) for turn in TURNS}
        for turn, button in self.turns.items():
            button.setChecked(turn in AT_FIRST)
            button.toggled.connect(lambda _on: self._narrow())
        self.failing = parts.toggle(texts, N_("Not in order now"))
        self.failing.toggled.connect(lambda _on: self._compare())
        self.sentence = parts.plain_label("", "muted", wrap=True)
        self.table = SmallTable(desk.theme)
        texts.name(self.table, N_("What changed between the runs"))
        self.more = parts.button(texts, N_("Show more"), self._ask_more, "quiet")
        self.more.hide()
        head = parts.row(
            parts.label(texts, N_("Compare with"), "label"),
            self.other,
            8,
            *self.turns.values(),
            8,
            self.failing,
            None,
            gap=4,
        )
        self.setLayout(parts.column(head, self.sentence, self.table, self.more, gap=6))
        self.table.activated.connect(self._go)
        self.table.doubleClicked.connect(self._go)

    def show_run(self, run: StoredRun | None, runs: Sequence[StoredRun], rules: dict[str, RuleWords]) -> None:
        """Compare this run; asked again only where the runs are others."""
        self._rules = rules
        before = [one.id for one in self._runs]
        if run is None or ((self._run and self._run.id) == run.id and before == [one.id for one in runs]):
            self.render_texts()
            return
        self._run, self._runs = run, runs
        with QSignalBlocker(self.other):
            self.other.clear()
            for one in runs:
                if one.id != run.id:
                    self.other.addItem(run_name(one, self._desk.texts.translator), one.id)
            earlier = [place for place in range(self.other.count()) if self.other.itemData(place) < run.id]
            self.other.setCurrentIndex(earlier[0] if earlier else -1)
        self._compare()

    def set_against(self, other: int | None, turn: Turn | None = None) -> None:
        """Compare with this run what is not in order now, of one turn or of all that the day's page counts."""
        at = self.other.findData(other)
        wanted = TOLD if turn is None else (turn,)
        with QSignalBlocker(self.other):
            if at >= 0:
                self.other.setCurrentIndex(at)
        for widget, on in (*((button, name in wanted) for name, button in self.turns.items()), (self.failing, True)):
            with QSignalBlocker(widget):
                widget.setChecked(on)
        self._compare()

    @property
    def chosen(self) -> tuple[Turn, ...]:
        """The turns that are shown."""
        return tuple(turn for turn in TURNS if self.turns[turn].isChecked())

    def _compare(self) -> None:
        self.compared, self.findings = None, []
        other = self.other.currentData()
        if self._run is not None and other is not None:
            query = CompareRuns(self._run.id, int(other), self.failing.isChecked())
            self._desk.tasks.ask(query, self._counted, owner=self, slot="compared")
        self.render_texts()

    def _counted(self, compared: Compared) -> None:
        self.compared = compared
        self._narrow()

    def _narrow(self) -> None:
        self.findings = []
        self._ask_more()

    def _ask_more(self) -> None:
        if self.compared is None or not self.chosen:
            self.more.hide()
            self.render_texts()
            return
        last = self.findings[-1] if self.findings else None
        query = ComparedFindings(
            self.compared.run.id,
            self.compared.against.id,
            self.chosen,
            limit=FINDINGS_AT_ONCE,
            after=(0, "") if last is None else (last.subject_id, last.rule),
            failing=self.failing.isChecked(),
        )
        self._desk.tasks.ask(query, self._more_read, owner=self, slot="turned")

    def _more_read(self, found: tuple[ComparedFinding, ...]) -> None:
        self.findings += found
        self.more.setVisible(len(found) == FINDINGS_AT_ONCE)
        self.render_texts()

    def render_texts(self) -> None:
        """Set what is made from data."""
        tr = self._desk.texts.translator
        for turn, button in self.turns.items():
            count = "" if self.compared is None else f" {self.compared.turns[turn]:,}"
            button.setText(begun(tr.t(TURN_WORDS[turn])) + count)
        self.sentence.setText(self._sentence(tr))
        for place in range(self.other.count()):
            named = next(one for one in self._runs if one.id == self.other.itemData(place))
            self.other.setItemText(place, run_name(named, tr))
        lines = [Line(compared_line(one, self._rules, tr), one, _mark(one)) for one in self.findings]
        self.table.show_lines([tr.t(title) for title in COMPARED_TITLES], lines, gives=3)

    def _sentence(self, tr: Translator) -> str:
        if self._run is None or self.other.currentIndex() >= 0:
            return compared_sentence(self.compared, tr)
        if not self.other.count():
            return tr.t(N_("There is only one run yet: after the next one stands here what changed."))
        return tr.t(N_("This is the first run; pick a later one to see what changed since."))

    def _go(self, index: QModelIndex) -> None:
        one = self.table.small.lines[index.row()].payload
        if isinstance(one, ComparedFinding):
            self._desk.go(Place("profile", (one.type, one.code)))
