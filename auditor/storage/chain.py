"""The chain of changes: what a change wrote, hashed from the rows themselves, each link on the one before."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import groupby
from operator import itemgetter
from typing import Any

from sqlalchemy import Column, Connection, LargeBinary, Table

from auditor.model.ledger import run
from auditor.model.tables import DECISIVE, HISTORY

GENESIS = "0" * 64
LEAF_BYTES = 8
_FIRST = itemgetter(0)

CHAINED: tuple[Table, ...] = tuple(sorted((*DECISIVE, run), key=lambda t: t.name))
"""Tables whose row versions enter digests, in the order of their names."""


@dataclass(frozen=True, slots=True)
class Link:
    """What a change record says of itself; ``at`` in seconds of wall time, ``rows`` written or removed."""

    id: int
    at: int
    who: str
    kind: str
    why: str
    source: str
    rows: int
    digest: str
    prev: str

    def hash(self) -> str:
        """SHA-256 over every part, each length-prefixed."""
        values = (self.id, self.at, self.who, self.kind, self.why, self.source, self.rows, self.digest, self.prev)
        parts = [str(part).encode() for part in values]
        return link_hash(b"".join(b"%d:%b" % (len(data), data) for data in parts))


def link_hash(parts: bytes) -> str:
    """The hash of a change record from its length-prefixed parts."""
    return hashlib.sha256(b"auditor change 1\n" + parts).hexdigest()


@cache
def link_text(dialect: str) -> str:
    """SQL of the length-prefixed parts of a change record: a million of them are put together faster there."""
    texts = [f'CAST("{name}" AS TEXT)' for name in Link.__slots__]
    whole = " || ".join(f"octet_length({text}) || ':' || {text}" for text in texts)
    return f"CAST({whole} AS BLOB)" if dialect == "sqlite" else f"convert_to({whole}, 'UTF8')"


@dataclass(frozen=True, slots=True)
class Part:
    """The rows that one change wrote to (``host+``) or removed from (``host-``) one table."""

    name: str
    count: int
    digest: str
    leaves: bytes | bytearray


@cache
def row_text(table_name: str, dialect: str) -> str:
    """SQL of a row's bytes: the non-empty fields by name, each length-prefixed, but for its change number."""
    table = next(t for t in CHAINED if t.name == table_name)
    own = [column for column in sorted(table.columns, key=lambda c: c.name) if column.name != "change_id"]
    if dialect != "sqlite":
        texts = [(c.name, _cast_text(c)) for c in own]
        whole = " || ".join(f"coalesce('{name}=' || octet_length({text}) || ':' || {text}, '')" for name, text in texts)
        return f"convert_to({whole}, 'UTF8')"
    # Numbers become text by joining alone, and concat() leaves empty fields out: every commit waits for this.
    pieces = [f"'{c.name}=' || octet_length({_plain_text(c)}) || ':' || {_plain_text(c)}" for c in own]
    return f"CAST(concat({', '.join(pieces)}) AS BLOB)"


def _cast_text(column: Column[Any]) -> str:
    quoted = f'"{column.name}"'
    is_blob = isinstance(column.type, LargeBinary)
    return f"upper(encode({quoted}, 'hex'))" if is_blob else f"CAST({quoted} AS TEXT)"


def _plain_text(column: Column[Any]) -> str:
    quoted = f'"{column.name}"'
    # SQLite's hex of nothing is a text of no characters, which would be a field that is there.
    return f"iif({quoted} IS NULL, NULL, hex({quoted}))" if isinstance(column.type, LargeBinary) else quoted


def _key(table: Table, alias: str) -> str:
    return ", ".join(f'{alias}."{c.name}"' for c in table.primary_key.columns)


def _same(table: Table, left: str, right: str) -> str:
    return " AND ".join(f'{left}."{c.name}" = {right}."{c.name}"' for c in table.primary_key.columns)


