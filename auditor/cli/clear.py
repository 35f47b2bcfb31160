"""Go-live clearance: GO, CONDITIONS or NO-GO for a combination or a broadcast on file."""

from __future__ import annotations

from datetime import datetime

import typer

from auditor.cli.desk import Desk
from auditor.errors import CallerMistake
from auditor.i18n import N_, Message, said
from auditor.services.clearance.clearing import Clear, Clearance
from auditor.services.clearance.combination import Combination
from auditor.services.clearance.lines import NO_GO, Line
from auditor.services.shown import severity_word

ANSWERS = {"GO": said("GO: may go live"), "CONDITIONS": said("CONDITIONS: may go live once these are met"),
           "NO-GO": said("NO-GO: may not go live")}  # fmt: skip


def add(app: typer.Typer, desk: Desk) -> None:
    """Add clear."""

    @app.command(help=desk.tr.t("Go-live clearance of a combination, or of a broadcast on file."))
    def clear(
        host: list[str] = typer.Option([], help=desk.tr.t("Code of a host.")),
        merchant: list[str] = typer.Option([], help=desk.tr.t("Code of a merchant.")),
        category: list[str] = typer.Option([], help=desk.tr.t("Category: code or Chinese word.")),
        at: str = typer.Option("", help=desk.tr.t("The start: YYYY-MM-DDTHH:MM.")),
        until: str = typer.Option("", help=desk.tr.t("The planned end: YYYY-MM-DDTHH:MM.")),
        brand: list[str] = typer.Option([], help=desk.tr.t("A brand that is sold.")),
        product: list[str] = typer.Option([], help=desk.tr.t("Code of a product.")),
        platform: str = typer.Option("", help=desk.tr.t("Platform: code or Chinese word; the room's when left out.")),
        room: str = typer.Option("", help=desk.tr.t("Code of the room.")),
        broadcast: str = typer.Option("", help=desk.tr.t("Code of a broadcast on file, instead of all the above.")),
    ) -> None:
        if broadcast and (host or merchant or category or brand or platform or room or until):
            raise CallerMistake(
                said("A broadcast on file says itself who and what."), said("Give --broadcast, with --at at most.")
            )
        start = instant(at) if at else None
        if broadcast:
            asked = Clear(None, broadcast, start)
        elif start is None:
            raise CallerMistake(said("No start is given."), said("Write --at 2026-07-01T20:00, or --broadcast CODE."))
        else:
            end = instant(until) if until else None
            asked = Clear(Combination(tuple(host), tuple(merchant), tuple(category), start, tuple(brand),
                                      tuple(product), platform, room, end))  # fmt: skip
        with desk.open() as app_:
            told = app_.ask(asked)
        show(desk, told)
        desk.document(told.as_json(desk.tr))
        desk.exit_code = 1 if told.answer == NO_GO else 0


def instant(text: str) -> datetime:
    """A wall time as people write it. Raises CallerMistake."""
    try:
        moment = datetime.fromisoformat(text.strip().replace("/", "-"))
    except ValueError:
        raise CallerMistake(said("{text} is no time.", text=text), said("Write it as 2026-07-01T20:00.")) from None
    if moment.tzinfo is not None:
        from auditor.clock import SHANGHAI

        moment = moment.astimezone(SHANGHAI).replace(tzinfo=None)
    return moment


def show(desk: Desk, told: Clearance) -> None:
    """The answer and its lines for people."""
    desk.say(ANSWERS[told.answer])
    blocks: list[Line] = [line for line in told.reasons if line.weight == "block"]
    conditions = [line for line in told.reasons if line.weight != "block"]
    for title, lines in (
        (said("What forbids it"), blocks),
        (said("Conditions"), conditions),
        (said("To do by {when}", when=told.start.isoformat(sep=" ", timespec="minutes")), told.to_do),
        (said("Notes"), told.notes),
    ):
        _block(desk, title, lines)
    if told.answer == NO_GO:
        if told.earliest_go is None:
            desk.say(said("With the facts on file it will not be allowed within a year: something must be done."))
        else:
            desk.say(said("With the same facts it would be allowed from {day}.", day=told.earliest_go.isoformat()))


def _block(desk: Desk, title: Message, lines: list[Line] | tuple[Line, ...]) -> None:
    if not lines:
        return
    desk.say(title)
    rows = [
        (one.rule, one.subject.reference, severity_word(desk.tr, one.severity), desk.tr.t(one.message),
         desk.tr.t(one.remedy)) for one in lines
    ]  # fmt: skip
    desk.table((N_("rule"), N_("subject"), N_("severity"), N_("why"), N_("what to do")), rows)
