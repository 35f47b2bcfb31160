"""What this computer last saw of a workspace, kept apart from it: against it a file that was rolled back is noticed."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace
from enum import StrEnum
from pathlib import Path

from sqlalchemy import Connection, select

from auditor.model.ledger import change
from auditor.storage.anchor import restore_over
from auditor.storage.chain import GENESIS, Link

_KEPT_PLACES = 20
"""Copies and backups that were opened, too, have a place each; the ones seen longest ago are forgotten."""


@dataclass(frozen=True, slots=True)
class Seen:
    """The last change that was seen, and the last one up to which the chain was recomputed: numbers and hashes."""

    change: int
    hash: str
    verified: int = 0
    verified_hash: str = GENESIS


class Standing(StrEnum):
    """How a chain stands to what was seen of it."""

    NEW = "new"
    """Nothing was seen here, or only in another place, and the chain holds it."""
    CONTINUES = "continues"
    RESTORED = "restored"
    """What was seen is gone by a restore that the chain itself records."""
    BEHIND = "behind"
    """The chain ends before what was seen."""
    REWRITTEN = "rewritten"
    """The chain goes on, but not with what was seen."""
    OLDER_COPY = "older copy"
    """In a place where nothing was seen yet: behind what was seen elsewhere, as a backup is."""


ALARMS = (Standing.BEHIND, Standing.REWRITTEN)


@dataclass(frozen=True, slots=True)
class Judged:
    """The standing, and what was seen (None: nothing)."""

    standing: Standing
    seen: Seen | None


def state_folder() -> Path | None:
    """Where the user's computer keeps what programs know of themselves; AUDITOR_STATE names another, or ``off``."""
    named = os.environ.get("AUDITOR_STATE", "")
    if named.casefold() == "off":
        return None
    if named:
        return Path(named)
    from platformdirs import user_state_path

    return user_state_path("auditor", appauthor=False)


class Witness:
    """The small file on one workspace in the state folder: hashes and numbers, no names, no paths.

    A witness must never stand in the way: what cannot be read or written here is as if it were not there.
    """

    def __init__(self, folder: Path, identity: str, path: Path) -> None:
        self._file = folder / "witness" / f"{identity[:32]}.json"
        self._place = hashlib.sha256(os.path.realpath(path).encode()).hexdigest()[:16]

    def judge(self, connection: Connection) -> Judged:
        """Hold the chain against what was seen of it."""
        places = self._read()
        seen = places.get(self._place)
        if seen is not None:
            return Judged(_standing(connection, seen), seen)
        elsewhere = max(places.values(), key=lambda one: one.change, default=None)
        if elsewhere is not None and _standing(connection, elsewhere) in (Standing.BEHIND, Standing.REWRITTEN):
            return Judged(Standing.OLDER_COPY, elsewhere)
        return Judged(Standing.NEW, elsewhere)

    def keep(self, seen: Seen) -> None:
        """Remember this place's state."""
        places = self._read()
        if places.get(self._place) == seen:
            return
        places.pop(self._place, None)
        places[self._place] = seen
        kept = dict(list(places.items())[-_KEPT_PLACES:])
        text = json.dumps({"format": 1, "places": {place: asdict(one) for place, one in kept.items()}})
        draft = self._file.with_suffix(f".{os.getpid()}")
        try:
            self._file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            # Not synced: a power cut leaves the former file or an unreadable one, and a witness may be missing.
            draft.write_text(text, encoding="utf-8")
            draft.replace(self._file)
        except OSError:
            return

    def _read(self) -> dict[str, Seen]:
        try:
            told = json.loads(self._file.read_text(encoding="utf-8"))
            return {str(place): _seen(one) for place, one in told["places"].items()}
        except (OSError, ValueError, TypeError, KeyError, AttributeError):
            return {}


def _seen(told: dict[str, object]) -> Seen:
    return Seen(int(str(told["change"])), str(told["hash"]), int(str(told["verified"])), str(told["verified_hash"]))


def advanced(seen: Seen, links: Iterable[Link]) -> Seen:
    """What was seen, after changes that this program wrote: sealing one reads its rows back, as verifying does."""
    for link in links:
        if link.prev == seen.verified_hash:
            seen = replace(seen, verified=link.id, verified_hash=link.hash())
        if link.id > seen.change:
            seen = replace(seen, change=link.id, hash=link.hash())
    return seen


def _standing(connection: Connection, seen: Seen) -> Standing:
    found = connection.execute(select(change.c.hash).where(change.c.id == seen.change)).scalar()
    if found == seen.hash or seen.change == 0:
        return Standing.CONTINUES
    if restore_over(connection, seen.change, seen.hash) is not None:
        return Standing.RESTORED
    return Standing.BEHIND if found is None else Standing.REWRITTEN
