"""Every key of the window, declared once: the help sheet and the uniqueness test read these tables."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from enum import Enum
from types import MappingProxyType

import shiboken6
from PySide6.QtCore import QEvent, QKeyCombination, QObject, Qt
from PySide6.QtGui import QAccessible, QKeyEvent, QKeySequence, QShortcut, QWindow
from PySide6.QtWidgets import QDialog, QGridLayout, QWidget
from typing_extensions import override

from auditor.i18n import N_
from ui.kit import parts
from ui.kit.texts import Texts
from ui.kit.theme import Theme


class Key(Enum):
    """A key and what it does."""

    FIND = ("Ctrl+K", N_("Find anything"))
    FILTER = ("Ctrl+F", N_("Search in this list"))
    DAY = ("Ctrl+D", N_("Choose the as-of day"))
    KNOWN = ("Ctrl+Alt+D", N_("Look back at what was known"))
    TODAY = ("Ctrl+Shift+D", N_("Back to today, with all that is recorded"))
    UNDO = ("Ctrl+Z", N_("Undo the last change made here"))
    REDO = ("Ctrl+Shift+Z", N_("Bring back what was undone"))
    BACK = ("Alt+Left", N_("Back"))
    ASIDE = ("Ctrl+Return", N_("Open in a window of its own"))
    REFRESH = ("F5", N_("Read again"))
    NOTICE = ("Ctrl+Shift+C", N_("Copy a notice"))
    OFFICIAL = ("Ctrl+Shift+O", N_("Open the official page of a licence, its number copied"))
    TRAY = ("Ctrl+Shift+N", N_("Notifications"))
    HELP = ("F1", N_("Keys"))
    SETTINGS = ("Ctrl+,", N_("Settings"))
    THEME = ("Ctrl+Shift+L", N_("Light or dark"))
    LARGER = ("Ctrl++", N_("Larger writing"))
    SMALLER = ("Ctrl+-", N_("Smaller writing"))
    PLAIN = ("Ctrl+0", N_("Writing at 100 %"))
    CLOSE = ("Ctrl+W", N_("Close a window of its own"))
    QUIT = ("Ctrl+Q", N_("Close the window"))

    @property
    def keys(self) -> str:
        """The key as Qt writes it."""
        return str(self.value[0])

    @property
    def what(self) -> str:
        """What it does (msgid)."""
        return str(self.value[1])


NEW_ROW = "Ctrl+N"
LIST_KEYS = (
    ("↑ ↓ Home End", N_("Move in a list")),
    ("Enter", N_("Open the row")),
    ("Space", N_("Quick look at the row")),
    ("Shift+↑ ↓", N_("Choose a range")),
    (NEW_ROW, N_("A new line of a list of profiles or records")),
    ("Ctrl+A", N_("Choose everything that matches")),
    ("Ctrl+C", N_("Copy the chosen rows")),
    ("Esc", N_("Choose nothing")),
)
"""Keys that the lists understand by themselves."""

EVERYWHERE = N_("Everywhere")
KEYS_OF: Mapping[str, tuple[tuple[str, str], ...]] = MappingProxyType(
    {
        N_("In a list"): LIST_KEYS,
        N_("In the search"): (
            ("↑ ↓", N_("Move among what was found")),
            ("Enter", N_("Open it, or do it")),
            ("Esc", N_("Leave the search")),
        ),
        N_("On a profile"): (
            ("Enter", N_("Edit the field; Enter stores it")),
            ("Esc", N_("Take back what was typed")),
            ("← →", N_("Move the day on the timeline; Shift by weeks, Ctrl to the next turn")),
        ),
        N_("In the training log"): (
            ("Enter", N_("Go down")),
            ("Ctrl+V", N_("Fill from the clipboard")),
            ("Ctrl+Return", N_("Save the log")),
        ),
        N_("Among the courses"): ((NEW_ROW, N_("A new course")),),
        N_("At the case desk"): (
            (NEW_ROW, N_("A new case")),
            ("Alt+1 … Alt+9", N_("Take a step of the case, by its place")),
        ),
        EVERYWHERE: (
            ("Tab", N_("The next control; Shift goes back")),
            ("Space", N_("Press the button in focus")),
            ("Alt+↓", N_("Open a choice")),
        ),
    }
)
"""Keys that parts of the window understand by themselves, by where they work."""


class KeySheet(QDialog):
    """All keys on one sheet, scrolled where the screen is low."""

    def __init__(self, texts: Texts, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        texts.say(self, N_("Keys"), "setWindowTitle")
        left, right = QGridLayout(), QGridLayout()
        _fill(left, texts, N_("In the window"), [(key.keys, key.what) for key in Key])
        for title, keys in KEYS_OF.items():
            _fill(left if title == EVERYWHERE else right, texts, title, keys)
        for grid in (left, right):
            grid.setHorizontalSpacing(16)
            grid.setVerticalSpacing(6)
            grid.setColumnStretch(1, 1)
            grid.setRowStretch(grid.rowCount(), 1)
        area = parts.scrolled(parts.box(parts.row(left, right, gap=32, margins=(12, 8, 12, 8)), "bare"))
        texts.name(area, N_("Keys"))
        close = parts.button(texts, N_("Close"), self.close, "primary")
        self.setLayout(parts.column(area, parts.row(None, close), gap=12, margins=(24, 20, 24, 16)))
        room = parent.size()
        self.resize(min(theme.px(840), room.width() - 48), min(theme.px(680), room.height() - 48))


def _fill(
    grid: QGridLayout, texts: Texts, title: str, keys: list[tuple[str, str]] | tuple[tuple[str, str], ...]
) -> None:
    at = grid.rowCount()
    grid.addWidget(parts.label(texts, title, "muted"), at, 0, 1, 2)
    for number, (key, what) in enumerate(keys, at + 1):
        grid.addWidget(parts.plain_label(key.replace("Return", "Enter").replace("Left", "←"), "section"), number, 0)
        says = parts.label(texts, what)
        says.setWordWrap(True)
        grid.addWidget(says, number, 1)


def on(widget: QWidget, key: Key, call: Callable[[], object]) -> QShortcut:
    """Let a key call a function while the widget's window is active."""
    made = QShortcut(QKeySequence(key.keys), widget)
    made.activated.connect(lambda: call())
    return made


