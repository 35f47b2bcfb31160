"""Ctrl+K: any subject by Chinese, pinyin, initials, code or number, whatever has a number, any screen and command."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPersistentModelIndex, QRect, QSize, Qt, QTimer
from PySide6.QtGui import QColor, QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QFrame,
    QGraphicsDropShadowEffect,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)
from typing_extensions import override

from auditor.i18n import N_, Message
from ui.commands import Doing, says
from ui.kit import aloud, fonts, icons, parts
from ui.kit.desk import Desk, Place
from ui.rooms import ROOMS

WIDTH = 560
ROW = 36
AT_MOST = 12
RECENT = 6
ASK_AFTER_MS = 60


@dataclass(frozen=True, slots=True)
class Hit:
    """Something that can be opened or done: an icon, its name, what stands beside it, where it is or what it does."""

    icon: str
    name: str
    beside: str
    place: Place | None
    call: Callable[[], object] | None = None
    told: Message | None = None
    """What stands beside it in words, said in the language in force when it is shown."""


Finder = Callable[[str], Callable[[], Sequence[Hit]]]
"""Makes, on the GUI thread, the work that finds subjects for a text off it."""


class Palette(QFrame):
    """A line to type in and what it finds; arrows move, Enter opens, Ctrl+Enter opens aside, Escape leaves."""

    def __init__(
        self, desk: Desk, finder: Finder | None, parent: QWidget, commands: Callable[[], list[Doing]] = list
    ) -> None:
        super().__init__(parent)
        self._desk = desk
        self.finder = finder
        self._host = parent
        self._commands = commands
        self._recent: tuple[Hit, ...] = ()
        self._finding = False
        self._eager = False
        parts.mark(self, "palette")
        self.line = QLineEdit()
        parts.mark(self.line, "palette")
        desk.texts.say(self.line, N_("Name, pinyin, initials, code, account or whole number"), "setPlaceholderText")
        desk.texts.name(self.line, N_("Find anything"))
        self.list = QListWidget()
        self.list.setItemDelegate(HitDelegate(desk, self.list))
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        desk.texts.name(self.list, N_("Found"))
        self.note = parts.plain_label("", "muted", wrap=True)
        self.note.setContentsMargins(16, 8, 16, 8)
        self.setLayout(parts.column(self.line, self.list, self.note, gap=0))
        self._timer = QTimer(self, singleShot=True, interval=ASK_AFTER_MS)
        self._timer.timeout.connect(self._ask)
        self.line.textChanged.connect(lambda _: self._typed())
        self.list.itemClicked.connect(self._open)
        self.list.currentItemChanged.connect(self._say)
        self.line.installEventFilter(self)
        desk.texts.changed.connect(self._say_anew)
        self.setGraphicsEffect(_shadow(self))
        self.hide()

    def open_now(self) -> None:
        """Show the palette, empty, in the upper middle of the window."""
        room = self._host.width()
        width = min(self._desk.theme.px(WIDTH), room - 32)
        self.setFixedWidth(width)
        self.move((room - width) // 2, self._desk.theme.px(56))
        self.line.clear()
        self._typed()
        self.show()
        self.raise_()
        self.line.setFocus()

    def remember(self, place: Place, name: str, icon: str) -> None:
        """A subject was opened: it is offered while nothing is typed, until the window closes."""
        here = Hit(icon, name, "", place)
        self._recent = (here, *(hit for hit in self._recent if hit.place != place))[:RECENT]

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.line and event.type() == QEvent.Type.FocusOut and self.isVisible():
            QTimer.singleShot(0, self, self._leave_unless_inside)
        if watched is self.line and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            return self._key(event.key(), bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier))
        return super().eventFilter(watched, event)

    def take_first(self) -> None:
        """Open the first thing found."""
        if self.list.count():
            self._open(self.list.item(0))

    def _say(self, item: QListWidgetItem | None) -> None:
        """The focus stays in the line while another hit becomes current."""
        if item is not None and self.isVisible():
            aloud.announce(self.line, item.text())

    def _say_anew(self) -> None:
        if self.isVisible():
            self._typed()

    def _leave_unless_inside(self) -> None:
        if not self.line.hasFocus():
            self.hide()

    def _key(self, key: int, control: bool) -> bool:
        if key in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            step = 1 if key == Qt.Key.Key_Down else -1
            if self.list.count():
                self.list.setCurrentRow((self.list.currentRow() + step) % self.list.count())
            return True
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._enter(aside=control)
            return True
        if key == Qt.Key.Key_Escape:
            self.hide()
            return True
        return False

    def _enter(self, *, aside: bool = False) -> None:
        """Open what is current; who types faster than we find gets the first hit as soon as it is here."""
        if self._finding:
            self._eager = True
        elif self.list.currentItem() is not None:
            self._open(self.list.currentItem(), aside=aside)

    def _typed(self) -> None:
        text = self.line.text().strip()
        self._finding = bool(text) and self.finder is not None
        self._eager = False
        # Nothing is typed: who was here last, and where one can go. What can be done is found by typing.
        self._show(self._screens(), final=not self._finding)
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
        said = [replace(one, beside=self._desk.texts.t(one.told)) if one.told else one for one in hits[:AT_MOST]]
        self._show([*said, *self._screens()], final=True)
        if self._eager:
            self._enter()

    def _screens(self) -> list[Hit]:
        """Screens and commands that what is typed names; without a text, the recent ones and the screens."""
        text, t = self.line.text().strip(), self._desk.texts.t
        go = t(N_("Go to"))
        rooms = [
            Hit(room.icon, t(room.title), go, Place(room.key)) for room in ROOMS if room.rail and says(text, room.title)
        ]
        if not text:
            seen = t(N_("Opened before"))
            recent = [Hit(hit.icon, hit.name, seen, hit.place) for hit in self._recent]
            return [*recent, *rooms]
        doings = [
            Hit(one.icon, t(one.title), one.keys, None, one.call) for one in self._commands() if says(text, one.title)
        ]
        return [*rooms, *doings]

    def _show(self, hits: Sequence[Hit], *, final: bool) -> None:
        self.list.clear()
        for hit in hits:
            item = QListWidgetItem(f"{hit.name}    {hit.beside}")
            item.setData(Qt.ItemDataRole.UserRole, hit)
            self.list.addItem(item)
        self.list.setCurrentRow(0)
        row = self._desk.theme.px(ROW)
        room = max(row, self._host.height() - self.y() - self.line.sizeHint().height() - 24)
        self.list.setFixedHeight(min(row * self.list.count() + 4, room - room % row + 4) if hits else 0)
        nothing = final and not hits
        self.note.setText(self._desk.texts.t(N_("Nothing is called that.")) if nothing else "")
        self.note.setVisible(nothing)
        self.adjustSize()

    def _open(self, item: QListWidgetItem, *, aside: bool = False) -> None:
        hit = item.data(Qt.ItemDataRole.UserRole)
        self.hide()
        if not isinstance(hit, Hit):
            return
        if hit.call is not None:
            # After the palette has gone and the focus is back where it was.
            QTimer.singleShot(0, self, partial(_call, hit.call))
        elif hit.place is not None:
            (self._desk.aside if aside else self._desk.go)(hit.place)


class HitDelegate(QStyledItemDelegate):
    """An icon, a name, and what stands beside it at the right; a name too long is cut, never what is beside it."""

    def __init__(self, desk: Desk, view: QListWidget) -> None:
        super().__init__(view)
        self._desk = desk

    @override
    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(100, self._desk.theme.px(ROW))

    @override
    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        hit = index.data(Qt.ItemDataRole.UserRole)
        theme, view, rect = self._desk.theme, self.parent(), QRect(option.rect)
        if not isinstance(hit, Hit) or not isinstance(view, QListWidget):
            return
        if view.currentIndex() == index:
            painter.fillRect(rect, theme.tokens.colour("accent_soft"))
            painter.fillRect(QRect(rect.left(), rect.top(), 2, rect.height()), theme.tokens.colour("accent"))
        side = theme.px(18)
        picture = icons.icon(hit.icon, theme.tokens).pixmap(side, side)
        painter.drawPixmap(QRect(rect.left() + 14, rect.center().y() - side // 2, side, side), picture)
        inner = rect.adjusted(14 + side + 10, 0, -14, 0)
        painter.setFont(fonts.sized(fonts.CAPTION))
        painter.setPen(theme.tokens.colour("muted"))
        beside = painter.fontMetrics().horizontalAdvance(hit.beside)
        painter.drawText(inner, int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter), hit.beside)
        painter.setFont(fonts.sized(fonts.BODY))
        painter.setPen(theme.tokens.colour("text"))
        words = inner.adjusted(0, 0, -beside - 12, 0)
        name = painter.fontMetrics().elidedText(hit.name, Qt.TextElideMode.ElideRight, words.width())
        painter.drawText(words, int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter), name)


def _call(call: Callable[[], object]) -> None:
    call()


def _shadow(parent: QWidget) -> QGraphicsDropShadowEffect:
    made = QGraphicsDropShadowEffect(parent)
    made.setBlurRadius(28)
    made.setOffset(0, 6)
    made.setColor(QColor(0, 0, 0, 70))
    return made
