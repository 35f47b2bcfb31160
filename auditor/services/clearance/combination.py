"""What is asked: hosts, merchants, categories, brands, a platform, a room and a time - by codes, then by ids."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, select

from auditor.errors import CallerMistake
from auditor.i18n import Message, Twin, said
from auditor.model.enums import OTHER, word, words
from auditor.model.folding import folded_code, folded_name
from auditor.model.masking import masked_where_personal
from auditor.model.tables import LISTS, MAIN, subject
from auditor.model.types import datetime_of, day_of, second_of
from auditor.services.aliases import category_meant
from auditor.services.profiles import TYPES, subject_id

AD_HOC = -1
"""The id of a broadcast that is not on file."""

Unmapped = tuple[str, str | None]
"""(code, its text where the code is ``other``)."""


@dataclass(frozen=True, slots=True)
class Combination:
    """Who would sell what for whom, where and when; hosts, merchants, categories or products, and the start are needed.

    Subjects by code; categories and platform by code or Chinese word; times are wall time in Asia/Shanghai.
    """

    hosts: tuple[str, ...]
    merchants: tuple[str, ...]
    categories: tuple[str, ...]
    start: datetime
    brands: tuple[str, ...] = ()
    products: tuple[str, ...] = ()
    platform: str = ""
    room: str = ""
    end: datetime | None = None


@dataclass(frozen=True, slots=True)
class Who:
    """A subject of the combination."""

    type: str
    id: int
    code: str
    name: str

    @property
    def reference(self) -> str:
        """``type:code``."""
        return f"{self.type}:{self.code}"


@dataclass(frozen=True, slots=True)
class Deal:
    """The combination found in the store. ``stored`` is the row of a broadcast on file, by column."""

    broadcast: Who
    hosts: tuple[Who, ...]
    merchants: tuple[Who, ...]
    categories: tuple[Unmapped, ...]
    brands: tuple[str, ...]
    products: tuple[str, ...]
    platform: Unmapped | None
    room: Who | None
    start: datetime
    end: datetime | None
    stored: dict[str, Any] | None = None
    product_names: tuple[str, ...] = ()
    """What the products are called, in their order; the code where there is no name."""

    @property
    def on_file(self) -> bool:
        """Whether the broadcast is on file."""
        return self.stored is not None

    @property
    def aired(self) -> bool:
        """Whether it has been on air, so that nothing of it can be moved any more."""
        return self.stored is not None and self.stored["status"] == "aired"

    @property
    def days(self) -> tuple[date, ...]:
        """The days on which it is judged: the start's, and the planned end's where that is later."""
        first = self.start.date()
        return (first, self.end.date()) if self.end is not None and self.end.date() > first else (first,)

    def on(self, day: date) -> Deal:
        """The same, begun on another day at the same hour, as long as planned."""
        moved = timedelta(days=day_of(day) - day_of(self.start.date()))
        return replace(self, start=self.start + moved, end=None if self.end is None else self.end + moved)


class NotOnFile(CallerMistake):
    """Codes that nobody bears. ``strangers`` are all of them, as the gate turns them away."""

    def __init__(self, strangers: Sequence[Who]) -> None:
        super().__init__(nobody_told(strangers[0]), said("Look for the name, its pinyin or initials."))
        self.strangers = tuple(strangers)


def nobody_told(who: Who) -> Message:
    """That nobody bears the code."""
    return said("There is no {type} with the code {code}.", type=TYPES.get(who.type, who.type), code=who.code)


def found(connection: Connection, asked: Combination) -> Deal:
    """The combination by ids. Raises NotOnFile for codes that nobody bears, CallerMistake for words we do not know."""
    for given, what in (
        (asked.hosts, said("host")),
        (asked.merchants, said("merchant")),
        (asked.categories or asked.products, said("category")),
    ):
        if not given:
            raise CallerMistake(said("No {what} is given.", what=what), said("Give at least one."))
    if asked.end is not None and asked.end < asked.start:
        raise CallerMistake(said("The planned end lies before the start."), said("Check both times."))
    strangers: list[Who] = []
    hosts = _sought(connection, "host", asked.hosts, strangers)
    merchants = _sought(connection, "merchant", asked.merchants, strangers)
    room = next(iter(_sought(connection, "room", (asked.room,) if asked.room else (), strangers)), None)
    categories = [category_of(connection, word) for word in asked.categories]
    platform = _platform(connection, asked.platform, room)
    if strangers:
        raise NotOnFile(strangers)
    # A product says itself of which category and brand it is: what is sold is not left out because nobody named it.
    products = _products(connection, asked.products, merchants)
    categories += [(row["category"], row["category_text"]) for row in products]
    brands = [brand.strip() for brand in (*asked.brands, *(row["brand"] or "" for row in products))]
    named = {str(row["code"]): str(row["name"] or row["code"]) for row in reversed(products)}
    codes = tuple(dict.fromkeys(str(row["code"]) for row in products))
    return Deal(
        Who("broadcast", AD_HOC, "ad-hoc", ""),
        hosts,
        merchants,
        tuple(dict.fromkeys(categories)),
        tuple(dict.fromkeys(brand for brand in brands if brand)),
        codes,
        platform,
        room,
        asked.start,
        asked.end,
        product_names=tuple(named[code] for code in codes),
    )


def of_broadcast(connection: Connection, code: str) -> Deal:
    """The combination of a broadcast on file. Raises CallerMistake where it is cancelled or has no start."""
    return deal_of(connection, subject_id(connection, "broadcast", code))


def deal_of(connection: Connection, number: int) -> Deal:
    """The same by the broadcast's id."""
    main = MAIN["broadcast"]
    row = dict(connection.execute(select(main).where(main.c.id == number)).mappings().one())
    aired = row["status"] == "aired"
    start = (row["started_at"] if aired else None) or row["planned_start"]
    if row["status"] == "cancelled":
        raise CallerMistake(
            said("The broadcast {code} is cancelled.", code=row["code"]), said("Plan it again, or give what it holds.")
        )
    if start is None:
        raise CallerMistake(
            said("The broadcast {code} has no planned start.", code=row["code"]), said("Enter when it is to begin.")
        )
    room = None if row["room_id"] is None else _known(connection, "room", [row["room_id"]])[0]
    merchants = _known(connection, "merchant", _listed(connection, "merchants", number, "target_id"))
    products = tuple(_listed(connection, "products", number, "value"))
    return Deal(
        Who("broadcast", number, row["code"], ""),
        _known(connection, "host", _listed(connection, "hosts", number, "target_id")),
        merchants,
        tuple(_pairs(connection, "categories", number)),
        tuple(_listed(connection, "brands", number, "value")),
        products,
        _platform(connection, "", room),
        room,
        datetime_of(start),
        None if row["planned_end"] is None else datetime_of(row["planned_end"]),
        row,
        _called(connection, products, merchants),
    )


