"""Contracts and brand authorisations as the day sees them."""

from __future__ import annotations

from typing import Any

from sqlalchemy import and_, case, exists, func, null, or_, select

from auditor.model import tables
from auditor.rulebook.facts.rows import SINGLE, Listing, Row, Rows, reached, row_of
from auditor.rulebook.facts.visible import VISIBLE, by_day, empty_after
from auditor.rulebook.language.types import Simple
from auditor.rulebook.sql.truth import Test, Truth, both
from auditor.rulebook.sql.values import NOT_YET, Sql, Value

TOUCHED_DAYS = 180


def end_of(row: Row, *open_ended: Sql) -> Sql:
    """The last day of validity; a far day when long-term, NULL when neither is given."""
    long_term = or_(row.col("valid_until_long") == row.scope.number(1), *open_ended)
    return case((long_term, row.scope.number(NOT_YET)), else_=row.col("valid_until"))


def lasting(row: Row, end: Sql) -> Truth:
    """The end is the day or later; unknown without an end."""
    return Test(end >= row.scope.as_of, end < row.scope.as_of, False)


def begun(row: Row) -> Truth:
    """valid_from is the day or earlier."""
    column = row.col("valid_from")
    return Test(column <= row.scope.as_of, column > row.scope.as_of, not row.needs("valid_from"))


def contract_state(row: Row) -> Value:
    """The stored state; terminated later than the day reads in force."""
    later = and_(row.col("state") == row.scope.text("terminated"), row.col("terminated_on") > row.scope.as_of)
    return Value(case((later, row.scope.text("in_force")), else_=row.col("state")), Simple.STRING, row.maybe)


def contract_in_force(row: Row) -> Truth:
    """State in force on the day, begun, not ended, not terminated."""
    state, word = contract_state(row).sql, row.scope.text("in_force")
    ended = by_day(row, "terminated_on").is_not(null())
    renewing = row.col("auto_renew") == row.scope.number(1)
    return both(
        (
            Test(~ended, ended, True),
            Test(state == word, state != word, False),
            begun(row),
            lasting(row, end_of(row, renewing)),
        )
    )


def authorisation_in_force(row: Row) -> Truth:
    """State in force, begun, not ended."""
    state, word = row.col("state"), row.scope.text("in_force")
    return both((Test(state == word, state != word, True), begun(row), lasting(row, end_of(row))))


def touched(row: Row) -> Truth:
    """The authorisation's dates, whatever its state, touch the 180 days up to the day."""
    first_day = row.scope.day(-TOUCHED_DAYS)
    end, start = end_of(row), row.col("valid_from")
    # One that began within the window touches it whatever its end is.
    reaches = case((start > first_day, row.scope.number(NOT_YET)), else_=end)
    return both((begun(row), Test(reaches > first_day, reaches <= first_day, False)))


def to_merchant(row: Row) -> Truth:
    """The grantee is the merchant: its code, legal name, shop name or credit code, folded alike."""
    key, grantee = row.col("merchant_id"), row.col("grantee_folded")
    table = row.scope.table(tables.MAIN["merchant"], id=key)
    merchant = row_of(row.scope, "merchant", table)
    names = [
        merchant.col("legal_name_folded"),
        merchant.col("shop_name_folded"),
        func.lower(merchant.col("code")),
        func.lower(merchant.col("uscc")),
    ]
    # One look at the merchant for all its names.
    same = exists(
        select(SINGLE)
        .select_from(table)
        .where(table.c.id == key, or_(*(grantee == name for name in names)))
        .correlate_except(table)
    )
    return Test(same, ~same, True)


def merchant(row: Row) -> Row:
    """The merchant that is a party to the contract; absent where neither side is one."""
    word = row.scope.text("merchant")
    key = case(
        (row.col("party_type") == word, row.col("party_id")),
        (row.col("counterparty_type") == word, row.col("counterparty_id")),
        else_=null(),
    )
    return reached(row.scope, "merchant", key, maybe=True)


def operator_contracts(row: Row) -> Listing:
    """The contracts of the merchant that runs the room on the day, or ran it on the day of its broadcast."""
    return tuple(_of_operator(row, column) for column in ("counterparty_id", "party_id"))


def _of_operator(row: Row, column: str) -> Rows:
    from auditor.rulebook.facts.subjects import operator_id

    table = row.scope.table(tables.MAIN["contract"])
    past = row.scope.table(tables.past_operator, subject_id=row.id)
    once = select(past.c.merchant_id).where(past.c.subject_id == row.id).correlate_except(past)
    # Whoever ran the room at some time: that much does not hang on the day, and ties the contracts to the room.
    ever = or_(table.c[column] == row.col("operator_id"), table.c[column].in_(once))
    member = row_of(row.scope, "contract", table)
    where = (ever, table.c[column] == operator_id(row), *VISIBLE["contract"](member))
    return Rows((table,), where, member, known=row.there())


AGREEMENT_RECIPES: dict[tuple[str, str], Any] = {
    ("contract", "in_force"): contract_in_force,
    ("contract", "state"): contract_state,
    ("contract", "merchant"): merchant,
    ("room", "operator_contracts"): operator_contracts,
    ("contract", "terminated_on"): lambda row: empty_after(row, "terminated_on"),
    ("authorisation", "in_force"): authorisation_in_force,
    ("authorisation", "to_merchant"): to_merchant,
}
