"""One certificate: what it says, what became of it, and the ways to issue it anew or to revoke it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QPushButton, QWidget

from auditor.i18n import N_, Message, said
from auditor.services.training.awarding import ReissueAward, RevokeAward
from auditor.services.training.awards import AwardStory
from ui.kit import parts
from ui.kit.desk import Desk, Place
from ui.kit.forms import DateField, Facts, TextField
from ui.kit.screen import still_at
from ui.kit.small_table import Line, SmallTable
from ui.kit.texts import begun
from ui.training.award_words import EVENT_TITLES, STANDS, award_facts, event_line
from ui.training.printing import Printing

if TYPE_CHECKING:
    from auditor.app import Done

WHY = N_("Say why: the reason stays on the certificate.")


class Ending(QWidget):
    """The form that ends a certificate: the reason, and what else is to be said."""

    agreed = Signal()

    def __init__(self, desk: Desk, sentence: str, act: str, *, again: bool) -> None:
        super().__init__()
        texts = desk.texts
        self._day = desk.day
        self.why = TextField(texts, N_("Reason"), lambda text: None if text else Message(WHY))
        self.trainer = TextField(texts, N_("Trainer"))
        self.beside = TextField(texts, N_("Signed beside the trainer"))
        self.by = TextField(texts, N_("Revoked by"))
        self.on = DateField(texts, N_("As of"), desk.day.today)
        self.training = QCheckBox()
        texts.say(self.training, N_("The training does not count either"))
        self.training.setParent(self)
        self.training.setVisible(not again)
        self.act = parts.button(texts, act, self._agree, "primary")
        leave = parts.button(texts, N_("Cancel"), self.hide)
        more = (self.trainer, self.beside) if again else (self.on, self.by)
        for one in (self.trainer, self.beside, self.on, self.by):
            one.setParent(self)
            one.setVisible(one in more)
        line = parts.row(self.why, *more, gap=12)
        line.setStretch(0, 2)
        foot = parts.row(self.training, None, leave, self.act)
        self.setLayout(parts.column(parts.card(parts.Prose(texts, sentence), line, foot, gap=6, padding=12)))
        self.hide()

    def begin(self) -> None:
        """Show the form, empty."""
        for one in (self.why, self.trainer, self.beside, self.by):
            one.line.setText("")
            one.complain(None)
        self.training.setChecked(False)
        self.show()
        self.why.line.setFocus()

    def _agree(self) -> None:
        if not self.why.text:
            self.why.complain(Message(WHY))
            self.why.line.setFocus()
            return
        if self.on.day > self._day.today:
            self.on.complain(said("{day} lies ahead: revoke it on the day.", day=self.on.text))
            return
        self.agreed.emit()


class AwardPage(QWidget):
    """The page; whoever holds it says which certificate it shows."""

    left = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self.story: AwardStory | None = None
        texts = desk.texts
        self.back = parts.button(texts, N_("All certificates"), self.left.emit, "quiet")
        parts.dress(self.back, desk.theme, "back", "accent")
        self.title = parts.Brief("title")
        self.stands = parts.plain_label("", "section")
        self.again = parts.button(texts, N_("Issue anew…"), self._begin_again)
        self.end = parts.button(texts, N_("Revoke…"), self._begin_end)
        self.pdf = parts.button(texts, N_("As PDF…"), self._print)
        self.printing = Printing(desk, self)
        self.to_session = parts.button(texts, N_("Its session"), self._go_session, "quiet")
        self.to_other = parts.button(texts, N_("The other certificate"), self._go_other, "quiet")
        self.to_who = parts.button(texts, N_("Profile"), self._go_who, "quiet")
        self.reissue = Ending(
            desk,
            N_("The old certificate is revoked, the new one takes its place; one change."),
            N_("Issue anew"),
            again=True,
        )
        self.revoke = Ending(
            desk, N_("What it stood for does not count any more; it stays on file."), N_("Revoke"), again=False
        )
        self.facts = Facts()
        self.events = SmallTable(desk.theme)
        texts.name(self.events, N_("What became of it"))
        self.reissue.agreed.connect(self._reissue)
        self.revoke.agreed.connect(self._revoke)
        self._lay_out()

    def _lay_out(self) -> None:
        texts = self._desk.texts
        head = parts.row(self.title, self.stands, self.pdf, self.again, self.end, gap=12)
        head.setStretch(0, 1)
        ways: tuple[QPushButton, ...] = (self.to_who, self.to_session, self.to_other)
        story = parts.column(parts.label(texts, N_("What became of it"), "section"), self.events, gap=6)
        beside = parts.row(parts.card(self.facts, None), story, gap=16)
        beside.setStretch(0, 1)
        beside.setStretch(1, 1)
        body = parts.column(
            parts.row(self.back, None), head, parts.flowing(*ways), self.reissue, self.revoke, beside, gap=8,
            margins=(0, 8, 0, 12),
        )  # fmt: skip
        body.setStretch(5, 1)
        self.setLayout(parts.column(parts.scrolled(parts.box(body, "bare")), gap=0))
        parts.least(self.events, self._desk.theme, 160)

    def show_story(self, story: AwardStory) -> None:
        """Show a certificate; a form that was open for another one goes."""
        if self.story is None or self.story.award.number != story.award.number:
            self.reissue.hide()
            self.revoke.hide()
        self.story = story
        self.render_texts()

    def render_texts(self) -> None:
        """Say everything in the language in force."""
        if self.story is None:
            return
        one, translator = self.story.award, self._desk.texts.translator
        standing = one.stands(self._desk.day.value)
        self.title.setText(f"{one.number}  {one.name}")
        self.stands.setText(begun(translator.t(STANDS[standing])))
        parts.mark(self.stands, {"in_force": "good", "revoked": "refusal"}.get(standing, "section"))
        may = one.revoked_on is None and not one.replaced_by
        self.again.setVisible(may)
        self.end.setVisible(may)
        self.to_session.setVisible(bool(one.session))
        self.to_other.setVisible(bool(one.replaced_by or one.replaces))
        self.to_who.setVisible(one.learner_type != "staff")
        self.facts.show_rows(award_facts(one, translator), translator.t(N_("not given")))
        lines = [Line(event_line(step, translator), step) for step in self.story.events]
        self.events.show_lines([translator.t(title) for title in EVENT_TITLES], lines)

    # acting -----------------------------------------------------------------------------------------------------

    def _begin_again(self) -> None:
        self.revoke.hide()
        self.reissue.begin()

    def _begin_end(self) -> None:
        self.reissue.hide()
        self.revoke.begin()

    def _reissue(self) -> None:
        if self.story is not None:
            form = self.reissue
            command = ReissueAward(self.story.award.number, form.why.text, form.trainer.text, form.beside.text)
            form.act.setEnabled(False)
            self._desk.tasks.do(command, self._issued, self._failed, owner=self)

    def _revoke(self) -> None:
        if self.story is not None:
            form = self.revoke
            command = RevokeAward(
                self.story.award.number, form.why.text, form.on.day, form.by.text, form.training.isChecked()
            )
            form.act.setEnabled(False)
            self._desk.tasks.do(command, self._revoked, self._failed, owner=self)

    def _issued(self, done: Done[str]) -> None:
        self._rest(close=True)
        self._desk.edits.tell(done.change, said("Issued: {numbers}", numbers=done.result))
        if still_at(self):
            self._desk.go(Place("training", ("award", done.result)))

    def _revoked(self, done: Done[str]) -> None:
        self._rest(close=True)
        self._desk.edits.tell(done.change, said("Revoked: {number}", number=done.result))

    def _failed(self, error: Exception) -> None:
        self._rest(close=False)
        self._desk.problems.tell(error)

    def _rest(self, *, close: bool) -> None:
        for form in (self.reissue, self.revoke):
            form.act.setEnabled(True)
            if close:
                form.hide()

    def _print(self) -> None:
        if self.story is not None:
            number = self.story.award.number
            self.printing.choose(number, (number,))

    # going ------------------------------------------------------------------------------------------------------

    def _go_session(self) -> None:
        if self.story is not None:
            self._desk.go(Place("training", ("session", self.story.award.session)))

    def _go_other(self) -> None:
        if self.story is not None:
            one = self.story.award
            self._desk.go(Place("training", ("award", one.replaced_by or one.replaces)))

    def _go_who(self) -> None:
        if self.story is not None:
            one = self.story.award
            self._desk.go(Place("profile", (one.learner_type, one.learner)))
