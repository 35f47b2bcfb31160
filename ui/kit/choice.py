"""Which rows of a big list are chosen: row intervals, or everything but some; a million costs as much as ten."""

from __future__ import annotations

from collections.abc import Iterator


class Choice:
    """A set of row numbers kept as intervals; ``all`` turns it round into everything but the intervals."""

    def __init__(self) -> None:
        self._spans: list[tuple[int, int]] = []
        self._inverted = False
        self.anchor: int | None = None

    @property
    def everything(self) -> bool:
        """Whether it stands for all rows that match, but perhaps some."""
        return self._inverted

    def clear(self) -> None:
        """Choose nothing."""
        self._spans, self._inverted, self.anchor = [], False, None

    def all(self) -> None:
        """Choose everything."""
        self._spans, self._inverted = [], True

    def only(self, row: int) -> None:
        """Choose this row alone; later extensions start from it."""
        self._spans, self._inverted, self.anchor = [(row, row)], False, row

    def toggle(self, row: int) -> None:
        """Turn one row over, leaving the others."""
        self._set_span(row, row, inside=not self._in_spans(row))
        self.anchor = row

    def extend(self, row: int) -> None:
        """Choose from the anchor to this row, and nothing else."""
        start = self.anchor if self.anchor is not None else row
        self._spans, self._inverted = [(min(start, row), max(start, row))], False
        self.anchor = start

    def contains(self, row: int) -> bool:
        """Whether the row is chosen."""
        return self._in_spans(row) != self._inverted

    def count(self, total: int) -> int:
        """How many of ``total`` rows are chosen."""
        inside = sum(last - first + 1 for first, last in self._spans)
        return total - inside if self._inverted else inside

    def excluded(self) -> Iterator[int]:
        """The rows left out of everything; none when not everything is chosen."""
        if self._inverted:
            for first, last in self._spans:
                yield from range(first, last + 1)

    def rows(self, total: int) -> Iterator[int]:
        """The chosen rows in order."""
        if not self._inverted:
            for first, last in self._spans:
                yield from range(first, min(last, total - 1) + 1)
            return
        at = 0
        for first, last in self._spans:
            yield from range(at, first)
            at = last + 1
        yield from range(at, total)

    def _in_spans(self, row: int) -> bool:
        return any(first <= row <= last for first, last in self._spans)

    def _set_span(self, first: int, last: int, *, inside: bool) -> None:
        kept = []
        for a, b in self._spans:
            if a < first:
                kept.append((a, min(b, first - 1)))
            if b > last:
                kept.append((max(a, last + 1), b))
        if inside:
            kept.append((first, last))
        merged: list[tuple[int, int]] = []
        for a, b in sorted(span for span in kept if span[0] <= span[1]):
            if merged and a <= merged[-1][1] + 1:
                merged[-1] = (merged[-1][0], max(b, merged[-1][1]))
            else:
                merged.append((a, b))
        self._spans = merged
