"""Named bombs among workbooks and tables: small files that ask for much, or for something else than being read."""

from __future__ import annotations

import gzip
import io
import os
import struct
import zipfile
from collections.abc import Callable

from tests.faults.books import HEADER, MAIN, PACKAGE, RELATIONS, ROW, SHEET, packed, parts
from tests.faults.harness.tiers import amount

Bomb = Callable[[], bytes]
_TEXT = '<c r="A{n}" t="inlineStr"><is><t>{text}</t></is></c>'


def _sheet(**kept: str) -> bytes:
    return packed(parts(**kept))


def _with_dtd(declared: str, used: str = "&a;") -> bytes:
    found = parts()
    found[SHEET] = declared.encode() + found[SHEET].replace("甲".encode(), used.encode())
    return packed(found)


def _renamed(name: str, *, attributes: int = 0) -> bytes:
    """A workbook with one more entry of this name."""
    out = io.BytesIO(packed(parts()))
    with zipfile.ZipFile(out, "a") as archive:
        entry = zipfile.ZipInfo("placeholder")
        entry.filename = name
        entry.external_attr = attributes
        archive.writestr(entry, "/etc/passwd" if attributes else "x")
    return out.getvalue()


def _twice() -> bytes:
    import warnings

    out = io.BytesIO(packed(parts()))
    with zipfile.ZipFile(out, "a") as archive, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        archive.writestr(SHEET, "<worksheet/>")
    return out.getvalue()


def _flags(value: int) -> bytes:
    data = bytearray(packed(parts()))
    at = data.find(b"PK\x01\x02")
    while at >= 0:
        struct.pack_into("<H", data, at + 8, value)
        at = data.find(b"PK\x01\x02", at + 4)
    return bytes(data)


def _lying_sizes(size: int) -> bytes:
    """The directory says that the sheet is smaller than it is."""
    found = parts()
    found[SHEET] = found[SHEET].replace(
        b"</worksheet>", b"<!--" + os.urandom(200_000).hex().encode() + b"--></worksheet>"
    )
    data = bytearray(packed(found))
    at = data.rfind(SHEET.encode()) - 46
    struct.pack_into("<I", data, at + 24, size)
    return bytes(data)


def _overlapping() -> bytes:
    """Two hundred directory entries that stand for the same packed bytes."""
    inner = io.BytesIO()
    with zipfile.ZipFile(inner, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b"\0" * 60_000)
        first = archive.infolist()[0]
        for number in range(200):
            entry = zipfile.ZipInfo(f"xl/{number}.xml")
            entry.header_offset, entry.CRC = first.header_offset, first.CRC
            entry.compress_size, entry.file_size = first.compress_size, first.file_size
            entry.compress_type = first.compress_type
            archive.filelist.append(entry)
            archive.NameToInfo[entry.filename] = entry
    return inner.getvalue()


def _nested() -> bytes:
    data = b"\0" * 5_000_000
    for level in range(4):
        data = packed({f"{level}.zip": data})
    return packed({**parts(), "xl/media/a.zip": data}, stored=frozenset(("xl/media/a.zip",)))


def _texts(many: int) -> bytes:
    """Shared texts by the million, each different enough to pack badly."""
    table = b"".join(b"<si><t>%x</t></si>" % (n * 2654435761 % 4294967296) for n in range(many))
    wrapped = f'<sst xmlns="{MAIN}" count="{many}" uniqueCount="{many}">'.encode() + table + b"</sst>"
    return packed(parts(more={"xl/sharedStrings.xml": wrapped}))


def _rows(many: int) -> bytes:
    return _sheet(
        rows=HEADER + "".join(f'<row r="{n}"><c r="A{n}"><v>{n * 7919 % 99991}</v></c></row>' for n in range(2, many))
    )


def _target(target: str, mode: str = "") -> bytes:
    relations = (
        f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="r1" Type="{RELATIONS}/worksheet" '
        f'Target="{target}" {mode}/></Relationships>'
    )
    return packed(parts(more={"xl/_rels/workbook.xml.rels": relations}))


def _far(cell: str, row: str = "3") -> bytes:
    return _sheet(rows=f'{HEADER}{ROW}<row r="{row}"><c r="{cell}"><v>1</v></c></row>')


TAKEN, REFUSED, EITHER = "taken", "refused", "either"

