"""The figures of the case desk as a workbook: a sheet for each part, every text stored as text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from auditor.i18n import N_, Language, Translator
from auditor.model.enums import word
from auditor.monitor import Monitor
from auditor.reporting.atomic import whole_file
from auditor.services.cases.spreads import Spread
from auditor.services.cases.statistics import OUTCOMES, CaseFigures, CaseStatistics, Category, Times, statistics
from auditor.services.context import Context
from auditor.services.verbs import Job

HOUR = 3_600
A4 = 9

TITLES = {
    "categories": N_("Case categories"),
    "times": N_("Response and resolution, hours"),
    "reports": N_("Infringement reports"),
    "paid": N_("Compensation and refunds"),
    "feedback": N_("Feedback, hours to the answer"),
}
"""The parts of the figures."""

HEADS = {
    "categories": (N_("case category"), N_("kind"), N_("received"), *OUTCOMES),
    "times": (
        N_("month"), N_("source"), N_("cases"), N_("answered"), N_("answer, median"),
        N_("answer, p90"), N_("settled"), N_("settlement, median"),
        N_("settlement, p90"),
    ),
    "reports": (N_("month"), N_("received"), N_("decided"), N_("held valid"), N_("valid of received, %")),
    "paid": (N_("month"), N_("cases"), N_("compensation paid, CNY"), N_("refunds")),
    "feedback": (
        N_("month"), N_("kind"), N_("received"), N_("answered"), N_("answer, median"),
        N_("answer, p90"),
    ),
}  # fmt: skip
"""The columns of each part; of outcomes their codes."""

TEXTS = {"categories": 2, "times": 2, "reports": 1, "paid": 1, "feedback": 2}
"""How many columns of each part hold words; behind them stand numbers."""

Cell = str | int | float | None


@dataclass(frozen=True, slots=True)
class WriteCaseStatistics(Job[CaseFigures]):
    """Write the figures that ``query`` asks for as .xlsx to ``path``. Raises WorldFailed."""

    path: Path
    query: CaseStatistics
    language: Language = "zh"


def write_statistics(context: Context, job: WriteCaseStatistics, monitor: Monitor, who: str) -> CaseFigures:
    """Count, then write; the file stands under its name only when it is whole."""
    with context.store.reading() as connection:
        figures = statistics(context, connection, job.query)
    with whole_file(job.path) as out:
        _write(figures, Translator(job.language), out)
    return figures


def _write(figures: CaseFigures, tr: Translator, out: IO[bytes]) -> None:
    import xlsxwriter

    plain = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book: Any = xlsxwriter.Workbook(out, plain)
    dress = {"bold": True, "bg_color": "#EEF1F5", "bottom": 1, "valign": "top", "text_wrap": True}
    head, over_numbers = book.add_format(dress), book.add_format(dress | {"align": "right"})
    money, hours = (book.add_format({"num_format": one}) for one in ("#,##0.00", "0.0"))
    for name, rows in parts(figures, tr):
        sheet = book.add_worksheet(tr.t(TITLES[name])[:31])
        heads = headings(name, tr)
        sheet.set_column(0, 1, 22)
        sheet.set_column(2, len(heads) - 1, 14)
        sheet.freeze_panes(1, 0)
        sheet.set_landscape()
        sheet.set_paper(A4)
        sheet.fit_to_pages(1, 0)  # as wide as the paper, on as many pages as there are rows for
        sheet.repeat_rows(0)
        for column, text in enumerate(heads):
            sheet.write_string(0, column, text, head if column < TEXTS[name] else over_numbers)
        last = 0
        for last, row in enumerate(rows, start=1):
            for column, value in enumerate(row):
                if isinstance(value, str):
                    sheet.write_string(last, column, value)
                elif value is not None:
                    exact = isinstance(value, float)
                    sheet.write_number(last, column, value, (money if name == "paid" else hours) if exact else None)
        sheet.autofilter(0, 0, max(last, 1), len(heads) - 1)
    book.close()


def headings(name: str, tr: Translator) -> tuple[str, ...]:
    """What stands above the columns of a part."""
    return tuple(word("outcome", one, tr.language) if one in OUTCOMES else tr.t(one) for one in HEADS[name])


def parts(figures: CaseFigures, tr: Translator) -> Iterator[tuple[str, Iterable[tuple[Cell, ...]]]]:
    """Each part with its rows, as people read them: words for codes, hours, yuan."""
    lang = tr.language
    kinds = {one.kind: word("feedback_kind", one.kind, lang) for one in figures.feedback}
    listed: dict[str, Iterable[tuple[Cell, ...]]] = {
        "categories": (_category(one, lang) for one in figures.categories),
        "times": (_times(one, tr) for one in figures.times),
        "reports": (
            (one.month, one.received, one.decided, one.valid, round(100 * one.valid / one.received, 1))
            for one in figures.ratio
        ),
        "paid": ((one.month, one.cases, one.compensation / 100, one.refunds) for one in figures.paid),
        "feedback": ((one.month, kinds[one.kind], one.received, *_hours(one.answer)) for one in figures.feedback),
    }
    yield from listed.items()


def _category(one: Category, lang: Language) -> tuple[Cell, ...]:
    named = one.text or word("case_category", one.category, lang), word("case_kind", one.kind, lang)
    return *named, one.received, *(one.outcomes[name] for name in OUTCOMES)


def _times(one: Times, tr: Translator) -> tuple[Cell, ...]:
    every = tr.t(N_("all"))
    source = word("case_source", one.source, tr.language) if one.source else every
    return one.month or every, source, one.cases, *_hours(one.response), *_hours(one.resolution)


def _hours(spread: Spread) -> tuple[Cell, ...]:
    shown = (None if seconds is None else round(seconds / HOUR, 1) for seconds in (spread.median, spread.p90))
    return spread.count, *shown
