"""The queues of the case desk worked out without a widget: what is mine, overdue, due today, by category and owner."""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from auditor.i18n import N_, Translator
from auditor.model.folding import folded_name
from auditor.services.cases.every import CaseFilter
from auditor.services.cases.queues import ALL, APPEAL, MINE, OVERDUE, TODAY, Queue, Waiting, appealable
from auditor.services.cases.story import STAGES
from ui.cases import words
from ui.kit.source import Cell, Column, Look, Order, Row
from ui.kit.texts import begun

QUEUES = {
    MINE: N_("Mine"),
    APPEAL: N_("To appeal"),
    OVERDUE: N_("Overdue"),
    TODAY: N_("Due today"),
    ALL: N_("All open"),
}
"""In the order of the buttons."""
CLOSED, EVERY = "closed", "every"
KEPT = {CLOSED: N_("Closed"), EVERY: N_("All cases")}
"""Behind them what is not only open: asked for page by page."""
NOBODY = "-"
"""Stands for cases that nobody handles, whose subject nobody is in charge of."""


@dataclass(frozen=True, slots=True)
class Narrowing:
    """What of the open cases is shown; empty texts narrow nothing."""

    queue: str = ALL
    me: str = ""
    category: str = ""
    owner: str = ""
    kind: str = ""
    text: str = ""

    @property
    def kept(self) -> CaseFilter | None:
        """What is asked for of all cases; None: only open ones are meant, which are held."""
        if self.queue not in KEPT:
            return None
        return CaseFilter(self.queue == CLOSED, category=self.category, kind=self.kind, text=self.text)

    def matches(self, one: Waiting, now: datetime) -> bool:
        """Whether a case is shown."""
        return (
            in_queue(one, self.queue, now, self.me)
            and self.category in ("", category(one))
            and self.owner in ("", owner(one) or NOBODY)
            and self.kind in ("", one.kind)
            and _says(one, self.text)
        )


def in_queue(one: Waiting, queue: str, now: datetime, me: str = "") -> bool:
    """Whether a case stands in a queue at a moment; ``me`` is whose are mine."""
    if queue == MINE:
        return bool(me) and folded_name(me) == folded_name(one.handler)
    if queue == APPEAL:
        return appealable(one, now)
    due = None if one.clock is None else one.clock.due
    if queue == OVERDUE:
        return due is not None and due < now
    if queue == TODAY:
        return due is not None and due >= now and due.date() == now.date()
    return True


def category(one: Waiting) -> str:
    """The category as it is filtered by: a code, or what stood there."""
    return one.category_text or one.category


def owner(one: Waiting) -> str:
    """Who sees to a case: its handler, else who is in charge of its subject."""
    return one.handler or one.who.owner


def _says(one: Waiting, text: str) -> bool:
    wanted = folded_name(text)
    told = (one.name, one.who.name, one.who.code)
    return not wanted or any(wanted in folded_name(part) for part in told)


@dataclass(frozen=True, slots=True)
class Counted:
    """How many cases stand in each queue, and of those shown how many by category, owner and kind (most first)."""

    queues: Mapping[str, int]
    categories: Sequence[tuple[str, int]]
    owners: Sequence[tuple[str, int]]
    kinds: Sequence[tuple[str, int]]


def counted(rows: Iterable[Waiting], narrowing: Narrowing, now: datetime) -> Counted:
    """Count what the buttons and choices offer."""
    listed = list(rows)
    queues = {name: sum(in_queue(one, name, now, narrowing.me) for one in listed) for name in QUEUES}
    chosen = [one for one in listed if in_queue(one, narrowing.queue, now, narrowing.me)]
    return Counted(
        queues,
        Counter(category(one) for one in chosen).most_common(),
        Counter(owner(one) or NOBODY for one in chosen).most_common(),
        Counter(one.kind for one in chosen).most_common(),
    )


