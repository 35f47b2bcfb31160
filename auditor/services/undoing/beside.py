"""What stands beside the rows and follows an undo: the lines of lists, the search index, whose answers may change."""

from __future__ import annotations

from typing import Any

from sqlalchemy import text

from auditor.i18n import said
from auditor.monitor import Monitor
from auditor.services.records.names import FILTERED, NAMES, filtered_of, names_of, search_words, sort_key
from auditor.services.undoing.versions import references, tables
from auditor.storage.work import LISTED_TOUCHED, Work

_BATCH = 5_000


def mend_names(work: Work, monitor: Monitor) -> None:
    """List and find every subject that came, went or took another name under what it has now."""
    for kind in NAMES:
        renamed, values = _renamed(kind), {"m": work.change_id}
        if work.connection.execute(text(f"SELECT EXISTS ({renamed})"), values).scalar():
            work.connection.execute(text(f"DELETE FROM search WHERE rowid IN ({renamed})"), values)
            gone = f'id IN ({renamed}) AND NOT EXISTS (SELECT 1 FROM "{kind}" t WHERE t.id = listing.id)'
            work.connection.execute(text(f"DELETE FROM listing WHERE {gone}"), values)
            _list_again(work, kind, renamed, monitor)
        _filter_again(work, kind)


def _renamed(kind: str) -> str:
    """SQL: ids of subjects of a type whose code or names this change altered, took away or brought back."""
    one = tables()[kind]
    same = " AND ".join(f'h."{name}" IS t."{name}"' for name in ("code", *NAMES[kind]))
    kept = f'SELECT 1 FROM "{kind}" t WHERE t.id = h.id AND {same}'
    known = f'SELECT 1 FROM "{one.history}" h WHERE h.id = t.id AND h.gone_by = :m'
    return (
        f'SELECT h.id FROM "{one.history}" h WHERE h.gone_by = :m AND NOT EXISTS ({kept}) '
        f'UNION ALL SELECT t.id FROM "{kind}" t WHERE t.change_id = :m AND NOT EXISTS ({known})'
    )


def _list_again(work: Work, kind: str, renamed: str, monitor: Monitor) -> None:
    wanted = dict.fromkeys(("id", "code", *NAMES[kind], *(name for name in FILTERED if name in tables()[kind].columns)))
    columns = ", ".join(f't."{name}"' for name in wanted)
    page = text(
        f'SELECT {columns} FROM "{kind}" t WHERE t.change_id = :m AND t.id > :after AND t.id IN ({renamed}) '
        f"ORDER BY t.id LIMIT {_BATCH}"
    )
    after, done = 0, 0
    while True:
        found = work.connection.execute(page, {"m": work.change_id, "after": after})
        rows = [{str(name): value for name, value in row.items()} for row in found.mappings()]
        if not rows:
            return
        _list(work, kind, rows)
        after, done = rows[-1]["id"], done + len(rows)
        monitor.step(done, None, said("Listing names"))


def _list(work: Work, kind: str, rows: list[dict[str, Any]]) -> None:
    lines, words = [], []
    for row in rows:
        code, names = str(row["code"]), names_of(kind, row)
        line = {"type": kind, "code": code, "name": names[0], "sort_key": sort_key(names[0])}
        lines.append({"id": row["id"], **line, **filtered_of(row)})
        words.append((row["id"], search_words(code, names)))
    cursor = work.connection.connection.cursor()
    columns = ", ".join(lines[0])
    marks = ", ".join(f":{name}" for name in lines[0])
    # The answer that stands in a line already is not ours to lose.
    put = ", ".join(f"{name} = excluded.{name}" for name in lines[0] if name != "id")
    cursor.executemany(f"INSERT INTO listing ({columns}) VALUES ({marks}) ON CONFLICT (id) DO UPDATE SET {put}", lines)
    cursor.executemany("INSERT INTO search (rowid, words) VALUES (?, ?)", words)
    cursor.close()


def _filter_again(work: Work, kind: str) -> None:
    """What lists filter by is copied from the rows that this change wrote."""
    shared = [name for name in FILTERED if name in tables()[kind].columns]
    put = ", ".join(f'{name} = t."{name}"' for name in shared)
    differs = " OR ".join(f'listing.{name} IS NOT t."{name}"' for name in shared)
    work.connection.execute(
        text(f'UPDATE listing SET {put} FROM "{kind}" t WHERE t.change_id = :m AND listing.id = t.id AND ({differs})'),
        {"m": work.change_id},
    )


def touch_subjects(work: Work) -> None:
    """Note whom rows taken away or put back belonged or referred to."""
    for reference in references():
        if reference.parent != "subject" or work.touched_many:
            continue
        one = tables()[reference.child]
        for name, column in ((one.name, "change_id"), (one.history, "gone_by")):
            sql = f'SELECT DISTINCT {reference.column} FROM "{name}" WHERE {column} = :m LIMIT {LISTED_TOUCHED + 1}'
            found = work.connection.execute(text(sql), {"m": work.change_id}).scalars()
            work.touch(number for number in found if number)
