"""Broadcasts of the made-up world: aired in the last months, and planned for tonight and the next days."""

from __future__ import annotations

from collections.abc import Iterator

from auditor.model.values import Element, Value
from auditor.services.demo.dice import Dice, Stream
from auditor.services.demo.people import Host, host
from auditor.services.demo.proofs import said
from auditor.services.demo.scale import Scale, at, merchant_code, product_code, room_code
from auditor.services.demo.trade import Merchant, merchant

Values = dict[str, Value]

_KEPT = 3 * 366


def broadcasts(scale: Scale) -> Iterator[Values]:
    """The rows of 直播场次."""
    for number in range(scale.broadcasts):
        draw = scale.dice(Stream.BROADCAST, number)
        yield _row(scale, draw, number)


def _on_air(scale: Scale, draw: Dice) -> Host:
    """Somebody who may be seen: active and already on air, if a few tries find one."""
    found = host(scale, draw.below(scale.hosts))
    for _ in range(8):
        if found.status == "active" and found.first_live is not None:
            break
        found = host(scale, draw.below(scale.hosts))
    return found


def _row(scale: Scale, draw: Dice, number: int) -> Values:
    room = draw.below(scale.rooms)
    seller = room if draw.hit(0.7) else draw.below(scale.merchants)
    selling = merchant(scale, seller)
    presenting = _on_air(scale, draw)
    luck = draw.random()
    aired = luck < 0.62
    day = scale.day - draw.between(1, 115) if aired else scale.day + draw.below(11) * draw.below(2)
    start = at(max(day, presenting.first_live or day), draw.between(9, 21), 30 * draw.below(2))
    row: Values = {
        "code": f"B{number + 1:07d}",
        "room": room_code(room),
        "hosts": (presenting.code,),
        "merchants": (selling.code,),
        "categories": _categories(draw, selling, presenting),
        "mode": "own" if seller == room else "creator",
        "planned_start": start,
        "planned_end": start + draw.between(2, 5) * 3_600,
        "moderator": "小助理",
        "presenter": "human" if draw.hit(0.94) else draw.pick(("avatar", "ai")),
        "status": "aired" if aired else "cancelled" if luck > 0.97 else "planned",
        "unit": "直播运营",
    }
    if selling.brands:
        row["brands"] = (draw.pick(selling.brands),)
    if draw.hit(0.6):
        row["products"] = (product_code(seller, 0), product_code(seller, 1))
    if draw.hit(0.15):
        assistant = host(scale, draw.below(scale.hosts)).code
        if assistant != presenting.code:
            row["assistants"] = (assistant,)
    _duties(draw, row, start, aired=aired, other=merchant_code(room) != selling.code)
    return row | said(draw)


def _categories(draw: Dice, selling: Merchant, presenting: Host) -> tuple[Element, ...]:
    choices = selling.categories or presenting.categories or ("general",)
    return (draw.pick(choices),)


def _duties(draw: Dice, row: Values, start: int, *, aired: bool, other: bool) -> None:
    """What must be reported, reviewed, shown and kept: mostly done, late now and then, open where still planned."""
    done = 1.0 if aired else 0.4
    if draw.hit(done - 0.03):
        row["identity_reported_at"] = start + (draw.between(60, 3_600) if draw.hit(0.03) else -draw.between(0, 86_400))
    if draw.hit(done - 0.03):
        row["reviewed_at"] = start + (draw.between(60, 3_600) if draw.hit(0.02) else -draw.between(0, 43_200))
        row["reviewer"] = "值班审核"
    if row["presenter"] != "human" and draw.hit(done - 0.08):
        row["ai_label"] = int(draw.hit(0.93))
    if other and draw.hit(done - 0.02):
        row["seller_shown"] = int(draw.hit(0.95))
        row["link_hops"] = 2 if draw.hit(0.04) else 1
    if not aired:
        return
    began = start + draw.between(-120, 900)
    ended = began + draw.between(5_400, 18_000)
    row |= {
        "started_at": began,
        "ended_at": ended,
        "correction_log": 1,
        "recording_kept_until": ended // 86_400 + (draw.between(180, 1_000) if draw.hit(0.04) else _KEPT),
        "orders": draw.between(10, 3_000),
        "sales": draw.between(1_000, 900_000) * 100,
    }
