"""What is stored of a case, in tabs: fields, sanctions, appeals, actions, evidence; each edited where it stands."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QTabWidget

from auditor.i18n import N_, said
from auditor.model.sheets import BY_NAME
from auditor.model.types import day_of
from auditor.services.cases.case import CaseShown
from auditor.services.profiles import Record as Stored
from ui.editing.clash import ClashBar
from ui.editing.draft import Clash, Draft
from ui.editing.rows import FactRows
from ui.editing.saver import Saver
from ui.kit.desk import Desk
from ui.profiles.record_page import RecordPage, scrolled
from ui.profiles.shapes import RECORD_ID, Record
from ui.scans.pane import Scans

PAGES: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("sanctions", N_("Sanctions"), ("kind", "function", "platform", "valid_from", "valid_until")),
    ("appeals", N_("Appeals"), ("number", "filed_at", "due_at", "result", "decided_at", "reason")),
    ("actions", N_("Corrective actions"), ("number", "action", "responsible", "due_on", "done_on", "verified_by")),
)
"""Sheet, title, columns in the order they are read."""


class CaseRecords(QTabWidget):
    """Keeps what is being typed on any of them, whatever is read meanwhile."""

    stale = Signal()
    """What is shown is to be read again."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self.shown: CaseShown | None = None
        self._drafts: dict[tuple[str, int], Draft] = {}
        self.setDocumentMode(True)
        self.setUsesScrollButtons(True)
        self.tabBar().setExpanding(False)
        self.tabBar().setDrawBase(False)
        desk.texts.name(self.tabBar(), N_("Records"))
        self.facts = FactRows(desk)
        self.clash = ClashBar(desk)
        self.facts_page = scrolled(self.facts)
        desk.texts.name(self.facts_page, N_("Case data"))
        self.pages = {sheet: RecordPage(desk, sheet, title, fields) for sheet, title, fields in PAGES}
        self.scans = Scans(desk)
        self.saver = Saver(desk)
        self.addTab(self.facts_page, "")
        for page in (*self.pages.values(), self.scans):
            self.addTab(page, "")
        self._connect()

    def _connect(self) -> None:
        self.facts.save_wanted.connect(self.saver.save)
        self.clash.settled.connect(self.saver.settle)
        self.scans.listed.connect(self._entitle)
        for page in self.pages.values():
            page.facts.save_wanted.connect(self.saver.save)
            page.adding.wanted.connect(self.saver.save)
            page.remove_wanted.connect(partial(self._remove, page))
            page.begun.connect(partial(self._number, page))
        self.saver.clashed.connect(self._clashed)
        self.saver.refused.connect(self._refused)
        self.saver.created.connect(self._created)
        self.saver.stale.connect(self.stale)

    # showing ----------------------------------------------------------------------------------------------------

    def show_case(self, shown: CaseShown) -> None:
        """Show what is stored; the tab that was open stays open, and so does what is being typed."""
        if self.shown is not None and self.shown.id != shown.id:
            self.clash.hide()
            self.setCurrentIndex(0)
        self.shown = shown
        names = {shown.who.reference: shown.who.name}
        self.facts.show_draft(self._drafted("cases", _row(shown.case)), names)
        for sheet, records in self._beneath(shown).items():
            self.pages[sheet].belong_to("case", shown.name)
            self.pages[sheet].show_rows([_row(one) for one in records], {}, self._drafted)
        if shown.who.code:
            self.scans.show_subject(shown.who.type, shown.who.code, {"cases": [_row(shown.case)]})
        self._entitle()
        self.clash.render_texts()

    @staticmethod
    def _beneath(shown: CaseShown) -> dict[str, tuple[Stored, ...]]:
        return {"sanctions": shown.sanctions, "appeals": shown.appeals, "actions": shown.actions}

    def _entitle(self) -> None:
        t, shown = self._desk.texts.t, self.shown
        titles: list[tuple[str, int]] = [(N_("Case data"), 0)]
        counts = {} if shown is None else {name: len(found) for name, found in self._beneath(shown).items()}
        titles += [(title, counts.get(sheet, 0)) for sheet, title, _ in PAGES]
        titles.append((N_("Evidence"), len(self.scans.found)))
        for at, (title, count) in enumerate(titles):
            self.setTabText(at, f"{t(title)}  {count}" if count else t(title))

    def show_sheet(self, sheet: str) -> None:
        """Turn to the tab of a sheet."""
        if sheet in self.pages:
            self.setCurrentWidget(self.pages[sheet])

    def _drafted(self, sheet: str, row: Record) -> Draft:
        """What is being typed on a record; read anew where nothing is."""
        number = int(str(row[RECORD_ID]))
        seen = None if self.shown is None else self.shown.seen
        language = self._desk.texts.language
        draft = self._drafts.get((sheet, number))
        if draft is None:
            draft = Draft(BY_NAME[sheet], number, row, seen, day_of(self._desk.day.today), language)
            self._drafts[sheet, number] = draft
        if not draft.typed:
            draft.language = language
        draft.read_again(row, seen)
        return draft

    # saving -----------------------------------------------------------------------------------------------------

    def _refused(self, draft: Draft) -> None:
        if draft.id is None:
            self.pages[draft.sheet.name].adding.refused()
            return
        for rows in (self.facts, *(page.facts for page in self.pages.values())):
            if rows.draft is draft:
                rows.show_draft(draft, {})
                rows.tell_again()

    def _clashed(self, clash: Clash) -> None:
        self.clash.show_clash(clash)

    def _created(self, sheet: str, number: int) -> None:
        page = self.pages.get(sheet)
        if page is not None:
            page.adding.stored()
            page.wanted = number

    def _number(self, page: RecordPage) -> None:
        """Appeals and actions are counted: the next number is proposed."""
        draft = page.adding.draft
        if draft is None or "number" not in page.adding.fields or draft.text("number"):
            return
        taken = [int(str(line.payload["number"])) for line in page.table.small.lines if isinstance(line.payload, dict)]
        number = str(1 + max(taken, default=0))
        draft.type("number", number)
        page.adding.fields["number"].put(number)

    def _remove(self, page: RecordPage) -> None:
        from auditor.services.editing import RemoveRecord

        row = page.current()
        if row is not None and self.shown is not None:
            command = RemoveRecord(page.sheet, int(str(row[RECORD_ID])), self.shown.seen)
            self._desk.tasks.do(command, self._removed, owner=self)

    def _removed(self, done: Any) -> None:
        self._desk.edits.tell(done.change, said("Removed: {record}", record=done.result.record))


def _row(record: Stored) -> Mapping[str, object]:
    return {**record.values, RECORD_ID: record.id}
