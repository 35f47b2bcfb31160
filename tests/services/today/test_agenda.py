"""The calendar: events of some days, and the file that other calendars read."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime

import pytest

from auditor.app import Auditor
from auditor.errors import CallerMistake
from auditor.i18n import Translator
from auditor.services.agenda import Agenda
from auditor.services.agenda_ahead import PLANNED, REMINDER
from auditor.services.agenda_files import calendar
from auditor.services.reminders import SetLadder
from tests.services.rows import day, host
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
        (date(2026, 7, 4), REMINDER): 1,
        (date(2026, 7, 5), "licence"): 1,
    }
    assert [row.kind for row in found.rows] == ["answer", "broadcast", "appeal", REMINDER, "licence"]


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
    assert text.count("BEGIN:VEVENT") == text.count("END:VEVENT") == 5
    assert "小满" not in text
    assert "138" not in re.sub(r"UID:\S+", "", text)  # a number that was drawn may hold any figures
    assert "DTSTART:20260701T120000Z" in text
    assert "DTSTART;VALUE=DATE:20260705\r\nDTEND;VALUE=DATE:20260706" in text
    assert len(set(re.findall(r"UID:(\S+)", text))) == 5


def test_that_an_event_keeps_its_identity_when_its_day_moves(app: Auditor, fill: Fill) -> None:
    world(fill)
    before = set(re.findall(rb"UID:(\S+)", b"".join(calendar(app.ask(JULY), NOW, Translator("zh")))))
    fill(broadcasts=[broadcast_of("B1", "2026-07-09T20:00", hosts=("H7",))])
    after = set(re.findall(rb"UID:(\S+)", b"".join(calendar(app.ask(JULY), NOW, Translator("en")))))
    assert before == after


def test_that_the_days_of_a_ladder_stand_in_the_calendar_before_the_lapse(app: Auditor, fill: Fill) -> None:
    world(fill)
    app.do(SetLadder("licence", (3, 1)))
    found = app.ask(JULY)
    on = {day: number for (day, kind), number in found.counts.items() if kind == REMINDER}
    assert on == {date(2026, 7, 2): 1, date(2026, 7, 4): 1}
    told = [row for row in found.rows if row.kind == REMINDER]
    assert [(row.group, row.who.code, row.due and row.due.date()) for row in told] == [
        ("3", "S1", date(2026, 7, 2)),
        ("1", "S1", date(2026, 7, 4)),
    ]
    assert [Translator("en").t(row.what) for row in told] == [
        "3 d · Food business licence lapses",
        "1 d · Food business licence lapses",
    ]
    one_day = app.ask(Agenda(date(2026, 7, 2), date(2026, 7, 2), TODAY, kinds=(REMINDER,)))
    assert [row.group for row in one_day.rows] == ["3"]
    assert one_day.count == 1


def test_that_a_reminder_for_the_month_after_is_found_in_this_one(app: Auditor, fill: Fill) -> None:
    fill(licences=[licence_of("JY1", "2026-09-05")])
    assert dict(app.ask(JULY).counts) == {(date(2026, 7, 7), REMINDER): 1}
    app.do(SetLadder("licence", ()))
    assert dict(app.ask(JULY).counts) == {}


def test_that_each_rung_is_an_event_of_the_file_that_names_what_lapses_by_code(app: Auditor, fill: Fill) -> None:
    world(fill)
    app.do(SetLadder("licence", (3, 1)))
    asked = Agenda(JULY.first, JULY.last, TODAY, kinds=(REMINDER,))
    text = b"".join(calendar(app.ask(asked), NOW, Translator("en"))).decode().replace("\r\n ", "")
    assert re.findall(r"SUMMARY:(.*)\r", text) == [
        "Reminder (3 d): Licence lapses · merchant S1",
        "Reminder (1 d): Licence lapses · merchant S1",
    ]
    assert re.findall(r"DTSTART;VALUE=DATE:(\d+)", text) == ["20260702", "20260704"]
    assert len(set(re.findall(r"UID:(\S+)", text))) == 2


def test_that_a_training_entered_for_a_day_to_come_is_planned_and_one_that_was_held_is_not(
    app: Auditor, fill: Fill
) -> None:
    learnt = {"learner_type": "host", "learner": "H1", "course": "C1", "attempt": 1}
    fill(
        courses=[{"code": "C1", "title": "年度培训"}],
        trainings=[learnt | {"completed_on": day("2026-06-20")}, learnt | {"completed_on": day("2026-07-08")}],
    )
    found = app.ask(JULY)
    assert dict(found.counts) == {(date(2026, 7, 8), PLANNED): 1}
    assert [(row.who.code, Translator("zh").t(row.what)) for row in found.rows] == [("H1", "计划培训：年度培训")]
    text = b"".join(calendar(found, NOW, Translator("en"))).decode()
    assert "SUMMARY:Planned training · host H1" in text
    assert app.ask(Agenda(JULY.first, JULY.last, date(2026, 7, 8))).count == 0
