"""Taking values out of located YAML: each getter checks type and bounds and notes a located fault."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from collections.abc import Mapping as MappingOf
from datetime import date
from enum import StrEnum
from typing import TypeVar

from auditor.i18n import said
from auditor.rulebook.faults import FaultLog, did_you_mean
from auditor.rulebook.pack import Term
from auditor.rulebook.yaml_strict import Mapping, Node, Place, Scalar, Sequence, unquoted

MOST_TEXT = 1_000
"""Characters of what a rule says to people; ours have two hundred at most, and every finding repeats them."""

E = TypeVar("E", bound=StrEnum)
V = TypeVar("V")


class Reader:
    """Reads one mapping; asks for keys by name, then reports those nobody asked for."""

    def __init__(self, log: FaultLog, node: Node, known: Iterable[str]) -> None:
        self.log = log
        self.node = node if isinstance(node, Mapping) else Mapping({}, {}, node.at)
        if not isinstance(node, Mapping):
            log.add(node.at, said("a mapping (key: value) is expected here"))
        for key, place in self.node.keys.items():
            if key not in known:
                log.add(place, said("unknown key {key}", key=key), did_you_mean(key, known))

    @property
    def at(self) -> Place:
        """Where the mapping begins."""
        return self.node.at

    def get(self, key: str) -> Node | None:
        """The node under a key, None when absent or empty."""
        found = self.node.entries.get(key)
        return None if isinstance(found, Scalar) and found.value is None else found

    def need(self, key: str) -> Node | None:
        """The node under a key; a fault when absent."""
        found = self.get(key)
        if found is None:
            self.log.add(self.node.keys.get(key, self.at), said("{key} is missing", key=key))
        return found

    def text(self, key: str, *, need: bool = True, default: str = "") -> str:
        """A single text; numbers and dates are taken as they are written."""
        found = self.need(key) if need else self.get(key)
        if found is None:
            return default
        if not isinstance(found, Scalar):
            self.log.add(found.at, said("{key} must be a single text", key=key))
            return default
        return found.text

    def scalar(self, key: str, *, need: bool = True) -> Scalar | None:
        """A single value with its place, as expressions need it."""
        found = self.need(key) if need else self.get(key)
        if found is not None and not isinstance(found, Scalar):
            self.log.add(found.at, said("{key} must be a single text", key=key))
            return None
        return found

    def flag(self, key: str, *, default: bool) -> bool:
        """true or false."""
        found = self.get(key)
        if found is None:
            return default
        if isinstance(found, Scalar) and isinstance(found.value, bool):
            return found.value
        self.log.add(found.at, said("{key} must be true or false", key=key))
        return default

    def one_of(self, key: str, kind: type[E], *, need: bool = True) -> E | None:
        """A word of an enumeration."""
        found = self.scalar(key, need=need)
        if found is None:
            return None
        try:
            return kind(found.text)
        except ValueError:
            names = [one.value for one in kind]
            message = said(
                "{value} is no {key}; allowed are {names}", value=found.text, key=key, names=", ".join(names)
            )
            self.log.add(found.at, message, did_you_mean(found.text, names))
            return None

    def texts(self, key: str, *, need: bool = True) -> MappingOf[str, str]:
        """A text by language: zh and en both."""
        found = self.need(key) if need else self.get(key)
        if found is None:
            return {}
        inner = Reader(self.log, found, ("zh", "en"))
        found_texts = {language: inner.text(language) for language in ("zh", "en")}
        for language, text in found_texts.items():
            if language in inner.node.entries and not text.strip():
                self.log.add(inner.node.keys[language], said("{key} is missing", key=language))
            elif len(text) > MOST_TEXT:
                self.log.add(inner.node.keys[language], said("a text may have at most {n} characters", n=MOST_TEXT))
        return found_texts

    def day(self, key: str, *, need: bool = False) -> date | None:
        """A day."""
        found = self.scalar(key, need=need)
        if found is None:
            return None
        day = unquoted(found.value)
        if type(day) is date:
            return day
        self.log.add(found.at, said("{key} must be a day like 2026-03-01", key=key))
        return None

    def term(self, key: str) -> Term:
        """``{from, until}``, open where left out."""
        found = self.get(key)
        if found is None:
            return Term()
        inner = Reader(self.log, found, ("from", "until"))
        term = Term(inner.day("from"), inner.day("until"))
        if term.first and term.last and term.last < term.first:
            self.log.add(inner.at, said("until lies before from"))
        return term

    def items(self, key: str, read: Callable[[Node], V]) -> tuple[V, ...]:
        """A list, each element read by ``read``; empty when absent."""
        found = self.get(key)
        if found is None:
            return ()
        if not isinstance(found, Sequence):
            self.log.add(found.at, said("{key} must be a list", key=key))
            return ()
        return tuple(read(item) for item in found.items)


def plain(node: Node) -> object:
    """The value of a node without places: dicts, lists and scalars."""
    if isinstance(node, Scalar):
        return node.value
    if isinstance(node, Sequence):
        return [plain(item) for item in node.items]
    return {key: plain(value) for key, value in node.entries.items()}
