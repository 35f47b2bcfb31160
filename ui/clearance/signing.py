"""May we sign her: shown while a host alone is picked, ground by ground."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from auditor.i18n import N_
from auditor.services.clearance.signing import TOPICS, SignHost, Signing, SignLine
from ui.clearance.lines import more_of
from ui.clearance.painted import BigAnswer
from ui.clearance.presenter import shape_of
from ui.kit import parts
from ui.kit.chips import Chip, ChipButton
from ui.kit.desk import Desk, Place
from ui.kit.openable import Openable
from ui.kit.scrolling import Area

WORDS = {
    "GO": (N_("May be signed"), "good"),
    "CONDITIONS": (N_("Conditions before signing"), "medium"),
    "NO-GO": (N_("May not be signed"), "critical"),
}


class SignView(Area):
    """The answer and its grounds, by topic."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self.told: Signing | None = None
        self.big = BigAnswer(desk.texts, desk.theme, WORDS)
        self.who = parts.plain_label("", "muted", wrap=True)
        hint = parts.label(desk.texts, N_("Pick a merchant, categories and a time to clear a broadcast."), "caption")
        self._layout = QVBoxLayout()
        self._layout.setSpacing(10)
        body = parts.column(parts.card(self.big, self.who, hint, gap=2, padding=14), gap=10, margins=(0, 0, 8, 0))
        body.addLayout(self._layout)
        body.addStretch(1)
        self.setWidget(parts.box(body, "page"))

    def show_signing(self, told: Signing) -> None:
        """Show what is said of a host."""
        self.told = told
        self.render_texts()

    def render_texts(self) -> None:
        """Say it in the window's language."""
        told, t = self.told, self._desk.texts.t
        if told is None:
            return
        self.big.show_answer(told.answer)
        name = f"{told.host.name} {told.host.code}".strip()
        who = t(N_("{name}, as of {day}"), name=name, day=told.day.isoformat())
        self.who.setText(who if told.in_force else f"{who} · {t(N_('no rule is in force on that day'))}")
        parts.empty(self._layout)
        open_ones = {one.topic for one in told.lines if one.line.result != "pass"}
        # What stands against it is read first, whatever it is about.
        for topic, title in sorted(TOPICS.items(), key=lambda one: one[0] not in open_ones):
            lines = sorted((one for one in told.lines if one.topic == topic), key=lambda one: one.line.result == "pass")
            if lines:
                items: list[QWidget] = [parts.plain_label(t(title), "section")]
                for one in lines:
                    items += [parts.line(), self._line(one)]
                self._layout.addWidget(parts.card(*items, gap=6, padding=12))

    def _line(self, one: SignLine) -> QWidget:
        t, line = self._desk.texts.t, one.line
        chip = ChipButton(Chip(shape_of(line)), self._desk.theme, t)
        chip.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        passed = line.result == "pass"
        title = parts.plain_label(t(line.title), "muted" if passed else "section", wrap=True)
        rule = parts.plain_label(line.rule, "caption")
        name = f"{chip.accessibleName()} {title.text()} {t(line.message)}"
        more = more_of(self._desk, lambda: self._why(one), f"{line.rule} {name}")
        opened = Openable(self._desk.theme, self._rows(one, parts.row(chip, title, rule, more), title))
        opened.setAccessibleName(name)
        opened.opened.connect(lambda: self._why(one))
        return opened

    def _rows(self, one: SignLine, head: QHBoxLayout, title: QWidget) -> QVBoxLayout:
        head.setStretchFactor(title, 1)
        if one.line.result == "pass":
            return parts.column(head, margins=(4, 2, 4, 2))
        t = self._desk.texts.t
        why = parts.plain_label(t(one.line.message), wrap=True, selectable=True)
        remedy = parts.plain_label(t(one.line.remedy), "muted", wrap=True)
        return parts.column(head, why, remedy, gap=3, margins=(4, 2, 4, 2))

    def _why(self, one: SignLine) -> None:
        told = self.told
        if told is not None:
            asked = SignHost(told.host.code, told.day)
            self._desk.go(Place("explain", ("host", told.host.code, one.line.rule, told.day, asked)))
