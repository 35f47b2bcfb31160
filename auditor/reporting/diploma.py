"""A certificate as a page of its own: framed, centred, with a code to scan."""

from __future__ import annotations

from auditor.reporting import look
from auditor.reporting.document import Diploma
from auditor.reporting.flow import Flow, baseline_of
from auditor.reporting.letterhead import draw_centred
from auditor.reporting.look import Style
from auditor.reporting.page import Page

_EDGE = 34.0
_NUMBER = Style(False, 9, 13, look.MUTED)
_NAME = Style(True, 26, 36, look.INK)
_HEAD = Style(True, 30, 40, look.INK)
_SENTENCE = Style(False, 13, 24, look.INK)
_ITEM = Style(False, 10, 16, look.INK)
_LABEL = Style(False, 9, 16, look.MUTED)
_SCAN = 84.0


def draw_diploma(flow: Flow, diploma: Diploma) -> None:
    """Set a certificate on a page of its own; the first one takes the page that is still empty."""
    if flow.page.length:
        flow.put_away()
        flow.page = Page(flow.typesetter)  # without a running head: the frame stands alone
        flow.y = look.TOP
    flow.note(f"{diploma.number} {diploma.name}", diploma.key, 1)
    _frame(flow)
    draw_centred(flow)
    y = _centred(flow, diploma.title, _HEAD, 140)
    y = _centred(flow, diploma.number, _NUMBER, y + 4)
    y = _centred(flow, diploma.name, _NAME, y + 46)
    y = _centred(flow, diploma.below, _NUMBER, y)
    y = _centred(flow, diploma.sentence, _SENTENCE, y + 24)
    _items(flow, diploma, y + 34)
    _scan(flow, diploma)
    _parties(flow, diploma)
    flow.y = flow.bottom


def _frame(flow: Flow) -> None:
    page, bottom = flow.page, look.PAGE_HEIGHT - look.BOTTOM - 8
    page.frame(_EDGE, _EDGE + 10, look.PAGE_WIDTH - 2 * _EDGE, bottom - _EDGE - 10, look.ACCENT, 1.4)
    inner = _EDGE + 5
    page.frame(inner, inner + 10, look.PAGE_WIDTH - 2 * inner, bottom - inner - 15, look.ACCENT, 0.4)
    page.box(look.PAGE_WIDTH / 2 - 22, 108, 44, 4, look.ACCENT)


def _centred(flow: Flow, text: str, style: Style, y: float) -> float:
    """Lines of about equal length, in the middle of the page."""
    lines = flow.lines(text, style, 400)
    if len(lines) > 1:
        whole = sum(flow.page.width(line, style) for line in lines)
        lines = flow.lines(text, style, whole / len(lines) + 2 * style.size)
    for line in lines:
        shown = line.rstrip()
        x = (look.PAGE_WIDTH - flow.page.width(shown, style)) / 2
        flow.page.text(x, y + baseline_of(style), shown, style)
        y += style.lead
    return y


def _items(flow: Flow, diploma: Diploma, y: float) -> None:
    for label, value in diploma.items:
        flow.write(flow.lines(label, _LABEL, 110), 150, y, _LABEL)
        y = flow.write(flow.lines(value, _ITEM, 200), 260, y, _ITEM) + 3
        flow.page.rule(150, y, 300, look.HAIRLINE, 0.4)
        y += 3


def _scan(flow: Flow, diploma: Diploma) -> None:
    import segno

    left, top = look.PAGE_WIDTH - 84 - _SCAN, 600.0
    code = segno.make(diploma.scan, error="m", micro=False)
    rows = [list(row) for row in code.matrix]
    size = _SCAN / len(rows)
    for down, row in enumerate(rows):
        start = None
        for across, dark in enumerate([*row, 0]):
            if dark and start is None:
                start = across
            elif not dark and start is not None:
                flow.page.box(left + start * size, top + down * size, (across - start) * size, size + 0.05, look.INK)
                start = None
    flow.write(flow.lines(diploma.scan_word, look.FOOT, _SCAN), left, top + _SCAN + 5, look.FOOT)


def _parties(flow: Flow, diploma: Diploma) -> None:
    y = 610.0
    for party in diploma.parties:
        word = flow.typesetter.printable(party)
        end = flow.page.text(84, y + baseline_of(_LABEL), word, _LABEL) + 6
        flow.page.rule(end, y + 15, 300 - end, look.INK, 0.5)
        y += 34
