"""The history, undo, duplicates and merge from the command line: what they print and how they end."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

from auditor.storage.engine import make_engine
from tests.cli.conftest import SAMPLES, Cli

WORKBOOK = SAMPLES / "workbook-clean-small.xlsx"


def test_that_undo_says_what_it_did_and_history_says_so_too(filled: Cli) -> None:
    whole = filled("dump", "--canonical").out
    told = filled("undo", "2", "--json")
    assert (told.code, told.json["undone"], told.json["change"]) == (0, 2, 3)
    assert told.json["rows"]["hosts"] == {"removed": 40, "restored": 0, "returned": 0}
    assert "ack 3" in told.err
    lines = {line["change"]: line for line in filled("history", "--json").json["changes"]}
    assert (lines[3]["undoes"], lines[2]["undone_by"], lines[2]["undoable"]) == (2, 3, False)
    assert filled("undo", "3").code == 0
    assert filled("dump", "--canonical").out == whole
    assert filled("doctor").code == 0


def test_that_undo_ends_as_its_refusal_asks(filled: Cli) -> None:
    for wrong in ("1", "99", "0", "x"):
        assert filled("undo", wrong).code == 2
    assert filled("undo", "2").code == 0
    again = filled("undo", "2")
    assert (again.code, again.err.count("\n")) == (2, 2)


def test_that_a_refusal_names_the_row_and_the_change(filled: Cli, tmp_path: Path) -> None:
    dumped = filled("dump", "--canonical").json["hosts"][0]
    late = tmp_path / "late.csv"
    late.write_text(f"主播编号,昵称\n{dumped['code']},换了名字\n", encoding="utf-8")
    assert filled("import", late).code == 0
    refused = filled("undo", "2", "--json")
    assert (refused.code, refused.json["total"], refused.json["standing"][0]["change"]) == (6, 1, 3)
    assert f"changed host 换了名字 ({dumped['code']})." in refused.err
    assert "Traceback" not in refused.err
    assert filled("undo", "3").code == filled("undo", "2").code == 0


def test_that_a_dry_run_of_undo_changes_nothing(filled: Cli) -> None:
    before = filled("dump", "--canonical").out
    told = filled("undo", "2", "--dry-run", "--json")
    assert (told.json["change"], told.json["dry_run"], told.json["rows"]["hosts"]["removed"]) == (None, True, 40)
    assert filled("dump", "--canonical").out == before


def test_that_undo_while_another_writes_is_busy(filled: Cli) -> None:
    engine = make_engine(Path(os.environ["AUDITOR_WORKSPACE"]), None, read_only=False)
    with engine.connect() as connection, connection.begin():
        assert filled("undo", "2").code == 6
    engine.dispose()
    assert filled("undo", "2").code == 0


def test_that_an_undo_killed_in_the_middle_happened_wholly_or_not_at_all(filled: Cli) -> None:
    before = filled("dump", "--canonical").out
    outcomes = set()
    for delay in (0.0, 0.1):
        process = subprocess.Popen(
            [sys.executable, "-c", _TOLD, "undo", "2"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
        )
        assert process.stdout is not None
        process.stdout.readline()
        time.sleep(delay)
        process.send_signal(signal.SIGKILL)
        process.wait()
        process.stdout.close()
        assert filled("doctor").code == 0
        undone = len(filled("history", "--json").json["changes"]) > 2
        outcomes.add(undone)
        if undone:
            break
        assert filled("dump", "--canonical").out == before
    assert outcomes


_TOLD = """
import sys
import auditor.services.undoing.job as job
real = job.take_back
def announced(*arguments):
    print("begun", flush=True)
    return real(*arguments)
job.take_back = announced
from auditor.cli.main import main
sys.exit(main(sys.argv[1:]))
"""
"""The command line, saying when it has begun to take rows away."""


def test_that_duplicates_are_listed_told_apart_and_merged(cli: Cli, tmp_path: Path) -> None:
    assert cli("init").code == 0
    table = tmp_path / "hosts.csv"
    table.write_text(
        "主播编号,昵称,证件号码\nH1,阿明,440102199001011238\nH2,小明,440102199001011238\n", encoding="utf-8"
    )
    assert cli("import", table).code in (0, 1)
    found = cli("duplicates", "--json")
    assert "440102199001011238" not in found.out
    (pair,) = found.json["pairs"]
    assert (pair["one"], pair["other"], pair["strength"]) == ("host:H1", "host:H2", "strong")
    assert cli("different", "host:H1", "host:H2", "--why", "双胞胎").code == 0
    assert cli("duplicates", "--json").json["total"] == 0
    assert cli("undo", "3").code == 0
    assert cli("merge", "host:H1", "host:H2").code == 2
    merged = cli("merge", "host:H1", "host:H2", "--why", "同一人", "--take", "stage_name=drop", "--json")
    assert (merged.code, merged.json["change"], merged.json["fields"]) == (0, 5, ["stage_name"])
    assert [line["code"] for line in json.loads(cli("dump", "--canonical").out)["hosts"]] == ["H1"]
    assert cli("merge", "host:H1", "host:H2", "--why", "x").code == 2
    assert cli("merge", "host:H1", "host:H2", "--why", "x", "--take", "nonsense").code == 2
    assert cli("undo", "5").code == 0
    assert cli("duplicates", "--kind", "room").code == 2
