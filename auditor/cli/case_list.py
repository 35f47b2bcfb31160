"""All cases for scripts, closed ones included."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING, Any

from auditor.cli.desk import Desk
from auditor.errors import CallerMistake
from auditor.i18n import N_, Message, said

if TYPE_CHECKING:
    from auditor.app import Auditor
    from auditor.services.cases.every import CaseFilter, CaseLine
    from auditor.services.cases.queues import Waiting

_AT_ONCE = 1_000


def case_filter(queue: str, value: str, *, closed: bool, since: date | None, until: date | None, text: str) -> Any:
    """The filter that the command line means; CallerMistake for a queue of clocks, which open cases alone have."""
    from auditor.services.cases.every import CaseFilter
    from auditor.services.cases.queues import ALL, CATEGORY, MINE, OWNER

    if queue not in (ALL, CATEGORY, MINE, OWNER):
        raise CallerMistake(
            said("Clocks run for open cases alone."), said("Leave {queue} out, or --closed and --every.", queue=queue)
        )
    if queue != ALL and not value.strip():
        raise CallerMistake(said("Say whose cases, or of which category."), said("For example: cases owner 王经理"))
    category, who = (value, "") if queue == CATEGORY else ("", value if queue in (MINE, OWNER) else "")
    return CaseFilter(closed, since, until, category, who=who, text=text)


def list_cases(desk: Desk, chosen: CaseFilter, day: date, limit: int) -> None:
    """Say how many there are, and the first of them."""
    from auditor.services.cases.every import CaseIds

    with desk.open() as opened:
        ids = opened.ask(CaseIds(chosen, "closed" if chosen.closed else "new", day))
        lines = list(_lines(opened, ids[:limit], day))
    desk.document({"count": len(ids), "as_of": day.isoformat(), "cases": [_json(one) for one in lines]})
    if desk.common.json == "-":
        return
    desk.say(said("Cases: {n}", n=f"{len(ids):,}"))
    if lines:
        head = (
            N_("case"),
            N_("happened"),
            N_("closed on"),
            N_("outcome"),
            N_("case category"),
            N_("subject"),
            N_("in charge"),
        )
        desk.table(head, [_row(desk, one) for one in lines])
    if len(ids) > len(lines):
        desk.say(said("… and {n} more; a greater --limit shows them.", n=f"{len(ids) - len(lines):,}"))


def _lines(app: Auditor, ids: Any, day: date) -> Iterator[CaseLine]:
    from auditor.services.cases.every import CaseLines

    for start in range(0, len(ids), _AT_ONCE):
        yield from app.ask(CaseLines(tuple(ids[start : start + _AT_ONCE]), day))


def _row(desk: Desk, one: CaseLine) -> tuple[str, ...]:
    from auditor.services.today.rows import enum_word

    category, outcome = enum_word("case_category", one.category, one.category_text), enum_word("outcome", one.outcome)
    words = (desk.tr.t(Message("{text}", {"text": word})) for word in (outcome, category))
    closed = "" if one.closed is None else f"{one.closed:%Y-%m-%d %H:%M}"
    return one.name, f"{one.happened:%Y-%m-%d %H:%M}", closed, *words, one.who.name, one.handler or one.who.owner


def case_json(one: CaseLine | Waiting) -> dict[str, Any]:
    """What a case is and who has it, open or closed."""
    return {
        "case": one.name,
        "kind": one.kind,
        "category": one.category_text or one.category,
        "subject": one.who.reference,
        "name": one.who.name,
        "handler": one.handler or None,
        "owner": one.who.owner or None,
    }


def _json(one: CaseLine) -> dict[str, Any]:
    return {
        **case_json(one),
        "outcome": one.outcome,
        "happened": one.happened.isoformat(),
        "closed": None if one.closed is None else one.closed.isoformat(),
    }
