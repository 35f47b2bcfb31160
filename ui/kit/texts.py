"""The window's language, switched while it runs: every fixed text is registered once and set again on a switch."""

from __future__ import annotations

import weakref
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import shiboken6
from PySide6.QtCore import QObject, Signal

from auditor.i18n import Language, Message, Translator


@dataclass(frozen=True, slots=True)
class _Said:
    widget: weakref.ref[QObject]
    setter: str
    message: Message


class Texts(QObject):
    """Renders messages for the window and says them again when the language changes."""

    changed = Signal()
    """After every registered text has been set again; screens with texts made from data render themselves."""

    def __init__(self, language: Language) -> None:
        super().__init__()
        self._translator = Translator(language)
        self._said: dict[tuple[int, str], _Said] = {}
        self._sweep_at = 500

    @property
    def language(self) -> Language:
        """The language in use."""
        return self._translator.language

    @property
    def translator(self) -> Translator:
        """For what renders by itself (verdict texts that stand in two languages in the rule book)."""
        return self._translator

    def t(self, text: Message | str, **params: object) -> str:
        """The sentence in the window's language."""
        return self._translator.t(text, **params)

    def say(self, widget: QObject, text: Message | str, setter: str = "setText") -> None:
        """Set a text on a widget now, and again at every switch; what the same place said before is said no more."""
        message = Message(text) if isinstance(text, str) else text
        self._said[id(widget), setter] = _Said(weakref.ref(widget), setter, message)
        getattr(widget, setter)(self.t(message))
        if len(self._said) > self._sweep_at:
            self._sweep()

    def unsay(self, widget: QObject, setter: str = "setText", nothing: str = "") -> None:
        """Say nothing on a widget from now on; ``nothing`` is what stands there then."""
        self._said.pop((id(widget), setter), None)
        getattr(widget, setter)(nothing)

    def name(self, widget: QObject, text: Message | str) -> None:
        """Give a control its accessible name, in the window's language."""
        self.say(widget, text, "setAccessibleName")

    def switch(self, language: Language) -> None:
        """Change the language of everything on screen."""
        if language == self.language:
            return
        self._translator = Translator(language)
        self._sweep()
        for said in list(self._said.values()):
            widget: Any = said.widget()  # Any: the setter's name is data
            if widget is not None:
                getattr(widget, said.setter)(self.t(said.message))
        self.changed.emit()

    def _sweep(self) -> None:
        self._said = {at: said for at, said in self._said.items() if _alive(said.widget())}
        self._sweep_at = max(500, 2 * len(self._said))


def begun(text: str) -> str:
    """A word as the cell of a table or a line of choices begins with it: with a capital letter, where there is one."""
    return text[:1].upper() + text[1:]


def _alive(widget: QObject | None) -> bool:
    return widget is not None and shiboken6.isValid(widget)


Translate = Callable[..., str]
