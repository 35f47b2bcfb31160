"""Finds the sentences of auditor/ and ui/ without a translation, as empty .po entries.

Development only; needs Babel: python resources/translations/gaps.py [FOLDER/]
"""

from __future__ import annotations

import ast
import json
import string
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SPOKEN_BY = {"N_", "said", "Message"}  # calls whose first argument is a msgid
RENDERED_BY = {"t", "say"}  # methods that render or print a msgid
REFUSED_BY = {"refuse"}  # methods that take a place first, then a msgid


@dataclass(frozen=True, slots=True)
class Spoken:
    """A msgid in the sources, and where it stands."""

    text: str
    file: str
    line: int


def literals(node: ast.expr) -> Iterator[str]:
    """The literal sentences an argument can be: a string, or either side of a condition."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.IfExp):
        yield from literals(node.body)
        yield from literals(node.orelse)


def sentence(call: ast.Call) -> ast.expr | None:
    """The argument of a call that is a msgid, if the call says something."""
    called = call.func
    name = called.id if isinstance(called, ast.Name) else called.attr if isinstance(called, ast.Attribute) else ""
    if name in SPOKEN_BY or (name in RENDERED_BY and isinstance(called, ast.Attribute)):
        return call.args[0] if call.args else None
    return call.args[1] if name in REFUSED_BY and len(call.args) > 1 else None


def spoken_in(source: str, file: str) -> Iterator[Spoken]:
    """Every msgid literal in one source text."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and (msgid := sentence(node)) is not None:
            yield from (Spoken(text, file, node.lineno) for text in literals(msgid) if text)


def unreadable_marks(source: str) -> list[int]:
    """The lines on which N_() marks something other than a literal, so that no catalogue can know it."""
    return [
        node.lineno
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id == "N_"
        and not list(literals(node.args[0]))
    ]


def sources() -> Iterator[tuple[str, str]]:
    """Each module of the two packages: its path and its text."""
    for package in ("auditor", "ui"):
        for path in sorted((ROOT / package).rglob("*.py")):
            if "_data" not in path.parts:
                yield path.relative_to(ROOT).as_posix(), path.read_text(encoding="utf-8")


@cache
def spoken() -> tuple[Spoken, ...]:
    """Every msgid literal of the two packages."""
    return tuple(one for file, text in sources() for one in spoken_in(text, file))


@cache
def catalogue(folder: Path) -> dict[str, dict[str, str]]:
    """msgid -> {file: translation} over all .po files of a language; fuzzy and empty ones do not count."""
    from babel.messages.pofile import read_po

    merged: dict[str, dict[str, str]] = {}
    for path in sorted(folder.glob("*.po")):
        with path.open("rb") as stream:
            for message in read_po(stream):
                if message.id and message.string and not message.fuzzy:
                    key = message.id if isinstance(message.id, str) else message.id[0]
                    text = message.string if isinstance(message.string, str) else message.string[0]
                    merged.setdefault(key, {})[path.name] = text
    return merged


def placeholders(text: str) -> set[str]:
    """The {names} a sentence fills in."""
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


def missing(language: str = "zh_CN") -> list[Spoken]:
    """The sentences without a translation, each once, in order of place."""
    known = catalogue(ROOT / "resources" / "translations" / language)
    seen: set[str] = set()
    gaps = []
    for one in spoken():
        if one.text not in known and one.text not in seen:
            seen.add(one.text)
            gaps.append(one)
    return gaps


if __name__ == "__main__":
    for gap in missing():
        if gap.file.startswith(sys.argv[1] if len(sys.argv) > 1 else ""):
            print(f'#: {gap.file}:{gap.line}\nmsgid {json.dumps(gap.text, ensure_ascii=False)}\nmsgstr ""\n')
