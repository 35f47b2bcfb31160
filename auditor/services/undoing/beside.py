"""What stands beside the rows and follows an undo: the lines of lists, the search index, whose answers may change."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import text

from auditor.i18n import said
from auditor.monitor import Monitor
from auditor.services.records.names import FILTERED, NAMES, filtered_of, names_of, search_words, sort_key
from auditor.services.undoing.versions import references, tables
from auditor.storage.work import LISTED_TOUCHED, Work

_STEP = 5_000
"""Subjects whose lines are mended by one statement: what it would need to go back is memory."""


@dataclass(frozen=True, slots=True)
class _Window:
    """Subjects of a type by their numbers; ``change`` took their rows away or put them back."""

    kind: str
    change: int
    low: int
    high: int
    many: bool

    @property
    def values(self) -> dict[str, int]:
        """What the statements below ask for."""
        return {"m": self.change, "low": self.low, "high": self.high}

    def written(self, alias: str) -> str:
        """SQL: a row that the change wrote."""
        return f"{alias}.change_id = :m AND {alias}.id BETWEEN :low AND :high"

    def gone(self, alias: str) -> str:
        """SQL: a former row that the change took away."""
        # Of many rows those of a window are found by their numbers, not among all that the change took away.
        plus = "+" if self.many else ""
        return f"{plus}{alias}.gone_by = :m AND {alias}.id BETWEEN :low AND :high"


def mend_names(work: Work, monitor: Monitor) -> None:
    """List and find every subject that came, went or took another name under what it has now."""
    done = 0
    for kind in NAMES:
        for window in _windows(work, kind):
            renamed = _renamed(window)
            if work.connection.execute(text(f"SELECT EXISTS ({renamed})"), window.values).scalar():
                work.connection.execute(text(f"DELETE FROM search WHERE rowid IN ({renamed})"), window.values)
                gone = f'id IN ({renamed}) AND NOT EXISTS (SELECT 1 FROM "{kind}" t WHERE t.id = listing.id)'
                work.connection.execute(text(f"DELETE FROM listing WHERE {gone}"), window.values)
                _list_again(work, window, renamed)
            _filter_again(work, window)
            done += _STEP if window.many else 0
            monitor.step(done, None, said("Listing names"))


def _windows(work: Work, kind: str) -> Iterator[_Window]:
    """The subjects whose rows this change wrote or took away: all at once where they are few."""
    found = []
    for name, column in ((kind, "change_id"), (tables()[kind].history, "gone_by")):
        sql = f'SELECT count(*), min(id), max(id) FROM "{name}" WHERE {column} = :m'
        found.append(work.connection.execute(text(sql), {"m": work.change_id}).one())
    if not any(row[0] for row in found):
        return
    low, high = min(row[1] for row in found if row[0]), max(row[2] for row in found if row[0])
    if max(row[0] for row in found) <= _STEP:
        yield _Window(kind, work.change_id, low, high, many=False)
        return
    for start in range(low, high + 1, _STEP):
        yield _Window(kind, work.change_id, start, min(start + _STEP - 1, high), many=True)


def _renamed(window: _Window) -> str:
    """SQL: ids of subjects of a window whose code or names this change altered, took away or brought back."""
    kind = window.kind
    one = tables()[kind]
    same = " AND ".join(f'h."{name}" IS t."{name}"' for name in ("code", *NAMES[kind]))
    kept = f'SELECT 1 FROM "{kind}" t WHERE t.id = h.id AND {same}'
    known = f'SELECT 1 FROM "{one.history}" h WHERE h.id = t.id AND h.gone_by = :m'
    return (
        f'SELECT h.id FROM "{one.history}" h WHERE {window.gone("h")} AND NOT EXISTS ({kept}) '
        f'UNION ALL SELECT t.id FROM "{kind}" t WHERE {window.written("t")} AND NOT EXISTS ({known})'
    )


def _list_again(work: Work, window: _Window, renamed: str) -> None:
    kind = window.kind
    wanted = dict.fromkeys(("id", "code", *NAMES[kind], *(name for name in FILTERED if name in tables()[kind].columns)))
    columns = ", ".join(f't."{name}"' for name in wanted)
    page = text(f'SELECT {columns} FROM "{kind}" t WHERE {window.written("t")} AND t.id IN ({renamed}) ORDER BY t.id')
    rows = [
        {str(name): value for name, value in row.items()}
        for row in work.connection.execute(page, window.values).mappings()
    ]
    if rows:
        _list(work, kind, rows)


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


def _filter_again(work: Work, window: _Window) -> None:
    """What lists filter by is copied from the rows that this change wrote."""
    kind = window.kind
    shared = [name for name in FILTERED if name in tables()[kind].columns]
    put = ", ".join(f'{name} = t."{name}"' for name in shared)
    differs = " OR ".join(f'listing.{name} IS NOT t."{name}"' for name in shared)
    work.connection.execute(
        text(
            f'UPDATE listing SET {put} FROM "{kind}" t '
            f"WHERE {window.written('t')} AND listing.id = t.id AND ({differs})"
        ),
        window.values,
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
