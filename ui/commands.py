"""What can be done from anywhere: the commands of the palette, named in both languages."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache

from auditor.i18n import LANGUAGES, N_, Language, Message, Translator, said
from ui.keeping import Keeping
from ui.kit.desk import Desk, Place
from ui.kit.shortcuts import Key
from ui.kit.theme import Density


@dataclass(frozen=True, slots=True)
class Doing:
    """A command: what it is called, its icon, what it does, and its key where it has one."""

    title: Message
    icon: str
    call: Callable[[], object]
    keys: str = ""


class Commands:
    """Collects the commands that make sense at the moment they are asked for."""

    def __init__(self, desk: Desk, keeping: Keeping, own: Callable[[], Iterable[Doing]]) -> None:
        self._desk = desk
        self._keeping = keeping
        self._own = own

    def now(self) -> list[Doing]:
        """All that can be done now, the nearest at hand first."""
        return [*self._edits(), *self._own(), *self._rooms(), *self._safety(), *self._looks()]

    def _edits(self) -> Iterable[Doing]:
        edits = self._desk.edits
        if edits.last is not None:
            yield Doing(said("Undo: {what}", what=edits.last.what), "undo", edits.undo, Key.UNDO.keys)
        if edits.last_undone is not None:
            yield Doing(said("Redo: {what}", what=edits.last_undone.what), "refresh", edits.redo, Key.REDO.keys)

    def _rooms(self) -> Iterable[Doing]:
        go = self._desk.go
        yield Doing(Message(N_("Import files")), "import", lambda: go(Place("import")))
        yield Doing(Message(N_("New check")), "check", lambda: go(Place("checks")))
        yield Doing(Message(N_("Log a training")), "training", lambda: go(Place("training", ("log",))))
        yield Doing(Message(N_("New case")), "case", lambda: go(Place("case-new")))
        yield Doing(Message(N_("Statistics of cases")), "case", lambda: go(Place("case-figures")))
        yield Doing(Message(N_("Consumers' feedback")), "case", lambda: go(Place("feedback")))
        yield Doing(Message(N_("Points of somebody")), "case", lambda: go(Place("points")))
        yield Doing(Message(N_("May it go live?")), "play", lambda: go(Place("clearance")))

    def _safety(self) -> Iterable[Doing]:
        keeping = self._keeping
        yield Doing(Message(N_("Export everything, masked")), "export", keeping.export)
        yield Doing(Message(N_("Back up the workspace")), "copy", keeping.back_up)
        yield Doing(Message(N_("Examine the workspace (doctor)")), "eye", keeping.examine)
        yield Doing(Message(N_("Verify the whole chain")), "done", keeping.verify)
        yield Doing(Message(N_("Verify a report or certificate")), "done", keeping.verify_paper)

    def _looks(self) -> Iterable[Doing]:
        theme, texts = self._desk.theme, self._desk.texts
        other: Language = "en" if texts.language == "zh" else "zh"
        yield Doing(Message(N_("Switch to Chinese / English")), "language", lambda: texts.switch(other))
        yield Doing(Message(N_("Light theme")), "sun", lambda: theme.switch("light"))
        yield Doing(Message(N_("Dark theme")), "moon", lambda: theme.switch("dark"))
        yield Doing(Message(N_("Theme as the system's")), "settings", lambda: theme.switch("system"))
        yield Doing(Message(N_("Larger writing")), "plus", lambda: theme.resize(theme.scale + 0.1), Key.LARGER.keys)
        yield Doing(Message(N_("Smaller writing")), "minus", lambda: theme.resize(theme.scale - 0.1), Key.SMALLER.keys)
        yield Doing(Message(N_("Writing at 100 %")), "search", lambda: theme.resize(1.0), Key.PLAIN.keys)
        yield Doing(Message(N_("Rows close together")), "more", lambda: theme.pack(Density.COMPACT))
        yield Doing(Message(N_("Rows at their usual height")), "more", lambda: theme.pack(Density.NORMAL))
        yield Doing(Message(N_("Rows far apart")), "more", lambda: theme.pack(Density.RELAXED))


def says(typed: str, title: Message | str) -> bool:
    """Whether a title is meant by what was typed: a part of it in either language, its pinyin or its initials."""
    wanted = typed.strip().casefold()
    if not wanted:
        return True
    names = [translator.t(title) for translator in _translators()]
    if any(wanted in name.casefold() for name in names):
        return True
    words = _sounds(names[0])
    return all(any(word.startswith(piece) for word in words) for piece in wanted.split())


@cache
def _translators() -> tuple[Translator, ...]:
    return tuple(Translator(language) for language in LANGUAGES)


@cache
def _sounds(name: str) -> tuple[str, ...]:
    from auditor.services.records.names import search_words

    return tuple(word for word in search_words("", [name]).split() if word.isascii())
