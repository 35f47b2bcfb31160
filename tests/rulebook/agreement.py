"""One (facts, expression) pair answered twice: by cel-python and by the compiled SQL over a real store."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection, case, select

from auditor.rulebook.book import Book
from auditor.rulebook.data import core_data
from auditor.rulebook.example_store import Store
from auditor.rulebook.facts.schema import spec
from auditor.rulebook.language.checking import Checker, Environment
from auditor.rulebook.language.parsing import parse
from auditor.rulebook.language.rewriting import rewritten
from auditor.rulebook.language.tree import Tree
from auditor.rulebook.language.types import Simple
from auditor.rulebook.plan import ONE_ID, Maker, Statement, finished
from auditor.rulebook.sql.compiler import Compiler
from auditor.rulebook.sql.truth import as_number, unknown
from auditor.rulebook.sql.values import Moment
from tests.rulebook import cel, worlds
from tests.rulebook.oracle import World

PARAMS: dict[str, Any] = {"n": 2, "x": Decimal("1.5")}
TYPES = {"n": Simple.INT, "x": Simple.DOUBLE}
DATA = {name: list(found.items) for name, found in core_data().items()}
SETTLED = "both sides are constants: this is always the same"


class AlwaysTheSame(Exception):
    """Chance made a comparison of two constants, which the checker rightly refuses."""


def seen_by_cel(kind: str, facts: Mapping[str, Any], params: Mapping[str, Any] = PARAMS, root: str = "") -> Any:
    """A subject's facts as variables of a CEL engine."""
    world = World(worlds.DAY)
    return cel.activation(root or kind, world.subject(kind, facts), world.day, world.end, params, DATA)


def typed(kind: str, text: str) -> Tree:
    """The typed tree. Raises AlwaysTheSame."""
    checker = Checker(Environment(kind, spec(kind), TYPES, core_data()))
    tree = checker.condition(parse(text))
    refusals = {wrong.message.text for wrong in checker.wrongs}
    if SETTLED in refusals:
        raise AlwaysTheSame
    assert tree is not None, (text, refusals)
    return tree


@dataclass(frozen=True, slots=True)
class Asked:
    """A condition compiled once for any stored subject of a kind."""

    statement: Statement
    total: bool

    def answer(self, store: Connection, subject_id: int) -> bool | None:
        """The answer; the four expressions made of a condition must agree with each other."""
        values = self.statement.computed_with(Moment(worlds.DAY), PARAMS, **{ONE_ID: subject_id})
        row = store.exec_driver_sql(self.statement.text, values).one()
        number, true, false, not_true, not_false, doubt = row
        answer = None if number is None else bool(number)
        assert (bool(true), bool(false)) == (answer is True, answer is False)
        assert (bool(not_true), bool(not_false)) == (not true, not false)
        assert bool(doubt) == (answer is None)
        assert answer is not None or not self.total
        return answer


def compiled(store: Connection, kind: str, text: str) -> Asked:
    """The condition through the compiler. Raises AlwaysTheSame."""
    tree = typed(kind, text)
    maker = Maker(Book((), ()), kind, known=False)
    key = maker.row.scope.bind(lambda _given: None, Simple.INT, name=ONE_ID)
    truth = Compiler(maker.row.scope, maker.row).truth(rewritten(tree))
    four = [truth.true(), truth.false(), truth.not_true(), truth.not_false(), unknown(truth)]
    query = select(as_number(truth), *(case((one, 1), else_=0) for one in four)).where(maker.table.c.id == key)
    return Asked(finished(query, maker.shared, store.dialect), truth.total)


def stored_subject(store: Connection, kind: str, facts: Mapping[str, Any]) -> int:
    """The facts in real tables; the subject's id. The caller rolls back."""
    return Store(store, worlds.DAY).subject(kind, facts)
