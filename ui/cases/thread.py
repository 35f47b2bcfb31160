"""The story of a case in order: when, what, who, and what was said."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QWidget

from auditor.i18n import Translator
from auditor.services.cases import story as s
from auditor.services.cases.telling import event_text, event_word, said_by
from ui.cases.words import moment
from ui.kit import parts
from ui.kit.desk import Desk
from ui.kit.texts import begun


def told(event: s.Event, tr: Translator) -> tuple[str, str, str, str]:
    """An entry as it is read: when, what, who, what was said."""
    number = f" {event.number}" if event.number else ""
    what = begun(event_word(event.kind, tr.language)) + number
    text = event_text(event, tr.language)
    heard = begun(text) if text != event.text else text
    return moment(event.at, all_day=event.all_day), what, said_by(event, tr.language), heard


class Thread(QWidget):
    """Lines one below the other, the newest last."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(12)
        self._grid.setVerticalSpacing(8)
        self._grid.setColumnStretch(2, 1)

    def show_story(self, story: Sequence[s.Event]) -> None:
        """Show these entries."""
        parts.empty(self._grid)
        tr = self._desk.texts.translator
        for at, event in enumerate(story):
            when, what, who, text = told(event, tr)
            heard = parts.column(parts.row(parts.plain_label(what, "section"), parts.plain_label(who, "muted"), None))
            if text:
                heard.addWidget(parts.plain_label(text, wrap=True, selectable=True))
            heard.setSpacing(2)
            stamp = parts.plain_label(when, "caption")
            self._grid.addWidget(stamp, at, 0, Qt.AlignmentFlag.AlignTop)
            self._grid.addLayout(heard, at, 2)
        self._grid.setRowStretch(len(story), 1)
        for at in range(len(story)):
            self._grid.setRowStretch(at, 0)
