"""The bell at the top of the window and what it opens: everything the bars have said, with its time and its action."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QPoint, QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QLabel, QToolButton, QVBoxLayout, QWidget
from typing_extensions import override

from auditor.i18n import N_
from ui.kit import icons, parts
from ui.kit.desk import Desk
from ui.kit.problems import Note
from ui.kit.scrolling import Area

WIDE, TALL = 420, 360
_TOKENS = {"error": "critical", "warning": "amber", "done": "good"}
_WORDS = {"error": N_("Error"), "warning": N_("To be noticed"), "done": N_("Done")}


class Bell(QToolButton):
    """Opens the tray; a dot says that something in it has not been read."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self.tray = Tray(desk, self)
        parts.dress(self, desk.theme, "bell")
        self.clicked.connect(self.open_tray)
        desk.problems.noted.connect(self._show)
        desk.texts.changed.connect(self._show)
        self._show()

    def open_tray(self) -> None:
        """Show the notes below the bell; they count as read."""
        self.tray.fill()
        self.tray.adjustSize()
        self.tray.move(self.mapToGlobal(QPoint(self.width() - self.tray.width(), self.height() + 4)))
        self.tray.show()
        self.tray.setFocus()
        self._desk.problems.read_all()

    def _show(self) -> None:
        unread, t = self._desk.problems.unread, self._desk.texts.t
        words = t(N_("Notifications, {n} unread"), n=unread) if unread else t(N_("Notifications"))
        self.setAccessibleName(words)
        self.setToolTip(words)
        self.update()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self._desk.problems.unread:
            theme = self._desk.theme
            side = theme.px(8)
            painter = QPainter(self)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(theme.tokens.colour("surface"))
            painter.setBrush(theme.tokens.colour("accent"))
            painter.drawEllipse(QRectF(self.width() - side - 3, 3, side, side))
            painter.end()


class Tray(QFrame):
    """The notes, the latest first."""

    def __init__(self, desk: Desk, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self._desk = desk
        parts.mark(self, "palette")
        title = parts.label(desk.texts, N_("Notifications"), "section")
        self._area = Area()
        self._rows = QVBoxLayout()
        self._rows.setContentsMargins(12, 4, 12, 8)
        self._rows.setSpacing(6)
        self._area.setWidget(parts.box(self._rows, "bare"))
        desk.texts.name(self._area, N_("Notifications"))
        self.setLayout(parts.column(parts.column(title, margins=(12, 10, 12, 0)), self._area, gap=4))

    def fill(self) -> None:
        """Write the notes anew."""
        parts.empty(self._rows)
        notes = self._desk.problems.notes
        for note in reversed(notes):
            self._rows.addWidget(self._row(note))
            self._rows.addWidget(parts.line())
        if not notes:
            words = self._desk.texts.t(N_("Nothing has been said yet. What the bars say is kept here."))
            self._rows.addWidget(parts.plain_label(words, "muted", wrap=True))
        self._rows.addStretch(1)
        px = self._desk.theme.px
        self.setFixedWidth(px(WIDE))
        self._area.setFixedHeight(min(px(TALL), max(px(64), px(56) * len(notes))))

    def _row(self, note: Note) -> QWidget:
        theme, t = self._desk.theme, self._desk.texts.t
        picture = QLabel()
        colour = str(getattr(theme.tokens, _TOKENS[note.kind]))
        picture.setPixmap(icons.pixmap("done" if note.kind == "done" else "warning", colour, theme.px(16)))
        picture.setAccessibleName(t(_WORDS[note.kind]))
        today = note.at.date() == self._desk.day.today
        at = parts.plain_label(f"{note.at:%H:%M}" if today else f"{note.at:%m-%d %H:%M}", "caption")
        says = parts.plain_label(t(note.message), wrap=True, selectable=True)
        says.setAccessibleName(t(note.message))
        acts = [parts.button(self._desk.texts, note.action[0], self._acting(note), "quiet")] if note.action else []
        made = parts.row(picture, at, says, *acts, gap=8)
        made.setStretch(2, 1)
        return parts.box(made)

    def _acting(self, note: Note) -> Callable[[], None]:
        def act() -> None:
            self.hide()
            if note.action is not None:
                note.action[1]()

        return act
