"""The import room in words: its sentences. No widgets."""

from __future__ import annotations

from pathlib import Path

from auditor.errors import AuditorError
from auditor.i18n import N_, Message, Translator
from auditor.importing.instead import NoneOfOurs
from auditor.services.undoing import LaterEdits
from ui.importing.digest import SheetDigest
from ui.importing.state import COMPLETENESS, COUNTERS, MENDED, ImportState, Step, importable

FILTERS: dict[str, str] = {**COUNTERS, MENDED: N_("Mended"), COMPLETENESS: N_("Completeness")}
BUSY = N_("Work is under way: wait until it has ended or cancel it, then drop again.")
STANDING_NAMED = 3
NAMED = 6
"""Files of a drop that are named; the others are counted."""


def sentence(state: ImportState, tr: Translator) -> str:
    """One sentence about where things stand; "" where nothing is to be said."""
    if state.step is Step.EMPTY:
        return ""
    if state.step is Step.READING:
        return tr.t(N_("Reading…")) if len(state.files) == 1 else tr.t(N_("Reading {n} files…"), n=len(state.files))
    if state.step is Step.STORING:
        return tr.t(N_("Importing…"))
    if state.step is Step.REFUSED:
        return tr.t(N_("Nothing could be read yet, and nothing was stored."))
    if state.step is Step.DONE:
        return _ended(state, tr)
    if not state.changes_anything:
        return tr.t(N_("Nothing in these files would change the workspace."))
    return tr.t(
        N_("Importing will store rows: {created} new, {updated} changed; refused: {refused}."), **_totals(state)
    )


def _ended(state: ImportState, tr: Translator) -> str:
    change = None if state.outcome is None else state.outcome.change
    if change is None:
        return tr.t(N_("Everything was known already; nothing was changed."))
    words = N_("Imported as change {change}: {created} new, {updated} changed, {refused} refused.")
    return tr.t(words, change=change, **_totals(state))


def _totals(state: ImportState) -> dict[str, str]:
    return {name: f"{number:,}" for name, number in state.totals.items()}


def asides(state: ImportState) -> list[Message]:
    """What else is worth saying: sheets not taken, hidden ones that were."""
    said = []
    for file in state.outcome.files if state.outcome else ():
        if file.ignored:
            names = "、".join(file.ignored)
            said.append(Message(N_("{file}: sheets not taken: {names}"), {"file": file.path.name, "names": names}))
        hidden = sum(sheet.hidden_rows for sheet in file.sheets)
        sheets = sum(1 for sheet in file.sheets if sheet.hidden)
        for number, words in (
            (sheets, N_("{file}: hidden sheets, taken all the same: {n}")),
            (hidden, N_("{file}: hidden rows, taken all the same: {n}")),
        ):
            if number:
                said.append(Message(words, {"file": file.path.name, "n": f"{number:,}"}))
    return said


def refusal(error: AuditorError, tr: Translator) -> tuple[str, str]:
    """Why the files could not be taken, and how to mend it ("" where nobody knows)."""
    why = tr.t(error.message)
    if isinstance(error, NoneOfOurs):
        return why, tr.t(N_("Take the mapping that is offered on the left, or say there what a sheet is."))
    return why, "" if error.hint is None else tr.t(error.hint)


def later_edits(error: LaterEdits, change: int) -> Message:
    """Why an import cannot be taken back, with the first rows that stand against it."""
    shown: Message = error.standing[0].message
    for one in error.standing[1:STANDING_NAMED]:
        shown = Message(N_("{first}; {then}"), {"first": shown, "then": one.message})
    left = error.total - min(len(error.standing), STANDING_NAMED)
    if left > 0:
        shown = Message(N_("{first}; and {n} more"), {"first": shown, "n": left})
    return Message(N_("Change {n} cannot be undone, later edits stand on it: {rows}."), {"n": change, "rows": shown})


def shown_of(shown: int, there: int, tr: Translator) -> str:
    """How much of it stands in the table; "" where all of it does."""
    if shown >= there:
        return ""
    return tr.t(N_("The first {shown} of {there}."), shown=f"{shown:,}", there=f"{there:,}")


def sheet_name(one: SheetDigest, tr: Translator) -> str:
    """The sheet by the file's own name, with ours beside it where that differs."""
    from auditor.model.sheets import BY_NAME

    ours = tr.both(BY_NAME[one.sheet.name].zh, one.sheet.name)
    title = one.sheet.title
    return title if title in (ours, BY_NAME[one.sheet.name].zh) else f"{title} → {ours}"


def place_name(state: ImportState, one: SheetDigest, tr: Translator) -> str:
    """The sheet, and its file where there are several."""
    name = sheet_name(one, tr)
    return f"{name} · {one.path.name}" if len(state.files) > 1 else name


def dragged(files: tuple[Path, ...], *, busy: bool) -> tuple[Message, list[tuple[str, bool]]]:
    """What dropping these files would do: a sentence, and each file with whether it can be taken."""
    told = [(path.name, importable(path)) for path in files]
    taken = sum(good for _, good in told)
    if busy:
        return Message(BUSY), told
    if not taken:
        return Message(N_("Only .xlsx and .csv files can be imported.")), told
    if taken == 1:
        return Message(N_("Drop to see what this file would do.")), told
    return Message(N_("Drop to see what {n} files would do."), {"n": taken}), told


def not_taken(files: tuple[Path, ...]) -> Message | None:
    """Which dropped files were left aside because of their type."""
    names = [path.name for path in files if not importable(path)]
    if not names:
        return None
    more = f" +{len(names) - NAMED}" if len(names) > NAMED else ""
    words = N_("Only .xlsx and .csv files can be imported; left aside: {names}")
    return Message(words, {"names": "、".join(names[:NAMED]) + more})
