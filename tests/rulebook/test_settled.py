"""Conditions that say nothing whatever the facts are, and those that cost too much, are refused where they stand."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from hypothesis import given, reject
from hypothesis import strategies as st
from sqlalchemy import Connection

from auditor.rulebook.book import core_book
from auditor.rulebook.settled.findings import findings
from auditor.rulebook.settled.possible import possible
from tests.rulebook import expressions, worlds
from tests.rulebook.agreement import AlwaysTheSame, typed
from tests.rulebook.test_against_cel import SOME, by_sql
from tests.rulebook.test_faults import RULE, faults, folder


@pytest.mark.parametrize(
    ("require", "mark", "said"),
    [
        ("host.followers > 5 && host.followers < 3", "host", "this can never be true"),
        ("host.followers > 5 && host.followers < 6", "host", "this can never be true"),
        ("host.followers > 5 || host.followers <= 5", "host", "this is always true"),
        ("host.status == 'active' && host.status == 'left'", "host", "this can never be true"),
        ("host.followers > 1 && !has(host.followers)", "host", "this can never be true"),
        ("host.followers > 1 || (has(host.agency) && !has(host.agency))", "has(", "this can never be true"),
        ("host.licences.exists(l, l.in_force && !l.in_force)", "l.in_force", "this can never be true"),
        ("host.birth_date > as_of && host.birth_date < as_of - days(1)", "host", "this can never be true"),
        ("host.birth_date < host.first_live || host.birth_date >= host.first_live", "host", "this is always true"),
        ("host.followers > 1 || true", "true", "a constant in a condition"),
        ("host.sex in ['male'] && host.sex == 'female'", "host", "this can never be true"),
        ("size(host.trainings) >= 0", "size", "this is always true"),
        ("size(host.cases.filter(c, c.effective)) < 0", "size", "this can never be true"),
        ("host.status != 'active' && host.followers > 1", "host", "nobody passes"),
        ("host.status == 'active'", "host", "nobody fails"),
        ("host.followers > 1 && params.n > 3", "n > 3", "this can never be true"),
        ("host.followers > 1 || params.n >= 1", "n >= 1", "this is always true"),
        ("host.followers < params.n && host.followers >= 3", "host", "this can never be true"),
        ("host.licences.exists(l, l.in_force && params.n < 1)", "n < 1", "this can never be true"),
    ],
)
def test_that_a_condition_which_says_nothing_is_told_at_its_place(
    tmp_path: Path, require: str, mark: str, said: str
) -> None:
    told = faults(folder(tmp_path, applies='host.status == "active"', require=f'"{require}"'))
    column = len('require: "') + require.index(mark) + 1
    assert [one for one in told if said in one and f":9:{column}: " in one], told


def test_that_a_rule_which_applies_to_nobody_is_refused(tmp_path: Path) -> None:
    told = faults(folder(tmp_path, applies="\"host.status == 'active' && host.status == 'left'\""))
    assert any("this can never be true" in one for one in told)


def test_that_a_level_behind_a_wider_one_is_never_reached(tmp_path: Path) -> None:
    levels = (
        "levels:\n  - {when: host.followers < 1, severity: low}\n  - {when: host.followers < 0, severity: medium}\n"
    )
    text = RULE.format(id="XX-01", applies='host.status == "active"', require="host.followers > 1") + levels
    told = faults(folder(tmp_path, text=text))
    assert len(told) == 1
    assert "XX-01/rule.yaml:13:12: this level is never reached" in told[0]


def test_that_a_level_the_rule_itself_excludes_is_never_reached(tmp_path: Path) -> None:
    levels = "levels:\n  - {when: host.followers > 7, severity: low}\n"
    text = RULE.format(id="XX-01", applies='host.status == "active"', require="host.followers > 1") + levels
    assert any("never reached" in one for one in faults(folder(tmp_path, text=text)))


def test_that_a_condition_of_too_many_steps_is_refused(tmp_path: Path) -> None:
    inner = " || ".join(f"c.code == 'x{n}'" for n in range(60))
    require = (
        f"host.licences.all(a, host.trainings.all(b, host.cases.exists(c, c.code == a.number && ({inner}))))"
        f" && host.cases.all(a, host.trainings.all(b, host.licences.exists(c, c.number == a.code || c.number in "
        f"[{', '.join(repr(str(n)) for n in range(40))}])))"
    )
    told = faults(folder(tmp_path, require=f'"{require}"', applies='host.status == "active"'))
    assert any("steps for one subject" in one for one in told), told


def test_that_hundreds_of_conditions_are_gone_through_in_bounded_time(tmp_path: Path) -> None:
    doubtful = " && ".join(f"(host.followers >= {n} || host.followers < {n} - 1)" for n in range(180))
    level = "host.followers == {n} || host.code == '{n}'"
    several = [" || ".join(level.format(n=n) for n in range(first, first + 12)) for first in range(0, 384, 12)]
    levels = [f'  - {{when: "{one}", severity: low}}\n' for one in several]
    text = (
        RULE.format(id="XX-01", applies='host.status == "active"', require=f'"{doubtful}"')
        + "levels:\n"
        + "".join(levels)
    )
    begun = time.process_time()
    assert faults(folder(tmp_path, text=text)) == []
    assert time.process_time() - begun < 20  # a second here; what is not bounded would take hours


def test_that_no_published_rule_holds_such_a_condition() -> None:
    book = core_book(examples=False)
    told = [
        (checked.rule.id, str(found.message))
        for checked in book.rules
        for typed in checked.typed.values()
        for found in findings(checked.rule, typed.applies, typed.require, typed.levels, book.data)
    ]
    assert told == []


@pytest.mark.parametrize("kind", ["host", "merchant"])
@SOME
@given(data=st.data())
def test_that_what_some_world_makes_true_or_false_is_held_possible(
    store: Connection, kind: str, data: st.DataObject
) -> None:
    facts = worlds.distinct(data.draw(worlds.SUBJECTS[kind]))
    text = data.draw(expressions.conditions(expressions.Scope(((kind, kind),), 2)))
    try:
        tree, answer = typed(kind, text), by_sql(store, kind, facts, text)
    except AlwaysTheSame:
        reject()
    finally:
        store.rollback()
    assert answer is None or possible([(tree, answer)]), text
