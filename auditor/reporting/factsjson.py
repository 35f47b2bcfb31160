"""The facts of a report as JSON, streamed, the same bytes for the same facts; personal values masked."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Hashable, Iterable, Iterator
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from enum import Enum
from functools import cache
from typing import Any, cast

from auditor.i18n import Message
from auditor.reporting.facts import DossierFacts, NoticeFacts, Part, Personal, RunFacts, Words
from auditor.reporting.speech import guarded, masked

FORMAT = "auditor-report/1"
_CODES = frozenset(
    {"code", "key", "rule", "run", "id", "version", "sha256", "digest", "chain_head", "identity", "engine", "logo"}
)
_DRAWN = frozenset({"picture"})
"""Fields that are drawn and not told; what they show is told by its digest."""
_WHERE_THERE = frozenset({"issuer"})
"""Fields that older reports lack: left out where nothing stands in them, so that those still verify."""


def run_json(facts: RunFacts, listed: Callable[[Part], Iterable[bytes]] | None = None) -> Iterator[bytes]:
    """A run's facts; its lists follow the head one subject a line, so that readers can stream as well.

    ``listed`` gives the JSON of a part where it was made before; without it the facts' own source is asked.
    """
    head = {name: plain(getattr(facts, name)) for name in _names(facts) if name not in ("work", "resolved")}
    yield _bytes({"format": FORMAT, "kind": "run", **head})[:-1] + b',"work":{'
    for at, part in enumerate(Part):
        yield (b"," if at else b"") + json.dumps(part.value).encode() + b":["
        yield from rows_json(facts.work(part)) if listed is None else listed(part)
        yield b"]"
    yield b'},"resolved":['
    yield from rows_json(facts.resolved() if facts.resolved else ())
    yield b"]}\n"


def dossier_json(facts: DossierFacts) -> Iterator[bytes]:
    """One subject's facts with its records."""
    head = {name: plain(getattr(facts, name)) for name in _names(facts) if name != "records"}
    yield _bytes({"format": FORMAT, "kind": "dossier", **head})[:-1] + b',"records":['
    for at, records in enumerate(facts.records):
        listed = {"title": plain(records.title), "columns": plain(records.columns)}
        yield (b"," if at else b"") + _bytes(listed)[:-1] + b',"rows":['
        yield from rows_json(records.rows())
        yield b"]}"
    yield b"]}\n"


def notice_json(facts: NoticeFacts) -> Iterator[bytes]:
    """A notice: the subject's answers without its particulars and records."""
    about = facts.about
    told = ("method", "type", "code", "name", "reasons", "bases", "owner", "unit")
    head = {name: _field(name, getattr(about, name)) for name in told}
    answer_by = plain(facts.answer_by)
    more = {"number": facts.number, "answer_by": answer_by, "contact": plain(facts.contact)}
    yield _bytes({"format": FORMAT, "kind": "notice", **head, **more}) + b"\n"


def whole_json(kind: str, facts: object) -> Iterator[bytes]:
    """Facts that are small enough to be one piece: a rule book, certificates."""
    whole = plain(facts)
    assert isinstance(whole, dict)
    yield _bytes({"format": FORMAT, "kind": kind, **whole}) + b"\n"


def digest(parts: Callable[[], Iterable[bytes]]) -> str:
    """SHA-256 in hex over the streamed JSON."""
    whole = hashlib.sha256()
    for part in parts():
        whole.update(part)
    return whole.hexdigest()


def rows_json(rows: Iterable[object], *, first: bool = True) -> Iterator[bytes]:
    """Values of a JSON list one a line, each with the comma before it; ``first`` says whether the list begins here."""
    for row in rows:
        yield (b"\n" if first else b",\n") + _bytes(plain(row))
        first = False


def _bytes(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode("utf-8", "replace")


def _names(value: object) -> tuple[str, ...]:
    return _names_of(cast("Hashable", type(value)))


@cache
def _names_of(kind: Hashable) -> tuple[str, ...]:
    return tuple(field.name for field in fields(cast("Any", kind)))


def plain(value: object) -> object:
    """A value in JSON's own types; texts in both languages stay both, so that the copy serves either reader."""
    kind = type(value)
    if kind is str:
        return guarded(str(value))
    if kind is tuple or kind is list:
        return [plain(one) for one in cast("Iterable[object]", value)]
    if isinstance(value, Words):
        return {"zh": guarded(value.zh), "en": guarded(value.en)}
    if isinstance(value, Personal):
        return masked(value.value)
    if isinstance(value, Message):
        return {"text": value.text, "params": {name: plain(one) for name, one in value.params.items()}}
    if is_dataclass(value):
        told = ((name, getattr(value, name)) for name in _names(value) if name not in _DRAWN)
        return {name: _field(name, one) for name, one in told if one is not None or name not in _WHERE_THERE}
    return _scalar(value)


def _field(name: str, value: object) -> object:
    """Codes and digests stay as they are: an eleven-digit code is no telephone number."""
    return value if name in _CODES and isinstance(value, str) else plain(value)


def _scalar(value: object) -> object:
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, str):
        return guarded(value)
    if isinstance(value, datetime | date):
        return value.isoformat()
    return str(value)
