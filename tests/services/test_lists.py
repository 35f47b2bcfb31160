"""Lists and finding: order, filters, pages by id, everybody found by what is typed."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import select

from auditor.app import Auditor
from auditor.model.ledger import listing
from auditor.services.answers import StandingOf
from auditor.services.facets import Facets
from auditor.services.lists import Find, ListFilter, ListFirst, ListIds, ListRows, match_of
from auditor.services.standing import ANSWERS, RefreshStanding
from tests.services.conftest import NOW, Store


@pytest.fixture
def people(app: Auditor, store: Store) -> Auditor:
    names = ["张三", "李四", "阿青", "Bob 直播", "李三"]
    hosts = [{"code": f"H{9 - i}", "stage_name": name} for i, name in enumerate(names)]
    hosts[1] |= {"status": "suspended", "phone": "13451986467", "id_number": "610113198902056992"}
    store(
        {
            "merchants": [{"code": "S1", "shop_name": "李氏食品", "uscc": "913301061ATK2EH1PF"}],
            "hosts": hosts,
            "rooms": [{"code": "R1", "platform": "douyin", "operator": "S1"}],
        }
    )
    return app


@pytest.mark.parametrize(
    ("order", "names"),
    [
        ("name", ["阿青", "Bob 直播", "李三", "李四", "张三"]),
        ("-name", ["张三", "李四", "李三", "Bob 直播", "阿青"]),
        ("code", ["李三", "Bob 直播", "阿青", "李四", "张三"]),
        ("-code", ["张三", "李四", "阿青", "Bob 直播", "李三"]),
    ],
)
def test_that_the_first_page_and_the_ids_agree_in_every_order(people: Auditor, order: str, names: list[str]) -> None:
    first = people.ask(ListFirst("host", order=order))  # type: ignore[arg-type]
    ids = people.ask(ListIds("host", order=order))  # type: ignore[arg-type]
    assert [row.name for row in first] == names
    assert [row.id for row in first] == list(ids)
    assert people.ask(ListRows("host", tuple(ids[2:4]))) == first[2:4]


def test_that_text_and_status_narrow_a_list_together(people: Auditor) -> None:
    li = ListFilter("李")
    held = ListFilter("li", ("suspended",))
    assert [row.name for row in people.ask(ListFirst("host", li))] == ["李三", "李四"]
    assert [row.name for row in people.ask(ListFirst("host", held))] == ["李四"]
    assert list(people.ask(ListIds("host", ListFilter("nobody")))) == []


@pytest.mark.parametrize(
    ("typed", "codes"),
    [
        ("李", {"H8", "H5", "S1"}),
        ("lisi", {"H8"}),
        ("ls", {"H8", "H5", "S1"}),
        ("H8", {"H8"}),
        ("13451986467", {"H8"}),
        ("610113198902056992", {"H8"}),
        ("913301061atk2eh1pf", {"S1"}),
        ("bob", {"H6"}),
        ("直播", {"H6"}),
        ("“”、", set()),
    ],
)
def test_that_everybody_is_found_by_what_is_typed(people: Auditor, typed: str, codes: set[str]) -> None:
    assert {hit.code for hit in people.ask(Find(typed))} == codes


def test_that_an_exact_code_comes_first_and_kinds_narrow(people: Auditor) -> None:
    assert people.ask(Find("S1", 1))[0].code == "S1"
    assert {hit.type for hit in people.ask(Find("李", kinds=("merchant",)))} == {"merchant"}


def test_that_quotes_and_operators_are_words_not_syntax() -> None:
    assert match_of('a" OR "b') == '"a"* AND "or"* AND "b"*'
    assert match_of("NEAR(x)") == '"near"* AND "x"*'
    assert match_of("**") is None


def test_that_a_list_is_filtered_and_ordered_by_answer_like_the_standing(people: Auditor) -> None:
    people.run(RefreshStanding())
    with people.context.store.reading() as connection:
        answers = {row.id: row.answer for row in connection.execute(select(listing))}
    ids = list(people.ask(ListIds("host")))
    worst_first = list(people.ask(ListIds("host", order="answer")))
    assert worst_first == sorted(ids, key=lambda one: answers[one])
    assert len({answers[one] for one in ids}) > 1
    for number, word in enumerate(ANSWERS):
        chosen = ListFilter(answer=(word,))
        assert list(people.ask(ListIds("host", chosen))) == [one for one in ids if answers[one] == number]
        first = people.ask(ListFirst("host", chosen, order="code"))
        assert {row.id for row in first} == set(people.ask(ListIds("host", chosen)))
    few = ListFilter("李")
    assert [row.id for row in people.ask(ListFirst("host", few, order="answer"))] == [
        one for one in worst_first if one in set(people.ask(ListIds("host", few)))
    ]


ORDERS = ("name", "-name", "code", "-code", "answer", "-answer")
FILTERS = (
    ListFilter(status=("suspended",)),
    ListFilter(status=("active", "")),
    ListFilter(unit=("nobody's",)),
    ListFilter(answer=("unknown",), unit=("",)),
    ListFilter("li", ("suspended",)),
)


@pytest.mark.parametrize("order", ORDERS)
def test_that_few_who_are_looked_up_stand_in_the_order_that_many_are_walked_in(
    people: Auditor, order: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    people.run(RefreshStanding())
    asked = [ListIds("host", chosen, order) for chosen in FILTERS]  # type: ignore[arg-type] # one of the orders
    looked_up = [list(people.ask(one)) for one in asked]
    monkeypatch.setattr("auditor.services.lists.subjects.FEW", -1)
    assert [list(people.ask(one)) for one in asked] == looked_up
    assert [len(ids) for ids in looked_up[:3]] == [1, 4, 0]


def test_that_the_first_list_waits_for_no_service_but_its_own(tmp_path: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from auditor.app import Auditor; from auditor.services.lists import *\n"
        "path = Path(sys.argv[1]); Auditor.create(path)\n"
        "with Auditor.open(path) as app: app.ask(ListFirst('host')); app.ask(Find('x'))\n"
        "print(*sys.modules)"
    )
    command = [sys.executable, "-c", code, str(tmp_path / "w.auditor")]
    loaded = set(subprocess.run(command, capture_output=True, text=True, check=True).stdout.split())
    assert "auditor.services.lists" in loaded
    assert not {name for name in loaded if name.startswith(("auditor.importing", "auditor.services.attachments"))}


def test_that_facets_count_what_the_other_filters_leave(people: Auditor) -> None:
    people.run(RefreshStanding())
    everything = people.ask(Facets("host"))
    assert everything.holds.fresh
    assert dict(everything.counts["status"]) == {"active": 4, "suspended": 1}
    for chosen in (ListFilter(), ListFilter("李"), ListFilter(status=("suspended",)), ListFilter(answer=("unknown",))):
        counts = people.ask(Facets("host", chosen)).counts
        for name in ("answer", "status"):
            for value, count in counts[name]:
                narrowed = replace(chosen, **{name: (value,)})
                assert len(people.ask(ListIds("host", narrowed))) == count, (chosen, name, value)


def test_that_who_has_no_value_is_a_facet_too(people: Auditor) -> None:
    assert people.ask(Facets("host")).counts["owner"] == (("", 5),)
    assert len(people.ask(ListIds("host", ListFilter(owner=("",))))) == 5
    assert len(people.ask(ListIds("host", ListFilter(owner=("somebody",))))) == 0


def test_that_badges_of_today_come_from_the_standing_and_equal_judging(people: Auditor) -> None:
    ids = tuple(people.ask(ListIds("host")))
    judged = people.ask(StandingOf("host", ids, NOW.date()))
    people.run(RefreshStanding())
    assert people.ask(StandingOf("host", ids, NOW.date())) == judged
