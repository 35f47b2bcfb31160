"""What is wrong in a pack, and where: file, line, column, a sentence and a suggestion."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from auditor.i18n import Message, Translator


@dataclass(frozen=True, slots=True)
class Fault:
    """One located mistake; ``line`` and ``column`` count from 1, 0 when the whole file is meant."""

    file: str
    line: int
    column: int
    message: Message
    suggestion: Message | None = None

    def shown(self, translator: Translator) -> str:
        """``file:line:column: what is wrong (what to write)`` in the reader's language."""
        where = f"{self.file}:{self.line}:{self.column}" if self.line else self.file
        said = f"{where}: {translator.t(self.message)}"
        return f"{said} ({translator.t(self.suggestion)})" if self.suggestion else said

    def __str__(self) -> str:
        return self.shown(Translator("en"))


class Rejected(Exception):
    """Raised inside a check when nothing further can be said about one expression or file."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__("; ".join(str(fault) for fault in self.faults))


@dataclass(slots=True)
class FaultLog:
    """Collects the faults of one file, so that an author sees all of them at once."""

    file: str
    faults: list[Fault] = field(default_factory=list)

    def add(self, at: tuple[int, int], message: Message, suggestion: Message | None = None) -> None:
        """Note one fault at (line, column)."""
        self.faults.append(Fault(self.file, at[0], at[1], message, suggestion))


def closest(word: str, known: Iterable[str]) -> tuple[str, ...]:
    """Up to three known names that look like the one written, best first."""
    from rapidfuzz import fuzz, process

    found = process.extract(word, sorted(set(known)), scorer=fuzz.ratio, limit=3, score_cutoff=55)
    return tuple(name for name, _score, _index in found)


def did_you_mean(word: str, known: Iterable[str]) -> Message | None:
    """The usual suggestion after an unknown name; None when nothing looks like it."""
    from auditor.i18n import said

    names = closest(word, known)
    return said("did you mean {names}?", names=", ".join(names)) if names else None
