"""The calendar on the terminal, as JSON or as a file that calendars read (.ics)."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import typer

from auditor.cli.desk import Desk
from auditor.errors import CallerMistake
from auditor.i18n import N_, said

DAYS = 30


def add(app: typer.Typer, desk: Desk) -> None:
    """Add agenda."""

    @app.command(help=desk.tr.t("The calendar to come: broadcasts, trainings, clocks, lapses and reminders."))
    def agenda(
        as_of: str = typer.Option(None, help=desk.tr.t("The day (ISO); today when left out.")),
        known_at: str = typer.Option(None, help=desk.tr.t("As it was known at this moment (ISO, Asia/Shanghai).")),
        days: int = typer.Option(DAYS, min=1, max=400, help=desk.tr.t("How many days, the first included.")),
        kind: list[str] = typer.Option([], help=desk.tr.t("Only these kinds of events.")),
        ics: Path | None = typer.Option(None, help=desk.tr.t("Write a calendar (.ics) there.")),
    ) -> None:
        from auditor.cli.instants import instant
        from auditor.services.agenda import KINDS, SHOWN, Agenda
        from auditor.services.agenda_files import MOST_IN_A_FILE, AgendaFile

        first = desk.day(as_of)
        kinds = tuple(kind) or KINDS
        for one in kinds:
            if one not in KINDS:
                raise CallerMistake(
                    said("{text} is no kind of event.", text=one), said("Kinds: {kinds}", kinds="、".join(KINDS))
                )
        limit = MOST_IN_A_FILE if desk.wants_json else SHOWN
        last = first + timedelta(days=days - 1)
        with desk.open() as opened:
            asked = Agenda(first, last, first, instant(known_at), kinds, limit)
            found = opened.ask(asked)
            if ics is not None:
                opened.run(AgendaFile(asked, ics, desk.tr.language))
        if ics is not None:
            desk.say(said("Calendar: {path}", path=str(ics)))
        desk.document(_told(desk, found))
        _table(desk, found)


def _told(desk: Desk, found: Any) -> dict[str, Any]:
    return {
        "first": found.first.isoformat(),
        "last": found.last.isoformat(),
        "count": found.count,
        "more": found.more,
        "unknown": found.unknown,
        "counts": [
            {"day": day.isoformat(), "kind": kind, "count": number}
            for (day, kind), number in sorted(found.counts.items())
        ],
        "events": [row.as_json(desk.tr) for row in found.rows],
    }


def _when(row: Any) -> str:
    if row.due is None:
        return ""
    return str(row.due.strftime("%Y-%m-%d" if row.all_day else "%Y-%m-%d %H:%M"))


def _table(desk: Desk, found: Any) -> None:
    if desk.common.json == "-":
        return
    rows = [
        (
            _when(row),
            row.who.reference,
            row.who.name,
            desk.tr.t(row.what),
            row.owner,
        )
        for row in found.rows[:200]
    ]
    if rows:
        desk.table((N_("when"), N_("subject"), N_("name"), N_("what"), N_("in charge")), rows)
    desk.say(
        said(
            "{n} events from {first} to {last}.",
            n=f"{found.count:,}{'+' if found.more else ''}", first=found.first.isoformat(), last=found.last.isoformat(),
        )
    )  # fmt: skip
