"""Workbooks that no honest program writes: parts put together by hand, and structure-aware mutants of a good one."""

from __future__ import annotations

import io
import random
import re
import zipfile
from collections.abc import Callable, Mapping

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
SHEET = "xl/worksheets/sheet1.xml"
HEADER = '<row r="1"><c r="A1" t="inlineStr"><is><t>主播编号</t></is></c><c r="B1" t="inlineStr"><is><t>昵称</t></is></c></row>'
ROW = '<row r="2"><c r="A2" t="inlineStr"><is><t>H1</t></is></c><c r="B2" t="inlineStr"><is><t>甲</t></is></c></row>'

Parts = dict[str, bytes]


def parts(
    rows: str = HEADER + ROW, *, before: str = "", after: str = "", more: Mapping[str, str | bytes] = {}
) -> Parts:
    """The parts of a workbook with one sheet of hosts; ``before`` and ``after`` stand around its rows."""
    made: dict[str, str | bytes] = {
        "[Content_Types].xml": f'<?xml version="1.0"?><Types xmlns="{PACKAGE}/content-types">'
        '<Default Extension="xml" ContentType="application/xml"/>'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Override PartName="/xl/workbook.xml" ContentType='
        '"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>'
        f'<Override PartName="/{SHEET}" ContentType='
        '"application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="r1" '
        f'Type="{RELATIONS}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{RELATIONS}"><sheets>'
        '<sheet name="主播" sheetId="1" r:id="r1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="r1" '
        f'Type="{RELATIONS}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
        SHEET: f'<worksheet xmlns="{MAIN}">{before}<sheetData>{rows}</sheetData>{after}</worksheet>',
        **more,
    }
    return {name: data.encode() if isinstance(data, str) else data for name, data in made.items()}


def packed(found: Mapping[str, bytes], *, stored: frozenset[str] = frozenset()) -> bytes:
    """The archive of these parts."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in found.items():
            archive.writestr(name, data, zipfile.ZIP_STORED if name in stored else zipfile.ZIP_DEFLATED)
    return out.getvalue()


# --- mutants ------------------------------------------------------------------------------------------------------------

_WORDS = (
    b"-1", b"0", b"1e308", b"1e-400", b"NaN", b"99999999999999999999", b"XFD1048576", b"A0", b"ZZZZ1", b"A99999999",
    b"\x00", b"\xff\xfe", b"&#0;", b"&#x110000;", b"&lt;", b"&amp", b"]]>", b"<!---->", b"<![CDATA[", b"\xed\xa0\x80",
    b's="9999"', b't="s"', b't="e"', b't="b"', b't="d"', b't="zz"', b"_x0000_", b"=cmd|'/c calc'!A1", b" " * 300,
)  # fmt: skip
_NUMBER = re.compile(rb"\d+")
_TAG = re.compile(rb"<[^<>]*>")
_ATTRIBUTE = re.compile(rb'\s[\w:]+="[^"]*"')


def mutant(good: Parts, chance: random.Random) -> bytes:
    """A workbook that differs from a good one in one to three places, of its XML, its parts or its archive."""
    changed = dict(good)
    for _ in range(chance.randint(1, 3)):
        chance.choice((_words, _words, _tags, _numbers, _numbers, _attributes, _swapped, _lost, _repeated))(
            changed, chance
        )
    data = packed(changed, stored=frozenset(name for name in changed if chance.random() < 0.2))
    kind = chance.random()
    if kind < 0.15:
        return data[: chance.randrange(len(data))]
    if kind < 0.4:
        return _flipped(data, chance)
    return data


def _one(found: Parts, chance: random.Random) -> str:
    names = sorted(found)
    return SHEET if SHEET in found and chance.random() < 0.5 else chance.choice(names)


def _at(
    pattern: re.Pattern[bytes], new: Callable[[bytes, random.Random], bytes]
) -> Callable[[Parts, random.Random], None]:
    def change(found: Parts, chance: random.Random) -> None:
        name = _one(found, chance)
        places = list(pattern.finditer(found[name]))
        if places:
            place = chance.choice(places)
            found[name] = found[name][: place.start()] + new(place[0], chance) + found[name][place.end() :]

    return change


_numbers = _at(_NUMBER, lambda _, chance: chance.choice(_WORDS[:10]))
_attributes = _at(
    _ATTRIBUTE, lambda old, chance: chance.choice((b"", old + old, old.replace(b'="', b'="' + chance.choice(_WORDS))))
)
_tags = _at(_TAG, lambda old, chance: chance.choice((b"", old + old, old[:-1], old.replace(b"/", b""), b"<x>" * 50)))


def _words(found: Parts, chance: random.Random) -> None:
    name = _one(found, chance)
    at = chance.randrange(len(found[name]) + 1)
    found[name] = found[name][:at] + chance.choice(_WORDS) + found[name][at + chance.choice((0, 0, 5)) :]


def _swapped(found: Parts, chance: random.Random) -> None:
    one, other = _one(found, chance), _one(found, chance)
    found[one], found[other] = found[other], found[one]


def _lost(found: Parts, chance: random.Random) -> None:
    if len(found) > 2:
        del found[_one(found, chance)]


def _repeated(found: Parts, chance: random.Random) -> None:
    name = _one(found, chance)
    start = chance.randrange(len(found[name]) + 1)
    found[name] += found[name][start : start + 2_000] * chance.choice((1, 20))


def _flipped(data: bytes, chance: random.Random) -> bytes:
    changed = bytearray(data)
    for _ in range(chance.randint(1, 4)):
        # The directory at the end and the heads of parts decide most.
        at = chance.choice((chance.randrange(len(data)), max(0, len(data) - 1 - chance.randrange(600))))
        changed[at] ^= 1 << chance.randrange(8)
    return bytes(changed)
