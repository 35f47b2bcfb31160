"""The smallest fix: what is proposed mends the rule, and nothing of it can be spared."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Connection, insert, select, update

from auditor.app import Auditor
from auditor.i18n import Translator
from auditor.model import tables
from auditor.rulebook.examples import scratch
from auditor.rulebook.judging import judge_many
from auditor.rulebook.pack import Result
from auditor.rulebook.sql.values import Moment
from auditor.services.demos import FillDemo
from auditor.services.fixing import Fix, SmallestFix
from auditor.services.fixing.acts import Act
from auditor.services.fixing.trial import Trial, _Rows, main_of
from tests.services.conftest import Store
from tests.services.rows import host

ASKED = ("ID-06", "ID-03", "LI-02", "LI-03", "LI-04", "TR-02", "TR-04", "RC-04")
EN = Translator("en")
IN_ORDER = (Result.PASS, Result.NOTAPPLICABLE)


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Auditor]:
    path: Path = tmp_path_factory.mktemp("fix") / "w.auditor"
    Auditor.create(path)
    with Auditor.open(path) as auditor:
        auditor.run(FillDemo(150, 1))
        yield auditor


def failing(world: Auditor, rule: str, day: date) -> Iterator[tuple[str, int, str]]:
    """One subject of each type that fails the rule; there is one at least."""
    somebody = False
    with world._store.reading() as connection:
        book = world.context.book(connection)
        for kind in book.rule(rule).rule.subjects:
            found = judge_many(connection, book, Moment(day), [kind], [rule])
            ids = [one.subject_id for one in found if one.result == "fail"]
            for number in ids[:1]:
                code = connection.exec_driver_sql("SELECT code FROM subject WHERE id = ?", (number,)).scalar_one()
                somebody = True
                yield kind, number, str(code)
    assert somebody, f"nobody fails {rule} in the made-up world"


@contextmanager
def as_if_stored(connection: Connection, trial: Trial, acts: Iterable[Act], day: date) -> Iterator[Connection]:
    """The whole workspace in another database, with the rows of the acts stored in it."""
    rows = _Rows(connection, day)
    for act in acts:
        if act.kind == "add":
            rows.add(trial.kind, trial.number, act.listed, dict(act.facts))
            continue
        number = trial.number if act.record is None else act.record.id
        rows.change(main_of(act.of), number, dict(act.columns))
        for name, values in act.facts.items():
            rows.lists(act.of, number, name, list(values))  # type: ignore[call-overload]
    periods = (tables.past_status, tables.past_agency, tables.past_operator)
    known = [tables.subject, tables.workspace, *tables.MAIN.values(), *tables.VAULTS.values(), *periods]
    with scratch() as store:
        for table in (*known, *(one.table for one in tables.LISTS.values())):
            if table.name != "attachment_vault" and (found := connection.execute(select(table)).mappings().all()):
                store.execute(insert(table), [dict(one) for one in found])
        for table, changed in rows.changed.items():
            for number, row in changed.items():
                store.execute(update(table).where(table.c.id == number).values(**row))
        for table, made in rows.made.items():
            for row in made:
                store.execute(insert(table), row)
        store.commit()
        yield store


def fix_of(world: Auditor, kind: str, code: str, day: date, rule: str) -> Fix:
    (found,) = world.ask(SmallestFix(kind, code, day, rule)).fixes
    return found


@pytest.mark.parametrize("rule", ASKED)
def test_that_the_acts_mend_the_rule_and_none_of_them_can_be_spared(world: Auditor, rule: str) -> None:
    day = world.context.today
    for kind, number, code in failing(world, rule, day):
        fix = fix_of(world, kind, code, day, rule)
        assert fix.why_not is None
        assert fix.acts
        assert all(EN.t(act.says()) for act in fix.acts)
        with world._store.reading() as connection:
            trial, book = Trial(connection, kind, number), world.context.book(connection)
            checked = book.rule(rule)
            assert trial.result(book, checked, day) is Result.FAIL
            assert trial.result(book, checked, day, fix.acts) in IN_ORDER
            for spared in fix.acts:
                fewer = [act for act in fix.acts if act is not spared]
                assert trial.result(book, checked, day, fewer) not in IN_ORDER
            with as_if_stored(connection, trial, fix.acts, day) as store:
                found = judge_many(store, book, Moment(day), [kind], [rule], [number], everything=True)
                assert next(found).result in IN_ORDER


def test_that_what_mends_itself_names_the_first_day(world: Auditor) -> None:
    day = world.context.today
    kind, number, code = next(failing(world, "IN-03", day))
    fix = fix_of(world, kind, code, day, "IN-03")
    assert fix.acts == ()
    assert fix.day is not None
    with world._store.reading() as connection:
        book = world.context.book(connection)
        for asked, result in ((fix.day, "pass"), (fix.day - timedelta(days=1), "fail")):
            (found,) = judge_many(connection, book, Moment(asked), [kind], ["IN-03"], [number], everything=True)
            assert found.result == result


def test_that_what_is_proposed_could_have_been_and_breaks_no_other_rule(world: Auditor) -> None:
    day = world.context.today
    for kind, _number, code in failing(world, "IN-10", day):
        (act,) = fix_of(world, kind, code, day, "IN-10").acts
        assert act.record is not None
        case = tables.MAIN["case_record"]
        with world._store.reading() as connection:
            returned = connection.execute(select(case.c.goods_returned_on).where(case.c.id == act.record.id)).scalar()
        # Not refunded before the goods came back, nor so late that it would not mend it.
        assert act.columns["refunded_on"] == returned + 7
    for kind, number, code in failing(world, "LI-02", day):
        acts = fix_of(world, kind, code, day, "LI-02").acts
        with world._store.reading() as connection:
            book = world.context.book(connection)
            assert Trial(connection, kind, number).result(book, book.rule("LI-03"), day, acts) is Result.PASS
    for kind, _number, code in failing(world, "LI-05", day):
        (act,) = fix_of(world, kind, code, day, "LI-05").acts
        assert (act.told[0][0], act.past) == ("linked_usccs", True)


def test_that_what_others_decide_stands_beside_the_day_on_which_it_ends_by_itself(world: Auditor) -> None:
    day = world.context.today
    kind, number, code = next(failing(world, "IN-01", day))
    fix = fix_of(world, kind, code, day, "IN-01")
    assert (fix.acts[0].others, fix.day) == (True, day)
    assert fix.waits is not None
    with world._store.reading() as connection:
        book = world.context.book(connection)
        results = [Trial(connection, kind, number).result(book, book.rule("IN-01"), one)
                   for one in (fix.waits - timedelta(days=1), fix.waits)]  # fmt: skip
    assert results == [Result.FAIL, Result.PASS]


def test_that_what_is_supposed_of_nothing_answers_as_what_is_on_file(world: Auditor) -> None:
    day = world.context.today
    with world._store.reading() as connection:
        book = world.context.book(connection)
        for kind in ("host", "merchant"):
            numbers = connection.exec_driver_sql(f"SELECT id FROM {kind} ORDER BY id LIMIT 3").scalars().all()
            rules = list(book.in_force(day, kind))[::3]
            names = [one.rule.id for one in rules]
            for number in numbers:
                judged = judge_many(connection, book, Moment(day), [kind], names, [number], everything=True)
                told = {one.rule_id: one.result for one in judged}
                tried = Trial(connection, kind, number).results(book, rules, day)
                assert dict(zip(names, tried, strict=True)) == {name: told.get(name) for name in names}


def test_that_what_nobody_can_turn_by_an_act_names_what_decides(world: Auditor) -> None:
    day = world.context.today
    kind, _number, code = next(failing(world, "PV-07", day))
    fix = fix_of(world, kind, code, day, "PV-07")
    assert fix.why_not is not None
    told = EN.t(fix.why_not)
    assert told.startswith("not decidable")
    assert "hosts.privacy_notice_on" in told


def test_that_a_number_that_two_share_is_told_as_what_decides(app: Auditor, store: Store) -> None:
    day = app.context.today
    store({"hosts": [host("H1", id_number="11010519491231002X"), host("H2", id_number="11010519491231002X")]})
    kind, _number, code = next(failing(app, "ID-09", day))
    why = fix_of(app, kind, code, day, "ID-09").why_not
    assert why is not None
    assert "hosts.id_number" in EN.t(why)
