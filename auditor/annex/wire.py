"""What the two processes say to each other: values behind their length, over pipes that only they hold."""

from __future__ import annotations

import pickle
import struct
from dataclasses import dataclass, field
from pathlib import Path
from traceback import extract_tb
from typing import IO, Any

from auditor.i18n import Message
from auditor.storage.chain import Link

_LENGTH = struct.Struct(">Q")


@dataclass(frozen=True, slots=True)
class Errand:
    """A job, for whom, and the workspace that it is done on: the file, its key, the folder of other packs."""

    job: Any
    who: str
    path: Path
    key: str | None = field(repr=False)
    packs: Path | None


@dataclass(frozen=True, slots=True)
class Step:
    """How far it is; answered with True (go on) or False (stop)."""

    done: int
    total: int | None
    what: Message


@dataclass(frozen=True, slots=True)
class Fault:
    """An exception, taken apart: its own way of being made anew may want what it no longer has."""

    kind: type[BaseException]
    arguments: tuple[Any, ...]
    state: dict[str, Any]
    places: tuple[tuple[str, int, str], ...]
    """(file, line, function) of where it came from, the outermost first."""

    @classmethod
    def of(cls, error: BaseException) -> Fault:
        """Take it apart; of one that holds what cannot leave the process only its words are kept."""
        frames = extract_tb(error.__traceback__)
        places = tuple((frame.filename, frame.lineno or 0, frame.name) for frame in frames)
        whole = cls(type(error), error.args, dict(error.__dict__), places)
        try:
            pickle.dumps(whole)
        except Exception:  # noqa: BLE001 - anything may be in there
            return cls(RuntimeError, (f"{type(error).__qualname__}: {error}",), {}, places)
        return whole

    def error(self) -> BaseException:
        """The exception again; it remembers where it came from as ``elsewhere``."""
        made = self.kind.__new__(self.kind, *self.arguments)
        made.__dict__.update(self.state, elsewhere=self.places)
        return made


@dataclass(frozen=True, slots=True)
class Outcome:
    """How an errand ended: what it gives or the fault, the changes it sealed, the chain it recomputed.

    ``leaves``: the process ends now, for it has grown.
    """

    result: Any
    fault: Fault | None
    sealed: tuple[Link, ...]
    whole: tuple[tuple[int, str], ...]
    leaves: bool = False


def put(stream: IO[bytes], value: object) -> None:
    """Say something; OSError where nobody listens any more."""
    told = pickle.dumps(value, protocol=5)
    stream.write(_LENGTH.pack(len(told)))
    stream.write(told)
    stream.flush()


def take(stream: IO[bytes]) -> Any:
    """What the other says next; EOFError where it is gone."""
    head = _exactly(stream, _LENGTH.size)
    (size,) = _LENGTH.unpack(head)
    # Only our own process, which we started or which started us, holds the other end.
    return pickle.loads(_exactly(stream, size))  # noqa: S301


def _exactly(stream: IO[bytes], size: int) -> bytes:
    found = stream.read(size)
    if len(found) < size:
        raise EOFError
    return found
