"""How the ledger of points reads: an account in a sentence, what it lost case by case. No widgets."""

from __future__ import annotations

from datetime import date

from auditor.i18n import N_, Translator
from auditor.model.enums import words
from auditor.services.cases.points import Account, Node
from ui.cases.words import points, word_of
from ui.kit.desk import relative
from ui.kit.small_table import Line

TITLES = (N_("Day"), N_("Case"), N_("Points lost"), N_("Severity"))


def account_title(one: Account, tr: Translator) -> str:
    """Platform and scheme."""
    known = {found.code for found in words("platform")}
    platform = word_of("platform", one.platform, None, tr) if one.platform in known else one.platform
    return "  ·  ".join(part for part in (platform, one.scheme) if part) or tr.t(N_("No platform given"))


def facts_of(one: Account, day: date, tr: Translator) -> list[tuple[str, str]]:
    """What follows from the sum, as label and value."""
    found = [(tr.t(N_("Lost this year")), points(one.total))]
    if one.reached is not None:
        found.append((tr.t(N_("Node reached")), _node(one.reached)))
    if one.next is not None:
        told = tr.t(N_("{node}; {left} to go"), node=_node(one.next), left=points(one.left or 0))
        found.append((tr.t(N_("Next node")), told))
    clear = tr.t(N_("Not known: the packs know no reset of this scheme"))
    if one.clear_on is not None:
        clear = f"{one.clear_on.isoformat()}  ·  {relative(tr.t, one.clear_on, day)}"
    found.append((tr.t(N_("Clear on")), clear))
    for ahead in one.forecast:
        severity = word_of("case_severity", ahead.severity, None, tr)
        numbers = {"points": points(ahead.points), "total": points(ahead.total)}
        told = tr.t(N_("{points} more, {total} in all"), **numbers)
        if ahead.node is not None:
            told = tr.t(N_("{points} more, {total} in all: reaches {node}"), **numbers, node=_node(ahead.node))
        found.append((tr.t(N_("One more: {severity}"), severity=severity), told))
    known = one.next or one.reached
    if known is not None and known.reset:
        found.append((tr.t(N_("Reset each year after")), known.reset))
    if known is not None and known.basis:
        found.append((tr.t(N_("Rests on")), known.basis))
    return found


def _node(node: Node) -> str:
    return f"{points(node.node)} {node.outcome}".strip()


def lines_of(one: Account, tr: Translator) -> list[Line]:
    """What was lost, the oldest first; the sum of the lines is the account's."""
    return [
        Line(
            (lost.day.isoformat(), lost.case, points(lost.points), word_of("case_severity", lost.severity, None, tr)),
            lost.case,
        )
        for lost in one.lost
    ]
