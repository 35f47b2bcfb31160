"""Trade words that a workspace lays down for categories of goods: import, clearance and window read them alike."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from sqlalchemy import Connection

from auditor.errors import CallerMistake
from auditor.i18n import said
from auditor.model.enums import OTHER, words
from auditor.model.folding import folded_name
from auditor.services.context import Context
from auditor.services.settings import ALIASES, put_setting, setting
from auditor.services.verbs import Command, Query
from auditor.storage.work import Work

CATEGORY = "category"
LONGEST = 60
MOST = 5_000
_SEPARATORS = re.compile(r"[、,;，；|\r\n\t]")


@dataclass(frozen=True, slots=True)
class CategoryAliases(Query[Mapping[str, str]]):
    """Word -> category code, as this workspace laid them down."""


@dataclass(frozen=True, slots=True)
class SetAlias(Command[str]):
    """Let a word mean a category (its code or any name of it); gives the category's code.

    A word means one category: it may take over a trade word that the packs ship, never a category's own code or name.
    """

    word: str
    category: str


@dataclass(frozen=True, slots=True)
class ClearAlias(Command[bool]):
    """Take a word away; a shipped trade word means again what it did. Whether there was one."""

    word: str


def category_aliases(context: Context, connection: Connection, query: CategoryAliases) -> Mapping[str, str]:
    """As they stand, by word."""
    return dict(sorted(_stored(connection).items()))


def _stored(connection: Connection) -> dict[str, str]:
    body = setting(connection, ALIASES)
    return {} if body is None else {str(word): str(code) for word, code in json.loads(body).items()}


def aliases_of(connection: Connection) -> Mapping[str, str]:
    """Folded word -> code, for whoever reads words of people."""
    return {folded_name(word): code for word, code in _stored(connection).items()}


def category_meant(connection: Connection, typed: str) -> str | None:
    """The code of the category that a word names here; None when it names none."""
    return aliases_of(connection).get(folded_name(typed)) or _shipped(typed)


def category_words(connection: Connection) -> Mapping[str, str]:
    """Folded word -> code, of the words that are shipped and the workspace's own, which win."""
    return {**_shipped_words(), **aliases_of(connection)}


def _shipped(typed: str) -> str | None:
    return _shipped_words().get(folded_name(typed))


@cache
def _shipped_words() -> Mapping[str, str]:
    found: dict[str, str] = {}
    for one in words(CATEGORY):
        for text in filter(None, (one.code, one.zh, one.en, *one.aliases)):
            found.setdefault(folded_name(text), one.code)
    return found


def set_alias(context: Context, work: Work, command: SetAlias) -> str:
    """Check both sides, then write."""
    word, code = command.word.strip(), _shipped(command.category.strip())
    if code is None or code == OTHER:
        raise CallerMistake(
            said("{word} is no category we know.", word=command.category),
            said("The rule catalogue lists the codes and names of all categories."),
        )
    if not word or len(word) > LONGEST or _SEPARATORS.search(word):
        raise CallerMistake(
            said("A word has 1 to {n} characters and none that separates words.", n=LONGEST),
            said("Enter each word by itself."),
        )
    for one in words(CATEGORY):
        if folded_name(word) in {folded_name(text) for text in (one.code, one.zh, one.en)}:
            raise CallerMistake(
                said("{word} is the category {code} itself.", word=word, code=one.code),
                said("A category keeps its own code and names; choose another word."),
            )
    kept = {other: to for other, to in _stored(work.connection).items() if folded_name(other) != folded_name(word)}
    if len(kept) >= MOST:
        raise CallerMistake(said("There are {n} words already.", n=MOST), said("Take away those nobody uses."))
    put_setting(work, ALIASES, _text({**kept, word: code}))
    return code


def clear_alias(context: Context, work: Work, command: ClearAlias) -> bool:
    """Written alike or not, the word goes."""
    stored = _stored(work.connection)
    kept = {word: code for word, code in stored.items() if folded_name(word) != folded_name(command.word)}
    return len(kept) < len(stored) and put_setting(work, ALIASES, _text(kept))


def _text(kept: Mapping[str, str]) -> str | None:
    return json.dumps(kept, ensure_ascii=False, sort_keys=True, separators=(",", ":")) if kept else None
