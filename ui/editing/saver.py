"""Saving what is typed: one command at a time off the GUI thread; a refusal or a conflict leads back to its field."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from auditor.i18n import N_, Message, Translator, Twin
from auditor.model.sheets import kind_called
from ui.editing.draft import Clash, Draft
from ui.kit.desk import Desk
from ui.profiles.words import field_name

if TYPE_CHECKING:
    from auditor.app import Done
    from auditor.services.editing import Saved, SaveRecord


class Saver(QObject):
    """Carries saves out and tells what became of them."""

    saved = Signal(object)
    """The draft, of which something was stored."""
    created = Signal(str, int)
    """The sheet and the number of a new record."""
    refused = Signal(object)
    """The draft, with complaints at its fields."""
    stale = Signal()
    """What is shown is no longer what is stored."""
    clashed = Signal(object)
    """A Clash, to be chosen."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk

    def save(self, draft: Draft, *names: str) -> bool:
        """Store these fields of a draft (none named: all that differ); False when there is nothing to store."""
        command = draft.command(*names)
        if command is None:
            return False
        self._do(draft, command)
        return True

    def settle(self, clash: Clash) -> None:
        """Store a conflict as it was chosen."""
        clash.draft.take_back(*clash.given_up)
        command = clash.command()
        if command is None:
            self.stale.emit()
        else:
            self._do(clash.draft, command)

    def _do(self, draft: Draft, command: SaveRecord) -> None:
        then: Callable[[Done[Saved]], None] = partial(self._stored, draft, command)
        self._desk.tasks.do(command, then, partial(self._failed, draft, command), owner=self)

    def _stored(self, draft: Draft, command: SaveRecord, done: Done[Saved]) -> None:
        for name, text in command.values:
            if draft.typed.get(name) == text:
                draft.saved((name,))
        if done.change is not None:
            if draft.seen is not None:
                draft.seen = done.change
            self._desk.edits.done(done.change, self.what(draft, command))
        if draft.id is None:
            draft.take_back()
            self.created.emit(done.result.sheet, done.result.id)
        self.saved.emit(draft)

    def _failed(self, draft: Draft, command: SaveRecord, error: Exception) -> None:
        from auditor.services.editing import Conflict, Refused

        if isinstance(error, Conflict):
            clash = Clash.of(draft, error)
            if clash.choices:
                self.clashed.emit(clash)
                return
            # The other changed other fields only: nothing is to be chosen, both stand.
            beside = self._names(tuple(field.name for field, _, _ in clash.beside), draft)
            words = {"who": Message(error.who), "fields": beside}
            self._desk.problems.warn(
                Message(N_("Meanwhile {who} changed {fields}; yours was stored beside it."), words)
            )
            self._again(clash)
            return
        if isinstance(error, Refused):
            draft.refused(error.told)
        self.refused.emit(draft)
        if not isinstance(error, Refused):
            self._desk.problems.tell(error)

    def _again(self, clash: Clash) -> None:
        command = clash.command()
        if command is not None:
            self._do(clash.draft, command)

    def what(self, draft: Draft, command: SaveRecord) -> Message:
        """A save in words, for undo."""
        names = self._names(tuple(name for name, _ in command.values[:3]), draft)
        title = kind_called(draft.sheet)
        if draft.id is None:
            return Message(N_("{record} added"), {"record": title})
        return Message(N_("{record}: {fields} changed"), {"record": title, "fields": names})

    def _names(self, names: tuple[str, ...], draft: Draft) -> Twin:
        fields = [draft.sheet.field(name) for name in names]
        return _both(lambda translator: translator.both("、", ", ").join(field_name(one, translator) for one in fields))


def _both(text: Callable[[Translator], str]) -> Twin:
    return Twin(text(Translator("zh")), text(Translator("en")))
