"""The tab of relations: with whom, as what, from when to when; a row opens the other's profile."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex
from PySide6.QtGui import QKeyEvent, QShowEvent
from PySide6.QtWidgets import QWidget
from typing_extensions import override

from auditor.i18n import N_, Translator
from auditor.model.types import date_of, day_of
from ui.kit import parts
from ui.kit.desk import Desk, Place
from ui.kit.small_table import Line, SmallTable

if TYPE_CHECKING:
    from auditor.services.relations import Relation

TITLES = (N_("Relation"), N_("With whom"), N_("First day"), N_("Last day"))


class RelationTable(SmallTable):
    """Enter opens the row that is current, as a double click does."""

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.text() in ("\r", "\n") and self.currentIndex().isValid():
            self.activated.emit(self.currentIndex())
        else:
            super().keyPressEvent(event)


class Relations(QWidget):
    """Asked when it is seen."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._wanted: tuple[object, ...] = ()
        self._seen: tuple[object, ...] = ()
        self.found: Sequence[Relation] = ()
        self.table = RelationTable()
        desk.texts.name(self.table, N_("Relations"))
        self.table.activated.connect(self._open)
        self.nothing = parts.EmptyState(desk.texts, N_("No agency, room, contract or broadcast is on file."))
        self.nothing.hide()
        self.setLayout(parts.column(self.table, self.nothing, margins=(4, 8, 4, 4)))

    def show_subject(self, type: str, code: str, seen: int | None) -> None:
        """Whose relations these are; ``seen`` is the last change of all."""
        if self._wanted[:2] != (type, code):
            self.found = ()
        self._wanted = (type, code, seen)
        if self.isVisible():
            self._ask()
        self.render_texts()

    def render_texts(self) -> None:
        """Show them in the language in force."""
        translator, today = self._desk.texts.translator, day_of(self._desk.day.value)
        lines = [Line(cells(one, translator, today), one) for one in self.found]
        self.table.show_lines([translator.t(title) for title in TITLES], lines, gives=1)
        asked = self._seen == self._wanted and bool(self._wanted)
        self.table.setVisible(bool(lines) or not asked)
        self.nothing.setVisible(asked and not lines)

    def _ask(self) -> None:
        from auditor.services.relations import RelationsOf

        if self._wanted and self._wanted != self._seen and self._desk.tasks.core is not None:
            query = RelationsOf(str(self._wanted[0]), str(self._wanted[1]))
            self._seen = self._wanted
            self._desk.tasks.ask(query, self._arrived, owner=self, slot="relations")

    def _arrived(self, found: Sequence[Relation]) -> None:
        self.found = found
        self.render_texts()

    def _open(self, index: QModelIndex) -> None:
        one = self.table.small.lines[index.row()].payload
        if one is not None:
            self._desk.go(Place("profile", (one.type, one.code)))  # type: ignore[attr-defined]

    @override
    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._ask()


def cells(one: Relation, translator: Translator, today: int) -> tuple[str, ...]:
    """A relation as its line says it; one that still runs on the day says so."""
    from auditor.services.relations import KINDS

    kind = translator.t(KINDS[one.kind])
    whom = one.code if one.name == one.code else f"{one.name}  {one.code}"
    if one.record:
        whom = f"{whom}  ({one.record})"
    first = "" if one.first is None else date_of(one.first).isoformat()
    last = translator.t(N_("to this day")) if one.last is None else date_of(one.last).isoformat()
    if one.last is None and one.first is not None and one.first > today:
        last = ""
    return (kind[:1].upper() + kind[1:], whom, first, last)
