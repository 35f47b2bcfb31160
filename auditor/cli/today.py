"""What a day begins with, on the terminal or as JSON: broadcasts, what is new, clocks, lapses, data to be supplied."""

from __future__ import annotations

from datetime import date
from typing import Any

import typer

from auditor.cli.desk import Desk
from auditor.i18n import N_, Message, said
from auditor.services.today.rows import SHOWN, Part, Row

TITLES = {
    "tonight": N_("Broadcasts today and tomorrow"),
    "news": N_("New or back since the check before"),
    "clocks": N_("Clocks"),
    "lapses": N_("Lapses"),
    "lacking": N_("Data to be supplied"),
}


def add(app: typer.Typer, desk: Desk) -> None:
    """Add today."""

    @app.command(help=desk.tr.t("The page a day begins with: broadcasts, what is new, clocks, lapses, missing data."))
    def today(
        as_of: str = typer.Option(None, help=desk.tr.t("The day (ISO); today when left out.")),
        known_at: str = typer.Option(None, help=desk.tr.t("As it was known at this moment (ISO, Asia/Shanghai).")),
        days: int = typer.Option(30, min=1, max=366, help=desk.tr.t("Days to look ahead for lapses.")),
        limit: int = typer.Option(SHOWN, min=1, max=1000, help=desk.tr.t("Lines of each part.")),
        notices: bool = typer.Option(False, "--notices", help=desk.tr.t("Print a plain notice for each line.")),
    ) -> None:
        from auditor.cli.instants import instant
        from auditor.cli.standing import bring_up
        from auditor.services.today.whole import Today

        day, known = desk.day(as_of), instant(known_at)
        with desk.open() as opened:
            if known is None and day == desk.day(None):
                bring_up(desk, opened)
            page = opened.ask(Today(day, known, days, limit))
        desk.document(page.as_json(desk.tr))
        if notices:
            _notices(desk, page, day)
            return
        parts = (page.tonight, page.news.part, page.clocks, page.lapses, page.lacking)
        for title, part in zip(TITLES.values(), parts, strict=True):
            _part(desk, title, part, page, day)


def _part(desk: Desk, title: str, part: Part, page: Any, day: date) -> None:
    if desk.common.json == "-":
        return
    desk.say(said("{title}: {n}", title=Message(title), n=f"{part.count:,}{'+' if part.more else ''}"))
    if part.note is not None:
        desk.say(part.note)
    rows = [_line(desk, row, page, day) for row in part.rows]
    if rows:
        desk.table((N_("when"), N_("subject"), N_("name"), N_("what"), N_("in charge")), rows)


def _line(desk: Desk, row: Row, page: Any, day: date) -> tuple[str, ...]:
    from auditor.services.today.notices import ANSWERS, when

    what = desk.tr.t(row.what)
    found = page.cleared.get(row.who.code) if row.kind == "broadcast" else None
    if found is not None and found.answer:
        what = f"{what} — {desk.tr.t(ANSWERS[found.answer])}"
    due = "" if row.due is None else when(row.due, row.all_day, day, desk.tr)
    return due, row.who.reference if row.who.code else "", row.who.name, what, row.owner


def _notices(desk: Desk, page: Any, day: date) -> None:
    from auditor.services.today.notices import notice

    for part in (page.tonight, page.news.part, page.clocks, page.lapses):
        for row in part.rows:
            desk.say(Message("{text}", {"text": notice(row, day, desk.tr, page.cleared.get(row.who.code))}))
