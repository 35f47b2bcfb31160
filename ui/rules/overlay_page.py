"""What this workspace changes in the packs: shown, laid down from a file, saved to one, taken away; files weighed."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QStackedLayout, QWidget

from auditor.errors import Cancelled, reason_of
from auditor.i18n import N_, Message, Translator
from auditor.rulebook.faults import Fault, in_file_order
from auditor.rulebook.overlay import Difference
from auditor.services.answers import Both
from auditor.services.impact import Impact, RulesImpact, RulesRefused
from auditor.services.overlays import LayDownOverlay, OverlayNow, OverlayRefused, OverlayShown, text_of_file
from auditor.services.rule_pages import ParamLabels
from auditor.services.undoing import Undo, Undone
from ui.kit import parts
from ui.kit.desk import Desk
from ui.kit.small_table import Line, SmallTable
from ui.kit.tasks import Handle
from ui.rules import presenter
from ui.rules.impact_view import ImpactView

TITLES = (N_("Rule"), N_("What"), N_("In the pack"), N_("Here"))
FAULTS = (N_("Line"), N_("Column"), N_("What is wrong"), N_("Suggestion"))
FILES = "YAML (*.yaml *.yml)"
OFFERED = "overlay.yaml"


class OverlayPage(QWidget):
    """The organisation's own values, whole."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._shown: OverlayShown | None = None
        self._labels: dict[str, dict[str, Both]] = {}
        self._faults: tuple[Fault, ...] = ()
        self._refused_name = ""
        self._handle: Handle | None = None
        texts = desk.texts
        self.sentence = parts.plain_label("", "section", wrap=True)
        self.lay_button = parts.button(texts, N_("Lay down a file…"), self._choose, "primary")
        self.weigh_button = parts.button(texts, N_("Who would change under a file…"), self._choose_file)
        self.weigh_folder_button = parts.button(texts, N_("…under a pack or rule folder…"), self._choose_folder)
        self.save_button = parts.button(texts, N_("Save to a file…"), self._choose_target)
        self.clear_button = parts.button(texts, N_("Take it away"), self.take_away)
        self.stop_button = parts.button(texts, N_("Cancel"), self.stop)
        self.table = self._table(N_("Differences from the packs"))
        self.faults = self._table(N_("Faults of the refused file"))
        self.refusal = parts.plain_label("", "refusal", wrap=True)
        self.dismiss = parts.button(texts, N_("Close the list of faults"), self._forget_faults, "quiet")
        self.impact = ImpactView(desk, by_rule=True)
        self._lay_out()
        self.render_texts()

    def _table(self, name: str) -> SmallTable:
        made = SmallTable()
        self._desk.texts.name(made, name)
        return made

    def _lay_out(self) -> None:
        texts = self._desk.texts
        first = parts.button(texts, N_("Lay down a file…"), self._choose, "primary")
        sentence = N_(
            "The packs are in force as published. Tune a rule on its page, or lay down a file: "
            "its values, severities and switches stand here."
        )
        self.empty = parts.EmptyState(texts, sentence, first)
        self._table_area = QStackedLayout()
        self._table_area.addWidget(self.empty)
        self._table_area.addWidget(self.table)
        refused = parts.row(self.refusal, self.dismiss)
        refused.setStretch(0, 1)
        self.refused = parts.card(refused, self.faults, padding=12)
        self.weighed = parts.card(self.impact, padding=12)
        buttons = parts.row(self.weigh_button, self.weigh_folder_button, self.stop_button, None)
        head = parts.row(self.sentence, self.save_button, self.clear_button, self.lay_button)
        head.setStretch(0, 1)
        layout = parts.column(head, buttons, self.refused, self._table_area, self.weighed, margins=(0, 8, 0, 0))
        layout.setStretch(2, 2)
        layout.setStretch(3, 2)
        layout.setStretch(4, 3)
        self.setLayout(layout)

    # reading ----------------------------------------------------------------------------------------------------

    def read(self) -> None:
        """Ask for the overlay in force."""
        self._desk.tasks.ask(ParamLabels(), self._labelled, owner=self, slot="labels")
        self._desk.tasks.ask(OverlayNow(), self._read, owner=self, slot="overlay")

    def _labelled(self, labels: dict[str, dict[str, Both]]) -> None:
        self._labels = labels

    def _read(self, shown: OverlayShown) -> None:
        self._shown = shown
        self.render_texts()

    # laying down ------------------------------------------------------------------------------------------------

    def _choose(self) -> None:
        title = self._desk.texts.t(N_("Lay down a file…"))
        name, _ = QFileDialog.getOpenFileName(self, title, "", FILES)
        if name:
            self.lay_down(Path(name))

    def lay_down(self, path: Path) -> None:
        """Put a file in place of the overlay there is; refused whole where any of it does not check."""
        core = self._desk.tasks.core
        if core is None:
            return

        def work() -> LayDownOverlay:
            return LayDownOverlay(text_of_file(path), path.name)

        self._desk.tasks.read(work, self._lay, self._refused, owner=self, slot="file")

    def _lay(self, command: LayDownOverlay) -> None:
        told = Message(N_("{file} is in force."), {"file": command.file})
        self._desk.tasks.do(command, partial(self._laid, told), self._refused, owner=self)

    def _laid(self, told: Message, done: object) -> None:
        self._forget_faults()
        change = getattr(done, "change", None)
        undo = None if change is None else (Message(N_("Undo")), partial(self.undo, change))
        self._desk.problems.done(told, undo)

    def _refused(self, error: Exception) -> None:
        if isinstance(error, OverlayRefused | RulesRefused):
            self._faults = error.faults
            self._refused_name = error.path.name if isinstance(error, RulesRefused) else error.faults[0].file
            self.render_texts()
        else:
            self._desk.problems.tell(error)

    def _forget_faults(self) -> None:
        self._faults = ()
        self.render_texts()

    def take_away(self) -> None:
        """The packs as published again."""
        told = Message(N_("The packs are in force as published again."))
        self._desk.tasks.do(LayDownOverlay(""), partial(self._laid, told), self._desk.problems.tell, owner=self)

    def undo(self, change: int) -> None:
        """Take a change of the overlay back."""

        def undone(_outcome: Undone) -> None:
            self._desk.problems.done(presenter.undo_told())

        self._desk.tasks.run(Undo(change), undone, self._desk.problems.tell, owner=self)

    # saving -----------------------------------------------------------------------------------------------------

    def _choose_target(self) -> None:
        title = self._desk.texts.t(N_("Save to a file…"))
        name, _ = QFileDialog.getSaveFileName(self, title, OFFERED, FILES)
        if name:
            self.save(Path(name))

    def save(self, path: Path) -> None:
        """Write the overlay in force to a file, as it can be laid down elsewhere."""
        if self._shown is None or self._shown.text is None:
            return
        text = self._shown.text
        told = Message(N_("The overlay is at {path}."), {"path": str(path)})

        def written(_size: int) -> None:
            self._desk.problems.done(told)

        self._desk.tasks.read(lambda: path.write_text(text, encoding="utf-8"), written, self._unwritten, owner=self)

    def _unwritten(self, error: Exception) -> None:
        if isinstance(error, OSError):
            self._desk.problems.warn(Message(N_("The file could not be written: {why}"), {"why": reason_of(error)}))
        else:
            self._desk.problems.tell(error)

    # weighing ---------------------------------------------------------------------------------------------------

    def _choose_file(self) -> None:
        title = self._desk.texts.t(N_("Who would change under a file…"))
        name, _ = QFileDialog.getOpenFileName(self, title, "", FILES)
        if name:
            self.weigh(Path(name))

    def _choose_folder(self) -> None:
        title = self._desk.texts.t(N_("…under a pack or rule folder…"))
        name = QFileDialog.getExistingDirectory(self, title)
        if name:
            self.weigh(Path(name))

    def weigh(self, path: Path) -> None:
        """Who would be answered otherwise under the rules of a path; nothing is written."""
        self.stop()
        job = RulesImpact(self._desk.day.value, path=path)
        self._handle = self._desk.tasks.run(job, self._weighed, self._not_weighed, owner=self)
        self.impact.say(N_("Judging with both rule books…"))
        self.render_texts()

    def stop(self) -> None:
        """Weigh no further."""
        if self._handle is not None:
            self._handle.cancel()

    def _weighed(self, found: Impact) -> None:
        self._handle = None
        self._faults = ()
        self.impact.show_impact(found)
        self.render_texts()

    def _not_weighed(self, error: Exception) -> None:
        self._handle = None
        self.impact.say("")
        if not isinstance(error, Cancelled):
            self._refused(error)
        self.render_texts()

    # showing ----------------------------------------------------------------------------------------------------

    def render_texts(self) -> None:
        """Everything made from data, again."""
        tr = self._desk.texts.translator
        shown = self._shown
        some = shown is not None and shown.text is not None
        busy = self._handle is not None
        self.sentence.setText(_sentence(shown, tr))
        for button in (self.save_button, self.clear_button):
            button.setVisible(some)
        self.lay_button.setVisible(some)
        for button in (self.weigh_button, self.weigh_folder_button):
            button.setEnabled(not busy)
        self.stop_button.setVisible(busy)
        lines = [] if shown is None else [Line(_line(one, self._labels, tr)) for one in shown.differences]
        self.table.show_lines([tr.t(one) for one in TITLES], lines, gives=3)
        self._table_area.setCurrentIndex(1 if some else 0)
        self._show_faults(tr)
        self.weighed.setVisible(busy or self.impact.found is not None)
        self.impact.render_texts()

    def _show_faults(self, tr: Translator) -> None:
        faults = self._faults or (self._shown.faults if self._shown is not None else ())
        self.refused.setVisible(bool(faults))
        self.dismiss.setVisible(bool(self._faults))
        if not faults:
            return
        if self._faults:
            told = tr.t(
                N_("{file} is refused whole, the rules in force stay. Faults: {n}"),
                file=self._refused_name,
                n=len(faults),
            )
        else:
            told = tr.t(N_("Of the overlay this has no place in the packs any more: {n}"), n=len(faults))
        self.refusal.setText(told)
        several = len({one.file for one in faults}) > 1
        lines = [Line(_fault(one, tr, named=several)) for one in in_file_order(faults)]
        self.faults.show_lines([tr.t(one) for one in FAULTS], lines, gives=2)


def _sentence(shown: OverlayShown | None, tr: Translator) -> str:
    if shown is None or shown.text is None:
        return ""
    rules = len({one.rule for one in shown.differences})
    return tr.t(
        N_("Values changed here: {values}, rules concerned: {rules}."), values=len(shown.differences), rules=rules
    )


def _line(one: Difference, labels: dict[str, dict[str, Both]], tr: Translator) -> tuple[str, ...]:
    told = presenter.what_words(one.what, labels.get(one.rule, {}), tr)
    before, after = (presenter.value_words(one.what, value, tr) for value in (one.before, one.after))
    return one.rule, told, before, after


def _fault(one: Fault, tr: Translator, *, named: bool) -> tuple[str, ...]:
    """``named`` where the faults are of several files, as a pack's are."""
    suggestion = "" if one.suggestion is None else tr.t(one.suggestion)
    where = (str(one.line), str(one.column)) if one.line else ("–", "–")
    what = tr.t(one.message)
    return (*where, f"{one.file}: {what}" if named else what, suggestion)
