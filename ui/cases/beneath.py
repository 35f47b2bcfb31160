"""What is stored of a case, in tabs: fields, sanctions, appeals, actions, evidence; each edited where it stands."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from typing_extensions import override

from auditor.i18n import N_
from auditor.services.cases.case import CaseShown
from auditor.services.profiles import Record as Stored
from ui.kit.desk import Desk
from ui.profiles.record_page import RecordPage, scrolled
from ui.profiles.record_tabs import RecordTabs
from ui.profiles.shapes import RECORD_ID

PAGES: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("sanctions", N_("Sanctions"), ("kind", "function", "platform", "valid_from", "valid_until")),
    ("appeals", N_("Appeals"), ("number", "filed_at", "due_at", "result", "decided_at", "reason")),
    ("actions", N_("Corrective actions"), ("number", "action", "responsible", "due_on", "done_on", "verified_by")),
)
"""Sheet, title, columns in the order they are read."""


class CaseRecords(RecordTabs):
    """Case data first, then what hangs on it."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, PAGES)
        self.shown: CaseShown | None = None
        self.facts_page = scrolled(self.facts)
        desk.texts.name(self.facts_page, N_("Case data"))
        self.addTab(self.facts_page, "")
        for page in (*self.pages.values(), self.scans):
            self.addTab(page, "")
        self.scans.listed.connect(self._entitle)
        for page in self.pages.values():
            page.begun.connect(partial(self._number, page))

    @override
    def seen(self) -> int | None:
        return None if self.shown is None else self.shown.seen

    @override
    def names(self) -> Mapping[str, str]:
        return {} if self.shown is None else {self.shown.who.reference: self.shown.who.name}

    # showing ----------------------------------------------------------------------------------------------------

    def show_case(self, shown: CaseShown) -> None:
        """Show what is stored; the tab that was open stays open, and so does what is being typed."""
        if self.shown is not None and self.shown.id != shown.id:
            self.clash.hide()
            self.setCurrentIndex(0)
        self.shown = shown
        self.facts.show_draft(self.drafted("cases", _row(shown.case)), self.names())
        for sheet, records in self._beneath(shown).items():
            self.pages[sheet].belong_to("case", shown.name)
            self.pages[sheet].show_rows([_row(one) for one in records], {}, self.drafted)
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

    def _number(self, page: RecordPage) -> None:
        """Appeals and actions are counted: the next number is proposed."""
        draft = page.adding.draft
        if draft is None or "number" not in page.adding.fields or draft.text("number"):
            return
        taken = [int(str(line.payload["number"])) for line in page.table.small.lines if isinstance(line.payload, dict)]
        number = str(1 + max(taken, default=0))
        draft.type("number", number)
        page.adding.fields["number"].put(number)


def _row(record: Stored) -> Mapping[str, object]:
    return {**record.values, RECORD_ID: record.id}
