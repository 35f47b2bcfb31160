"""A connection that looks back: every table shows its rows as they stood after a change, whoever asks.

Views of the same names stand before the tables, in the connection's own temporary schema; nothing is written to the
workspace. What was never kept is not there to be looked back at: lists are put in order by the sounds of today's names,
the index of words knows today's, and how everybody stood is not kept at all.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, Engine, event

from auditor.model.tables import HISTORY, MAIN, VERSIONED
from auditor.storage.told import told
from auditor.storage.work import reading

_AT = "looks back to"
_BESIDE = "beside"
_HINT = re.compile(r'\s(?:INDEXED BY "?\w+"?|NOT INDEXED)')
_NAMES = {"host": ("stage_name",), "merchant": ("shop_name", "legal_name"), "agency": ("name",), "room": ("title",)}
_SHOWN = ("status", "unit", "owner", "platform")


@contextmanager
def reading_past(engine: Engine, now: Engine, change_id: int) -> Iterator[Connection]:
    """One moment of the store, its rows as they stood after a change; the engine is for this alone.

    ``now``: whose connections show what is recorded now (see ``judged_on``).
    """
    with told(engine.url.database), reading(now) as present, engine.connect() as connection:
        last = present.exec_driver_sql("SELECT change_id FROM head").scalar_one()
        if connection.info.get(_AT) != (change_id, last):
            _turn(connection, present, change_id)
            connection.info[_AT] = (change_id, last)
        connection.info[_BESIDE] = present
        with connection.begin():
            yield connection


def judged_on(connection: Connection) -> tuple[Connection, int | None]:
    """On which connection rules judge what this one shows, and the change they are told (None: all that is recorded).

    A rule asks many small questions, which the tables with their versions answer at once and views only by reading all.
    """
    if not looks_back(connection):
        return connection, None
    return connection.info[_BESIDE], connection.info[_AT][0]


def looks_back(connection: Connection) -> bool:
    """Whether a connection shows an earlier state."""
    return _AT in connection.info


def plain(connection: Connection, statement: str) -> str:
    """A statement for the driver itself; views have no index that it could name."""
    return _HINT.sub("", statement) if looks_back(connection) else statement


def without_hints(engine: Engine) -> Engine:
    """The engine, whose statements name no index any more."""

    @event.listens_for(engine, "before_cursor_execute", retval=True)
    def _named(_c: Any, _cursor: Any, statement: str, parameters: Any, *_rest: Any) -> tuple[str, Any]:
        return _HINT.sub("", statement), parameters

    return engine


def _turn(connection: Connection, present: Connection, change_id: int) -> None:
    """Put the views of a change in place of those of another; outside of any transaction of the workspace's."""
    cursor = connection.connection.cursor()
    untouched = {table.name for table in VERSIONED if not _touched(present, table.name, change_id)}
    # What may not write anywhere may not even make a view of its own; the file itself stays closed to it.
    cursor.execute("PRAGMA query_only = OFF")
    try:
        cursor.execute("PRAGMA temp_store = MEMORY")
        for name, body in _views(int(change_id)):
            cursor.execute(f'DROP VIEW IF EXISTS temp."{name}"')
            if name not in untouched:  # whose table shows the same, and faster
                cursor.execute(f'CREATE TEMP VIEW "{name}" AS {body}')
    finally:
        cursor.execute("PRAGMA query_only = ON")
        cursor.close()


def _touched(present: Connection, table: str, at: int) -> bool:
    """Whether a row was written or went after the change."""
    asked = (
        f'SELECT EXISTS (SELECT 1 FROM "{table}" INDEXED BY "ix_{table}_change" WHERE change_id > {at}) '
        f'OR EXISTS (SELECT 1 FROM "{table}_history" INDEXED BY "ix_{table}_history_gone" WHERE gone_by > {at})'
    )
    return bool(present.exec_driver_sql(asked).scalar_one())


def _views(at: int) -> Iterator[tuple[str, str]]:
    for table in VERSIONED:
        columns = ", ".join(f'"{column.name}"' for column in table.columns)
        now = f'SELECT {columns} FROM main."{table.name}" WHERE change_id <= {at}'
        past = f'SELECT {columns} FROM main."{HISTORY[table.name].name}" WHERE change_id <= {at} AND gone_by > {at}'
        yield table.name, f"{now} UNION ALL {past}"
    yield "change", f"SELECT * FROM main.change WHERE id <= {at}"
    hash_ = f"coalesce((SELECT hash FROM main.change WHERE id = {at}), '')"
    yield "head", f"SELECT 1 AS one, {at} AS change_id, {hash_} AS hash"
    yield "run", f"SELECT * FROM main.run WHERE change_id <= {at}"
    yield "standing", "SELECT * FROM main.standing WHERE 0"
    yield "standing_state", "SELECT 1 AS one, NULL AS day, 0 AS change_id, '' AS book, '' AS filling"
    yield "listing", " UNION ALL ".join(_lines(kind) for kind in ("host", "merchant", "agency", "room", "broadcast"))


def _lines(kind: str) -> str:
    """What a list shows of the subjects of a kind: all but the order by today's sounds is as it stood then."""
    given = [f"nullif(s.{name}, '')" for name in _NAMES.get(kind, ())]
    name = f"coalesce({', '.join([*given, 's.code'])})" if given else "s.code"
    shown = [f"s.{one}" if one in MAIN[kind].c else "NULL" for one in _SHOWN]
    columns = ", ".join(f"{value} AS {one}" for value, one in zip(shown, _SHOWN, strict=True))
    sounds = f"CASE WHEN l.name = {name} THEN l.sort_key ELSE {name} END"
    return (
        f"SELECT s.id AS id, '{kind}' AS type, s.code AS code, {name} AS name, {sounds} AS sort_key, {columns}, "
        f'NULL AS answer FROM "{kind}" s LEFT JOIN main.listing l ON l.id = s.id'
    )
