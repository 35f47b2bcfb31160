"""The PDF file: the same bytes, exact text, embedded fonts, right page numbers, nothing left on failure."""

from __future__ import annotations

import errno
import re
import tracemalloc
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest

from auditor.errors import Cancelled, WorldFailed
from auditor.i18n import Message
from auditor.monitor import Silent
from auditor.reporting import proof
from auditor.reporting.document import (
    Align,
    Band,
    Bar,
    Bars,
    Block,
    Column,
    Contents,
    Document,
    Entry,
    Heading,
    Line,
    Mark,
    Marked,
    Paragraph,
    Phrases,
    Row,
    Table,
)
from auditor.reporting.pdf import write_pdf

PHRASES = Phrases("第 {page} 页 / 共 {pages} 页", "{name}（续）", "缺字表", "字体中没有以下字符。", ("码位", "名称"))
COLUMNS = (
    Column("级别", points=58),
    Column("编号", points=60),
    Column("问题", 2),
    Column("序号", points=50, align=Align.RIGHT),
)


def document(*blocks: Block) -> Document:
    return Document(
        title="合规检查报告",
        subject="测试",
        language="zh",
        dated=datetime(2026, 6, 30, 9, 30),
        running="星河直播",
        footer="内部合规检查",
        stamp="批次 R1",
        phrases=PHRASES,
        blocks=lambda: blocks,
        facts=lambda: iter([b'{"a":', b'"\xe9\xbe\x91"}']),
    )


def rows(count: int) -> Iterator[Entry]:
    for at in range(count):
        problem = (Line("一年内没有合格的培训记录，最近一次为 2025-03-02"), Line(f"证据 {at}"))
        yield Row((Marked(Mark.HIGH, "较高"), f"H{at:06d}", problem, f"{at:,}"))


def long_table(count: int) -> Document:
    return document(Heading("清单", "list"), Table(COLUMNS, lambda: rows(count)))


def write(made: Document, path: Path) -> list[str]:
    write_pdf(made, path, Silent())
    return proof.texts(path)


def test_that_the_same_document_gives_the_same_bytes(tmp_path: Path) -> None:
    for name in ("a.pdf", "b.pdf"):
        write_pdf(long_table(60), tmp_path / name, Silent())
    assert (tmp_path / "a.pdf").read_bytes() == (tmp_path / "b.pdf").read_bytes()


def test_that_another_fact_gives_another_identifier(tmp_path: Path) -> None:
    import pikepdf

    identifiers = set()
    for count in (3, 4):
        write_pdf(long_table(count), tmp_path / "a.pdf", Silent())
        with pikepdf.open(tmp_path / "a.pdf") as pdf:
            identifiers.add(bytes(pdf.trailer["/ID"][0]))
    assert len(identifiers) == 2


def test_that_text_comes_back_exactly_with_rare_characters(tmp_path: Path) -> None:
    text = "䶮㛃𬭎龑堃 H0007 · 一⼀ 1,234.50 ¥“引号”"
    assert text in write(document(Paragraph(text)), tmp_path / "a.pdf")[0]


def test_that_bold_text_with_rare_characters_comes_back_exactly(tmp_path: Path) -> None:
    assert "小鹿𬭎㛃工作室" in write(document(Heading("小鹿𬭎㛃工作室", "k")), tmp_path / "a.pdf")[0]


def test_that_a_character_without_glyph_is_told_at_the_end(tmp_path: Path) -> None:
    pages = write(document(Paragraph("王\U000212fe明")), tmp_path / "a.pdf")
    assert "王〓[U+212FE]明" in pages[0]
    assert "缺字表" in pages[-1]
    assert "CJK UNIFIED IDEOGRAPH-212FE" in pages[-1]


def test_that_a_report_with_all_glyphs_has_no_table_of_missing_ones(tmp_path: Path) -> None:
    assert "缺字表" not in "".join(write(document(Paragraph("王明")), tmp_path / "a.pdf"))


def test_that_every_page_says_which_of_how_many_it_is(tmp_path: Path) -> None:
    pages = write(long_table(150), tmp_path / "a.pdf")
    assert len(pages) > 3
    assert all(f"第 {at} 页 / 共 {len(pages)} 页" in page for at, page in enumerate(pages, start=1))


def test_that_every_row_is_printed_once_and_every_page_repeats_the_head(tmp_path: Path) -> None:
    pages = write(long_table(150), tmp_path / "a.pdf")
    assert re.findall(r"H\d{6}", "".join(pages)) == [f"H{at:06d}" for at in range(150)]
    assert all("级别" in page for page in pages)


def test_that_a_row_taller_than_a_page_goes_on_over_pages_without_loss(tmp_path: Path) -> None:
    text = "，".join(f"N{at:04d}" for at in range(1500))
    made = document(Table(COLUMNS, lambda: [Row((Marked(Mark.LOW, "提示"), "H1", text, "1"))]))
    pages = write(made, tmp_path / "a.pdf")
    assert len(pages) > 1
    assert re.findall(r"N\d{4}", "".join(pages)) == [f"N{at:04d}" for at in range(1500)]


def test_that_a_table_head_never_stands_alone_at_a_page_end(tmp_path: Path) -> None:
    tall = Row((Marked(Mark.LOW, "提示"), "N1", "很长的说明，" * 60, "1"))
    for lines in range(20, 60, 3):
        made = document(*(Paragraph("行") for _ in range(lines)), Table(COLUMNS, lambda: [tall]))
        pages = write(made, tmp_path / "a.pdf")
        assert all("N1" in page for page in pages if "级别" in page)


