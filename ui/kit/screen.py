"""What all screens have in common: they read when they are seen, and again when what they show may have changed."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QWidget
from typing_extensions import override

from ui.kit import parts, staying
from ui.kit.desk import Desk, Place


class Screen(QWidget):
    """A page of the window; subclasses give ``read`` and ``render``.

    A hidden screen only notes that it is stale and reads when it is shown again.
    """

    looks_back = False
    """Whether it shows what was known at ``desk.day.known``; where it does not, the window says so."""
    named = Signal(str)
    """What this screen shows, for the window's title."""
    status = Signal(str)
    """What the window's status line says while this screen is shown."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk
        self._stale = True
        self._status = ""
        self._name = ""
        parts.mark(self, "page")
        desk.tasks.changed.connect(self._data_changed)
        desk.day.changed.connect(self.day_changed)
        desk.texts.changed.connect(self.render_texts)

    def open(self, argument: object) -> None:
        """Show what the place names; a screen without arguments ignores it."""

    def place_aside(self) -> Place | None:
        """What Ctrl+Enter opens in a window of its own: the current row's subject, the subject shown; None: nothing."""
        return None

    def read(self) -> None:
        """Ask for what is shown."""

    def day_changed(self) -> None:
        """The as-of day moved; by default everything is read again."""
        self.outdate()

    def render_texts(self) -> None:
        """Set the texts made from data, after reading or after a change of language."""

    def outdate(self) -> None:
        """What is shown may be wrong: read again, at once or when seen."""
        if self.isVisible():
            self._stale = False
            with staying.turn():
                self.read()
        else:
            self._stale = True

    def say(self, text: str) -> None:
        """Set this screen's part of the status line."""
        self._status = text
        self.status.emit(text)

    @property
    def said(self) -> str:
        """What this screen last said in the status line."""
        return self._status

    @override
    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._stale:
            self._stale = False
            self.read()

    def call_it(self, name: str) -> None:
        """What this screen shows, in words; the window's title says it, and a screen reader on entering."""
        self._name = name
        self.setAccessibleName(name)
        self.named.emit(name)

    @property
    def name_shown(self) -> str:
        """What this screen shows, in words."""
        return self._name

    def _data_changed(self, changed: object) -> None:
        self.outdate()


def still_at(widget: QWidget) -> bool:
    """Whether who asked for something in this widget is still there when the answer comes.

    He is not where its page is shown no more, or where the keyboard is in something beside the page: the search, say.
    Then nothing may be opened and no keyboard taken.
    """
    pages: list[Screen] = []
    at: QWidget | None = widget
    while at is not None:
        if isinstance(at, Screen):
            pages.append(at)
        at = at.parentWidget()
    if not pages:
        return widget.isVisible()
    focused = widget.window().focusWidget()
    beside = focused is not None and focused.isVisible() and not pages[-1].isAncestorOf(focused)
    return all(page.isVisible() for page in pages) and (focused is pages[-1] or not beside)
