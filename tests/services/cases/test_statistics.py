"""Figures of the case desk: as the stories tell them one by one, by month and source, and in a workbook."""

from __future__ import annotations

import random
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from auditor.app import Auditor
from auditor.errors import CallerMistake
from auditor.model.types import DAY_SECONDS, day_of
from auditor.services.cases import story as s
from auditor.services.cases.gate import parts_of
from auditor.services.cases.spreads import Spread, spread
from auditor.services.cases.statistics import CaseFigures, CaseStatistics, Times
from auditor.services.cases.statistics_book import WriteCaseStatistics
from tests.services.cases.conftest import case_of
from tests.services.today.conftest import Fill, seconds

HOUR = 3_600
JUNE = day_of(date(2026, 6, 1)) * DAY_SECONDS


def figures(app: Auditor, **asked: Any) -> CaseFigures:
    return app.ask(CaseStatistics(**asked))


def told(found: CaseFigures, month: str, source: str) -> Times:
    (one,) = [one for one in found.times if (one.month, one.source) == (month, source)]
    return one


def test_that_the_percentiles_are_those_of_the_ordered_durations() -> None:
    assert spread([]) == Spread(0, None, None)
    assert spread([7]) == Spread(1, 7, 7)
    assert spread([4, 1, 3, 2]) == Spread(4, 2, 4)
    assert spread(range(1, 11)) == Spread(10, 5, 9)
    assert spread(range(1, 102)) == Spread(101, 51, 91)


def test_that_times_are_counted_by_the_month_and_source_in_which_a_case_came(app: Auditor, fill: Fill) -> None:
    fill(cases=[
        case_of("K1", occurred_at=seconds("2026-05-30T08:00"), accepted_at=seconds("2026-06-01T08:00"),
                first_response_at=seconds("2026-06-01T18:00")),
        case_of("K2", occurred_at=JUNE, first_response_at=JUNE + 20 * HOUR, outcome="substantiated",
                decided_on=day_of(date(2026, 6, 3)), closed_at=seconds("2026-06-04T00:00")),
        case_of("K3", occurred_at=JUNE, source="odr", outcome="unsubstantiated", closed_at=JUNE + 30 * HOUR),
        case_of("K4", occurred_at=seconds("2026-05-31T23:59"), outcome="open"),
        case_of("K5", occurred_at=seconds("2025-06-30T12:00"), outcome="open"),
    ])  # fmt: skip
    found = figures(app)
    assert (found.since, found.until) == (date(2025, 7, 1), date(2026, 6, 30))
    june = told(found, "2026-06", "consumer")
    assert (june.cases, june.response) == (2, Spread(2, 15 * HOUR, 20 * HOUR))
    assert june.resolution == Spread(1, 48 * HOUR, 48 * HOUR)
    odr = told(found, "2026-06", "odr")
    # It was closed without an answer: closing counts as the answer, as the rules have it.
    assert (odr.response, odr.resolution) == (Spread(1, 30 * HOUR, 30 * HOUR), Spread(1, 30 * HOUR, 30 * HOUR))
    assert told(found, "2026-05", "consumer") == Times("2026-05", "consumer", 1, Spread(), Spread())
    assert (told(found, "", "consumer").cases, told(found, "", "").cases) == (3, 4)
    assert told(found, "", "").response == Spread(3, 20 * HOUR, 30 * HOUR)


def test_that_categories_reports_and_money_are_counted(app: Auditor, fill: Fill) -> None:
    report = {"kind": "ip_report", "category": "ip_trademark", "source": "rights_holder"}
    day = day_of(date(2026, 6, 20))
    fill(cases=[
        case_of("R1", **report, outcome="substantiated"), case_of("R2", **report, outcome="unsubstantiated"),
        case_of("R3", **report), case_of("R4", **report, outcome="substantiated", appeal="granted"),
        case_of("P1", outcome="substantiated", compensation=12_050, compensated_on=day, refunded_on=day),
        case_of("P2", outcome="substantiated", compensation=3_000, subject_type="host", subject="H1"),
    ])  # fmt: skip
    found = figures(app)
    assert [(one.month, one.received, one.decided, one.valid) for one in found.ratio] == [("2026-06", 4, 3, 1)]
    assert [(one.month, one.cases, one.compensation, one.refunds) for one in found.paid] == [("2026-06", 1, 12_050, 1)]
    assert found.owed == 3_000
    first = found.categories[0]
    assert (first.category, first.kind, first.received) == ("ip_trademark", "ip_report", 4)
    assert dict(first.outcomes) == {
        "substantiated": 1,
        "unsubstantiated": 1,
        "malicious": 0,
        "overturned": 1,
        "open": 1,
    }
    assert figures(app, subject="host:H1").times[-1].cases == 1
    assert figures(app, since=date(2026, 6, 30)).times == (Times("", "", 0, Spread(), Spread()),)
    with pytest.raises(CallerMistake, match="ends before"):
        figures(app, since=date(2026, 7, 1))


