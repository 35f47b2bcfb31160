"""The page of one answer taken apart: what is missing, the tree of conditions, what would mend it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QStackedLayout, QVBoxLayout
from typing_extensions import override

from auditor.i18n import N_
from auditor.services.clearance.clearing import Clear
from auditor.services.clearance.signing import KNOWLEDGE, RECORD, SignHost
from auditor.services.explaining import Explained, ExplainRule, Missing
from auditor.services.fixing import Fix, Fixes, SmallestFix
from auditor.services.profiles import TYPES
from auditor.services.record_places import WhereRecord
from auditor.services.shown import result_word
from ui.explain.presenter import ANSWERS, fix_lines, framed, roots
from ui.explain.tree import Tree
from ui.kit import parts
from ui.kit.chips import Answer, Chip, ChipButton
from ui.kit.desk import Desk, Place
from ui.kit.screen import Screen
from ui.kit.scrolling import Area

Within = Clear | SignHost | None


@dataclass(frozen=True, slots=True)
class Asked:
    """Which answer: of whom, by which rule; the day and what it was given within, where it was a clearance's."""

    type: str
    code: str
    rule: str
    day: date | None = None
    within: Within = None


class ExplainPage(Screen):
    """Shows why the rule that its place names says what it says of the subject, on the as-of day."""

    looks_back = True

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._wanted: Asked | None = None
        self.found: Explained | None = None
        self.fixes: Fixes | None = None
        self._lay_out()

    def _lay_out(self) -> None:
        texts = self.desk.texts
        self.wait = parts.EmptyState(texts, N_("Reading…"))
        self.nothing = parts.EmptyState(
            texts, N_("Here stands why an answer is what it is: open it from an answer's menu on a profile.")
        )
        self.title = parts.plain_label("", "title", wrap=True, selectable=True)
        self.who = parts.button(texts, N_("Profile"), self._to_profile, "quiet")
        self.back = parts.button(texts, N_("Back to the clearance"), lambda: self.desk.go(Place("clearance")), "quiet")
        self.frame = parts.plain_label("", "caption", wrap=True)
        self.chip_box = QVBoxLayout()
        self.chip_box.setContentsMargins(0, 0, 0, 0)
        self.why = parts.plain_label("", wrap=True, selectable=True)
        self.gaps = QVBoxLayout()
        self.gaps.setSpacing(4)
        self.tree = Tree(self.desk, self._open_record)
        self.mending = QVBoxLayout()
        self.mending.setSpacing(4)
        head = parts.row(self.chip_box, self.title, self.back, self.who, gap=10)
        head.setStretchFactor(self.title, 1)
        head.setStretch(1, 1)
        top = parts.card(head, self.frame, self.why, self.gaps, gap=6, padding=14)
        tree = parts.card(self.tree, padding=14)
        fix = parts.card(parts.label(texts, N_("Smallest fix"), "section"), self.mending, gap=6, padding=14)
        self.fix_card = fix
        area = Area()
        area.setWidget(parts.box(parts.column(top, fix, tree, None, gap=12, margins=(0, 0, 8, 0)), "page"))
        self.area = QStackedLayout()
        for widget in (self.nothing, self.wait, area):
            self.area.addWidget(widget)
        self.setLayout(parts.column(self.area, margins=(16, 12, 16, 12)))

    @override
    def open(self, argument: object) -> None:
        if not isinstance(argument, tuple) or len(argument) not in (3, 5):
            return
        kind, code, rule, *more = argument
        asked = Asked(str(kind), str(code), str(rule), *more)
        if asked != self._wanted:
            self._wanted = asked
            self.found, self.fixes = None, None
            self.area.setCurrentIndex(1)
            self.outdate()

    @override
    def read(self) -> None:
        asked = self._wanted
        if asked is None:
            return
        self.fixes = None
        day = asked.day or self.desk.day.value
        query = ExplainRule(
            asked.rule, asked.type, asked.code, day, None if asked.within else self.desk.day.known, asked.within
        )
        self.desk.tasks.ask(query, self._arrived, self._failed, owner=self, slot="explained")

    def _failed(self, error: Exception) -> None:
        self.found = None
        self.area.setCurrentIndex(0)
        self.desk.problems.tell(error)

    def _arrived(self, found: Explained) -> None:
        self.found = found
        self.render_texts()
        self.area.setCurrentIndex(2)
        if self._mendable(found) and self.desk.day.known is None:  # nothing is mended then
            within = None if self._wanted is None else self._wanted.within
            query = SmallestFix(found.type, found.code, found.as_of, found.rule, within)
            self.desk.tasks.ask(query, self._mended, owner=self, slot="fix")

    def _mendable(self, found: Explained) -> bool:
        """A broadcast that is only picked is mended in the pickers; gate and numbers are no rules."""
        beside = found.rule.startswith("ST-") or found.rule in (RECORD, KNOWLEDGE)
        return found.result in ("fail", "unknown") and found.id > 0 and not beside

    def _mended(self, fixes: Fixes) -> None:
        self.fixes = fixes
        self._show_fix()

    def _to_profile(self) -> None:
        if self.found is not None:
            self.desk.go(Place("profile", (self.found.type, self.found.code)))

    def _open_record(self, kind: str, number: int) -> None:
        """A record stands on the profile of whom it belongs to, be it another's; a subject has a page of its own."""
        if self.found is None:
            return

        def there(owner: tuple[str, str]) -> None:
            self.desk.go(Place("profile", owner if kind == owner[0] else (*owner, kind, number)))

        beside = self.found.type, self.found.code
        self.desk.tasks.ask(WhereRecord(kind, number, beside), there, owner=self, slot="record")

    # showing ----------------------------------------------------------------------------------------------------

    @override
    def render_texts(self) -> None:
        if self.found is None:
            return
        found, tr = self.found, self.desk.texts.translator
        title = tr.both(*found.title)
        self.call_it(tr.t(N_("Why: {rule} {code}"), rule=found.rule, code=found.code))
        self.title.setText(f"{found.rule}  {title}")
        self.who.setText(f"{tr.t(N_('Profile'))} {found.code}")
        self.who.setVisible(found.id > 0)
        within = None if self._wanted is None else self._wanted.within
        self.back.setVisible(within is not None)
        self.frame.setVisible(within is not None)
        self.frame.setText("" if within is None else tr.t(framed(within, found.as_of)))
        parts.empty(self.chip_box)
        answer = ANSWERS.get(found.result or "", Answer.NOT_APPLICABLE)
        if found.result == "fail":
            answer = Answer[(found.severity or "high").upper()]
        if found.result is not None:
            chip = ChipButton(Chip(answer), self.desk.theme, tr.t)
            chip.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            self.chip_box.addWidget(chip)
        self.why.setText(self._why(found))
        self.why.setVisible(bool(self.why.text()))
        self._show_gaps(found.missing)
        self.tree.show_roots(roots(found, tr))
        kind = tr.t(TYPES[found.type]) if found.type in TYPES else found.type
        self.say(f"{kind} {found.code} · {found.as_of.isoformat()}")
        self._show_fix()

    def _why(self, found: Explained) -> str:
        tr = self.desk.texts.translator
        if found.not_judged is not None:
            return tr.t(found.not_judged)
        if found.result == "fail":
            return tr.both(*found.message)
        return result_word(tr, found.result or "notapplicable")

    def _show_gaps(self, missing: tuple[Missing, ...]) -> None:
        parts.empty(self.gaps)
        tr = self.desk.texts.translator
        for one in missing:
            zh, en = one.named()
            sheet, _, field = en.partition(".")
            where = tr.both(zh, f"{field.replace('_', ' ')} of {sheet} (in the workbook {zh})")
            record = "" if one.record is None else f" — {tr.both(one.record.key.zh, one.record.key.en)}"
            text = tr.t(N_("To be filled in: {fields}"), fields=where + record)
            self.gaps.addWidget(parts.plain_label(text, "strong", wrap=True, selectable=True))

    def _show_fix(self) -> None:
        parts.empty(self.mending)
        found, tr = self.found, self.desk.texts.translator
        self.fix_card.setVisible(found is not None and self._mendable(found))
        if self.fixes is None:
            self.mending.addWidget(parts.plain_label(tr.t(N_("Trying it out…")), "muted"))
            return
        for fix in self.fixes.fixes:
            self._add_fix(fix)

    def _add_fix(self, fix: Fix) -> None:
        tr = self.desk.texts.translator
        head, lines = fix_lines(fix, tr)
        self.mending.addWidget(parts.plain_label(head, "", wrap=True, selectable=True))
        for line in lines:
            self.mending.addWidget(parts.plain_label(f"•  {line}", "", wrap=True, selectable=True))
