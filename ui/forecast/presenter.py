"""What the heat map counts: failures that begin, by rule or unit and by week. No widgets."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from auditor.i18n import N_, Translator
from auditor.model.enums import word
from auditor.services.forecasting import Begins, Forecasted, Foreseen
from auditor.services.shown import severity_word

ORDER = ("critical", "high", "medium", "low", "info")
LIST_TITLES = (N_("First day"), N_("Severity"), N_("Who"), N_("Code"), N_("Rule"), N_("Title"))


@dataclass(frozen=True, slots=True)
class Cell:
    """What begins in one week: the worst of it and who."""

    begins: tuple[tuple[Begins, Foreseen], ...]

    @property
    def count(self) -> int:
        """How many failures begin."""
        return len(self.begins)

    @property
    def worst(self) -> str:
        """The gravest of them."""
        return min((one.severity for one, _who in self.begins), key=ORDER.index)


@dataclass(frozen=True, slots=True)
class Grid:
    """Rows with a key and a name, the first days of the weeks, and the cells that are not empty."""

    rows: tuple[tuple[str, str], ...]
    weeks: tuple[date, ...]
    cells: dict[tuple[int, int], Cell]

    @property
    def most(self) -> int:
        """The largest count of a cell."""
        return max((cell.count for cell in self.cells.values()), default=0)


def weeks_of(first: date, days: int) -> tuple[date, ...]:
    """The Mondays of the weeks that the days touch, the first day's own week first."""
    monday = first - timedelta(days=first.weekday())
    last = first + timedelta(days=days)
    return tuple(monday + timedelta(days=7 * at) for at in range((last - monday).days // 7 + 1))


def grid(subjects: Iterable[Foreseen], done: Forecasted, by_unit: bool, tr: Translator) -> Grid:
    """Count by rule, the gravest and fullest first, or by unit; of each subject a rule counts once."""
    weeks = weeks_of(done.as_of, done.days)
    found: dict[str, dict[int, list[tuple[Begins, Foreseen]]]] = {}
    for one in subjects:
        told: set[str] = set()
        for begins in one.later:
            if begins.rule in told:
                continue
            told.add(begins.rule)
            key = (one.unit or tr.t(N_("No team"))) if by_unit else begins.rule
            week = (begins.day - weeks[0]).days // 7
            found.setdefault(key, {}).setdefault(week, []).append((begins, one))
    keys = sorted(found, key=lambda key: _rank(found[key]))
    rows = tuple((key, key if by_unit else f"{key}  {tr.both(*done.titles[key])}") for key in keys)
    cells = {
        (at, week): Cell(tuple(sorted(listed, key=lambda pair: (pair[0].day, pair[1].code))))
        for at, key in enumerate(keys)
        for week, listed in found[key].items()
    }
    return Grid(rows, weeks, cells)


def _rank(weeks: dict[int, list[tuple[Begins, Foreseen]]]) -> tuple[int, int]:
    listed = [begins for week in weeks.values() for begins, _who in week]
    return min(ORDER.index(one.severity) for one in listed), -len(listed)


def list_line(begins: Begins, one: Foreseen, done: Forecasted, tr: Translator) -> tuple[str, ...]:
    """One failure that begins, as a line."""
    return (
        begins.day.isoformat(),
        severity_word(tr, begins.severity),
        word("subject_type", one.type, tr.language),
        one.code,
        begins.rule,
        tr.both(*done.titles[begins.rule]),
    )


def sentence(subjects: Sequence[Foreseen], done: Forecasted | None, tr: Translator) -> str:
    """One sentence about the forecast."""
    if done is None:
        return ""
    return tr.t(
        N_("{now} of {judged} fail on {day}; for {later} something new begins to fail within {days} days."),
        now=f"{sum(bool(one.now) for one in subjects):,}",
        judged=f"{sum(done.judged.values()):,}",
        day=done.as_of.isoformat(),
        later=f"{sum(bool(one.later) for one in subjects):,}",
        days=done.days,
    )
