"""How the statistics of cases read: tables of words and numbers. No widgets."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from auditor.i18n import N_, Translator
from auditor.model.enums import words
from auditor.services.cases.spreads import Spread
from auditor.services.cases.statistics import OUTCOMES, CaseFigures
from auditor.services.cases.telling import duration
from ui.cases.words import points, word_of
from ui.kit.small_table import Line
from ui.kit.texts import begun

NONE = "–"


@dataclass(frozen=True, slots=True)
class Told:
    """A table: its title, the titles of its columns, its lines."""

    title: str
    columns: Sequence[str]
    lines: Sequence[Line]


def tables_of(found: CaseFigures, tr: Translator) -> list[Told]:
    """Everything that was counted, in the order in which it is read."""
    return [_categories(found, tr), _times(found, tr), _reports(found, tr), _paid(found, tr), _feedback(found, tr)]


def headline(found: CaseFigures, tr: Translator) -> str:
    """The period and how many cases came in it."""
    received = sum(one.received for one in found.categories)
    period = f"{found.since.isoformat()} – {found.until.isoformat()}"
    told = tr.t(N_("{period} · cases: {n}"), period=period, n=f"{received:,}")
    owed = tr.t(N_("compensation agreed and not paid yet: {sum} yuan"), sum=points(found.owed)) if found.owed else ""
    return tr.both("；", "; ").join(part for part in (told, owed) if part)


def _categories(found: CaseFigures, tr: Translator) -> Told:
    outcomes = [word_of("outcome", one, None, tr) for one in OUTCOMES]
    lines = [
        Line(
            (
                word_of("case_category", one.category, one.text, tr),
                word_of("case_kind", one.kind, None, tr),
                f"{one.received:,}",
                *(f"{one.outcomes.get(name, 0):,}" for name in OUTCOMES),
            )
        )
        for one in found.categories
    ]
    titles = (tr.t(N_("Case category")), tr.t(N_("Case kind")), tr.t(N_("Received")), *outcomes)
    return Told(tr.t(N_("By category")), titles, lines)


def _times(found: CaseFigures, tr: Translator) -> Told:
    sources = {one.code for one in words("case_source")}
    lines = []
    for one in found.times:
        source = word_of("case_source", one.source, None, tr) if one.source in sources else one.source
        month = one.month or tr.t(N_("Whole period"))
        spreads = (*_spread(one.response, tr), *_spread(one.resolution, tr))
        lines.append(Line((month, source or tr.t(N_("All sources")), f"{one.cases:,}", *spreads)))
    titles = (
        N_("Month"),
        N_("Source"),
        N_("Received"),
        N_("Answered"),
        N_("Half within"),
        N_("Nine in ten within"),
        N_("Settled"),
        N_("Half within"),
        N_("Nine in ten within"),
    )
    return Told(tr.t(N_("Time to the first answer and to the settlement")), [tr.t(one) for one in titles], lines)


def _spread(one: Spread, tr: Translator) -> tuple[str, str, str]:
    median, p90 = (NONE if value is None else tr.t(duration(value)) for value in (one.median, one.p90))
    return f"{one.count:,}", median, p90


def _reports(found: CaseFigures, tr: Translator) -> Told:
    lines = [
        Line((one.month, f"{one.received:,}", f"{one.decided:,}", f"{one.valid:,}", _share(one.valid, one.received)))
        for one in found.ratio
    ]
    titles = (N_("Month"), N_("Received"), N_("Decided"), N_("Valid"), N_("Valid of those received"))
    return Told(tr.t(N_("Infringement reports")), [tr.t(one) for one in titles], lines)


def _share(part: int, whole: int) -> str:
    return f"{100 * part / whole:.0f} %" if whole else NONE


def _paid(found: CaseFigures, tr: Translator) -> Told:
    lines = [Line((one.month, f"{one.cases:,}", points(one.compensation), f"{one.refunds:,}")) for one in found.paid]
    titles = (N_("Month"), N_("Cases with compensation"), N_("Compensation (yuan)"), N_("Refunds made"))
    return Told(tr.t(N_("Compensation and refunds")), [tr.t(one) for one in titles], lines)


def _feedback(found: CaseFigures, tr: Translator) -> Told:
    lines = [
        Line(
            (
                one.month,
                begun(word_of("feedback_kind", one.kind, None, tr)),
                f"{one.received:,}",
                *_spread(one.answer, tr),
            )
        )
        for one in found.feedback
    ]
    titles = (N_("Month"), N_("Kind"), N_("Received"), N_("Answered"), N_("Half within"), N_("Nine in ten within"))
    return Told(tr.t(N_("Consumers' feedback")), [tr.t(one) for one in titles], lines)
