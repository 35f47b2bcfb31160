"""The head of a chain, kept elsewhere: against it a roll-back, a cut tail or a rewrite is found."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from sqlalchemy import Connection, select

from auditor.errors import CallerMistake
from auditor.i18n import Message, said
from auditor.model.ledger import change
from auditor.model.tables import workspace
from auditor.storage.chain import GENESIS
from auditor.storage.differences import Difference


def _no_anchor() -> CallerMistake:
    return CallerMistake(
        said("The file is not an anchor of a workspace."), said("One is made with: auditor anchor export FILE")
    )


@dataclass(frozen=True, slots=True)
class Anchor:
    """The number and hash of the last change, the hash of the first (which workspace it is), its instant and title.

    ``workspace`` is empty in what a report of an earlier version carries.
    """

    workspace: str
    title: str
    change: int
    hash: str
    at: int

    def to_json(self) -> str:
        """One line of JSON, to be kept where the workspace's owner cannot reach it."""
        return json.dumps(asdict(self), ensure_ascii=False, sort_keys=True) + "\n"

    @classmethod
    def from_json(cls, text: str) -> Anchor:
        """Read it back; CallerMistake when it is no anchor."""
        try:
            read = json.loads(text)
            anchor = cls(**read)
        except (ValueError, TypeError) as error:
            raise _no_anchor() from error
        if not isinstance(anchor.change, int) or not isinstance(anchor.hash, str):
            raise _no_anchor()
        return anchor


def identity_of(connection: Connection) -> str:
    """Which workspace it is: the hash of its first change, in which a random number stands."""
    return connection.execute(select(change.c.hash).order_by(change.c.id).limit(1)).scalar() or GENESIS


def anchor_of(connection: Connection) -> Anchor:
    """The anchor of a workspace as it stands."""
    title = connection.execute(select(workspace.c.title)).scalar() or ""
    first = identity_of(connection)
    last = connection.execute(select(change.c.id, change.c.hash, change.c.at).order_by(change.c.id.desc())).first()
    if last is None:
        return Anchor(first, title, 0, GENESIS, 0)
    return Anchor(first, title, last.id, last.hash, last.at)


def anchor_difference(connection: Connection, anchor: Anchor) -> Iterator[Difference]:
    """That the chain still holds the anchored change, unaltered."""
    first = identity_of(connection)
    found = connection.execute(select(change.c.hash).where(change.c.id == anchor.change)).scalar()
    number = anchor.change
    if anchor.workspace and first != anchor.workspace:
        yield _differs(
            number,
            said(
                "Change {change} is not in this workspace: it is of another one, or the chain was rewritten from its "
                "beginning.",
                change=number,
            ),
        )
    elif found == anchor.hash:
        return
    elif (restored := restore_over(connection, number, anchor.hash)) is not None:
        yield _differs(
            number,
            said(
                "Change {change} is gone by a recorded restore: change {restored} went back behind it.",
                change=number,
                restored=restored,
            ),
        )
    elif found is None:
        yield _differs(
            number,
            said("The chain ends before change {change}: the workspace was cut or rolled back.", change=number),
        )
    else:
        yield _differs(number, said("Change {change} is another one now: the chain was rewritten.", change=number))


def _differs(number: int, message: Message) -> Difference:
    return Difference(message, "change", str(number), number)


def restore_over(connection: Connection, number: int, digest: str) -> int | None:
    """The recorded restore by which a change went: it names the head that it replaced, that change or a later one."""
    records = connection.execute(
        select(change.c.id, change.c.source).where(change.c.kind == "restore").order_by(change.c.id)
    )
    for record, source in records:
        replaced, _, head = str(source).partition(":")
        if not replaced.isdigit() or int(replaced) < number:
            continue
        if int(replaced) > number or head == digest:
            return int(record)
    return None


def write_anchor(anchor: Anchor, path: Path) -> None:
    """Write an anchor to a file, which appears whole or not at all."""
    from auditor.storage.backup import drafted

    with drafted(path) as draft:
        draft.write_text(anchor.to_json(), encoding="utf-8")
