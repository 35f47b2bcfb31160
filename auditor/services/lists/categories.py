"""Filtering by category: what a word lets through, by the category data that the rules read; who has such a one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from functools import cache

from sqlalchemy import ColumnElement, Connection, exists, func, not_, or_, select
from sqlalchemy.sql.expression import FromClause

from auditor.errors import CallerMistake
from auditor.i18n import enumerated, said
from auditor.model.enums import OTHER, words
from auditor.model.folding import folded_name
from auditor.model.ledger import head
from auditor.model.tables import HISTORY, LISTS, MAIN
from auditor.services.aliases import CATEGORY, category_meant
from auditor.services.context import Context
from auditor.services.lists.filters import ListFilter
from auditor.services.lists.marked import Marked, gathered, marked, raw
from auditor.storage.past import looks_back

CATEGORISED = tuple(kind for kind in ("host", "merchant", "broadcast") if (kind, "categories") in LISTS)
"""The kinds of subjects that have categories."""

FOOD = "food"
"""The one group that people speak of as if it were a category."""

_ENDING = "_categories"


@cache
def groups() -> Mapping[str, frozenset[str]]:
    """The lists of categories that rules ask for (``data.food_categories``: food), by their short names."""
    from auditor.rulebook.data import core_data

    found = {}
    for name, one in core_data().items():
        if not one.fields and one.words.get("") == CATEGORY and name.endswith(_ENDING):
            found[name.removesuffix(_ENDING)] = frozenset(map(str, one.items))
    return found


def called(value: str, language: str) -> str:
    """A value of the filter as people read it: the category's name or that of the group, else the word itself."""
    if value in groups():
        from auditor.rulebook.explaining.names import data_name

        twin = data_name(value + _ENDING)
        return twin.zh if language == "zh" else twin.en
    found = next((one for one in words(CATEGORY) if one.code == value), None)
    if found is None:
        return value
    return found.zh if language == "zh" else (found.en or found.code)


def choices() -> tuple[str, ...]:
    """What a person chooses from: food as a whole, then every single category."""
    return (FOOD, *(one.code for one in words(CATEGORY)))


@cache
def _groups_by_name() -> Mapping[str, str]:
    """Folded name -> group: its code, its names, and these without the word for category."""
    found: dict[str, str] = {}
    for code in groups():
        zh, en = called(code, "zh"), called(code, "en")
        for name in (code, code + _ENDING, zh, zh.removesuffix("类目"), en, en.removesuffix(" categories")):
            found[folded_name(name)] = code
    return found


def written(word: str) -> str:
    """The code of a group or category that is named by its code or name; any other word as it is.

    A trade word stays: which category it means is the workspace's own to say.
    """
    wanted = folded_name(word)
    if wanted in _groups_by_name():
        return _groups_by_name()[wanted]
    for one in words(CATEGORY):
        if wanted in {folded_name(one.code), folded_name(one.zh), folded_name(one.en)}:
            return one.code
    return word.strip()


def members(connection: Connection, values: Iterable[str]) -> frozenset[str]:
    """The codes of all categories that these words let through; CallerMistake where one names none.

    A group lets through all that stands in it. A word that names both a group and, as a trade word, one category in
    it (食品) means the group, so that nothing that was entered by that word is missed.
    """
    found: set[str] = set()
    for value in values:
        if not value:
            continue
        word = written(value)
        inside = groups().get(word)
        if inside is not None:
            found |= inside
            continue
        code = word if word == OTHER else category_meant(connection, word)
        if code is None:
            names = enumerated((*groups(), *(one.code for one in words(CATEGORY))))
            raise CallerMistake(said("{word} is no category we know.", word=word), said("Known: {names}", names=names))
        found.add(code)
    return frozenset(found)


def has_category(connection: Connection, kind: str, values: tuple[str, ...], row: FromClause) -> ColumnElement[bool]:
    """Whether a line (whose ``id`` is a subject's) has a category that the words let through: looked up for it."""
    listed = LISTS[kind, "categories"].table
    own = listed.c.owner_id == row.c.id
    has = exists().where(own, listed.c.value.in_(sorted(members(connection, values))))
    return or_(has, not_(exists().where(own))) if "" in values else has


def left(context: Context, connection: Connection, kind: str, chosen: ListFilter, day: date) -> Marked | None:
    """Whom the filters leave that no index of a list knows, the category among them; None where none is set."""
    mark = marked(context, connection, kind, chosen, day)
    if not chosen.category:
        return mark
    codes = members(connection, chosen.category)
    question = ("category", kind, codes, "" in chosen.category, categories_as_of(connection, kind))
    ids = _with_category(connection, kind, codes, none="" in chosen.category)
    found: Marked = context.recent.of(question, lambda: gathered(ids))
    return found if mark is None else mark.both(found)


def categories_as_of(connection: Connection, kind: str) -> tuple[int | None, ...]:
    """What tells whether the categories of a kind are what they were: the last changes that put or took away any."""
    if looks_back(connection):
        return (connection.execute(select(head.c.change_id)).scalar_one(),)
    listed = LISTS[kind, "categories"].table
    gone = HISTORY[listed.name]
    return tuple(connection.execute(select(func.max(one))).scalar() for one in (listed.c.change_id, gone.c.gone_by))


def _with_category(connection: Connection, kind: str, codes: frozenset[str], *, none: bool) -> Iterator[int]:
    """Who has one of the categories, or ``none`` at all; the table is gone through once, whatever stands in it."""
    listed = LISTS[kind, "categories"].table
    if codes:
        yield from raw(connection, select(listed.c.owner_id).where(listed.c.value.in_(sorted(codes))))
    if none:
        main = MAIN[kind]
        yield from raw(connection, select(main.c.id).where(not_(exists().where(listed.c.owner_id == main.c.id))))
