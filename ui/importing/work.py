"""What the room sets going: previews after each wish, the import, undo, saving; outcomes end in the state."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal

from auditor.errors import AuditorError, Busy, Cancelled
from auditor.i18n import N_, Message
from auditor.importing.read import ChosenColumn, ChosenSheet, Mend
from auditor.importing.scratch import scratch_prefix
from auditor.services.changes import ChangeLine, Changes
from auditor.services.imports import Imported
from auditor.services.mappings import GuessMapping, MappingGuess, MappingInfo, MappingNamed, Mappings, SaveMapping
from auditor.services.refused_rows import RowsAround, WriteRejects
from auditor.services.rules import FedRules
from auditor.services.undoing import LaterEdits, Undo, Undone
from ui.importing.completeness import Fed
from ui.importing.digest import digest
from ui.importing.history import AT_ONCE
from ui.importing.lines import Located
from ui.importing.matching import matches
from ui.importing.sentences import BUSY, later_edits
from ui.importing.state import ImportState, Step
from ui.importing.wishes import Wishes
from ui.kit.desk import Desk
from ui.kit.tasks import Handle

SETTLES_MS = 350
"""After a mend or a match the preview waits so long for the next one before it is made again."""
PASTED = "剪贴板"


class Work(QObject):
    """Holds the state of the import and hands its jobs to the lanes; no widget knows a job."""

    moved = Signal()
    """Something that is shown has changed."""
    around_read = Signal(object, object)
    """A problem (Located) and the rows around it."""

    def __init__(self, desk: Desk, parent: QObject) -> None:
        super().__init__(parent)
        self._desk = desk
        self.state = ImportState()
        self.handle: Handle | None = None
        self.mappings: tuple[MappingInfo, ...] = ()
        self.fed: Fed = {}
        self.imports: tuple[ChangeLine, ...] = ()
        self.undone = False
        self._undoing: int | None = None
        """The change that took this import back; taken back itself, the import stands again."""
        self.outdated = False
        """Whether the workspace was changed after the preview was made, or meanwhile."""
        self._written_meanwhile = False
        self._again = False
        self._to_undo = 0
        self._looks: dict[str, Handle] = {}
        self._looked_at: Located | None = None
        self._place: tuple[Path, str, int] | None = None
        """Where the rows that are shown around a problem were asked for."""
        self._rows_there: object = None
        self._scratch: tempfile.TemporaryDirectory[str] | None = None
        self.settling = QTimer(self, interval=SETTLES_MS, singleShot=True)
        self.settling.timeout.connect(self._preview)

    @property
    def busy(self) -> bool:
        """Whether long work is under way."""
        return self.handle is not None

    # files ------------------------------------------------------------------------------------------------------

    def add(self, files: tuple[Path, ...]) -> None:
        """Take files into this import (after one has ended: into a new one) and preview it."""
        if self.busy:
            self._desk.problems.warn(Message(BUSY))
        elif self.state.add(files):
            self.undone = False
            self._preview()

    def paste(self, text: str) -> None:
        """Take a table from the clipboard as if it were a file."""
        if "\t" not in text and "\n" not in text.strip():
            self._desk.problems.warn(Message(N_("The clipboard holds no table: copy cells with their header first.")))
            return
        if self.busy:
            self._desk.problems.warn(Message(BUSY))
            return
        if self._scratch is None:
            self._scratch = tempfile.TemporaryDirectory(prefix=scratch_prefix())
        number = 1 + sum(path.name.startswith(PASTED) for path in self.state.files)
        path = Path(self._scratch.name) / (f"{PASTED}.tsv" if number == 1 else f"{PASTED}-{number}.tsv")
        path.write_text(text, encoding="utf-8", newline="")
        self.add((path,))

    def remove(self, file: Path) -> None:
        """Take a file out and preview the others."""
        if self.state.step is Step.STORING:
            return
        if self.state.remove(file):
            self._preview()
        else:
            self._again = False
            self.stop()
        self.moved.emit()

    def start_over(self) -> None:
        """An empty room; pasted tables are deleted."""
        self.state.start_over()
        self.undone = False
        if self._scratch is not None:
            self._scratch.cleanup()
            self._scratch = None
        self.moved.emit()

    # wishes -----------------------------------------------------------------------------------------------------

    def match(self, columns: tuple[ChosenColumn, ...]) -> None:
        """Columns matched by hand."""
        wishes = self.state.wishes
        for column in columns:
            wishes = wishes.matched(column)
        self._wish(wishes)

    def take_sheet(self, sheet: ChosenSheet) -> None:
        """A sheet of theirs said to be one of ours."""
        self._wish(self.state.wishes.taken_as(sheet))

    def mend(self, mend: Mend) -> None:
        """A cell mended in place."""
        self._wish(self.state.wishes.mended(mend))

    def unmend(self, mend: Mend) -> None:
        """A mend taken back."""
        self._wish(self.state.wishes.unmended(mend))

    def use_mapping(self, name: str) -> None:
        """Read by this mapping; "" for the headers alone."""
        if not name:
            self._wish(self.state.wishes.mapped(None))
            return
        self._desk.tasks.ask(MappingNamed(name), self._mapping_read, self._told, owner=self, slot="mapping")

    def _mapping_read(self, mapping: object) -> None:
        self._wish(self.state.wishes.mapped(mapping))

    def _wish(self, wishes: Wishes) -> None:
        if self.state.step in (Step.STORING, Step.DONE) or wishes == self.state.wishes:
            return
        self.state.wishes = wishes
        self.settling.start()
        self.moved.emit()

    def save_mapping(self, name: str) -> None:
        """Save what was matched by hand under the sender's name; one that stands is replaced when that is wanted."""
        if any(one.name == name and one.source == "saved" for one in self.mappings):
            words = Message(N_("A mapping named {name} stands already."), {"name": name})
            self._desk.problems.warn(words, (Message(N_("Replace it")), lambda: self._save(name, replace=True)))
        else:
            self._save(name, replace=False)

    def _save(self, name: str, *, replace: bool) -> None:
        job = SaveMapping(name, self.state.wishes.choices, replace=replace)
        self._desk.tasks.run(job, lambda saved: self._saved(name), self._told, owner=self)

    def _saved(self, name: str) -> None:
        self._desk.problems.done(Message(N_("Saved as the mapping {name}."), {"name": name}))
        self._desk.tasks.ask(Mappings(), self._mappings_read, owner=self, slot="mappings")
        self.use_mapping(name)

    # looking ----------------------------------------------------------------------------------------------------

    def look_at(self, wanted: str) -> None:
        """Choose a counter."""
        self.state.look_at(wanted)
        self.moved.emit()

    def look_at_sheet(self, sheet: int | None) -> None:
        """Choose a sheet; None for all."""
        self.state.sheet = sheet
        self.moved.emit()

    def ask_around(self, told: Located) -> None:
        """Ask for the rows around a problem, once for each; they may take a while in a large file."""
        self._looked_at = told
        place = (told.sheet.path, told.problem.sheet, told.row)
        if place != self._place:
            self._place, self._rows_there = place, None
            self._give_way("around")
            job = RowsAround(*place, self.state.wishes.choices)
            self._aside("around", job, lambda around: self._around(place, around))
        elif self._rows_there is not None:
            self.around_read.emit(told, self._rows_there)

    def _around(self, place: object, around: object) -> None:
        if place == self._place and self._looked_at is not None:
            self._rows_there = around
            self.around_read.emit(self._looked_at, around)

    def data_changed(self) -> None:
        """Something was written: a preview made before that may no longer be what would happen."""
        self._written_meanwhile = self.state.step is Step.READING
        if self.state.step is Step.PREVIEW:
            self.outdated = True
            self.moved.emit()

    def read_surroundings(self) -> None:
        """Ask once for what does not depend on the files: mappings, and which rules read which column."""
        if not self.fed:
            self._desk.tasks.ask(FedRules(), self._fed_read, owner=self, slot="fed")
        self._desk.tasks.ask(Mappings(), self._mappings_read, owner=self, slot="mappings")

    def _fed_read(self, fed: Fed) -> None:
        self.fed = fed
        self.moved.emit()

    def _mappings_read(self, mappings: tuple[MappingInfo, ...]) -> None:
        self.mappings = mappings
        self.moved.emit()

    # preview ----------------------------------------------------------------------------------------------------

    def read_again(self) -> None:
        """Read the files again, as somebody mended them elsewhere."""
        self._preview()

    def _preview(self) -> None:
        self.settling.stop()
        if not self.state.files or self.state.step is Step.STORING:
            return
        if self.handle is not None:
            self._again = True
            self.handle.cancel()
            return
        self.outdated = self._written_meanwhile = False
        self.state.reading()
        self._begin(self.state.wishes, dry_run=True)

    def _begin(self, wishes: Wishes, *, dry_run: bool) -> None:
        self._give_way()
        then = self._previewed if dry_run else self._stored
        self.handle = self._desk.tasks.run(wishes.job(dry_run=dry_run), then, self._failed, owner=self)
        self.moved.emit()

    def _previewed(self, outcome: Imported) -> None:
        self.handle = None
        if self._again:
            self._once_more()
            return
        self._place = None
        self.outdated = self._written_meanwhile
        self.state.previewed(digest(outcome))
        self.moved.emit()
        self._guess()

    def _guess(self) -> None:
        """Ask which mapping these files look like, unless one is chosen or everything was understood without."""
        state = self.state
        strange = state.others or any(one.column.how == "none" for one in matches(state.digest, None))
        if strange and state.wishes.choices.mapping is None and state.guess is None:
            self._aside("guess", GuessMapping(state.files), self._guessed)

    def _aside(self, what: str, job: object, then: Callable[[Any], None]) -> None:
        """Look into a file for something the preview can do without; it gives way to what the person waits for."""
        self._looks[what] = self._desk.tasks.run(job, then, lambda _: None, owner=self)

    def _give_way(self, *which: str) -> None:
        """Stop looking aside: one lane carries all long work, and a large file is long to look into."""
        for what in which or tuple(self._looks):
            look = self._looks.pop(what, None)
            if look is not None:
                look.cancel()
        if not which:
            self._place = None

    def _guessed(self, guesses: tuple[MappingGuess, ...]) -> None:
        self.state.guess = guesses[0] if guesses else None
        self.moved.emit()

    def _once_more(self) -> None:
        self._again, self.handle = False, None
        self._preview()

    # storing ----------------------------------------------------------------------------------------------------

    def store(self) -> None:
        """Import for real what the preview shows."""
        if self.state.step is Step.PREVIEW and not self.busy and not self.settling.isActive():
            self.state.storing()
            self._begin(self.state.wishes, dry_run=False)

    def _stored(self, outcome: Imported) -> None:
        self.handle = None
        self.state.stored(digest(outcome))
        self.moved.emit()

    def stop(self) -> None:
        """Ask the work under way to stop; stopped means that nothing happened."""
        if self.handle is not None:
            self.handle.cancel()

    def _failed(self, error: Exception) -> None:
        storing = self.state.step is Step.STORING
        self.handle = None
        if self._again and not storing:
            self._once_more()
            return
        if isinstance(error, AuditorError) and not isinstance(error, Cancelled | Busy) and not storing:
            self.state.refused(error)
            self._guess()
        else:
            self.state.stopped()
            if storing or not isinstance(error, Cancelled):  # else the preview says so itself
                self._told(error, self.store if storing else self.read_again)
        self.moved.emit()

    def _told(self, error: Exception, retry: object = None) -> None:
        if isinstance(error, Busy) and callable(retry):
            self._desk.problems.warn(error.message, (Message(N_("Try again")), retry))
        else:
            self._desk.problems.tell(error)

    # afterwards -------------------------------------------------------------------------------------------------

    @property
    def rejects_name(self) -> str:
        """The name that a workbook of refused rows is offered under."""
        stem = self.state.files[0].stem if self.state.files else PASTED
        return f"{stem}-refused.xlsx"

    def save_rejects(self, out: Path) -> None:
        """Write the refused rows as a workbook to be mended and imported."""
        wishes, language = self.state.wishes, self._desk.texts.language
        job = WriteRejects(wishes.files, out, wishes.choices, language, self.state.outcome)
        self._desk.tasks.run(job, self._rejects_written, self._told, owner=self)

    def _rejects_written(self, written: tuple[Path, ...]) -> None:
        names = "、".join(str(path) for path in written)
        self._desk.problems.done(Message(N_("The refused rows are in {names}."), {"names": names}))

    def undo_import(self) -> None:
        """Take back the import that has just been made."""
        change = None if self.state.outcome is None else self.state.outcome.change
        if change is not None:
            self.undo(change)

    def undo(self, change: int) -> None:
        """Take back an import; what stands on it is told and everything stays."""
        if self.busy:
            self._desk.problems.warn(Message(BUSY))
            return
        self._to_undo = change
        self._give_way()
        self.handle = self._desk.tasks.run(Undo(change), self._undone, self._undo_failed, owner=self)
        self.moved.emit()

    def _undone(self, undone: Undone) -> None:
        self.handle = None
        made = self.state.outcome
        if made is not None and made.change == undone.undone:
            self.undone, self._undoing = True, undone.change
        elif undone.undone == self._undoing:
            self.undone, self._undoing = False, None
        told: dict[str, object] = {"undone": undone.undone, "change": undone.change or 0}
        words = Message(N_("Change {undone} was taken back by change {change}."), told)
        redo = undone.change
        self._desk.problems.done(words, None if redo is None else (Message(N_("Redo")), lambda: self.undo(redo)))
        self.read_history()
        self.moved.emit()

    def _undo_failed(self, error: Exception) -> None:
        self.handle = None
        if isinstance(error, LaterEdits):
            self._desk.problems.warn(later_edits(error, self._to_undo))
        else:
            self._told(error, lambda: self.undo(self._to_undo))
        self.moved.emit()

    def read_history(self) -> None:
        """Ask for the imports, the latest first."""
        query = Changes(kind="import", limit=AT_ONCE)
        self._desk.tasks.ask(query, self._history_read, owner=self, slot="history")

    def more_history(self, before: int) -> None:
        """Ask for the imports before this change."""
        query = Changes(kind="import", limit=AT_ONCE, before=before)
        self._desk.tasks.ask(query, self._more_read, owner=self, slot="history")

    def _history_read(self, lines: tuple[ChangeLine, ...]) -> None:
        self.imports = lines
        self.moved.emit()

    def _more_read(self, lines: tuple[ChangeLine, ...]) -> None:
        self._history_read((*self.imports, *lines))
