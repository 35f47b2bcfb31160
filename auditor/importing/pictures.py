"""Scans made visible: a picture or one page of a PDF becomes a small PNG without metadata, within limits of ours.

Only the contained child runs this: the libraries below read bytes that strangers made.
"""

from __future__ import annotations

import io
import struct
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from auditor.errors import CallerMistake
from auditor.i18n import N_
from auditor.importing.wording import refused_file

if TYPE_CHECKING:
    from PIL.Image import Image

PIXELS = 40_000_000
SIDE = 12_000
"""What a picture may measure, in pixels; the library's own alarm comes only at twice and four times as many."""

PAGES = 2_000
PAGE_SIDE = 14_400
"""What a page of a PDF may measure, in points: 200 inches, as the format itself has it."""

LONGEST = 4_096
"""The longest side of what is given back, in pixels."""

_FORMATS = ("JPEG", "PNG", "WEBP", "TIFF", "BMP", "GIF")
_PLAIN = frozenset({"L", "RGB", "RGBA", "LA", "CMYK", "YCbCr"})
"""Modes that can be made smaller as they stand; the others are converted first."""

_DEEP = frozenset({"I;16", "I;16L", "I;16B", "I;16N", "I", "F"})
_PNG = b"\x89PNG\r\n\x1a\n"

_ANOTHER = N_("Scan it again, or save it as JPEG, PNG or PDF in another program.")
_SMALLER = N_("Scan it at a lower resolution; 300 dpi are plenty.")
_OPEN = N_("Save it without a password, then attach it again.")


@dataclass(frozen=True, slots=True)
class Picture:
    """A PNG and its size in pixels; ``pages`` of the file it was made from, ``more`` where frames were left out."""

    png: bytes
    width: int
    height: int
    pages: int = 1
    more: bool = False


def load_readers() -> None:
    """Load the readers of every kind of picture, before the walls of the child stand."""
    from PIL import (
        BmpImagePlugin,
        GifImagePlugin,
        Image,
        ImageOps,
        JpegImagePlugin,
        PngImagePlugin,
        TiffImagePlugin,
        WebPImagePlugin,
    )

    del BmpImagePlugin, GifImagePlugin, Image, ImageOps
    del JpegImagePlugin, PngImagePlugin, TiffImagePlugin, WebPImagePlugin


def picture_png(path: Path, name: str, longest: int) -> Picture:
    """The first frame of a picture, at most ``longest`` pixels a side and upright.

    Raises CallerMistake when it is damaged, of another kind, or larger than ``PIXELS`` or ``SIDE``.
    """
    from PIL import ImageOps

    longest = max(1, min(longest, LONGEST))
    with _told(name), path.open("rb") as stream:
        image, more = _opened(stream, name)
        image.load()
        image = _shown(image, longest)
        image = ImageOps.exif_transpose(image)
        image = _on_white(image)
        return Picture(_encoded(image), image.width, image.height, more=more)


def page_png(path: Path, name: str, page: int, longest: int) -> Picture:
    """Page ``page`` (from 0) of a PDF as it would be printed, at most ``longest`` pixels a side.

    No script of the document runs and no link of it is followed: none of its forms is ever initialised.
    Raises CallerMistake when it is damaged, encrypted, has no such page, or more or larger pages than the limits.
    """
    import pypdfium2

    longest = max(1, min(longest, LONGEST))
    try:
        with pypdfium2.PdfDocument(path) as document:
            pages = len(document)
            _check_pages(name, pages, page)
            width, height = document.get_page_size(page)
            if not (0 < width <= PAGE_SIDE and 0 < height <= PAGE_SIDE):
                raise refused_file(name, N_("Page {page} of {file} is of no printable size."), _ANOTHER, page=page + 1)
            scale = min(longest / max(width, height), 4.0)
            # A sliver of a page would round down to nothing.
            scale = max(scale, 1.0 / min(width, height))
            if max(width, height) * scale > LONGEST * 2:
                raise refused_file(name, N_("Page {page} of {file} is of no printable size."), _ANOTHER, page=page + 1)
            sheet = document[page]
            bitmap = sheet.render(scale=scale, may_draw_forms=False, rev_byteorder=True)
            image = bitmap.to_pil().convert("RGB")
            return Picture(_encoded(image), image.width, image.height, pages)
    except pypdfium2.PdfiumError as cause:
        if "password" in str(cause).lower():
            raise refused_file(name, N_("{file} is encrypted with a password."), _OPEN) from cause
        raise _damaged(name) from cause


