"""Acts that might turn a condition, read from its tree and the values it has; each is a proposal to be tried."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import select

from auditor.model import tables
from auditor.rulebook.explaining.looking import Looking, Path
from auditor.rulebook.explaining.nodes import RecordRef
from auditor.rulebook.explaining.walk import record_of, scalars
from auditor.rulebook.facts.derived import CHILDREN
from auditor.rulebook.facts.schema import TABLES
from auditor.rulebook.language import tree as t
from auditor.rulebook.language.comparing import same_for_all
from auditor.rulebook.language.rewriting import mentions
from auditor.rulebook.language.types import ListOf, ObjectOf, Simple
from auditor.services.fixing.acts import ANY, Act
from auditor.services.fixing.columns import FLAG_FACTS, entered, in_force, possible, settable, successor

OPPOSITE = {"==": "!=", "!=": "==", "<": ">=", ">=": "<", ">": "<=", "<=": ">"}
MIRROR = {"==": "==", "!=": "!=", "<": ">", ">": "<", "<=": ">=", ">=": "<="}
VARIANTS = 6
"""Ways to fill one new record that are tried."""
PAPERS = ("licence", "authorisation", "contract")
"""Records that are added in force: another would mend one rule and break the next."""


class Solver:
    """Proposes acts for one rule and one subject on a day."""

    def __init__(self, looking: Looking, kind: str, day: date, own: Mapping[str, object]) -> None:
        self._looking, self._kind, self._day, self._own = looking, kind, day, own

    def proposals(self, tree: t.Tree, path: Path = (), records: Mapping[str, RecordRef] | None = None,
                  *, want: bool = True) -> Iterator[Act]:  # fmt: skip
        """Acts after which the condition might be ``want``."""
        known = records or {}
        if isinstance(tree, t.Operation) and tree.op in ("&&", "||", "!", "?:"):
            for arg in tree.args:
                yield from self.proposals(arg, path, known, want=want is not (tree.op == "!"))
        elif isinstance(tree, t.Quantified):
            yield from self._list(tree, path, known, want=want)
        elif isinstance(tree, t.Operation):
            yield from self._comparison(tree, path, known, want=want)
        elif isinstance(tree, t.Has | t.Pick):
            yield from self._datum(tree, known, None if isinstance(tree, t.Pick) else ANY, want=want)

    def exempting(self, applies: t.Tree) -> Iterator[Act]:
        """Data nobody has entered yet by which the rule would not apply: an exemption that is on no file."""
        for act in self.proposals(applies, want=False):
            own = act.kind == "set" and act.record is None and act.columns
            if own and all(self._own.get(name) is None for name in act.columns):
                yield replace(act, past=True)

    # lists ------------------------------------------------------------------------------------------------------

    def _list(self, tree: t.Quantified, path: Path, records: Mapping[str, RecordRef], *, want: bool) -> Iterator[Act]:
        somebody = (tree.kind != "all") is want
        if somebody:
            yield from self._new(tree, path, wanted=want)
        for found in self._looking.members(path, tree, list(scalars(tree.body))):
            if found.beside:
                continue
            here = (*path, found.frame)
            inner = dict(records)
            if found.id is not None:
                inner[tree.var] = record_of(found)
            yield from self.proposals(tree.body, here, inner, want=want)

    def _new(self, tree: t.Quantified, path: Path, *, wanted: bool) -> Iterator[Act]:
        source = tree.source
        while isinstance(source, t.Filtered):
            source = source.source
        if not isinstance(source, t.Pick) or not isinstance(source.object, t.Subject):
            return
        element = source.type.element if isinstance(source.type, ListOf) else None
        if not isinstance(element, ObjectOf):
            yield from self._entry(source.field)
            return
        if source.field not in CHILDREN.get(self._kind, {}) or element.name in (
            "host",
            "merchant",
            "broadcast",
            "room",
        ):
            return
        for facts in self._facts(tree.body, tree.var, path, wanted)[:VARIANTS]:
            if element.name in PAPERS:
                facts = facts | {name: one for name, one in in_force(self._day, self._own).items() if name not in facts}
            yield added(element.name, source.field, facts, self._day)

    def _entry(self, name: str) -> Iterator[Act]:
        """An entry of a list field of the subject that is empty."""
        value = settable(self._kind, name)
        if value:
            yield Act("set", self._kind, ((name, ANY),), facts={name: [value]})

    def _facts(self, tree: t.Tree, var: str, path: Path, want: bool) -> list[dict[str, Any]]:
        """What a new record must hold so that the condition on it might be ``want``; several ways."""
        if isinstance(tree, t.Operation) and tree.op == "!":
            return self._facts(tree.args[0], var, path, not want)
        if isinstance(tree, t.Operation) and tree.op in ("&&", "||"):
            each = [self._facts(arg, var, path, want) for arg in tree.args]
            if (tree.op == "&&") is not want:
                return [one for ways in each for one in ways][:VARIANTS]
            made: list[dict[str, Any]] = [{}]
            for ways in each:
                made = [whole for one in made for other in ways if (whole := _merged(one, other)) is not None]
            return made[:VARIANTS]
        if isinstance(tree, t.Operation) and tree.op in OPPOSITE:
            return self._compared(tree, var, path, want)
        if isinstance(tree, t.Operation) and tree.op == "in" and want:
            return self._among(tree, var, path)
        if isinstance(tree, t.Pick) and isinstance(tree.object, t.Member) and tree.object.name == var:
            flag = FLAG_FACTS.get((str(tree.object.type), tree.field, want))
            return [flag(self._day, self._own)] if flag is not None else [{}]
        if isinstance(tree, t.Quantified) and tree.kind == "exists" and want:
            return self._held(tree, var, path)
        return [{}]

    def _held(self, tree: t.Quantified, var: str, path: Path) -> list[dict[str, Any]]:
        """A list field of the new record that must hold something; or fixed entries of which one must fit it."""
        source = tree.source
        if isinstance(source, t.Pick) and isinstance(source.object, t.Member) and source.object.name == var:
            body = tree.body
            if isinstance(body, t.Operation) and body.op == "in" and same_for_all(body.args[1]):
                return [{source.field: [value]} for value in self._fixed(body.args[1])]
            if isinstance(body, t.Operation) and body.op == "==":
                other = next((one for one in body.args if not mentions(one, tree.var)), None)
                return [{source.field: [self._value(other, path)]}] if other is not None else [{}]
            return [{}]
        if isinstance(source, t.DataList | t.Listed):
            ways = []
            for found in self._looking.members(path, tree, []):
                ways += self._facts(tree.body, var, (*path, found.frame), True)
            return ways[:VARIANTS]
        return [{}]

    def _compared(self, tree: t.Operation, var: str, path: Path, want: bool) -> list[dict[str, Any]]:
        left, right = tree.args
        op = tree.op if want else OPPOSITE[tree.op]
        if mentions(right, var) and not mentions(left, var):
            left, right, op = right, left, MIRROR[op]
        plain = isinstance(left, t.Pick) and isinstance(left.object, t.Member) and left.object.name == var
        if not plain or mentions(right, var):
            return [{}]
        assert isinstance(left, t.Pick)
        value = beyond(op, self._value(right, path))
        if value is None or op == "!=":
            return [{}]
        if op in (">", ">=") and left.type is Simple.DATE and isinstance(value, date) and value < self._day:
            value = self._day
        return [{left.field: value}]

    def _among(self, tree: t.Operation, var: str, path: Path) -> list[dict[str, Any]]:
        left, right = tree.args
        if isinstance(right, t.Pick) and isinstance(right.object, t.Member) and right.object.name == var:
            value = self._value(left, path)
            return [{right.field: [value]}] if value is not None else [{}]
        plain = isinstance(left, t.Pick) and isinstance(left.object, t.Member) and left.object.name == var
        if plain and same_for_all(right):
            assert isinstance(left, t.Pick)
            return [{left.field: value} for value in self._fixed(right)]
        return [{}]

    # single data ------------------------------------------------------------------------------------------------

    def _comparison(
        self, tree: t.Operation, path: Path, records: Mapping[str, RecordRef], *, want: bool
    ) -> Iterator[Act]:
        for part, other in (tree.args, tree.args[::-1]):
            for pick in _picks(part):
                if tree.op in OPPOSITE and pick is part:
                    op = tree.op if part is tree.args[0] else MIRROR[tree.op]
                    op = op if want else OPPOSITE[op]
                    yield from self._datum(pick, records, beyond(op, self._value(other, path)), want=want)
                elif tree.op == "in" and isinstance(other, t.Listed) and want:
                    for value in other.values[:VARIANTS]:
                        yield from self._datum(pick, records, value, want=want)
                yield from self._datum(pick, records, None, want=want)
        folded = [part for part in tree.args if isinstance(part, t.Folded)]
        for part in folded:
            if isinstance(part.source, t.Pick) and isinstance(part.source.object, t.Subject):
                yield from self._entry(part.source.field)

    def _datum(
        self, tree: t.Pick | t.Has, records: Mapping[str, RecordRef], value: object, *, want: bool
    ) -> Iterator[Act]:
        owner = tree.object
        if isinstance(owner, t.Subject):
            yield from entered(self._kind, tree.field, value, self._day, None, self._own, want=want)
        elif isinstance(owner, t.Member) and owner.name in records:
            record = records[owner.name]
            if (record.kind, tree.field) == ("licence", "succeeded"):
                yield from self._successor(record)
                return
            if (record.kind, tree.field) == ("licence", "of_own_holder"):
                yield from self._of_own(record)
                return
            if (record.kind, tree.field) == ("licence", "valid_until") and self._stored(record)["valid_until"]:
                return  # an end on file is what the paper says
            acts = list(entered(record.kind, tree.field, value, self._day, record, self._own, want=want))
            row = self._stored(record) if acts else {}
            yield from (act for act in acts if possible(act, row))

    def _fixed(self, tree: t.Tree) -> list[Any]:
        found: Any = self._looking.fixed(tree)
        return list(found)[:VARIANTS]

    def _successor(self, record: RecordRef) -> Iterator[Act]:
        row = self._stored(record)
        if row["valid_until"] and row["owner_type"] == self._kind:
            told = successor(row, self._day)
            shown = {name: told[name] for name in ("kind", "valid_from", "valid_until")}
            yield replace(added("licence", "licences", shown, self._day), facts=told, past=False)

    def _of_own(self, record: RecordRef) -> Iterator[Act]:
        """A licence of the same group is linked; one whose holder was mistyped is corrected."""
        holder, own = self._stored(record)["holder_uscc"], self._own.get("uscc")
        if self._kind == "merchant" and holder:
            linked = {"linked_usccs": [holder]}
            yield Act("set", self._kind, (("linked_usccs", (holder,)),), facts=linked, past=True)
        if holder and own:
            yield Act("set", "licence", (("holder_uscc", own),), {"holder_uscc": own}, record=record, past=True)

    def _stored(self, record: RecordRef) -> Mapping[str, Any]:
        table = tables.MAIN[TABLES[record.kind]]
        found = self._looking.connection.execute(select(table).where(table.c.id == record.id)).mappings().one()
        return {str(name): value for name, value in found.items()}

    def _value(self, tree: t.Tree, path: Path) -> Any:
        if same_for_all(tree):
            return self._looking.fixed(tree)
        return self._looking.values(path, [tree])[id(tree)]


def added(kind: str, listed: str, facts: dict[str, Any], day: date) -> Act:
    """The act that adds a record; one of a day gone by is only a record of what happened."""
    told = tuple((name, tuple(one) if isinstance(one, list) else one) for name, one in facts.items())
    happened = facts.get("completed_on")
    return Act("add", kind, told, facts=facts, listed=listed, past=isinstance(happened, date) and happened < day)


def beyond(op: str, bound: object) -> object:
    """The nearest value for which ``value op bound`` holds; None where there is none to name."""
    if bound is None or op == "!=":
        return None
    step: Any = None
    if isinstance(bound, datetime):
        step = timedelta(seconds=1)
    elif isinstance(bound, date):
        step = timedelta(days=1)
    elif isinstance(bound, bool | str):
        return bound
    elif isinstance(bound, int):
        step = 1
    elif isinstance(bound, Decimal):
        step = Decimal("0.01")
    if step is None:
        return None
    value: Any = bound
    return value + step if op == ">" else value - step if op == "<" else value


def _picks(tree: t.Tree) -> Iterator[t.Pick]:
    if isinstance(tree, t.Pick):
        yield tree
    elif not isinstance(tree, t.Quantified | t.Filtered | t.Mapped | t.Folded):
        for part in t.parts(tree):
            yield from _picks(part)


def _merged(one: dict[str, Any], other: dict[str, Any]) -> dict[str, Any] | None:
    """Both together; lists join, days become the later, anything else that differs cannot be."""
    whole = dict(one)
    for name, value in other.items():
        if name not in whole or whole[name] == value:
            whole[name] = value
        elif isinstance(value, list) and isinstance(whole[name], list):
            whole[name] = list(dict.fromkeys([*whole[name], *value]))
        elif isinstance(value, date) and isinstance(whole[name], date):
            whole[name] = min(whole[name], value) if name == "completed_on" else max(whole[name], value)
        else:
            return None
    return whole
