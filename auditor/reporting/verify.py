"""Whether a report file is the one that its facts give: same bytes, else the first thing that differs."""

from __future__ import annotations

import json
import tempfile
import zlib
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from auditor.errors import CallerMistake, IntegrityBroken
from auditor.i18n import Language, Message, said
from auditor.monitor import Monitor
from auditor.reporting.document import Document
from auditor.reporting.factsjson import FORMAT
from auditor.reporting.pdf import write_pdf

_LIMIT = 1 << 30
"""Attached facts beyond this many bytes are not read: a report from strangers may be a bomb."""
_BLOCK = 1 << 20


@dataclass(frozen=True, slots=True)
class Claims:
    """What a report says of itself: enough to make it again from the workspace.

    ``name`` is the file's; ``kind`` is run, dossier or notice; ``change`` is None for an unsaved report; ``subject`` is
    (type, code) of a dossier or notice.
    """

    name: str
    kind: str
    language: Language
    run: str
    digest: str
    change: int | None
    as_of: str
    known_at: str | None
    subject: tuple[str, str] | None
    facts: dict[str, Any]


class Sameness(StrEnum):
    """How a report stands to the one made again."""

    SAME = "same"
    FACTS_DIFFER = "facts"
    LOOKS_DIFFER = "looks"
    """The facts agree but the file was altered, or set by another version of the program or other sections."""


@dataclass(frozen=True, slots=True)
class Compared:
    """The outcome with the first difference in words; ``where`` is None when the bytes are the same."""

    sameness: Sameness
    where: Message | None = None


def claims(path: Path) -> Claims:
    """Read what a report says of itself.

    Raises CallerMistake when the file is no PDF or no report of ours, IntegrityBroken when what it carries is torn.
    """
    language, data = _carried(path)
    try:
        facts = json.loads(data)
    except ValueError as error:
        raise _torn(path) from error
    if not isinstance(facts, dict) or facts.get("format") != FORMAT or not isinstance(facts.get("method"), dict):
        raise _foreign(path)
    method = facts["method"]
    record = method.get("record")
    subject = (str(facts["type"]), str(facts["code"])) if facts.get("kind") in ("dossier", "notice") else None
    return Claims(
        name=path.name,
        kind=str(facts.get("kind")),
        language="en" if language.startswith("en") else "zh",
        run=str(method.get("run", "")),
        digest=str(method.get("digest", "")),
        change=record["change"] if isinstance(record, dict) else None,
        as_of=str(method.get("as_of")),
        known_at=method.get("known_at"),
        subject=subject,
        facts=facts,
    )


def compare(path: Path, document: Document, monitor: Monitor) -> Compared:
    """Compare a report file with its document made again from the workspace; says the first thing that differs."""
    with tempfile.TemporaryDirectory() as folder:
        again = Path(folder) / "again.pdf"
        write_pdf(document, again, monitor)
        if _same_bytes(path, again):
            return Compared(Sameness.SAME)
        theirs, ours = _carried(path)[1], _carried(again)[1]
        if theirs != ours:
            where = first_difference(_parsed(theirs), _parsed(ours))
            return Compared(Sameness.FACTS_DIFFER, where or said("the attached facts, in their writing"))
        return Compared(Sameness.LOOKS_DIFFER, _first_page(path, again))


def carried_facts(path: Path) -> tuple[str, dict[str, Any]]:
    """The language of a report and the facts attached to it, whatever its kind.

    Raises CallerMistake when the file is no report of ours, IntegrityBroken when what it carries is torn.
    """
    language, data = _carried(path)
    facts = _parsed(data)
    if facts is None:
        raise _torn(path)
    if not isinstance(facts, dict) or facts.get("format") != FORMAT:
        raise _foreign(path)
    return language, facts


def told_alike(path: Path, document: Document, monitor: Monitor) -> Message | None:
    """What in a file is not as the document gives it, object by object; None where all is.

    How the bytes are packed does not count: another computer's library may pack them otherwise.
    """
    with tempfile.TemporaryDirectory() as folder:
        again = Path(folder) / "again.pdf"
        write_pdf(document, again, monitor)
        if _same_bytes(path, again) or _same_objects(path, again):
            return None
        return _first_page(path, again)


def _same_objects(path: Path, again: Path) -> bool:
    import pikepdf

    if path.stat().st_size > 4 * again.stat().st_size:
        return False
    with pikepdf.open(path) as one, pikepdf.open(again) as other:
        if len(one.objects) != len(other.objects):
            return False
        return all(_same_object(a, b) for a, b in zip(one.objects, other.objects, strict=True))


