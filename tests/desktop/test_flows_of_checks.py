"""Judging at the desk: the day moved, checks cancelled, run, compared, reported; by screen reader and keyboard."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import pytest

from auditor.clock import SHANGHAI
from tests.desktop.person import Person

pytestmark = pytest.mark.window


def test_that_the_day_moves_and_an_answer_turns_with_it(person: Person) -> None:
    code, day, rule = next_turn(person)
    person.opens_profile(code)
    person.keys("ctrl+d")
    person.hears("As-of day")
    weeks, days = divmod((day - today()).days, 7)
    person.keys(*["Down"] * weeks, *["Right"] * days, "Return")
    person.sees(f"As of {day} · ", "push button", part=True)
    judged = person.asks("audit", "--no-save", "--as-of", str(day), "--subject", code, "--rule", rule)
    assert [one["result"] for one in judged["verdicts"]] == ["fail"]
    person.keys("ctrl+shift+d")
    person.sees(f"As of {today()}", "push button")


def test_that_a_new_check_is_cancelled_and_run(person: Person) -> None:
    before = len(person.asks("runs", "list")["runs"])
    person.presses("Checks")
    person.presses("New check…")
    person.writes("host:H000001 host:H000002", "Only these subjects (empty: everybody)")
    with person.blocks_the_workspace():
        person.presses("Begin the check")
        person.presses("Cancel")
        person.sees("The audit was stopped; nothing was stored.", part=True)  # before the other lets go: it cannot end
    assert len(person.asks("runs", "list")["runs"]) == before
    person.presses("Begin the check")
    person.cells("Stored runs", lambda rows: len(rows) == before + 1)
    assert person.asks("runs", "list")["runs"][0]["subjects"] == {"host": 2}


def test_that_two_runs_are_compared(person: Person) -> None:
    person.asks("audit", "--subject", "host:H000009")
    person.asks("set", "host:H000009", "id_number=", "--why", "lost")
    person.asks("audit", "--subject", "host:H000009")
    person.presses("Checks")
    later, earlier = (str(one["id"]) for one in person.asks("runs", "list")["runs"][:2])
    person.cells("Stored runs", lambda rows: rows[0][0] == later)
    person.picks("Stored runs", 0)
    person.presses("Compare", "page tab")
    (row,) = person.cells("What changed between the runs")
    told = person.asks("runs", "compare", later, earlier)
    assert told["turns"]["new"] == 1
    assert row[3].split()[0] in told["by_rule"]


def test_that_the_report_of_a_run_is_saved(person: Person, tmp_path: Path) -> None:
    person.asks("audit", "--subject", "host:H000001")
    person.presses("Checks")
    person.presses("Save the report as PDF…")
    person.chooses(tmp_path / "report.pdf")
    person.sees("The report is at", "label", part=True)
    assert person.asks("verify", tmp_path / "report.pdf")


def today() -> date:
    """The day as the program has it, wherever the machine stands."""
    return datetime.now(SHANGHAI).date()


def next_turn(person: Person) -> tuple[str, date, str]:
    """The host all in order today whose answer turns first: who, when, by which rule."""
    ahead = person.asks("forecast", "--days", "30")["subjects"]
    whole = [one for one in ahead if one["subject"].startswith("host:") and not one["now"] and one["later"]]
    first = min(whole, key=lambda one: one["later"][0]["day"])
    return first["subject"], date.fromisoformat(first["later"][0]["day"]), first["later"][0]["rule"]
