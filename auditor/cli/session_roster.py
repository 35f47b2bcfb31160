"""The list of a session for scripts: a session planned with its list, people put on it and taken off."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from inspect import Parameter, Signature, signature
from pathlib import Path
from typing import TYPE_CHECKING, Any, get_type_hints

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


@dataclass(frozen=True, slots=True)
class Asked:
    """Whom the options mean that planning and enrolling share."""

    learner_type: str
    view: Path | None
    where: list[str]
    requirement: str
    lapses_within: int | None
    state: str
    over: bool
    partly: bool

    @property
    def named(self) -> bool:
        """Whether they mean anybody."""
        return bool(self.where or self.requirement or self.view is not None or self.lapses_within is not None)


def _asking(desk: Desk) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Gives a command the options of ``Asked`` behind its own; it gets them as ``whom``."""
    options: dict[str, Any] = {
        "learner_type": kind_of_learners(),
        "view": typer.Option(None, help=desk.tr.t(VIEW)),
        "where": typer.Option([], help=desk.tr.t(WHERE)),
        "requirement": typer.Option("", help=desk.tr.t(_NEEDS)),
        "lapses_within": typer.Option(None, min=0, help=desk.tr.t(LAPSES)),
        "state": typer.Option("", help=_STATES),
        "over": typer.Option(False, "--over", help=desk.tr.t(_OVER)),
        "partly": good_lines(desk),
    }

    def dressed(command: Callable[..., None]) -> Callable[..., None]:
        @wraps(command)
        def run(**given: Any) -> None:
            whom = Asked(**{name: given.pop(name) for name in options})
            command(whom=whom, **given)

        types = get_type_hints(command) | get_type_hints(Asked)
        own = [one for name, one in signature(command).parameters.items() if name != "whom"]
        shared = [Parameter(name, Parameter.KEYWORD_ONLY, default=one) for name, one in options.items()]
        run.__signature__ = Signature(  # type: ignore[attr-defined]  # where typer looks for it
            [one.replace(annotation=types[one.name]) for one in (*own, *shared)]
        )
        run.__annotations__ = {one.name: types[one.name] for one in (*own, *shared)}
        return run

    return dressed


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
    @_asking(desk)
    def plan(
        whom: Asked,
        context: typer.Context,
        values: list[str] = typer.Argument(..., help="course=KC-9, planned_start=2026-07-10 09:00, seats=30 …"),
        who: list[str] = typer.Option([], help=desk.tr.t(WHO)),
    ) -> None:
        from auditor.model.sheets import BY_NAME
        from auditor.services.editing.checking import line_of
        from auditor.services.training.planning import PlanSession

        enrol = _meant(desk, "", who, whom) if who or whom.named else None
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
    @_asking(desk)
    def enrol(whom: Asked, context: typer.Context, who: list[str] = typer.Argument(None, help=desk.tr.t(WHO))) -> None:
        command = _meant(desk, context.obj, who, whom)
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


def _meant(desk: Desk, code: str, who: list[str] | None, whom: Asked) -> Enrol:
    """Who is named, and what the options ask, as the one request."""
    from auditor.cli.lists import wanted_view
    from auditor.services.lists.chosen import Listed
    from auditor.services.training.roster import Enrol

    listed = None
    if whom.where or whom.view is not None:
        wanted = wanted_view(whom.learner_type, whom.view, whom.where, "")
        listed = Listed(wanted.kind, wanted.filter, as_of=desk.day(None))
    return Enrol(
        code, listed, tuple(who or ()), whom.learner_type, word_of("attendance", whom.state), whom.requirement,
        whom.over, whom.partly, whom.lapses_within,
    )  # fmt: skip


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
