"""The trainer's desk and the case desk worked by the keyboard alone: nothing is pressed by the screen reader."""

from __future__ import annotations

from datetime import timedelta

import pytest

from auditor.clock import system_clock
from tests.desktop.person import Person

pytestmark = pytest.mark.window

TAB_BAR = ("filler", "page tab", "page tab list")
"""What the reader calls the bar of a tab widget that has the keyboard."""


def goes_to(person: Person, room: str) -> None:
    """Find a room by typing its name, and enter it."""
    person.keys("ctrl+k")
    person.sees("Find anything", "text", state="focused")
    person.types(room)
    person.sees("Go to", "list item", part=True)
    person.keys("Return")


def tabs_to(person: Person, there: str, *, back: bool = False, most: int = 24) -> None:
    """Press Tab until something of a name with this part, or of this role, has the keyboard."""
    for _ in range(most):
        now = person.focused()
        if now is not None and (there in now.name or there == now.role or (there == "tabs" and now.role in TAB_BAR)):
            return
        person.tabs(back=back)
    raise AssertionError(f"Tab never came to {there!r}; it is at {person.focused()}")


def test_that_a_session_of_thirty_is_logged_and_certified_by_keys_alone(person: Person) -> None:
    day = (system_clock() - timedelta(days=1)).date().isoformat()
    hosts = [one["code"] for one in person.asks("list", "host", "--where", "text=H0", "--limit", "100")["rows"]]
    hosts += [one["code"] for one in person.asks("list", "host", "--where", "text=HB", "--limit", "100")["rows"]]
    assert len(hosts) == 30
    planned = ("title=drill", f"planned_start={day} 09:00", f"planned_end={day} 11:00", "seats=30")
    person.asks("add", "sessions", "code=T-30", "course=KC-CON", *planned)
    person.asks("session", "T-30", "enrol", *hosts)
    goes_to(person, "training")
    rows = person.cells("Sessions", lambda rows: any(row[1] == "drill" for row in rows))
    person.sees("Sessions", "table", state="focused")
    person.keys("ctrl+Home", *["Down"] * next(at for at, row in enumerate(rows) if row[1] == "drill"), "Return")
    person.sees("Log of the session", "table", state="focused")
    told = [str(70 + number) for number in range(27)] + ["55"]
    person.keys(*[key for score in told for key in (*score, "Return")])  # the first score is where the keyboard stands
    person.keys("Left", *"absent", "Return", *"excused", "ctrl+Return")  # while the words are being completed
    person.waits("the session to be held", lambda: person.asks("session", "T-30")["status"] == "held")
    tabs_to(person, "tabs", back=True)
    person.keys("Right")
    person.sees("Issue 27 certificates", "push button")
    tabs_to(person, "Issue 27 certificates")
    person.keys("space")
    person.waits("27 certificates", lambda: len(issued(person)) == 27)

    roster = {one["learner"]: one for one in person.asks("session", "T-30")["roster"]}
    on_list = [one for one in person.asks("session", "T-30")["roster"] if one["state"] == "attended"]
    assert [one["score"] for one in on_list] == told
    assert sorted(one["state"] for one in roster.values() if one["state"] != "attended") == ["excused", "no_show"]
    passed = {code for code, one in roster.items() if one["score"] and int(one["score"]) >= 70}
    assert {one["learner"] for one in issued(person)} == passed


def issued(person: Person) -> list[dict[str, str]]:
    """The certificates of the session."""
    found: list[dict[str, str]] = person.asks("award", "list", "--session", "T-30")["awards"]
    return found


def test_that_a_case_comes_from_intake_to_its_decision_by_keys_alone(person: Person) -> None:
    goes_to(person, "cases")
    person.sees("Cases", "table", state="focused")
    person.keys("ctrl+n")
    person.sees("New case — Auditor", "frame")
    person.sees("Subject", "text", part=True, state="focused")
    person.types("H000005")
    for field, text in (
        ("Subject type", "host"),
        ("Kind", "complaint"),
        ("Category", "mismatch"),
        ("Source", "consumer"),
    ):
        tabs_to(person, field)
        person.types(text)
    tabs_to(person, "Code")
    code = person.reads("Code")
    tabs_to(person, "Description")
    person.types("the colour differs")
    tabs_to(person, "Store")
    person.keys("space")
    person.sees(code, "frame", part=True)
    steps(person, "Accept")
    steps(person, "Log the first answer", "we look into it")
    person.sees("Decide", "push button", state="focused")
    person.keys("space")
    person.sees("Held to be", state="focused")
    person.types("substantiated")
    tabs_to(person, "Reasons")
    person.types("photographs agree")
    tabs_to(person, "Store")
    person.keys("space")
    person.waits("the decision", lambda: person.asks("case", code)["held_to_be"] == "substantiated")

    story = person.asks("case", code)["story"]
    assert [one["kind"] for one in story][-3:] == ["accepted", "responded", "decided"]


def steps(person: Person, step: str, text: str = "") -> None:
    """Take the step that has the keyboard, and store it."""
    person.sees(step, "push button", state="focused")
    person.keys("space")
    person.sees("Store", "push button")
    if text:
        person.types(text)
    tabs_to(person, "Store")
    person.keys("space")
