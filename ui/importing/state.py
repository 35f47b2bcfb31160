"""How far an import has come and what the person asked of it: files, matching, mends, filters. No widgets."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum
from pathlib import Path

from auditor.errors import AuditorError
from auditor.i18n import N_
from auditor.importing.instead import NoneOfOurs
from auditor.importing.read import Mend, OtherSheet
from auditor.services.imports import Imported
from auditor.services.mappings import MappingGuess
from ui.importing.digest import Digest
from ui.importing.wishes import Wishes

COUNTERS: dict[str, str] = {
    "created": N_("New"),
    "updated": N_("Changed"),
    "unchanged": N_("Unchanged"),
    "refused": N_("Refused"),
    "superseded": N_("Superseded"),
    "warned": N_("Warned"),
}
"""The counters of a summary, in its order; the first five together are all data rows."""

COMPLETENESS = "completeness"
MENDED = "mended"
WORKBOOK = ".xlsx"
TAKEN = (WORKBOOK, ".csv", ".tsv")
_LOOKED_AT_FIRST = ("refused", "created", "updated", "warned", "superseded", "unchanged")
"""What a fresh preview opens with: the first of these that has any rows."""


class Step(Enum):
    """How far the import has come."""

    EMPTY = "empty"
    READING = "reading"
    REFUSED = "refused"
    """The files could not be read; why stands in ``refusal``."""
    PREVIEW = "preview"
    STORING = "storing"
    DONE = "done"


@dataclass(frozen=True, slots=True)
class Other:
    """A sheet that was not taken, and the name of its file."""

    file: str
    sheet: OtherSheet


@dataclass(slots=True)
class ImportState:
    """What the room shows; every change of it goes through a method."""

    step: Step = Step.EMPTY
    wishes: Wishes = field(default_factory=Wishes)
    digest: Digest | None = None
    refusal: AuditorError | None = None
    guess: MappingGuess | None = None
    """The mapping that these files look like."""
    filter: str = "created"
    """One of COUNTERS, or COMPLETENESS, or MENDED."""
    sheet: int | None = None
    """Index of the sheet that is looked at; None for all of them."""
    _chosen: bool = False
    """Whether the person picked the filter, so that a new preview leaves it."""

    # files ------------------------------------------------------------------------------------------------------

    @property
    def files(self) -> tuple[Path, ...]:
        """The files of this import."""
        return self.wishes.files

    @property
    def outcome(self) -> Imported | None:
        """What the import would do, or did."""
        return None if self.digest is None else self.digest.outcome

    @property
    def busy(self) -> bool:
        """Whether work is under way, so that nothing else may be begun."""
        return self.step in (Step.READING, Step.STORING)

    def add(self, files: tuple[Path, ...]) -> bool:
        """Take files (after an import has ended: a new one); False when none of them can be imported or is new."""
        fresh = self.step is Step.DONE
        known = () if fresh else self.files
        taken = tuple(path for path in files if importable(path))
        both = tuple(dict.fromkeys((*known, *taken)))
        if not taken or both == known:
            return False
        wishes = Wishes() if fresh else self.wishes
        if fresh:
            self._clear()
        self.wishes = wishes.of_files(both)
        return True

    def remove(self, file: Path) -> bool:
        """Take a file out; whether any is left."""
        self.wishes = self.wishes.of_files(tuple(path for path in self.files if path != file))
        if not self.files:
            self.start_over()
        return bool(self.files)

    def start_over(self) -> None:
        """Forget everything: an empty room."""
        self._clear()
        self.wishes = Wishes()
        self.step = Step.EMPTY

    def _clear(self) -> None:
        self.digest, self.refusal, self.guess = None, None, None
        self.sheet, self._chosen = None, False

    # going on ---------------------------------------------------------------------------------------------------

    def reading(self) -> None:
        """The preview is being made (again): an earlier one stays to be looked at."""
        self.step, self.refusal = Step.READING, None

    def previewed(self, digest: Digest) -> None:
        """The dry run came back: nothing is stored yet."""
        self._take(digest)
        self.step = Step.PREVIEW

    def storing(self) -> None:
        """The real import is under way."""
        self.step = Step.STORING

    def stored(self, digest: Digest) -> None:
        """The import is on disk."""
        self._take(digest)
        self.step = Step.DONE

    def refused(self, error: AuditorError) -> None:
        """The files could not be read: they stay listed, so that one of them can be mended or taken out."""
        self.digest, self.refusal, self.step = None, error, Step.REFUSED

    def stopped(self) -> None:
        """The work was stopped or failed: back to what was known before it."""
        self.step = Step.PREVIEW if self.digest is not None else Step.REFUSED if self.files else Step.EMPTY

    def _take(self, digest: Digest) -> None:
        self.digest, self.refusal = digest, None
        if self.sheet is not None and self.sheet >= len(digest.sheets):
            self.sheet = None
        if self.filter == MENDED and not self.mends:
            self._chosen = False
        if not self._chosen:
            totals = digest.totals
            self.filter = next((name for name in _LOOKED_AT_FIRST if totals[name]), "created")

    # looking ----------------------------------------------------------------------------------------------------

    def look_at(self, wanted: str) -> None:
        """Show the rows of a counter, or how complete the columns are."""
        self.filter, self._chosen = wanted, True

    @property
    def mends(self) -> tuple[Mend, ...]:
        """The cells that were mended in place, in the order of mending."""
        return self.wishes.choices.mends

    @property
    def totals(self) -> dict[str, int]:
        """The counters over all sheets of all files."""
        return dict.fromkeys(COUNTERS, 0) if self.digest is None else self.digest.totals

    @property
    def others(self) -> tuple[Other, ...]:
        """The sheets that were not taken, also where that is all there was."""
        if isinstance(self.refusal, NoneOfOurs):
            return tuple(Other(file, sheet) for file, sheet in self.refusal.others)
        if self.refusal is not None:
            # A table of text may only need a word about what it holds.
            tables = [path for path in self.files if path.suffix.lower() != WORKBOOK]
            return tuple(Other(path.name, OtherSheet(path.stem, 0)) for path in tables)
        files = self.outcome.files if self.outcome else ()
        return tuple(Other(file.path.name, sheet) for file in files for sheet in file.others)

    @property
    def counts(self) -> dict[str, int]:
        """The counters of the sheet that is looked at."""
        if self.digest is None or self.sheet is None:
            return self.totals
        return self.digest.sheets[self.sheet].counts

    @property
    def changes_anything(self) -> bool:
        """Whether importing would store something."""
        return self.totals["created"] + self.totals["updated"] > 0


def importable(path: Path) -> bool:
    """Whether a file's name is one of a workbook or a table."""
    return path.suffix.lower() in TAKEN
