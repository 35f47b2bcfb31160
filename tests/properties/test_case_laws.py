"""Laws of a case's story: its state and its clocks follow from what happened, whatever order it became known in."""

from __future__ import annotations

from datetime import date

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from auditor.model.types import DAY_SECONDS, day_of
from auditor.model.workdays import Calendar
from auditor.services.cases.clocks import Moment, clocks_of, in_order
from auditor.services.cases.points import Lost, Node, ledger
from auditor.services.cases.story import KINDS, Event, Folding, State, folded, ordered
from auditor.services.cases.terms import ANSWER, NOTICE, SETTLE, Term
from auditor.services.cases.timing import DAYS, HOURS, WORKDAYS, days_end, hours_end, paused

FIRST = day_of(date(2026, 1, 1))
SPAN = 120
HOUR = 3600

MOMENTS = st.integers(FIRST * 24, (FIRST + 40) * 24).map(lambda hours: hours * HOUR)
EVENTS = st.builds(
    Event,
    at=MOMENTS,
    kind=st.sampled_from(KINDS),
    sheet=st.sampled_from(("case_events", "cases", "appeals", "actions")),
    number=st.integers(0, 2),
    row=st.integers(0, 3),
)
STORIES = st.lists(EVENTS, max_size=12)
PAUSES = (
    st.lists(MOMENTS, max_size=8, unique=True)
    .map(sorted)
    .map(lambda all_: list(zip(all_[::2], all_[1::2], strict=False)))
)
CALENDARS = st.sets(st.integers(FIRST, FIRST + SPAN)).map(
    lambda off: Calendar(FIRST, FIRST + SPAN, tuple(day for day in range(FIRST, FIRST + SPAN + 1) if day not in off))
)
TERMS = (Term(ANSWER, HOURS, 48), Term(SETTLE, WORKDAYS, 10), Term(ANSWER, DAYS, 7), Term(NOTICE, DAYS, 15))


class Complaint:
    """A merchant's complaint whose columns say nothing but what it is."""

    kind, subject_type, source, appeal, outcome = "complaint", "merchant", "odr", "none", "open"
    appeal_until = correct_by = goods_returned_on = refunded_on = decided_on = None


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(STORIES, st.randoms(use_true_random=False))
def test_that_the_state_does_not_depend_on_the_order_of_arrival(story: list[Event], chance: object) -> None:
    whole = folded(ordered(story))
    arriving = list(story)
    chance.shuffle(arriving)  # type: ignore[attr-defined]
    kept = Folding()
    for number, event in enumerate(arriving, start=1):
        assert kept.add(event) == folded(ordered(arriving[:number]))
    assert kept.state == whole


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(STORIES, CALENDARS, MOMENTS, st.randoms(use_true_random=False))
def test_that_clocks_from_all_events_are_those_kept_while_they_came(
    story: list[Event], calendar: Calendar, now: int, chance: object
) -> None:
    at = Moment(now, (now // DAY_SECONDS + 1) * DAY_SECONDS, calendar)
    arriving = list(story)
    chance.shuffle(arriving)  # type: ignore[attr-defined]
    kept = Folding()
    for event in arriving:
        kept.add(event)
    assert in_order(clocks_of(Complaint, kept.state, TERMS, at)) == in_order(
        clocks_of(Complaint, folded(ordered(story)), TERMS, at)
    )


@given(STORIES)
def test_that_times_of_waiting_lie_in_order_and_apart(story: list[Event]) -> None:
    state = folded(ordered(story))
    moments = [moment for pause in state.pauses for moment in pause]
    assert moments == sorted(moments)
    assert all(first < last for first, last in state.pauses)
    assert state.waiting is None or not moments or state.waiting >= moments[-1]
    assert isinstance(state, State)


@given(st.integers(1, 200), MOMENTS, PAUSES)
def test_that_a_clock_of_hours_counts_each_hour_in_which_nobody_waited(
    length: int, begun: int, pauses: list[tuple[int, int]]
) -> None:
    left, at = length, begun
    while left:
        left -= not any(first <= at < last for first, last in pauses)
        at += HOUR
    assert hours_end(length, begun, pauses) == at
    assert at - begun - length * HOUR == paused(begun, at, pauses)


@given(st.integers(1, 30), st.integers(FIRST, FIRST + 30), PAUSES, CALENDARS, st.sampled_from((DAYS, WORKDAYS)))
@settings(max_examples=200)
def test_that_a_clock_of_days_counts_each_day_that_was_worked_and_not_waited(
    length: int, begun: int, pauses: list[tuple[int, int]], calendar: Calendar, unit: str
) -> None:
    waited = {day for first, last in pauses for day in range(first // DAY_SECONDS, last // DAY_SECONDS)}
    left, day = length, begun
    expected: int | None = None
    while left:
        day += 1
        if unit == WORKDAYS and day > calendar.last:
            break
        if day not in waited and (unit == DAYS or day in calendar.days):
            left -= 1
            expected = day if not left else None
    found = days_end(unit, length, begun, pauses, calendar)
    assert found == expected


@given(st.integers(1, 10), st.integers(FIRST, FIRST + 30), PAUSES, CALENDARS)
def test_that_working_days_are_found_wherever_the_calendar_reaches(
    length: int, begun: int, pauses: list[tuple[int, int]], calendar: Calendar
) -> None:
    # From the last day of waiting on there are enough working days left.
    worked = [day for day in calendar.days if day > FIRST + 41]
    assert (days_end(WORKDAYS, length, begun, pauses, calendar) is None) <= (len(worked) < length)


LOST = st.builds(
    Lost,
    case=st.sampled_from(("K1", "K2", "K3")),
    day=st.dates(date(2024, 12, 30), date(2027, 1, 3)),
    points=st.integers(1, 1200),
    platform=st.sampled_from(("douyin", "taobao")),
    scheme=st.sampled_from(("店铺违规分", "A", "")),
)
NODES = tuple(Node("douyin", "店铺违规分", node, str(node), 1200, "12-31", "P", "draft") for node in (300, 600, 1200))


@given(st.lists(LOST, max_size=15), st.dates(date(2025, 1, 1), date(2026, 12, 31)))
def test_that_an_account_of_points_is_the_plain_sum_over_the_year(lost: list[Lost], day: date) -> None:
    accounts = ledger(lost, day, NODES)
    counted = [one for one in lost if one.day.year == day.year and one.day <= day]
    assert sum(one.total for one in accounts) == sum(one.points for one in counted)
    for one in accounts:
        own = [entry for entry in counted if (entry.platform, entry.scheme) == (one.platform, one.scheme)]
        assert one.total == sum(entry.points for entry in own)
        assert one.next is None or (one.left or 0) > 0
        assert one.reached is None or one.reached.node <= one.total
        if one.clear_on is not None:
            assert one.clear_on == date(day.year + 1, 1, 1)
            assert ledger(lost, one.clear_on.replace(year=day.year + 5), NODES) == ()


@given(st.lists(LOST, min_size=1, max_size=8))
def test_that_on_the_day_it_is_clear_nothing_of_before_counts(lost: list[Lost]) -> None:
    last = max(one.day for one in lost)
    accounts = ledger(lost, last, NODES)
    assert accounts
    clear = {one.clear_on for one in accounts} - {None}
    assert all(ledger(lost, day, NODES) == () for day in clear if day is not None)
