"""Breaking text into lines by a table of widths, with the rules of Chinese typesetting."""

from __future__ import annotations

import re
from collections.abc import Mapping

_OPENING = "（《〈「『【〔〖｛［“‘([{＜￥¥$#＃"
_CLOSING = "，。、；：！？）》〉」』】〕〗｝］”’…—·～％‰℃,.;:!?)]}%＞々ー"
_EAST = "\u1100-\u11ff\u2e80-\ud7ff\uf900-\ufaff\ufe30-\ufe4f\uff00-\uffef\U00020000-\U0003ffff"
_WORD = rf"[^\s{re.escape(_OPENING)}{re.escape(_CLOSING)}{_EAST}]+"

# What may not be torn: opening marks with what follows, a Latin word or one Chinese character, closing marks, the
# spaces after. Marks inside a word (1,000.5, a:b or 10(1)) belong to it.
_ATOM = re.compile(
    rf"[{re.escape(_OPENING)}]*"
    rf"(?:{_WORD}(?:[{re.escape(',.;:!?%·’')}]+{_WORD}|\({_WORD}\))*|[^\s{re.escape(_OPENING)}])"
    rf"[{re.escape(_CLOSING)}]*\s*"
    rf"|[{re.escape(_OPENING)}]+\s*|\s+"
)


def atoms(text: str) -> list[str]:
    """The pieces of a text between which a line may end; joined they are the text."""
    return _ATOM.findall(text)


def width_of(text: str, widths: Mapping[str, float]) -> float:
    """The advance of a text in thousandths of the type size."""
    return sum(map(widths.__getitem__, text))


def wrap(text: str, widths: Mapping[str, float], room: float) -> list[str]:
    """Lines no wider than ``room`` (thousandths of the type size), spaces at a line's end not counted.

    Joined with "" (and line feeds put back) the lines are the text. A piece wider than the room is torn between
    characters; a single character wider than the room stands alone.
    """
    lines: list[str] = []
    for paragraph in text.split("\n"):
        if width_of(paragraph, widths) <= room:
            lines.append(paragraph)
        else:
            lines.extend(_wrapped(paragraph, widths, room))
    return lines


def _wrapped(paragraph: str, widths: Mapping[str, float], room: float) -> list[str]:
    lines: list[str] = []
    line = ""
    used = 0.0
    for atom in atoms(paragraph):
        whole = width_of(atom, widths)
        if used + whole <= room or used + width_of(atom.rstrip(), widths) <= room:
            line += atom
            used += whole
            continue
        if line:
            lines.append(line)
        *full, line = _torn(atom, widths, room)
        lines.extend(full)
        used = width_of(line, widths)
    lines.append(line)
    return lines


def _torn(atom: str, widths: Mapping[str, float], room: float) -> list[str]:
    """The atom as it is when it fits, else cut between characters; its trailing spaces stay with the last piece."""
    core = atom.rstrip()
    if width_of(core, widths) <= room:
        return [atom]
    pieces: list[str] = []
    piece = ""
    used = 0.0
    for char in core:
        wide = widths[char]
        if piece and used + wide > room:
            pieces.append(piece)
            piece, used = "", 0.0
        piece += char
        used += wide
    pieces.append(piece + atom[len(core) :])
    return pieces
