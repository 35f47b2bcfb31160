"""Set a field or tags of everything chosen: typed, looked at as it would come out, then done as one change."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import QComboBox, QLineEdit, QWidget

from auditor.i18n import N_
from auditor.model.enums import words
from auditor.model.fields import Field, Kind
from auditor.model.sheets import BY_TABLE
from auditor.model.tables import LISTS
from auditor.services.lists.chosen import Listed
from ui.kit import parts
from ui.kit.desk import Desk
from ui.lists import bulk_words
from ui.lists.kinds import Kind as ListKind
from ui.profiles.words import field_name

if TYPE_CHECKING:
    from auditor.services.bulk import BulkDone, BulkEdit

TAGS_ON, TAGS_OFF = "+tags", "-tags"


class BulkForm(QWidget):
    """A field and its value, or tags; nothing is written before it was looked at."""

    closed = Signal()

    def __init__(self, desk: Desk, kind: ListKind, chosen: Callable[[], Listed]) -> None:
        super().__init__()
        self._desk, self._kind, self._chosen = desk, kind, chosen
        self.seen: tuple[BulkEdit, BulkDone] | None = None
        texts = desk.texts
        self.field = QComboBox()
        self.field.setMinimumWidth(170)
        texts.name(self.field, N_("What is set"))
        texts.name(self.field.view(), N_("What is set"))
        self.value = QComboBox()
        self.value.setEditable(True)
        self.value.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.value.setMinimumWidth(220)
        texts.name(self.value, N_("Its new value"))
        texts.name(self.value.view(), N_("Its new value"))
        line = self.value.lineEdit()
        assert isinstance(line, QLineEdit)
        self.line = line
        texts.name(line, N_("Its new value"))
        self.look = parts.button(texts, N_("Look beforehand"), self.look_beforehand)
        self.do = parts.button(texts, N_("Do it"), self.do_it, "primary")
        self.do.setEnabled(False)
        leave = parts.button(texts, N_("Leave it"), self.closed.emit, "quiet")
        self.told = parts.plain_label("", selectable=True)
        self.details = parts.plain_label("", "caption", selectable=True)
        typed = parts.row(self.field, self.value, self.look, self.do, leave, None, gap=6)
        self.setLayout(parts.column(typed, self.told, self.details, gap=6))
        self.field.currentIndexChanged.connect(lambda _: self._field_changed())
        self.line.textEdited.connect(lambda _: self.forget())
        self.line.returnPressed.connect(self._entered)
        self.value.activated.connect(lambda _: self.forget())
        with QSignalBlocker(self.field):
            self._fill()
        self._offer()

    def begin(self) -> None:
        """Let something be typed."""
        self.field.setFocus()

    def forget(self) -> None:
        """What was looked at is not what would be done any more."""
        self.seen = None
        self.do.setEnabled(False)
        self.told.hide()
        self.details.hide()

    def job(self) -> BulkEdit:
        """What is typed, for what is chosen."""
        from auditor.services.bulk import BulkEdit

        name, text = str(self.field.currentData() or ""), self.line.text().strip()
        tags = tuple(one for part in text.split("、") if (one := part.strip()))
        if name == TAGS_ON:
            return BulkEdit(self._chosen(), add_tags=tags)
        if name == TAGS_OFF:
            return BulkEdit(self._chosen(), remove_tags=tags)
        return BulkEdit(self._chosen(), ((name, text),))

    def look_beforehand(self) -> None:
        """Do all of it and take it back: what is said then is what will happen."""
        job = self.job()
        self.look.setEnabled(False)
        self._say(self._desk.texts.t(N_("Looking…")), "")
        self._desk.tasks.run(replace(job, dry_run=True), lambda done: self._looked(job, done), self._failed, owner=self)

    def do_it(self) -> None:
        """Do what was looked at."""
        if self.seen is None:
            return
        job, done = self.seen
        self.do.setEnabled(False)
        self.look.setEnabled(False)
        self._desk.tasks.run(replace(job, expected=done.counts), self._done, self._failed, owner=self)

    def render_texts(self) -> None:
        """Say it in the language in force."""
        at, text = self.field.currentData(), self.line.text()
        with QSignalBlocker(self.field):  # what was looked at is still what would be done
            self._fill()
            self.field.setCurrentIndex(max(0, self.field.findData(at)))
        self._offer()
        self.line.setText(text)
        if self.seen is not None:
            self._tell(self.seen[1])

    # looking and doing ------------------------------------------------------------------------------------------

    def _looked(self, job: BulkEdit, done: BulkDone) -> None:
        self.look.setEnabled(True)
        if job != self.job():  # typed on meanwhile
            self.forget()
            return
        self.seen = (job, done)
        self.do.setEnabled(done.updated > 0)
        self._tell(done)
        if done.updated:
            self.do.setFocus()

    def _tell(self, done: BulkDone) -> None:
        translator = self._desk.texts.translator
        lines = [*bulk_words.reasons(done, translator), *bulk_words.samples(self._kind.type, done, translator)]
        self._say(bulk_words.outcome(done, translator), "\n".join(lines))

    def _say(self, told: str, details: str) -> None:
        self.told.setText(told)
        self.told.setVisible(bool(told))
        self.details.setText(details)
        self.details.setVisible(bool(details))

    def _done(self, done: BulkDone) -> None:
        assert self.seen is not None
        self._desk.edits.tell(done.change, bulk_words.what(done))
        self.look.setEnabled(True)
        self.forget()
        self.closed.emit()

    def _failed(self, error: Exception) -> None:
        self.look.setEnabled(True)
        self.forget()
        self._desk.problems.tell(error)

    # what may be set --------------------------------------------------------------------------------------------

    def _fill(self) -> None:
        from auditor.services.bulk.choosing import may_be_set

        t, translator = self._desk.texts.t, self._desk.texts.translator
        self.field.clear()
        if (self._kind.type, "tags") in LISTS:
            self.field.addItem(t(N_("Put tags on")), TAGS_ON)
            self.field.addItem(t(N_("Take tags off")), TAGS_OFF)
        listed = [one for one in BY_TABLE[self._kind.type].fields if may_be_set(self._kind.type, one)]
        first = [one for one in listed if one.name in ("owner", "unit", "status", "state")]
        for one in (*first, *(one for one in listed if one not in first)):
            self.field.addItem(field_name(one, translator), one.name)

    def _field_changed(self) -> None:
        self.forget()
        self._offer()
        self.line.clear()

    def _offer(self) -> None:
        """The words that may stand in the field, to be picked."""
        t, language = self._desk.texts.t, self._desk.texts.language
        self.value.clear()
        one = self._field()
        if one is not None and one.words:
            self.value.addItems([word.zh if language == "zh" else word.en or word.code for word in words(one.words)])
        elif one is not None and one.kind is Kind.BOOL:
            self.value.addItems([t(N_("Yes")), t(N_("No"))])
        self.value.setCurrentIndex(-1)
        self.line.setPlaceholderText(self._hint(one))

    def _hint(self, one: Field | None) -> str:
        t = self._desk.texts.t
        if one is None:
            return t(N_("One tag, or several with 、 between"))
        if one.kind in (Kind.DATE, Kind.END):
            return t(N_("A day such as {day}; empty clears"), day=self._desk.day.today.isoformat())
        return t(N_("Empty clears"))

    def _field(self) -> Field | None:
        name = self.field.currentData()
        return next((one for one in BY_TABLE[self._kind.type].fields if one.name == name), None)

    def _entered(self) -> None:
        if self.seen is None and self.look.isEnabled():
            self.look_beforehand()
