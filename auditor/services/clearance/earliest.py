"""The first day on which the same facts would let the broadcast begin: looked for where what blocks can give way."""

from __future__ import annotations

from datetime import date, timedelta

from auditor.services.clearance.combination import Deal, Who
from auditor.services.clearance.judging import Judge

WITHIN = 366
"""Days looked ahead from the start asked for."""

Blocker = tuple[Who, str]


def earliest(judge: Judge, found: list[Blocker]) -> date | None:
    """The first day after the start within 366 on which nothing blocks; None where only new facts help.

    A day is judged in full only when all that has blocked so far gives way; what held the day before is asked first.
    """
    known = list(found)
    first = judge.deal.start.date()
    last = judge.deal.days[-1]
    for ahead in range(1, min(WITHIN, (date.max - last).days) + 1):
        day = first + timedelta(days=ahead)
        deal = judge.deal.on(day)
        if any(judge.shut(one) for one in deal.days):
            continue
        held = next((one for one in known if _blocks(judge, deal, *one)), None)
        if held is None:
            more = blockers(judge, deal)
            if not more:
                return day
            known += [one for one in more if one not in known]
            held = more[0]
        known.remove(held)
        known.insert(0, held)
    return None


def _blocks(judge: Judge, deal: Deal, who: Who, rule_id: str) -> bool:
    return any(judge.blocks(deal, day, who, rule_id) for day in deal.days)


def blockers(judge: Judge, deal: Deal) -> list[Blocker]:
    """What blocks on the days of the combination."""
    found: dict[Blocker, None] = {}
    for day in deal.days:
        found |= {(who, one.rule_id): None for who, one in judge.open_answers(deal, day) if judge.blocking(one)}
    return list(found)
