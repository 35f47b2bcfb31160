"""What a workspace lays down for itself: its calendar, its words for categories, its privacy dates; and what follows."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from functools import cache
from pathlib import Path

import pytest
from sqlalchemy import select

from auditor.app import Auditor
from auditor.errors import CallerMistake
from auditor.importing.options import ReadOptions
from auditor.model import tables
from auditor.model.ledger import standing
from auditor.model.values import FOREVER
from auditor.model.workdays import calendar_of, shipped
from auditor.rulebook.book import Book, core_book
from auditor.rulebook.judging import judge_many, judge_one
from auditor.rulebook.sql.values import Moment
from auditor.services.aliases import CategoryAliases, ClearAlias, SetAlias
from auditor.services.answers import Judged
from auditor.services.clearance.clearing import Clear
from auditor.services.clearance.combination import Combination
from auditor.services.clearance.goods import CheckGoods
from auditor.services.impact import RulesImpact
from auditor.services.imports import ImportFiles
from auditor.services.overlays import Wish
from auditor.services.privacy import PrivacyDates, SetPrivacyDates
from auditor.services.standing import RefreshStanding, StandingNow
from auditor.services.undoing import Undo
from auditor.services.workdays import ClearCalendar, SetCalendar, WorkingCalendar, read_years
from tests.services.conftest import Store
from tests.services.rows import day, host, shop

NEXT = shipped().years[1] + 1
"""The first year that the program brings no calendar of."""
FILE = f"{NEXT}:\n  off: [{NEXT}-01-01, {NEXT}-02-05..{NEXT}-02-12]\n  work: []\n"


@pytest.fixture(autouse=True)
def few_rules(app: Auditor) -> None:
    """The rules asked for here; all of them take a minute to compile for each calendar."""
    app.context._published = some_rules()


@cache
def some_rules() -> Book:
    book = core_book(examples=False)
    asked = tuple(book.rule(rule) for rule in ("CT-03", "IN-13", "IN-14", "LI-04", "PV-03", "PV-04"))
    return replace(book, rules=asked, cache={})


def asked_in(app: Auditor, store: Store, asked: str, as_of: date) -> str:
    """What IN-13 says of an online dispute case opened on a day."""
    case = {
        "code": "C1", "kind": "complaint", "subject_type": "merchant", "subject": "S1", "category": "refund",
        "source": "odr", "occurred_at": day(asked) * 86_400,
    }  # fmt: skip
    store({"merchants": [shop("S1")], "cases": [case]})
    return said_by(app, "IN-13", "merchant", as_of)


def said_by(app: Auditor, rule: str, kind: str, as_of: date, known: int | None = None) -> str:
    with app.context.store.reading() as connection:
        book = app.context.book(connection, known)
        (verdict,) = judge_many(connection, book, Moment(as_of, known), [kind], [rule], everything=True)
        if known is None:
            (same,) = [
                one
                for one in judge_one(connection, book, Moment(as_of), kind, verdict.subject_id)
                if one.rule_id == rule
            ]
            assert same == verdict
        return str(verdict.result)


def test_that_an_answer_turns_from_unknown_to_known_when_the_year_is_entered(app: Auditor, store: Store) -> None:
    at = date(NEXT, 3, 1)
    assert asked_in(app, store, f"{NEXT}-01-04", at) == "unknown"
    before = app.do(SetCalendar(FILE)).change
    assert before is not None
    assert said_by(app, "IN-13", "merchant", at) == "fail"
    assert said_by(app, "IN-13", "merchant", at, before - 1) == "unknown"
    app.do(ClearCalendar(NEXT))
    assert said_by(app, "IN-13", "merchant", at) == "unknown"


def test_that_the_standing_sees_that_the_calendar_is_another(app: Auditor, store: Store) -> None:
    def high() -> int:
        app.run(RefreshStanding())
        assert app.ask(StandingNow()).fresh
        with app.context.store.reading() as connection:
            return int(connection.execute(select(standing.c.high).where(standing.c.type == "merchant")).scalar_one())

    assert asked_in(app, store, "2026-06-12", date(2026, 6, 30)) == "fail"
    assert high() == 1
    change = app.do(SetCalendar("2026: {off: [2026-06-15..2026-06-26]}")).change
    assert not app.ask(StandingNow()).fresh
    assert high() == 0
    assert change is not None
    app.run(Undo(change))
    assert app.ask(WorkingCalendar()).own == {}
    assert high() == 1


def test_that_what_a_change_of_rules_would_do_is_counted_by_the_calendar_laid_down(app: Auditor, store: Store) -> None:
    asked_in(app, store, "2026-06-12", date(2026, 6, 30))
    app.do(SetCalendar("2026: {off: [2026-06-15..2026-06-26]}"))
    told = app.run(RulesImpact(date(2026, 6, 30), wish=Wish("IN-13", severity="low")))
    assert (told.judged, told.rules) == (("IN-13",), ())


def test_that_days_off_and_days_worked_instead_both_count() -> None:
    off_only = calendar_of(app_text(f"{NEXT}:\n  off: [{NEXT}-01-01]\n"))
    friday = next(date(NEXT, 1, n) for n in range(4, 12) if date(NEXT, 1, n).weekday() == 4)
    saturday, monday = date(NEXT, 1, friday.day + 1), date(NEXT, 1, friday.day + 3)
    assert off_only.moved(friday, 1) == monday
    worked = calendar_of(app_text(f"{NEXT}:\n  off: [{NEXT}-01-01, {monday}]\n  work: [{saturday}]\n"))
    assert worked.moved(friday, 1) == saturday
    assert worked.moved(friday, 2) == date(NEXT, 1, monday.day + 1)
    assert (worked.works(saturday), worked.works(monday), off_only.works(saturday)) == (True, False, False)
    assert worked.moved(date(NEXT, 12, 31), 1) is None
    assert shipped().moved(friday, 1) is None


def app_text(text: str) -> str | None:
    from auditor.model.workdays import stored_years

    return stored_years(read_years(text))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[1]",
        "- : -",
        f"{NEXT}: {{}}",
        f"{NEXT}: {{off: []}}",
        f"{NEXT}: {{off: [{NEXT}-02-30]}}",
        f"{NEXT}: {{off: [{NEXT - 1}-12-31]}}",
        f"{NEXT}: {{off: [{NEXT}-02-05..{NEXT}-02-01]}}",
        f"{NEXT}: {{off: [{NEXT}-01-01], work: [{NEXT}-01-01]}}",
        f"{NEXT}: {{off: [{NEXT}-01-01], holiday: []}}",
        f"{NEXT}: {{off: [soon]}}",
        f"{NEXT + 1}: {{off: [{NEXT + 1}-01-01]}}",
        "99999: {off: [99999-01-01]}",
        "{" * 5_000,
        "a: &a [*a]",
        f"{NEXT}: {{off: [{NEXT}-01-01]}}\n{NEXT}: {{off: [{NEXT}-01-02]}}",
        f"{NEXT}: {{off: [{NEXT}-01-01], off: [{NEXT}-01-02]}}",
        f"{NEXT}: {{off: &a [{NEXT}-01-01], work: *a}}",
    ],
)
def test_that_a_calendar_that_is_none_is_refused_whole(app: Auditor, text: str) -> None:
    with pytest.raises(CallerMistake):
        app.do(SetCalendar(text))
    assert app.ask(WorkingCalendar()).own == {}


def test_that_what_is_written_once_in_a_calendar_does_not_grow() -> None:
    grown = ", ".join(f"&n{n} [{', '.join([f'*n{n - 1}' if n else 'x'] * 9)}]" for n in range(4))
    with pytest.raises(CallerMistake) as refused:
        read_years(f"{NEXT}: {{off: [[{grown}]]}}")
    assert len(str(refused.value)) < 200


def test_that_a_weekday_is_never_worked_instead(app: Auditor) -> None:
    weekday = next(date(NEXT, 3, n) for n in range(1, 8) if date(NEXT, 3, n).weekday() < 5)
    with pytest.raises(CallerMistake, match="weekday"):
        app.do(SetCalendar(f"{NEXT}: {{off: [{NEXT}-01-01], work: [{weekday}]}}"))


def test_that_no_year_is_taken_away_from_below_a_later_one(app: Auditor) -> None:
    app.do(SetCalendar(FILE + f"{NEXT + 1}: {{off: [{NEXT + 1}-01-01]}}\n"))
    with pytest.raises(CallerMistake):
        app.do(ClearCalendar(NEXT))
    assert set(app.ask(WorkingCalendar()).own) == {NEXT, NEXT + 1}
    assert not app.do(ClearCalendar(NEXT + 2)).result


def imported(app: Auditor, folder: Path, word: str) -> list[tuple[str, str | None]]:
    path = folder / "hosts.csv"
    path.write_text(f"主播编号,昵称,带货类目\nH1,小明,{word}\n", encoding="utf-8")
    app.run(ImportFiles((path,), choices=ReadOptions(0)))
    listed = tables.LISTS["host", "categories"].table
    with app.context.store.reading() as connection:
        return [(row.value, row.text) for row in connection.execute(select(listed).order_by(listed.c.ordinal))]


def test_that_a_word_laid_down_is_read_by_the_next_import(app: Auditor, tmp_path: Path) -> None:
    assert imported(app, tmp_path, "大闸蟹礼券") == [("other", "大闸蟹礼券")]
    change = app.do(SetAlias("大闸蟹礼券", "食用农产品")).change
    assert app.ask(CategoryAliases()) == {"大闸蟹礼券": "food_agri"}
    assert imported(app, tmp_path, "大闸蟹礼券、白酒") == [("food_agri", None), ("alcohol", None)]
    assert change is not None
    app.do(ClearAlias(" 大闸蟹礼券 "))
    assert app.ask(CategoryAliases()) == {}
    assert imported(app, tmp_path, "大闸蟹礼券") == [("other", "大闸蟹礼券")]


def test_that_a_word_means_one_category_and_may_take_over_a_shipped_trade_word(app: Auditor, tmp_path: Path) -> None:
    app.do(SetAlias("茶叶", "food_bulk"))
    app.do(SetAlias("Ｔｅａ", "food_bulk"))
    app.do(SetAlias("tea", "food_agri"))
    assert app.ask(CategoryAliases()) == {"tea": "food_agri", "茶叶": "food_bulk"}
    assert imported(app, tmp_path, "茶叶、TEA") == [("food_bulk", None), ("food_agri", None)]


@pytest.mark.parametrize(
    ("word", "category"),
    [
        ("alcohol", "food_bulk"),
        ("酒类", "food_bulk"),
        ("ALCOHOL", "alcohol"),
        ("新词", "nothing"),
        ("新词", "other"),
        ("", "alcohol"),
        ("a、b", "alcohol"),
        ("x" * 61, "alcohol"),
    ],
)
def test_that_a_word_that_would_shadow_or_says_nothing_is_refused(app: Auditor, word: str, category: str) -> None:
    with pytest.raises(CallerMistake):
        app.do(SetAlias(word, category))
    assert app.ask(CategoryAliases()) == {}


def test_that_privacy_dates_decide_and_are_undone(app: Auditor, store: Store) -> None:
    store({"hosts": [host("H1", real_name="某人")]})
    at = date(2026, 6, 30)
    assert said_by(app, "PV-04", "workspace", at) == "unknown"
    change = app.do(SetPrivacyDates({"impact_assessed_on": date(2023, 6, 30)})).change
    assert said_by(app, "PV-04", "workspace", at) == "pass"
    assert said_by(app, "PV-04", "workspace", date(2026, 7, 1)) == "fail"
    app.do(SetPrivacyDates({"privacy_audited_on": at}))
    assert app.ask(PrivacyDates())["impact_assessed_on"] == date(2023, 6, 30)
    assert change is not None
    with pytest.raises(CallerMistake):
        app.do(SetPrivacyDates({"officer_filed_on": date(2026, 7, 1)}))
    app.do(SetPrivacyDates({"impact_assessed_on": None}))
    assert said_by(app, "PV-04", "workspace", at) == "unknown"


def test_that_a_licence_that_was_ended_succeeds_no_other(app: Auditor, store: Store) -> None:
    old = {
        "owner_type": "merchant",
        "owner": "S1",
        "kind": "food_licence",
        "number": "1",
        "valid_until": day("2026-07-10"),
    }
    new = old | {"number": "2", "valid_from": day("2026-07-01"), "valid_until": day("2031-07-01")}
    store({"merchants": [shop("S1")], "licences": [old, new]})
    assert said_by(app, "LI-04", "merchant", date(2026, 6, 30)) == "pass"
    store({"licences": [new | {"ended_on": day("2026-06-29")}]})
    assert said_by(app, "LI-04", "merchant", date(2026, 6, 28)) == "pass"
    assert said_by(app, "LI-04", "merchant", date(2026, 6, 29)) == "fail"


def test_that_a_choice_of_goods_still_to_come_was_not_made(app: Auditor, store: Store) -> None:
    product = {"merchant": "S1", "code": "P1", "name": "茶", "category": "general", "selection": "passed"}
    contract = {
        "code": "K1", "party_type": "agency", "party": "J1", "counterparty_type": "merchant", "counterparty": "S1",
        "kind": "selection", "valid_from": day("2026-01-01"), "valid_until": FOREVER,
    }  # fmt: skip
    store(
        {
            "merchants": [shop("S1", identity_verified_on=day("2026-01-01"))],
            "agencies": [{"code": "J1", "name": "机构"}],
            "products": [product | {"selected_on": day("2026-06-30")}],
            "contracts": [contract],
        }
    )
    assert said_by(app, "CT-03", "agency", date(2026, 6, 30)) == "pass"
    assert said_by(app, "CT-03", "agency", date(2026, 6, 29)) == "fail"


def test_that_people_kept_too_long_are_counted(app: Auditor, store: Store) -> None:
    gone = {"status": "left", "left_on": day("2023-06-29"), "real_name": "某人"}
    marked = host("H4", status="left", status_from=day("2023-06-29"), real_name="某人")
    show = {
        "code": "B1", "room": "R1", "hosts": ("H2",), "merchants": ("S1",), "categories": ("general",),
        "started_at": day("2023-06-30") * 86_400, "ended_at": day("2023-06-30") * 86_400 + 60,
    }  # fmt: skip
    store(
        {
            "merchants": [shop("S1")],
            "hosts": [
                host("H1", **gone),
                host("H2", **gone),
                host("H3", **gone | {"left_on": day("2023-06-30")}),
                marked,
            ],
            "rooms": [{"code": "R1", "platform": "jd", "operator": "S1"}],
            "broadcasts": [show],
        }
    )
    assert overdue(app, date(2026, 6, 29)) == 0
    assert overdue(app, date(2026, 6, 30)) == 2
    assert overdue(app, date(2026, 7, 1)) == 4


def overdue(app: Auditor, as_of: date) -> int:
    from auditor.rulebook.plan import Maker, finished

    with app.context.store.reading() as connection:
        maker = Maker(app.context.published(), "workspace", known=False)
        value = maker.row.field("overdue_people")
        statement = finished(select(value.sql), maker.shared, connection.dialect)
        row = connection.exec_driver_sql(statement.text, statement.values(app.context.published(), Moment(as_of)))
        return int(row.scalar() or 0)


def test_that_a_disclosure_without_a_reason_is_told_for_ninety_days(app: Auditor, store: Store, tmp_path: Path) -> None:
    from auditor.services.exports import ExportWorkbook

    store({"hosts": [host("H1", real_name="某人")]})
    app.run(ExportWorkbook(tmp_path / "a.xlsx", why="季度复核"))
    assert said_by(app, "PV-03", "workspace", date(2026, 6, 30)) == "pass"
    app.run(ExportWorkbook(tmp_path / "b.xlsx"))
    assert said_by(app, "PV-03", "workspace", date(2026, 6, 29)) == "pass"
    assert said_by(app, "PV-03", "workspace", date(2026, 6, 30)) == "fail"
    assert said_by(app, "PV-03", "workspace", date(2026, 9, 27)) == "fail"
    assert said_by(app, "PV-03", "workspace", date(2026, 9, 28)) == "pass"


def test_that_an_unknown_answer_says_why_where_no_column_is_empty(app: Auditor, store: Store) -> None:
    case = {
        "code": "C1", "kind": "complaint", "subject_type": "merchant", "subject": "S1", "category": "refund",
        "source": "regulator", "occurred_at": day("2026-06-01") * 86_400,
    }  # fmt: skip
    store({"merchants": [shop("S1")], "cases": [case]})
    with app.context.store.reading() as connection:
        number = connection.execute(select(tables.MAIN["merchant"].c.id)).scalar_one()
    (answer,) = [one for one in app.ask(Judged("merchant", number, date(2026, 6, 30))) if one.rule == "IN-14"]
    assert answer.result == "unknown"
    assert "2026-04-15" in answer.message[0]
    assert "2026-04-15" in answer.message[1]
    assert "mediation_workdays" in answer.remedy[1]


def test_that_clearance_knows_the_words_laid_down(app: Auditor, store: Store) -> None:
    store({"hosts": [host("H1")], "merchants": [shop("S1")]})
    asked = Clear(Combination(("H1",), ("S1",), ("大闸蟹礼券",), datetime(2026, 6, 30, 20)))
    with pytest.raises(CallerMistake):
        app.ask(asked)
    app.do(SetAlias("大闸蟹礼券", "food_agri"))
    assert [code for code, _text in app.ask(asked).deal.categories] == ["food_agri"]
    (goods,) = app.ask(CheckGoods(asked, "礼盒，大闸蟹礼券")).goods
    assert goods.category == "food_agri"
