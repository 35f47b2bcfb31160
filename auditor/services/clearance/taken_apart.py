"""An answer of a clearance taken apart: under what it supposes, on the day it judged, gate and rules alike."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import Connection

from auditor.errors import CallerMistake
from auditor.i18n import Message, Translator, said
from auditor.rulebook.explaining import Explanation, Node
from auditor.rulebook.sql.values import Moment
from auditor.services.answers import Both
from auditor.services.clearance.clearing import Clear, deal_asked
from auditor.services.clearance.combination import Who, who_is
from auditor.services.clearance.gate import RULES, TITLES, Stand, stand_told, why_shut
from auditor.services.clearance.judging import Judge
from auditor.services.clearance.signing import SignHost, signed
from auditor.services.explaining import Explained, ExplainRule
from auditor.services.profiles import subject_id

if TYPE_CHECKING:
    from auditor.rulebook.book import Book


@dataclass(frozen=True, slots=True)
class Held:
    """Whom an answer is about, what it rests on, and how he stands before the gate where it is the gate's."""

    who: Who
    moment: Moment
    stand: Stand | None = None


def held(connection: Connection, book: Book, query: ExplainRule) -> Held:
    """What the combination, or the signing, supposes of the subject named. Raises CallerMistake for a stranger."""
    within = query.within
    if isinstance(within, SignHost):
        number = subject_id(connection, "host", within.code)
        if (query.type, query.code) != ("host", who_is(connection, "host", number).code):
            raise _stranger(query)
        return Held(who_is(connection, "host", number), Moment(query.as_of, None, signed(connection, number)))
    assert isinstance(within, Clear)
    deal = deal_asked(connection, within)
    judge = Judge(connection, book, deal)
    everyone = (*judge.everyone(query.as_of), deal.broadcast)
    who = next((one for one in everyone if (one.type, one.code) == (query.type, query.code)), None)
    if who is None:
        raise _stranger(query)
    rule = query.rule.upper()
    if RULES.get(who.type) == rule:
        stand = judge.standings.of(who.type, who.id, query.as_of)
        return Held(who, Moment(query.as_of), stand)
    return Held(who, judge.moment_of(deal, query.as_of, who, rule))


def _stranger(query: ExplainRule) -> CallerMistake:
    subject = f"{query.type}:{query.code}"
    return CallerMistake(
        said("{subject} has no part in it.", subject=subject), said("Ask about one of those it names, or about all.")
    )


def of_gate(query: ExplainRule, who: Who, stand: Stand) -> Explained:
    """The gate's answer in the shape of a rule's: on board, and active."""
    aboard = Node("selected", stand_told(who, stand, query.as_of, aboard=True), stand.aboard)
    status = Node('status == "active"', stand_told(who, stand, query.as_of, aboard=False), stand.status == "active")
    wanted = said("Whoever takes part is on board and active on the day")
    parts = tuple(_decides(one, stand.open) for one in (aboard, status))
    whole = Node("selected && status", wanted, stand.open, "and", parts, decides=True)
    tree = Explanation(Node("true", said("Asked of everybody who takes part"), True), whole)
    message, remedy = (
        why_shut(who, stand, query.as_of) if not stand.open else (said("In order."), said("Nothing to do."))
    )
    return Explained(
        RULES[who.type], _both(TITLES[who.type]), who.type, who.code, who.id, query.as_of,
        "pass" if stand.open else "fail", None if stand.open else "critical", _both(message), _both(remedy), tree,
    )  # fmt: skip


def _decides(node: Node, open_: bool) -> Node:
    from dataclasses import replace

    return replace(node, decides=bool(node.value) is open_)


def _both(message: Message) -> Both:
    return Translator("zh").t(message), Translator("en").t(message)
