"""Sentences for people: English msgids, gettext catalogues, rendered late in the reader's language."""

from __future__ import annotations

import gettext
import os
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Literal

Language = Literal["zh", "en"]
LANGUAGES: tuple[Language, ...] = ("zh", "en")
ONE = "one"
"""The context of sentences that tell of a single thing."""
_KNOWN = 10_000
"""Sentences that a translator keeps at most: what is told of data may be anything."""
_FOLDER = {"zh": "zh_CN", "en": "en"}


def N_(text: str) -> str:
    """Mark a msgid for the catalogues without translating it."""
    return text


@dataclass(frozen=True, slots=True)
class Message:
    """A sentence by its English msgid with named placeholders; params may hold further messages."""

    text: str
    params: dict[str, object] = field(default_factory=dict)

    def __str__(self) -> str:
        return Translator("en").t(self)


def said(text: str, /, **params: object) -> Message:
    """A message with its parameters: ``said("{n} rows", n=3)``."""
    return Message(text, params)


@dataclass(frozen=True, slots=True)
class Twin:
    """A text that stands in both languages in data (titles of rules, words of lists), as a part of a message."""

    zh: str
    en: str


def enumerated(names: Iterable[str]) -> Twin:
    """Names one after the other, as either language parts them."""
    told = tuple(names)
    return Twin("、".join(told), ", ".join(told))


class Translator:
    """Renders messages in one language; an argument wherever sentences are made, never a global."""

    def __init__(self, language: Language) -> None:
        self.language: Language = language
        self._catalogues = _catalogues(language)
        self._known: dict[str, str] = {}

    def t(self, message: Message | str, /, **params: object) -> str:
        """The sentence in this language; placeholders are filled, messages among them rendered too."""
        if isinstance(message, str):
            message = Message(message, params)
        pattern = self._of_one(message) or self._lookup(message.text)
        if not message.params:
            return pattern
        return pattern.format(**{name: self._shown(value) for name, value in message.params.items()})

    def _of_one(self, message: Message) -> str:
        """The sentence as English has it of one thing, where ``n`` is one and it differs; empty elsewhere."""
        if self.language != "en" or str(message.params.get("n")) != "1":
            return ""
        told = (catalogue.pgettext(ONE, message.text) for catalogue in self._catalogues)
        return next((found for found in told if found != message.text), "")

    def _shown(self, value: object) -> object:
        if isinstance(value, Twin):
            return self.both(value.zh, value.en)
        return self.t(value) if isinstance(value, Message) else value

    def _lookup(self, text: str) -> str:
        """Each is looked for in every catalogue once: a page of a list asks for the same words hundreds of times."""
        known = self._known.get(text)
        if known is None:
            known = next((found for one in self._catalogues if (found := one.gettext(text)) != text), text)
            if len(self._known) >= _KNOWN:
                self._known.clear()
            self._known[text] = known
        return known

    def both(self, zh: str, en: str) -> str:
        """Pick between two texts that stand side by side in data (rule titles, enum words)."""
        return zh if self.language == "zh" else en


@cache
def _catalogues(language: Language) -> tuple[gettext.GNUTranslations, ...]:
    from auditor.installed import resources

    folder: Path = resources() / "translations" / _FOLDER[language]
    loaded = []
    for file in sorted(folder.glob("*.mo")):
        with file.open("rb") as stream:
            loaded.append(gettext.GNUTranslations(stream))
    return tuple(loaded)


def chosen_language(wanted: str | None = None) -> Language:
    """zh or en from an option, else from the environment's locale; Chinese first where nothing is said."""
    for candidate in (wanted, os.environ.get("AUDITOR_LANG"), os.environ.get("LC_ALL"), os.environ.get("LANG")):
        if not candidate:
            continue
        if candidate.lower().startswith("zh"):
            return "zh"
        if candidate.lower().startswith("en"):
            return "en"
    return "zh"
