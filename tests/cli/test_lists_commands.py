"""Lists and work in bulk from the command line: the same filter value, the same exact look beforehand."""

from __future__ import annotations

from pathlib import Path

from tests.cli.conftest import Cli


def test_that_a_list_is_narrowed_kept_as_a_view_and_shown_again_by_it(filled: Cli, tmp_path: Path) -> None:
    everything = filled("list", "licence", "--json").json
    assert "in force" in filled("list", "licence").out
    narrowed = ("--where", "stands=in_force", "--where", "stands=expired", "--order", "code")
    some = filled("list", "licence", *narrowed, "--save-view", tmp_path / "v.auditor-view", "--json").json
    assert 0 < some["count"] < everything["count"] == len(everything["rows"])
    assert {row["stands"] for row in some["rows"]} <= {"in_force", "expired"}
    again = filled("list", "licence", "--view", tmp_path / "v.auditor-view", "--json").json
    assert again["rows"] == some["rows"]
    first = filled("list", "licence", "--view", tmp_path / "v.auditor-view", "--limit", "1", "--json").json
    assert first["rows"] == some["rows"][:1]
    assert filled("list", "host", "--view", tmp_path / "v.auditor-view").code == 2


def test_that_a_category_narrows_a_list_bulk_work_and_an_audit_by_any_of_its_names(filled: Cli) -> None:
    food = filled("list", "host", "--where", "category=食品", "--json").json
    every = filled("list", "host", "--json").json
    assert 0 < food["count"] < every["count"]
    assert food["view"]["filter"] == {"category": ["food"]}
    seen = filled("bulk", "host", "unit=Food team", "--where", "category=food categories", "--dry-run", "--json").json
    assert seen["chosen"] == food["count"]
    asked = ("--kind", "host", "--filter", "category=food_categories", "--rule", "TR-03", "--all", "--no-save")
    judged = filled("audit", *asked, "--json").json["verdicts"]
    assert {one["subject"] for one in judged} == {f"host:{row['code']}" for row in food["rows"]}
    told = filled("list", "host", "--where", "category=玄学")
    assert (told.code, "玄学 is no category" in told.err) == (2, True)


NONSENSE = (
    ("list", "nobody"),
    ("list", "host", "--where", "colour=red"),
    ("list", "host", "--where", "status"),
    ("list", "host", "--where", "missing=nonsense"),
    ("list", "host", "--where", "expires_within=soon"),
    ("list", "host", "--where", "expires_within=99999999"),
    ("list", "host", "--order", "followers"),
    ("list", "host", "--view", "nowhere.auditor-view"),
    ("bulk", "host", "owner=x"),
    ("bulk", "host", "--all", "code=x"),
    ("bulk", "host", "--all", "phone=13451986467"),
    ("bulk", "host", "--all", "nonsense"),
)


def test_that_nonsense_is_the_callers_mistake(filled: Cli) -> None:
    for asked in NONSENSE:
        told = filled(*asked)
        assert (told.code, told.err.count("Traceback")) == (2, 0), asked
        assert "Error" in told.err, asked


def test_that_bulk_work_is_looked_at_done_and_undone(filled: Cli) -> None:
    asked = ("bulk", "host", "unit=Night team", "+vip,gold", "--where", "status=active", "--json")
    seen = filled(*asked, "--dry-run").json
    assert (seen["change"], seen["dry_run"], seen["updated"]) == (None, True, seen["chosen"])
    done = filled(*asked)
    assert done.json | {"change": None, "dry_run": True} == seen
    assert f"ack {done.json['change']}" in done.err
    listed = filled("list", "host", "--where", "tag=vip,gold", "--json").json
    assert (listed["count"], {row["unit"] for row in listed["rows"]}) == (seen["chosen"], {"Night team"})
    assert filled("undo", str(done.json["change"])).code == 0
    assert filled("list", "host", "--where", "tag=vip,gold", "--json").json["count"] == 0
