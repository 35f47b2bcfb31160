"""The room of duplicates: pairs that may be the same above, the chosen pair side by side below, merge or tell apart."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtWidgets import QComboBox, QLineEdit, QSplitter, QStackedLayout, QWidget
from typing_extensions import override

from auditor.errors import AuditorError, Cancelled
from auditor.i18n import N_, Message
from auditor.monitor import Silent
from auditor.services.duplicates import (
    Candidate,
    Candidates,
    DistinctSubjects,
    DuplicateCandidates,
    Merge,
    Merged,
    PairOf,
    PairShown,
)
from auditor.services.undoing import Undo, Undone
from ui.duplicates.pair_table import PairTable
from ui.duplicates.presenter import (
    KINDS,
    PAIR_TITLES,
    PairState,
    found_sentence,
    merged_message,
    moves_sentence,
    pair_line,
)
from ui.kit import parts
from ui.kit.desk import Desk
from ui.kit.screen import Screen
from ui.kit.small_table import Line, SmallTable
from ui.kit.tasks import Handle, Lane

BECAUSE = 4
"""The column of reasons: it takes what room is left."""


class Duplicates(Screen):
    """Find, look, decide; every decision can be undone."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        texts = desk.texts
        self._found: Candidates | None = None
        self._looking: Handle | None = None
        self._merging = False
        self.state: PairState | None = None
        self.title = parts.label(texts, N_("Duplicates"), "title")
        self.number = parts.Brief("muted")
        self.kinds = QComboBox()
        texts.name(self.kinds, N_("Whose duplicates"))
        self.again = parts.button(texts, N_("Look again"), self.look)
        self.pairs = SmallTable()
        texts.name(self.pairs, N_("Pairs that may be the same"))
        self.names = parts.plain_label("", "section", wrap=True)
        self.swap = parts.button(texts, N_("Keep the other one"), self.swap_sides, "quiet")
        self.equal = parts.toggle(texts, N_("Equal fields too"))
        self.equal.toggled.connect(lambda _on: self._show_pair())
        self.table = PairTable(desk.theme)
        texts.name(self.table, N_("Both side by side; Enter takes a value"))
        self.preview = parts.plain_label("", "muted", wrap=True)
        self.why = QLineEdit()
        texts.say(self.why, N_("Why are they the same, or not? (kept)"), "setPlaceholderText")
        texts.name(self.why, N_("Reason"))
        self.apart = parts.button(texts, N_("Not the same"), self.tell_apart)
        self.join = parts.button(texts, N_("Merge"), self.merge, "primary")
        self._lay_out()
        self._listen()
        self.render_texts()

    # building ---------------------------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        nobody = parts.EmptyState(
            self.desk.texts,
            N_("Nobody seems to have been entered twice. Who shares a number, an account or a name stands here."),
        )
        head = parts.row(self.names, None, self.equal, self.swap, gap=12)
        decide = parts.row(self.why, self.apart, self.join)
        decide.setStretch(0, 1)
        self.side = parts.card(head, self.table, self.preview, decide, padding=12)
        split = QSplitter(Qt.Orientation.Vertical)
        split.addWidget(self.pairs)
        split.addWidget(self.side)
        split.setStretchFactor(0, 2)
        split.setStretchFactor(1, 3)
        split.setChildrenCollapsible(False)
        self.area = QStackedLayout()
        for page in (nobody, split, QWidget()):
            self.area.addWidget(page)
        self.area.setCurrentIndex(2)
        head = parts.row(self.title, 8, self.number, None, self.kinds, self.again)
        body = parts.column(head, gap=8, margins=(16, 12, 16, 12))
        body.addLayout(self.area, 1)
        self.setLayout(body)

    def _listen(self) -> None:
        self.kinds.currentIndexChanged.connect(lambda _: self.look())
        self.pairs.selectionModel().currentRowChanged.connect(self._picked)
        self.table.chosen.connect(self._choose)
        self.why.textChanged.connect(lambda _: self._show_buttons())

    # finding ----------------------------------------------------------------------------------------------------

    @override
    def read(self) -> None:
        self.look()

    @override
    def day_changed(self) -> None:
        """Who is who does not depend on the day."""

    @override
    def open(self, argument: object) -> None:
        """Look among one type only, when the place names one."""
        at = self.kinds.findData(argument)
        if at >= 0:
            self.kinds.setCurrentIndex(at)

    def look(self) -> None:
        """Look through everybody; an older look that is still under way is stopped."""
        if self._looking is not None:
            self._looking.cancel()
        job = DuplicateCandidates(str(self.kinds.currentData() or ""))
        handle: list[Handle] = []
        handle.append(self.desk.tasks.run(job, lambda found: self._arrived(handle, found), self._failed, owner=self))
        self._looking = handle[0]
        self.number.setText(self.desk.texts.t(N_("looking…")))

    def _arrived(self, handle: list[Handle], found: Candidates) -> None:
        if handle and self._looking is not handle[0]:
            return
        self._looking = None
        self._found = found
        self._show_found()

    def _failed(self, error: Exception) -> None:
        if not isinstance(error, Cancelled):
            self.desk.problems.tell(error)
            self._looking = None

    def _picked(self, index: QModelIndex, before: QModelIndex) -> None:
        if index.isValid():
            one = self.pairs.small.lines[index.row()].payload
            assert isinstance(one, Candidate)
            self._ask_pair(f"{one.kind}:{one.one.code}", f"{one.kind}:{one.other.code}")

    def _ask_pair(self, keep: str, drop: str) -> None:
        self.desk.tasks.ask(PairOf(keep, drop), self._pair_read, owner=self, slot="pair")

    def _pair_read(self, shown: PairShown) -> None:
        self.state = PairState(shown)
        self._show_pair()
        self._try_out()

    # deciding ---------------------------------------------------------------------------------------------------

    def swap_sides(self) -> None:
        """Keep the other one; choices begin anew."""
        if self.state is not None:
            self._ask_pair(self.state.drop, self.state.keep)

    def _choose(self, name: str, side: str) -> None:
        if self.state is not None:
            self.state.choose(name, side)
            self._show_pair()
            self._try_out()

    def _try_out(self) -> None:
        """Ask what the merge would do; the answer to an older question is not shown."""
        state = self.state
        if state is None:
            return
        job = Merge(state.keep, state.drop, "", state.taken(), dry_run=True)
        core = self.desk.tasks.core

        def told(outcome: Merged) -> None:
            self._say_preview(moves_sentence(outcome, self.desk.texts.translator), possible=True)

        def refused(error: Exception) -> None:
            self._say_preview(self._in_words(error), possible=False)

        self._say_preview("", possible=False)
        if core is not None:
            # A short write that is taken back: in the order of clicks, never behind long work.
            tried = lambda: core.run(job, Silent())  # noqa: E731 - one line among its like
            self.desk.tasks.read(tried, told, refused, owner=self, slot="preview", lane=Lane.WRITE)

    def _in_words(self, error: Exception) -> str:
        if not isinstance(error, AuditorError):
            return str(error)
        t = self.desk.texts.t
        return t(error.message) if error.hint is None else f"{t(error.message)} {t(error.hint)}"

    def merge(self) -> None:
        """Make the two one, and offer to undo it."""
        if self.state is not None and not self._merging:
            job = Merge(self.state.keep, self.state.drop, self.why.text().strip(), self.state.taken())
            self._decided(lambda then, failed: self.desk.tasks.run(job, then, failed, owner=self), self._merged)

    def tell_apart(self) -> None:
        """Remember that the two are different, and offer to undo it."""
        if self.state is not None and not self._merging:
            command = DistinctSubjects(self.state.keep, self.state.drop, self.why.text().strip())
            self._decided(lambda then, failed: self.desk.tasks.do(command, then, failed, owner=self), self._told_apart)

    def _decided(self, act: Any, then: Any) -> None:
        self._merging = True
        self._show_buttons()
        act(then, self._not_done)

    def _merged(self, merged: Merged) -> None:
        self._over()
        self._offer_undo(merged_message(merged), merged.change)

    def _told_apart(self, done: Any) -> None:
        self._over()
        self._offer_undo(Message(N_("The two are kept apart and offered no more.")), done.change)

    def _over(self) -> None:
        self._merging = False
        self.state = None
        self.why.clear()

    def _offer_undo(self, message: Message, change: int | None) -> None:
        undo = None if change is None else (Message(N_("Undo")), lambda: self._undo(change))
        self.desk.problems.done(message, undo)

    def _undo(self, change: int) -> None:
        def undone(outcome: Undone) -> None:
            told = Message(N_("Change {n} is undone, by change {by}."), {"n": outcome.undone, "by": outcome.change})
            self.desk.problems.done(told)

        self.desk.tasks.run(Undo(change), undone, self.desk.problems.tell, owner=self)

    def _not_done(self, error: Exception) -> None:
        self._merging = False
        self._show_buttons()
        self.desk.problems.tell(error)

    # showing ----------------------------------------------------------------------------------------------------

    @override
    def render_texts(self) -> None:
        t = self.desk.texts.t
        self.call_it(t(N_("Duplicates")))
        self.kinds.blockSignals(True)
        at = max(0, self.kinds.currentIndex())
        self.kinds.clear()
        for kind, word in KINDS.items():
            self.kinds.addItem(t(word), kind)
        self.kinds.setCurrentIndex(at)
        self.kinds.blockSignals(False)
        if self._found is not None:
            self._show_found()
        self._show_pair()
        self._try_out()

    def _show_found(self) -> None:
        found, tr = self._found, self.desk.texts.translator
        assert found is not None
        self.number.setText(found_sentence(found, tr) if found.pairs else "")
        self.say(self.number.text())
        self.area.setCurrentIndex(1 if found.pairs else 0)
        lines = [Line(pair_line(one, tr), one) for one in found.pairs]
        self.pairs.show_lines([tr.t(title) for title in PAIR_TITLES], lines, gives=BECAUSE)
        if lines and not self.pairs.currentIndex().isValid():
            self.pairs.selectRow(0)

    def _show_pair(self) -> None:
        state, t = self.state, self.desk.texts.t
        if state is not None:
            shown = state.shown
            keep, drop = f"{shown.keep}  {shown.keep_name}", f"{shown.drop}  {shown.drop_name}"
            self.names.setText(t(N_("Keep {keep}, merge {drop} into it"), keep=shown.keep, drop=shown.drop))
            titles = (t(N_("Field")), t(N_("Keep: {who}"), who=keep), t(N_("Merged: {who}"), who=drop))
            lines = state.lines(self.desk.texts.translator, equal=self.equal.isChecked())
            self.table.pair.show(titles, lines)
        self._show_buttons()

    def _say_preview(self, text: str, *, possible: bool) -> None:
        self.preview.setText(text)
        parts.mark(self.preview, "muted" if possible or not text else "bad")
        self.join.setProperty("possible", possible)
        self._show_buttons()

    def _show_buttons(self) -> None:
        ready = self.state is not None and not self._merging
        self.apart.setEnabled(ready)
        self.join.setEnabled(ready and bool(self.why.text().strip()) and bool(self.join.property("possible")))
