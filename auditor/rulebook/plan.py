"""Statements: one per rule for many subjects, one fused for a single subject, from the same typed tree."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Dialect, Select, case, literal_column, or_, select

from auditor.model import tables
from auditor.rulebook.book import Book
from auditor.rulebook.checked import CheckedRule
from auditor.rulebook.facts.rows import Row, row_of
from auditor.rulebook.facts.schema import TABLES
from auditor.rulebook.facts.scope import Bound, Scope, Shared
from auditor.rulebook.facts.selection import selected
from auditor.rulebook.language.rewriting import rewritten
from auditor.rulebook.language.types import Simple
from auditor.rulebook.sql.compiler import Compiler
from auditor.rulebook.sql.dialect import ListedIds
from auditor.rulebook.sql.truth import Truth
from auditor.rulebook.sql.turns import in_turn, subqueries
from auditor.rulebook.sql.values import Given, Moment, OfSupposed, Sql, stored
from auditor.rulebook.supposed import Supposing

PASSED, NOT_APPLICABLE, UNKNOWN, BROKEN, FAILED = 0, 1, 2, 3, 10
"""Result codes of statements; FAILED + 1 + n is a failure at level n; BROKEN stands for a rule beyond computing."""

FEW = 12
"""With more subqueries than this in a code, those with an open answer are found before any code is worked out."""

_MOMENTS = 2
"""Of so many moments a statement keeps its bound values: a night goes to and fro between two days."""

ONE_ID = "subject_id"
SOME_IDS = "subject_ids"


@dataclass(frozen=True, slots=True)
class Conditions:
    """A rule's conditions compiled over one row."""

    applies: Truth
    require: Truth
    levels: tuple[Truth, ...]


@dataclass
class Statement:
    """SQL text that stays the same from day to day, and how its bound values are computed."""

    text: str
    names: frozenset[str]
    defaults: dict[str, Any]
    binds: dict[str, Bound]
    _days: dict[object, dict[str, Any]] = field(default_factory=dict, repr=False)
    """By (as_of, known_change) what is the same whatever is supposed: one day's combinations are judged in turn."""
    _last: tuple[object, dict[str, Any]] | None = field(default=None, repr=False)

    def computed_with(self, moment: Moment, params: Mapping[str, object], **given: object) -> dict[str, Any]:
        """The bound values of a statement outside a book: one set of parameters for everything in it."""
        one = Given(moment, params)
        values = self.defaults | {
            name: stored(bound.recipe(one), bound.type, bound.scale) for name, bound in self.binds.items()
        }
        return {name: (values | given)[name] for name in self.names}

    def values(self, book: Book, moment: Moment, **given: object) -> dict[str, Any]:
        """The bound values for a moment, by name."""
        # Parameters belong to the book that the statement is kept with, so the moment alone decides.
        if moment.supposed is None:
            return self._of_day(book, moment) | given
        if self._last is None or self._last[0] != moment:
            self._last = (moment, self._of_day(book, moment) | self._valued(book, moment, supposed=True))
        return self._last[1] | given

    def _of_day(self, book: Book, moment: Moment) -> dict[str, Any]:
        day = (moment.as_of, moment.known_change)
        found = self._days.get(day)
        if found is None:
            if len(self._days) >= _MOMENTS:
                self._days.clear()
            found = self._days[day] = self.defaults | self._valued(book, moment, supposed=False)
        return found

    def _valued(self, book: Book, moment: Moment, *, supposed: bool) -> dict[str, Any]:
        givens: dict[str, Given] = {}
        found: dict[str, Any] = {}
        for name, bound in self.binds.items():
            if isinstance(bound.recipe, OfSupposed) is not supposed:
                continue
            if bound.rule not in givens:
                params = book.params(book.rule(bound.rule).rule, moment.as_of) if bound.rule else {}
                givens[bound.rule] = Given(moment, params, book.calendar)
            found[name] = stored(bound.recipe(givens[bound.rule]), bound.type, bound.scale)
        return found


def finished(query: Select[Any], shared: Shared, dialect: Dialect) -> Statement:
    """A query as text for a driver."""
    compiled = query.compile(dialect=_written(dialect, shared))
    params = compiled.params
    defaults = {name: value for name, value in params.items() if name not in shared.binds}
    binds = {name: bound for name, bound in shared.binds.items() if name in params}
    return Statement(str(compiled), frozenset(params), defaults, binds)


def _written(dialect: Dialect, shared: Shared) -> Dialect:
    if not dialect.positional:
        return dialect
    from auditor.rulebook.sql.written import Written

    return Written(shared.binds)


