"""The two bundled faces: widths, what they lack, and their embedding with an exact way back to the text."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from copy import copy
from functools import cache
from itertools import groupby
from typing import Any

from auditor.installed import resources
from auditor.reporting.pdffile import PdfFile

_INVISIBLE = frozenset("\u200b\u200c\u200d\u2060\ufeff\u00ad")
_PLAIN = str.maketrans({"\t": "    ", "\r": "", "\u2009": " ", "\u202f": "\u00a0", "\x0b": " ", "\x0c": " "})
_FOLDER = "fonts"
_FILES = {False: "NotoSansSC-Regular.ttf", True: "NotoSansSC-Bold.ttf"}
FALLBACK = "F1"
"""The resource name of Regular, which serves where Bold lacks a character."""
_KEEP = 4_000
"""How many texts with their code strings are remembered before the memory is emptied: it must not grow."""


@cache
def _parsed(bold: bool) -> Any:
    """The font file read by reportlab (about 50 ms a face), shared and never changed."""
    from reportlab.pdfbase.ttfonts import TTFontFile

    return TTFontFile(str(resources() / _FOLDER / _FILES[bold]))


@cache
def _widths(bold: bool) -> Mapping[str, float]:
    font = _parsed(bold)
    return {chr(code): font.charWidths[code] for code in font.charToGlyph if code < 0xD800 or code > 0xDFFF}


@cache
def _set_widths(bold: bool) -> Mapping[str, float]:
    """Widths as text is set: a bold text takes from Regular what Bold lacks."""
    return {**_widths(False), **_widths(True)} if bold else _widths(False)


@cache
def _covered(bold: bool) -> frozenset[str]:
    return frozenset(_widths(bold))


class Face:
    """One face within one document: each character used gets its own code, so that text comes back exactly.

    Codes are given per character, not per glyph: two characters that share a glyph (一 and its radical form) stay
    two on copying and searching.
    """

    def __init__(self, name: str, bold: bool) -> None:
        self.name = name
        self._bold = bold
        self._codes: dict[str, str] = {}

    def coded(self, text: str) -> str:
        """The text as a hex string of two-byte codes; every character must be in the face."""
        try:
            return "".join(map(self._codes.__getitem__, text))
        except KeyError:
            for char in text:
                if char not in self._codes:
                    self._codes[char] = f"{len(self._codes) + 1:04X}"
            return "".join(map(self._codes.__getitem__, text))

    def write(self, pdf: PdfFile, number: int) -> None:
        """Embed what was used: subset, widths, and the map back to Unicode."""
        font = copy(
            _parsed(self._bold)
        )  # cutting a subset moves the reader's position: two reports may be written at once
        used = list(self._codes)
        base = f"{_tag(used)}+{font.name.decode('ascii')}"
        file = pdf.reserve()
        data = font.makeSubset([ord(char) for char in used])
        pdf.stream(file, data, f"/Length1 {len(data)}")
        box = " ".join(str(round(edge)) for edge in font.bbox)
        descriptor = pdf.add(
            f"<</Type /FontDescriptor /FontName /{base} /Flags 4 /FontBBox [{box}] /ItalicAngle 0 "
            f"/Ascent {round(font.ascent)} /Descent {round(font.descent)} /CapHeight {round(font.capHeight)} "
            f"/StemV {round(font.stemV)} /FontFile2 {file} 0 R>>"
        )
        glyphs = pdf.stream(pdf.reserve(), _glyphs(font, used))
        widths = " ".join(f"{_widths(self._bold)[char]:g}" for char in used)
        child = pdf.add(
            f"<</Type /Font /Subtype /CIDFontType2 /BaseFont /{base} /FontDescriptor {descriptor} 0 R "
            "/CIDSystemInfo <</Registry (Adobe) /Ordering (Identity) /Supplement 0>> "
            f"/CIDToGIDMap {glyphs} 0 R /DW 1000 /W [1 [{widths}]]>>"
        )
        back = pdf.stream(pdf.reserve(), to_unicode(used).encode("ascii"))
        pdf.write(
            number,
            f"<</Type /Font /Subtype /Type0 /BaseFont /{base} /Encoding /Identity-H "
            f"/DescendantFonts [{child} 0 R] /ToUnicode {back} 0 R>>",
        )

    @property
    def used(self) -> bool:
        """Whether anything was set in this face."""
        return bool(self._codes)


def _tag(used: list[str]) -> str:
    """The six letters that mark a subset, from what is in it."""
    import hashlib

    digest = hashlib.sha256("".join(used).encode("utf-32-be")).digest()
    return "".join(chr(65 + byte % 26) for byte in digest[:6])


def _glyphs(font: Any, used: list[str]) -> bytes:
    """The map from our codes to the subset's glyphs, which stand in order of first use after the empty one."""
    order: dict[int, int] = {0: 0}
    table = [0]
    for char in used:
        glyph = font.charToGlyph[ord(char)]
        table.append(order.setdefault(glyph, len(order)))
    return b"".join(glyph.to_bytes(2, "big") for glyph in table)


