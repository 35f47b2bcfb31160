"""What stands beside a clearance: chains, goods, lapses, signing, ticking, the sheet."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from auditor.app import Auditor
from auditor.errors import CallerMistake
from auditor.i18n import Translator
from auditor.services.clearance.chains import Chains
from auditor.services.clearance.clearing import Clear
from auditor.services.clearance.combination import Combination
from auditor.services.clearance.goods import MOST, CheckGoods
from auditor.services.clearance.lapse import LapseTouches
from auditor.services.clearance.signing import SignHost
from auditor.services.clearance.ticking import Tick
from auditor.services.reports.clearance import ReportClearance
from auditor.services.reports.verifying import VerifyReport
from tests.services.clearance.conftest import START, authorisation, licence, seconds
from tests.services.conftest import Store
from tests.services.rows import day, host, shop

ASKED = Combination(("H1",), ("S1",), ("apparel",), START, ("云上",), room="R1")


def link(grantor: str, grantee: str, until: str, **values: Any) -> dict[str, Any]:
    """A link of the chain of 云上."""
    return authorisation("S1", "云上", grantor, grantee, "2025-01-01", until, **values)


def chain(app: Auditor) -> Any:
    (found,) = app.ask(Chains(Clear(ASKED)))
    return found


@pytest.mark.usefixtures("world")
def test_that_a_chain_runs_from_the_owner_over_agents_and_names_its_weakest_link(app: Auditor, store: Store) -> None:
    store({"authorisations": [link("云上集团", "代理甲", "2027-12-31", may_sublicense=1, categories=("apparel", "digital")),
                              link("代理甲", "S1", "2026-08-31", level=2, categories=("apparel",))]})  # fmt: skip
    found = chain(app)
    assert [one.grantor for one in found.links] == ["云上集团", "代理甲"]
    assert (found.holds, found.weakest, found.breaks_on) == (True, 1, date(2026, 9, 1))
    assert found.categories == ("apparel",)


@pytest.mark.usefixtures("world")
@pytest.mark.parametrize(
    ("upper", "lower", "fault"),
    [
        ({"may_sublicense": 0}, {}, "no right"),
        ({}, {}, "not recorded"),
        ({"may_sublicense": 1, "platforms": ("kuaishou",)}, {}, "platform"),
        ({"may_sublicense": 1}, {"categories": ("digital",)}, "category"),
        ({"may_sublicense": 1, "state": "terminated"}, {}, "not in force"),
    ],
)
def test_that_a_link_says_what_it_lacks(
    app: Auditor, store: Store, upper: dict[str, Any], lower: dict[str, Any], fault: str
) -> None:
    first = link("云上集团", "代理甲", "2027-12-31")
    del first["may_sublicense"]
    store({"authorisations": [first | upper, link("代理甲", "S1", "2027-08-31", level=2) | lower]})
    found = chain(app)
    assert not found.holds
    assert fault in " ".join(str(one) for one in found.links[found.weakest].faults)
    assert found.breaks_on is None


@pytest.mark.usefixtures("world")
def test_that_a_chain_without_its_upper_link_is_told(app: Auditor, store: Store) -> None:
    store({"authorisations": [link("代理甲", "S1", "2027-08-31", level=2)]})
    assert "nothing above" in str(chain(app).links[0].faults[0])
    # Without a brand those he lists are asked about, also what nobody has given him.
    store({"merchants": [shop("S1", brands=("云上", "旧牌"))]})
    found = app.ask(Chains(Clear(replace(ASKED, brands=()))))
    assert [(one.brand, len(one.links)) for one in found] == [("云上", 1), ("旧牌", 0)]


GOODS = """P1
旧衣\tP2
口红, 无名, 普通化妆品
风衣 / 山海 / 服饰鞋包

