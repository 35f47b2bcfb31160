"""The tables of the store itself: changes and their chain, runs and verdicts, the cache of names."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
)

metadata = MetaData()

Whole = Integer().with_variant(BigInteger(), "postgresql")
"""Every number: days, seconds, hundredths, flags, keys."""

change = Table(
    "change",
    metadata,
    Column("id", Whole.with_variant(Integer(), "sqlite"), primary_key=True, autoincrement=False),
    Column("at", Whole, nullable=False),
    Column("who", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("why", Text, nullable=False, server_default=""),
    Column("source", Text, nullable=False, server_default=""),
    Column("rows", Whole, nullable=False),
    Column("digest", Text, nullable=False),
    Column("prev", Text, nullable=False, unique=True),
    Column("hash", Text, nullable=False),
    sqlite_strict=True,
)

head = Table(
    "head",
    metadata,
    Column(
        "one",
        Whole.with_variant(Integer(), "sqlite"),
        CheckConstraint("one = 1"),
        primary_key=True,
        autoincrement=False,
    ),
    Column("change_id", Whole, nullable=False),
    Column("hash", Text, nullable=False),
    sqlite_strict=True,
)

writing = Table(
    "writing",
    metadata,
    Column(
        "one",
        Whole.with_variant(Integer(), "sqlite"),
        CheckConstraint("one = 1"),
        primary_key=True,
        autoincrement=False,
    ),
    Column("change_id", Whole),
    sqlite_strict=True,
)

run = Table(
    "run",
    metadata,
    Column("id", Integer().with_variant(BigInteger(), "postgresql"), primary_key=True),
    Column("as_of", Whole, nullable=False),
    Column("known_at", Whole),
    Column("known_change", Whole, nullable=False),
    Column("made_at", Whole, nullable=False),
    Column("engine", Text, nullable=False),
    Column("packs", Text, nullable=False),
    Column("params", Text, nullable=False),
    Column("scope", Text, nullable=False),
    Column("subjects", Text, nullable=False),
    Column("counts", Text, nullable=False),
    Column("digest", Text, nullable=False),
    Column("verdicts_digest", Text, nullable=False),
    Column("change_id", Whole, nullable=False),
    sqlite_strict=True,
    sqlite_autoincrement=True,
)

Index("ix_run_change", run.c.change_id)

verdict = Table(
    "verdict",
    metadata,
    Column("run_id", Whole, ForeignKey("run.id", deferrable=True, initially="DEFERRED"), primary_key=True),
    Column("subject_id", Whole, primary_key=True),
    Column("rule", Text, primary_key=True),
    Column("discriminator", Text, primary_key=True, server_default=""),
    Column("result", Text, nullable=False),
    Column("severity", Text),
    Column("effect", Text),
    Column("curable", Whole, nullable=False),
    sqlite_strict=True,
    sqlite_with_rowid=False,
)
"""What was not pass or notapplicable in a stored run; (rule, subject, discriminator) is the finding's identity."""

leaf = Table(
    "leaf",
    metadata,
    Column("change_id", Whole, primary_key=True),
    Column("part", Text, primary_key=True),
    Column("digests", LargeBinary, nullable=False),
    sqlite_strict=True,
)
"""Eight bytes of each row's digest, so that a broken chain can name the first row that differs.

A rowid table on purpose: in a keyed one every look-up would read the millions of bytes of its neighbours."""

blob = Table(
    "blob",
    metadata,
    Column("sha256", Text, primary_key=True),
    Column("content", LargeBinary, nullable=False),
    sqlite_strict=True,
)
"""What scans hold, each content once, under the hash that the attachments' digests cover.

A rowid table on purpose: only such a one lets a content be read piece by piece."""

listing = Table(
    "listing",
    metadata,
    Column("id", Whole.with_variant(Integer(), "sqlite"), primary_key=True, autoincrement=False),
    Column("type", Text, nullable=False),
    Column("code", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("sort_key", Text, nullable=False),
    Column("status", Text),
    Column("unit", Text),
    Column("owner", Text),
    Column("platform", Text),
    Column("answer", Whole),
    sqlite_strict=True,
)
"""What lists order and filter by: a cache outside the chain.

``answer`` is that of ``standing``; empty where nobody was judged yet."""

_FILTERED = (
    listing.c.status,
    listing.c.answer,
    listing.c.unit,
    listing.c.owner,
    listing.c.platform,
)
Index("ix_listing_order", listing.c.type, listing.c.sort_key, listing.c.id, *_FILTERED)
Index("ix_listing_code", listing.c.type, listing.c.code, listing.c.id, *_FILTERED)
Index(
    "ix_listing_facets",
    listing.c.type,
    listing.c.answer,
    listing.c.status,
    listing.c.unit,
    listing.c.owner,
    listing.c.platform,
)

standing = Table(
    "standing",
    metadata,
    Column("subject_id", Whole.with_variant(Integer(), "sqlite"), primary_key=True, autoincrement=False),
    Column("type", Text, nullable=False),
    Column("answer", Whole, nullable=False),
    Column("critical", Whole, nullable=False),
    Column("high", Whole, nullable=False),
    Column("medium", Whole, nullable=False),
    Column("low", Whole, nullable=False),
    Column("info", Whole, nullable=False),
    Column("unknown", Whole, nullable=False),
    Column("next_change", Whole, nullable=False),
    sqlite_strict=True,
)
"""How each subject stands on the day of ``standing_state``: a cache outside the chain.

No answer of a subject changes before the day ``next_change`` unless somebody writes."""
Index("ix_standing_next", standing.c.type, standing.c.next_change, standing.c.subject_id)

standing_state = Table(
    "standing_state",
    metadata,
    Column(
        "one",
        Whole.with_variant(Integer(), "sqlite"),
        CheckConstraint("one = 1"),
        primary_key=True,
        autoincrement=False,
    ),
    Column("day", Whole),
    Column("change_id", Whole, nullable=False),
    Column("book", Text, nullable=False),
    Column("filling", Text, nullable=False),
    sqlite_strict=True,
)
"""For which day, change and rule book ``standing`` holds; no day: for none. ``filling`` names who is writing it."""
