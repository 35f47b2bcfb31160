"""Which lines of a list are shown: one value for the window, for saved views, for bulk work and for scripts."""

from __future__ import annotations

from dataclasses import dataclass, replace

PICKED = ("answer", "stands", "status", "kind", "category", "platform", "scope", "unit", "owner", "tag", "missing")
"""What is picked from values, in the order in which it is shown."""


@dataclass(frozen=True, slots=True)
class ListFilter:
    """Which lines a list shows: typed text (name, pinyin, initials, code), and per column the values let through.

    An empty tuple lets everything through; "" among the values lets through who has none. ``status`` is the latest
    one (of a record: its state); ``answer`` (words of auditor.services.standing.ANSWERS) is what the standing holds.
    ``kind`` is a record's kind (a licence's or contract's, a product's category, an authorisation's brand).
    ``category`` is one of the categories of a host, merchant or broadcast: a code, a name or a trade word, or a group
    that rules ask for (food), which lets through whatever stands in it.
    ``platform`` and ``scope`` (of a licence what it permits, of an authorisation its categories) of a record let
    through what names any of the values.
    ``tag`` lets through who bears any of the tags. ``missing`` names fields of which every one must be empty ("scan":
    no scan is attached). ``expires_within`` lets through what lapses on the as-of day or within so many days after it
    (auditor.services.lapsing: what something succeeds does not), of subjects those of whom something does.
    ``stands`` says how a record stands on the as-of day: in_force, expired, not_yet, ended, open (no end is known).
    In lists of records ``unit``, ``owner`` (in charge), ``tag`` and ``answer`` are those of the subject they belong to.
    """

    text: str = ""
    status: tuple[str, ...] = ()
    answer: tuple[str, ...] = ()
    unit: tuple[str, ...] = ()
    owner: tuple[str, ...] = ()
    platform: tuple[str, ...] = ()
    scope: tuple[str, ...] = ()
    kind: tuple[str, ...] = ()
    stands: tuple[str, ...] = ()
    tag: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    expires_within: int | None = None
    category: tuple[str, ...] = ()

    def values(self, column: str) -> tuple[str, ...]:
        """What is let through of a column, as texts; nothing lets everything through."""
        if column == "expires_within":
            return () if self.expires_within is None else (str(self.expires_within),)
        found: tuple[str, ...] = getattr(self, column)
        return found

    def turned(self, column: str, value: str) -> ListFilter:
        """With the value let through, or without it where it was."""
        if column == "expires_within":
            return replace(self, expires_within=None if self.values(column) == (value,) else int(value))
        before = self.values(column)
        after = tuple(one for one in before if one != value) if value in before else (*before, value)
        return replace(self, **{column: after})  # type: ignore[arg-type] # each of these is a tuple of texts

    @property
    def picked(self) -> tuple[tuple[str, str], ...]:
        """(column, value) of everything but the text that filters."""
        return tuple((name, value) for name in (*PICKED, "expires_within") for value in self.values(name))
