"""What keeps a workspace safe from loss and from its own owner: backups, and anchors kept elsewhere."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import Connection

from auditor.errors import CallerMistake, IntegrityBroken
from auditor.i18n import said
from auditor.monitor import Monitor
from auditor.services.context import Context
from auditor.services.verbs import Job, Query
from auditor.storage.anchor import Anchor, anchor_of
from auditor.storage.verify import ChainReport, verify_chain


@dataclass(frozen=True, slots=True)
class BackUp(Job[Path]):
    """A whole, verified copy at ``out``, while others write; ``passphrase`` encrypts it (else as the workspace is)."""

    out: Path
    passphrase: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class AnchorNow(Query[Anchor]):
    """The head of the chain, to be kept elsewhere."""


@dataclass(frozen=True, slots=True)
class CheckAnchor(Job[ChainReport]):
    """The whole chain recomputed, and held against an anchor kept earlier."""

    anchor: Anchor


def back_up(context: Context, job: BackUp, monitor: Monitor, who: str) -> Path:
    """Copy, examine, and only then give the copy its name; a file already there is left alone."""
    from auditor.storage.backup import copy_under, copy_whole
    from auditor.storage.workspace import key_of

    if job.out.exists():
        raise CallerMistake(
            said("{path} exists already.", path=str(job.out)), said("Choose another name; nothing was changed.")
        )

    def examine(copy: Connection) -> None:
        report = verify_chain(copy, monitor)
        if report.first_difference is not None:
            raise IntegrityBroken(
                said("The workspace does not verify, so no backup was made: {what}", what=report.first_difference),
                said("Restore the last backup that verifies."),
            )

    monitor.step(0, None, said("Copying the workspace"))
    store = context.store
    if job.passphrase is None:
        copy_whole(store.path, store.key, job.out, examine)
    else:
        copy_under(store.path, store.key, job.out, key_of(job.passphrase, os.urandom(16)), examine)
    return job.out


def anchor_now(context: Context, connection: Connection, query: AnchorNow) -> Anchor:
    """Where the chain stands."""
    return anchor_of(connection)


def check_anchor(context: Context, job: CheckAnchor, monitor: Monitor, who: str) -> ChainReport:
    """On one moment of the store."""
    with context.store.reading() as connection:
        return verify_chain(connection, monitor, job.anchor)
