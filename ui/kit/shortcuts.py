"""Every key of the window, declared once: the help sheet and the uniqueness test read this table."""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum

from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QDialog, QGridLayout, QWidget

from auditor.i18n import N_
from ui.kit import parts
from ui.kit.texts import Texts


class Key(Enum):
    """A key and what it does."""

    FIND = ("Ctrl+K", N_("Find anything"))
    FILTER = ("Ctrl+F", N_("Search in this list"))
    DAY = ("Ctrl+D", N_("Choose the as-of day"))
    TODAY = ("Ctrl+Shift+D", N_("Back to today"))
    UNDO = ("Ctrl+Z", N_("Undo the last change made here"))
    REDO = ("Ctrl+Shift+Z", N_("Bring back what was undone"))
    BACK = ("Alt+Left", N_("Back"))
    REFRESH = ("F5", N_("Read again"))
    NOTICE = ("Ctrl+Shift+C", N_("Copy a notice"))
    HELP = ("F1", N_("Keys"))
    QUIT = ("Ctrl+Q", N_("Close the window"))
    THEME = ("Ctrl+Shift+L", N_("Light or dark"))

    @property
    def keys(self) -> str:
        """The key as Qt writes it."""
        return str(self.value[0])

    @property
    def what(self) -> str:
        """What it does (msgid)."""
        return str(self.value[1])


LIST_KEYS = (
    ("↑ ↓ Home End", N_("Move in a list")),
    ("Enter", N_("Open the row")),
    ("Space", N_("Quick look at the row")),
    ("Shift+↑ ↓", N_("Choose a range")),
    ("Ctrl+A", N_("Choose everything that matches")),
    ("Ctrl+C", N_("Copy the chosen rows")),
    ("Esc", N_("Choose nothing")),
)
"""Keys that the lists understand by themselves."""


class KeySheet(QDialog):
    """All keys on one sheet."""

    def __init__(self, texts: Texts, parent: QWidget) -> None:
        super().__init__(parent)
        texts.say(self, N_("Keys"), "setWindowTitle")
        grid = QGridLayout()
        grid.setHorizontalSpacing(24)
        grid.setVerticalSpacing(8)
        for number, (keys, what) in enumerate([*((key.keys, key.what) for key in Key), *LIST_KEYS]):
            grid.addWidget(parts.plain_label(keys, "section"), number, 0)
            grid.addWidget(parts.label(texts, what), number, 1)
        close = parts.button(texts, N_("Close"), self.close)
        self.setLayout(parts.column(grid, 8, parts.row(None, close), margins=(24, 20, 24, 16)))


def on(widget: QWidget, key: Key, call: Callable[[], object]) -> QShortcut:
    """Let a key call a function while the widget's window is active."""
    made = QShortcut(QKeySequence(key.keys), widget)
    made.activated.connect(lambda: call())
    return made
