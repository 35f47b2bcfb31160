"""Facts that are costly to make are made once: what is printed is kept on disk for the attached copy."""

from __future__ import annotations

import tempfile
import zlib
from collections.abc import Iterable, Iterator
from typing import IO

from auditor.reporting.facts import Part, SubjectWork, Work
from auditor.reporting.factsjson import rows_json

_IN_MEMORY = 1 << 20
_BLOCK = 1 << 16


class Teed:
    """A work source that remembers, packed on disk, the JSON of each part it has given to the end."""

    def __init__(self, work: Work) -> None:
        self._work = work
        self._kept: dict[Part, IO[bytes]] = {}

    def __call__(self, part: Part) -> Iterator[SubjectWork]:
        """The subjects of a part, as the source gives them."""
        # Closed when it is read back; a source that is not read to its end leaves nothing.
        file = tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY)  # noqa: SIM115
        packer = zlib.compressobj(1)
        for at, subject in enumerate(self._work(part)):
            for piece in rows_json((subject,), first=at == 0):
                file.write(packer.compress(piece))
            yield subject
        file.write(packer.flush())
        self._kept[part] = file

    def json(self, part: Part) -> Iterable[bytes]:
        """The same subjects as JSON: from what was kept (once, then it is let go), else asked for again."""
        kept = self._kept.pop(part, None)
        return rows_json(self._work(part)) if kept is None else _unpacked(kept)


def _unpacked(file: IO[bytes]) -> Iterator[bytes]:
    with file:
        file.seek(0)
        opener = zlib.decompressobj()
        while block := file.read(_BLOCK):
            yield opener.decompress(block)
        yield opener.flush()
