"""The inline form of a step: fields with their complaint below them, Enter stores, Esc leaves."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QLineEdit, QWidget
from typing_extensions import override

from auditor.i18n import N_, Message
from auditor.services.cases.case import CaseShown
from ui.cases.steps import GENERAL, TITLES, Asked, Command, asked_of, begun_texts, code_of, command_of, complaint_at
from ui.editing.adding import mark_wrong
from ui.editing.inputs import Input, input_for
from ui.kit import parts
from ui.kit.desk import Desk

SIDE_BY_SIDE = 760
"""Designed pixels from which two fields stand side by side."""
FEWEST_COLUMNS, MOST_COLUMNS = 1, 2


class StepField(QWidget):
    """A label, its editor, and below it the line that says what is wrong."""

    def __init__(self, desk: Desk, asked: Asked) -> None:
        super().__init__()
        self._desk, self.asked = desk, asked
        self._wrong = False
        self.caption = parts.plain_label("", "label", wrap=True)
        self.entry: Input = input_for(desk, asked.read_as, lambda: asked.read_as.refs)
        self.below = parts.plain_label(" ", "wrong", wrap=True)
        self.setLayout(parts.column(self.caption, self.entry, self.below, gap=2))
        self.tell(None)

    def put(self, text: str) -> None:
        """Fill it in; nothing is marked in a field that nobody is in."""
        self.entry.put(text)
        for line in self.entry.findChildren(QLineEdit):
            line.deselect()

    def tell(self, complaint: Message | None) -> None:
        """Say the label, and what is wrong."""
        t = self._desk.texts.t
        title = t(self.asked.title)
        self.caption.setText(f"{title} *" if self.asked.must else title)
        self.below.setText(t(complaint) if complaint is not None else " ")
        self.entry.call_it(title, t(complaint) if complaint is not None else "")
        if self._wrong != (complaint is not None):
            self._wrong = complaint is not None
            mark_wrong(self.entry.inner, wrong=self._wrong)


class StepForm(QFrame):
    """One step of a case at a time; what was typed stays until it is stored or another step is taken."""

    wanted = Signal(object)
    """The command that was filled in."""
    left = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self.kind = self._language = ""
        self._shown: CaseShown | None = None
        self.fields: dict[str, StepField] = {}
        self._told: dict[str, Message] = {}
        texts = desk.texts
        parts.mark(self, "card")
        self.title = parts.plain_label("", "section")
        self.general = QLabel()
        self.general.setTextFormat(Qt.TextFormat.PlainText)
        self.general.setWordWrap(True)
        parts.mark(self.general, "wrong")
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(16)
        self._grid.setVerticalSpacing(2)
        self.store = parts.button(texts, N_("Store"), self.save, "primary")
        self.cancel = parts.button(texts, N_("Cancel"), self.leave)
        foot = parts.row(parts.label(texts, N_("Enter stores, Esc leaves"), "caption"), None, self.cancel, self.store)
        self.held = parts.column(self.title, self.general, self._grid, foot, gap=6, margins=(12, 8, 12, 10))
        self.setLayout(self.held)
        self.hide()

    def begin(self, kind: str, shown: CaseShown, me: str) -> None:
        """Open the form of a step of this case."""
        self.kind, self._shown = kind, shown
        self._told = {}
        self._build(begun_texts(kind, shown, me))
        self.show()
        first = next((one for one in self.fields.values() if not one.entry.text), None)
        if first is not None:
            first.entry.setFocus()
        else:
            self.store.setFocus()

    def _build(self, texts: Mapping[str, str]) -> None:
        assert self._shown is not None
        parts.empty(self._grid)
        self.fields = {}
        self._language = self._desk.texts.language
        self.title.setText(self._desk.texts.t(TITLES[self.kind]))
        for asked in asked_of(self.kind, self._shown):
            made = StepField(self._desk, asked)
            made.put(self._words(asked, texts.get(asked.name, "")))
            made.entry.typed.connect(lambda _text, one=made: self._typed(one))
            made.entry.committed.connect(self.save)
            made.entry.taken_back.connect(self.leave)
            self.fields[asked.name] = made
        self._place()
        self._say()

    def _words(self, asked: Asked, text: str) -> str:
        """A code that stands there to begin with, as the choice says it."""
        from ui.profiles.words import word

        one = asked.read_as
        if one.words and text:
            spelled = word(one.words, text, self._desk.texts.translator)
            return spelled if self._desk.texts.language == "zh" else spelled[:1].lower() + spelled[1:]
        return text

    def _place(self) -> None:
        """Two side by side where there is room; prose takes a row of its own."""
        while self._grid.takeAt(0) is not None:
            pass
        columns = MOST_COLUMNS if self.width() >= self._desk.theme.px(SIDE_BY_SIDE) else FEWEST_COLUMNS
        row = column = 0
        for one in self.fields.values():
            wide = one.asked.field == "text"
            if wide and column:
                row, column = row + 1, 0
            self._grid.addWidget(one, row, column, 1, columns if wide else 1, Qt.AlignmentFlag.AlignTop)
            column += columns if wide else 1
            if column >= columns:
                row, column = row + 1, 0
        for at in range(MOST_COLUMNS):
            self._grid.setColumnStretch(at, 1 if at < columns else 0)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place()

    # typing -----------------------------------------------------------------------------------------------------

    @property
    def texts(self) -> dict[str, str]:
        """What stands in the fields."""
        return {name: one.entry.text for name, one in self.fields.items()}

    def _typed(self, one: StepField) -> None:
        text = one.entry.text
        found = complaint_at(one.asked, text, self._desk.day.now) if text.strip() else None
        self._told.pop(GENERAL, None)
        if found is None:
            self._told.pop(one.asked.name, None)
        else:
            self._told[one.asked.name] = found
        self._say()

    def save(self) -> None:
        """Ask for the step to be stored, where nothing is wrong."""
        if self._shown is None or self.isHidden():
            return
        found = {name: complaint_at(one.asked, one.entry.text, self._desk.day.now) for name, one in self.fields.items()}
        self._told = {name: told for name, told in found.items() if told is not None}
        self._say()
        if self._told:
            self._to_first()
            return
        command: Command = command_of(self.kind, self._shown, self.texts)
        self.store.setEnabled(False)
        self.wanted.emit(command)

    def refuse(self, told: Mapping[str, Message]) -> None:
        """Nothing was stored: say why at the fields."""
        self.store.setEnabled(True)
        self._told = dict(told)
        self._say()
        self._to_first()

    def stored(self) -> None:
        """It is stored: the form goes."""
        self.store.setEnabled(True)
        self.hide()

    def leave(self) -> None:
        """Leave the step."""
        self.hide()
        self.left.emit()

    def stand_on(self, shown: CaseShown) -> None:
        """The case was read anew: what is typed stays, and means the case as it is now."""
        if self._shown is not None and self._shown.id == shown.id:
            self._shown = replace(shown, now=self._shown.now)

    def render_texts(self) -> None:
        """Say everything in the language in force, with what was typed; where it is the same, nothing is touched."""
        if self._shown is not None and not self.isHidden() and self._language != self._desk.texts.language:
            typed = self.texts
            self._build({})
            for name, one in self.fields.items():
                text, words = typed.get(name, ""), one.asked.read_as.words
                one.put(self._words(one.asked, code_of(words, text)) if words and text else text)
            self._say()

    def _say(self) -> None:
        for name, one in self.fields.items():
            one.tell(self._told.get(name))
        general = self._told.get(GENERAL)
        self.general.setText("" if general is None else self._desk.texts.t(general))
        self.general.setVisible(general is not None)

    def _to_first(self) -> None:
        wrong = next((one for name, one in self.fields.items() if name in self._told), None)
        if wrong is not None:
            wrong.entry.setFocus()
