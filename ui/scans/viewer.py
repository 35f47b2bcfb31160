"""A scan on screen: hidden until it is asked for, then page by page, larger, smaller and turned."""

from __future__ import annotations

import re

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPixmap, QResizeEvent, QTransform
from PySide6.QtWidgets import QHBoxLayout, QLabel, QStackedLayout, QToolButton, QWidget
from typing_extensions import override

from auditor.i18n import N_, Message
from auditor.services.attachments import Shown
from ui.kit import icons, parts
from ui.kit.desk import Desk
from ui.kit.scrolling import Area

ZOOMS = (0.5, 0.75, 1.0, 1.5, 2.0, 3.0)
"""Of the width of the pane."""

_EDGE, _VEIL = 18, 24
_QUARTERS = re.compile(r"[0-9a-f]{16}(?=[0-9a-f]{16})")


class Viewer(QWidget):
    """Shows one page; ``wanted`` asks for a page by its number from 0, the first time to be shown at all."""

    wanted = Signal(int)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._pixmap = QPixmap()
        self._page = 0
        self._pages = 1
        self._turn = 0
        self._zoom = ZOOMS.index(1.0)
        self._lay_out()
        self.cover()

    def _lay_out(self) -> None:
        texts = self._desk.texts
        self.eye = QLabel()
        self.eye.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.sentence = parts.plain_label("", "muted", wrap=True)
        self.sentence.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.show_button = parts.button(texts, N_("Show the scan"), lambda: self.wanted.emit(0))
        veil = parts.column(None, self.eye, self.sentence, 4, parts.row(None, self.show_button, None), None)
        veil.setContentsMargins(_VEIL, 16, _VEIL, 16)
        self.paper = QLabel()
        self.paper.setAlignment(Qt.AlignmentFlag.AlignCenter)
        texts.name(self.paper, N_("Scan"))
        self.area = Area(sideways=True)
        self.area.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.area.setWidget(parts.box(parts.row(None, self.paper, None), "paper"))
        self.area.viewport().installEventFilter(self)
        self._stack = QStackedLayout()
        self._stack.addWidget(parts.box(veil, "veil"))
        self._stack.addWidget(self.area)
        self._bar = parts.box(self._tools())
        layout = parts.column(self._bar, gap=4)
        layout.addLayout(self._stack, 1)
        self.setLayout(layout)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._desk.theme.changed.connect(self._paint_eye)
        self._desk.texts.changed.connect(self._say)

    def _tools(self) -> QHBoxLayout:
        def tool(icon: str, name: str, act: object) -> QToolButton:
            return parts.icon_button(self._desk.texts, self._desk.theme, icon, name, act)  # type: ignore[arg-type]

        self.back = tool("back", N_("Previous page"), lambda: self.go_to(self._page - 1))
        self.next = tool("next", N_("Next page"), lambda: self.go_to(self._page + 1))
        self.place = parts.plain_label("", "caption")
        self.smaller = tool("minus", N_("Smaller"), lambda: self.zoom(-1))
        self.larger = tool("plus", N_("Larger"), lambda: self.zoom(1))
        self.percent = parts.plain_label("", "caption")
        turn = tool("turn", N_("Turn to the right"), self.turn)
        self.aside = parts.plain_label("", "caption", wrap=True)
        row = parts.row(
            self.back, self.place, self.next, 12, self.smaller, self.percent, self.larger, 12, turn, 8, gap=2
        )
        row.addWidget(self.aside, 1)
        return row

    # states -----------------------------------------------------------------------------------------------------

    def cover(self) -> None:
        """Hide whatever was shown; showing it is up to the person."""
        self._veil(Message(N_("Scans are personal data. Showing one is logged.")), asking=True)

    def wait(self) -> None:
        """A page is on its way."""
        if self._pixmap.isNull():
            self._veil(Message(N_("Reading…")), asking=False)

    def refuse(self, message: Message, icon: str = "warning") -> None:
        """There is nothing to show, and why."""
        self._veil(message, asking=False, icon=icon)

    def show_page(self, shown: Shown, page: int) -> None:
        """Show a page that was decoded for us."""
        made = QPixmap()
        made.loadFromData(shown.png, "PNG")
        self._pixmap, self._page, self._pages = made, page, shown.pages
        t = self._desk.texts.t
        self.aside.setText(t(N_("Only the first frame is shown.")) if shown.more else "")
        several = shown.pages > 1
        for widget in (self.back, self.next, self.place):
            widget.setVisible(several)
        self.place.setText(f"{page + 1} / {shown.pages}")
        self.back.setEnabled(page > 0)
        self.next.setEnabled(page + 1 < shown.pages)
        self._bar.show()
        self._stack.setCurrentIndex(1)
        self._paint()

    @property
    def covered(self) -> bool:
        """Whether no scan is on screen."""
        return self._stack.currentIndex() == 0

    # acting -----------------------------------------------------------------------------------------------------

    def go_to(self, page: int) -> None:
        """Another page, when there is one."""
        if not self.covered and 0 <= page < self._pages and page != self._page:
            self.wanted.emit(page)

    def zoom(self, steps: int) -> None:
        """Larger or smaller by steps."""
        self._zoom = max(0, min(len(ZOOMS) - 1, self._zoom + steps))
        self._paint()

    def turn(self) -> None:
        """A quarter to the right."""
        self._turn = (self._turn + 90) % 360
        self._paint()

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        if key in (Qt.Key.Key_PageDown, Qt.Key.Key_Right):
            self.go_to(self._page + 1)
        elif key in (Qt.Key.Key_PageUp, Qt.Key.Key_Left):
            self.go_to(self._page - 1)
        elif key in (Qt.Key.Key_Plus, Qt.Key.Key_Equal):
            self.zoom(1)
        elif key == Qt.Key.Key_Minus:
            self.zoom(-1)
        elif key == Qt.Key.Key_R:
            self.turn()
        else:
            super().keyPressEvent(event)

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QResizeEvent) and not self.covered:
            self._paint()
        return super().eventFilter(watched, event)

    # painting ---------------------------------------------------------------------------------------------------

    def _veil(self, message: Message, *, asking: bool, icon: str = "eye") -> None:
        self._pixmap = QPixmap()
        self.paper.clear()
        self._turn, self._zoom = 0, ZOOMS.index(1.0)
        self._icon, self._message = icon, message
        self._say()
        self.show_button.setVisible(asking)
        self._bar.hide()
        self._stack.setCurrentIndex(0)
        self._paint_eye()

    def _say(self) -> None:
        # A hash is one long word; it may be broken between its quarters.
        self.sentence.setText(_QUARTERS.sub(lambda m: m[0] + "\u200b", self._desk.texts.t(self._message)))
        self._fit_sentence()

    def _fit_sentence(self) -> None:
        # Between two stretches a wrapped label gets the height of its one-line self, and is cut.
        self.sentence.setMinimumHeight(self.sentence.heightForWidth(max(120, self.width() - 2 * _VEIL)))

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_sentence()

    def _paint_eye(self) -> None:
        token = "critical" if self._icon == "warning" else "muted"
        self.eye.setPixmap(icons.pixmap(self._icon, str(getattr(self._desk.theme.tokens, token)), 24))

    def _paint(self) -> None:
        if self._pixmap.isNull():
            return
        turned = self._pixmap.transformed(QTransform().rotate(self._turn))
        ratio = self.devicePixelRatioF()
        width = max(40, round((self.area.viewport().width() - _EDGE) * ZOOMS[self._zoom] * ratio))
        made = turned.scaledToWidth(width, Qt.TransformationMode.SmoothTransformation)
        made.setDevicePixelRatio(ratio)
        self.paper.setPixmap(made)
        self.percent.setText(f"{round(ZOOMS[self._zoom] * 100)} %")
        self.smaller.setEnabled(self._zoom > 0)
        self.larger.setEnabled(self._zoom + 1 < len(ZOOMS))
