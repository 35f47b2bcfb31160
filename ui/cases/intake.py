"""A new case by form: whom it is about found by name, checked as it is typed; many at once as copied rows."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QResizeEvent
from PySide6.QtWidgets import QGridLayout
from typing_extensions import override

from auditor.errors import AuditorError
from auditor.i18n import N_, Message, said
from auditor.model.fields import Field
from auditor.model.sheets import BY_NAME
from auditor.model.types import datetime_of, day_of
from auditor.services.cases.intake import KIND_NEEDED, RECEIVED_AT, TakeInCase
from auditor.services.cases.logging import CaseRefused
from auditor.services.editing import Refused
from ui.cases.pasting import MORE, heading, next_number, prefix, with_heading
from ui.cases.screen import ME
from ui.editing.adding import MUST, FormField
from ui.editing.draft import Draft
from ui.editing.inputs import WhoInput
from ui.importing.screen import PASTE
from ui.kit import parts
from ui.kit.desk import Desk, Place
from ui.kit.screen import Screen, still_at

if TYPE_CHECKING:
    from auditor.app import Done
    from auditor.services.cases.finding import CaseHit
    from auditor.services.editing import Saved
    from auditor.services.lists import Hit

SHEET = BY_NAME["cases"]
FEEDBACK = BY_NAME["feedback"]
REACHED_US = FEEDBACK.field(RECEIVED_AT)
"""When it reached us: no column of the case but the first entry of its story; read as feedback's is."""
ASKED = {RECEIVED_AT: REACHED_US, "kind": replace(SHEET.field("kind"), required=True, default=None)}
"""What is asked for otherwise than the sheet has it: nobody's clocks depend on a kind that nobody chose."""
SHOWN = (
    "subject", "subject_type", "kind", "category", RECEIVED_AT, "occurred_at", "source", "platform", "code", "handler",
    "description",
)  # fmt: skip
"""The fields in their places, two side by side."""
WIDE = frozenset({"description"})
SIDE_BY_SIDE = 900
"""Designed pixels from which two fields stand side by side."""