BOMBS: dict[str, tuple[str, Bomb]] = {
    "zeros.xlsx": (REFUSED, lambda: packed(parts(more={"xl/media/a.bin": b"\0" * 30_000_000}))),
    "sheet of blanks.xlsx": (REFUSED, lambda: _sheet(before=" " * 30_000_000)),
    "archives in archives.xlsx": (EITHER, _nested),
    "overlapping entries.xlsx": (REFUSED, _overlapping),
    "2001 parts.xlsx": (REFUSED, lambda: packed(parts(more={f"xl/{n}.txt": "" for n in range(2_001)}))),
    "smaller than it is.xlsx": (REFUSED, lambda: _lying_sizes(500)),
    "larger than it is.xlsx": (REFUSED, lambda: _lying_sizes(3 << 30)),
    "wrong check sum.xlsx": (REFUSED, lambda: packed(parts()).replace("甲".encode(), b"xxx")[:-1]),
    "encrypted entries.xlsx": (REFUSED, lambda: _flags(1)),
    "the same part twice.xlsx": (REFUSED, _twice),
    "climbing.xlsx": (EITHER, lambda: _renamed("../../../../tmp/climbed.xml")),
    "a drive.xlsx": (EITHER, lambda: _renamed("C:\\Windows\\climbed.xml")),
    "a device.xlsx": (EITHER, lambda: _renamed("CON")),
    "nul in a name.xlsx": (EITHER, lambda: _renamed("a\0b.xml")),
    "turned round.xlsx": (EITHER, lambda: _renamed("\u202elmx.exe")),
    "link.xlsx": (EITHER, lambda: _renamed("xl/link.xml", attributes=0o120777 << 16)),
    "document first.xlsx": (EITHER, lambda: b"%PDF-1.7\n" + packed(parts())),
    "billion laughs.xlsx": (
        REFUSED,
        lambda: _with_dtd(
            '<!DOCTYPE x [<!ENTITY a "ha">'
            + "".join(f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(9))
            + "]>",
            "&j;",
        ),
    ),
    "quadratic.xlsx": (REFUSED, lambda: _with_dtd(f'<!DOCTYPE x [<!ENTITY a "{"x" * 50_000}">]>', "&a;" * 5_000)),
    "entity of a file.xlsx": (REFUSED, lambda: _with_dtd('<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>')),
    "entity of an address.xlsx": (
        REFUSED,
        lambda: _with_dtd('<!DOCTYPE x [<!ENTITY a SYSTEM "http://127.0.0.1:9/">]>'),
    ),
    "dtd elsewhere.xlsx": (REFUSED, lambda: _with_dtd('<!DOCTYPE x SYSTEM "http://127.0.0.1:9/x.dtd">', "甲")),
    "sixteen bits.xlsx": (REFUSED, lambda: packed({**parts(), SHEET: parts()[SHEET].decode().encode("utf-16")})),
    "a sheet outside.xlsx": (REFUSED, lambda: _target("../../../../etc/passwd")),
    "a sheet at an address.xlsx": (REFUSED, lambda: _target("http://127.0.0.1:9/", 'TargetMode="External"')),
    "links outside.xlsx": (
        TAKEN,
        lambda: packed(
            parts(more={"xl/externalLinks/externalLink1.xml": '<externalLink><externalBook id="r"/></externalLink>'})
        ),
    ),
    "macros.xlsx": (TAKEN, lambda: packed(parts(more={"xl/vbaProject.bin": os.urandom(2_000)}))),
    "false dimension.xlsx": (TAKEN, lambda: _sheet(before='<dimension ref="A1:XFD1048576"/>')),
    "the last cell.xlsx": (EITHER, lambda: _far("XFD1048576", "1048576")),
    "beyond the last row.xlsx": (REFUSED, lambda: _far("A99999999", "99999999")),
    "beyond the last column.xlsx": (REFUSED, lambda: _far("ZZZZZ3")),
    "a row far down.xlsx": (REFUSED, lambda: _sheet(rows=HEADER + '<row r="4000000000"><c><v>1</v></c></row>')),
    "a row of twenty digits.xlsx": (
        EITHER,
        lambda: _sheet(rows=HEADER + f'<row r="{"9" * 20}"><c r="A2" t="inlineStr"><is><t>H1</t></is></c></row>'),
    ),
    "rows and rows.xlsx": (EITHER, lambda: _rows(amount(30_000, 300_000))),
    "texts by the million.xlsx": (EITHER, lambda: _texts(amount(300_000, 2_000_000))),
    "a number of 200000 digits.xlsx": (
        EITHER,
        lambda: _sheet(rows=HEADER + f'<row r="2"><c r="A2"><v>{"9" * 200_000}</v></c></row>'),
    ),
    "a text without end.xlsx": (
        EITHER,
        lambda: _sheet(
            rows=HEADER + f'<row r="2">{_TEXT.format(n=2, text=os.urandom(amount(2_000_000, 20_000_000)).hex())}</row>'
        ),
    ),
    "100000 tags deep.xlsx": (EITHER, lambda: _sheet(after="<x>" * 100_000 + "</x>" * 100_000)),
    "100000 attributes.xlsx": (
        EITHER,
        lambda: _sheet(before="<x " + " ".join(f'a{n}="{n}"' for n in range(100_000)) + "/>"),
    ),
    "100000 merges.xlsx": (
        EITHER,
        lambda: _sheet(
            after="<mergeCells>"
            + "".join(f'<mergeCell ref="A{n}:A{n + 1}"/>' for n in range(2, 200_000, 2))
            + "</mergeCells>"
        ),
    ),
    "formulas without results.xlsx": (
        EITHER,
        lambda: _sheet(
            rows=HEADER
            + "".join(
                f'<row r="{n}"><c r="A{n}"><f>B{n * 7 % 999}</f></c></row>' for n in range(2, amount(40_000, 200_000))
            )
        ),
    ),
    "no end of a cell.csv": (REFUSED, lambda: '主播编号,昵称\nH1,"'.encode() + b"x\n" * 3_000_000),
    "a million columns.csv": (EITHER, lambda: "主播编号,昵称\n".encode() + b"," * 1_000_000),
    "empty lines by the million.csv": (
        EITHER,
        lambda: "主播编号,昵称\n".encode() + b"\n" * amount(500_000, 10_000_000),
    ),
    "nothing but zeros.csv": (REFUSED, lambda: b"\0" * 5_000_000),
    "packed otherwise.xlsx": (REFUSED, lambda: gzip.compress(b"\0" * 10_000_000)),
}
"""Name -> whether it must be refused, must be taken (harmless though it looks odd), or either; and the file."""