class HeldQueue:
    """The list source of the queue: all open cases are held, and chosen among without asking anybody."""

    def __init__(self) -> None:
        self._rows: dict[int, Row] = {}
        self._now = datetime.min

    def hold(self, found: Queue) -> None:
        """These are the open cases, in the order in which their clocks end."""
        self._now = found.now
        self._rows = {one.id: (one.id, one, found.now) for one in found.rows}

    def first(self, filter: object, order: Order, size: int) -> list[Row]:
        return [self._rows[one] for one in self.ids(filter, order)[:size]]

    def ids(self, filter: object, order: Order) -> array[int]:
        wanted = filter if isinstance(filter, Narrowing) else Narrowing()
        kept = [row for row in self._rows.values() if wanted.matches(row[1], self._now)]
        key = _KEYS.get(order.key) or (_appeal_ends if wanted.queue == APPEAL else None)
        if key is not None:
            kept.sort(key=key, reverse=order.descending)
        elif order.descending:
            kept.reverse()
        return array("q", (row[0] for row in kept))

    def rows(self, ids: Sequence[int]) -> list[Row]:
        return [self._rows[one] for one in ids if one in self._rows]

    def marks(self, ids: Sequence[int]) -> Mapping[int, object]:
        return dict.fromkeys(ids, ())


def _appeal_ends(row: Row) -> datetime:
    appeal = row[1].appeal
    return datetime.max if appeal is None or appeal.due is None else appeal.due


_KEYS: Mapping[str, Callable[[Row], Any]] = {
    "name": lambda row: row[1].name,
    "who": lambda row: row[1].who.name,
    "owner": lambda row: owner(row[1]),
}


def columns(tr: Callable[[], Translator]) -> tuple[Column, ...]:
    """The columns of the queue; ``tr`` gives the translator in force when a cell is shown."""
    c = Column
    return (
        c("left", N_("Time left"), lambda cell: _left(cell, tr()), 150, "ends", Look.CHIPS, lambda c: _chips(c, tr())),
        c("ends", N_("Ends"), lambda cell: words.ends(_one(cell).clock), 125),
        c("clock", N_("Clock"), lambda cell: _clock(cell, tr()), 190),
        c("name", N_("Case"), lambda cell: _one(cell).name, 105, "name", Look.STRONG),
        c("kind", N_("Case kind"), lambda cell: words.word_of("case_kind", _one(cell).kind, None, tr()), 112),
        c("category", N_("Case category"), lambda cell: category_word(_one(cell), tr()), 105),
        c("who", N_("About"), lambda cell: _one(cell).who.name, 110, "who", stretch=True, tip=_whole),
        c("stage", N_("Stage"), lambda cell: begun(cell.translate(STAGES[_one(cell).stage])), 92),
        c("owner", N_("In charge"), lambda cell: owner(_one(cell)), 88, "owner"),
        c("rests", N_("Rests on"), lambda cell: _rests(cell, tr()), 140, None, Look.MUTED),
    )


def category_word(one: Waiting, tr: Translator) -> str:
    """The category of a case in words, and which case it repeats."""
    told = words.word_of("case_category", one.category, one.category_text, tr)
    return tr.t(N_("{category} (repeats {case})"), category=told, case=one.repeats) if one.repeats else told


def _one(cell: Cell) -> Waiting:
    one: Waiting = cell.row[1]
    return one


def _whole(cell: Cell) -> str:
    who = _one(cell).who
    return f"{who.name} {who.code}" if who.name != who.code else who.code


def _clock(cell: Cell, tr: Translator) -> str:
    clock = _one(cell).clock
    title = "" if clock is None else words.clock_title(clock, tr)
    return tr.t(N_("{clock} (our own fault)"), clock=title) if _one(cell).own_fault else title


def _rests(cell: Cell, tr: Translator) -> str:
    clock = _one(cell).clock
    return "" if clock is None else words.rests_on(clock, tr)


def _left(cell: Cell, tr: Translator) -> str:
    return "、".join(chip.says for chip in _chips(cell, tr)) or tr.t(N_("No clock runs"))


def _chips(cell: Cell, tr: Translator) -> list[words.ClockChip]:
    """What is left of the clock that ends first; an appeal to be filed stands before all."""
    one, now = _one(cell), cell.row[2]
    made = []
    if one.appeal is not None and one.appeal != one.clock:
        made.append(words.clock_chip(one.appeal, now, tr, named=True))
    if one.clock is not None:
        made.append(words.clock_chip(one.clock, now, tr))
    return made
