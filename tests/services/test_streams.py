"""Rows that come batch by batch are stored as if they had come at once."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from auditor.app import Auditor
from auditor.model.fields import Sheet
from auditor.model.sheets import BY_NAME
from auditor.model.values import ParsedRow, Rows, Value
from auditor.services.burst import seldom_collected
from auditor.services.records import OUTCOMES, Counts, Outcomes, Problems, Recorder, Repeated
from auditor.services.records.going import Keys
from auditor.storage.work import Recorded
from tests.services.conftest import TODAY, Store


class Stream:
    """Rows in batches of a few, as a spool gives them."""

    def __init__(self, rows: Sequence[ParsedRow], *, repeats: bool) -> None:
        self._rows = rows
        self.repeats = repeats

    def __len__(self) -> int:
        return len(self._rows)

    def batches(self) -> Iterator[list[ParsedRow]]:
        """Three at a time."""
        for start in range(0, len(self._rows), 3):
            yield list(self._rows[start : start + 3])


class _TakenBack(Exception):
    """Leaves the workspace as it was."""


LOOKED_AT = (
    "SELECT code, stage_name, followers, agency_id FROM host ORDER BY code",
    "SELECT h.code, c.ordinal, c.value FROM host_categories c JOIN host h ON h.id = c.owner_id ORDER BY 1, 2",
    "SELECT o.code, l.number, l.valid_from, l.issuer FROM licence l JOIN subject o ON o.id = l.owner_id ORDER BY 1, 2, 3",
)


def outcome_of(
    app: Auditor, sheet: Sheet, rows: Sequence[ParsedRow] | Rows, whole: int, *, exact: bool = False
) -> dict[str, Any]:
    """All that can be seen of taking the rows, which are taken back again."""
    problems, outcomes = Problems(sheet.zh), Outcomes()
    seen: dict[str, Any] = {}
    try:
        with app.context.store.writing(Recorded("me", "import")) as work:
            recorder = Recorder(work, TODAY, whole=whole, exact=exact)
            counts = recorder.apply(sheet, rows, problems, None, outcomes)
            seen["rows"] = [work.connection.exec_driver_sql(sql).all() for sql in LOOKED_AT]
            raise _TakenBack
    except Repeated:
        return outcome_of(app, sheet, rows, whole, exact=True)
    except _TakenBack:
        pass
    seen["counts"] = counts
    seen["problems"] = sorted((p.cell, p.level, p.code, str(p.message)) for p in problems.found)
    seen["outcomes"] = {name: outcomes.of(name) for name in OUTCOMES}
    seen["warned"] = outcomes.warned()
    seen["shown"] = {name: outcomes.shown(name) for name in OUTCOMES}
    return seen


hosts = st.fixed_dictionaries(
    {"code": st.sampled_from(["H1", "H2", "H3", "H4", "H5"]), "stage_name": st.sampled_from(["一", "二"])},
    optional={
        "followers": st.integers(0, 3),
        "agency": st.sampled_from(["A1", "甲方", "nobody"]),
        "categories": st.lists(st.sampled_from(["food_prepacked", "home"]), unique=True, min_size=1).map(tuple),
    },
)
licences = st.fixed_dictionaries(
    {
        "owner_type": st.just("merchant"),
        "owner": st.sampled_from(["S1", "甲店", "nobody"]),
        "kind": st.just("business_licence"),
        "number": st.sampled_from(["N1", "N2"]),
    },
    optional={"valid_from": st.sampled_from([19_000, 19_500]), "issuer": st.sampled_from(["一", "二"])},
)
cases = st.one_of(
    st.tuples(st.just("hosts"), st.lists(hosts, min_size=1, max_size=12)),
    st.tuples(st.just("licences"), st.lists(licences, min_size=1, max_size=12)),
)


@pytest.fixture
def stocked(app: Auditor, store: Store) -> Auditor:
    """An agency, a merchant and one of the hosts are stored already."""
    store(
        {
            "agencies": [{"code": "A1", "name": "甲方"}],
            "hosts": [{"code": "H1", "stage_name": "一", "followers": 1}],
            "merchants": [{"code": "S1", "shop_name": "甲店"}],
        }
    )
    return app


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(cases)
def test_that_batches_are_taken_as_the_whole_is(stocked: Auditor, case: tuple[str, list[dict[str, Value]]]) -> None:
    name, given_rows = case
    rows = [ParsedRow(number, values) for number, values in enumerate(given_rows, start=2)]
    whole = outcome_of(stocked, BY_NAME[name], rows, whole=1_000)
    streamed = outcome_of(stocked, BY_NAME[name], Stream(rows, repeats=True), whole=0)
    assert streamed == whole
    assert outcome_of(stocked, BY_NAME[name], Stream(rows, repeats=False), whole=0) == whole


def _taken_at_once(app: Auditor, rows: Stream) -> None:
    with app.context.store.writing(Recorded("me", "import")) as work:
        Recorder(work, TODAY, whole=0, exact=False).apply(BY_NAME["licences"], rows, Problems("证照"))


def test_that_two_spellings_of_one_owner_are_found_to_be_one_key(stocked: Auditor) -> None:
    """The shop's name and its code differ as texts; only when resolved are the two rows the same licence."""
    licence: dict[str, Value] = {"owner_type": "merchant", "kind": "business_licence", "number": "N1"}
    rows = [
        ParsedRow(2, {**licence, "owner": "S1", "issuer": "一"}),
        *(ParsedRow(n, {**licence, "owner": "S1", "number": f"M{n}"}) for n in range(3, 9)),
        ParsedRow(9, {**licence, "owner": "甲店"}),
    ]
    with pytest.raises(Repeated):
        _taken_at_once(stocked, Stream(rows, repeats=False))
    seen = outcome_of(stocked, BY_NAME["licences"], Stream(rows, repeats=False), whole=0)
    assert seen["counts"] == Counts(created=7, superseded=1, warned=1)
    assert ("S1", "N1", None, None) in [tuple(row) for row in seen["rows"][2]]


