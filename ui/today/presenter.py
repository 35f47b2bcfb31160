"""What the day's page says, worked out without a widget: titles, numbers, lines, where each of them leads."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from auditor.i18n import N_, Translator
from auditor.services.agenda import BROADCAST, CLOCK
from auditor.services.clearance.lines import CONDITIONS, GO, NO_GO
from auditor.services.lapsing import KINDS as LAPSES
from auditor.services.lists import ListFilter
from auditor.services.today import clocks
from auditor.services.today import rows as r
from auditor.services.today.lapses import Lapsing
from auditor.services.today.news import Compared
from auditor.services.today.notices import distance
from auditor.services.today.rows import Part, Row
from auditor.services.today.whole import Cleared
from ui.calendar.asked import Asked
from ui.kit.chips import Answer, Chip
from ui.kit.desk import Place

TONIGHT, NEWS, CLOCKS, LAPSING, LACKING = "tonight", "news", "clocks", "lapses", "lacking"
ORDER = (TONIGHT, NEWS, CLOCKS, LAPSING, LACKING)

TITLES = {
    TONIGHT: N_("Broadcasts today and tomorrow"),
    NEWS: N_("New or back since the check before"),
    CLOCKS: N_("Clocks that end soon"),
    LAPSING: N_("Lapses in the next {n} days"),
    LACKING: N_("Data to be supplied"),
}
NOTHING = {
    TONIGHT: N_("No broadcast is planned."),
    NEWS: N_("Nothing is new."),
    CLOCKS: N_("No clock ends within three days."),
    LAPSING: N_("Nothing lapses."),
    LACKING: N_("No data are missing."),
}
_GROUPS = {
    r.TONIGHT: N_("today"),
    r.TOMORROW: N_("tomorrow"),
    r.WITHIN_DAY: N_("within 24 hours"),
    r.WITHIN_THREE: N_("in 1 to 3 days"),
    r.OVERDUE: N_("run out this week"),
    r.NEW: N_("new"),
    r.BACK: N_("came back"),
    r.CHANGED: N_("changed"),
    "1": N_("today or tomorrow"),
    "7": N_("in 2 to 7 days"),
    "14": N_("in 8 to 14 days"),
    "30": N_("in 15 to 30 days"),
    "host": N_("hosts lacking data"),
    "merchant": N_("merchants lacking data"),
    "agency": N_("agencies lacking data"),
    "room": N_("rooms lacking data"),
    "broadcast": N_("broadcasts lacking data"),
}
LISTS = {"host": "hosts", "merchant": "merchants", "agency": "agencies", "room": "rooms", "broadcast": "broadcasts"}
_UNKNOWN = ("unknown",)
SHOWN = 6
"""Lines of a part on the page: all parts are to be met without much scrolling."""

Runs = tuple[int | None, int | None]
"""The stored checks that were compared: the latest, and the one before it."""
NO_RUNS: Runs = (None, None)


@dataclass(frozen=True, slots=True)
class Number:
    """A number of a part: how many, of what in words (msgid), and the place that lists them."""

    count: int
    words: str
    place: Place
    more: bool = False

    def text(self, tr: Translator) -> str:
        """As a button says it."""
        return f"{tr.t(self.words)} · {self.count:,}{'+' if self.more else ''}"


@dataclass(frozen=True, slots=True)
class Words:
    """A line in words; ``loud`` names the token of the time's colour."""

    time: str
    beside: str
    name: str
    code: str
    what: str
    why: str
    owner: str
    loud: str = "text"

    @property
    def spoken(self) -> str:
        """The whole line for a screen reader."""
        told = (self.name, self.code if self.code != self.name else "", self.what, self.why, self.time, self.beside)
        return ", ".join(part for part in (*told, self.owner) if part)


def numbers(name: str, part: Part, now: datetime, compared: Runs = NO_RUNS) -> list[Number]:
    """The numbers at the head of a part, each with its list."""
    made = []
    for group, count in part.groups.items():
        if count:
            made.append(Number(count, _GROUPS[group], _list_of(name, group, now, compared), part.more))
    return made


def everything(name: str, part: Part, now: datetime, compared: Runs = NO_RUNS) -> Place | None:
    """Where all lines of a part stand, when the page shows only some of them."""
    if part.count <= len(part.rows) or name == LACKING:
        return None
    return _list_of(name, "", now, compared)


def _list_of(name: str, group: str, now: datetime, compared: Runs) -> Place:
    """Just what the number counts, to the second."""
    day = now.date()
    if name == LACKING:
        return Place(LISTS[group], ListFilter(answer=_UNKNOWN))
    if name == NEWS:
        return Place("checks", ("compare", *compared, *([group] if group else [])))
    if name == TONIGHT:
        first, last = _moved(day, group == r.TOMORROW), _moved(day, group != r.TONIGHT)
        return Place("calendar", Asked(first, last, (BROADCAST,), now))
    if name == CLOCKS:
        begin, end = (timedelta(seconds=edge) for edge in _EDGES[group])
        after, until = clocks.moved(now, begin), clocks.moved(now, end)
        return Place("calendar", Asked(after.date(), until.date(), (CLOCK,), after, until))
    begun, ended = _WINDOWS[group]
    return Place("calendar", Asked(_moved(day, begun), _moved(day, ended), LAPSES))


_DAY = 86_400
_EDGES = {
    r.OVERDUE: (-clocks.AGO * _DAY, -1),
    r.WITHIN_DAY: (0, _DAY),
    r.WITHIN_THREE: (_DAY + 1, 3 * _DAY),
    "": (-clocks.AGO * _DAY, 3 * _DAY),
}
_WINDOWS = {"1": (0, 1), "7": (2, 7), "14": (8, 14), "30": (15, 30), "": (0, 30)}


