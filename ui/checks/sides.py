"""A stored run from its sides: a table by rule, subject, unit or owner, and rules against units as a heat map."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QModelIndex, Signal
from PySide6.QtWidgets import QStackedLayout, QWidget

from auditor.i18n import N_
from auditor.services.run_parts import MapCell, RunMap, RunPart, RunParts, Side
from auditor.services.runs import StoredRun
from ui.checks.presenter import PART_TITLES, SIDE_TITLES, SIDE_WORDS, RuleWords, Scope, heat_grid, mark, part_line
from ui.kit import parts
from ui.kit.desk import Desk
from ui.kit.heat import HeatMap
from ui.kit.small_table import Line, SmallTable

SIDES: tuple[Side, ...] = ("rule", "subject", "unit", "owner")
MAP_COLUMN = 96


class RunSides(QWidget):
    """Reads one side of the run at a time; ``wanted`` gives the Scope of the line or cell that was opened."""

    wanted = Signal(object)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._run: StoredRun | None = None
        self._rules: dict[str, RuleWords] = {}
        self._parts: tuple[RunPart, ...] = ()
        self._cells: tuple[MapCell, ...] = ()
        self.side: Side | str = "rule"
        self.table = SmallTable(desk.theme)
        desk.texts.name(self.table, N_("Parts of this run"))
        self.map = HeatMap(desk, desk.theme.px(MAP_COLUMN))
        desk.texts.name(self.map, N_("Rules against teams"))
        self.nothing = parts.EmptyState(desk.texts, N_("Nothing in this run is out of order."))
        self.buttons = {side: parts.toggle(desk.texts, SIDE_WORDS[side]) for side in SIDE_WORDS}
        for side, button in self.buttons.items():
            button.setAutoExclusive(True)
            # A screen reader ticks a button without clicking it.
            button.toggled.connect(lambda on, side=side: self.turn(side) if on and self.side != side else None)
        self.area = QStackedLayout()
        for widget in (self.table, self.map, self.nothing):
            self.area.addWidget(widget)
        whole = parts.column(parts.row(*self.buttons.values(), None, gap=4), gap=8)
        whole.addLayout(self.area, 1)
        self.setLayout(whole)
        self.table.activated.connect(self._opened)
        self.table.doubleClicked.connect(self._opened)
        self.map.activated.connect(lambda _index: self._cell_opened())
        self.map.doubleClicked.connect(lambda _index: self._cell_opened())
        self.buttons["rule"].setChecked(True)

    def show_run(self, run: StoredRun | None, rules: dict[str, RuleWords]) -> None:
        """Show this run; it is read again only where it is another one."""
        self._rules = rules
        if run is not None and (self._run is None or run.id != self._run.id):
            self._run = run
            self.turn(self.side)
        self.render_texts()

    def turn(self, side: str) -> None:
        """Show another side."""
        self.side = side
        self.buttons[side].setChecked(True)
        if self._run is None:
            return
        if side in ("unit map", "owner map"):
            by = "unit" if side == "unit map" else "owner"
            query = RunMap(self._run.id, by)  # type: ignore[arg-type]  # one of its two words
            self._desk.tasks.ask(query, self._mapped, owner=self, slot="side")
        else:
            self._desk.tasks.ask(RunParts(self._run.id, side), self._read, owner=self, slot="side")  # type: ignore[arg-type]

    def _read(self, found: tuple[RunPart, ...]) -> None:
        self._parts = found
        self.render_texts()

    def _mapped(self, found: tuple[MapCell, ...]) -> None:
        self._cells = found
        self.render_texts()

    def render_texts(self) -> None:
        """Set what is made from data."""
        tr = self._desk.texts.translator
        if self.side in ("unit map", "owner map"):
            self.map.show_grid(heat_grid(self._cells, self._rules, tr))
            self.area.setCurrentWidget(self.map if self._cells else self.nothing)
            return
        titles = [tr.t(SIDE_TITLES[self.side]), *(tr.t(title) for title in PART_TITLES)]
        lines = [
            Line(part_line(part, self.side, self._rules, tr), part, mark("fail", part.severity, 1))
            for part in self._parts
        ]
        self.table.show_lines(titles, lines, gives=0)
        self.area.setCurrentWidget(self.table if lines else self.nothing)

    def _opened(self, index: QModelIndex) -> None:
        part = self.table.small.lines[index.row()].payload
        if isinstance(part, RunPart):
            self.wanted.emit(replace(Scope(), **{self.side: part.key}))  # type: ignore[arg-type]  # each a text

    def _cell_opened(self) -> None:
        cell = self.map.cell()
        if cell is not None and isinstance(cell.payload, MapCell):
            place = "unit" if self.side == "unit map" else "owner"
            scope = Scope(rule=cell.payload.rule)
            self.wanted.emit(replace(scope, **{place: cell.payload.place}))  # type: ignore[arg-type]  # a text
