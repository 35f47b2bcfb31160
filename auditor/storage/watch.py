"""The witness of an open workspace: takes note of what is written and verified, unless it already found something."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Self

from auditor.storage.anchor import Anchor
from auditor.storage.chain import GENESIS, Link
from auditor.storage.since import Since
from auditor.storage.witness import ALARMS, Judged, Seen, Standing, Witness, advanced


class Watch:
    """Holds what was seen of the open workspace; after an alarm nothing is noted until the state is accepted."""

    def __init__(self, witness: Witness, judged: Judged) -> None:
        self._witness = witness
        self._alarmed = judged.standing in ALARMS
        known = judged.seen if judged.standing is Standing.CONTINUES else None
        self._seen = known or Seen(0, GENESIS)

    @classmethod
    def accepted(cls, witness: Witness, anchor: Anchor) -> Self:
        """From now on this state is what was seen."""
        made = cls(witness, Judged(Standing.NEW, None))
        made._seen = Seen(anchor.change, anchor.hash)
        witness.keep(made._seen)
        return made

    @property
    def verified(self) -> tuple[int, str]:
        """The change up to which the chain was recomputed here, and its hash."""
        return self._seen.verified, self._seen.verified_hash

    def looked(self, anchor: Anchor, since: Since) -> None:
        """The chain was read at a start."""
        self._keep(Seen(anchor.change, anchor.hash, since.verified, since.hash))

    def note(self, links: Iterable[Link]) -> None:
        """Changes were written by this program."""
        self._keep(advanced(self._seen, links))

    def whole(self, number: int, digest: str) -> None:
        """The whole chain was recomputed and found good up to a change."""
        self._keep(replace(self._seen, verified=number, verified_hash=digest))

    def _keep(self, seen: Seen) -> None:
        self._seen = seen
        if not self._alarmed:
            self._witness.keep(seen)
