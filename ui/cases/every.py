"""All cases as a list, closed ones included: page by page, by when they happened or were closed."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedLayout, QWidget

from auditor.i18n import N_, Translator
from auditor.services.cases.every import CaseFilter, CaseFirst, CaseIds, CaseLine, CaseLines
from ui.cases.words import word_of
from ui.editing.inputs import DayInput
from ui.kit import parts
from ui.kit.desk import Desk
from ui.kit.paged_model import PagedModel
from ui.kit.source import Cell, Column, Look, Order, Row
from ui.kit.table import Table

if TYPE_CHECKING:
    from ui.kit.tasks import Core


class EverySource:
    """Asks the core for ids and for lines; ``as_of`` is read when something is asked for."""

    def __init__(self, core: Core | None, as_of: date) -> None:
        self._core = core
        self.as_of = as_of

    def first(self, filter: object, order: Order, size: int) -> list[Row]:
        return _rows(self._ask(CaseFirst(_own(filter), _order(order), size, self.as_of)))

    def ids(self, filter: object, order: Order) -> array[int]:
        found: array[int] = self._ask(CaseIds(_own(filter), _order(order), self.as_of))
        return found

    def rows(self, ids: Sequence[int]) -> list[Row]:
        return _rows(self._ask(CaseLines(tuple(ids), self.as_of)))

    def marks(self, ids: Sequence[int]) -> Mapping[int, object]:
        return dict.fromkeys(ids, ())

    def _ask(self, query: Any) -> Any:
        if self._core is None:
            raise RuntimeError("no workspace is open")
        return self._core.ask(query)


def _rows(found: Sequence[CaseLine]) -> list[Row]:
    return [(one.id, one) for one in found]


def _own(filter: object) -> CaseFilter:
    return filter if isinstance(filter, CaseFilter) else CaseFilter()


def _order(order: Order) -> Any:
    """The core's word: the last first is how it begins."""
    key = order.key if order.key in ("happened", "closed") else "new"
    return key if order.descending else f"-{key}"


def columns(tr: Callable[[], Translator]) -> tuple[Column, ...]:
    """The columns; ``tr`` gives the translator in force when a cell is shown."""
    c = Column
    return (
        c("name", N_("Case"), lambda cell: _one(cell).name, 130, None, Look.STRONG),
        c("kind", N_("Case kind"), lambda cell: word_of("case_kind", _one(cell).kind, None, tr()), 125),
        c("category", N_("Case category"), lambda cell: _category(cell, tr()), 150),
        c("who", N_("About"), lambda cell: _one(cell).who.name, 150, None, stretch=True, tip=_whole),
        c("happened", N_("Happened"), lambda cell: f"{_one(cell).happened:%Y-%m-%d %H:%M}", 130, "happened"),
        c("outcome", N_("Outcome"), lambda cell: word_of("outcome", _one(cell).outcome, None, tr()), 110),
        c("closed", N_("Closed on"), _closed, 130, "closed"),
        c("owner", N_("In charge"), lambda cell: _one(cell).handler or _one(cell).who.owner, 90),
    )


def _one(cell: Cell) -> CaseLine:
    one: CaseLine = cell.row[1]
    return one


def _category(cell: Cell, tr: Translator) -> str:
    return word_of("case_category", _one(cell).category, _one(cell).category_text, tr)


def _whole(cell: Cell) -> str:
    who = _one(cell).who
    return f"{who.name} {who.code}" if who.name != who.code else who.code


def _closed(cell: Cell) -> str:
    closed = _one(cell).closed
    return "–" if closed is None else f"{closed:%Y-%m-%d %H:%M}"


class EveryCase(QWidget):
    """The list with its span of days; whoever holds it says what else narrows it."""

    opened = Signal(int)
    counted = Signal()
    cleared = Signal()
    """Everything is wanted: what narrows the list from outside is to be let go of."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self.filter: CaseFilter | None = None
        self.come = False
        self.source = EverySource(desk.tasks.core, desk.day.value)
        self.model = PagedModel(self.source, columns(lambda: desk.texts.translator), desk.tasks, desk.texts)
        self.table = Table(self.model, desk.theme, desk.texts, desk.tasks)
        desk.texts.name(self.table, N_("Cases"))
        self.about = parts.plain_label("", "label")
        self.since, self.until = (DayInput(desk, endless=False) for _ in range(2))
        self.wrong = parts.plain_label("", "wrong")
        self.nothing = parts.EmptyState(
            desk.texts, N_("No case is like that."), parts.button(desk.texts, N_("Show all"), self.show_all)
        )
        self._lay_out()
        self._listen()

    def _lay_out(self) -> None:
        texts = self._desk.texts
        self.area = QStackedLayout()
        for widget in (self.table, self.nothing):
            self.area.addWidget(widget)
        for one, title in ((self.since, N_("First day (2026-01-31)")), (self.until, N_("Last day (2026-12-31)"))):
            texts.name(one.inner, title)
            texts.say(one.line, title, "setPlaceholderText")
            parts.fix(one, self._desk.theme, width=210)
        days = parts.row(self.about, self.since, self.until, self.wrong, None, gap=8)
        body = parts.column(days, gap=8)
        body.addLayout(self.area, 1)
        self.setLayout(body)
        self.setFocusProxy(self.table)

    def _listen(self) -> None:
        self.model.failed.connect(self._desk.problems.tell)
        self.model.counted.connect(lambda *_: self._counted())
        self.table.opened.connect(self.opened)
        for one in (self.since, self.until):
            one.typed.connect(lambda _: self._days_given(done=False))
            one.committed.connect(self._days_given)
            one.line.editingFinished.connect(self._days_given)

    def narrow(self, wanted: CaseFilter) -> None:
        """List what this leaves within the days that stand above it."""
        self._put(replace(wanted, since=_day(self.since.text), until=_day(self.until.text)))

    def show_all(self) -> None:
        """Let go of the days and of whatever narrows the list."""
        for one in (self.since, self.until):
            one.put("")
        self._days_given()
        self.cleared.emit()

    def read_again(self) -> None:
        """Something changed, or the day did."""
        self.source.as_of = self._desk.day.value
        if self.filter is not None:
            self.model.forget_rows()
            self.model.refresh()

    def _days_given(self, *, done: bool = True) -> None:
        """A day that is not whole yet is waited for; one that is none is told when it is left."""
        texts = [one.text.strip() for one in (self.since, self.until)]
        bad = next((text for text in texts if text and _day(text) is None), None)
        if bad is not None and done:
            self._desk.texts.say(self.wrong, N_("Write it as 2026-01-31."))
        else:
            self._desk.texts.unsay(self.wrong)
        if bad is None and self.filter is not None:
            self._put(replace(self.filter, since=_day(texts[0]), until=_day(texts[1])))

    def _put(self, wanted: CaseFilter) -> None:
        if wanted == self.filter:
            return
        other = self.filter is None or self.filter.closed != wanted.closed
        self.filter = wanted
        self.source.as_of = self._desk.day.value
        self.table.choice.clear()
        self.model.show(wanted, Order("closed" if wanted.closed else "new", descending=True) if other else None)
        self.render_texts()

    def _counted(self) -> None:
        self.come = True
        self.area.setCurrentWidget(self.table if self.model.rowCount() else self.nothing)
        self.counted.emit()

    def render_texts(self) -> None:
        """Say what the days are of."""
        closed = self.filter is None or self.filter.closed
        self.about.setText(self._desk.texts.t(N_("Closed between") if closed else N_("Happened between")))


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        return None
