"""What is read without the grammar is read as the grammar reads it, place for place; the rest is left to it."""

from __future__ import annotations

import re
from random import Random

import pytest

from auditor.rulebook.book import Book, core_book
from auditor.rulebook.language import parsing
from auditor.rulebook.language.plain import read_plainly

_PIECES = re.compile(r'\s+|\w+|"[^"]*"|&&|\|\||[=!<>]=|.', re.DOTALL)
_ODD = (
    *("(", ")", "!", "-", "-1", "1u", "1.5", ".5", "1.", "[]", "{}", "{", "}", "null", "in", "true", '"a\\n"', "'x'"),
    *('r"x"', 'b"x"', "//x", "\n", "for", "[", "]", "?", ":", "*", "/", "%", "1e3", "0x1f", " ", ".", ","),
    *('{"a": 1}[b]', "a < b < c", "a ? b : c", "!!a", "a - 1", "a -1", "99999999999999999999"),
)


@pytest.fixture(scope="module")
def book() -> Book:
    return core_book(examples=False)


def written(book: Book) -> list[str]:
    """Every expression of the published packs."""
    found: dict[str, None] = {}
    for one in book.rules:
        sources = [one.rule.applies, one.rule.require, *(level.when for level in one.rule.levels)]
        sources += [one.rule.evidence] if one.rule.evidence else []
        found |= dict.fromkeys(source.text for source in sources)
    return list(found)


def test_that_every_published_expression_is_read_without_the_grammar_and_as_it_reads_it(book: Book) -> None:
    for text in written(book):
        plain = read_plainly(text)
        assert plain is not None, text
        assert plain == parsing._by_grammar(text), text


def test_that_what_is_mangled_is_read_alike_or_left_to_the_grammar(book: Book) -> None:
    short = [text for text in written(book) if len(text) < 220]
    draw = Random(7)
    read = 0
    for _ in range(1_500):
        pieces = _PIECES.findall(draw.choice(short))
        for _change in range(draw.randint(1, 3)):
            at = draw.randrange(len(pieces))
            pieces[at : at + draw.randint(0, 1)] = [draw.choice((*_ODD, draw.choice(pieces)))] * draw.randint(0, 1)
            pieces = pieces or ["a"]
        text = "".join(pieces)
        plain = read_plainly(text) if text.strip() else None
        if plain is not None:
            read += 1
            assert plain == parsing._by_grammar(text), text
    assert read > 100


@pytest.mark.parametrize(
    "text", ["a.true", "a" + ".b" * 60, "(" * 40 + "a" + ")" * 40, " && ".join(["a"] * 400), "a < b < c", "!!a"]
)
def test_that_what_is_long_deep_or_no_name_is_left_to_the_grammar(text: str) -> None:
    assert read_plainly(text) is None
