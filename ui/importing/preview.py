"""Step two: the counters as filters, the rows or problems behind the chosen one, how complete the columns are."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QFrame, QPushButton, QSplitter, QStackedLayout, QWidget

from auditor.i18n import N_
from auditor.importing.read import Mend
from ui.importing.completeness import CompletenessView, Fed
from ui.importing.digest import LEVELS
from ui.importing.lines import Listed, Located, listed, rows_listed, there_are
from ui.importing.problem_view import HEIGHT, ProblemView
from ui.importing.sentences import FILTERS, refusal, shown_of
from ui.importing.state import COMPLETENESS, MENDED, ImportState, Step
from ui.kit import parts
from ui.kit.desk import Desk
from ui.kit.flow import Flow
from ui.kit.small_table import Line, SmallTable

TABLE_LEAST = 84
"""A header and two rows."""


class PreviewCard(QFrame):
    """What would happen, row by row; where something is wrong, its surroundings and the way to mend it."""

    filtered = Signal(str)
    located = Signal(object)
    """A problem (Located) that the person looks at."""
    unmended = Signal(object)
    """A Mend to be taken back."""
    again = Signal()
    """Read the files again."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._titles: tuple[str, ...] = ()
        texts = desk.texts
        parts.mark(self, "card")
        self.title = parts.label(texts, N_("2  Preview"), "section")
        self.stale = parts.plain_label("", wrap=True)
        self.refresh = parts.button(texts, N_("Read again"), self.again.emit, "quiet")
        self.stale_bar = parts.warning_bar(desk.theme, self.stale, self.refresh)
        self.note = parts.plain_label("", "caption")
        self.table = SmallTable()
        texts.name(self.table, N_("Rows of the chosen counter"))
        self.table.setMinimumHeight(TABLE_LEAST)
        self.table.selectionModel().currentRowChanged.connect(self._moved)
        self.table.activated.connect(lambda _: self.problem.to_mending())
        self.take_back = parts.button(texts, N_("Take this mend back"), self._unmend)
        self.problem: ProblemView = ProblemView(desk)
        self.completeness = CompletenessView(desk)
        self.why = parts.plain_label("", "refusal", wrap=True, selectable=True)
        self.hint = parts.plain_label("", "", wrap=True, selectable=True)
        self.retry = parts.button(texts, N_("Read again"), self.again.emit)
        self.nothing = parts.plain_label("", "muted", wrap=True)
        self.nothing.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._lay_out()

    def _lay_out(self) -> None:
        split = QSplitter(Qt.Orientation.Vertical)
        split.addWidget(self.table)
        split.addWidget(self.problem)
        # What five rows need is all that the surroundings take; the list has the rest.
        split.setStretchFactor(0, 1)
        split.setStretchFactor(1, 0)
        split.setSizes([2 * TABLE_LEAST, HEIGHT + TABLE_LEAST])
        split.setChildrenCollapsible(False)
        told = parts.column(self.why, self.hint, 4, parts.row(self.retry, None), None, gap=6, margins=(0, 12, 0, 0))
        refused = parts.box(told)
        self._area = QStackedLayout()
        for page in (split, self.completeness, refused, self.nothing):
            self._area.addWidget(page)
        self._chips = QWidget()
        *counters, completeness = self._filters()
        self._chips.setLayout(Flow(*counters))
        head = parts.row(self.title, None, completeness, gap=8)
        body = parts.column(head, self.stale_bar, self._chips, gap=8, margins=(12, 10, 12, 10))
        body.addLayout(self._area, 1)
        body.addLayout(parts.row(self.note, None, self.take_back))
        self.setLayout(body)

    def _filters(self) -> list[QWidget]:
        self.chips: dict[str, QPushButton] = {}
        group = QButtonGroup(self)
        for name in FILTERS:
            chip = QPushButton()
            chip.setCheckable(True)
            parts.mark(chip, "facet")
            chip.toggled.connect(lambda on, wanted=name: self.filtered.emit(wanted) if on else None)
            group.addButton(chip)
            self.chips[name] = chip
        return list(self.chips.values())

    # showing ----------------------------------------------------------------------------------------------------

    def show_state(self, state: ImportState, fed: Fed, *, outdated: bool) -> None:
        """Show the preview of this state; ``outdated`` when the workspace was changed since."""
        tr = self._desk.texts.translator
        again = state.step is Step.READING and state.digest is not None
        written = N_("Somebody has written since: what would happen may no longer be what is shown.")
        self.stale.setText(tr.t(N_("Being read again…") if again else written))
        self.stale_bar.setVisible(again or outdated)
        self.refresh.setVisible(not again)
        self._chips.setVisible(state.digest is not None)
        self._show_chips(state)
        self._say_note("")
        open_still = state.digest is not None and state.step in (Step.PREVIEW, Step.READING)
        self.take_back.setVisible(state.filter == MENDED and open_still and bool(state.mends))
        if state.digest is None:
            self._show_nothing(state)
        elif state.filter == COMPLETENESS:
            self._area.setCurrentIndex(1)
            self.completeness.show_state(state, fed)
        else:
            self._show_rows(state)

    def _show_chips(self, state: ImportState) -> None:
        tr = self._desk.texts.translator
        for name, chip in self.chips.items():
            word = tr.t(FILTERS[name])
            number = len(state.mends) if name == MENDED else state.counts.get(name)
            chip.setText(word if number is None else f"{word} {number:,}")
            told = state.digest is not None
            chip.setVisible(told and (name != MENDED or bool(state.mends)))
            chip.setProperty("nothing", number == 0)
            parts.mark(chip, "facet")
            with QSignalBlocker(chip):
                chip.setChecked(name == state.filter)

    def _show_nothing(self, state: ImportState) -> None:
        tr = self._desk.texts.translator
        if state.refusal is not None:
            self._say_refused(*refusal(state.refusal, tr))
            return
        words = N_("Being read…") if state.step is Step.READING else N_("The preview was stopped.")
        self.nothing.setText(tr.t(words))
        if state.step is Step.READING:
            self._area.setCurrentIndex(3)
        else:
            self._say_refused(tr.t(words), "", "")

    def _say_refused(self, why: str, hint: str, what: str = "refusal") -> None:
        self.why.setText(why)
        parts.mark(self.why, what)
        self.hint.setText(hint)
        self.hint.setVisible(bool(hint))
        self.why.setAccessibleName(f"{why} {hint}".strip())
        self._area.setCurrentIndex(2)

    def _show_rows(self, state: ImportState) -> None:
        tr = self._desk.texts.translator
        rows = listed(state, tr)
        if not rows.lines:
            self.nothing.setText(tr.t(N_("No row of these files is here.")))
            self._area.setCurrentIndex(3)
            return
        self._area.setCurrentIndex(0)
        problems = state.filter in LEVELS
        self.problem.setVisible(problems)
        self.problem.offer_mending(on=state.step in (Step.PREVIEW, Step.READING))
        at = self._where(rows, max(0, self.table.currentIndex().row()))
        with QSignalBlocker(self.table.selectionModel()):
            lines = [Line(texts, told) for texts, told in rows.lines]
            self.table.show_lines(rows.titles, lines, gives=rows.gives)
            row = self.table.small.lines.index(lines[at])
            self.table.selectRow(row)
        self._titles = rows.titles
        self._say_note(shown_of(rows_listed(state), there_are(state), tr))
        if problems:
            self._look_at(row)

    def _say_note(self, text: str) -> None:
        self.note.setText(text)
        self.note.setVisible(bool(text))

    def _where(self, rows: Listed, row: int) -> int:
        """The problem that was looked at, where it still stands; else the one that took its place."""
        before = self.problem.shown
        for number, (_, told) in enumerate(rows.lines):
            if isinstance(told, Located) and before is not None and _place(told) == _place(before):
                return number
        return min(row, len(rows.lines) - 1) if rows.titles == self._titles else 0

    def _unmend(self) -> None:
        row = self.table.currentIndex().row()
        if row >= 0 and isinstance(mend := self.table.small.lines[row].payload, Mend):
            self.unmended.emit(mend)

    def _moved(self, index: QModelIndex, before: QModelIndex) -> None:
        if index.isValid():
            self._look_at(index.row())

    def _look_at(self, row: int) -> None:
        told = self.table.small.lines[row].payload
        if isinstance(told, Located):
            self.problem.show_problem(told)
            self.located.emit(told)


def _place(one: Located) -> tuple[object, str, str]:
    return (one.sheet.path, one.problem.sheet, one.problem.cell)
