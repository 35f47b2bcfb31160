"""A seat for whom an infraction calls to a course: on a planned session of it, or on one that is planned for that."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QComboBox, QWidget

from auditor.i18n import N_, said
from auditor.services.training.remedies import Remedy
from auditor.services.training.seating import BEGINS, LEAD, SeatAfterCase, fitting
from auditor.services.training.sessions import SessionLine
from ui.kit import parts
from ui.kit.desk import Desk, Place
from ui.kit.screen import still_at
from ui.training.words import moment

if TYPE_CHECKING:
    from auditor.app import Done
    from auditor.services.training.seating import Seated

OFFERED = 3
"""Of so many fitting courses a new session is offered."""


class SeatBar(QWidget):
    """Which session, and the one press; where they have a seat already, the press shows that session."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._one: Remedy | None = None
        self._busy = False
        self.where = QComboBox()
        self.where.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.where.setMinimumContentsLength(24)
        desk.texts.name(self.where, N_("Session"))
        self.seat = parts.button(desk.texts, N_("Put on the list"), self.put_on, "primary")
        self.sentence = parts.plain_label("", "section", wrap=True)
        line = parts.row(self.sentence, self.where, self.seat, gap=8)
        line.setStretch(0, 1)
        line.setStretch(1, 1)
        self.setLayout(line)
        self.hide()

    def show_for(self, one: Remedy | None, planned: tuple[SessionLine, ...], titles: Mapping[str, str]) -> None:
        """Offer the sessions that fit a case; ``titles``: what courses are called."""
        self._one = one
        self.setVisible(one is not None)
        if one is None:
            return
        t, before = self._desk.texts.t, self.where.currentText()
        self.where.clear()
        for line in fitting(one, planned, self._desk.day.today):
            called = line.title or titles.get(line.course) or line.course_title
            self.where.addItem(f"{moment(line.planned_start)}  {called}  {line.code}", ("session", line.code))
        start = self._desk.day.today + LEAD
        for code in one.courses[:OFFERED]:
            new = t(
                N_("New session: {course}, {start}"), course=titles.get(code) or code, start=f"{start} {BEGINS:%H:%M}"
            )
            self.where.addItem(new, ("course", code))
        self.where.setCurrentIndex(max(0, self.where.findText(before)))
        self.where.setVisible(not one.booked and bool(one.courses))
        self.seat.setVisible(bool(one.booked or one.courses))
        self.seat.setText(t(N_("Open session {code}"), code=one.booked) if one.booked else t(N_("Put on the list")))
        self.seat.setEnabled(not self._busy)
        self.sentence.setText(self._sentence(one))

    def _sentence(self, one: Remedy) -> str:
        t = self._desk.texts.t
        if one.booked:
            return t(N_("{name} is on the list of session {code}."), name=one.name, code=one.booked)
        if not one.courses:
            return t(N_("No course teaches what case {code} calls for."), code=one.case)
        return t(N_("A seat for {name} after {case}"), name=one.name, case=one.case)

    def put_on(self) -> None:
        """One change: the enrolment, and the session where it is a new one; its page is shown."""
        one, chosen = self._one, self.where.currentData()
        if one is None or self._busy:
            return
        if one.booked:
            self._desk.go(Place("training", ("session", one.booked)))
            return
        if not isinstance(chosen, tuple):
            return
        self._busy = True
        self.seat.setEnabled(False)
        what, code = chosen
        new = what == "course"
        command = SeatAfterCase(one.case, "" if new else code, code if new else "", new)
        self._desk.tasks.do(command, self._seated, self._failed, owner=self)

    def _seated(self, done: Done[Seated]) -> None:
        self._busy = False
        self.seat.setEnabled(True)
        made = done.result
        told = said("On the list of session {code}: {name}", code=made.session, name=made.learner)
        if made.planned:
            told = said("Session {code} is planned; on its list: {name}", code=made.session, name=made.learner)
        self._desk.edits.tell(done.change, told)
        if still_at(self):
            self._desk.go(Place("training", ("session", made.session)))

    def _failed(self, error: Exception) -> None:
        self._busy = False
        self.seat.setEnabled(True)
        self._desk.problems.tell(error)
