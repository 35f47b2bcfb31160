"""Hosts, merchants, agencies and rooms as the day sees them: periods, ages, brands, points, child lists."""

from __future__ import annotations

from typing import Any

from sqlalchemy import FromClause, Select, Table, and_, case, exists, func, null, or_, select

from auditor.model import tables
from auditor.rulebook.facts.rows import SINGLE, Listing, Row, Rows, children, reached, row_of, text_list
from auditor.rulebook.facts.visible import VISIBLE, empty_after
from auditor.rulebook.language.types import Simple
from auditor.rulebook.sql.truth import Test, Truth
from auditor.rulebook.sql.values import NOT_YET, Shape, Sql, Value


def period(row: Row, table: Table, value: str, column: str, since: str, *, then: Sql | None = None) -> Sql:
    """A value that runs in periods, on the day: the latest begun, by ``then`` too, else the earliest known."""

    def begun(first: Sql) -> Sql:
        on_day = first <= row.scope.as_of
        return on_day if then is None else and_(on_day, first <= then)

    def former(*where: Sql, latest: bool) -> Sql:
        past = row.scope.table(table, subject_id=row.id)
        order = past.c.from_day.desc() if latest else past.c.from_day.asc()
        conditions = [past.c.subject_id == row.id]
        if latest:
            conditions.append(begun(past.c.from_day))
        found = select(past.c[value]).where(*conditions, *where).order_by(order).limit(1)
        return found.correlate_except(past).scalar_subquery()

    def any_former(latest: bool) -> Sql:
        past = row.scope.table(table, subject_id=row.id)
        conditions = [past.c.subject_id == row.id]
        if latest:
            conditions.append(begun(past.c.from_day))
        return exists(select(SINGLE).select_from(past).where(*conditions).correlate_except(past))

    current = row.col(column)
    return case(
        (begun(row.col(since)), current),
        (any_former(latest=True), former(latest=True)),
        (any_former(latest=False), former(latest=False)),
        else_=current,
    )


def status(row: Row) -> Value:
    """The status that runs on the day."""
    return Value(period(row, tables.past_status, "value", "status", "status_from"), Simple.STRING, row.maybe)


def _agency_id(row: Row) -> Sql:
    return period(row, tables.past_agency, "agency_id", "agency_id", "agency_from", then=row.then)


def agency(row: Row) -> Value:
    """The code of the agency on the day, for a broadcast's host on that of the broadcast; absent when there is none."""
    key = _agency_id(row)
    subject = row.scope.table(tables.subject, id=key)
    code = select(subject.c.code).where(subject.c.id == key).correlate_except(subject).scalar_subquery()
    return Value(code, Simple.STRING, True, shape=Shape("ref:agency", Value(key, Simple.INT, True)))


def operator_id(row: Row) -> Sql:
    """The merchant that runs the room on the day, for a broadcast's room on that of the broadcast."""
    return period(row, tables.past_operator, "merchant_id", "operator_id", "operator_from", then=row.then)


def operator(row: Row) -> Row:
    """The merchant that runs the room on the day."""
    return reached(row.scope, "merchant", operator_id(row), maybe=row.maybe)


def birth_day(row: Row) -> Value:
    """The birth date given, else the one of an ID number that passes its check."""
    valid = row.col("id_number_valid") == row.scope.number(1)
    proven = case((valid, row.col("id_birth_date")), else_=null())
    return Value(func.coalesce(row.col("birth_date"), proven), Simple.DATE, True)


def age(row: Row) -> Value:
    """Whole years by birthdays; its comparisons are turned into bounds of the birth date."""
    from auditor.rulebook.sql.dates import age_of

    born = birth_day(row)
    return Value(age_of(row.scope, born.sql), Simple.INT, True, shape=Shape("age", born))


def naming(row: Row, field: str) -> tuple[FromClause, FromClause]:
    """The rows that name this subject in a broadcast's list, and the broadcasts; to be joined by the caller."""
    listed = tables.LISTS["broadcast", field].table

    def named() -> Select[Any]:
        again = row.scope.table(listed, target_id=row.id)
        return select(again.c.owner_id).where(again.c.target_id == row.id).correlate_except(again)

    return row.scope.table(listed, target_id=row.id), row.scope.table(tables.MAIN["broadcast"], id=named)


