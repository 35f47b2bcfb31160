"""Sessions for scripts: all of them, or one with everybody on its list."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import typer

from auditor.cli.desk import Desk
from auditor.cli.session_log import add_log
from auditor.cli.session_roster import add_roster
from auditor.cli.session_said import plain, spoken
from auditor.i18n import N_, said

if TYPE_CHECKING:
    from auditor.services.training.sessions import SessionShown


def add(app: typer.Typer, desk: Desk) -> None:
    """Add session and what can be done with one."""
    one = typer.Typer(
        help=desk.tr.t("One session (who is on the list, how it went, seats left); without a code: all of them."),
        invoke_without_command=True,
        rich_markup_mode=None,
    )
    app.add_typer(one, name="session")

    @one.callback()
    def show(context: typer.Context, code: str = typer.Argument("")) -> None:
        context.obj = code
        if context.invoked_subcommand is None:
            if code:
                _show(desk, code)
            else:
                _list(desk)

    add_roster(one, desk)
    add_log(one, desk)


def _list(desk: Desk) -> None:
    from auditor.services.training.sessions import Sessions

    with desk.open() as app_:
        found = app_.ask(Sessions())
    desk.document({"sessions": [{**asdict(one), "seats_left": one.seats_left} for one in found]})
    heads = (N_("Session"), N_("Course"), N_("Planned start"), N_("Status"), N_("On the list"), N_("Seats left"))
    desk.table(
        heads,
        [
            (one.code, one.course_title, f"{one.planned_start:%Y-%m-%d %H:%M}",
             spoken(desk, "session_status", one.status), one.taken, one.seats_left)
            for one in found
        ],
    )  # fmt: skip


def _show(desk: Desk, code: str) -> None:
    from auditor.services.training.sessions import SessionOf

    with desk.open() as app_:
        found = app_.ask(SessionOf(code))
    desk.document({**_head_json(found), "roster": [{**asdict(one), "score": plain(one.score)} for one in found.roster]})
    line = found.line
    desk.say(
        said(
            "{code} {course}, {start}, {status}",
            code=line.code,
            course=line.course_title,
            start=f"{line.planned_start:%Y-%m-%d %H:%M}",
            status=spoken(desk, "session_status", line.status),
        )
    )
    if found.pass_mark is not None:
        desk.say(said("Pass mark {mark} of {scale}.", mark=plain(found.pass_mark), scale=plain(found.scale)))
    if line.seats_left is not None:
        desk.say(said("Seats left: {n}", n=line.seats_left))
    heads = (N_("Learner"), N_("Name"), N_("Attendance"), N_("Score"), N_("Attempt"), N_("Remark"))
    rows = [
        (one.learner, one.name, spoken(desk, "attendance", one.state), plain(one.score), one.attempt, one.remark)
        for one in found.roster
    ]
    desk.table(heads, rows)


def _head_json(found: SessionShown) -> dict[str, Any]:
    told = asdict(found)
    told.pop("roster")
    line = told.pop("line")
    marks = {name: plain(told.pop(name)) for name in ("pass_mark", "scale")}
    return {**line, "seats_left": found.line.seats_left, **told, **marks}