def test_that_a_subject_whose_rows_go_on_is_named_again(tmp_path: Path) -> None:
    made = document(Table(COLUMNS, lambda: [Band("H0007 小鹿", listed=True, key="h7"), *rows(60)]))
    pages = write(made, tmp_path / "a.pdf")
    assert "H0007 小鹿（续）" not in pages[0]
    assert all("H0007 小鹿（续）" in page for page in pages[1:])


def test_that_headings_and_subjects_stand_in_the_outline_and_lead_to_their_pages(tmp_path: Path) -> None:
    import pikepdf

    bands = [entry for at in range(40) for entry in (Band(f"H{at:04d}", key=f"h{at}", listed=True), *rows(1))]
    made = document(Contents("目录"), Heading("一", "a"), Table(COLUMNS, lambda: bands), Heading("二", "b"))
    pages = write(made, tmp_path / "a.pdf")
    with pikepdf.open(tmp_path / "a.pdf") as pdf, pdf.open_outline() as outline:
        assert [item.title for item in outline.root] == ["一", "二"]
        assert [item.title for item in outline.root[0].children] == [f"H{at:04d}" for at in range(40)]
        last = outline.root[0].children[-1].destination[0]
        page = next(at for at, one in enumerate(pdf.pages) if one.objgen == last.objgen)
    assert "H0039" in pages[page]


def test_that_the_contents_name_the_page_of_each_section(tmp_path: Path) -> None:
    made = document(Contents("目录"), Heading("甲章", "a"), Table(COLUMNS, lambda: rows(100)), Heading("乙章", "b"))
    pages = write(made, tmp_path / "a.pdf")
    where = next(at for at, page in enumerate(pages, start=1) if at > 1 and "乙章" in page)
    assert re.search(rf"乙章\s+{where}\b", pages[0])


def test_that_a_report_keeps_the_rules_of_archiving_that_can_be_checked(tmp_path: Path) -> None:
    bars = Bars("图", (Bar("严重", 3, Mark.CRITICAL), Bar("较高", 1, Mark.HIGH)), "项")
    marks = tuple(Row((Marked(mark, mark.value), "", "", "")) for mark in Mark)
    write_pdf(
        document(Contents("目录"), Heading("一", "a"), bars, Table(COLUMNS, lambda: marks)),
        tmp_path / "a.pdf",
        Silent(),
    )
    assert proof.faults(tmp_path / "a.pdf") == []


def test_that_the_proof_finds_what_is_wrong_with_an_ordinary_file(tmp_path: Path) -> None:
    from reportlab.pdfgen.canvas import Canvas

    canvas = Canvas(str(tmp_path / "plain.pdf"))
    canvas.drawString(72, 72, "plain")
    canvas.save()
    found = proof.faults(tmp_path / "plain.pdf")
    assert "Helvetica: not embedded" in found
    assert {"no output intent with a profile", "no metadata"} <= set(found)


def test_that_the_facts_are_attached_byte_for_byte(tmp_path: Path) -> None:
    write_pdf(document(Paragraph("正文")), tmp_path / "a.pdf", Silent())
    assert proof.attached(tmp_path / "a.pdf") == {"facts.json": '{"a":"龑"}'.encode()}


def test_that_the_file_is_dated_by_its_facts(tmp_path: Path) -> None:
    import pikepdf

    write_pdf(document(Paragraph("正文")), tmp_path / "a.pdf", Silent())
    with pikepdf.open(tmp_path / "a.pdf") as pdf:
        assert str(pdf.docinfo["/CreationDate"]) == "D:20260630093000+08'00'"
        assert str(pdf.docinfo["/Title"]) == "合规检查报告"
        assert str(pdf.Root.Lang) == "zh-CN"


def test_that_memory_does_not_grow_with_pages(tmp_path: Path) -> None:
    def peak(count: int) -> int:
        tracemalloc.reset_peak()
        write_pdf(long_table(count), tmp_path / "a.pdf", Silent())
        return tracemalloc.get_traced_memory()[1]

    write_pdf(long_table(10), tmp_path / "a.pdf", Silent())
    tracemalloc.start()
    try:
        small, large = peak(400), peak(4_000)
    finally:
        tracemalloc.stop()
    # Ten times the pages: the caches fill up to their bound, page numbers cost a few bytes each.
    assert large < small + 12_000_000


@pytest.mark.slow
def test_that_twenty_thousand_rows_stream(tmp_path: Path) -> None:
    import pikepdf

    taken = 0

    def counted() -> Iterator[Entry]:
        nonlocal taken
        for row in rows(20_000):
            taken += 1
            yield row

    write_pdf(document(Table(COLUMNS, counted)), tmp_path / "a.pdf", Silent())
    with pikepdf.open(tmp_path / "a.pdf") as pdf:
        assert len(pdf.pages) > 500
    assert taken == 20_000


class _StopAt:
    def __init__(self, page: int) -> None:
        self._page = page

    def step(self, done: int, total: int | None, what: Message) -> None:
        if done >= self._page:
            raise Cancelled(what)


def test_that_a_stopped_report_leaves_the_former_file_and_nothing_else(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(b"former")
    with pytest.raises(Cancelled):
        write_pdf(long_table(100), path, _StopAt(2))
    assert path.read_bytes() == b"former"
    assert [one.name for one in tmp_path.iterdir()] == ["a.pdf"]


def test_that_a_full_disk_is_told_and_leaves_nothing(tmp_path: Path) -> None:
    def facts() -> Iterator[bytes]:
        raise OSError(errno.ENOSPC, "No space left on device")
        yield b""

    from dataclasses import replace

    with pytest.raises(WorldFailed, match="is full"):
        write_pdf(replace(long_table(1), facts=facts), tmp_path / "a.pdf", Silent())
    assert list(tmp_path.iterdir()) == []


def test_that_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(WorldFailed, match=r"a\.pdf"):
        write_pdf(long_table(1), tmp_path / "gone" / "a.pdf", Silent())
