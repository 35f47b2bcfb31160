"""Whom an audit of a selection judges: found as lists find them, kept with the run so that later ones can compare."""

from __future__ import annotations

import base64
import hashlib
import json
import zlib
from array import array
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from sqlalchemy import ColumnElement, Connection, bindparam, func, select

from auditor.errors import CallerMistake
from auditor.i18n import enumerated, said
from auditor.model.sheets import JUDGED
from auditor.model.tables import subject
from auditor.rulebook.sql.dialect import ListedIds
from auditor.services.context import Context
from auditor.services.lists.chosen import Listed, ids_chosen

_MANY = 10
"""Where more than one in so many of a kind is chosen, everybody is judged and the others are left out: one list of ids
bound to each statement would cost more."""

_LARGEST = 64 << 20
"""Bytes that the ids of a run may take when unpacked: half a thousand million subjects."""


def chosen_among(context: Context, connection: Connection, listed: Listed) -> array[int]:
    """The ids chosen; CallerMistake where the list is not of subjects that are judged, or nobody is chosen."""
    if listed.type not in JUDGED:
        raise CallerMistake(
            said("A check judges subjects; {kind} is none.", kind=listed.type),
            said("Subjects: {kinds}", kinds=enumerated(sorted(JUDGED))),
        )
    found = ids_chosen(context, connection, listed)
    if not found:
        raise CallerMistake(
            said("Nobody is chosen, so there is nobody to check."), said("Widen the filter or choose rows of the list.")
        )
    return found


def worth_naming(connection: Connection, kind: str, ids: array[int]) -> bool:
    """Whether statements had better be told whom to judge."""
    every = connection.execute(select(func.count()).select_from(subject).where(subject.c.type == kind)).scalar_one()
    return len(ids) * _MANY <= every


def kept(listed: Listed, ids: array[int]) -> dict[str, Any]:
    """What a run keeps of its selection: the wish, by which runs are alike, and who was chosen by it then."""
    wish: dict[str, Any] = {"type": listed.type}
    wish |= {name: value for name, value in asdict(listed.filter).items() if value not in ("", (), None)}
    if listed.only:
        wish["only"] = hashlib.sha256(packed(ids).encode()).hexdigest()
    if listed.but:
        wish["but"] = sorted(listed.but)
    if listed.everything:
        return {"wish": wish, "count": len(ids)}
    return {"wish": wish, "count": len(ids), "ids": packed(ids)}


def packed(ids: array[int]) -> str:
    """A set of ids as text: a bit for each number, packed."""
    bits = bytearray(max(ids, default=0) // 8 + 1)
    for number in ids:
        bits[number >> 3] |= 1 << (number & 7)
    return base64.b64encode(zlib.compress(bytes(bits), 9)).decode()


def unpacked(text: str) -> array[int]:
    """The ids of such a text, ascending."""
    bits = zlib.decompressobj().decompress(base64.b64decode(text), _LARGEST)
    found = array("q")
    for at, byte in enumerate(bits):
        if byte:
            found.extend((at << 3) + place for place in range(8) if byte >> place & 1)
    return found


def judged_then(among: Mapping[str, Any], kind: Any, number: Any) -> list[ColumnElement[bool]]:
    """Whether a run with this selection judged a subject, by the columns of its type and id."""
    told: list[ColumnElement[bool]] = [kind == among["wish"]["type"]]
    if "ids" in among:
        listed = ListedIds(number, "among_ids")
        listed.bound = bindparam(None, json.dumps(unpacked(among["ids"]).tolist()), unique=True)
        told.append(listed)
    return told


def in_words(among: Mapping[str, Any]) -> str:
    """The selection in short, for reports and lists of runs."""
    wish = among["wish"]
    by = [f"{name}={_value(value)}" for name, value in wish.items() if name not in ("type", "only", "but")]
    return f"{wish['type']}: {among['count']:,}" + (f" ({', '.join(by)})" if by else "")


def _value(value: object) -> str:
    return "、".join(map(str, value)) if isinstance(value, list | tuple) else str(value)
