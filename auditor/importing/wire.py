"""Dataclasses to plain JSON and back, every value held against its declared type: the far side may be hostile."""

from __future__ import annotations

import types
from collections.abc import Mapping
from dataclasses import MISSING, fields, is_dataclass
from functools import cache
from string import Formatter
from typing import Any, Literal, TypeVar, Union, cast, get_args, get_origin, get_type_hints

from auditor.i18n import Message

T = TypeVar("T")

_DEEPEST = 4
"""Messages may hold messages, but not for ever."""


class Unfit(ValueError):
    """What came over is not what was agreed."""


def to_wire(value: Any) -> Any:
    """A dataclass (or what it is made of) as plain JSON."""
    if isinstance(value, Message):
        return message_to_wire(value)
    if is_dataclass(value):
        return {one.name: to_wire(getattr(value, one.name)) for one in fields(value)}
    if isinstance(value, tuple | list):
        return [to_wire(one) for one in value]
    if isinstance(value, dict):
        return {name: to_wire(one) for name, one in value.items()}
    return value


def from_wire(kind: type[T], found: Any) -> T:
    """The dataclass that ``to_wire`` wrote; Unfit where a value is not of its declared type."""
    return cast("T", _read(kind, found))


def text(found: Any) -> str:
    """A text that can be stored; Unfit when it is none."""
    if type(found) is not str:
        raise Unfit("text")
    try:
        found.encode()
    except UnicodeEncodeError as cause:
        raise Unfit("text") from cause
    return found


def whole(found: Any) -> int:
    """A whole number of ours; Unfit when it is none."""
    if type(found) is not int or not -(1 << 63) <= found < 1 << 63:
        raise Unfit("number")
    return found


def message_to_wire(message: Message) -> list[Any]:
    """A sentence as plain JSON; numbers and sentences among its parameters stay what they are."""
    params = {}
    for name, value in message.params.items():
        params[name] = message_to_wire(value) if isinstance(value, Message) else value if _plain(value) else str(value)
    return [message.text, params]


def _plain(value: object) -> bool:
    return type(value) in (str, int)


def message_from_wire(found: Any, depth: int = 0) -> Message:
    """The sentence that ``message_to_wire`` wrote."""
    if depth > _DEEPEST or type(found) is not list or len(found) != 2 or type(found[1]) is not dict:
        raise Unfit("message")
    params: dict[str, object] = {}
    for name, value in found[1].items():
        if type(value) is list:
            params[text(name)] = message_from_wire(value, depth + 1)
        else:
            params[text(name)] = text(value) if type(value) is str else whole(value)
    pattern = text(found[0])
    if params and not places(pattern) <= params.keys():
        raise Unfit("message")
    return Message(pattern, params)


@cache
def places(pattern: str) -> frozenset[str]:
    """The placeholders of a sentence, which may be names and nothing cleverer (no attributes, no formats)."""
    found = set()
    for _, name, spec, conversion in Formatter().parse(pattern):
        if name is None:
            continue
        if not name.isidentifier() or spec or conversion:
            raise Unfit("message")
        found.add(name)
    return frozenset(found)


def _read(kind: Any, found: Any) -> Any:
    if kind is str:
        return text(found)
    if kind is int:
        return whole(found)
    if kind is bool:
        if type(found) is not bool:
            raise Unfit("flag")
        return found
    if kind is Message:
        return message_from_wire(found)
    if is_dataclass(kind):
        return _dataclass(kind, found)
    return _made_of(kind, found)


def _dataclass(kind: Any, found: Any) -> Any:
    if type(found) is not dict:
        raise Unfit(kind.__name__)
    hints = _hints(kind)
    needed = {one.name for one in fields(kind) if one.default is MISSING and one.default_factory is MISSING}
    if not needed <= found.keys() <= hints.keys():
        raise Unfit(kind.__name__)
    return kind(**{name: _read(hints[name], value) for name, value in found.items()})


@cache
def _hints(kind: Any) -> Mapping[str, Any]:
    return get_type_hints(kind)


def _made_of(kind: Any, found: Any) -> Any:
    origin, inner = get_origin(kind), get_args(kind)
    if origin is Literal:
        if type(found) is not str or found not in inner:
            raise Unfit("word")
        return found
    if origin in (Union, types.UnionType):
        if found is None and type(None) in inner:
            return None
        (rest,) = (one for one in inner if one is not type(None))
        return _read(rest, found)
    if origin is dict:
        if type(found) is not dict:
            raise Unfit("mapping")
        return {_read(inner[0], name): _read(inner[1], value) for name, value in found.items()}
    if origin not in (tuple, list) or type(found) is not list:
        raise Unfit("sequence")
    if origin is tuple and inner[-1] is not Ellipsis:
        if len(found) != len(inner):
            raise Unfit("sequence")
        return tuple(_read(one, value) for one, value in zip(inner, found, strict=True))
    return origin(_read(inner[0], value) for value in found)
