"""The contained process in which foreign files are parsed: one request in, files in a folder and one answer out.

Started by ``contained``; it shuts itself in before it opens the file.
"""

from __future__ import annotations

import errno
import json
import sys
import time
from collections.abc import Callable, Mapping
from importlib import import_module
from pathlib import Path
from typing import Any

from auditor.errors import AuditorError
from auditor.importing.shutin import shut_in

Tell = Callable[[int, int | None], None]
Entry = Callable[[dict[str, Any], Path, Tell], dict[str, Any]]

ANSWER, PROGRESS = "answer.json", "progress"
_SELDOM = 0.1
"""Seconds between two words about progress."""


def _read() -> Entry:
    from auditor.importing.reading import read

    _load_before_the_walls()

    return read


def _raw_rows() -> Entry:
    from auditor.importing.raw import write_raw_rows

    _load_before_the_walls()
    return write_raw_rows


def _heads() -> Entry:
    from auditor.importing.heads import heads

    _load_before_the_walls()
    return heads


def _load_before_the_walls() -> None:
    """What mappings and guesses of headers need, which nothing can load afterwards."""
    for name in ("yaml", "rapidfuzz.fuzz", "rapidfuzz.process"):
        import_module(name)


def _decode_picture() -> Entry:
    from auditor.importing.pictures import decode_picture, load_readers

    load_readers()
    return decode_picture


def _decode_page() -> Entry:
    import pypdfium2  # noqa: F401 - a library that can be loaded only before the walls stand

    from auditor.importing.pictures import decode_page

    return decode_page


ENTRIES: Mapping[str, Callable[[], Entry]] = {
    "read": _read,
    "raw-rows": _raw_rows,
    "heads": _heads,
    "decode-picture": _decode_picture,
    "decode-page": _decode_page,
}
"""What can be asked, each loaded when it is."""


def main() -> None:
    """Read the request from standard input, shut in, carry it out, write the answer."""
    asked = json.loads(sys.stdin.buffer.read())
    folder = Path(asked["folder"])
    try:
        carry_out = ENTRIES[asked["entry"]]()
        walls = shut_in(folder, Path(asked["request"]["path"]), asked["limits"])
        answer = {"walls": walls, "done": carry_out(asked["request"], folder, _teller(folder))}
    except AuditorError as error:
        answer = {"refused": _refusal(error)}
    except MemoryError:
        answer = {"failed": "memory"}
    except OSError as error:
        answer = {
            "failed": {errno.ENOSPC: "disk", errno.EDQUOT: "disk", errno.EFBIG: "output"}.get(error.errno or 0, "error")
        }
        answer["what"] = f"{type(error).__name__}: {error.strerror}"
    except Exception as error:  # noqa: BLE001 - whatever a parser raises is one refusal
        answer = {"failed": "error", "what": type(error).__name__}
    _write(folder, answer)


def _refusal(error: AuditorError) -> dict[str, Any]:
    from auditor.importing.wire import message_to_wire

    hint = None if error.hint is None else message_to_wire(error.hint)
    return {"message": message_to_wire(error.message), "hint": hint}


def _write(folder: Path, answer: dict[str, Any]) -> None:
    """Whole or not at all: a process that dies on the way has given no answer."""
    (folder / ANSWER).write_text(json.dumps(answer), encoding="utf-8")


def _teller(folder: Path) -> Tell:
    """Appends where it stands to a file, at most ten times a second."""
    stream = (folder / PROGRESS).open("a", encoding="ascii", buffering=1)
    last = 0.0

    def tell(done: int, total: int | None) -> None:
        nonlocal last
        now = time.monotonic()
        if now - last >= _SELDOM:
            last = now
            stream.write(json.dumps([done, total]) + "\n")

    return tell
