"""Lapse contagion: which planned broadcasts are touched when a licence, an authorisation or a training is gone."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, LargeBinary, and_, case, func, select

from auditor.errors import CallerMistake
from auditor.i18n import Translator, said
from auditor.model.folding import folded_code
from auditor.model.tables import LISTS, MAIN, subject
from auditor.model.types import date_of, day_of
from auditor.rulebook.supposed import Instead, Place, Supposed
from auditor.services.clearance.chains import names_of
from auditor.services.clearance.combination import Deal, deal_of
from auditor.services.clearance.judging import Judge
from auditor.services.clearance.lines import NOTE, Line, once
from auditor.services.context import Context
from auditor.services.verbs import Query

TABLES = {"licence": "licences", "authorisation": "authorisations", "training": "trainings"}
MOST = 200
"""Planned broadcasts that are judged, the nearest first."""

_DAY_SECONDS = 86_400


@dataclass(frozen=True, slots=True)
class Touched:
    """A planned broadcast that the lapse would touch: its code and start, and what it adds."""

    broadcast: str
    start: datetime
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Lapsing:
    """The record and what it is called, the first day without it, and the planned broadcasts it touches.

    ``more``: planned broadcasts beyond those that were judged (the nearest MOST are).
    """

    kind: str
    id: int
    name: str
    day: date
    touched: tuple[Touched, ...]
    judged: int = 0
    more: int = 0

    def as_json(self, tr: Translator) -> dict[str, Any]:
        """For programs."""
        return {
            "record": f"{self.kind}:{self.id}",
            "name": self.name,
            "judged": self.judged,
            "not_judged": self.more,
            "day": self.day.isoformat(),
            "touched": [
                {"broadcast": one.broadcast, "start": one.start.isoformat(),
                 "reasons": [line.as_json(tr) for line in one.lines]}
                for one in self.touched
            ],
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class LapseTouches(Query[Lapsing]):
    """What the lapse of ``kind:key`` touches from a day on (empty: the day after its end, else today).

    Keys: the number of a licence (OWNER/NUMBER where several have it), MERCHANT/BRAND of an authorisation, HOST/COURSE
    of a training. Where ``id`` is given ``record`` is the kind alone.
    """

    record: str
    day: date | None = None
    id: int | None = None


def lapse_touches(context: Context, connection: Connection, query: LapseTouches) -> Lapsing:
    """Judge each planned broadcast with the record lasting and with it gone; what the second adds is the lapse's."""
    kind, number = _record(connection, query.record) if query.id is None else (query.record, query.id)
    main = MAIN[kind]
    found_row = connection.execute(select(main).where(main.c.id == number)).mappings().first()
    if found_row is None:
        raise CallerMistake(said("The record is on file no more."), said("Read the page again (F5)."))
    row = dict(found_row)
    day = query.day or _end(row) or context.today
    book = context.book(connection)
    found = []
    planned = _planned(connection, kind, row, day)
    for deal in (deal_of(connection, one) for one in planned[:MOST]):
        lasting = _open(_Without(connection, book, deal, extra=_with(kind, row, None)))
        gone = _open(_Without(connection, book, deal, extra=_with(kind, row, day)))
        known = {(line.rule, line.subject.reference) for line in lasting}
        added = tuple(line for line in gone if (line.rule, line.subject.reference) not in known)
        if added:
            found.append(Touched(deal.broadcast.code, deal.start, added))
    judged = min(len(planned), MOST)
    return Lapsing(kind, number, _name(connection, kind, row), day, tuple(found), judged, len(planned) - judged)


def _name(connection: Connection, kind: str, row: Mapping[str, Any]) -> str:
    """What people call the record: whose it is, and its number, brand or course."""
    owner = row[{"licence": "owner_id", "authorisation": "merchant_id", "training": "learner_id"}[kind]]
    table = MAIN["product"] if row.get("owner_type") == "product" else subject
    code = connection.execute(select(table.c.code).where(table.c.id == owner)).scalar()
    if kind != "training":
        return f"{code} {row['number' if kind == 'licence' else 'brand']}"
    course = MAIN["course"]
    return f"{code} {connection.execute(select(course.c.title).where(course.c.id == row['course_id'])).scalar()}"


def _record(connection: Connection, text: str) -> tuple[str, int]:
    """Kind and id of what ``kind:key`` names. Raises CallerMistake where that is nothing, or of several owners."""
    kind, colon, key = text.partition(":")
    key = folded_code(key)
    if kind not in TABLES or not colon or not key:
        raise CallerMistake(
            said("{text} names no record.", text=text),
            said("Write licence:NUMBER, authorisation:MERCHANT/BRAND or training:HOST/COURSE."),
        )
    named = {"licence": _licence, "authorisation": _authorisation, "training": _training}[kind]
    number = named(connection, key)
    if number is None:
        raise CallerMistake(
            said("There is no {text} on file.", text=text), said("Look it up with: auditor show TYPE:CODE")
        )
    return kind, number


