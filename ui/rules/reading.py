"""One rule to be read: what it asks, its law, values, levels and remedy; and its examples."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QLayout, QVBoxLayout, QWidget

from auditor.i18n import N_, Translator
from auditor.rulebook.explaining.asked import Asked, Clause, FactLine
from auditor.services.rule_pages import ExampleShown, Ground, LevelShown, RulePage
from auditor.services.shown import result_word, severity_word
from ui.kit import parts
from ui.kit.chips import Answer, Chip, ChipButton
from ui.kit.desk import Desk
from ui.kit.forms import Facts
from ui.kit.laws import cited
from ui.kit.scrolling import Area
from ui.kit.texts import begun
from ui.rules import presenter
from ui.rules.tuning import dated_told

STEP = 16
"""Pixels by which what belongs to a line stands further in."""
EXAMPLES_AT_ONCE = 40


class Reading(Area):
    """A page of labels that scrolls; ``fill`` lays it out anew."""

    def __init__(self, desk: Desk, name: str) -> None:
        super().__init__()
        self.desk = desk
        self.setFrameShape(QFrame.Shape.NoFrame)
        parts.mark(self, "bare")
        desk.texts.name(self, name)
        self._body = QWidget()
        parts.mark(self._body, "bare")
        self._column = QVBoxLayout(self._body)
        self._column.setContentsMargins(0, 8, 8, 8)
        self._column.setSpacing(4)
        self.setWidget(self._body)

    def fill(self, items: list[QWidget | QLayout | int]) -> None:
        """Replace what stands there; a number is a gap in pixels."""
        parts.empty(self._column)
        for item in items:
            if isinstance(item, int):
                self._column.addSpacing(item)
            elif isinstance(item, QWidget):
                self._column.addWidget(item)
            else:
                self._column.addLayout(item)
        self._column.addStretch(1)


Items = list[QWidget | QLayout | int]


def about(page: RulePage, day: date, desk: Desk) -> Items:
    """What the rule asks and why, in words."""
    tr = desk.texts.translator
    items: Items = []
    for asked in page.asks:
        items += _asked(asked, tr, named=len(page.asks) > 1)
    items += [8, _section(tr.t(N_("Where it is not in order"))), _prose(tr.both(*page.message))]
    items += [_prose(tr.t(N_("To do: {remedy}"), remedy=tr.both(*page.remedy)), "muted")]
    if page.levels:
        items += [8, _section(tr.t(N_("How grave")))]
        items += _levels(page, tr)
    items += [8, _section(tr.t(N_("Basis")))]
    for ground in page.grounds:
        items += _ground(ground, day, tr)
    items += [8, _section(tr.t(N_("Values and term")))]
    facts = Facts()
    facts.show_rows(_values(page, tr), "–")
    return [*items, facts]


def _asked(asked: Asked, tr: Translator, *, named: bool) -> Items:
    items: Items = []
    whom = presenter.type_word(asked.type, tr)
    heads = (N_("It applies to a {type} when"), N_("It asks of a {type} that"))
    plain = (N_("It applies when"), N_("It asks that"))
    for clauses, head, short in zip((asked.applies, asked.require), heads, plain, strict=True):
        items.append(_section(tr.t(head, type=whom) if named else tr.t(short)))
        items += _clauses(clauses, tr, 0)
        items.append(8)
    return items[:-1]


def _clauses(clauses: tuple[Clause, ...], tr: Translator, depth: int) -> Items:
    items: Items = []
    for one in clauses:
        items.append(_bullet(tr.t(one.says), depth))
        items += _clauses(one.parts, tr, depth + 1)
    return items


def _bullet(text: str, depth: int, what: str = "") -> QLayout:
    mark = parts.plain_label("•" if depth == 0 else "◦", "muted")
    mark.setAlignment(Qt.AlignmentFlag.AlignTop)
    said = parts.plain_label(text, what, wrap=True, selectable=True)
    line = parts.row(depth * STEP, mark, said, gap=6)
    line.setStretch(2, 1)
    return line


def _section(text: str) -> QWidget:
    return parts.plain_label(text, "section")


def _prose(text: str, what: str = "") -> QWidget:
    return parts.plain_label(text, what, wrap=True, selectable=True)


def _levels(page: RulePage, tr: Translator) -> Items:
    """The first level that holds counts; without one the rule's own severity."""
    items: Items = []
    clauses = page.asks[0].levels if page.asks else ()
    for level, clause in zip(page.levels, clauses, strict=False):
        text = tr.t(N_("{grade}, when {condition}"), grade=_grade(level, tr), condition=clause.says)
        items.append(_bullet(text, 0))
        items += _clauses(clause.parts, tr, 1)
    own = LevelShown(page.line.severity, page.line.effect, None)
    items.append(_bullet(tr.t(N_("{grade}, otherwise"), grade=_grade(own, tr)), 0))
    return items


