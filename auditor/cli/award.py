"""Certificates for scripts: looked at beforehand, issued, issued anew, revoked, shown with what became of them."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import typer

from auditor.cli.award_print import add_printing
from auditor.cli.desk import Desk
from auditor.cli.session_said import plain
from auditor.errors import CallerMistake
from auditor.i18n import N_, said
from auditor.model.values import FOREVER

if TYPE_CHECKING:
    from auditor.services.training.awarding import Due
    from auditor.services.training.awards import Award

_SERIES = N_("What their numbers begin with (ORG-2026-000001); else they go on with the last series.")
_WHY = N_("The reason; it stays on the certificate.")
_STANDS = {
    "in_force": N_("in force"),
    "not_yet": N_("not yet in force"),
    "lapsed": N_("lapsed"),
    "revoked": N_("revoked"),
    "replaced": N_("replaced"),
}


def add(app: typer.Typer, desk: Desk) -> None:
    """Add award issue, reissue, revoke, show, list, print and key."""
    award = typer.Typer(help=desk.tr.t("Certificates."), no_args_is_help=True, rich_markup_mode=None)
    app.add_typer(award, name="award")
    _add_issuing(award, desk)
    _add_revoking(award, desk)
    _add_showing(award, desk)
    add_printing(award, desk)


def _add_issuing(award: typer.Typer, desk: Desk) -> None:

    @award.command(help=desk.tr.t("A certificate for everybody who passed SESSION and has none, or only for WHO."))
    def issue(
        session: str,
        who: list[str] = typer.Argument(None, help=desk.tr.t("Codes (of staff the name); all when left out.")),
        on: str = typer.Option(None, help=desk.tr.t("The day of issue (ISO); today when left out.")),
        series: str = typer.Option("", help=desk.tr.t(_SERIES)),
        dry_run: bool = typer.Option(False, "--dry-run", help=desk.tr.t("Only tell what would happen.")),
    ) -> None:
        from auditor.services.training.awarding import AwardsDue, IssueAwards

        with desk.open() as app_:
            due = app_.ask(AwardsDue(session, series))
            if dry_run:
                _tell_due(desk, due)
                return
            done = app_.do(IssueAwards(session, tuple(who or ()), None if on is None else desk.day(on), series))
            desk.ack(done.change)
        desk.document({"issued": done.result, "change": done.change})
        desk.say(said("Issued: {numbers}", numbers="、".join(done.result)))


def _add_revoking(award: typer.Typer, desk: Desk) -> None:

    @award.command(help=desk.tr.t("Revoke NUMBER and issue another certificate in its place."))
    def reissue(
        number: str,
        why: str = typer.Option("", help=desk.tr.t(_WHY)),
        trainer: str = typer.Option("", help=desk.tr.t("Who taught.")),
        co_signer: str = typer.Option("", help=desk.tr.t("Who signs beside the trainer.")),
    ) -> None:
        from auditor.services.training.awarding import ReissueAward

        with desk.open() as app_:
            done = app_.do(ReissueAward(number, why, trainer, co_signer))
            desk.ack(done.change)
        desk.document({"issued": done.result, "replaces": number, "change": done.change})
        desk.say(said("Issued: {numbers}", numbers=done.result))

    @award.command(help=desk.tr.t("Revoke NUMBER, with the reason."))
    def revoke(
        number: str,
        why: str = typer.Option("", help=desk.tr.t(_WHY)),
        on: str = typer.Option(None, help=desk.tr.t("The day of the revocation (ISO); today when left out.")),
        by: str = typer.Option("", help=desk.tr.t("Who revokes.")),
        training: bool = typer.Option(
            False, "--training", help=desk.tr.t("The training it certifies too: no rule counts it any more.")
        ),
    ) -> None:
        from auditor.services.training.awarding import RevokeAward

        with desk.open() as app_:
            done = app_.do(RevokeAward(number, why, None if on is None else desk.day(on), by, training))
            desk.ack(done.change)
        desk.document({"revoked": done.result, "change": done.change})
        desk.say(said("Revoked: {number}", number=done.result))


def _add_showing(award: typer.Typer, desk: Desk) -> None:

    @award.command(help=desk.tr.t("One certificate, and what became of it."))
    def show(number: str) -> None:
        from auditor.services.training.awards import AwardOf

        with desk.open() as app_:
            found = app_.ask(AwardOf(number))
        desk.document({**_json(desk, found.award), "events": [asdict(one) for one in found.events]})
        _table(desk, (found.award,))
        for one in found.events:
            desk.say(
                said(
                    "change {n}: {what} {day} {text}",
                    n=one.change, what=desk.tr.t(_EVENTS[one.kind]), day=str(one.on or ""), text=one.text,
                )
            )  # fmt: skip

    @award.command("list", help=desk.tr.t("Certificates: all, or of a session, a learner (TYPE:CODE), a course."))
    def list_(
        session: str = typer.Option("", help=desk.tr.t("Code of the session.")),
        learner: str = typer.Option("", help="host:H0001, staff:张三 …"),
        course: str = typer.Option("", help=desk.tr.t("Code of the course.")),
    ) -> None:
        from auditor.services.training.awards import Awards

        kind, colon, code = learner.partition(":")
        if learner and not colon:
            raise CallerMistake(
                said("{text} is no TYPE:CODE.", text=learner), said("Write it as host:H0001 or staff:张三.")
            )
        with desk.open() as app_:
            found = app_.ask(Awards(session, kind, code, course))
        desk.document({"awards": [_json(desk, one) for one in found]})
        _table(desk, found)


_EVENTS = {
    "issued": N_("issued"),
    "revoked": N_("revoked"),
    "restored": N_("revocation taken back"),
    "replaced": N_("replaced"),
}


def _tell_due(desk: Desk, due: tuple[Due, ...]) -> None:
    told: list[dict[str, Any]] = []
    for one in due:
        end = "FOREVER" if one.valid_until is FOREVER else one.valid_until
        told.append({**asdict(one), "valid_until": end, "score": plain(one.score)})
    desk.document({"due": told, "change": None})
    heads = (N_("Learner"), N_("Name"), N_("Score"), N_("Completed"), N_("Valid until"), N_("Certificate"))
    rows = [
        (
            one.learner,
            one.name,
            plain(one.score),
            one.completed_on,
            _end(desk, one.valid_until),
            one.standing or one.number,
        )
        for one in due
    ]
    desk.table(heads, rows)
    desk.say("A dry run: nothing was stored.")


def _end(desk: Desk, end: Any) -> str:
    return desk.tr.t("no end") if end is FOREVER else str(end or "")


def _json(desk: Desk, one: Award) -> dict[str, Any]:
    return {**asdict(one), "stands": one.stands(desk.day(None))}


def _table(desk: Desk, found: tuple[Award, ...]) -> None:
    heads = (
        N_("Certificate"),
        N_("Learner"),
        N_("Name"),
        N_("Course"),
        N_("Issued on"),
        N_("Valid until"),
        N_("Status"),
    )
    rows = []
    for one in found:
        end = FOREVER if one.endless else one.valid_until
        state = desk.tr.t(_STANDS[one.stands(desk.day(None))])
        rows.append((one.number, one.learner, one.name, one.course_title, one.issued_on, _end(desk, end), state))
    desk.table(heads, rows)
