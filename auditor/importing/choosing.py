"""Which sheets of a file are ours: as a person chose, as the sender's mapping says, else by their names."""

from __future__ import annotations

from collections.abc import Sequence

from auditor.errors import CallerMistake
from auditor.i18n import said
from auditor.importing.header import sheet_named
from auditor.importing.options import ReadOptions
from auditor.model.fields import Sheet
from auditor.model.sheets import BY_NAME, SHEETS


def sheets_of(titles: Sequence[str], file: str, options: ReadOptions) -> dict[str, tuple[Sheet, ...]]:
    """Our sheets by the titles of a file's sheets; none for a title that is left out, two where it is read twice."""
    named = {title: sheet for title in titles if (sheet := sheet_named(title)) is not None}
    mapped = options.mapping.sheets_for(titles, named) if options.mapping else {}
    chosen = {one.sheet: one.name for one in options.sheets if one.file in ("", file)}
    found: dict[str, tuple[Sheet, ...]] = {}
    for title in titles:
        if title in chosen:
            found[title] = (named_sheet(chosen[title]),) if chosen[title] else ()
        elif title in mapped:
            found[title] = tuple(BY_NAME[one.ours] for one in mapped[title])
        else:
            found[title] = (named[title],) if title in named else ()
    return found


def named_sheet(name: str) -> Sheet:
    """Our sheet of that name; CallerMistake, with what was perhaps meant, where there is none."""
    sheet = sheet_named(name)
    if sheet is None:
        from auditor.rulebook.faults import did_you_mean

        hint = did_you_mean(name, [word for one in SHEETS for word in (one.name, one.zh)])
        raise CallerMistake(
            said("The workbook has no sheet “{name}”.", name=name),
            hint or said("Name a sheet as in the template: 主播, hosts, 商家, merchants ..."),
        )
    return sheet
