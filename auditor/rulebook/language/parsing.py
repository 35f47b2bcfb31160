"""Text to syntax tree, by the grammar of cel-python, with bounded size and depth."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from auditor.i18n import Message, said
from auditor.rulebook.language.plain import read_plainly
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

if TYPE_CHECKING:
    from lark import Token, Tree

MAX_CHARACTERS = 10_000
MAX_NODES = 2_000
MAX_DEPTH = 50

_RELATIONS = {
    "relation_lt": "<",
    "relation_le": "<=",
    "relation_gt": ">",
    "relation_ge": ">=",
    "relation_eq": "==",
    "relation_ne": "!=",
    "relation_in": "in",
    "addition_add": "+",
    "addition_sub": "-",
    "multiplication_mul": "*",
    "multiplication_div": "/",
    "multiplication_mod": "%",
}
_PASSING = {"expr", "conditionalor", "conditionaland", "relation", "addition", "multiplication", "unary", "member"}
_PASSING |= {"primary", "paren_expr"}
_WRITTEN = {"and": "&&", "or": "||", "=": "==", "=>": ">=", "=<": "<=", "&": "&&", "|": "||"}
_SIGNS = re.compile(r"\b(?:and|or)\b|=[<>]?(?!=)|&(?!&)|\|(?!\|)|[（）＜＞＝！，；“”‘’【】｛｝]", re.IGNORECASE)
"""Signs that CEL does not have, each of which stands for one that it has."""
_ESCAPES = {"a": "\a", "b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v"}
_BRACKETS = re.compile(r"""'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"|[][(){}]""", re.DOTALL)
_ESCAPE = re.compile(r"\\([xX][0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|[0-3][0-7]{2}|.)", re.DOTALL)


class NotCel(Exception):
    """The text is no expression of the language; ``offset`` is the character where that shows."""

    def __init__(self, offset: int, message: Message, suggestion: Message | None = None) -> None:
        super().__init__(str(message))
        self.offset = offset
        self.message = message
        self.suggestion = suggestion


def parse(text: str) -> Syntax:
    """The syntax tree of one expression. Raises NotCel with the place of the first mistake."""
    if not text.strip():
        raise NotCel(0, said("an expression is missing"))
    if len(text) > MAX_CHARACTERS:
        raise NotCel(0, said("an expression may have at most {n} characters", n=MAX_CHARACTERS))
    _shallow(text)
    plain = read_plainly(text)
    return _by_grammar(text) if plain is None else plain


def _by_grammar(text: str) -> Syntax:
    tree = _tree(text)
    _bounded(tree)
    return _Reader(text).read(tree)


def _shallow(text: str) -> None:
    """Refuse thousands of brackets before the parser builds a tree of them; those within texts do not count."""
    depth = 0
    for bracket in _BRACKETS.finditer(text):
        depth += {"(": 1, "[": 1, "{": 1}.get(bracket[0], -1 if bracket[0] in ")]}" else 0)
        if depth > MAX_DEPTH * 2:
            message = said("the expression is too large or too deeply nested")
            raise NotCel(bracket.start(), message, said("split it into levels or rules"))


@cache
def _parser() -> Any:
    """A parser over cel-python's grammar file, without importing its evaluator; keeps the place of true and false."""
    from importlib.util import find_spec

    from lark import Lark, Token

    def told_apart(token: Token) -> Token:
        return Token.new_borrow_pos("BOOL_LIT", token.value, token) if token.value in ("true", "false") else token

    spec = find_spec("celpy")
    assert spec is not None
    assert spec.submodule_search_locations is not None
    grammar = (Path(next(iter(spec.submodule_search_locations))) / "cel.lark").read_text(encoding="utf-8")
    return Lark(
        grammar,
        parser="lalr",
        start="expr",
        g_regex_flags=re.MULTILINE,
        lexer_callbacks={"IDENT": told_apart},
        propagate_positions=True,
        maybe_placeholders=False,
        priority="invert",
    )


