"""A scan becomes a small upright PNG, or one sentence says why not."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from auditor.errors import CallerMistake
from auditor.importing.pictures import PAGES, Picture, checked_png, page_png, picture_png
from tests.importing import scans


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "scan"


def shown(path: Path, content: bytes, longest: int = 100) -> Picture:
    path.write_bytes(content)
    return picture_png(path, "a.png", longest)


def page(path: Path, content: bytes, number: int = 0, longest: int = 100) -> Picture:
    path.write_bytes(content)
    return page_png(path, "a.pdf", number, longest)


def red_side(made: Picture) -> str:
    """On which side of the picture its red half lies."""
    image = Image.open(io.BytesIO(made.png)).convert("RGB")
    w, h = image.size
    sides = {"left": (1, h // 2), "right": (w - 2, h // 2), "top": (w // 2, 1), "bottom": (w // 2, h - 2)}
    red = [name for name, at in sides.items() if image.getpixel(at)[1] < 100]  # type: ignore[index]
    assert red
    return next(name for name, other in (("left", "right"), ("right", "left"), ("top", "bottom"), ("bottom", "top"))
                if name in red and other not in red)  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "mode"),
    [("PNG", "RGB"), ("PNG", "RGBA"), ("PNG", "L"), ("PNG", "1"), ("PNG", "P"), ("PNG", "I;16"), ("JPEG", "RGB"),
     ("JPEG", "CMYK"), ("WEBP", "RGB"), ("TIFF", "RGB"), ("TIFF", "1"), ("TIFF", "F"), ("BMP", "RGB"), ("GIF", "P")],
)  # fmt: skip
def test_that_every_kind_of_picture_is_shown(path: Path, kind: str, mode: str) -> None:
    made = shown(path, scans.drawn(200, 100, kind, mode))
    assert checked_png(made.png) == (made.width, made.height) == (100, 50)


def test_that_a_small_picture_is_not_blown_up(path: Path) -> None:
    assert checked_png(shown(path, scans.drawn(20, 10)).png) == (20, 10)


@pytest.mark.parametrize(("orientation", "side"), [(1, "left"), (3, "right"), (6, "top"), (8, "bottom")])
def test_that_a_photograph_stands_upright(path: Path, orientation: int, side: str) -> None:
    exif = Image.Exif()
    exif[0x0112] = orientation
    assert red_side(shown(path, scans.drawn(90, 60, "JPEG", exif=exif, quality=95))) == side


def test_that_a_page_stands_as_it_would_be_printed(path: Path) -> None:
    assert red_side(page(path, scans.paper())) == "left"
    assert red_side(page(path, scans.paper(more="/Rotate 90"))) == "top"


def test_that_nothing_said_beside_the_pixels_is_handed_on(path: Path) -> None:
    exif = Image.Exif()
    exif[0x010E] = "canary 440106199806301234"
    made = shown(path, scans.drawn(90, 60, "JPEG", exif=exif, comment=b"canary", icc_profile=b"canary" * 40))
    assert b"canary" not in made.png
    chunks = {
        made.png[at - 4 : at] for at in range(len(made.png)) if made.png[at - 4 : at] in (b"eXIf", b"iCCP", b"tEXt")
    }
    assert chunks == set()


def test_that_only_the_first_frame_is_shown_and_that_is_said(path: Path) -> None:
    made = shown(path, scans.gif_frames(1_000))
    assert (made.width, made.more) == (16, True)
    assert not shown(path, scans.drawn(20, 10)).more


def test_that_pages_are_counted_and_shown_one_by_one(path: Path) -> None:
    made = page(path, scans.paper(3, 300, 400), 2)
    assert (made.width, made.height, made.pages) == (75, 100, 3)
    assert checked_png(made.png) == (75, 100)


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (scans.png_liar(20_000, 20_000), "larger than 40 million pixels"),
        (scans.png_liar(9_000, 9_000), "9,000 × 9,000"),
        (scans.png_liar(13_000, 10), "12,000 a side"),
        (scans.tiff_liar(20_000, 20_000), "40 million"),
        (scans.webp_liar(), "40 million"),
        (scans.bmp_liar(), "40 million"),
        (scans.png_liar(100, 100), "damaged"),
        (scans.drawn(90, 60, "JPEG")[:200], "damaged"),
        (scans.png_text_bomb(), "damaged"),
        (b"GIF89a=1;alert(1)", "no picture|damaged"),
    ],
    ids=str,
)
def test_that_a_picture_beyond_the_limits_is_refused(path: Path, content: bytes, told: str) -> None:
    with pytest.raises(CallerMistake, match=told):
        shown(path, content)


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (scans.paper(PAGES + 1), "2001 pages"),
        (scans.paper().replace(b"/Count 1", b"/Count 900000"), "pages|damaged"),
        (scans.paper(1, 1e6, 1e6), "no printable size"),
        (scans.paper(1, 14_400, 0.01), "no printable size"),
        (scans.pdf_cycle(), "damaged"),
        (scans.paper()[:200], "damaged"),
        (b"%PDF-1.7", "damaged"),
    ],
    ids=str,
)
def test_that_a_document_beyond_the_limits_is_refused(path: Path, content: bytes, told: str) -> None:
    with pytest.raises(CallerMistake, match=told):
        page(path, content)


def test_that_a_page_that_is_not_there_is_told(path: Path) -> None:
    with pytest.raises(CallerMistake, match="no page 4"):
        page(path, scans.paper(3), 3)


def test_that_a_document_with_a_password_is_told(path: Path) -> None:
    import pikepdf

    path.write_bytes(scans.paper())
    with pikepdf.open(path, allow_overwriting_input=True) as document:
        document.save(path, encryption=pikepdf.Encryption(owner="a", user="b"))
    with pytest.raises(CallerMistake, match="password"):
        page_png(path, "a.pdf", 0, 100)


@pytest.mark.parametrize("longest", [-5, 0, 1, 10**9])
def test_that_no_request_is_answered_beyond_bounds(path: Path, longest: int) -> None:
    for made in (shown(path, scans.drawn(600, 300), longest), page(path, scans.paper(), longest=longest)):
        assert 1 <= max(made.width, made.height) <= 4_096


@pytest.mark.parametrize(
    "alter",
    [
        lambda png: b"",
        lambda png: b"GIF89a" + png[6:],
        lambda png: png[:20],
        lambda png: png[:16] + b"\x00\x01\x00\x00" + png[20:],
        lambda png: png[:16] + b"\x00\x00\x00\x00" + png[20:],
        lambda png: png[:24] + b"\x10" + png[25:],
        lambda png: png[:28] + b"\x01" + png[29:],
        lambda png: png + bytes(10_000_000),
    ],
)
def test_that_the_parent_believes_no_strange_png(path: Path, alter: Any) -> None:
    png = shown(path, scans.drawn(60, 40)).png
    assert checked_png(png) == (60, 40)
    with pytest.raises(ValueError, match="PNG"):
        checked_png(alter(png))
