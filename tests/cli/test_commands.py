"""The command line's contract: documents, acknowledgements, exit codes, both languages."""

from __future__ import annotations

import json
import sqlite3
import tempfile
from datetime import datetime
from pathlib import Path

import pytest
from typer import BadParameter

from auditor.cli.common import split_common
from auditor.cli.desk import Desk
from auditor.cli.main import _command, main
from auditor.cli.usage import mistake
from auditor.i18n import Translator
from tests.cli.conftest import SAMPLES, Cli

EXPECTED = json.loads((SAMPLES / "expected-small.json").read_text(encoding="utf-8"))["verdicts"]
CORE = [word for rule in sorted({one["rule"] for one in EXPECTED}) for word in ("--rule", rule)]
"""The rules whose every verdict about the sample world was worked out."""
CLEAN, MESSY = SAMPLES / "workbook-clean-small.xlsx", SAMPLES / "platform-export-small.xlsx"


def test_that_an_import_tells_counts_problems_and_its_change(cli: Cli) -> None:
    cli("init")
    told = cli("import", CLEAN, "--json", "-")
    file = told.json["files"][0]
    assert told.code == 0
    assert file["sheets"]["hosts"] == {
        "created": 40, "updated": 0, "unchanged": 0, "refused": 0, "superseded": 0, "warned": 2,
    }  # fmt: skip
    assert {p["level"] for p in file["problems"]} == {"warning"}
    assert file["problems"][0].keys() == {"sheet", "cell", "level", "code", "message"}
    read = {(one["sheet"], one["field"]): one["rules"] for one in file["completeness"]}
    assert "CT-01" in read["hosts", "agency"], "completeness says which rules a column feeds"
    assert told.json["change"] == 2
    assert "ack 2" in told.err.splitlines()


def test_that_what_is_kept_of_a_fault_of_ours_names_nobody(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))

    def stopped() -> datetime:
        raise ValueError("invalid literal: '440102199001011238' of 张三, 13812345678") from KeyError("李四")

    assert main(["init", "--workspace", str(tmp_path / "w.auditor")], clock=stopped) == 70
    (kept,) = tmp_path.glob("auditor-fault-*.log")
    told = kept.read_text(encoding="utf-8")
    assert "ValueError" in told
    assert "because KeyError" in told
    assert str(kept) in capsys.readouterr().err
    assert not any(word in told for word in ("4401", "1238", "张三", "李四", "1381"))


def test_that_importing_again_changes_nothing_and_acknowledges_nothing(filled: Cli) -> None:
    again = filled("import", MESSY, "--json")
    assert again.json["change"] is None
    assert "ack" not in again.err
    assert all(c["created"] == c["updated"] == 0 for c in again.json["files"][0]["sheets"].values())


def test_that_an_export_imports_again_without_a_change_and_is_logged(filled: Cli, tmp_path: Path) -> None:
    before = filled("dump", "--canonical").out
    out = tmp_path / "out.xlsx"
    exported = filled("export", out, "--why", "quarterly check")
    assert "ack 3" in exported.err
    assert filled("import", out, "--json").json["change"] is None
    assert filled("dump", "--canonical").out == before


def test_that_equal_workspaces_dump_equal_bytes(filled: Cli, tmp_path: Path) -> None:
    first = filled("dump", "--canonical").out
    other = tmp_path / "other.auditor"
    filled("init", "--workspace", other)
    filled("import", MESSY, "--workspace", other)
    assert filled("dump", "--canonical", "--workspace", other).out == first
    assert json.loads(first)["hosts"][0]["code"] == "10086"


def test_that_an_audit_streams_one_document_in_order_and_exits_one_at_the_threshold(filled: Cli) -> None:
    told = filled("audit", "--as-of", "2026-06-30", "--json", *CORE)
    verdicts = told.json["verdicts"]
    assert told.code == 1
    assert told.json["run"]["counts"] == {
        "pass": 540, "fail": 50, "unknown": 4, "notapplicable": 205, "error": 0,
    }  # fmt: skip
    assert [(v["subject"], v["rule"]) for v in verdicts] == sorted((v["subject"], v["rule"]) for v in verdicts)
    assert len(verdicts) == 54
    assert all(v["message"] and v["basis"] for v in verdicts)


