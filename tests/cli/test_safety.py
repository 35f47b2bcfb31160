"""Backups, restores and anchors from the command line."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import Cli


def test_that_a_backup_is_made_and_restored(filled: Cli, tmp_path: Path) -> None:
    before = filled("dump", "--canonical").out
    made = filled("backup", tmp_path / "monday", "--json", "-")
    assert (made.code, made.json["encrypted"]) == (0, False)
    (tmp_path / "w.auditor").unlink()
    done = filled("restore", tmp_path / "monday")
    assert done.code == 0
    assert "ack 3" in done.err
    assert filled("dump", "--canonical").out == before
    assert filled("doctor").code == 0


def test_that_a_restore_keeps_what_it_replaces(filled: Cli, tmp_path: Path) -> None:
    filled("backup", tmp_path / "monday")
    done = filled("restore", tmp_path / "monday", "--json", "-")
    assert done.json["replaced"] == str(tmp_path / "w.auditor.replaced")
    assert Path(done.json["replaced"]).exists()


def test_that_a_backup_overwrites_nothing(filled: Cli, tmp_path: Path) -> None:
    (tmp_path / "mine").write_text("mine")
    told = filled("backup", tmp_path / "mine")
    assert told.code == 2
    assert "exists already" in told.err
    assert (tmp_path / "mine").read_text() == "mine"


def test_that_an_encrypted_backup_needs_its_passphrase(
    filled: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert filled("backup", tmp_path / "sealed", "--encrypt").code == 2
    monkeypatch.setenv("AUDITOR_BACKUP_PASSPHRASE", "correct horse")
    assert filled("backup", tmp_path / "sealed", "--encrypt").code == 0
    monkeypatch.setenv("AUDITOR_WORKSPACE", str(tmp_path / "sealed"))
    assert filled("doctor").code == 3
    monkeypatch.setenv("AUDITOR_PASSPHRASE", "wrong")
    assert filled("doctor").code == 3
    monkeypatch.setenv("AUDITOR_PASSPHRASE", "correct horse")
    found = filled("doctor", "--json", "-")
    assert [one for one in found.json if not one["ok"]] == []
    assert found.code == 0


@pytest.mark.parametrize("content", [b"", b"text, not a workspace\n" * 20])
def test_that_what_is_no_backup_is_refused_and_nothing_is_changed(filled: Cli, tmp_path: Path, content: bytes) -> None:
    (tmp_path / "bad").write_bytes(content)
    before = (tmp_path / "w.auditor").read_bytes()
    assert filled("restore", tmp_path / "bad").code == 3
    assert (tmp_path / "w.auditor").read_bytes() == before


def test_that_an_anchor_finds_a_roll_back(filled: Cli, tmp_path: Path) -> None:
    filled("backup", tmp_path / "old")
    anchor = tmp_path / "anchor.json"
    assert filled("export", tmp_path / "out.xlsx", "--why", "check").code == 0
    assert filled("anchor", "export", anchor).code == 0
    good = filled("anchor", "check", anchor, "--json", "-")
    assert (good.code, good.json["ok"]) == (0, True)
    (tmp_path / "w.auditor").write_bytes((tmp_path / "old").read_bytes())
    assert filled("verify", "--chain").code == 0
    bad = filled("anchor", "check", anchor, "--json", "-")
    assert (bad.code, bad.json["ok"]) == (5, False)
    assert "rolled back" in bad.err


def test_that_a_backup_leaves_its_anchor_beside_it(filled: Cli, tmp_path: Path) -> None:
    made = filled("backup", tmp_path / "monday", "--json", "-").json
    assert made["anchor"] == str(tmp_path / "monday.anchor.json")
    assert filled("export", tmp_path / "out.xlsx", "--why", "check").code == 0
    for source in ("monday.anchor.json", "monday"):
        good = filled("anchor", "check", tmp_path / source)
        assert (good.code, f"continues change {made['change']}" in good.out) == (0, True)
    (tmp_path / "tuesday.anchor.json").write_text("mine")
    assert filled("backup", tmp_path / "tuesday").code == 2
    assert not (tmp_path / "tuesday").exists()


def test_that_a_backup_ahead_of_the_workspace_shows_the_roll_back(filled: Cli, tmp_path: Path) -> None:
    filled("backup", tmp_path / "old")
    assert filled("export", tmp_path / "out.xlsx", "--why", "check").code == 0
    filled("backup", tmp_path / "new")
    (tmp_path / "w.auditor").write_bytes((tmp_path / "old").read_bytes())
    bad = filled("anchor", "check", tmp_path / "new")
    assert (bad.code, "rolled back" in bad.err) == (5, True)


def test_that_a_report_is_an_anchor_and_shows_the_roll_back(filled: Cli, tmp_path: Path) -> None:
    filled("backup", tmp_path / "old")
    assert filled("audit", "--pdf", tmp_path / "run.pdf", "--fail-on", "never").code == 0
    assert filled("anchor", "check", tmp_path / "run.pdf").code == 0
    assert filled("verify", tmp_path / "run.pdf").code == 0
    (tmp_path / "w.auditor").write_bytes((tmp_path / "old").read_bytes())
    for command in (("anchor", "check"), ("verify",)):
        bad = filled(*command, tmp_path / "run.pdf")
        assert (bad.code, "rolled back" in bad.err) == (5, True)


def test_that_an_anchor_behind_a_recorded_restore_is_told_as_such(filled: Cli, tmp_path: Path) -> None:
    filled("backup", tmp_path / "old")
    assert filled("export", tmp_path / "out.xlsx", "--why", "check").code == 0
    filled("anchor", "export", tmp_path / "anchor.json")
    filled("restore", tmp_path / "old")
    told = filled("anchor", "check", tmp_path / "anchor.json")
    assert (told.code, "recorded restore" in told.err) == (5, True)


def test_that_the_anchor_of_another_workspace_is_told_as_such(
    filled: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    filled("anchor", "export", tmp_path / "anchor.json")
    monkeypatch.setenv("AUDITOR_WORKSPACE", str(tmp_path / "other.auditor"))
    assert filled("init").code == 0
    told = filled("anchor", "check", tmp_path / "anchor.json")
    assert (told.code, "of another one" in told.err) == (5, True)


def test_that_a_roll_back_is_told_by_every_command_until_it_is_accepted(
    filled: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AUDITOR_STATE", str(tmp_path / "state"))
    filled("backup", tmp_path / "old")
    assert filled("export", tmp_path / "out.xlsx", "--why", "check").code == 0
    (tmp_path / "w.auditor").write_bytes((tmp_path / "old").read_bytes())
    for _ in range(2):
        told = filled("verify", "--chain", "--json", "-")
        assert (told.code, told.json["ok"]) == (0, True)
        assert "This computer has seen change 3" in told.err
    assert [one["check"] for one in filled("doctor", "--json", "-").json if not one["ok"]] == ["witness"]
    assert filled("doctor").code == 5
    assert filled("anchor", "accept").code == 0
    assert filled("verify", "--chain").err == ""
    assert filled("doctor").code == 0


def test_that_what_cannot_be_detected_is_said(filled: Cli) -> None:
    told = filled("verify", "--chain")
    assert "Without an anchor kept elsewhere" in told.out
    assert "cannot be detected" in filled("verify", "--chain", "--json", "-").json["caution"]


def test_that_the_doctor_mends_what_can_be_made_anew(filled: Cli, tmp_path: Path) -> None:
    from sqlcipher3 import dbapi2

    raw = dbapi2.connect(str(tmp_path / "w.auditor"), isolation_level=None)
    raw.execute("DELETE FROM search")
    raw.close()
    assert filled("doctor").code == 5
    mended = filled("doctor", "--mend")
    assert (mended.code, "ack 3" in mended.err) == (0, True)
    assert "Search index: made anew." in mended.out
    assert "ack" not in filled("doctor", "--mend").err


def test_that_a_file_that_is_no_anchor_is_told(filled: Cli, tmp_path: Path) -> None:
    (tmp_path / "x").write_text("{}")
    assert filled("anchor", "check", tmp_path / "x").code == 2
    assert filled("anchor", "check", tmp_path / "absent").code == 2
