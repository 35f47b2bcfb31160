"""The timeline at the foot of a profile: asks how the answers turn, and moves the as-of day of the window."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QFrame

from auditor.i18n import N_
from auditor.model.types import date_of, day_of
from ui.kit import parts
from ui.kit.chips import Answer
from ui.kit.desk import Desk, relative
from ui.kit.tasks import Lane
from ui.profiles.shapes import Profile
from ui.timeline.bar import TimeBar
from ui.timeline.marks import TurnMark, next_bad, rows_of

if TYPE_CHECKING:
    from auditor.services.turning import Turn

REST_MS = 300
_PLAIN = {"pass": Answer.PASS, "unknown": Answer.UNKNOWN}


class Timeline(QFrame):
    """Hidden until a profile is shown; ``turned`` tells that the days to come are known."""

    turned = Signal()
    picked = Signal(str, int)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._profile: Profile | None = None
        self._past: tuple[TurnMark, ...] = ()
        self._ahead: tuple[TurnMark, ...] = ()
        self._asked: tuple[object, ...] = ()
        self._rest = QTimer(self, singleShot=True, interval=REST_MS)
        self._rest.timeout.connect(self.ask)
        parts.mark(self, "card")
        self.bar = TimeBar(desk)
        self.bar.day_wanted.connect(self._go)
        self.bar.picked.connect(self.picked)
        self.setLayout(parts.column(self.bar, margins=(8, 2, 8, 2)))

    @property
    def turns(self) -> tuple[TurnMark, ...]:
        """All turns that are known, by day."""
        return self._past + (self._ahead[1:] if self._past else self._ahead)

    def show_profile(self, profile: Profile) -> None:
        """The records of a profile, and how its answers turn; asked anew where it was written."""
        if self._asked[:2] != (profile.type, profile.id):
            self._past, self._ahead = (), ()
            self.bar.show_turns(())
        self._profile = profile
        self.bar.show_rows(rows_of(profile.records, self._desk.texts.translator))
        self.day_changed()

    def day_changed(self) -> None:
        """Another day: where it lies outside of what was asked for, ask again."""
        self.bar.show_day()
        self._rest.start()

    def ask(self) -> None:
        """Ask how the answers turn, where that is not known; whoever leafs through profiles does not wait for it."""
        profile, core = self._profile, self._desk.tasks.core
        if profile is None or core is None:
            return
        today, stretch = day_of(self._desk.day.today), self.bar.stretch
        wanted = (profile.type, profile.id, profile.seen, stretch, today)
        if wanted == self._asked:
            return
        from auditor.services.turning import TurningDays

        self._asked = wanted
        middle = min(max(today, stretch.first), stretch.last)
        # What is to come first: it is asked of what stands ready for today.
        ahead = TurningDays(profile.type, profile.id, date_of(middle), date_of(stretch.last))
        past = TurningDays(profile.type, profile.id, date_of(stretch.first), date_of(middle))
        if middle < stretch.last:
            self._desk.tasks.read(
                lambda: core.ask(ahead), self._ahead_known, self._unknown, owner=self, slot="ahead", lane=Lane.READ
            )
        if stretch.first < middle:
            self._desk.tasks.read(
                lambda: core.ask(past), self._past_known, self._unknown, owner=self, slot="past", lane=Lane.READ
            )

    def render_texts(self) -> None:
        """Say it in the language in force."""
        if self._profile is not None:
            self.bar.show_rows(rows_of(self._profile.records, self._desk.texts.translator))

    def next_words(self) -> str:
        """The next day on which something begins to fail, in words; empty where none is known."""
        day, t = self._desk.day, self._desk.texts.t
        found = next_bad(self.turns, day_of(day.value))
        if found is None:
            return ""
        when = date_of(found.day)
        words = {"day": when.isoformat(), "relative": relative(t, when, day.today), "rules": ", ".join(found.begun)}
        return t(N_("Next lapse {day} ({relative}): {rules}"), **words)

    def _go(self, number: int) -> None:
        self._desk.day.set(date_of(number))

    def _ahead_known(self, found: Sequence[Turn]) -> None:
        self._ahead = _marks(found)
        self._known()

    def _past_known(self, found: Sequence[Turn]) -> None:
        self._past = _marks(found)
        self._known()

    def _known(self) -> None:
        self.bar.show_turns(self.turns)
        self.turned.emit()

    def _unknown(self, error: Exception) -> None:
        self._asked = ()
        self._desk.problems.tell(error)


def _marks(found: Sequence[Turn]) -> tuple[TurnMark, ...]:
    return tuple(TurnMark(day_of(one.day), _answer(one), one.begun, one.ended) for one in found)


def _answer(turn: Turn) -> Answer:
    standing = turn.standing
    if standing.severity is not None:
        return Answer[standing.severity.upper()]
    return _PLAIN.get(standing.result, Answer.PASS)
