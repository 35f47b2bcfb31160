"""Judging at the desk: the day moved, a check cancelled and run; read by a screen reader, worked by the keyboard."""

from __future__ import annotations

from datetime import date, datetime

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
    person.sees("The audit was stopped; nothing was stored.", part=True)
    assert len(person.asks("runs", "list")["runs"]) == before
    person.presses("Begin the check")
    person.cells("Stored runs", lambda rows: len(rows) == before + 1)
    assert person.asks("runs", "list")["runs"][0]["subjects"] == {"host": 2}


def today() -> date:
    """The day as the program has it, wherever the machine stands."""
    return datetime.now(SHANGHAI).date()


def next_turn(person: Person) -> tuple[str, date, str]:
    """The host all in order today whose answer turns first: who, when, by which rule."""
    ahead = person.asks("forecast", "--days", "180")["subjects"]
    whole = [one for one in ahead if one["subject"].startswith("host:") and not one["now"] and one["later"]]
    first = min(whole, key=lambda one: one["later"][0]["day"])
    return first["subject"], date.fromisoformat(first["later"][0]["day"]), first["later"][0]["rule"]