def to_unicode(used: list[str]) -> str:
    """The ToUnicode map of codes 1, 2, 3 ... to characters: UTF-16BE, at most 100 entries a block (PDF 9.10.3)."""
    lines = [
        "/CIDInit /ProcSet findresource begin",
        "12 dict begin",
        "begincmap",
        "/CIDSystemInfo <</Registry (Adobe) /Ordering (UCS) /Supplement 0>> def",
        "/CMapName /Adobe-Identity-UCS def",
        "/CMapType 2 def",
        "1 begincodespacerange",
        "<0000> <FFFF>",
        "endcodespacerange",
    ]
    for begin in range(0, len(used), 100):
        block = used[begin : begin + 100]
        lines.append(f"{len(block)} beginbfchar")
        lines.extend(
            f"<{code:04X}> <{char.encode('utf-16-be').hex().upper()}>"
            for code, char in enumerate(block, start=begin + 1)
        )
        lines.append("endbfchar")
    lines += ["endcmap", "CMapName currentdict /CMap defineresource pop", "end", "end"]
    return "\n".join(lines) + "\n"


Run = tuple[str, str, float]
"""A piece of text in one face: the face's resource name, its code string, its width in thousandths."""


class Typesetter:
    """Sets text in Bold or Regular, takes from Regular what Bold lacks, and keeps account of what both lack."""

    def __init__(self) -> None:
        self.faces = {False: Face(FALLBACK, False), True: Face("F2", True)}
        self.missing: set[str] = set()
        self._known: dict[tuple[str, bool], list[Run]] = {}

    def printable(self, text: str) -> str:
        """The text with every character that neither face has written as 〓[U+XXXXX]; invisible ones dropped."""
        if _covered(False).issuperset(text):
            return text
        text = text.translate(_PLAIN)
        if _covered(False).issuperset(text.replace("\n", "")):
            return text
        return "".join(self._stand_in(char) for char in text)

    def _stand_in(self, char: str) -> str:
        if char == "\n" or char in _covered(False):
            return char
        if char in _INVISIBLE or 0xFE00 <= ord(char) <= 0xFE0F or 0xE0100 <= ord(char) <= 0xE01EF:
            return ""
        self.missing.add(char)
        return f"〓[U+{ord(char):04X}]"

    def widths(self, bold: bool) -> Mapping[str, float]:
        """Advance widths by character, in thousandths of the type size."""
        return _set_widths(bold)

    def runs(self, text: str, bold: bool) -> list[Run]:
        """The pieces to draw one after another; the text must be printable."""
        found = self._known.get((text, bold))
        if found is None:
            if len(self._known) >= _KEEP:
                self._known.clear()
            found = self._known[text, bold] = list(self._split(text, bold))
        return found

    def _split(self, text: str, bold: bool) -> list[Run]:
        widths = _set_widths(bold)
        if not bold or _covered(True).issuperset(text):
            face = self.faces[bold]
            return [(face.name, face.coded(text), sum(map(widths.__getitem__, text)))]
        runs = []
        for heavy, chars in groupby(text, _covered(True).__contains__):
            piece = "".join(chars)
            face = self.faces[heavy]
            runs.append((face.name, face.coded(piece), sum(map(widths.__getitem__, piece))))
        return runs


def name_of(char: str) -> str:
    """The Unicode name of a character, "" where it has none."""
    return unicodedata.name(char, "")