def checked_png(data: bytes, longest: int = LONGEST) -> tuple[int, int]:
    """Width and height of a PNG that the child gave, looked at without decoding it; ValueError when it is none.

    The parent believes nothing that comes from where a stranger's bytes were read.
    """
    if len(data) < 33 or not data.startswith(_PNG) or data[12:16] != b"IHDR":
        raise ValueError("no PNG")
    width, height, depth, colour, *rest = struct.unpack(">IIBBBBB", data[16:29])
    if not (0 < width <= longest * 2 and 0 < height <= longest * 2 and width * height <= PIXELS):
        raise ValueError("a PNG of another size")
    if (depth, colour, rest) not in ((8, 2, [0, 0, 0]), (8, 0, [0, 0, 0])) or len(data) > 4 * width * height + 65_536:
        raise ValueError("a PNG of another make")
    return width, height


def decode_picture(request: dict[str, Any], folder: Path, tell: object) -> dict[str, Any]:
    """The child's entry: ``path``, ``name`` for sentences, ``longest``; leaves ``shown.png`` behind."""
    return _left(picture_png(Path(request["path"]), request["name"], request["longest"]), folder)


def decode_page(request: dict[str, Any], folder: Path, tell: object) -> dict[str, Any]:
    """As ``decode_picture``, for page ``page`` (from 0) of a PDF."""
    return _left(page_png(Path(request["path"]), request["name"], request["page"], request["longest"]), folder)


def _left(made: Picture, folder: Path) -> dict[str, Any]:
    (folder / "shown.png").write_bytes(made.png)
    return {"width": made.width, "height": made.height, "pages": made.pages, "more": made.more}


def _opened(stream: io.BufferedReader, name: str) -> tuple[Image, bool]:
    """The picture, its head read and its size found bearable; whether it has further frames."""
    from PIL import Image

    image = Image.open(stream, formats=_FORMATS)
    width, height = image.size
    if width > SIDE or height > SIDE or width * height > PIXELS:
        raise _too_large(name, width, height)
    more = bool(getattr(image, "is_animated", False))
    return image, more


def _shown(image: Image, longest: int) -> Image:
    from PIL.Image import Resampling

    if image.mode in _DEEP:
        image = _eight_bits(image)
    elif image.mode not in _PLAIN:
        image = image.convert("RGBA" if "transparency" in image.info or "A" in image.mode else "RGB")
    image.thumbnail((longest, longest), Resampling.BICUBIC)
    return image


def _eight_bits(image: Image) -> Image:
    """Deep greys brought to eight bits by their own extremes: a scan stays readable, whatever its scale."""
    whole = image.convert("F")
    low, high = (float(str(one)) for one in whole.getextrema())
    if not high > low:
        return whole.convert("L")
    return whole.point(lambda grey: grey * (255.0 / (high - low)) + (-low * 255.0 / (high - low))).convert("L")


def _on_white(image: Image) -> Image:
    """Opaque, eight bits a colour, and rid of everything that was said beside the pixels."""
    from PIL.Image import new

    if image.mode in ("RGBA", "LA"):
        ground = new("RGB", image.size, "white")
        ground.paste(image.convert("RGB"), mask=image.getchannel("A"))
        return ground
    plain = image.convert("RGB")
    plain.info = {}
    return plain


def _encoded(image: Image) -> bytes:
    image.info = {}
    out = io.BytesIO()
    image.save(out, "PNG", compress_level=3)
    return out.getvalue()


def _check_pages(name: str, pages: int, page: int) -> None:
    if pages > PAGES:
        text = N_("{file} has {pages} pages; a scan may have {most}.")
        raise refused_file(name, text, N_("Split it into several files."), pages=pages, most=PAGES)
    if pages < 1:
        raise _damaged(name)
    if not 0 <= page < pages:
        raise refused_file(name, N_("{file} has no page {page}."), N_("Choose one of its pages."), page=page + 1)


@contextmanager
def _told(name: str) -> Iterator[None]:
    """Whatever a picture's reader stumbles over is one refusal."""
    from PIL import Image, UnidentifiedImageError

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    except CallerMistake:
        raise
    except Image.DecompressionBombError as cause:
        raise refused_file(
            name, N_("{file} is larger than {pixels} million pixels."), _SMALLER, pixels=PIXELS // 10**6
        ) from cause
    except UnidentifiedImageError as cause:
        raise refused_file(name, N_("{file} is no picture that can be read."), _ANOTHER) from cause
    except MemoryError:
        raise
    except Exception as cause:
        # Pillow's readers raise what their formats happen to: struct, zlib, index and type errors among others.
        raise _damaged(name) from cause


def _damaged(name: str) -> CallerMistake:
    return refused_file(name, N_("{file} is damaged: it cannot be shown."), _ANOTHER)


def _too_large(name: str, width: int, height: int) -> CallerMistake:
    text = N_("{file} measures {width} × {height} pixels; a scan may have {pixels} million and {side} a side.")
    return refused_file(
        name, text, _SMALLER, width=f"{width:,}", height=f"{height:,}", pixels=PIXELS // 10**6, side=f"{SIDE:,}"
    )
