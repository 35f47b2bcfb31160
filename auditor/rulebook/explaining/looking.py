"""Values of the parts of a condition for one subject: read from the store with the compiler that makes the audits."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection, null, select
from typing_extensions import override

from auditor.rulebook.book import Book
from auditor.rulebook.checked import CheckedRule
from auditor.rulebook.facts.rows import Constants, Row, Rows, Seen, reached
from auditor.rulebook.facts.schema import objects
from auditor.rulebook.language import tree as t
from auditor.rulebook.language.comparing import same_for_all
from auditor.rulebook.language.rewriting import rewritten
from auditor.rulebook.language.types import Simple
from auditor.rulebook.plan import ONE_ID, Maker, Statement, finished
from auditor.rulebook.sql.compiler import Compiler
from auditor.rulebook.sql.fixed import Calculator
from auditor.rulebook.sql.truth import Always, Test, Truth, as_number
from auditor.rulebook.sql.values import Given, Moment, Sql, Value, stored
from auditor.rulebook.telling import KEYS, python_of

Loop = t.Quantified | t.Filtered | t.Mapped
_SUM_KEYS = ("platform", "scheme")
READ = 400
"""Members of one list that are looked at."""


@dataclass(frozen=True, slots=True)
class Frame:
    """One member of one list that a condition goes over: branch of the list, then constant or pinned row."""

    loop: Loop
    branch: int
    item: int | None = None
    pin: object = None


Path = tuple[Frame, ...]


@dataclass(frozen=True, slots=True)
class Found:
    """A member of a list: where it is, what it is, and the values of what was asked about it."""

    frame: Frame
    kind: str
    id: int | None
    names: tuple[tuple[object, str], ...]
    """What it is called: values, each with the word list it comes from."""
    values: dict[int, object]
    beside: bool = False
    """An entry of a fixed list that is about something else: a plain condition on the entry itself fails."""


@dataclass
class _Open:
    """A statement being made."""

    maker: Maker
    compiler: Compiler
    tables: list[Any]
    where: list[Sql]


@dataclass(frozen=True)
class _Ready:
    """A statement made once: what it gives of one branch of a list, or of a place within lists."""

    statement: Statement | None
    trees: tuple[t.Tree, ...]
    scales: tuple[int, ...]
    kind: str = ""
    names: tuple[tuple[Simple, str], ...] = ()
    constants: tuple[tuple[tuple[tuple[object, str], ...], object], ...] = ()
    """Members known beforehand, by name and as bound; the columns then stand one member after the other."""
    keyed: bool = False

    def values(self, row: Any) -> dict[int, object]:
        """The values by the identity of the parts."""
        return {
            id(tree): _python(value, tree, scale)
            for tree, scale, value in zip(self.trees, self.scales, row, strict=True)
        }


class Looking:
    """Asks the store about one rule and one subject."""

    def __init__(
        self,
        connection: Connection,
        book: Book,
        moment: Moment,
        checked: CheckedRule,
        subject_type: str,
        subject_id: int,
    ) -> None:
        self.connection, self._book, self._moment = connection, book, moment
        self._checked, self._type, self._subject = checked, subject_type, subject_id
        self.params = book.params(checked.rule, moment.as_of)
        data = {name: found.items for name, found in book.data.items()}
        self._calculator = Calculator(Given(moment, self.params, book.calendar), data)
        key = ("explain", connection.dialect.name, moment.known_change is not None, moment.supposing, subject_type,
               checked.rule.key)  # fmt: skip
        self._made: dict[object, Any] = book.cache.setdefault(key, {})  # type: ignore[assignment]

    def fixed(self, tree: t.Tree) -> object:
        """The value of what is the same for everybody."""
        return self._calculator.of(tree)

    def values(self, path: Path, trees: list[t.Tree]) -> dict[int, object]:
        """The values of some parts at a place within the lists, by the identity of the part."""
        wanted = tuple(tree for tree in trees if not same_for_all(tree))
        key = (_shape(path), tuple(map(id, wanted)))
        if key not in self._made:
            with self._opened(path) as one:
                columns = [_column(one.compiler, tree) for tree in wanted]
                statement = self._finished(one, [sql for sql, _scale in columns])
            self._made[key] = _Ready(statement, wanted, tuple(scale for _sql, scale in columns))
        ready: _Ready = self._made[key]
        rows = self._rows(ready, path)
        return ready.values(rows[0]) if rows else dict.fromkeys(map(id, wanted))

    def members(self, path: Path, loop: Loop, trees: list[t.Tree]) -> list[Found]:
        """The members of a list, each with the values of some parts of the condition on it."""
        key = (_shape(path), id(loop))
        if key not in self._made:
            self._made[key] = self._branches(path, loop, tuple(tree for tree in trees if not same_for_all(tree)))
        found: list[Found] = []
        for branch, ready in enumerate(self._made[key]):
            found += self._found(ready, path, Frame(loop, branch), trees)
        return found

    def _found(self, ready: _Ready, path: Path, frame: Frame, trees: list[t.Tree]) -> Iterator[Found]:
        rows = self._rows(ready, path)
        each = len(ready.trees)
        for at, (told, pin) in enumerate(ready.constants):
            one = Frame(frame.loop, frame.branch, at, pin)
            plain = ready.values(rows[0][at * each : (at + 1) * each]) if rows else {}
            beside = False in plain.values()
            yield Found(one, "", None, told, plain if beside else self.values((*path, one), trees), beside)
        if ready.constants:
            return
        called = len(ready.names)
        for pin, *rest in rows:
            told = tuple(
                (python_of(value, simple), words)
                for value, (simple, words) in zip(rest[:called], ready.names, strict=True)
            )
            held = Frame(frame.loop, frame.branch, None, pin)
            number = pin if ready.keyed else None
            yield Found(held, ready.kind, number, told, ready.values(rest[called:]))

    def _rows(self, ready: _Ready, path: Path) -> list[Any]:
        if ready.statement is None:
            return []
        given: dict[str, object] = {ONE_ID: self._subject}
        for depth, frame in enumerate(path):
            if isinstance(frame.pin, Mapping):
                given |= {f"pin_{depth}_{name}": value for name, value in frame.pin.items()}
            else:
                given[f"pin_{depth}"] = frame.pin
        values = ready.statement.values(self._book, self._moment, **given)
        wanted = {name: values[name] for name in ready.statement.names}
        return list(self.connection.exec_driver_sql(ready.statement.text, wanted))

    # making statements ------------------------------------------------------------------------------------------

    @contextmanager
    def _opened(self, path: Path) -> Iterator[_Open]:
        maker = self._maker()
        row = maker.row_for(self._checked)
        key = maker.row.scope.bind(lambda _given: None, Simple.INT, name=ONE_ID)
        compiler = Compiler(row.scope, row)
        one = _Open(maker, compiler, [maker.table], [maker.table.c.id == key])
        with ExitStack() as stack:
            for depth, frame in enumerate(path):
                part = compiler.listing(frame.loop.source)[frame.branch]
                member: Any
                if isinstance(part, Constants):
                    # Bound, not written out: then the statement is one and the same for every entry of the list.
                    member = _stand_in(compiler, part.items[frame.item or 0][0], f"pin_{depth}")
                else:
                    member = part.member
                    _let_in(one, part)
                    _pin(one, member, f"pin_{depth}")
                stack.enter_context(compiler.bound(frame.loop.var, member))
            yield one

    def _maker(self) -> Maker:
        moment = self._moment
        return Maker(self._book, self._type, known=moment.known_change is not None, supposing=moment.supposing)

    def _apart(self) -> _Open:
        maker = self._maker()
        scope = maker.row_for(self._checked).scope
        key = scope.bind(lambda _given: None, Simple.INT, name=ONE_ID)
        return _Open(maker, Compiler(scope, reached(scope, self._type, key, maybe=False)), [], [])

    def _finished(self, one: _Open, columns: list[Any]) -> Statement | None:
        if not columns:
            return None
        query = select(*columns).select_from(*one.tables).where(*one.where).limit(READ)
        return finished(query, one.maker.shared, self.connection.dialect)

    def _branches(self, path: Path, loop: Loop, trees: tuple[t.Tree, ...]) -> list[_Ready]:
        with self._opened(path) as one:
            count = len(one.compiler.listing(loop.source))
        made = []
        for branch in range(count):
            with self._opened(path) as one:
                part = one.compiler.listing(loop.source)[branch]
                if isinstance(part, Rows) and _summed(part):
                    # Sums stand in a subquery of their own, which cannot see the row beside it: only a bound key.
                    one = self._apart()
                    part = one.compiler.listing(loop.source)[branch]
                if isinstance(part, Constants):
                    made.append(self._constants(one, loop, part, _plain(loop)))
                else:
                    made.append(self._records(one, loop, part, trees))
        return made

    def _records(self, one: _Open, loop: Loop, part: Rows, trees: tuple[t.Tree, ...]) -> _Ready:
        member = part.member
        _let_in(one, part)
        with one.compiler.bound(loop.var, member):
            columns = [_column(one.compiler, tree) for tree in trees]
        names = _names(member, self._words(loop))
        # Sums over records have no rows of their own, and nothing below them can be asked.
        keyed = isinstance(member, Row) and not _summed(part)
        key = member.sql if isinstance(member, Value) else member.id if keyed else null()
        asked = [key, *(sql for _kind, sql, _words in names), *(sql for sql, _scale in columns)]
        kind = "" if isinstance(member, Value) else member.kind
        called = tuple((simple, words) for simple, _sql, words in names)
        scales = tuple(scale for _sql, scale in columns)
        return _Ready(self._finished(one, asked), trees, scales, kind, called, keyed=keyed)

    def _constants(self, one: _Open, loop: Loop, part: Constants, trees: tuple[t.Tree, ...]) -> _Ready:
        words = self._words(loop)
        columns: list[tuple[Sql, int]] = []
        for member, _condition in part.items:
            with one.compiler.bound(loop.var, member):
                columns += [_column(one.compiler, tree) for tree in trees]
        statement = self._finished(one, [sql for sql, _scale in columns])
        scales = tuple(scale for _sql, scale in columns[: len(trees)])
        told = tuple((_told(member, words), _pin_of(member)) for member, _condition in part.items)
        return _Ready(statement, trees, scales, constants=told)

    def _words(self, loop: Loop) -> dict[str, str]:
        source = loop.source
        while isinstance(source, t.Filtered | t.Mapped):
            source = source.source
        if isinstance(source, t.DataList):
            return dict(self._book.data[source.name].words)
        return {"": source.words} if isinstance(source, t.Pick) else {}


def _plain(loop: Loop) -> tuple[t.Tree, ...]:
    """The conditions on an entry of a fixed list that look at nothing but the entry and what is known further out."""
    body = loop.body
    terms = body.args if isinstance(body, t.Operation) and body.op == "&&" else ()
    return tuple(term for term in terms if isinstance(term, t.Operation) and term.op in ("==", "in"))


def _summed(part: Rows) -> bool:
    return any("total" in table.c for table in part.tables)


def _shape(path: Path) -> tuple[tuple[int, int, bool], ...]:
    """A place within lists apart from which row it is: the statement is the same for all of them."""
    return tuple((id(frame.loop), frame.branch, frame.item is not None) for frame in path)


def _let_in(one: _Open, part: Rows) -> None:
    one.tables += part.tables
    one.where += [*part.where, *(each.not_false() for each in part.filters)]


def _pin(one: _Open, member: Row | Value, name: str) -> None:
    text = isinstance(member, Value) and member.type is Simple.STRING
    key = one.compiler.scope.bind(lambda _given: None, Simple.STRING if text else Simple.INT, name=name)
    one.where.append((member.sql if isinstance(member, Value) else member.id) == key)


class _Entry(Row):
    """An entry of pack data whose fields are bound when the statement runs."""

    def __init__(self, compiler: Compiler, entry: Mapping[str, object], name: str) -> None:
        super().__init__(compiler.scope, "", lambda _name: null())
        self._entry, self._pin = entry, name

    @override
    def field(self, name: str) -> Seen:
        kind = Simple.BOOL if isinstance(self._entry[name], bool) else Simple.STRING
        sql = self.scope.bind(lambda _given: None, kind, name=f"{self._pin}_{name}")
        if kind is Simple.BOOL:
            return Test(sql == self.scope.number(1), sql == self.scope.number(0), True)
        return Value(sql, kind, self._entry[name] is None)

    @override
    def present(self, name: str) -> Truth:
        return Always(self._entry.get(name) is not None)


def _stand_in(compiler: Compiler, member: Value | Mapping[str, object], name: str) -> Value | Row:
    if isinstance(member, Value):
        return Value(compiler.scope.bind(lambda _given: None, member.type, name=name), member.type, member.nullable)
    if all(isinstance(value, str | bool) for value in member.values()):
        return _Entry(compiler, member, name)
    return member  # type: ignore[return-value]  # numbers: as they stand


def _pin_of(member: Value | Mapping[str, object]) -> object:
    if isinstance(member, Value):
        return stored(member.constant, member.type, member.scale)
    return {name: int(value) if isinstance(value, bool) else value for name, value in member.items()}


def _told(member: Any, words: dict[str, str]) -> tuple[tuple[object, str], ...]:
    """What a constant is called."""
    if isinstance(member, Value):
        return ((member.constant, words.get("", "")),)
    return tuple((value, words.get(name, "")) for name, value in member.items() if value is not None)


def _column(compiler: Compiler, tree: t.Tree) -> tuple[Sql, int]:
    """A part as a column, and the decimal places of its whole number."""
    if tree.type is Simple.BOOL:
        return as_number(compiler.truth(rewritten(tree))), 0
    value = compiler.value(tree)
    return value.sql, value.scale


def _python(value: Any, tree: t.Tree, scale: int) -> object:
    if value is not None and tree.type is Simple.DOUBLE:
        return Decimal(int(value)).scaleb(-scale)
    return python_of(value, tree.type)


def _names(member: Row | Value, words: dict[str, str]) -> list[tuple[Simple, Sql, str]]:
    if isinstance(member, Value):
        return [(member.type, member.sql, words.get("", ""))]
    fields = objects()[member.kind].fields
    found = []
    for name in KEYS.get(member.kind, _SUM_KEYS):
        simple = fields[name].type
        assert isinstance(simple, Simple)
        found.append((simple, member.field(name).sql, fields[name].words))
    return found
