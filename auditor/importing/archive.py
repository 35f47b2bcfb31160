"""What is checked before a workbook is parsed: that it is one, and that it is no bomb."""

from __future__ import annotations

import re
import zipfile
from codecs import getincrementaldecoder
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from auditor.errors import CallerMistake
from auditor.i18n import N_
from auditor.importing.wording import refused_file

ENTRIES = 2_000
RATIO = 100
INFLATED = 2 * 1024**3
_SMALL = 64 * 1024
"""What inflates to less harms nobody, whatever its ratio."""

CHUNK = 1 << 20
OLE2 = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ZIP = b"PK"
_ENCRYPTED_STREAM = "EncryptedPackage".encode("utf-16-le")
_DTD = re.compile(rb"<!DOCTYPE|<!ENTITY", re.IGNORECASE)
_WIDE = (b"\xff\xfe", b"\xfe\xff", b"<\x00", b"\x00<")

_SAVE_AS = N_("Open it in Excel or WPS and save it as an .xlsx workbook without a password.")
_GET_AGAIN = N_("Get the file again from its sender, or save it anew in Excel.")
_STRANGE = N_("Do not open it elsewhere. Ask the sender how it was made, and for a plain export.")


def not_found(path: Path) -> CallerMistake:
    """There is no such file."""
    return refused_file(path.name, N_("{file} does not exist."), N_("Check the path."))


def old_workbook(path: Path, head: bytes) -> CallerMistake:
    """An OLE2 container: an encrypted workbook or one of Excel 97."""
    if _ENCRYPTED_STREAM in head:
        return refused_file(path.name, N_("{file} is encrypted with a password."), _SAVE_AS)
    return refused_file(path.name, N_("{file} is an old .xls workbook."), _SAVE_AS)


def not_a_workbook(path: Path, head: bytes) -> CallerMistake:
    """Bytes that are neither a workbook nor, by the file's name, a table of text."""
    if _is_text(head):
        return refused_file(
            path.name,
            N_("{file} holds text, not an .xlsx workbook."),
            N_("If it is a table, give it a name that ends in .csv and import it again."),
        )
    return refused_file(path.name, N_("{file} is not an .xlsx workbook."), _SAVE_AS)


def _is_text(head: bytes) -> bool:
    """Whether a file begins as plain text does; a page of the web is none, which Excel can open and save."""
    if not head or b"\0" in head or head.lstrip().startswith((b"<", b"%PDF")):
        return False
    for encoding in ("utf-8-sig", "gb18030"):
        with suppress(UnicodeDecodeError):
            getincrementaldecoder(encoding)().decode(head)  # the last letter may be cut in two
            return True
    return False


def nothing_in(path: Path) -> CallerMistake:
    """A file without a single byte, or of blank lines alone."""
    return refused_file(
        path.name, N_("{file} is empty."), N_("Save or export it again; perhaps copying it was cut short.")
    )


def not_a_file(path: Path) -> CallerMistake:
    """A folder, or what never ends or waits for somebody to write: a pipe, a device."""
    if path.is_dir():
        return refused_file(path.name, N_("{file} is a folder."), N_("Name the files in it."))
    return refused_file(
        path.name, N_("{file} is a pipe or a device, no file."), N_("Save what comes from there as a file first.")
    )


def broken(path: Path) -> CallerMistake:
    """A workbook whose parts cannot be read."""
    return refused_file(path.name, N_("{file} is damaged: it cannot be read to its end."), _GET_AGAIN)


def opened(path: Path) -> zipfile.ZipFile:
    """The workbook's archive, its directory checked; CallerMistake when it is none, encrypted, broken or a bomb."""
    try:
        archive = zipfile.ZipFile(path)
    except (zipfile.BadZipFile, ValueError, NotImplementedError) as cause:
        raise broken(path) from cause
    try:
        _check_directory(path, archive)
    except CallerMistake:
        archive.close()
        raise
    return archive


def _check_directory(path: Path, archive: zipfile.ZipFile) -> None:
    entries = archive.infolist()
    if len(entries) > ENTRIES:
        text = N_("{file} holds {count} parts; a workbook may hold {most}.")
        raise refused_file(path.name, text, _STRANGE, count=len(entries), most=ENTRIES)
    packed = sum(entry.compress_size for entry in entries)
    full = sum(entry.file_size for entry in entries)
    if full > INFLATED:
        raise refused_file(path.name, N_("{file} would unpack to more than 2 GiB."), _STRANGE)
    if (full > _SMALL and full > RATIO * packed) or any(_is_bomb(entry) for entry in entries):
        raise refused_file(path.name, N_("{file} unpacks to more than a hundred times its size."), _STRANGE)
    if any(entry.flag_bits & 1 for entry in entries):
        raise refused_file(path.name, N_("{file} is encrypted with a password."), _SAVE_AS)
    names = [entry.filename for entry in entries]
    if len(set(names)) != len(names):
        raise broken(path)
    if "xl/workbook.xml" not in names:
        if "xl/workbook.bin" in names:
            raise refused_file(path.name, N_("{file} is a binary .xlsb workbook."), _SAVE_AS)
        raise not_a_workbook(path, b"")


def _is_bomb(entry: zipfile.ZipInfo) -> bool:
    return entry.file_size > _SMALL and entry.file_size > RATIO * entry.compress_size


def chunks(path: Path, archive: zipfile.ZipFile, name: str) -> Iterator[bytes]:
    """The inflated bytes of an XML part, a chunk at a time, refused at a DTD or where the part is broken."""
    tail = b""
    try:
        with archive.open(name) as part:
            while block := part.read(CHUNK):
                if not tail and block.startswith(_WIDE):
                    raise broken(path)
                if _DTD.search(tail[-10:] + block):
                    raise refused_file(path.name, N_("{file} holds a document type definition (DTD)."), _STRANGE)
                tail = block
                yield block
    except (zipfile.BadZipFile, OSError, EOFError, ValueError, NotImplementedError) as cause:
        raise broken(path) from cause
    except Exception as cause:
        if type(cause).__module__ == "zlib":
            raise broken(path) from cause
        raise


def check_rest(path: Path, archive: zipfile.ZipFile, read: set[str]) -> None:
    """Inflate the other XML parts as well: their declared sizes, check sums and freedom from DTDs."""
    for name in archive.namelist():
        if name not in read and name.endswith((".xml", ".rels")):
            for _ in chunks(path, archive, name):
                pass
