"""Fact rows that are edited where they stand: Enter or a double click opens, Esc takes back, nothing moves."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial

from PySide6.QtCore import QEvent, QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QGuiApplication, QKeyEvent, QKeySequence, QResizeEvent
from PySide6.QtWidgets import QFrame, QLabel, QMenu, QScrollArea, QToolButton, QVBoxLayout, QWidget
from typing_extensions import override

from auditor.i18n import N_, Message
from auditor.model.fields import Field, Kind
from ui.editing.draft import Draft
from ui.editing.inputs import Input, input_for
from ui.kit import parts
from ui.kit.desk import Desk, Place
from ui.kit.forms import LABEL_WIDTH
from ui.kit.openable import OPENS, Pressable
from ui.profiles.words import field_name, shown

ROW = 32
MISSING = N_("not given")
STAYS = frozenset({Qt.FocusReason.ActiveWindowFocusReason, Qt.FocusReason.PopupFocusReason})
"""Whoever looks into another window, or opens a list, is not done with the field."""
STEPS = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}


class FactRow(Pressable):
    """A label and a value; the value becomes an editor of the same height."""

    left = Signal()
    """The text is to be stored."""
    typed = Signal(str)
    taken_back = Signal()
    step = Signal(int)

    def __init__(self, desk: Desk, field: Field, kinds: Callable[[], tuple[str, ...]]) -> None:
        super().__init__()
        self._desk, self.field, self._kinds = desk, field, kinds
        self.editor: Input | None = None
        self.complaint: Message | None = None
        self.warning: Message | None = None
        self.may_edit = True
        parts.mark(self, "fact")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.caption = parts.plain_label("", "label", wrap=True)
        self.caption.setFixedWidth(desk.theme.px(LABEL_WIDTH))
        self.value = parts.plain_label("", wrap=True)
        self.sign = QLabel()
        self.sign.hide()
        self.way = parts.icon_button(desk.texts, desk.theme, "next", N_("Open"), lambda: None)
        self.way.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.way.hide()
        self.space = QVBoxLayout()
        self.space.setContentsMargins(0, 0, 0, 0)
        self.space.addWidget(self.value)
        layout = parts.row(self.caption, self.space, self.sign, self.way, gap=12, margins=(4, 0, 2, 0))
        layout.setStretch(1, 1)
        self.setLayout(layout)
        self.setMinimumHeight(desk.theme.px(ROW))

    def show_value(self, name: str, text: str, missing: str) -> None:
        """The label and what is stored, in words."""
        self.caption.setText(name)
        self.value.setText(text or missing)
        parts.mark(self.value, "" if text else "muted")
        self.setAccessibleName(f"{name} {text or missing}")
        if self.editor is not None:
            self.editor.call_it(name)

    def open(self, text: str, *, focus: bool = True) -> None:
        """Put an editor in the value's place."""
        if self.editor is None:
            self.editor = made = input_for(self._desk, self.field, self._kinds)
            made.call_it(self.caption.text())
            made.put(text)
            made.typed.connect(self.typed)
            made.committed.connect(self.left)
            made.taken_back.connect(self._take_back)
            for widget in made.findChildren(QWidget):
                widget.installEventFilter(self)
            self.value.hide()
            self.space.addWidget(made)
            self.opened.emit()
        if focus:
            self.editor.setFocus()

    def close_editor(self) -> None:
        """Show the value again."""
        if self.editor is not None:
            had = self.editor.holds_focus()
            self.editor.hide()
            self.editor.deleteLater()
            self.editor = None
            self.value.show()
            if had:
                self.setFocus()

    def tell(self, complaint: Message | None, warning: Message | None = None) -> None:
        """What is wrong with the text, or odd about it."""
        self.complaint, self.warning = complaint, warning
        if self.editor is not None:
            inner = self.editor.inner
            inner.setProperty("wrong", complaint is not None)
            inner.style().unpolish(inner)
            inner.style().polish(inner)
            told = complaint or warning
            self.editor.call_it(self.caption.text(), "" if told is None else self._desk.texts.t(told))

    def lead(self, places: Mapping[str, Place]) -> None:
        """Where the value leads to, by its name."""
        self.way.setVisible(bool(places))
        if self.way.menu() is not None:
            self.way.menu().deleteLater()
        if places:
            menu = QMenu(self.way)
            for name, place in places.items():
                menu.addAction(name).triggered.connect(partial(self._desk.go, place))
            self.way.setMenu(menu)
            self.way.setAccessibleName(f"{self._desk.texts.t(N_('Open'))} {', '.join(places)}")

    def _take_back(self) -> None:
        self.close_editor()
        self.setFocus()
        self.taken_back.emit()

    @override
    def eventFilter(self, watched: object, event: QEvent) -> bool:
        if event.type() == QEvent.Type.FocusOut and isinstance(event, QFocusEvent) and event.reason() not in STAYS:
            QTimer.singleShot(0, self, self._perhaps_left)
        return False

    def _perhaps_left(self) -> None:
        if self.editor is not None and not self.editor.holds_focus():
            self.left.emit()

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        if key in OPENS:
            self.pressed_open()
        elif key in STEPS:
            self.step.emit(STEPS[key])
        elif event.matches(QKeySequence.StandardKey.Copy):
            QGuiApplication.clipboard().setText(self.value.text())
        else:
            super().keyPressEvent(event)

    @override
    def pressed_open(self) -> None:
        if self.editor is None and self.may_edit:
            self.opened.emit()


