"""Commands that show can look back: as it was recorded at an instant; and a number typed as a code is not echoed."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from auditor.cli.main import main
from tests.cli.conftest import NOW, Cli


@pytest.fixture
def later(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Any:
    """Runs a command on a workspace so many hours after the clock's beginning; gives its code and JSON (None: none)."""
    monkeypatch.setenv("AUDITOR_WORKSPACE", str(tmp_path / "w.auditor"))
    monkeypatch.setenv("AUDITOR_LANG", "en")

    def run(hours: int, *arguments: object) -> tuple[int, Any]:
        capsys.readouterr()
        code = main([str(one) for one in arguments], clock=lambda: NOW + timedelta(hours=hours))
        told = capsys.readouterr().out
        return code, json.loads(told) if told.startswith(("{", "[")) else None

    return run


def test_that_show_list_and_clear_tell_what_was_recorded_then(later: Any) -> None:
    then = ("--known-at", (NOW + timedelta(hours=2)).replace(tzinfo=None).isoformat())
    later(0, "init")
    for words in (
        ("hosts", "code=H1", "stage_name=阿青", "birth_date=1995-01-01"),
        ("merchants", "code=S1", "shop_name=小店", "categories=apparel"),
    ):
        assert later(1, "add", *words)[0] == 0
    assert later(3, "set", "host:H1", "stage_name=改名了", "birth_date=2015-01-01")[0] == 0
    assert later(3, "add", "hosts", "code=H2", "stage_name=后来的")[0] == 0
    assert later(4, "show", "host:H1", "--json")[1]["name"] == "改名了"
    _, shown = later(4, "show", "host:H1", *then, "--json")
    assert (shown["name"], shown["fields"]["birth_date"]) == ("阿青", "1995-01-01")
    assert "ID-03" not in {one["rule"] for one in shown["verdicts"] if one["result"] == "fail"}
    assert later(4, "show", "host:H2", *then)[0] == 2
    assert [row["name"] for row in later(4, "list", "host", *then, "--json")[1]["rows"]] == ["阿青"]
    assert later(4, "list", "host", "--where", "answer=critical", *then)[0] == 2
    asked = ("clear", "--host", "H1", "--merchant", "S1", "--category", "apparel", "--at", "2026-07-03T20:00", "--json")
    rules = [{one["rule"] for one in later(4, *asked, *known)[1]["reasons"]} for known in ((), then)]
    assert rules[1] < rules[0]
    assert later(4, *asked, *then, "--save", "B1")[0] == 2


@pytest.mark.parametrize("number", ["44010219900101123X", "13800138000"])
def test_that_a_number_typed_as_a_code_is_not_said_back(filled: Cli, number: str) -> None:
    for asked in (("show", f"host:{number}"), ("show", number), ("set", f"host:{number}", "unit=x")):
        told = filled(*asked)
        assert told.code == 2
        assert number not in told.out + told.err
        assert "**" in told.err
