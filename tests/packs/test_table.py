"""The intricate rules against the rulebook's table, written out once more in plain three-valued Python."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date, timedelta
from functools import cache
from typing import Any

import pytest

from auditor import installed
from auditor.model import catalogue
from auditor.rulebook.check import read_path
from auditor.rulebook.checked import CheckedRule
from auditor.rulebook.examples import run_examples
from auditor.rulebook.pack import Effect, Example, Result, Severity

DAY = date(2026, 6, 30)
CASES = 60
Facts = dict[str, Any]
Truth = bool | None
Answer = tuple[str, str | None, str | None]

PASS: Answer = ("pass", None, None)
UNKNOWN: Answer = ("unknown", None, None)
NOTAPPLICABLE: Answer = ("notapplicable", None, None)
CRITICAL: Answer = ("fail", "critical", "block")
ACCEPTED = {one.code: one.accepted for one in catalogue.categories()}


def _all(parts: Iterable[Truth]) -> Truth:
    found = list(parts)
    return False if False in found else None if None in found else True


def _any(parts: Iterable[Truth]) -> Truth:
    found = list(parts)
    return True if True in found else None if None in found else False


def _not(part: Truth) -> Truth:
    return None if part is None else not part


def _after(days: int) -> date:
    return DAY + timedelta(days)


@cache
def _rules() -> dict[str, CheckedRule]:
    return {one.rule.id: one for one in read_path(installed.rules() / "cn-livestream")[0]}


def _differences(rule_id: str, subject: str, cases: list[tuple[Facts, Answer]]) -> list[str]:
    examples = []
    for number, (facts, (result, severity, effect)) in enumerate(cases):
        examples.append(
            Example(
                name=str(number),
                as_of=DAY,
                facts={subject: facts},
                expect=Result(result),
                severity=Severity(severity) if severity else None,
                effect=Effect(effect) if effect else None,
                at=(0, 0),
            )
        )
    checked = _rules()[rule_id]
    tried = replace(checked, rule=replace(checked.rule, examples=tuple(examples)))
    return [f"{one.problem} for {cases[int(one.name)][0]}" for one in run_examples([tried]) if not one.ok]


def _some(dice: random.Random, make: Callable[[random.Random], Facts], counts: list[int]) -> list[Facts]:
    return [make(dice) for _ in range(dice.choice(counts))]


# Licences that categories need (LI-02, LI-03)


def _permit(dice: random.Random) -> Facts:
    kinds = ["food_licence", "food_filing", "food_production", "alcohol_licence", "device_filing_2", "device_licence_3"]
    return {
        "kind": dice.choice(kinds),
        "of_own_holder": dice.choice([True, True, False, None]),
        "in_force": dice.choice([True, True, False, None]),
    }


def _seller(dice: random.Random) -> Facts:
    sold = ["food_prepacked", "food_bulk", "alcohol", "device_2", "device_3", "general", "other"]
    categories = dice.sample(sold, dice.choice([0, 1, 2, 3]))
    return {"status": "active", "categories": categories, "licences": _some(dice, _permit, [0, 1, 2, 3])}


def _counts(permit: Facts, category: str) -> Truth:
    own: Truth = permit["of_own_holder"] if permit["kind"] == "food_production" else True
    return _all([permit["kind"] in ACCEPTED[category], own])


def _needing(seller: Facts) -> list[str]:
    return [one for one in seller["categories"] if ACCEPTED.get(one)]


def _on_file(seller: Facts, category: str) -> Truth:
    return _any(_counts(permit, category) for permit in seller["licences"])


def _missing_licence(seller: Facts) -> Answer:
    unmapped = "other" in seller["categories"]
    if not _needing(seller) and not unmapped:
        return NOTAPPLICABLE
    held = _all([*(_on_file(seller, one) for one in _needing(seller)), *([None] if unmapped else [])])
    return {True: PASS, False: CRITICAL, None: UNKNOWN}[held]


def _lapsed_licence(seller: Facts) -> Answer:
    asked = _any(_on_file(seller, one) for one in _needing(seller))
    if asked is not True:
        return NOTAPPLICABLE if asked is False else UNKNOWN
    held = _all(
        _any([_not(_on_file(seller, one)), *(_all([_counts(p, one), p["in_force"]]) for p in seller["licences"])])
        for one in _needing(seller)
    )
    return {True: PASS, False: CRITICAL, None: UNKNOWN}[held]


# Licences about to lapse (LI-04)


def _term(dice: random.Random) -> Facts:
    long_term, no_term = dice.random() < 0.2, dice.random() < 0.3
    until = None if long_term or dice.random() < 0.2 else _after(dice.choice([-1, 0, 30, 31, 60, 61, 90, 91]))
    in_force: Truth = True if long_term or (no_term and until is None) else None if until is None else until >= DAY
    term: Facts = {"succeeded": dice.random() < 0.3, "no_term": no_term, "valid_until_long": long_term}
    return term | {"in_force": in_force} | ({} if until is None else {"valid_until": until})


def _lapsing(owner: Facts) -> Answer:
    live = [one for one in owner["licences"] if one["in_force"] is not False and not one["succeeded"]]
    live = [one for one in live if not one["valid_until_long"] and ("valid_until" in one or not one["no_term"])]
    soonest = min(((one["valid_until"] - DAY).days for one in live if "valid_until" in one), default=999)
    if soonest <= 90:
        return "fail", "high" if soonest <= 30 else "medium" if soonest <= 60 else "low", "note"
    return PASS if all("valid_until" in one for one in live) else UNKNOWN


# Brand authorisations (BR-02); ends that nobody entered are left out here: the examples have them


def _authorisation(dice: random.Random) -> Facts:
    start, until = _after(dice.choice([-300, 6, 7, 21, 22])), _after(dice.choice([-1, 0, 5, 20, 30, 31, 400]))
    long_term = dice.random() < 0.1
    in_force = start <= DAY and (long_term or until >= DAY) and dice.random() < 0.9
    found: Facts = {"to_merchant": dice.random() < 0.9, "brand": dice.choice("AB"), "valid_from": start}
    found |= {"in_force": in_force, "valid_until_long": long_term}
    return found if long_term else found | {"valid_until": max(start, until)}


def _trademark(dice: random.Random) -> Facts:
    own, live = dice.choice([True, True, False, None]), dice.choice([True, False, None])
    found: Facts = {"kind": "trademark_certificate", "of_own_holder": own, "in_force": live}
    return found | {"brand": dice.choice("AB")} if dice.random() < 0.9 else found


def _brand_seller(dice: random.Random) -> Facts:
    return {
        "status": "active",
        "traded_brands": dice.choice([[], ["A"], ["A"], ["B"], ["A", "B"]]),
        "authorisations": _some(dice, _authorisation, [1, 2, 3, 4]),
        "licences": _some(dice, _trademark, [0, 0, 1]),
    }


def _own_mark(seller: Facts, brand: str) -> Truth:
    named = [None if "brand" not in one else one["brand"] == brand for one in seller["licences"]]
    return _any(
        _all([name, one["of_own_holder"], one["in_force"]]) for name, one in zip(named, seller["licences"], strict=True)
    )


def _runs_out(seller: Facts, brand: str) -> Truth:
    """All in force end within 30 days, none on file begins by the day after the last end and ends later."""
    own = [one for one in seller["authorisations"] if one["to_merchant"] and one["brand"] == brand]
    ends = [date.max if one["valid_until_long"] else one["valid_until"] for one in own]
    live = [end for one, end in zip(own, ends, strict=True) if one["in_force"]]
    if not live or max(live) > _after(30):
        return False
    in_time = [one["valid_from"] <= max(live) + timedelta(1) for one in own]
    if any(early and end > max(live) for early, end in zip(in_time, ends, strict=True)):
        return False
    return _not(_own_mark(seller, brand))


def _brands(seller: Facts) -> Answer:
    if not seller["traded_brands"]:
        return NOTAPPLICABLE
    given = {one["brand"] for one in seller["authorisations"] if one["to_merchant"] and one["in_force"]}
    covered = _all(_any([brand in given, _own_mark(seller, brand)]) for brand in seller["traded_brands"])
    ending = _any(_runs_out(seller, brand) for brand in seller["traded_brands"])
    if covered is False:
        return CRITICAL
    if ending is True:
        return "fail", "medium", "note"
    return UNKNOWN if None in (covered, ending) else PASS


@pytest.mark.parametrize(
    ("rule_id", "make", "truth"),
    [
        ("LI-02", _seller, _missing_licence),
        ("LI-03", _seller, _lapsed_licence),
        ("LI-04", lambda dice: {"status": "active", "licences": _some(dice, _term, [0, 1, 2, 3])}, _lapsing),
        ("BR-02", _brand_seller, _brands),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_that_made_up_merchants_get_the_answer_of_the_table(
    rule_id: str, make: Callable[[random.Random], Facts], truth: Callable[[Facts], Answer]
) -> None:
    dice = random.Random(rule_id)
    cases = [(facts, truth(facts)) for facts in (make(dice) for _ in range(CASES))]
    assert len({answer for _facts, answer in cases}) >= 4, "the cases are too much alike to tell anything"
    for facts, _answer in cases:
        if "categories" in facts:
            facts["categories_known"] = None if "other" in facts["categories"] else True
    assert _differences(rule_id, "merchant", cases) == []
