"""Hosts of the made-up world and their platform accounts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from auditor.model.values import Element, Value
from auditor.services.demo import names
from auditor.services.demo.dice import Dice, Stream
from auditor.services.demo.scale import Scale, agency_code, host_code, merchant_code
from auditor.services.demo.trade import PLATFORMS, food, some_categories

Values = dict[str, Value]

_STATUSES = ("active",) * 182 + ("candidate",) * 6 + ("suspended",) * 3 + ("blacklisted",) * 2 + ("left",) * 7
_QUALIFIED = ("medical", "finance", "law", "education", "education")
_YEAR = 365.2425


@dataclass(frozen=True, slots=True)
class Host:
    """What other sheets need to know of a host; days are day numbers."""

    code: str
    status: str
    onboarded: int
    first_live: int | None
    agency: int | None
    domains: tuple[str, ...]
    categories: tuple[Element, ...]

    @property
    def sells_food(self) -> bool:
        """Whether one of the categories is food."""
        return any(category in food() for category in self.categories)


def host(scale: Scale, number: int) -> Host:
    """The ``number``-th host, the same each time."""
    draw = scale.dice(Stream.HOST, number)
    status = draw.pick(_STATUSES)
    onboarded = scale.day - draw.between(5, 1_300)
    first_live: int | None = onboarded + draw.between(6, 45)
    if status == "candidate" or (first_live is not None and first_live > scale.day):
        first_live = None
    domains: tuple[str, ...] = ("general",)
    if draw.hit(0.07):
        domains = (draw.pick(_QUALIFIED),) if draw.hit(0.5) else (draw.pick(_QUALIFIED), "general")
    elif draw.hit(0.015):
        domains = ()
    return Host(
        code=host_code(number),
        status=status,
        onboarded=onboarded,
        first_live=first_live,
        agency=draw.below(scale.agencies) if draw.hit(0.65) else None,
        domains=domains,
        categories=() if draw.hit(0.025) else some_categories(draw),
    )


def hosts(scale: Scale) -> Iterator[Values]:
    """The rows of 主播."""
    for number in range(scale.hosts):
        yield _row(scale, number, host(scale, number))


def _row(scale: Scale, number: int, known: Host) -> Values:
    draw = scale.dice(Stream.HOST_ROW, number)
    late = draw.between(185, 300) if draw.hit(0.3) else draw.between(155, 180)
    row: Values = {
        "code": known.code,
        "stage_name": names.stage_name(draw) + (str(number % 97 + 1) if draw.hit(0.25) else ""),
        "real_name": names.real_name(draw),
        "engagement": "signed" if known.agency is not None else draw.pick(("employee", "external", "part_time")),
        "followers": int(200 * 10 ** (draw.random() * 4)),
        "presenter": "human" if draw.hit(0.97) else draw.pick(("avatar", "ai")),
        "status": known.status,
        "onboarded_on": known.onboarded,
        "identity_verified_on": scale.day - (late if draw.hit(0.05) else draw.between(3, 145)),
        "unit": draw.pick(("服饰组", "食品组", "美妆组", "家居组")),
        "owner": draw.pick(names.OWNERS),
    }
    _identity(scale, number, draw, row)
    if not draw.hit(0.02):
        row["phone"] = names.phone(number)
    if not draw.hit(0.015):
        row["residence"] = draw.pick(names.TOWNS) + draw.pick(names.DISTRICTS)
    if not draw.hit(0.015):
        row["occupation"] = draw.pick(names.OCCUPATIONS)
    _placing(scale, draw, known, row)
    return row


def _identity(scale: Scale, number: int, draw: Dice, row: Values) -> None:
    """Number, birth date and sex: mostly in order, some masked, misread or of another document."""
    age = 15.2 if draw.hit(0.002) else 16 + draw.random() * 2 if draw.hit(0.012) else 18.1 + draw.random() * 32
    born = scale.day - int(age * _YEAR)
    sex = "male" if draw.hit(0.4) else "female"
    row["sex"] = sex
    if age < 18 and draw.hit(0.75):
        row["guardian_consent_on"] = scale.day - draw.between(20, 200)
    luck = draw.random()
    if luck < 0.012:
        row["birth_date"] = born
        row["id_type"] = draw.pick(("passport", "hk_macao_permit", "tw_permit"))
        row["id_number"] = f"E{number % 100_000_000:08d}"
        return
    prefix = draw.pick(("810000", "830000")) if luck < 0.02 else draw.pick(names.AREAS)
    full = names.id_number(prefix, born, sex, number)
    row["birth_date"] = born
    if luck > 0.985:
        row["id_number"] = f"{full[:4]}**********{full[-4:]}"
    elif luck > 0.965:
        row["id_number"] = names.spoiled(full)
    elif luck > 0.955:
        row["birth_date"] = born + draw.between(1, 300)
        row["id_number"] = full
    elif luck > 0.945:
        del row["birth_date"], row["sex"]
        row["id_number"] = full
    elif luck > 0.03:
        row["id_number"] = full


def _placing(scale: Scale, draw: Dice, known: Host, row: Values) -> None:
    if known.agency is not None:
        row["agency"] = agency_code(known.agency)
        row["agency_from"] = known.onboarded
    if known.domains:
        row["domains"] = known.domains
    if known.categories:
        row["categories"] = known.categories
    if known.first_live is not None:
        row["first_live_on"] = known.first_live
    if known.status not in ("active", "candidate"):
        row["status_from"] = max(known.onboarded, scale.day - draw.between(1, 200))
    if known.status == "left":
        row["left_on"] = row["status_from"]
    if draw.hit(0.1):
        row["tags"] = (draw.pick(("头部", "腰部", "新人", "重点关注")),)


def accounts(scale: Scale) -> Iterator[Values]:
    """The rows of 平台账号: one or two for each host, one for each merchant."""
    for number in range(scale.hosts):
        known = host(scale, number)
        draw = scale.dice(Stream.ACCOUNT, number)
        first = draw.pick(PLATFORMS)
        yield _account(scale, draw, first, f"{30_000_000 + number}", ("host", known.code, known.onboarded))
        second = draw.pick(PLATFORMS)
        if second != first and draw.hit(0.4):
            yield _account(scale, draw, second, f"{50_000_000 + number}", ("host", known.code, known.onboarded))
    for number in range(scale.merchants):
        draw = scale.dice(Stream.ACCOUNT, scale.hosts + number)
        owner = ("merchant", merchant_code(number), scale.day - draw.between(100, 900))
        yield _account(scale, draw, draw.pick(PLATFORMS), f"{70_000_000 + number}", owner)


def _account(scale: Scale, draw: Dice, platform: str, name: str, owner: tuple[str, str, int]) -> Values:
    return {
        "platform": platform,
        "account_id": name,
        "owner_type": owner[0],
        "owner": owner[1],
        "name": names.stage_name(draw),
        "followers": int(200 * 10 ** (draw.random() * 4)),
        "credit": draw.between(6_000, 10_000),
        "reputation": draw.between(380, 500),
        "valid_from": min(owner[2], scale.day),
        "status": "active",
    }
