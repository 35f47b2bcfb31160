"""The other parts of the day: broadcasts, lapses, data to be supplied, what is new; and the page as one."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import select

from auditor.app import Auditor
from auditor.i18n import Translator
from auditor.model.tables import subject
from auditor.services.audits.job import Audit
from auditor.services.standing import State, stored
from auditor.services.standing.judged import Line
from auditor.services.today import Lacking, Lapses, News, OwnerLacks, Today, Tonight
from auditor.services.today.figures import Figures
from auditor.services.today.notices import lack_notice, notice
from auditor.services.today.rows import BACK, NEW, TOMORROW, TONIGHT
from auditor.storage.caching import caching
from tests.services.conftest import Store
from tests.services.rows import day, host
from tests.services.today.conftest import Fill, broadcast_of, case_of, licence_of, seconds

TODAY = date(2026, 6, 30)


def test_that_broadcasts_that_are_over_or_cancelled_are_left_out(app: Auditor, fill: Fill) -> None:
    fill(
        broadcasts=[
            broadcast_of("B1", "2026-06-30T20:00"),
            broadcast_of("B2", "2026-06-30T06:00", planned_end=seconds("2026-06-30T09:00")),
            broadcast_of("B3", "2026-07-01T20:00"),
            broadcast_of("B4", "2026-07-01T21:00", status="cancelled"),
            broadcast_of("B5", "2026-07-02T00:00"),
        ]
    )
    part = app.ask(Tonight(TODAY))
    assert dict(part.groups) == {TONIGHT: 1, TOMORROW: 1}
    assert [row.who.code for row in part.rows] == ["B1", "B3"]
    assert part.rows[0].owner == "王经理"


def test_that_hundreds_of_broadcasts_give_two_numbers_and_a_few_lines(app: Auditor, fill: Fill) -> None:
    fill(broadcasts=[broadcast_of(f"B{n}", "2026-06-30T20:00") for n in range(300)])
    part = app.ask(Tonight(TODAY))
    assert part.count == 300
    assert len(part.rows) == 12


def test_that_a_licence_that_another_succeeds_does_not_lapse(app: Auditor, fill: Fill) -> None:
    fill(
        licences=[
            licence_of("JY1", "2026-07-05"),
            licence_of("JY2", "2026-07-10", kind="business_licence"),
            licence_of("JY3", "2027-07-10", kind="business_licence", valid_from=day("2026-07-11")),
            licence_of("JY4", "2026-06-29", kind="drug_licence"),
        ]
    )
    found = app.ask(Lapses(TODAY))
    assert dict(found.by_day) == {(date(2026, 7, 5), "licence"): 1}
    assert found.part.rows[0].due == datetime(2026, 7, 5, 23, 59, 59)
    assert found.part.groups == {"7": 1}


def training(completed: str, **values: Any) -> dict[str, Any]:
    return {
        "learner_type": "host", "learner": "H1", "course": "C1", "completed_on": day(completed), "attempt": 1,
        "result": "passed",
    } | values  # fmt: skip


def test_that_a_training_lapses_by_the_months_of_its_course(app: Auditor, fill: Fill) -> None:
    course = {"code": "C1", "title": "年度培训", "valid_months": 12}
    fill(courses=[course], trainings=[training("2025-07-03")])
    assert dict(app.ask(Lapses(TODAY)).by_day) == {(date(2026, 7, 3), "training"): 1}
    fill(trainings=[training("2026-06-20", attempt=2)])
    assert app.ask(Lapses(TODAY)).part.count == 0


def test_that_contracts_and_authorisations_lapse_too(app: Auditor, fill: Fill) -> None:
    contract = {
        "code": "HT1", "party_type": "merchant", "party": "S1", "counterparty_type": "host", "counterparty": "H1",
        "kind": "promotion", "valid_from": day("2025-07-01"), "valid_until": day("2026-07-20"),
    }  # fmt: skip
    mark = {
        "merchant": "S1", "brand": "山海", "grantor": "山海集团", "grantee": "S1", "valid_from": day("2025-01-01"),
        "valid_until": day("2026-07-01"),
    }  # fmt: skip
    fill(
        contracts=[contract, contract | {"code": "HT2", "auto_renew": True, "kind": "operation"}], authorisations=[mark]
    )
    assert dict(app.ask(Lapses(TODAY)).part.kinds) == {"authorisation": 1, "contract": 1}


def keep_unknown(app: Auditor, *codes: str) -> None:
    """The standing as a refresh would leave it, which takes seconds to judge."""
    with caching(app.context.store) as connection:
        ids = connection.execute(select(subject.c.id).where(subject.c.type == "host", subject.c.code.in_(codes)))
        stored.put(connection, [Line(one, "host", 5, 0, 0, 0, 0, 0, 2, 10**6) for one in ids.scalars()])
        State(day("2026-06-30"), 1, "").put(connection)


def test_that_missing_data_are_counted_by_owner_and_named_field_by_field(app: Auditor, fill: Fill) -> None:
    fill(hosts=[host("H2", owner="李经理"), host("H3", owner="李经理")])
    keep_unknown(app, "H2", "H3")
    part = app.ask(Lacking(TODAY))
    mine = next(row for row in part.rows if row.owner == "李经理")
    assert mine.what.params["n"] == "2"
    lacks = app.ask(OwnerLacks("李经理", "host", TODAY))
    assert [one.who.code for one in lacks] == ["H2", "H3"]
    assert any(field[0] == "hosts" for field in lacks[0].fields)
    text = lack_notice("李经理", lacks, 3, Translator("zh"))
    assert "名H2 (H2)" in text
    assert "另有 3 " in text


def test_that_missing_data_of_another_day_are_not_guessed_from_todays(app: Auditor, fill: Fill) -> None:
    fill(hosts=[host("H2", owner="李经理")])
    keep_unknown(app, "H2")
    assert app.ask(Lacking(TODAY - timedelta(days=3))).note is not None
    assert app.ask(Lacking(TODAY, datetime(2026, 6, 1))).count == 0


def test_that_what_the_latest_check_finds_and_the_one_before_did_not_is_new(
    app: Auditor, fill: Fill, store: Store
) -> None:
    fill()
    assert app.ask(News(TODAY)).part.note is not None
    app.run(Audit(TODAY, save=True))
    assert app.ask(News(TODAY)).before is None
    store({"hosts": [host("H9", owner="赵经理", birth_date=day("2015-01-01"), categories=("food",))]})
    app.run(Audit(TODAY, save=True))
    found = app.ask(News(TODAY))
    assert {row.who.code for row in found.part.rows} == {"H9"}
    assert set(found.part.groups) == {NEW}
    assert found.part.rows[0].owner == "赵经理"
    assert [one.id for one in app.ask(Figures(TODAY)).checks] == [1, 2]


def test_that_a_finding_that_had_gone_is_back(app: Auditor, fill: Fill, store: Store) -> None:
    late = case_of("K1", occurred_at=seconds("2026-05-20T12:00"), goods_returned_on=day("2026-06-01"))
    fill(cases=[late])
    app.run(Audit(TODAY, save=True, rules=("IN-10",)))
    store({"cases": [late | {"refunded_on": day("2026-06-05")}]})
    app.run(Audit(TODAY, save=True, rules=("IN-10",)))
    store({"cases": [late | {"code": "K2"}]})
    app.run(Audit(TODAY, save=True, rules=("IN-10",)))
    found = app.ask(News(TODAY))
    assert dict(found.part.groups) == {BACK: 1}
    assert found.part.rows[0].who.code == "S1"


def test_that_a_check_of_another_scope_is_not_compared(app: Auditor, fill: Fill) -> None:
    fill()
    app.run(Audit(TODAY, save=True, rules=("ID-01",)))
    app.run(Audit(TODAY, save=True))
    assert app.ask(News(TODAY)).before is None


def test_that_an_empty_workspace_has_an_empty_day(app: Auditor) -> None:
    page = app.ask(Today(TODAY))
    assert [part.count for part in (page.tonight, page.news.part, page.clocks, page.lapses, page.lacking)] == [0] * 5


def test_that_the_last_day_there_is_can_be_asked_for(app: Auditor, fill: Fill) -> None:
    fill()
    assert app.ask(Today(date(9999, 12, 30))).lapses.count == 0


def test_that_a_notice_tells_who_what_and_by_when_without_a_persons_number(app: Auditor, fill: Fill) -> None:
    fill(hosts=[host("H7", stage_name="小满44010219900101123X 13800138000", owner="王经理")],
         courses=[{"code": "C1", "title": "年度培训", "valid_months": 12}],
         trainings=[training("2025-07-03", learner="H7")])  # fmt: skip
    (row,) = app.ask(Lapses(TODAY)).part.rows
    told = notice(row, TODAY, Translator("zh"))
    assert "2026-07-03（3 天后）" in told
    assert "年度培训" in told
    assert "王经理" in told
    assert "44010219900101123X" not in told
    assert "13800138000" not in told


def test_that_a_masked_name_stays_masked_in_a_notice(app: Auditor, fill: Fill) -> None:
    fill(hosts=[host("H7", stage_name="张**", real_name="张三丰", owner="王经理")],
         broadcasts=[broadcast_of("B1", "2026-06-30T20:00", hosts=("H7",))])  # fmt: skip
    page = app.ask(Today(TODAY))
    told = notice(page.tonight.rows[0], TODAY, Translator("en"), page.cleared["B1"])
    assert "张**" in told
    assert "张三丰" not in told
    assert page.cleared["B1"].answer in told or "go live" in told
