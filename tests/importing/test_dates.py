"""Every spelling of a day reads to that day; what is none is not guessed."""

from __future__ import annotations

from datetime import date, datetime, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditor.importing.cells import Context, Read, reader_for
from auditor.importing.dates import SERIAL_1900, SERIAL_1904, moment_of
from auditor.importing.grid import Raw
from auditor.importing.wording import Fault
from auditor.model.fields import Field, Kind
from auditor.model.types import day_of, second_of
from auditor.model.values import FOREVER

_WIDE = {ord(char): ord(char) + 0xFEE0 for char in "0123456789-/.: T" if char != " "}
DAYS = st.dates(date(1927, 6, 1), date(2120, 12, 31))
TIMES = st.times().map(lambda t: t.replace(microsecond=0))


def _read(
    kind: Kind, cell: Raw, *, past: bool = False, today: date = date(2200, 1, 1), from_1904: bool = False
) -> Read:
    field = Field("some", "某日", kind, past=past)
    return reader_for(field, Context(day_of(today), from_1904))(cell)


def _spellings(day: date) -> list[Raw]:
    y, m, d = day.year, day.month, day.day
    return [
        day,
        datetime(y, m, d, 18, 45),
        day_of(day) + SERIAL_1900,
        float(day_of(day) + SERIAL_1900),
        str(day_of(day) + SERIAL_1900),
        f"{y}-{m}-{d}",
        f"{y}/{m:02}/{d:02}",
        f"{y}.{m}.{d}",
        f"{y}{m:02}{d:02}",
        float(f"{y}{m:02}{d:02}"),
        f"{y}年{m}月{d}日",
        f"{y}年{m:02}月{d:02}日",
        f" {y} 年 {m} 月 {d} 日\u200b",
        f"\u00a0{y}-{m:02}-{d:02}\u3000",
        f"{y}-{m}-{d} 20:05",
        f"{y}-{m}-{d}T20:05:30",
        f"{y}年{m}月{d}日20时05分",
    ]


@given(DAYS)
def test_that_every_spelling_of_a_day_reads_to_it(day: date) -> None:
    for cell in _spellings(day):
        assert _read(Kind.DATE, cell) == day_of(day), cell
        assert _read(Kind.END, cell) == day_of(day), cell
        if isinstance(cell, str):
            assert _read(Kind.DATE, cell.translate(_WIDE)) == day_of(day), cell


@given(DAYS)
def test_that_serial_numbers_of_the_1904_system_count_from_1904(day: date) -> None:
    assert _read(Kind.DATE, float(day_of(day) + SERIAL_1904), from_1904=True) == day_of(day)


@given(DAYS, TIMES)
def test_that_every_spelling_of_a_moment_reads_to_it(day: date, clock: time) -> None:
    moment = datetime.combine(day, clock)
    for cell in (
        moment,
        day_of(day) + SERIAL_1900 + (second_of(moment) % 86_400) / 86_400,
        f"{day} {clock}",
        f"{day}T{clock}",
        f"{day:%Y%m%d} {clock}",
        f"{day:%Y/%m/%d} {clock:%H时%M分%S秒}",
        f"{day.year}年{day.month}月{day.day}日T{clock:%H:%M:%S}",
    ):
        assert _read(Kind.DATETIME, cell) == second_of(moment), cell


@given(DAYS)
def test_that_a_day_alone_is_its_midnight(day: date) -> None:
    for cell in (day, f"{day}", day_of(day) + SERIAL_1900):
        assert _read(Kind.DATETIME, cell) == second_of(datetime.combine(day, time()))


@pytest.mark.parametrize(
    "cell",
    [
        "2026",
        2026.0,
        "2026-03",
        "202603",
        "2026年3月",
        "2026-02-29",
        "2026-13-01",
        "20261301",
        "01/03/2026",
        "26-3-1",
        "2026-3/1",
        "2026-3-1x",
        "2026-3-120:05",
        "2026-3-1 25:00",
        "2026-3-1T",
        "2026-03-01T20:05:30Z",
        "昨天",
        "-",
        -5.0,
        0.5,
        35.0,
        1e12,
        time(20, 5),
        True,
    ],
)
def test_that_what_is_no_day_is_refused_and_never_guessed(cell: Raw) -> None:
    for kind in (Kind.DATE, Kind.DATETIME, Kind.END):
        found = _read(kind, cell)
        assert isinstance(found, Fault)
        assert (found.level, found.code) == ("error", "unreadable_date")


@given(st.text(max_size=24))
def test_that_any_text_reads_to_a_day_or_to_nothing_without_failing(text: str) -> None:
    assert moment_of(text) is None or isinstance(moment_of(text), tuple)


@pytest.mark.parametrize("word", ["长期", "永久", "long-term", "Long-Term", " 长期有效 ", "长\u200b期"])
def test_that_words_for_no_end_are_read(word: str) -> None:
    assert _read(Kind.END, word) is FOREVER
    assert isinstance(_read(Kind.DATE, word), Fault)


def test_that_a_day_after_today_is_warned_and_kept_where_the_past_is_expected() -> None:
    tomorrow, today = date(2026, 7, 1), date(2026, 6, 30)
    found = _read(Kind.DATE, tomorrow, past=True, today=today)
    assert isinstance(found, Fault)
    assert (found.level, found.code, found.kept) == ("warning", "future_date", day_of(tomorrow))
    assert _read(Kind.DATE, today, past=True, today=today) == day_of(today)
    assert _read(Kind.DATETIME, "2026-6-30 23:59", past=True, today=today) == second_of(datetime(2026, 6, 30, 23, 59))
    assert _read(Kind.DATE, tomorrow, past=False, today=today) == day_of(tomorrow)


def test_that_a_time_just_short_of_midnight_is_the_next_day() -> None:
    assert _read(Kind.DATE, datetime(2026, 5, 1, 23, 59, 59, 999_000)) == day_of(date(2026, 5, 2))
    assert _read(Kind.DATE, 46_143.999_999_9) == day_of(date(2026, 5, 2))