def test_that_the_threshold_decides_the_exit_code(filled: Cli) -> None:
    calm = filled("audit", "--as-of", "2026-06-30", "--rule", "ID-06", "--no-save")
    low = filled("audit", "--as-of", "2026-06-30", "--rule", "ID-06", "--no-save", "--fail-on", "low")
    assert (calm.code, low.code) == (0, 1)


def test_that_all_adds_what_is_in_order_and_not_applicable(filled: Cli) -> None:
    told = filled("audit", "--as-of", "2026-06-30", "--no-save", "--all", "--json", "--fail-on", "never", *CORE)
    assert len(told.json["verdicts"]) == 799


def test_that_a_stored_run_gives_the_same_report_bytes_twice(filled: Cli, tmp_path: Path) -> None:
    one, two = tmp_path / "1.pdf", tmp_path / "2.pdf"
    filled("audit", "--as-of", "2026-06-30", "--pdf", one)
    filled("find", "老饕")
    filled("report", "run", "latest", "-o", two)
    assert one.read_bytes() == two.read_bytes()
    assert one.read_bytes()[:5] == b"%PDF-"


def test_that_show_gives_a_profile_with_masked_personal_values(filled: Cli) -> None:
    told = filled("show", "host:H0001", "--as-of", "2026-06-30", "--json")
    assert told.json["fields"]["id_number"].count("*") > 4
    assert "610113198902056992" not in told.out
    assert told.json["records"]["trainings"]


@pytest.mark.parametrize("typed", ["老饕探店1", "laotaotandian", "ltt", "H0001", "610113198902056992", "13451986467"])
def test_that_a_host_is_found_by_name_pinyin_initials_code_and_full_number(filled: Cli, typed: str) -> None:
    assert "host:H0001" in {hit["subject"] for hit in filled("find", typed, "--json").json}


def test_that_a_training_is_logged_as_the_window_does(filled: Cli) -> None:
    told = filled("train", "log", "H0001", "H0002=55", "H0003=缺考", "--course", "KC-FOOD", "--json")
    assert told.code == 0
    assert told.json["counts"]["created"] == 3
    told = filled("train", "log", "H0001", "--course", "KC-FOOD", "--json")
    assert told.json["counts"]["unchanged"] == 1


def test_that_one_unknown_learner_refuses_the_whole_log_unless_partly_is_said(filled: Cli) -> None:
    refused = filled("train", "log", "H0001", "NOBODY", "--course", "KC-FOOD")
    assert refused.code == 2
    assert "NOBODY" in refused.err
    partly = filled("train", "log", "H0001", "NOBODY", "--course", "KC-FOOD", "--partly", "--json")
    assert (partly.code, partly.json["counts"]["created"], partly.json["counts"]["refused"]) == (1, 1, 1)


def test_that_the_chain_verifies_and_a_tampered_row_is_named(filled: Cli, tmp_path: Path) -> None:
    assert filled("verify", "--chain").code == 0
    with sqlite3.connect(tmp_path / "w.auditor") as raw:
        raw.execute("DROP TRIGGER case_record_before_update")
        raw.execute("DROP TRIGGER case_record_after_update")
        raw.execute("UPDATE case_record SET points = 0 WHERE code = 'A00003'")
    told = filled("verify", "--chain")
    assert told.code == 5
    assert "A00003" in told.err


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("audit", "--as-of", "30-6"), 2),
        (("audit", "--fail-on", "bad"), 2),
        (("audit", "--rule", "TR-99"), 2),
        (("import", "nothing-here.xlsx"), 2),
        (("show", "host:NOBODY"), 2),
        (("show", "H0001"), 2),
        (("report", "run", "99", "-o", "x.pdf"), 2),
        (("rules", "show", "TR-99"), 2),
        (("rules", "check", "nothing-here"), 2),
        (("verify", "nothing-here.pdf"), 2),
        (("find", "x", "--lang", "fr"), 2),
        (("init",), 2),
        (("--workspace",), 2),
        (("find", "x", "--workspace", "nothing-here.auditor"), 3),
        (("find", "x", "--workspace", "postgresql+psycopg://u:secret@h/db"), 3),
        (("report", "run", "latest", "-o", "no/such/folder/x.pdf"), 2),
    ],
)
def test_that_a_mistake_is_one_line_with_a_hint_and_its_exit_code(
    filled: Cli, arguments: tuple[str, ...], code: int
) -> None:
    told = filled(*arguments)
    assert told.code == code
    what, how = told.err.splitlines()
    assert (told.out, what[:7], how[:6]) == ("", "Error: ", "Hint: ")
    assert "secret" not in told.err


