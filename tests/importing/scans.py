"""Scans that people hand in, and such as only an enemy would make; each as bytes, none of them large."""

from __future__ import annotations

import io
import struct
import zlib
from typing import Any

PNG_HEAD = b"\x89PNG\r\n\x1a\n"


def drawn(width: int, height: int, kind: str = "PNG", mode: str = "RGB", **saved: Any) -> bytes:
    """A picture with its left half red, so that turning it can be seen."""
    from PIL import Image

    image = Image.new(mode, (width, height), "white" if mode in ("RGB", "RGBA") else 255)
    red = Image.new(mode, (max(1, width // 2), height), "red" if mode in ("RGB", "RGBA") else 0)
    image.paste(red, (0, 0))
    out = io.BytesIO()
    image.save(out, kind, **saved)
    return out.getvalue()


def chunk(kind: bytes, data: bytes) -> bytes:
    """A chunk of a PNG."""
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png_bomb(width: int, height: int) -> bytes:
    """A PNG of one grey bit a pixel, packed to next to nothing."""
    packer = zlib.compressobj(9)
    line = bytes(1 + (width + 7) // 8)
    data = b"".join(packer.compress(line) for _ in range(height)) + packer.flush()
    head = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    return PNG_HEAD + chunk(b"IHDR", head) + chunk(b"IDAT", data) + chunk(b"IEND", b"")


def png_liar(width: int, height: int) -> bytes:
    """A PNG that claims a size its data never fill."""
    head = struct.pack(">IIBBBBB", width, height, 8, 6, 0, 0, 0)
    return PNG_HEAD + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(bytes(64))) + chunk(b"IEND", b"")


def png_text_bomb() -> bytes:
    """A small PNG with a note that unpacks to 64 MiB."""
    head = struct.pack(">IIBBBBB", 8, 8, 8, 0, 0, 0, 0)
    note = b"Comment\x00\x00" + zlib.compress(bytes(64 << 20), 9)
    body = zlib.compress(bytes(8 * 9))
    return PNG_HEAD + chunk(b"IHDR", head) + chunk(b"zTXt", note) + chunk(b"IDAT", body) + chunk(b"IEND", b"")


def tiff_liar(width: int, height: int) -> bytes:
    """A TIFF that claims a size and has one strip of nothing."""
    return _tiff([(256, 4, 1, width), (257, 4, 1, height), (258, 3, 1, 8), (259, 3, 1, 1), (262, 3, 1, 1),
                  (273, 4, 1, 8), (277, 3, 1, 1), (278, 4, 1, height), (279, 4, 1, 8)], following=0)  # fmt: skip


def tiff_cycle() -> bytes:
    """A TIFF whose first directory says that the next one is itself."""
    return _tiff([(256, 4, 1, 8), (257, 4, 1, 8), (258, 3, 1, 8), (259, 3, 1, 1), (262, 3, 1, 1), (273, 4, 1, 8),
                  (277, 3, 1, 1), (278, 4, 1, 8), (279, 4, 1, 64)], following=72, body=bytes(64))  # fmt: skip


def _tiff(entries: list[tuple[int, int, int, int]], following: int, body: bytes = bytes(64)) -> bytes:
    start = 8 + len(body)
    made = b"II*\x00" + struct.pack("<I", start) + body + struct.pack("<H", len(entries))
    for tag, kind, count, value in entries:
        made += struct.pack("<HHII", tag, kind, count, value)
    return made + struct.pack("<I", following)


def webp_liar() -> bytes:
    """A lossless WebP that claims 16,383 pixels a side."""
    bits = (16_383 - 1) | (16_383 - 1) << 14
    body = b"\x2f" + struct.pack("<I", bits) + bytes(32)
    data = b"WEBPVP8L" + struct.pack("<I", len(body)) + body
    return b"RIFF" + struct.pack("<I", len(data)) + data


def gif_frames(count: int) -> bytes:
    """A GIF of many frames; only its first is ever shown."""
    made = b"GIF89a" + struct.pack("<HHBBB", 16, 16, 0x80, 0, 0) + b"\xff\x00\x00\x00\x00\xff"
    frame = b"," + struct.pack("<HHHHB", 0, 0, 16, 16, 0) + b"\x02\x12" + b"\x84" + bytes(17) + b"\x00"
    return made + frame * count + b";"


def gif_liar() -> bytes:
    """A GIF whose screen is 65,535 pixels a side."""
    return b"GIF89a" + struct.pack("<HHBBB", 65_535, 65_535, 0x80, 0, 0) + b"\xff\x00\x00\x00\x00\xff" + b";"


def bmp_liar() -> bytes:
    """A BMP that claims 20,000 pixels a side."""
    info = struct.pack("<IiiHHIIiiII", 40, 20_000, 20_000, 1, 24, 0, 0, 2835, 2835, 0, 0)
    return b"BM" + struct.pack("<IHHI", 54 + len(info), 0, 0, 54) + info + bytes(64)


def pdf(*objects: str | bytes) -> bytes:
    """A PDF of these objects, numbered from 1; the first is the catalogue."""
    made = bytearray(b"%PDF-1.7\n")
    starts = []
    for number, body in enumerate(objects, start=1):
        starts.append(len(made))
        text = body if isinstance(body, bytes) else body.encode("latin-1")
        made += b"%d 0 obj\n" % number + text + b"\nendobj\n"
    table = len(made)
    made += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    for start in starts:
        made += b"%010d 00000 n \n" % start
    made += b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, table)
    return bytes(made)


def stream(data: bytes, extra: str = "") -> bytes:
    """A stream object."""
    return b"<< /Length %d %s >>\nstream\n" % (len(data), extra.encode()) + data + b"\nendstream"


def paper(pages: int = 1, width: float = 300, height: float = 400, more: str = "") -> bytes:
    """A PDF whose pages have a red left half each."""
    kids = " ".join(f"{4 + at} 0 R" for at in range(pages))
    page = f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {width} {height}] /Contents 3 0 R {more} >>"
    draw = f"1 0 0 rg 0 0 {width / 2} {height} re f".encode()
    return pdf("<< /Type /Catalog /Pages 2 0 R >>", f"<< /Type /Pages /Kids [{kids}] /Count {pages} >>", stream(draw),
               *[page] * pages)  # fmt: skip


def pdf_cycle() -> bytes:
    """A PDF whose tree of pages leads back to itself."""
    return pdf("<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages /Kids [3 0 R] /Count 4 /Parent 3 0 R >>",
               "<< /Type /Pages /Kids [2 0 R 3 0 R] /Count 4 /Parent 2 0 R >>")  # fmt: skip


def repeated(block: bytes, times: int) -> bytes:
    """A zlib stream of a block so many times over, made without packing more than one of them."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    return b"\x78\x9c" + (packer.compress(block) + packer.flush(zlib.Z_FULL_FLUSH)) * times + b"\x03\x00"


def pdf_stream_bomb() -> bytes:
    """A PDF whose page is drawn by 2 GiB of one stream, packed twice."""
    packed = zlib.compress(repeated(b"0 0 m 1 1 l S\n" * 75_000, 2_048), 9)
    return pdf("<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
               "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 300 400] /Contents 4 0 R >>",
               stream(packed, "/Filter [/FlateDecode /FlateDecode]"))  # fmt: skip


def pdf_image_bomb() -> bytes:
    """A PDF whose page shows a picture of 30,000 pixels a side, packed to next to nothing."""
    data = repeated(bytes(30_000 * 3 * 30), 1_000)
    picture = "/Type /XObject /Subtype /Image /Width 30000 /Height 30000 /ColorSpace /DeviceRGB /BitsPerComponent 8"
    page = "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 300 400] /Contents 4 0 R /Resources << /XObject << /I 5 0 R >> >> >>"
    return pdf("<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages /Kids [3 0 R] /Count 1 >>", page,
               stream(b"300 0 0 400 0 0 cm /I Do"), stream(data, f"{picture} /Filter /FlateDecode"))  # fmt: skip


def pdf_forms_within_forms() -> bytes:
    """A PDF that draws ten forms, each of which draws ten others, nine levels deep."""
    objects: list[str | bytes] = ["<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
               "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 300 400] /Contents 4 0 R /Resources << /XObject << /F 5 0 R >> >> >>",
               stream(b"/F Do\n")]  # fmt: skip
    for level in range(9):
        head = f"/Type /XObject /Subtype /Form /BBox [0 0 300 400] /Resources << /XObject << /F {6 + level} 0 R >> >>"
        objects.append(stream(b"/F Do\n" * 10, head))
    objects.append(stream(b"0 0 300 400 re f", "/Type /XObject /Subtype /Form /BBox [0 0 300 400]"))
    return pdf(*objects)


def pdf_that_acts(port: int = 9) -> bytes:
    """A PDF with a script at its opening, a launch action and a link outwards."""
    there = f"http://127.0.0.1:{port}/"
    link = f"<< /Type /Annot /Subtype /Link /Rect [0 0 300 400] /A << /S /URI /URI ({there}) >> >>"
    script = f"<< /S /JavaScript /JS (app.launchURL\\('{there}'\\);) /Next << /S /Launch /F (/bin/sh) >> >>"
    page = f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 300 400] /AA << /O 4 0 R >> /Annots [{link}] >>"
    catalogue = "<< /Type /Catalog /Pages 2 0 R /OpenAction 4 0 R >>"
    return pdf(catalogue, "<< /Type /Pages /Kids [3 0 R] /Count 1 >>", page, script)
