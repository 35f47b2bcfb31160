"""The made-up world: as large as asked for, repeatable, of one piece, and readable by the workbook's own words."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import date

import pytest

from auditor.model.enums import is_open, words
from auditor.model.fields import Field, Kind, Sheet
from auditor.model.identifiers import id_number_facts, uscc_is_valid
from auditor.model.sheets import SHEETS
from auditor.model.values import Mark, Other, ParsedRow, Value
from auditor.services.demo import demo_rows
from auditor.services.demo.edges import shifted
from auditor.services.demo.names import mark, permit_number, uscc

TODAY = date(2026, 11, 21)

World = dict[str, list[ParsedRow]]


def made(hosts: int, seed: int = 7, today: date = TODAY) -> World:
    rows: World = defaultdict(list)
    for sheet, batch in demo_rows(hosts, seed, today):
        rows[sheet] += batch
    return rows


@pytest.fixture(scope="module")
def world() -> World:
    return made(1_000)


@pytest.mark.parametrize("hosts", [0, 1, 3, 20, 200, 1_000])
def test_that_a_world_has_exactly_the_hosts_asked_for(hosts: int) -> None:
    assert len(made(hosts)["hosts"]) == hosts


def test_that_the_same_seed_and_day_give_the_same_world() -> None:
    assert made(60) == made(60)
    assert made(60) != made(60, seed=8)
    assert made(60) != made(60, today=date(2026, 11, 22))


def test_that_batches_come_in_the_order_of_the_sheets_and_stay_small() -> None:
    order = [sheet.name for sheet in SHEETS]
    seen = [(order.index(sheet), len(batch)) for sheet, batch in demo_rows(3_000, 1, TODAY)]
    assert [index for index, _ in seen] == sorted(index for index, _ in seen)
    assert max(size for _, size in seen) == 5_000


def test_that_no_two_rows_of_a_sheet_share_a_key(world: World) -> None:
    for sheet in SHEETS:
        keys = Counter(tuple(str(row.values.get(name)) for name in sheet.key) for row in world[sheet.name])
        assert [key for key, times in keys.items() if times > 1] == [], sheet.name


def test_that_every_required_cell_is_filled(world: World) -> None:
    for sheet in SHEETS:
        for row in world[sheet.name]:
            missing = [field.name for field in sheet.fields if field.required and field.name not in row.values]
            assert not missing, (sheet.name, row)


def test_that_every_cell_holds_what_its_column_says(world: World) -> None:
    for sheet in SHEETS:
        for row in world[sheet.name]:
            for name, value in row.values.items():
                assert fits(sheet.field(name), value), (sheet.name, name, value)


def fits(field: Field, value: Value) -> bool:
    if field.kind is Kind.LIST:
        return isinstance(value, tuple) and all(fits_one(field, field.of, each) for each in value)
    return fits_one(field, field.kind, value)


def fits_one(field: Field, kind: Kind, value: object) -> bool:
    if kind is Kind.ENUM:
        if isinstance(value, Other):
            return is_open(field.words)
        return value in {word.code for word in words(field.words)}
    if kind in (Kind.TEXT, Kind.REF):
        return isinstance(value, str) and value != ""
    if kind is Kind.END:
        return isinstance(value, int) or value is Mark.FOREVER
    if kind is Kind.BOOL:
        return value in (0, 1)
    return isinstance(value, int)


def test_that_every_reference_points_at_a_row_that_came_before(world: World) -> None:
    known: dict[str, set[str]] = defaultdict(set)
    for sheet in SHEETS:
        if sheet.subject:
            known[sheet.subject] |= {code_of(sheet, row) for row in world[sheet.name]}
        if sheet.name == "courses":
            known["course"] = {str(row.values["code"]) for row in world["courses"]}
        for row in world[sheet.name]:
            for field in sheet.fields:
                for wanted, types in references(field, row):
                    assert any(wanted in known[each] for each in types), (sheet.name, field.name, wanted)


def code_of(sheet: Sheet, row: ParsedRow) -> str:
    if sheet.subject == "product":
        return f"{row.values['merchant']}/{row.values['code']}"
    return str(row.values["code"])


def references(field: Field, row: ParsedRow) -> list[tuple[str, tuple[str, ...]]]:
    value = row.values.get(field.name)
    if value is None:
        return []
    if field.kind is Kind.REF:
        types = (str(row.values[field.type_field]),) if field.type_field else field.refs
        return [(str(value), types)]
    if field.kind is Kind.LIST and field.of is Kind.REF:
        assert isinstance(value, tuple)
        return [(str(each), field.refs) for each in value]
    return []


def test_that_nothing_ends_before_it_begins(world: World) -> None:
    for sheet in SHEETS:
        for row in world[sheet.name]:
            start, end = row.values.get("valid_from"), row.values.get("valid_until")
            if isinstance(start, int) and isinstance(end, int):
                assert start <= end, (sheet.name, row)


def test_that_most_numbers_pass_their_check_and_some_do_not(world: World) -> None:
    numbers = [str(row.values["id_number"]) for row in world["hosts"] if "id_number" in row.values]
    good = sum(id_number_facts(number).valid for number in numbers)
    assert 0.85 < good / len(numbers) < 0.99
    codes = [str(row.values["uscc"]) for row in world["merchants"] if "uscc" in row.values]
    assert 0.9 < sum(map(uscc_is_valid, codes)) / len(codes) < 1


def test_that_no_phone_number_could_ring_anybody(world: World) -> None:
    for sheet in ("hosts", "merchants", "agencies"):
        assert all(str(row.values.get("phone", "100")).startswith("100") for row in world[sheet])


def test_that_every_edge_says_what_it_is(world: World) -> None:
    notes = [row.values.get("note") for sheet in ("hosts", "merchants", "broadcasts") for row in world[sheet]]
    edges = [note for note in notes if note is not None]
    assert len(edges) > 170
    assert len(set(edges)) > 160
    assert all(str(note).startswith("边界：") for note in edges)


def test_that_broadcasts_lie_on_both_sides_of_today(world: World) -> None:
    statuses = Counter(row.values["status"] for row in world["broadcasts"])
    assert min(statuses["planned"], statuses["aired"], statuses["cancelled"]) > 0


def test_that_invented_words_and_codes_do_not_repeat_early() -> None:
    assert len({mark(number) for number in range(8_000)}) == 8_000
    assert len({uscc(number) for number in range(5_000)}) == 5_000


def test_that_a_food_permit_carries_the_check_digit_of_iso_7064() -> None:
    # MOD 11,10 worked by hand for 1330000000001 gives the last digit.
    assert permit_number("JY", 1)[:15] == "JY1330000000001"
    rest = 10
    for digit in permit_number("JY", 1)[2:-1]:
        rest = ((rest + int(digit)) % 10 or 10) * 2 % 11
    assert (rest + int(permit_number("JY", 1)[-1])) % 10 == 1


@pytest.mark.parametrize(
    ("start", "months", "wanted"),
    [
        (date(2026, 8, 31), -6, date(2026, 2, 28)),
        (date(2028, 2, 29), -12, date(2027, 2, 28)),
        (date(2026, 12, 31), 2, date(2027, 2, 28)),
        (date(2026, 11, 30), 1, date(2026, 12, 30)),
        (date(2026, 12, 15), -12, date(2025, 12, 15)),
    ],
)
def test_that_months_are_clipped_to_their_end(start: date, months: int, wanted: date) -> None:
    epoch = date(1970, 1, 1)
    assert shifted((start - epoch).days, months) == (wanted - epoch).days


@pytest.mark.parametrize("today", [date(2026, 2, 28), date(2028, 2, 29), date(2026, 3, 31), date(2027, 1, 1)])
def test_that_a_world_can_be_made_on_any_day(today: date) -> None:
    assert len(made(400, today=today)["hosts"]) == 400
