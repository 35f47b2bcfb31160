"""The answers of a profile: lines grouped by what mends them, history, waived and passed folded away."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QMenu, QToolButton, QVBoxLayout, QWidget

from auditor.i18n import N_, Message, said
from ui.kit import parts
from ui.kit.chips import Answer, Chip, ChipButton
from ui.kit.desk import Desk, Place
from ui.kit.openable import Openable
from ui.profiles.presenter import Group, Standing, bases, evidence, missing
from ui.profiles.shapes import Line

EVIDENCE_ROWS = 3
REMEDY_ROOMS = {"book_training": ("training", N_("Log the training"))}
"""Remedies that have a room of their own: where, and what the button says."""


class VerdictList(QWidget):
    """Groups of verdict lines and three folds."""

    unfolded = Signal()
    """A heading was opened or closed."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._open_folds: set[str] = set()
        self._subject: tuple[str, str] | None = None
        self._first: dict[Answer, QWidget] = {}
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(10)

    def first_of(self, answer: Answer) -> QWidget | None:
        """Where the first line with this answer stands; None when it is folded away."""
        return self._first.get(answer)

    def show_standing(self, standing: Standing, subject: tuple[str, str] | None = None) -> None:
        """Show a profile's answers; ``subject`` (type, code) lets remedies lead to where they are done."""
        parts.empty(self._layout)
        self._subject = subject
        self._first.clear()
        t = self._desk.texts.t
        for group in standing.to_do:
            made = self._group(group)
            self._layout.addWidget(made)
            for line in group.lines:
                self._first.setdefault(line.answer, made)
        if not standing.to_do:
            self._layout.addWidget(parts.card(parts.plain_label(t(N_("Nothing is to be done on this day.")), "muted")))
        for name, lines in (
            (N_("Past, cannot be mended"), standing.past),
            (N_("Waived"), standing.waived),
            (N_("Compliant"), standing.in_order),
            (N_("Not applicable"), standing.not_applicable),
        ):
            if lines:
                self._layout.addWidget(self._fold(name, lines))
        self._layout.addStretch(1)

    def _group(self, group: Group) -> QWidget:
        remedy = parts.plain_label(group.remedy, "section", wrap=True)
        remedy.setAccessibleName(group.remedy)
        head: list[QWidget] = [remedy]
        if len(group.lines) > 1:
            several = self._desk.texts.t(N_("mends {n}"), n=len(group.lines))
            head.append(parts.plain_label(several, "caption"))
        way = REMEDY_ROOMS.get(group.lines[0].remedy_key)
        if way is not None and self._subject is not None:
            place = Place(way[0], self._subject)
            head.append(parts.button(self._desk.texts, way[1], lambda: self._desk.go(place), "remedy"))
        layout = parts.row(*head)
        layout.setStretch(0, 1)
        items: list[QWidget] = []
        for line in group.lines:
            items += [parts.line(), self._line(line)]
        return parts.card(layout, *items, gap=6, padding=14)

    def _line(self, line: Line) -> QWidget:
        translator = self._desk.texts.translator
        chip = ChipButton(Chip(line.answer, waived=line.waived), self._desk.theme, translator.t)
        chip.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        title = parts.plain_label(line.title.of(translator), "section", wrap=True)
        rule = parts.plain_label(line.rule, "caption", selectable=True)
        more = self._more(line)
        head = parts.row(chip, title, rule, more, gap=8)
        head.setStretchFactor(title, 1)
        why = parts.plain_label(line.message.of(translator), wrap=True, selectable=True)
        rows: list[QWidget] = [why] if why.text() else []
        lacking = missing(line, translator)
        if lacking:
            words = translator.t(N_("To be filled in: {fields}"), fields=lacking)
            rows.append(parts.plain_label(words, wrap=True, selectable=True))
        told = [evidence(record, translator) for record in line.evidence[:EVIDENCE_ROWS]]
        rows += [parts.plain_label(one, "caption", wrap=True, selectable=True) for one in told]
        left = len(line.evidence) - EVIDENCE_ROWS
        if left > 0:
            rows.append(parts.plain_label(translator.t(N_("and {n} more"), n=left), "caption"))
        law = bases(line, translator)
        if law:
            words = translator.t(N_("Basis: {law}"), law=law)
            rows.append(parts.plain_label(words, "caption", wrap=True, selectable=True))
        made = Openable(self._desk.theme, parts.column(head, *rows, gap=2, margins=(4, 2, 4, 2)))
        made.setAccessibleName(f"{chip.accessibleName()} {title.text()} {why.text()}")
        made.opened.connect(lambda: self._why(line))
        return made

    def _why(self, line: Line) -> None:
        """Take an answer apart."""
        if self._subject is not None:
            self._desk.go(Place("explain", (*self._subject, line.rule)))

    def _more(self, line: Line) -> QToolButton:
        texts = self._desk.texts
        made = parts.icon_button(texts, self._desk.theme, "more", N_("More about this answer"), lambda: None)
        menu = QMenu(made)
        if self._subject is not None:
            menu.addAction(texts.t(N_("Why this answer?"))).triggered.connect(lambda: self._why(line))
        menu.addAction(texts.t(N_("Copy this answer"))).triggered.connect(lambda: self._copy(line))
        made.setMenu(menu)
        made.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        return made

    def _copy(self, line: Line) -> None:
        translator = self._desk.texts.translator
        word, title, why = translator.t(line.answer.word), line.title.of(translator), line.message.of(translator)
        text = f"[{word}] {line.rule} {title}: {why}"
        QGuiApplication.clipboard().setText(text)
        self._desk.problems.done(said("Copied."))

    def _fold(self, name: str, lines: Sequence[Line]) -> QWidget:
        def body() -> QWidget:
            return parts.box(parts.column(*(self._short(line) for line in lines), gap=4, margins=(4, 0, 0, 4)))

        opened = name in self._open_folds
        return Fold(self._desk, Message(name), len(lines), body, opened=opened, turned=self._turn(name))

    def _short(self, line: Line) -> QWidget:
        if line.answer not in (Answer.PASS, Answer.NOT_APPLICABLE):
            return self._line(line)
        translator = self._desk.texts.translator
        rule = parts.plain_label(line.rule, "caption")
        rule.setFixedWidth(self._desk.theme.px(56))
        title = parts.plain_label(line.title.of(translator), "muted")
        made = Openable(self._desk.theme, parts.row(rule, title, None, self._more(line), margins=(4, 0, 4, 0)))
        made.setAccessibleName(f"{translator.t(line.answer.word)} {title.text()}")
        made.opened.connect(lambda: self._why(line))
        return made

    def _turn(self, name: str) -> Callable[[bool], None]:
        def turned(opened: bool) -> None:
            (self._open_folds.add if opened else self._open_folds.discard)(name)
            self.unfolded.emit()

        return turned