def _licence(connection: Connection, key: str) -> int | None:
    """The last entered of a number; of several owners' the one before the slash, ``S00001/NUMBER``."""
    main, product = MAIN["licence"], MAIN["product"]
    code = case((main.c.owner_type == "product", product.c.code), else_=subject.c.code)
    rows = (
        select(main.c.id, code.label("owner"))
        .outerjoin(subject, and_(subject.c.id == main.c.owner_id, main.c.owner_type != "product"))
        .outerjoin(product, and_(product.c.id == main.c.owner_id, main.c.owner_type == "product"))
        .order_by(main.c.id.desc())
    )
    owner, _slash, rest = key.partition("/")
    found = connection.execute(rows.where(main.c.number == key)).all()
    found = found or connection.execute(rows.where(main.c.number == rest, code == owner)).all()
    owners = dict.fromkeys(row.owner for row in found)
    if len(owners) > 1:
        raise CallerMistake(
            said("Several have a licence {number}.", number=key),
            said("Say whose: {choices}", choices=" ".join(f"licence:{one}/{key}" for one in owners)),
        )
    return int(found[0].id) if found else None


def _authorisation(connection: Connection, key: str) -> int | None:
    """The last entered for a brand, that to the merchant before the links above it."""
    owner, _slash, brand = key.partition("/")
    main = MAIN["authorisation"]
    rows = (
        select(main.c.id, main.c.merchant_id, main.c.grantee_folded)
        .join(subject, subject.c.id == main.c.merchant_id)
        .where(subject.c.code == owner, main.c.brand == brand)
        .order_by(main.c.id.desc())
    )
    found = connection.execute(rows).all()
    if not found:
        return None
    names = names_of(connection, found[0].merchant_id)
    return int(next((row.id for row in found if row.grantee_folded in names), found[0].id))


def _training(connection: Connection, key: str) -> int | None:
    """The last entered of a learner in a course."""
    owner, _slash, code = key.partition("/")
    main, course = MAIN["training"], MAIN["course"]
    rows = (
        select(main.c.id)
        .join(subject, subject.c.id == main.c.learner_id)
        .join(course, course.c.id == main.c.course_id)
        .where(subject.c.code == owner, course.c.code == code)
        .order_by(main.c.id.desc())
    )
    return connection.execute(rows).scalar()


def _end(row: Mapping[str, Any]) -> date | None:
    """The first day without the record, where it ends at all."""
    if row["valid_until_long"] or row["valid_until"] is None:
        return None
    return date_of(row["valid_until"]) + timedelta(days=1)


def _with(kind: str, row: Mapping[str, Any], gone: date | None) -> dict[Place, Instead]:
    """The record as if it lasted, or as if it were gone from a day on."""
    changed = dict(row) | {"valid_until": None, "valid_until_long": 1}
    if kind == "training":
        changed["revoked_on"] = None if gone is None else day_of(gone)
    elif gone is not None:
        changed |= {"valid_until": day_of(gone) - 1, "valid_until_long": 0}
    columns = MAIN[kind].columns
    values = [None if isinstance(column.type, LargeBinary) else changed[column.name] for column in columns]
    # All three kinds are named every time, so that the statements are made once.
    nothing = {(name, ""): Instead.of((), ()) for name in TABLES}
    return {**nothing, (kind, ""): Instead.of([row["id"]], [values])}


def _planned(connection: Connection, kind: str, row: Mapping[str, Any], day: date) -> list[int]:
    """The planned broadcasts that still run on the day or later and whose hosts or merchants have the record."""
    main = MAIN["broadcast"]
    owners = _owners(connection, kind, row)
    naming = []
    for field in ("hosts", "merchants"):
        listed = LISTS["broadcast", field].table
        naming.append(select(listed.c.owner_id).where(listed.c.target_id.in_(owners)))
    statement = (
        select(main.c.id)
        .where(
            main.c.id.in_(naming[0].union(naming[1])),
            main.c.status == "planned",
            func.coalesce(main.c.planned_end, main.c.planned_start) >= day_of(day) * _DAY_SECONDS,
            main.c.planned_start.is_not(None),
        )
        .order_by(main.c.planned_start, main.c.id)
    )
    return list(connection.execute(statement).scalars())


def _owners(connection: Connection, kind: str, row: Mapping[str, Any]) -> Iterable[int]:
    owner = row[{"licence": "owner_id", "authorisation": "merchant_id", "training": "learner_id"}[kind]]
    if kind == "licence" and row["owner_type"] == "product":
        product = MAIN["product"]
        owner = connection.execute(select(product.c.merchant_id).where(product.c.id == owner)).scalar()
    if row.get("owner_type") == "agency" or row.get("learner_type") == "agency":
        host = MAIN["host"]
        return list(connection.execute(select(host.c.id).where(host.c.agency_id == owner)).scalars())
    return [] if owner is None else [owner]


@dataclass
class _Without(Judge):
    """Judges with one record supposed otherwise."""

    extra: Mapping[Place, Instead] | None = None

    def supposed(self, deal: Deal) -> Supposed:
        """What the combination supposes, and the record."""
        base = Judge.supposed(self, deal)
        return Supposed({**base.instead, **(self.extra or {})}, base.sanctions, base.kinds)


def _open(judge: Judge) -> list[Line]:
    lines = once(line for day in judge.deal.days for line in judge.lines(judge.deal, day))
    return [line for line in lines if line.weight != NOTE]
