"""Tables that stream: each row is measured, drawn and forgotten; heads and subjects are said again on a new page."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from auditor.reporting import look
from auditor.reporting.document import Act, Align, Band, Cell, Column, Entry, Mark, Marked, Row, Table, Tone
from auditor.reporting.flow import Flow, baseline_of
from auditor.reporting.look import Style

_PAD = 5.0
_ABOVE = 3.0
_MARK = 7.0
_MARK_ROOM = _MARK + 4
_LEAST = 40.0
"""A row is begun at a page's end only where this much of it fits."""
_REMEMBERED = 4_000
_STYLES = {Tone.PLAIN: look.CELL, Tone.STRONG: look.CELL_STRONG, Tone.QUIET: look.CELL_QUIET}


@dataclass(frozen=True, slots=True)
class _Track:
    """A column as placed: left edge, width, alignment, head."""

    x: float
    width: float
    align: Align
    head: str

    @property
    def measure(self) -> float:
        return self.width - 2 * _PAD


@dataclass(frozen=True, slots=True)
class _SetCell:
    """A cell as wrapped for its column, with its height."""

    lines: tuple[tuple[str, Style], ...]
    height: float
    mark: Mark | None = None


def draw_table(flow: Flow, table: Table) -> None:
    """Set a table from where the pen stands, over as many pages as its rows need."""
    painter = _Painter(flow, table.columns)
    for group in _groups(table.rows()):
        painter.group(group)
    if painter.began:
        flow.y += 10
    elif table.empty:
        lines = flow.lines(table.empty, look.BODY_QUIET, look.MEASURE)
        flow.ensure(len(lines) * look.BODY_QUIET.lead)
        flow.y = flow.write(lines, look.MARGIN, flow.y, look.BODY_QUIET) + 6


def _groups(entries: Iterable[Entry]) -> Iterator[list[Entry]]:
    """Entries that must stay on one page: bands and acts with the first row after them."""
    group: list[Entry] = []
    for entry in entries:
        group.append(entry)
        if isinstance(entry, Row):
            yield group
            group = []
    if group:
        yield group


def _tracks(columns: tuple[Column, ...]) -> list[_Track]:
    free = look.MEASURE - sum(column.points for column in columns)
    shares = sum(column.share for column in columns if not column.points) or 1
    tracks = []
    x = look.MARGIN
    for column in columns:
        width = column.points or free * column.share / shares
        tracks.append(_Track(x, width, column.align, column.head))
        x += width
    return tracks


