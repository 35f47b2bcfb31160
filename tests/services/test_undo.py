"""Undo takes exactly a change's row versions back; what later edits stand on is left alone and named."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from sqlalchemy import select

from auditor.app import Auditor
from auditor.errors import CallerMistake, Cancelled
from auditor.i18n import Translator
from auditor.model.ledger import listing
from auditor.model.types import day_of
from auditor.model.values import CLEAR
from auditor.monitor import Stoppable
from auditor.services.changes import Changes
from auditor.services.lists import Find
from auditor.services.profiles import ProfileOf
from auditor.services.training import Attendance, LogTraining
from auditor.services.undoing import LaterEdits, Reversed, Undo, beside, taking
from tests.services.conftest import Rows, Store
from tests.services.snapshots import assert_sound, dumped, held

ID, OTHER_ID = "440102199001011238", "440102199203034576"


def day(text: str) -> int:
    return day_of(date.fromisoformat(text))


def host(code: str = "H1", **values: Any) -> dict[str, Any]:
    return {"code": code, "stage_name": "阿明", **values}


def licence(**values: Any) -> dict[str, Any]:
    return {"owner_type": "host", "owner": "H1", "kind": "broker", "number": "L1", **values}


FIRST: Rows = {
    "agencies": [{"code": "A1", "name": "星河"}, {"code": "A2", "name": "云上"}],
    "hosts": [host(real_name="王明", id_number=ID, agency="A1", tags=("新人", "重点"), status="active")],
    "courses": [{"code": "C1", "title": "广告合规"}],
    "licences": [licence()],
    "trainings": [{"learner": "H1", "course": "C1", "completed_on": day("2026-05-01"), "result": "passed"}],
}


def undone(app: Auditor, number: int | None) -> int:
    assert number is not None
    result = app.run(Undo(number))
    assert result.change is not None
    return result.change


def refused(app: Auditor, number: int | None) -> LaterEdits:
    assert number is not None
    before = held(app)
    with pytest.raises(LaterEdits) as caught:
        app.run(Undo(number))
    assert held(app) == before
    assert caught.value.exit_code == 6
    return caught.value


CHANGES: list[Rows] = [
    {"hosts": [host("H2", stage_name="小红")]},
    {"hosts": [host(stage_name="明哥")]},
    {"hosts": [host(real_name="王大明")]},
    {"hosts": [host(id_number=OTHER_ID)]},
    {"hosts": [host(id_number=CLEAR, real_name=CLEAR)]},
    {"hosts": [host(tags=("重点", "新人", "签约"))]},
    {"hosts": [host(tags=("重点",))]},
    {"hosts": [host(tags=CLEAR)]},
    {"hosts": [host(status="suspended", status_from=day("2026-06-01"))]},
    {"hosts": [host(status="suspended", status_from=day("2026-06-01")), host("H2", agency="A1")]},
    {"hosts": [host(agency="A2", agency_from=day("2026-03-01"))]},
    {"licences": [licence(valid_from=day("2026-01-01"))]},
    {"licences": [licence(kind="broker", number="L2", valid_from=day("2026-01-01"))]},
    {"trainings": [{"learner": "H1", "course": "C9", "title": "新课", "completed_on": day("2026-06-02")}]},
    {"trainings": [{"learner": "H1", "course": "C1", "completed_on": day("2026-05-01"), "result": "failed"}]},
]


def test_that_everything_is_as_it_was_and_redo_brings_it_back(app: Auditor, store: Store) -> None:
    store(FIRST)
    before, told = held(app), dumped(app)
    for rows in CHANGES:
        _, _, number = store(rows)
        assert number is not None
        after, told_after = held(app), dumped(app)
        assert after != before
        taken = undone(app, number)
        assert (held(app), dumped(app)) == (before, told)
        assert (held(app, number), held(app, number - 1)) == (after, before)
        again = undone(app, taken)
        assert (held(app), dumped(app)) == (after, told_after)
        assert undone(app, again)
        assert held(app) == before
        assert_sound(app)


def test_that_the_counts_say_what_went_what_came_back_and_what_is_as_before(app: Auditor, store: Store) -> None:
    store(FIRST)
    _, _, number = store(
        {"hosts": [host(tags=("甲",)), host("H2"), host("H3")], "agencies": [{"code": "A1", "name": "新"}]}
    )
    assert number is not None
    told = app.run(Undo(number))
    assert told.rows == {"agencies": Reversed(restored=1), "hosts": Reversed(removed=2, restored=1)}
    assert told.change is not None
    assert app.run(Undo(told.change)).rows == {
        "agencies": Reversed(restored=1),
        "hosts": Reversed(restored=1, returned=2),
    }


def test_that_a_number_taken_away_is_never_given_again(app: Auditor, store: Store) -> None:
    store(FIRST)
    _, _, number = store({"hosts": [host("H2")]})
    first = app.ask(ProfileOf("host", "H2")).id
    undone(app, number)
    store({"hosts": [host("H2")]})
    assert app.ask(ProfileOf("host", "H2")).id > first
    assert_sound(app)


def test_that_the_one_taken_away_is_found_no_more_and_the_renamed_one_by_the_old_name(
    app: Auditor, store: Store
) -> None:
    store(FIRST)
    _, _, number = store({"hosts": [host(stage_name="东方"), host("H2", stage_name="西门")]})
    undone(app, number)
    assert [hit.code for hit in app.ask(Find("阿明"))] == ["H1"]
    assert app.ask(Find("东方")) == app.ask(Find("ximen")) == ()


@pytest.mark.parametrize("step", [1, 3, 100])
def test_that_lists_follow_an_undo_whatever_its_steps(
    app: Auditor, store: Store, monkeypatch: pytest.MonkeyPatch, step: int
) -> None:
    monkeypatch.setattr(beside, "_STEP", step)
    monkeypatch.setattr(taking, "_STEP", step)
    store({**FIRST, "hosts": [host(f"H{at}", stage_name=f"阿{at}", unit="甲组") for at in range(1, 10)]})
    lines = _lines(app)
    renamed = [host(f"H{at}", stage_name=f"新{at}", unit="乙组") for at in (2, 3, 5, 8)]
    _, _, number = store({"hosts": [*renamed, *(host(f"N{at}", stage_name=f"新{at}") for at in range(5))]})
    assert len(app.ask(Find("新"))) == 9
    undone(app, number)
    assert _lines(app) == lines
    assert app.ask(Find("新")) == ()
    assert [hit.code for hit in app.ask(Find("阿3"))] == ["H3"]
    assert_sound(app)


def _lines(app: Auditor) -> list[tuple[Any, ...]]:
    with app.context.store.reading() as connection:
        return [tuple(row) for row in connection.execute(select(listing).order_by(listing.c.id))]


def test_that_rows_which_a_later_import_left_unchanged_can_be_undone(app: Auditor, store: Store) -> None:
    store(FIRST)
    before = held(app)
    rows: Rows = {"hosts": [host(followers=5), host("H2")]}
    _, _, number = store(rows)
    store({"hosts": [*rows["hosts"], host("H3")]})
    undone(app, number)
    with_h3 = held(app)
    assert [row[0] for row in with_h3["subject"]] != [row[0] for row in before["subject"]]
    assert with_h3["licence"] == before["licence"]
    assert_sound(app)


def test_that_a_later_edit_is_named_with_its_change(app: Auditor, store: Store) -> None:
    store(FIRST)
    _, _, number = store({"hosts": [host(followers=5), host("H2")]})
    store({"hosts": [host("H2", followers=7)]})
    error = refused(app, number)
    assert (error.total, error.standing[0].row, error.standing[0].later) == (1, "host:H2", 4)
    assert "change 4 (2026-06-30 12:00, me, import) changed host 阿明 (H2)" in Translator("en").t(error.message)
    assert "主播 阿明（H2）" in Translator("zh").t(error.message)


def test_that_no_more_than_twenty_are_named_and_the_rest_is_counted(app: Auditor, store: Store) -> None:
    codes = [f"H{number:02d}" for number in range(30)]
    _, _, number = store({"hosts": [host(code) for code in codes]})
    store({"hosts": [host(code, followers=1, tags=("a",)) for code in codes]})
    error = refused(app, number)
    assert (error.total, len(error.standing)) == (30, 20)
    assert "changed host 阿明 (H00), host 阿明 (H01) and 28 more." in Translator("en").t(error.message)


LATER: list[tuple[Rows, str]] = [
    ({"trainings": [{"learner": "H2", "course": "C1", "completed_on": day("2026-06-02")}]}, "training host:H2"),
    (
        {"cases": [{"code": "K1", "subject_type": "host", "subject": "H2", "category": "refund", "occurred_at": 0}]},
        "K1",
    ),
    (
        {
            "cases": [
                {
                    "code": "K1",
                    "subject_type": "host",
                    "subject": "H1",
                    "related": ("host:H2",),
                    "category": "refund",
                    "occurred_at": 0,
                }
            ]
        },
        "K1",
    ),
    ({"hosts": [host("H2", tags=("甲",))]}, "host:H2"),
    ({"hosts": [host("H2", phone="13800138000")]}, "host:H2"),
]


@pytest.mark.parametrize(("rows", "named"), LATER)
def test_that_a_later_row_that_refers_to_a_created_subject_stands_against_it(
    app: Auditor, store: Store, rows: Rows, named: str
) -> None:
    store(FIRST)
    before = held(app)
    _, _, number = store({"hosts": [host("H2")]})
    _, _, later = store(rows)
    error = refused(app, number)
    assert any(named in one.row and one.later == later for one in error.standing)
    undone(app, later)
    undone(app, number)
    assert held(app) == before


def test_that_a_period_of_an_agency_that_would_go_stands_against_it(app: Auditor, store: Store) -> None:
    store({"hosts": [host()]})
    _, _, number = store({"agencies": [{"code": "A9", "name": "新"}]})
    store({"hosts": [host(agency="A9", agency_from=day("2026-01-01"))]})
    store({"hosts": [host(agency=CLEAR, agency_from=day("2026-02-01"))]})
    assert refused(app, number).standing[0].row.startswith("host:H1")


def test_that_an_edit_which_was_undone_no_longer_stands_against_it(app: Auditor, store: Store) -> None:
    store(FIRST)
    before = held(app)
    _, _, number = store({"hosts": [host(followers=5, tags=("一",)), host("H2")]})
    _, _, later = store({"hosts": [host(followers=6, tags=("一", "二")), host("H2", tags=("三",))]})
    assert refused(app, number).total == 2
    taken = undone(app, later)
    again = undone(app, taken)
    assert refused(app, number).total == 2
    undone(app, again)
    undone(app, number)
    assert held(app) == before
    assert_sound(app)


def test_that_a_list_is_one_value(app: Auditor, store: Store) -> None:
    store({"hosts": [host(tags=("甲", "乙"))]})
    _, _, number = store({"hosts": [host(tags=("丙", "乙"))]})
    store({"hosts": [host(tags=("丙", "丁"))]})
    assert refused(app, number).standing[0].row == "host:H1"


def test_that_a_period_recorded_since_is_not_left_after_the_latest(app: Auditor, store: Store) -> None:
    store({"hosts": [host(status="active", status_from=day("2026-01-01"))]})
    _, _, number = store({"hosts": [host(status="suspended", status_from=day("2026-06-01"))]})
    store({"hosts": [host(status="left", status_from=day("2026-03-01"))]})
    assert refused(app, number).standing[0].reason == "dated"


def test_that_what_a_desk_logged_is_undone_too(app: Auditor, store: Store) -> None:
    store(FIRST)
    before = held(app)
    done = app.do(LogTraining("C1", date(2026, 6, 2), (Attendance("H1", "passed"),)))
    undone(app, done.change)
    assert held(app) == before


def test_that_a_change_is_undone_once(app: Auditor, store: Store) -> None:
    _, _, number = store(FIRST)
    undone(app, number)
    before = held(app)
    for wrong in (number, 1, 0, -1, 99):
        assert wrong is not None
        with pytest.raises(CallerMistake) as caught:
            app.run(Undo(wrong))
        assert type(caught.value) is CallerMistake
    assert held(app) == before
    assert app.ask(Changes(limit=1))[0].number == 3


def test_that_a_dry_run_tells_the_same_and_writes_nothing(app: Auditor, store: Store) -> None:
    _, _, number = store(FIRST)
    assert number is not None
    before = held(app)
    tried = app.run(Undo(number, dry_run=True))
    assert (tried.change, held(app)) == (None, before)
    assert app.run(Undo(number)).rows == tried.rows


def test_that_stopping_leaves_everything_as_it_is(app: Auditor, store: Store) -> None:
    _, _, number = store(FIRST)
    assert number is not None
    before = held(app)
    monitor = Stoppable()
    monitor.stop()
    with pytest.raises(Cancelled):
        app.run(Undo(number), monitor)
    assert held(app) == before
    assert_sound(app)


def test_that_the_history_says_who_undid_what(app: Auditor, store: Store) -> None:
    _, _, first = store(FIRST)
    _, _, second = store({"hosts": [host(followers=5)]})
    third = undone(app, second)
    lines = {line.number: line for line in app.ask(Changes())}
    assert list(lines) == [third, second, first, 1]
    assert (lines[third].undoes, lines[second or 0].undone_by) == (second, third)
    assert [lines[number or 0].undoable for number in (third, second, first, 1)] == [True, False, True, False]
    assert [line.number for line in app.ask(Changes(kind="import", limit=1))] == [second]
    assert app.ask(Changes(last=date(2026, 6, 29))) == ()
    assert len(app.ask(Changes(first=date(2026, 6, 30), last=date(2026, 6, 30)))) == 4
