"""One sheet's entry of a mapping file: columns, constants, words, references, codes, each checked where it stands."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from decimal import Decimal, InvalidOperation
from typing import TypeVar

from auditor.i18n import said
from auditor.importing.cells import Context, codes_by_word, reader_for
from auditor.importing.header import header_key, names_of
from auditor.importing.mapping.shape import (
    Attempts,
    ColumnRule,
    NewCodes,
    Pairs,
    ReferenceRule,
    SheetMapping,
    StableCode,
)
from auditor.importing.wording import Fault as CellFault
from auditor.importing.wording import accepted
from auditor.model.enums import words
from auditor.model.fields import Field, Kind, Sheet
from auditor.model.folding import folded_name
from auditor.model.sheets import BY_NAME, SHEETS
from auditor.rulebook.faults import FaultLog, did_you_mean
from auditor.rulebook.reading import Reader
from auditor.rulebook.yaml_strict import Mapping, Node, Place, Scalar, Sequence

_FAR_DAY = 10**6
_FEW = 60
"""Spellings of an enumeration that may all be listed."""
_DROP = "drop"
_SHEET = ("theirs", "ours", "columns", "constants", "references", "code", "new_codes", "attempt", "note")
_COLUMN = ("field", "values", "scale", "compare", "of")
_TOLD = {
    "account": ("account_id", "platform"),
    "name": ("name",),
    "person": ("real_name", "phone", "phone_tail", "id_number", "id_tail", "stage_name"),
    "title": ("title",),
}
_TELLING = frozenset({"phone", "phone_tail", "id_number", "id_tail"})
_IDENTIFYING = {
    "hosts": ("id_number", "phone", "account", "stage_name"),
    "merchants": ("uscc", "person_id_number", "phone", "account", "shop_name"),
    "agencies": ("uscc", "phone", "account", "name"),
    "rooms": ("account", "title"),
}
V = TypeVar("V")


def sheet_of(text: str) -> Sheet | None:
    """Our sheet of that Chinese or English name."""
    wanted = folded_name(text)
    return next((one for one in SHEETS if wanted in (one.name, folded_name(one.zh))), None)


class SheetReader:
    """Reads one entry of ``sheets``."""

    def __init__(self, log: FaultLog, node: Node) -> None:
        self.log = log
        self.reader = Reader(log, node, _SHEET)
        self.sheet = SHEETS[0]

    def read(self) -> SheetMapping | None:
        """The sheet's mapping; None when not even our sheet is known."""
        ours = self.reader.scalar("ours")
        if ours is None:
            return None
        sheet = sheet_of(ours.text)
        if sheet is None:
            names = [name for one in SHEETS for name in (one.name, one.zh)]
            self.log.add(
                ours.at, said("the workbook has no sheet {name}", name=ours.text), did_you_mean(ours.text, names)
            )
            return None
        self.sheet = sheet
        made = SheetMapping(
            ours=sheet.name,
            theirs=self._theirs(),
            columns=self._columns(),
            constants=self._constants(),
            references=self._references(),
            code=self._code(),
            new_codes=self._new_codes(),
            attempts=self._attempts(),
        )
        self._check_once(made)
        return made

    def _theirs(self) -> tuple[str, ...]:
        found = self.reader.get("theirs")
        if isinstance(found, Scalar):
            return (found.text,)
        return self._words(self.reader, "theirs", need=False)

    def _field(self, text: str, at: Place) -> str:
        """Our field of that English or Chinese name; empty, and a fault, where there is none."""
        name = names_of(self.sheet.name).get(header_key(text), "")
        if not name:
            known = [name for one in self.sheet.fields for name in (one.name, one.zh, *one.aliases)]
            message = said("the sheet {sheet} has no column {name}", sheet=self.sheet.zh, name=text)
            self.log.add(at, message, did_you_mean(text, known))
        return name

    def _entries(self, reader: Reader, key: str) -> list[tuple[str, Node, Place]]:
        found = reader.get(key)
        if found is None:
            return []
        if not isinstance(found, Mapping):
            self.log.add(found.at, said("a mapping (key: value) is expected here"))
            return []
        return [(name, node, found.keys[name]) for name, node in found.entries.items()]

    def _texts(self, reader: Reader, key: str, known: Iterable[str] | None = None) -> Pairs:
        """``{name: text}``; names must be among the known ones."""
        pairs = []
        for name, node, at in self._entries(reader, key):
            if known is not None and name not in known:
                self.log.add(at, said("unknown key {key}", key=name), did_you_mean(name, known))
            elif not isinstance(node, Scalar):
                self.log.add(node.at, said("{key} must be a single text", key=name))
            else:
                pairs.append((name, node.text))
        return tuple(pairs)

    def _words(self, reader: Reader, key: str, *, need: bool = True) -> tuple[str, ...]:
        """A list of texts."""
        found = reader.need(key) if need else reader.get(key)
        if found is None:
            return ()
        items = found.items if isinstance(found, Sequence) else ()
        if not isinstance(found, Sequence) or not all(isinstance(one, Scalar) and one.text for one in items):
            self.log.add(found.at, said("{key} must be a list", key=key))
            return ()
        return tuple(one.text for one in items if isinstance(one, Scalar))

    def _columns(self) -> tuple[ColumnRule, ...]:
        rules, seen = [], dict[str, str]()
        for header, node, at in self._entries(self.reader, "columns"):
            key = header_key(header)
            if key in seen:
                self.log.add(at, said("the header {header} is the same as {other}", header=header, other=seen[key]))
            seen[key] = header
            rules.append(self._column(header, node))
        return tuple(rules)

    def _column(self, header: str, node: Node) -> ColumnRule:
        if isinstance(node, Scalar):
            if node.value is None or node.text == _DROP:
                return ColumnRule(header)
            return ColumnRule(header, self._field(node.text, node.at))
        reader = Reader(self.log, node, _COLUMN)
        named = reader.scalar("field", need=False)
        compare, of = reader.text("compare", need=False), reader.text("of", need=False)
        if compare or of:
            if named is not None or not (compare and of):
                self.log.add(reader.at, said("a compared column says compare and of, and no field"))
            return self._compared(header, reader, compare, of)
        if named is None:
            reader.need("field")
            return ColumnRule(header)
        name = self._field(named.text, named.at)
        if not name:
            return ColumnRule(header)
        return ColumnRule(header, name, self._values(reader, self.sheet.field(name)), self._scale(reader, name))

    def _compared(self, header: str, reader: Reader, compare: str, of: str) -> ColumnRule:
        name = self._field(of, reader.node.keys.get("of", reader.at)) if of else ""
        if name and compare:
            refs = self.sheet.field(name).refs
            fields = {one.name for sheet in SHEETS if sheet.subject in refs for one in sheet.fields if not one.refs}
            if compare not in fields:
                message = said("{name} is no column of what {field} refers to", name=compare, field=of)
                self.log.add(reader.node.keys["compare"], message, did_you_mean(compare, fields))
        return ColumnRule(header, compare=compare, of=name)

    def _values(self, reader: Reader, field: Field) -> Pairs:
        pairs: list[tuple[str, str]] = []
        for theirs, node, at in self._entries(reader, "values"):
            if not isinstance(node, Scalar):
                self.log.add(node.at, said("{key} must be a single text", key=theirs))
                continue
            text = "" if node.value is None else node.text
            self._check_word(field, text, node.at)
            if any(folded_name(theirs) == folded_name(other) for other, _ in pairs):
                self.log.add(at, said("the word {word} stands twice", word=theirs))
            pairs.append((theirs, text))
        return tuple(pairs)

    def _check_word(self, field: Field, text: str, at: Place) -> None:
        """A word of ours must be one; what is no enumeration must be readable."""
        if not text:
            return
        if field.words:
            known = codes_by_word(field.words)
            parts = [text] if field.kind is Kind.ENUM else text.replace("、", ",").split(",")
            for part in parts:
                if folded_name(part) not in known:
                    message = said("{value} is no word of {column}", value=part, column=field.zh)
                    spelt = [name for word in words(field.words) for name in (word.zh, word.code, *word.aliases)]
                    few = said("known are {words}", words=accepted(field.words)) if len(known) < _FEW else None
                    self.log.add(at, message, did_you_mean(part, spelt) or few)
            return
        read = reader_for(field, Context(_FAR_DAY))(text)
        if isinstance(read, CellFault) and read.level == "error":
            self.log.add(at, read.message)

    def _scale(self, reader: Reader, name: str) -> Decimal:
        found = reader.scalar("scale", need=False)
        if found is None:
            return Decimal(1)
        if self.sheet.field(name).kind not in (Kind.INT, Kind.DECIMAL):
            self.log.add(found.at, said("only numbers have a scale"))
            return Decimal(1)
        try:
            scale = Decimal(found.text)
        except InvalidOperation:
            scale = Decimal(0)
        if not scale.is_finite() or scale <= 0:
            self.log.add(found.at, said("a scale is a number above 0, such as 10000"))
            return Decimal(1)
        return scale

    def _constants(self) -> Pairs:
        pairs = []
        for key, node, at in self._entries(self.reader, "constants"):
            name = self._field(key, at)
            if not name:
                continue
            if not isinstance(node, Scalar) or not node.text:
                self.log.add(node.at, said("{key} must be a single text", key=key))
                continue
            self._check_word(self.sheet.field(name), node.text, node.at)
            pairs.append((name, node.text))
        return tuple(pairs)

    def _references(self) -> tuple[ReferenceRule, ...]:
        rules = []
        for key, node, at in self._entries(self.reader, "references"):
            name = self._field(key, at)
            if name and not self.sheet.field(name).refs:
                self.log.add(at, said("{name} is no reference", name=key))
                name = ""
            rule = self._reference(name, node)
            if name and rule is not None:
                rules.append(rule)
        return tuple(rules)

    def _reference(self, name: str, node: Node) -> ReferenceRule | None:
        reader = Reader(self.log, node, ("by", "columns", "fixed"))
        by = reader.scalar("by")
        if by is None:
            return None
        if by.text not in _TOLD:
            message = said("{value} is no {key}; allowed are {names}", value=by.text, key="by", names=", ".join(_TOLD))
            self.log.add(by.at, message, did_you_mean(by.text, _TOLD))
            return None
        if (by.text == "title") != (name == "course") and name:
            self.log.add(by.at, said("courses, and they alone, are told by their title"))
        if name and self.sheet.field(name).coded not in ("", "course"):
            self.log.add(by.at, said("{key} is told by its code: map its column to it", key=name))
        known = _TOLD[by.text]
        columns, fixed = self._texts(reader, "columns", known), self._texts(reader, "fixed", known)
        told = {what for what, _ in (*columns, *fixed)}
        if not columns or (by.text == "account" and "account_id" not in told):
            reader.need("columns") if not columns else self.log.add(by.at, said("an account is told by account_id"))
        if by.text == "person" and columns and not told & _TELLING:
            names = ", ".join(sorted(_TELLING))
            self.log.add(by.at, said("a name alone tells nobody; add one of {names}", names=names))
        return ReferenceRule(name, by.text, columns, fixed)

    def _inner(self, key: str, known: Iterable[str], make: Callable[[Reader], V]) -> V | None:
        found = self.reader.get(key)
        return None if found is None else make(Reader(self.log, found, known))

    def _code(self) -> StableCode | None:
        def make(reader: Reader) -> StableCode:
            return StableCode(reader.text("prefix", need=False), self._words(reader, "from"))

        made = self._inner("code", ("prefix", "from"), make)
        if made is not None and "code" not in {one.name for one in self.sheet.fields}:
            self.log.add(self.reader.node.keys["code"], said("{sheet} have no code of their own", sheet=self.sheet.zh))
        return made

    def _new_codes(self) -> NewCodes | None:
        at = self.reader.node.keys.get("new_codes", self.reader.at)

        def make(reader: Reader) -> NewCodes:
            digits = reader.scalar("digits", need=False)
            count = digits.value if digits is not None else 4
            if not isinstance(count, int) or isinstance(count, bool) or not 1 <= count <= 9:
                self.log.add(digits.at if digits else at, said("digits is a whole number from 1 to 9"))
                count = 4
            columns = self._texts(reader, "columns", _TOLD["account"])
            by = self._identifying(reader)
            if ("account" in by) != bool(columns):
                self.log.add(
                    reader.at, said("by account needs columns: {shape}, and nothing else does", shape="{account_id: …}")
                )
            fixed = self._texts(reader, "fixed", _TOLD["account"])
            return NewCodes(reader.text("prefix"), count, by, columns, fixed)

        made = self._inner("new_codes", ("prefix", "digits", "by", "columns", "fixed"), make)
        if made is not None and self.sheet.name not in _IDENTIFYING:
            names = "、".join(BY_NAME[name].zh for name in _IDENTIFYING)
            self.log.add(at, said("new codes are given to {names} only; use code", names=names))
        return made

    def _identifying(self, reader: Reader) -> tuple[str, ...]:
        allowed = _IDENTIFYING.get(self.sheet.name, ())
        by = self._words(reader, "by")
        for name in by:
            if allowed and name not in allowed:
                message = said(
                    "{value} is no {key}; allowed are {names}", value=name, key="by", names=", ".join(allowed)
                )
                self.log.add(reader.node.keys["by"], message, did_you_mean(name, allowed))
        return by

    def _attempts(self) -> Attempts | None:
        made = self._inner(
            "attempt", ("of", "time"), lambda reader: Attempts(self._words(reader, "of"), reader.text("time"))
        )
        if made is not None and self.sheet.name != "trainings":
            self.log.add(self.reader.node.keys["attempt"], said("only trainings have attempts"))
        return made

    def _check_once(self, made: SheetMapping) -> None:
        """A field gets its value from one place."""
        parts = [*(name for name, _ in made.constants), *(one.field for one in made.references)]
        parts += ["code"] if made.code else []
        parts += ["code"] if made.new_codes else []
        parts += ["attempt"] if made.attempts else []
        columns = {one.field for one in made.columns if one.field}
        references = {one.field for one in made.references}
        for name in dict.fromkeys(parts):
            if parts.count(name) > 1 or name in columns:
                self.log.add(self.reader.at, said("{name} gets its value from two places", name=name))
        for one in made.columns:
            if one.of and one.of not in references | columns:
                message = said(
                    "{header} is compared with {field}, which the mapping does not read",
                    header=one.header,
                    field=one.of,
                )
                self.log.add(self.reader.at, message)
