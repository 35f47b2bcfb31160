"""The short record in a certificate's QR code: lines that a person can read, and that are signed to the letter."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from datetime import date

HEAD = "AUDITOR AWARD 1"
_SHORT = 32
_DIGITS = 32
"""Of the digest and of a key's fingerprint, in hexadecimal: 128 bits."""
FOREVER, UNKNOWN = "forever", "?"
_DAY = re.compile(r"\d{4}-\d\d-\d\d")


@dataclass(frozen=True, slots=True)
class Record:
    """What the record tells; ``valid_until`` None: no end, or (``endless`` false) none that is known.

    ``public`` is the public key in hex; the record names it by its fingerprint.
    """

    number: str
    learner: str
    name: str
    course: str
    version: str
    title: str
    completed_on: date
    issued_on: date
    valid_from: date | None
    valid_until: date | None
    endless: bool
    revoked_on: date | None
    organisation: str
    digest: str
    public: str


@dataclass(frozen=True, slots=True)
class Scanned:
    """A record as it was scanned: its lines by name, the text that is signed, the signature."""

    lines: dict[str, str]
    text: str
    signature: str

    def day(self, name: str, at: int = 0) -> date | None:
        """The day of a line; None where none is told."""
        parts = self.lines.get(name, "").split("..")
        found = parts[at] if at < len(parts) else ""
        try:
            return date.fromisoformat(found) if _DAY.fullmatch(found) else None
        except ValueError:
            return None


def fingerprint(public: str) -> str:
    """By what a public key (hex) is told from others."""
    return hashlib.sha256(bytes.fromhex(public)).hexdigest()[:_DIGITS]


def record_text(one: Record) -> str:
    """The lines that are signed."""
    until = FOREVER if one.endless else UNKNOWN
    until = until if one.valid_until is None else one.valid_until.isoformat()
    begun = (one.valid_from or one.completed_on).isoformat()
    lines = [
        HEAD,
        f"no {one_line(one.number, 64)}",
        f"who {who_is(one.learner)} {one_line(one.name, _SHORT)}".rstrip(),
        f"course {one_line(f'{one.course} {one.version}', 48)} {one_line(one.title, _SHORT)}".rstrip(),
        f"done {one.completed_on.isoformat()}",
        f"valid {begun}..{until}",
        f"issued {one.issued_on.isoformat()}",
    ]
    if one.revoked_on is not None:
        lines.append(f"revoked {one.revoked_on.isoformat()}")
    lines.append(f"by {one_line(one.organisation, _SHORT)}")
    lines.append(f"digest {one.digest[:_DIGITS]}")
    lines.append(f"key {fingerprint(one.public)}")
    return "\n".join(lines)


def who_is(learner: str) -> str:
    """A learner (type:code) as the record names it."""
    return one_line(learner, 48)


def one_line(text: str, longest: int) -> str:
    """A text without breaks, cut where it is longer."""
    told = " ".join(text.split())
    return told if len(told) <= longest else f"{told[: longest - 1]}…"


def scanned(text: str) -> Scanned | None:
    """A record from what a scanner read; None where it is none."""
    lines = [line.rstrip() for line in text.lstrip("\ufeff").strip().splitlines()]
    if len(lines) < 3 or lines[0] != HEAD or not lines[-1].startswith("sig "):
        return None
    found = {}
    for line in lines[1:-1]:
        name, _, value = line.partition(" ")
        found[name] = value
    return Scanned(found, "\n".join(lines[:-1]), lines[-1].removeprefix("sig ").strip())