def _same_object(one: Any, other: Any) -> bool:
    import pikepdf

    if isinstance(other, int):  # the only numbers that stand alone are lengths of what is packed
        return isinstance(one, int)
    if isinstance(one, pikepdf.Stream) != isinstance(other, pikepdf.Stream):
        return False
    if not isinstance(other, pikepdf.Stream):
        return bool(one.unparse() == other.unparse())
    keys = {str(key) for key in (*one.keys(), *other.keys())} - {"/Length"}
    told = all(key in one and key in other and _written(one[key]) == _written(other[key]) for key in keys)
    if not told:
        return False
    ours = _unpacked(other, None)
    return _unpacked(one, len(ours)) == ours


def _written(value: Any) -> object:
    return value.unparse() if hasattr(value, "unparse") else value


def _unpacked(stream: Any, most: int | None) -> bytes:
    """What a stream holds, and of a stranger's no more than a byte beyond ``most``: it may be a bomb."""
    raw: bytes = stream.read_raw_bytes()
    if "/Filter" not in stream:
        return raw
    unpacker = zlib.decompressobj()
    try:
        return unpacker.decompress(raw) if most is None else unpacker.decompress(raw, most + 1)
    except zlib.error:
        return b""


def first_difference(theirs: object, ours: object, at: str = "") -> Message | None:
    """The first place where two JSON values differ, depth first, or None."""
    if isinstance(theirs, dict) and isinstance(ours, dict):
        for key in sorted(theirs.keys() | ours.keys()):
            found = first_difference(theirs.get(key), ours.get(key), f"{at}.{key}" if at else key)
            if found:
                return found
        return None
    if isinstance(theirs, list) and isinstance(ours, list):
        for number, (one, other) in enumerate(zip(theirs, ours, strict=False)):
            found = first_difference(one, other, f"{at}[{number}]")
            if found:
                return found
        if len(theirs) == len(ours):
            return None
        return said("{place}: {n} entries in the file, {m} in the workspace", place=at, n=len(theirs), m=len(ours))
    if theirs == ours:
        return None
    return said("{place}: {a} in the file, {b} in the workspace", place=at, a=_short(theirs), b=_short(ours))


def _short(value: object) -> str:
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 80 else f"{text[:79]}…"


def _parsed(data: bytes) -> object:
    try:
        return json.loads(data)
    except ValueError:
        return None


def _same_bytes(one: Path, other: Path) -> bool:
    with one.open("rb") as a, other.open("rb") as b:
        while True:
            left, right = a.read(_BLOCK), b.read(_BLOCK)
            if left != right:
                return False
            if not left:
                return True


def _first_page(path: Path, again: Path) -> Message:
    from pypdfium2 import PdfiumError

    from auditor.reporting.proof import texts

    try:
        theirs, ours = texts(path), texts(again)
    except PdfiumError:
        return said("its pages can no longer be read")
    for number, (one, other) in enumerate(zip(theirs, ours, strict=False), start=1):
        if one != other:
            return said("page {page} says something else", page=number)
    if len(theirs) != len(ours):
        return said("{n} pages in the file, {m} made again", n=len(theirs), m=len(ours))
    return said("the text is the same; the file was saved again, added to, or set by another version")


def _carried(path: Path) -> tuple[str, bytes]:
    """The language and the attached facts of a report."""
    import pikepdf

    try:
        with pikepdf.open(path) as pdf:
            names = [name for name in pdf.attachments if name == "facts.json"]
            if not names:
                raise _foreign(path)
            file = pdf.attachments[names[0]].get_file()
            if file.size is not None and file.size > _LIMIT:
                raise _foreign(path)
            return str(pdf.Root.get("/Lang", "")), file.read_bytes()
    except pikepdf.PasswordError as error:
        raise _foreign(path) from error
    except pikepdf.PdfError as error:
        raise IntegrityBroken(
            said("{path} is damaged or no PDF file.", path=path.name),
            said("Take the file as it was first written, or write the report again."),
        ) from error
    except FileNotFoundError as error:
        raise CallerMistake(said("There is no file {path}.", path=str(path)), said("Check the path.")) from error


def _torn(path: Path) -> IntegrityBroken:
    return IntegrityBroken(
        said("The facts attached to {path} are damaged.", path=path.name),
        said("Take the file as it was first written, or write the report again."),
    )


def _foreign(path: Path) -> CallerMistake:
    return CallerMistake(
        said("{path} is no report of this program.", path=path.name),
        said("Only reports that carry their facts can be verified; printed and re-saved copies cannot."),
    )