def _grade(level: LevelShown, tr: Translator) -> str:
    said = [severity_word(tr, level.severity)] if level.severity else []
    if level.effect:
        said.append(presenter.effect_words(level.effect, tr))
    if level.curable is False:
        said.append(tr.t(N_("on record, cannot be mended")))
    return begun(" · ".join(said))


def _ground(ground: Ground, day: date, tr: Translator) -> Items:
    head = cited(ground.instrument, ground.article, tr)
    mark = tr.t(N_("✓ text verified") if ground.status == "verified" else N_("? text not verified"))
    term = _term(ground.first, ground.last, tr)
    later = ground.first is not None and ground.first > day
    items: Items = [_bullet(head, 0)]
    quiet = " · ".join([ground.id, mark, term, *([tr.t(N_("not in force that day"))] if later else [])])
    items.append(_indented(_prose(quiet, "unverified-line" if ground.status != "verified" else "caption")))
    if any(ground.summary):
        items.append(_indented(_prose(tr.both(*ground.summary), "muted")))
    return items


def _indented(widget: QWidget) -> QLayout:
    line = parts.row(STEP, widget)
    line.setStretch(1, 1)
    return line


def _term(first: date | None, last: date | None, tr: Translator) -> str:
    if first is not None and last is not None:
        return tr.t(N_("from {first} to {last}"), first=first.isoformat(), last=last.isoformat())
    if first is not None:
        return tr.t(N_("from {first}"), first=first.isoformat())
    return tr.t(N_("until {last}"), last=last.isoformat()) if last is not None else tr.t(N_("without end"))


def _values(page: RulePage, tr: Translator) -> list[tuple[str, str]]:
    rows = [(tr.both(*one.label), dated_told(one, tr)) for one in page.params]
    rows.append((tr.t(N_("Term of the rule")), _term(page.first, page.last, tr)))
    rows.append((tr.t(N_("Waiver")), tr.t(N_("may be waived") if page.waivable else N_("may not be waived"))))
    rows.append((tr.t(N_("Pack")), tr.both(*page.line.pack_title)))
    return rows


def examples(page: RulePage, desk: Desk) -> Items:
    """Each example as a card: what is given, and what the rule answers."""
    tr = desk.texts.translator
    if not page.examples:
        return [_prose(tr.t(N_("The pack brings no example of this rule.")), "muted")]
    items: Items = [_prose(tr.t(N_("The rule is tried on these made-up cases before each release.")), "muted"), 4]
    return [*items, *(_example(one, desk) for one in page.examples[:EXAMPLES_AT_ONCE])]


def _example(one: ExampleShown, desk: Desk) -> QWidget:
    tr = desk.texts.translator
    head = parts.row(parts.plain_label(one.name, "section", wrap=True), _answer(one, desk))
    head.setStretch(0, 1)
    day = parts.plain_label(tr.t(N_("as of {day}"), day=one.as_of.isoformat()), "caption")
    card = parts.card(head, day, padding=12, gap=2)
    for line in one.facts:
        card.layout().addLayout(_fact(line, tr))  # type: ignore[union-attr]
    return card


def _fact(line: FactLine, tr: Translator) -> QLayout:
    name, value = tr.both(line.name.zh, line.name.en), tr.both(line.value.zh, line.value.en)
    text = tr.t(N_("{name}: {value}"), name=name, value=value) if value else name
    made = parts.row(line.depth * STEP, parts.plain_label(text, "" if line.depth else "muted", wrap=True))
    made.setStretch(1, 1)
    return made


def _answer(one: ExampleShown, desk: Desk) -> QWidget:
    answers = {"pass": Answer.PASS, "unknown": Answer.UNKNOWN, "error": Answer.ERROR}
    if one.expect == "fail":
        severity = one.severity
        if severity is None:
            return parts.plain_label(f"× {result_word(desk.texts.translator, 'fail')}", "bad")
        chip = Chip(Answer[severity.upper()])
    else:
        chip = Chip(answers.get(one.expect, Answer.NOT_APPLICABLE))
    made = ChipButton(chip, desk.theme, desk.texts.t)
    made.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    made.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
    return made
