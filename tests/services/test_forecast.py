"""The forecast as people get it: first failing days, and a calendar that a strict reader opens."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime

from auditor.i18n import Translator
from auditor.services.calendars import calendar, escaped, folded
from auditor.services.forecasting import Begins, Foreseen

NOW = datetime(2026, 6, 30, 1, 2, 3, tzinfo=UTC)
TITLES = {"TR-02": ("年度培训，逾期；以及\\其他" * 6, "Annual training"), "ID-06": ("核验", "Verification")}


def strict(data: bytes) -> list[dict[str, str]]:
    """The events of a calendar; AssertionError where it is not as RFC 5545 asks."""
    assert data.endswith(b"\r\n")
    assert not re.search(rb"[^\r]\n|\r[^\n]", data)
    for octets in data[:-2].split(b"\r\n"):
        assert len(octets) <= 75
        octets.decode()
    lines = data.decode().replace("\r\n ", "").split("\r\n")[:-1]
    assert (lines[0], lines[1], lines[-1]) == ("BEGIN:VCALENDAR", "VERSION:2.0", "END:VCALENDAR")
    assert any(line.startswith("PRODID:") for line in lines)
    events: list[dict[str, str]] = []
    inside = False
    for line in lines[1:-1]:
        name, colon, value = line.partition(":")
        assert colon
        assert re.fullmatch(r"[A-Z-]+(;[A-Z-]+=[A-Z-]+)*", name)
        if line == "BEGIN:VEVENT":
            assert not inside
            inside = True
            events.append({})
        elif line == "END:VEVENT":
            inside = False
            assert {"UID", "DTSTAMP", "DTSTART;VALUE=DATE", "SUMMARY"} <= set(events[-1])
            assert re.fullmatch(r"\d{8}T\d{6}Z", events[-1]["DTSTAMP"])
            assert re.fullmatch(r"\d{8}", events[-1]["DTSTART;VALUE=DATE"])
        elif inside:
            assert name not in events[-1]
            if name in ("SUMMARY", "DESCRIPTION"):
                assert not re.search(r"(?<!\\)[;,]", value.replace("\\\\", ""))
            events[-1][name] = value
    assert not inside
    assert len({one["UID"] for one in events}) == len(events)
    return events


def foreseen(day: date, *, curable: bool = True) -> Foreseen:
    begins = Begins(day, "TR-02", "high", "condition", curable)
    return Foreseen("host", 7, "H,7;\\", "小满", "", (), (begins,))


def test_that_a_calendar_opens_in_a_strict_reader() -> None:
    data = b"".join(calendar([foreseen(date(2026, 7, 9))], TITLES, "w", NOW, Translator("zh")))
    (event,) = strict(data)
    assert event["DTSTART;VALUE=DATE"] == "20260709"
    assert event["DTEND;VALUE=DATE"] == "20260710"
    assert event["DTSTAMP"] == "20260630T010203Z"
    assert "年度培训，逾期；以及\\\\其他" in event["SUMMARY"]
    assert "小满" not in data.decode().replace("\r\n ", "")  # the file leaves the workspace: codes only


def test_that_an_event_keeps_its_identity_when_its_day_moves() -> None:
    one, other = (
        strict(b"".join(calendar([foreseen(day)], TITLES, "w", NOW, Translator("zh"))))[0]
        for day in (date(2026, 7, 9), date(2026, 8, 1))
    )
    elsewhere = strict(b"".join(calendar([foreseen(date(2026, 7, 9))], TITLES, "v", NOW, Translator("en"))))[0]
    assert one["UID"] == other["UID"] != elsewhere["UID"]


def test_that_what_nobody_can_mend_is_no_appointment() -> None:
    assert (
        strict(b"".join(calendar([foreseen(date(2026, 7, 9), curable=False)], TITLES, "w", NOW, Translator("zh"))))
        == []
    )


def test_that_lines_fold_between_characters() -> None:
    line = "SUMMARY:" + "规则" * 60
    pieces = folded(line).split(b"\r\n")
    assert all(len(piece) <= 75 for piece in pieces)
    assert folded(line).decode().replace("\r\n ", "") == line + "\r\n"
    assert escaped("a\r\nb\x07;,\\") == "a\\nb\\;\\,\\\\"
