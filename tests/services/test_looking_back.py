"""Whoever looks back sees what stood there then: profiles, relations, answers, lists, counts, clearances."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from auditor.app import Auditor
from auditor.errors import CallerMistake
from auditor.model.sheets import BY_NAME, SHEETS
from auditor.model.values import ParsedRow
from auditor.services.answers import Judged, StandingOf
from auditor.services.bulk import BulkEdit
from auditor.services.clearance.clearing import Clear
from auditor.services.editing import FieldHistory, RemoveRecord
from auditor.services.facets import Facets
from auditor.services.lists import ListFilter, ListFirst, ListIds
from auditor.services.lists.chosen import Listed
from auditor.services.profiles import ProfileOf
from auditor.services.records import Problems, Recorder
from auditor.services.relations import RelationsOf
from auditor.services.standing import RefreshStanding
from auditor.services.undoing import Undo
from auditor.storage.work import Recorded
from tests.beginning import begun
from tests.services.conftest import NOW, TODAY
from tests.services.rows import host, shop
from tests.services.today.conftest import broadcast_of, licence_of

DAY = NOW.date()


class Years:
    """A workspace whose clock moves on by an hour with every change."""

    def __init__(self, path: Path) -> None:
        self.now = NOW - timedelta(days=10)
        begun(path, self.clock)
        self.app = Auditor.open(path, clock=self.clock)

    def clock(self) -> datetime:
        return self.now

    def store(self, **rows: list[dict[str, Any]]) -> None:
        self.now += timedelta(hours=1)
        with self.app.context.store.writing(Recorded("me", "import")) as work:
            recorder = Recorder(work, TODAY)
            for sheet in SHEETS:
                if sheet.name in rows:
                    parsed = [ParsedRow(n, values) for n, values in enumerate(rows[sheet.name], start=2)]
                    found = Problems(sheet.zh)
                    recorder.apply(BY_NAME[sheet.name], parsed, found)
                    assert [one for one in found.found if one.level == "error"] == []

    @property
    def moment(self) -> datetime:
        """A moment after the last change and before the next."""
        return self.now.replace(tzinfo=None) + timedelta(minutes=1)


@pytest.fixture
def years(tmp_path: Path) -> Iterator[Years]:
    made = Years(tmp_path / "w.auditor")
    made.store(
        hosts=[host("H1", owner="王经理", unit="甲", birth_date=TODAY - 9000), host("H2", unit="乙", tags=("老",))],
        merchants=[shop("S1", owner="卓经理", categories=("food",)), shop("S2")],
        agencies=[{"code": "A1", "name": "一号机构"}],
        rooms=[{"code": "R1", "platform": "douyin", "operator": "S1", "title": "甲的直播间"}],
        broadcasts=[broadcast_of("B1", f"{DAY}T20:00")],
        licences=[licence_of("JY1", "2026-07-05"), licence_of("JY2", "2026-07-09", kind="business_licence")],
    )
    with made.app:
        yield made


SUBJECTS = (("host", "H1"), ("host", "H2"), ("merchant", "S1"), ("broadcast", "B1"))


def everything(app: Auditor, known: datetime | None) -> dict[str, Any]:
    """What the screens ask, as a person would see it."""
    told = shown(app, known)
    for kind, code in SUBJECTS:
        profile = app.ask(ProfileOf(kind, code), known=known)
        told[f"{kind}:{code} answers"] = app.ask(Judged(kind, profile.id, DAY, passed=True), known=known)
        told[f"{kind}:{code} badge"] = app.ask(StandingOf(kind, (profile.id,), DAY), known=known)
    told["clear"] = app.ask(Clear(broadcast="B1"), known=known)
    return told


def shown(app: Auditor, known: datetime | None) -> dict[str, Any]:
    """Of that what is asked of the store alone: nothing is judged, which takes most of the time."""
    told: dict[str, Any] = {}
    for kind, code in SUBJECTS:
        profile = app.ask(ProfileOf(kind, code), known=known)
        told[f"{kind}:{code}"] = (profile.fields, profile.records, profile.names)
        told[f"{kind}:{code} relations"] = app.ask(RelationsOf(kind, code), known=known)
        told[f"{kind}:{code} history"] = app.ask(FieldHistory(kind, code), known=known)
    for kind in ("host", "merchant", "broadcast", "licence", "contract"):
        for chosen in (ListFilter(), ListFilter(unit=("甲",)), ListFilter(expires_within=20), ListFilter("H")):
            told[f"{kind} {chosen}"] = app.ask(ListFirst(kind, chosen, "code", as_of=DAY), known=known)
            told[f"{kind} {chosen} counted"] = app.ask(Facets(kind, chosen, DAY), known=known).counts
    return told


def test_that_all_that_was_shown_then_is_shown_again(years: Years) -> None:
    app = years.app
    first, before = years.moment, everything(app, None)
    years.store(
        hosts=[host("H1", owner="李经理", unit="乙", stage_name="改名了", agency="A1"), host("H3", unit="甲")],
        licences=[licence_of("JY3", "2027-07-05", valid_from=TODAY + 5)],
    )
    years.now += timedelta(hours=1)
    licence = next(
        one for one in app.ask(ProfileOf("merchant", "S1")).records["licences"] if one.values["number"] == "JY2"
    )
    app.do(RemoveRecord("licences", licence.id, app.ask(ProfileOf("merchant", "S1")).change))
    second, between = years.moment, everything(app, None)
    years.now += timedelta(hours=1)
    done = app.run(BulkEdit(Listed("host", ListFilter(unit=("乙",))), (("owner", "周"),), ("新",)))
    app.run(RefreshStanding())
    assert done.updated == 2
    for look in (everything, shown):  # the same connections look at one moment after the other
        told = look(app, first), look(app, second)
        assert told == tuple({name: then[name] for name in told[0]} for then in (before, between))
    now = shown(app, years.moment)
    assert now != {name: between[name] for name in now}
    assert not app.ask(ListIds("host", ListFilter(answer=("critical", "high", "medium", "low", "pass"))), known=first)


def test_that_who_came_later_is_not_there_and_who_went_since_is(years: Years) -> None:
    app, first = years.app, years.moment
    years.store(hosts=[host("H9")])
    second = years.moment
    with pytest.raises(CallerMistake):
        app.ask(ProfileOf("host", "H9"), known=first)
    years.now += timedelta(hours=1)
    app.run(Undo(app.ask(ProfileOf("host", "H9")).change))
    with pytest.raises(CallerMistake):
        app.ask(ProfileOf("host", "H9"))
    assert app.ask(ProfileOf("host", "H9"), known=second).code == "H9"
    assert [row.code for row in app.ask(ListFirst("host", order="code"), known=second)] == ["H1", "H2", "H9"]
    assert [row.code for row in app.ask(ListFirst("host", order="name"), known=first)] == ["H1", "H2"]
    assert app.ask(ListFirst("host"), known=datetime(2000, 1, 1)) == ()


def test_that_a_category_is_looked_for_as_it_was_recorded_then(years: Years) -> None:
    app, food = years.app, ListFilter(category=("food",))
    years.store(hosts=[host("H1", categories=("alcohol",)), host("H2", categories=("apparel", "food_agri"))])
    moments = [years.moment]
    for changed in ({"H1": ("apparel",)}, {"H2": ("apparel",)}, {"H1": ("food_bulk",), "H2": ("salt",)}):
        years.store(hosts=[host(code, categories=has) for code, has in changed.items()])
        moments.append(years.moment)
    told = [["H1", "H2"], ["H2"], [], ["H1"]]
    for known, codes in [*zip(moments, told, strict=True), (None, ["H1"]), (moments[1], ["H2"])]:
        assert [row.code for row in app.ask(ListFirst("host", food, "code"), known=known)] == codes
        assert len(app.ask(ListIds("host", food), known=known)) == len(codes)
        assert dict(app.ask(Facets("host"), known=known).counts["category"]).get("food", 0) == len(codes)


def test_that_nothing_can_be_written_by_looking_back(years: Years) -> None:
    from sqlalchemy import text
    from sqlalchemy.exc import DatabaseError

    from auditor.storage.past import looks_back

    first = years.moment
    years.store(hosts=[host("H9")])
    assert set(years.app.ask(ListIds("host"), known=first)) < set(years.app.ask(ListIds("host")))
    store = years.app.context.store
    with store.reading(2) as connection:
        assert looks_back(connection)
        assert connection.execute(text("SELECT count(*) FROM host")).scalar_one() == 2
        with pytest.raises(DatabaseError):
            connection.execute(text("UPDATE main.host SET unit = 'x'"))
    with store.reading() as connection:
        assert not looks_back(connection)
        assert connection.execute(text("SELECT count(*) FROM host")).scalar_one() == 3


def test_that_the_moment_of_an_answer_is_a_day_of_its_own(years: Years) -> None:
    """The as-of day and what was known are two things: yesterday's day as known today, today's as known before."""
    app, first = years.app, years.moment
    years.store(hosts=[host("H1", birth_date=TODAY - 4000)])
    number = app.ask(ProfileOf("host", "H1")).id
    for day in (DAY, date(2026, 7, 30)):
        young = {one.rule for one in app.ask(Judged("host", number, day)) if one.result == "fail"}
        then = {one.rule for one in app.ask(Judged("host", number, day), known=first) if one.result == "fail"}
        assert then < young
