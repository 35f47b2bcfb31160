"""Areas that scroll, with bars that a screen reader never counts."""

from __future__ import annotations

from PySide6.QtCore import QMargins, Qt, QTimer
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QScrollArea, QScrollBar
from typing_extensions import override


class Area(QScrollArea):
    """Scrolls what it holds, which is as wide as the area.

    To a screen reader a scroll area's own bars are numbered children, and Qt 6.11 hands out the second without looking
    whether it is still there: a bar that goes (with its whole page, say) between "how many?" and "give me the second"
    ends the program. So the area's own bars never show; these follow them, and nobody numbers them.
    """

    def __init__(self, *, sideways: bool = False) -> None:
        super().__init__()
        self.setWidgetResizable(True)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.upright = self._follower(self.verticalScrollBar())
        self.lying = self._follower(self.horizontalScrollBar()) if sideways else None
        self._settling = QTimer(self, singleShot=True, interval=0)
        self._settling.timeout.connect(self._settle)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place()

    def _follower(self, hidden: QScrollBar) -> QScrollBar:
        """A bar beside what is scrolled, there while there is more than shows."""
        bar = QScrollBar(hidden.orientation(), self)
        bar.hide()

        def follow(least: int, most: int) -> None:
            bar.setPageStep(hidden.pageStep())
            bar.setSingleStep(hidden.singleStep())
            bar.setRange(least, most)
            self._settling.start()

        hidden.rangeChanged.connect(follow)
        hidden.valueChanged.connect(bar.setValue)
        bar.valueChanged.connect(hidden.setValue)
        return bar

    def _settle(self) -> None:
        """Show the bars that are needed; once the ranges have come to rest, for a bar's coming and going moves them."""
        for bar, hidden in ((self.upright, self.verticalScrollBar()), (self.lying, self.horizontalScrollBar())):
            if bar is not None:
                # A range is told before its page, and not always in the order in which ranges came.
                bar.setPageStep(hidden.pageStep())
                bar.setRange(hidden.minimum(), hidden.maximum())
                bar.setVisible(bar.maximum() > bar.minimum())
        self._place()

    def _place(self) -> None:
        """Bars at the edges, and what is scrolled beside them."""
        across = 0 if self.upright.isHidden() else self.upright.sizeHint().width()
        down = 0 if self.lying is None or self.lying.isHidden() else self.lying.sizeHint().height()
        if self.viewportMargins() != (kept := QMargins(0, 0, across, down)):
            self.setViewportMargins(kept)
        inside = self.contentsRect()
        right, bottom = inside.right() + 1 - across, inside.bottom() + 1 - down
        self.upright.setGeometry(right, inside.top(), across, inside.height() - down)
        if self.lying is not None:
            self.lying.setGeometry(inside.left(), bottom, inside.width() - across, down)
