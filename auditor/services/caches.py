"""What stands beside the rows only for speed, recomputed and compared: list names, search index, derived columns."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain, zip_longest
from typing import Any

from sqlalchemy import Connection, select

from auditor.i18n import Message, said
from auditor.model.folding import folded_name
from auditor.model.identifiers import uscc_is_valid
from auditor.model.ledger import listing
from auditor.model.masking import is_masked
from auditor.model.tables import MAIN, VAULTS
from auditor.services.records.names import FILTERED, NAMES, filtered_of, names_of, search_words, sort_key
from auditor.services.records.personal import facts_of
from auditor.storage.binding import binding

_FOLDED = (
    ("authorisation", "grantee", "grantee_folded"),
    ("merchant", "legal_name", "legal_name_folded"),
    ("merchant", "shop_name", "shop_name_folded"),
)
_WHOLE_SEARCH = 100_000
"""Up to so many subjects the search index is rebuilt in memory and compared word by word, else one in many is."""

_SAMPLE = 2_000


def listing_fault(connection: Connection) -> Message | None:
    """The first subject that its list leaves out or shows under another name, or a line of a list without a subject."""
    columns = [column for column in listing.columns if column.name not in ("id", "answer")]
    found = connection.execute(select(listing.c.id, *columns))
    lines = {row.id: tuple(row)[1:] for row in found}
    for kind, number, code, names, filtered in named(connection):
        line = lines.pop(number, None)
        if line is None or line[:4] != (kind, code, names[0], sort_key(names[0])):
            return said("The list does not show {row} under its name.", row=f"{kind}:{code}")
        if line[4:] != filtered:
            return said("The list filters {row} by what it is not.", row=f"{kind}:{code}")
    if lines:
        return said("The list shows a line without a subject ({n} in all).", n=len(lines))
    return None


def named(connection: Connection) -> Iterator[tuple[str, int, str, list[str], tuple[str | None, ...]]]:
    """(type, id, code, names, what it is filtered by) of every listed subject."""
    for kind, columns in NAMES.items():
        main = MAIN[kind]
        wanted = [*columns, *(name for name in FILTERED if name in main.c)]
        statement = select(main.c.id, main.c.code, *(main.c[name] for name in wanted))
        for found in connection.execute(statement.execution_options(yield_per=5_000)).mappings():
            row = {str(key): value for key, value in found.items()}
            yield kind, row["id"], row["code"], names_of(kind, row), tuple(filtered_of(row).values())


def search_fault(connection: Connection, whole: int = _WHOLE_SEARCH) -> Message | None:
    """What the search index holds that the names do not give, or the other way round.

    Beyond ``whole`` subjects only some are looked up by their own words.
    """
    total = connection.exec_driver_sql("SELECT count(*) FROM search_docsize").scalar_one()
    wanted = sum(1 for _ in named(connection))
    if total != wanted:
        return said("The search index knows {found} subjects; there are {wanted}.", found=total, wanted=wanted)
    if wanted > whole:
        return _sampled(connection, max(1, wanted // _SAMPLE))
    raw = connection.connection.cursor()
    made = _rebuilt(connection)
    try:
        # The vocabulary can only be read through a table of its own; a temporary one touches no file.
        raw.execute("PRAGMA query_only = OFF")
        raw.execute("CREATE VIRTUAL TABLE temp.search_vocabulary USING fts5vocab(main, search, instance)")
        found = raw.execute("SELECT term, doc, offset FROM temp.search_vocabulary")
        for one, other in zip_longest(found, made.execute("SELECT term, doc, offset FROM vocabulary")):
            if one != other:
                number = min(row[1] for row in (one, other) if row is not None)
                return said("The search index does not find the subject number {n} by its names.", n=number)
        return None
    finally:
        raw.execute("DROP TABLE IF EXISTS temp.search_vocabulary")
        raw.execute("PRAGMA query_only = ON")
        raw.close()
        made.close()


def _rebuilt(connection: Connection) -> Any:
    made = binding().connect(":memory:", isolation_level=None)
    ddl = connection.exec_driver_sql("SELECT sql FROM sqlite_master WHERE name = 'search'").scalar_one()
    made.execute(ddl)
    made.execute("BEGIN")
    rows = ((number, search_words(code, names)) for _, number, code, names, _ in named(connection))
    made.executemany("INSERT INTO search (rowid, words) VALUES (?, ?)", rows)
    made.execute("COMMIT")
    made.execute("CREATE VIRTUAL TABLE vocabulary USING fts5vocab(search, instance)")
    return made


def _sampled(connection: Connection, step: int) -> Message | None:
    """One subject in ``step`` is looked up by its own code and names."""
    for at, (kind, number, code, names, _) in enumerate(named(connection)):
        if at % step:
            continue
        match = " AND ".join(f'"{word}"' for word in sorted(set(_plain(search_words(code, names)))))
        statement = "SELECT 1 FROM search WHERE search MATCH ? AND rowid = ?"
        if connection.connection.cursor().execute(statement, (match, number)).fetchone() is None:
            return said("The search index does not find {row} by its names.", row=f"{kind}:{code}")
    return None


def _plain(words: str) -> Iterator[str]:
    return (word for word in words.split() if word.isalnum())


def derived_fault(connection: Connection) -> Message | None:
    """The first row whose derived columns are not what its own values give."""
    return next(chain(_folded(connection), _credit_codes(connection), _personal(connection)), None)


def _wrong(table: str, number: int, column: str) -> Message:
    return said("Table {table}, row {n}: {column} is not what the row gives.", table=table, n=number, column=column)


def _folded(connection: Connection) -> Iterator[Message]:
    for table, source, column in _FOLDED:
        main = MAIN[table]
        for row in connection.execute(select(main.c.id, main.c[source], main.c[column])):
            if (folded_name(row[1]) if row[1] else None) != row[2]:
                yield _wrong(table, row[0], column)


def _credit_codes(connection: Connection) -> Iterator[Message]:
    for table in ("merchant", "agency"):
        main = MAIN[table]
        for row in connection.execute(select(main.c.id, main.c.uscc, main.c.uscc_valid)):
            unread = not row.uscc or is_masked(row.uscc)
            if row.uscc_valid != (None if unread else int(uscc_is_valid(row.uscc))):
                yield _wrong(table, row.id, "uscc_valid")


def _personal(connection: Connection) -> Iterator[Message]:
    for table, vault in VAULTS.items():
        if table not in MAIN:
            continue
        main = MAIN[table]
        names = [c.name for c in vault.columns if c.name not in ("owner_id", "salt", "change_id")]
        statement = select(main, *(vault.c[name] for name in names)).join(vault, vault.c.owner_id == main.c.id)
        for row in connection.execute(statement).mappings():
            told = facts_of(table, {name: row[vault.c[name]] for name in names})
            for column, value in told.items():
                if row[main.c[column]] != value:
                    yield _wrong(table, row[main.c.id], column)
