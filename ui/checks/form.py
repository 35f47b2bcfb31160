"""The form of a new check: day, known-at, subjects, rules, packs, baseline; what was typed stays in it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from PySide6.QtCore import QDate, Signal
from PySide6.QtWidgets import QCheckBox, QFrame, QHBoxLayout

from auditor.i18n import N_
from auditor.services.answers import Both
from auditor.services.rule_pages import RuleLines
from ui.checks.wish import Wish, wrong_moment, wrong_rules, wrong_subjects
from ui.kit import parts
from ui.kit.desk import Desk
from ui.kit.forms import DateField, TextField


class NewCheck(QFrame):
    """Emits ``wanted`` with a Wish that holds."""

    wanted = Signal(object)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._known: frozenset[str] = frozenset()
        self._titles: dict[str, Both] = {}
        texts = desk.texts
        parts.mark(self, "card")
        self.day = DateField(texts, N_("As of"), desk.day.value)
        self.moment = TextField(texts, N_("As known at (empty: now)"), wrong_moment)
        self.subjects = TextField(texts, N_("Only these subjects (empty: everybody)"), wrong_subjects)
        self.rules = TextField(texts, N_("Only these rules (empty: all)"), lambda text: wrong_rules(text, self._known))
        self.subjects.line.setPlaceholderText("host:H0001 merchant:S0001")
        self.rules.line.setPlaceholderText("TR-02 LI-03")
        self.moment.line.setPlaceholderText("2026-06-30 18:00")
        self.packs: dict[str, QCheckBox] = {}
        self.pack_row = QHBoxLayout()
        self.pack_row.setSpacing(16)
        self.baseline = QCheckBox()
        texts.say(self.baseline, N_("Mark as the baseline"))
        self.begin = parts.button(texts, N_("Begin the check"), self._begin, "primary")
        self.leave = parts.button(texts, N_("Close"), self.hide)
        fields = parts.row(self.day, self.moment, self.subjects, self.rules, gap=12)
        for place, stretch in enumerate((2, 3, 5, 3)):
            fields.setStretch(place, stretch)
        foot = parts.row(self.pack_row, self.baseline, None, self.leave, self.begin, gap=16)
        self.setLayout(parts.column(fields, foot, gap=4, margins=(16, 12, 16, 12)))
        for field in (self.day, self.moment, self.subjects, self.rules):
            field.edited.connect(self._check)
        texts.changed.connect(self._entitle)
        self.hide()

    def show_book(self, book: RuleLines) -> None:
        """Offer the packs and rules of the book."""
        self._known = frozenset(line.id for line in book.rules)
        self._titles = {line.pack: line.pack_title for line in book.rules}
        if list(self.packs) != list(self._titles):
            parts.empty(self.pack_row)
            self.packs = {}
            for pack in self._titles:
                self.packs[pack] = made = QCheckBox()
                made.setChecked(True)
                made.toggled.connect(lambda _on: self._check())
                self.pack_row.addWidget(made)
        self._entitle()
        self._check()

    def _entitle(self) -> None:
        for pack, title in self._titles.items():
            self.packs[pack].setText(self._desk.texts.translator.both(*title))

    def open_for(self, day: date) -> None:
        """Show the form for a day; what was typed before still stands in it."""
        self.day.picker.setDate(QDate(day.year, day.month, day.day))
        known = self._desk.day.known
        if known is not None and not self.moment.text:
            self.moment.line.setText(known.isoformat(" ", "minutes"))
        self.show()
        self.subjects.line.setFocus()

    @property
    def wish(self) -> Wish:
        """What stands in the form."""
        chosen = tuple(pack for pack, box in self.packs.items() if box.isChecked())
        return Wish(
            self.day.day,
            self.moment.text,
            self.subjects.text,
            self.rules.text,
            () if len(chosen) == len(self.packs) else chosen,
            self.baseline.isChecked(),
        )

    def _check(self) -> None:
        none_left = bool(self.packs) and not any(box.isChecked() for box in self.packs.values())
        self.begin.setEnabled(not none_left and all(field.valid for field in self._fields()))

    def _fields(self) -> Iterable[TextField]:
        return (self.moment, self.subjects, self.rules)

    def _begin(self) -> None:
        self.wanted.emit(self.wish)
