"""What the person asks of an import, as a value: the files, the mapping, columns matched by hand, cells mended."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from pathlib import Path

from auditor.importing import ReadOptions
from auditor.importing.read import ChosenColumn, ChosenSheet, Mend
from auditor.services.imports import ImportFiles

NOBODY_KNOWS = 0
"""The day in options that leave this room: whoever reads puts today in its place."""


@dataclass(frozen=True, slots=True)
class Wishes:
    """One import as it is asked for; two equal ones give the same preview."""

    files: tuple[Path, ...] = ()
    choices: ReadOptions = field(default_factory=lambda: ReadOptions(NOBODY_KNOWS))

    def of_files(self, files: tuple[Path, ...]) -> Wishes:
        """The same for other files; with none left nothing else stays either."""
        return replace(self, files=files) if files else Wishes()

    def mapped(self, mapping: object) -> Wishes:
        """With another mapping (None: by the headers alone); what was matched by hand belonged to the earlier one."""
        return self._with(mapping=mapping, columns=(), sheets=())

    def matched(self, column: ChosenColumn) -> Wishes:
        """With a column matched by hand; a later choice replaces an earlier one."""
        kept = (one for one in self.choices.columns if _place(one) != _place(column))
        return self._with(columns=(*kept, column))

    def taken_as(self, sheet: ChosenSheet) -> Wishes:
        """With a sheet of theirs said to be one of ours."""
        kept = (one for one in self.choices.sheets if (one.file, one.sheet) != (sheet.file, sheet.sheet))
        return self._with(sheets=(*kept, sheet))

    def mended(self, mend: Mend) -> Wishes:
        """With a cell mended; a later mend of the cell replaces an earlier one."""
        return self._with(mends=(*self.unmended(mend).choices.mends, mend))

    def unmended(self, mend: Mend) -> Wishes:
        """Without any mend of that cell."""
        cell = (mend.file, mend.sheet, mend.cell)
        return self._with(mends=tuple(one for one in self.choices.mends if (one.file, one.sheet, one.cell) != cell))

    def job(self, *, dry_run: bool) -> ImportFiles:
        """The import itself, or its preview."""
        return ImportFiles(self.files, dry_run, choices=self.choices)

    def _with(self, **changes: object) -> Wishes:
        return replace(self, choices=replace(self.choices, **changes))  # type: ignore[arg-type] # fields by name


def _place(column: ChosenColumn) -> tuple[str, str, str]:
    return (column.file, column.sheet, column.column)
