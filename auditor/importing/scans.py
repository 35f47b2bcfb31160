"""What a scan is, told by its first bytes, and what it may be called: a name that no system stumbles over."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from pathlib import Path

from auditor.errors import reason_of
from auditor.i18n import N_
from auditor.importing.archive import not_found
from auditor.importing.wording import refused_file

LARGEST = 20 * 1024 * 1024
"""How large a scan may be, in bytes."""

_NAME_CHARACTERS = 120
_NAME_BYTES = 200
"""A name must fit into 255 bytes wherever it is saved, with what a program puts around it."""

_SUFFIXES = {
    "image/jpeg": (".jpg", ".jpeg"),
    "image/png": (".png",),
    "image/webp": (".webp",),
    "image/tiff": (".tif", ".tiff"),
    "image/bmp": (".bmp",),
    "image/gif": (".gif",),
    "application/pdf": (".pdf",),
}
_BMP_HEADS = frozenset({12, 40, 52, 56, 64, 108, 124})
_FORBIDDEN = re.compile(r'[<>:"|?*\\/]')
_RESERVED = re.compile(r"(CON|PRN|AUX|NUL|CONIN\$|CONOUT\$|(COM|LPT)[0-9¹²³])", re.IGNORECASE)
_PERSONAL = re.compile(r"(?<!\d)(\d{6})\d{8}(\d{3}[\dXx])(?!\d)|(?<!\d)(1[3-9]\d)\d{4}(\d{4})(?!\d)")


@dataclass(frozen=True, slots=True)
class Scan:
    """A file taken in as a scan: its bytes, what they are, the cleaned name it came under."""

    content: bytes
    media: str
    name: str


def read_scan(path: Path) -> Scan:
    """Read a scan whole; CallerMistake when it is absent, no plain file, too large, or of a kind not taken."""
    name = clean_name(path.name, "")
    try:
        if not path.is_file():
            if path.exists():
                raise refused_file(name, N_("{file} is no plain file."), N_("Choose a picture or a PDF."))
            raise not_found(path)
        with path.open("rb") as stream:
            content = stream.read(LARGEST + 1)
    except OSError as cause:
        text, hint = N_("{file} cannot be read: {why}."), N_("Check the file and your right to read it.")
        raise refused_file(name, text, hint, why=reason_of(cause)) from cause
    except ValueError as cause:  # a NUL in the path
        raise not_found(path) from cause
    return scan_of(content, path.name)


def scan_of(content: bytes, name: str) -> Scan:
    """The same for bytes that are at hand."""
    said_name = clean_name(name, "")
    if len(content) > LARGEST:
        text = N_("{file} is larger than {most} MB.")
        hint = N_("Scan it at a lower resolution, or split it.")
        raise refused_file(said_name, text, hint, most=LARGEST // 1024**2)
    media = media_of(content)
    if media is None:
        text = N_("{file} is neither a picture nor a PDF.") if content else N_("{file} is empty.")
        raise refused_file(said_name, text, N_("Taken are JPEG, PNG, WebP, TIFF, BMP, GIF and PDF."))
    return Scan(content, media, clean_name(name, media))


def media_of(content: bytes) -> str | None:
    """The media type by the first bytes, whatever the name says; None when it is none of those taken."""
    if content.startswith(b"\xff\xd8\xff"):
        return "image/jpeg"
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return "image/png"
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return "image/webp"
    if content[:4] in (b"II*\x00", b"MM\x00*", b"II+\x00", b"MM\x00+"):
        return "image/tiff"
    if content[:6] in (b"GIF87a", b"GIF89a"):
        return "image/gif"
    if content[:2] == b"BM" and int.from_bytes(content[14:18], "little") in _BMP_HEADS and len(content) >= 26:
        return "image/bmp"
    if content.startswith(b"%PDF-"):
        return "application/pdf"
    return None


def clean_name(name: str, media: str) -> str:
    """The last part of a name without what a path, a terminal or another system would stumble over.

    Control characters and marks of direction go, reserved names get an underscore, the ending becomes that of the
    media type where one is given and the name has another.
    """
    last = re.split(r"[/\\]", name)[-1]
    plain = unicodedata.normalize("NFC", last)
    plain = "".join(c for c in plain if unicodedata.category(c) not in ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"))
    plain = _FORBIDDEN.sub("_", plain).strip(" .")
    stem, suffix = _split(plain)
    known = _SUFFIXES.get(media, ())
    if known and suffix.lower() not in known:
        stem, suffix = plain, known[0]
    stem = _shortened(stem, suffix).strip(" .") or "scan"
    if _RESERVED.fullmatch(stem.split(".")[0].strip()):
        stem = f"_{stem}"
    return stem + suffix


def _split(name: str) -> tuple[str, str]:
    stem, dot, suffix = name.rpartition(".")
    return (stem, dot + suffix) if stem and len(suffix) <= 8 else (name, "")


def _shortened(stem: str, suffix: str) -> str:
    stem = stem[: _NAME_CHARACTERS - len(suffix)]
    while len((stem + suffix).encode()) > _NAME_BYTES:
        stem = stem[:-1]
    return stem


def masked_in(text: str) -> str:
    """A name or note with the ID and phone numbers in it masked."""
    return _PERSONAL.sub(lambda m: f"{m[1]}********{m[2]}" if m[1] else f"{m[3]}****{m[4]}", text)
