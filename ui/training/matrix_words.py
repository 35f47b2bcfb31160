"""Who has to learn what, as a map: gaps by group, seats lacking by week, and the people behind a cell. No widgets."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from auditor.i18n import N_, Translator
from auditor.services.training.matrix import Cell, LearnerWindow, MatrixRow, WeekNeed
from auditor.services.training.windows import GAPS, STATE_WORDS, STATES, WindowState
from ui.kit.chips import Answer
from ui.kit.heat import HeatCell, HeatGrid
from ui.kit.texts import begun
from ui.training.award_words import code_text

WEEKS = 13
"""So many weeks are planned ahead."""
MARKS = {"lapsed": Answer.CRITICAL, "grace": Answer.HIGH, "open": Answer.MEDIUM, "missing": Answer.UNKNOWN}
SEVERITY = {"lapsed": "critical", "grace": "high", "missing": "high", "open": "medium"}
LEARNER_TITLES = (
    N_("Name"),
    N_("Code"),
    N_("Team"),
    N_("In charge"),
    N_("Status"),
    N_("Due day"),
    N_("Last day of grace"),
    N_("On a list"),
)
STATUS = 4
BEGINS = time(9, 0)


@dataclass(frozen=True, slots=True)
class Gap:
    """What a cell stands for: people of a requirement in a group (None: all of it), or due in a week (a Monday)."""

    row: MatrixRow
    by: str = "unit"
    group: str | None = None
    monday: date | None = None

    @property
    def asked(self) -> tuple[object, ...]:
        """Whose people they are, whatever the numbers are just now."""
        return self.row.code, self.by, self.group, self.monday

    @property
    def states(self) -> tuple[WindowState, ...]:
        """Whom to ask for: of a week also those whose window opens only then."""
        return GAPS if self.monday is None else STATES

    def meant(self, found: Iterable[LearnerWindow], day: date) -> tuple[LearnerWindow, ...]:
        """The people of the cell among those of the requirement."""
        if self.monday is not None:
            return tuple(one for one in found if week_of(one, day) == self.monday)
        return tuple(one for one in found if self.group is None or getattr(one, self.by) == self.group)


def week_of(one: LearnerWindow, day: date) -> date | None:
    """The Monday of the week in which somebody needs a seat at the latest; None: no seat is needed."""
    if one.due is None:
        return monday_of(day) if one.state == "missing" else None
    return monday_of(max(day, one.due))


def monday_of(day: date) -> date:
    """The Monday of a day's week."""
    return day - timedelta(days=day.weekday())


def named(row: MatrixRow) -> str:
    """What a requirement is called."""
    return row.title or row.code


def gaps_grid(rows: Sequence[MatrixRow], by: str, tr: Translator) -> HeatGrid:
    """Requirements by group: how many need a seat; the first column counts all of them."""
    groups = sorted({cell.group for row in rows for cell in row.cells})
    none = tr.t(N_("No team") if by == "unit" else N_("Nobody in charge"))
    cells: dict[tuple[int, int], HeatCell] = {}
    for at, row in enumerate(rows):
        found = {cell.group: cell for cell in row.cells}
        whole: list[tuple[str, str | None, list[Cell]]] = [(tr.t(N_("All")), None, list(row.cells))]
        whole += [(group or none, group, [found[group]]) for group in groups if group in found]
        for title, group, counted in whole:
            if any(cell.gaps for cell in counted):
                column = 0 if group is None else 1 + groups.index(group)
                cells[at, column] = _gap(row, title, Gap(row, by, group), counted, tr)
    columns = (tr.t(N_("All")), *(group or none for group in groups))
    return HeatGrid(tuple(named(row) for row in rows), columns, cells)


def _gap(row: MatrixRow, title: str, gap: Gap, counted: Sequence[Cell], tr: Translator) -> HeatCell:
    sums = {state: sum(cell.counts.get(state, 0) for cell in counted) for state in GAPS}
    worst = next(SEVERITY[state] for state in ("lapsed", "grace", "missing", "open") if sums[state])
    told = "、" if tr.language == "zh" else ", "
    parts = told.join(f"{tr.t(STATE_WORDS[state])} {n:,}" for state, n in sums.items() if n)
    words = tr.t(
        N_("{row}, {group}: {n} of {people} need a seat ({states})"),
        row=named(row),
        group=title,
        n=f"{sum(sums.values()):,}",
        people=f"{sum(cell.people for cell in counted):,}",
        states=parts,
    )
    return HeatCell(sum(sums.values()), worst, words, gap)


def weeks_grid(rows: Sequence[MatrixRow], tr: Translator) -> HeatGrid:
    """Requirements by week: how many have no seat yet by then."""
    mondays = [at.monday for at in rows[0].weeks] if rows and rows[0].weeks else []
    mondays = mondays or next(([at.monday for at in row.weeks] for row in rows if row.weeks), [])
    cells = {
        (at, mondays.index(week.monday)): _week(row, week, tr)
        for at, row in enumerate(rows)
        for week in row.weeks
        if week.needed > week.booked
    }
    columns = tuple(f"{monday:%m-%d}" for monday in mondays)
    return HeatGrid(tuple(named(row) for row in rows), columns, cells)


def _week(row: MatrixRow, week: WeekNeed, tr: Translator) -> HeatCell:
    lacking = week.needed - week.booked
    worst = "medium" if lacking <= week.free else "high"
    words = tr.t(
        N_("{row}, week of {week}: {needed} seats needed, {booked} booked, {free} free in planned sessions"),
        row=named(row),
        week=week.monday.isoformat(),
        needed=f"{week.needed:,}",
        booked=f"{week.booked:,}",
        free=f"{week.free:,}",
    )
    return HeatCell(lacking, worst, words, Gap(row, monday=week.monday))


def learner_line(one: LearnerWindow, tr: Translator) -> tuple[str, ...]:
    """One person of a gap."""
    days = ("" if day is None else day.isoformat() for day in (one.due, one.lapses))
    code = code_text(one.learner_type, one.learner, tr)
    status = begun(tr.t(STATE_WORDS[one.state]))
    return (one.name, code, one.unit, one.owner, status, *days, "✓" if one.booked else "")


def starts(gap: Gap, today: date) -> datetime:
    """When a session for a gap is offered: the Monday it is needed by, or in a week; never on a day that is over."""
    day = today + timedelta(days=7)
    if gap.monday is not None:
        day = max(gap.monday, today + timedelta(days=1))
    return datetime.combine(day, BEGINS)


def sentence(rows: Sequence[MatrixRow] | None, tr: Translator) -> str:
    """One sentence about the map."""
    if rows is None:
        return tr.t(N_("Working it out…"))
    gaps = sum(cell.gaps for row in rows for cell in row.cells)
    return tr.t(N_("{requirements} requirements, {gaps} seats needed"), requirements=len(rows), gaps=f"{gaps:,}")
