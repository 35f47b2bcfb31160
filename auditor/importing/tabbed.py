"""Tables between tabs as spreadsheets copy and save them, where quotes do not always quote."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterable, Iterator

_QUOTED = re.compile(r'"((?:[^"\t]|"")*)"(?=[\t\r\n]|\Z)')
_LONGEST = 1 << 16
"""Characters after which a quote that does not end is taken for a character like others."""


def tabbed_rows(lines: Iterable[str]) -> Iterator[list[str]]:
    """The cells of each row; ``lines`` keep their ends.

    A quote opens a quoted cell only where a later one closes it right before a tab or the line's end; a cell that
    merely begins with a quote (“5" screen”) is taken as it stands.
    """
    reader = _Lines(lines)
    for line in reader:
        yield reader.cells(line) if '"' in line else line.rstrip("\r\n").split("\t")


class _Lines:
    """The lines of a table; some may be taken ahead and given back."""

    def __init__(self, lines: Iterable[str]) -> None:
        self._lines = iter(lines)
        self._given_back: deque[str] = deque()

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        return self._given_back.popleft() if self._given_back else next(self._lines)

    def cells(self, line: str) -> list[str]:
        """The cells of the row that begins with this line."""
        cells: list[str] = []
        at = 0
        while True:
            quoted = None
            if line.startswith('"', at):
                line, quoted = self._closed(line, at)
            if quoted is not None:
                cells.append(quoted[1].replace('""', '"'))
                end = quoted.end()
            else:
                end = line.find("\t", at)
                end = len(line.rstrip("\r\n")) if end < 0 else end
                cells.append(line[at:end])
            if not line.startswith("\t", end):
                return cells
            at = end + 1

    def _closed(self, line: str, at: int) -> tuple[str, re.Match[str] | None]:
        """The line, with those behind it as far as the quoted cell reaches; as it was where none closes it."""
        whole, taken = line, list[str]()
        while True:
            found = _QUOTED.match(whole, at)
            if found is not None:
                return whole, found
            more = "" if "\t" in whole[at:] or len(whole) - at > _LONGEST else next(self, "")
            if not more:
                self._given_back.extendleft(reversed(taken))
                return line, None
            taken.append(more)
            whole += more
