"""Licences as the day sees them: in force, of which level, held by whom, succeeded by what."""

from __future__ import annotations

from functools import cache
from typing import Any

from sqlalchemy import and_, case, exists, func, null, or_, select

from auditor.model import tables
from auditor.rulebook.facts.agreements import end_of, lasting
from auditor.rulebook.facts.rows import SINGLE, Row, Rows, row_of
from auditor.rulebook.facts.visible import VISIBLE, by_day, empty_after
from auditor.rulebook.language.types import Simple
from auditor.rulebook.sql.dialect import Position
from auditor.rulebook.sql.truth import Always, Branch, Test, Truth, Within, both, either, opposite
from auditor.rulebook.sql.values import Sql, Value

MAKERS = "food_production"
"""The kind that belongs to the product when its holder is another."""


def state(row: Row) -> Value:
    """The stored state; revoked or cancelled later than the day reads in force."""
    ended = [row.scope.text("revoked"), row.scope.text("cancelled")]
    later = and_(row.col("state").in_(ended), row.col("ended_on") > row.scope.as_of)
    return Value(case((later, row.scope.text("in_force")), else_=row.col("state")), Simple.STRING, row.maybe)


def no_term(row: Row) -> Truth:
    """The kind does not lapse, or not for the owner's type of business."""
    from auditor.model.catalogue import licence_kinds

    kind = row.col("kind")
    always = [row.scope.text(one.code) for one in licence_kinds() if one.no_term]
    parts: list[Sql] = [kind.in_(always)]
    for one in licence_kinds():
        if one.no_term_for:
            owner = row.scope.table(tables.MAIN["merchant"], id=row.col("owner_id"))
            fits = exists(
                select(SINGLE)
                .select_from(owner)
                .where(
                    owner.c.id == row.col("owner_id"),
                    owner.c.entity_type.in_([row.scope.text(word) for word in one.no_term_for]),
                )
                .correlate_except(owner)
            )
            parts.append(and_(kind == row.scope.text(one.code), fits))
    whole = or_(*parts)
    return Test(whole, ~whole, True)


def _open_ended(row: Row) -> Sql:
    return and_(row.col("valid_until").is_(null()), no_term(row).true())


def in_force(row: Row) -> Truth:
    """State in force on the day, begun, not ended; unknown without an end where the kind has a term."""
    now, word = state(row).sql, row.scope.text("in_force")
    ended = by_day(row, "ended_on").is_not(null())
    start = row.col("valid_from")
    begun = or_(start.is_(null()), start <= row.scope.as_of)
    alive = and_(now == word, ~ended, begun)
    return both((Test(alive, ~alive, True), lasting(row, end_of(row, _open_ended(row)))))


def of_own_holder(row: Row) -> Truth:
    """The holder's code is empty or one of the owner's own; unknown where a masked code hides it."""
    holder = row.col("holder_uscc")
    star = row.scope.text("*")
    merchant = row.scope.table(tables.MAIN["merchant"], id=row.col("owner_id"))
    agency = row.scope.table(tables.MAIN["agency"], id=row.col("owner_id"))
    linked = row.scope.table(tables.LISTS["merchant", "linked_usccs"].table, owner_id=row.col("owner_id"))
    found = [
        _there(table, table.c[key] == row.col("owner_id"), table.c[code] == holder)
        for table, key, code in ((merchant, "id", "uscc"), (linked, "owner_id", "value"), (agency, "id", "uscc"))
    ]
    # Without a code of the owner's own, or with a masked one, nobody can tell whose the licence is.
    hidden = [
        _there(
            table,
            table.c.id == row.col("owner_id"),
            or_(table.c.uscc.is_(null()), Position(table.c.uscc, star) > row.scope.number(0)),
        )
        for table in (row.scope.table(tables.MAIN[kind], id=row.col("owner_id")) for kind in ("merchant", "agency"))
    ]
    own = case(
        (holder.is_(null()), row.scope.number(1)),
        (Position(holder, star) > row.scope.number(0), null()),
        (or_(*found), row.scope.number(1)),
        (or_(*hidden), null()),
        else_=row.scope.number(0),
    )
    return Test(own == row.scope.number(1), own == row.scope.number(0), False)


