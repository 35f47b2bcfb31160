"""What lapses is one answer: of the rules, the day's page, the calendar, reminders and lists."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from random import Random
from typing import Any

from sqlalchemy import select

from auditor.app import Auditor
from auditor.model.tables import MAIN, subject
from auditor.model.types import day_of
from auditor.rulebook.evidence import evidence_of
from auditor.rulebook.sql.values import Moment
from auditor.services.agenda import Agenda
from auditor.services.lapsing import KINDS
from auditor.services.lists import ListFilter, ListIds
from auditor.services.reminders import Reminders, SetLadder
from auditor.services.today import Lapses
from tests.services.conftest import NOW, TODAY, Store
from tests.services.rows import host, shop

AHEAD = 90
LICENCES = ("food_business", "business_licence", "food_production", "cosmetics_registration")


def papers(random: Random, owners: int) -> list[dict[str, Any]]:
    """Licences of shops and hosts, some of which renew others, with gaps, ends that meet and other states."""
    made: list[dict[str, Any]] = []
    for owner in range(owners):
        for at in range(random.randint(1, 4)):
            kind, start = random.choice(LICENCES), TODAY - random.randint(0, 900)
            end: Any = TODAY + random.randint(-5, 130)
            numbers = [one["number"] for one in made if one["owner"] == f"S{owner}" and one["kind"] == kind]
            made.append(
                {
                    "owner_type": "merchant", "owner": f"S{owner}", "kind": kind, "number": f"N{owner}-{at}",
                    "valid_from": random.choice((start, start, end - 3, TODAY)), "valid_until": end,
                    "state": random.choice(("in_force",) * 5 + ("suspended",)),
                    "renews": random.choice(numbers) if numbers and random.random() < 0.5 else None,
                    "holder_uscc": random.choice((None, "91440101MA5CCCCC0P")),
                }
            )  # fmt: skip
            made[-1]["valid_from"] = min(made[-1]["valid_from"], TODAY)
    return made


def test_that_what_the_rules_call_lapsing_is_what_every_screen_counts(app: Auditor, store: Store) -> None:
    store({"merchants": [shop(f"S{n}") for n in range(60)], "licences": papers(Random(7), 60)})
    app.do(SetLadder("licence", (AHEAD,)))
    by_rule: Counter[str] = Counter()
    with app.context.store.reading() as connection:
        book = app.context.book(connection)
        rule = book.rule_on("LI-04", NOW.date()).rule
        ids = list(connection.execute(select(subject.c.id).where(subject.c.type == "merchant")).scalars())
        for found in evidence_of(connection, book, Moment(NOW.date()), rule, "merchant", ids).values():
            by_rule.update(str(one["licence"]) for one in found)
        numbers = dict(connection.execute(select(MAIN["licence"].c.id, MAIN["licence"].c.number)).all())
    listed = app.ask(ListIds("licence", ListFilter(expires_within=AHEAD), "code", NOW.date()))
    assert 10 < len(listed) < len(numbers) * 3 // 4
    assert {one.split("/")[1] for one in by_rule} == {numbers[one] for one in listed}
    assert app.ask(Lapses(NOW.date(), days=AHEAD)).part.count == len(listed)
    assert app.ask(Reminders(NOW.date())).counts == {("licence", AHEAD): len(listed)}
    last = NOW.date() + timedelta(days=AHEAD)
    assert app.ask(Agenda(NOW.date(), last, NOW.date(), kinds=KINDS)).count == len(listed)


def test_that_owners_are_listed_whose_papers_are_counted_of_every_kind(app: Auditor, store: Store) -> None:
    days = (TODAY - 100, TODAY - 100, TODAY - 100)
    pair = {"party_type": "merchant", "party": "S1", "counterparty_type": "host", "kind": "promotion"}
    mark = {"merchant": "S1", "grantor": "山海集团", "grantee": "S1", "valid_from": days[0]}
    learnt = {"learner_type": "host", "course": "C1", "attempt": 1, "result": "passed"}
    store(
        {
            "hosts": [host("H1"), host("H2"), host("H3")],
            "merchants": [shop("S1"), shop("S2")],
            "courses": [{"code": "C1", "title": "年度培训", "valid_months": 12}],
            "contracts": [
                pair | {"code": "T1", "counterparty": "H1", "valid_from": days[0], "valid_until": TODAY + 5},
                pair | {"code": "T2", "counterparty": "H2", "valid_from": days[0], "valid_until": TODAY + 5},
                pair | {"code": "T3", "counterparty": "H2", "valid_from": TODAY + 6, "valid_until": TODAY + 400},
            ],
            "authorisations": [
                mark | {"brand": "山海", "valid_until": TODAY + 3},
                mark | {"brand": "云上", "valid_until": TODAY + 3},
                mark | {"brand": "云上", "grantor": "云上公司", "valid_from": TODAY, "valid_until": TODAY + 300},
            ],
            "trainings": [
                learnt | {"learner": "H3", "completed_on": TODAY - 360},
                learnt | {"learner": "H2", "completed_on": TODAY - 360},
                learnt | {"learner": "H2", "completed_on": TODAY - 10},
            ],
        }
    )
    assert day_of(NOW.date()) == TODAY
    assert dict(app.ask(Lapses(NOW.date(), days=30)).part.kinds) == {"contract": 1, "authorisation": 1, "training": 1}

    def codes(kind: str) -> set[str]:
        ids = app.ask(ListIds(kind, ListFilter(expires_within=30), "code", NOW.date()))
        with app.context.store.reading() as connection:
            return set(connection.execute(select(subject.c.code).where(subject.c.id.in_(list(ids)))).scalars())

    assert (codes("host"), codes("merchant")) == ({"H1", "H3"}, {"S1"})
    assert len(app.ask(ListIds("contract", ListFilter(expires_within=30), "code", NOW.date()))) == 1
