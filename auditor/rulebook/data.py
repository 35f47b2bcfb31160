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
        _texts("banned_categories", tuple(one.code for one in categories if one.banned), "category"),
        _texts("statutory_topics", tuple(one.code for one in catalogue.topics() if one.statutory), "topic"),
    )
    return {one.name: one for one in listed} | _plain()


PLAIN = ("goods.yaml", "number_formats.yaml", "renewal_windows.yaml", "terms.yaml")
"""Data files of the core pack that hold nothing but lists as any pack's do."""

_WORDS = {"category": "category", "kind": "licence_kind", "domain": "domain"}
_LISTED = {"_categories": "category", "_domains": "domain"}


def _plain() -> dict[str, DataSet]:
    """The lists of the plain files; ValueError where one is not in order, which the tests see to."""
    from auditor import installed
    from auditor.model.catalogue import PACK
    from auditor.rulebook.data_file import read_data
    from auditor.rulebook.faults import FaultLog
    from auditor.rulebook.yaml_strict import read

    found: dict[str, DataSet] = {}
    for file in PLAIN:
        log = FaultLog(file)
        path = installed.rules() / PACK / "data" / file
        found |= read_data(log, read(file, path.read_text(encoding="utf-8")))
        if log.faults:
            raise ValueError("; ".join(str(one) for one in log.faults))
    return {name: _worded(one) for name, one in found.items()}


def _worded(one: DataSet) -> DataSet:
    """The list with the enumerations that its name or its fields' names stand for."""
    if one.fields:
        words = {field: _WORDS[field] for field in one.fields if field in _WORDS and one.name != "number_formats"}
        return DataSet(one.name, one.items, one.fields, words)
    listed = next((words for ending, words in _LISTED.items() if one.name.endswith(ending)), "")
    return DataSet(one.name, one.items, {}, {"": listed})
