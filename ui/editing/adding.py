"""The form of a new record: what it must have first, complaints below each field, nothing typed is ever lost."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Protocol

import shiboken6
from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLabel, QLineEdit, QVBoxLayout, QWidget

from auditor.i18n import N_, Message
from auditor.model.fields import Field, Kind, Sheet
from auditor.model.types import day_of
from ui.editing.draft import Draft, title_of
from ui.editing.inputs import Input, WhoInput, input_for
from ui.kit import parts
from ui.kit.desk import Desk
from ui.kit.forms import LABEL_WIDTH
from ui.kit.scrolling import Area
from ui.profiles.words import field_name

if TYPE_CHECKING:
    from auditor.services.lists import Hit

FIRST = 8
"""So many fields stand open; the rest is folded away until it is asked for."""
MUST = N_("{column} must be filled in.")
UNASKED = frozenset({"late_reason", "status_from"})


class Form(Protocol):
    """What a field needs of the form that it stands in."""

    def kinds(self, field: Field) -> tuple[str, ...]:
        """What types a reference may mean just now."""


class FormField(QWidget):
    """A label, an editor, and a line below that is always there."""

    def __init__(self, desk: Desk, field: Field, form: Form) -> None:
        super().__init__()
        self._desk, self.field = desk, field
        self._wrong: bool | None = None
        self.caption = parts.plain_label("", "label", wrap=True)
        self.caption.setFixedWidth(desk.theme.px(LABEL_WIDTH))
        self.entry: Input = input_for(desk, field, partial(form.kinds, field))
        self.below = QLabel(" ")
        self.below.setTextFormat(Qt.TextFormat.PlainText)
        self.below.setWordWrap(True)
        right = QVBoxLayout()
        right.setSpacing(0)
        right.addWidget(self.entry)
        right.addWidget(self.below)
        layout = parts.row(self.caption, right, gap=12)
        layout.setAlignment(self.caption, Qt.AlignmentFlag.AlignTop)
        layout.setStretch(1, 1)
        self.setLayout(layout)

    def put(self, text: str) -> None:
        """Fill it in; nothing is marked in a field that nobody is in."""
        self.entry.put(text)
        for line in self.entry.findChildren(QLineEdit):
            line.deselect()

    def tell(self, complaint: Message | None, warning: Message | None) -> None:
        """Say the label and what is wrong, in the language in force."""
        translator = self._desk.texts.translator
        name = field_name(self.field, translator)
        self.caption.setText(f"{name} *" if self.field.required else name)
        told = complaint or warning
        self.below.setText(translator.t(told) if told else " ")
        self.entry.call_it(name, translator.t(told) if told else "")
        wrong = complaint is not None
        if self._wrong != wrong:  # dressing anew costs more than all the rest, and every key typed comes here
            self._wrong = wrong
            parts.mark(self.below, "wrong" if wrong else "caption")
            mark_wrong(self.entry.inner, wrong=wrong)


def mark_wrong(editor: QWidget, *, wrong: bool) -> None:
    """Dress an editor as one that says what cannot be, or as any other."""
    editor.setProperty("wrong", wrong)
    editor.style().unpolish(editor)
    editor.style().polish(editor)


class AddForm(Area):
    """Hidden until a record is to be added; Esc hides it again, what was typed stays for the next time."""

    wanted = Signal(object)
    """A draft that is to be stored."""
    closed = Signal()

    def __init__(self, desk: Desk, sheet: Sheet) -> None:
        super().__init__(sideways=True)
        self._desk, self._sheet = desk, sheet
        self.draft: Draft | None = None
        self._owner: tuple[str, str] | None = None
        self._opener: QWidget | None = None
        self.fields: dict[str, FormField] = {}
        self.title = parts.plain_label("", "section")
        self.more = parts.button(desk.texts, N_("More fields"), self.unfold, "quiet")
        self.store = parts.button(desk.texts, N_("Store"), self.save, "primary")
        leave = parts.button(desk.texts, N_("Cancel"), self.leave)
        self._column = QVBoxLayout()
        self._column.setSpacing(0)
        foot = parts.row(self.more, None, leave, self.store)
        self.setWidget(
            parts.box(parts.column(self.title, 4, self._column, foot, None, gap=4, margins=(4, 8, 12, 8)), "bare")
        )
        self.hide()

    def begin(self, kind: str, code: str) -> None:
        """A new record of this subject; typed texts of another subject's are let go."""
        if self._owner != (kind, code) or self.draft is None:
            self._owner = (kind, code)
            self.draft = Draft(self._sheet, None, {}, None, day_of(self._desk.day.today), self._desk.texts.language)
            for name, text in owned(self._sheet, kind, code).items() if code else ():
                self.draft.type(name, text)
            self.draft.speak(self._desk.texts.language)  # whose it is came as codes; a form says words
        if not self._has_keyboard():
            self._opener = self.window().focusWidget()
        self._build()
        self.show()
        first = next((one for one in self.fields.values() if not one.entry.text), None)
        if first is not None:
            first.entry.setFocus()

    def leave_to(self, kind: str, code: str) -> None:
        """Another subject is shown: a form that is open for somebody else goes, what was typed in it stays."""
        if self._owner is not None and self._owner != (kind, code) and not self.isHidden():
            self.leave()

    def _build(self) -> None:
        draft = self.draft
        if draft is None:
            return
        parts.empty(self._column)
        self.fields.clear()
        translator = self._desk.texts.translator
        self.title.setText(translator.t(N_("New: {record}"), record=title_of(self._sheet, translator)))
        kind, code = self._owner or ("", "")
        said_by_page = set(owned(self._sheet, kind, code)) if code else set()
        hidden = said_by_page & {"owner_type", "learner_type", "subject_type"}
        listed = [one for one in self._sheet.fields if one.name not in hidden and self._asked(one)]
        ordered = [one for one in listed if one.required] + [one for one in listed if not one.required]
        for at, one in enumerate(ordered):
            made = FormField(self._desk, one, self)
            made.entry.put(draft.text(one.name))
            made.tell(draft.told.get(one.name), draft.warned.get(one.name))
            made.entry.typed.connect(partial(self._typed, made))
            made.entry.committed.connect(self.save)
            made.entry.taken_back.connect(self.leave)
            if isinstance(made.entry, WhoInput) and one.type_field:
                made.entry.chosen.connect(partial(self._chosen, one.type_field))
            self._column.addWidget(made)  # first: shown without a parent it would be a window for a moment
            made.setVisible(at < FIRST or one.required or one.name in draft.typed)
            self.fields[one.name] = made
        self.more.setVisible(any(one.isHidden() for one in self.fields.values()))

    def _asked(self, one: Field) -> bool:
        return one.name not in UNASKED and (self._sheet.table, one.name) != ("training", "title")

    def unfold(self) -> None:
        """Show every field."""
        for one in self.fields.values():
            one.show()
        self.more.hide()

    def kinds(self, field: Field) -> tuple[str, ...]:
        """What types a reference may mean, by the type that is typed beside it."""
        if not field.type_field or self.draft is None:
            return field.refs
        kind = self.draft.values.get(field.type_field)
        return (str(kind),) if kind in field.refs else field.refs

    def _chosen(self, type_field: str, hit: Hit) -> None:
        """Whoever was picked is of a type, which need not be said again."""
        if self.draft is not None and type_field in self.fields:
            self.draft.type(type_field, hit.type)
            self.draft.speak(self._desk.texts.language)
            self.fields[type_field].put(self.draft.text(type_field))
            self._say()

    def _typed(self, one: FormField, text: str) -> None:
        if self.draft is not None:
            self.draft.type(one.field.name, text)
            self._say()

    def _say(self) -> None:
        if self.draft is not None:
            for name, one in self.fields.items():
                one.tell(self.draft.told.get(name), self.draft.warned.get(name))

    def save(self) -> None:
        """Ask for the record to be stored, where nothing is missing or wrong."""
        if self.draft is None:
            return
        from auditor.services.editing.checking import field_words

        for lacking in self.draft.lacking():
            self.draft.told[lacking.name] = Message(MUST, {"column": field_words(lacking)})
        self.draft.doubt()
        self._say()
        if self.draft.told:
            self._show_first()
            return
        self.wanted.emit(self.draft)

    def refused(self) -> None:
        """The record came back with complaints."""
        self._say()
        self._show_first()

    def _show_first(self) -> None:
        told = {} if self.draft is None else self.draft.told
        first = next((one for name, one in self.fields.items() if name in told), None)
        if first is not None:
            first.show()
            first.entry.setFocus()
            self.ensureWidgetVisible(first)

    def leave(self) -> None:
        """Hide the form; what was typed stays. The keyboard goes back to where it came from."""
        had, opener = self._has_keyboard(), self._opener
        self.hide()
        self.closed.emit()
        if had and opener is not None and shiboken6.isValid(opener) and opener.isVisible():
            opener.setFocus()

    def _has_keyboard(self) -> bool:
        focused = self.window().focusWidget()
        return focused is not None and self.isAncestorOf(focused)

    def stored(self) -> None:
        """The record is stored: the next one begins empty."""
        self.draft = None
        self.leave()

    def render_texts(self) -> None:
        """Say everything in the language in force; where it is the same, whoever types keeps the focus."""
        language = self._desk.texts.language
        if self.draft is not None and not self.isHidden() and self.draft.language != language:
            self.draft.speak(language)
            self._build()


def owned(sheet: Sheet, kind: str, code: str) -> dict[str, str]:
    """What a new record of this subject says of whose it is."""
    if sheet.name == "contracts":
        side = "counterparty" if kind == "host" else "party"
        return {f"{side}_type": kind, side: code}
    type_field, reference = sheet.owner
    if not reference:
        return {one.name: code for one in sheet.fields if one.kind is Kind.REF and one.refs == (kind,)}
    found = {reference: code}
    if type_field and sheet.field(type_field).kind is Kind.ENUM:
        found[type_field] = kind
    return found
