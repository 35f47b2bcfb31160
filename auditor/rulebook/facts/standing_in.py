"""Supposed rows in SQL: a table as a statement reads it while others stand in for some of its rows."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from sqlalchemy import (
    CompoundSelect,
    FromClause,
    LargeBinary,
    Select,
    Table,
    Text,
    and_,
    case,
    func,
    null,
    or_,
    select,
    union_all,
)
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.expression import ColumnElement
from sqlalchemy.sql.functions import FunctionElement

from auditor.model import tables
from auditor.rulebook.language.types import Simple
from auditor.rulebook.sql.dialect import ListedIds
from auditor.rulebook.sql.reading import read_of
from auditor.rulebook.sql.values import OfSupposed, Sql
from auditor.rulebook.supposed import SANCTIONS, Place, Supposed, place_of

if TYPE_CHECKING:
    from auditor.rulebook.facts.rows import Row
    from auditor.rulebook.facts.scope import Scope

_KEYS = ("id", "owner_id", "subject_id")

MAY_LACK = {("broadcast", "room_id")}
"""What a supposed row may leave empty though every stored one has it."""


class JsonRows(FunctionElement[Any]):
    """The elements of a JSON array, a row each."""

    inherit_cache = True
    name = "json_each"


@compiles(JsonRows)
def _json_rows(element: JsonRows, compiler: Any, **kw: Any) -> str:
    (given,) = (compiler.process(part, **kw) for part in element.clauses)
    return f"json_each({given})"


@compiles(JsonRows, "postgresql")
def _json_rows_postgresql(element: JsonRows, compiler: Any, **kw: Any) -> str:
    (given,) = (compiler.process(part, **kw) for part in element.clauses)
    return f"json_array_elements({given}::json)"


class Cell(ColumnElement[Any]):
    """One element of a row that is a JSON array."""

    inherit_cache = False

    def __init__(self, row: Any, number: int, kind: Any) -> None:
        self.row = row
        self.number = number
        self.type = kind

    @property
    def _from_objects(self) -> list[Any]:
        return list(self.row._from_objects)  # noqa: SLF001 - how SQLAlchemy asks for tables

    def get_children(self, **_: Any) -> tuple[Any, ...]:
        """The row it is of."""
        return (self.row,)


@compiles(Cell)
def _cell(element: Cell, compiler: Any, **kw: Any) -> str:
    return f"json_extract({compiler.process(element.row, **kw)}, '$[{element.number}]')"


@compiles(Cell, "postgresql")
def _cell_postgresql(element: Cell, compiler: Any, **kw: Any) -> str:
    text = f"({compiler.process(element.row, **kw)} ->> {element.number})"
    return text if isinstance(element.type, Text) else f"{text}::bigint"


def read(scope: Scope, table: Table, name: str, tie: dict[str, Sql | Callable[[], Select[Any]]]) -> FromClause | None:
    """The table with what is supposed of it; None where nothing is."""
    place = place_of(scope.shared.supposing or frozenset(), table.name, scope.rule_id)
    if place is None:
        return None
    scope.shared.touched.add(scope.rule)
    own = next(column for column in _KEYS if column in table.c)
    tag = "_".join(part for part in place if part).replace("-", "")
    hidden = f"hidden_{tag}"
    scope.bind(_hidden(place), Simple.STRING, name=hidden)
    rows = scope.bind(_rows(place), Simple.STRING, name=f"rows_{tag}")
    given = JsonRows(rows).table_valued("value", name=f"{name}_given")
    places = {column.name: number for number, column in enumerate(table.columns)}

    def cell(column: str) -> Any:
        kind = table.c[column].type
        return null() if isinstance(kind, LargeBinary) else Cell(given.c.value, places[column], kind)

    stored = [~ListedIds(table.c[own], hidden), *(_tied(table.c[tied], key) for tied, key in tie.items())]
    supposed = [_tied(cell(tied), key) for tied, key in tie.items()]

    def halves(names: Sequence[str]) -> CompoundSelect[Any]:
        return union_all(
            select(*(table.c[one] for one in names)).where(*stored).correlate_except(table),
            select(*(cell(one).label(one) for one in names))
            .select_from(given)
            .where(*supposed)
            .correlate_except(given),
        )

    return read_of(table, name, halves)


def _tied(column: Any, key: Sql | Callable[[], Select[Any]]) -> Any:
    return column.in_(key()) if callable(key) else column == key


def _hidden(place: Place) -> OfSupposed:
    return OfSupposed(lambda supposed: supposed.instead[place].hidden)


def _rows(place: Place) -> OfSupposed:
    return OfSupposed(lambda supposed: supposed.instead[place].rows)


def column(row: Row, name: str, stored: Sql) -> Sql:
    """A column as it is supposed: a sanction is only seen where its platform is the one asked about."""
    scope = row.scope
    if (row.kind, name) != ("case", "sanction") or SANCTIONS not in (scope.shared.supposing or ()):
        return stored
    scope.shared.touched.add(scope.rule)
    platform = scope.bind(_platform(0), Simple.STRING, name="sanctions_platform")
    text = scope.bind(_platform(1), Simple.STRING, name="sanctions_text")
    own, own_text = row.col("platform"), row.col("platform_text")
    empty = scope.text("")
    counts = or_(
        platform.is_(null()),
        own.is_(null()),
        row.col("source") == scope.text("regulator"),
        and_(own == platform, func.coalesce(own_text, empty) == func.coalesce(text, empty)),
    )
    return case((counts, stored), else_=null())


def _platform(which: int) -> OfSupposed:
    def value(supposed: Supposed) -> object:
        return None if supposed.sanctions is None else supposed.sanctions[which]

    return OfSupposed(value)


def licence_filter(row: Row, table: FromClause) -> list[Sql]:
    """The condition that keeps the licences a rule is supposed to look at; none where it looks at all."""
    scope = row.scope
    place = ("licence.kind", scope.rule_id)
    if place not in (scope.shared.supposing or ()):
        return []
    scope.shared.touched.add(scope.rule)
    name = f"kinds_{scope.rule_id}".replace("-", "")
    listed = scope.bind(OfSupposed(lambda supposed: supposed.kinds[scope.rule_id]), Simple.STRING, name=name)
    one = JsonRows(listed).table_valued("value", name=f"{name}_{scope.shared.counter}")
    return [table.c.kind.in_(select(one.c.value).correlate_except(one))]


def lacks(row: Row, name: str) -> bool:
    """Whether a supposed row may leave a column empty that every stored row has."""
    supposing = row.scope.shared.supposing
    return supposing is not None and (row.kind, name) in MAY_LACK and place_of(supposing, row.kind, "") is not None


def main_supposed(supposing: frozenset[Place], subject_type: str) -> bool:
    """Whether the subject's own row is supposed, so that every rule sees it."""
    table = "workspace" if subject_type == "workspace" else tables.MAIN[subject_type].name
    return (table, "") in supposing
