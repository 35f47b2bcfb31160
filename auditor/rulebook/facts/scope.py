"""What compiling needs everywhere: tables as recorded at an instant, bound values that follow the day, data."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import CompoundSelect, FromClause, Select, Table, select, union_all

from auditor.model import tables
from auditor.rulebook.data import DataSet
from auditor.rulebook.language.types import Simple
from auditor.rulebook.sql.reading import read_as, read_of
from auditor.rulebook.sql.values import HUNDREDTHS, WHOLE, Given, Recipe, Sql, Value, bound, stored
from auditor.rulebook.supposed import Supposing

DAY_SECONDS = 86_400


@dataclass(frozen=True, slots=True)
class Bound:
    """How one bound parameter gets its value at execution, and for which rule."""

    recipe: Recipe
    type: Simple
    scale: int
    rule: str
    plain: bool = False
    """Whether it is the same whatever the moment: a statement may write it out instead of binding it."""


@dataclass
class Shared:
    """Bound parameters of one statement, shared by the rules in it."""

    known: bool = False
    overrides: frozenset[tuple[str, str]] = frozenset()
    supposing: Supposing | None = None
    everybody: bool = False
    """Whether it is asked about everybody."""
    touched: set[str] = field(default_factory=set)
    """Rules that read something of which other rows are supposed."""
    binds: dict[str, Bound] = field(default_factory=dict)
    same: dict[object, Any] = field(default_factory=dict)
    """What was bound already, by what it says: the same value is bound once, however many rules need it."""
    counter: int = 0

    @property
    def at_once(self) -> bool:
        """Whether it pays to find out beforehand, in one pass over today's rows, whom something can concern."""
        return self.everybody and not self.known and self.supposing is None


class Scope:
    """The context in which one rule is compiled into a statement."""

    def __init__(self, shared: Shared, data: Mapping[str, DataSet], rule: str = "") -> None:
        self.shared = shared
        self.data = data
        self.rule = rule

    @property
    def rule_id(self) -> str:
        """The rule's id, whichever version of it this is."""
        return self.rule.partition("~")[0]

    @property
    def overrides(self) -> frozenset[tuple[str, str]]:
        """(object, field) pairs whose derived value examples may state outright."""
        return self.shared.overrides

    def bind(
        self, recipe: Recipe, kind: Simple, scale: int = HUNDREDTHS, *, name: str = "", plain: bool = False,
        alike: object = None,
    ) -> Sql:  # fmt: skip
        """A bound parameter computed at execution; equal names share one value, and so do equal ``alike``.

        ``plain``: it is always the same.
        """
        key = name or alike
        known = self.shared.same.get(key) if key else None
        if known is None:
            if not name:
                self.shared.counter += 1
                name = f"b{self.shared.counter}"
            self.shared.binds[name] = Bound(recipe, kind, scale, self.rule, plain)
            known = self.shared.same[key or name] = bound(name, kind)
        found: Sql = known
        return found

    def constant(self, value: object, kind: Simple, scale: int = HUNDREDTHS) -> Value:
        """A literal's value, bound."""
        key = ("constant", type(value), value, kind, scale)
        if key not in self.shared.same:
            held = stored(value, kind, scale)

            def recipe(_given: Given) -> object:
                return value

            sql = self.bind(recipe, kind, scale, plain=True)
            self.shared.same[key] = Value(sql, kind, held is None, constant=value, recipe=recipe, scale=scale)
        found: Value = self.shared.same[key]
        return found

    def text(self, value: str) -> Sql:
        """A text of ours (an enumeration's code), bound."""
        return self.bind(lambda _given: value, Simple.STRING, name=_word(value), plain=True)

    def number(self, value: int) -> Sql:
        """A whole number of ours, bound."""
        name = f"n{value}" if value >= 0 else f"m{-value}"
        return self.bind(lambda _given: value, Simple.INT, name=name, plain=True)

    @property
    def as_of(self) -> Sql:
        """The day judged, as a day number."""
        return self.bind(lambda given: given.day, Simple.INT, name="as_of")

    @property
    def as_of_end(self) -> Sql:
        """24:00 of the day judged, in seconds."""
        return self.bind(lambda given: (given.day + 1) * DAY_SECONDS, Simple.INT, name="as_of_end")

    def day(self, offset: int) -> Sql:
        """The day so many days from the day judged."""
        sign = "p" if offset >= 0 else "m"
        return self.bind(lambda given: given.day + offset, Simple.INT, name=f"as_of_{sign}{abs(offset)}")

    def table(self, table: Table, **tie: Sql | Callable[[], Select[Any]]) -> FromClause:
        """A fresh alias of a table's rows as recorded at the moment asked for.

        ``tie`` says which rows can matter (column = key, or column in a select): the caller asks for it anyway, but
        former versions are only quick to find when it is asked of both halves of the union that they make necessary.
        """
        self.shared.counter += 1
        name = f"{_short(table.name)}{self.shared.counter}"
        if self.shared.supposing is not None:
            from auditor.rulebook.facts.standing_in import read

            supposed = read(self, table, name, tie)
            if supposed is not None:
                return supposed
        if not self.shared.known or table.name not in tables.HISTORY:
            return read_as(table, name)
        known = self.bind(lambda given: given.moment.known_change, Simple.INT, name="known")
        # The conditions as_known() states; but what of a row is read decides which columns are asked for.
        history = tables.HISTORY[table.name]
        now = (table.c.change_id <= known, *_tied(table, tie))
        past = (history.c.change_id <= known, history.c.gone_by > known, *_tied(history, tie))

        def halves(names: Sequence[str]) -> CompoundSelect[Any]:
            return union_all(
                select(*(table.c[one] for one in names)).where(*now).correlate_except(table),
                select(*(history.c[one] for one in names)).where(*past).correlate_except(history),
            )

        return read_of(table, name, halves)


def _tied(source: Table, tie: Mapping[str, Sql | Callable[[], Select[Any]]]) -> list[Sql]:
    return [source.c[column].in_(key()) if callable(key) else source.c[column] == key for column, key in tie.items()]


def _short(name: str) -> str:
    return "".join(part[0] for part in name.split("_")) + "_"


def _word(value: str) -> str:
    """A stable parameter name for a code, so that a statement binds each code once per meaning."""
    safe = "".join(character if character.isascii() and character.isalnum() else "_" for character in value)
    return f"w_{safe}" if safe == value else f"w_{safe}_{value.encode().hex()}"


ANY: Any = WHOLE
