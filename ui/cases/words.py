"""How cases read: the time that a clock has left, where it rests, what a case is called. No widgets."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from auditor.i18n import N_, Message, Translator
from auditor.model.types import datetime_of, decimal_of
from auditor.services.cases import clocks as c
from auditor.services.cases.telling import cites, due_text, duration
from auditor.services.cases.terms import APPEAL, TITLES
from auditor.services.today.rows import enum_word
from ui.kit.chips import Answer, Chip
from ui.kit.texts import Translate, begun

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class ClockChip(Chip):
    """The time of a clock: its shape and colour are those of its urgency, its words say how much is left."""

    says: str = ""

    def text(self, translate: Translate) -> str:
        """What it says in words."""
        return self.says


def urgency(clock: c.Clock, now: datetime) -> Answer:
    """How pressing a clock is: run out, within a day, within three, later, none."""
    state = clock.state(now)
    if state == c.OVERDUE or state == c.LATE:
        return Answer.CRITICAL
    if state == c.UNKNOWN:
        return Answer.UNKNOWN
    if state == c.MET:
        return Answer.PASS
    if state == c.STANDING or clock.due is None:
        return Answer.NOT_APPLICABLE
    left = clock.due - now
    return Answer.HIGH if left <= _DAY else Answer.MEDIUM if left <= 3 * _DAY else Answer.LOW


def time_left(clock: c.Clock, now: datetime, tr: Translator) -> str:
    """What is left of a clock, by how much it ran out, or what became of it."""
    state = clock.state(now)
    if state == c.MET:
        return tr.t(N_("Met"))
    if clock.due is None:
        return tr.t(N_("No calendar reaches so far"))
    if state == c.LATE:
        stopped = clock.due if clock.stopped is None else datetime_of(clock.stopped)
        return tr.t(N_("Met {time} too late"), time=_span(stopped - clock.due, tr))
    if state == c.OVERDUE:
        return tr.t(N_("{time} over"), time=_span(now - clock.due, tr))
    words = N_("Paused · {time} left") if state == c.STANDING else N_("{time} left")
    return tr.t(words, time=_span(clock.due - now, tr))


def _span(time: timedelta, tr: Translator) -> str:
    return tr.t(duration(max(0, int(time.total_seconds()))))


def clock_chip(clock: c.Clock, now: datetime, tr: Translator, *, named: bool = False) -> ClockChip:
    """A clock as a chip; ``named`` says which one it is."""
    told = time_left(clock, now, tr)
    if named:
        told = f"{clock_title(clock, tr)} {told}"
    return ClockChip(urgency(clock, now), None, False, told)


def clock_title(clock: c.Clock, tr: Translator) -> str:
    """What a clock waits for, with the number of the appeal or action."""
    title = tr.t(TITLES[clock.term.kind])
    return f"{title} {clock.number}" if clock.number else title


def ends(clock: c.Clock | None) -> str:
    """When a clock ends: its last day, or its moment."""
    return "" if clock is None else (due_text(clock.due, clock.all_day) or "").replace("T", " ")


def rests_on(clock: c.Clock, tr: Translator) -> str:
    """Which law, contract or platform a clock comes from."""
    return begun(tr.t(cites(clock)))


def is_appeal(clock: c.Clock) -> bool:
    """Whether it is the time in which an appeal is to be filed."""
    return clock.term.kind == APPEAL


def word_of(name: str, code: str | None, text: str | None, tr: Translator) -> str:
    """An enumeration's word as a cell begins with it; ``text`` is what stood there where it is none of ours."""
    return begun(tr.t(Message("{text}", {"text": enum_word(name, code or "", text)}))) if code or text else ""


def moment(second: int | None, *, all_day: bool = False) -> str:
    """A moment of the story; of some only the day is known."""
    if second is None:
        return ""
    at = datetime_of(second)
    return f"{at:%Y-%m-%d}" if all_day else f"{at:%Y-%m-%d %H:%M}"


def points(hundredths: int) -> str:
    """Points without idle zeros."""
    text = f"{decimal_of(hundredths):f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
