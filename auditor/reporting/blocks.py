"""How each block but the table is set."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

from auditor.reporting import look
from auditor.reporting.diploma import draw_diploma
from auditor.reporting.document import (
    Bar,
    Bars,
    Block,
    Choices,
    Contents,
    Count,
    Cover,
    CutLine,
    Diploma,
    Heading,
    KeyValues,
    Notice,
    PageBreak,
    Paragraph,
    Signatures,
    Table,
    Tone,
)
from auditor.reporting.flow import Flow
from auditor.reporting.letterhead import draw_head
from auditor.reporting.look import Style
from auditor.reporting.table import draw_table

_TONES = {Tone.PLAIN: look.BODY, Tone.STRONG: look.BODY_STRONG, Tone.QUIET: look.BODY_QUIET}
_CONTENTS_LEAD = 17.0
_SLIP = 240.0
"""What is cut off stays in one piece: so much must fit below the line."""
_NOT_TORN = 4
"""Labelled values of at most so many lines stand on one page."""
_Labelled = list[tuple[list[str], list[str]]]
"""Label and value, side by side, each as it is broken into lines."""
_AFTER_HEADING = {1: 140.0, 2: 90.0}
"""A heading is never left alone at a page's end: so much must fit below it, by its level."""


def draw(flow: Flow, block: Block, headings: list[Heading]) -> None:
    """Set one block; ``headings`` are those that the table of contents lists."""
    if isinstance(block, Contents):
        _contents(flow, block, headings)
        return
    drawer: Callable[[Flow, Any], None] = _drawers()[type(block)]
    drawer(flow, block)


@cache
def _drawers() -> Mapping[type, Callable[[Flow, Any], None]]:
    return {
        Table: draw_table,
        Heading: _heading,
        Paragraph: lambda flow, block: _paragraph(flow, block.text, _TONES[block.tone]),
        Notice: _notice,
        KeyValues: _key_values,
        Bars: _bars,
        Cover: _cover,
        Signatures: _signatures,
        Choices: _choices,
        CutLine: _cut_line,
        Diploma: draw_diploma,
        PageBreak: lambda flow, block: flow.new_page(),
    }


def _paragraph(flow: Flow, text: str, style: Style, after: float = 6.0) -> None:
    for line in flow.lines(text, style, look.MEASURE):
        flow.ensure(style.lead)
        flow.y = flow.write([line], look.MARGIN, flow.y, style)
    flow.y += after


def _heading(flow: Flow, heading: Heading) -> None:
    style = look.SECTION if heading.level == 1 else look.SUBSECTION
    before = 18 if heading.level == 1 else 8
    lines = flow.lines(heading.text, style, look.MEASURE)
    if not flow.ensure(before + len(lines) * style.lead + _AFTER_HEADING[heading.level]) and flow.y > look.TOP:
        flow.y += before
    flow.note(heading.text, heading.key, heading.level)
    flow.y = flow.write(lines, look.MARGIN, flow.y, style)
    if heading.level == 1:
        flow.page.rule(look.MARGIN, flow.y + 3, look.MEASURE, look.INK, 0.8)
        flow.y += 10
    else:
        flow.y += 3


def _notice(flow: Flow, notice: Notice) -> None:
    style = look.BODY
    lines = flow.lines(notice.text, style, look.MEASURE - 24)
    height = len(lines) * style.lead + 12
    if height > flow.full_room:
        _paragraph(flow, notice.text, style)
        return
    flow.ensure(height)
    flow.page.box(look.MARGIN, flow.y, look.MEASURE, height, look.SURFACE)
    flow.page.box(look.MARGIN, flow.y, 2, height, look.ACCENT)
    flow.write(lines, look.MARGIN + 12, flow.y + 6, style)
    flow.y += height + 8