@cache
def _statements(table_name: str, dialect: str, *, many: bool) -> tuple[str, str]:
    """SQL of (written, removed) row versions: of one change, or of those from :low to :high in their order."""
    table = next(t for t in CHAINED if t.name == table_name)
    text = row_text(table_name, dialect)
    history = HISTORY.get(table_name)
    keys = ", ".join(f'"{c.name}"' for c in table.primary_key.columns)
    these = "BETWEEN :low AND :high" if many else "= :change"
    only = f" WHERE change_id {these}"
    lead = "change_id, " if many else ""
    written = f'SELECT change_id, {text} AS row_text, {keys} FROM "{table_name}"{only}'
    if history is not None:
        written += f' UNION ALL SELECT change_id, {text}, {keys} FROM "{history.name}"{only}'
    written += f" ORDER BY {lead}{keys}"
    if history is None:
        return written, ""
    removed = (
        f'SELECT h.gone_by, {text}, {keys} FROM "{history.name}" h WHERE h.gone_by {these} AND '
        f'NOT EXISTS (SELECT 1 FROM "{table_name}" n WHERE {_same(table, "n", "h")} AND n.change_id = h.gone_by) '
        f'AND NOT EXISTS (SELECT 1 FROM "{history.name}" n WHERE {_same(table, "n", "h")} AND n.change_id = h.gone_by) '
        f"ORDER BY {'h.gone_by, ' if many else ''}{_key(table, 'h')}"
    )
    return written, removed


def _part(name: str, rows: Iterable[Sequence[Any]]) -> Part | None:
    total, count = hashlib.sha256(), 0
    leaves = bytearray()
    sha = hashlib.sha256
    for row in rows:
        digest = sha(row[1]).digest()
        total.update(digest)
        leaves += digest[:LEAF_BYTES]
        count += 1
    return Part(name, count, total.hexdigest(), leaves) if count else None


@cache
def _parts_written() -> str:
    """SQL that names the parts that a change has; an edit asks once instead of table by table."""
    asked = []
    for table in CHAINED:
        history = HISTORY.get(table.name)
        stores = [table.name] if history is None else [table.name, history.name]
        written = " OR ".join(f'EXISTS (SELECT 1 FROM "{name}" WHERE change_id = :change)' for name in stores)
        asked.append(f"SELECT '{table.name}+' WHERE {written}")
        if history is not None:
            gone = f'EXISTS (SELECT 1 FROM "{history.name}" WHERE gone_by = :change)'
            asked.append(f"SELECT '{table.name}-' WHERE {gone}")
    return " UNION ALL ".join(asked)


def parts_of(connection: Connection, change_id: int) -> Iterator[Part]:
    """What one change wrote and removed, table by table, read back from the rows.

    One part at a time: its marks are eight bytes a row, of which a large import has millions.
    """
    raw = connection.connection.cursor()
    dialect = connection.dialect.name
    names = {row[0] for row in raw.execute(_parts_written(), {"change": change_id})}
    for table in CHAINED:
        for sign, sql in zip("+-", _statements(table.name, dialect, many=False), strict=True):
            if f"{table.name}{sign}" not in names:
                continue
            rows = raw.execute(sql, {"change": change_id})
            part = _part(f"{table.name}{sign}", rows)
            if part is not None:
                yield part
    raw.close()


def leaves_of(connection: Connection, part: str, change_id: int) -> Iterator[tuple[bytes, tuple[Any, ...]]]:
    """(leaf, primary key) of each row that a change wrote to or removed from a table, in the order of the digest."""
    written, removed = _statements(part[:-1], connection.dialect.name, many=False)
    sql = written if part.endswith("+") else removed
    raw = connection.connection.cursor()
    if sql:
        for row in raw.execute(sql, {"change": change_id}):
            yield hashlib.sha256(row[1]).digest()[:LEAF_BYTES], tuple(row[2:])
    raw.close()


def parts_between(connection: Connection, low: int, high: int) -> Iterator[tuple[int, Part]]:
    """(change number, part) of every change from ``low`` to ``high``, one pass a table, in the order of tables."""
    raw = connection.connection.cursor()
    dialect = connection.dialect.name
    for table in CHAINED:
        for sign, sql in zip("+-", _statements(table.name, dialect, many=True), strict=True):
            if not sql:
                continue
            rows = raw.execute(sql, {"low": low, "high": high})
            for change_id, its in groupby(rows, key=_FIRST):
                part = _part(f"{table.name}{sign}", its)
                if part is not None:
                    yield change_id, part
    raw.close()


def line_of(part: Part) -> bytes:
    """What a part adds to the digest of its change."""
    return f"{part.name}:{part.count}:{part.digest}\n".encode()


def combined(parts: Iterable[Part]) -> str:
    """The digest of a change: its parts by name, so that an empty new table alters nothing."""
    hasher = hashlib.sha256()
    for part in sorted(parts, key=lambda p: p.name):
        hasher.update(line_of(part))
    return hasher.hexdigest()
