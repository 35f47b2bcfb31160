"""The rail at the left of the window: the rooms in their groups, words or icons alone, scrolled where it is low."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from PySide6.QtCore import QSignalBlocker, QSize, Qt
from PySide6.QtWidgets import QButtonGroup, QFrame, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from ui.kit import parts
from ui.kit.desk import Desk, Place
from ui.kit.scrolling import Area
from ui.rooms import Room

WIDE, NARROW = 168, 56
NARROW_BELOW = 1000
"""Pixels of the window, before scaling, below which the rail shows icons alone."""
ICON, GAP, LINE = 20, 6, 34


class Rail(Area):
    """A button for each room; ``chosen`` is called when one is picked, by hand or by a screen reader."""

    def __init__(self, desk: Desk, rooms: Iterable[Room], chosen: Callable[[Place], None]) -> None:
        super().__init__()
        self._desk = desk
        self._chosen = chosen
        self._at = ""
        self._narrow = False
        self.buttons: dict[str, QToolButton] = {}
        parts.mark(self, "rail-box")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        inner = QWidget()
        parts.mark(inner, "bare")
        self._layout = QVBoxLayout(inner)
        self._layout.setSpacing(2)
        self._fill([room for room in rooms if room.rail])
        self.setWidget(inner)
        desk.theme.changed.connect(self._size)
        self._size()

    def show_at(self, key: str) -> None:
        """Mark the room that is shown, without going there."""
        self._at = key
        button = self.buttons.get(key)
        if button is None:
            self._uncheck()
            return
        with QSignalBlocker(button):
            button.setChecked(True)
        self.ensureWidgetVisible(button, 0, 4)

    def narrow_for(self, width: int) -> None:
        """Icons alone where the window (pixels) has no room for words."""
        narrow = width < self._desk.theme.px(NARROW_BELOW)
        if narrow != self._narrow:
            self._narrow = narrow
            self._size()

    def _fill(self, rooms: list[Room]) -> None:
        group = QButtonGroup(self)
        self._group = group
        before = rooms[0].group if rooms else ""
        for room in rooms:
            if room.group != before:
                self._layout.addSpacing(2)
                self._layout.addWidget(parts.line())
                self._layout.addSpacing(2)
                before = room.group
            made = self._button(room)
            group.addButton(made)
            self._layout.addWidget(made)
            self.buttons[room.key] = made
        self._layout.addStretch(1)

    def _button(self, room: Room) -> QToolButton:
        made = QToolButton()
        made.setCheckable(True)
        made.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        parts.mark(made, "rail")
        made.setProperty("after", GAP)
        parts.dress(made, self._desk.theme, room.icon)
        texts = self._desk.texts
        texts.say(made, room.title)
        texts.name(made, room.title)
        texts.say(made, room.title, "setToolTip")
        made.clicked.connect(lambda: self._chosen(Place(room.key)))
        # A screen reader ticks a button without clicking it.
        made.toggled.connect(lambda on: self._chosen(Place(room.key)) if on and self._at != room.key else None)
        return made

    def _uncheck(self) -> None:
        checked = self._group.checkedButton()
        if checked is not None:
            self._group.setExclusive(False)
            with QSignalBlocker(checked):
                checked.setChecked(False)
            self._group.setExclusive(True)

    def _size(self) -> None:
        px = self._desk.theme.px
        style = Qt.ToolButtonStyle.ToolButtonIconOnly if self._narrow else Qt.ToolButtonStyle.ToolButtonTextBesideIcon
        for button in self.buttons.values():
            button.setToolButtonStyle(style)
            button.setIconSize(QSize(px(ICON + GAP), px(ICON)))
            button.setMinimumHeight(px(LINE))
        self._layout.setContentsMargins(8, 8, 8, 8)
        self.setFixedWidth(px(NARROW if self._narrow else WIDE))
