"""Who would be answered otherwise: two counts, by unit and by owner, and the first names."""

from __future__ import annotations

from collections import Counter

from PySide6.QtCore import QModelIndex
from PySide6.QtWidgets import QTabWidget, QWidget

from auditor.i18n import N_, Message, Translator
from auditor.services.impact import Impact, OfRule, Turned
from ui.kit import parts
from ui.kit.desk import Desk, Place
from ui.kit.small_table import Line, SmallTable
from ui.kit.texts import begun
from ui.rules.presenter import answer_words

NAMES = (N_("Code"), N_("Now"), N_("Then"), N_("Team"), N_("In charge"))
NAMES_BY_RULE = (N_("Rule"), *NAMES)
GROUPS = (N_("newly failing"), N_("no longer failing"))
RULES = (N_("Rule"), *GROUPS, N_("other changes"))


class ImpactView(QWidget):
    """Shows an impact, or says why there is none to show."""

    def __init__(self, desk: Desk, *, by_rule: bool = False) -> None:
        super().__init__()
        self._desk = desk
        self._by_rule = by_rule
        self._found: Impact | None = None
        self._saying: Message | str = ""
        texts = desk.texts
        self.headline = parts.plain_label("", "section", wrap=True)
        self.quiet = parts.plain_label("", "muted", wrap=True)
        self.tabs = QTabWidget()
        self.tables: dict[str, SmallTable] = {}
        names = (N_("By rule"), N_("Who"), N_("By team"), N_("By owner"))
        for name in names if by_rule else names[1:]:
            table = SmallTable()
            texts.name(table, name)
            self.tables[name] = table
            self.tabs.addTab(table, "")
        self.tables[N_("Who")].activated.connect(self._go)
        self.tables[N_("Who")].doubleClicked.connect(self._go)
        layout = parts.column(self.headline, self.quiet, self.tabs, None, gap=4)
        layout.setStretch(2, 100)
        self.setLayout(layout)
        self.render_texts()

    @property
    def found(self) -> Impact | None:
        """What is shown."""
        return self._found

    def say(self, text: Message | str) -> None:
        """Nothing to show yet, and why; a sentence or a msgid."""
        self._found, self._saying = None, text
        self.render_texts()

    def show_impact(self, found: Impact) -> None:
        """Show who would be answered otherwise."""
        self._found, self._saying = found, ""
        self.render_texts()

    def _go(self, index: QModelIndex) -> None:
        one = self.tables[N_("Who")].small.lines[index.row()].payload
        if isinstance(one, Turned):
            self._desk.go(Place("profile", (one.type, one.code)))

    def render_texts(self) -> None:
        """Everything made from data, again."""
        tr = self._desk.texts.translator
        found = self._found
        for at, name in enumerate(self.tables):
            self.tabs.setTabText(at, tr.t(name))
        self.headline.setText("" if found is None else headline(found, tr))
        self.headline.setVisible(found is not None)
        self.quiet.setText(tr.t(self._saying) if self._saying else "" if found is None else moves(found, tr))
        self.quiet.setVisible(bool(self.quiet.text()))
        some = found is not None and bool(found.rules)
        self.tabs.setVisible(some)
        if found is not None and some:
            self._fill(found, tr)

    def _fill(self, found: Impact, tr: Translator) -> None:
        heads = NAMES_BY_RULE if self._by_rule else NAMES
        turned = [(rule.rule, one) for rule in found.rules for one in rule.named]
        lines = [Line(_turned(rule, one, tr, by_rule=self._by_rule), one) for rule, one in turned]
        self.tables[N_("Who")].show_lines([tr.t(one) for one in heads], lines, gives=len(heads) - 3)
        for name, kind in ((N_("By team"), "by_unit"), (N_("By owner"), "by_owner")):
            head = [tr.t(N_("Team") if kind == "by_unit" else N_("In charge")), *(begun(tr.t(one)) for one in GROUPS)]
            rows = [Line(row) for row in grouped(found.rules, kind, tr)]
            self.tables[name].show_lines(head, rows, gives=0)
        if self._by_rule:
            rows = [Line(_moved(one)) for one in found.rules]
            self.tables[N_("By rule")].show_lines([begun(tr.t(one)) for one in RULES], rows, gives=0)


def headline(found: Impact, tr: Translator) -> str:
    """ "+12 newly failing · −3 no longer failing"."""
    return tr.t(
        N_("+{failing} newly failing · −{healed} no longer failing"),
        failing=f"{found.newly_failing:,}",
        healed=f"{found.no_longer_failing:,}",
    )


def moves(found: Impact, tr: Translator) -> str:
    """The other answers that would change, in words; who is judged when nothing changes."""
    total: Counter[tuple[str, str]] = Counter()
    for rule in found.rules:
        total.update(rule.moves)
    if not total:
        return tr.t(N_("Nobody would be answered otherwise as of {day}."), day=found.as_of.isoformat())
    told = [
        tr.t(N_("{n}: {before} → {after}"), n=n, before=answer_words(a, tr), after=answer_words(b, tr))
        for (a, b), n in total.most_common(4)
    ]
    return tr.t(N_("; ")).join(told)


def grouped(rules: tuple[OfRule, ...], kind: str, tr: Translator) -> list[tuple[str, str, str]]:
    """(name, newly failing, no longer failing), those with most first."""
    found: dict[str, list[int]] = {}
    for rule in rules:
        for name, (newly, healed) in getattr(rule, kind).items():
            sums = found.setdefault(name, [0, 0])
            sums[0] += newly
            sums[1] += healed
    ordered = sorted(found.items(), key=lambda one: (-one[1][0], -one[1][1], one[0]))
    return [(name or tr.t(N_("(none)")), f"{a:,}", f"{b:,}") for name, (a, b) in ordered]


def _turned(rule: str, one: Turned, tr: Translator, *, by_rule: bool) -> tuple[str, ...]:
    row = (one.code, begun(answer_words(one.before, tr)), begun(answer_words(one.after, tr)), one.unit, one.owner)
    return (rule, *row) if by_rule else row


def _moved(one: OfRule) -> tuple[str, ...]:
    newly, healed = one.count(newly=True), one.count(newly=False)
    return one.rule, f"{newly:,}", f"{healed:,}", f"{one.moves.total() - newly - healed:,}"
