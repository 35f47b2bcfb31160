"""The forecast: for each subject its first failing day and rule, as a table, JSON or a calendar."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, TextIO

import typer

from auditor.cli.desk import Desk
from auditor.i18n import N_, Translator, said
from auditor.services.forecasting import DAYS, Begins, Forecast, Forecasted, Foreseen
from auditor.services.shown import severity_word

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
        kept: list[Foreseen] = []
        with desk.open() as app_, desk.progress() as monitor:
            if desk.wants_json:
                with desk.json_stream() as stream:
                    taker = _Json(stream, desk.tr, desk.day(as_of), days, kept if ics is not None else None)
                    done = app_.run(Forecast(desk.day(as_of), taker, days, tuple(subject)), monitor)
                    taker.end(done)
            else:
                done = app_.run(Forecast(desk.day(as_of), kept.append, days, tuple(subject)), monitor)
            if ics is not None:
                _write(desk, ics, kept, done)
        _table(desk, kept, done)


def _write(desk: Desk, path: Path, subjects: list[Foreseen], done: Forecasted) -> None:
    from auditor.reporting.atomic import whole_file
    from auditor.services.calendars import calendar

    with whole_file(path) as out:
        out.writelines(calendar(subjects, done.titles, done.workspace, desk.clock(), desk.tr))
    desk.say(said("Calendar: {path}", path=str(path)))


def _table(desk: Desk, subjects: list[Foreseen], done: Forecasted) -> None:
    if desk.common.json == "-":
        return
    coming = sorted(
        ((one.later[0], one) for one in subjects if one.later),
        key=lambda pair: (pair[0].day, pair[1].type, pair[1].code),
    )
    rows = [
        (
            begins.day.isoformat(),
            f"{one.type}:{one.code}",
            begins.rule,
            desk.tr.both(*done.titles[begins.rule]),
            severity_word(desk.tr, begins.severity),
            len(one.now),
        )
        for begins, one in coming[:SHOWN]
    ]
    if rows:
        desk.table((N_("first day"), N_("subject"), N_("rule"), N_("title"), N_("severity"), N_("failing today")), rows)
    if len(coming) > SHOWN:
        desk.say(said("and {n} more", n=len(coming) - SHOWN))
    failing = sum(bool(one.now) for one in subjects)
    desk.say(
        said(
            "{judged} judged; {now} fail on {day}, {later} begin to fail within {days} days.",
            judged=sum(done.judged.values()), now=failing, day=done.as_of.isoformat(), later=len(coming),
            days=done.days,
        )
    )  # fmt: skip


class _Json:
    """Writes the document as the subjects come."""

    def __init__(self, stream: TextIO, tr: Translator, as_of: Any, days: int, kept: list[Foreseen] | None) -> None:
        self._stream, self._tr, self._kept = stream, tr, kept
        self._first = True
        stream.write(f'{{"as_of": "{as_of.isoformat()}", "days": {days}, "subjects": [')

    def __call__(self, one: Foreseen) -> None:
        self._stream.write("\n" if self._first else ",\n")
        self._first = False
        json.dump(told(one), self._stream, ensure_ascii=False)
        if self._kept is not None:
            self._kept.append(one)

    def end(self, done: Forecasted) -> None:
        """What was looked at."""
        self._stream.write(f'\n], "judged": {json.dumps(done.judged)}}}\n')


def told(one: Foreseen) -> dict[str, Any]:
    """A subject in JSON: its first failing day with the rules of that day, what fails now, what begins later."""
    first = one.first
    assert first is not None
    same_day = [begins.rule for begins in (*one.now, *one.later) if begins.day == first.day]
    return {
        "subject": f"{one.type}:{one.code}",
        "first_failing_day": first.day.isoformat(),
        "rules": same_day,
        "now": [_begins(begins) for begins in one.now],
        "later": [_begins(begins) for begins in one.later],
    }


def _begins(one: Begins) -> dict[str, Any]:
    return {"day": one.day.isoformat(), "rule": one.rule, "severity": one.severity, "effect": one.effect,
            "curable": one.curable}  # fmt: skip
