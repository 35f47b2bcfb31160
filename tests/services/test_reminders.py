"""Reminders before an end, told once for each rung; and the organisation's name and logo."""

from __future__ import annotations

import base64
from datetime import date, timedelta

import pytest

from auditor.app import Auditor
from auditor.errors import CallerMistake
from auditor.services.organisation import Organisation, OrganisationShown, SetOrganisation
from auditor.services.reminders import USUAL, Checked, Ladders, Reminders, SetLadder, rung_of
from auditor.services.undoing import Undo
from tests.services.conftest import NOW, Store
from tests.services.rows import day, host

TODAY = NOW.date()
DOT = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg=="
)


def ends_in(store: Store, *days: int) -> None:
    """Hosts with a licence each that ends in so many days; a later one of the same host would succeed an earlier."""
    store({"hosts": [host(f"H{left}") for left in days]})
    one = {"owner_type": "host", "kind": "food_business", "valid_from": day("2020-01-01")}
    ends = [(left, day(str(TODAY + timedelta(days=left)))) for left in days]
    store({"licences": [{**one, "owner": f"H{left}", "number": f"L{left}", "valid_until": end} for left, end in ends]})


def counted(app: Auditor, day: date = TODAY, since: Checked | None = None) -> dict[tuple[str, int], int]:
    return dict(app.ask(Reminders(day, since)).counts)


def test_that_each_end_stands_under_the_narrowest_rung_it_has_come_to(app: Auditor, store: Store) -> None:
    ends_in(store, 61, 60, 31, 30, 8, 7, 1, 0, -1)
    assert counted(app) == {("licence", 60): 2, ("licence", 30): 2, ("licence", 7): 1, ("licence", 1): 2}


def test_that_what_was_looked_at_is_told_again_only_at_the_next_rung(app: Auditor, store: Store) -> None:
    ends_in(store, 9, 40)
    first = app.ask(Reminders(TODAY))
    assert first.total == 2
    assert counted(app, TODAY, first.checked) == {}
    assert counted(app, TODAY + timedelta(days=1), first.checked) == {}
    assert counted(app, TODAY + timedelta(days=2), first.checked) == {("licence", 7): 1}
    # Nobody looked for two weeks: each is told once, under where it stands now.
    assert counted(app, TODAY + timedelta(days=12), first.checked) == {("licence", 30): 1}


def test_that_what_is_entered_late_is_told_at_once(app: Auditor, store: Store) -> None:
    looked = app.ask(Reminders(TODAY)).checked
    ends_in(store, 5)
    assert counted(app, TODAY, looked) == {("licence", 7): 1}


def test_that_a_workspace_lays_its_own_ladder_down_and_takes_it_back(app: Auditor, store: Store) -> None:
    ends_in(store, 80)
    assert counted(app) == {}
    done = app.do(SetLadder("licence", (15, 90, 15)))
    assert done.result == (90, 15)
    assert counted(app) == {("licence", 90): 1}
    assert [one.own for one in app.ask(Ladders())] == [True, False, False, False]
    assert done.change is not None
    app.run(Undo(done.change))
    assert {one.days for one in app.ask(Ladders())} == {USUAL}
    app.do(SetLadder("licence", ()))
    assert counted(app, TODAY + timedelta(days=79)) == {}
    app.do(SetLadder("licence", None))
    assert counted(app, TODAY + timedelta(days=79)) == {("licence", 1): 1}


@pytest.mark.parametrize("days", [(-1,), (731,), tuple(range(13))])
def test_that_a_ladder_out_of_bounds_is_refused(app: Auditor, days: tuple[int, ...]) -> None:
    with pytest.raises(CallerMistake):
        app.do(SetLadder("licence", days))
    with pytest.raises(CallerMistake):
        app.do(SetLadder("host", (1,)))


def test_that_days_left_find_their_rung() -> None:
    assert [rung_of(left, (30, 7)) for left in (31, 30, 8, 7, 0)] == [None, 30, 30, 7, 7]


def test_that_name_and_logo_are_laid_down_apart_and_undone(app: Auditor) -> None:
    assert app.ask(Organisation()) == OrganisationShown()
    app.do(SetOrganisation(name="  示例  机构 "))
    done = app.do(SetOrganisation(logo=DOT))
    assert app.ask(Organisation()) == OrganisationShown("示例 机构", DOT)
    assert done.change is not None
    app.run(Undo(done.change))
    assert app.ask(Organisation()) == OrganisationShown("示例 机构", None)
    app.do(SetOrganisation(name=""))
    assert app.ask(Organisation()) == OrganisationShown()


@pytest.mark.parametrize("logo", [b"<svg/>", b"x" * 300_001, DOT[:20]], ids=["svg", "large", "cut"])
def test_that_a_logo_that_is_no_small_picture_is_refused(app: Auditor, logo: bytes) -> None:
    with pytest.raises(CallerMistake):
        app.do(SetOrganisation(logo=logo))
