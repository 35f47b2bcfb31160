"""Step one: the files, their sheets, and the columns of the sheet that is looked at."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QModelIndex, QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QFrame, QSizePolicy, QSplitter, QStackedWidget

from auditor.i18n import N_
from auditor.services.mappings import MappingInfo
from ui.importing.columns_box import ColumnsBox
from ui.importing.mapping_box import MappingBox
from ui.importing.matching import matches, sheet_line
from ui.importing.sentences import place_name
from ui.importing.sheet_box import SheetBox
from ui.importing.state import ImportState, Other, Step
from ui.kit import parts
from ui.kit.desk import Desk
from ui.kit.scrolling import Area
from ui.kit.small_table import Line, SmallTable
from ui.kit.texts import begun

NARROWEST = 300
HEADER = 32
SHEETS_AT_ONCE = 6
"""More sheets than these are scrolled, so that the columns keep their room."""
LEAST = 300
"""Height of sheets and columns below which the card is scrolled."""
SHEET_TITLES = (N_("Sheet"), N_("Rows"), N_("Refused"))


class FilesCard(QFrame):
    """Files and mapping; everything here can be changed while the preview stands beside it."""

    removed = Signal(object)
    """A file (Path) is to be taken out."""
    sheet_picked = Signal(object)
    """The index of the sheet to look at; None for all."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        texts = desk.texts
        parts.mark(self, "card")
        self.title = parts.label(texts, N_("1  Files and columns"), "section")
        self.mapping = MappingBox(desk)
        self._files = parts.column(gap=2)
        self.sheets = SmallTable()
        texts.name(self.sheets, N_("Sheets of the files"))
        self.sheets.setSortingEnabled(False)
        self.sheets.selectionModel().currentRowChanged.connect(self._picked)
        self.columns = ColumnsBox(desk)
        self.sheet_box = SheetBox(desk)
        self._other: Other | None = None
        self._below = QSplitter(Qt.Orientation.Vertical)
        self._below.addWidget(self.sheets)
        self._detail = QStackedWidget()
        self._detail.addWidget(self.columns)
        self._detail.addWidget(self.sheet_box)
        self._below.addWidget(self._detail)
        self._below.setStretchFactor(0, 0)
        self._below.setStretchFactor(1, 1)
        self._below.setChildrenCollapsible(False)
        self._below.setHandleWidth(8)
        self._below.setMinimumHeight(LEAST)
        body = parts.column(self.title, self._files, self.mapping, gap=8, margins=(12, 10, 12, 10))
        body.addWidget(self._below, 1)
        body.addStretch(0)
        area = Area()
        area.setWidget(parts.box(body, "bare"))
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setLayout(parts.column(area))
        # As wide as the splitter says: what it shows must not push the preview aside.
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.setMinimumWidth(NARROWEST)
        self._shown_files: tuple[Path, ...] = ()
        self._listed = 0

    def show_state(self, state: ImportState, mappings: tuple[MappingInfo, ...]) -> None:
        """Show the files and what is known of them."""
        self._show_files(state)
        self.mapping.show_state(state, mappings)
        self._show_sheets(state)
        self.columns.show_state(matches(state.digest, state.sheet), enabled=state.step is Step.PREVIEW)
        self._below.setVisible(state.digest is not None or bool(state.others))
        self._show_detail(state)

    def _show_detail(self, state: ImportState) -> None:
        if self._other is not None:
            self.sheet_box.show_state(self._other)
            self.sheet_box.setEnabled(state.step in (Step.PREVIEW, Step.REFUSED))
        self._detail.setCurrentIndex(0 if self._other is None else 1)

    def _show_files(self, state: ImportState) -> None:
        if state.files != self._shown_files:
            self._shown_files = state.files
            parts.empty(self._files)
            for file in state.files:
                self._files.addWidget(self._file(file))
        self._enable_removal(on=state.step not in (Step.STORING, Step.DONE))

    def _file(self, file: Path) -> QFrame:
        desk = self._desk
        name = parts.plain_label(file.name)
        name.setToolTip(str(file))
        words = desk.texts.t(N_("Take {file} out"), file=file.name)
        remove = parts.icon_button(desk.texts, desk.theme, "close", "", lambda: self.removed.emit(file))
        remove.setToolTip(words)
        remove.setAccessibleName(words)
        remove.setFixedSize(24, 24)
        made = QFrame()
        layout = parts.row(name, remove, gap=4)
        layout.setStretch(0, 1)
        made.setLayout(layout)
        return made

    def _enable_removal(self, *, on: bool) -> None:
        for number in range(self._files.count()):
            item = self._files.itemAt(number)
            widget = None if item is None else item.widget()
            if widget is not None:
                widget.setEnabled(on)

    def _show_sheets(self, state: ImportState) -> None:
        tr = self._desk.texts.translator
        several = len(state.files) > 1
        lines = []
        if state.digest is not None:
            every = sum(number for name, number in state.totals.items() if name != "warned")
            lines.append(Line((tr.t(N_("All sheets")), f"{every:,}", _some(state.totals["refused"])), None))
            for number, one in enumerate(state.digest.sheets):
                lines.append(Line((place_name(state, one, tr), *sheet_line(one)), number))
        for other in state.others:
            title = f"{other.file} · {other.sheet.title}" if several else other.sheet.title
            lines.append(Line((title, "–", begun(tr.t(N_("not taken")))), other))
        if self._other not in state.others:
            self._other = None if state.digest is not None else next(iter(state.others), None)
        wanted = state.sheet if self._other is None else self._other
        at = next((row for row, line in enumerate(lines) if line.payload == wanted), 0)
        with QSignalBlocker(self.sheets.selectionModel()):
            self.sheets.show_lines([tr.t(title) for title in SHEET_TITLES], lines, gives=0)
            if lines:
                self.sheets.selectRow(at)
        if len(lines) != self._listed:
            self._listed = len(lines)
            height = HEADER + min(len(lines), SHEETS_AT_ONCE) * self.sheets.verticalHeader().defaultSectionSize()
            self._below.setSizes([height, max(LEAST, self._below.height() - height)])

    def _picked(self, index: QModelIndex, before: QModelIndex) -> None:
        if not index.isValid():
            return
        payload = self.sheets.small.lines[index.row()].payload
        self._other = payload if isinstance(payload, Other) else None
        self.sheet_picked.emit(None if self._other is not None else payload)


def _some(number: int) -> str:
    return f"{number:,}" if number else ""
