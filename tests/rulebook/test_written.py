"""What never changes is written into SQLite's statements, whatever it holds; what follows the day is bound."""

from __future__ import annotations

import pytest
from sqlalchemy import Connection

from auditor.rulebook.book import core_book
from auditor.rulebook.plan import Maker, finished, fused
from auditor.rulebook.sql.written import literal
from tests.rulebook.agreement import compiled, stored_subject

NASTY = (
    "O'Neil",
    "'; DROP TABLE host; --",
    "''",
    ":as_of",
    "%(x)s",
    "?1",
    "全角　空格",
    "back\\slash",
    "tab\tin",
    "a\0b",
    "\ud7ff",
)


@pytest.mark.parametrize("text", NASTY)
def test_that_a_text_means_itself_wherever_it_stands(store: Connection, text: str) -> None:
    escaped = "".join(f"\\U{ord(one):08x}" for one in text)
    facts = {"code": "S0001", "shop_name": text.replace("\0", ""), "status": "active"}
    try:
        number = stored_subject(store, "merchant", facts)
        asked = compiled(store, "merchant", f'merchant.shop_name == "{escaped}"')
        assert asked.answer(store, number) is ("\0" not in text)
    finally:
        store.rollback()


def test_that_literals_are_closed_and_a_minus_makes_no_comment() -> None:
    assert literal("it's") == "'it''s'"
    assert literal(-5) == "(-5)"
    assert literal("a\0b") == literal(True) == literal(2**63) == literal(None) == ""


@pytest.mark.parametrize("kind", ["host", "merchant"])
def test_that_little_is_bound_for_one_subject(store: Connection, kind: str) -> None:
    """The driver looks every bound name up among all of them, at each execution."""
    book = core_book(examples=False)
    rules = [one for one in book.rules if kind in one.rule.subjects]
    maker = Maker(book, kind, known=False)
    statement = finished(fused(maker, rules), maker.shared, store.dialect)
    assert len(statement.names) <= 6 * len(rules)
    assert not any(name.startswith(("w_", "n1", "n0")) for name in statement.names)
