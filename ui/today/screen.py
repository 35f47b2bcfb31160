"""The day's page: parts that come one by one, each line with its owner, a notice under one key, charts last."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, time
from typing import Any

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QStackedLayout
from typing_extensions import override

from auditor.i18n import N_, Message
from auditor.services.today.clocks import Clocks
from auditor.services.today.figures import Figures
from auditor.services.today.lacking import Lack, Lacking, OwnerLacks
from auditor.services.today.lapses import DAYS, Lapses, Lapsing
from auditor.services.today.news import Compared, News
from auditor.services.today.notices import lack_notice, notice
from auditor.services.today.rows import Part
from auditor.services.today.tonight import Tonight
from auditor.services.today.whole import Cleared, ClearedOf
from ui.kit import parts, shortcuts
from ui.kit.desk import Desk, Place
from ui.kit.screen import Screen
from ui.kit.shortcuts import Key
from ui.kit.tasks import Lane
from ui.today.figures import Charts
from ui.today.line import TodayLine
from ui.today.presenter import (
    CLOCKS,
    LACKING,
    LAPSING,
    NEWS,
    NO_RUNS,
    ORDER,
    SHOWN,
    TONIGHT,
    Runs,
    compared_words,
    everything,
    joined,
    numbers,
    sentence,
    target,
    weeks,
)
from ui.today.section import Section

_QUICK = ("licence", "authorisation", "contract")
_SLOW = ("training",)
TOGETHER = 4
"""Broadcasts whose clearances are asked for in one question."""


class TodayRoom(Screen):
    """Where a session begins."""

    looks_back = True

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        texts = desk.texts
        self._found: dict[str, Part] = {}
        self._lapsing: dict[str, Lapsing] = {}
        self._compared: Runs = NO_RUNS
        self._news: Compared | None = None
        self._round = 0
        self.title = parts.label(texts, N_("Today's desk"), "title")
        self.sentence = parts.plain_label("", "muted", wrap=True)
        self.sections = {name: Section(desk, name, self._again(name), DAYS) for name in ORDER}
        self.charts = Charts(desk)
        self.copy = parts.button(texts, N_("Copy notice"), self.copy_notice)
        self.copy.setEnabled(False)
        self._lay_out()
        shortcuts.on(self, Key.NOTICE, self.copy_notice)
        for section in self.sections.values():
            section.copied.connect(self.copy_of)
            section.moved.connect(self._move)
            section.filled.connect(lambda: parts.thread(self.pane))
        self._last: TodayLine | None = None
        QGuiApplication.instance().focusObjectChanged.connect(self._focus_moved)  # type: ignore[union-attr]
        self.render_texts()

    def _lay_out(self) -> None:
        texts = self.desk.texts
        ahead = parts.button(texts, N_("Open the calendar"), lambda: self.desk.go(Place("calendar")))
        hosts = parts.button(texts, N_("Go to the hosts"), lambda: self.desk.go(Place("hosts")), "quiet")
        self.empty = parts.EmptyState(
            texts, N_("Nothing for today: no broadcasts, clocks or lapses, and no data are missing."), ahead, hosts
        )
        page = parts.column(*self.sections.values(), self.charts, None, gap=8, margins=(16, 0, 16, 12))
        self.pane = parts.scrolled(parts.box(page, "page"))
        texts.name(self.pane, N_("Today's desk"))
        self.area = QStackedLayout()
        self.area.addWidget(self.pane)
        self.area.addWidget(self.empty)
        calendar = parts.button(texts, N_("Calendar"), lambda: self.desk.go(Place("calendar")))
        head = parts.row(self.title, None, self.copy, calendar, gap=8)
        body = parts.column(head, self.sentence, gap=4, margins=(16, 12, 16, 8))
        whole = parts.column(body, gap=0)
        whole.addLayout(self.area, 1)
        self.setLayout(whole)

    # reading ----------------------------------------------------------------------------------------------------

    @override
    def read(self) -> None:
        self._round += 1
        for name in ORDER:
            self._ask_part(name)
        self._ask("figures", Figures(*self._when()), self.charts.show_figures, lambda _error: None)

    @override
    def day_changed(self) -> None:
        self._found, self._lapsing = {}, {}
        super().day_changed()

    def _when(self) -> tuple[Any, Any]:
        return self.desk.day.value, self.desk.day.known

    def _again(self, name: str) -> Callable[[], None]:
        return lambda: self._ask_part(name)

    def _ask_part(self, name: str) -> None:
        self.sections[name].wait()
        day, known = self._when()

        def failed(error: Exception) -> None:
            self.fail(name, error)

        if name == TONIGHT:
            self._ask(name, Tonight(day, known, limit=SHOWN), self._show_tonight, failed, Lane.READ)
        elif name == NEWS:
            self._ask(name, News(day, known, limit=SHOWN), self._show_news, failed)
        elif name == CLOCKS:
            self._ask(name, Clocks(day, known, limit=SHOWN), lambda part: self._show(name, part), failed)
        elif name == LACKING:
            self._ask(name, Lacking(day, known, limit=SHOWN), lambda part: self._show(name, part), failed)
        else:
            # Trainings are by far the most; the other papers need not wait for them.
            for kinds in (_QUICK, _SLOW):
                asked = Lapses(day, known, kinds=kinds, limit=SHOWN)
                lane = Lane.READ if kinds is _QUICK else Lane.JUDGE
                self._ask(f"{name}-{kinds[0]}", asked, self._lapses_taker(kinds[0]), failed, lane)

    def fail(self, name: str, error: Exception) -> None:
        """A part did not come: what stood there is no answer any more."""
        self._found.pop(name, None)
        self.sections[name].show_error(error)

    def _ask(
        self,
        slot: str,
        query: Any,
        then: Callable[[Any], None],
        failed: Callable[[Exception], None],
        lane: Lane = Lane.JUDGE,
    ) -> None:
        core = self.desk.tasks.core
        assert core is not None
        self.desk.tasks.read(lambda: core.ask(query), then, failed, owner=self, slot=slot, lane=lane)

    # showing ----------------------------------------------------------------------------------------------------

    def _show(self, name: str, part: Part) -> None:
        self._found[name] = part
        now = self._moment()
        place = everything(name, part, now, self._compared)
        self.sections[name].show_part(part, numbers(name, part, now, self._compared), place)
        if name == NEWS and self._news is not None:
            self.sections[NEWS].say(compared_words(self._news, self.desk.texts.translator))
        self._sum_up()

    def _moment(self) -> datetime:
        """What counts as now: the hour where the day is today, else the day's beginning."""
        day = self.desk.day
        return day.now if day.is_today else datetime.combine(day.value, time())

    def _show_tonight(self, part: Part) -> None:
        self._show(TONIGHT, part)
        if self.desk.day.known is not None:
            for line in self.sections[TONIGHT].lines:
                line.clear(Cleared(""))
            return
        codes = [line.row.who.code for line in self.sections[TONIGHT].lines]
        # Some at a time: the first answers are read while the others are worked out.
        for at in range(0, len(codes), TOGETHER):
            self._clear(at, tuple(codes[at : at + TOGETHER]))

    def _clear(self, at: int, codes: tuple[str, ...]) -> None:
        def failed(error: Exception) -> None:
            self._cleared(dict.fromkeys(codes, Cleared("")))
            self.desk.problems.tell(error)

        self._ask(f"clear-{at}", ClearedOf(codes), self._cleared, failed)

    def _cleared(self, found: Mapping[str, Cleared]) -> None:
        for line in self.sections[TONIGHT].lines:
            if line.row.who.code in found:
                line.clear(found[line.row.who.code])

    def _show_news(self, found: Compared) -> None:
        self._compared, self._news = (found.latest, found.before), found
        self._show(NEWS, found.part)

    def _lapses_taker(self, kind: str) -> Callable[[Lapsing], None]:
        def taken(found: Lapsing) -> None:
            self._lapsing[kind] = found
            whole = joined(self._lapsing.values())
            self._show(LAPSING, whole.part)
            self.charts.show_weeks(weeks(whole.by_day, self.desk.day.value))

        return taken

    def _sum_up(self) -> None:
        for line in self._lines():
            if not line.property("heard"):
                line.setProperty("heard", True)
                line.clicked.connect(lambda _on=False, line=line: self.desk.go(target(line.row)))
        whole = len(self._found) == len(ORDER) and len(self._lapsing) == 2
        nothing = whole and not any(part.count or part.rows for part in self._found.values())
        # Where a note says that something is still to come, the page is not empty.
        noted = any(part.note is not None for name, part in self._found.items() if name != NEWS)
        self.area.setCurrentIndex(1 if nothing and not noted else 0)
        self.copy.setEnabled(self._current() is not None)
        self.sentence.setText(sentence(self._found, self.desk.texts.translator))
        self.sentence.setVisible(bool(self.sentence.text()))

    @override
    def render_texts(self) -> None:
        self.call_it(self.desk.texts.t(N_("Today's desk")))
        for name, section in self.sections.items():
            section.render_texts()
            if name in self._found:
                self._show(name, self._found[name])
        self.charts.render_texts()
        self._sum_up()

    # acting -----------------------------------------------------------------------------------------------------

    def _lines(self) -> list[TodayLine]:
        return [line for name in ORDER for line in self.sections[name].lines]

    def _move(self, line: TodayLine, step: int) -> None:
        lines = self._lines()
        at = min(max(0, lines.index(line) + step), len(lines) - 1)
        self._last = lines[at]
        lines[at].setFocus()
        self.pane.ensureWidgetVisible(lines[at], 0, 40)

    def _focus_moved(self, found: object) -> None:
        if isinstance(found, TodayLine) and found in self._lines():
            self._last = found

    def _current(self) -> TodayLine | None:
        lines = self._lines()
        if self._last is not None and self._last not in lines:  # its part was read again
            self._last = self._last.found_among(lines)
        return self._last or (lines[0] if lines else None)

    def copy_notice(self) -> None:
        """Put a notice about the current line on the clipboard."""
        line = self._current()
        if line is not None:
            self.copy_of(line)

    def copy_of(self, line: TodayLine) -> None:
        """The same about this line; what data are missing is looked up first."""
        row = line.row
        if not row.who.code:
            asked = OwnerLacks(row.owner, row.who.type, self.desk.day.value)
            count = self.sections[LACKING].part
            total = 0 if count is None else int(str(row.what.params["n"]).replace(",", ""))

            def taken(found: tuple[Lack, ...]) -> None:
                text = lack_notice(row.owner, found, total - len(found), self.desk.texts.translator)
                self._put(text, row.owner)

            self._ask("lacks", asked, taken, self.desk.problems.tell)
            return
        text = notice(row, self.desk.day.value, self.desk.texts.translator, line.cleared)
        self._put(text, row.who.name or row.who.code)

    def _put(self, text: str, name: str) -> None:
        QGuiApplication.clipboard().setText(text)
        shown = name or self.desk.texts.t(N_("nobody in charge"))
        self.desk.problems.done(Message(N_("The notice for {name} is on the clipboard."), {"name": shown}))

    @override
    def place_aside(self) -> Place | None:
        line = self._current()
        if line is None or line.row.who.type not in ("host", "merchant", "agency") or not line.row.who.code:
            return None
        return Place("profile", (line.row.who.type, line.row.who.code))