def first_live(row: Row) -> Value:
    """first_live_on as it stands, else the first start up to the day of an uncancelled broadcast; else not yet."""
    from auditor.rulebook.facts.broadcasts import start_of

    names, table = naming(row, "hosts")
    show = row_of(row.scope, "broadcast", table)
    start = start_of(show)
    earliest = (
        select(func.min(start) // row.scope.number(86_400))
        .select_from(names, table)
        .where(
            names.c.target_id == row.id,
            table.c.id == names.c.owner_id,
            table.c.status != row.scope.text("cancelled"),
            start < row.scope.as_of_end,
        )
        .correlate_except(names, table)
        .scalar_subquery()
    )
    value = func.coalesce(row.col("first_live_on"), earliest, row.scope.number(NOT_YET))
    return Value(value, Simple.DATE, row.maybe)


def points(row: Row) -> Listing:
    """Points of effective cases of the day's calendar year, summed per platform and scheme."""
    from auditor.rulebook.facts.cases import decided_day, effective, points_of

    scope = row.scope
    table = scope.table(tables.MAIN["case_record"], subject_id=row.id)
    member = row_of(scope, "case", table)
    decided = decided_day(member).sql
    year_begins = scope.bind(lambda given: _first_of_year(given.day), Simple.INT, name="year_begins")
    inner = (
        select(
            table.c.platform.label("platform"),
            table.c.scheme.label("scheme"),
            func.sum(points_of(member).sql).label("total"),
        )
        .where(
            table.c.subject_id == row.id,
            *VISIBLE["case"](member),
            effective(member).true(),
            decided >= year_begins,
            decided <= scope.as_of,
        )
        # Unmapped platforms all have the code "other"; their texts keep them apart.
        .group_by(table.c.platform, table.c.platform_text, table.c.scheme)
        .correlate_except(table)
        .subquery()
    )
    return (Rows((inner,), (), Row(scope, "points", lambda name: inner.c[name]), known=row.there()),)


def _first_of_year(day: int) -> int:
    from auditor.model.types import date_of, day_of

    return day_of(date_of(day).replace(month=1, day=1))


def points_field(name: str, kind: Simple) -> Any:
    """A field of a points record."""
    return lambda row: Value(row.col(name), kind, name != "total")


def traded_brands(row: Row) -> Listing:
    """The brands given as sold, else those of authorisations to the merchant that touched the last 180 days."""
    from auditor.rulebook.facts.agreements import to_merchant, touched

    (own,) = text_list(row, "brands")
    assert isinstance(own, Rows)
    table = row.scope.table(tables.MAIN["authorisation"], merchant_id=row.id)
    member = row_of(row.scope, "authorisation", table)
    (again,) = text_list(row, "brands")
    assert isinstance(again, Rows)
    where = (table.c.merchant_id == row.id, to_merchant(member).true(), ~again.exists())
    filters: tuple[Truth, ...] = (touched(member),)
    return own, Rows((table,), where, Value(table.c.brand, Simple.STRING, False), filters, known=row.there())


def own_codes(row: Row) -> Listing:
    """The merchant's own credit code and those of linked entities."""
    linked = text_list(row, "linked_usccs")
    main = row.scope.table(tables.MAIN["merchant"], id=row.id)
    own = Rows(
        (main,),
        (main.c.id == row.id, main.c.uscc.is_not(null())),
        Value(main.c.uscc, Simple.STRING, False),
        known=row.there(),
    )
    return (own, *linked)


def categories_known(row: Row) -> Truth:
    """True where every category is mapped, unknown where one is unmapped text."""
    table = row.scope.table(tables.LISTS[row.kind, "categories"].table, owner_id=row.id)
    unmapped = exists(
        select(SINGLE)
        .select_from(table)
        .where(table.c.owner_id == row.id, table.c.value == row.scope.text("other"))
        .correlate_except(table)
    )
    known = case((unmapped, null()), else_=row.scope.number(1))
    return Test(known == row.scope.number(1), known == row.scope.number(0), False)


def agency_hosts(row: Row) -> Listing:
    """The hosts whose agency on the day is this one."""
    table = row.scope.table(tables.MAIN["host"])
    member = row_of(row.scope, "host", table)
    past = row.scope.table(tables.past_agency, agency_id=row.id)
    once = select(past.c.subject_id).where(past.c.agency_id == row.id).correlate_except(past)
    either_way = or_(table.c.agency_id == row.id, table.c.id.in_(once))
    return (Rows((table,), (either_way, _agency_id(member) == row.id), member, known=row.there()),)


def merchant_rooms(row: Row) -> Listing:
    """The rooms that the merchant runs on the day."""
    table = row.scope.table(tables.MAIN["room"])
    member = row_of(row.scope, "room", table)
    past = row.scope.table(tables.past_operator, merchant_id=row.id)
    once = select(past.c.subject_id).where(past.c.merchant_id == row.id).correlate_except(past)
    either_way = or_(table.c.operator_id == row.id, table.c.id.in_(once))
    return (Rows((table,), (either_way, operator_id(member) == row.id), member, known=row.there()),)


def _owned(kind: str, column: str) -> Any:
    def recipe(row: Row) -> Listing:
        return children(row, kind, column, VISIBLE.get(kind))

    return recipe


def _contracts(row: Row) -> Listing:
    second = children(row, "contract", "counterparty_id", VISIBLE["contract"])
    first = children(
        row, "contract", "party_id", VISIBLE["contract"], but=lambda table: table.c.counterparty_id != row.id
    )
    return (*second, *first)


def _named_broadcasts(field: str) -> Any:
    def recipe(row: Row) -> Listing:
        names, table = naming(row, field)
        member = row_of(row.scope, "broadcast", table)
        where = (names.c.target_id == row.id, table.c.id == names.c.owner_id, *VISIBLE["broadcast"](member))
        return (Rows((names, table), where, member, known=row.there()),)

    return recipe


def _verified(row: Row) -> Value:
    return empty_after(row, "identity_verified_on")


SUBJECT_RECIPES: dict[tuple[str, str], Any] = {
    **{(kind, "status"): status for kind in ("host", "merchant", "agency", "room")},
    **{(kind, "identity_verified_on"): _verified for kind in ("host", "merchant", "agency")},
    **{(kind, "points"): points for kind in ("host", "merchant", "agency", "room")},
    **{(kind, "licences"): _owned("licence", "owner_id") for kind in ("host", "merchant", "agency", "product")},
    **{(kind, "trainings"): _owned("training", "learner_id") for kind in ("host", "merchant", "agency")},
    **{(kind, "cases"): _owned("case", "subject_id") for kind in ("host", "merchant", "agency", "room")},
    **{(kind, "accounts"): _owned("account", "owner_id") for kind in ("host", "merchant", "agency", "room")},
    **{(kind, "contracts"): _contracts for kind in ("host", "merchant", "agency")},
    **{(kind, "categories_known"): categories_known for kind in ("host", "merchant")},
    ("host", "agency"): agency,
    ("host", "age"): age,
    ("host", "first_live"): first_live,
    ("host", "guardian_consent_on"): lambda row: empty_after(row, "guardian_consent_on"),
    ("host", "id_number_valid"): lambda row: row.flag("id_number_valid"),
    ("host", "id_number_masked"): lambda row: row.flag("id_number_masked"),
    ("host", "id_birth_date"): lambda row: row.whole("id_birth_date", Simple.DATE),
    ("host", "id_sex"): lambda row: row.whole("id_sex", Simple.STRING),
    ("host", "broadcasts"): _named_broadcasts("hosts"),
    ("merchant", "uscc_valid"): lambda row: row.flag("uscc_valid"),
    ("agency", "uscc_valid"): lambda row: row.flag("uscc_valid"),
    ("merchant", "traded_brands"): traded_brands,
    ("merchant", "own_codes"): own_codes,
    ("merchant", "authorisations"): _owned("authorisation", "merchant_id"),
    ("merchant", "products"): _owned("product", "merchant_id"),
    ("merchant", "reviews"): _owned("review", "merchant_id"),
    ("merchant", "rooms"): merchant_rooms,
    ("merchant", "broadcasts"): _named_broadcasts("merchants"),
    ("agency", "hosts"): agency_hosts,
    ("room", "operator"): operator,
    ("room", "broadcasts"): _owned("broadcast", "room_id"),
    ("workspace", "title"): lambda row: Value(row.col("title"), Simple.STRING, False),
    ("points", "platform"): points_field("platform", Simple.STRING),
    ("points", "scheme"): points_field("scheme", Simple.STRING),
    ("points", "total"): points_field("total", Simple.DOUBLE),
}