class Maker:
    """Makes the statements of one subject type; ``overrides`` are for examples alone."""

    def __init__(
        self, book: Book, subject_type: str, *, known: bool, overrides: frozenset[tuple[str, str]] = frozenset(),
        supposing: Supposing | None = None, everybody: bool = False,
    ) -> None:  # fmt: skip
        self._book = book
        self._type = subject_type
        self._made: dict[str, Conditions] = {}
        self.shared = Shared(known=known, overrides=overrides, supposing=supposing, everybody=everybody)
        base = Scope(self.shared, book.data)
        self.table = (
            base.table(tables.MAIN[TABLES[subject_type]]) if subject_type in TABLES else base.table(tables.workspace)
        )
        self.row: Row = row_of(base, subject_type, self.table)

    def scope(self, checked: CheckedRule) -> Scope:
        """The context of one rule within this statement."""
        return Scope(self.shared, self._book.data, checked.rule.key)

    def row_for(self, checked: CheckedRule) -> Row:
        """The subject's row in the context of one rule."""
        return row_of(self.scope(checked), self._type, self.table)

    def conditions(self, checked: CheckedRule) -> Conditions:
        """A rule's conditions over this statement's subject row."""
        if checked.rule.key not in self._made:
            self._made[checked.rule.key] = self._conditions(checked)
        return self._made[checked.rule.key]

    def _conditions(self, checked: CheckedRule) -> Conditions:
        row = self.row_for(checked)
        compiler = Compiler(row.scope, row)
        typed = checked.typed[self._type]
        return Conditions(
            compiler.truth(rewritten(typed.applies)),
            compiler.truth(rewritten(typed.require)),
            tuple(compiler.truth(rewritten(level)) for level in typed.levels),
        )

    def selected(self) -> Sql:
        """Step 0: who is judged on the day."""
        return selected(self.row)

    def some(self) -> Sql:
        """The restriction to a set of ids."""
        base = Scope(self.shared, self._book.data)
        base.bind(lambda _given: None, Simple.INT, name=SOME_IDS)
        return ListedIds(self.table.c.id, SOME_IDS)


def answer(conditions: Conditions) -> Sql:
    """The result code of a rule for a row, in the order of judgement."""
    whens: list[tuple[Sql, Any]] = [(conditions.applies.false(), _code(NOT_APPLICABLE))]
    if not conditions.applies.total:
        whens.append((conditions.applies.not_true(), _code(UNKNOWN)))
    whens.append((conditions.require.true(), _code(PASSED)))
    if not conditions.require.total:
        whens.append((conditions.require.not_false(), _code(UNKNOWN)))
    return case(*whens, else_=failure(conditions))


def failure(conditions: Conditions) -> Sql:
    """The code of a failure: the first level that surely holds."""
    whens = [(level.true(), _code(FAILED + 1 + index)) for index, level in enumerate(conditions.levels)]
    return case(*whens, else_=_code(FAILED)) if whens else _code(FAILED)


def _code(number: int) -> Sql:
    return literal_column(str(number))


def open_answers(maker: Maker, checked: CheckedRule) -> Select[Any]:
    """(id, code) of the selected subjects whose answer is fail or unknown."""
    conditions = maker.conditions(checked)
    failing = conditions.require.not_true()
    if not conditions.applies.total:
        # Not false stands before it, so not true means that nobody knows.
        failing = or_(conditions.applies.not_true(), failing)
    whens: list[tuple[Sql, Any]] = []
    if not conditions.applies.total:
        whens.append((conditions.applies.not_true(), _code(UNKNOWN)))
    if not conditions.require.total:
        whens.append((conditions.require.not_false(), _code(UNKNOWN)))
    code = case(*whens, else_=failure(conditions)) if whens else failure(conditions)
    where = in_turn(maker.selected(), conditions.applies.not_false(), failing)
    if not maker.shared.everybody or subqueries(code) <= FEW:
        return select(maker.table.c.id, code).where(*where)
    return _found_first(maker, code, where)


def _found_first(maker: Maker, code: Sql, where: list[Sql]) -> Select[Any]:
    """(id, code) of whom the conditions find; all of them before the first code.

    SQLite opens a table again for each subquery that it enters, and goes through all that are open to do so: what only
    the few need had better not be open while everybody is gone through.
    """
    found = select(maker.table.c.id).where(*where).cte("found").prefix_with("MATERIALIZED")
    return select(maker.table.c.id, code).where(maker.table.c.id == found.c.id)


def all_answers(maker: Maker, checked: CheckedRule) -> Select[Any]:
    """(id, code) of every selected subject."""
    return select(maker.table.c.id, answer(maker.conditions(checked))).where(maker.selected())


def not_applicable(maker: Maker, checked: CheckedRule) -> Select[Any]:
    """The ids of the selected subjects to whom the rule does not apply."""
    return select(maker.table.c.id).where(*in_turn(maker.selected(), maker.conditions(checked).applies.false()))


def fused(maker: Maker, rules: Iterable[CheckedRule]) -> Select[Any]:
    """One row with every rule's code for one subject; no row when it is not selected."""
    base = maker.row.scope
    key = base.bind(lambda _given: None, Simple.INT, name=ONE_ID)
    codes = [answer(maker.conditions(checked)).label(f"r{index}") for index, checked in enumerate(rules)]
    return select(*codes).select_from(maker.table).where(maker.table.c.id == key, maker.selected())
