"""Organisation, reminders and tuned rules on the command line."""

from __future__ import annotations

from tests.cli.conftest import Cli


def test_that_reminders_are_listed_by_rung_and_their_ladder_is_laid_down(filled: Cli) -> None:
    before = filled("--json", "-", "reminders").json
    assert before["total"] == sum(one["count"] for one in before["counts"])
    assert before["total"] >= len(before["rows"]) > 0
    assert filled("reminders", "set", "licence", "none").code == 0
    after = filled("--json", "-", "reminders").json
    assert {one["kind"] for one in after["counts"]} == {one["kind"] for one in before["counts"]} - {"licence"}
    assert filled("--json", "-", "reminders", "ladders").json["licence"] == {"days": [], "own": True}
    assert filled("reminders", "set", "licence", "90，15").code == 0
    assert "90, 15" in filled("reminders", "ladders").out
    assert "Nothing" in filled("reminders", "--as-of", "2026-06-30", "--since", "2026-06-30").out


def test_that_what_is_no_ladder_is_refused(cli: Cli) -> None:
    assert cli("init").code == 0
    assert cli("reminders", "set", "licence", "soon").code == 2
    assert cli("reminders", "set", "wheels", "usual").code == 2


def test_that_an_organisation_is_laid_down_and_shown(cli: Cli) -> None:
    assert cli("init").code == 0
    assert cli("organisation", "--name", "示例机构").code == 0
    assert cli("--json", "-", "organisation").json == {"name": "示例机构", "logo": None}
    assert cli("organisation", "--logo", "nowhere.png").code == 2


def test_that_a_value_for_later_is_weighed_on_the_day_it_begins(cli: Cli) -> None:
    assert cli("init").code == 0
    wish = ("TR-02", "--set", "look_back_years=2", "--from", "2031-03-01", "--dry-run")
    told = cli("--json", "-", "rules", "tune", *wish).json
    assert (told["as_of"], told["judged"]) == ("2031-03-01", ["TR-02"])
