"""What the heat map counts: failures that begin, by rule or unit and by week. No widgets."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from auditor.i18n import N_, Translator
from auditor.model.enums import word
from auditor.services.forecasting import Begins, Forecasted, Foreseen
from auditor.services.shown import severity_word
from ui.kit.heat import HeatCell, HeatGrid
from ui.kit.texts import begun

ORDER = ("critical", "high", "medium", "low", "info")
LIST_TITLES = (N_("First day"), N_("Severity"), N_("Who"), N_("Code"), N_("Name"), N_("Rule"), N_("Title"))


Begun = tuple[tuple[Begins, Foreseen], ...]
"""What begins in one week, and for whom."""


def weeks_of(first: date, days: int) -> tuple[date, ...]:
    """The Mondays of the weeks that the days touch, the first day's own week first."""
    monday = first - timedelta(days=first.weekday())
    last = first + timedelta(days=days)
    return tuple(monday + timedelta(days=7 * at) for at in range((last - monday).days // 7 + 1))


def grid(subjects: Iterable[Foreseen], done: Forecasted, by_unit: bool, tr: Translator) -> HeatGrid:
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
    rows = tuple(key if by_unit else f"{key}  {tr.both(*done.titles[key])}" for key in keys)
    cells = {
        (at, week): _cell(rows[at], weeks[week], listed, tr)
        for at, key in enumerate(keys)
        for week, listed in found[key].items()
    }
    return HeatGrid(rows, tuple(f"{week:%m-%d}" for week in weeks), cells)


def _cell(row: str, week: date, listed: Iterable[tuple[Begins, Foreseen]], tr: Translator) -> HeatCell:
    beginning: Begun = tuple(sorted(listed, key=lambda pair: (pair[0].day, pair[1].code)))
    worst = min((one.severity for one, _who in beginning), key=ORDER.index)
    words = tr.t(
        N_("{row}, week of {week}: {n} begin to fail, the gravest {severity}"),
        row=row,
        week=week.isoformat(),
        n=len(beginning),
        severity=severity_word(tr, worst),
    )
    return HeatCell(len(beginning), worst, words, beginning)


def _rank(weeks: dict[int, list[tuple[Begins, Foreseen]]]) -> tuple[int, int]:
    listed = [begins for week in weeks.values() for begins, _who in week]
    return min(ORDER.index(one.severity) for one in listed), -len(listed)


def list_line(begins: Begins, one: Foreseen, done: Forecasted, tr: Translator) -> tuple[str, ...]:
    """One failure that begins, as a line."""
    return (
        begins.day.isoformat(),
        begun(severity_word(tr, begins.severity)),
        begun(word("subject_type", one.type, tr.language)),
        one.code,
        one.name,
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
