"""The everyday part of the language read without a parser generator, which takes longer than all the rest of a start.

Whatever is unusual, wrong, deep or long is left to the grammar (parsing.py): nothing is refused here, and what is read
here is read alike there, place for place.
"""

from __future__ import annotations

import re
from decimal import Decimal

from auditor.rulebook.language.syntax import (
    Call,
    Constant,
    Index,
    ListLiteral,
    MapLiteral,
    Name,
    Operator,
    Select,
    Syntax,
)

_TOKEN = re.compile(
    r"""[\t\n\f\r ]*(?:(?P<name>[_a-zA-Z][_a-zA-Z0-9]*)(?!["'])|(?P<text>"[^"\\\r\n]*")"""
    r"""|(?P<decimal>[0-9]{1,9}\.[0-9]{1,6})(?![\w.])|(?P<whole>[0-9]{1,15})(?![\w.])"""
    r"""|(?P<sign>&&|\|\||==|!=|<=|>=|<|>|!|\?|:|\(|\)|\[|\]|\{|\}|,|\.(?![0-9])|\+|-(?![0-9])|\*)|(?P<end>\Z))"""
)
_NO_NAMES = frozenset(
    ("null", "as", "break", "const", "continue", "else", "for", "function", "if", "import", "let", "loop", "package",
     "namespace", "return", "var", "void", "while")
)  # fmt: skip
_RELATIONS = frozenset(("<", "<=", ">", ">=", "==", "!=", "in"))
_MOST_TOKENS = 600
_DEEPEST = 20

Token = tuple[str, str, int]


class _Unusual(Exception):
    """Left to the grammar."""


def read_plainly(text: str) -> Syntax | None:
    """The syntax tree of an everyday expression; None for anything else."""
    try:
        reader = _Plain(_tokens(text))
        found, _start = reader.conditional(0)
        return found if reader.kind == "end" else None
    except _Unusual:
        return None


def _tokens(text: str) -> list[Token]:
    found: list[Token] = []
    at = 0
    while True:
        match = _TOKEN.match(text, at)
        if match is None or match.lastgroup is None or len(found) > _MOST_TOKENS:
            raise _Unusual
        kind = match.lastgroup
        word = match[kind]
        if kind == "sign" or word == "in":
            kind = word
        elif kind == "name" and word in _NO_NAMES:
            raise _Unusual
        found.append((kind, word, match.start(match.lastgroup)))
        if kind == "end":
            return found
        at = match.end()


class _Plain:
    """Reads by descent; every method gives what it read and the character at which that begins."""

    def __init__(self, tokens: list[Token]) -> None:
        self._tokens = tokens
        self._next = 0
        self.kind, self._word, self._at = tokens[0]

    def _taken(self) -> tuple[str, int]:
        word, at = self._word, self._at
        self._next += 1
        self.kind, self._word, self._at = self._tokens[self._next]
        return word, at

    def _expect(self, kind: str) -> int:
        if self.kind != kind:
            raise _Unusual
        return self._taken()[1]

    def conditional(self, depth: int) -> tuple[Syntax, int]:
        """``c ? a : b`` and all that binds closer."""
        if depth > _DEEPEST:
            raise _Unusual
        first, start = self._chain("||", depth)
        if self.kind != "?":
            return first, start
        self._taken()
        yes, _ = self._chain("||", depth + 1)
        self._expect(":")
        no, _ = self.conditional(depth + 1)
        return Operator(start, "?:", (first, yes, no)), start

    def _chain(self, op: str, depth: int) -> tuple[Syntax, int]:
        first, start = self._chain("&&", depth) if op == "||" else self._relation(depth)
        if self.kind != op:
            return first, start
        parts = [first]
        while self.kind == op:
            self._taken()
            parts.append((self._chain("&&", depth) if op == "||" else self._relation(depth))[0])
        return Operator(parts[0].at, op, tuple(parts)), start

    def _relation(self, depth: int) -> tuple[Syntax, int]:
        left, start = self._sum(depth)
        if self.kind in _RELATIONS:
            op = self._taken()[0]
            right, at = self._sum(depth)
            left = Operator(at, op, (left, right))
            if self.kind in _RELATIONS:
                raise _Unusual
        return left, start

    def _sum(self, depth: int) -> tuple[Syntax, int]:
        left, start = self._product(depth)
        steps = 0
        while self.kind in ("+", "-"):
            op = self._taken()[0]
            right, at = self._product(depth)
            left = Operator(at, op, (left, right))
            steps += 1
            if steps > _DEEPEST:
                raise _Unusual
        return left, start

    def _product(self, depth: int) -> tuple[Syntax, int]:
        left, start = self._unary(depth)
        steps = 0
        while self.kind == "*":
            self._taken()
            right, at = self._unary(depth)
            left = Operator(at, "*", (left, right))
            steps += 1
            if steps > _DEEPEST:
                raise _Unusual
        return left, start

    def _unary(self, depth: int) -> tuple[Syntax, int]:
        if self.kind == "!":
            at = self._taken()[1]
            if self.kind == "!":
                raise _Unusual
            return Operator(at, "!", (self._unary(depth + 1)[0],)), at
        return self._member(depth)

    def _member(self, depth: int) -> tuple[Syntax, int]:
        found, start = self._primary(depth)
        steps = 0
        while self.kind in (".", "["):
            steps += 1
            if steps > _DEEPEST:
                raise _Unusual
            if self._taken()[0] == "[":
                key, at = self.conditional(depth + 1)
                self._expect("]")
                found = Index(at, found, key)
                continue
            if self.kind != "name" or self._word in ("true", "false"):
                raise _Unusual
            name, at = self._taken()
            found = Call(at, found, name, self._arguments(depth)) if self.kind == "(" else Select(at, found, name)
        return found, start

    def _primary(self, depth: int) -> tuple[Syntax, int]:
        kind = self.kind
        if kind == "(":
            start = self._taken()[1]
            found, _ = self.conditional(depth + 1)
            self._expect(")")
            return found, start
        if kind == "[":
            return self._list(depth)
        if kind == "{":
            return self._map(depth)
        if kind not in ("name", "text", "whole", "decimal"):
            raise _Unusual
        word, at = self._taken()
        if kind == "text":
            return Constant(at, word[1:-1]), at
        if kind == "whole":
            return Constant(at, int(word)), at
        if kind == "decimal":
            return Constant(at, Decimal(word)), at
        if word in ("true", "false"):
            return Constant(at, word == "true"), at
        return (Call(at, None, word, self._arguments(depth)) if self.kind == "(" else Name(at, word)), at

    def _list(self, depth: int) -> tuple[Syntax, int]:
        start = self._taken()[1]
        if self.kind == "]":
            raise _Unusual
        items = [self.conditional(depth + 1)[0]]
        while self.kind == ",":
            self._taken()
            items.append(self.conditional(depth + 1)[0])
        self._expect("]")
        return ListLiteral(start, tuple(items)), start

    def _map(self, depth: int) -> tuple[Syntax, int]:
        start = self._taken()[1]
        items: list[tuple[Syntax, Syntax]] = []
        while not items or self.kind == ",":
            if items:
                self._taken()
            key, _ = self.conditional(depth + 1)
            self._expect(":")
            items.append((key, self.conditional(depth + 1)[0]))
        self._expect("}")
        return MapLiteral(start, tuple(items)), start

    def _arguments(self, depth: int) -> tuple[Syntax, ...]:
        self._expect("(")
        found: list[Syntax] = []
        while self.kind != ")":
            if found:
                self._expect(",")
            found.append(self.conditional(depth + 1)[0])
        self._taken()
        return tuple(found)