def _listed(connection: Connection, field: str, owner: int, column: str) -> list[Any]:
    listed = LISTS["broadcast", field].table
    statement = select(listed.c[column]).where(listed.c.owner_id == owner).order_by(listed.c.ordinal)
    return list(connection.execute(statement).scalars())


def _pairs(connection: Connection, field: str, owner: int) -> Iterable[Unmapped]:
    listed = LISTS["broadcast", field].table
    statement = select(listed.c.value, listed.c.text).where(listed.c.owner_id == owner).order_by(listed.c.ordinal)
    return [(code, text) for code, text in connection.execute(statement)]


_NAMES = {"host": "stage_name", "merchant": "shop_name", "agency": "name", "room": "title"}


def _sought(connection: Connection, kind: str, codes: Iterable[str], strangers: list[Who]) -> tuple[Who, ...]:
    """Subjects by code, each once; whoever is not on file is put among the strangers."""
    met: dict[Who, None] = {}
    for code in codes:
        statement = select(subject.c.id).where(subject.c.type == kind, subject.c.code == folded_code(code))
        number = connection.execute(statement).scalar()
        if number is None:
            strangers.append(Who(kind, 0, masked_where_personal(code), ""))
        else:
            met[who_is(connection, kind, number)] = None
    return tuple(met)


