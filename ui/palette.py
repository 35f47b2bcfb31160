"""Ctrl+K: any subject by Chinese, pinyin, initials, code or number, any screen by its name."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject, QSize, Qt, QTimer
from PySide6.QtGui import QColor, QKeyEvent
from PySide6.QtWidgets import QFrame, QGraphicsDropShadowEffect, QLineEdit, QListWidget, QListWidgetItem, QWidget
from typing_extensions import override

from auditor.i18n import N_
from ui.kit import icons, parts
from ui.kit.desk import Desk, Place
from ui.rooms import ROOMS

WIDTH = 560
AT_MOST = 12
ASK_AFTER_MS = 60


@dataclass(frozen=True, slots=True)
class Hit:
    """Something that can be opened: an icon, its name, what stands beside it, and where it is."""

    icon: str
    name: str
    beside: str
    place: Place


Finder = Callable[[str], Callable[[], Sequence[Hit]]]
"""Makes, on the GUI thread, the work that finds subjects for a text off it."""


class Palette(QFrame):
    """A line to type in and what it finds; arrows move, Enter opens, Escape leaves."""

    def __init__(self, desk: Desk, finder: Finder | None, parent: QWidget) -> None:
        super().__init__(parent)
        self._desk = desk
        self.finder = finder
        self._host = parent
        self._finding = False
        self._eager = False
        parts.mark(self, "palette")
        self.line = QLineEdit()
        parts.mark(self.line, "palette")
        desk.texts.say(self.line, N_("Name, pinyin, initials or code"), "setPlaceholderText")
        desk.texts.name(self.line, N_("Find anything"))
        self.list = QListWidget()
        self.list.setUniformItemSizes(True)
        self.list.setIconSize(QSize(18, 18))
        self.list.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        desk.texts.name(self.list, N_("Found"))
        self.note = parts.plain_label("", "muted")
        self.note.setContentsMargins(16, 8, 16, 8)
        self.setLayout(parts.column(self.line, self.list, self.note, gap=0))
        self._timer = QTimer(self, singleShot=True, interval=ASK_AFTER_MS)
        self._timer.timeout.connect(self._ask)
        self.line.textChanged.connect(lambda _: self._typed())
        self.list.itemClicked.connect(self._open)
        self.line.installEventFilter(self)
        self.setGraphicsEffect(_shadow(self))
        self.hide()

    def open_now(self) -> None:
        """Show the palette, empty, in the upper middle of the window."""
        room = self._host.width()
        width = min(WIDTH, room - 32)
        self.setFixedWidth(width)
        self.move((room - width) // 2, 72)
        self.line.clear()
        self._typed()
        self.show()
        self.raise_()
        self.line.setFocus()

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.line and event.type() == QEvent.Type.FocusOut and self.isVisible():
            QTimer.singleShot(0, self, self._leave_unless_inside)
        if watched is self.line and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            return self._key(event.key())
        return super().eventFilter(watched, event)

    def take_first(self) -> None:
        """Open the first thing found."""
        if self.list.count():
            self._open(self.list.item(0))

    def _leave_unless_inside(self) -> None:
        if not self.line.hasFocus():
            self.hide()

    def _key(self, key: int) -> bool:
        if key in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            step = 1 if key == Qt.Key.Key_Down else -1
            if self.list.count():
                self.list.setCurrentRow((self.list.currentRow() + step) % self.list.count())
            return True
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._enter()
            return True
        if key == Qt.Key.Key_Escape:
            self.hide()
            return True
        return False

    def _enter(self) -> None:
        """Open what is current; who types faster than we find gets the first hit as soon as it is here."""
        if self._finding:
            self._eager = True
        elif self.list.currentItem() is not None:
            self._open(self.list.currentItem())

    def _typed(self) -> None:
        text = self.line.text().strip()
        self._finding = bool(text) and self.finder is not None
        self._eager = False
        self._show(self._rooms(), final=not self._finding)
        self._timer.start()

    def _ask(self) -> None:
        text = self.line.text().strip()
        if text and self.finder is not None:
            self._desk.tasks.read(
                self.finder(text), lambda hits: self._found(text, hits), self._failed, owner=self, slot="find"
            )

    def _failed(self, error: Exception) -> None:
        self._finding = self._eager = False
        self._desk.problems.tell(error)

    def _found(self, text: str, hits: Sequence[Hit]) -> None:
        if text != self.line.text().strip():  # found for what stood there a moment ago
            return
        self._finding = False
        self._show([*hits[:AT_MOST], *self._rooms()], final=True)
        if self._eager:
            self._enter()

    def _rooms(self) -> list[Hit]:
        text = self.line.text().strip().casefold()
        translate = self._desk.texts.t
        go = translate(N_("Go to"))
        found = [Hit(room.icon, translate(room.title), go, Place(room.key)) for room in ROOMS if room.rail]
        return [hit for hit in found if text in hit.name.casefold()]

    def _show(self, hits: Sequence[Hit], *, final: bool) -> None:
        self.list.clear()
        for hit in hits:
            item = QListWidgetItem(f"{hit.name}    {hit.beside}")
            item.setIcon(icons.icon(hit.icon, self._desk.theme.tokens))
            item.setData(Qt.ItemDataRole.UserRole, hit.place)
            self.list.addItem(item)
        self.list.setCurrentRow(0)
        self.list.setFixedHeight(self.list.sizeHintForRow(0) * self.list.count() + 4 if hits else 0)
        nothing = final and not hits
        self.note.setText(self._desk.texts.t(N_("Nothing is called that.")) if nothing else "")
        self.note.setVisible(nothing)
        self.adjustSize()

    def _open(self, item: QListWidgetItem) -> None:
        place = item.data(Qt.ItemDataRole.UserRole)
        self.hide()
        if isinstance(place, Place):
            self._desk.go(place)


def _shadow(parent: QWidget) -> QGraphicsDropShadowEffect:
    made = QGraphicsDropShadowEffect(parent)
    made.setBlurRadius(28)
    made.setOffset(0, 6)
    made.setColor(QColor(0, 0, 0, 70))
    return made
