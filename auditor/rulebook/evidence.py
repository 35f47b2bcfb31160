"""The records behind an answer: what the rule's ``evidence`` list holds for a subject on the day."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, FromClause, Select, literal_column, select

from auditor.rulebook.book import Book
from auditor.rulebook.facts.rows import Row, Rows
from auditor.rulebook.facts.schema import objects
from auditor.rulebook.language.types import Simple
from auditor.rulebook.pack import Rule
from auditor.rulebook.plan import SOME_IDS, Maker, Statement, finished
from auditor.rulebook.sql.compiler import Compiler
from auditor.rulebook.sql.truth import Truth, as_number
from auditor.rulebook.sql.values import Moment, Sql, Value
from auditor.rulebook.telling import KEYS, TELLING, shown

MOST = 50
"""Records shown per subject; a profile shows the rest."""


@dataclass(frozen=True, slots=True)
class _Column:
    name: str
    type: Simple
    sql: Sql


@dataclass(frozen=True, slots=True)
class _Part:
    """One source of evidence records, as a statement and what its columns are."""

    statement: Statement
    kind: str
    columns: tuple[_Column, ...]


def evidence_of(
    connection: Connection, book: Book, moment: Moment, rule: Rule, subject_type: str, ids: Iterable[int]
) -> dict[int, list[dict[str, Any]]]:
    """Per subject the evidence records: kind to natural key, then the telling fields that are not empty."""
    found: dict[int, list[dict[str, Any]]] = {}
    given = {SOME_IDS: json.dumps(sorted(set(ids)))}
    for part in _parts(connection, book, moment, rule, subject_type):
        values = part.statement.values(book, moment, **given)
        for row in connection.exec_driver_sql(part.statement.text, values):
            records = found.setdefault(row[0], [])
            if len(records) < MOST:
                records.append(_record(part, row[1:]))
    return found


def _record(part: _Part, values: Iterable[Any]) -> dict[str, Any]:
    held = {column.name: shown(value, column.type) for column, value in zip(part.columns, values, strict=True)}
    if not part.kind:
        return {"value": held["value"]}
    key = "/".join(str(held[name]) for name in KEYS[part.kind] if held.get(name) is not None)
    telling = {name: held[name] for name in TELLING[part.kind] if held.get(name) not in (None, False)}
    return {part.kind: key, **telling}


def _parts(connection: Connection, book: Book, moment: Moment, rule: Rule, subject_type: str) -> tuple[_Part, ...]:
    key = ("evidence", connection.dialect.name, moment.known_change is not None, subject_type, rule.key)
    if key not in book.cache:
        book.cache[key] = tuple(_made(connection, book, moment, rule, subject_type))
    kept = book.cache[key]
    assert isinstance(kept, tuple)
    return kept


def _made(connection: Connection, book: Book, moment: Moment, rule: Rule, subject_type: str) -> Iterable[_Part]:
    checked = book.rule(rule.key)
    tree = checked.typed[subject_type].evidence
    if tree is None:
        return
    # One statement per branch of the list; each has its own bound values.
    count = 1
    index = 0
    while index < count:
        maker = Maker(book, subject_type, known=moment.known_change is not None)
        row = maker.row_for(checked)
        listing = Compiler(row.scope, row).listing(tree)
        count = len(listing)
        part = listing[index]
        index += 1
        if isinstance(part, Rows) and not _derived(part.tables):
            kind, columns = _columns(part)
            query = _query(maker, part, columns)
            yield _Part(finished(query, maker.shared, connection.dialect), kind, columns)


def _derived(froms: tuple[FromClause, ...]) -> bool:
    """Sums over records are no records."""
    return any("total" in one.c for one in froms)


def _columns(part: Rows) -> tuple[str, tuple[_Column, ...]]:
    member = part.member
    if isinstance(member, Value):
        return "", (_Column("value", member.type, member.sql),)
    names = dict.fromkeys((*KEYS[member.kind], *TELLING[member.kind]))
    return member.kind, tuple(_column(member, name) for name in names)


def _column(row: Row, name: str) -> _Column:
    kind = objects()[row.kind].fields[name].type
    assert isinstance(kind, Simple)
    seen = row.field(name)
    return _Column(name, kind, as_number(seen) if isinstance(seen, Truth) else seen.sql)


def _query(maker: Maker, part: Rows, columns: tuple[_Column, ...]) -> Select[Any]:
    filters = [one.not_false() for one in part.filters]
    return (
        select(maker.table.c.id, *(column.sql for column in columns))
        .select_from(maker.table, *part.tables)
        .where(maker.some(), *part.where, *filters)
        # By what the records say, so that equal workspaces show the same ones, in whatever order they were filled.
        .order_by(maker.table.c.id, *(literal_column(str(place + 2)) for place in range(len(columns))))
    )
