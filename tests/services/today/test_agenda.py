"""The calendar: events of some days, and the file that other calendars read."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime

import pytest

from auditor.app import Auditor
from auditor.errors import CallerMistake
from auditor.i18n import Translator
from auditor.services.agenda import Agenda
from auditor.services.agenda_files import calendar
from tests.services.rows import host
from tests.services.today.conftest import Fill, broadcast_of, case_of, licence_of, seconds

TODAY = date(2026, 6, 30)
JULY = Agenda(date(2026, 7, 1), date(2026, 7, 31), TODAY)
NOW = datetime(2026, 6, 30, 4, 0, tzinfo=UTC)


def world(fill: Fill) -> None:
    fill(
        hosts=[host("H7", stage_name="小满；，13800138000")],
        broadcasts=[broadcast_of("B1", "2026-07-01T20:00", hosts=("H7",)), broadcast_of("B2", "2026-06-30T20:00")],
        cases=[case_of("K1", appeal_until=seconds("2026-07-03T18:00"))],
        licences=[licence_of("JY1", "2026-07-05")],
    )


def test_that_a_month_has_its_broadcasts_clocks_and_lapses(app: Auditor, fill: Fill) -> None:
    world(fill)
    found = app.ask(JULY)
    assert dict(found.counts) == {
        (date(2026, 7, 1), "broadcast"): 1,
        (date(2026, 7, 1), "clock"): 1,
        (date(2026, 7, 3), "clock"): 1,
        (date(2026, 7, 5), "licence"): 1,
    }
    assert [row.kind for row in found.rows] == ["answer", "broadcast", "appeal", "licence"]


def test_that_a_calendar_of_one_kind_holds_that_kind_alone(app: Auditor, fill: Fill) -> None:
    world(fill)
    found = app.ask(Agenda(JULY.first, JULY.last, TODAY, kinds=("licence",)))
    assert {kind for _day, kind in found.counts} == {"licence"}


def test_that_a_span_that_no_calendar_shows_is_refused(app: Auditor) -> None:
    with pytest.raises(CallerMistake):
        app.ask(Agenda(date(2026, 7, 2), date(2026, 7, 1), TODAY))


def test_that_the_file_is_strict_and_holds_nothing_personal(app: Auditor, fill: Fill) -> None:
    world(fill)
    data = b"".join(calendar(app.ask(JULY), NOW, Translator("zh")))
    assert not re.search(rb"[^\r]\n|\r[^\n]", data)
    assert max(map(len, data.split(b"\r\n"))) <= 75
    text = data.decode().replace("\r\n ", "")
    assert text.count("BEGIN:VEVENT") == text.count("END:VEVENT") == 4
    assert "小满" not in text
    assert "138" not in text
    assert "DTSTART:20260701T120000Z" in text
    assert "DTSTART;VALUE=DATE:20260705\r\nDTEND;VALUE=DATE:20260706" in text
    assert len(set(re.findall(r"UID:(\S+)", text))) == 4


def test_that_an_event_keeps_its_identity_when_its_day_moves(app: Auditor, fill: Fill) -> None:
    world(fill)
    before = set(re.findall(rb"UID:(\S+)", b"".join(calendar(app.ask(JULY), NOW, Translator("zh")))))
    fill(broadcasts=[broadcast_of("B1", "2026-07-09T20:00", hosts=("H7",))])
    after = set(re.findall(rb"UID:(\S+)", b"".join(calendar(app.ask(JULY), NOW, Translator("en")))))
    assert before == after
