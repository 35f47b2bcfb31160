"""Brings the answers that lists and the day's page keep up to today, before a command reads them."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from auditor.cli.desk import Desk
from auditor.errors import Busy, CallerMistake, WorldFailed
from auditor.i18n import said
from auditor.services.lists.filters import ListFilter

if TYPE_CHECKING:
    from auditor.app import Auditor


def leans(chosen: ListFilter, order: str = "") -> bool:
    """Whether a list narrowed or ordered like this reads the kept answers."""
    return bool(chosen.answer) or order.removeprefix("-") == "answer"


def only_today(desk: Desk, day: date, *, back: bool = False) -> None:
    """CallerMistake for a list by answers of another day or moment: answers are kept for today alone."""
    if back or day != desk.day(None):
        raise CallerMistake(
            said("Lists know today's answers only, not those of {day}.", day=day.isoformat()),
            said("For another day judge as of it: auditor audit --as-of {day} --json", day=day.isoformat()),
        )


def bring_up(desk: Desk, app: Auditor, *, strictly: bool = False) -> bool:
    """Judge whom the days or changes since can have turned; whether the answers hold for today and the last change.

    Where the workspace cannot be written, or somebody else is writing for long, that is said on standard error and
    the answers stay as they are; ``strictly``: it is the error it was.
    """
    from auditor.services.standing import RefreshStanding, StandingNow

    holds = app.ask(StandingNow())
    if holds.fresh:
        return True
    try:
        with desk.progress() as monitor:
            holds = app.run(RefreshStanding(), monitor)
    except (WorldFailed, Busy) as error:
        if strictly:
            raise
        desk.warn(error.message)
    if not holds.fresh:
        _say_old(desk, holds.day, holds.change)
    return holds.fresh


def _say_old(desk: Desk, day: int | None, change: int) -> None:
    from auditor.model.types import date_of

    if day is None:
        desk.warn(said("How everybody stands is not worked out here: what leans on answers is left open."))
    else:
        desk.warn(
            said("Answers are as of {day}, change {n}; what came after is not in them.", day=date_of(day), n=change)
        )