def _tree(text: str) -> Tree[Token]:
    from lark.exceptions import UnexpectedCharacters, UnexpectedInput, UnexpectedToken

    try:
        tree: Tree[Token] = _parser().parse(text)
    except UnexpectedInput as error:
        offset = error.pos_in_stream if error.pos_in_stream is not None else len(text)
        ended = isinstance(error, UnexpectedToken) and error.token.type == "$END"
        offset = (
            len(text.rstrip()) if ended or not isinstance(error, UnexpectedToken | UnexpectedCharacters) else offset
        )
        told = said("not an expression: {what}", what=_what(text, offset))
        raise NotCel(offset, told, _instead(text, offset)) from error
    return tree


def _what(text: str, offset: int) -> Message:
    if offset >= len(text.rstrip()):
        return said("it ends too early")
    here = text[offset:].split(maxsplit=1)[0][:20]
    return said("unexpected {what}", what=here)


def _bounded(tree: Tree[Token]) -> None:
    """Refuse what is too large or deep before any recursion walks it."""
    from lark import Tree as LarkTree

    waiting: list[tuple[Any, int, str]] = [(tree, 0, "")]
    seen = 0
    while waiting:
        node, depth, above = waiting.pop()
        if not isinstance(node, LarkTree):
            continue
        weighs = len(node.children) > 1 or node.data not in _PASSING or node.data == "paren_expr"
        chain = node.data == above and node.data in ("conditionalor", "conditionaland")
        seen += weighs
        depth += weighs and not chain
        if seen > MAX_NODES * 2 or depth > MAX_DEPTH * 2:
            message = said("the expression is too large or too deeply nested")
            raise NotCel(int(getattr(node.meta, "start_pos", 0)), message, said("split it into levels or rules"))
        waiting.extend((child, depth, str(node.data)) for child in node.children)


def _instead(text: str, offset: int) -> Message | None:
    """What CEL writes for a sign of another language, or of a keyboard set to Chinese."""
    word = _SIGNS.match(text, offset)
    if word is None:
        return None
    sign = word[0].lower()
    if sign in _WRITTEN:
        return said("write {value}", value=_WRITTEN[sign])
    return said("write signs and quotes of an English keyboard: {signs}", signs="( ) < > = ! , \" '")


