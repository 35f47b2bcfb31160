"""The history of imports: when, who, which files, how many rows, what was taken back; and taking one back."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, Signal
from PySide6.QtWidgets import QStackedLayout, QWidget

from auditor.i18n import N_, Translator
from auditor.services.changes import ChangeLine
from ui.kit import parts
from ui.kit.desk import Desk
from ui.kit.small_table import Line, SmallTable
from ui.kit.texts import begun

TITLES = (N_("Change"), N_("When"), N_("By whom"), N_("Rows written"), N_("State"), N_("Files"))
AT_ONCE = 200


class HistoryPage(QWidget):
    """A page of the room; the import itself stays as it was behind it."""

    undo = Signal(int)
    """Take this change back."""
    back = Signal()
    more = Signal(int)
    """Ask for the imports before this change."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        texts = desk.texts
        self._lines: tuple[ChangeLine, ...] = ()
        self._busy = False
        self.title = parts.label(texts, N_("Imports so far"), "title")
        self.close_button = parts.button(texts, N_("Back to the import"), self.back.emit)
        self.table = SmallTable()
        texts.name(self.table, N_("Imports so far"))
        self.table.setSortingEnabled(False)
        self.table.selectionModel().currentRowChanged.connect(self._moved)
        self.why = parts.plain_label("", "muted", wrap=True, selectable=True)
        self.button = parts.button(texts, N_("Take this import back"), self._undo)
        self.more_button = parts.button(texts, N_("Show more"), self._ask_more, "quiet")
        self.nothing = parts.EmptyState(texts, N_("Nothing was imported yet; each import will stand here."))
        foot = parts.row(self.why, self.more_button, self.button, gap=8)
        foot.setStretch(0, 1)
        listed = parts.column(self.table, foot, gap=8)
        self._area = QStackedLayout()
        self._area.addWidget(parts.card(self.nothing))
        self._area.addWidget(parts.card(listed, padding=12))
        head = parts.row(self.title, None, self.close_button, gap=8)
        body = parts.column(head, gap=12)
        body.addLayout(self._area, 1)
        self.setLayout(body)

    def show_state(self, lines: tuple[ChangeLine, ...], *, busy: bool) -> None:
        """Show these imports, the latest first."""
        tr = self._desk.texts.translator
        self._lines = lines
        self._busy = busy
        self.table.show_lines([tr.t(title) for title in TITLES], [Line(history_line(one, tr), one) for one in lines])
        self.more_button.setVisible(bool(lines) and len(lines) % AT_ONCE == 0)
        self._area.setCurrentIndex(1 if lines else 0)
        if lines and not self.table.currentIndex().isValid():
            self.table.selectRow(0)
        self._show_foot()

    def _moved(self, index: QModelIndex, before: QModelIndex) -> None:
        self._show_foot()

    @property
    def _at(self) -> ChangeLine | None:
        one = self.table.payload()
        return one if isinstance(one, ChangeLine) else None

    def _show_foot(self) -> None:
        one, tr = self._at, self._desk.texts.translator
        self.button.setEnabled(one is not None and one.undoable and not self._busy)
        self.why.setText("" if one is None or one.kept is None else tr.t(one.kept))

    def _undo(self) -> None:
        if self._at is not None:
            self.undo.emit(self._at.number)

    def _ask_more(self) -> None:
        if self._lines:
            self.more.emit(self._lines[-1].number)


def history_line(one: ChangeLine, tr: Translator) -> tuple[str, ...]:
    """An import as a line."""
    if one.undone_by is not None:
        stands = tr.t(N_("taken back by change {by}"), by=one.undone_by)
    else:
        stands = tr.t(N_("stands")) if one.undoable else tr.t(N_("changed later"))
    files = tr.both("、", ", ").join(one.files) or one.why
    return (f"{one.number}", one.at.isoformat(" ", "minutes"), tr.t(one.who), f"{one.rows:,}", begun(stands), files)
