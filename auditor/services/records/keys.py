"""From a parsed row to its natural key: references resolved, the row refused where one means nobody."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from auditor.model.enums import OTHER
from auditor.model.fields import Field, Kind, Sheet
from auditor.model.folding import folded_code
from auditor.model.lookups import Lookup, NewCode
from auditor.model.tables import UNSTORED
from auditor.model.values import CLEAR, Element, Other, ParsedRow
from auditor.services.records.compare import plan_of, tidy
from auditor.services.records.outcome import Problems
from auditor.services.records.references import Found, NotFound, References
from auditor.services.records.stored import Entry, Key, key_names
from auditor.services.records.writer import Writer

_STAFF = "staff"


@dataclass(slots=True)
class Keyed:
    """A row whose references are resolved: its natural key and the columns and lists that hold references."""

    row: ParsedRow
    key: Key = ()
    columns: dict[str, Any] = field(default_factory=dict)
    lists: dict[str, tuple[tuple[Any, str | None], ...]] = field(default_factory=dict)
    period_refs: dict[str, int | None] = field(default_factory=dict)
    subject_code: str = ""


class Resolver:
    """Resolves the references of one sheet's rows and tells those that mean nobody."""

    def __init__(self, sheet: Sheet, references: References, writer: Writer, problems: Problems) -> None:
        self._sheet = sheet
        self._references = references
        references.changed()
        self._writer = writer
        self._problems = problems
        self._refs = [f for f in sheet.fields if f.kind is Kind.REF or (f.kind is Kind.LIST and f.of is Kind.REF)]
        self._names = key_names(sheet)
        self._ref_columns = {f"{one.name}_{part}" for one in self._refs for part in ("id", "name")}

    def prefetch(self, rows: Sequence[ParsedRow]) -> None:
        """Look up the codes of a batch of rows at once."""
        for one in self._refs:
            raws: set[str] = set()
            told: list[Lookup] = []
            for row in rows:
                value = row.values.get(one.name)
                if isinstance(value, str):
                    raws.add(folded_code(value))
                elif isinstance(value, Lookup):
                    told.append(value)
                elif isinstance(value, tuple):
                    raws.update(folded_code(v) for v in value if isinstance(v, str))
                    told.extend(v for v in value if isinstance(v, Lookup))
            if one.coded:
                self._references.records.prefetch(one.coded, raws)
                continue
            self._references.prefetch(one.refs, raws)
            if told:
                self._references.lookups.prefetch(told)

    def keyed(self, row: ParsedRow) -> Keyed | None:
        """The row with its key; None when it was refused."""
        made = Keyed(row)
        fine = True
        for one in self._refs:
            fine = self._resolve(one, made, fine=fine) and fine
        if not fine or not self._settle_code(made.row):
            return None
        self._settle_attempt(made)
        made.key = self._key(made)
        if self._sheet.table == "product":
            made.subject_code = self._product_code(made)
        return made

    def _settle_code(self, row: ParsedRow) -> bool:
        """Give a row its new code, where one is still to be given."""
        new = row.values.get("code")
        if not isinstance(new, NewCode):
            return True
        code = self._references.lookups.code(self._sheet.subject, new)
        if isinstance(code, NotFound):
            self._problems.tell(row, "code", "error", code.code, code.message)
            return False
        row.values["code"] = code
        return True

    def _settle_attempt(self, made: Keyed) -> None:
        """Know an attempt again by its time, where a mapping told it; what people wrote as evidence stays."""
        values = made.row.values
        told = values.get("evidence")
        if not isinstance(told, Lookup):
            return
        day, wanted = values["completed_on"], values.get("attempt") or 1
        assert isinstance(day, int)
        assert isinstance(wanted, int)
        if made.columns["learner_id"] is None:
            values["evidence"] = told.shown
            return
        whose = (made.columns["learner_id"], made.columns["course_id"], day)
        values["attempt"], written = self._references.lookups.attempt(whose, told.shown, wanted)
        if written:
            values["evidence"] = told.shown
        else:
            del values["evidence"]

    def _resolve(self, one: Field, made: Keyed, *, fine: bool) -> bool:
        value = made.row.values.get(one.name)
        if one.kind is Kind.LIST:
            return self._resolve_list(one, made)
        if value is None or value is CLEAR:
            self._put(one, made, None)
            return True
        if one.coded:
            return self._resolve_coded(one, made, fine=fine)
        kinds = self._kinds(one, made.row)
        if kinds == (_STAFF,):
            name = value.shown if isinstance(value, Lookup) else str(value)
            made.columns |= {f"{one.name}_id": None, f"{one.name}_name": name.strip()}
            return True
        found = self._found(one, made.row, value, kinds)
        if not self._accept(one, made.row, found):
            return False
        assert isinstance(found, Found)
        self._put(one, made, found.id)
        if one.type_field and made.row.values.get(one.type_field) in (None, CLEAR):
            made.columns[one.type_field] = found.type
        return True

    def _found(self, one: Field, row: ParsedRow, value: object, kinds: tuple[str, ...]) -> Found | NotFound:
        """Whom a value means; what it is to be compared with is compared."""
        if not isinstance(value, Lookup):
            return self._references.subject(str(value), kinds)
        found = self._references.lookups.subject(value, kinds)
        for compared in value.compare if isinstance(found, Found) else ():
            assert isinstance(found, Found)
            message = self._references.lookups.disagreement(found, compared)
            if message is not None:
                where = f"{one.name} {compared.column}"
                row.cells[where] = f"{compared.column}{row.number}"
                self._problems.tell(row, where, "warning", "masked_differs", message)
        return found

    def _kinds(self, one: Field, row: ParsedRow) -> tuple[str, ...]:
        if not one.type_field:
            return one.refs
        given = row.values.get(one.type_field, self._sheet.field(one.type_field).default)
        return one.refs if given is None or given is CLEAR else (str(given),)

    def _put(self, one: Field, made: Keyed, number: int | None) -> None:
        if self._sheet.subject and one.name in ("agency", "operator"):
            made.period_refs[one.name] = number
            return
        if number is None and one.name not in made.row.values:
            return
        made.columns[f"{one.name}_id"] = number
        if one.may_be_staff:
            made.columns[f"{one.name}_name"] = None

    def _accept(self, one: Field, row: ParsedRow, found: Found | NotFound) -> bool:
        if isinstance(found, NotFound):
            self._problems.tell(row, one.name, "error", found.code, found.message)
            return False
        if found.warning is not None:
            self._problems.tell(row, one.name, "warning", "found_by_name", found.warning)
        return True

    def _resolve_list(self, one: Field, made: Keyed) -> bool:
        value = made.row.values.get(one.name)
        if value is None:
            return True
        if not isinstance(value, tuple):
            made.lists[one.name] = ()
            return True
        ids: dict[int, None] = {}
        for element in value:
            kinds: tuple[str, ...] = one.refs
            text: Element = element.text if isinstance(element, Other) else element
            if isinstance(text, str):
                head, colon, tail = text.partition(":")
                if colon and head in one.refs:
                    kinds, text = (head,), tail
            found = self._found(one, made.row, text, kinds)
            if not self._accept(one, made.row, found):
                return False
            assert isinstance(found, Found)
            ids[found.id] = None
        made.lists[one.name] = tuple((number, None) for number in ids)
        return True

    def _resolve_coded(self, one: Field, made: Keyed, *, fine: bool) -> bool:
        """A course told by its title is made, but not for a row that is refused already: such a row leaves no trace."""
        value = made.row.values[one.name]
        records = self._references.records
        if isinstance(value, Lookup) and value.by == "title":
            found = self._references.lookups.course(value)
        elif isinstance(value, Lookup):
            found = records.number(one.coded, value.shown)
        else:
            title = made.row.values.get("title") if (self._sheet.table, "title") in UNSTORED else None
            found = records.number(one.coded, str(value), titled=(self._sheet.table, "title") in UNSTORED)
            if isinstance(found, NotFound) and isinstance(title, str) and one.coded == "course":
                if not fine:
                    return False
                found = self._new_course(folded_code(str(value)), title)
        if isinstance(found, NotFound):
            self._problems.tell(made.row, one.name, "error", found.code, found.message)
            return False
        self._put(one, made, found)
        return True

    def _new_course(self, code: str, title: str) -> int:
        from auditor.model.sheets import BY_TABLE

        course = BY_TABLE["course"]
        columns = {**plan_of(course.name).fresh, "code": code, "title": title}
        number = self._writer.create(course, columns, code, None)
        self._references.records.learn("course", code, number)
        return number

    def _key(self, made: Keyed) -> Key:
        return tuple(self._key_value(name, made) for name in self._names)

    def _key_value(self, name: str, made: Keyed) -> Any:
        if name in self._ref_columns:
            return made.columns.get(name)
        if name.endswith("_text"):
            value = made.row.values.get(name.removesuffix("_text"))
            return value.text if isinstance(value, Other) else None
        value = made.row.values.get(name)
        field = self._sheet.field(name)
        if value is None or value is CLEAR:
            return field.default
        if field.fold:
            value = tidy(field, value)
        return OTHER if isinstance(value, Other) else value

    def _product_code(self, made: Keyed) -> str:
        code = self._references.code_of(made.columns["merchant_id"])
        return f"{code}/{self._key_value('code', made)}"


