"""Sessions from the command line: a list shown, people put on it, seats."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import Cli


@pytest.fixture
def planned(filled: Cli) -> Cli:
    """The sample world with a course and a session planned for the day."""
    filled("add", "courses", "code=KC-9", "title=Food", "pass_mark=60", "valid_months=12")
    told = filled("add", "sessions", "code=S1", "course=KC-9", "planned_start=2026-06-30 09:00", "seats=3")
    assert told.code == 0, told.err
    return filled


def codes(cli: Cli, count: int) -> list[str]:
    """Codes of some hosts of the sample world."""
    rows = cli("list", "host", "--where", "status=active", "--limit", str(count), "--json").json["rows"]
    return [row["code"] for row in rows]


def test_that_people_are_put_on_a_list_that_then_shows_them(planned: Cli) -> None:
    first, second = codes(planned, 2)
    done = planned("session", "S1", "enrol", first, second, "staff:张三", "--json")
    assert (done.code, done.json["counts"]["created"], done.json["seats_left"]) == (0, 3, 0)
    assert f"ack {done.json['change']}" in done.err
    shown = planned("session", "S1", "--json").json
    assert [one["learner"] for one in shown["roster"]] == [first, second, "张三"]
    assert (shown["status"], shown["pass_mark"], shown["scale"]) == ("planned", "60", "100")
    assert "张三" in planned("session", "S1").out
    assert "Seats left" in planned("session").out
    over = planned("session", "S1", "enrol", "--where", "status=active")
    assert (over.code, "Seats that session S1 lacks" in over.err) == (2, True)
    wrong = planned("session", "S1", "enrol", first, "nobody", "--json")
    assert (wrong.code, wrong.json["problems"][0]["line"], wrong.json["change"]) == (2, 2, None)
    assert planned("session", "S9").code == 2
    assert planned("session", "S1", "enrol", first, "--state", "gone").code == 2
    off = planned("session", "S1", "unenrol", first, "nobody", "--json")
    assert (off.code, [one["line"] for one in off.json["problems"]]) == (2, [2])
    some = planned("session", "S1", "unenrol", first, "nobody", "--partly", "--json")
    assert (some.code, len(some.json["taken_off"]), some.json["seats_left"]) == (1, 1, 1)
    assert f"ack {some.json['change']}" in some.err


def test_that_a_session_and_its_list_are_one_change_which_undo_takes_back(planned: Cli) -> None:
    first, second = codes(planned, 2)
    fields = ("course=KC-9", "planned_start=2026-07-10 09:00", "seats=2")
    done = planned("session", "-", "plan", *fields, "--who", first, "--who", second, "--json")
    told = done.json
    assert (done.code, told["session"], told["counts"]["created"], told["seats_left"]) == (0, "S-2026-001", 2, 0)
    assert len(planned("session", told["session"], "--json").json["roster"]) == 2
    assert planned("undo", str(told["change"])).code == 0
    assert planned("session", told["session"]).code == 2
    over = planned("session", "S7", "plan", *fields, "--where", "status=active")
    assert (over.code, "Seats that session S7 lacks" in over.err) == (2, True)
    wrong = planned("session", "S7", "plan", "course=KC-9", "planned_start=soon", "--json")
    assert (wrong.code, wrong.json["problems"][0]["field"]) == (2, "planned_start")
    assert planned("session", "S7", "plan", *fields).out.startswith("Planned: S7")


def test_that_a_held_session_is_logged_from_a_table_and_refusals_name_their_lines(planned: Cli, tmp_path: Path) -> None:
    first, second, third = codes(planned, 3)
    table = tmp_path / "scores.csv"
    table.write_text(f"学员,结果,得分\n{first},,92\n{second},,101\n{third},旷课\n", encoding="gb18030")
    wrong = planned("session", "S1", "log", "--table", table, "--json")
    assert (wrong.code, [one["line"] for one in wrong.json["problems"]]) == (2, [2, 3])
    assert planned("session", "S1", "log", "--table", tmp_path / "nowhere").code == 2
    some = planned("session", "S1", "log", "--table", table, "--partly", "--json")
    assert (some.code, some.json["trainings"]["created"], some.json["refused"]) == (1, 1, 2)
    done = planned("session", "S1", "log", f"{second}=59", f"{third}=缺考", "--ended", "2026-06-30 11:00")
    assert (done.code, "Logged: 2 new" in done.out) == (0, True)
    shown = planned("session", "S1", "--json").json
    states = {one["learner"]: (one["state"], one["score"]) for one in shown["roster"]}
    assert states == {first: ("attended", "92"), second: ("attended", "59"), third: ("no_show", None)}
    assert shown["status"] == "held"
    assert planned("session", "S1", "log", f"{first}=90", "--started", "soon").code == 2


def test_that_certificates_are_looked_at_issued_replaced_and_revoked(planned: Cli) -> None:
    first, second = codes(planned, 2)
    planned("session", "S1", "log", f"{first}=92", f"{second}=80")
    seen = planned("award", "issue", "S1", "--dry-run", "--json").json
    assert [one["number"] for one in seen["due"]] == ["ORG-2026-000001", "ORG-2026-000002"]
    done = planned("award", "issue", "S1", "--json")
    assert (done.code, done.json["issued"]) == (0, ["ORG-2026-000001", "ORG-2026-000002"])
    assert f"ack {done.json['change']}" in done.err
    assert planned("award", "issue", "S1").code == 2
    assert planned("award", "reissue", "ORG-2026-000001").code == 2
    assert "ORG-2026-000003" in planned("award", "reissue", "ORG-2026-000001", "--why", "lost").out
    assert planned("award", "revoke", "ORG-2026-000002", "--why", "another took the test", "--by", "Zhao").code == 0
    listed = planned("award", "list", "--session", "S1", "--json").json["awards"]
    assert [one["stands"] for one in listed] == ["replaced", "revoked", "in_force"]
    shown = planned("award", "show", "ORG-2026-000001", "--json").json
    assert [one["kind"] for one in shown["events"]] == ["issued", "revoked", "replaced"]
    assert planned("award", "list", "--learner", f"host:{first}").out.count("ORG-2026") == 2
    assert planned("award", "show", "ORG-1999-000001").code == 2


def test_that_requirements_tell_gaps_people_and_weeks_and_fill_a_session(planned: Cli) -> None:
    planned(
        "add",
        "requirements",
        "code=R1",
        "title=Food",
        "course=KC-9",
        "due=by_day",
        "by_day=2026-07-10",
        "opens_days=30",
    )
    (one,) = planned("requirements", "--json").json["requirements"]
    assert sum(cell["gaps"] for cell in one["cells"]) == sum(cell["people"] for cell in one["cells"]) > 3
    assert [week["monday"] for week in one["weeks"] if week["needed"]] == ["2026-07-06"]
    assert "R1" in planned("requirements", "--by", "owner", "--weeks", "2").out
    people = planned("requirements", "R1", "--json").json["learners"]
    assert {(person["state"], person["due"]) for person in people} == {("open", "2026-07-10")}
    assert planned("session", "S1", "enrol", "--requirement", "R1").code == 2, "three seats only"
    assert planned("session", "S1", "enrol", "--requirement", "R1", "--over").code == 0
    assert all(person["booked"] for person in planned("requirements", "R1", "--all", "--json").json["learners"])
    assert planned("requirements", "R9").code == 2
