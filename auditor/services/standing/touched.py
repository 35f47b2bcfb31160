"""Whose answers a write can have changed: whom its rows name, and whom rules judge through these."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, func, select

from auditor.model.ledger import change
from auditor.model.sheets import SHEETS
from auditor.model.tables import HISTORY, LISTS, MAIN, past_agency, past_operator, past_status, subject_columns
from auditor.services.standing.state import KINDS

if TYPE_CHECKING:
    from auditor.rulebook.book import Book

Edge = tuple[str, str]
"""(object, field): a step from a record to others that its rules read."""

IMPLIED: dict[tuple[str, str], tuple[Edge, ...]] = {
    ("host", "first_live"): (("host", "broadcasts"),),
    ("broadcast", "presenter_shown"): (("broadcast", "hosts"),),
    ("host", "id_number_shared"): (("host", "namesakes"),),
    ("host", "phone_shared"): (("host", "namesakes"),),
    ("host", "barred_match"): (("host", "namesakes"),),
    ("host", "barred_operator"): (("host", "namesakes"),),
    ("training", "evidence_shared"): (("training", "same_evidence"),),
    ("broadcast", "goods"): (("broadcast", "merchants"), ("merchant", "products")),
    ("room", "operator_contracts"): (("room", "operator"),),
}
"""Derived fields that look at other subjects."""

_SAME_NUMBER = (
    (
        "SELECT owner_id FROM host_vault WHERE {own} IN "
        "(SELECT {theirs} FROM {vault} WHERE owner_id IN ({{ids}}) AND {theirs} IS NOT NULL)"
    ),
    # A number that was given up made others look like its owner until then.
    (
        "SELECT owner_id FROM host_vault WHERE {own} IN "
        "(SELECT {theirs} FROM {vault}_history INDEXED BY ix_{vault}_history_gone WHERE gone_by > :known)"
    ),
)
_NUMBERS = (
    ("host_vault", "id_number", "id_number"),
    ("host_vault", "phone", "phone"),
    ("merchant_vault", "id_number", "person_id_number"),
)

_FILE = "(instr(evidence, '.') > 0 OR instr(evidence, '/') > 0 OR length(evidence) >= 32)"
"""Evidence that names a file; a description that everybody writes ties nobody to anybody."""

_BACK: dict[Edge, tuple[str, ...]] = {
    ("host", "namesakes"): tuple(
        statement.format(vault=vault, own=own, theirs=theirs)
        for vault, own, theirs in _NUMBERS
        for statement in _SAME_NUMBER
    ),
    ("training", "same_evidence"): (
        (
            "SELECT learner_id FROM training WHERE evidence IN "
            f"(SELECT evidence FROM training WHERE learner_id IN ({{ids}}) AND {_FILE})"
        ),
        (
            "SELECT learner_id FROM training WHERE evidence IN "
            "(SELECT evidence FROM training_history INDEXED BY ix_training_history_gone "
            f"WHERE gone_by > :known AND {_FILE})"
        ),
        "SELECT subject_id FROM attachment WHERE sha256 IN (SELECT sha256 FROM attachment WHERE subject_id IN ({ids}))",
        (
            "SELECT subject_id FROM attachment WHERE sha256 IN "
            "(SELECT sha256 FROM attachment_history INDEXED BY ix_attachment_history_gone WHERE gone_by > :known)"
        ),
    ),
    ("host", "broadcasts"): ("SELECT target_id FROM broadcast_hosts WHERE owner_id IN ({ids})",),
    ("broadcast", "hosts"): ("SELECT owner_id FROM broadcast_hosts WHERE target_id IN ({ids})",),
    ("merchant", "broadcasts"): ("SELECT target_id FROM broadcast_merchants WHERE owner_id IN ({ids})",),
    ("broadcast", "merchants"): ("SELECT owner_id FROM broadcast_merchants WHERE target_id IN ({ids})",),
    ("merchant", "rooms"): (
        "SELECT operator_id FROM room WHERE id IN ({ids})",
        "SELECT merchant_id FROM past_operator WHERE subject_id IN ({ids})",
    ),
    ("room", "operator"): (
        "SELECT id FROM room WHERE operator_id IN ({ids})",
        "SELECT subject_id FROM past_operator WHERE merchant_id IN ({ids})",
    ),
    ("agency", "hosts"): (
        "SELECT agency_id FROM host WHERE id IN ({ids})",
        "SELECT agency_id FROM past_agency WHERE subject_id IN ({ids})",
    ),
    ("broadcast", "room"): ("SELECT id FROM broadcast WHERE room_id IN ({ids})",),
    ("room", "broadcasts"): ("SELECT room_id FROM broadcast WHERE id IN ({ids})",),
    ("contract", "merchant"): (
        "SELECT party_id FROM contract WHERE counterparty_id IN (SELECT id FROM merchant WHERE id IN ({ids}))",
        "SELECT counterparty_id FROM contract WHERE party_id IN (SELECT id FROM merchant WHERE id IN ({ids}))",
    ),
    ("merchant", "products"): ("SELECT merchant_id FROM product WHERE id IN ({ids})",),
}
"""Steps between subjects, walked backwards: from those reached to those who read them."""

ROWS_AT_MOST = 50_000
"""A change of more rows is not looked through: everybody is judged anew."""


def edges_read(book: Book, subject_type: str) -> frozenset[Edge]:
    """The steps that any rule about a type of subject takes."""
    from auditor.rulebook.facts.derived import CHILDREN, OBJECT_FIELDS
    from auditor.rulebook.language.rewriting import fields_read

    found: set[Edge] = set()
    for checked in book.rules:
        if not checked.rule.enabled or subject_type not in checked.typed:
            continue
        typed = checked.typed[subject_type]
        for tree in (typed.applies, typed.require, *typed.levels):
            for kind, field in fields_read(tree):
                found.update(IMPLIED.get((kind, field), ()))
                if field in CHILDREN.get(kind, {}) or field in OBJECT_FIELDS.get(kind, {}):
                    found.add((kind, field))
    return frozenset(found)


def touched_since(connection: Connection, book: Book, known: int) -> set[int] | None:
    """Everybody whose answers the changes after ``known`` can have changed; None where that may be anybody."""
    rows = connection.execute(select(func.sum(change.c.rows)).where(change.c.id > known)).scalar()
    # Within a change that is not sealed yet there is no record of its size.
    if (rows or 0) > ROWS_AT_MOST:
        return None
    if _forgotten(connection, known):
        return None
    found = {row[0] for row in _rows(connection, _named(), {"known": known}) if row[0] is not None}
    found |= _learners(connection, known)
    if len(found) > ROWS_AT_MOST:
        return None
    reached: set[int] = set()
    for kind in KINDS:
        # Whom the steps only pass through is not judged anew: rules of his own type tell who reads what was written.
        readers = _readers(connection, edges_read(book, kind), found, known) - found
        reached |= _asked(connection, f"SELECT id FROM {MAIN[kind].name} WHERE id IN ({{ids}})", readers, known)
    return found | reached


def _forgotten(connection: Connection, known: int) -> bool:
    """Whether somebody's values were erased: with them went what would tell whose number they shared."""
    from auditor.services.attachments.erasing import ERASURE

    return (
        connection.execute(select(change.c.id).where(change.c.id > known, change.c.kind == ERASURE)).first() is not None
    )


