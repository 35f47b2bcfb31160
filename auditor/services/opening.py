"""What there is to say when a workspace is opened: that it can only be read, was rolled back, lies in a bad place."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection

from auditor.i18n import Message, said
from auditor.services.context import Context
from auditor.services.verbs import Query
from auditor.storage.anchor import Anchor, anchor_of, identity_of
from auditor.storage.location import doubtful_place
from auditor.storage.since import verify_since
from auditor.storage.watch import Watch
from auditor.storage.witness import Judged, Standing, Witness, state_folder


@dataclass(frozen=True, slots=True)
class Notice:
    """One thing to know before working: the sentence, what to do, and whether it may be taken as it is (AcceptHead)."""

    message: Message
    hint: Message | None = None
    acceptable: bool = False


@dataclass(frozen=True, slots=True)
class AtOpening(Query[tuple[Notice, ...]]):
    """Hold the workspace against what this computer last saw of it and verify what has come since; never blocks."""


@dataclass(frozen=True, slots=True)
class AcceptHead(Query[Anchor]):
    """Take the workspace as it stands for the last that this computer has seen of it."""


def at_opening(context: Context, connection: Connection, query: AtOpening) -> tuple[Notice, ...]:
    """Under a second, whatever the size."""
    found: list[Notice] = []
    unwritable = context.store.unwritable
    if unwritable is not None:
        found.append(Notice(unwritable.message, unwritable.hint))
    witness = witness_of(context, connection)
    judged = Judged(Standing.NEW, None) if witness is None else witness.judge(connection)
    if judged.standing is Standing.NEW:
        found += _placed(context)
    found += _stands(judged, anchor_of(connection).change)
    found += _refused_packs(context)
    if witness is not None:
        context.watch = Watch(witness, judged)
        since = verify_since(connection, *context.watch.verified)
        context.watch.looked(anchor_of(connection), since)
        if since.difference is not None:
            hint = said("Recompute all of it with: auditor verify --chain")
            found.append(Notice(since.difference.message, hint))
    return tuple(found)


def accept_head(context: Context, connection: Connection, query: AcceptHead) -> Anchor:
    """Nothing in the workspace changes; what was verified before counts no more."""
    anchor = anchor_of(connection)
    witness = witness_of(context, connection)
    if witness is not None:
        context.watch = Watch.accepted(witness, anchor)
    return anchor


def witness_of(context: Context, connection: Connection) -> Witness | None:
    """What this computer remembers of the workspace that is open; None where it is to remember nothing."""
    folder = state_folder()
    return None if folder is None else Witness(folder, identity_of(connection), context.store.path)


def _stands(judged: Judged, last: int) -> list[Notice]:
    if judged.seen is None:
        return []
    hint = said(
        "Find out who did this and why; restore the last good backup, or take it as it is: auditor anchor accept"
    )
    number = judged.seen.change
    if judged.standing is Standing.BEHIND:
        message = said(
            "This computer has seen change {n} of this workspace; now it ends with change {last}: an older copy was "
            "put in its place, or its last changes were cut off.",
            n=number,
            last=last,
        )
        return [Notice(message, hint, acceptable=True)]
    if judged.standing is Standing.REWRITTEN:
        message = said(
            "Change {n} is not the one that this computer has seen: the workspace was rewritten, or an older copy of "
            "it was continued.",
            n=number,
        )
        return [Notice(message, hint, acceptable=True)]
    if judged.standing is Standing.OLDER_COPY:
        message = said(
            "This is an older copy: it ends with change {last}, and this computer has seen change {n} elsewhere.",
            n=number,
            last=last,
        )
        return [Notice(message)]
    return []


def _refused_packs(context: Context) -> list[Notice]:
    """Packs beside ours that do not check; asked for only where there are any, since loading a book takes its time."""
    from auditor import installed
    from auditor.rulebook.book import OURS

    if context.packs is not None or all(one.parent.name in OURS for one in installed.rules().glob("*/pack.yaml")):
        return []
    first = {one.file.partition("/")[0]: one for one in reversed(context.published().refused)}
    return [
        Notice(
            said("The rule pack {name} is left out: {where}: {what}", name=name, where=one.where, what=one.message),
            said("See all faults with: auditor rules check {path}", path=str(installed.rules() / name)),
        )
        for name, one in sorted(first.items())
    ]


def _placed(context: Context) -> list[Notice]:
    """Told once for each place: where it lies does not change from one command to the next."""
    place = doubtful_place(context.store.path)
    if place == "synced":
        return [
            Notice(
                said("The workspace lies in a synced folder, which can tear it."),
                said("Keep it on a local disk and sync backups."),
            )
        ]
    if place == "network":
        return [
            Notice(said("The workspace lies on a network drive, which can tear it."), said("Keep it on a local disk."))
        ]
    return []
