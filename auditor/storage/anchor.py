"""The head of a chain, kept elsewhere: against it a roll-back, a cut tail or a rewrite is found."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass

from sqlalchemy import Connection, select

from auditor.errors import CallerMistake
from auditor.i18n import said
from auditor.model.ledger import change
from auditor.model.tables import workspace
from auditor.storage.chain import GENESIS
from auditor.storage.differences import Difference


@dataclass(frozen=True, slots=True)
class Anchor:
    """The number and hash of the last change, the hash of the first (which workspace it is), its instant and title."""

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
            raise CallerMistake(said("The file is not an anchor of a workspace.")) from error
        if not isinstance(anchor.change, int) or not isinstance(anchor.hash, str):
            raise CallerMistake(said("The file is not an anchor of a workspace."))
        return anchor


def anchor_of(connection: Connection) -> Anchor:
    """The anchor of a workspace as it stands."""
    title = connection.execute(select(workspace.c.title)).scalar() or ""
    first = connection.execute(select(change.c.hash).order_by(change.c.id).limit(1)).scalar() or GENESIS
    last = connection.execute(select(change.c.id, change.c.hash, change.c.at).order_by(change.c.id.desc())).first()
    if last is None:
        return Anchor(first, title, 0, GENESIS, 0)
    return Anchor(first, title, last.id, last.hash, last.at)


def anchor_difference(connection: Connection, anchor: Anchor) -> Iterator[Difference]:
    """That the chain still holds the anchored change, unaltered."""
    first = connection.execute(select(change.c.hash).order_by(change.c.id).limit(1)).scalar()
    found = connection.execute(select(change.c.hash).where(change.c.id == anchor.change)).scalar()
    if found is None:
        yield Difference(
            said(
                "The chain ends before change {change} of the anchor: the workspace was cut or rolled back.",
                change=anchor.change,
            ),
            "change",
            str(anchor.change),
            anchor.change,
        )
    elif found != anchor.hash or first != anchor.workspace:
        yield Difference(
            said(
                "Change {change} is not the one of the anchor: the chain was rewritten, or it is another workspace.",
                change=anchor.change,
            ),
            "change",
            str(anchor.change),
            anchor.change,
        )
