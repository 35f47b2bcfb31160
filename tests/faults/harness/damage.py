"""What bad memory, bad disks and bad copies do to a file."""

from __future__ import annotations

import random
from collections.abc import Callable

PAGE = 4_096
SECTOR = 512

Harm = Callable[[bytearray, bytes, random.Random], str]
"""Harms the data; the older bytes of the same file are at hand. Gives what was done."""


def _page(data: bytes | bytearray, source: random.Random) -> int:
    return source.randrange(len(data) // PAGE) * PAGE


def flip(data: bytearray, older: bytes, source: random.Random) -> str:
    """One bit."""
    at = source.randrange(len(data))
    bit = source.randrange(8)
    data[at] ^= 1 << bit
    return f"bit {bit} of byte {at}"


def zero_sector(data: bytearray, older: bytes, source: random.Random) -> str:
    """512 bytes lost."""
    at = source.randrange(len(data) // SECTOR) * SECTOR
    data[at : at + SECTOR] = bytes(SECTOR)
    return f"sector at {at}"


def zero_page(data: bytearray, older: bytes, source: random.Random) -> str:
    """A page lost."""
    at = _page(data, source)
    data[at : at + PAGE] = bytes(PAGE)
    return f"page at {at}"


def swap_pages(data: bytearray, older: bytes, source: random.Random) -> str:
    """Two pages in each other's place."""
    one, two = _page(data, source), _page(data, source)
    data[one : one + PAGE], data[two : two + PAGE] = data[two : two + PAGE], data[one : one + PAGE]
    return f"pages at {one} and {two}"


def truncate(data: bytearray, older: bytes, source: random.Random) -> str:
    """The end is missing."""
    at = source.choice([source.randrange(len(data)), _page(data, source)])
    del data[at:]
    return f"from {at} on"


def append(data: bytearray, older: bytes, source: random.Random) -> str:
    """Something follows the end."""
    many = source.choice([1, SECTOR, PAGE, 10 * PAGE])
    data += source.randbytes(many)
    return f"{many} bytes more"


def old_page(data: bytearray, older: bytes, source: random.Random) -> str:
    """A page as it was earlier."""
    changed = [at for at in range(0, min(len(data), len(older)), PAGE) if data[at : at + PAGE] != older[at : at + PAGE]]
    at = source.choice(changed or [0])
    data[at : at + PAGE] = older[at : at + PAGE]
    return f"old page at {at}"


HARMS: dict[str, Harm] = {
    "bit-flip": flip,
    "zero-512": zero_sector,
    "zero-page": zero_page,
    "swap-pages": swap_pages,
    "truncate": truncate,
    "append": append,
    "old-page": old_page,
}
IN_A_LOG: dict[str, Harm] = {name: HARMS[name] for name in ("bit-flip", "zero-512", "truncate", "append")}
"""What can befall the write-ahead log, which has no pages of its own."""
