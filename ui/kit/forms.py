"""Facts and fields: what is known stands still, what is typed is checked as it is typed and saved as a draft."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from PySide6.QtCore import QDate, Qt, Signal
from PySide6.QtWidgets import QComboBox, QDateEdit, QGridLayout, QLineEdit, QVBoxLayout, QWidget

from auditor.i18n import Message
from ui.kit import parts
from ui.kit.texts import Texts

LABEL_WIDTH = 96
Check = Callable[[str], Message | None]


class Facts(QWidget):
    """Fact rows: a muted label, a value that can be selected, a quiet mark for what is missing."""

    def __init__(self) -> None:
        super().__init__()
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(12)
        self._grid.setVerticalSpacing(6)
        self._grid.setColumnMinimumWidth(0, LABEL_WIDTH)
        self._grid.setColumnStretch(1, 1)

    def show_rows(self, rows: Sequence[tuple[str, str]], missing: str) -> None:
        """Show (label, value) pairs; an empty value reads as ``missing`` in muted words."""
        parts.empty(self._grid)
        for number, (name, value) in enumerate(rows):
            title = parts.plain_label(name, "label")
            title.setAlignment(Qt.AlignmentFlag.AlignTop)
            shown = parts.plain_label(value or missing, "" if value else "muted", wrap=True, selectable=True)
            shown.setAccessibleName(f"{name} {value or missing}")
            self._grid.addWidget(title, number, 0)
            self._grid.addWidget(shown, number, 1)


class Field(QWidget):
    """A label above an input, and a line below that is always there, so that a complaint moves nothing."""

    edited = Signal()

    def __init__(self, texts: Texts, title: Message | str, entry: QWidget, check: Check | None = None) -> None:
        super().__init__()
        self._texts = texts
        self._check = check
        self._problem: Message | None = None
        self.entry = entry
        self.caption = parts.label(texts, title, "label")
        self.caption.setBuddy(entry)
        texts.name(entry, title)
        self.complaint = parts.Brief("wrong")
        self.complaint.setText(" ")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2)
        for part in (self.caption, entry, self.complaint):
            layout.addWidget(part)
        texts.changed.connect(self._say)

    @property
    def text(self) -> str:
        """What stands in the field, stripped."""
        raise NotImplementedError

    @property
    def valid(self) -> bool:
        """Whether its check has nothing against it."""
        return self._problem is None

    def complain(self, problem: Message | None) -> None:
        """Show a complaint, also one that came back from a command; None takes it away."""
        self._problem = problem
        parts.mark_wrong(self.entry, wrong=problem is not None)
        self._say()

    def _changed(self) -> None:
        self.complain(self._check(self.text) if self._check else None)
        self.edited.emit()

    def _say(self) -> None:
        self.complaint.setText(" " if self._problem is None else self._texts.t(self._problem))


class TextField(Field):
    """One line of text."""

    def __init__(self, texts: Texts, title: Message | str, check: Check | None = None, value: str = "") -> None:
        self.line = QLineEdit(value)
        super().__init__(texts, title, self.line, check)
        self.line.textChanged.connect(lambda _: self._changed())

    @property
    def text(self) -> str:
        return self.line.text().strip()


class DateField(Field):
    """A day, typed or picked."""

    def __init__(self, texts: Texts, title: Message | str, value: date, check: Check | None = None) -> None:
        self.picker = QDateEdit(QDate(value.year, value.month, value.day))
        self.picker.setDisplayFormat("yyyy-MM-dd")
        self.picker.setCalendarPopup(True)
        super().__init__(texts, title, self.picker, check)
        self.picker.dateChanged.connect(lambda _: self._changed())

    @property
    def text(self) -> str:
        return self.picker.date().toString("yyyy-MM-dd")

    @property
    def day(self) -> date:
        """The day that is picked."""
        return date.fromisoformat(self.text)


class ChoiceField(Field):
    """One of a few codes, shown in words."""

    def __init__(self, texts: Texts, title: Message | str, choices: Sequence[tuple[str, str]], value: str = "") -> None:
        self.combo = QComboBox()
        for code, word in choices:
            self.combo.addItem(word, code)
        super().__init__(texts, title, self.combo)
        self.combo.setCurrentIndex(max(0, self.combo.findData(value)))
        self.combo.currentIndexChanged.connect(lambda _: self._changed())

    @property
    def text(self) -> str:
        return str(self.combo.currentData())
