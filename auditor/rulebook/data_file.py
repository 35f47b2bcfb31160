"""A pack's own data file: named lists of texts, or of flat records whose fields have one type each."""

from __future__ import annotations

import re
from decimal import Decimal

from auditor.i18n import said
from auditor.rulebook.data import DataSet
from auditor.rulebook.faults import FaultLog
from auditor.rulebook.language.types import Simple
from auditor.rulebook.yaml_strict import Mapping, Node, Scalar, Sequence

MOST_ITEMS = 2_000
_NAME = re.compile(r"[a-z][a-z0-9_]*\Z")
_TYPES: dict[type, Simple] = {bool: Simple.BOOL, int: Simple.INT, Decimal: Simple.DOUBLE, str: Simple.STRING}


def read_data(log: FaultLog, node: Node) -> dict[str, DataSet]:
    """The lists of one file by name, each readable as ``data.<name>``."""
    if not isinstance(node, Mapping):
        log.add(node.at, said("a mapping (key: value) is expected here"))
        return {}
    found = {}
    for name, inner in node.entries.items():
        if not _NAME.match(name):
            log.add(node.keys[name], said("{name} is no parameter name (small letters, digits, _)", name=name))
        elif not isinstance(inner, Sequence) or not inner.items:
            log.add(inner.at, said("{field} is a list", field=name))
        elif len(inner.items) > MOST_ITEMS:
            log.add(inner.at, said("a list of pack data may have at most {n} members", n=MOST_ITEMS))
        else:
            made = _texts(log, name, inner) if isinstance(inner.items[0], Scalar) else _records(log, name, inner)
            if made is not None:
                found[name] = made
    return found


def _texts(log: FaultLog, name: str, node: Sequence) -> DataSet | None:
    texts = []
    for item in node.items:
        if not isinstance(item, Scalar) or not isinstance(item.value, str):
            log.add(item.at, said("a value of type {kind} is expected", kind="text"))
            return None
        texts.append(item.value)
    return DataSet(name, tuple(texts), {}, {"": ""})


def _records(log: FaultLog, name: str, node: Sequence) -> DataSet | None:
    types: dict[str, Simple] = {}
    records = []
    for item in node.items:
        if not isinstance(item, Mapping):
            log.add(item.at, said("a mapping (key: value) is expected here"))
            return None
        record: dict[str, object] = {}
        for field, inner in item.entries.items():
            value = inner.value if isinstance(inner, Scalar) else None
            kind = _TYPES.get(type(value))
            if kind is None or types.setdefault(field, kind) is not kind:
                log.add(inner.at, said("a value of type {kind} is expected", kind=str(types.get(field, "text"))))
                return None
            record[field] = value
        records.append(record)
    missing = next(
        (item for item, record in zip(node.items, records, strict=True) if record.keys() != types.keys()), None
    )
    if missing is not None:
        log.add(missing.at, said("every record of {name} needs the same fields", name=name))
        return None
    return DataSet(name, tuple(records), types, {})
