"""A certificate as a page of its own: framed, centred, with a code to scan."""

from __future__ import annotations

from dataclasses import dataclass

from auditor.reporting import look
from auditor.reporting.document import Diploma
from auditor.reporting.flow import Flow, baseline_of
from auditor.reporting.letterhead import draw_centred
from auditor.reporting.look import Style
from auditor.reporting.page import Page

_EDGE = 34.0
_NUMBER = Style(False, 9, 13, look.MUTED)
_NAME = Style(True, 26, 36, look.INK)
_LONG_NAME = Style(True, 18, 26, look.INK)
_HEAD = Style(True, 30, 40, look.INK)
_SENTENCE = Style(False, 13, 24, look.INK)
_LONG_SENTENCE = Style(False, 11, 18, look.INK)
_NOTICE = Style(True, 10.5, 15, look.INK)
_ITEM = Style(False, 10, 16, look.INK)
_LABEL = Style(False, 9, 16, look.MUTED)
_WATER = Style(True, 110, 110, look.WATER)
_SCAN = 104.0
_LEFT, _RIGHT, _GAP = 76.0, look.PAGE_WIDTH - 76.0, 18.0
_LABELS = 66.0
"""Room for the label of an item."""
_ROOM = 60.0
"""So much air is left around the name, or the items are set in two columns."""
_MIDDLE = 400.0
_MOST_LINES = 3
_SCAN_TOP = 634.0


def draw_diploma(flow: Flow, diploma: Diploma) -> None:
    """Set a certificate on a page of its own; the first one takes the page that is still empty."""
    if flow.page.length:
        flow.put_away()
        flow.page = Page(flow.typesetter)  # without a running head: the frame stands alone
        flow.y = look.TOP
    flow.note(f"{diploma.number} {diploma.name}", diploma.key, 1)
    if diploma.watermark:
        flow.page.across(flow.typesetter.printable(diploma.watermark), _WATER)
    _frame(flow)
    draw_centred(flow)
    y = _centred(flow, diploma.title, _HEAD, 140)
    y = _centred(flow, diploma.number, _NUMBER, y + 4)
    if diploma.notice:
        y = _centred(flow, diploma.notice, _NOTICE, y + 10)
    items = _items(flow, diploma, 1)
    long = len(flow.lines(diploma.name, _NAME, _MIDDLE)) > 1
    name, sentence = (_LONG_NAME, _LONG_SENTENCE) if long else (_NAME, _SENTENCE)
    room = _SCAN_TOP - 14 - y - _NUMBER.lead - _tall(flow, diploma.name, name) - _tall(flow, diploma.sentence, sentence)
    if room - _height(items) < _ROOM:
        items = _items(flow, diploma, 2)
    room -= _height(items)
    gap = max(4.0, min(46.0, room * 0.44))
    y = _centred(flow, diploma.name, name, y + gap)
    y = _centred(flow, diploma.below, _NUMBER, y)
    y = _centred(flow, diploma.sentence, sentence, y + gap * 0.52)
    _set_items(flow, items, y + gap * 0.74)
    _scan(flow, diploma)
    _parties(flow, diploma)
    flow.y = flow.bottom


def _tall(flow: Flow, text: str, style: Style) -> float:
    return min(_MOST_LINES, len(flow.lines(text, style, _MIDDLE))) * style.lead


def _frame(flow: Flow) -> None:
    page, bottom = flow.page, look.PAGE_HEIGHT - look.BOTTOM - 8
    page.frame(_EDGE, _EDGE + 10, look.PAGE_WIDTH - 2 * _EDGE, bottom - _EDGE - 10, look.ACCENT, 1.4)
    inner = _EDGE + 5
    page.frame(inner, inner + 10, look.PAGE_WIDTH - 2 * inner, bottom - inner - 15, look.ACCENT, 0.4)
    page.box(look.PAGE_WIDTH / 2 - 22, 108, 44, 4, look.ACCENT)


