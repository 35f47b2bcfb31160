"""资料完整度: how far each column of the files is filled, and which rules read it; told once, not once a person."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtWidgets import QWidget

from auditor.i18n import N_, Translator
from auditor.model.sheets import BY_NAME
from ui.importing.digest import SheetDigest
from ui.importing.sentences import sheet_name
from ui.importing.state import ImportState
from ui.kit import parts
from ui.kit.cells import ShareDelegate
from ui.kit.desk import Desk
from ui.kit.small_table import Line, SmallTable
from ui.profiles.words import field_name

Fed = Mapping[tuple[str, str], tuple[str, ...]]
"""(sheet, field) -> the rules that read it."""
TITLES = (N_("Sheet"), N_("Column"), N_("Filled"), N_("Rows filled"), N_("Rules that read it"))
SHARE = 2
SHARE_WIDTH = 150


class CompletenessView(QWidget):
    """One line for each column that is in the files or that a rule reads; the emptiest that rules read come first."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self.table = SmallTable()
        desk.texts.name(self.table, N_("How complete the columns are"))
        self.table.setSortingEnabled(False)
        self.table.setItemDelegateForColumn(SHARE, ShareDelegate(self.table, desk.theme))
        desk.theme.changed.connect(self.table.viewport().update)
        self.setLayout(parts.column(self.table))

    def show_state(self, state: ImportState, fed: Fed) -> None:
        """Show the columns of the sheet that is looked at, or of all."""
        tr = self._desk.texts.translator
        lines = completeness_lines(state, fed, tr)
        titles = [tr.t(title) for title in TITLES]
        self.table.show_lines(titles, [Line(line) for line in lines], gives=4, fixed={SHARE: SHARE_WIDTH})


def completeness_lines(state: ImportState, fed: Fed, tr: Translator) -> list[tuple[str, ...]]:
    """Sheet, column, share, n of N, rules; a column that no file brings and no rule reads is left out."""
    if state.digest is None:
        return []
    sheets = state.digest.sheets if state.sheet is None else state.digest.sheets[state.sheet : state.sheet + 1]
    return [line for one in sheets for line in _sheet_lines(one, fed, tr)]


def _sheet_lines(one: SheetDigest, fed: Fed, tr: Translator) -> list[tuple[str, ...]]:
    sheet, name = BY_NAME[one.sheet.name], sheet_name(one, tr)
    made = []
    for filled in one.sheet.completeness:
        rules = fed.get((filled.sheet, filled.field), ())
        if not filled.rows or not (filled.filled or rules):
            continue
        # Rounded down, so that only a full column says 100.
        share = filled.filled * 100 // filled.rows
        of = tr.t(N_("{filled} of {rows}"), filled=f"{filled.filled:,}", rows=f"{filled.rows:,}")
        line = (name, field_name(sheet.field(filled.field), tr), f"{share} %", of, tr.both("、", ", ").join(rules))
        made.append((not rules, share, line))
    made.sort(key=lambda one: one[:2])
    return [line for *_, line in made]
