"""The clocks of a case side by side: which one, how much is left, when it ends, where it rests."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from PySide6.QtWidgets import QFrame, QLabel, QWidget

from auditor.i18n import N_
from auditor.services.cases.clocks import Clock
from ui.cases.words import clock_title, ends, is_appeal, rests_on, time_left, urgency
from ui.kit import parts
from ui.kit.chips import Answer, shape_icon
from ui.kit.desk import Desk
from ui.kit.flow import Flow

SHAPE = 14
WIDE, WIDEST = 236, 360
"""Designed pixels of a card; it is as wide as its longest line needs, between the two."""
MARGIN = 14
"""What is beside its lines: the edge, and the room that a last letter needs."""


class ClockCard(QFrame):
    """One clock; said as a whole to a screen reader."""

    def __init__(self, desk: Desk, clock: Clock, now: datetime) -> None:
        super().__init__()
        tr, answer = desk.texts.translator, urgency(clock, now)
        parts.mark(self, "card")
        self.clock = clock
        picture = QLabel()
        side = desk.theme.px(SHAPE)
        picture.setPixmap(shape_icon(answer, desk.theme.tokens, side).pixmap(side, side))
        self.left = parts.Brief("bad" if answer is Answer.CRITICAL else "section")
        self.left.setText(time_left(clock, now, tr))
        self.title = parts.Brief("section" if is_appeal(clock) and clock.open else "muted")
        self.title.setText(clock_title(clock, tr))
        until = parts.Brief("caption")
        until.setText(tr.t(N_("Until {end}"), end=ends(clock)) if clock.due is not None else "")
        rests = parts.Brief("caption")
        rests.setText(self._rests(clock, desk))
        timed = parts.row(picture, self.left, None, gap=6)
        self.setLayout(parts.column(self.title, timed, until, rests, gap=2, margins=(10, 6, 10, 8)))
        lines = (self.title, self.left, until, rests)
        wanted = _needed(lines) + 2 * desk.theme.px(MARGIN)
        self.setFixedWidth(max(desk.theme.px(WIDE), min(desk.theme.px(WIDEST), wanted)))
        self.setAccessibleName(", ".join(one.text() for one in lines if one.text()))

    @staticmethod
    def _rests(clock: Clock, desk: Desk) -> str:
        told = rests_on(clock, desk.texts.translator)
        if clock.paused and clock.straight is not None and clock.straight != clock.due:
            told += desk.texts.t(N_("; without waiting until {end}"), end=f"{clock.straight:%Y-%m-%d %H:%M}")
        return told


def _needed(lines: Sequence[QLabel]) -> int:
    """The width in which none of the lines is cut."""
    for one in lines:
        one.ensurePolished()  # else it measures itself in the font that it had before
    return max(one.fontMetrics().horizontalAdvance(one.text()) for one in lines)


class ClockCards(QWidget):
    """All clocks of a case, the open ones first, an appeal to be filed before all."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self.cards: list[ClockCard] = []
        self._told: tuple[Sequence[Clock], datetime] = ((), datetime.min)
        desk.theme.changed.connect(lambda: self.show_clocks(*self._told))  # their shapes and widths are the theme's
        self._flow = Flow(gap=8)
        self.setLayout(self._flow)

    def show_clocks(self, clocks: Sequence[Clock], now: datetime) -> None:
        """Show these."""
        self._told = (clocks, now)
        parts.empty(self._flow)
        self.cards = [ClockCard(self._desk, one, now) for one in clocks]
        for card in self.cards:
            self._flow.addWidget(card)
        self.setVisible(bool(self.cards))
