"""Writes syllables.txt beside it from the pypinyin package (development only): python resources/pinyin/build.py"""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

_TONES = str.maketrans("āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜüńňǹḿ", "aaaaeeeeiiiioooouuuuvvvvvnnnm")


def table() -> dict[str, str]:
    """Syllable without its tone -> the characters first read so, in code order."""
    from pypinyin.constants import PINYIN_DICT

    found: dict[str, list[str]] = defaultdict(list)
    for code, readings in sorted(PINYIN_DICT.items()):
        syllable = readings.split(",", 1)[0].translate(_TONES).replace("ê", "e").replace("\u0304", "")
        plain = "".join(letter for letter in syllable if letter.isascii() and letter.isalpha())
        if plain and int(code) > 0x2E80:
            found[plain].append(chr(int(code)))
    return {syllable: "".join(found[syllable]) for syllable in sorted(found)}


def write(path: Path) -> None:
    """One line a syllable: the syllable, a tab, its characters."""
    lines = [f"{syllable}\t{characters}\n" for syllable, characters in table().items()]
    path.write_text("".join(lines), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    write(Path(__file__).resolve().parent / "syllables.txt")
