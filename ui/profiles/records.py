"""The tabs of a profile: what is known of it, its records by kind, its scans, what became of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget
from typing_extensions import override

from auditor.i18n import N_, Message
from auditor.model.sheets import BY_TABLE, SUBJECT_SHEETS
from ui.editing.lookup import official_of
from ui.editing.relations import Relations
from ui.editing.reveal import Reveal
from ui.editing.traced import Traced
from ui.kit import parts
from ui.kit.desk import Desk
from ui.kit.screen import still_at
from ui.profiles.columns import RECORD_TABS
from ui.profiles.record_page import RecordPage, scrolled
from ui.profiles.record_tabs import RecordTabs
from ui.profiles.shapes import RECORD_ID, Profile, Record


class Records(RecordTabs):
    """Facts first, then one tab for each kind of record there is."""

    stored = Signal()
    """Something was saved."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, RECORD_TABS)
        self.profile: Profile | None = None
        self.reveal = Reveal(desk)
        self.reveal.shown.connect(self.facts.reveal)
        self.facts_area = scrolled(self.facts)
        self.facts_page = parts.box(parts.column(self.reveal, self.facts_area, gap=0, margins=(0, 6, 0, 0)))
        self.traced = Traced(desk)
        self.relations = Relations(desk)
        for page in (*self.pages.values(), self.scans, self.facts_page, self.traced, self.relations):
            page.setParent(self)
            page.hide()
        self._connect()

    def _connect(self) -> None:
        self.scans.listed.connect(self._tell_scans)
        for page in self.pages.values():
            page.attach_wanted.connect(partial(self._attach, page))
            page.scans_wanted.connect(partial(self._show_scans, page))
            page.shown.connect(self._tell_scans)
            page.look_up_wanted.connect(partial(self.look_up, page))
        self.saver.saved.connect(lambda _: self.stored.emit())

    @override
    def seen(self) -> int | None:
        return None if self.profile is None else self.profile.seen

    @override
    def names(self) -> Mapping[str, str]:
        return {} if self.profile is None else self.profile.names

    # showing ----------------------------------------------------------------------------------------------------

    def show_profile(self, profile: Profile) -> None:
        """Show a profile's facts and records; the tab that was open stays open, and so does what is being typed."""
        if self.profile is not None and self.profile.id != profile.id:
            self.clash.hide()
        self.profile = profile
        t = self._desk.texts.t
        sheet = SUBJECT_SHEETS[profile.type]
        self.facts.show_draft(self.drafted(sheet.name, {**profile.facts, RECORD_ID: profile.id}), profile.names)
        tabs: list[tuple[QWidget, str]] = [(self.facts_page, t(N_("Facts"))), (self.scans, t(N_("Scans")))]
        for name, title, _ in RECORD_TABS:
            if name in profile.records:
                rows = profile.records[name]
                self.pages[name].belong_to(profile.type, profile.code)
                self.pages[name].show_rows(rows, profile.names, self.drafted)
                tabs.append((self.pages[name], f"{t(title)}  {len(rows)}" if rows else t(title)))
        self._show_tabs([*tabs, (self.relations, t(N_("Relations"))), (self.traced, t(N_("Changes")))])
        self.relations.show_subject(profile.type, profile.code, profile.seen)
        self.reveal.show_subject(profile.type, profile.code)
        self.traced.show_subject(profile.type, profile.code, profile.seen)
        self.scans.show_subject(profile.type, profile.code, profile.records)
        self.clash.render_texts()
        self._tell_scans()

    def _show_tabs(self, tabs: Sequence[tuple[QWidget, str]]) -> None:
        """Only what differs is touched: whoever types in a tab keeps the focus, and what is revealed stays."""
        if [self.widget(at) for at in range(self.count())] != [page for page, _ in tabs]:
            open_page = self.currentWidget()
            self.clear()
            for page, title in tabs:
                self.addTab(page, title)
            if open_page is not None and self.indexOf(open_page) >= 0:
                self.setCurrentWidget(open_page)
        for at, (_, title) in enumerate(tabs):
            self.setTabText(at, title)

    def show_record(self, kind: str, number: int) -> None:
        """Open the tab of a kind of record at the one with this number, where it is shown."""
        from auditor.rulebook.facts.schema import TABLES

        if kind in TABLES:
            self.show_row(BY_TABLE[TABLES[kind]].name, number)

    def show_row(self, sheet: str, number: int) -> None:
        """Open the tab of a sheet at the record with this number, where it is shown."""
        page = self.pages.get(sheet)
        if page is not None and self.indexOf(page) >= 0:
            self.setCurrentWidget(page)
            if page.pick(number) and still_at(self):
                page.table.setFocus()

    # the official page ------------------------------------------------------------------------------------------

    def look_up(self, page: RecordPage) -> None:
        """Open the official page of the current licence, its number copied; then its capture can be put on it."""
        from PySide6.QtCore import QUrl
        from PySide6.QtGui import QDesktopServices, QGuiApplication

        row = page.current()
        official = None if row is None else official_of(row)
        if row is None or official is None:
            self._desk.problems.warn(Message(N_("Pick a licence whose kind has an official page.")))
            return
        QGuiApplication.clipboard().setText(official.number)
        QDesktopServices.openUrl(QUrl(official.url))
        words = {"page": official.name, "number": official.number}
        told = Message(N_("{number} is on the clipboard for {page}. Attach the capture when it is taken."), words)
        self._desk.problems.done(told, (Message(N_("Checked today")), partial(self.checked, page, row)))

    def checked(self, page: RecordPage, row: Record) -> None:
        """The licence was found on the official page today."""
        draft = self.drafted(page.sheet, row)
        draft.type("checked_on", self._desk.day.today.isoformat())
        draft.type("evidence_grade", "register")
        self.saver.save(draft, "checked_on", "evidence_grade")

    # scans ------------------------------------------------------------------------------------------------------

    def _tell_scans(self) -> None:
        """Counts of scans, on their tab and beside the current records."""
        number = len(self.scans.found)
        title = self._desk.texts.t(N_("Scans"))
        self.setTabText(self.indexOf(self.scans), f"{title}  {number}" if number else title)
        for sheet, page in self.pages.items():
            row = page.current()
            page.tell_scans(0 if row is None else self.scans.number_on(sheet, row.get(RECORD_ID)))

    def _attach(self, page: RecordPage, paths: tuple[Path, ...]) -> None:
        from auditor.services.attachments import RecordRef

        row = page.current()
        number = None if row is None else row.get(RECORD_ID)
        if not isinstance(number, int):
            self._desk.problems.warn(
                Message(N_("Pick the record that the scan belongs to first, or drop it on the tab “Scans”."))
            )
        elif paths:
            self.scans.attach(paths, RecordRef(page.sheet, number))
        else:
            self.scans.choose(RecordRef(page.sheet, number))

    def _show_scans(self, page: RecordPage) -> None:
        row = page.current()
        one = None if row is None else self.scans.first_on(page.sheet, row.get(RECORD_ID))
        if one is not None:
            self.setCurrentWidget(self.scans)
            self.scans.pick(one)
