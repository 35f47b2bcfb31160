"""The figures of the case desk for scripts: as tables, as JSON, as a workbook."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from auditor.cli.desk import Desk
from auditor.i18n import said

if TYPE_CHECKING:
    from auditor.services.cases.spreads import Spread
    from auditor.services.cases.statistics import CaseFigures


def figures(desk: Desk, since: str | None, until: str | None, subject: str, xlsx: Path | None) -> None:
    """Tell the figures of a period; ``xlsx``: write them there as well."""
    from auditor.services.cases.statistics import CaseStatistics
    from auditor.services.cases.statistics_book import WriteCaseStatistics

    first, last = (None if text is None else desk.day(text) for text in (since, until))
    query = CaseStatistics(first, last, subject)
    with desk.open() as opened:
        if xlsx is None:
            found = opened.ask(query)
        else:
            with desk.progress() as monitor:
                found = opened.run(WriteCaseStatistics(xlsx, query, desk.tr.language), monitor)
    desk.document(figures_json(found))
    if desk.common.json != "-":
        _tell(desk, found)
    if xlsx is not None:
        desk.warn(said("The figures are at {path}.", path=str(xlsx)))


def _tell(desk: Desk, found: CaseFigures) -> None:
    from auditor.services.cases.statistics_book import TITLES, headings, parts

    desk.say(said("Cases that came from {since} to {until}, as they stand now", since=found.since, until=found.until))
    for name, rows in parts(found, desk.tr):
        listed = list(rows)
        if listed:
            desk.say(said("{title}:", title=desk.tr.t(TITLES[name])))
            desk.table(headings(name, desk.tr), listed)
    if found.owed:
        desk.say(said("Compensation without a day of payment: {amount} CNY", amount=f"{found.owed / 100:.2f}"))


def figures_json(found: CaseFigures) -> dict[str, Any]:
    """The figures for programs: durations in seconds, money in yuan."""
    return {
        "since": found.since.isoformat(),
        "until": found.until.isoformat(),
        "categories": [
            {"category": one.text or one.category, "kind": one.kind, "received": one.received, **one.outcomes}
            for one in found.categories
        ],
        "times": [
            {
                "month": one.month or None,
                "source": one.source or None,
                "cases": one.cases,
                "response": _spread(one.response),
                "resolution": _spread(one.resolution),
            }
            for one in found.times
        ],
        "infringement_reports": [
            {"month": one.month, "received": one.received, "decided": one.decided, "valid": one.valid}
            for one in found.ratio
        ],
        "paid": [
            {"month": one.month, "cases": one.cases, "compensation": one.compensation / 100, "refunds": one.refunds}
            for one in found.paid
        ],
        "owed": found.owed / 100,
        "feedback": [
            {"month": one.month, "kind": one.kind, "received": one.received, "answer": _spread(one.answer)}
            for one in found.feedback
        ],
    }


def _spread(one: Spread) -> dict[str, int | None]:
    return {"count": one.count, "median": one.median, "p90": one.p90}
