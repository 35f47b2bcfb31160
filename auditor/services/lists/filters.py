"""Which lines of a list are shown: one value for the window, for saved views, for bulk work and for scripts."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ListFilter:
    """Which lines a list shows: typed text (name, pinyin, initials, code), and per column the values let through.

    An empty tuple lets everything through; "" among the values lets through who has none. ``status`` is the latest
    one (of a record: its state); ``answer`` (words of auditor.services.standing.ANSWERS) is what the standing holds.
    ``kind`` is a record's kind (a licence's or contract's, a product's category, an authorisation's brand).
    ``tag`` lets through who bears any of the tags. ``missing`` names fields of which every one must be empty ("scan":
    no scan is attached). ``expires_within`` lets through what ends on the as-of day or within so many days after it.
    ``stands`` says how a record stands on the as-of day: in_force, expired, not_yet, ended, open (no end is known).
    In lists of records ``unit``, ``owner`` (in charge), ``tag`` and ``answer`` are those of the subject they belong to.
    """

    text: str = ""
    status: tuple[str, ...] = ()
    answer: tuple[str, ...] = ()
    unit: tuple[str, ...] = ()
    owner: tuple[str, ...] = ()
    platform: tuple[str, ...] = ()
    kind: tuple[str, ...] = ()
    stands: tuple[str, ...] = ()
    tag: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    expires_within: int | None = None