def _readers(connection: Connection, edges: frozenset[Edge], touched: set[int], known: int) -> set[int]:
    """Who reads the touched through these steps; one step at most as often as there are steps."""
    seen, fresh = set(touched), set(touched)
    for _ in edges:
        reached: set[int] = set()
        for edge in edges:
            for statement in _BACK.get(edge, ()):
                reached |= _asked(connection, statement, fresh, known)
        fresh = reached - seen
        seen |= fresh
        if not fresh:
            break
    return seen


def _asked(connection: Connection, statement: str, ids: set[int], known: int) -> set[int]:
    if not ids:
        return set()
    listed = ",".join(str(int(one)) for one in ids)
    asked = statement.replace("IN ({ids})", f"IN (SELECT value FROM json_each('[{listed}]'))")
    values = {"known": known} if ":known" in asked else {}
    return {row[0] for row in _rows(connection, asked, values) if row[0] is not None}


def _rows(connection: Connection, statement: str, values: dict[str, int]) -> Iterator[Any]:
    cursor = connection.connection.cursor()
    try:
        yield from cursor.execute(statement, values).fetchall()
    finally:
        cursor.close()


@cache
def _named() -> str:
    """Every subject that a row written after ``:known`` names, or that a row it did away with named.

    Only rows of what rules read: a session or a certificate changes nobody's answer.
    """
    from auditor.rulebook.facts.schema import TABLES

    parts: list[str] = []
    for sheet in (one for one in SHEETS if one.table in TABLES.values()):
        columns = [*sorted(subject_columns(sheet.table)), *(["id"] if sheet.subject else [])]
        parts += _written(sheet.table, columns)
    for (table, _), entry in LISTS.items():
        if table in TABLES.values():
            parts += _of_list(table, entry.table.name, "target_id" in entry.table.c)
    for past, column in ((past_status, ""), (past_agency, "agency_id"), (past_operator, "merchant_id")):
        parts += _written(past.name, ["subject_id", *([column] if column else [])])
    parts += _written("workspace", ["id"])
    parts += _written("attachment", ["subject_id"])
    return " UNION ALL ".join(parts)


def _learners(connection: Connection, known: int) -> set[int]:
    """Who learnt a course that was written: asked only then, for there is no index of trainings by course."""
    parts = [*_written("course", ["id"]), *_written("course_topics", ["owner_id"])]
    courses = {row[0] for row in _rows(connection, " UNION ALL ".join(parts), {"known": known})}
    return _asked(connection, "SELECT DISTINCT learner_id FROM training WHERE course_id IN ({ids})", courses, known)


def _written(table: str, columns: Iterable[str]) -> list[str]:
    # Named, for the planner would rather go through a table in the order of another index.
    stamps = (
        (f"{table} INDEXED BY ix_{table}_change", "change_id"),
        (f"{HISTORY[table].name} INDEXED BY ix_{table}_history_gone", "gone_by"),
    )
    return [
        f"SELECT {column} AS id FROM {source} WHERE {stamp} > :known" for column in columns for source, stamp in stamps
    ]


def _of_list(owner: str, listed: str, targets: bool) -> list[str]:
    """A list's owner where that is a subject, else the subjects that the owning record names."""
    sheet = next(one for one in SHEETS if one.table == owner)
    if sheet.subject:
        return _written(listed, ["owner_id", *(["target_id"] if targets else [])])
    owners = " UNION ALL ".join(_written(listed, ["owner_id"]))
    columns = sorted(subject_columns(owner))
    return [f"SELECT {column} AS id FROM {owner} WHERE id IN ({owners})" for column in columns]
