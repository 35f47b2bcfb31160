"""What pages of records share, of a profile as of a case: facts, a tab a sheet, scans, and one way of storing them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QTabWidget

from auditor.i18n import N_, said
from auditor.model.sheets import BY_NAME
from auditor.model.types import day_of
from ui.editing.clash import ClashBar
from ui.editing.draft import Clash, Draft
from ui.editing.rows import FactRows
from ui.editing.saver import Saver
from ui.kit.desk import Desk
from ui.kit.tabs import fade
from ui.profiles.record_page import RecordPage
from ui.profiles.shapes import RECORD_ID, Record
from ui.scans.pane import Scans

if TYPE_CHECKING:
    from auditor.app import Done
    from auditor.services.editing import Removed

Tab = tuple[str, str, Sequence[str]]
"""Sheet, title, columns in the order in which they are read."""


class RecordTabs(QTabWidget):
    """Keeps what is being typed on any of its records, whatever is read meanwhile."""

    stale = Signal()
    """What is shown is to be read again."""

    def __init__(self, desk: Desk, tabs: Sequence[Tab]) -> None:
        super().__init__()
        self._desk = desk
        self._drafts: dict[tuple[str, int], Draft] = {}
        fade(self, desk.theme, "surface")
        desk.texts.name(self.tabBar(), N_("Records"))
        self.facts = FactRows(desk)
        self.clash = ClashBar(desk)
        self.pages = {sheet: RecordPage(desk, sheet, title, fields) for sheet, title, fields in tabs}
        self.scans = Scans(desk)
        self.saver = Saver(desk)
        self.facts.save_wanted.connect(self.saver.save)
        self.clash.settled.connect(self.saver.settle)
        for page in self.pages.values():
            page.facts.save_wanted.connect(self.saver.save)
            page.adding.wanted.connect(self.saver.save)
            page.remove_wanted.connect(partial(self._remove, page))
        self.saver.clashed.connect(self._clashed)
        self.saver.refused.connect(self._refused)
        self.saver.created.connect(self._created)
        self.saver.stale.connect(self.stale)

    def seen(self) -> int | None:
        """The last change when what is shown was read; None before anything is."""
        raise NotImplementedError

    def names(self) -> Mapping[str, str]:
        """What the subjects that are named in it are called."""
        raise NotImplementedError

    def drafted(self, sheet: str, row: Record) -> Draft:
        """What is being typed on a record; read anew where nothing is."""
        number = int(str(row[RECORD_ID]))
        today, language = day_of(self._desk.day.today), self._desk.texts.language
        draft = self._drafts.get((sheet, number))
        if draft is None:
            draft = self._drafts[sheet, number] = Draft(BY_NAME[sheet], number, row, self.seen(), today, language)
        draft.speak(language)
        draft.read_again(row, self.seen())
        return draft

    def _refused(self, draft: Draft) -> None:
        if draft.id is None:
            self.pages[draft.sheet.name].adding.refused()
            return
        for rows in (self.facts, *(page.facts for page in self.pages.values())):
            if rows.draft is draft:
                rows.show_draft(draft, self.names())
                rows.tell_again()

    def _clashed(self, clash: Clash) -> None:
        self.clash.show_clash(clash)

    def _created(self, sheet: str, number: int) -> None:
        page = self.pages.get(sheet)
        if page is not None:
            page.adding.stored()
            page.wanted = number

    def _remove(self, page: RecordPage) -> None:
        from auditor.services.editing import RemoveRecord

        row, seen = page.current(), self.seen()
        if row is not None and seen is not None:
            command = RemoveRecord(page.sheet, int(str(row[RECORD_ID])), seen)
            self._desk.tasks.do(command, self._removed, owner=self)

    def _removed(self, done: Done[Removed]) -> None:
        if done.change is not None:
            self._desk.edits.tell(done.change, said("Removed: {record}", record=done.result.called))
