"""A scan is told by its bytes, and its name is one that no system stumbles over."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from auditor.errors import CallerMistake
from auditor.importing.scans import LARGEST, clean_name, masked_in, media_of, read_scan, scan_of
from tests.importing import scans


@pytest.mark.parametrize(
    ("content", "media"),
    [
        (scans.drawn(8, 8, "JPEG"), "image/jpeg"),
        (scans.drawn(8, 8, "PNG"), "image/png"),
        (scans.drawn(8, 8, "WEBP"), "image/webp"),
        (scans.drawn(8, 8, "TIFF"), "image/tiff"),
        (scans.drawn(8, 8, "BMP"), "image/bmp"),
        (scans.gif_frames(1), "image/gif"),
        (scans.paper(), "application/pdf"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", None),
        (b"BMW is no bitmap, whatever it begins with", None),
        (b"\n%PDF-1.7", None),
        (b"MZ\x90\x00%PDF-1.7", None),
        (b"PK\x03\x04", None),
        (b"\x00\x00\x00\x18ftypheic", None),
        (b"", None),
    ],
)
def test_that_the_bytes_say_what_it_is(content: bytes, media: str | None) -> None:
    assert media_of(content) == media


@pytest.mark.parametrize(
    ("name", "media", "clean"),
    [
        ("食品经营许可证.jpg", "image/jpeg", "食品经营许可证.jpg"),
        ("../../etc/passwd", "image/png", "passwd.png"),
        ("C:\\Users\\张三\\证件.PNG", "image/png", "证件.PNG"),
        ("\\\\server\\share\\a.pdf", "application/pdf", "a.pdf"),
        ("CON", "image/png", "_CON.png"),
        ("con.png", "image/png", "_con.png"),
        ("LPT1.tar.png", "image/png", "_LPT1.tar.png"),
        ("a\x00b.png", "image/png", "ab.png"),
        ("invoice\u202egnp.exe", "image/png", "invoicegnp.exe.png"),
        ("a\u200bb\x1b[31m.png", "image/png", "ab[31m.png"),
        ("scan.jpg.exe", "image/jpeg", "scan.jpg.exe.jpg"),
        ("a.JPEG", "image/jpeg", "a.JPEG"),
        ("a.png", "application/pdf", "a.png.pdf"),
        ('a<b>:"|?*.png', "image/png", "a_b______.png"),
        ("  . ", "image/png", "scan.png"),
        (".png", "image/png", "png.png"),
        ("", "image/png", "scan.png"),
        ("..", "", "scan"),
        ("a. . .", "", "a"),
    ],
)
def test_that_a_name_is_cleaned(name: str, media: str, clean: str) -> None:
    assert clean_name(name, media) == clean


@pytest.mark.parametrize("name", ["长" * 500 + ".pdf", "x" * 5_000, "e\u0301" * 300 + ".pdf", "😀" * 300])
def test_that_a_name_fits_everywhere(name: str) -> None:
    clean = clean_name(name, "application/pdf")
    assert len(clean.encode()) <= 200
    assert clean.endswith(".pdf")
    assert clean_name(clean, "application/pdf") == clean


def test_that_numbers_in_names_are_masked() -> None:
    assert masked_in("440106199806301234.jpg") == "440106********1234.jpg"
    assert masked_in("13812345678 身份证") == "138****5678 身份证"
    assert masked_in("JY14401060000001.pdf") == "JY14401060000001.pdf"


def test_that_a_file_too_large_is_refused() -> None:
    assert scan_of(scans.drawn(8, 8) + bytes(1_000), "a.png").media == "image/png"
    with pytest.raises(CallerMistake, match="larger than 20 MB"):
        scan_of(scans.drawn(8, 8) + bytes(LARGEST), "a.png")


@pytest.mark.parametrize("name", ["none.png", "a\x00.png"])
def test_that_an_absent_file_is_told(tmp_path: Path, name: str) -> None:
    with pytest.raises(CallerMistake, match="does not exist"):
        read_scan(tmp_path / name)


def test_that_what_is_no_plain_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CallerMistake, match="no plain file"):
        read_scan(tmp_path)
    if hasattr(os, "mkfifo"):
        os.mkfifo(tmp_path / "pipe")
        with pytest.raises(CallerMistake, match="no plain file"):
            read_scan(tmp_path / "pipe")


def test_that_an_empty_file_is_told(tmp_path: Path) -> None:
    (tmp_path / "a.png").touch()
    with pytest.raises(CallerMistake, match="is empty"):
        read_scan(tmp_path / "a.png")
