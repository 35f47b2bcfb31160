"""Pairs with names alike: equal but for width and case, of one sound, or a slip apart.

Names are walked in the order of their sounds; each is held against the next few only, never everybody against all.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterator
from itertools import groupby

from sqlalchemy import Connection, text

from auditor.i18n import said
from auditor.model.folding import folded_name
from auditor.monitor import Monitor
from auditor.services.duplicates.shared import MOST_BEARERS, Pairs
from auditor.services.records.names import sort_key

WINDOW = 6
"""How many names further on a name is held against."""
ALIKE = 85
"""From which likeness (rapidfuzz's ratio of characters or of sounds, 0 to 100) on names count as similar."""
_SHORTEST = 3
_STEP = 50_000
_DIGITS = re.compile(r"\d+")

Named = tuple[str, str, list[int]]
"""(folded name, its sound, who bears it)."""


def similar_names(connection: Connection, kind: str, found: Pairs, monitor: Monitor) -> None:
    """Add the pairs of a type whose shown names are alike."""
    window: deque[Named] = deque(maxlen=WINDOW)
    for done, (sound, lines) in enumerate(groupby(_lines(connection, kind), key=lambda line: line[0])):
        if done % _STEP == 0:
            monitor.step(done, None, said("Comparing names"))
        _of_one_sound(kind, sound, [(line[1], line[2]) for line in lines], window, found)


def _lines(connection: Connection, kind: str) -> Iterator[tuple[str, str, int]]:
    """(sound, name, id) in the order of sounds, from the index that lists are read by."""
    statement = text("SELECT sort_key, id FROM listing WHERE type = :kind ORDER BY sort_key, id")
    for key, number in connection.execution_options(yield_per=5_000).execute(statement, {"kind": kind}):
        sound, _, name = key.partition("\x1f")
        yield sound, name, number


def _of_one_sound(kind: str, sound: str, lines: list[tuple[str, int]], window: deque[Named], found: Pairs) -> None:
    bearers = [number for _, number in lines]
    if len(bearers) <= MOST_BEARERS:
        if len(bearers) > 1:
            found.group(kind, bearers)
    else:
        by_name: dict[str, list[int]] = {}
        for name, number in lines:
            by_name.setdefault(folded_name(name), []).append(number)
        for same in by_name.values():
            if len(same) > 1:
                found.group(kind, same)
    if len(bearers) > MOST_BEARERS:
        return
    name = folded_name(lines[0][0])
    for other in window:
        if alike(name, other[0], sound, other[1]):
            for one in bearers:
                for two in other[2]:
                    found.add(kind, one, two)
    window.append((name, sound, bearers))


def alike(one: str, other: str, sound: str = "", other_sound: str = "") -> bool:
    """Whether two folded names are a slip apart; a number at the end that differs tells them apart."""
    from rapidfuzz import fuzz

    if min(len(one), len(other)) < _SHORTEST or _DIGITS.findall(one) != _DIGITS.findall(other):
        return False
    if fuzz.ratio(one, other, score_cutoff=ALIKE) >= ALIKE:
        return True
    return len(one) == len(other) and fuzz.ratio(sound, other_sound, score_cutoff=ALIKE + 7) >= ALIKE + 7


def sound_of(name: str) -> str:
    """How a name sounds: its pinyin, syllable by syllable."""
    return sort_key(name).partition("\x1f")[0]
