"""Tables that the command line prints."""

from __future__ import annotations

import pytest

from auditor.cli.common import split_common
from auditor.cli.desk import Desk

NUMBER = "ORG-2026-000001"
COURSE = "Food safety for those who sell fresh and frozen food in livestreams, with an examination"


def printed(capsys: pytest.CaptureFixture[str]) -> str:
    Desk(split_common(["--lang", "en"])[0]).table(
        ("Certificate", "Course", "Issued on"), [(NUMBER, COURSE, "2026-09-10")]
    )
    return capsys.readouterr().out


def test_that_a_code_and_a_day_stay_whole_where_the_terminal_is_narrow(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "60")
    told = printed(capsys)
    assert NUMBER in told
    assert "2026-09-10" in told
    assert "…" not in told
    assert " ".join(told.split()).count("livestreams") == 1


def test_that_what_goes_to_another_program_is_one_line_a_row(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("COLUMNS", raising=False)
    assert len(printed(capsys).splitlines()) == 2


def test_that_a_name_is_printed_as_it_stands_whatever_brackets_and_colons_it_holds(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("COLUMNS", raising=False)
    names = ("[new]小美[/new]", "[/nobody]", "小美:heart:", "[link=x]y")
    Desk(split_common(["--lang", "en"])[0]).table(("Host",), [(name,) for name in names])
    assert tuple(line.strip() for line in capsys.readouterr().out.splitlines()[1:]) == names
