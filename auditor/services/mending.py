"""What the doctor may mend: caches, indexes and files left by dead processes; never a row that decides anything."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection

from auditor.i18n import Message, said
from auditor.monitor import Monitor
from auditor.services.cache_checks import CACHES
from auditor.services.context import Context
from auditor.services.verbs import Job
from auditor.storage.drafts import leftovers
from auditor.storage.expected import fresh_schema, schema_of
from auditor.storage.work import Recorded

_HURT_INDEX = re.compile(r"(?:row \S+ missing from|wrong # of entries in|non-unique entry in) index (\w+)")


@dataclass(frozen=True, slots=True)
class MendWorkspace(Job["Mended"]):
    """Make anew what can be made anew from the rows, and take away what dead processes left."""


@dataclass(frozen=True, slots=True)
class Mended:
    """What was done, in sentences; the change that records it (None: nothing in the workspace was touched)."""

    done: tuple[Message, ...]
    change: int | None


def mend(context: Context, job: MendWorkspace, monitor: Monitor, who: str) -> Mended:
    """Look first, then mend all of it in one recorded change."""
    monitor.step(0, None, said("Looking for what can be mended"))
    with context.store.reading() as connection:
        indexes = hurt_indexes(connection)
        caches = [cache for cache in CACHES if cache.fault(context, connection) is not None]
    done = [said("The index {name} was made anew.", name=name) for name in indexes]
    done += [said("{what}: made anew.", what=Message(cache.title)) for cache in caches]
    change = None
    if done:
        why = ", ".join([*indexes, *(cache.name for cache in caches)])
        with context.store.writing(Recorded(who, "mend", why=why, always=True)) as work:
            for name in indexes:
                _remake(work.connection, name)
            for number, cache in enumerate(caches):
                monitor.step(number, len(caches), Message(cache.title))
                cache.rebuild(context, work.connection)
        change = None if work.committed is None else work.committed.id
    done += [
        said("Left by a dead process, removed: {path}", path=path.name) for path in _swept(context.store.path.parent)
    ]
    return Mended(tuple(done), change)


def hurt_indexes(connection: Connection) -> list[str]:
    """Indexes of ours that are missing, altered or do not agree with their table."""
    found, wanted = schema_of(connection), fresh_schema()
    names = [key[1] for key in wanted if key[0] == "index" and found.get(key) != wanted[key]]
    for (told,) in connection.exec_driver_sql("PRAGMA integrity_check(20)").all():
        match = _HURT_INDEX.search(str(told))
        if match is not None and ("index", match[1]) in wanted and match[1] not in names:
            names.append(match[1])
    return names


def _remake(connection: Connection, name: str) -> None:
    connection.exec_driver_sql(f'DROP INDEX IF EXISTS "{name}"')
    connection.exec_driver_sql(fresh_schema()["index", name])


def _swept(folder: Path) -> list[Path]:
    gone = leftovers(folder)
    for path in gone:
        path.unlink(missing_ok=True)
    return gone
