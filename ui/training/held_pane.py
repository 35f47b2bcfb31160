"""Logging a session that was held: when it was, who signs, a line a person; one key stores all of it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget
from typing_extensions import override

from auditor.i18n import N_, Message, said
from auditor.model.sheets import BY_NAME
from auditor.model.types import datetime_of, day_of
from auditor.services.editing.checking import Surroundings, read_field
from auditor.services.lists import Find, Hit
from auditor.services.training.held import LogSession
from auditor.services.training.lines import LinesRefused
from auditor.services.training.sessions import SessionShown
from ui.kit import parts
from ui.kit.desk import Desk
from ui.kit.forms import TextField
from ui.training.grid import Grid, stores
from ui.training.held import NOTE, RESULT, SCORE, WHO, HeldState, Line, tally_text
from ui.training.held_grid import WIDTHS, HeldDelegate, HeldModel
from ui.training.words import moment

if TYPE_CHECKING:
    from auditor.app import Done
    from auditor.services.training.held import SessionLogged

OFFERED = 8
LEARNERS = ("host", "merchant", "agency")


class HeldPane(QWidget):
    """What was typed stays until it is stored, also while other sessions are looked at."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._states: dict[str, HeldState] = {}
        self._read_meanwhile: SessionShown | None = None
        self._saving = False
        texts = desk.texts
        self.model = HeldModel(texts, desk.theme)
        self.started = TextField(texts, N_("Began at"), self._moment_wrong)
        self.ended = TextField(texts, N_("Ended at"), self._end_wrong)
        self.co_signer = TextField(texts, N_("Signed beside the trainer"))
        self.late = TextField(texts, N_("Why it is entered late"))
        self.grid = Grid(self.model, HeldDelegate(self, self._offer, texts, desk.theme), WIDTHS, NOTE)
        texts.name(self.grid, N_("Log of the session"))
        self.bar = parts.Brief("section")
        self.rest = parts.button(texts, N_("All others attended"), self.all_attended, "quiet")
        self.save = parts.button(texts, N_("Store the log"), self.save_all, "primary")
        self._lay_out()
        self._listen()

    def _lay_out(self) -> None:
        tip = parts.label(
            self._desk.texts,
            N_("Scores or words, Enter goes down; paste columns or names from a table; Ctrl+Enter stores all of it."),
            "muted",
        )
        tip.setWordWrap(True)
        top = parts.row(self.started, self.ended, self.co_signer, self.late, gap=12)
        foot = parts.row(self.bar, self.rest, self.save)
        foot.setStretch(0, 1)
        body = parts.column(top, tip, self.grid, foot, gap=6, margins=(0, 8, 0, 0))
        body.setStretch(2, 1)
        self.setLayout(body)
        parts.least(self.grid, self._desk.theme, 170)

    def _listen(self) -> None:
        self.model.edited.connect(self._edited)
        self.grid.pasted.connect(self.paste)
        self.grid.removed.connect(self._remove)
        self.grid.saved.connect(self.save_all)
        self.grid.rested.connect(lambda: QTimer.singleShot(0, self, self._take_up))
        self.setFocusProxy(self.grid)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if stores(event):
            self.save_all()
        else:
            super().keyPressEvent(event)

    @property
    def state(self) -> HeldState:
        """What is being logged."""
        assert self.model.state is not None
        return self.model.state

    # showing ----------------------------------------------------------------------------------------------------

    def show_session(self, session: SessionShown) -> None:
        """Show its log; of the same one only what was read anew, and not while a cell is being written in."""
        code = session.line.code
        other = self.model.state is None or self.state.session.line.code != code
        self._read_meanwhile = None
        if self.grid.editing and not other:
            self._read_meanwhile = session
            return
        state = self._states.get(code)
        if state is None:
            state = HeldState(session, day_of(self._desk.day.today), self._desk.texts.language)
            self._states[code] = state
        state.take(session)
        self.model.show(state)
        if other:
            self.started.line.setText(moment(session.started_at))
            self.ended.line.setText(moment(session.ended_at))
            self.co_signer.line.setText(session.co_trainer)
            self.late.line.setText("")
            self.started.line.setPlaceholderText(moment(session.line.planned_start))
            self.ended.line.setPlaceholderText(moment(session.planned_end))
            self.grid.setCurrentIndex(self.model.index(0, RESULT if session.pass_mark is None else SCORE))
        self.setEnabled(session.line.status != "cancelled")
        self.render_texts()

    def _take_up(self) -> None:
        if self._read_meanwhile is not None:
            self.show_session(self._read_meanwhile)

    def render_texts(self) -> None:
        """Say what the bar counts."""
        if self.model.state is not None:
            self.bar.setText(tally_text(self.state, self._desk.texts.translator))

    # typing -----------------------------------------------------------------------------------------------------

    def _offer(self, text: str, then: Callable[[list[str]], None]) -> None:
        def found(hits: tuple[Hit, ...]) -> None:
            then([f"{hit.name}  {hit.code}" for hit in hits])

        self._desk.tasks.ask(Find(text.strip(), OFFERED, LEARNERS), found, owner=self, slot="offers")

    def _edited(self, row: int, column: int) -> None:
        if column == WHO:
            self._look_up(self.state.lines[row])
        self.render_texts()

    def _look_up(self, line: Line) -> None:
        asked = line.text(WHO)
        if not asked or line.listed is not None:
            return

        def found(hits: tuple[Hit, ...]) -> None:
            line.found, line.asked = hits, asked
            if line in self.state.lines:
                self.model.line_changed(self.state.lines.index(line))

        self._desk.tasks.ask(Find(asked, OFFERED, LEARNERS), found, owner=self, slot=f"who-{id(line)}")

    def paste(self, row: int, column: int, text: str) -> None:
        """Fill from the clipboard, at the cell that is current."""
        touched = self.state.paste(row, column, text)
        self.model.all_changed()
        for at in touched:
            self._look_up(self.state.lines[at])
        last = max(touched, default=row)
        self.grid.setCurrentIndex(self.model.index(last, max(column, 0)))
        self.render_texts()

    def _remove(self, rows: set[int]) -> None:
        self.state.remove(rows)
        self.model.all_changed()
        self.render_texts()

    def all_attended(self) -> None:
        """Who has nothing beside them came."""
        self.state.attended()
        self.model.all_changed()
        self.render_texts()

    # storing ----------------------------------------------------------------------------------------------------

    def _moment(self, text: str, name: str = "started_at") -> tuple[datetime | None, Message | None]:
        if not text.strip():
            return None, None
        today = day_of(self._desk.day.today)
        value, told = read_field(BY_NAME["sessions"], name, text, None, Surroundings(today))
        wrong = next((one.message for one in told if one.level == "error"), None)
        if wrong is not None or not isinstance(value, int):
            return None, wrong
        at = datetime_of(value)
        if at > self._desk.day.now.replace(tzinfo=None):
            return None, said("{moment} lies ahead.", moment=moment(at))
        return at, None

    def _moment_wrong(self, text: str) -> Message | None:
        return self._moment(text)[1]

    def _end_wrong(self, text: str) -> Message | None:
        at, wrong = self._moment(text, "ended_at")
        started = self._moment(self.started.text)[0]
        if wrong is None and at is not None and started is not None and at < started:
            return said("{end} lies before the start, {start}.", end=moment(at), start=moment(started))
        return wrong

    def save_all(self) -> None:
        """Check every cell and store all of it in one change; on failure everything typed stays."""
        if self._saving or self.model.state is None:
            return
        self.grid.commit()
        self.started.complain(self._moment_wrong(self.started.text))
        self.ended.complain(self._end_wrong(self.ended.text))
        fine = self.state.check()
        self.model.all_changed()
        if not self.state.meant_lines():
            self._desk.problems.warn(Message(N_("There is nothing new to store.")))
            return
        if not (fine and self.started.valid and self.ended.valid):
            self._show_first()
            self._desk.problems.warn(Message(N_("Mend the cells that are underlined, then store.")))
            return
        self._saving = True
        self.save.setEnabled(False)
        command = LogSession(
            self.state.session.line.code,
            self.state.held_lines(),
            started_at=self._moment(self.started.text)[0],
            ended_at=self._moment(self.ended.text, "ended_at")[0],
            co_signer=self.co_signer.text,
            late_reason=self.late.text,
        )
        self._desk.tasks.do(command, self._stored, self._failed, owner=self)

    def _stored(self, done: Done[SessionLogged]) -> None:
        self._rest()
        self.state.stored()
        self.model.all_changed()
        counts = done.result.trainings
        told = said(
            "Logged: {created} new, {updated} changed, {same} unchanged.",
            created=counts.created,
            updated=counts.updated,
            same=counts.unchanged,
        )
        self._desk.edits.tell(done.change, told)
        for one in done.result.told:
            self._desk.problems.warn(said("Line {line}: {why}", line=one.line, why=one.message))

    def _failed(self, error: Exception) -> None:
        self._rest()
        if isinstance(error, LinesRefused):
            self.state.refused(error.told)
            self.model.all_changed()
            self._show_first()
        self._desk.problems.tell(error)

    def _show_first(self) -> None:
        """Lead to the first cell in which something is wrong."""
        for row, line in enumerate(self.state.lines):
            if line.wrong:
                self.grid.setCurrentIndex(self.model.index(row, min(line.wrong)))
                return

    def _rest(self) -> None:
        self._saving = False
        self.save.setEnabled(True)
