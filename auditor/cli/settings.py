"""What an organisation lays down about itself and its reminders, and what is to be reminded of."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import typer

from auditor.cli.desk import Desk
from auditor.errors import CallerMistake, unreadable
from auditor.i18n import N_, said

USUAL, NONE = "usual", "none"


def add(app: typer.Typer, desk: Desk) -> None:
    """Add organisation and reminders."""
    _organisation(app, desk)
    _reminders(app, desk)


def _organisation(app: typer.Typer, desk: Desk) -> None:
    @app.command(help=desk.tr.t("The organisation's name and logo, shown or laid down."))
    def organisation(
        name: str | None = typer.Option(None, help=desk.tr.t("The name; empty takes it away.")),
        logo: Path | None = typer.Option(None, help=desk.tr.t("A PNG or JPEG.")),
        no_logo: bool = typer.Option(False, "--no-logo", help=desk.tr.t("Take the logo away.")),
    ) -> None:
        from auditor.services.organisation import Organisation, SetOrganisation

        picture = b"" if no_logo else None if logo is None else _read(logo)
        with desk.open() as opened:
            if name is None and picture is None:
                shown = opened.ask(Organisation())
            else:
                done = opened.do(SetOrganisation(name, picture))
                desk.ack(done.change)
                shown = done.result
        desk.document({"name": shown.name, "logo": None if shown.logo is None else len(shown.logo)})
        has = N_("with a logo") if shown.logo else N_("without a logo")
        desk.say(said("{name}, {logo}", name=shown.name or "–", logo=said(has)))


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise unreadable(path, error) from error


def _reminders(app: typer.Typer, desk: Desk) -> None:
    group = typer.Typer(help=desk.tr.t("What ends soon enough to be reminded of, and the ladders of days before."))
    app.add_typer(group, name="reminders")

    @group.callback(invoke_without_command=True)
    def listed(
        context: typer.Context,
        as_of: str = typer.Option(None, help=desk.tr.t("The day (ISO); today when left out.")),
        since: str | None = typer.Option(None, help=desk.tr.t("Only what came to its rung after this day (ISO).")),
        limit: int = typer.Option(50, min=1, max=10_000, help=desk.tr.t("Lines at most.")),
    ) -> None:
        if context.invoked_subcommand is None:
            _list(desk, desk.day(as_of), None if since is None else desk.day(since), limit)

    @group.command(help=desk.tr.t("The ladder of each kind."))
    def ladders() -> None:
        from auditor.services.reminders import Ladders

        with desk.open() as opened:
            found = opened.ask(Ladders())
        desk.document({one.kind: {"days": list(one.days), "own": one.own} for one in found})
        own = {True: N_("laid down here"), False: N_("usual")}
        desk.table(
            (N_("kind"), N_("days before the end"), N_("where from")),
            [(desk.tr.t(one.title), ", ".join(map(str, one.days)), desk.tr.t(own[one.own])) for one in found],
        )

    @group.command("set", help=desk.tr.t("Lay a kind's ladder down: days by commas, none, or usual."))
    def set_(kind: str, days: str) -> None:
        from auditor.services.reminders import SetLadder

        with desk.open() as opened:
            done = opened.do(SetLadder(kind, ladder(days)))
            desk.ack(done.change)
        desk.document({"change": done.change, "days": list(done.result)})
        desk.say(said("Reminded {days} days before.", days=", ".join(map(str, done.result)) or "–"))


def ladder(text: str) -> tuple[int, ...] | None:
    """What somebody wrote as a ladder; None is the usual one. CallerMistake where it is none."""
    if text.strip().lower() == USUAL:
        return None
    if text.strip().lower() == NONE:
        return ()
    try:
        return tuple(int(one) for one in text.replace("，", ",").replace("/", ",").split(",") if one.strip())
    except ValueError:
        raise CallerMistake(said("{text} is no ladder.", text=text), said("Write it as 60, 30, 7, 1.")) from None


def _list(desk: Desk, day: date, since: date | None, limit: int) -> None:
    from auditor.services.changes import Head
    from auditor.services.reminders import TITLES, Checked, Reminders

    with desk.open() as opened:
        looked = None if since is None else Checked(since, opened.ask(Head()).change)
        found = opened.ask(Reminders(day, looked, limit))
    counts = [{"kind": kind, "rung": rung, "count": number} for (kind, rung), number in found.counts.items()]
    rows = [row.as_json(desk.tr) for row in found.rows]
    desk.document({"as_of": day.isoformat(), "total": found.total, "more": found.more, "counts": counts, "rows": rows})
    for (kind, rung), number in found.counts.items():
        desk.say(said("{kind}: {n} end within {rung} days", kind=said(TITLES[kind]), n=number, rung=rung))
    lines = [
        (row.due.date().isoformat() if row.due else "", row.who.reference, row.who.name, desk.tr.t(row.what), row.owner)
        for row in found.rows
    ]
    if lines:
        desk.table((N_("until"), N_("subject"), N_("name"), N_("what"), N_("in charge")), lines)
    else:
        desk.say(said("Nothing is to be reminded of."))
