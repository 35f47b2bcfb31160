"""The list of all cases: open ones and closed ones, by day, category and whom they are about, page by page."""

from __future__ import annotations

from datetime import date
from itertools import product

import pytest

from auditor.app import Auditor
from auditor.errors import CallerMistake
from auditor.services.cases import every
from auditor.services.cases.every import CaseFilter, CaseFirst, CaseIds, CaseLines
from auditor.services.cases.logging import LogCaseEvent
from tests.services.cases.conftest import case_of
from tests.services.today.conftest import Fill, seconds


@pytest.fixture
def desk(app: Auditor, fill: Fill) -> Auditor:
    """Three closed, one of them by an event alone; one closed and taken up again; two open."""
    before = seconds("2026-06-26T12:00")
    fill(
        cases=[
            case_of(
                "A",
                occurred_at=before,
                closed_at=seconds("2026-06-28T18:00"),
                outcome="substantiated",
                category="quality",
            ),
            case_of(
                "B",
                occurred_at=before,
                closed_at=seconds("2026-06-27T00:00"),
                outcome="unsubstantiated",
                handler="小周",
            ),
            case_of("C", occurred_at=before, outcome="unsubstantiated", kind="infraction"),
            case_of("D", occurred_at=before, closed_at=seconds("2026-06-29T10:00"), outcome="unsubstantiated"),
            case_of("E", occurred_at=seconds("2026-06-25T23:59"), handler="小周"),
            case_of("F", occurred_at=seconds("2026-06-26T00:00")),
        ],
        case_events=[{"case": "C", "at": seconds("2026-06-29T23:59"), "kind": "closed"}],
    )
    app.do(LogCaseEvent("D", "reopened", text="又来一次"))
    return app


def names(app: Auditor, chosen: CaseFilter, order: str = "new", as_of: date | None = None) -> list[str]:
    """What is listed, which its first page (of two and of many) and its lines agree on."""
    ids = app.ask(CaseIds(chosen, order, as_of))  # type: ignore[arg-type] # one of the orders
    lines = app.ask(CaseLines(tuple(ids), as_of))
    for size in (2, 200):
        first = app.ask(CaseFirst(chosen, order, size, as_of))  # type: ignore[arg-type] # one of the orders
        assert first == lines[:size]
    return [one.name for one in lines]


def test_that_closed_ones_are_listed_by_their_closing_whoever_told_of_it(desk: Auditor) -> None:
    assert names(desk, CaseFilter(), "closed") == ["C", "A", "B"]
    assert names(desk, CaseFilter(), "-closed") == ["B", "A", "C"]
    assert names(desk, CaseFilter(), "-new") == names(desk, CaseFilter())[::-1] == ["A", "B", "C"]
    closed = {one.name: one.closed for one in desk.ask(CaseFirst(CaseFilter(closed=False)))}
    assert [name for name, at in closed.items() if at is None] == ["F", "E", "D"]
    assert str(closed["C"]) == "2026-06-29 23:59:00"


NARROWED = (
    (CaseFilter(since=date(2026, 6, 28)), "AC"),
    (CaseFilter(until=date(2026, 6, 27)), "B"),
    (CaseFilter(since=date(2026, 6, 27), until=date(2026, 6, 28)), "AB"),
    (CaseFilter(closed=False), "ABCDEF"),
    (CaseFilter(closed=False, until=date(2026, 6, 25)), "E"),
    (CaseFilter(category="商品质量"), "A"),
    (CaseFilter(closed=False, kind="infraction"), "C"),
    (CaseFilter(closed=False, who="小周"), "BE"),
    (CaseFilter(closed=False, who="卓经理"), "ACDF"),
    (CaseFilter(closed=False, text="b"), "B"),
    (CaseFilter(closed=False, text="没有这个"), ""),
)


def test_that_days_category_kind_name_and_number_narrow_the_list(desk: Auditor) -> None:
    for chosen, expected in NARROWED:
        assert sorted(names(desk, chosen)) == list(expected), chosen
        assert sorted(names(desk, chosen, "-happened")) == list(expected), chosen


def test_that_an_earlier_day_knows_no_later_closing(desk: Auditor) -> None:
    assert names(desk, CaseFilter(), "closed", date(2026, 6, 28)) == ["A", "B"]
    open_then = [one.closed is None for one in desk.ask(CaseFirst(CaseFilter(closed=False), as_of=date(2026, 6, 26)))]
    assert open_then == [True] * 6
    (line,) = desk.ask(CaseLines((1,), date(2026, 6, 27)))
    assert (line.name, line.closed) == ("A", None)


def test_that_what_stands_far_behind_is_found_all_the_same(desk: Auditor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(every, "AHEAD", 2)
    for order, closed in product(("new", "-new", "closed"), (True, False)):
        assert len(names(desk, CaseFilter(closed=closed), order)) == (3 if closed else 6)


def test_that_days_in_the_wrong_order_are_told(desk: Auditor) -> None:
    with pytest.raises(CallerMistake, match="before the first"):
        desk.ask(CaseIds(CaseFilter(since=date(2026, 6, 28), until=date(2026, 6, 27))))
