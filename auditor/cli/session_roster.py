"""The list of a session for scripts: a session planned with its list, people put on it and taken off."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from auditor.cli.desk import Desk
from auditor.cli.editing import pair, problem_of, refused_fields
from auditor.cli.lists import VIEW, WHERE
from auditor.cli.requirements import LAPSES
from auditor.cli.session_said import WHO, good_lines, kind_of_learners, lines_json, refused_lines, tell_lines, word_of
from auditor.i18n import N_, said

if TYPE_CHECKING:
    from auditor.app import Auditor
    from auditor.services.training.roster import Enrol, Enrolled

_NEEDS = N_("Who needs a seat for this requirement.")
_OVER = N_("Even beyond the seats.")
_STATES = "invited, confirmed, excused"


def add_roster(one: typer.Typer, desk: Desk) -> None:
    """Add session CODE plan, enrol and unenrol."""
    _add_plan(one, desk)
    _add_enrol(one, desk)
    _add_unenrol(one, desk)


def _add_plan(one: typer.Typer, desk: Desk) -> None:

    @one.command(
        help=desk.tr.t(
            "session CODE plan (- as CODE: the next one): a new session by FIELD=VALUE and its list, in one change."
        )
    )
    def plan(
        context: typer.Context,
        values: list[str] = typer.Argument(..., help="course=KC-9, planned_start=2026-07-10 09:00, seats=30 …"),
        who: list[str] = typer.Option([], help=desk.tr.t(WHO)),
        learner_type: str = kind_of_learners(),
        view: Path | None = typer.Option(None, help=desk.tr.t(VIEW)),
        where: list[str] = typer.Option([], help=desk.tr.t(WHERE)),
        requirement: str = typer.Option("", help=desk.tr.t(_NEEDS)),
        lapses_within: int | None = typer.Option(None, min=0, help=desk.tr.t(LAPSES)),
        state: str = typer.Option("", help=_STATES),
        over: bool = typer.Option(False, "--over", help=desk.tr.t(_OVER)),
        partly: bool = good_lines(desk),
    ) -> None:
        from auditor.model.sheets import BY_NAME
        from auditor.services.editing.checking import line_of
        from auditor.services.training.planning import PlanSession

        named = bool(who or where or requirement or view is not None or lapses_within is not None)
        enrol = (
            _meant(desk, "", who, learner_type, view, where, requirement, lapses_within, state, over, partly)
            if named
            else None
        )
        code = () if context.obj == "-" else (("code", context.obj),)
        command = PlanSession((*code, *(pair(text) for text in values)), enrol)
        with desk.open() as app_, refused_fields(desk), refused_lines(desk):
            _bring_up(desk, app_, enrol)
            done = app_.do(command)
            desk.ack(done.change)
        planned = done.result
        told = {} if planned.enrolled is None else _enrolled_json(desk, planned.enrolled)
        warnings = [problem_of(desk, one) for one in planned.warnings]
        desk.document({"session": planned.session, **told, "warnings": warnings, "change": done.change})
        desk.say(said("Planned: {code}", code=planned.session))
        for one in planned.warnings:
            desk.warn(line_of(one, BY_NAME["sessions"]))
        if planned.enrolled is not None:
            _tell_enrolled(desk, planned.enrolled)


def _add_enrol(one: typer.Typer, desk: Desk) -> None:

    @one.command(
        help=desk.tr.t("session CODE enrol: put WHO (code, name, staff:NAME) on the list, or all that a filter leaves.")
    )
    def enrol(
        context: typer.Context,
        who: list[str] = typer.Argument(None, help=desk.tr.t(WHO)),
        learner_type: str = kind_of_learners(),
        view: Path | None = typer.Option(None, help=desk.tr.t(VIEW)),
        where: list[str] = typer.Option([], help=desk.tr.t(WHERE)),
        requirement: str = typer.Option("", help=desk.tr.t(_NEEDS)),
        lapses_within: int | None = typer.Option(None, min=0, help=desk.tr.t(LAPSES)),
        state: str = typer.Option("", help=_STATES),
        over: bool = typer.Option(False, "--over", help=desk.tr.t(_OVER)),
        partly: bool = good_lines(desk),
    ) -> None:
        command = _meant(
            desk, context.obj, who, learner_type, view, where, requirement, lapses_within, state, over, partly
        )
        with desk.open() as app_, refused_lines(desk):
            _bring_up(desk, app_, command)
            done = app_.do(command)
            desk.ack(done.change)
        desk.document({**_enrolled_json(desk, done.result), "change": done.change})
        _tell_enrolled(desk, done.result)


def _add_unenrol(one: typer.Typer, desk: Desk) -> None:

    @one.command(
        help=desk.tr.t("session CODE unenrol: take WHO off the list; refused where how they did is on file."),
    )
    def unenrol(
        context: typer.Context,
        who: list[str] = typer.Argument(..., help=desk.tr.t(WHO)),
        learner_type: str = kind_of_learners(),
        partly: bool = good_lines(desk),
    ) -> None:
        from auditor.services.training.unseating import TakeOff

        command = TakeOff(context.obj, tuple(who), learner_type, partly)
        with desk.open() as app_, refused_lines(desk):
            done = app_.do(command)
            desk.ack(done.change)
        gone = done.result
        told = {"taken_off": gone.names, "problems": lines_json(desk, gone.told), "seats_left": gone.seats_left}
        desk.document({**told, "change": done.change})
        tell_lines(desk, said("Taken off the list: {names}", names="、".join(gone.names)), gone.told)
        _tell_seats(desk, gone.seats_left)


def _meant(
    desk: Desk,
    code: str,
    who: list[str] | None,
    learner_type: str,
    view: Path | None,
    where: list[str],
    requirement: str,
    within: int | None,
    state: str,
    over: bool,
    partly: bool,
) -> Enrol:
    """The options of both commands as the one request."""
    from auditor.cli.lists import wanted_view
    from auditor.services.lists.chosen import Listed
    from auditor.services.training.roster import Enrol

    listed = None
    if where or view is not None:
        wanted = wanted_view(learner_type, view, where, "")
        listed = Listed(wanted.kind, wanted.filter, as_of=desk.day(None))
    known = word_of("attendance", state)
    return Enrol(code, listed, tuple(who or ()), learner_type, known, requirement, over, partly, within)


def _bring_up(desk: Desk, app: Auditor, command: Enrol | None) -> None:
    """A filter by answers needs the answers of the day."""
    from auditor.cli.standing import bring_up, leans

    if command is not None and command.listed is not None and leans(command.listed.filter):
        bring_up(desk, app, strictly=True)


def _enrolled_json(desk: Desk, done: Enrolled) -> dict[str, Any]:
    return {
        "counts": done.counts.as_dict(),
        "problems": lines_json(desk, done.told),
        "seats_left": done.seats_left,
    }


def _tell_enrolled(desk: Desk, done: Enrolled) -> None:
    counts = done.counts
    told = said(
        "On the list: {created} new, {updated} changed, {same} as they were.",
        created=counts.created, updated=counts.updated, same=counts.unchanged,
    )  # fmt: skip
    tell_lines(desk, told, done.told)
    _tell_seats(desk, done.seats_left)


def _tell_seats(desk: Desk, left: int | None) -> None:
    if left is not None:
        desk.say(said("Seats left: {n}", n=left))
