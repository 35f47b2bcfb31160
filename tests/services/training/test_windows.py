"""Windows of learning again: pure functions of days."""

from __future__ import annotations

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from auditor.model.types import day_of
from auditor.services.training.windows import STATES, Demand, Passed, Window, window
from tests.services.rows import day

DAYS = st.integers(day_of(date(2020, 1, 1)), day_of(date(2035, 12, 31)))
PAST = st.builds(
    lambda on, lasts: Passed(on, None if lasts is None else on + lasts), DAYS, st.none() | st.integers(0, 900)
)
DEMANDS = st.builds(
    Demand, st.sampled_from(("", "every_months", "before_first_live", "by_day")), st.integers(1, 36), DAYS,
    st.integers(0, 90), st.integers(0, 60), st.none() | DAYS,
)  # fmt: skip


@given(DEMANDS, st.lists(PAST, max_size=4), st.none() | DAYS)
def test_that_days_only_move_a_window_forward_and_its_ends_are_where_it_says(
    demand: Demand, passed: list[Passed], first_live: int | None
) -> None:
    its = window(demand, passed, first_live)
    if its.due is None:
        assert its.state(0) == ("done" if its.learnt else "missing")
        return
    assert its.opens is not None
    assert its.lapses is not None
    edges = (its.opens - 1, its.opens, its.due, its.due + 1, its.lapses, its.lapses + 1)
    states = [its.state(one) for one in edges]
    assert [STATES.index(one) for one in sorted(states, key=STATES.index)] == sorted(
        STATES.index(one) for one in states
    )
    assert states[0] == ("done" if its.learnt else "not_yet")
    assert (states[1], states[2], states[-1]) == ("open", "open", "lapsed")
    assert states[4] == ("grace" if demand.grace_days else "open")


@given(DEMANDS, st.lists(PAST, max_size=4), PAST, st.none() | DAYS, DAYS)
def test_that_passing_once_more_never_makes_it_worse(
    demand: Demand, passed: list[Passed], more: Passed, first_live: int | None, day: int
) -> None:
    before, after = window(demand, passed, first_live), window(demand, [*passed, more], first_live)
    if before.learnt:
        assert after.learnt
        assert after.due is None or (before.due is not None and after.due >= before.due)


def test_that_each_kind_of_demand_has_its_day() -> None:
    annual = Demand("every_months", months=12, opens_days=60, grace_days=14, since=day("2026-01-01"))
    assert window(annual, ()) == Window(day("2026-01-01"), False, 60, 14)
    assert window(annual, (), day("2026-05-01")).due == day("2026-05-01")
    assert window(annual, [Passed(day("2026-03-31"))]).due == day("2027-03-31")
    assert window(annual, [Passed(day("2026-03-31"), day("2026-12-31"))]).due == day("2026-12-31")
    live = Demand("before_first_live")
    assert window(live, (), day("2026-05-01")).due == day("2026-04-30")
    assert window(live, (Passed(day("2025-01-01"), day("2026-04-30")),), day("2026-05-01")).learnt is False
    assert window(live, (Passed(day("2025-01-01")),), day("2026-05-01")).state(0) == "done"
    fixed = Demand("by_day", by_day=day("2026-12-31"), since=day("2026-01-01"))
    assert window(fixed, [Passed(day("2025-12-31"))]).due == day("2026-12-31")
    assert window(fixed, [Passed(day("2026-01-01"))]).state(day("2030-01-01")) == "done"
    assert window(Demand(), ()).state(0) == "missing"
    assert window(Demand(), [Passed(0, 10)]).state(11) == "lapsed"
