"""Laws of the chain's bytes: two rows, two changes or two lists of verdicts never look the same to a digest."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import LargeBinary, Text
from sqlcipher3 import dbapi2

from auditor.model.commitment import commitment
from auditor.model.tables import LISTS, MAIN, setting
from auditor.storage.chain import LEAF_BYTES, Link, row_text
from auditor.storage.differences import first_moved
from auditor.storage.verdicts import verdicts_digest

TEXTS = st.text(st.sampled_from("a=1:；主 \n\x00"), max_size=6)
TABLES = st.sampled_from([setting, MAIN["licence"], MAIN["host"], LISTS["host", "categories"].table])
DATABASE = dbapi2.connect(":memory:")


def value_of(column: Any) -> st.SearchStrategy[Any]:
    if isinstance(column.type, LargeBinary):
        values: st.SearchStrategy[Any] = st.binary(max_size=3)
    else:
        values = TEXTS if isinstance(column.type, Text) else st.integers(-(2**40), 2**40)
    return st.none() | values if column.nullable else values


@st.composite
def rows(draw: st.DrawFn, table: Any) -> dict[str, Any]:
    """A row in which few columns are filled, so that two rows are often alike but for one."""
    filled = draw(st.sets(st.sampled_from([c.name for c in table.columns]), max_size=4))
    empty = {c.name: (None if c.nullable else ("" if isinstance(c.type, Text) else 0)) for c in table.columns}
    return empty | {c.name: draw(value_of(c)) for c in table.columns if c.name in filled}


def bytes_of(table: Any, row: dict[str, Any]) -> bytes:
    columns = ", ".join(f'? AS "{name}"' for name in row)
    found = DATABASE.execute(f"SELECT {row_text(table.name, 'sqlite')} FROM (SELECT {columns})", tuple(row.values()))
    return bytes(found.fetchone()[0])


@given(st.data())
def test_that_two_rows_have_the_same_bytes_only_when_they_are_the_same(data: st.DataObject) -> None:
    table = data.draw(TABLES)
    one, other = data.draw(rows(table)), data.draw(rows(table))
    same = {k: v for k, v in one.items() if k != "change_id"} == {k: v for k, v in other.items() if k != "change_id"}
    assert (bytes_of(table, one) == bytes_of(table, other)) is same


@given(st.data())
def test_that_the_bytes_are_the_filled_fields_by_name_each_with_its_length(data: st.DataObject) -> None:
    table = data.draw(TABLES)
    row = data.draw(rows(table))
    wanted = b""
    for name in sorted(row):
        if name != "change_id" and row[name] is not None:
            value = row[name].hex().upper() if isinstance(row[name], bytes) else str(row[name])
            wanted += f"{name}={len(value.encode())}:{value}".encode()
    assert bytes_of(table, row) == wanted


LINKS = st.builds(
    Link, st.integers(1, 99), st.integers(0, 99), TEXTS, TEXTS, TEXTS, TEXTS, st.integers(0, 99), TEXTS, TEXTS
)  # fmt: skip


@given(LINKS, LINKS)
def test_that_two_records_have_one_hash_only_when_they_are_the_same(one: Link, other: Link) -> None:
    assert (one.hash() == other.hash()) is (one == other)


VALUES = st.dictionaries(st.sampled_from(["real_name", "id_number", "phone"]), st.none() | TEXTS)


@given(st.binary(min_size=16, max_size=16), st.binary(min_size=16, max_size=16), VALUES, VALUES)
def test_that_a_commitment_binds_salt_and_values(salt: bytes, salt2: bytes, one: Any, other: Any) -> None:
    def told(values: Any) -> Any:
        return {k: v for k, v in values.items() if v}

    same = salt == salt2 and told(one) == told(other)
    assert (commitment(salt, one) == commitment(salt2, other)) is same


VERDICTS = st.lists(
    st.fixed_dictionaries(
        {
            "subject_id": st.integers(1, 3),
            "rule": st.sampled_from(["TR-01", "TR-02"]),
            "discriminator": st.just(""),
            "result": st.sampled_from(["fail", "unknown"]),
            "severity": st.none() | st.just("high"),
            "effect": st.just("block"),
            "curable": st.integers(0, 1),
        }
    ),
    max_size=5,
    unique_by=lambda row: (row["subject_id"], row["rule"]),
)


@given(VERDICTS, st.randoms())
def test_that_the_order_of_verdicts_does_not_matter_and_nothing_else_is_lost(found: Any, chance: Any) -> None:
    mixed = list(found)
    chance.shuffle(mixed)
    assert verdicts_digest(mixed) == verdicts_digest(found)
    if found:
        assert verdicts_digest(found[1:]) != verdicts_digest(found)
        assert verdicts_digest([{**found[0], "curable": 2}, *found[1:]]) != verdicts_digest(found)


LEAVES = st.lists(st.integers(0, 50), unique=True, max_size=8).map(sorted)


def mark(key: int, version: int = 0) -> bytes:
    return bytes([key, version]) * (LEAF_BYTES // 2)


@given(LEAVES, st.data())
def test_that_the_first_row_moved_is_the_one_that_moved(keys: list[int], data: st.DataObject) -> None:
    marks = b"".join(mark(key) for key in keys)
    now = [(mark(key), (key,)) for key in keys]
    assert first_moved(marks, now) is None
    extra = data.draw(st.integers(51, 60) | st.integers(0, 50).filter(lambda key: key not in keys))
    added = first_moved(marks, sorted([*now, (mark(extra), (extra,))], key=lambda row: row[1]))
    assert added is not None
    assert (added.how, added.key) == ("added", (extra,))
    if keys:
        at = data.draw(st.integers(0, len(keys) - 1))
        altered = first_moved(marks, [*now[:at], (mark(keys[at], 1), (keys[at],)), *now[at + 1 :]])
        assert altered is not None
        assert (altered.how, altered.key) == ("altered", (keys[at],))
        removed = first_moved(marks, [*now[:at], *now[at + 1 :]])
        assert removed is not None
        assert (removed.how, removed.key) == ("removed", None)
        assert removed.before == (None if at == 0 else (keys[at - 1],))
        assert removed.after == (None if at == len(keys) - 1 else (keys[at + 1],))
