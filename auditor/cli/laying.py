"""What a workspace lays down for itself: the working calendar, words for categories, its privacy dates."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from auditor.cli.desk import Desk
from auditor.errors import CallerMistake, unreadable
from auditor.i18n import N_, said

if TYPE_CHECKING:
    from auditor.model.workdays import Year

NONE = "none"
"""What takes a date away."""

_PRIVACY = {
    "impact_assessed_on": N_("privacy impact assessment"),
    "privacy_audited_on": N_("privacy compliance audit"),
    "officer_filed_on": N_("privacy officer filed"),
}


def add(app: typer.Typer, desk: Desk) -> None:
    """Add calendar, aliases and privacy."""
    _calendar(app, desk)
    _aliases(app, desk)
    _privacy(app, desk)


def _calendar(app: typer.Typer, desk: Desk) -> None:
    group = typer.Typer(no_args_is_help=True, help=desk.tr.t("The working calendar that working-day rules count by."))
    app.add_typer(group, name="calendar")

    @group.command(help=desk.tr.t("Which years have a calendar, and those this workspace lays down."))
    def show() -> None:
        _show_calendar(desk)

    @group.command("set", help=desk.tr.t("Lay down years from a file that names days off and days worked instead."))
    def set_(file: Path) -> None:
        from auditor.services.workdays import SetCalendar

        try:
            text = file.read_text(encoding="utf-8-sig")
        except OSError as error:
            raise unreadable(file, error) from error
        except UnicodeDecodeError as error:
            raise CallerMistake(
                said("{path} cannot be read as text.", path=str(file)),
                said("Give a text file in UTF-8 that names each year with its days off and days worked instead."),
            ) from error
        with desk.open() as opened:
            done = opened.do(SetCalendar(text))
            desk.ack(done.change)
        desk.document({"change": done.change, "years": list(done.result)})
        desk.say(said("The calendar of {years} is laid down.", years=", ".join(map(str, done.result))))

    @group.command(help=desk.tr.t("Take a year away that this workspace laid down."))
    def clear(year: int) -> None:
        from auditor.services.workdays import ClearCalendar

        with desk.open() as opened:
            done = opened.do(ClearCalendar(year))
            desk.ack(done.change)
        desk.document({"change": done.change, "cleared": done.result})
        desk.say(
            said("Done.") if done.result else said("This workspace laid down no calendar of {year}.", year=str(year))
        )


def _show_calendar(desk: Desk) -> None:
    from auditor.services.workdays import WorkingCalendar

    with desk.open() as opened:
        shown = opened.ask(WorkingCalendar())
    own = {str(year): _days(one) for year, one in sorted(shown.own.items())}
    desk.document({"first": shown.first, "last": shown.last, "own": own})
    desk.say(said("Working days are known from {first} to {last}.", first=str(shown.first), last=str(shown.last)))
    rows = [(year, *(", ".join(days) for days in told.values())) for year, told in own.items()]
    if rows:
        desk.table((N_("year"), N_("days off"), N_("days worked instead")), rows)


def _days(year: Year) -> dict[str, list[str]]:
    return {"off": sorted(map(date.isoformat, year.off)), "work": sorted(map(date.isoformat, year.work))}


def _aliases(app: typer.Typer, desk: Desk) -> None:
    group = typer.Typer(no_args_is_help=True, help=desk.tr.t("Words of this workspace for categories of goods."))
    app.add_typer(group, name="aliases")

    @group.command("list", help=desk.tr.t("The words laid down here; the packs' own stand in the rule catalogue."))
    def list_() -> None:
        from auditor.services.aliases import CategoryAliases

        with desk.open() as opened:
            found = opened.ask(CategoryAliases())
        desk.document(dict(found))
        desk.table((N_("word"), N_("category")), list(found.items()))

    @group.command("set", help=desk.tr.t("Let a word mean a category, named by its code or any of its names."))
    def set_(word: str, category: str) -> None:
        from auditor.services.aliases import SetAlias

        with desk.open() as opened:
            done = opened.do(SetAlias(word, category))
            desk.ack(done.change)
        desk.document({"change": done.change, "word": word, "category": done.result})
        desk.say(said("{word} means {category} from now on.", word=word, category=done.result))

    @group.command(help=desk.tr.t("Take a word away."))
    def clear(word: str) -> None:
        from auditor.services.aliases import ClearAlias

        with desk.open() as opened:
            done = opened.do(ClearAlias(word))
            desk.ack(done.change)
        desk.document({"change": done.change, "cleared": done.result})
        desk.say(said("Done.") if done.result else said("There is no such word: {word}", word=word))


def _privacy(app: typer.Typer, desk: Desk) -> None:
    group = typer.Typer(no_args_is_help=True, help=desk.tr.t("The workspace's own privacy dates, which PV rules read."))
    app.add_typer(group, name="privacy")

    @group.command(help=desk.tr.t("The dates as they stand."))
    def show() -> None:
        from auditor.services.privacy import PrivacyDates

        with desk.open() as opened:
            _tell_dates(desk, opened.ask(PrivacyDates()), None)

    @group.command("set", help=desk.tr.t("Enter dates; none takes one away."))
    def set_(
        assessed: str = typer.Option("", help=desk.tr.t("Day of the last privacy impact assessment.")),
        audited: str = typer.Option("", help=desk.tr.t("Day of the last privacy compliance audit.")),
        officer: str = typer.Option("", help=desk.tr.t("Day on which the privacy officer was filed.")),
    ) -> None:
        from auditor.services.privacy import SetPrivacyDates

        told = dict(zip(_PRIVACY, (assessed, audited, officer), strict=True))
        days = {name: None if text == NONE else desk.day(text) for name, text in told.items() if text}
        if not days:
            raise CallerMistake(
                said("No date is given."), said("Give at least one of --assessed, --audited, --officer.")
            )
        with desk.open() as opened:
            done = opened.do(SetPrivacyDates(days))
            desk.ack(done.change)
        _tell_dates(desk, done.result, done.change)


def _tell_dates(desk: Desk, days: Any, change: int | None) -> None:
    told = {name: None if day is None else day.isoformat() for name, day in days.items()}
    desk.document({"change": change, **told} if change is not None else told)
    desk.table((N_("what"), N_("day")), [(desk.tr.t(_PRIVACY[name]), day or "-") for name, day in told.items()])
