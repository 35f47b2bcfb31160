"""What the workspace lays down, a page of the settings: privacy dates, working calendar, words; all undoable."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from PySide6.QtWidgets import QComboBox, QLineEdit, QPlainTextEdit
from typing_extensions import override

from auditor.errors import CallerMistake
from auditor.i18n import N_, Message, said
from auditor.model.enums import OTHER, word, words
from auditor.services.aliases import CATEGORY, CategoryAliases, ClearAlias, SetAlias
from auditor.services.privacy import PrivacyDates, SetPrivacyDates
from auditor.services.workdays import CalendarShown, ClearCalendar, SetCalendar, WorkingCalendar, written
from ui.kit import parts
from ui.kit.desk import Desk
from ui.kit.screen import Screen
from ui.kit.small_table import Line, SmallTable
from ui.kit.texts import begun

DATES = {
    "impact_assessed_on": N_("Last privacy impact assessment"),
    "privacy_audited_on": N_("Last privacy compliance audit"),
    "officer_filed_on": N_("Privacy officer filed"),
}
_EXAMPLE = "2027:\n  off: [2027-01-01, 2027-02-05..2027-02-12]\n  work: [2027-02-20]"


class LaidDown(Screen):
    """Three cards; what is typed is written by the button beside it, and refused with the reason."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        texts = desk.texts
        self._calendar: CalendarShown | None = None
        self._aliases: Mapping[str, str] = {}
        self.dates = {name: QLineEdit() for name in DATES}
        for name, field in self.dates.items():
            texts.name(field, DATES[name])
            field.setPlaceholderText("2026-06-30")
            parts.fix(field, desk.theme, width=140)
        self.save_dates = parts.button(texts, N_("Save the dates"), self.write_dates, "primary")
        self.known = parts.plain_label("", "muted", wrap=True)
        self.days = QPlainTextEdit()
        self.days.setPlaceholderText(_EXAMPLE)
        self.days.setTabChangesFocus(True)
        texts.name(self.days, N_("Years laid down here"))
        self.lay = parts.button(texts, N_("Lay the years down"), self.write_days, "primary")
        self.years = QComboBox()
        texts.name(self.years, N_("Year to take away"))
        self.take = parts.button(texts, N_("Take the year away"), self.take_year, "quiet")
        self.table = SmallTable()
        texts.name(self.table, N_("Words for categories"))
        self.word = QLineEdit()
        texts.say(self.word, N_("A word your files use"), "setPlaceholderText")
        texts.name(self.word, N_("A word your files use"))
        self.category = QComboBox()
        texts.name(self.category, N_("Category"))
        self.category.setMaximumWidth(200)
        self.word.setMinimumWidth(140)
        self.add = parts.button(texts, N_("Add the word"), self.add_word, "primary")
        self.drop = parts.button(texts, N_("Take the word away"), self.take_word, "quiet")
        self._lay_out()
        self.render_texts()

    # building ---------------------------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        texts = self.desk.texts
        dates = parts.card(
            parts.label(texts, N_("Privacy dates that the PV rules read"), "section"),
            *(parts.row(parts.label(texts, DATES[name], "label"), None, field) for name, field in self.dates.items()),
            parts.row(None, self.save_dates),
            padding=12,
        )
        words_card = parts.card(
            parts.label(texts, N_("Words for categories"), "section"),
            self.table,
            parts.row(self.word, self.category),
            parts.flowing(self.add, self.drop),
            padding=12,
        )
        calendar = parts.card(
            parts.label(texts, N_("Working calendar"), "section"),
            self.known,
            self.days,
            parts.flowing(self.lay, self.years, self.take),
            padding=12,
        )
        left = parts.column(dates, words_card, gap=12)
        left.setStretch(1, 1)
        cards = parts.row(left, calendar, gap=12)
        cards.setStretch(0, 3)
        cards.setStretch(1, 2)
        body = parts.column(gap=10, margins=(0, 12, 0, 0))
        body.addLayout(cards, 1)
        self.setLayout(body)

    # reading ----------------------------------------------------------------------------------------------------

    @override
    def read(self) -> None:
        tasks = self.desk.tasks
        tasks.ask(PrivacyDates(), self._dates_read, owner=self, slot="dates")
        tasks.ask(WorkingCalendar(), self._calendar_read, owner=self, slot="calendar")
        tasks.ask(CategoryAliases(), self._aliases_read, owner=self, slot="aliases")

    @override
    def day_changed(self) -> None:
        """What is laid down does not depend on the day."""

    def _dates_read(self, days: Mapping[str, date | None]) -> None:
        for name, field in self.dates.items():
            if not field.isModified():
                day = days[name]
                field.setText("" if day is None else day.isoformat())

    def _calendar_read(self, shown: CalendarShown) -> None:
        self._calendar = shown
        if not self.days.document().isModified():
            self.days.setPlainText(written(shown.own))
            self.days.document().setModified(False)
        self._show_calendar()

    def _aliases_read(self, aliases: Mapping[str, str]) -> None:
        self._aliases = aliases
        self._show_words()

    # writing ----------------------------------------------------------------------------------------------------

    def write_dates(self) -> None:
        """Write every date as it stands; an empty field takes its date away."""
        try:
            days = {name: _day(field.text()) for name, field in self.dates.items()}
        except CallerMistake as error:
            self.desk.problems.tell(error)
            return

        def done(outcome: Any) -> None:
            for field in self.dates.values():
                field.setModified(False)
            self._offer_undo(Message(N_("The dates are saved.")), outcome.change)

        self.desk.tasks.do(SetPrivacyDates(days), done, self.desk.problems.tell, owner=self)

    def write_days(self) -> None:
        """Lay the years down as they are typed; one mistake refuses all of them."""

        def done(outcome: Any) -> None:
            self.days.document().setModified(False)
            years = ", ".join(map(str, outcome.result))
            self._offer_undo(said("The calendar of {years} is laid down.", years=years), outcome.change)

        command = SetCalendar(self.days.toPlainText())
        self.desk.tasks.do(command, done, self.desk.problems.tell, owner=self)

    def take_year(self) -> None:
        """Take the chosen year away."""
        if self.years.currentText():
            year = int(self.years.currentText())
            self._do(ClearCalendar(year), said("The calendar of {year} is taken away.", year=str(year)), days=True)

    def add_word(self) -> None:
        """Let the word mean the category."""
        typed = self.word.text().strip()
        command = SetAlias(typed, str(self.category.currentData() or ""))
        self._do(
            command, said("{word} means {category} from now on.", word=typed, category=self.category.currentText())
        )

    def take_word(self) -> None:
        """Take the chosen word away."""
        if self.table.payload() is not None:
            chosen = str(self.table.payload())
            self._do(ClearAlias(chosen), said("{word} is taken away.", word=chosen))

    def _do(self, command: Any, message: Message, *, days: bool = False) -> None:
        def done(outcome: Any) -> None:
            if days:
                self.days.document().setModified(False)
            else:
                self.word.clear()
            self._offer_undo(message, outcome.change)

        self.desk.tasks.do(command, done, self.desk.problems.tell, owner=self)

    def _offer_undo(self, message: Message, change: int | None) -> None:
        self.desk.edits.tell(change, message)
        self.read()

    # showing ----------------------------------------------------------------------------------------------------

    @override
    def render_texts(self) -> None:
        language = self.desk.texts.language
        chosen = self.category.currentData()
        self.category.clear()
        for one in words(CATEGORY):
            if one.code != OTHER:
                self.category.addItem(word(CATEGORY, one.code, language), one.code)
        self.category.setCurrentIndex(max(0, self.category.findData(chosen)))
        self._show_calendar()
        self._show_words()

    def _show_calendar(self) -> None:
        shown, t = self._calendar, self.desk.texts.t
        if shown is None:
            return
        known = said("Working days are known from {first} to {last}.", first=str(shown.first), last=str(shown.last))
        hint = t(N_("Days off and weekend days worked instead, year by year, as the State Council publishes them."))
        between = self.desk.texts.translator.both("", " ")
        self.known.setText(f"{t(known)}{between}{hint}")
        self.years.clear()
        self.years.addItems([str(year) for year in sorted(shown.own)])
        self.take.setEnabled(bool(shown.own))

    def _show_words(self) -> None:
        t, language = self.desk.texts.t, self.desk.texts.language
        lines = [Line((text, word(CATEGORY, code, language)), text) for text, code in self._aliases.items()]
        self.table.show_lines([begun(t(one)) for one in (N_("word"), N_("category"))], lines)
        self.drop.setEnabled(bool(lines))


def _day(text: str) -> date | None:
    if not text.strip():
        return None
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        raise CallerMistake(said("{text} is no day.", text=text), said("Write it as 2026-06-30.")) from None