class FactRows(QWidget):
    """The fields of one record; ``saved`` asks for one field to be stored."""

    save_wanted = Signal(object, str)
    """(draft, field)."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self.draft: Draft | None = None
        self.rows: dict[str, FactRow] = {}
        self._names: Mapping[str, str] = {}
        self._bare: dict[str, str] = {}
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(0)
        self.sentence = parts.plain_label("", "caption", wrap=True)
        self.balloon = QFrame(self)
        self.balloon.setLayout(parts.column(self.sentence, margins=(8, 3, 8, 4)))
        self.balloon.hide()
        self._told: FactRow | None = None

    def show_draft(self, draft: Draft, names: Mapping[str, str], *, may_edit: bool = True) -> None:
        """Show a record; an editor that is open stays, and one reopens where a text was left unsaved."""
        self._names = names
        if self.draft is None or self.draft is not draft or not self.rows:
            self.draft = draft
            self._build(draft)
        for name, row in self.rows.items():
            row.may_edit = may_edit and not (draft.sheet.subject and name in draft.sheet.key)
            self._show(row)
            if draft.changed(name) and row.editor is None:
                row.open(draft.text(name), focus=False)
                row.tell(draft.told.get(name), draft.warned.get(name))
        self._place()

    def reveal(self, values: Mapping[str, str]) -> None:
        """Show these values in place of the masked ones; none: mask them again."""
        self._bare = dict(values)
        for row in self.rows.values():
            self._show(row)

    def edit(self, name: str) -> None:
        """Open the editor of a field."""
        row = self.rows.get(name)
        if row is not None and row.may_edit and self.draft is not None:
            row.open(self.draft.text(name))

    def tell_again(self) -> None:
        """Complaints came back with a refusal: show them at their fields, opened."""
        if self.draft is None:
            return
        for name in self.draft.told:
            row = self.rows.get(name)
            if row is not None:
                row.open(self.draft.text(name), focus=False)
                row.tell(self.draft.told[name])
        self._place()

    def _build(self, draft: Draft) -> None:
        parts.empty(self._layout)
        self.rows.clear()
        self._told = None
        for one in draft.sheet.fields:
            if (draft.sheet.table, one.name) == ("training", "title"):
                continue
            row = FactRow(self._desk, one, partial(self._kinds, one))
            row.opened.connect(partial(self._opened, row))
            row.typed.connect(partial(self._typed, row))
            row.left.connect(partial(self._left, row))
            row.taken_back.connect(partial(self._taken_back, row))
            row.step.connect(partial(self._step, row))
            self._layout.addWidget(row)
            self.rows[one.name] = row
        area = self.parentWidget()
        while area is not None and not isinstance(area, QScrollArea):
            area = area.parentWidget()
        if area is not None:
            parts.thread(area)

    def _show(self, row: FactRow) -> None:
        if self.draft is None:
            return
        translator, one = self._desk.texts.translator, row.field
        text = self._bare.get(one.name) or shown(one, self.draft.stored, translator)
        places: dict[str, Place] = {}
        if one.kind is Kind.REF or one.of is Kind.REF:
            text, places = self._who(one, text)
        row.show_value(field_name(one, translator), text, translator.t(MISSING))
        row.lead(places)

    def _who(self, one: Field, text: str) -> tuple[str, dict[str, Place]]:
        """Referred subjects by name and code, and the way to each."""
        assert self.draft is not None
        given = self.draft.stored.get(one.name)
        codes = [str(code) for code in given] if isinstance(given, tuple) else [str(given)] if given else []
        told, places = [], {}
        for code in codes:
            kind = next((k for k in self._kinds(one, self.draft.stored) if f"{k}:{code}" in self._names), "")
            name = self._names.get(f"{kind}:{code}", "")
            told.append(f"{name}  {code}" if name and name != code else code)
            if kind and kind != "product":
                places[told[-1]] = Place("profile", (kind, code))
        return ("、".join(told) or text), places

    def _kinds(self, one: Field, beside: Mapping[str, object] | None = None) -> tuple[str, ...]:
        if not one.type_field or self.draft is None:
            return one.refs
        kind = (beside or self.draft.stored).get(one.type_field)
        if beside is None and one.type_field in self.draft.typed:
            kind = self._typed_kind(one.type_field) or kind
        return (str(kind),) if kind in one.refs else one.refs

    def _typed_kind(self, name: str) -> str | None:
        from auditor.importing.cells import codes_by_word
        from auditor.model.folding import folded_name

        assert self.draft is not None
        field = self.draft.sheet.field(name)
        return codes_by_word(field.words).get(folded_name(self.draft.typed[name]))

    # what happens in a row -----------------------------------------------------------------------------------------

    def _opened(self, row: FactRow) -> None:
        if self.draft is not None and row.editor is None:
            self.draft.language = self._desk.texts.language
            row.open(self.draft.text(row.field.name))

    def _typed(self, row: FactRow, text: str) -> None:
        if self.draft is None:
            return
        name = row.field.name
        self.draft.type(name, text)
        row.tell(self.draft.told.get(name), self.draft.warned.get(name))
        self._place(row)

    def _left(self, row: FactRow) -> None:
        """Store what was typed; what is wrong stays open, with its text."""
        draft, name = self.draft, row.field.name
        if draft is None or row.editor is None or name in draft.told:
            return
        if not draft.changed(name):
            draft.take_back(name)
            row.close_editor()
            self._place()
            return
        row.close_editor()
        row.show_value(row.caption.text(), draft.typed[name], "")
        self._place()
        self.save_wanted.emit(draft, name)

    def _taken_back(self, row: FactRow) -> None:
        if self.draft is not None:
            self.draft.take_back(row.field.name)
            row.tell(None)
            self._show(row)
            self._place()

    def _step(self, row: FactRow, by: int) -> None:
        listed = list(self.rows.values())
        at = listed.index(row) + by
        if 0 <= at < len(listed):
            listed[at].setFocus(Qt.FocusReason.TabFocusReason)

    # the sentence below a field ------------------------------------------------------------------------------------

    def _place(self, row: FactRow | None = None) -> None:
        """Put the sentence under the row that needs one: that being typed in before any other."""
        speaking = [one for one in self.rows.values() if one.editor is not None and (one.complaint or one.warning)]
        chosen = row if row in speaking else next(iter(speaking), None)
        self._told = chosen
        self.balloon.setVisible(chosen is not None)
        if chosen is None:
            return
        told = chosen.complaint or chosen.warning
        assert told is not None
        parts.mark(self.balloon, "complaint" if chosen.complaint else "caution")
        parts.mark(self.sentence, "wrong" if chosen.complaint else "stale")
        self.sentence.setText(self._desk.texts.t(told))
        left = chosen.space.geometry().left()
        width = max(160, self.width() - left - 8)
        self.balloon.setFixedSize(width, self.sentence.heightForWidth(width - 18) + 9)
        at = chosen.mapTo(self, QPoint(left, chosen.height() - 2))
        if at.y() + self.balloon.height() > self.height():
            at.setY(chosen.y() - self.balloon.height() + 2)
        self.balloon.move(at)
        self.balloon.raise_()

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place(self._told)
