"""The state of the import room: which files, what the preview says, what became of them. No widgets."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum
from pathlib import Path

from auditor.i18n import N_, Message, Translator
from auditor.model.values import Problem
from auditor.services.imports import Imported

COUNTERS: dict[str, str] = {
    "created": N_("New"),
    "updated": N_("Changed"),
    "unchanged": N_("Unchanged"),
    "refused": N_("Refused"),
    "superseded": N_("Superseded"),
    "warned": N_("Warned"),
}
"""The counters of a summary, in its order; the first five together are all data rows."""

SHOWN_AT_MOST = 5_000
TAKEN = (".xlsx", ".csv")


class Step(Enum):
    """How far the import has come."""

    EMPTY = "empty"
    READING = "reading"
    PREVIEW = "preview"
    STORING = "storing"
    DONE = "done"


@dataclass(frozen=True, slots=True)
class Told:
    """One problem as the list shows it."""

    file: str
    problem: Problem


@dataclass(slots=True)
class ImportState:
    """What the room shows; every change of it goes through a method."""

    step: Step = Step.EMPTY
    files: tuple[Path, ...] = ()
    outcome: Imported | None = None
    level: str = ""
    """"" for all, else error or warning."""
    _told: tuple[Told, ...] = field(default=())

    def choose(self, files: tuple[Path, ...]) -> bool:
        """Take files; False when none of them is one that can be imported."""
        taken = tuple(dict.fromkeys(path for path in files if path.suffix.lower() in TAKEN))
        if not taken:
            return False
        self.files, self.outcome, self._told, self.level = taken, None, (), ""
        self.step = Step.READING
        return True

    def previewed(self, outcome: Imported) -> None:
        """The dry run came back: nothing is stored yet."""
        self._take(outcome)
        self.step = Step.PREVIEW

    def storing(self) -> None:
        """The real import is under way."""
        self.step = Step.STORING

    def stored(self, outcome: Imported) -> None:
        """The import is on disk."""
        self._take(outcome)
        self.step = Step.DONE

    def stopped(self) -> None:
        """The work was stopped or failed: back to what was known before it."""
        self.step = Step.PREVIEW if self.outcome is not None else Step.EMPTY
        if self.outcome is None:
            self.files = ()

    def _take(self, outcome: Imported) -> None:
        self.outcome = outcome
        self._told = tuple(Told(file.path.name, one) for file in outcome.files for one in file.problems)

    def totals(self) -> dict[str, int]:
        """The counters over all sheets of all files."""
        sums = dict.fromkeys(COUNTERS, 0)
        for file in self.outcome.files if self.outcome else ():
            for sheet in file.sheets:
                for name, number in sheet.counts.as_dict().items():
                    sums[name] += number
        return sums

    def changes_anything(self) -> bool:
        """Whether importing would store something."""
        totals = self.totals()
        return totals["created"] + totals["updated"] > 0

    def problems(self) -> tuple[Told, ...]:
        """The problems of the chosen level, errors first, in the order of the files; bounded for the eye."""
        wanted = [one for one in self._told if self.level in ("", one.problem.level)]
        wanted.sort(key=lambda one: one.problem.level != "error")
        return tuple(wanted[:SHOWN_AT_MOST])

    def count(self, level: str) -> int:
        """How many problems of a level there are ("" for all)."""
        return sum(1 for one in self._told if level in ("", one.problem.level))

    def sheet_lines(self) -> list[tuple[str, ...]]:
        """Per sheet of each file: its name in the file and the counters."""
        lines = []
        for file in self.outcome.files if self.outcome else ():
            for sheet in file.sheets:
                counts = sheet.counts.as_dict()
                lines.append((file.path.name, sheet.title, *(f"{counts[name]:,}" for name in COUNTERS)))
        return lines

    def asides(self) -> list[Message]:
        """What else is worth saying: sheets not taken, hidden ones that were."""
        said = []
        for file in self.outcome.files if self.outcome else ():
            if file.ignored:
                names = "、".join(file.ignored)
                said.append(Message(N_("{file}: sheets not taken: {names}"), {"file": file.path.name, "names": names}))
            hidden = sum(sheet.hidden_rows for sheet in file.sheets)
            sheets = sum(1 for sheet in file.sheets if sheet.hidden)
            if hidden or sheets:
                words = N_("{file}: hidden, yet taken: {sheets} sheets, {rows} rows")
                said.append(Message(words, {"file": file.path.name, "sheets": sheets, "rows": hidden}))
        return said

    def sentence(self, translator: Translator) -> str:
        """One sentence about where things stand."""
        totals = {name: f"{number:,}" for name, number in self.totals().items()}
        if self.step is Step.READING:
            return translator.t(N_("Reading {n} files…"), n=len(self.files))
        if self.step is Step.STORING:
            return translator.t(N_("Importing…"))
        if self.step is Step.DONE:
            if self.outcome is not None and self.outcome.change is None:
                return translator.t(N_("Everything was known already; nothing was changed."))
            change = self.outcome.change if self.outcome else 0
            return translator.t(
                N_("Imported as change {change}: {created} new, {updated} changed, {refused} refused."),
                change=change,
                **totals,
            )
        if not self.changes_anything():
            return translator.t(N_("Nothing in these files would change the workspace."))
        return translator.t(
            N_("Importing will store {created} new and {updated} changed rows; {refused} are refused."), **totals
        )