def _centred(flow: Flow, text: str, style: Style, y: float) -> float:
    """Lines of about equal length, in the middle of the page; what has no room in three is cut."""
    lines = flow.lines(text, style, _MIDDLE)
    if len(lines) > 1:
        whole = sum(flow.page.width(line, style) for line in lines)
        lines = flow.lines(text, style, min(_MIDDLE, whole / len(lines) + 2 * style.size))
    for line in _cut(lines, _MOST_LINES):
        shown = line.rstrip()
        x = (look.PAGE_WIDTH - flow.page.width(shown, style)) / 2
        flow.page.text(x, y + baseline_of(style), shown, style)
        y += style.lead
    return y


def _cut(lines: list[str], most: int) -> list[str]:
    """The first lines, with a mark where something is left out."""
    return lines if len(lines) <= most else [*lines[: most - 1], f"{lines[most - 1].rstrip()[:-1]}…"]


@dataclass(frozen=True, slots=True)
class _Item:
    """A label and a value, wrapped, in the column that begins at ``x``; ``y`` counts from the first item's top."""

    x: float
    width: float
    y: float
    label: list[str]
    value: list[str]

    @property
    def bottom(self) -> float:
        return self.y + max(len(self.label), len(self.value)) * _ITEM.lead + 3


def _items(flow: Flow, diploma: Diploma, columns: int) -> list[_Item]:
    """In one column, or row by row in two."""
    left, whole = (150.0, 300.0) if columns == 1 else (_LEFT, _RIGHT - _LEFT)
    labels = 110.0 if columns == 1 else _LABELS
    width = (whole - _GAP * (columns - 1)) / columns
    found: list[_Item] = []
    y = 0.0
    for start in range(0, len(diploma.items), columns):
        row = []
        for at, (label, value) in enumerate(diploma.items[start : start + columns]):
            named = _cut(flow.lines(label, _LABEL, labels - 6), 2)
            told = _cut(flow.lines(value, _ITEM, width - labels), 2)
            row.append(_Item(left + at * (width + _GAP), width, y, named, told))
        y = max(one.bottom for one in row) + 3
        found += row
    return found


def _height(items: list[_Item]) -> float:
    return max(one.bottom for one in items) + 3 if items else 0.0


def _set_items(flow: Flow, items: list[_Item], y: float) -> None:
    lows = {at: max(one.bottom for one in items if one.y == at) for at in {one.y for one in items}}
    for one in items:
        labels = 110.0 if one.width == 300.0 else _LABELS
        flow.write(one.label, one.x, y + one.y, _LABEL)
        flow.write(one.value, one.x + labels, y + one.y, _ITEM)
        flow.page.rule(one.x, y + lows[one.y], one.width, look.HAIRLINE, 0.4)


def _scan(flow: Flow, diploma: Diploma) -> None:
    import segno

    left, top = _RIGHT - _SCAN, _SCAN_TOP
    code = segno.make(diploma.scan, error="m", micro=False)
    rows = [list(row) for row in code.matrix]
    size = _SCAN / len(rows)
    flow.page.box(left - 6, top - 6, _SCAN + 12, _SCAN + 12, look.WHITE)  # no watermark under a code
    for down, row in enumerate(rows):
        start = None
        for across, dark in enumerate([*row, 0]):
            if dark and start is None:
                start = across
            elif not dark and start is not None:
                flow.page.box(left + start * size, top + down * size, (across - start) * size, size + 0.05, look.INK)
                start = None
    flow.write(_cut(flow.lines(diploma.scan_word, look.FOOT, _SCAN), 2), left, top + _SCAN + 4, look.FOOT)


def _parties(flow: Flow, diploma: Diploma) -> None:
    """Lines to sign on; a name that is longer than the line is wrapped above it."""
    y, room = _SCAN_TOP + 2, _RIGHT - _SCAN - 30 - _LEFT
    for party in diploma.parties:
        lines = _cut(flow.lines(party, _LABEL, room - 60), 2)
        bottom = flow.write(lines, _LEFT, y, _LABEL)
        end = _LEFT + flow.page.width(lines[-1].rstrip(), _LABEL) + 6
        flow.page.rule(end, bottom - 1, _LEFT + room - end, look.INK, 0.5)
        y = bottom + 18 if len(lines) == 1 else bottom + 8
