"""From a search line into its list by the keyboard, however fast somebody types."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit
from typing_extensions import override

from ui.kit.paged_model import PagedModel
from ui.kit.table import Table

ENTERS = (Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Enter)


class Entering(QObject):
    """Enter and Down lead into the list once it answers what is typed; Enter pressed again opens what comes first.

    Until then the rows are those of another search, and Enter there would open somebody who was not meant.
    """

    def __init__(
        self,
        line: QLineEdit,
        lists: Sequence[tuple[Table, PagedModel]],
        shown: Callable[[], Table],
        ask: Callable[[], None],
    ) -> None:
        """``shown`` says which of the lists is seen; ``ask`` asks at once for what is typed."""
        super().__init__(line)
        self._line, self._shown, self._ask = line, shown, ask
        self._models = dict(lists)
        self._pressed: list[Qt.Key] = []
        """What was pressed for a list that does not stand yet."""
        line.installEventFilter(self)
        line.textEdited.connect(lambda _: self._pressed.clear())
        for model in self._models.values():
            model.replaced.connect(self._come)
            model.failed.connect(lambda _: self._pressed.clear())

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if not isinstance(event, QKeyEvent) or event.type() != QEvent.Type.KeyPress or event.key() not in ENTERS:
            return super().eventFilter(watched, event)
        self._ask()
        self._pressed.append(Qt.Key(event.key()))
        self._come()
        return True

    def _come(self) -> None:
        table = self._shown()
        if not self._pressed or not self._models[table].settled:
            return
        pressed, self._pressed = self._pressed, []
        if self._line.window().focusWidget() is self._line:  # else whoever pressed went elsewhere meanwhile
            table.setFocus()
            table.go_to_row(max(0, table.currentIndex().row()))
            if len(pressed) > 1 and pressed[-1] != Qt.Key.Key_Down:
                found = self._models[table].id_at(table.currentIndex().row())
                if found is not None:
                    table.opened.emit(found)