class NewCase(Screen):
    """What was typed stays until it is stored; the stored case opens on its page."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        texts = desk.texts
        self._proposed = ""
        self.draft, self.arrival = self._anew()
        self._unfolded = False
        self._happened_then = True
        """Nobody said when it happened: it is taken for the moment when it reached us."""
        self._reached_now = True
        """Nobody said when it reached us: it is now."""
        self._storing, self._refused_at = False, ""
        self.fields: dict[str, FormField] = {}
        self.title = parts.label(texts, N_("New case"), "title")
        self.tip = parts.Prose(
            texts,
            N_("Enter stores. Rows copied from a spreadsheet go through the same checks, each refusal with its cell."),
        )
        self.copy = parts.button(texts, N_("Copy the header row"), self.copy_heading, "quiet")
        self.paste = parts.button(texts, N_("Paste rows…"), self.paste_rows)
        self.more = parts.button(texts, N_("More fields"), self.unfold, "quiet")
        self.store = parts.button(texts, N_("Store"), self.save, "primary")
        self.leave = parts.button(texts, N_("Cancel"), self.go_back)
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(24)
        self._grid.setVerticalSpacing(0)
        self._lay_out()
        self._build()
        self.render_texts()

    def _lay_out(self) -> None:
        head = parts.row(self.title, None, self.copy, self.paste, gap=8)
        foot = parts.row(self.more, None, self.leave, self.store)
        card = parts.card(self._grid, foot, gap=4, padding=16)
        inner = parts.column(self.tip, card, None, gap=10, margins=(0, 0, 4, 8))
        self.pane = parts.scrolled(parts.box(inner, "page"))
        self.desk.texts.name(self.pane, N_("New case"))
        body = parts.column(head, gap=10, margins=(16, 12, 16, 4))
        body.addWidget(self.pane, 1)
        self.setLayout(body)

    # the form ---------------------------------------------------------------------------------------------------

    def _anew(self) -> tuple[Draft, Draft]:
        """The case, and apart from it when it reached us."""
        day, language = self.desk.day, self.desk.texts.language
        draft, arrival = (Draft(one, None, {}, None, day_of(day.today), language) for one in (SHEET, FEEDBACK))
        now = f"{day.now:%Y-%m-%d %H:%M}"
        draft.type("occurred_at", now)
        arrival.type(RECEIVED_AT, now)
        if self.desk.memory.get(ME):
            draft.type("handler", self.desk.memory.get(ME))
        return draft, arrival

    def _of(self, name: str) -> Draft:
        return self.arrival if name == RECEIVED_AT else self.draft

    def _build(self) -> None:
        parts.empty(self._grid)
        self.fields = {}
        for name in self._asked():
            made = FormField(self.desk, ASKED.get(name) or SHEET.field(name), self)
            made.put(self._of(name).text(name))
            made.entry.typed.connect(partial(self._typed, made))
            made.entry.committed.connect(self.save)
            made.entry.taken_back.connect(self.go_back)
            if isinstance(made.entry, WhoInput) and name == "subject":
                made.entry.chosen.connect(self._who)
            self.fields[name] = made
        self._place()
        self.more.setVisible(not self._unfolded)
        parts.thread_before(self.more, self._grid)
        self.setFocusProxy(self.fields["subject"].entry)
        self._say()

    def _asked(self) -> tuple[str, ...]:
        """The fields that are there: those that are folded away are made once somebody asks for them."""
        if any(name in self.draft.told for name in MORE):
            self._unfolded = True
        return (*SHOWN, *MORE) if self._unfolded else SHOWN

    def _place(self) -> None:
        while self._grid.takeAt(0) is not None:
            pass
        columns = 2 if self.width() >= self.desk.theme.px(SIDE_BY_SIDE) else 1
        at = 0
        for name, one in self.fields.items():
            wide = columns if name in WIDE else 1
            at += -at % wide
            self._grid.addWidget(one, at // columns, at % columns, 1, wide, Qt.AlignmentFlag.AlignTop)
            at += wide
        for at in range(2):
            self._grid.setColumnStretch(at, 1 if at < columns else 0)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place()

    def kinds(self, field: Field) -> tuple[str, ...]:
        """What types a reference may mean: whoever is found says the type."""
        return field.refs

    def unfold(self) -> None:
        """Show every field."""
        self._unfolded = True
        self._build()
        self.fields[MORE[0]].entry.setFocus()

    def _typed(self, one: FormField, text: str) -> None:
        name = one.field.name
        self._of(self._refused_at).told.pop(self._refused_at, None)  # whatever is typed may have mended it
        self._refused_at = ""
        self._of(name).type(name, text)
        self._reached_now = self._reached_now and name != RECEIVED_AT
        if name == "occurred_at":
            self._happened_then = False
        elif name == RECEIVED_AT and self._happened_then:
            self.draft.type("occurred_at", text)
            self.fields["occurred_at"].put(text)
        self._say()

    def _who(self, hit: Hit) -> None:
        """Somebody was picked: what he is stands beside it."""
        from auditor.model.enums import word

        kind = word("case_subject", hit.type, self.desk.texts.language)
        self.fields["subject_type"].entry.put(kind)
        self.draft.type("subject_type", kind)
        self.draft.type("subject", hit.code)
        self._say()

    def _say(self) -> None:
        for name, one in self.fields.items():
            draft = self._of(name)
            one.tell(draft.told.get(name), draft.warned.get(name))

    # storing ----------------------------------------------------------------------------------------------------

    def save(self) -> None:
        """Ask for the case to be stored, where nothing is missing or wrong."""
        from auditor.services.editing.checking import field_words

        for lacking in self.draft.lacking():
            self.draft.told[lacking.name] = Message(MUST, {"column": field_words(lacking)})
        if not self.draft.text("kind").strip():
            self.draft.told["kind"] = Message(KIND_NEEDED)
        if not self.arrival.text(RECEIVED_AT).strip():
            self.arrival.told[RECEIVED_AT] = Message(MUST, {"column": field_words(REACHED_US)})
        self.draft.doubt()
        self._say()
        if self.draft.told or self.arrival.told:
            self._to_first()
            return
        if self._storing:
            return
        self._storing = True
        values = tuple((name, text) for name, text in self.draft.typed.items() if text.strip())
        received = self.arrival.values[RECEIVED_AT]
        self.desk.tasks.do(TakeInCase(values, datetime_of(received)), self._stored, self._failed, owner=self)

    def _stored(self, done: Done[Saved]) -> None:
        if done.change is not None:
            self.desk.edits.done(done.change, said("Case {case} was taken in.", case=self.draft.text("code")))
        self._created(done.result.id)

    def _failed(self, error: Exception) -> None:
        self._storing = False
        if isinstance(error, Refused):
            self.draft.refused(error.told)
        elif isinstance(error, CaseRefused) and error.field in self.fields:
            self._of(error.field).told[error.field] = error.message
            self._refused_at = error.field
        elif not isinstance(error, AuditorError) or not error.already_told:
            self.desk.problems.tell(error)
        self._say()
        self._to_first()

    def _to_first(self) -> None:
        if len(self._asked()) > len(self.fields):
            self._build()
        first = next((one for name, one in self.fields.items() if name in self._of(name).told), None)
        if first is not None:
            first.entry.setFocus()
            self.pane.ensureWidgetVisible(first)

    def _created(self, number: int) -> None:
        (self.draft, self.arrival), self._proposed, self._happened_then = self._anew(), "", True
        self._unfolded, self._storing, self._reached_now, self._refused_at = False, False, True, ""
        self._build()
        if still_at(self):
            self.desk.go(Place("case", number))

    def go_back(self) -> None:
        """To the queues; what was typed stays for the next time."""
        self.desk.go(Place("cases"))

    # rows of a spreadsheet --------------------------------------------------------------------------------------

    def copy_heading(self) -> None:
        """Put the header row of this form on the clipboard, for a spreadsheet."""
        QGuiApplication.clipboard().setText(heading() + "\n")
        self.desk.problems.done(Message(N_("The header row is on the clipboard.")))

    def paste_rows(self) -> None:
        """Hand the copied rows to the import room: same checks, each refusal at its cell, one undo."""
        text = QGuiApplication.clipboard().text()
        if "\t" not in text:
            self.desk.problems.warn(Message(N_("The clipboard holds no rows: copy them in the spreadsheet first.")))
            return
        self.desk.go(Place("import", (PASTE, with_heading(text))))

    # showing ----------------------------------------------------------------------------------------------------

    @override
    def open(self, argument: object) -> None:
        """(type, code, name) of whom the case is about."""
        if isinstance(argument, tuple) and len(argument) >= 2:
            from auditor.services.lists import Hit

            name = str(argument[2]) if len(argument) > 2 else str(argument[1])
            self.fields["subject"].put(str(argument[1]))
            self._who(Hit(0, str(argument[0]), str(argument[1]), name))

    @override
    def read(self) -> None:
        """The next free number is proposed while nobody typed one."""
        from auditor.services.cases.finding import FindCases

        if self._reached_now:
            self._put_now()
        if not self.draft.text("code") or self.draft.text("code") == self._proposed:
            query = FindCases(prefix(self.desk.day.today))
            self.desk.tasks.ask(query, self._number, owner=self, slot="number")

    def _put_now(self) -> None:
        """The page may have been made hours ago."""
        now = f"{self.desk.day.now:%Y-%m-%d %H:%M}"
        for name in (RECEIVED_AT, "occurred_at") if self._happened_then else (RECEIVED_AT,):
            if self._of(name).text(name) != now:
                self._of(name).type(name, now)
                self.fields[name].put(now)
        self._say()

    def _number(self, found: tuple[CaseHit, ...]) -> None:
        if self.draft.text("code") not in ("", self._proposed):
            return
        self._proposed = next_number((one.code for one in found), self.desk.day.today)
        self.draft.type("code", self._proposed)
        self.fields["code"].put(self._proposed)
        self._say()

    @override
    def render_texts(self) -> None:
        self.call_it(self.desk.texts.t(N_("New case")))
        if self.draft.language != self.desk.texts.language:
            for draft in (self.draft, self.arrival):
                draft.speak(self.desk.texts.language)
            self._build()
        self._say()
