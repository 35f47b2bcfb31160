"""Go-live clearance: may these hosts sell these goods for these merchants at this time."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection

from auditor.errors import CallerMistake
from auditor.i18n import Translator, said
from auditor.services.clearance.combination import AD_HOC, Combination, Deal, NotOnFile, Who, found, of_broadcast
from auditor.services.clearance.earliest import earliest
from auditor.services.clearance.gate import Standings, turned_away
from auditor.services.clearance.judging import Judge, is_due
from auditor.services.clearance.lines import GO, NO_GO, NOTE, Line, answer_of, once
from auditor.services.context import Context
from auditor.services.verbs import Query


@dataclass(frozen=True, slots=True)
class Clearance:
    """The answer, what it rests on, what is still to be done, what does not change it, the first day it would be let.

    ``start`` is the start judged; ``in_force`` whether any rule was in force on its day.
    """

    answer: str
    reasons: tuple[Line, ...]
    to_do: tuple[Line, ...]
    notes: tuple[Line, ...]
    earliest_go: date | None
    deal: Deal
    in_force: bool = True

    @property
    def start(self) -> datetime:
        """The start that was judged."""
        return self.deal.start

    def as_json(self, tr: Translator) -> dict[str, Any]:
        """As ``clear --json`` prints it."""
        return {
            "answer": self.answer,
            "reasons": [line.as_json(tr) for line in self.reasons],
            "to_do": [line.as_json(tr) for line in self.to_do],
            "notes": [line.as_json(tr) for line in self.notes],
            "earliest_go": None if self.earliest_go is None else self.earliest_go.isoformat(),
        }


@dataclass(frozen=True, slots=True)
class Clear(Query[Clearance]):
    """Judge a combination, or a broadcast on file by its code (its start moved where one is given)."""

    combination: Combination | None = None
    broadcast: str = ""
    at: datetime | None = None


def clear(context: Context, connection: Connection, query: Clear) -> Clearance:
    """Find who and what is meant, judge it on the days it touches, look for the first day if it may not be."""
    deal = deal_asked(connection, query)
    return cleared(context, connection, deal)


def deal_asked(connection: Connection, query: Clear) -> Deal:
    """The combination that is asked about, by ids."""
    if query.broadcast:
        deal = of_broadcast(connection, query.broadcast)
        if query.at is None or query.at == deal.start:
            return deal
        if deal.aired:
            raise CallerMistake(
                said("The broadcast {code} has been on air.", code=query.broadcast), said("Its start cannot be moved.")
            )
        moved = query.at - deal.start
        return replace(deal, start=query.at, end=None if deal.end is None else deal.end + moved)
    if query.combination is None:
        raise CallerMistake(
            said("Nothing is given to be cleared."),
            said("Give hosts, merchants, categories and a time, or a broadcast."),
        )
    return found(connection, query.combination)


def cleared(
    context: Context, connection: Connection, deal: Deal, *, ahead: bool = True, standings: Standings | None = None
) -> Clearance:
    """The clearance of a combination; without ``ahead`` no later day is looked for on which it would be let.

    ``standings`` are those of everybody asked about so far, where several combinations are cleared together.
    """
    book = context.book(connection)
    judge = Judge(connection, book, deal, _standings=standings)
    lines = once(line for day in deal.days for line in judge.lines(deal, day))
    due = [line for line in lines if is_due(line, deal)]
    rest = [line for line in lines if not is_due(line, deal)]
    answer = answer_of(rest)
    return Clearance(
        answer,
        tuple(line for line in rest if line.weight != NOTE),
        tuple(due),
        tuple(line for line in rest if line.weight == NOTE),
        _earliest(judge, answer, rest) if ahead else None,
        deal,
        any(True for _rule in book.in_force(deal.days[0])),
    )


def kept_out(asked: Combination, reason: NotOnFile) -> Clearance:
    """The answer of the gate to a combination with somebody who is not on file: no rule is asked."""
    deal = Deal(Who("broadcast", AD_HOC, "ad-hoc", ""), (), (), (), (), (), None, None, asked.start, asked.end)
    return Clearance(NO_GO, tuple(turned_away(reason.strangers, asked.start.date())), (), (), None, deal)


def _earliest(judge: Judge, answer: str, lines: list[Line]) -> date | None:
    if answer != NO_GO:
        return judge.deal.start.date()
    if judge.deal.aired:
        return None
    blocking = [
        (line.subject, line.rule) for line in lines if line.weight == "block" and not line.rule.startswith("ST-")
    ]
    return earliest(judge, blocking)


__all__ = ["GO", "Clear", "Clearance", "clear", "cleared", "kept_out"]