def test_that_an_update_shows_what_it_changes_and_hides_personal_values(app: Auditor, store: Store) -> None:
    store({"hosts": [{"code": "H1", "stage_name": "一", "phone": "13812345678", "followers": 1}]})
    rows = [ParsedRow(2, {"code": "H1", "stage_name": "二", "phone": "13912345679", "followers": 1})]
    (shown,) = outcome_of(app, BY_NAME["hosts"], rows, whole=10)["shown"]["updated"]
    assert [(one.field, one.before, one.after) for one in shown.changes] == [
        ("stage_name", "一", "二"),
        ("phone", "138****5678", "139****5679"),
    ]
    assert shown.values["phone"] == "139****5679"


def test_that_marks_tell_which_rows_share_a_key() -> None:
    keys = Keys()
    for number, code in enumerate(["a", "b", "c", "b", "d", "b"]):
        keys.add((code,), number)
    with pytest.raises(Repeated):
        keys.check()
    assert keys.alike() == {1, 3, 5}
    alone = Keys()
    for number in range(1_000):
        alone.add((number,), number)
    alone.check()
    assert alone.alike() == frozenset()


class _Licences:
    """Licences of one merchant, as many as wanted, made as they are asked for."""

    repeats = False

    def __init__(self, count: int) -> None:
        self._count = count

    def __len__(self) -> int:
        return self._count

    def batches(self) -> Iterator[list[ParsedRow]]:
        for start in range(0, self._count, 500):
            yield [ParsedRow(number, self._values(number), {}) for number in range(start, start + 500)]

    def _values(self, number: int) -> dict[str, Value]:
        return {"owner_type": "merchant", "owner": "S1", "kind": "business_licence", "number": f"N{number:06}"}


class _Held:
    """A monitor that notes how many small objects the process holds after so many rows."""

    def __init__(self) -> None:
        self.blocks: dict[int, int] = {}

    def step(self, done: int, total: int | None = None, what: object = None) -> None:
        self.blocks.setdefault(done, sys.getallocatedblocks())


def test_that_what_a_batch_held_is_let_go_of_before_the_next_but_one(stocked: Auditor) -> None:
    held, problems = _Held(), Problems("证照")
    with seldom_collected(), stocked.context.store.writing(Recorded("me", "import")) as work:
        Recorder(work, TODAY, whole=10).apply(BY_NAME["licences"], _Licences(8_000), problems, held, Outcomes())
    # 3,500 rows later as much is held as before; statements that kept their batches' values made it 53,000 more.
    assert abs(held.blocks[8_000] - held.blocks[4_500]) < 5_000
