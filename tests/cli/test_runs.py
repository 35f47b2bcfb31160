"""Stored runs on the command line."""

from __future__ import annotations

import pytest

from tests.cli.conftest import SAMPLES, Cli


@pytest.fixture
def audited(cli: Cli) -> Cli:
    """Two runs: May, then June."""
    assert cli("init").code == 0
    assert cli("import", SAMPLES / "workbook-clean-small.xlsx").code == 0
    for day in ("2026-05-01", "2026-06-30"):
        assert cli("audit", "--as-of", day, "--fail-on", "never").code == 0
    return cli


def test_that_runs_are_listed_shown_and_compared(audited: Cli) -> None:
    runs = audited("--json", "-", "runs", "list").json["runs"]
    assert [(one["id"], one["as_of"]) for one in runs] == [(2, "2026-06-30"), (1, "2026-05-01")]
    told = audited("--json", "-", "runs", "compare", "--turn", "new", "--turn", "resolved").json
    found = [one["turn"] for one in told["findings"]]
    assert (found.count("new"), found.count("resolved")) == (told["turns"]["new"], told["turns"]["resolved"])
    assert found.count("new") > 0
    parts = audited("--json", "-", "runs", "show", "2", "--by", "owner").json["parts"]
    assert sum(one["fails"] + one["history"] for one in parts) == runs[0]["counts"]["fail"]
    said = audited("runs", "compare")
    assert (said.code, "beside run 1" in said.out) == (0, True)
    findings = audited("--json", "-", "runs", "findings", "--severity", "critical").json["findings"]
    assert {one["severity"] for one in findings} == {"critical"}
    asked = audited("--json", "-", "runs", "findings", "--rule", "tr-02").json["findings"]
    assert {one["rule"] for one in asked} == {"TR-02"}
    turned = audited("--json", "-", "runs", "compare", "--turn", "persisting", "--rule", "tr-02").json["findings"]
    assert {one["rule"] for one in turned} == {"TR-02"}
    unheard = audited("runs", "findings", "--rule", "TR-99")
    assert (unheard.code, "TR-0" in unheard.err) == (2, True)


def test_that_a_word_out_of_the_list_is_refused_with_the_list(cli: Cli) -> None:
    assert cli("init").code == 0
    said = cli("runs", "compare", "--turn", "worse")
    assert said.code == 2
    assert "persisting" in said.err
    assert cli("runs", "show", "--by", "colour").code == 2
    assert cli("runs", "show", "9").code == 2
    assert cli("runs", "compare").code == 2
