"""The lines of a clearance: what forbids it, conditions that can be ticked with evidence, duties, notes folded."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QFileDialog,
    QLabel,
    QLineEdit,
    QMenu,
    QPushButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from auditor.i18n import N_, Message, Twin, said
from auditor.model.types import day_of
from auditor.services.clearance.clearing import Clearance
from auditor.services.clearance.lines import Line
from auditor.services.clearance.ticks import Entry, TickForm, form_of, where
from ui.clearance.presenter import Section, about, grounds, sections, shape_of
from ui.kit import parts, staying
from ui.kit.brief import brief_button
from ui.kit.chips import Chip, ChipButton
from ui.kit.desk import Desk, Place
from ui.kit.forms import TextField
from ui.kit.headline import Headline
from ui.kit.openable import Openable
from ui.profiles.verdicts import Fold

WIDE = 180


class TickBox(QWidget):
    """The fields that ticking a line fills, and what proves it; nothing is written before Record is pressed."""

    recorded = Signal(object)
    """(form, values, evidence, file or None)."""

    def __init__(self, desk: Desk, form: TickForm) -> None:
        super().__init__()
        self._desk, self.form = desk, form
        self.fields: dict[str, TextField] = {}
        self.file: Path | None = None
        boxes: list[QWidget | None] = []
        for entry in form.entries:
            made = TextField(desk.texts, _label(entry), value=entry.begin)
            made.entry.setMinimumWidth(WIDE)
            self.fields[entry.field.name] = made
            boxes.append(made)
        self.evidence = TextField(desk.texts, N_("Evidence (kept with the change)"))
        self.evidence.entry.setMinimumWidth(WIDE)
        boxes.append(self.evidence)
        self.picked = parts.plain_label("", "caption")
        file = parts.button(desk.texts, N_("Attach a scan…"), self._pick, "quiet")
        self.record = parts.button(desk.texts, N_("Record"), self.send, "primary")
        leave = parts.button(desk.texts, N_("Leave"), self.hide, "quiet")
        rows = [parts.row(*boxes[at : at + 3], None, gap=12) for at in range(0, len(boxes), 3)]
        foot = parts.row(self.record, leave, file, self.picked, None)
        self.setLayout(parts.column(*rows, foot, gap=2, margins=(0, 6, 0, 4)))

    def values(self) -> Mapping[str, str]:
        """What is filled in, by column."""
        return {name: field.text for name, field in self.fields.items()}

    def taken_over(self, other: TickBox) -> None:
        """Show what was being filled in when the list was drawn anew, the cursor where it was."""
        ours, theirs = ([*box.fields.values(), box.evidence] for box in (self, other))
        for mine, former in zip(ours, theirs, strict=True):
            mine.line.setText(former.line.text())
            if former.line.hasFocus():
                mine.line.setFocus()
                mine.line.setCursorPosition(former.line.cursorPosition())
        self.file = other.file
        self.picked.setText(other.picked.text())

    def send(self) -> None:
        """Hand it over to be recorded; what is wrong is told at its field, and the cursor stands there."""
        from auditor.services.clearance.ticking import complaint

        today = day_of(self._desk.day.today)
        for entry in self.form.entries:
            made = self.fields[entry.field.name]
            made.complain(complaint(entry, made.text, today))
        wrong = next((field for field in self.fields.values() if not field.valid), None)
        if wrong is not None:
            wrong.line.setFocus()
            return
        self.recorded.emit((self.form, self.values(), self.evidence.text, self.file))

    def first(self) -> QLineEdit:
        """Where typing begins: the first empty field."""
        empty = next((one for one in self.fields.values() if not one.text), None)
        return (empty or next(iter(self.fields.values()))).line

    def _pick(self) -> None:
        name, _filter = QFileDialog.getOpenFileName(self, self._desk.texts.t(N_("Attach a scan")))
        if name:
            self.file = Path(name)
            self.picked.setText(self.file.name)


def _label(entry: Entry) -> Message:
    name = Twin(entry.field.zh, entry.field.name.replace("_", " "))
    return Message("{name}", {"name": name})


def more_of(desk: Desk, why: Callable[[], object], text: str) -> QToolButton:
    """What else can be done with an answer: take it apart, copy it."""
    made = parts.icon_button(desk.texts, desk.theme, "more", N_("More about this answer"), lambda: None)
    menu = QMenu(made)

    def copy() -> None:
        QGuiApplication.clipboard().setText(text)
        desk.problems.done(said("Copied."))

    menu.addAction(desk.texts.t(N_("Why this answer?"))).triggered.connect(lambda: why())
    menu.addAction(desk.texts.t(N_("Copy this answer"))).triggered.connect(copy)
    made.setMenu(menu)
    made.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
    return made


class LineList(QWidget):
    """The sections of a clearance, each line with what can be done about it."""

    tick = Signal(object)
    why = Signal(object)
    """A line that is to be taken apart."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._notes_open = False
        self.boxes: dict[tuple[str, str], TickBox] = {}
        self.shown: dict[tuple[str, str], Openable] = {}
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(10)

    def show_told(self, told: Clearance) -> None:
        """Show the lines of a clearance; what is being filled in of a line that still stands stays."""
        with staying.turn():
            self._show_anew(told)

    def _show_anew(self, told: Clearance) -> None:
        filled = {key: box for key, box in self.boxes.items() if not box.isHidden()}
        self.boxes, self.shown = {}, {}
        former = [self._layout.takeAt(0) for _ in range(self._layout.count())]
        for section in sections(told):
            self._layout.addWidget(self._section(section))
        if told.notes:
            self._layout.addWidget(self._folded(told.notes))
        self._layout.addStretch(1)
        for key, box in filled.items():
            if key in self.boxes:
                self.boxes[key].show()
                self.boxes[key].taken_over(box)
        going = [widget for item in former if item is not None and (widget := item.widget()) is not None]
        staying.leave(self, going)
        for widget in going:
            widget.hide()
            widget.deleteLater()

    def settled(self, rule: str, reference: str) -> None:
        """What was filled in of a line is recorded: its box begins anew."""
        if (rule, reference) in self.boxes:
            self.boxes[rule, reference].hide()

    def _section(self, section: Section) -> QWidget:
        title = self._desk.texts.t(section.title)
        items: list[QWidget] = [parts.plain_label(f"{title}  {len(section.lines)}", "section")]
        for line in section.lines:
            items += [parts.line(), self._line(line, ticks=section.ticks)]
        made = parts.card(*items, gap=6, padding=14)
        made.setAccessibleName(title)
        return made

    def _folded(self, notes: tuple[Line, ...]) -> QWidget:
        body = QWidget()
        body.setLayout(parts.column(*(self._line(line, ticks=False) for line in notes), gap=8, margins=(4, 0, 0, 4)))
        return Fold(self._desk, Message(N_("Notes")), len(notes), body, opened=self._notes_open, turned=self._turned)

    def _turned(self, opened: bool) -> None:
        self._notes_open = opened

    def _line(self, line: Line, *, ticks: bool) -> QWidget:
        translator = self._desk.texts.translator
        chip = ChipButton(Chip(shape_of(line)), self._desk.theme, translator.t)
        chip.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        title = parts.plain_label(translator.t(line.title), "section", wrap=True)
        message = parts.plain_label(translator.t(line.message), wrap=True, selectable=True)
        name = f"{chip.accessibleName()} {title.text()} {message.text()}"
        more = more_of(self._desk, lambda: self.why.emit(line), f"{line.rule} {about(line).zh}: {name}")
        rule = parts.plain_label(line.rule, "caption", selectable=True)
        head = Headline(chip, title, self._who(line), rule, more)
        rows: list[QWidget] = [message]
        if ticks:
            rows.append(self._act(line, parts.plain_label(translator.t(line.remedy), "muted", wrap=True)))
        law = grounds(line, translator)
        if law:
            words = translator.t(N_("Basis: {law}"), law=law)
            rows.append(parts.plain_label(words, "caption", wrap=True, selectable=True))
        made = Openable(self._desk.theme, parts.column(head, *rows, gap=3, margins=(4, 2, 4, 2)))
        made.setAccessibleName(name)
        made.opened.connect(lambda: self.why.emit(line))
        self.shown[line.rule, line.subject.reference] = made
        return made

    def _who(self, line: Line) -> QLabel | QPushButton:
        twin = about(line)
        name = self._desk.texts.translator.both(twin.zh, twin.en)
        if line.subject.id < 0:
            return parts.plain_label(name, "muted")
        place = Place("profile", (line.subject.type, line.subject.code))
        words = Message("{name}", {"name": twin})
        made = brief_button(self._desk.texts, words, lambda: self._desk.go(place))
        made.setAccessibleName(self._desk.texts.t(N_("Open {name}"), name=name))
        return made

    def _act(self, line: Line, remedy: QWidget) -> QWidget:
        """What to do, with a button where ticking writes it, else where to enter it."""
        form = form_of(line, self._desk.day.now)
        if form is None:
            place = parts.plain_label(self._desk.texts.t(where(line)), "caption", wrap=True)
            return parts.box(parts.column(remedy, place, gap=3))
        box = TickBox(self._desk, form)
        box.hide()
        box.recorded.connect(self.tick)
        self.boxes[line.rule, line.subject.reference] = box

        def turn() -> None:
            box.setVisible(not box.isVisible())
            if box.isVisible():
                box.first().setFocus()

        button = parts.button(self._desk.texts, N_("Tick as done…"), turn, "remedy")
        row = parts.row(remedy, button, gap=12)
        row.setStretch(0, 1)
        return parts.box(parts.column(row, box, gap=2))
