"""Which of the sender's columns becomes which of ours, how that was found, and what is still to be confirmed."""

from __future__ import annotations

from dataclasses import dataclass

from auditor.i18n import N_, Translator
from auditor.importing.read import ChosenColumn, MatchedColumn
from auditor.model.sheets import BY_NAME
from ui.importing.digest import Digest, SheetDigest
from ui.kit.texts import begun
from ui.profiles.words import field_name

HOW: dict[str, str] = {
    "exact": N_("same name"),
    "alias": N_("also called so"),
    "english": N_("English name"),
    "folded": N_("spelt differently"),
    "mapping": N_("by the mapping"),
    "chosen": N_("chosen here"),
    "dropped": N_("left out"),
    "compared": N_("only compared"),
    "repeated": N_("stands twice"),
    "unit": N_("unit differs"),
    "none": N_("not known"),
}


@dataclass(frozen=True, slots=True)
class Match:
    """A column of a sheet of a file."""

    sheet: SheetDigest
    column: MatchedColumn

    @property
    def guess(self) -> str:
        """The field that is suggested and not yet confirmed; "" for none."""
        return self.column.guesses[0].name if self.column.how == "none" and self.column.guesses else ""

    def chosen(self, field: str) -> ChosenColumn:
        """The wish that this column be that field ("" leaves it out)."""
        column = self.column.header or self.column.letter
        return ChosenColumn(self.sheet.sheet.title, column, field, self.sheet.path.name)


def matches(digest: Digest | None, sheet: int | None) -> list[Match]:
    """The columns of a sheet (None: of all); those to be confirmed first, then the unknown, then in their order."""
    if digest is None:
        return []
    sheets = digest.sheets if sheet is None else digest.sheets[sheet : sheet + 1]
    found = [Match(one, column) for one in sheets for column in one.matched]
    found.sort(key=lambda one: (not one.guess, one.column.how != "none"))
    return found


def guesses(found: list[Match]) -> list[Match]:
    """Those that wait to be confirmed."""
    return [one for one in found if one.guess]


def match_line(one: Match, tr: Translator) -> tuple[str, str, str]:
    """A column as a line: the sender's header, our column, how it was found."""
    column = one.column
    header = column.header or column.letter
    if one.guess:
        return (
            header,
            f"? {_name(one, one.guess, tr)}",
            begun(tr.t(N_("guess, {score} %"), score=column.guesses[0].score)),
        )
    ours = _name(one, column.field, tr) if column.field else "–"
    return header, ours, begun(tr.t(HOW.get(column.how, column.how)))


def _name(one: Match, field: str, tr: Translator) -> str:
    known = {found.name: found for found in BY_NAME[one.sheet.sheet.name].fields}
    # A mapping may compare a column with a field of somebody the row only refers to.
    return field_name(known[field], tr) if field in known else field


def choices(one: Match, tr: Translator) -> list[tuple[str, str]]:
    """What a column may be: (field, words), leaving it out first; a field that another column fills says so."""
    others = (column for column in one.sheet.matched if column is not one.column and column.how != "compared")
    taken = {column.field: column.header for column in others if column.field}
    made = [("", tr.t(N_("— leave out —")))]
    for field in BY_NAME[one.sheet.sheet.name].fields:
        name = field_name(field, tr) + (" *" if field.required else "")
        by = taken.get(field.name)
        made.append((field.name, tr.t(N_("{name} (now from {header})"), name=name, header=by) if by else name))
    return made


def summary(found: list[Match], tr: Translator) -> str:
    """How many columns were matched, and how many wait for a word."""
    known = sum(1 for one in found if one.column.field)
    told = tr.t(N_("{known} of {n} columns matched"), known=known, n=len(found))
    waiting = len(guesses(found))
    return told + (tr.t(N_(" · {n} guesses to confirm"), n=waiting) if waiting else "")


def sheet_line(one: SheetDigest) -> tuple[str, str]:
    """A sheet of a file in numbers: its rows, how many of them are refused."""
    counts = one.counts
    rows = sum(counts[name] for name in ("created", "updated", "unchanged", "refused", "superseded"))
    return f"{rows:,}", f"{counts['refused']:,}" if counts["refused"] else ""