class Stored:
    """The stored rows of a batch by key; a licence without its first day is looked for under its number alone."""

    def __init__(self, sheet: Sheet, found: dict[Key, Entry]) -> None:
        self._found = found
        self._alike: dict[Key, list[Entry]] = defaultdict(list)
        if sheet.table == "licence":
            for key, entry in found.items():
                self._alike[key[:-1]].append(entry)

    def entry(self, one: Keyed) -> Entry | None:
        """The stored row that a keyed one means."""
        if one.key in self._found:
            return self._found[one.key]
        alike = self._alike.get(one.key[:-1], [])
        if one.key[-1] is None:
            return alike[0] if len(alike) == 1 else None
        return next((entry for entry in alike if entry.row["valid_from"] is None), None)


def dated_apart(sheet: Sheet, rows: Sequence[Keyed], size: int) -> Iterator[Sequence[Keyed]]:
    """Batches of rows; licences of one number come in different batches, so that each sees what the other stored."""
    if sheet.table != "licence":
        for start in range(0, len(rows), size):
            yield rows[start : start + size]
        return
    waves: dict[int, list[Keyed]] = defaultdict(list)
    times: dict[Key, int] = defaultdict(int)
    for one in rows:
        waves[times[one.key[:-1]]].append(one)
        times[one.key[:-1]] += 1
    for wave in sorted(waves):
        for start in range(0, len(waves[wave]), size):
            yield waves[wave][start : start + size]