def _products(connection: Connection, codes: Iterable[str], merchants: Sequence[Who]) -> list[Mapping[str, Any]]:
    """The products as the merchants have them."""
    product, ids = MAIN["product"], [one.id for one in merchants]
    found: list[Mapping[str, Any]] = []
    for code in codes:
        statement = select(product).where(product.c.code == folded_code(code), product.c.merchant_id.in_(ids))
        rows = connection.execute(statement.order_by(product.c.id)).mappings().all()
        if not rows:
            raise CallerMistake(
                said("None of the merchants has a product {code}.", code=code),
                said("Give its code as the merchant has it."),
            )
        found += [{str(name): value for name, value in row.items()} for row in rows]
    return found


def _called(connection: Connection, codes: Sequence[str], merchants: Sequence[Who]) -> tuple[str, ...]:
    """What the merchants' products of these codes are called; the code itself where none of them has it on file."""
    if not codes:
        return ()
    product, ids = MAIN["product"], [one.id for one in merchants]
    statement = select(product.c.code, product.c.name).where(product.c.code.in_(codes), product.c.merchant_id.in_(ids))
    named = {code: name for code, name in connection.execute(statement.order_by(product.c.id.desc())) if name}
    return tuple(named.get(code, code) for code in codes)


def _known(connection: Connection, kind: str, ids: Sequence[int]) -> tuple[Who, ...]:
    """Subjects by id, in the order given."""
    main = MAIN[kind]
    statement = (
        select(main.c.id, subject.c.code, main.c[_NAMES[kind]])
        .join(subject, subject.c.id == main.c.id)
        .where(main.c.id.in_(ids))
    )
    by_id = {number: Who(kind, number, code, name or "") for number, code, name in connection.execute(statement)}
    return tuple(by_id[number] for number in ids)


def who_is(connection: Connection, kind: str, number: int) -> Who:
    """A subject by its id."""
    return _known(connection, kind, [number])[0]


def category_of(connection: Connection, word: str) -> Unmapped:
    """A category by its code, any name of it or a trade word, the workspace's own first; else CallerMistake."""
    code = category_meant(connection, word)
    if code is None:
        raise CallerMistake(said("{word} is no category we know.", word=word), near(word, "category"))
    return code, None


def _platform(connection: Connection, word: str, room: Who | None) -> Unmapped | None:
    """The platform given, else the room's."""
    of_room: Unmapped | None = None
    if room is not None:
        main = MAIN["room"]
        row = connection.execute(select(main.c.platform, main.c.platform_text).where(main.c.id == room.id)).one()
        of_room = (row[0], row[1])
    if not word:
        return of_room
    code = word_of("platform", word)
    if code is None:
        raise CallerMistake(said("{word} is no platform we know.", word=word), near(word, "platform"))
    if of_room is not None and of_room[0] not in (code, OTHER):
        raise CallerMistake(
            said(
                "The room {room} is on {platform}.",
                room=room.code if room else "",
                platform=_both("platform", of_room[0]),
            ),
            said("Leave the platform out, or give another room."),
        )
    return of_room if of_room is not None and of_room[0] == code else (code, None)


def word_of(name: str, typed: str) -> str | None:
    """The code of an enumeration for a code, its Chinese or English word or another spelling; None when unknown."""
    wanted = folded_name(typed)
    for one in words(name):
        if wanted in {folded_name(text) for text in (one.code, one.zh, one.en, *one.aliases)}:
            return one.code
    return None


def near(typed: str, name: str) -> Message:
    """A hint with the words of an enumeration that may have been meant, by code and Chinese word; else its first."""
    from difflib import get_close_matches

    codes = {text: one.code for one in words(name) for text in (one.code, one.zh, one.en, *one.aliases) if text}
    close = [codes[text] for text in get_close_matches(typed, codes, n=9, cutoff=0.5)]
    listed = list(dict.fromkeys(close))[:3] or [one.code for one in words(name)][:8]
    told = [_both(name, code) for code in listed]
    zh = "、".join(f"{one.zh} {code}" for one, code in zip(told, listed, strict=True))
    return said("Known are: {words}", words=Twin(zh, ", ".join(listed)))


def _both(name: str, code: str) -> Twin:
    return Twin(word(name, code, "zh"), word(name, code, "en"))


def seconds(moment: datetime | None) -> int | None:
    """A wall time as the store holds it."""
    return None if moment is None else second_of(moment)


__all__ = [
    "AD_HOC",
    "TYPES",
    "Combination",
    "Deal",
    "NotOnFile",
    "Who",
    "category_of",
    "deal_of",
    "found",
    "of_broadcast",
]
