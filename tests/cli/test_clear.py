"""The command line of clearance: answers, exit codes, the document, ticking, the sheet."""

from __future__ import annotations

from pathlib import Path

import pytest

from auditor.app import Auditor
from auditor.model.sheets import SHEETS
from auditor.model.types import day_of
from auditor.model.values import ParsedRow
from auditor.services.records import Problems, Recorder
from auditor.storage.work import Recorded
from tests.cli.conftest import NOW, Cli
from tests.services.clearance.conftest import in_order

ASKED = ("--host", "H1", "--merchant", "S1", "--category", "服饰鞋包", "--at", "2026-07-01T20:00", "--room", "R1")


@pytest.fixture
def cleared(cli: Cli, tmp_path: Path) -> Cli:
    """The command line on the world in which everything is in order."""
    path = tmp_path / "w.auditor"
    Auditor.create(path, clock=lambda: NOW)
    rows = in_order()
    with Auditor.open(path, clock=lambda: NOW) as app, app.context.store.writing(Recorded("me", "import")) as work:
        recorder = Recorder(work, day_of(NOW.date()))
        for sheet in SHEETS:
            parsed = [ParsedRow(number, values) for number, values in enumerate(rows.get(sheet.name, ()), start=2)]
            recorder.apply(sheet, parsed, Problems(sheet.zh))
    return cli


def test_that_go_ends_with_0_and_no_go_with_1(cleared: Cli) -> None:
    fine = cleared("clear", *ASKED, "--json")
    assert (fine.code, fine.json["answer"], fine.json["earliest_go"]) == (0, "GO", "2026-07-01")
    refused = cleared("clear", *ASKED, "--brand", "无名", "--json")
    assert (refused.code, refused.json["answer"], refused.json["earliest_go"]) == (1, "NO-GO", None)
    (reason,) = [one for one in refused.json["reasons"] if one["rule"] == "BR-02"]
    assert reason["subject"] == "merchant:S1"
    assert set(reason) == {"rule", "subject", "result", "severity", "effect", "message", "remedy", "to_do_by"}


def test_that_the_gate_keeps_out_whom_nobody_knows(cleared: Cli) -> None:
    told = cleared("clear", "--host", "H9", "--host", "H1", "--merchant", "S9", *ASKED[4:8], "--room", "R9", "--json")
    assert (told.code, told.json["answer"], told.json["earliest_go"]) == (1, "NO-GO", None)
    assert [(one["rule"], one["subject"], one["effect"]) for one in told.json["reasons"]] == [
        ("ST-01", "host:H9", "block"), ("ST-02", "merchant:S9", "block"), ("ST-04", "room:R9", "block"),
    ]  # fmt: skip
    assert (told.json["to_do"], told.json["notes"]) == ([], [])
    assert "H9" in told.json["reasons"][0]["message"]


@pytest.mark.parametrize(
    "wrong",
    [
        ("--host", "H9", *ASKED[2:], "--pdf", "a.pdf"),
        ("--host", "H9", *ASKED[2:], "--save", "B7"),
        ("--host", "H9", *ASKED[2:], "--platform", "nowhere"),
        ("--broadcast", "B9"),
        ("--broadcast", "B1", "--host", "H1"),
        ASKED[:6],
        (*ASKED[:7], "gestern"),
        (*ASKED, "--platform", "nowhere"),
        (*ASKED, "--goods", "/nowhere.txt"),
        ("--sign", "H9"),
        ("--lapse", "licence:NIX"),
        # What would go unheard is refused.
        (*ASKED, "--day", "2026-07-01"),
        (*ASKED, "--goods", "-", "--pdf", "a.pdf"),
        (*ASKED, "--chains", "--goods", "-"),
        ("--sign", "H1", "--host", "H1"),
        (*ASKED, "--save", "B7", "--explain", "LI-03"),
    ],
)
def test_that_what_cannot_be_asked_ends_with_2(cleared: Cli, wrong: tuple[str, ...]) -> None:
    assert cleared("clear", *wrong).code == 2


def test_that_a_broadcast_is_cleared_ticked_and_printed(cleared: Cli, tmp_path: Path) -> None:
    assert "RC-03" in {one["rule"] for one in cleared("clear", "--broadcast", "B1", "--json").json["to_do"]}
    ticked = cleared("tick", "RC-03", "broadcast:B1", "--set", "reviewer=陈静", "--evidence", "审核表")
    assert (ticked.code, "ack " in ticked.err) == (0, True)
    sheet = tmp_path / "sheet.pdf"
    told = cleared("clear", "--broadcast", "B1", "--pdf", sheet, "--json")
    assert "RC-03" not in {one["rule"] for one in told.json["to_do"]}
    assert cleared("verify", sheet).code == 0
    assert cleared("tick", "RC-03", "broadcast:B1").code == 2
    assert cleared("tick", "RC-03", "broadcast:B1", "--set", "reviewer").code == 2


def test_that_goods_chains_lapses_and_signing_are_told(cleared: Cli, tmp_path: Path) -> None:
    goods = tmp_path / "goods.txt"
    goods.write_text("风衣 / 山海 / 服饰鞋包\n口红 / 无名 / 普通化妆品\n", encoding="utf-8")
    told = cleared("clear", *ASKED, "--goods", goods, "--json")
    assert (told.code, [one["answer"] for one in told.json]) == (1, ["GO", "NO-GO"])
    goods.write_text("风衣 / 山海 / 服饰鞋包\n", encoding="utf-8")
    plain = cleared("clear", *ASKED[:7], "2020-01-01T20:00", "--goods", goods)
    # Nothing is wrong with the goods; but nobody was on board then.
    assert (plain.code, "ST-01" in plain.err) == (1, True)
    chains = cleared("clear", *ASKED, "--brand", "山海", "--chains", "--json").json
    assert (chains[0]["holds"], chains[0]["breaks_on"]) == (True, "2027-07-01")
    lapse = cleared("clear", "--lapse", "training:H1/C1", "--day", "2026-07-01", "--json")
    assert (lapse.code, lapse.json["touched"][0]["broadcast"]) == (1, "B1")
    signing = cleared("clear", "--sign", "H1", "--json")
    assert signing.json["host"] == "H1"
    assert cleared("clear", "--sign", "H1", "--lang", "zh").out


def test_that_a_combination_is_put_on_file_once_and_a_rule_taken_apart(cleared: Cli) -> None:
    kept = cleared("clear", *ASKED, "--brand", "山海", "--save", "B7", "--json")
    assert (kept.code, "ack " in kept.err, kept.json["answer"]) == (0, True, "GO")
    assert "山海" in cleared("show", "broadcast:B7", "--json").out
    for wrong in ((*ASKED, "--save", "B7"), (*ASKED, "--save", " "), (*ASKED[:-2], "--save", "B8"),
                  ("--broadcast", "B7", "--save", "B9")):  # fmt: skip
        assert cleared("clear", *wrong).code == 2
    refused = cleared("clear", *ASKED, "--brand", "无名", "--explain", "br-02", "--json")
    (told,) = refused.json
    assert (refused.code, told["subject"], told["result"]) == (0, "merchant:S1", "fail")
