"""Three-valued conditions as pairs of SQL: when it is surely true, when it is surely false, and their complements.

Each of the four expressions is safe in WHERE: NULL counts as not. ``unknown`` is neither true nor false.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, and_, case, false, literal, null, or_, true
from sqlalchemy import types as sqltypes
from sqlalchemy.sql.elements import Grouping, UnaryExpression

from auditor.rulebook.sql.dialect import AmongRows

Sql = ColumnElement[Any]
ONE = literal(1, sqltypes.BigInteger(), literal_execute=False)


def kept(make: Callable[[Any], Sql]) -> Callable[[Any], Sql]:
    """Made once per condition: rules ask for it many times, and what is one object is written out once."""
    name = "_" + make.__name__

    def once(self: Any) -> Any:
        known = self.__dict__
        return known[name] if name in known else known.setdefault(name, make(self))

    return once


class Truth(ABC):
    """A condition that can be true, false or unknown."""

    @property
    @abstractmethod
    def total(self) -> bool:
        """Whether it can never be unknown."""

    @abstractmethod
    def true(self) -> Sql:
        """Holds exactly when the condition is true."""

    @abstractmethod
    def false(self) -> Sql:
        """Holds exactly when the condition is false."""

    @abstractmethod
    def not_true(self) -> Sql:
        """Holds exactly when the condition is false or unknown."""

    @abstractmethod
    def not_false(self) -> Sql:
        """Holds exactly when the condition is true or unknown."""


@dataclass(frozen=True, eq=False)
class Always(Truth):
    """A constant; None is always unknown."""

    value: bool | None

    @property
    def total(self) -> bool:
        return self.value is not None

    def true(self) -> Sql:
        return true() if self.value is True else false()

    def false(self) -> Sql:
        return true() if self.value is False else false()

    def not_true(self) -> Sql:
        return false() if self.value is True else true()

    def not_false(self) -> Sql:
        return false() if self.value is False else true()


@dataclass(frozen=True, eq=False)
class Test(Truth):
    """A comparison: ``yes`` and its opposite ``no``, both NULL when an operand is missing (unless ``sure``)."""

    __test__ = False  # pytest would take the name for a test class
    yes: Sql
    no: Sql
    sure: bool

    @property
    def total(self) -> bool:
        return self.sure

    @kept
    def true(self) -> Sql:
        return self.yes

    @kept
    def false(self) -> Sql:
        return self.no

    @kept
    def not_true(self) -> Sql:
        return self.no if self.sure else _whole(self.yes).is_not(true())

    @kept
    def not_false(self) -> Sql:
        return self.yes if self.sure else _whole(self.no).is_not(true())


def _whole(condition: Sql) -> Sql:
    """The condition in brackets where it is a NOT, which a server would otherwise read as NOT (… IS NOT true)."""
    return Grouping(condition) if isinstance(condition, UnaryExpression) else condition


@dataclass(frozen=True, eq=False)
class Among(Truth):
    """One or more expressions that equal one of some rows of constants; total, mergeable."""

    parts: tuple[Sql, ...]
    rows: tuple[tuple[Sql, ...], ...]
    sure: bool

    @property
    def total(self) -> bool:
        return self.sure

    @kept
    def true(self) -> Sql:
        if len(self.parts) > 1:
            return AmongRows(self.parts, self.rows)
        (part,) = self.parts
        if len(self.rows) == 1:
            return part == self.rows[0][0]
        return part.in_([row[0] for row in self.rows])

    @kept
    def false(self) -> Sql:
        if len(self.parts) > 1:
            return AmongRows(self.parts, self.rows, negated=True)
        (part,) = self.parts
        if len(self.rows) == 1:
            return part != self.rows[0][0]
        return part.not_in([row[0] for row in self.rows])

    @kept
    def not_true(self) -> Sql:
        return self.false() if self.sure else self.true().is_not(true())

    @kept
    def not_false(self) -> Sql:
        return self.true() if self.sure else self.false().is_not(true())


@dataclass(frozen=True, eq=False)
class All(Truth):
    """Kleene's and."""

    items: tuple[Truth, ...]

    @property
    def total(self) -> bool:
        return all(item.total for item in self.items)

    @kept
    def true(self) -> Sql:
        return and_(*(item.true() for item in self.items))

    @kept
    def false(self) -> Sql:
        return or_(*(item.false() for item in self.items))

    @kept
    def not_true(self) -> Sql:
        return or_(*(item.not_true() for item in self.items))

    @kept
    def not_false(self) -> Sql:
        return and_(*(item.not_false() for item in self.items))


@dataclass(frozen=True, eq=False)
class AnyOf(Truth):
    """Kleene's or."""

    items: tuple[Truth, ...]

    @property
    def total(self) -> bool:
        return all(item.total for item in self.items)

    @kept
    def true(self) -> Sql:
        return or_(*(item.true() for item in self.items))

    @kept
    def false(self) -> Sql:
        return and_(*(item.false() for item in self.items))

    @kept
    def not_true(self) -> Sql:
        return and_(*(item.not_true() for item in self.items))

    @kept
    def not_false(self) -> Sql:
        return or_(*(item.not_false() for item in self.items))


@dataclass(frozen=True, eq=False)
class Opposite(Truth):
    """Kleene's not."""

    item: Truth

    @property
    def total(self) -> bool:
        return self.item.total

    @kept
    def true(self) -> Sql:
        return self.item.false()

    @kept
    def false(self) -> Sql:
        return self.item.true()

    @kept
    def not_true(self) -> Sql:
        return self.item.not_false()

    @kept
    def not_false(self) -> Sql:
        return self.item.not_true()