神秘盒
某胶囊；Ｐ３
外套，旧牌，服饰鞋包
T恤/短袖\t¥39.90\t服饰鞋包
2、风衣 山海 服饰鞋包
SKU20260701\t帽子\t服饰鞋包
茶
夏款 外套 服饰鞋包
口红，3CE，服饰鞋包"""


@pytest.mark.usefixtures("world")
def test_that_goods_are_answered_line_by_line(app: Auditor, store: Store) -> None:
    # What fails anyhow must not hide what these goods add: an unauthorised brand of its own, an unregistered product.
    store({"merchants": [shop("S1", brands=("山海", "旧牌"))],
           "products": [{"merchant": "S1", "code": "P1", "name": "茶", "brand": "山海", "category": "food_prepacked"},
                        {"merchant": "S1", "code": "P2", "name": "旧衣", "category": "apparel", "status": "delisted"},
                        {"merchant": "S1", "code": "P3", "name": "胶囊", "brand": "山海", "category": "food_health"}]})  # fmt: skip
    told = app.ask(CheckGoods(Clear(ASKED), GOODS))
    by_line = {one.number: one for one in told.goods}
    assert {at: one.answer for at, one in by_line.items()} == {
        1: "GO", 2: "NO-GO", 3: "NO-GO", 4: "GO", 6: "unknown", 7: "NO-GO", 8: "NO-GO", 9: "GO", 10: "GO", 11: "GO",
        12: "GO", 13: "unknown", 14: "NO-GO",
    }  # fmt: skip
    assert {line.rule for line in by_line[3].lines} >= {"LI-02", "BR-02"}
    assert {line.rule for line in by_line[7].lines} == {"LI-08", "LI-09"}
    assert {line.rule for line in by_line[8].lines} == {"BR-02"}
    assert [(by_line[at].name, by_line[at].brand) for at in (1, 9, 10)] == [
        ("茶", "山海"),
        ("T恤/短袖", ""),
        ("风衣", "山海"),
    ]
    assert [(one.number, one.same_as) for one in told.goods if one.same_as] == [(10, 4), (12, 1)]
    assert (told.answer, told.left_out) == ("GO", 0)


@pytest.mark.usefixtures("world")
def test_that_goods_below_heads_are_read_by_column_and_long_lists_are_cut_aloud(app: Auditor, store: Store) -> None:
    store({"hosts": [host("H1", status="suspended")]})
    pasted = "类目\t货号\t价格\t品牌\t商品名称\n服饰鞋包\tA1\t39\t无名\t风衣\n服饰鞋包\tA2\t\t\t外套\n外套,服饰鞋包\n"
    told = app.ask(CheckGoods(Clear(ASKED), pasted + "外套,服饰鞋包\n" * MOST))
    first = told.goods[:3]
    assert [(one.number, one.name, one.brand, one.answer) for one in first] == [
        (2, "风衣", "无名", "NO-GO"), (3, "外套", "", "GO"), (4, "外套", "", "GO"),
    ]  # fmt: skip
    assert (len(told.goods), told.left_out) == (MOST, 3)
    # Whatever is sold, she may not go live: that is said once, beside the lines.
    assert (told.answer, [line.rule for line in told.beside], told.stops) == ("NO-GO", ["ST-01"], True)


@pytest.mark.usefixtures("world")
def test_that_a_lapse_touches_the_planned_broadcasts_that_need_the_record(app: Auditor, store: Store) -> None:
    store({"broadcasts": [{"code": "B1", "brands": ("山海",)}]})
    told = app.ask(LapseTouches("authorisation:S1/山海", date(2026, 7, 1)))
    assert [(one.broadcast, {line.rule for line in one.lines} >= {"BR-02"}) for one in told.touched] == [("B1", True)]
    assert app.ask(LapseTouches("authorisation:S1/山海", date(2026, 7, 2))).touched == ()
    assert app.ask(LapseTouches("licence:JY14401060000010", date(2026, 7, 1))).touched == ()
    # On air over midnight: begun before the lapse, and still running when it comes.
    store({"broadcasts": [{"code": "B1", "planned_end": seconds("2026-07-02T01:00")}]})
    (crossed,) = app.ask(LapseTouches("authorisation:S1/山海", date(2026, 7, 2))).touched
    assert [(line.rule, line.day) for line in crossed.lines] == [("BR-02", date(2026, 7, 2))]
    trained = app.ask(LapseTouches("training:H1/C1", date(2026, 7, 1)))
    assert {line.rule for line in trained.touched[0].lines} >= {"TR-02"}
    with pytest.raises(CallerMistake):
        app.ask(LapseTouches("licence:NIX"))
    # Two have a licence of one number: whose is meant has to be said.
    store(
        {"merchants": [shop("S2")], "licences": [licence("S2", "food_licence", "JY14401060000010", until="2027-01-01")]}
    )
    with pytest.raises(CallerMistake, match="Several"):
        app.ask(LapseTouches("licence:JY14401060000010"))
    assert app.ask(LapseTouches("licence:S1/JY14401060000010")).day == date(2028, 1, 1)


@pytest.mark.usefixtures("world")
def test_that_signing_tells_every_ground(app: Auditor, store: Store) -> None:
    store({"hosts": [host("H5", status="candidate", birth_date=day("2012-01-01"))]})
    told = app.ask(SignHost("H5", date(2026, 6, 30)))
    by_rule = {one.line.rule: (one.topic, one.line.result) for one in told.lines}
    assert told.answer == "NO-GO"
    assert by_rule["ID-02"] == ("age", "fail")
    assert by_rule["KT-01"] == ("knowledge", "fail")
    fine = app.ask(SignHost("H1", date(2026, 6, 30)))
    assert {one.line.rule for one in fine.lines if one.line.result == "fail" and one.line.effect == "block"} == set()
    assert {one.topic for one in fine.lines} >= {"identity", "age", "blacklist", "record", "knowledge"}
    # On a day of no rule nothing of this is asked, and that is said.
    assert (fine.in_force, app.ask(SignHost("H1", date(2015, 1, 1))).in_force) == (True, False)


@pytest.mark.usefixtures("world")
def test_that_a_blacklisted_host_may_not_be_signed(app: Auditor, store: Store) -> None:
    store({"hosts": [host("H6", status="blacklisted")]})
    told = app.ask(SignHost("H6", date(2026, 6, 30)))
    assert told.answer == "NO-GO"
    assert ("IN-01", "fail") in {(one.line.rule, one.line.result) for one in told.lines}


def due(app: Auditor) -> set[str]:
    return {one.rule for one in app.ask(Clear(None, "B1")).to_do}


@pytest.mark.usefixtures("world")
def test_that_ticking_writes_the_record_and_the_answer_turns(app: Auditor) -> None:
    before = due(app)
    done = app.do(Tick("RC-03", "broadcast", "B1", {"reviewer": "陈静"}, "审核表 2026-031"))
    assert done.change is not None
    app.do(Tick("ID-07", "broadcast", "B1", {}))
    assert before - due(app) >= {"RC-03", "ID-07"}


@pytest.mark.usefixtures("world")
def test_that_a_ticked_training_lets_a_host_go_live(app: Auditor, store: Store) -> None:
    store({"hosts": [host("H2", first_live_on=day("2026-07-01"))]})
    asked = Clear(Combination(("H2",), ("S1",), ("apparel",), START))
    assert "TR-01" in {one.rule for one in app.ask(asked).reasons}
    app.do(Tick("TR-01", "host", "H2", {"course": "C1"}, "证书 7"))
    assert "TR-01" not in {one.rule for one in app.ask(asked).reasons}


@pytest.mark.usefixtures("world")
@pytest.mark.parametrize(
    ("rule", "values", "told"),
    [
        ("RC-03", {}, "empty"),
        ("RC-03", {"reviewer": "甲", "sales": "3"}, "asks for no"),
        ("ID-07", {"identity_reported_at": "昨晚"}, "昨晚"),
        ("IN-01", {}, "cannot be ticked"),
    ],
)
def test_that_a_wrong_tick_is_told_and_writes_nothing(
    app: Auditor, rule: str, values: dict[str, str], told: str
) -> None:
    with pytest.raises(CallerMistake, match=told):
        app.do(Tick(rule, "broadcast", "B1", values))
    assert "ID-07" in due(app)


@pytest.mark.usefixtures("world")
@pytest.mark.parametrize("asked", [Clear(None, "B1"), Clear(ASKED)])
def test_that_the_sheet_is_one_page_with_its_code_and_verifies(app: Auditor, tmp_path: Path, asked: Clear) -> None:
    from auditor.reporting import proof

    out = tmp_path / "a.pdf"
    app.run(ReportClearance(asked, out, "zh"))
    (page,) = proof.texts(out)
    assert "校验码" in page
    assert Translator("zh").t("NO-GO: may not go live" if asked.combination else "GO: may go live") in page
    assert app.run(VerifyReport(out)).same
    app.do(Tick("ID-07", "broadcast", "B1", {}))
    if asked.broadcast:
        assert not app.run(VerifyReport(out)).same


@pytest.mark.usefixtures("world")
def test_that_a_crowded_sheet_stays_one_page_and_says_what_it_leaves_out(
    app: Auditor, store: Store, tmp_path: Path
) -> None:
    from auditor.reporting import proof

    hosts, shops = [f"X{at}" for at in range(4)], [f"Y{at}" for at in range(3)]
    codes = tuple(f"P{at}" for at in range(9))
    goods = [{"merchant": "S1", "code": code, "name": f"货{code}", "category": "apparel"} for code in codes]
    store({"hosts": [host(code) for code in hosts], "merchants": [shop(code) for code in shops], "products": goods})
    crowd = Combination(
        ("H1", *hosts), ("S1", *shops), ("food_health", "device_3"), START, ("云上", "无名"), codes, room="R1"
    )
    for language, more in (("zh", "货P5 P5，另有 3 项"), ("en", "货P5 P5, and 3 more")):
        app.run(ReportClearance(Clear(crowd), tmp_path / "a.pdf", language))  # type: ignore[arg-type]
        (page,) = proof.texts(tmp_path / "a.pdf")
        assert more in " ".join(page.split())
    assert app.run(VerifyReport(tmp_path / "a.pdf")).same
