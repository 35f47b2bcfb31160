"""Commands that read the answers which lists keep bring them up to today first, or say that they could not."""

from __future__ import annotations

from pathlib import Path

import pytest

from auditor.app import Auditor
from auditor.cli.common import Common
from auditor.cli.desk import Desk
from auditor.cli.standing import bring_up
from auditor.i18n import said
from auditor.services.standing import StandingNow
from auditor.storage.access import Unwritable
from tests.cli.conftest import NOW, Cli


def test_that_the_page_of_a_day_tells_missing_data_where_no_window_was_ever_open(filled: Cli) -> None:
    page = filled("today", "--json").json
    lacking = page["lacking"]["kinds"]
    assert "not" not in (page["lacking"]["note"] or "")
    assert sum(lacking.values()) > 0
    for kind, number in lacking.items():
        listed = filled("list", kind, "--where", "answer=unknown", "--json").json
        assert listed["count"] == number
    assert filled("today").err == ""


def test_that_a_list_by_answer_knows_what_was_written_a_moment_ago(filled: Cli) -> None:
    def listed(answer: str) -> set[str]:
        rows = filled("list", "host", "--where", f"answer={answer}", "--json").json["rows"]
        return {row["code"] for row in rows}

    audited = filled("audit", "--json", "--no-save").json["verdicts"]
    critical = {
        one["subject"].partition(":")[2]
        for one in audited
        if one["severity"] == "critical" and one["result"] == "fail" and one["curable"]
        and one["subject"].startswith("host:")
    }  # fmt: skip
    assert listed("critical") == critical
    one = min(listed("high") | listed("medium") | listed("low"))
    assert filled("set", f"host:{one}", "birth_date=2015-01-01").code in (0, 1)
    assert listed("critical") == critical | {one}


def test_that_answers_of_another_day_are_not_guessed_from_todays(filled: Cli) -> None:
    asked = ("--where", "answer=critical", "--as-of", "2026-03-01")
    for told in (filled("list", "host", *asked), filled("bulk", "host", "+x", *asked, "--dry-run")):
        assert told.code == 2
        assert "2026-03-01" in told.err
    assert filled("list", "host", "--as-of", "2026-03-01").code == 0


def test_that_a_workspace_that_can_only_be_read_says_that_its_answers_stay(
    filled: Cli, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    desk = Desk(Common(str(tmp_path / "w.auditor"), "en"), lambda: NOW)
    with Auditor.open(tmp_path / "w.auditor", clock=lambda: NOW) as app:
        app.context.store.only_read(Unwritable(said("It is read-only."), said("Copy it.")))
        assert not bring_up(desk, app)
        told = capsys.readouterr().err
        assert "read-only" in told
        assert "is not worked out here" in told
        assert app.ask(StandingNow()).day is None
