"""The trade's vocabulary as the rule pack publishes it: categories of goods, kinds of licence, qualifications, topics.

The importer reads names and aliases from here, the rule engine reads what is accepted for what; both see one table.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal, TypeVar, cast

from auditor import installed

PACK = "cn-livestream"
Level = Literal["entity", "product", "person"]
Entry = TypeVar("Entry")
_UNSEEN = re.compile(r"[\s\u200b-\u200f\u2060\ufeff]+")


@dataclass(frozen=True, slots=True)
class CategoryKind:
    """A category of goods; ``accepted`` kinds of licence of which one suffices, none where nothing is needed."""

    code: str
    zh: str
    en: str
    aliases: tuple[str, ...]
    food: bool
    accepted: tuple[str, ...]
    banned: bool

    @property
    def licensed(self) -> bool:
        """Whether selling it needs a licence at all."""
        return bool(self.accepted)


@dataclass(frozen=True, slots=True)
class LicenceKind:
    """A kind of licence; ``level`` says to whom it belongs, ``lookup`` where its validity is checked by hand."""

    code: str
    zh: str
    en: str
    aliases: tuple[str, ...]
    level: Level
    no_term: bool
    no_term_for: tuple[str, ...]
    lookup_zh: str
    lookup_en: str
    lookup_url: str | None


@dataclass(frozen=True, slots=True)
class Qualification:
    """A content domain that calls for a practising qualification of one of ``kinds``."""

    domain: str
    zh: str
    en: str
    kinds: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Topic:
    """A topic of training; the five statutory ones every host must have learned."""

    code: str
    zh: str
    en: str
    aliases: tuple[str, ...]
    statutory: bool


def folded(text: str) -> str:
    """The text as names are compared: width and case folded, blanks and unseen characters taken out."""
    return _UNSEEN.sub("", unicodedata.normalize("NFKC", text)).casefold()


@cache
def categories() -> tuple[CategoryKind, ...]:
    """All categories of goods, in the order of the pack."""
    return tuple(
        CategoryKind(
            code=entry["code"],
            zh=entry["zh"],
            en=entry["en"],
            aliases=tuple(entry.get("aliases", ())),
            food=entry.get("food", False),
            accepted=tuple(entry["accepted"]),
            banned=entry.get("banned", False),
        )
        for entry in _entries("category_licences.yaml", "categories")
    )


@cache
def licence_kinds() -> tuple[LicenceKind, ...]:
    """All kinds of licence, in the order of the pack."""
    return tuple(
        LicenceKind(
            code=entry["kind"],
            zh=entry["zh"],
            en=entry["en"],
            aliases=tuple(entry.get("aliases", ())),
            level=cast("Level", entry["level"]),
            no_term=entry["no_term"],
            no_term_for=tuple(entry.get("no_term_for", ())),
            lookup_zh=entry["lookup"]["zh"],
            lookup_en=entry["lookup"]["en"],
            lookup_url=entry["lookup"].get("url"),
        )
        for entry in _entries("licence_kinds.yaml", "kinds")
    )


@cache
def qualifications() -> tuple[Qualification, ...]:
    """The content domains that call for a qualification."""
    return tuple(
        Qualification(entry["domain"], entry["zh"], entry["en"], tuple(entry["kinds"]))
        for entry in _entries("qualifications.yaml", "domains")
    )


@cache
def topics() -> tuple[Topic, ...]:
    """All training topics, the statutory ones first."""
    return tuple(
        Topic(
            code=entry["code"],
            zh=entry["zh"],
            en=entry["en"],
            aliases=tuple(entry.get("aliases", ())),
            statutory=entry.get("statutory", False),
        )
        for entry in _entries("topics.yaml", "topics")
    )


def topics_for_case(category: str) -> tuple[str, ...]:
    """The codes of the topics that a case of this category calls for; none for a category the pack does not know."""
    listed = cast("Mapping[str, list[str]]", _document("topics.yaml")["case_topics"])
    return tuple(listed.get(category, ()))


def category(text: str) -> CategoryKind | None:
    """The category of this code, name or trade word, whatever its width, case and blanks; None when unmapped."""
    return _categories_by_name().get(folded(text))


def licence_kind(text: str) -> LicenceKind | None:
    """The kind of licence of this code, name or alias; None when unmapped."""
    return _kinds_by_name().get(folded(text))


def topic(text: str) -> Topic | None:
    """The training topic of this code, name or alias; None when unmapped."""
    return _topics_by_name().get(folded(text))


@cache
def _categories_by_name() -> Mapping[str, CategoryKind]:
    return _by_name(categories(), lambda one: (one.code, one.zh, one.en, *one.aliases))


@cache
def _kinds_by_name() -> Mapping[str, LicenceKind]:
    return _by_name(licence_kinds(), lambda one: (one.code, one.zh, one.en, *one.aliases))


@cache
def _topics_by_name() -> Mapping[str, Topic]:
    return _by_name(topics(), lambda one: (one.code, one.zh, one.en, *one.aliases))


def _by_name(entries: Iterable[Entry], names: Callable[[Entry], tuple[str, ...]]) -> Mapping[str, Entry]:
    """The entries by every folded name; a name claimed by two would map silently wrong, so it is a ValueError."""
    found: dict[str, Entry] = {}
    for entry in entries:
        for name in names(entry):
            if found.setdefault(folded(name), entry) is not entry:
                raise ValueError(f"{name!r} names two entries of the pack's data")
    return found


def _entries(file: str, key: str) -> list[dict[str, Any]]:
    return cast("list[dict[str, Any]]", _document(file)[key])


@cache
def _document(file: str) -> Mapping[str, Any]:
    import yaml

    path: Path = installed.rules() / PACK / "data" / file
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # ten times quicker where libyaml is built in
    with path.open(encoding="utf-8") as stream:
        return cast("Mapping[str, Any]", yaml.load(stream, Loader=loader))  # noqa: S506 - safe, either of them
