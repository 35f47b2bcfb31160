"""YAML as rule packs may use it: no duplicate keys, anchors, tags or merges; bounded; every value knows its place."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING, Any

from auditor.i18n import Message, said
from auditor.rulebook.faults import Fault, Rejected
from auditor.rulebook.yaml_told import NO_ANCHORS, NO_TAGS, QUOTE, told, unreadable

if TYPE_CHECKING:
    from yaml.events import Event

MAX_BYTES = 1_000_000
MAX_DEPTH = 16
MAX_NODES = 50_000

Plain = str | int | bool | Decimal | date | datetime | None
Place = tuple[int, int]

_INT = re.compile(r"[-+]?(?:0|[1-9][0-9]{0,17})\Z")
_DECIMAL = re.compile(r"[-+]?(?:0|[1-9][0-9]{0,14})\.[0-9]{1,9}\Z")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}\Z")
_TIME = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:[0-9]{2}(?::[0-9]{2})?\Z")


@dataclass(frozen=True)
class Scalar:
    """A single value with its place; ``text`` is the value's text, ``source`` the raw characters it came from."""

    value: Plain
    text: str
    at: Place
    source: str = ""

    @cached_property
    def _places(self) -> tuple[Place, ...]:
        return tuple(_aligned(self.text, self.source, self.at))

    def place(self, offset: int) -> Place:
        """Line and column in the file of the character at ``offset`` of the text, whatever the YAML style."""
        places = self._places
        if not places:
            return self.at
        if offset < len(places):
            return places[offset]
        line, column = places[-1]
        return line, column + 1


@dataclass(frozen=True)
class Sequence:
    """A list with its place."""

    items: tuple[Node, ...]
    at: Place


@dataclass(frozen=True)
class Mapping:
    """A mapping with its place; ``keys`` gives where each key stands."""

    entries: dict[str, Node]
    keys: dict[str, Place]
    at: Place


Node = Scalar | Sequence | Mapping


@dataclass
class _Reader:
    file: str
    text: str
    events: Iterator[Any]
    nodes: int = 0
    faults: list[Fault] = field(default_factory=list)

    def refuse(self, event: Event, text: Message | str, hint: Message | None = None, **params: object) -> Rejected:
        mark = event.start_mark
        place = (mark.line + 1, mark.column + 1) if mark is not None else (0, 0)
        message = said(text, **params) if isinstance(text, str) else text
        return Rejected([*self.faults, Fault(self.file, place[0], place[1], message, hint)])


def read(file: str, text: str) -> Node:
    """The document in ``text``.

    Raises Rejected with located faults for anything outside the subset: more than one document, duplicate
    keys, anchors, aliases, tags, merge keys, keys that are not words, too much of anything.
    """
    import yaml

    if len(text.encode()) > MAX_BYTES:
        raise Rejected([Fault(file, 0, 0, said("the file is larger than {n} bytes", n=MAX_BYTES))])
    refused = unreadable(file, text)
    if refused is not None:
        raise Rejected([refused])
    try:
        loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # ten times quicker where libyaml is built in
        reader = _Reader(file, text, yaml.parse(text, Loader=loader))
        return _document(reader)
    except yaml.MarkedYAMLError as error:
        raise Rejected([told(file, error)]) from error


def _document(reader: _Reader) -> Node:
    from yaml import events as ev

    found: Node | None = None
    for event in reader.events:
        if isinstance(event, ev.StreamStartEvent | ev.StreamEndEvent | ev.DocumentEndEvent):
            continue
        if isinstance(event, ev.DocumentStartEvent):
            if found is not None:
                raise reader.refuse(event, "only one document per file")
            continue
        found = _node(reader, event, 0)
    if reader.faults:
        raise Rejected(reader.faults)
    if found is None:
        raise Rejected([Fault(reader.file, 1, 1, said("the file is empty"))])
    return found


