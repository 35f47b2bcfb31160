"""Training certificates: a page each, with a code that scans to what the page says."""

from __future__ import annotations

import re
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

from auditor.i18n import Translator
from auditor.monitor import Silent
from auditor.reporting import proof
from auditor.reporting.certificate import Certificate, CertificatesFacts, certificates
from auditor.reporting.facts import Recorded, Words
from auditor.reporting.pdf import write_pdf


def facts(*names: str) -> CertificatesFacts:
    made = tuple(
        Certificate(
            number=f"PX-{at:04d}",
            type="host",
            code=f"H{at:04d}",
            name=name,
            course="C-001",
            title=Words("直播电商合规基础", "Compliance basics"),
            completed_on=date(2026, 6, 30),
            hours=Decimal(4),
        )
        for at, name in enumerate(names, start=1)
    )
    return CertificatesFacts("星河直播", "auditor 0.1.0", Recorded(12, datetime(2026, 7, 1), "ab" * 32), made)


def test_that_each_certificate_has_a_page_of_its_own(tmp_path: Path) -> None:
    write_pdf(certificates(facts("小鹿𬭎", "阿岚"), Translator("zh")), tmp_path / "a.pdf", Silent())
    pages = [re.sub(r"[\r\n]+", "", page) for page in proof.texts(tmp_path / "a.pdf")]
    assert len(pages) == 2
    assert "培训证明编号 PX-0001本页摘自培训记录，不是签名证书" in pages[0]
    assert "小鹿𬭎主播 · H0001于 2026-06-30 完成“直播电商合规基础”培训，考核合格。" in pages[0]
    assert "阿岚" in pages[1]
    assert "阿岚" not in pages[0]


def test_that_a_certificate_without_an_end_says_so(tmp_path: Path) -> None:
    write_pdf(certificates(facts("阿岚"), Translator("en")), tmp_path / "a.pdf", Silent())
    assert "does not lapse" in proof.texts(tmp_path / "a.pdf")[0]


def test_that_certificates_keep_the_rules_of_archiving_and_their_bytes(tmp_path: Path) -> None:
    for name in ("a.pdf", "b.pdf"):
        write_pdf(certificates(facts("小鹿𬭎"), Translator("zh")), tmp_path / name, Silent())
    assert proof.faults(tmp_path / "a.pdf") == []
    assert (tmp_path / "a.pdf").read_bytes() == (tmp_path / "b.pdf").read_bytes()


def test_that_the_code_is_drawn_as_segno_makes_it(tmp_path: Path) -> None:
    import pypdfium2
    import segno

    made = certificates(facts("阿岚"), Translator("zh"))
    write_pdf(made, tmp_path / "a.pdf", Silent())
    diploma = next(iter(made.blocks()))
    matrix = segno.make(diploma.scan, error="m", micro=False).matrix  # type: ignore[union-attr]
    pdf = pypdfium2.PdfDocument(tmp_path / "a.pdf")
    picture = pdf[0].render(scale=4).to_pil().convert("L")
    pdf.close()
    size = 104 / len(matrix)
    left, top = 595.276 - 76 - 104, 634.0
    for down, row in enumerate(matrix):
        for across, dark in enumerate(row):
            point = (int((left + (across + 0.5) * size) * 4), int((top + (down + 0.5) * size) * 4))
            assert (picture.getpixel(point) < 128) is bool(dark), (down, across)


def test_that_another_fact_gives_another_seal() -> None:
    first, second = facts("阿岚", "阿岚").certificates
    assert first.seal != second.seal
