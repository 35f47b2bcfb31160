"""The whole page at once, for scripts; the window asks for its parts one by one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection

from auditor.errors import CallerMistake
from auditor.i18n import Translator
from auditor.services.clearance.clearing import cleared
from auditor.services.clearance.combination import of_broadcast
from auditor.services.clearance.gate import Standings
from auditor.services.clearance.lines import Line
from auditor.services.context import Context
from auditor.services.today import clocks, lacking, lapses, news, tonight
from auditor.services.today.rows import SHOWN, Part
from auditor.services.verbs import Query


@dataclass(frozen=True, slots=True)
class Cleared:
    """A broadcast's answer (GO, CONDITIONS, NO-GO; empty where it cannot be asked) and how much is open."""

    answer: str
    reasons: tuple[Line, ...] = ()
    to_do: tuple[Line, ...] = ()


@dataclass(frozen=True, slots=True)
class ClearedOf(Query[dict[str, Cleared]]):
    """The answers of several broadcasts by their codes; no later day is looked for, unlike by Clear."""

    codes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Page:
    """Everything, in the order of the day; ``cleared`` by the broadcast's code, of the lines shown."""

    as_of: date
    days: int
    tonight: Part
    cleared: dict[str, Cleared]
    news: news.Compared
    clocks: Part
    lapses: Part
    lacking: Part

    def as_json(self, tr: Translator) -> dict[str, Any]:
        """As ``today --json`` prints it."""
        told = self.tonight.as_json(tr)
        for row in told["rows"]:
            found = self.cleared.get(row["subject"].partition(":")[2], Cleared(""))
            row["answer"] = found.answer or None
            row["reasons"] = [line.as_json(tr) for line in found.reasons]
            row["to_do"] = [line.as_json(tr) for line in found.to_do]
        compared = {"run": self.news.latest, "before": self.news.before}
        return {
            "as_of": self.as_of.isoformat(),
            "days": self.days,
            "broadcasts": told,
            "news": self.news.part.as_json(tr) | compared,
            "clocks": self.clocks.as_json(tr),
            "lapses": self.lapses.as_json(tr),
            "lacking": self.lacking.as_json(tr),
        }


@dataclass(frozen=True, slots=True)
class Today(Query[Page]):
    """What the day begins with, as known then: ``days`` to look ahead for lapses, ``limit`` lines of each part."""

    as_of: date
    known: datetime | None = None
    days: int = lapses.DAYS
    limit: int = SHOWN


def today(context: Context, connection: Connection, query: Today) -> Page:
    """Part after part."""
    day, known, limit = query.as_of, query.known, query.limit
    air = tonight.tonight(context, connection, tonight.Tonight(day, known, limit))
    return Page(
        day,
        query.days,
        air,
        cleared_of(context, connection, ClearedOf(tuple(row.who.code for row in air.rows))),
        news.news(context, connection, news.News(day, known, limit)),
        clocks.clocks(context, connection, clocks.Clocks(day, known, limit=limit)),
        lapses.lapses(context, connection, lapses.Lapses(day, known, query.days, limit)).part,
        lacking.lacking(context, connection, lacking.Lacking(day, known, limit)),
    )


def cleared_of(context: Context, connection: Connection, query: ClearedOf) -> dict[str, Cleared]:
    """How somebody stands is asked once for all of them; a broadcast that lacks what is needed to ask has no answer."""
    standings = Standings(connection, context.book(connection))
    return {code: _cleared(context, connection, code, standings) for code in query.codes}


def _cleared(context: Context, connection: Connection, code: str, standings: Standings) -> Cleared:
    try:
        found = cleared(context, connection, of_broadcast(connection, code), ahead=False, standings=standings)
    except CallerMistake:
        return Cleared("")
    return Cleared(found.answer, found.reasons, found.to_do)
