"""Laws of clearance on random worlds: on file equals ad hoc, GO never with a block, the earliest day is the first."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from auditor.app import Auditor
from auditor.services.clearance.clearing import Clear, Clearance, deal_asked
from auditor.services.clearance.combination import Combination
from auditor.services.clearance.earliest import blockers
from auditor.services.clearance.judging import Judge
from auditor.services.explaining import ExplainRule
from tests.services.clearance.conftest import authorisation, good_uscc, in_order, licence
from tests.services.conftest import Store
from tests.services.rows import day, shop

START = datetime(2026, 7, 1, 20, 0)
CATEGORIES = ("apparel", "food_prepacked", "cosmetics_ordinary")
SEEDS = {1: "now", 13: "now", 3: "later", 6: "later", 7: "later", 11: "never"}
"""Worlds by their seed, and when they let the broadcast begin: at once, later, not within a year."""


def near(dice: random.Random, spread: int) -> str:
    """A day around the start."""
    return (START.date() + timedelta(days=dice.randint(-spread, spread))).isoformat()


def world(seed: int) -> dict[str, list[dict[str, Any]]]:
    """The world in order with dates moved about: licences, authorisations, trainings, statuses, sanctions."""
    dice = random.Random(seed)
    rows = in_order()
    rows["agencies"] = [{"code": "A1", "name": "机构", "uscc": good_uscc(), "status": dice.choice(["active", "suspended"]),
                         "status_from": day(near(dice, 60))}]  # fmt: skip
    second = {"code": "H2", "stage_name": "名H2", "id_number": "", "birth_date": day("1995-05-05")}
    if dice.random() < 0.3:
        second |= {"agency": "A1", "agency_from": day("2025-01-01")}
    rows["hosts"].append({**rows["hosts"][0], **second, "phone": "", "onboarded_on": day(near(dice, 40))})
    rows["merchants"].append(shop("S2", entity_type="person", licence_exemption="petty", brands=("云上",)))
    for owner in ("S1", "S2"):
        for kind, number in (("food_licence", "JY14401060000010"), ("cosmetics_filing", f"妆{owner}")):
            ends = day(near(dice, 60)) + 120
            rows["licences"].append(
                licence(owner, kind, number, until=None, valid_from=day(near(dice, 60))) | {"valid_until": ends}
            )
    rows["authorisations"].append(authorisation("S2", "云上", "云上集团", "S2", near(dice, 90), "2028-01-01"))
    rows["trainings"].append(
        {"learner_type": "host", "learner": "H2", "course": "C1", "completed_on": day("2026-06-20"), "attempt": 1,
         "result": dice.choice(["passed", "passed", "failed"])}
    )  # fmt: skip
    if dice.random() < 0.6:
        rows["cases"] = [
            {"code": "K1", "kind": "infraction", "subject_type": "host", "subject": dice.choice(["H1", "H2"]),
             "category": "vulgar", "occurred_at": 1_780_000_000, "outcome": "substantiated", "sanction": "ban_live",
             "sanction_from": day("2026-06-02"), "sanction_until": day(near(dice, 120)),
             **({"platform": dice.choice(["douyin", "kuaishou"])} if dice.random() < 0.7 else {})}
        ]  # fmt: skip
    return rows


def some(dice: random.Random) -> Combination:
    """A random combination of that world."""
    hosts = tuple(dice.sample(["H1", "H2"], dice.randint(1, 2)))
    merchants = tuple(dice.sample(["S1", "S2"], dice.randint(1, 2)))
    brands = tuple(dice.sample(["山海", "云上"], dice.randint(0, 2)))
    categories = tuple(dice.sample(CATEGORIES, dice.randint(1, 2)))
    end = START + timedelta(hours=dice.choice([2, 6]))
    return Combination(hosts, merchants, categories, START, brands, room="R1", end=end)


@pytest.fixture(params=SEEDS)
def cleared(request: Any, app: Auditor, store: Store) -> tuple[Auditor, Combination, Clearance, Clearance]:
    """A random world, a combination of it, its clearance ad hoc, and as a broadcast on file."""
    rows, asked = world(request.param), some(random.Random(1000 + request.param))
    on_file = {"code": "B9", "room": "R1", "hosts": asked.hosts, "merchants": asked.merchants,
               "categories": asked.categories, "brands": asked.brands, "status": "planned",
               "planned_start": seconds(START), "planned_end": seconds(asked.end or START)}  # fmt: skip
    # Beside it no other broadcast names these hosts: one on file counts as their first live.
    rows["broadcasts"] = []
    store(rows)
    ad_hoc = app.ask(Clear(asked))
    store({"broadcasts": [on_file]})
    return app, asked, ad_hoc, app.ask(Clear(None, "B9"))


def seconds(moment: datetime) -> int:
    from auditor.model.types import second_of

    return second_of(moment)


def lines(told: Clearance) -> dict[str, list[tuple[str, ...]]]:
    """What is said, whatever the broadcast is called."""

    def told_of(group: Any) -> list[tuple[str, ...]]:
        return sorted((one.rule, one.subject.type, one.subject.code if one.subject.type != "broadcast" else "",
                       one.result, one.severity, one.effect) for one in group)  # fmt: skip

    return {"reasons": told_of(told.reasons), "to_do": told_of(told.to_do), "notes": told_of(told.notes)}


def kind_of(told: Clearance) -> str:
    """When a world lets the broadcast begin."""
    if told.earliest_go is None:
        return "never"
    return "now" if told.earliest_go == START.date() else "later"


def first_of_all_days(app: Auditor, asked: Combination) -> date | None:
    """The first day on which a full judging finds nothing that blocks, looked for day by day."""
    with app.context.store.reading() as connection:
        book = app.context.book(connection)
        deal = deal_asked(connection, Clear(asked))
        for ahead in range(367):
            moved = deal.on(START.date() + timedelta(days=ahead))
            judge = Judge(connection, book, moved)
            if not any(judge.shut(one) for one in moved.days) and not blockers(judge, moved):
                return moved.start.date()
    return None


def test_that_a_clearance_keeps_its_laws_on_a_random_world(
    cleared: tuple[Auditor, Combination, Clearance, Clearance], request: pytest.FixtureRequest
) -> None:
    app, asked, told, on_file = cleared
    assert kind_of(told) == SEEDS[request.node.callspec.params["cleared"]]
    # On file and ad hoc say the same.
    assert (on_file.answer, on_file.earliest_go) == (told.answer, told.earliest_go)
    assert lines(on_file) == lines(told)
    # The answer is what its lines weigh: GO never beside a block.
    blocks = [one for one in told.reasons if one.result == "fail" and one.effect == "block"]
    assert (told.answer == "NO-GO") is bool(blocks)
    assert (told.answer == "GO") is (told.reasons == ())
    assert all(one.effect == "note" or one.result != "fail" for one in (*told.notes, *told.to_do))
    # The earliest day is the one that judging every day finds, and a start on it may be.
    assert told.earliest_go == first_of_all_days(app, asked)
    if told.earliest_go is not None:
        moved = timedelta(days=(told.earliest_go - START.date()).days)
        then = replace(asked, start=START + moved, end=None if asked.end is None else asked.end + moved)
        assert app.ask(Clear(then)).answer != "NO-GO"


@pytest.mark.parametrize("cleared", [3, 11], indirect=True)
def test_that_every_line_taken_apart_says_what_the_line_says(
    cleared: tuple[Auditor, Combination, Clearance, Clearance],
) -> None:
    app, asked, told, _on_file = cleared
    listed = (*told.reasons, *told.to_do, *told.notes)
    assert listed
    # One line of each rule: the worlds differ, so that all kinds come up.
    for line in {one.rule: one for one in listed}.values():
        who = line.subject
        found = app.ask(ExplainRule(line.rule, who.type, who.code, line.day, within=Clear(asked)))
        assert (line.rule, who.code, found.result) == (line.rule, who.code, line.result)
        if line.failed:
            assert (found.severity, found.tree.require.value) == (line.severity, False)
