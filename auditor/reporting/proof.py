"""What a finished report must be: the checks of PDF/A that we can make, and the way back to its facts and text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

_ACTIVE = ("/JavaScript", "/JS", "/Launch", "/SubmitForm", "/ImportData", "/Sound", "/Movie", "/RichMedia")
_PRINT = 4
"""The annotation flag that PDF/A demands."""


def faults(path: Path) -> list[str]:
    """Where a report departs from the PDF/A-3b rules that can be checked here; empty when it does not.

    Checked: fonts embedded with a way back to the text, output intent with a profile, metadata that says part and
    conformance and agrees with the information dictionary, language, identifier, no encryption, nothing active,
    attachments declared. Not checked: everything else; this is no validation.
    """
    import pikepdf

    with pikepdf.open(path) as pdf:
        found = [*_fonts(pdf), *_colours(pdf), *_metadata(pdf), *_active(pdf), *_attachments(pdf), *_annotations(pdf)]
        found += [f"syntax: {problem}" for problem in pdf.check_pdf_syntax()]
        if pdf.is_encrypted:
            found.append("encrypted")
        if "/Lang" not in pdf.Root:
            found.append("no language")
        if "/ID" not in pdf.trailer:
            found.append("no identifier")
        return found


def attached(path: Path) -> dict[str, bytes]:
    """The files that a report carries, by name."""
    import pikepdf

    with pikepdf.open(path) as pdf:
        return {name: pdf.attachments[name].get_file().read_bytes() for name in pdf.attachments}


def texts(path: Path) -> list[str]:
    """The text of each page as a reader copies it."""
    import pypdfium2

    pdf = pypdfium2.PdfDocument(path)
    try:
        return [_text(page) for page in pdf]
    finally:
        pdf.close()


def _text(page: Any) -> str:
    textpage = page.get_textpage()
    try:
        # PDFium gives characters beyond the first plane as two halves.
        text: str = textpage.get_text_bounded()
    finally:
        textpage.close()
        page.close()
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _fonts(pdf: Any) -> Iterator[str]:
    for item in pdf.objects:
        if not _is(item, "/Font"):
            continue
        name = str(item.get("/BaseFont", "?")).lstrip("/")
        if item.get("/Subtype") == "/Type0":
            if "/ToUnicode" not in item:
                yield f"{name}: no way back to the text"
            continue
        descriptor = item.get("/FontDescriptor")
        if descriptor is None or not any(key in descriptor for key in ("/FontFile", "/FontFile2", "/FontFile3")):
            yield f"{name}: not embedded"


def _colours(pdf: Any) -> Iterator[str]:
    intents = list(pdf.Root.get("/OutputIntents", []))
    if not any(str(one.get("/S")) == "/GTS_PDFA1" and "/DestOutputProfile" in one for one in intents):
        yield "no output intent with a profile"


def _metadata(pdf: Any) -> Iterator[str]:
    if "/Metadata" not in pdf.Root:
        yield "no metadata"
        return
    with pdf.open_metadata() as meta:
        if meta.get("pdfaid:part") != "3" or meta.get("pdfaid:conformance") != "B":
            yield "metadata does not say PDF/A-3b"
        if meta.get("dc:title") != str(pdf.docinfo.get("/Title")):
            yield "two titles"
        created = re.sub(r"\D", "", str(meta.get("xmp:CreateDate")))
        if created != re.sub(r"\D", "", str(pdf.docinfo.get("/CreationDate"))):
            yield "two dates"


def _active(pdf: Any) -> Iterator[str]:
    for key in ("/OpenAction", "/AA", "/AcroForm"):
        if key in pdf.Root:
            yield f"the catalogue holds {key}"
    for item in pdf.objects:
        if _has_keys(item) and (str(item.get("/S", "")) in _ACTIVE or any(key in item for key in ("/JS", "/AA"))):
            yield "something active"


def _attachments(pdf: Any) -> Iterator[str]:
    for item in pdf.objects:
        if _is(item, "/Filespec") and "/AFRelationship" not in item:
            yield "an attachment without its relationship"


def _annotations(pdf: Any) -> Iterator[str]:
    for item in pdf.objects:
        if _is(item, "/Annot") and not int(item.get("/F", 0)) & _PRINT:
            yield "an annotation that does not print"


def _has_keys(item: Any) -> bool:
    import pikepdf

    return isinstance(item, pikepdf.Dictionary | pikepdf.Stream)


def _is(item: Any, kind: str) -> bool:
    return _has_keys(item) and str(item.get("/Type", "")) == kind
