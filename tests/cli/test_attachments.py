"""Scans by the command line: attached, listed, saved, taken off."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlcipher3 import dbapi2

from tests.cli.conftest import Cli
from tests.importing import scans


@pytest.fixture
def paper(tmp_path: Path) -> Path:
    path = tmp_path / "许可证 440106199806301234.pdf"
    path.write_bytes(scans.paper(2))
    return path


def test_that_a_scan_is_attached_listed_saved_and_taken_off(filled: Cli, paper: Path, tmp_path: Path) -> None:
    host = filled("find", "H", "--json").json[0]["subject"]
    done = filled("attach", host, paper, "--note", "原件已核", "--json")
    assert (done.code, len(done.json["attachments"])) == (0, 1)
    assert f"ack {done.json['change']}" in done.err
    (one,) = filled("attachments", host, "--json").json
    assert (one["name"], one["note"], one["state"]) == ("许可证 440106********1234.pdf", "原件已核", "kept")
    assert "许可证" in filled("attachments", host).out
    saved = filled("attachment", "save", str(one["attachment"]), tmp_path / "out.pdf", "--why", "监管检查")
    assert (saved.code, (tmp_path / "out.pdf").read_bytes()) == (0, paper.read_bytes())
    assert filled("detach", str(one["attachment"]), "--why", "换证").code == 0
    assert filled("attachments", host, "--json").json == []
    assert filled("verify", "--chain").code == 0


def test_that_a_damaged_scan_ends_in_the_code_for_integrity(filled: Cli, paper: Path, tmp_path: Path) -> None:
    host = filled("find", "H", "--json").json[0]["subject"]
    number = str(filled("attach", host, paper, "--json").json["attachments"][0])
    sha256 = filled("attachments", host, "--json").json[0]["sha256"]
    raw = dbapi2.connect(str(tmp_path / "w.auditor"), isolation_level=None)
    raw.execute("DROP TRIGGER blob_before_update")
    raw.execute("UPDATE blob SET content = CAST(content || x'00' AS BLOB)")
    raw.close()
    said = filled("attachment", "save", number, tmp_path / "out.pdf")
    assert (said.code, sha256 in said.err, (tmp_path / "out.pdf").exists()) == (5, True, False)
    said = filled("verify", "--chain")
    assert (said.code, sha256 in said.err) == (5, True)


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("attach", "host:NOBODY", "@"), "NOBODY"),
        (("attach", "@", "@"), "names no subject"),
        (("detach", "99"), "no attachment 99"),
        (("attachment", "save", "99", "out.pdf"), "no attachment 99"),
        (("attachments", "host:NOBODY"), "NOBODY"),
    ],
)
def test_that_a_mistake_is_told_in_one_line(cli: Cli, paper: Path, words: tuple[str, ...], told: str) -> None:
    cli("init")
    said = cli(*(str(paper) if word == "@" else word for word in words))
    assert said.code == 2
    assert told in said.err.splitlines()[0]
    assert len(said.err.splitlines()) <= 2
