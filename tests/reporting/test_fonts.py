"""The bundled faces: what they hold, what takes the place of what they lack, the way back to the text."""

from __future__ import annotations

import re

from auditor.reporting.fonts import Face, Typesetter, to_unicode


def test_that_rare_name_characters_are_in_the_regular_face() -> None:
    typesetter = Typesetter()
    assert typesetter.printable("䶮㛃𬭎龑堃") == "䶮㛃𬭎龑堃"
    assert not typesetter.missing


def test_that_a_character_in_neither_face_shows_its_code_point_and_is_remembered() -> None:
    typesetter = Typesetter()
    assert typesetter.printable("王\U000212fe明") == "王〓[U+212FE]明"
    assert typesetter.missing == {"\U000212fe"}


def test_that_invisible_characters_are_dropped_and_direction_tricks_are_shown() -> None:
    assert Typesetter().printable("主\u200b播\ufeff\u202e") == "主播〓[U+202E]"


def test_that_half_of_a_surrogate_pair_is_shown_and_not_fatal() -> None:
    assert Typesetter().printable("a\ud835b") == "a〓[U+D835]b"


def test_that_bold_text_takes_from_regular_what_bold_lacks() -> None:
    runs = Typesetter().runs("小鹿𬭎工作室", bold=True)
    assert [face for face, _, _ in runs] == ["F2", "F1", "F2"]


def test_that_text_is_as_wide_as_its_characters() -> None:
    [(_, _, width)] = Typesetter().runs("直播1", bold=False)
    assert width == 2555


def test_that_two_characters_with_one_glyph_keep_two_codes() -> None:
    face = Face("F1", bold=False)
    radical, plain = "\u2f00", "一"
    assert face.coded(radical) != face.coded(plain)


def test_that_the_way_back_writes_characters_beyond_the_first_plane_in_two_units() -> None:
    assert "<0002> <D872DF4E>" in to_unicode(["一", "𬭎"])


def test_that_the_way_back_has_at_most_a_hundred_entries_a_block() -> None:
    blocks = re.findall(r"(\d+) beginbfchar", to_unicode([chr(0x4E00 + at) for at in range(250)]))
    assert blocks == ["100", "100", "50"]
