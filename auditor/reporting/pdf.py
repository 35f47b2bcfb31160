"""Setting a document as a PDF file: the same bytes for the same facts, whole or not at all."""

from __future__ import annotations

from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import IO
from xml.sax.saxutils import escape

from auditor.monitor import Monitor, Silent
from auditor.reporting.atomic import whole_file
from auditor.reporting.blocks import draw
from auditor.reporting.document import Column, Document, Heading, Paragraph, Row, Table
from auditor.reporting.flow import Flow, Place
from auditor.reporting.fonts import name_of
from auditor.reporting.icc import srgb
from auditor.reporting.letterhead import write_picture
from auditor.reporting.pdffile import PdfFile, text_string

_PRODUCER = "Auditor"
_LANGUAGES = {"zh": "zh-CN", "en": "en"}


def write_pdf(document: Document, path: Path, monitor: Monitor) -> None:
    """Write the report to ``path``.

    Raises WorldFailed when the disk is full or the folder refuses, and Cancelled when the monitor stops it; in
    both cases nothing is left and a former file stays as it was.
    """
    with whole_file(path) as out:
        _render(document, out, monitor)


def pages_of(document: Document) -> int:
    """How many pages a document takes; nothing is written."""
    flow = Flow(document, PdfFile(BytesIO()), Silent())
    _set(flow, document)
    return len(flow.pages)


def _set(flow: Flow, document: Document) -> None:
    headings = [block for block in document.blocks() if isinstance(block, Heading) and block.level == 1]
    for block in document.blocks():
        draw(flow, block, headings)
    _missing_glyphs(flow, headings)
    flow.put_away()


def _render(document: Document, out: IO[bytes], monitor: Monitor) -> None:
    pdf = PdfFile(out)
    flow = Flow(document, pdf, monitor)
    _set(flow, document)
    pages = flow.close()
    _resources(flow)
    root = _catalogue(flow, pages)
    info = pdf.add(_info(document))
    pdf.close(root, info)


def _missing_glyphs(flow: Flow, headings: list[Heading]) -> None:
    """缺字表: the characters that neither face has, told with code and name."""
    missing = sorted(flow.typesetter.missing)
    if not missing:
        return
    phrases = flow.document.phrases
    rows = tuple(Row((f"U+{ord(char):04X}", name_of(char) or "-")) for char in missing)
    columns = (Column(phrases.glyphs_heads[0], points=90), Column(phrases.glyphs_heads[1]))
    draw(flow, Heading(phrases.glyphs_title, "missing-glyphs"), headings)
    draw(flow, Paragraph(phrases.glyphs_intro), headings)
    draw(flow, Table(columns, lambda: rows), headings)


def _resources(flow: Flow) -> None:
    """The fonts that were used and the issuer's logo, embedded once for all pages."""
    fonts = []
    for face in flow.typesetter.faces.values():
        if face.used:
            number = flow.pdf.reserve()
            face.write(flow.pdf, number)
            fonts.append(f"/{face.name} {number} 0 R")
    sets, more = "[/PDF /Text]", ""
    issuer = flow.document.issuer
    if issuer is not None and issuer.picture is not None:
        sets = "[/PDF /Text /ImageB /ImageC]"
        more = f" /XObject <</Logo {write_picture(flow.pdf, issuer.picture)} 0 R>>"
    flow.pdf.write(flow.resources, f"<</ProcSet {sets} /Font <<{' '.join(fonts)}>>{more}>>")


def _catalogue(flow: Flow, pages: int) -> int:
    pdf, document = flow.pdf, flow.document
    profile = pdf.stream(pdf.reserve(), srgb(), "/N 3")
    intent = pdf.add(
        f"<</Type /OutputIntent /S /GTS_PDFA1 /OutputConditionIdentifier (sRGB IEC61966-2.1) "
        f"/Info (sRGB IEC61966-2.1) /DestOutputProfile {profile} 0 R>>"
    )
    meta = pdf.stream(pdf.reserve(), _xmp(document).encode("utf-8"), "/Type /Metadata /Subtype /XML", packed=False)
    outline = _outline(flow)
    attached = _attachment(flow)
    files = f"<</EmbeddedFiles <</Names [{text_string(document.facts_name)} {attached} 0 R]>>>>"
    return pdf.add(
        f"<</Type /Catalog /Pages {pages} 0 R /Lang ({_LANGUAGES.get(document.language, document.language)}) "
        f"/Metadata {meta} 0 R /OutputIntents [{intent} 0 R] /Names {files} "
        f"/AF [{attached} 0 R] /ViewerPreferences <</DisplayDocTitle true>>"
        + (f" /Outlines {outline} 0 R /PageMode /UseOutlines>>" if outline else ">>")
    )


