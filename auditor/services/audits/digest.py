"""The digest of a run: equal facts, packs, parameters and day give equal digests, whoever judged and when."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from auditor.services.audits.marks import Judgement

_CHUNK = 20_000


def canonical(value: Any) -> str:
    """JSON with sorted keys and no blanks."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=str)


def run_digest(head: Mapping[str, Any], judgements: Iterable[Judgement]) -> str:
    """SHA-256 over canonical JSON of the head and of [rule, type:code, result, severity] of every pair, sorted."""
    hasher = hashlib.sha256(canonical(dict(head)).encode())
    hasher.update(b"[")
    names: dict[int, list[bytes]] = {}
    for judgement in sorted(judgements, key=lambda j: (j.rule.id, j.roll.type)):
        roll = judgement.roll
        if id(roll) not in names:
            names[id(roll)] = [json.dumps(f"{roll.type}:{code}", ensure_ascii=False).encode() for code in roll.codes]
        _pairs(hasher, judgement, names[id(roll)])
    hasher.update(b"]")
    return hasher.hexdigest()


def _pairs(hasher: Any, judgement: Judgement, names: Sequence[bytes]) -> None:
    """Each pair as ``["TR-01","host:H1","pass",null],``, joined in C from one piece a name and one a mark."""
    head = f'["{judgement.rule.id}",'.encode()
    endings = endings_of(judgement)
    for start in range(0, len(names), _CHUNK):
        part = judgement.marks[start : start + _CHUNK]
        pieces: list[bytes] = [head] * (3 * len(part))
        pieces[1::3] = names[start : start + _CHUNK]
        pieces[2::3] = map(endings.__getitem__, part)
        hasher.update(b"".join(pieces))


def endings_of(judgement: Judgement) -> list[bytes]:
    """What follows the subject, by mark."""
    endings = [b""] * (max(judgement.weights) + 1)
    for mark, weight in judgement.weights.items():
        said = "null" if weight.severity is None else f'"{weight.severity}"'
        endings[mark] = f',"{weight.result}",{said}],'.encode()
    return endings
