"""The gallery of the documentation shows every room in both languages and themes, and its index names what lies there."""

from __future__ import annotations

import re
from collections import defaultdict
from importlib.util import find_spec
from pathlib import Path

import pytest

from ui.gallery.book import AT_MOST, INDEX, index
from ui.gallery.catalogue import AREAS, pictures
from ui.gallery.pictures import OTHER_CHAPTERS
from ui.rooms import ROOMS

GALLERY = Path(__file__).parents[2] / "docs" / "gallery"
WHOLE = 9_000_000


def test_that_every_room_is_seen_in_both_languages_and_both_themes() -> None:
    seen: dict[str, set[str]] = defaultdict(set)
    for one in pictures():
        seen[one.room] |= {one.language, one.theme}
    for room in (*(room.key for room in ROOMS), *OTHER_CHAPTERS):
        assert seen.pop(room, set()) == {"zh", "en", "light", "dark"}, room
    assert not seen


def test_that_each_picture_has_one_file_and_an_area_that_plays_it() -> None:
    files = [one.file for one in pictures()]
    assert len(files) == len(set(files))
    assert {one.area for one in pictures()} == set(AREAS)
    assert all(find_spec(f"ui.gallery.{area}") for area in AREAS)


def test_that_the_index_and_the_files_agree() -> None:
    written = (GALLERY / INDEX).read_text(encoding="utf-8")
    assert written == index(pictures())
    named = re.findall(r"\]\(([^)]+\.png)\)", written)
    assert sorted(named) == sorted(path.name for path in GALLERY.glob("*.png"))


def test_that_the_pictures_are_small() -> None:
    sizes = {path.name: path.stat().st_size for path in GALLERY.glob("*.png")}
    assert sum(sizes.values()) <= WHOLE
    assert not [name for name, size in sizes.items() if size > AT_MOST * 1.25]


def test_that_a_picture_becomes_the_same_bytes_again() -> None:
    image = pytest.importorskip("PIL.Image", reason="needs Pillow")
    from ui.gallery.book import small

    picture = image.radial_gradient("L").convert("RGB")
    made = small(picture)
    assert made == small(picture.copy())
    assert made.startswith(b"\x89PNG")