class _Reader:
    """Turns the grammar's tree into ours; one method per kind of node."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._methods: dict[str, Callable[[Any], Syntax]] = {
            "expr": self._conditional,
            "conditionalor": lambda tree: self._chain(tree, "||"),
            "conditionaland": lambda tree: self._chain(tree, "&&"),
            "relation": self._binary,
            "addition": self._binary,
            "multiplication": self._binary,
            "unary": self._unary,
            "literal": lambda tree: self._literal(tree.children[0]),
            "ident": lambda tree: Name(tree.children[0].start_pos, str(tree.children[0])),
            "ident_arg": self._function,
            "member_dot": self._select,
            "member_dot_arg": self._method,
            "member_index": self._index,
            "list_lit": self._list,
            "map_lit": self._map,
        }

    def read(self, tree: Any) -> Syntax:
        while tree.data in _PASSING and len(tree.children) == 1:
            tree = tree.children[0]
        method = self._methods.get(tree.data)
        if method is None:
            raise NotCel(tree.meta.start_pos, said("this construct is outside the rule language"))
        return method(tree)

    def _conditional(self, tree: Any) -> Syntax:
        return Operator(tree.meta.start_pos, "?:", tuple(self.read(child) for child in tree.children))

    def _chain(self, tree: Any, op: str) -> Syntax:
        parts: list[Any] = []
        while tree.data in ("conditionalor", "conditionaland") and len(tree.children) == 2:
            if (tree.data == "conditionalor") != (op == "||"):
                break
            parts.append(tree.children[1])
            tree = tree.children[0]
            while len(tree.children) == 1 and tree.data in _PASSING and tree.data != "paren_expr":
                tree = tree.children[0]
                if not hasattr(tree, "data"):
                    break
        parts.append(tree)
        args = tuple(self.read(part) for part in reversed(parts))
        return Operator(args[0].at, op, args)

    def _binary(self, tree: Any) -> Syntax:
        holder, right = tree.children
        left = holder.children[0]
        return Operator(right.meta.start_pos, _RELATIONS[holder.data], (self.read(left), self.read(right)))

    def _unary(self, tree: Any) -> Syntax:
        op = "!" if tree.children[0].data == "unary_not" else "-"
        return Operator(tree.meta.start_pos, op, (self.read(tree.children[1]),))

    def _function(self, tree: Any) -> Syntax:
        name = tree.children[0]
        return Call(name.start_pos, None, str(name), self._arguments(tree.children[1:]))

    def _select(self, tree: Any) -> Syntax:
        operand, name = tree.children
        return Select(name.start_pos, self.read(operand), str(name))

    def _method(self, tree: Any) -> Syntax:
        operand, name, *rest = tree.children
        return Call(name.start_pos, self.read(operand), str(name), self._arguments(rest))

    def _index(self, tree: Any) -> Syntax:
        operand, key = tree.children
        return Index(key.meta.start_pos, self.read(operand), self.read(key))

    def _arguments(self, rest: list[Any]) -> tuple[Syntax, ...]:
        return tuple(self.read(child) for child in rest[0].children) if rest else ()

    def _list(self, tree: Any) -> Syntax:
        return ListLiteral(self._start(tree), self._arguments(tree.children))

    def _map(self, tree: Any) -> Syntax:
        cells = self._arguments(tree.children)
        return MapLiteral(self._start(tree), tuple(zip(cells[::2], cells[1::2], strict=True)))

    @staticmethod
    def _start(tree: Any) -> int:
        # An empty list or map has no child token and so no recorded place.
        return int(getattr(tree.meta, "start_pos", 0))

    def _literal(self, token: Any) -> Syntax:
        at, text = token.start_pos, str(token)
        if token.type in ("STRING_LIT", "MLSTRING_LIT"):
            return Constant(at, _unquoted(at, text))
        if token.type == "INT_LIT":
            return Constant(at, _integer(at, text))
        if token.type == "FLOAT_LIT":
            return Constant(at, _decimal(at, text))
        if token.type == "BOOL_LIT":
            return Constant(at, text == "true")
        if token.type == "NULL_LIT":
            return Constant(at, None)
        raise NotCel(at, said("unsigned and byte literals are outside the rule language"))


def _integer(at: int, text: str) -> int:
    value = int(text, 16 if "0x" in text else 10)
    if not -(2**63) <= value < 2**63:
        raise NotCel(at, said("the number {value} is out of range", value=text[:30]))
    return value


def _decimal(at: int, text: str) -> Decimal:
    if "." in text and not text.partition(".")[2][:1].isdigit():
        raise NotCel(at, said("digits must follow the point"))
    value = Decimal(text)
    exponent = value.as_tuple().exponent
    if not isinstance(exponent, int) or exponent < -6 or abs(value) >= 10**12:
        raise NotCel(at, said("a decimal may have six places and twelve digits before the point"))
    return value


def _unquoted(at: int, text: str) -> str:
    raw = text[0] in "rR"
    body = text[1:] if raw else text
    width = 3 if body[:3] in ('"""', "'''") else 1
    body = body[width:-width]
    return body if raw else _ESCAPE.sub(lambda found: _unescaped(at, found.group(1)), body)


def _unescaped(at: int, code: str) -> str:
    if code[0] in "xXuU" and len(code) > 1:
        return _character(at, int(code[1:], 16))
    if code.isdigit() and len(code) == 3:
        return chr(int(code, 8))
    if code in _ESCAPES:
        return _ESCAPES[code]
    if code in "\"'\\`?":
        return code
    raise NotCel(at, said("unknown escape \\{code} in a text", code=code))


def _character(at: int, number: int) -> str:
    if number > 0x10FFFF or 0xD800 <= number < 0xE000:
        raise NotCel(at, said("no such character in a text"))
    return chr(number)
