"""The bar of a conflict: for each field that both changed, mine or theirs; what else changed is told."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QButtonGroup, QFrame, QGridLayout, QRadioButton
from typing_extensions import override

from auditor.i18n import N_, Message
from auditor.model.fields import Field
from ui.editing.draft import Choice, Clash
from ui.kit import parts
from ui.kit.desk import Desk
from ui.profiles.words import field_name, shown

EMPTY = N_("empty")


class ClashBar(QFrame):
    """Hidden until a save meets a newer version."""

    settled = Signal(object)
    """The Clash, with a choice at each field."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self.clash: Clash | None = None
        self._groups: list[QButtonGroup] = []
        parts.mark(self, "bar-warning")
        self.title = parts.plain_label("", "section", wrap=True)
        self.grid = QGridLayout()
        self.grid.setHorizontalSpacing(16)
        self.grid.setVerticalSpacing(4)
        self.beside = parts.plain_label("", "caption", wrap=True)
        store = parts.button(desk.texts, N_("Store what is chosen"), self.settle, "primary")
        leave = parts.button(desk.texts, N_("Take theirs"), self.take_theirs)
        foot = parts.row(self.beside, leave, store)
        foot.setStretch(0, 1)
        self.setLayout(parts.column(self.title, self.grid, foot, gap=6, margins=(12, 8, 12, 8)))
        self.hide()

    def show_clash(self, clash: Clash) -> None:
        """Show both versions; mine is chosen until theirs is."""
        self.clash = clash
        self.render_texts()
        self.show()
        first = self._groups[0].checkedButton() if self._groups else None
        if first is not None:
            first.setFocus()

    def render_texts(self) -> None:
        """Say it in the language in force."""
        if self.clash is None:
            return
        clash, t = self.clash, self._desk.texts.t
        self.title.setText(t(N_("{who} changed the same while you were typing. Whose stands?"), who=Message(clash.who)))
        parts.empty(self.grid)
        self._groups.clear()
        for row, choice in enumerate(clash.choices):
            self._line(row, choice)
        translator = self._desk.texts.translator
        told = translator.both("；", "; ").join(
            f"{field_name(one, translator)}{translator.both('：', ': ')}"
            f"{self._value(one, before)} → {self._value(one, now)}"
            for one, before, now in clash.beside
        )
        self.beside.setText(t(N_("Also changed meanwhile: {fields}"), fields=told) if told else "")

    def _line(self, row: int, choice: Choice) -> None:
        t, one = self._desk.texts.t, choice.field
        name = field_name(one, self._desk.texts.translator)
        self.grid.addWidget(parts.plain_label(name, "label"), row, 0, Qt.AlignmentFlag.AlignTop)
        before = t(N_("was {value}"), value=self._value(one, choice.before))
        self.grid.addWidget(parts.plain_label(before, "caption"), row, 1, Qt.AlignmentFlag.AlignTop)
        group = QButtonGroup(self)
        mine = QRadioButton(t(N_("Mine: {value}"), value=_short(choice.mine) or t(EMPTY)))
        theirs = QRadioButton(t(N_("Theirs: {value}"), value=_short(self._value(one, choice.theirs))))
        (mine if choice.keep_mine else theirs).setChecked(True)
        for at, button in enumerate((mine, theirs)):
            button.setAccessibleName(f"{name} {button.text()}")
            group.addButton(button)
            self.grid.addWidget(button, row, 2 + at, Qt.AlignmentFlag.AlignTop)
        self.grid.setColumnStretch(3, 1)
        mine.toggled.connect(lambda on, choice=choice: setattr(choice, "keep_mine", on))
        self._groups.append(group)

    def _value(self, one: Field, value: object) -> str:
        return shown(one, {one.name: value}, self._desk.texts.translator) or self._desk.texts.t(EMPTY)

    def settle(self) -> None:
        """As chosen."""
        if self.clash is not None:
            clash, self.clash = self.clash, None
            self.hide()
            self.settled.emit(clash)

    def take_theirs(self) -> None:
        """Give up what was typed in every field."""
        if self.clash is not None:
            for choice in self.clash.choices:
                choice.keep_mine = False
            self.settle()

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.settle()
        else:
            super().keyPressEvent(event)


def _short(text: str) -> str:
    line = text.replace("\n", " ⏎ ")
    return line if len(line) <= 60 else f"{line[:59]}…"
