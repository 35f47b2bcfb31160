"""Certificates from the command line: printed, and checked with and without the workspace that issued them."""

from __future__ import annotations

import io
import json
import sys
from pathlib import Path

import pytest

from auditor.reporting import proof
from auditor.reporting.award import facts_from, record_of
from tests.cli.conftest import Cli


@pytest.fixture
def awarded(filled: Cli) -> Cli:
    """The sample world with a session of the day and its certificates for two of the staff."""
    filled("add", "courses", "code=KC-9", "title=Food", "pass_mark=60", "valid_months=12")
    filled("add", "sessions", "code=S1", "course=KC-9", "planned_start=2026-06-30 09:00")
    filled("session", "S1", "log", "staff:张三=92", "staff:李四=81")
    told = filled("award", "issue", "S1", "--json")
    assert told.json["issued"] == ["ORG-2026-000001", "ORG-2026-000002"], told.err
    return filled


def test_that_certificates_are_printed_and_checked(
    awarded: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pdf, key = tmp_path / "c.pdf", tmp_path / "key.txt"
    assert awarded("award", "key").code == 2
    done = awarded("award", "print", "--session", "S1", "--out", pdf, "--score", "--json")
    assert (done.json["numbers"], f"ack {done.json['change']}" in done.err) == (
        ["ORG-2026-000001", "ORG-2026-000002"],
        True,
    )
    assert awarded("award", "print", "ORG-2026-000002", "-o", tmp_path / "apart", "--apart").code == 0
    assert [path.name for path in (tmp_path / "apart").iterdir()] == ["ORG-2026-000002.pdf"]
    assert awarded("award", "print", "ORG-2026-000009", "-o", pdf).code == 2
    assert awarded("award", "key", "--out", key).code == 0
    assert (awarded("verify", pdf).code, "in force today" in awarded("verify", pdf).out) == (0, True)
    awarded("award", "revoke", "ORG-2026-000001", "--why", "代考")
    assert awarded("verify", pdf, "--json").json["certificates"][0]["answer"] == "fallen"
    assert awarded("verify", pdf).code == 1
    _without(awarded, pdf, key, tmp_path, monkeypatch)


def _without(cli: Cli, pdf: Path, key: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What somebody can check who has the paper and at best the key."""
    monkeypatch.delenv("AUDITOR_WORKSPACE")
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "nothing"))
    monkeypatch.setenv("LOCALAPPDATA", str(tmp_path / "nothing"))
    alone = cli("verify", pdf)
    assert (alone.code, "No workspace is at hand" in alone.err, "not vouched for" in alone.out) == (1, True, True)
    known = cli("verify", pdf, "--key", key, "--json")
    assert (known.code, known.json["ok"], known.json["certificates"][0]["known"]) == (0, True, False)
    facts = facts_from(json.loads(proof.attached(pdf)["facts.json"]))
    record = f"{record_of(facts.certificates[0], facts)}\nsig {facts.certificates[0].signature}"
    scan = tmp_path / "scan.txt"
    scan.write_text(record, encoding="utf-8")
    assert cli("verify", scan, "--key", key).code == 0
    monkeypatch.setattr(sys, "stdin", io.StringIO(record.replace("张三", "张二")))
    altered = cli("verify", "-", "--key", key)
    assert (altered.code, "altered" in altered.err) == (5, True)
    assert cli("verify", pdf, "--key", "nonsense").code == 2
    assert cli("--workspace", tmp_path / "none.auditor", "verify", pdf).code == 3


def test_that_what_trainings_show_is_told_with_its_limits(awarded: Cli) -> None:
    told = awarded("train", "anomalies", "--session", "S1")
    assert (told.code, "Nothing strikes the eye" in told.out) == (0, True)
    awarded("set", "course:KC-9", "hours=2")
    awarded("session", "S1", "log", "staff:张三,60=92")
    shown = awarded("train", "anomalies", "--kind", "entered_late", "--late", "-1", "--json").json["anomalies"]
    assert {one["learner"] for one in shown} == {"张三", "李四"}
    effect = awarded("train", "effect", "--by", "trainer", "--json").json
    assert effect["days"] == 90
    assert all(one["after"]["low"] <= (one["after"]["share"] or 0) for one in effect["groups"])
    cases = awarded("train", "remedies", "--since", "2020-01-01", "--json").json["cases"]
    assert {one["state"] for one in cases} <= {"untrained", "watching", "held", "repeated"}
    assert len(cases) > 0
    assert awarded("train", "seat", "K-999").code == 2
    one = next(one for one in cases if one["courses"] and not one["booked"])
    seated = awarded("train", "seat", one["case"], "--start", "2026-07-15 14:00", "--json")
    assert (seated.code, seated.json["planned"], seated.json["learner"]) == (0, True, one["name"])
    assert f"ack {seated.json['change']}" in seated.err
    again = awarded("train", "remedies", f"{one['learner_type']}:{one['learner']}", "--since", "2020-01-01", "--json")
    booked = {each["booked"] for each in again.json["cases"] if each["case"] == one["case"]}
    assert booked == {seated.json["session"]}
    assert "no proof" in awarded("train", "effect").out
    assert awarded("train", "remedies", "host:nobody").code == 2
