"""What clear says to people: the answer and its lines, chains, goods, what a lapse touches, signing."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from auditor.cli.desk import Desk
from auditor.i18n import N_, Message, said
from auditor.model.enums import word
from auditor.services.clearance.chains import Chain, Link
from auditor.services.clearance.clearing import Clearance
from auditor.services.clearance.goods import Goods, GoodsAnswered
from auditor.services.clearance.lapse import Lapsing
from auditor.services.clearance.lines import BLOCK, NO_GO, Line
from auditor.services.clearance.signing import TOPICS, Signing
from auditor.services.shown import result_word, severity_word

ANSWERS = {
    "GO": said("GO: may go live"),
    "CONDITIONS": said("CONDITIONS: may go live once these are met"),
    "NO-GO": said("NO-GO: may not go live"),
    "unknown": said("Unknown: it cannot be told"),
}


def show(desk: Desk, told: Clearance) -> None:
    """The answer and its lines."""
    desk.say(ANSWERS[told.answer])
    if not told.in_force:
        desk.warn(said("No rule is in force on {day}.", day=told.start.date().isoformat()))
    when = told.start.isoformat(sep=" ", timespec="minutes")
    for title, lines in (
        (said("What forbids it"), [line for line in told.reasons if line.weight == BLOCK]),
        (said("Conditions"), [line for line in told.reasons if line.weight != BLOCK]),
        (said("To do by {when}", when=when), told.to_do),
        (said("Notes"), told.notes),
    ):
        _block(desk, title, lines)
    if told.answer == NO_GO:
        if told.earliest_go is None:
            desk.say(said("With the facts on file it will not be allowed within a year: something must be done."))
        else:
            desk.say(said("With the same facts it would be allowed from {day}.", day=told.earliest_go.isoformat()))


def _block(desk: Desk, title: Message, lines: Sequence[Line]) -> None:
    if lines:
        desk.say(title)
        desk.table((N_("rule"), N_("subject"), N_("severity"), N_("why"), N_("what to do")), _rows(desk, lines))


def _rows(desk: Desk, lines: Iterable[Line]) -> Iterable[tuple[str, ...]]:
    t = desk.tr.t
    for one in lines:
        subject = one.subject.reference
        yield one.rule, subject, severity_word(desk.tr, one.severity), t(one.message), t(one.remedy)


def show_chains(desk: Desk, chains: Sequence[Chain]) -> None:
    """Each brand's links from its owner to the merchant, the weakest marked."""
    if not chains:
        desk.say(said("No brand is asked about, and none is on file."))
    for chain in chains:
        desk.say(_of_chain(chain))
        rows = [_link(desk, link, at == chain.weakest) for at, link in enumerate(chain.links)]
        if rows:
            desk.table((N_("from"), N_("to"), N_("until"), N_("weakest"), N_("what it lacks")), rows)


def _of_chain(chain: Chain) -> Message:
    who = chain.merchant.code
    if not chain.links:
        return said("{brand}, {merchant}: no authorisation on file.", brand=chain.brand, merchant=who)
    if not chain.holds:
        return said("{brand}, {merchant}: the chain does not hold.", brand=chain.brand, merchant=who)
    if chain.breaks_on is None:
        return said("{brand}, {merchant}: the chain holds.", brand=chain.brand, merchant=who)
    day = chain.breaks_on.isoformat()
    return said("{brand}, {merchant}: the chain holds and breaks on {day}.", brand=chain.brand, merchant=who, day=day)


def _link(desk: Desk, link: Link, weakest: bool) -> tuple[str, ...]:
    t = desk.tr.t
    until = t(said("long-term")) if link.lasting else "" if link.until is None else link.until.isoformat()
    return link.grantor, link.grantee, until, "×" if weakest else "", " ".join(t(one) for one in link.faults)


def show_goods(desk: Desk, told: GoodsAnswered) -> None:
    """Line by line; then how many, and what stands against the combination whatever is sold."""
    rows = [
        (str(one.number), one.name, one.brand, word("category", one.category, desk.tr.language) if one.category else "",
         _short(desk, one.answer), _why(desk, one)) for one in told.goods
    ]  # fmt: skip
    desk.table((N_("line"), N_("name"), N_("brand"), N_("category"), N_("answer"), N_("why")), rows)
    desk.say(told.told())
    if told.beside:
        desk.warn(told.told_beside(_short(desk, told.answer)))


def _short(desk: Desk, answer: str) -> str:
    return re.split("[:：]", desk.tr.t(ANSWERS[answer]))[0]


def _why(desk: Desk, one: Goods) -> str:
    t = desk.tr.t
    why = t(one.problem) if one.problem else " ".join(f"{line.rule} {t(line.message)}" for line in one.lines)
    again = t(said("Same as line {n}.", n=one.same_as)) if one.same_as else ""
    return " ".join(text for text in (again, why) if text)


def show_lapse(desk: Desk, told: Lapsing) -> None:
    """The planned broadcasts that a lapse touches."""
    if told.more:
        desk.warn(said("Only the nearest {n} planned broadcasts were judged; {more} more are not.", n=told.judged,
                       more=told.more))  # fmt: skip
    if not told.touched:
        desk.say(said("A lapse on {day} touches no planned broadcast.", day=told.day.isoformat()))
        return
    desk.say(said("A lapse on {day} touches {n} planned broadcasts.", day=told.day.isoformat(), n=len(told.touched)))
    t = desk.tr.t
    rows = [
        (one.broadcast, one.start.isoformat(sep=" ", timespec="minutes"), line.rule, t(line.message))
        for one in told.touched
        for line in one.lines
    ]
    desk.table((N_("broadcast"), N_("start"), N_("rule"), N_("why")), rows)


SIGNING = {
    "GO": said("She may be signed"),
    "CONDITIONS": said("She may be signed once these are met"),
    "NO-GO": said("She may not be signed"),
}


def show_signing(desk: Desk, told: Signing) -> None:
    """Ground by ground."""
    t = desk.tr.t
    desk.say(SIGNING[told.answer])
    if not told.in_force:
        desk.warn(said("No rule is in force on {day}.", day=told.day.isoformat()))
    rows = [
        (t(TOPICS[one.topic]), one.line.rule, t(one.line.title), result_word(desk.tr, one.line.result),
         t(one.line.message)) for one in told.lines
    ]  # fmt: skip
    desk.table((N_("topic"), N_("rule"), N_("title"), N_("answer"), N_("why")), rows)
