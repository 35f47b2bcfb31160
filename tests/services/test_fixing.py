"""The smallest fix: what is proposed mends the rule, and nothing of it can be spared."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest

from auditor.app import Auditor
from auditor.i18n import Translator
from auditor.rulebook.judging import judge_many
from auditor.rulebook.plan import FAILED, NOT_APPLICABLE, PASSED
from auditor.rulebook.sql.values import Moment
from auditor.services.demos import FillDemo
from auditor.services.fixing import Fix, SmallestFix
from auditor.services.fixing.scratch import scratch_copy

ASKED = ("ID-06", "ID-03", "LI-02", "LI-03", "LI-04", "TR-02", "TR-04", "RC-04")
EN = Translator("en")


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Auditor]:
    path: Path = tmp_path_factory.mktemp("fix") / "w.auditor"
    Auditor.create(path)
    with Auditor.open(path) as auditor:
        auditor.run(FillDemo(150, 1))
        yield auditor


def failing(world: Auditor, rule: str, day: date) -> Iterator[tuple[str, int, str]]:
    with world._store.reading() as connection:
        book = world.context.book(connection)
        for kind in book.rule(rule).rule.subjects:
            found = judge_many(connection, book, Moment(day), [kind], [rule])
            ids = [one.subject_id for one in found if one.result == "fail"]
            for number in ids[:1]:
                code = connection.exec_driver_sql("SELECT code FROM subject WHERE id = ?", (number,)).scalar_one()
                yield kind, number, str(code)


def fix_of(world: Auditor, kind: str, code: str, day: date, rule: str) -> Fix:
    (found,) = world.ask(SmallestFix(kind, code, day, rule)).fixes
    return found


@pytest.mark.parametrize("rule", ASKED)
def test_that_the_acts_mend_the_rule_and_none_of_them_can_be_spared(world: Auditor, rule: str) -> None:
    day = world.context.today
    tried = 0
    for kind, number, code in failing(world, rule, day):
        fix = fix_of(world, kind, code, day, rule)
        assert fix.why_not is None
        assert fix.acts
        assert all(EN.t(act.says()) for act in fix.acts)
        tried += 1
        with world._store.reading() as connection, scratch_copy(connection, kind, number) as scratch:
            book = world.context.book(connection)
            checked = book.rule(rule)
            before = scratch.code(book, checked, day)
            assert before is not None
            assert before >= FAILED
            assert scratch.code(book, checked, day, fix.acts) in (PASSED, NOT_APPLICABLE)
            for spared in fix.acts:
                fewer = [act for act in fix.acts if act is not spared]
                left = scratch.code(book, checked, day, fewer)
                assert left not in (PASSED, NOT_APPLICABLE)
    assert tried, f"nobody fails {rule} in the made-up world"


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


def test_that_a_copy_that_does_not_see_all_says_so(world: Auditor) -> None:
    day = world.context.today
    kind, _number, code = next(failing(world, "PV-07", day))
    fix = fix_of(world, kind, code, day, "PV-07")
    assert fix.why_not is not None
    assert EN.t(fix.why_not).startswith("not decidable")