def _attachment(flow: Flow) -> int:
    """The facts as JSON, packed piece by piece, as an associated file (PDF/A-3)."""
    pdf, document = flow.pdf, flow.document
    file, params = pdf.reserve(), pdf.reserve()
    kind = f"/Type /EmbeddedFile /Subtype /application#2Fjson /Params {params} 0 R"
    size, digest = pdf.long_stream(file, document.facts(), kind)
    date = _date(document.dated)
    pdf.write(params, f"<</Size {size} /CheckSum <{digest.hex().upper()}> /ModDate {date} /CreationDate {date}>>")
    name = text_string(document.facts_name)
    return pdf.add(
        f"<</Type /Filespec /F {name} /UF {name} /AFRelationship /Data /EF <</F {file} 0 R /UF {file} 0 R>>>>"
    )


def _outline(flow: Flow) -> int:
    """Bookmarks of two levels; 0 when the document has no heading."""
    sections: list[tuple[Place, list[Place]]] = []
    for place in flow.places:
        if place.level == 1 or not sections:
            sections.append((place, []))
        else:
            sections[-1][1].append(place)
    if not sections:
        return 0
    pdf = flow.pdf
    root = pdf.reserve()
    numbers = [pdf.reserve() for _ in sections]
    for at, (place, below) in enumerate(sections):
        inside = ""
        if below:
            children = [pdf.reserve() for _ in below]
            for child_at, child in enumerate(below):
                pdf.write(children[child_at], _bookmark(flow, child, numbers[at], children, child_at))
            inside = f" /First {children[0]} 0 R /Last {children[-1]} 0 R /Count -{len(children)}"
        pdf.write(numbers[at], _bookmark(flow, place, root, numbers, at, inside))
    pdf.write(root, f"<</Type /Outlines /First {numbers[0]} 0 R /Last {numbers[-1]} 0 R /Count {len(numbers)}>>")
    return root


def _bookmark(flow: Flow, place: Place, parent: int, row: list[int], at: int, inside: str = "") -> str:
    before = f" /Prev {row[at - 1]} 0 R" if at else ""
    after = f" /Next {row[at + 1]} 0 R" if at + 1 < len(row) else ""
    title = text_string(place.title)
    return f"<</Title {title} /Parent {parent} 0 R /Dest {flow.destination(place)}{before}{after}{inside}>>"


def _date(moment: datetime) -> str:
    return f"(D:{moment:%Y%m%d%H%M%S}+08'00')"


def _info(document: Document) -> str:
    date = _date(document.dated)
    return (
        f"<</Title {text_string(document.title)} /Subject {text_string(document.subject)} "
        f"/Creator {text_string(_PRODUCER)} /Producer {text_string(_PRODUCER)} /CreationDate {date} /ModDate {date}>>"
    )


def _xmp(document: Document) -> str:
    """Metadata as PDF/A wants it: equal to the information dictionary, and the part that is claimed."""
    date = f"{document.dated:%Y-%m-%dT%H:%M:%S}+08:00"
    title, subject = escape(document.title), escape(document.subject)
    language = _LANGUAGES.get(document.language, document.language)
    return f"""<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/">
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:xmp="http://ns.adobe.com/xap/1.0/"
 xmlns:pdf="http://ns.adobe.com/pdf/1.3/" xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/">
<pdfaid:part>3</pdfaid:part>
<pdfaid:conformance>B</pdfaid:conformance>
<dc:format>application/pdf</dc:format>
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{title}</rdf:li></rdf:Alt></dc:title>
<dc:description><rdf:Alt><rdf:li xml:lang="x-default">{subject}</rdf:li></rdf:Alt></dc:description>
<dc:language><rdf:Bag><rdf:li>{language}</rdf:li></rdf:Bag></dc:language>
<xmp:CreatorTool>{_PRODUCER}</xmp:CreatorTool>
<xmp:CreateDate>{date}</xmp:CreateDate>
<xmp:ModifyDate>{date}</xmp:ModifyDate>
<pdf:Producer>{_PRODUCER}</pdf:Producer>
</rdf:Description>
</rdf:RDF>
</x:xmpmeta>
<?xpacket end="w"?>"""
