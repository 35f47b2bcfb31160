"""An example's facts put into real tables, so that the rule is judged by the very SQL that audits run."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection, insert

from auditor.i18n import Message, said
from auditor.model import tables
from auditor.model.enums import OTHER, is_open, words
from auditor.model.fields import Field, Kind, Sheet
from auditor.model.sheets import BY_TABLE, SUBJECT_SHEETS
from auditor.model.types import day_of, hundredths, second_of
from auditor.rulebook.example_rows import completed, defaults, id_facts
from auditor.rulebook.facts.derived import CHILDREN, DERIVED, OBJECT_FIELDS
from auditor.rulebook.facts.overriding import override
from auditor.rulebook.facts.schema import TABLES, spec
from auditor.rulebook.faults import did_you_mean
from auditor.rulebook.language.types import ListOf, Simple
from auditor.rulebook.yaml_strict import unquoted

FOREVER = ("long-term", "长期", "永久", "permanent")
Facts = Mapping[str, Any]

_OWNER: dict[tuple[str, str], tuple[str, ...]] = {
    ("licences", "licence"): ("owner_id", "owner_type"),
    ("trainings", "training"): ("learner_id", "learner_type"),
    ("cases", "case"): ("subject_id", "subject_type"),
    ("accounts", "account"): ("owner_id", "owner_type"),
    ("authorisations", "authorisation"): ("merchant_id",),
    ("products", "product"): ("merchant_id",),
    ("reviews", "review"): ("merchant_id",),
    ("rooms", "room"): ("operator_id",),
    ("broadcasts", "broadcast"): ("room_id",),
    ("hosts", "host"): ("agency_id",),
}


_PAST = {
    "past_status": (tables.past_status, "value", ""),
    "past_agency": (tables.past_agency, "agency_id", "agency"),
    "past_operator": (tables.past_operator, "merchant_id", "merchant"),
}
"""Former periods, each {value, from}: the table, its column, the object whose code the value is."""


class BadFacts(Exception):
    """An example's facts that do not fit the schema."""

    def __init__(self, message: Message, suggestion: Message | None = None) -> None:
        super().__init__(str(message))
        self.message = message
        self.suggestion = suggestion


