"""Points for scripts: what a subject lost this year by platform and scheme, and what one more would do."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import typer

from auditor.cli.desk import Desk
from auditor.i18n import N_, Message, said

if TYPE_CHECKING:
    from auditor.services.cases.points import Account, Ahead, Node

DAY = N_("The day (ISO); today when left out.")


def add_points(app: typer.Typer, desk: Desk) -> None:
    """Add points."""

    @app.command(
        help=desk.tr.t("Points lost this year by platform and scheme, the next node, and when they are clear.")
    )
    def points(
        subject: str = typer.Argument(..., help=desk.tr.t("host:H0001, merchant:M001 …")),
        as_of: str = typer.Option(None, help=desk.tr.t(DAY)),
    ) -> None:
        from auditor.services.cases.points import PointsLedger

        with desk.open() as opened:
            accounts = opened.ask(PointsLedger(subject, desk.day(as_of)))
        desk.document({"subject": subject, "accounts": [_account_json(one) for one in accounts]})
        if desk.common.json == "-":
            return
        if not accounts:
            desk.say(said("No points were lost this year."))
            return
        head = (N_("platform"), N_("scheme"), N_("points"), N_("next node"), N_("still missing"), N_("clear on"))
        desk.table(head, [_account(desk, one) for one in accounts])
        for one in accounts:
            for ahead in one.forecast:
                desk.say(_ahead(one, ahead))


def _account(desk: Desk, one: Account) -> tuple[str, ...]:
    from auditor.model.enums import word, words

    ahead, left = one.next, one.left
    node = "" if ahead is None else f"{_points(ahead.node)} {ahead.outcome}"
    missing = "" if left is None else f"{_points(left)}"
    clear = "" if one.clear_on is None else one.clear_on.isoformat()
    known = {found.code for found in words("platform")}
    platform = word("platform", one.platform, desk.tr.language) if one.platform in known else one.platform
    return platform, one.scheme, f"{_points(one.total)}", node, missing, clear


def _ahead(account: Account, ahead: Ahead) -> Message:
    from auditor.services.today.rows import enum_word

    told = {
        "scheme": account.scheme or account.platform,
        "severity": enum_word("case_severity", ahead.severity),
        "points": _points(ahead.points),
        "total": _points(ahead.total),
    }
    if ahead.node is None:
        return said("{scheme}: one more {severity} violation ({points} points) makes {total}, no further node", **told)
    node = {"node": _points(ahead.node.node), "outcome": ahead.node.outcome}
    return said(
        "{scheme}: one more {severity} violation ({points} points) makes {total} and reaches {node}: {outcome}",
        **told,
        **node,
    )


def _points(hundredths: int) -> str:
    from auditor.model.types import decimal_of

    return f"{decimal_of(hundredths):f}".removesuffix(".00")


def _account_json(one: Account) -> dict[str, Any]:
    return {
        "platform": one.platform or None,
        "scheme": one.scheme or None,
        "points": one.total / 100,
        "reached": _node_json(one.reached),
        "next": _node_json(one.next),
        "missing": None if one.left is None else one.left / 100,
        "clear_on": None if one.clear_on is None else one.clear_on.isoformat(),
        "one_more": [
            {
                "severity": ahead.severity,
                "points": ahead.points / 100,
                "total": ahead.total / 100,
                "node": _node_json(ahead.node),
                "known": ahead.known,
            }
            for ahead in one.forecast
        ],
        "cases": [
            {"case": lost.case, "day": lost.day.isoformat(), "points": lost.points / 100, "severity": lost.severity}
            for lost in one.lost
        ],
    }


def _node_json(node: Node | None) -> dict[str, Any] | None:
    if node is None:
        return None
    return {"node": node.node / 100, "outcome": node.outcome, "basis": node.basis, "status": node.status}
