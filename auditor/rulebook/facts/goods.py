"""What a broadcast sells and says: its products as records, and the words of its script that call for a look."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy import FromClause, Select, exists, func, null, select, union_all

from auditor.model import tables
from auditor.rulebook.facts.rows import SINGLE, Listing, Row, Rows, row_of
from auditor.rulebook.language.types import Simple
from auditor.rulebook.sql.dialect import Position
from auditor.rulebook.sql.truth import Test
from auditor.rulebook.sql.values import Sql, Value


def goods(row: Row) -> Listing:
    """The products of the broadcast's merchants whose codes it names; a code that no merchant has is not among them."""
    scope = row.scope

    def sellers() -> Select[Any]:
        listed = scope.table(tables.LISTS["broadcast", "merchants"].table, owner_id=row.id)
        return select(listed.c.target_id).where(listed.c.owner_id == row.id).correlate_except(listed)

    product = scope.table(tables.MAIN["product"], merchant_id=sellers)
    named = scope.table(tables.LISTS["broadcast", "products"].table, owner_id=row.id)
    by_code = exists(
        select(SINGLE)
        .select_from(named)
        .where(named.c.owner_id == row.id, named.c.value == product.c.code)
        .correlate_except(named)
    )
    where = (product.c.merchant_id.in_(sellers()), by_code)
    return (Rows((product,), where, row_of(scope, "product", product), known=row.there()),)


def words_found(words: str, exempt: str) -> Callable[[Row], Listing]:
    """The words of ``data.<words>`` that stand in the script once the phrases of ``data.<exempt>`` are taken out."""

    def recipe(row: Row) -> Listing:
        script = row.col("script")
        known = Test(script.is_not(null()), script.is_(null()), True)
        listed = _listed(row, words)
        if listed is None:
            return ()
        spoken: Sql = func.upper(script)
        cleaned = spoken
        for place, phrase in enumerate(_texts(row, exempt)):
            cleaned = func.replace(cleaned, _bound(row, f"{exempt}_{place}", phrase), row.scope.text(""))
        # Most words do not stand there at all, which is quick to see; only for the others is anything taken out.
        found = (
            Position(spoken, listed.c.word) > row.scope.number(0),
            Position(cleaned, listed.c.word) > row.scope.number(0),
        )
        return (Rows((listed,), found, Value(listed.c.word, Simple.STRING, False), known=known),)

    return recipe


def _texts(row: Row, name: str) -> list[str]:
    """A list of the pack's texts, the longest first: what is taken out first must not be part of a longer phrase."""
    found = row.scope.data.get(name)
    return [] if found is None else sorted((str(one) for one in found.items), key=lambda one: (-len(one), one))


def _bound(row: Row, name: str, text: str) -> Sql:
    return row.scope.bind(lambda _given: text, Simple.STRING, name=name, plain=True)


def _listed(row: Row, name: str) -> FromClause | None:
    texts = _texts(row, name)
    if not texts:
        return None
    row.scope.shared.counter += 1
    parts = [select(_bound(row, f"{name}_{place}", text).label("word")) for place, text in enumerate(texts)]
    return union_all(*parts).subquery(f"w_{row.scope.shared.counter}")


GOODS_RECIPES: dict[tuple[str, str], Any] = {
    ("broadcast", "goods"): goods,
    ("broadcast", "absolute_words"): words_found("absolute_terms", "absolute_exempt"),
    ("broadcast", "medical_words"): words_found("medical_terms", "medical_exempt"),
}
