"""May we sign her: shown while a host alone is picked, ground by ground."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QScrollArea, QVBoxLayout, QWidget

from auditor.i18n import N_
from auditor.services.clearance.signing import TOPICS, Signing, SignLine
from ui.clearance.painted import BigAnswer
from ui.clearance.presenter import shape_of
from ui.kit import parts
from ui.kit.chips import Chip, ChipButton
from ui.kit.desk import Desk

WORDS = {
    "GO": (N_("May be signed"), "good"),
    "CONDITIONS": (N_("Conditions before signing"), "medium"),
    "NO-GO": (N_("May not be signed"), "critical"),
}


class SignView(QScrollArea):
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
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
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
        self.who.setText(t(N_("{name}, as of {day}"), name=name, day=told.day.isoformat()))
        parts.empty(self._layout)
        for topic, title in TOPICS.items():
            lines = [one for one in told.lines if one.topic == topic]
            if lines:
                items: list[QWidget] = [parts.plain_label(t(title), "section")]
                for one in lines:
                    items += [parts.line(), self._line(one)]
                self._layout.addWidget(parts.card(*items, gap=6, padding=12))

    def _line(self, one: SignLine) -> QWidget:
        t = self._desk.texts.t
        chip = ChipButton(Chip(shape_of(one.line)), self._desk.theme, t)
        chip.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        title = parts.plain_label(t(one.line.title), "section", wrap=True)
        head = parts.row(chip, title, parts.plain_label(one.line.rule, "caption"))
        head.setStretch(1, 1)
        if one.line.result == "pass":
            return parts.box(parts.row(chip, parts.plain_label(t(one.line.title), "muted"), None,
                                       parts.plain_label(one.line.rule, "caption")))  # fmt: skip
        why = parts.plain_label(t(one.line.message), wrap=True, selectable=True)
        remedy = parts.plain_label(t(one.line.remedy), "muted", wrap=True)
        return parts.box(parts.column(head, why, remedy, gap=3))
