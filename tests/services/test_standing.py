"""What is kept of how everybody stands equals a fresh audit: after writes, on other days, under other parameters."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, text

from auditor.app import Auditor
from auditor.clock import SHANGHAI
from auditor.model.ledger import listing, standing
from auditor.model.sheets import BY_NAME
from auditor.model.tables import subject
from auditor.model.types import day_of
from auditor.model.values import CLEAR, ParsedRow
from auditor.monitor import Silent
from auditor.rulebook.sql.values import Moment
from auditor.services.demos import FillDemo
from auditor.services.doctor import Doctor
from auditor.services.mending import MendWorkspace
from auditor.services.overlays import LayDownOverlay
from auditor.services.records import Problems, Recorder
from auditor.services.standing import RefreshStanding, StandingNow, WarmStanding, overnight, touched
from auditor.services.standing.judged import answer_of, counted
from auditor.services.standing.state import KINDS
from auditor.services.standing.touched import IMPLIED, edges_read, touched_since
from auditor.services.training import Attendance, LogTraining
from auditor.storage.caching import caching
from auditor.storage.work import Recorded

BEGIN = date(2026, 6, 30)


class Clock:
    """Noon of a day that the test moves."""

    def __init__(self) -> None:
        self.day = BEGIN

    def __call__(self) -> datetime:
        return datetime(self.day.year, self.day.month, self.day.day, 12, tzinfo=SHANGHAI)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("standing") / "w.auditor"
    Auditor.create(path, clock=Clock())
    with Auditor.open(path, clock=Clock()) as app:
        app.run(FillDemo(60, 3))
    return path


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture(scope="module")
def judged(made: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("judged") / "judged.auditor"
    path.write_bytes(made.read_bytes())
    with Auditor.open(path, clock=Clock()) as app:
        app.run(RefreshStanding())
    return path


@pytest.fixture
def world(judged: Path, tmp_path: Path, clock: Clock) -> Iterator[Auditor]:
    path = tmp_path / "w.auditor"
    path.write_bytes(judged.read_bytes())
    with Auditor.open(path, clock=clock) as app:
        app.context.published()
        yield app


def kept(app: Auditor) -> dict[int, tuple[Any, ...]]:
    """What is stored, but for the day of the next change, which may be any that is not too late."""
    with app.context.store.reading() as connection:
        return {row.subject_id: tuple(row)[1:-1] for row in connection.execute(standing.select())}


def fresh(app: Auditor) -> dict[int, tuple[Any, ...]]:
    """The same from a full audit on one moment of the store."""
    made: dict[int, tuple[Any, ...]] = {}
    with app.context.store.reading() as connection:
        book, moment = app.context.book(connection), Moment(app.context.today)
        for kind in KINDS:
            ids = connection.execute(select(subject.c.id).where(subject.c.type == kind)).scalars().all()
            counts = counted(connection, book, moment, kind, None, max(ids, default=0) + 1, Silent())
            for number in ids:
                mine = [column[number] for column in counts]
                made[number] = (kind, answer_of(mine), *mine[:-1])
    return made


def shown(app: Auditor) -> dict[int, int | None]:
    with app.context.store.reading() as connection:
        return {row.id: row.answer for row in connection.execute(listing.select())}


def assert_equal(app: Auditor) -> None:
    assert app.ask(StandingNow()).fresh
    stored = kept(app)
    assert stored == fresh(app)
    assert shown(app) == {number: stored[number][1] for number in shown(app)}


def write(app: Auditor, sheet: str, values: dict[str, Any]) -> None:
    """One row through the write path, outside any command."""
    with app.context.store.writing(Recorded("me", "import")) as work:
        problems = Problems(sheet)
        Recorder(work, app.context.today_number).apply(BY_NAME[sheet], [ParsedRow(2, values)], problems)
        assert not [one for one in problems.found if one.level == "error"], problems.found


def codes(app: Auditor, table: str) -> list[str]:
    with app.context.store.reading() as connection:
        return list(connection.execute(text(f"SELECT code FROM {table} ORDER BY id")).scalars())


def test_that_a_new_workspace_has_no_standing_and_says_so(made: Path, tmp_path: Path, clock: Clock) -> None:
    path = tmp_path / "w.auditor"
    path.write_bytes(made.read_bytes())
    with Auditor.open(path, clock=clock) as app:
        before = app.ask(StandingNow())
        assert (before.day, before.fresh) == (None, False)
        assert app.run(RefreshStanding()).fresh
        assert_equal(app)


def test_that_whom_a_command_touches_stands_right_with_its_commit(world: Auditor) -> None:
    host, course = codes(world, "host")[0], codes(world, "course")[0]
    assert [world.ask(WarmStanding(kind)) for kind in KINDS] == [True] * len(KINDS)
    done = world.do(LogTraining(course, BEGIN, (Attendance(host, "failed"),)))
    assert done.change is not None
    assert world.ask(StandingNow()).change == done.change
    assert_equal(world)


def test_that_a_write_past_the_commands_makes_it_old_and_seen_to_be_old(world: Auditor) -> None:
    write(world, "hosts", {"code": codes(world, "host")[0], "status": "blacklisted", "status_from": day_of(BEGIN)})
    assert not world.ask(StandingNow()).fresh
    world.run(RefreshStanding())
    assert_equal(world)


def test_that_a_merchants_record_reaches_the_broadcasts_and_rooms_judged_through_it(world: Auditor) -> None:
    merchant, room = codes(world, "merchant")[0], codes(world, "room")[0]
    write(world, "rooms", {"code": room, "operator": merchant, "operator_from": day_of(BEGIN)})
    world.run(RefreshStanding())
    assert_equal(world)
    before = world.ask(StandingNow()).change
    write(world, "merchants", {"code": merchant, "status": "suspended", "status_from": day_of(BEGIN)})
    with world.context.store.reading() as connection:
        reached = touched_since(connection, world.context.published(), before)
        asked = "SELECT b.id FROM broadcast b JOIN room r ON r.id = b.room_id WHERE r.code = :room"
        through = set(connection.execute(text(asked), {"room": room}).scalars())
    assert reached is not None
    assert through <= reached


def test_that_every_table_a_rule_reads_is_reached_by_a_step_that_is_known(world: Auditor) -> None:
    """A table that a statement reads belongs to the subject, or to somebody whom a step leads to."""
    from sqlalchemy.sql import visitors

    from auditor.model.tables import LISTS, MAIN
    from auditor.rulebook.facts.derived import CHILDREN, OBJECT_FIELDS
    from auditor.rulebook.facts.schema import TABLES
    from auditor.rulebook.plan import Maker, fused

    book = world.context.published()
    everywhere = {"subject", "past_status", "course", "course_topics", "training_topics"}
    for kind in ("host", "merchant", "agency", "broadcast"):
        maker = Maker(book, kind, known=False)
        rules = [one for one in book.rules if kind in one.rule.subjects]
        read = {
            str(one.name)
            for one in visitors.iterate(fused(maker, rules))
            if getattr(one, "__visit_name__", "") == "table"
        }
        reached = {kind, *(CHILDREN | {}).get(kind, {}).values()}
        for owner, field in edges_read(book, kind):
            reached |= {owner, CHILDREN.get(owner, {}).get(field, ""), OBJECT_FIELDS.get(owner, {}).get(field, "")}
        # A licence's own fields look at the subject that holds it, which is the one judged.
        reached |= {"merchant", "agency"} if "licence" in reached else set()
        tables = {TABLES[one] for one in reached if one in TABLES}
        tables |= {entry.table.name for (table, _), entry in LISTS.items() if table in tables}
        pasts = {"past_operator"} if "room" in reached else set()
        pasts |= {"past_agency"} if kind == "host" or "host" in reached else set()
        # Who shares a number or a proof is found by the number and the proof, which have steps of their own.
        shared = {"host_vault", "merchant_vault", "attachment"} if kind == "host" else set()
        known = tables | everywhere | pasts | shared
        assert read <= known, (kind, read - known)
    assert set(IMPLIED) == {
        ("host", "first_live"), ("host", "id_number_shared"), ("host", "phone_shared"), ("host", "barred_match"),
        ("host", "barred_operator"), ("training", "evidence_shared"), ("broadcast", "presenter_shown"),
        ("broadcast", "goods"), ("room", "operator_contracts"),
    }  # fmt: skip
    assert MAIN.keys() >= {"host", "broadcast"}


OVERLAY = "rules: {TR-02: {severity: critical, params: {look_back_years: [{value: 1}, {from: 2026-07-01, value: 3}]}}}"


def test_that_other_parameters_judge_everybody_anew(world: Auditor, clock: Clock) -> None:
    before = kept(world)
    world.do(LayDownOverlay(OVERLAY))
    assert not world.ask(StandingNow()).fresh
    world.run(RefreshStanding())
    assert_equal(world)
    assert kept(world) != before
    clock.day = date(2026, 7, 1)
    world.run(RefreshStanding())
    assert_equal(world)


def test_that_who_begins_later_takes_over_and_nothing_half_written_holds(world: Auditor) -> None:
    from auditor.services.standing.state import State

    class Rival:
        """Begins to fill as soon as somebody else is at it."""

        begun = False

        def step(self, done: int, total: int | None, what: object) -> None:
            if not self.begun:
                self.begun = True
                with caching(world.context.store) as writing:
                    State(None, 0, "", "rival").put(writing)

    rival = Rival()
    world.run(RefreshStanding(anew=True), rival)
    assert rival.begun
    assert_equal(world)


@pytest.mark.parametrize(
    "harm",
    [
        "UPDATE standing SET unknown = unknown + 1 WHERE type = 'host' AND answer < 7",
        "UPDATE listing SET answer = 7 WHERE type = 'merchant'",
        "DELETE FROM standing WHERE type = 'broadcast'",
    ],
)
def test_that_the_doctor_finds_a_wrong_standing_and_mends_it(world: Auditor, harm: str) -> None:
    def found() -> str:
        return next(one.state for one in world.ask(Doctor()) if one.check == "standing")

    assert found() == "sound"
    with caching(world.context.store) as writing:
        writing.execute(text(harm))
    assert found() == "broken"
    world.run(MendWorkspace())
    assert found() == "sound"
    assert world.ask(StandingNow()).day is None
    world.run(RefreshStanding())
    assert_equal(world)


def test_that_whom_a_write_touched_is_found_by_the_numbers_of_changes(world: Auditor) -> None:
    with world.context.store.reading() as connection:
        asked = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {touched._named()}", {"known": 1})
        plan = [row[3] for row in asked]
    assert len(plan) > 100
    assert not [line for line in plan if line.startswith("SCAN")]


# Last those that move the day: what the rules are made into belongs to it, and is made anew for those who go back.


def test_that_the_night_judges_few_and_gives_what_a_full_audit_gives(
    world: Auditor, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(overnight, "FEW", 0)  # rule by rule, as otherwise only where many are due
    with world.context.store.reading() as connection:
        from auditor.services.standing import stored

        everybody = len(kept(world))
        tomorrow = len(stored.due(connection, day_of(clock.day) + 1, KINDS))
    assert 0 < tomorrow < everybody / 5
    clock.day += timedelta(days=1)
    world.run(RefreshStanding())
    assert_equal(world)


@pytest.mark.parametrize("seed", range(2))
def test_that_any_history_of_writes_and_days_ends_like_a_fresh_audit(world: Auditor, clock: Clock, seed: int) -> None:
    draw = random.Random(seed)
    for _ in range(4):
        step = draw.randrange(5)
        if step == 0:
            clock.day += timedelta(days=draw.choice((1, 1, 2, 7, 31, 190)))
        elif step == 1:
            clock.day -= timedelta(days=draw.choice((1, 40)))
        else:
            write(world, *_edit(world, draw))
        if draw.random() < 0.7:
            world.run(RefreshStanding())
            assert_equal(world)
    world.run(RefreshStanding())
    assert_equal(world)


def _edit(app: Auditor, draw: random.Random) -> tuple[str, dict[str, Any]]:
    today, near = app.context.today_number, draw.randrange(-40, 60)
    host, merchant = draw.choice(codes(app, "host")), draw.choice(codes(app, "merchant"))
    state = draw.choice(("active", "suspended", "blacklisted", "left"))
    listed: list[tuple[str, dict[str, Any]]] = [
        ("hosts", {"code": host, "status": state, "status_from": today + near}),
        ("hosts", {"code": host, "first_live_on": draw.choice((CLEAR, today + near))}),
        ("hosts", {"code": host, "identity_verified_on": today + near}),
        ("merchants", {"code": merchant, "status": state, "status_from": today + near}),
        ("merchants", {"code": merchant, "identity_verified_on": today - 150 + near}),
        ("rooms", {"code": draw.choice(codes(app, "room")), "operator": merchant, "operator_from": today + near}),
        ("broadcasts", {"code": draw.choice(codes(app, "broadcast")), "hosts": (host,), "merchants": (merchant,)}),
        ("courses", {"code": draw.choice(codes(app, "course")), "valid_months": draw.choice((1, 12, CLEAR))}),
        (
            "licences",
            {
                "owner_type": "merchant",
                "owner": merchant,
                "kind": "business_licence",
                "number": f"N{near}",
                "valid_until": today + near,
            },
        ),
    ]
    return draw.choice(listed)
