"""How a subject is found and put in order: its names, their pinyin and initials, the words of the search index."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache, lru_cache
from typing import Any

from auditor.model.enums import words
from auditor.model.fields import Word

NAMES: dict[str, tuple[str, ...]] = {
    "host": ("stage_name",),
    "merchant": ("shop_name", "legal_name"),
    "agency": ("name",),
    "room": ("title",),
    "broadcast": (),
}
"""The name columns of each listed subject type, the shown one first; personal names are never among them."""

FILTERED: tuple[str, ...] = ("status", "unit", "owner", "platform")
"""The columns of a subject's own row that lists filter by; a type that lacks one leaves it empty."""

_LAST_WESTERN = "\u2e80"
_STARTS = 4
"""From how many of the first syllables a pinyin search may begin."""


@cache
def _readings() -> dict[str, str]:
    from auditor.installed import resources

    found: dict[str, str] = {}
    with (resources() / "pinyin" / "syllables.txt").open(encoding="utf-8") as lines:
        for line in lines:
            reading, characters = line.rstrip("\n").split("\t")
            found.update(dict.fromkeys(characters, reading))
    return found


@lru_cache(maxsize=4_096)
def sort_key(name: str) -> str:
    """Puts names in pinyin order; equal sounds by their characters."""
    read = _readings().get
    return " ".join([read(character, character) for character in name.lower()]) + "\x1f" + name


@lru_cache(maxsize=4_096)
def _name_words(name: str) -> str:
    lowered = name.lower()
    if lowered.isascii():
        return lowered
    read = _readings().get
    spaced = "".join([f" {c} " if c > _LAST_WESTERN else c for c in lowered])
    sounds = [read(c, c) for c in lowered if c.isalnum()]
    initials = "".join([sound[0] for sound in sounds])
    words = [spaced, "".join(sounds), initials]
    for start in range(1, min(_STARTS, len(sounds))):
        words.append("".join(sounds[start:]))
        words.append(initials[start:])
    return " ".join(words)


def search_words(code: str, names: list[str]) -> str:
    """The text of the search index: code, its digits, characters one by one, pinyin and initials."""
    digits = code.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_-")
    shown = [code.lower(), digits.lower(), digits.lstrip("0")]
    return " ".join([*shown, *(_name_words(name) for name in names if name)])


def words_found(enumeration: str, typed: str) -> list[Word]:
    """The words of an enumeration that what is typed finds: by Chinese, pinyin, initials, code or trade word."""
    wanted = typed.strip().lower()
    return [one for one in words(enumeration) if not wanted or wanted in _said_of(one)]


def _said_of(one: Word) -> str:
    also = " ".join((one.zh, *one.aliases, one.en or ""))
    return f"{search_words(one.code, [one.zh, *one.aliases])} {also}".lower()


def names_of(table: str, row: Mapping[str, Any]) -> list[str]:
    """The names a subject is found by, the shown one first; its code where it has none."""
    found = [str(row[name]) for name in NAMES.get(table, ()) if row.get(name)]
    return found or [str(row["code"])]


def filtered_of(row: Mapping[str, Any]) -> dict[str, Any]:
    """What lists filter a subject by, from its own row."""
    return {name: row.get(name) for name in FILTERED}