def _there(table: Any, *where: Sql) -> Sql:
    return exists(select(SINGLE).select_from(table).where(*where).correlate_except(table))


def level(row: Row) -> Value:
    """entity, product, person, or other for a kind kept as text; a maker's permit held by another is the product's."""
    kind = row.col("kind")
    own = of_own_holder(row)
    maker = case(
        (own.true(), row.scope.text("entity")),
        (own.false(), row.scope.text("product")),
        else_=null(),
    )
    whens: list[Any] = [(kind == row.scope.text(MAKERS), maker)]
    for name, codes in _kinds_by_level().items():
        whens.append((kind.in_([row.scope.text(code) for code in codes]), row.scope.text(name)))
    # A kind kept as text belongs to no level known.
    return Value(case(*whens, else_=row.scope.text("other")), Simple.STRING, True)


def succeeded(row: Row) -> Truth:
    """Another licence of the same owner takes over: in time, in force by its state, not ended, ending later."""
    table = row.scope.table(tables.MAIN["licence"], owner_id=row.col("owner_id"))
    other = row_of(row.scope, "licence", table)
    word = row.scope.text("in_force")
    until = row.col("valid_until")
    starts = other.col("valid_from")
    ends = end_of(other, _open_ended(other))
    where = (
        table.c.owner_id == row.col("owner_id"),
        table.c.id != row.id,
        *VISIBLE["licence"](other),
        state(other).sql == word,
        by_day(other, "ended_on").is_(null()),
    )
    body = both(
        (
            _takes_over(row, other),
            Test(starts <= until + row.scope.number(1), starts > until + row.scope.number(1), False),
            Test(ends > until, ends <= until, False),
        )
    )
    rows = Rows((table,), where, other)
    return Within(rows.exists, body, Always(True))


def _takes_over(row: Row, other: Row) -> Truth:
    """By level: another of the same kind, for what belongs to a product the one that renews it.

    A kind says its level, but a maker's permit: only there whose the two are is asked for at all, which is dear.
    """
    texts = [func.coalesce(one.col("kind_text"), row.scope.text("")) for one in (other, row)]
    same_kind = _sure(and_(other.col("kind") == row.col("kind"), texts[0] == texts[1]))
    renews = _sure(
        or_(
            other.col("number") == row.col("number"),
            and_(other.col("renews").is_not(null()), other.col("renews") == row.col("number")),
        )
    )
    maker = row.scope.text(MAKERS)
    of_product = row.col("kind").in_([row.scope.text(code) for code in _kinds_by_level()["product"]])
    by_kind = Branch(_sure(of_product), renews, same_kind)
    # A holder's own permit and another's do not succeed each other.
    own, others = of_own_holder(row), of_own_holder(other)
    same_side = either((both((own, others)), both((opposite(own), opposite(others)))))
    unlike = Test(other.col("kind") != maker, other.col("kind") == maker, True)
    as_product = both((renews, opposite(own), either((unlike, same_side))))
    by_holder = either((both((same_kind, own, same_side)), as_product))
    return Branch(Test(row.col("kind") == maker, row.col("kind") != maker, True), by_holder, by_kind)


def _sure(condition: Sql) -> Truth:
    return Test(condition, ~condition, True)


@cache
def _kinds_by_level() -> dict[str, list[str]]:
    """Level to the kinds whose level does not hang on the holder."""
    from auditor.model.catalogue import licence_kinds

    found: dict[str, list[str]] = {}
    for one in licence_kinds():
        if one.code != MAKERS:
            found.setdefault(one.level, []).append(one.code)
    return found


LICENCE_RECIPES: dict[tuple[str, str], Any] = {
    ("licence", "state"): state,
    ("licence", "ended_on"): lambda row: empty_after(row, "ended_on"),
    ("licence", "no_term"): no_term,
    ("licence", "in_force"): in_force,
    ("licence", "of_own_holder"): of_own_holder,
    ("licence", "level"): level,
    ("licence", "succeeded"): succeeded,
}
