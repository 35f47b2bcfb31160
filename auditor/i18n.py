"""Sentences for people: English msgids, gettext catalogues, rendered late in the reader's language."""

from __future__ import annotations

import gettext
import os
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Literal

Language = Literal["zh", "en"]
LANGUAGES: tuple[Language, ...] = ("zh", "en")
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


class Translator:
    """Renders messages in one language; an argument wherever sentences are made, never a global."""

    def __init__(self, language: Language) -> None:
        self.language: Language = language
        self._catalogues = _catalogues(language)

    def t(self, message: Message | str, /, **params: object) -> str:
        """The sentence in this language; placeholders are filled, messages among them rendered too."""
        if isinstance(message, str):
            message = Message(message, params)
        pattern = self._lookup(message.text)
        if not message.params:
            return pattern
        return pattern.format(**{name: self._shown(value) for name, value in message.params.items()})

    def _shown(self, value: object) -> object:
        if isinstance(value, Twin):
            return self.both(value.zh, value.en)
        return self.t(value) if isinstance(value, Message) else value

    def _lookup(self, text: str) -> str:
        for catalogue in self._catalogues:
            found = catalogue.gettext(text)
            if found != text:
                return found
        return text

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
