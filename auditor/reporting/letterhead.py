"""Who issues a report: the organisation's name and logo at the head of its pages, or nothing where none is known."""

from __future__ import annotations

import struct
import zlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from auditor.reporting import look

if TYPE_CHECKING:
    from auditor.reporting.flow import Flow
    from auditor.reporting.pdffile import PdfFile

_TOP, _HEIGHT, _WIDTH = 20.0, 36.0, 132.0
"""The box of the logo on a cover, from the upper right corner of what may be printed."""

_SMALL_HEIGHT, _SMALL_WIDTH = 13.0, 48.0
"""Its box in a running head."""

_WIDE, _HIGH = 180.0, 34.0
"""Its box over a certificate."""

_MOST_LINES = 3
_PNG = 8


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture as a PDF holds it: its size in pixels, 1 or 3 colours, rows as PNG filters them."""

    width: int
    height: int
    colours: int
    rows: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Issuer:
    """The organisation that a report is issued by: its name, the SHA-256 of its logo ("": none).

    ``change`` laid both down. ``picture`` is the logo to draw.
    """

    name: str
    logo: str
    change: int
    picture: Picture | None = field(default=None, repr=False, compare=False)


def picture_of(png: bytes) -> Picture:
    """A PNG of eight bits a colour, neither woven nor indexed, as a picture; ValueError when it is another or torn."""
    width, height, depth, colour, *rest = struct.unpack(">IIBBBBB", png[16:29])
    if (depth, rest) != (8, [0, 0, 0]) or colour not in (0, 2):
        raise ValueError("a PNG of another make")
    colours = 3 if colour == 2 else 1
    size = height * (1 + width * colours)
    unpacker = zlib.decompressobj()
    try:
        rows = unpacker.decompress(b"".join(_data(png)), size + 1)
    except zlib.error as error:
        raise ValueError("a torn PNG") from error
    if len(rows) != size:
        raise ValueError("a torn PNG")
    return Picture(width, height, colours, rows)


def _data(png: bytes) -> list[bytes]:
    found, at = [], _PNG
    while at + 12 <= len(png):
        (length,) = struct.unpack(">I", png[at : at + 4])
        if png[at + 4 : at + 8] == b"IDAT":
            found.append(png[at + 8 : at + 8 + length])
        at += 12 + length
    return found


def write_picture(pdf: PdfFile, picture: Picture) -> int:
    """Embed a picture; returns its number."""
    space = "/DeviceRGB" if picture.colours == 3 else "/DeviceGray"
    return pdf.stream(
        pdf.reserve(),
        picture.rows,
        f"/Type /XObject /Subtype /Image /Width {picture.width} /Height {picture.height} /ColorSpace {space} "
        f"/BitsPerComponent 8 /DecodeParms <</Predictor 15 /Colors {picture.colours} /BitsPerComponent 8 "
        f"/Columns {picture.width}>>",
    )


def within(picture: Picture, width: float, height: float) -> tuple[float, float]:
    """The size in points at which a picture fills a box without being bent."""
    scale = min(width / picture.width, height / picture.height)
    return picture.width * scale, picture.height * scale


def draw_head(flow: Flow) -> None:
    """Logo and name at the upper right of a first page, above and beside its title: they take no room from it."""
    issuer = flow.document.issuer
    if issuer is None:
        return
    right = look.PAGE_WIDTH - look.MARGIN
    if issuer.picture is not None:
        width, height = within(issuer.picture, _WIDTH, _HEIGHT)
        flow.page.picture(right - width, _TOP + (_HEIGHT - height) / 2, width, height)
        right -= width + 10
    style = look.CELL_STRONG
    lines = flow.lines(issuer.name, style, right - look.MARGIN - 60)[:_MOST_LINES]
    y = _TOP + (_HEIGHT - len(lines) * style.lead) / 2
    for line in lines:
        flow.page.text_right(right, y + style.lead / 2 + style.size * 0.38, line.rstrip(), style)
        y += style.lead


def draw_running(flow: Flow, baseline: float) -> float:
    """The small logo of a running head; returns where the text begins."""
    issuer = flow.document.issuer
    if issuer is None or issuer.picture is None:
        return look.MARGIN
    width, height = within(issuer.picture, _SMALL_WIDTH, _SMALL_HEIGHT)
    flow.page.picture(look.MARGIN, baseline + 3.5 - height, width, height)
    return look.MARGIN + width + 6


def running(flow: Flow) -> str:
    """What a running head says at its right: the organisation before all else."""
    issuer = flow.document.issuer
    told = flow.document.running
    return f"{issuer.name} · {told}" if issuer is not None and issuer.name else told


def draw_centred(flow: Flow) -> None:
    """Logo, else the name, over the title of a certificate."""
    issuer = flow.document.issuer
    if issuer is None:
        return
    middle = look.PAGE_WIDTH / 2
    if issuer.picture is not None:
        width, height = within(issuer.picture, _WIDE, _HIGH)
        flow.page.picture(middle - width / 2, 64 + (_HIGH - height) / 2, width, height)
        return
    style = look.SUBSECTION
    lines = flow.lines(issuer.name, style, 400)[:2]
    y = 96 - len(lines) * style.lead
    for line in lines:
        shown = line.rstrip()
        baseline = y + style.lead / 2 + style.size * 0.38
        flow.page.text(middle - flow.page.width(shown, style) / 2, baseline, shown, style)
        y += style.lead
