"""Where the rule book says nothing: rules that decide about nobody, and columns that no rule reads."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtWidgets import QSplitter, QStackedLayout, QWidget

from auditor.i18n import N_, Translator
from auditor.model.sheets import BY_NAME
from auditor.services.coverage import Coverage, Covered, Silence
from ui.kit import parts
from ui.kit.desk import Desk
from ui.kit.small_table import Line, SmallTable
from ui.rules.presenter import SILENCES, type_word

TITLES = (N_("Rule"), N_("Title"), N_("Subject"), N_("Applies to"), N_("Data missing"), N_("Why it says nothing"))
COLUMNS = (N_("Sheet"), N_("Columns that no rule reads"))
ORDER = (Silence.ALWAYS_UNKNOWN, Silence.NEVER_APPLIES, Silence.NOBODY, Silence.NEVER_FAILS)


class CoveragePage(QWidget):
    """Made of the count that the list shows."""

    count_asked = Signal()
    opened = Signal(str)
    """A rule that somebody wants to see."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._found: Coverage | None = None
        texts = desk.texts
        count = parts.button(texts, N_("Count now"), self.count_asked.emit, "primary")
        self.empty = parts.EmptyState(
            texts, N_("Here stand rules that decide about nobody, once everybody is judged."), count
        )
        self.sentence = parts.plain_label("", "section", wrap=True)
        self.rules, self.columns = SmallTable(), SmallTable()
        texts.name(self.rules, N_("Rules that say nothing"))
        texts.name(self.columns, N_("Columns that no rule reads"))
        self.rules.activated.connect(self._go)
        self.rules.doubleClicked.connect(self._go)
        split = QSplitter(Qt.Orientation.Vertical)
        split.addWidget(self.rules)
        split.addWidget(self.columns)
        split.setStretchFactor(0, 3)
        split.setStretchFactor(1, 2)
        split.setChildrenCollapsible(False)
        body = parts.column(self.sentence, split, margins=(0, 8, 0, 0))
        body.setStretch(1, 1)
        self._area = QStackedLayout(self)
        self._area.addWidget(self.empty)
        self._area.addWidget(parts.box(body))

    def show_coverage(self, found: Coverage | None) -> None:
        """Take in a count; None: there is none of the day."""
        self._found = found
        self.render_texts()

    def _go(self, index: QModelIndex) -> None:
        one = self.rules.small.lines[index.row()].payload
        if isinstance(one, Covered):
            self.opened.emit(one.rule)

    def render_texts(self) -> None:
        """Everything made from data, again."""
        found = self._found
        self._area.setCurrentIndex(0 if found is None else 1)
        if found is None:
            return
        tr = self._desk.texts.translator
        silent = sorted((one for one in found.rules if one.silence), key=_rank)
        self.sentence.setText(_sentence(found, silent, tr))
        self.rules.show_lines([tr.t(one) for one in TITLES], [Line(_line(one, tr), one) for one in silent], gives=1)
        self.columns.show_lines([tr.t(one) for one in COLUMNS], [Line(one) for one in unread(found, tr)])


def _rank(one: Covered) -> tuple[int, str, str]:
    return ORDER.index(one.silence) if one.silence is not None else len(ORDER), one.rule, one.type


def _sentence(found: Coverage, silent: list[Covered], tr: Translator) -> str:
    counts = {one: sum(1 for line in silent if line.silence is one) for one in ORDER}
    return tr.t(
        N_(
            "As of {day}: {unknown} always without data, {never} applying to nobody, {nobody} without a subject, "
            "{fine} where everybody is in order."
        ),
        day=found.as_of.isoformat(),
        unknown=counts[Silence.ALWAYS_UNKNOWN],
        never=counts[Silence.NEVER_APPLIES],
        nobody=counts[Silence.NOBODY],
        fine=counts[Silence.NEVER_FAILS],
    )


def _line(one: Covered, tr: Translator) -> tuple[str, ...]:
    applies = one.passed + one.failed + one.unknown
    why = "" if one.silence is None else tr.t(SILENCES[one.silence])
    return one.rule, tr.both(*one.title), type_word(one.type, tr), f"{applies:,}", f"{one.unknown:,}", why


def unread(found: Coverage, tr: Translator) -> list[tuple[str, str]]:
    """(sheet, its columns that no rule reads) in the words of the workbook."""
    by_sheet: dict[str, list[str]] = {}
    for sheet, column in found.unread:
        zh = next((one.zh for one in BY_NAME[sheet].fields if one.name == column), column)
        by_sheet.setdefault(sheet, []).append(tr.both(zh, column.replace("_", " ")))
    return [(tr.both(BY_NAME[name].zh, name), tr.t(N_(", ")).join(columns)) for name, columns in by_sheet.items()]
