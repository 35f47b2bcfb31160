"""The fact schema: which fields a rule may read of which object, and their types (no SQL here)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache

from auditor.model import enums
from auditor.model.fields import Field, Kind
from auditor.model.sheets import BY_TABLE, JUDGED
from auditor.model.tables import WORKSPACE_DATES
from auditor.rulebook.facts.derived import CHILDREN, DERIVED, HIDDEN, OBJECT_FIELDS
from auditor.rulebook.language.types import ListOf, ObjectOf, Simple, Type

TABLES: dict[str, str] = {
    "host": "host",
    "merchant": "merchant",
    "agency": "agency",
    "room": "room",
    "broadcast": "broadcast",
    "licence": "licence",
    "authorisation": "authorisation",
    "product": "product",
    "training": "training",
    "case": "case_record",
    "contract": "contract",
    "review": "review",
    "account": "account",
}
"""Object names of the rule language and the tables they stand in."""

_TYPES: dict[Kind, Type] = {
    Kind.TEXT: Simple.STRING,
    Kind.DATE: Simple.DATE,
    Kind.DATETIME: Simple.TIME,
    Kind.END: Simple.DATE,
    Kind.INT: Simple.INT,
    Kind.DECIMAL: Simple.DOUBLE,
    Kind.BOOL: Simple.BOOL,
    Kind.ENUM: Simple.STRING,
    Kind.REF: Simple.STRING,
}


@dataclass(frozen=True, slots=True)
class FactField:
    """One field of an object: its type, and for word lists the name of the enumeration.

    ``personal`` values stand in ``has()`` only; ``derived`` ones are computed as of the day.
    """

    name: str
    type: Type
    words: str = ""
    personal: bool = False
    derived: bool = False


@dataclass(frozen=True, slots=True)
class ObjectSpec:
    """An object a rule can see, with its fields by name."""

    name: str
    fields: Mapping[str, FactField]


def _stored(field: Field) -> Iterable[FactField]:
    if field.kind is Kind.LIST:
        words = field.words if field.of is Kind.ENUM else ""
        yield FactField(field.name, ListOf(Simple.STRING), words)
        return
    words = field.words if field.kind is Kind.ENUM else ""
    yield FactField(field.name, _TYPES[field.kind], words, field.personal)
    if field.kind is Kind.END:
        yield FactField(f"{field.name}_long", Simple.BOOL)
    if field.kind is Kind.ENUM and enums.is_open(field.words):
        yield FactField(f"{field.name}_text", Simple.STRING)


@cache
def objects() -> Mapping[str, ObjectSpec]:
    """Every object by its name in the rule language."""
    found: dict[str, ObjectSpec] = {}
    for name, table in TABLES.items():
        sheet = BY_TABLE[table]
        fields = {one.name: one for field in sheet.fields for one in _stored(field)}
        for hidden in HIDDEN.get(name, ()):
            fields.pop(hidden, None)
        for child, of in CHILDREN.get(name, {}).items():
            fields[child] = FactField(child, ListOf(ObjectOf(of)))
        for reached, of in OBJECT_FIELDS.get(name, {}).items():
            fields[reached] = FactField(reached, ObjectOf(of))
        for derived, (kind, words) in DERIVED.get(name, {}).items():
            fields[derived] = FactField(derived, kind, words, derived=True)
        found[name] = ObjectSpec(name, fields)
    found["points"] = ObjectSpec(
        "points",
        {
            "platform": FactField("platform", Simple.STRING, "platform"),
            "scheme": FactField("scheme", Simple.STRING),
            "total": FactField("total", Simple.DOUBLE, derived=True),
        },
    )
    dates = {name: FactField(name, Simple.DATE) for name in WORKSPACE_DATES}
    counts = {name: FactField(name, kind, derived=True) for name, (kind, _) in DERIVED["workspace"].items()}
    found["workspace"] = ObjectSpec("workspace", {"title": FactField("title", Simple.STRING), **dates, **counts})
    return found


def spec(name: str) -> ObjectSpec:
    """The object of that name."""
    return objects()[name]


def shared(types: Iterable[str]) -> ObjectSpec:
    """What several subject types have in common under the same name and type: what ``subject`` may read."""
    specs = [spec(name) for name in types]
    first = specs[0]
    fields = {
        name: field
        for name, field in first.fields.items()
        if all(name in other.fields and other.fields[name].type == field.type for other in specs)
    }
    return ObjectSpec("subject", fields)


def codes(words: str) -> frozenset[str]:
    """The codes of an enumeration, as far as known; empty where any text may stand."""
    if not words:
        return frozenset()
    if words == "licence_level":
        return frozenset(("entity", "product", "person", "other"))
    known = frozenset(word.code for word in enums.words(words))
    if words == "topic":
        from auditor.model.catalogue import topics

        known |= {topic.code for topic in topics()}
    return known


SUBJECT_TYPES = JUDGED
