"""Which pictures the gallery of the documentation has: each state once, dressed so that every room is seen in all."""

from __future__ import annotations

from dataclasses import dataclass

from ui.gallery.pictures import CHAPTERS

AREAS = (
    "start",
    "frame",
    "today",
    "lists",
    "profiles",
    "scans",
    "clearing",
    "trainer",
    "training",
    "casework",
    "checks",
    "rules",
    "importing",
    "duplicates",
    "trouble",
)
"""Each module of that name here plays one: ``play(stage, folder)``."""
DRESSES = (("zh", "light"), ("en", "dark"), ("zh", "dark"), ("en", "light"))
"""Two that follow each other show both languages and both themes."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A state in one dress."""

    room: str
    area: str
    name: str
    language: str
    theme: str
    zh: str
    en: str

    @property
    def file(self) -> str:
        """The name of its file."""
        return f"{self.area}-{self.name}.{self.language}-{self.theme}.png"


def pictures() -> tuple[Picture, ...]:
    """All of them, in the order of the index.

    The states of a room take the dresses in turn; a room with one state shows it in two.
    """
    made: list[Picture] = []
    turn = 0
    for area, room, states in CHAPTERS:
        times = 2 if len(states) == 1 else 1
        for name, zh, en in states:
            for _ in range(times):
                language, theme = DRESSES[turn % len(DRESSES)]
                made.append(Picture(room, area, name, language, theme, zh, en))
                turn += 1
        turn += len(DRESSES) - turn % len(DRESSES) if len(states) >= len(DRESSES) else turn % 2
    return tuple(made)


def dresses_in(area: str) -> dict[str, list[tuple[str, str]]]:
    """By the name of each picture of an area, the dresses in which it is wanted."""
    found: dict[str, list[tuple[str, str]]] = {}
    for one in pictures():
        if one.area == area:
            found.setdefault(one.name, []).append((one.language, one.theme))
    return found
