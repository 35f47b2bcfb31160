"""The form that tunes a rule: fields with their bounds, complaints where they belong, who would change, save, undo."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QSplitter, QWidget

from auditor.errors import Cancelled
from auditor.i18n import N_, Message
from auditor.monitor import Stoppable
from auditor.services.impact import Impact, RulesImpact
from auditor.services.overlays import NotAllowed, TuneRule, Wish
from auditor.services.rule_pages import ParamShown, RulePage
from auditor.services.shown import severity_word
from auditor.services.undoing import Undo, Undone
from ui.kit import parts
from ui.kit.desk import Desk
from ui.kit.forms import ChoiceField, DateField, Field, TextField
from ui.kit.tasks import Lane
from ui.kit.texts import begun
from ui.rules import presenter
from ui.rules.impact_view import ImpactView
from ui.rules.reading import Reading
from ui.rules.tuning import SWITCHES, Draft, bounds, written

FORM_HIGH, IMPACT_HIGH = 340, 190
SETTLES_MS = 350
"""Typing goes on; who would change is worked out when it rests."""
YES_NO = (("true", N_("yes")), ("false", N_("no")))


class Form(QWidget):
    """One rule's form; drafts of the rules one has left are kept until they are saved or given up."""

    edited = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._page: RulePage | None = None
        self._drafts: dict[str, Draft] = {}
        self._saved_by: dict[str, int] = {}
        """The change that last saved a rule from this form."""
        self._monitor: Stoppable | None = None
        self.draft: Draft | None = None
        self.fields: dict[str, Field] = {}
        texts = desk.texts
        self.area = Reading(desk, N_("Form of this rule"))
        self.all_days = parts.toggle(texts, N_("for all days, past ones too"))
        self.save_button = parts.button(texts, N_("Save"), self.save, "primary")
        self.drop_button = parts.button(texts, N_("Discard what I typed"), self.give_up)
        self.reset_button = parts.button(texts, N_("Back to the pack"), self.reset)
        self.undo_button = parts.button(texts, N_("Undo the last saving"), self._undo_last)
        self.impact = ImpactView(desk)
        texts.name(self.impact, N_("Who would be answered otherwise"))
        self.settling = QTimer(self, interval=SETTLES_MS, singleShot=True)
        self.settling.timeout.connect(self.ask_impact)
        buttons = parts.row(self.save_button, self.drop_button, None, self.undo_button, self.reset_button)
        above = parts.column(self.area, buttons, parts.line(), margins=(0, 4, 0, 4))
        above.setStretch(0, 1)
        split = QSplitter(Qt.Orientation.Vertical)
        split.addWidget(parts.box(above))
        split.addWidget(self.impact)
        split.setSizes([FORM_HIGH, IMPACT_HIGH])
        split.setChildrenCollapsible(False)
        self.setLayout(parts.column(split))

    # laying out -------------------------------------------------------------------------------------------------

    def open(self, page: RulePage) -> None:
        """Show a rule's form with whatever was typed and not saved."""
        day = self._desk.day.value
        kept = self._drafts.get(page.line.id)
        same = self._page is not None and self._page == page and self.draft is kept and kept is not None
        self._page = page
        if same:  # read again and nothing is new: whoever types is not disturbed
            return
        self.draft = Draft.of(page, day) if kept is None else kept.rebased(page, day)
        self._drafts[page.line.id] = self.draft
        self._build()
        self._show_state()
        self.settling.start()

    def _build(self) -> None:
        page, draft, desk = self._page, self.draft, self._desk
        if page is None or draft is None:
            return
        tr = desk.texts.translator
        if page.former:
            told = tr.t(N_("This version holds no more; the present one is tuned as of a day on which it holds."))
            self.fields = {}
            self.area.fill([parts.plain_label(told, "muted", wrap=True)])
            return
        self.fields = {one.name: self._param(one, draft) for one in page.params}
        self.fields |= self._switches(page, draft)
        for name, field in self.fields.items():
            field.edited.connect(partial(self._typed, name))
        self.since = DateField(desk.texts, N_("Values hold from"), draft.since or desk.day.value)
        self.since.edited.connect(self._since_changed)
        self.all_days = parts.toggle(desk.texts, N_("for all days, past ones too"))
        self.all_days.setChecked(draft.since is None)
        self.since.picker.setEnabled(draft.since is not None)
        self.all_days.toggled.connect(self._since_changed)
        switches = parts.flowing(*(self.fields[name] for name in SWITCHES))
        if not page.params:
            none = parts.plain_label(tr.t(N_("This rule has no parameters.")), "muted")
            self.area.fill([none, 4, switches])
            return
        dated = [self.fields[one.name] for one in page.params]
        pairs = [parts.row(*dated[at : at + 2], gap=12) for at in range(0, len(dated), 2)]
        for pair in pairs:
            for at in range(pair.count()):
                pair.setStretch(at, 1)
        if len(dated) % 2:
            pairs[-1].addStretch(1)
        self.area.fill([*pairs, self._since_row(), switches])

    def _since_row(self) -> QWidget:
        return parts.box(parts.row(self.since, self.all_days, None, gap=8))

    def _param(self, one: ParamShown, draft: Draft) -> Field:
        texts = self._desk.texts
        tr = texts.translator
        title = Message(N_("{label}"), {"label": tr.both(*one.label)})
        value = draft.typed[one.name]
        if one.published.type == "bool":
            made: Field = ChoiceField(texts, title, [(code, tr.t(text)) for code, text in YES_NO], value)
        elif one.published.choices:
            choices = [(written(choice), written(choice)) for choice in one.published.choices]
            made = ChoiceField(texts, title, choices, value)
        else:
            made = TextField(texts, title, lambda _text: self._problem(one.name), value)
        hint = parts.plain_label(bounds(one, draft.day, tr), "caption", wrap=True)
        made.layout().insertWidget(1, hint)  # type: ignore[union-attr]
        made.entry.setAccessibleDescription(hint.text())
        return made

    def _switches(self, page: RulePage, draft: Draft) -> dict[str, Field]:
        texts, tr = self._desk.texts, self._desk.texts.translator
        severities = [(one, begun(severity_word(tr, one))) for one in presenter.SEVERITIES]
        effects = [(one, presenter.effect_words(one, tr)) for one in presenter.EFFECTS]
        flags = [(code, tr.t(text)) for code, text in YES_NO]
        published = {
            "severity": (N_("Severity"), severities, page.published_severity),
            "effect": (N_("Effect on going live"), effects, page.published_effect),
            "enabled": (N_("Used"), flags, written(page.published_enabled)),
            "waivable": (N_("May be waived"), flags, written(page.published_waivable)),
        }
        made: dict[str, Field] = {}
        for name, (title, choices, pack) in published.items():
            field = ChoiceField(texts, title, choices, draft.typed[name])
            said = tr.t(N_("pack: {value}"), value=dict(choices)[pack])
            field.layout().insertWidget(1, parts.plain_label(said, "caption"))  # type: ignore[union-attr]
            made[name] = field
        return made

    # typing -----------------------------------------------------------------------------------------------------

    def _problem(self, name: str) -> Message | None:
        if self.draft is None:
            return None
        self.draft.typed[name] = self.fields[name].text
        return self.draft.problem(name)

    def _typed(self, name: str) -> None:
        if self.draft is not None:
            self.draft.typed[name] = self.fields[name].text
            self._moved_on()

    def _since_changed(self, *_: object) -> None:
        if self.draft is not None:
            self.draft.since = None if self.all_days.isChecked() else self.since.day
            self.since.picker.setEnabled(not self.all_days.isChecked())
            self._moved_on()

    def _moved_on(self) -> None:
        """Typing went on: what is being worked out is of no use any more."""
        if self._monitor is not None:
            self._monitor.stop()
        self._show_state()
        self.settling.start()
        self.edited.emit()

    def _show_state(self) -> None:
        draft, page = self.draft, self._page
        if draft is None or page is None:
            return
        self.save_button.setEnabled(draft.wish() is not None)
        self.impact.setVisible(not page.former)
        self.drop_button.setEnabled(draft.changed)
        self.reset_button.setEnabled(page.line.tuned)
        self.undo_button.setVisible(page.line.id in self._saved_by)
        if draft.problems:
            self.impact.say(next(iter(draft.problems.values())))  # whole: below a narrow field it is cut
        elif not draft.changed:
            self.impact.say(
                N_("Change a value: here stands at once who would be answered otherwise. Nothing is saved yet.")
            )
        elif self.impact.found is None:
            self.impact.say(N_("Working out who would be answered otherwise…"))

    # who would change -------------------------------------------------------------------------------------------

    def ask_impact(self) -> None:
        """Judge with what is typed, off the window's thread; an earlier question is dropped."""
        draft, core = self.draft, self._desk.tasks.core
        wish = None if draft is None else draft.wish()
        if wish is None or core is None:
            return
        if self._monitor is not None:
            self._monitor.stop()
        monitor = self._monitor = Stoppable()
        job = RulesImpact(self._desk.day.value, wish=wish)
        self._desk.tasks.read(
            lambda: core.run(job, monitor),
            partial(self._told, wish),
            partial(self._not_told, wish),
            owner=self,
            slot="impact",
            lane=Lane.JUDGE,
        )

    def _told(self, wish: Wish, found: Impact) -> None:
        if self.draft is not None and self.draft.wish() == wish:
            self.impact.show_impact(found)

    def _not_told(self, wish: Wish, error: Exception) -> None:
        if isinstance(error, Cancelled) or self.draft is None or self.draft.wish() != wish:
            return
        self._refused(error)

    # saving -----------------------------------------------------------------------------------------------------

    def save(self) -> None:
        """Write the wish; what was typed stays until it is."""
        wish = None if self.draft is None else self.draft.wish()
        if wish is not None:
            self._do(wish, N_("{rule} is tuned."))

    def reset(self) -> None:
        """As in the pack again."""
        if self._page is not None:
            self._do(Wish(self._page.line.id, reset=True), N_("{rule} is as in the pack again."))

    def give_up(self) -> None:
        """Forget what was typed into this form."""
        page = self._page
        if page is not None:
            self._drafts.pop(page.line.id, None)
            self.draft = None
            self.open(page)

    def _do(self, wish: Wish, told: str) -> None:
        self.save_button.setEnabled(False)
        then = partial(self._saved, wish.rule, told)
        self._desk.tasks.do(TuneRule(wish), then, self._refused, owner=self)

    def _saved(self, rule: str, told: str, done: object) -> None:
        self._drafts.pop(rule, None)
        if self.draft is not None and self.draft.rule == rule:
            self.draft = None
        change = getattr(done, "change", None)
        if change is not None:
            self._saved_by[rule] = change
        elif self._page is not None:  # nothing was written, so nobody reads the rule again
            self.open(self._page)
        undo = None if change is None else (Message(N_("Undo")), partial(self.undo, change))
        self._desk.problems.done(Message(told, {"rule": rule}), undo)

    def _undo_last(self) -> None:
        if self._page is not None and self._page.line.id in self._saved_by:
            self.undo(self._saved_by[self._page.line.id])

    def undo(self, change: int) -> None:
        """Take a saved tuning back."""

        def undone(_outcome: Undone) -> None:
            self._saved_by = {rule: by for rule, by in self._saved_by.items() if by != change}
            self._desk.problems.done(presenter.undo_told())
            self._show_state()

        self._desk.tasks.run(Undo(change), undone, self._desk.problems.tell, owner=self)

    def _refused(self, error: Exception) -> None:
        if isinstance(error, NotAllowed) and error.field in self.fields:
            self.fields[error.field].complain(error.message)
            self.impact.say(error.message)
        else:
            self._desk.problems.tell(error)
        if self.draft is not None:
            self.save_button.setEnabled(self.draft.wish() is not None)

    @property
    def unsaved(self) -> list[str]:
        """The rules with something typed and not saved."""
        return [rule for rule, draft in self._drafts.items() if draft.changed]

    def render_texts(self) -> None:
        """Labels and words of choices in the language in use; what is typed stays."""
        if self._page is not None and self.draft is not None:
            self._build()
            for name, field in self.fields.items():
                field.complain(self.draft.problem(name))
            self._show_state()
        self.impact.render_texts()
