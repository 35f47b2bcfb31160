"""Files dropped onto a widget, whatever lies on it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QDragEnterEvent, QDragMoveEvent, QDropEvent
from PySide6.QtWidgets import QWidget
from typing_extensions import override


class Drops(QObject):
    """Hands dropped files to ``taken``; ``over`` hears when some hover and when they leave."""

    def __init__(
        self, target: QWidget, taken: Callable[[tuple[Path, ...]], object], over: Callable[[bool], object] | None = None
    ) -> None:
        super().__init__(target)
        self._taken = taken
        self._over = over or (lambda hovering: None)
        target.setAcceptDrops(True)
        target.installEventFilter(self)

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QDropEvent) and event.type() == QEvent.Type.Drop:
            self._over(False)
            files = _files(event)
            if files:
                event.acceptProposedAction()
                self._taken(files)
            return True
        if isinstance(event, QDragEnterEvent | QDragMoveEvent) and _files(event):
            event.acceptProposedAction()
            self._over(True)
            return True
        if event.type() == QEvent.Type.DragLeave:
            self._over(False)
        return super().eventFilter(watched, event)


def _files(event: QDropEvent) -> tuple[Path, ...]:
    urls = event.mimeData().urls()
    return tuple(Path(url.toLocalFile()) for url in urls if url.isLocalFile())