def _moved(day: date, days: int) -> date:
    try:
        return day + timedelta(days=days)
    except OverflowError:
        return day


def target(row: Row) -> Place:
    """What a line opens: a broadcast's clearance, why a rule is broken, a case, whose record it is, a list."""
    if row.kind == "broadcast":
        return Place("clearance", ("broadcast", row.who.code, row.who.code))
    if row.kind == "finding":
        return Place("explain", (row.who.type, row.who.code, row.rule))
    if row.record is not None and row.record[0] == "cases":
        return Place("case", row.record[1])
    if not row.who.code:
        chosen = ListFilter(answer=_UNKNOWN, owner=(row.owner,)) if row.owner else ListFilter(answer=_UNKNOWN)
        return Place(LISTS[row.who.type], chosen)
    return Place("profile", (row.who.type, row.who.code))


def words(row: Row, day: date, tr: Translator, cleared: Cleared | None = None) -> Words:
    """A line in the reader's language."""
    time, beside = "", ""
    if row.due is not None:
        time = f"{row.due:%m-%d}" if row.all_day else f"{row.due:%m-%d %H:%M}"
        beside = tr.t(distance(row.due.date(), day))
    loud = {r.OVERDUE: "critical", r.WITHIN_DAY: "high"}.get(row.group, "text")
    why = tr.t(row.why) if row.why is not None else _open(cleared, tr)
    if not why and row.hand_in is not None and tr.t(row.hand_in):
        why = f"→ {tr.t(row.hand_in)}"
    name = row.who.name if row.who.code else tr.t(N_("nobody in charge")) if not row.owner else row.owner
    return Words(time, beside, name, row.who.code, tr.t(row.what), why, row.owner if row.who.code else "", loud)


def _open(cleared: Cleared | None, tr: Translator) -> str:
    """The first thing that keeps a broadcast from going live, or is to be done by then."""
    lines = () if cleared is None else (*cleared.reasons, *cleared.to_do)
    if not lines:
        return ""
    first = lines[0]
    told = tr.t(first.message)
    if first.subject.type != "broadcast":
        told = f"{first.subject.name or first.subject.code}{tr.both('：', ': ')}{told}"
    return told if len(lines) == 1 else f"{told} (+{len(lines) - 1})"


def chip(row: Row, cleared: Cleared | None) -> tuple[Chip | None, str]:
    """The answer of a line (None: it has none), and its word where it is not the chip's own (msgid)."""
    if row.kind == "finding" and row.severity:
        return Chip(Answer[row.severity.upper()]), ""
    if row.kind != "broadcast" or cleared is None:
        return None, ""
    if not cleared.answer:
        return Chip(Answer.NOT_APPLICABLE), ""
    answer = {GO: Answer.PASS, CONDITIONS: Answer.MEDIUM, NO_GO: Answer.CRITICAL}[cleared.answer]
    word = {GO: N_("may go live"), CONDITIONS: N_("conditions"), NO_GO: N_("not live")}[cleared.answer]
    return Chip(answer), word  # how much there is stands after the first reason: (+3)


def joined(found: Iterable[Lapsing], limit: int = SHOWN) -> Lapsing:
    """What several questions found, as one."""
    listed = list(found)
    groups: Counter[str] = Counter()
    kinds: Counter[str] = Counter()
    rows: list[Row] = []
    by_day: dict[tuple[date, str], int] = {}
    for one in listed:
        groups.update(one.part.groups)
        kinds.update(one.part.kinds)
        rows += one.part.rows
        by_day.update(one.by_day)
    rows.sort(key=lambda row: (row.due is None, row.due, LAPSES.index(row.kind), row.who.code))
    ordered = {name: groups[name] for name in sorted(groups, key=int)}
    more = any(one.part.more for one in listed)
    return Lapsing(Part(ordered, dict(kinds), tuple(rows[:limit]), None, more), by_day)


def weeks(by_day: Mapping[tuple[date, str], int], day: date) -> list[tuple[date, int]]:
    """How many lapse in each week from the day on, weeks of seven days."""
    counted: Counter[int] = Counter()
    for (one, _kind), number in by_day.items():
        counted[(one - day).days // 7] += number
    last = max(counted, default=-1)
    return [(_moved(day, 7 * week), counted[week]) for week in range(last + 1)]


def sentence(parts: Mapping[str, Part], tr: Translator) -> str:
    """One sentence over the page: what is most pressing."""
    told = []
    clocks = parts.get(CLOCKS)
    if clocks is not None and clocks.groups.get(r.WITHIN_DAY):
        told.append(tr.t(N_("clocks that end within 24 hours: {n}"), n=f"{clocks.groups[r.WITHIN_DAY]:,}"))
    air = parts.get(TONIGHT)
    if air is not None and air.groups.get(r.TONIGHT):
        told.append(tr.t(N_("broadcasts still to come today: {n}"), n=f"{air.groups[r.TONIGHT]:,}"))
    lapsing = parts.get(LAPSING)
    if lapsing is not None and lapsing.groups.get("1"):
        told.append(tr.t(N_("lapses today and tomorrow: {n}"), n=f"{lapsing.groups['1']:,}"))
    whole = tr.both("，", ", ").join(told)
    return whole[:1].upper() + whole[1:]


def compared_words(found: Compared, tr: Translator) -> str:
    """Which checks were compared; empty where there were not two."""
    if found.before is None or found.latest_day is None or found.before_day is None:
        return ""
    return tr.t(
        N_("Check {id} as of {day}, beside check {before} as of {other}"),
        id=found.latest,
        day=found.latest_day.isoformat(),
        before=found.before,
        other=found.before_day.isoformat(),
    )
