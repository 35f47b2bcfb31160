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
class BackUp(Job["BackedUp"]):
    """A whole, verified copy at ``out``, while others write; ``passphrase`` encrypts it (else as the workspace is)."""

    out: Path
    passphrase: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class BackedUp:
    """Where the copy is, the head of its chain, and the file beside it that holds the same: to be kept elsewhere."""

    path: Path
    anchor: Anchor
    anchor_file: Path


@dataclass(frozen=True, slots=True)
class AnchorNow(Query[Anchor]):
    """The head of the chain, to be kept elsewhere."""


@dataclass(frozen=True, slots=True)
class CheckAnchor(Job[ChainReport]):
    """The whole chain recomputed, and held against an anchor kept earlier."""

    anchor: Anchor


def back_up(context: Context, job: BackUp, monitor: Monitor, who: str) -> BackedUp:
    """Copy, examine, and only then give the copy its name; a file already there is left alone."""
    from auditor.storage.anchor import write_anchor
    from auditor.storage.backup import copy_under, copy_whole
    from auditor.storage.drafts import check_name
    from auditor.storage.workspace import key_of

    anchor_file = anchor_beside(job.out)
    check_name(anchor_file)
    for path in (job.out, anchor_file):
        if path.exists():
            raise CallerMistake(
                said("{path} exists already.", path=str(path)), said("Choose another name; nothing was changed.")
            )
    anchors: list[Anchor] = []

    def examine(copy: Connection) -> None:
        report = verify_chain(copy, monitor)
        if report.first_difference is not None:
            raise IntegrityBroken(
                said("The workspace does not verify, so no backup was made: {what}", what=report.first_difference),
                said("Restore the last backup that verifies."),
            )
        anchors.append(anchor_of(copy))

    monitor.step(0, None, said("Copying the workspace"))
    store = context.store
    with store.reading():  # a file that can only be read is watched meanwhile
        if job.passphrase is None:
            copy_whole(store.path, store.key, job.out, examine, store.access)
        else:
            new_key = key_of(job.passphrase, os.urandom(16))
            copy_under(store.path, store.key, job.out, new_key, examine, store.access)
    write_anchor(anchors[0], anchor_file)
    if context.watch is not None:
        context.watch.whole(anchors[0].change, anchors[0].hash)
    return BackedUp(job.out, anchors[0], anchor_file)


def anchor_beside(backup: Path) -> Path:
    """The file that holds a backup's anchor."""
    return backup.with_name(f"{backup.name}.anchor.json")


def anchor_now(context: Context, connection: Connection, query: AnchorNow) -> Anchor:
    """Where the chain stands."""
    return anchor_of(connection)


def check_anchor(context: Context, job: CheckAnchor, monitor: Monitor, who: str) -> ChainReport:
    """On one moment of the store."""
    with context.store.reading() as connection:
        report = verify_chain(connection, monitor, job.anchor)
    if report.ok and context.watch is not None:
        context.watch.whole(report.changes, report.head)
    return report


def anchor_in(path: Path, passphrase: str | None = None) -> Anchor:
    """The anchor that a file holds: an anchor file, a report, or a backup (under ``passphrase`` when encrypted).

    Raises CallerMistake for any other file.
    """
    from auditor.storage.told import told

    if not path.is_file():
        raise CallerMistake(said("There is no file {path}.", path=str(path)), said("Check the path."))
    with told(path), path.open("rb") as stream:
        start = stream.read(4096)
    if start.startswith(b"%PDF-"):
        from auditor.services.reports.verifying import anchor_of_report

        return anchor_of_report(path)
    if start.lstrip()[:1] == b"{":
        return Anchor.from_json(path.read_text(encoding="utf-8", errors="replace"))
    return _anchor_of_backup(path, passphrase)


def _anchor_of_backup(path: Path, passphrase: str | None) -> Anchor:
    from auditor.errors import WorkspaceUnusable
    from auditor.storage.backup import anchor_of_file
    from auditor.storage.workspace import recognise

    try:
        return anchor_of_file(path, recognise(path, passphrase))
    except WorkspaceUnusable as error:
        raise CallerMistake(
            said("{path} holds no anchor.", path=str(path)),
            said("An anchor file, a report of this program or a backup that can be opened holds one."),
        ) from error
