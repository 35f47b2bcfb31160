"""A choice of few as chips side by side, of which one is on."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QSignalBlocker
from PySide6.QtWidgets import QButtonGroup, QLabel, QPushButton, QWidget

from ui.kit import parts
from ui.kit.desk import Desk
from ui.kit.flow import Flow


class Choices(QWidget):
    """The chips; ``picked`` is called with the value of the one that was pressed."""

    def __init__(self, desk: Desk, values: Sequence[tuple[str, str]], picked: Callable[[str], object]) -> None:
        super().__init__()
        self.buttons: dict[str, QPushButton] = {}
        group = QButtonGroup(self)
        for value, words in values:
            made = parts.toggle(desk.texts, words)
            # A screen reader ticks a button without clicking it.
            made.toggled.connect(lambda on, chosen=value: picked(chosen) if on else None)
            group.addButton(made)
            self.buttons[value] = made
        self.setLayout(Flow(*self.buttons.values()))

    def show_value(self, value: str) -> None:
        """Mark the one that holds, without telling anybody."""
        button = self.buttons.get(value)
        if button is not None:
            with QSignalBlocker(button):
                button.setChecked(True)


def titled(desk: Desk, title: str, *widgets: QWidget) -> QWidget:
    """A muted title above what belongs to it."""
    caption: QLabel = parts.label(desk.texts, title, "label")
    return parts.box(parts.column(caption, *widgets, gap=4))