def _node(reader: _Reader, event: Any, depth: int) -> Node:
    from yaml import events as ev

    reader.nodes += 1
    if reader.nodes > MAX_NODES or depth > MAX_DEPTH:
        raise reader.refuse(event, "too large or too deeply nested")
    if isinstance(event, ev.AliasEvent) or event.anchor:
        raise reader.refuse(event, NO_ANCHORS, QUOTE)
    if event.tag:
        raise reader.refuse(event, NO_TAGS, QUOTE)
    if isinstance(event, ev.ScalarEvent):
        return _scalar(reader, event)
    if isinstance(event, ev.SequenceStartEvent):
        return _sequence(reader, event, depth)
    return _mapping(reader, event, depth)


def _sequence(reader: _Reader, start: Any, depth: int) -> Sequence:
    from yaml import events as ev

    items = []
    for event in reader.events:
        if isinstance(event, ev.SequenceEndEvent):
            break
        items.append(_node(reader, event, depth + 1))
    return Sequence(tuple(items), _place(start))


def _mapping(reader: _Reader, start: Any, depth: int) -> Mapping:
    from yaml import events as ev

    entries: dict[str, Node] = {}
    keys: dict[str, Place] = {}
    for event in reader.events:
        if isinstance(event, ev.MappingEndEvent):
            break
        if not isinstance(event, ev.ScalarEvent):
            raise reader.refuse(event, "a key must be a plain word")
        key = _node(reader, event, depth + 1)
        assert isinstance(key, Scalar)
        if key.text == "<<":
            raise reader.refuse(event, "merge keys (<<) are not allowed")
        if key.text in entries:
            message = said("the key {key} stands twice (first on line {line})", key=key.text, line=keys[key.text][0])
            reader.faults.append(Fault(reader.file, *key.at, message))
        entries[key.text] = _node(reader, next(reader.events), depth + 1)
        keys[key.text] = key.at
    return Mapping(entries, keys, _place(start))


def _place(event: Any) -> Place:
    return event.start_mark.line + 1, event.start_mark.column + 1


def _scalar(reader: _Reader, event: Any) -> Scalar:
    text: str = event.value
    plain = not event.style  # libyaml says '', the Python parser None
    source = reader.text[event.start_mark.index : event.end_mark.index]
    try:
        value = resolved(text) if plain else text
    except ValueError:
        raise reader.refuse(event, "{value} is no date", value=text) from None
    return Scalar(value, text, _place(event), source)


def resolved(text: str) -> Plain:
    """What a plain scalar means: true/false, null, integer, decimal, ISO date or time, else a string.

    Raises ValueError for a day that does not exist.
    """
    if text in ("true", "false"):
        return text == "true"
    if text in ("", "null", "~"):
        return None
    if _INT.match(text):
        return int(text)
    if _DECIMAL.match(text):
        return Decimal(text)
    if _DATE.match(text):
        return date.fromisoformat(text)
    if _TIME.match(text):
        return datetime.fromisoformat(text)
    return text


def unquoted(value: object) -> object:
    """A day or time that stands in quotes, as JSON has to write it; any other value as it is."""
    try:
        found = resolved(value) if isinstance(value, str) else None
    except ValueError:
        return value
    return found if isinstance(found, date) else value


def _aligned(text: str, source: str, start: Place) -> Iterator[Place]:
    """Where each character of a value stands in its raw source: folds, indentation and escapes are stepped over."""
    index = 0
    if source[:1] in "|>":
        index = source.find("\n") + 1
    elif source[:1] in "\"'":
        index = 1
    line, column = _advance(source, 0, index, start)
    for character in text:
        target = _matching(source, index, character)
        line, column = _advance(source, index, target, (line, column))
        yield line, column
        line, column = _advance(source, target, target + 1, (line, column))
        index = min(target + 1, len(source))


def _matching(source: str, index: int, character: str) -> int:
    """The next source position that can stand for the character; whitespace stands for any whitespace."""
    probe = index
    while probe < len(source):
        here = source[probe]
        if here == character or (character.isspace() and here.isspace()):
            return probe
        if not here.isspace() and here not in "\\'\"":
            break
        probe += 1
    return index


def _advance(source: str, start: int, end: int, place: Place) -> Place:
    line, column = place
    for character in source[start:end]:
        if character == "\n":
            line, column = line + 1, 1
        else:
            column += 1
    return line, column
