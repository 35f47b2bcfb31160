"""Whether a record is replaced by a later one: the one place that decides it, for rules, the day's page and lists."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date

from sqlalchemy import FromClause, func, literal, null

from auditor.model import tables
from auditor.rulebook.facts.agreements import end_of
from auditor.rulebook.facts.licences import succeeded as licence_succeeded
from auditor.rulebook.facts.rows import Row, Rows, row_of
from auditor.rulebook.facts.scope import Scope, Shared
from auditor.rulebook.facts.trainings import passed
from auditor.rulebook.facts.visible import VISIBLE, by_day
from auditor.rulebook.language.types import Simple
from auditor.rulebook.sql.truth import Always, Test, Truth, Within, both
from auditor.rulebook.sql.values import HUNDREDTHS, Given, Moment, Recipe, Sql, sql_type, stored


class Fixed(Scope):
    """The context of one statement for one moment: what is bound otherwise stands in it as a value."""

    def __init__(self, day: date, change: int | None = None) -> None:
        super().__init__(Shared(known=change is not None), {})
        self._given = Given(Moment(day, change))

    def bind(
        self, recipe: Recipe, kind: Simple, scale: int = HUNDREDTHS, *, name: str = "", plain: bool = False,
        alike: object = None,
    ) -> Sql:  # fmt: skip
        """The value itself, as a parameter of its own."""
        del name, plain, alike
        return literal(stored(recipe(self._given), kind, scale), sql_type(kind))


def succeeded(row: Row) -> Truth:
    """Another record for the same matter takes over: in force by its state, without a gap, ending later.

    Licences are the same by owner and kind (a product's by number), as the rules' ``licence.succeeded`` says;
    authorisations by merchant, brand and grantee; contracts by both parties and kind; trainings by learner and course,
    where a later one that was passed takes over at once.
    """
    return _BY_KIND[row.kind](row)


def _authorisation(row: Row) -> Truth:
    found = _other(row, "authorisation", "merchant_id")
    other = found[1]
    same = [other.col(name) == row.col(name) for name in ("merchant_id", "brand", "grantee_folded")]
    return _goes_on(row, found, same, end_of(other))


def _contract(row: Row) -> Truth:
    found = _other(row, "contract", "counterparty_id")
    other = found[1]
    kinds = [func.coalesce(one.col("kind"), row.scope.text("")) for one in (other, row)]
    same = [other.col(name) == row.col(name) for name in ("counterparty_id", "party_id")]
    same += [kinds[0] == kinds[1], by_day(other, "terminated_on").is_(null())]
    return _goes_on(row, found, same, end_of(other, other.col("auto_renew") == row.scope.number(1)))


def _goes_on(row: Row, found: tuple[FromClause, Row], same: list[Sql], end: Sql) -> Truth:
    """A record of the same matter in force by its state that begins at the latest on the day after, and ends later."""
    other = found[1]
    until, starts = row.col("valid_until"), other.col("valid_from")
    next_day = until + row.scope.number(1)
    body = both((Test(starts <= next_day, starts > next_day, False), Test(end > until, end <= until, False)))
    in_force = other.field("state").sql == row.scope.text("in_force")
    return _any(row, found, [*same, in_force], body)


def _training(row: Row) -> Truth:
    found = _other(row, "training", "learner_id")
    other = found[1]
    same = [other.col(name) == row.col(name) for name in ("learner_id", "course_id")]
    return _any(row, found, [*same, other.col("completed_on") > row.col("completed_on")], passed(other))


def _other(row: Row, table: str, tie: str) -> tuple[FromClause, Row]:
    source = row.scope.table(tables.MAIN[table], **{tie: row.col(tie)})
    return source, row_of(row.scope, row.kind, source)


def _any(row: Row, found: tuple[FromClause, Row], where: list[Sql], body: Truth) -> Truth:
    source, other = found
    seen = VISIBLE[row.kind](other) if row.kind in VISIBLE else []
    rows = Rows((source,), (other.id != row.id, *where, *seen), other)
    return Within(rows.exists, body, Always(True))


_BY_KIND: Mapping[str, Callable[[Row], Truth]] = {
    "licence": licence_succeeded,
    "authorisation": _authorisation,
    "contract": _contract,
    "training": _training,
}