@dataclass
class Store:
    """Writes facts through an open connection; the caller rolls back."""

    connection: Connection
    as_of: date
    reads: frozenset[tuple[str, str]] = frozenset()
    """The (object, field) pairs that the rule reads: a required one that the facts leave out reads as missing."""
    overrides: set[tuple[str, str]] = field(default_factory=set)
    _next: int = 1_000
    _subjects: dict[tuple[str, str], int] = field(default_factory=dict)
    _courses: dict[str, int] = field(default_factory=dict)

    def example(self, kind: str, facts: Facts) -> int:
        """Store an example's facts: courses and other subjects first, then the subject judged; its id."""
        for course in facts.get("courses", ()):
            self._course(course)
        for other, inner in facts.items():
            if other in (kind, "courses"):
                continue
            if other not in SUBJECT_SHEETS:
                raise BadFacts(said("{name} is no subject", name=other), did_you_mean(other, SUBJECT_SHEETS))
            self._record(other, inner, {})
        return self.subject(kind, facts[kind])

    def subject(self, kind: str, facts: Facts) -> int:
        """Store a subject with everything under it; its id."""
        if kind == "workspace":
            return self._workspace(facts)
        return self._record(kind, facts, {})

    def _fresh(self) -> int:
        self._next += 1
        return self._next

    def _workspace(self, facts: Facts) -> int:
        key = self._fresh()
        self._check("workspace", facts)
        self._write(tables.subject, id=key, type="workspace", code="workspace")
        dates = {name: _whole(name, Simple.DATE, facts[name]) for name in tables.WORKSPACE_DATES if name in facts}
        self._write(tables.workspace, id=key, title=str(facts.get("title", "?")), **dates)
        for name in sorted(DERIVED["workspace"].keys() & facts):
            self._missing("workspace", key, name, _whole(name, Simple.INT, facts[name]))
        return key

    def _write(self, table: Any, **values: object) -> None:
        self.connection.execute(insert(table), {**values, "change_id": 1} if "change_id" in table.c else values)

    def _record(self, kind: str, facts: Facts, links: Mapping[str, object]) -> int:
        sheet = BY_TABLE[TABLES[kind]]
        self._check(kind, facts)
        code = facts.get("code")
        if sheet.subject and code is not None and (sheet.subject, str(code)) in self._subjects:
            return self._subjects[sheet.subject, str(code)]
        key = self._fresh()
        values: dict[str, object] = dict(defaults(sheet, key, self.as_of))
        lists: list[tuple[Field, object]] = []
        for name, value in sorted(facts.items(), key=lambda pair: not pair[0].endswith("_type")):
            if value is None and name in DERIVED.get(kind, {}):
                self._missing(kind, key, name)
            elif value is not None:
                self._one(kind, sheet, key, name, value, values, lists)
        for declared in sheet.fields:
            unsaid = declared.name not in facts and f"{declared.name}_id" not in links
            if _needed(declared) and unsaid and (kind, declared.name) in self.reads:
                self._missing(kind, key, declared.name)
        values.update(links)
        if kind == "training":
            values.setdefault("course_id", key)
        if sheet.subject:
            code = str(values["code"])
            self._subjects[sheet.subject, code] = key
            self._write(tables.subject, id=key, type=sheet.subject, code=code)
        self._write(tables.MAIN[sheet.table], id=key, **completed(sheet.table, facts, values))
        for declared, value in lists:
            self._list(sheet, key, declared, value)
        for name, value in facts.items():
            self._children(kind, key, name, value)
        return key

    def _missing(self, kind: str, key: int, name: str, whole: int | None = None) -> None:
        """Let a field read as absent, or as a number stated, whatever the row has."""
        self.overrides.add((kind, name))
        self._write(override, object=kind, row_id=key, field=name, whole=whole, words=None)

    def _check(self, kind: str, facts: object) -> None:
        if not isinstance(facts, Mapping):
            raise BadFacts(said("the facts of a {object} must be fields with values", object=kind))
        known = {*spec(kind).fields, "status_from", "agency_from", "operator_from", *_PAST, "courses"}
        for name in facts:
            if name not in known:
                message = said("{object} has no field {field}", object=kind, field=name)
                raise BadFacts(message, did_you_mean(name, known))

    def _one(
        self, kind: str, sheet: Sheet, key: int, name: str, value: Any, values: dict[str, object],
        lists: list[tuple[Field, object]],
    ) -> None:  # fmt: skip
        if name in DERIVED.get(kind, {}) and not (kind == "training" and name == "topics"):
            self._derived(kind, sheet, key, name, value, values)
        elif name in CHILDREN.get(kind, {}) or name in _PAST:
            return
        elif name in OBJECT_FIELDS.get(kind, {}):
            values[f"{name}_id"] = self._reached(OBJECT_FIELDS[kind][name], value)
        elif name.endswith(("_long", "_text")):
            values[name] = int(value) if isinstance(value, bool) else str(value)
        else:
            declared = sheet.field(name)
            if declared.kind is Kind.LIST:
                lists.append((declared, value))
            else:
                self._scalar(declared, value, values)

    def _derived(self, kind: str, sheet: Sheet, key: int, name: str, value: Any, values: dict[str, object]) -> None:
        stored_too = {declared.name for declared in sheet.fields}
        if name == "points" and isinstance(value, list):
            return
        if name in stored_too:
            self._scalar(sheet.field(name), value, values)
            return
        self.overrides.add((kind, name))
        declared_type, _words = DERIVED[kind][name]
        if isinstance(declared_type, ListOf) and not isinstance(value, list):
            raise BadFacts(said("{field} is a list", field=name))
        for item in (value or [None]) if isinstance(declared_type, ListOf) else [value]:
            simple = Simple.STRING if isinstance(declared_type, ListOf) else declared_type
            assert isinstance(simple, Simple)
            whole, text = (None, item) if simple is Simple.STRING else (_whole(name, simple, item), None)
            self._write(override, object=kind, row_id=key, field=name, whole=whole, words=text)

    def _scalar(self, declared: Field, value: Any, values: dict[str, object]) -> None:
        name = declared.name
        if declared.personal:
            values[f"has_{name}"] = 1
            if name == "id_number":
                values.update(id_facts(str(value)))
        elif declared.kind is Kind.REF:
            self._refer(declared, value, values)
        elif declared.kind is Kind.END and value in FOREVER:
            values[f"{name}_long"] = 1
        elif declared.kind in (Kind.TEXT, Kind.ENUM):
            self._text(declared, value, values)
        else:
            kinds = {Kind.DATE: Simple.DATE, Kind.END: Simple.DATE, Kind.DATETIME: Simple.TIME, Kind.INT: Simple.INT,
                     Kind.DECIMAL: Simple.DOUBLE, Kind.BOOL: Simple.BOOL}  # fmt: skip
            values[name] = _whole(name, kinds[declared.kind], value)

    def _text(self, declared: Field, value: Any, values: dict[str, object]) -> None:
        text = str(value)
        if declared.kind is Kind.ENUM:
            known = {word.code for word in words(declared.words)}
            if text not in known and is_open(declared.words):
                values[f"{declared.name}_text"] = text
                text = OTHER
            elif text not in known:
                message = said("{value} is no {field}", value=text, field=declared.name)
                raise BadFacts(message, did_you_mean(text, known))
        values[declared.name] = text

    def _refer(self, declared: Field, value: Any, values: dict[str, object]) -> None:
        if declared.refs == ("course",):
            values["course_id"] = self._course(value)
            return
        kind = declared.refs[0]
        if declared.type_field:
            kind = str(values.get(declared.type_field) or kind)
        values[f"{declared.name}_id"] = self._reached(kind, value)

    def _reached(self, kind: str, value: Any) -> int:
        if isinstance(value, Mapping):
            return self._record(kind, value, {})
        found = self._subjects.get((kind, str(value)))
        return found if found is not None else self._record(kind, {"code": str(value)}, {})

    def _course(self, value: Any) -> int:
        facts = value if isinstance(value, Mapping) else {"code": str(value)}
        code = str(facts.get("code", "course"))
        if code not in self._courses:
            key = self._courses[code] = self._fresh()
            sheet = BY_TABLE["course"]
            values: dict[str, object] = {"code": code, "title": code}
            lists: list[tuple[Field, object]] = []
            for name, item in facts.items():
                declared = sheet.field(name)
                if declared.kind is Kind.LIST:
                    lists.append((declared, item))
                else:
                    self._scalar(declared, item, values)
            self._write(tables.MAIN["course"], id=key, **values)
            for declared, item in lists:
                self._list(sheet, key, declared, item)
        return self._courses[code]

    def _list(self, sheet: Sheet, key: int, declared: Field, value: object) -> None:
        if not isinstance(value, list):
            raise BadFacts(said("{field} is a list", field=declared.name))
        entry = tables.LISTS[sheet.table, declared.name]
        known = {word.code for word in words(declared.words)} if declared.words else set()
        for ordinal, item in enumerate(value):
            row: dict[str, object] = {"owner_id": key, "ordinal": ordinal}
            if declared.of is Kind.REF:
                row["target_id"] = self._listed_reference(declared, item)
            elif declared.words and item not in known and is_open(declared.words):
                row |= {"value": OTHER, "text": str(item)}
            else:
                row["value"] = str(item)
            self._write(entry.table, **row)

    def _listed_reference(self, declared: Field, item: Any) -> int:
        if isinstance(item, str) and ":" in item:
            kind, code = item.split(":", 1)
            return self._reached(kind, code)
        return self._reached(declared.refs[0], item)

    def _children(self, kind: str, key: int, name: str, value: Any) -> None:
        if name in _PAST:
            self._past(key, name, value)
        if name == "points" and kind in ("host", "merchant", "agency", "room") and isinstance(value, list):
            self._points(kind, key, value)
        of = CHILDREN.get(kind, {}).get(name)
        if of is None:
            return
        if not isinstance(value, list):
            raise BadFacts(said("{field} is a list", field=name))
        for ordinal, item in enumerate(value):
            self._child(kind, key, name, of, item, ordinal)

    def _past(self, key: int, name: str, value: Any) -> None:
        table, column, of = _PAST[name]
        for one in value if isinstance(value, list) else [value]:
            if not isinstance(one, Mapping) or one.keys() != {"value", "from"}:
                raise BadFacts(said("{field} is a list", field=name))
            held = one["value"]
            if held is not None:
                held = self._reached(of, held) if of else str(held)
            self._write(table, subject_id=key, from_day=_whole(name, Simple.DATE, one["from"]), **{column: held})

    def _child(self, kind: str, key: int, name: str, of: str, item: Any, ordinal: int) -> None:
        if name == "goods":
            self._goods(key, item, ordinal)
            return
        if kind == "broadcast" or (name == "broadcasts" and kind in ("host", "merchant")):
            self._named(kind, key, name, of, item, ordinal)
            return
        if of == "contract":
            self._contract(kind, key, item)
            return
        columns = _OWNER[name, of]
        links: dict[str, object] = {columns[0]: key}
        if len(columns) > 1:
            links[columns[1]] = kind
        self._record(of, item, links)

    def _named(self, kind: str, key: int, name: str, of: str, item: Any, ordinal: int) -> None:
        other = self._reached(of, item) if kind == "broadcast" else self._record(of, item, {})
        field_name = name if kind == "broadcast" else f"{kind}s"
        table = tables.LISTS["broadcast", field_name].table
        owner, target = (key, other) if kind == "broadcast" else (other, key)
        # Who is named from his own side stands behind those whom the broadcast names.
        self._write(table, owner_id=owner, ordinal=ordinal if kind == "broadcast" else 500, target_id=target)

    def _goods(self, key: int, item: Facts, ordinal: int) -> None:
        """A product of a seller of its own, whom the broadcast names as it names the product's code."""
        merchant = self._record("merchant", {}, {})
        product = self._record("product", item, {"merchant_id": merchant})
        place = 1_000 + ordinal
        code = str(item.get("code", f"product-{product}"))
        self._write(tables.LISTS["broadcast", "merchants"].table, owner_id=key, ordinal=place, target_id=merchant)
        self._write(tables.LISTS["broadcast", "products"].table, owner_id=key, ordinal=place, value=code)

    def _contract(self, kind: str, key: int, item: Facts) -> None:
        """The owner of the list is one party: the second where nothing else is said."""
        side = "party" if item.get("party_type") == kind != item.get("counterparty_type") else "counterparty"
        rest = {name: value for name, value in item.items() if name != side}
        self._record("contract", rest, {f"{side}_id": key, f"{side}_type": kind})

    def _points(self, kind: str, key: int, value: list[Facts]) -> None:
        for item in value:
            case_facts = {
                "occurred_at": datetime.combine(self.as_of, time()),
                "outcome": "substantiated",
                "points": item.get("total", 0),
                **{name: item[name] for name in ("platform", "scheme") if item.get(name) is not None},
            }
            self._record("case", case_facts, {"subject_id": key, "subject_type": kind})


def _needed(declared: Field) -> bool:
    """Whether every stored row has a value that an example may leave out."""
    return declared.required and declared.default is None and declared.name != "code" and declared.kind is not Kind.LIST


def _whole(name: str, kind: Simple, value: Any) -> int | None:
    """A value as a whole number of the store. Raises BadFacts where the type does not fit."""
    if value is None:
        return None
    if (kind is Simple.BOOL and isinstance(value, bool)) or (kind is Simple.INT and type(value) is int):
        return int(value)
    if kind is Simple.DOUBLE and type(value) in (int, Decimal):
        return hundredths(Decimal(value))
    when = unquoted(value)
    if kind is Simple.DATE and type(when) is date:
        return day_of(when)
    if kind is Simple.TIME and isinstance(when, date):
        return second_of(when if isinstance(when, datetime) else datetime.combine(when, time()))
    raise BadFacts(said("{field} must be a {kind}, not {value}", field=name, kind=str(kind), value=str(value)))