def test_that_words_no_command_takes_are_one_line_with_a_hint_in_either_language(cli: Cli) -> None:
    told = {
        ("nonsense",): "There is no command nonsense.",
        ("rules", "chek"): "There is no command chek.",
        ("find",): "TEXT is missing.",
        ("report", "subject", "host:H0001"): "--out is missing.",
        ("find", "x", "y"): "Too many words: y",
        ("find", "x", "--limt", "3"): "There is no option --limt.",
        ("find", "x", "--limit"): "--limit needs a value.",
        ("find", "x", "--limit", "many"): "--limit must be a whole number, not many.",
        ("find", "x", "--limit", "0"): "--limit must be at least 1.",
        ("find", "x", "--limit", "1001"): "--limit must be at most 1000.",
        ("audit", "--save=3"): "--save takes no value.",
    }
    for words, sentence in told.items():
        english, chinese = cli(*words), cli(*words, "--lang", "zh")
        what, how = english.err.splitlines()
        assert (english.code, english.out, what, how[:6]) == (2, "", f"Error: {sentence}", "Hint: ")
        what, how = chinese.err.splitlines()
        assert (what[:3], how[:3], sentence in what) == ("错误：", "提示：", False)


def test_that_a_file_nobody_may_open_is_told_in_the_language_of_the_reader() -> None:
    told = mistake(BadParameter("path 'a.csv' is not readable."), ["import"])
    assert (told.exit_code, str(told.message)) == (2, "a.csv cannot be read: your system does not permit it")
    assert Translator("zh").t(told.message) == "无法读取 a.csv：系统不允许（没有权限）"


def test_that_errors_are_told_in_chinese_when_asked(filled: Cli) -> None:
    told = filled("show", "host:NOBODY", "--lang", "zh")
    assert told.err.startswith("错误：")
    assert "提示：" in told.err


def test_that_rules_are_listed_shown_and_tested(cli: Cli) -> None:
    listed = {rule["id"] for rule in cli("rules", "list", "--json").json}
    assert listed >= {one["rule"] for one in EXPECTED}
    shown = cli("rules", "show", "tr-02", "--json").json
    assert (shown["basis"], shown["grounds"][0]["article"]) == (["LCE-08"], "10(1)")
    assert (shown["parameters"][0]["min"], shown["parameters"][0]["max"]) == (1, 3)
    tested = cli("rules", "test", "--json")
    assert tested.code == 0
    assert tested.json["wrong"] == []


def test_that_a_command_made_alone_is_the_one_among_all() -> None:
    desk = Desk(split_common(["--workspace", "w"])[0])
    everything = _command(desk, [])
    assert {one.name for one in everything.params} == {"workspace", "lang", "json", "quiet"}
    whole = everything.commands
    assert len(whole) > 40
    for name, among in whole.items():
        alone = _command(desk, [name, "x"]).commands
        assert list(alone) == [name]
        assert [one.name for one in alone[name].params] == [one.name for one in among.params]
    assert _command(desk, ["no such"]).commands.keys() == whole.keys()


def test_that_a_document_in_a_file_leaves_standard_output_empty(filled: Cli, tmp_path: Path) -> None:
    path = tmp_path / "run.json"
    told = filled("audit", "--as-of", "2026-06-30", "--rule", "TR-02", "--no-save", f"--json={path}")
    assert (told.out, "TR-02" in told.err) == ("", True)
    assert json.loads(path.read_text(encoding="utf-8"))["run"]["subjects"] == {"host": 40}
