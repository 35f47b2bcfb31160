"""The training log: course and day on top, a line a learner, one Enter saves."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from PySide6.QtCore import QDate
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QComboBox, QDateEdit, QLineEdit
from typing_extensions import override

from auditor.errors import AuditorError
from auditor.i18n import N_, Message
from auditor.services.lists import Find, Hit
from auditor.services.training import LogTraining
from auditor.services.training.courses import Course, Courses
from ui.kit import parts
from ui.kit.desk import Desk
from ui.kit.screen import Screen
from ui.training.grid import Grid, NameDelegate, stores
from ui.training.log_model import WIDTHS, LogModel
from ui.training.presenter import NOTE, WHO, Entry, LogState, bar_text

OFFERED = 8


class TrainingLog(Screen):
    """Thirty people in two minutes."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        texts = desk.texts
        self.state = LogState()
        self._courses: tuple[Course, ...] = ()
        self._saving = False
        self.title = parts.label(texts, N_("Training log"), "title")
        self.course = QComboBox()
        self.course.setEditable(True)
        self.course.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.course.setMinimumWidth(desk.theme.px(280))
        line = self.course.lineEdit()
        if line is not None:
            texts.say(line, N_("Course code or title"), "setPlaceholderText")
        texts.name(self.course, N_("Course"))
        self.day = QDateEdit()
        self.day.setCalendarPopup(True)
        self.day.setDisplayFormat("yyyy-MM-dd")
        self.day.setMaximumDate(_qt(desk.day.today))
        self.day.setDate(_qt(min(desk.day.value, desk.day.today)))
        texts.name(self.day, N_("Day of the training"))
        self.trainer = QLineEdit()
        texts.name(self.trainer, N_("Trainer"))
        self.model = LogModel(self.state, texts, desk.theme)
        self.grid = Grid(self.model, NameDelegate(self, self._offer), WIDTHS, NOTE)
        texts.name(self.grid, N_("Learners"))
        self.bar = parts.plain_label("", "section")
        self.save = parts.button(texts, N_("Save"), self.save_all, "primary")
        self.fresh = parts.button(texts, N_("Start anew"), self.clear, "quiet")
        self._lay_out()
        self._listen()
        self.render_texts()

    # building ---------------------------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        texts = self.desk.texts
        tip = parts.label(
            texts,
            N_("Type a name, pinyin or code; paste names with results or scores; Enter goes down, Ctrl+Enter saves."),
            "muted",
        )
        tip.setWordWrap(True)
        top = parts.card(
            parts.row(
                parts.label(texts, N_("Course"), "label"),
                self.course,
                16,
                parts.label(texts, N_("Day"), "label"),
                self.day,
                16,
                parts.label(texts, N_("Trainer"), "label"),
                self.trainer,
                None,
            ),
            tip,
            padding=12,
        )
        foot = parts.row(self.bar, None, self.fresh, self.save)
        body = parts.column(parts.row(self.title, None), top, self.grid, foot, gap=10, margins=(0, 12, 0, 12))
        body.setStretch(2, 1)
        self.setLayout(body)

    def _listen(self) -> None:
        self.model.edited.connect(self._edited)
        self.grid.pasted.connect(lambda row, _column, text: self.paste(row, text))
        self.grid.removed.connect(self._remove)
        self.grid.saved.connect(self.save_all)
        self.course.currentIndexChanged.connect(lambda _: self._course_picked())
        self.setFocusProxy(self.grid)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if stores(event):
            self.save_all()
        else:
            super().keyPressEvent(event)

    # acting -----------------------------------------------------------------------------------------------------

    @override
    def read(self) -> None:
        self.desk.tasks.ask(Courses(), self._courses_read, owner=self, slot="courses")

    @override
    def open(self, argument: object) -> None:
        """Put the host that a profile names on the next free line, once."""
        if not isinstance(argument, tuple) or argument[0] != "host":
            return
        code = str(argument[1])
        if all(entry.who != code for entry in self.state.entries):
            self.paste(len(self.state.entries) - 1, code)

    @override
    def day_changed(self) -> None:
        self.day.setMaximumDate(_qt(self.desk.day.today))

    def _courses_read(self, courses: tuple[Course, ...]) -> None:
        if courses == self._courses:
            return
        chosen = self.course_code()
        self._courses = courses
        self.course.blockSignals(True)
        self.course.clear()
        for one in courses:
            self.course.addItem(f"{one.title}  {one.code}", one.code)
        codes = [one.code for one in courses]
        self.course.setCurrentIndex(codes.index(chosen) if chosen in codes else (0 if courses else -1))
        self.course.blockSignals(False)
        self._course_picked()

    def course_code(self) -> str:
        """The chosen course's code, else what was typed."""
        text = self.course.currentText().strip()
        return text.rsplit("  ", 1)[1] if "  " in text else text

    def _course_picked(self) -> None:
        code = self.course_code()
        self.state.course = next((one for one in self._courses if one.code == code), None)
        self.model.all_changed()
        self.render_texts()

    def _offer(self, text: str, then: Callable[[list[str]], None]) -> None:
        def found(hits: tuple[Hit, ...]) -> None:
            then([f"{hit.name}  {hit.code}" for hit in hits])

        self.desk.tasks.ask(Find(text.strip(), OFFERED, ("host",)), found, owner=self, slot="offers")

    def _edited(self, row: int, column: int) -> None:
        if column == WHO:
            self._look_up(self.state.entries[row])
        self.render_texts()

    def _look_up(self, entry: Entry) -> None:
        asked = entry.who
        if not asked:
            return

        def found(hits: tuple[Hit, ...]) -> None:
            entry.found, entry.asked = hits, asked
            if entry in self.state.entries:
                self.model.line_changed(self.state.entries.index(entry))

        self.desk.tasks.ask(Find(asked, OFFERED, ("host",)), found, owner=self, slot=f"who-{id(entry)}")

    def paste(self, row: int, text: str) -> None:
        """Fill lines from the clipboard."""
        count = self.state.paste(row, text)
        self.model.all_changed()
        for entry in self.state.entries[row : row + count]:
            self._look_up(entry)
        self.render_texts()

    def _remove(self, rows: set[int]) -> None:
        self.state.remove(rows)
        self.model.all_changed()
        self.render_texts()

    def clear(self) -> None:
        """Start anew with empty lines."""
        self.state.clear()
        self.model.all_changed()
        self.render_texts()

    def save_all(self) -> None:
        """Check every line and store all of them in one change; on failure everything typed stays."""
        if self._saving:
            return
        self.grid.commit()
        fine = self.state.check()
        self.model.all_changed()
        if not self.course_code():
            self.desk.problems.warn(Message(N_("Choose a course first."), {}))
            return
        if not fine:
            words = (
                N_("Mend the lines that say why, then save.")
                if self.state.filled()
                else N_("Enter at least one learner.")
            )
            self.desk.problems.warn(Message(words, {}))
            return
        self._saving = True
        self.save.setEnabled(False)
        command = LogTraining(
            self.course_code(), self._chosen_day(), self.state.attendances(), trainer=self.trainer.text().strip()
        )
        self.desk.tasks.do(command, self._saved, self._failed, owner=self)

    def _chosen_day(self) -> date:
        chosen = self.day.date()
        return date(chosen.year(), chosen.month(), chosen.day())

    def _saved(self, done: Any) -> None:
        self._rest()
        counts = done.result.counts
        told = Message(
            N_("Logged: {created} new, {updated} changed, {same} unchanged."),
            {"created": counts.created, "updated": counts.updated, "same": counts.unchanged},
        )
        self.clear()
        self.desk.problems.done(told)

    def _failed(self, error: Exception) -> None:
        self._rest()
        if isinstance(error, AuditorError):
            self._place(error)
        self.desk.problems.tell(error)

    def _place(self, error: AuditorError) -> None:
        """Show the refusal at its line where the error names one."""
        line = error.message.params.get("line")
        filled = self.state.filled()
        if isinstance(line, str) and line.isdigit() and 0 < int(line) <= len(filled):
            why = error.message.params.get("why")
            filled[int(line) - 1].problem = why if isinstance(why, Message) else error.message
            self.model.all_changed()

    def _rest(self) -> None:
        self._saving = False
        self.save.setEnabled(True)

    # showing ----------------------------------------------------------------------------------------------------

    @override
    def render_texts(self) -> None:
        tr = self.desk.texts.translator
        self.call_it(tr.t(N_("Training log")))
        self.bar.setText(bar_text(self.state, tr))
        self.say(bar_text(self.state, tr))


def _qt(day: date) -> QDate:
    return QDate(day.year, day.month, day.day)
