"""The form of a new line of a list, beside it; what was stored opens, where it has a page of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QVBoxLayout

from auditor.model.sheets import BY_TABLE
from ui.kit import parts
from ui.kit.desk import Desk, Place
from ui.kit.screen import still_at

if TYPE_CHECKING:
    from ui.editing.adding import AddForm
    from ui.editing.draft import Draft

WIDTH = 460
PAGES = dict.fromkeys(("host", "merchant", "agency", "room", "broadcast"), "profile") | {"course": "training"}
"""What has a page of its own, and the room that shows it."""


class NewRow(QFrame):
    """Hidden, and not even made, until it is wanted: a list has to stand at once."""

    opened = Signal()
    closed = Signal()

    def __init__(self, desk: Desk, type: str) -> None:
        super().__init__()
        self._desk, self._type, self._sheet = desk, type, BY_TABLE[type]
        self._code = ""
        self.form: AddForm | None = None
        parts.mark(self, "card")
        self.setFixedWidth(desk.theme.px(WIDTH))
        self._column = QVBoxLayout(self)
        self.hide()

    def begin(self) -> None:
        """Open the form; what was typed in it before still stands there."""
        form = self.form or self._made()
        self.show()
        self.opened.emit()
        form.begin("", "")

    def _made(self) -> AddForm:
        from ui.editing.adding import AddForm
        from ui.editing.saver import Saver

        self.form = form = AddForm(self._desk, self._sheet)
        self._saver = saver = Saver(self._desk)
        self._column.addWidget(form)
        form.wanted.connect(self._save)
        form.closed.connect(self._left)
        saver.refused.connect(lambda _: form.refused())
        saver.created.connect(self._stored)
        return form

    def _save(self, draft: Draft) -> None:
        from auditor.services.records.compare import tidy

        self._code = str(tidy(self._sheet.field("code"), draft.text("code"))) if self._type in PAGES else ""
        self._saver.save(draft)

    def _stored(self, _sheet: str, _number: int) -> None:
        assert self.form is not None
        self.form.stored()
        if self._code and still_at(self):
            self._desk.go(Place(PAGES[self._type], (self._type, self._code)))

    def _left(self) -> None:
        self.hide()
        self.closed.emit()

    def render_texts(self) -> None:
        """Say everything in the language in force."""
        if self.form is not None:
            self.form.render_texts()