class Fold(QWidget):
    """A heading that opens what is below it; a body that is given as a way to make it is made when it is seen."""

    def __init__(
        self,
        desk: Desk,
        name: Message,
        count: int,
        body: QWidget | Callable[[], QWidget],
        *,
        opened: bool,
        turned: Callable[[bool], None],
    ) -> None:
        super().__init__()
        self._desk = desk
        self._turned = turned
        self._make = None if isinstance(body, QWidget) else body
        self.body = body if isinstance(body, QWidget) else None
        self.head = QToolButton()
        self.head.setText(f"{desk.texts.t(name)}  {count}")
        self.head.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.head.setCheckable(True)
        self.head.setChecked(opened)
        self.head.setAccessibleName(self.head.text())
        self.head.toggled.connect(self._toggle)
        parts.dress(self.head, desk.theme, "down" if opened else "next")
        self._column = parts.column(self.head, gap=4)
        self.setLayout(self._column)
        if self.body is not None:
            self._column.addWidget(self.body)
        self._show(opened)

    def _show(self, opened: bool) -> None:
        if opened and self.body is None and self._make is not None:
            self.body = self._make()
            self._column.addWidget(self.body)
        if self.body is not None:
            self.body.setVisible(opened)

    def _toggle(self, opened: bool) -> None:
        self._show(opened)
        parts.dress(self.head, self._desk.theme, "down" if opened else "next")
        self._turned(opened)