class _Painter:
    def __init__(self, flow: Flow, columns: tuple[Column, ...]) -> None:
        self._flow = flow
        self._tracks = _tracks(columns)
        self.began = False
        self._band: Band | None = None
        self._headed = any(column.head for column in columns)
        self._known: dict[tuple[Cell, float], _SetCell] = {}

    def group(self, entries: list[Entry]) -> None:
        """Draw entries that belong together, on the next page if they do not fit on this one."""
        flow = self._flow
        rows = [self._cells(entry) if isinstance(entry, Row) else [] for entry in entries]
        height = sum(self._height(entry, cells) for entry, cells in zip(entries, rows, strict=True))
        if not self.began:
            self._begin(height)
        if height > flow.room and (height <= flow.full_room / 2 or flow.room < 2 * _LEAST):
            self._next_page(said_again=not isinstance(entries[0], Band))
        for entry, cells in zip(entries, rows, strict=True):
            if isinstance(entry, Band):
                self._draw_band(entry)
            elif isinstance(entry, Act):
                self._draw_act(entry)
            else:
                self._draw_row(cells)

    def _begin(self, height: float) -> None:
        """The head, on the page where the first rows stand."""
        self.began = True
        self._flow.ensure(_LEAST + min(height, self._flow.full_room / 2))
        self._head()

    def _next_page(self, *, said_again: bool) -> None:
        self._flow.new_page()
        self._head()
        if said_again and self._band is not None:
            again = self._flow.document.phrases.continued.format(name=self._band.text)
            self._draw_band(Band(again, self._band.note), remember=False)

    def _head(self) -> None:
        flow = self._flow
        if not self._headed:
            return
        heads = [flow.lines(track.head, look.HEAD, track.measure) for track in self._tracks]
        height = max(map(len, heads)) * look.HEAD.lead + 7
        flow.page.box(look.MARGIN, flow.y, look.MEASURE, height, look.SURFACE)
        for track, lines in zip(self._tracks, heads, strict=True):
            self._draw_lines(track, tuple((line, look.HEAD) for line in lines), track.x + _PAD, flow.y + 3.5)
        flow.y += height

    def _cells(self, row: Row) -> list[_SetCell]:
        return [self._set(cell, track.measure) for cell, track in zip(row.cells, self._tracks, strict=True)]

    def _set(self, cell: Cell, width: float) -> _SetCell:
        found = self._known.get((cell, width))
        if found is None:
            if len(self._known) >= _REMEMBERED:
                self._known.clear()
            found = self._known[cell, width] = self._wrapped(cell, width)
        return found

    def _wrapped(self, cell: Cell, width: float) -> _SetCell:
        lines = self._flow.lines
        if isinstance(cell, Marked):
            style = look.CELL_STRONG
            words = [(line, style) for line in lines(cell.word, style, width - _MARK_ROOM)]
            quiet = look.CELL_QUIET
            words += [(line, quiet) for note in cell.notes for line in lines(note, quiet, width - _MARK_ROOM)]
            return _SetCell(tuple(words), sum(style.lead for _, style in words), cell.mark)
        if isinstance(cell, str):
            style = look.CELL
            plain = tuple((line, style) for line in lines(cell, style, width))
            return _SetCell(plain, len(plain) * style.lead)
        mixed = tuple(
            (line, _STYLES[part.tone]) for part in cell for line in lines(part.text, _STYLES[part.tone], width)
        )
        return _SetCell(mixed, sum(style.lead for _, style in mixed))

    def _height(self, entry: Entry, cells: list[_SetCell]) -> float:
        if isinstance(entry, Band):
            return _BandSet(self._flow, entry).height
        if isinstance(entry, Act):
            return _ActSet(self._flow, entry).height
        return _height_of(cells)

    def _draw_row(self, cells: list[_SetCell]) -> None:
        """Draw a row; one that is taller than what is left is cut between lines and goes on over the page."""
        while _height_of(cells) > self._flow.room:
            if self._flow.room >= _LEAST:
                now, cells = _cut(cells, self._flow.room - 2 * _ABOVE)
                self._draw_cells(now)
            self._next_page(said_again=True)
        self._draw_cells(cells)

    def _draw_cells(self, cells: list[_SetCell]) -> None:
        flow = self._flow
        for track, cell in zip(self._tracks, cells, strict=True):
            x, y = track.x + _PAD, flow.y + _ABOVE
            if cell.mark is not None:
                flow.page.mark(cell.mark, x, y + (look.CELL_STRONG.lead - _MARK) / 2, _MARK)
                x += _MARK_ROOM
            self._draw_lines(track, cell.lines, x, y)
        flow.y += _height_of(cells)
        flow.page.rule(look.MARGIN, flow.y, look.MEASURE, look.HAIRLINE, 0.4)

    def _draw_lines(self, track: _Track, lines: tuple[tuple[str, Style], ...], x: float, y: float) -> None:
        page = self._flow.page
        for text, style in lines:
            if track.align is Align.RIGHT:
                page.text_right(track.x + track.width - _PAD, y + baseline_of(style), text.rstrip(), style)
            else:
                page.text(x, y + baseline_of(style), text, style)
            y += style.lead

    def _draw_band(self, band: Band, *, remember: bool = True) -> None:
        if remember:
            self._band = band
            if band.listed:
                self._flow.note(band.text, band.key, 2)
        _BandSet(self._flow, band).draw(self._flow)

    def _draw_act(self, act: Act) -> None:
        _ActSet(self._flow, act).draw(self._flow)


