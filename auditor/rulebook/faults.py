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

    @property
    def where(self) -> str:
        """``file:line:column``, the file alone where all of it is meant."""
        return f"{self.file}:{self.line}:{self.column}" if self.line else self.file

    def shown(self, translator: Translator) -> str:
        """``file:line:column: what is wrong (what to write)`` in the reader's language."""
        said = f"{self.where}: {translator.t(self.message)}"
        if self.suggestion is None:
            return said
        return translator.t("{what} ({hint})", what=said, hint=self.suggestion)

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


def in_file_order(faults: Iterable[Fault]) -> tuple[Fault, ...]:
    """The faults by line and column, file after file in the order in which the files first come up."""
    told = list(faults)
    files = list(dict.fromkeys(one.file for one in told))
    return tuple(sorted(told, key=lambda one: (files.index(one.file), one.line, one.column)))


def closest(word: str, known: Iterable[str]) -> tuple[str, ...]:
    """Up to three known names that look like the one written, best first."""
    from rapidfuzz import fuzz, process

    names = sorted(set(known))
    found = process.extract(word, names, scorer=fuzz.ratio, processor=str.casefold, limit=3, score_cutoff=55)
    return tuple(name for name, _score, _index in found)


def did_you_mean(word: str, known: Iterable[str]) -> Message | None:
    """The usual suggestion after an unknown name; None when nothing looks like it."""
    from auditor.i18n import said

    names = closest(word, known)
    return said("did you mean {names}?", names=", ".join(names)) if names else None
