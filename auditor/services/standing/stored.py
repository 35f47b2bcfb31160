"""Reads and writes the rows of the standing, and the answer that each line of a list carries."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Sequence

from sqlalchemy import Connection, delete, func, insert, select, update

from auditor.model.ledger import listing, standing
from auditor.model.tables import subject
from auditor.services.standing.judged import Line

MANY = 20_000
"""From so many changed lines on the indexes of the lists are made anew."""

_COLUMNS = ", ".join(f'"{name}"' for name in Line._fields)
_MARKS = ", ".join("?" * len(Line._fields))
_PUT = f"INSERT OR REPLACE INTO standing ({_COLUMNS}) VALUES ({_MARKS})"
_SHOW = "UPDATE listing SET answer = ? WHERE id = ? AND answer IS NOT ?"


def put(connection: Connection, rows: Sequence[Line]) -> None:
    """Write these rows, and what the lists show of them."""
    keep(connection, rows)
    shown = [(row.answer, row.subject_id, row.answer) for row in rows]
    if connection.dialect.name == "sqlite":
        cursor = connection.connection.cursor()
        cursor.executemany(_SHOW, shown)
        cursor.close()
        return
    for answer, number, _ in shown:
        connection.execute(update(listing).where(listing.c.id == number).values(answer=answer))


def keep(connection: Connection, rows: Sequence[Line]) -> None:
    """Write these rows alone."""
    if not rows:
        return
    if connection.dialect.name != "sqlite":
        connection.execute(delete(standing).where(standing.c.subject_id.in_([row.subject_id for row in rows])))
        connection.execute(insert(standing), [row._asdict() for row in rows])
        return
    cursor = connection.connection.cursor()
    cursor.executemany(_PUT, rows)
    cursor.close()


def show_all(connection: Connection) -> None:
    """Let every line of every list show what is kept.

    Where many lines change their indexes are made anew: to change them line by line would write each page many times.
    """
    mine = select(standing.c.answer).where(standing.c.subject_id == listing.c.id).scalar_subquery()
    other = listing.c.answer.is_distinct_from(mine)
    few = select(func.count()).select_from(select(listing.c.id).where(other).limit(MANY + 1).subquery())
    many = connection.dialect.name == "sqlite" and connection.execute(few).scalar_one() > MANY
    indexes = [index for index in listing.indexes if listing.c.answer in index.columns.values()] if many else []
    for index in indexes:
        index.drop(connection)
    connection.execute(update(listing).where(other).values(answer=mine))
    for index in indexes:
        index.create(connection)


def drop(connection: Connection, ids: Iterable[int]) -> None:
    """Forget these subjects, which are gone."""
    listed = json.dumps(sorted(ids))
    connection.exec_driver_sql("DELETE FROM standing WHERE subject_id IN (SELECT value FROM json_each(?))", (listed,))


def empty(connection: Connection) -> None:
    """Forget everybody."""
    connection.execute(delete(standing))


def due(connection: Connection, day: int, kinds: Iterable[str]) -> set[int]:
    """Everybody whose answers can be others on the day."""
    found: set[int] = set()
    for kind in kinds:
        turned = select(standing.c.subject_id).where(standing.c.type == kind, standing.c.next_change <= day)
        found.update(connection.execute(turned).scalars())
    return found


def by_type(connection: Connection, ids: Iterable[int]) -> dict[str, list[int]]:
    """Ids by the type of subject; those that are gone are left out."""
    found: dict[str, list[int]] = defaultdict(list)
    listed = json.dumps(sorted(ids))
    asked = f"SELECT id, type FROM {subject.name} WHERE id IN (SELECT value FROM json_each(?)) ORDER BY id"
    for number, kind in connection.exec_driver_sql(asked, (listed,)):
        found[kind].append(number)
    return found