class _BandSet:
    """A subject's line: name and what it is at the left, its answers at the right."""

    _ABOVE = 7.0

    def __init__(self, flow: Flow, band: Band) -> None:
        self._counts = [(count.mark, flow.typesetter.printable(count.word)) for count in band.counts]
        words = sum(flow.page.width(word, look.CELL_STRONG) + _MARK_ROOM + 8 for _, word in self._counts)
        room = look.MEASURE - 2 * _PAD - words
        self._name = flow.lines(band.text, look.BODY_STRONG, room)
        end = flow.page.width(self._name[-1], look.BODY_STRONG) + 8
        self._note = flow.lines(band.note, look.CELL_QUIET, max(room - end, 1)) if band.note else []
        self._beside = len(self._note) <= 1
        self._end = end
        if not self._beside:
            self._note = flow.lines(band.note, look.CELL_QUIET, look.MEASURE - 2 * _PAD)
        below = 0 if self._beside else len(self._note) * look.CELL_QUIET.lead
        self._inside = len(self._name) * look.BODY_STRONG.lead + below + 4
        self.height = self._inside + self._ABOVE

    def draw(self, flow: Flow) -> None:
        flow.y += self._ABOVE
        flow.page.box(look.MARGIN, flow.y, look.MEASURE, self._inside, look.SURFACE)
        flow.page.box(look.MARGIN, flow.y, 2, self._inside, look.ACCENT)
        x = look.MARGIN + _PAD + 2
        top = flow.y + 2
        right = look.PAGE_WIDTH - look.MARGIN - _PAD
        baseline = top + baseline_of(look.BODY_STRONG)
        for mark, word in reversed(self._counts):
            right = flow.page.text_right(right, baseline, word, look.CELL_STRONG) - _MARK_ROOM
            flow.page.mark(mark, right, top + (look.BODY_STRONG.lead - _MARK) / 2, _MARK)
            right -= 8
        y = flow.write(self._name, x, top, look.BODY_STRONG)
        if self._beside:
            for line in self._note:
                flow.page.text(x + self._end, y - look.BODY_STRONG.lead / 2 + 3.2, line, look.CELL_QUIET)
        else:
            flow.write(self._note, x, y, look.CELL_QUIET)
        flow.y += self._inside


class _ActSet:
    """What is to be done: a box to tick, the sentence, and at the right what it settles and by when."""

    _ABOVE = 4.0
    _BOX = 7.0

    def __init__(self, flow: Flow, act: Act) -> None:
        self._note = flow.typesetter.printable(act.note)
        beside = flow.page.width(self._note, look.CELL_QUIET) + 12 if self._note else 0
        self._lines = flow.lines(act.text, look.CELL_ACCENT, look.MEASURE - 2 * _PAD - 13 - beside)
        self.height = len(self._lines) * look.CELL_ACCENT.lead + self._ABOVE

    def draw(self, flow: Flow) -> None:
        flow.y += self._ABOVE
        style = look.CELL_ACCENT
        left = look.MARGIN + _PAD
        flow.page.frame(left, flow.y + (style.lead - self._BOX) / 2, self._BOX, self._BOX, look.ACCENT, 0.7)
        if self._note:
            right = look.PAGE_WIDTH - look.MARGIN - _PAD
            flow.page.text_right(right, flow.y + baseline_of(style), self._note, look.CELL_QUIET)
        flow.y = flow.write(self._lines, left + 13, flow.y, style)


def _height_of(cells: list[_SetCell]) -> float:
    return max(cell.height for cell in cells) + 2 * _ABOVE


def _cut(cells: list[_SetCell], room: float) -> tuple[list[_SetCell], list[_SetCell]]:
    """What of a row fits into the room, and the rest; the shape stays with the first part."""
    now, later = [], []
    for cell in cells:
        used, count = 0.0, 0
        for _, style in cell.lines:
            if used + style.lead > room:
                break
            used += style.lead
            count += 1
        now.append(_SetCell(cell.lines[:count], used, cell.mark))
        later.append(_SetCell(cell.lines[count:], cell.height - used))
    return now, later