def _key_values(flow: Flow, block: KeyValues) -> None:
    columns = block.columns
    width = look.MEASURE / columns
    label_width = 96.0
    depth = -(-len(block.items) // columns)
    rows = [
        [
            (
                flow.lines(label, look.CELL_QUIET, label_width - 8),
                flow.lines(value, look.CELL, width - label_width - 10),
            )
            for label, value in (block.items[at] for at in range(row, len(block.items), depth))
        ]
        for row in range(depth)
    ]
    if depth <= _NOT_TORN:
        flow.ensure(min(sum(map(_key_value_height, rows)), flow.full_room))
    for cells in rows:
        _key_value_row(flow, cells, width, label_width)
    flow.y += 10


def _key_value_height(cells: _Labelled) -> float:
    return max(max(len(label), len(value)) for label, value in cells) * look.CELL.lead + 5


def _key_value_row(flow: Flow, cells: _Labelled, width: float, label_width: float) -> None:
    """One row; a value longer than a page goes on over the next one."""
    lead = look.CELL.lead
    most = int(flow.full_room / lead) - 1
    for begin in range(0, max(max(len(label), len(value)) for label, value in cells), most):
        parts = [(label[begin : begin + most], value[begin : begin + most]) for label, value in cells]
        height = _key_value_height(parts)
        flow.ensure(height)
        for at, (label, value) in enumerate(parts):
            x = look.MARGIN + at * width
            flow.write(label, x, flow.y + 2.5, look.CELL_QUIET)
            flow.write(value, x + label_width, flow.y + 2.5, look.CELL)
        flow.y += height
        flow.page.rule(look.MARGIN, flow.y, look.MEASURE, look.HAIRLINE, 0.3)


def _bars(flow: Flow, block: Bars) -> None:
    label_width, row = 178.0, 16.0
    flow.ensure(min(len(block.bars) * row + 44, flow.full_room))
    if block.title:
        lines = flow.lines(block.title, look.BODY_STRONG, look.MEASURE)
        flow.y = flow.write(lines, look.MARGIN, flow.y, look.BODY_STRONG) + 3
    start = look.MARGIN + label_width
    length = look.MEASURE - label_width - 92
    top = nice_top(max((bar.value for bar in block.bars), default=0))
    for bar in block.bars:
        lines = flow.lines(bar.label, look.CELL, label_width - 24)
        height = max(row, len(lines) * look.CELL.lead + 4)
        flow.ensure(height)
        _bar(flow, bar, lines, (start, length * bar.value / top, height))
        flow.y += height
    _axis(flow, start, length, top, block.unit)


def _bar(flow: Flow, bar: Bar, lines: list[str], place: tuple[float, float, float]) -> None:
    start, length, height = place
    page = flow.page
    middle = flow.y + height / 2
    if bar.mark is not None:
        page.mark(bar.mark, look.MARGIN + 2, middle - 3.5, 7)
    flow.write(lines, look.MARGIN + 14, middle - len(lines) * look.CELL.lead / 2, look.CELL)
    page.box(start, middle - 4, length, 8, look.ACCENT)
    page.box(start - 0.4, flow.y, 0.8, height, look.INK)
    baseline = middle + look.CELL_STRONG.size * 0.38
    end = page.text(start + length + 5, baseline, f"{bar.value:,}", look.CELL_STRONG)
    if bar.note:
        page.text(end + 5, baseline, flow.typesetter.printable(bar.note), look.CELL_QUIET)


def _axis(flow: Flow, start: float, length: float, top: int, unit: str) -> None:
    page = flow.page
    page.rule(start, flow.y, length, look.MUTED, 0.4)
    baseline = flow.y + 9
    steps = 4 if top % 4 == 0 else 2 if top % 2 == 0 else 1
    for at in range(steps + 1):
        x = start + length * at / steps
        page.box(x - 0.2, flow.y, 0.4, 2.5, look.MUTED)
        word = f"{top * at // steps:,}"
        page.text(x - page.width(word, look.FOOT) / 2, baseline, word, look.FOOT)
    if unit:
        page.text(start + length + 16, baseline, flow.typesetter.printable(unit), look.FOOT)
    flow.y += 20


def nice_top(value: int) -> int:
    """The end of an axis that begins at 0: the next 1, 2, 4, 5 or 8 times a power of ten, at least 1."""
    scale = 1
    while True:
        for step in (1, 2, 4, 5, 8):
            if step * scale >= value:
                return step * scale
        scale *= 10


def _cover(flow: Flow, cover: Cover) -> None:
    page, left = flow.page, look.MARGIN
    draw_head(flow)
    page.box(left, flow.y, 44, 4, look.ACCENT)
    flow.y += 16
    flow.y = flow.write(flow.lines(cover.title, look.TITLE, look.MEASURE), left, flow.y, look.TITLE) + 2
    for line in cover.lines:
        _paragraph(flow, line, look.BODY_QUIET, after=0)
    flow.y += 12
    flow.page.rule(left, flow.y, look.MEASURE, look.INK, 0.8)
    flow.y += 12
    flow.y = flow.write(flow.lines(cover.answer, look.ANSWER, look.MEASURE), left, flow.y, look.ANSWER) + 12
    if cover.counts:
        _counts(flow, cover.counts)


def _counts(flow: Flow, counts: tuple[Count, ...]) -> None:
    page = flow.page
    width = look.MEASURE / len(counts)
    words = [flow.lines(count.word, look.BODY_QUIET, width - 20) for count in counts]
    height = 34 + max(map(len, words)) * look.BODY_QUIET.lead
    for at, (count, word) in enumerate(zip(counts, words, strict=True)):
        x = look.MARGIN + at * width
        if at:
            page.box(x - 4, flow.y + 4, 0.5, height - 8, look.HAIRLINE)
            x += 6
        end = page.text(x, flow.y + 24, f"{count.number:,}", _fitting(flow, count.number, width - 30))
        if count.mark is not None:
            page.mark(count.mark, end + 6, flow.y + 10, 10)
        flow.write(word, x, flow.y + 32, look.BODY_QUIET)
    flow.y += height + 10


def _fitting(flow: Flow, number: int, width: float) -> Style:
    """The big size, smaller where a number of many digits would run into its neighbour."""
    style = look.HUGE
    need = flow.page.width(f"{number:,}", style)
    if need <= width:
        return style
    return Style(style.bold, style.size * width / need, style.lead, style.colour)


def _contents(flow: Flow, block: Contents, headings: list[Heading]) -> None:
    if not headings:
        return
    flow.ensure(look.SUBSECTION.lead + len(headings) * _CONTENTS_LEAD + 12)
    flow.y += 6
    lines = flow.lines(block.title, look.SUBSECTION, look.MEASURE)
    flow.y = flow.write(lines, look.MARGIN, flow.y, look.SUBSECTION) + 4
    flow.contents(headings, _CONTENTS_LEAD)
    flow.y += 8


def _signatures(flow: Flow, block: Signatures) -> None:
    gap = 16.0
    width = (look.MEASURE - gap * (len(block.parties) - 1)) / len(block.parties)
    line = 26.0
    flow.ensure(look.BODY_STRONG.lead + line * len(block.labels) + 20)
    flow.y += 8
    for at, party in enumerate(block.parties):
        x = look.MARGIN + at * (width + gap)
        y = flow.write(flow.lines(party, look.BODY_STRONG, width), x, flow.y, look.BODY_STRONG)
        for label in block.labels:
            y += line
            word = flow.typesetter.printable(label)
            end = flow.page.text(x, y - 4, word, look.CELL_QUIET) + 6
            flow.page.rule(end, y - 2, x + width - end, look.INK, 0.5)
    flow.y += look.BODY_STRONG.lead + line * len(block.labels) + 16


def _choices(flow: Flow, block: Choices) -> None:
    style, size = look.BODY, 8.0
    right = look.PAGE_WIDTH - look.MARGIN
    for item in block.items:
        lines = flow.lines(item, style, look.MEASURE - 18)
        flow.ensure(len(lines) * style.lead + 6)
        flow.y += 4
        flow.page.frame(look.MARGIN, flow.y + (style.lead - size) / 2, size, size, look.INK, 0.7)
        bottom = flow.write(lines, look.MARGIN + 18, flow.y, style)
        if item.rstrip().endswith((":", "：")):
            start = look.MARGIN + 18 + flow.page.width(lines[-1], style) + 4
            flow.page.rule(start, bottom - 2, max(0.0, right - start), look.INK, 0.5)
        flow.y = bottom
    flow.y += 8


def _cut_line(flow: Flow, block: CutLine) -> None:
    flow.ensure(_SLIP)
    flow.y += 18
    text = flow.typesetter.printable(block.text)
    width = flow.page.width(text, look.CELL_QUIET)
    middle = look.PAGE_WIDTH / 2
    side = (look.MEASURE - width) / 2 - 8
    flow.page.rule(look.MARGIN, flow.y, side, look.MUTED, 0.6, "4 3")
    flow.page.rule(middle + width / 2 + 8, flow.y, side, look.MUTED, 0.6, "4 3")
    flow.page.text(middle - width / 2, flow.y + 2.8, text, look.CELL_QUIET)
    flow.y += 12