def in_order(window: QWidget) -> None:
    """While a screen reader listens, let no shortcut of this window overtake a key that was pressed before it."""
    window.installEventFilter(_InOrder(window))


class _InOrder(QObject):
    """Takes shortcuts as keys: Qt holds keys back until the reader has heard them, and shortcuts it does not hold.

    A store by Enter would come after the undo that was pressed behind it.
    """

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._waiting: list[tuple[QKeyCombination, QShortcut]] = []

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            if watched is self._window and QAccessible.isActive() and self._wait(event):
                event.accept()
                return True
        elif event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent) and isinstance(watched, QWindow):
            return self._come(event, watched)
        return False

    def _wait(self, event: QKeyEvent) -> bool:
        """Nobody in the window has a use for the key: its shortcut fires when the key itself arrives."""
        handle, pressed = self._window.windowHandle(), event.keyCombination()
        plain = not event.modifiers() & (Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier)
        if handle is None or (plain and not Qt.Key.Key_F1 <= event.key() <= Qt.Key.Key_F35):
            return False
        meant = [one for one in self._window.findChildren(QShortcut) if self._fires(one, pressed)]
        if len(meant) != 1:
            return False
        if not self._waiting:
            handle.installEventFilter(self)
        self._waiting.append((pressed, meant[0]))
        return True

    def _fires(self, shortcut: QShortcut, pressed: QKeyCombination) -> bool:
        where = shortcut.parent()
        here = isinstance(where, QWidget) and where.isVisible() and where.isEnabled() and where.window() is self._window
        return here and shortcut.isEnabled() and shortcut.key() == QKeySequence(pressed)

    def _come(self, event: QKeyEvent, handle: QWindow) -> bool:
        """The key is here; what waited before it was kept by the reader for itself."""
        at = next((at for at, (key, _) in enumerate(self._waiting) if key == event.keyCombination()), None)
        if at is None:
            return False
        _, shortcut = self._waiting[at]
        del self._waiting[: at + 1]
        if not self._waiting:
            handle.removeEventFilter(self)
        if shiboken6.isValid(shortcut) and self._fires(shortcut, event.keyCombination()):
            shortcut.activated.emit()
        return True
