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


def test_that_a_file_that_is_no_anchor_is_told(filled: Cli, tmp_path: Path) -> None:
    (tmp_path / "x").write_text("{}")
    assert filled("anchor", "check", tmp_path / "x").code == 2
    assert filled("anchor", "check", tmp_path / "absent").code == 2
