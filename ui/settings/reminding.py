"""The ladders of days before an end, one line for each kind, and when was looked last."""

from __future__ import annotations

from functools import partial

from PySide6.QtWidgets import QGridLayout, QLabel, QLineEdit, QPushButton, QWidget

from auditor.errors import CallerMistake
from auditor.i18n import N_, Message, said
from auditor.services.reminders import TITLES, USUAL, Ladder, Ladders, SetLadder
from ui.kit import parts
from ui.kit.desk import Desk


class LadderPage(QWidget):
    """Each line is checked as it is typed and saved by Enter or its button."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        texts = desk.texts
        self.lines: dict[str, QLineEdit] = {}
        self.usual: dict[str, QPushButton] = {}
        self.looked = parts.plain_label("", "muted", wrap=True)
        self.complaint = parts.plain_label(" ", "wrong", wrap=True)
        grid = QGridLayout()
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(8)
        grid.setColumnStretch(1, 1)
        for number, (kind, title) in enumerate(TITLES.items()):
            self._line(grid, number, kind, title)
        says = parts.label(texts, N_("Days before the last day of validity, by commas; nothing: no reminder."), "muted")
        says.setWordWrap(True)
        card = parts.card(
            parts.label(texts, N_("Reminders before an end"), "section"),
            says,
            grid,
            self.complaint,
            self.looked,
            gap=10,
        )
        self.setLayout(parts.column(card, None))

    def _line(self, grid: QGridLayout, number: int, kind: str, title: str) -> None:
        texts = self._desk.texts
        caption: QLabel = parts.label(texts, title, "label")
        line = QLineEdit()
        line.setPlaceholderText(", ".join(map(str, USUAL)))
        texts.name(line, title)
        line.textEdited.connect(lambda _: self._check(kind))
        line.returnPressed.connect(partial(self.save, kind))
        save = parts.button(texts, N_("Save"), partial(self.save, kind))
        usual = parts.button(texts, N_("Usual again"), partial(self.save_usual, kind), "quiet")
        for column, widget in enumerate((caption, line, save, usual)):
            grid.addWidget(widget, number, column)
        self.lines[kind], self.usual[kind] = line, usual

    def read(self) -> None:
        """Ask for the ladders."""
        self._desk.tasks.ask(Ladders(), self._arrived, owner=self, slot="ladders")

    def show_looked(self, words: str) -> None:
        """When was looked last, in words."""
        self.looked.setText(words)

    def _arrived(self, found: tuple[Ladder, ...]) -> None:
        for one in found:
            line = self.lines[one.kind]
            if not line.isModified():
                line.setText(", ".join(map(str, one.days)))
            self.usual[one.kind].setVisible(one.own)

    def _check(self, kind: str) -> tuple[int, ...] | None:
        """The days as they are typed; None, and a complaint, where they are none."""
        line = self.lines[kind]
        try:
            days = typed_days(line.text())
        except CallerMistake as error:
            self._desk.texts.say(self.complaint, error.message)
            self._mark(line, True)
            return None
        self._desk.texts.unsay(self.complaint, nothing=" ")
        self._mark(line, False)
        return days

    def _mark(self, line: QLineEdit, wrong: bool) -> None:
        line.setProperty("wrong", wrong)
        line.style().unpolish(line)
        line.style().polish(line)

    def save(self, kind: str) -> None:
        """Lay the line down as it is typed."""
        days = self._check(kind)
        if days is not None:
            self._save(kind, days)

    def save_usual(self, kind: str) -> None:
        """Take the workspace's own ladder away."""
        self._save(kind, None)

    def _save(self, kind: str, days: tuple[int, ...] | None) -> None:
        desk = self._desk

        def done(outcome: object) -> None:
            self.lines[kind].setModified(False)
            words = said("The reminders of {kind} are saved.", kind=Message(TITLES[kind]))
            desk.edits.tell(getattr(outcome, "change", None), words)

        desk.tasks.do(SetLadder(kind, days), done, desk.problems.tell, owner=self)


def typed_days(text: str) -> tuple[int, ...]:
    """The days that a line says; CallerMistake, in words, where one is no number."""
    pieces = [one.strip() for one in text.replace("，", ",").replace("、", ",").replace("/", ",").split(",")]
    wrong = [one for one in pieces if one and not (one.isascii() and one.isdigit() and len(one) <= 3)]
    if wrong:
        raise CallerMistake(
            said("{text} is no number of days.", text=wrong[0]), said("Write whole numbers such as 60, 30, 7.")
        )
    return tuple(int(one) for one in pieces if one)
