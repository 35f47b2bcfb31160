"""Files written whole or not at all: under a passing name beside the place, then renamed."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

from auditor.errors import WorldFailed, reason_of
from auditor.i18n import said
from auditor.storage.told import full, no_room


@contextmanager
def whole_file(path: Path) -> Iterator[IO[bytes]]:
    """A binary file that appears at ``path`` when the block ends well, and leaves nothing otherwise.

    Raises WorldFailed when the disk is full or the folder refuses; a former file then stays as it was.
    """
    try:
        with tempfile.NamedTemporaryFile(dir=path.parent, prefix=f".{path.name}.", delete=False) as out:
            passing = Path(out.name)
            try:
                yield out.file
                out.flush()
                os.fsync(out.fileno())
                out.close()
                passing.replace(path)
            except BaseException:
                with suppress(OSError):
                    out.close()  # which writes what is left, and finds no room either
                with suppress(OSError):
                    passing.unlink()
                raise
    except OSError as error:
        if no_room(error):
            raise full(path) from error
        raise WorldFailed(
            said("The report cannot be written to {path}: {why}.", path=str(path), why=reason_of(error)),
            said("Free some space or choose a folder where you may write."),
        ) from error
