"""Pack data as rules read it: ``data.<name>``, lists of texts or of flat records."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from auditor.rulebook.language.types import Simple

Record = Mapping[str, object]


@dataclass(frozen=True)
class DataSet:
    """One list of pack data; ``fields`` gives the types of its records' fields, empty for a list of texts.

    ``words`` names the enumeration of a text (by field; under ``""`` for a plain list).
    """

    name: str
    items: tuple[object, ...]
    fields: Mapping[str, Simple]
    words: Mapping[str, str]


def _texts(name: str, items: tuple[str, ...], words: str) -> DataSet:
    return DataSet(name, items, {}, {"": words})


@cache
def core_data() -> Mapping[str, DataSet]:
    """The lists every rule can read, from the trade's vocabulary of the core pack."""
    from auditor.model import catalogue

    categories = catalogue.categories()
    qualified = catalogue.qualifications()
    listed = (
        DataSet(
            "categories",
            tuple({"code": one.code, "food": one.food, "licensed": one.licensed} for one in categories),
            {"code": Simple.STRING, "food": Simple.BOOL, "licensed": Simple.BOOL},
            {"code": "category"},
        ),
        _texts("food_categories", tuple(one.code for one in categories if one.food), "category"),
        _texts("licensed_categories", tuple(one.code for one in categories if one.licensed), "category"),
        DataSet(
            "accepted_kinds",
            tuple({"category": one.code, "kind": kind} for one in categories for kind in one.accepted),
            {"category": Simple.STRING, "kind": Simple.STRING},
            {"category": "category", "kind": "licence_kind"},
        ),
        DataSet(
            "qualifications",
            tuple({"domain": one.domain, "kind": kind} for one in qualified for kind in one.kinds),
            {"domain": Simple.STRING, "kind": Simple.STRING},
            {"domain": "domain", "kind": "licence_kind"},
        ),
        _texts("qualified_domains", tuple(one.domain for one in qualified), "domain"),
        _texts("statutory_topics", tuple(one.code for one in catalogue.topics() if one.statutory), "topic"),
    )
    return {one.name: one for one in listed}
