"""Shortcuts while a screen reader listens: Qt holds keys back until it has heard them, and none may overtake another."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt
from PySide6.QtGui import QAccessible, QKeyEvent, QWindow
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QMainWindow
from typing_extensions import override

from ui.kit import shortcuts
from ui.kit.shortcuts import Key

CTRL = Qt.KeyboardModifier.ControlModifier


class Held(QObject):
    """Keys that were pressed and are heard later, as Qt's bridge to screen readers holds them."""

    def __init__(self) -> None:
        super().__init__()
        self.keys: list[tuple[QObject, QKeyEvent]] = []
        self._letting_go = False

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() != QEvent.Type.KeyPress or not isinstance(watched, QWindow) or self._letting_go:
            return False
        assert isinstance(event, QKeyEvent)
        self.keys.append((watched, event.clone()))
        return True

    def let_go(self) -> None:
        self._letting_go = True
        for window, event in self.keys:
            QCoreApplication.sendEvent(window, event)


@pytest.fixture
def held(qapp: QApplication) -> Iterator[Held]:
    made = Held()
    listening = QAccessible.isActive()
    QAccessible.setActive(True)
    qapp.installEventFilter(made)
    yield made
    qapp.removeEventFilter(made)
    QAccessible.setActive(listening)


def test_that_a_shortcut_waits_for_what_was_typed_before_it(qapp: QApplication, held: Held) -> None:
    window, line = QMainWindow(), QLineEdit()
    window.setCentralWidget(line)
    told: list[str] = []
    shortcuts.on(window, Key.REFRESH, lambda: told.append(f"read again at {line.text()!r}"))
    shortcuts.on(window, Key.FIND, lambda: told.append("found"))
    line.returnPressed.connect(lambda: told.append(f"stored {line.text()!r}"))
    shortcuts.in_order(window)
    window.show()
    window.activateWindow()
    line.setFocus()
    handle = window.windowHandle()
    for key in "92":
        QTest.keyClick(handle, Qt.Key(ord(key)))
    QTest.keyClick(handle, Qt.Key.Key_Return)
    QTest.keyClick(handle, Qt.Key.Key_F5)
    QTest.keyClick(handle, Qt.Key.Key_K, CTRL)
    assert told == []
    held.let_go()
    assert told == ["stored '92'", "read again at '92'", "found"]
    window.hide()