@dataclass(frozen=True, eq=False)
class Branch(Truth):
    """``condition ? yes : no``; unknown when the condition is."""

    condition: Truth
    yes: Truth
    no: Truth

    @property
    def total(self) -> bool:
        return self.condition.total and self.yes.total and self.no.total

    @kept
    def true(self) -> Sql:
        return self._either(self.yes.true(), self.no.true())

    @kept
    def false(self) -> Sql:
        return self._either(self.yes.false(), self.no.false())

    @kept
    def not_true(self) -> Sql:
        known = self._either(self.yes.not_true(), self.no.not_true())
        return known if self.condition.total else or_(unknown(self.condition), known)

    @kept
    def not_false(self) -> Sql:
        known = self._either(self.yes.not_false(), self.no.not_false())
        return known if self.condition.total else or_(unknown(self.condition), known)

    def _either(self, yes: Sql, no: Sql) -> Sql:
        return or_(and_(self.condition.true(), yes), and_(self.condition.false(), no))


@dataclass(frozen=True, eq=False)
class Within(Truth):
    """Some (or every) row of a list: ``exists_where`` turns a row condition into EXISTS over the list's rows."""

    exists_where: Callable[[Sql], Sql]
    body: Truth
    known: Truth
    every: bool = False

    @property
    def total(self) -> bool:
        return self.body.total and _sure(self.known)

    @kept
    def true(self) -> Sql:
        found = ~self.exists_where(self.body.not_true()) if self.every else self.exists_where(self.body.true())
        return self._if_known(found)

    @kept
    def false(self) -> Sql:
        found = self.exists_where(self.body.false()) if self.every else ~self.exists_where(self.body.not_false())
        return self._if_known(found)

    @kept
    def not_true(self) -> Sql:
        found = self.exists_where(self.body.not_true()) if self.every else ~self.exists_where(self.body.true())
        return self._or_not_known(found)

    @kept
    def not_false(self) -> Sql:
        found = ~self.exists_where(self.body.false()) if self.every else self.exists_where(self.body.not_false())
        return self._or_not_known(found)

    def _if_known(self, found: Sql) -> Sql:
        return found if _sure(self.known) else and_(self.known.true(), found)

    def _or_not_known(self, found: Sql) -> Sql:
        return found if _sure(self.known) else or_(self.known.not_true(), found)


def _sure(truth: Truth) -> bool:
    return isinstance(truth, Always) and truth.value is True


def unknown(truth: Truth) -> Sql:
    """Holds exactly when the condition is unknown."""
    return false() if truth.total else and_(truth.not_true(), truth.not_false())


def both(items: Iterable[Truth]) -> Truth:
    """Kleene's and, simplified: constants folded, nested ones flattened."""
    flat: list[Truth] = []
    for item in items:
        if isinstance(item, All):
            flat.extend(item.items)
        elif isinstance(item, Always) and item.value is True:
            continue
        elif isinstance(item, Always) and item.value is False:
            return Always(False)
        else:
            flat.append(item)
    if not flat:
        return Always(True)
    return flat[0] if len(flat) == 1 else All(tuple(flat))


def either(items: Iterable[Truth]) -> Truth:
    """Kleene's or, simplified: constants folded, equalities of the same expressions merged into one list."""
    flat: list[Truth] = []
    for item in items:
        if isinstance(item, AnyOf):
            flat.extend(item.items)
        elif isinstance(item, Always) and item.value is False:
            continue
        elif isinstance(item, Always) and item.value is True:
            return Always(True)
        else:
            flat.append(item)
    flat = _merged(flat)
    if not flat:
        return Always(False)
    return flat[0] if len(flat) == 1 else AnyOf(tuple(flat))


def opposite(item: Truth) -> Truth:
    """Kleene's not, simplified."""
    if isinstance(item, Always):
        return Always(None if item.value is None else not item.value)
    return item.item if isinstance(item, Opposite) else Opposite(item)


def _merged(items: list[Truth]) -> list[Truth]:
    found: list[Truth] = []
    places: dict[tuple[int, ...], int] = {}
    for item in items:
        listed = _listed(item)
        if listed is None:
            found.append(item)
            continue
        key = tuple(id(part) for part in listed.parts)
        if key in places:
            before = found[places[key]]
            assert isinstance(before, Among)
            found[places[key]] = Among(before.parts, (*before.rows, *listed.rows), before.sure)
        else:
            places[key] = len(found)
            found.append(listed)
    return found


def _listed(item: Truth) -> Among | None:
    """The item as one row of equalities, where nothing in it can be missing."""
    if isinstance(item, Among):
        # A NULL in a list of several columns is judged differently by the databases; one column is safe.
        return item if item.sure or len(item.parts) == 1 else None
    if isinstance(item, All) and all(isinstance(one, Among) and len(one.rows) == 1 and one.sure for one in item.items):
        amongs = [one for one in item.items if isinstance(one, Among)]
        return Among(
            tuple(part for one in amongs for part in one.parts),
            (tuple(cell for one in amongs for cell in one.rows[0]),),
            True,
        )
    return None


def as_number(truth: Truth) -> Sql:
    """1, 0 or NULL."""
    if truth.total:
        return case((truth.true(), ONE), else_=literal(0, sqltypes.BigInteger()))
    return case((truth.true(), ONE), (truth.false(), literal(0, sqltypes.BigInteger())), else_=null())
