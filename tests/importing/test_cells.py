"""What cells of each kind read to: values, warnings that keep the value, errors that refuse the row."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditor.importing.cells import Context, Read, reader_for
from auditor.importing.columns import read_column
from auditor.importing.grid import BadCell, Raw
from auditor.importing.wording import Fault
from auditor.model.fields import Field, Kind
from auditor.model.sheets import BY_NAME, SHEETS
from auditor.model.values import CLEAR, Other

CONTEXT = Context(20_634)


def _read(sheet: str, field: str, cell: Raw) -> Read:
    return reader_for(BY_NAME[sheet].field(field), CONTEXT)(cell)


def _code(found: Any) -> tuple[str, str]:
    assert isinstance(found, Fault)
    return found.level, found.code


@pytest.mark.parametrize(
    ("sheet", "field", "cell", "value"),
    [
        ("hosts", "code", 10086.0, "10086"),
        ("hosts", "code", "10086.0", "10086"),
        ("hosts", "code", 10086, "10086"),
        ("hosts", "code", "Ｈ０００１", "H0001"),
        ("hosts", "code", "H0\u200b001", "H0001"),
        ("hosts", "code", "\u00a0H0001 \u3000", "H0001"),
        ("hosts", "id_number", "11010119711014155x", "11010119711014155X"),
        ("hosts", "id_number", "110101 19711014 155x", "11010119711014155X"),
        ("hosts", "id_number", "4401**********1234", "4401**********1234"),
        ("hosts", "id_number", "4401＊＊＊＊＊＊＊＊＊＊1234", "4401**********1234"),
        ("hosts", "phone", "+86 134-5198-6467", "13451986467"),
        ("hosts", "phone", "008613451986467", "13451986467"),
        ("hosts", "phone", 13451986467.0, "13451986467"),
        ("hosts", "phone", 8613451986467.0, "13451986467"),
        ("hosts", "phone", "8613451986467", "13451986467"),
        ("hosts", "phone", "010-86345198", "01086345198"),
        ("hosts", "id_number", "'11010119711014155X", "11010119711014155X"),
        ("hosts", "phone", "１３４５１９８６４６７", "13451986467"),
        ("hosts", "phone", "138****5678", "138****5678"),
        ("hosts", "stage_name", "Ａ姐\u00a0好物\u200b", "Ａ姐 好物"),
        ("hosts", "stage_name", "厨娘👩\u200d🍳", "厨娘👩\u200d🍳"),
        ("hosts", "stage_name", 996.0, "996"),
        ("hosts", "note", "两行\r\n备注", "两行\n备注"),
        ("hosts", "note", True, "TRUE"),
        ("merchants", "uscc", "91330106au0t2hr13y", "91330106AU0T2HR13Y"),
        ("licences", "number", "913301061atk2eh1pf", "913301061ATK2EH1PF"),
        ("licences", "number", "粤网（2023）第x号", "粤网(2023)第x号"),
        ("hosts", "agency", 1001.0, "1001"),
        ("hosts", "agency", "Ｊ００２", "J002"),
        ("hosts", "agency", "Ｊ姐传媒", "Ｊ姐传媒"),
        ("hosts", "followers", 59213.0, 59213),
        ("hosts", "followers", "1,234,567", 1234567),
        ("hosts", "followers", "８６５５０８", 865508),
        ("hosts", "followers", "12.3万", 123000),
        ("hosts", "followers", "8.0", 8),
        ("accounts", "reputation", 3.95, 395),
        ("accounts", "reputation", "4.40", 440),
        ("products", "list_price", "¥1,059.90", 105990),
        ("products", "list_price", 0.1 + 0.2, 30),
        ("products", "list_price", -5.5, -550),
        ("contracts", "exclusive", "是", 1),
        ("contracts", "exclusive", "×", 0),
        ("contracts", "exclusive", True, 1),
        ("contracts", "exclusive", 0.0, 0),
        ("contracts", "exclusive", "ｆａｌｓｅ", 0),
        ("contracts", "exclusive", "Y", 1),
        ("hosts", "status", " 拉黑 ", "blacklisted"),
        ("hosts", "status", "ＡＣＴＩＶＥ", "active"),
        ("cases", "source", 12315.0, "odr"),
        ("rooms", "platform", "视频号", "weixin"),
        ("rooms", "platform", "其他", "other"),
        ("rooms", "account", "", None),
        ("rooms", "account", " \u200b\u3000", None),
        ("merchants", "roles", "销售者;ｏｐｅｒａｔｏｒ", ("seller", "operator")),
        ("merchants", "brands", "听雨轩、禾溪,听雨轩；木叶|", ("听雨轩", "禾溪", "木叶")),
        ("merchants", "brands", "、", None),
        ("broadcasts", "hosts", "10093；Ｈ００１２", ("10093", "H0012")),
        ("broadcasts", "hosts", 10093.0, ("10093",)),
        ("cases", "related", "host:H1、merchant：S2", ("host:H1", "merchant:S2")),
        ("hosts", "note", "清空", CLEAR),
        ("hosts", "phone", "（CLEAR）", CLEAR),
        ("hosts", "tags", "(clear)", CLEAR),
    ],
)
def test_that_a_cell_reads_to_its_value(sheet: str, field: str, cell: Raw, value: Any) -> None:
    assert _read(sheet, field, cell) == value


@pytest.mark.parametrize(
    ("sheet", "field", "cell", "code"),
    [
        ("hosts", "id_number", 4.4011e17, "number_destroyed"),
        ("hosts", "id_number", "4.4011E+17", "number_destroyed"),
        ("hosts", "code", 1e15, "number_destroyed"),
        ("hosts", "note", 1234567890123456.0, "number_destroyed"),
        ("hosts", "agency", 1e16, "number_destroyed"),
        ("merchants", "linked_usccs", 1e17, "number_destroyed"),
        ("cases", "order_ref", "6.9E+15", "number_destroyed"),
        ("hosts", "followers", "很多", "unreadable_number"),
        ("hosts", "followers", 3.5, "unreadable_number"),
        ("hosts", "followers", "1,23", "unreadable_number"),
        ("products", "list_price", "9.999", "unreadable_number"),
        ("products", "list_price", True, "unreadable_number"),
        ("reviews", "rating", 6.0, "out_of_range"),
        ("reviews", "rating", "0", "out_of_range"),
        ("contracts", "exclusive", "也许", "unreadable_flag"),
        ("contracts", "exclusive", 2.0, "unreadable_flag"),
        ("hosts", "status", "在家", "unknown_word"),
        ("merchants", "roles", "销售者、保安", "unknown_word"),
        ("hosts", "code", "清空", "clear_required"),
        ("hosts", "note", "#N/A", "error_cell"),
        ("hosts", "note", BadCell("error_cell", "#REF!"), "error_cell"),
        ("hosts", "note", BadCell("no_cached_value"), "no_cached_value"),
    ],
)
def test_that_a_cell_that_cannot_be_trusted_is_an_error(sheet: str, field: str, cell: Raw, code: str) -> None:
    assert _code(_read(sheet, field, cell)) == ("error", code)


@pytest.mark.parametrize(
    ("sheet", "field", "cell", "code", "kept"),
    [
        ("products", "category", "玄学用品", "unknown_category", Other("玄学用品")),
        ("hosts", "categories", "酒水、玄学用品", "unknown_category", ("alcohol", Other("玄学用品"))),
        ("cases", "category", "迟到", "unknown_category", Other("迟到")),
        ("licences", "kind", "好人证", "unknown_kind", Other("好人证")),
        ("rooms", "platform", "某某直播", "unknown_platform", Other("某某直播")),
        ("cases", "source", "微博", "unknown_source", Other("微博")),
        ("merchants", "licence_exemption", "祖传", "unknown_other", Other("祖传")),
    ],
)
def test_that_a_word_unknown_to_an_open_list_is_kept_and_warned(
    sheet: str, field: str, cell: Raw, code: str, kept: Any
) -> None:
    found = _read(sheet, field, cell)
    assert _code(found) == ("warning", code)
    assert isinstance(found, Fault)
    assert found.kept == kept


def test_that_an_unknown_word_is_told_with_the_words_that_are_known() -> None:
    found = _read("hosts", "status", "在家")
    assert isinstance(found, Fault)
    assert "黑名单 (blacklisted)" in str(found.message)
    assert "在家" in str(found.message)


def test_that_fifteen_digits_are_still_exact() -> None:
    assert _read("accounts", "account_id", 123456789012345.0) == "123456789012345"


CELLS: st.SearchStrategy[Raw] = st.one_of(
    st.text(max_size=12),
    st.sampled_from(
        ["清空", "(clear)", "10086.0", "1.2E+17", "#N/A", "Ｈ１", " x ", "a\u200bb", "a\x1fb", "是", "长期"]
    ),
    st.floats(allow_nan=False, allow_infinity=False),
    st.integers(-(10**18), 10**18),
    st.booleans(),
    st.datetimes().map(lambda t: t.replace(microsecond=0)),
    st.dates(),
)
FIELDS = st.sampled_from([field for sheet in SHEETS for field in sheet.fields])


@given(FIELDS, st.lists(CELLS, max_size=6))
def test_that_a_column_reads_as_its_cells_one_by_one(field: Field, cells: list[Raw]) -> None:
    """Whatever is read at once, remembered or skipped, the outcome is that of the plain reader."""
    read = reader_for(field, CONTEXT)
    whole = read_column(tuple(cells), field, CONTEXT)
    for index, cell in enumerate(cells):
        single = read("TRUE" if cell is True else "FALSE" if cell is False else cell)
        faults = [fault for at, fault in whole.faults if at == index]
        if isinstance(single, Fault):
            assert [(f.level, f.code) for f in faults] == [(single.level, single.code)]
            assert whole.values[index] == single.kept
        else:
            assert not faults
            assert whole.values[index] == single


@given(
    st.lists(st.text(max_size=8), min_size=1, max_size=8), st.sampled_from(["code", "stage_name", "id_number", "phone"])
)
def test_that_a_column_of_text_alone_reads_as_its_cells_one_by_one(cells: list[str], name: str) -> None:
    field = BY_NAME["hosts"].field(name)
    read = reader_for(field, CONTEXT)
    whole = read_column(tuple(cells), field, CONTEXT)
    singles = [read(cell) for cell in cells]
    assert whole.values == [one.kept if isinstance(one, Fault) else one for one in singles]


@pytest.mark.parametrize("kind", list(Kind))
def test_that_every_kind_of_column_has_a_reader(kind: Kind) -> None:
    field = Field("some", "某列", kind, words="sex", of=Kind.TEXT)
    assert reader_for(field, CONTEXT)("") is None
