"""Contracts of the made-up world: agencies with hosts, merchants with hosts, merchants with agencies."""

from __future__ import annotations

from collections.abc import Iterator

from auditor.model.values import FOREVER, Value
from auditor.services.demo.dice import Dice, Stream
from auditor.services.demo.people import Host, host
from auditor.services.demo.scale import Scale, agency_code, merchant_code

Values = dict[str, Value]

_TWO_YEARS = 730


def contracts(scale: Scale) -> Iterator[Values]:
    """The rows of 合同: one for each signed host, a promotion deal for every fourth, one for each agency."""
    for number in range(scale.hosts):
        known = host(scale, number)
        draw = scale.dice(Stream.CONTRACT, number)
        if known.agency is not None:
            yield from _signed(scale, draw, known, number)
        if draw.hit(0.25):
            start = scale.day - draw.between(10, 500)
            partner = merchant_code(draw.below(scale.merchants))
            row = _deal(f"HTD{number:07d}", ("merchant", partner), ("host", known.code), "promotion", start)
            yield row | {"valid_until": start + 364}
    for number in range(scale.agencies):
        draw = scale.dice(Stream.CONTRACT, scale.hosts + number)
        start = scale.day - draw.between(10, 700)
        partner = merchant_code(draw.below(scale.merchants))
        row = _deal(f"HTO{number:07d}", ("merchant", partner), ("agency", agency_code(number)), "operation", start)
        topics = ("host_management", "content", "quality", "consumer")
        yield row | {"valid_until": FOREVER, "topics": topics if draw.hit(0.85) else topics[:3]}
        if draw.hit(0.3):
            picked = merchant_code(draw.below(scale.merchants))
            yield _deal(
                f"HTX{number:07d}", ("merchant", picked), ("agency", agency_code(number)), "selection", start
            ) | {
                "valid_until": FOREVER,
                "topics": topics,
            }


def _deal(code: str, party: tuple[str, str], other: tuple[str, str], kind: str, start: int) -> Values:
    return {
        "code": code,
        "party_type": party[0],
        "party": party[1],
        "counterparty_type": other[0],
        "counterparty": other[1],
        "kind": kind,
        "valid_from": start,
        "signed_on": start - 3,
        "state": "in_force",
    }


def _signed(scale: Scale, draw: Dice, known: Host, number: int) -> Iterator[Values]:
    """The host's contract with the agency: in force, renewing itself, or now and then run out or missing."""
    if draw.hit(0.015) or known.agency is None:
        return
    kind = draw.pick(("management", "management", "management", "employment", "labour_service"))
    start = max(known.onboarded, scale.day - draw.between(1, _TWO_YEARS - 40))
    agency = ("agency", agency_code(known.agency))
    row = _deal(f"HT{number:07d}", agency, ("host", known.code), kind, start)
    row |= {
        "valid_until": start + _TWO_YEARS,
        "exclusive": int(draw.hit(0.7)),
        "topics": ("host_management", "content", "consumer") if draw.hit(0.8) else ("host_management", "content"),
    }
    if draw.hit(0.2):
        row["shifts_duty"] = int(draw.hit(0.05))
    if draw.hit(0.85):
        row["likeness_consent_on"] = start
    luck = draw.random()
    if luck < 0.025:
        end = scale.day - draw.between(1, 200)
        row |= {"valid_from": end - _TWO_YEARS, "valid_until": end, "signed_on": end - _TWO_YEARS}
    elif luck < 0.035:
        row["terminated_on"] = max(start, scale.day - draw.between(0, 60))
    elif luck < 0.12:
        end = scale.day - draw.between(1, 200)
        row |= {"valid_from": end - _TWO_YEARS, "valid_until": end, "signed_on": end - _TWO_YEARS, "auto_renew": 1}
    elif luck < 0.16:
        row["valid_until"] = FOREVER
    yield row
