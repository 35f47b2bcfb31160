"""What one record has in common with those of others: numbers of people, evidence of trainings; told as yes or no.

Nothing of the other record is seen by a rule, least of all a personal value.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Select, Table, and_, case, exists, func, not_, or_, select

from auditor.model import tables
from auditor.rulebook.facts.rows import SINGLE, Row, Rows, children, row_of
from auditor.rulebook.facts.selection import selected
from auditor.rulebook.facts.visible import VISIBLE
from auditor.rulebook.language.types import Simple
from auditor.rulebook.sql.dialect import Position
from auditor.rulebook.sql.truth import Test, Truth
from auditor.rulebook.sql.values import Sql, Value

BARRING = ("blacklist", "no_reregister")
"""Sanctions that bar a person, not only an account."""

LEAST_HASH = 32
"""Evidence this long without a point or slash is taken for a hash; anything shorter describes ("sign-in sheet")."""


def _barred(row: Row) -> Sql:
    """Blacklisted on the day, by status or by a sanction that runs."""
    from auditor.rulebook.facts.cases import sanction_in_force

    (cases,) = children(row, "case", "subject_id", VISIBLE["case"])
    assert isinstance(cases, Rows)
    assert isinstance(cases.member, Row)
    words = [row.scope.text(word) for word in BARRING]
    running = and_(cases.member.col("sanction").in_(words), sanction_in_force(cases.member).true())
    return or_(row.field("status").sql == row.scope.text("blacklisted"), cases.exists(running))


def _elsewhere(row: Row, vault: Table, own: str, theirs: str, kind: str, condition: Any) -> Sql:
    """Another profile of a kind keeps the same whole value and is as the condition asks."""
    scope = row.scope

    # What ties each table is asked by itself: tables of one FROM cannot look at each other's columns.
    def numbers() -> Select[Any]:
        again = scope.table(tables.VAULTS["host"], owner_id=row.id)
        return select(again.c[own]).where(again.c.owner_id == row.id).correlate_except(again)

    def owners() -> Select[Any]:
        again = scope.table(vault, **{theirs: numbers})
        return select(again.c.owner_id).where(again.c[theirs].in_(numbers())).correlate_except(again)

    mine = scope.table(tables.VAULTS["host"], owner_id=row.id)
    value = mine.c[own]
    other = scope.table(vault, **{theirs: numbers})
    subject = scope.table(tables.MAIN[kind], id=owners)
    profile = row_of(scope, kind, subject)
    another = exists(
        select(SINGLE)
        .select_from(mine, other, subject)
        .where(
            mine.c.owner_id == row.id,
            Position(value, scope.text("*")) == scope.number(0),
            *_worth_a_look(row, value, vault, theirs),
            other.c[theirs] == value,
            *([other.c.owner_id != row.id] if kind == "host" else []),
            subject.c.id == other.c.owner_id,
            condition(profile),
        )
        .correlate_except(mine, other, subject)
    )
    found = and_(*_concerned(row, vault, own, theirs), another)
    return case((row.col(f"has_{own}") == scope.number(1), case((found, 1), else_=0)), else_=0) == scope.number(1)


def _concerned(row: Row, vault: Table, own: str, theirs: str) -> list[Sql]:
    """Asked about everybody: whose value stands elsewhere too is found in one pass over the values, in their order."""
    shared = row.scope.shared
    if not shared.at_once:
        return []
    key = ("concerned", vault.name, own)
    if key not in shared.same:
        everybody, mine = row.scope.table(vault), row.scope.table(tables.VAULTS["host"])
        value = everybody.c[theirs]
        listed = select(value).where(value.is_not(None), Position(value, row.scope.text("*")) == row.scope.number(0))
        if vault is tables.VAULTS["host"]:
            listed = listed.group_by(value).having(func.count() > row.scope.number(1))
        owners = select(mine.c.owner_id).where(mine.c[own].in_(listed.correlate_except(everybody)))
        found = owners.correlate_except(mine).cte(f"{vault.name}_{own}").prefix_with("MATERIALIZED")
        shared.same[key] = select(found.c.owner_id).correlate_except(found)
    return [row.id.in_(shared.same[key])]


def _worth_a_look(row: Row, value: Sql, vault: Table, column: str) -> list[Sql]:
    """As recorded at an earlier moment there is no index by value: the values that stand there often are found once."""
    if not row.scope.shared.known:
        return []
    everybody = row.scope.table(vault)
    listed = select(everybody.c[column]).where(everybody.c[column].is_not(None)).group_by(everybody.c[column])
    if vault is tables.VAULTS["host"]:
        listed = listed.having(func.count() > row.scope.number(1))
    return [value.in_(listed.correlate_except(everybody))]


def _living(profile: Row) -> Sql:
    here = and_(selected(profile), profile.field("status").sql != profile.scope.text("left"))
    return or_(here, _barred(profile))


def _shared(column: str) -> Any:
    def recipe(row: Row) -> Truth:
        found = _elsewhere(row, tables.VAULTS["host"], column, column, "host", _living)
        return Test(found, not_(found), True)

    return recipe


def barred_operator(row: Row) -> Truth:
    """A blacklisted merchant is run by the person with this ID number."""
    found = _elsewhere(row, tables.VAULTS["merchant"], "id_number", "person_id_number", "merchant", _barred)
    return Test(found, not_(found), True)


def barred_match(row: Row) -> Truth:
    """The ID number or phone is that of somebody who is barred on the day."""
    vault = tables.VAULTS["host"]
    parts = [_elsewhere(row, vault, column, column, "host", _barred) for column in ("id_number", "phone")]
    found = or_(*parts, barred_operator(row).true())
    return Test(found, not_(found), True)


def own_hours(row: Row) -> Value:
    """The hours given with the training itself."""
    return Value(row.col("hours"), Simple.DOUBLE, True)


def course_hours(row: Row) -> Value:
    """The hours of its course."""
    course = row.scope.table(tables.MAIN["course"], id=row.col("course_id"))
    found = select(course.c.hours).where(course.c.id == row.col("course_id")).correlate_except(course)
    return Value(found.scalar_subquery(), Simple.DOUBLE, True)


def evidence_shared(row: Row) -> Truth:
    """Another learner's training in another session rests on the same file: a sign-in sheet is everybody's of one."""
    found = or_(_same_text(row), _same_file(row))
    return Test(found, not_(found), True)


def _other_session(row: Row, other: Row) -> Sql:
    same = and_(other.col("course_id") == row.col("course_id"), other.col("completed_on") == row.col("completed_on"))
    return and_(other.col("learner_id") != row.col("learner_id"), not_(same), *VISIBLE["training"](other))


def _same_text(row: Row) -> Sql:
    scope, evidence = row.scope, row.col("evidence")
    table = scope.table(tables.MAIN["training"], evidence=evidence)
    names_a_file = or_(
        Position(evidence, scope.text(".")) > scope.number(0),
        Position(evidence, scope.text("/")) > scope.number(0),
        func.length(evidence) >= scope.number(LEAST_HASH),
    )
    there = exists(
        select(SINGLE)
        .select_from(table)
        # Asked again within, so that whoever looks for days on which this turns does not go through every 签到表.
        .where(names_a_file, table.c.evidence == evidence, _other_session(row, row_of(scope, "training", table)))
        .correlate_except(table)
    )
    whens = and_(evidence.is_not(None), names_a_file, *_often(row))
    return case((whens, case((there, 1), else_=0)), else_=0) == scope.number(1)


def _often(row: Row) -> list[Sql]:
    if not row.scope.shared.known:
        return []
    everybody = row.scope.table(tables.MAIN["training"])
    listed: Select[Any] = (
        select(everybody.c.evidence)
        .where(everybody.c.evidence.is_not(None))
        .group_by(everybody.c.evidence)
        .having(func.count() > row.scope.number(1))
    )
    return [row.col("evidence").in_(listed.correlate_except(everybody))]


def _same_file(row: Row) -> Sql:
    scope, word = row.scope, row.scope.text("training")

    def contents() -> Select[Any]:
        again = scope.table(tables.attachment, subject_id=row.col("learner_id"))
        return select(again.c.sha256).where(again.c.subject_id == row.col("learner_id")).correlate_except(again)

    def records() -> Select[Any]:
        again = scope.table(tables.attachment, sha256=contents)
        return select(again.c.record_id).where(again.c.sha256.in_(contents())).correlate_except(again)

    mine = scope.table(tables.attachment, subject_id=row.col("learner_id"))
    theirs = scope.table(tables.attachment, sha256=contents)
    table = scope.table(tables.MAIN["training"], id=records)
    found = exists(
        select(SINGLE)
        .select_from(mine, theirs, table)
        .where(
            mine.c.subject_id == row.col("learner_id"),
            mine.c.record_table == word,
            mine.c.record_id == row.id,
            theirs.c.sha256 == mine.c.sha256,
            theirs.c.record_table == word,
            table.c.id == theirs.c.record_id,
            _other_session(row, row_of(scope, "training", table)),
        )
        .correlate_except(mine, theirs, table)
    )
    return and_(row.id.in_(_scanned(row)), found) if scope.shared.at_once else found


def _scanned(row: Row) -> Select[Any]:
    """The trainings that have a file at all."""
    files = row.scope.table(tables.attachment)
    of_training = files.c.record_table == row.scope.text("training")
    listed = select(files.c.record_id).where(of_training, files.c.record_id.is_not(None))
    return listed.correlate_except(files)


SHARED_RECIPES: dict[tuple[str, str], Any] = {
    ("host", "id_number_shared"): _shared("id_number"),
    ("host", "phone_shared"): _shared("phone"),
    ("host", "barred_operator"): barred_operator,
    ("host", "barred_match"): barred_match,
    ("training", "own_hours"): own_hours,
    ("training", "course_hours"): course_hours,
    ("training", "evidence_shared"): evidence_shared,
}
