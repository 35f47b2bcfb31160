"""A private folder for what is read of foreign files; gone when the work ends, however it ends."""

from __future__ import annotations

import os
import re
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_PREFIX = "auditor-read-"
_NAME = re.compile(rf"{_PREFIX}(\d+)-")
_FORGOTTEN = 2 * 86_400
"""Seconds after which a folder is nobody's where its process cannot be asked for."""


def scratch_prefix() -> str:
    """How the name of a private folder of this process begins: by it those that a killed one left are known."""
    return f"{_PREFIX}{os.getpid()}-"


@contextmanager
def scratch() -> Iterator[Path]:
    """A folder that only this account may enter; those that died processes left are swept away first."""
    home = Path(tempfile.gettempdir())
    _sweep(home)
    folder = Path(tempfile.mkdtemp(prefix=scratch_prefix(), dir=home)).resolve()
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _sweep(home: Path) -> None:
    try:
        found = [path for path in home.iterdir() if _NAME.match(path.name)]
    except OSError:
        return
    for path in found:
        try:
            is_left = path.is_dir() and not path.is_symlink() and _is_left(path)
        except OSError:
            continue
        if is_left:
            shutil.rmtree(path, ignore_errors=True)


def _is_left(path: Path) -> bool:
    told = path.stat()
    if sys.platform == "win32":
        return time.time() - told.st_mtime > _FORGOTTEN
    found = _NAME.match(path.name)
    if found is None or told.st_uid != os.getuid():
        return False
    try:
        os.kill(int(found[1]), 0)
    except ProcessLookupError:
        return True
    except OSError:
        return False
    return False
