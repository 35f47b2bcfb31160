"""Every key of the window, declared once: the help sheet and the uniqueness test read this table."""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum

from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from auditor.i18n import N_


class Key(Enum):
    """A key and what it does."""

    FIND = ("Ctrl+K", N_("Find anything"))
    FILTER = ("Ctrl+F", N_("Search in this list"))
    DAY = ("Ctrl+D", N_("Choose the as-of day"))
    TODAY = ("Ctrl+Shift+D", N_("Back to today"))
    BACK = ("Alt+Left", N_("Back"))
    REFRESH = ("F5", N_("Read again"))
    NOTICE = ("Ctrl+Shift+C", N_("Copy a notice"))
    HELP = ("F1", N_("Keys"))
    THEME = ("Ctrl+Shift+L", N_("Light or dark"))

    @property
    def keys(self) -> str:
        """The key as Qt writes it."""
        return str(self.value[0])

    @property
    def what(self) -> str:
        """What it does (msgid)."""
        return str(self.value[1])


def on(widget: QWidget, key: Key, call: Callable[[], object]) -> QShortcut:
    """Let a key call a function while the widget's window is active."""
    made = QShortcut(QKeySequence(key.keys), widget)
    made.activated.connect(lambda: call())
    return made
