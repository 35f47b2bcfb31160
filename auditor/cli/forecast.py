"""The forecast: for each subject its first failing day and rule, as a table, JSON or a calendar."""

from __future__ import annotations

import json
from contextlib import ExitStack
from datetime import date
from pathlib import Path
from typing import IO, Any, TextIO

import typer

from auditor.cli.desk import Desk
from auditor.i18n import N_, said
from auditor.reporting.atomic import whole_file
from auditor.services.calendars import ENDING, events, opening
from auditor.services.forecasting import DAYS, Begins, Forecast, Forecasted, Foreseen
from auditor.services.shown import severity_word

TITLES = (
    N_("first day"), N_("subject"), N_("name"), N_("rule"), N_("title"), N_("severity"), N_("failing today"),
)  # fmt: skip
SHOWN = 200
"""Lines of the table on the terminal; JSON and the calendar have all."""


def add(app: typer.Typer, desk: Desk) -> None:
    """Add forecast."""

    @app.command(help=desk.tr.t("For each subject its first failing day and rule in the days to come."))
    def forecast(
        as_of: str = typer.Option(None, help=desk.tr.t("The day (ISO); today when left out.")),
        days: int = typer.Option(DAYS, help=desk.tr.t("Days to look ahead, at most 366.")),
        subject: list[str] = typer.Option([], help=desk.tr.t("Only TYPE:CODE.")),
        ics: Path | None = typer.Option(None, help=desk.tr.t("Write a calendar (.ics) there.")),
    ) -> None:
        day = desk.day(as_of)
        with ExitStack() as stack:
            app_, monitor = stack.enter_context(desk.open()), stack.enter_context(desk.progress())
            taken = _Taken(desk, day, days)
            if desk.wants_json:
                taken.stream = stack.enter_context(desk.json_stream())
            if ics is not None:
                taken.calendar = stack.enter_context(whole_file(ics))
            done = app_.run(Forecast(day, taken, days, tuple(subject), taken.begin), monitor)
            taken.end(done)
        if ics is not None:
            desk.say(said("Calendar: {path}", path=str(ics)))
        _table(desk, taken, done)


class _Taken:
    """Takes the subjects as they come: into the document, into the calendar, and the first few into the table."""

    def __init__(self, desk: Desk, as_of: date, days: int) -> None:
        self._desk, self._as_of, self._days = desk, as_of, days
        self._first = True
        self.stream: TextIO | None = None
        self.calendar: IO[bytes] | None = None
        self.failing = self.coming = 0
        self._soonest: list[tuple[int, str, str, int, Foreseen]] = []
        self._begun: Forecasted | None = None

    def begin(self, begun: Forecasted) -> None:
        """The heads of what is written."""
        self._begun = begun
        if self.stream is not None:
            self.stream.write(f'{{"as_of": "{self._as_of.isoformat()}", "days": {self._days}, "subjects": [')
        if self.calendar is not None:
            self.calendar.writelines(opening(self._desk.tr))

    def __call__(self, one: Foreseen) -> None:
        self.failing += bool(one.now)
        if one.later:
            self.coming += 1
            self._keep(one)
        if self.stream is not None:
            self.stream.write("\n" if self._first else ",\n")
            self._first = False
            json.dump(told(one), self.stream, ensure_ascii=False)
        if self.calendar is not None:
            begun = self._begun
            assert begun is not None
            now = self._desk.clock()
            self.calendar.writelines(events(one, begun.titles, begun.workspace, now, self._desk.tr))

    def _keep(self, one: Foreseen) -> None:
        self._soonest.append((one.later[0].day.toordinal(), one.type, one.code, len(self._soonest), one))
        if len(self._soonest) >= 20 * SHOWN:
            self._soonest = sorted(self._soonest)[:SHOWN]

    def soonest(self) -> list[Foreseen]:
        """Those who begin to fail first, at most SHOWN."""
        return [one for *_order, one in sorted(self._soonest)[:SHOWN]]

    def end(self, done: Forecasted) -> None:
        """The ends of what is written."""
        if self.stream is not None:
            self.stream.write(f'\n], "judged": {json.dumps(done.judged)}}}\n')
        if self.calendar is not None:
            self.calendar.write(ENDING)


def _table(desk: Desk, taken: _Taken, done: Forecasted) -> None:
    if desk.common.json == "-":
        return
    rows = []
    for one in taken.soonest():
        begins = one.later[0]
        rows.append(
            (begins.day.isoformat(), f"{one.type}:{one.code}", one.name, begins.rule,
             desk.tr.both(*done.titles[begins.rule]), severity_word(desk.tr, begins.severity), len(one.now))
        )  # fmt: skip
    if rows:
        desk.table(TITLES, rows)
    if taken.coming > SHOWN:
        desk.say(said("and {n} more", n=taken.coming - SHOWN))
    desk.say(
        said(
            "{judged} judged; {now} fail on {day}, {later} begin to fail within {days} days.",
            judged=sum(done.judged.values()), now=taken.failing, day=done.as_of.isoformat(), later=taken.coming,
            days=done.days,
        )
    )  # fmt: skip


def told(one: Foreseen) -> dict[str, Any]:
    """A subject in JSON: its first failing day with the rules of that day, what fails now, what begins later."""
    first = one.first
    assert first is not None
    same_day = [begins.rule for begins in (*one.now, *one.later) if begins.day == first.day]
    return {
        "subject": f"{one.type}:{one.code}",
        "name": one.name,
        "first_failing_day": first.day.isoformat(),
        "rules": same_day,
        "now": [_begins(begins) for begins in one.now],
        "later": [_begins(begins) for begins in one.later],
    }


def _begins(one: Begins) -> dict[str, Any]:
    return {"day": one.day.isoformat(), "rule": one.rule, "severity": one.severity, "effect": one.effect,
            "curable": one.curable}  # fmt: skip
