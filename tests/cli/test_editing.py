"""set, add, remove, reveal and the history of one subject on the command line."""

from __future__ import annotations

import os
from pathlib import Path

from tests.cli.conftest import Cli


def test_that_set_acknowledges_its_change_and_history_tells_it(filled: Cli) -> None:
    done = filled("set", "host:H0001", "followers=4321", "unit=一组", "--why", "call")
    number = int(done.err.split()[-1])
    assert (done.code, done.err.split()[0]) == (0, "ack")
    assert filled("set", "host:H0001", "followers=4321").err == ""
    told = filled("history", "host:H0001", "--json").json["fields"]
    assert {one["field"]: one["after"] for one in told if one["change"] == number}["followers"] == 4321
    assert "call" in {one["why"] for one in told}


def test_that_wrong_fields_exit_2_and_an_older_reading_exits_6(filled: Cli) -> None:
    wrong = filled("set", "host:H0001", "followers=x", "birth_date=y", "--json")
    assert (wrong.code, {one["field"] for one in wrong.json["problems"]}) == (2, {"followers", "birth_date"})
    assert filled("set", "host:H0001", "unit=二组").code == 0
    late = filled("set", "host:H0001", "unit=三组", "--seen", "2", "--json")
    assert (late.code, late.json["conflict"]["fields"]["unit"]["now"]) == (6, "二组")
    assert filled("set", "host:H0001", "nothing=1").code == 2
    assert filled("set", "host:H0001", "followers").code == 2


def test_that_a_record_is_added_changed_and_removed(filled: Cli) -> None:
    owner = ("platform=抖音", "account_id=d9", "owner_type=主播", "owner=H0001")
    assert filled("add", "accounts", *owner).code == 0
    assert filled("add", "accounts", *owner).code == 2
    assert filled("set", "host:H0001", "name=新号", "--record", "account:d9").code == 0
    gone = filled("remove", "host:H0001", "--record", "account:d9", "--json")
    assert (gone.code, gone.json["scans"]) == (0, 0)
    assert filled("remove", "host:H0001").code == 2


def test_that_a_document_in_a_file_is_read_by_its_owner_alone(filled: Cli, tmp_path: Path) -> None:
    out = tmp_path / "whole.json"
    assert filled("reveal", "host:H0001", "phone", "--why", "complaint", f"--json={out}").code == 0
    assert "phone" in out.read_text(encoding="utf-8")
    assert os.name == "nt" or out.stat().st_mode & 0o077 == 0


def test_that_revealing_needs_a_reason_and_leaves_a_change(filled: Cli) -> None:
    assert filled("reveal", "host:H0001", "phone").code == 2
    shown = filled("reveal", "host:H0001", "phone", "--why", "complaint", "--json")
    assert (shown.code, list(shown.json["fields"])) == (0, ["phone"])
    assert "*" not in shown.json["fields"]["phone"]
    assert filled("history", "--kind", "disclosure", "--json").json["changes"][0]["why"] == "host:H0001 complaint"


def test_that_records_of_the_desks_are_added_shown_changed_and_removed(filled: Cli) -> None:
    assert filled("add", "courses", "code=C-9", "title=复训", "pass_mark=60").code == 0
    assert filled("add", "sessions", "code=S-9", "course=C-9", "planned_start=2026-07-10 09:00").code == 0
    assert filled("add", "enrolments", "session=S-9", "learner=H0001").code == 0
    assert filled("set", "session:S-9", "score=120", "--record", "enrolment:H0001").code == 2
    assert filled("set", "session:S-9", "score=92", "--record", "enrolment:H0001").code == 0
    award = ("number=N-9", "learner=H0001", "course=C-9", "completed_on=2026-06-01", "issued_on=2026-06-02")
    assert filled("add", "awards", *award).code == 0
    shown = filled("show", "award:N-9", "--json").json
    assert (shown["sheet"], shown["fields"]["learner"], shown["fields"]["attempt"]) == ("awards", "H0001", 1)
    assert filled("set", "award:N-9", "trainer=李").code == 2
    assert filled("remove", "award:N-9").code == 2
    assert filled("show", "host:H0001", "--json").json["records"]["enrolments"][0]["score"] in (92, "92")
    stays = filled("remove", "session:S-9", "--record", "enrolment:H0001")
    assert (stays.code, "(score 92)" in stays.err) == (2, True)
    assert filled("set", "session:S-9", "score=", "--record", "enrolment:H0001").code == 0
    assert filled("remove", "session:S-9", "--record", "enrolment:H0001").code == 0
    assert filled("remove", "session:S-9").code == 0
    assert filled("show", "session:S-9").code == 2