def test_that_the_moments_of_all_are_those_that_the_stories_tell_one_by_one(app: Auditor, fill: Fill) -> None:
    chance = random.Random(7)
    cases, events = [], []
    for number in range(60):
        at = JUNE + chance.randrange(20) * DAY_SECONDS // 2
        values: dict[str, Any] = {"occurred_at": at, "outcome": chance.choice(("open", "substantiated"))}
        for name in ("accepted_at", "first_response_at"):
            if chance.random() < 0.4:
                values[name] = at + chance.randrange(96) * HOUR // 4
        if chance.random() < 0.5:
            values["decided_on"] = at // DAY_SECONDS + chance.randrange(3)
        cases.append(case_of(f"K{number}", **values))
        when = at
        for kind in chance.choices(("received", "accepted", "responded", "decided", "reopened", "message"), k=4):
            when += chance.randrange(30) * HOUR // 2
            events.append({"case": f"K{number}", "at": when, "kind": kind, "by_whom": str(when)})
    fill(cases=cases, case_events=events)
    durations: list[tuple[int | None, int | None]] = []
    with app.context.store.reading() as connection:
        for number in range(1, 61):
            state = s.folded(parts_of(connection, number).story())
            asked = state.asked or 0
            ends = [one for one in (state.decided, state.closed) if one is not None]
            durations.append((_since(state.responded or state.closed, asked), _since(min(ends, default=None), asked)))
    whole = figures(app, until=date(2026, 7, 30)).times[-1]
    assert whole.response == spread([one for one, _ in durations if one is not None])
    assert whole.resolution == spread([one for _, one in durations if one is not None])
    assert min(whole.response.count, whole.resolution.count) > 20


def _since(moment: int | None, asked: int) -> int | None:
    return None if moment is None else max(moment - asked, 0)


def test_that_a_closing_before_the_last_reopening_ends_nothing(app: Auditor, fill: Fill) -> None:
    event = {"case": "K1", "by_whom": "周"}
    fill(
        cases=[case_of("K1", occurred_at=JUNE, outcome="substantiated", kind="infraction")],
        case_events=[event | {"at": JUNE + hours * HOUR, "kind": kind}
                     for hours, kind in ((1, "closed"), (2, "reopened"), (5, "closed"))],
    )  # fmt: skip
    found = told(figures(app), "2026-06", "consumer")
    # Nobody answers an infraction: its closing is no answer.
    assert (found.resolution.median, found.response.count) == (5 * HOUR, 0)


def test_that_the_workbook_says_the_same_and_computes_nothing(app: Auditor, fill: Fill, tmp_path: Path) -> None:
    import openpyxl

    from auditor.model.values import Other

    fill(cases=[case_of("K1", category=Other("=1+1"), compensation=100), case_of("K2", outcome="substantiated")])
    out = tmp_path / "统计.xlsx"
    found = app.run(WriteCaseStatistics(out, CaseStatistics()))
    assert found == figures(app)
    book = openpyxl.load_workbook(out)
    assert book.sheetnames[:2] == ["案件类别", "响应与办结用时（小时）"]
    rows = {row[0].value: row for row in book.worksheets[0].iter_rows(min_row=2)}
    assert book.worksheets[0].page_setup.orientation == "landscape"
    assert (rows["=1+1"][0].data_type, rows["=1+1"][2].value, rows["退款问题"][3].value) == ("s", 1, 1)
