"""Puts a workspace under another passphrase: written anew beside itself, verified, switched while nobody is at it."""

from __future__ import annotations

import os
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from sqlalchemy import Connection

from auditor.clock import Clock
from auditor.errors import Busy, CallerMistake, IntegrityBroken, WorldFailed
from auditor.i18n import said
from auditor.monitor import Monitor
from auditor.storage.access import why_unwritable
from auditor.storage.anchor import Anchor, anchor_of
from auditor.storage.backup import drafted, examined, write_under
from auditor.storage.drafts import check_name, leftovers
from auditor.storage.engine import make_engine
from auditor.storage.location import disk_of
from auditor.storage.restore import no_leftovers, recorded, second_name
from auditor.storage.told import told
from auditor.storage.verify import verify_chain
from auditor.storage.workspace import key_of, recognise

Turned = Literal["set", "changed", "removed"]

_SPARE = 8 << 20
"""Bytes that must be free beyond the workspace's own size."""
_PATIENCE = 1_000


@dataclass(frozen=True, slots=True)
class Rekeyed:
    """What was done: a passphrase set, changed or removed; by which change; where the former file is kept (None: gone).

    ``anchor`` is the chain's new head.
    """

    turned: Turned
    change: int
    kept: Path | None
    anchor: Anchor


def rekey(
    path: Path, clock: Clock, monitor: Monitor, *, who: str, present: str | None, new: str | None, keep: bool = False
) -> Rekeyed:
    """Put the workspace under the passphrase ``new`` (None: under none); ``present`` is the one it has.

    Nobody else may have it open: Busy. At every moment the workspace is under its name, whole, under the one passphrase
    or under the other; stopped or failed before the switch, nothing has happened. With ``keep`` the former file stays
    beside it under a second name, else it is deleted.
    """
    path = Path(os.path.realpath(path))
    check_name(path)
    turned = _turned(path, present, new)
    why = why_unwritable(path)
    if why is not None:
        raise why.error()
    _room(path)
    key = None if new is None else key_of(new, secrets.token_bytes(16))
    monitor.step(0, None, said("Taking hold of the workspace"))
    with told(path), _held(path, recognise(path, present)) as cursor:
        head = cursor.execute("SELECT change_id, hash FROM head").fetchone()
        with drafted(path) as draft:
            monitor.step(0, None, said("Writing the workspace anew"))
            write_under(cursor, draft, key)
            examined(draft, key, lambda copy: _same(copy, tuple(head), monitor))
            anchor = recorded(draft, key, clock, who, "passphrase", why=turned)
            no_leftovers(path)
            shutil.copymode(path, draft)
            kept = second_name(path, "former", copying=False) if keep else None
            if os.name == "nt":  # there a file that is open gives up its name to nobody
                cursor.connection.close()
    return Rekeyed(turned, anchor.change, kept, anchor)


def _turned(path: Path, present: str | None, new: str | None) -> Turned:
    encrypted = recognise(path, present) is not None
    if new is None:
        if not encrypted:
            raise CallerMistake(
                said("The workspace has no passphrase; nothing was done."), said("To set one: auditor passphrase")
            )
        return "removed"
    if not new:
        raise CallerMistake(
            said("An empty passphrase protects nothing; nothing was done."),
            said("Type some words that only you put together."),
        )
    if encrypted and new == present:
        raise CallerMistake(said("That is the passphrase already; nothing was done."), said("Choose another one."))
    return "changed" if encrypted else "set"


def _room(path: Path) -> None:
    """Refuse where the second file finds no room, before anything is written."""
    for leftover in leftovers(path.parent):
        if leftover.name.startswith(f".{path.name}."):
            leftover.unlink(missing_ok=True)  # of one that was killed: it may be as large as the workspace
    need, free = path.stat().st_size + _SPARE, shutil.disk_usage(path.parent).free
    if free < need:
        raise WorldFailed(
            said(
                "The workspace is written anew beside itself: that takes {need} MB, and the disk {disk} has {free} MB.",
                need=f"{need / 1e6:,.0f}",
                disk=str(disk_of(path)),
                free=f"{free / 1e6:,.0f}",
            ),
            said("Free some space, then try again."),
        )


@contextmanager
def _held(path: Path, key: str | None) -> Iterator[Any]:
    """A cursor on the workspace while nobody else can open it: all of it in its one file, locked until the end.

    Until then this process must not open and close the file itself: POSIX would take the lock away with that.
    """
    engine = make_engine(path, key, read_only=False)
    try:
        raw = engine.raw_connection()
        cursor = raw.cursor()
        try:
            _lock(cursor)
            yield cursor
        finally:
            raw.close()
    finally:
        engine.dispose()


def _lock(cursor: Any) -> None:
    """Leave WAL, which is granted only to somebody who has the file alone, and keep the lock that it takes."""
    cursor.execute(f"PRAGMA busy_timeout = {_PATIENCE}")
    cursor.execute("PRAGMA locking_mode = EXCLUSIVE").fetchone()
    try:
        mode = cursor.execute("PRAGMA journal_mode = DELETE").fetchone()[0]
        cursor.execute("BEGIN EXCLUSIVE")
        cursor.execute("COMMIT")  # in this mode the lock stays
    except Exception as error:
        if "locked" not in str(error):
            raise
        mode = ""
    if mode != "delete":
        raise Busy(said("The workspace is open in another window or command."), said("Close it there, then try again."))


def _same(copy: Connection, head: tuple[Any, ...], monitor: Monitor) -> None:
    """The copy's whole chain is recomputed from its rows, and ends where the workspace's ends."""
    report = verify_chain(copy, monitor)
    if report.first_difference is not None:
        raise IntegrityBroken(
            said("The workspace does not verify, so nothing was changed: {what}", what=report.first_difference),
            said("Restore the last backup that verifies."),
        )
    anchor = anchor_of(copy)
    if (anchor.change, anchor.hash) != head:
        raise IntegrityBroken(
            said("The copy of the workspace is damaged: {what}", what=said("its chain ends elsewhere")),
            said("Check the workspace with: auditor doctor"),
        )
