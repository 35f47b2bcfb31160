"""Values that are the same for every subject: computed in Python from the day, the parameters and literals."""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from datetime import date, datetime, time, timedelta
from typing import Any

from auditor.model.workdays import Calendar, shipped
from auditor.rulebook.language import tree as t
from auditor.rulebook.language.types import Simple
from auditor.rulebook.sql.dates import moved_months
from auditor.rulebook.sql.values import Given

_COMPARE: dict[str, Callable[[Any, Any], bool]] = {
    "==": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
END_OF_TIME = datetime(9999, 12, 31, 23, 59, 59)


def may_be_missing(tree: t.Tree) -> bool:
    """Whether a fixed value can be unknown: an unpublished working calendar, a key that is not in a map."""
    if isinstance(tree, t.Looked) or (isinstance(tree, t.Function) and tree.name == "workdays"):
        return True
    return any(may_be_missing(part) for part in t.parts(tree))


def told(tree: t.Tree) -> tuple[object, ...]:
    """Equal for fixed trees that say the same, wherever they stand."""
    own = (getattr(tree, name) for name in ("type", "name", "op", "value", "values", "items") if hasattr(tree, name))
    return (type(tree), *own, *(told(part) for part in t.parts(tree)))


def of_rule(tree: t.Tree) -> bool:
    """Whether a fixed tree asks for a parameter, which is its rule's own."""
    return isinstance(tree, t.Parameter) or any(of_rule(part) for part in t.parts(tree))


class Calculator:
    """Evaluates fixed trees; None is unknown, and propagates as CEL's errors do."""

    def __init__(self, given: Given, data: Mapping[str, tuple[object, ...]]) -> None:
        self._given = given
        self._data = data

    def of(self, tree: t.Tree) -> Any:
        """The value: bool, int, Decimal, str, date, datetime; lengths of time as whole numbers of their unit."""
        if isinstance(tree, t.Literal):
            return tree.value
        if isinstance(tree, t.Day):
            return self._day(tree.name)
        if isinstance(tree, t.Parameter):
            return self._given.params[tree.name]
        if isinstance(tree, t.Function):
            return self._function(tree)
        if isinstance(tree, t.Looked):
            return dict(tree.items).get(self.of(tree.key))
        if isinstance(tree, t.Listed):
            return tree.values
        if isinstance(tree, t.DataList):
            return self._data[tree.name]
        if isinstance(tree, t.Operation):
            return self._operation(tree)
        raise TypeError(type(tree))

    def _day(self, name: str) -> date | datetime:
        day = self._given.moment.as_of
        if name == "as_of":
            return day
        return END_OF_TIME if day == date.max else datetime.combine(day + timedelta(days=1), time())

    def _operation(self, tree: t.Operation) -> Any:
        if tree.op in ("&&", "||"):
            return self._logic(tree)
        args = [self.of(arg) for arg in tree.args[:1]]
        if tree.op == "?:":
            return None if args[0] is None else self.of(tree.args[1 if args[0] else 2])
        args += [self.of(arg) for arg in tree.args[1:]]
        if None in args:
            return None
        if tree.op == "!":
            return not args[0]
        if tree.op == "neg":
            return _whole(tree, -args[0])
        if tree.op == "in":
            return args[0] in args[1]
        if tree.op in _COMPARE:
            left, right = self._one_unit(tree, args)
            return _COMPARE[tree.op](left, right)
        return arithmetic(tree, args[0], args[1], self._given.calendar)

    def _one_unit(self, tree: t.Operation, args: list[Any]) -> tuple[Any, Any]:
        kinds = {arg.type for arg in tree.args}
        if kinds != {Simple.DAYS, Simple.HOURS}:
            return args[0], args[1]
        left, right = (
            value * 86_400 if arg.type is Simple.DAYS else value for arg, value in zip(tree.args, args, strict=True)
        )
        return left, right

    def _logic(self, tree: t.Operation) -> bool | None:
        values = [self.of(arg) for arg in tree.args]
        decisive = tree.op == "||"
        if decisive in values:
            return decisive
        return None if None in values else not decisive

    def _function(self, tree: t.Function) -> Any:
        args = [self.of(arg) for arg in tree.args]
        if None in args:
            return None
        return FUNCTIONS[tree.name](*args)


def arithmetic(tree: t.Operation, left: Any, right: Any, calendar: Calendar | None) -> Any:
    """+, - and * between two values of the types the checker let through."""
    kinds = (tree.args[0].type, tree.args[1].type)
    if kinds[0] in _LENGTHS and kinds[1] in (Simple.DATE, Simple.TIME):
        turned = t.Operation(tree.at, tree.type, tree.op, (tree.args[1], tree.args[0]))
        return arithmetic(turned, right, left, calendar)
    if kinds[0] in (Simple.DATE, Simple.TIME) and kinds[1] in _LENGTHS:
        return moved(left, kinds[1], right if tree.op == "+" else -right, calendar)
    if kinds == (Simple.DATE, Simple.DATE):
        return (left - right).days
    if kinds == (Simple.TIME, Simple.TIME):
        return int((left - right).total_seconds())
    return _whole(tree, {"+": operator.add, "-": operator.sub, "*": operator.mul}[tree.op](left, right))


def _whole(tree: t.Operation, found: Any) -> Any:
    if tree.type is Simple.INT and not -(2**63) <= found < 2**63:
        raise OverflowError(f"{tree.op} leaves the range of whole numbers")
    return found


_LENGTHS = (Simple.DAYS, Simple.HOURS, Simple.MONTHS, Simple.WORKDAYS)


def moved(value: Any, unit: Any, amount: int, calendar: Calendar | None) -> Any:
    """A day or time moved by a length; kept inside the calendar; None where a working calendar is missing."""
    if unit is Simple.WORKDAYS:
        return (calendar or shipped()).moved(value, amount)
    edge = type(value).max if amount > 0 else type(value).min
    if unit is Simple.MONTHS:
        return moved_months(value, amount) or edge
    try:
        return value + (timedelta(days=amount) if unit is Simple.DAYS else timedelta(seconds=amount))
    except OverflowError:
        return edge


def _searched(text: str, pattern: str) -> bool:
    from auditor.rulebook.register import compiled

    return bool(compiled(pattern).search(text))


FUNCTIONS: dict[str, Callable[..., Any]] = {
    "days": lambda n: n,
    "hours": lambda n: n * 3_600,
    "months": lambda n: n,
    "years": lambda n: n * 12,
    "workdays": lambda n: n,
    "year": lambda day: day.year,
    "day": lambda moment: moment.date(),
    "size": len,
    "contains": lambda text, part: part in text,
    "startsWith": lambda text, part: text.startswith(part),
    "endsWith": lambda text, part: text.endswith(part),
    "matches": _searched,
}
