"""The bar that appears when rows of a list are chosen: set a field, put tags on and off, export, check just these."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame

from auditor.i18n import N_, Message
from auditor.model.sheets import JUDGED
from auditor.services.lists.chosen import Listed
from ui.kit import parts
from ui.kit.desk import Desk, Place
from ui.lists.bulk_form import BulkForm
from ui.lists.kinds import Kind

if TYPE_CHECKING:
    from auditor.services.audits.job import Audited, InShort

LEARNERS = frozenset({"host", "merchant", "agency"})
"""Lists whose lines can learn."""


class BulkBar(QFrame):
    """What may be done with what is chosen; ``chosen`` gives it as a value, whatever its number."""

    export_wanted = Signal()
    left = Signal()
    """Nothing is to be chosen any more."""

    def __init__(self, desk: Desk, kind: Kind, chosen: Callable[[], Listed]) -> None:
        super().__init__()
        self._desk, self._kind, self._chosen = desk, kind, chosen
        self._count = 0
        texts = desk.texts
        parts.mark(self, "card")
        texts.name(self, N_("Work on what is chosen"))
        self.number = parts.plain_label("", "strong")
        self.form = BulkForm(desk, kind, chosen)
        self.form.hide()
        self.edit = parts.button(texts, N_("Set a field or tags…"), self._turn)
        self.export = parts.button(texts, N_("Export…"), self.export_wanted.emit, "quiet")
        self.check = parts.button(texts, N_("Check just these"), self.check_them, "quiet")
        self.check.setVisible(kind.type in JUDGED)
        self.session = parts.button(texts, N_("Put on a session…"), self.to_a_session, "quiet")
        self.session.setVisible(kind.type in LEARNERS)
        close = parts.icon_button(texts, desk.theme, "close", N_("Choose nothing"), self.left.emit)
        line = parts.row(self.number, 8, self.edit, self.check, self.session, self.export, None, close, gap=6)
        self.setLayout(parts.column(line, self.form, gap=8, margins=(12, 6, 8, 6)))
        self.form.closed.connect(self.form.hide)
        self.hide()

    def show_count(self, count: int) -> None:
        """So many rows are chosen; the bar is there for as long as it is more than the one that is current."""
        other, self._count = count != self._count, count
        if other:
            self.form.forget()
        self.setVisible(count > 1 or (count == 1 and not self.form.isHidden()))
        if not count:
            self.form.hide()
        if other:  # the rows of a list come anew with every change, and nearly always nothing is chosen of them
            self.render_texts()

    def open_form(self) -> None:
        """Begin to set something, be it for a single row."""
        self.show()
        self.form.show()
        self.form.begin()

    def render_texts(self) -> None:
        """Say it in the language in force."""
        self.number.setText(self._desk.texts.t(N_("{n} chosen"), n=f"{self._count:,}"))
        self.form.render_texts()

    def check_them(self) -> None:
        """Judge the chosen subjects as of the day, however many they are, and keep the run."""
        from auditor.services.audits.job import Audit

        job = Audit(self._desk.day.value, among=self._chosen())
        self._desk.tasks.run(job, self._checked, self._desk.problems.tell, owner=self)

    def to_a_session(self) -> None:
        """Offer them to the roster of the session that is opened next."""
        self._desk.go(Place("training", self._chosen()))

    def _checked(self, audited: Audited | InShort) -> None:
        told = Message(N_("Checked: run {n}."), {"n": audited.run_id})
        self._desk.problems.done(told, (Message(N_("Open")), lambda: self._desk.go(Place("checks"))))

    def _turn(self) -> None:
        if self.form.isHidden():
            self.open_form()
        else:
            self.form.hide()
