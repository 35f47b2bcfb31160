"""The chain of changes: what a change wrote, hashed from the rows themselves, each link on the one before."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
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
PIECE = 1 << 17
"""Bytes of marks that are handed on together: those of 16,384 rows."""
SORTED = 20_000
WALKED = 32
"""Former rows that a statement may sort, which it does in memory: so many, or one in so many of the table's."""

Aside = Callable[[str, bytes], None]
"""Takes a piece of the marks of a part that has more of them than are to stand in memory."""
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
    """The rows that one change wrote to (``host+``) or removed from (``host-``) one table.

    ``leaves`` are their marks but for the pieces that were put aside.
    """

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
    # Numbers become text by joining alone, and concat() leaves empty fields out: every commit waits for this. What is
    # always there is joined once, with the whole row.
    pieces = [_piece(c.name, _plain_text(c), ", " if not c.nullable else " || ") for c in own]
    return f"CAST(concat({', '.join(pieces)}) AS BLOB)"


def _piece(name: str, text: str, joined: str) -> str:
    return joined.join((f"'{name}='", f"octet_length({text})", "':'", text))


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
def _statements(table_name: str, dialect: str, *, many: bool, walked: bool = False) -> tuple[str, str]:
    """SQL of (written, removed) row versions: of one change, or of those from :low to :high in their order.

    ``walked``: former rows are found along the index of their keys, in the order wanted, rather than sorted.
    """
    table = next(t for t in CHAINED if t.name == table_name)
    text = row_text(table_name, dialect)
    history = HISTORY.get(table_name)
    keys = ", ".join(f'"{c.name}"' for c in table.primary_key.columns)
    these = "BETWEEN :low AND :high" if many else "= :change"
    lead = "change_id, " if many else ""
    plus = "+" if walked else ""  # takes the index of a column out of the planner's choice
    written = f'SELECT change_id, {text} AS row_text, {keys} FROM "{table_name}" WHERE change_id {these}'
    if history is not None:
        written += f' UNION ALL SELECT change_id, {text}, {keys} FROM "{history.name}" WHERE {plus}change_id {these}'
    written += f" ORDER BY {lead}{keys}"
    if history is None:
        return written, ""
    removed = (
        f'SELECT h.gone_by, {text}, {keys} FROM "{history.name}" h WHERE {plus}h.gone_by {these} AND '
        f"{_taken_away(table)} ORDER BY {'h.gone_by, ' if many else ''}{_key(table, 'h')}"
    )
    return written, removed


def _taken_away(table: Table) -> str:
    """SQL: the change by which a former row (alias h) went put no other version in its place."""
    # Left to choose, the planner may look among all rows of that change for the one of this key.
    there = f"{_same(table, 'n', 'h')} AND +n.change_id = h.gone_by"
    former = HISTORY[table.name].name
    return (
        f'NOT EXISTS (SELECT 1 FROM "{table.name}" n WHERE {there}) '
        f'AND NOT EXISTS (SELECT 1 FROM "{former}" n WHERE {there})'
    )


def count_of(connection: Connection, part: str, change_id: int) -> int:
    """How many rows one change wrote to or removed from a table."""
    table = next(t for t in CHAINED if t.name == part[:-1])
    history = HISTORY.get(table.name)
    if part.endswith("-"):
        assert history is not None
        asked = [f'FROM "{history.name}" h WHERE h.gone_by = :change AND {_taken_away(table)}']
    else:
        stores = [table] if history is None else [table, history]
        asked = [f'FROM "{one.name}" WHERE change_id = :change' for one in stores]
    raw = connection.connection.cursor()
    counts = (raw.execute(f"SELECT count(*) {one}", {"change": change_id}).fetchone()[0] for one in asked)
    total: int = sum(counts)
    raw.close()
    return total


def _part(name: str, rows: Iterable[Sequence[Any]], aside: Aside | None = None) -> Part | None:
    total, count = hashlib.sha256(), 0
    leaves = bytearray()
    sha = hashlib.sha256
    for row in rows:
        digest = sha(row[1]).digest()
        total.update(digest)
        leaves += digest[:LEAF_BYTES]
        count += 1
        if aside is not None and len(leaves) >= PIECE:
            aside(name, bytes(leaves))
            leaves.clear()
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


def parts_of(connection: Connection, change_id: int, aside: Aside | None = None) -> Iterator[Part]:
    """What one change wrote and removed, table by table, read back from the rows.

    A large import has millions of rows: their marks go to ``aside`` piece by piece, the last piece is the part's own.
    """
    raw = connection.connection.cursor()
    dialect = connection.dialect.name
    names = {row[0] for row in raw.execute(_parts_written(), {"change": change_id})}
    for table in CHAINED:
        for sign in "+-":
            name = f"{table.name}{sign}"
            if name not in names:
                continue
            walked = table.name in HISTORY and _better_walked(raw, HISTORY[table.name].name, sign, change_id)
            sql = _statements(table.name, dialect, many=False, walked=walked)["+-".index(sign)]
            part = _part(name, raw.execute(sql, {"change": change_id}), aside)
            if part is not None:
                yield part
    raw.close()


def _better_walked(raw: Any, history: str, sign: str, change_id: int) -> bool:
    """Whether so many former rows belong to a change that memory for their sorting would grow with it."""
    column = "change_id" if sign == "+" else "gone_by"
    asked = f'SELECT count(*) FROM (SELECT 1 FROM "{history}" WHERE {column} = :change LIMIT :most)'
    if raw.execute(asked, {"change": change_id, "most": SORTED}).fetchone()[0] < SORTED:
        return False
    # Only ever appended to: the last number is the number of rows.
    last = raw.execute(f'SELECT max(rowid) FROM "{history}"').fetchone()[0]
    most = last // WALKED
    return bool(raw.execute(asked, {"change": change_id, "most": most}).fetchone()[0] >= most)


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
