"""Three cards for who is here for the first time: the day, the search, the answers; left by one key, shown again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, Qt
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget
from typing_extensions import override

from auditor.i18n import N_
from ui.kit import parts

if TYPE_CHECKING:
    from ui.window import Window

TOURED = "toured"
WIDTH = 340
CARDS = (
    (
        N_("Everything obeys this day"),
        N_("Move it to see who was, or will be, in order. An amber edge: it is not today; one key leads back."),
    ),
    (
        N_("Find anything, do anything"),
        N_("Names, pinyin, initials, codes, numbers, screens, commands: type and press Enter. F1 shows all keys."),
    ),
    (
        N_("Nothing is lost"),
        N_("Each change is kept with its chain; Ctrl+Z takes the last one back. What was said stays behind the bell."),
    ),
)


class Tour(QWidget):
    """A frame round the part that is meant, and a card beside it; the window works on behind."""

    def __init__(self, window: Window) -> None:
        super().__init__(window)
        self._window = window
        self._at = 0
        desk = window.desk
        texts = desk.texts
        self._targets: tuple[QWidget, ...] = (window.day_button, window.search, window.bell)
        self.title = parts.plain_label("", "section", wrap=True)
        self.says = parts.plain_label("", wrap=True)
        self.count = parts.plain_label("", "caption")
        self.skip = parts.button(texts, N_("Skip"), self.leave, "quiet")
        self.next = parts.button(texts, N_("Next"), self.go_on, "primary")
        self.card = parts.card(self.title, self.says, parts.row(self.count, None, self.skip, self.next), padding=16)
        self.card.setParent(self)
        texts.changed.connect(self._show)
        desk.theme.changed.connect(self._place)
        window.installEventFilter(self)

    def start(self) -> None:
        """Show the first card."""
        self._at = 0
        self.show()
        self.raise_()
        self._show()
        self.next.setFocus()

    def go_on(self) -> None:
        """The next card; after the last one, leave."""
        if self._at == len(CARDS) - 1:
            self.leave()
            return
        self._at += 1
        self._show()

    def leave(self) -> None:
        """Put the tour away; it does not come by itself again."""
        self._window.desk.memory.put(TOURED, "1")
        self._window.removeEventFilter(self)
        self.hide()
        self.deleteLater()

    def _show(self) -> None:
        t = self._window.desk.texts.t
        title, says = CARDS[self._at]
        self.title.setText(t(title))
        self.says.setText(t(says))
        self.count.setText(f"{self._at + 1} / {len(CARDS)}")
        last = self._at == len(CARDS) - 1
        self.next.setText(t(N_("Begin")) if last else t(N_("Next")))
        self.skip.setVisible(not last)
        self._place()

    def _place(self) -> None:
        self.setGeometry(self._window.rect())
        px = self._window.desk.theme.px
        width = min(px(WIDTH), self.width() - 32)
        self.card.setFixedWidth(width)
        self.card.setFixedHeight(self.card.heightForWidth(width))
        meant = self._meant()
        left = max(16, min(meant.center().x() - width // 2, self.width() - width - 16))
        self.card.move(left, meant.bottom() + 14)
        self.update()

    def _meant(self) -> QRect:
        target = self._targets[self._at]
        return QRect(target.mapTo(self._window, QPoint(0, 0)), target.size()).adjusted(-4, -4, 4, 4)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        tokens = self._window.desk.theme.tokens
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        veil = tokens.colour("text" if not tokens.dark else "bg")
        veil.setAlphaF(0.35)
        meant = self._meant()
        painter.setClipRegion(self.rect())
        painter.fillRect(QRect(0, 0, self.width(), meant.top()), veil)
        painter.fillRect(QRect(0, meant.bottom() + 1, self.width(), self.height()), veil)
        painter.fillRect(QRect(0, meant.top(), meant.left(), meant.height()), veil)
        painter.fillRect(QRect(meant.right() + 1, meant.top(), self.width(), meant.height()), veil)
        painter.setPen(QPen(tokens.colour("accent"), 2))
        painter.drawRoundedRect(meant, 6, 6)
        painter.end()

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.leave()
        elif event.key() in (Qt.Key.Key_Right, Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.go_on()
        else:
            super().keyPressEvent(event)

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize:
            self._place()
        return False
