"""What trainings show for scripts: evidence to be looked at, whether they help, what followed an infraction."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from typing import TYPE_CHECKING, Any

import typer

from auditor.cli.desk import Desk
from auditor.i18n import N_, said
from auditor.model.enums import word
from auditor.services.training.sign_words import FOLLOWED, SIGNS, VERDICTS

if TYPE_CHECKING:
    from auditor.services.training.anomalies import Anomaly
    from auditor.services.training.effect import Effect, Rate
    from auditor.services.training.remedies import Remedy

_SINCE = N_("Completed from this day on (ISO).")


def add_signs(train: typer.Typer, desk: Desk) -> None:
    """Add train anomalies, train effect, train remedies and train seat."""
    _add_anomalies(train, desk)
    _add_effect(train, desk)
    _add_remedies(train, desk)
    _add_seat(train, desk)


def _add_anomalies(train: typer.Typer, desk: Desk) -> None:

    @train.command(help=desk.tr.t("Evidence of passed trainings that is to be looked at; signs, no verdicts."))
    def anomalies(
        session: str = typer.Option("", help=desk.tr.t("Code of the session.")),
        course: str = typer.Option("", help=desk.tr.t("Code of the course.")),
        since: str = typer.Option(None, help=desk.tr.t(_SINCE)),
        kind: list[str] = typer.Option(None, help=desk.tr.t("Only such (too_short, entered_late …); may be repeated.")),
        short: int = typer.Option(80, help=desk.tr.t("Per cent of the course's hours that are enough.")),
        late: int = typer.Option(30, help=desk.tr.t("Days within which a training is entered.")),
        hours: int = typer.Option(10, help=desk.tr.t("Hours of courses that fit into a day.")),
        sharing: int = typer.Option(20, help=desk.tr.t("A text on more people than this is a phrase, no evidence.")),
        imports: bool = typer.Option(False, "--imports", help=desk.tr.t("What was imported may be late too.")),
    ) -> None:
        from auditor.services.training.anomalies import Limits, TrainingAnomalies

        limits = Limits(short, late, hours, sharing, imports)
        asked = TrainingAnomalies(session, course, _day(desk, since), tuple(kind or ()), limits)
        with desk.open() as app_:
            found = app_.ask(asked)
        desk.document({"anomalies": [asdict(one) | {"told": desk.tr.t(one.told)} for one in found]})
        heads = (N_("Completed"), N_("Learner"), N_("Name"), N_("Course"), N_("Session"), N_("Sign"), N_("why"))
        desk.table(heads, [_sign(desk, one) for one in found])
        if not found:
            desk.say("Nothing strikes the eye.")


def _sign(desk: Desk, one: Anomaly) -> tuple[Any, ...]:
    what = desk.tr.t(SIGNS[one.kind])
    return one.completed_on, one.learner, one.name, one.course_title, one.session, what, desk.tr.t(one.told)


def _add_effect(train: typer.Typer, desk: Desk) -> None:

    @train.command(help=desk.tr.t("Do people offend on what they were taught? By version, trainer or course."))
    def effect(
        by: str = typer.Option("version", help="version, trainer, course"),
        topic: str = typer.Option("", help=desk.tr.t("Only this topic (its code).")),
        days: int = typer.Option(90, help=desk.tr.t("Days of watching after the training.")),
        since: str = typer.Option(None, help=desk.tr.t(_SINCE)),
        until: str = typer.Option(None, help=desk.tr.t("Watched up to this day (ISO); today when left out.")),
        least: int = typer.Option(20, help=desk.tr.t("With fewer people watched nothing is said.")),
    ) -> None:
        from auditor.services.training.effect import Effectiveness, as_told

        asked = Effectiveness(by, topic, days, _day(desk, since), _day(desk, until), least)  # type: ignore[arg-type]
        with desk.open() as app_:
            found = app_.ask(asked)
        told = [
            asdict(one) | {name: as_told(getattr(one, name)) for name in ("after", "before", "untrained")}
            for one in found
        ]
        desk.document({"days": days, "groups": told})
        heads = (
            N_("Group"), N_("Trained"), N_("Offended after"), N_("95 of 100 between"), N_("Before it"),
            N_("Untrained"), N_("answer"),
        )  # fmt: skip
        desk.table(heads, [_effect(desk, one) for one in found])
        desk.say(
            said(
                "Counted: substantiated cases on what was taught, within {n} days. A rate is no proof: who was sent to "
                "a course because of an infraction had a higher one before.", n=days,
            )
        )  # fmt: skip


def _effect(desk: Desk, one: Effect) -> tuple[Any, ...]:
    low, high = one.after.bounds
    between = f"{low * 100:.1f}–{high:.1%}" if one.after.people else "–"
    rates = (_rate(one.after), between, _rate(one.before), _rate(one.untrained))
    return (one.title or "–", one.trained, *rates, desk.tr.t(VERDICTS[one.verdict]))


def _rate(one: Rate) -> str:
    return "–" if one.share is None else f"{one.share:.1%} {one.offended}/{one.people}"


def _add_remedies(train: typer.Typer, desk: Desk) -> None:

    @train.command(help=desk.tr.t("What followed substantiated cases: the course that fits, the days of watching."))
    def remedies(
        subject: str = typer.Argument("", help=desk.tr.t("TYPE:CODE; everybody when left out.")),
        days: int = typer.Option(90, help=desk.tr.t("Days of watching after the training.")),
        since: str = typer.Option(None, help=desk.tr.t("Cases that happened from this day on (ISO); a year back.")),
        state: list[str] = typer.Option(None, help="untrained, watching, held, repeated"),
    ) -> None:
        from auditor.services.training.remedies import FollowedCases

        with desk.open() as app_:
            found = app_.ask(FollowedCases(subject, days, _day(desk, since), tuple(state or ())))
        desk.document({"days": days, "cases": [asdict(one) for one in found]})
        heads = (
            N_("Case"), N_("Learner"), N_("Category"), N_("Happened on"), N_("Course"), N_("Trained on"), N_("answer"),
        )  # fmt: skip
        desk.table(heads, [_remedy(desk, one) for one in found])


def _add_seat(train: typer.Typer, desk: Desk) -> None:

    @train.command(
        help=desk.tr.t(
            "Put whom CASE calls to a course on the list of the next session of it; where none is, plan one."
        )
    )
    def seat(
        case: str,
        session: str = typer.Option("", help=desk.tr.t("Code of the session.")),
        course: str = typer.Option("", help=desk.tr.t("Code of the course.")),
        new: bool = typer.Option(False, "--new", help=desk.tr.t("Plan a session, also where there is one.")),
        start: str = typer.Option("", help=desk.tr.t("When it is to begin (2026-06-30 09:00); in a week at nine.")),
    ) -> None:
        from auditor.cli.session_said import moment_of
        from auditor.services.training.seating import SeatAfterCase

        with desk.open() as app_:
            done = app_.do(SeatAfterCase(case, session, course, new or bool(start), moment_of(start)))
            desk.ack(done.change)
        desk.document({**asdict(done.result), "change": done.change})
        told = (
            said("Session {code} is planned; on its list: {name}", code=done.result.session, name=done.result.learner)
            if done.result.planned
            else said("On the list of session {code}: {name}", code=done.result.session, name=done.result.learner)
        )
        desk.say(told)


def _remedy(desk: Desk, one: Remedy) -> tuple[Any, ...]:
    answer = desk.tr.t(FOLLOWED[one.state])
    if one.repeated_by:
        answer = desk.tr.t("{answer}: {case}, {day}", answer=answer, case=one.repeated_by, day=str(one.repeated_on))
    elif one.until is not None:
        answer = desk.tr.t("{answer} until {day}", answer=answer, day=one.until.isoformat())
    if one.lives is not None:
        answer = desk.tr.t("{answer}; broadcasts in that time: {n}", answer=answer, n=one.lives)
    if one.booked:
        answer = desk.tr.t("{answer}; on the list of {code}", answer=answer, code=one.booked)
    course = one.course or ", ".join(one.courses[:2])
    category = word("case_category", one.category, desk.tr.language)
    return (one.case, one.learner, category, one.offended_on, course, one.trained_on, answer)


def _day(desk: Desk, text: str | None) -> date | None:
    return None if text is None else desk.day(text)
