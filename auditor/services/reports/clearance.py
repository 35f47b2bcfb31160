"""The clearance sheet of a combination or a broadcast on file, and how it is made again to be verified."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection

from auditor.i18n import Language, Translator, said
from auditor.model.enums import word
from auditor.monitor import Monitor
from auditor.reporting.clearance_pass import (
    Asked,
    ChainShown,
    ClearanceFacts,
    ClearedLine,
    Coded,
    check_code,
    clearance_pass,
)
from auditor.reporting.facts import Recorded, Said, Words
from auditor.services.clearance.chains import Chain, Chains, chains
from auditor.services.clearance.clearing import Clear, Clearance, cleared, deal_asked
from auditor.services.clearance.combination import AD_HOC, Combination, Deal, Who
from auditor.services.clearance.lines import Line
from auditor.services.context import Context
from auditor.services.reports.issuer import as_issued
from auditor.services.reports.jobs import Written
from auditor.services.reports.run_facts import method_of
from auditor.services.reports.said import bases
from auditor.services.reports.subject_facts import head_on
from auditor.services.verbs import Job

SHOWN_PRODUCTS = 6


@dataclass(frozen=True, slots=True)
class ReportClearance(Job[Written]):
    """Write the clearance sheet of what is asked."""

    asked: Clear
    out: Path
    language: Language = "zh"


def report_clearance(context: Context, job: ReportClearance, monitor: Monitor, who: str) -> Written:
    """Clear it on one moment of the store and write the sheet."""
    from auditor.reporting.pdf import write_pdf

    with context.store.reading() as connection:
        facts = clearance_facts(context, connection, job.asked)
        write_pdf(clearance_pass(facts, Translator(job.language)), job.out, monitor)
    return Written(job.out)


def clearance_facts(context: Context, connection: Connection, asked: Clear) -> ClearanceFacts:
    """The clearance as its sheet tells it."""
    deal = deal_asked(connection, asked)
    told = cleared(context, connection, deal)
    book = context.book(connection)
    day = deal.start.date()
    rules = [
        one.rule for kind in ("host", "merchant", "agency", "room", "broadcast") for one in book.in_force(day, kind)
    ]
    method = method_of(
        connection, head_on(context, connection, day, list({one.id: one for one in rules}.values())), rules
    )
    name = deal.broadcast.code if deal.on_file else deal.hosts[0].code
    named = {one.rule for one in (*told.reasons, *told.to_do)}
    return ClearanceFacts(
        replace(method, params=()),
        f"KB-{deal.start:%Y%m%d%H%M}-{name}",
        asked_again(deal),
        told.answer,
        told.earliest_go,
        tuple(_particulars(deal)),
        tuple(_lines(told)),
        tuple(_chain(one) for one in chains(context, connection, Chains(asked))),
        bases([one for one in rules if one.id in named]),
    )


def asked_again(deal: Deal) -> Asked:
    """The combination by codes."""
    return Asked(
        Coded(deal.broadcast.code if deal.on_file else ""),
        deal.start,
        deal.end,
        tuple(Coded(one.code) for one in deal.hosts),
        tuple(Coded(one.code) for one in deal.merchants),
        tuple(text or code for code, text in deal.categories),
        deal.brands,
        deal.products,
        deal.platform[0] if deal.platform else "",
        Coded(deal.room.code if deal.room else ""),
    )


def query_of(asked: Mapping[str, Any]) -> Clear:
    """What a sheet says it was asked, as a question."""
    start = datetime.fromisoformat(str(asked["start"]))
    broadcast = str(asked["broadcast"]["code"])
    if broadcast:
        return Clear(None, broadcast, start)
    end = asked["end"]
    return Clear(
        Combination(
            hosts=tuple(str(one["code"]) for one in asked["hosts"]),
            merchants=tuple(str(one["code"]) for one in asked["merchants"]),
            categories=tuple(map(str, asked["categories"])),
            start=start,
            brands=tuple(map(str, asked["brands"])),
            products=tuple(map(str, asked["products"])),
            platform=str(asked["platform"]),
            room=str(asked["room"]["code"]),
            end=None if end is None else datetime.fromisoformat(str(end)),
        )
    )


def made_again(context: Context, connection: Connection, told: Mapping[str, Any], record: Recorded) -> ClearanceFacts:
    """The facts of a sheet from the store as it is, under the record and the organisation that the sheet names."""
    facts = clearance_facts(context, connection, query_of(told["asked"]))
    method = as_issued(connection, facts.method, told["method"])
    return replace(facts, method=replace(method, record=record))


def _particulars(deal: Deal) -> Iterator[tuple[Said, Said]]:
    if deal.on_file:
        yield said("Broadcast"), deal.broadcast.code
    yield said("Start"), deal.start
    if deal.end is not None:
        yield said("Planned end"), deal.end
    yield said("Hosts"), _named(deal.hosts)
    yield said("Merchants"), _named(deal.merchants)
    yield said("Categories"), _words("category", deal.categories)
    if deal.brands:
        yield said("Brands"), _listed(deal.brands)
    if deal.products:
        yield said("Products"), _goods(deal)
    if deal.platform:
        yield said("Platform"), _words("platform", (deal.platform,))
    if deal.room:
        yield said("Room"), _named((deal.room,))


def _goods(deal: Deal) -> Words:
    """The first products by name and code, the others counted: the sheet is one page, and its facts name them all."""
    named = zip(deal.products, deal.product_names, strict=True)
    shown = [code if name == code else f"{name} {code}" for code, name in named][:SHOWN_PRODUCTS]
    left = len(deal.products) - len(shown)
    told = _listed(shown)
    return Words(f"{told.zh}，另有 {left} 项", f"{told.en}, and {left} more") if left else told


def _listed(names: Sequence[str]) -> Words:
    return Words("、".join(names), ", ".join(names))


def _named(listed: tuple[Who, ...]) -> Words:
    return _listed([f"{one.name} {one.code}".strip() for one in listed])


def _words(name: str, listed: tuple[tuple[str, str | None], ...]) -> Words:
    zh, en = ([text or word(name, code, language) for code, text in listed] for language in ("zh", "en"))
    return Words("、".join(zh), ", ".join(en))


def _lines(told: Clearance) -> Iterator[ClearedLine]:
    for weight, lines in (("", told.reasons), ("to_do", told.to_do), ("note", told.notes)):
        for line in lines:
            yield _line(line, weight or line.weight)


def _line(line: Line, weight: str) -> ClearedLine:
    about: Said = line.subject.name or line.subject.code
    if line.subject.id == AD_HOC:
        about = Words("本场直播", "this broadcast")
    return ClearedLine(weight, line.rule, line.title, about, line.result, line.severity, line.message, line.remedy)


def _chain(chain: Chain) -> ChainShown:
    way = (chain.links[0].grantor, *(link.grantee for link in chain.links)) if chain.links else ()
    link = None if chain.weakest is None else chain.links[chain.weakest]
    merchant = chain.merchant.name or chain.merchant.code
    weakest, lacks = ("", ()) if link is None else (link.grantee, link.faults)
    return ChainShown(chain.brand, merchant, way, weakest, lacks, chain.holds, chain.breaks_on)


__all__ = ["ReportClearance", "check_code", "clearance_facts", "report_clearance"]
