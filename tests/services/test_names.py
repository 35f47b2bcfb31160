"""How subjects are found and put in order: pinyin, initials, characters, codes."""

from __future__ import annotations

import runpy
from pathlib import Path

from auditor.installed import resources
from auditor.services.records.names import search_words, sort_key


def test_that_the_pinyin_table_is_what_its_source_gives() -> None:
    build = runpy.run_path(str(resources() / "pinyin" / "build.py"))
    kept = Path(resources() / "pinyin" / "syllables.txt").read_text(encoding="utf-8")
    assert kept == "".join(f"{reading}\t{characters}\n" for reading, characters in build["table"]().items())


def test_that_characters_beyond_the_basic_plane_are_read_too() -> None:
    assert sort_key("老饕绿A𬭎").split("\x1f")[0] == "lao tao lv a hong"


def test_that_names_sort_by_sound_then_by_character() -> None:
    assert sorted(["张三", "李四", "阿青", "Bob", "李三"], key=sort_key) == ["阿青", "Bob", "李三", "李四", "张三"]


def test_that_a_name_is_found_from_each_of_its_first_syllables() -> None:
    words = set(search_words("H0012", ["老饕探店"]).split())
    assert {"老", "laotaotandian", "taotandian", "tandian", "lttd", "ttd", "h0012", "0012", "12"} <= words
