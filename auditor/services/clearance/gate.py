"""The gate before all rules: each host, merchant, agency of a host and the room is on board on the day and active."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, case, select

from auditor.i18n import Message, Twin, said
from auditor.model.enums import word
from auditor.model.tables import MAIN, past_agency, past_status
from auditor.model.types import day_of
from auditor.rulebook.book import Book
from auditor.rulebook.language.types import Simple
from auditor.rulebook.plan import ONE_ID, Maker, Statement, finished
from auditor.rulebook.sql.values import Moment
from auditor.services.clearance.combination import Deal, Who, nobody_told, who_is
from auditor.services.clearance.lines import BLOCK, Line

RULES = {"host": "ST-01", "merchant": "ST-02", "agency": "ST-03", "room": "ST-04"}
_WORDS = {"host": "host_status", "merchant": "merchant_status", "agency": "merchant_status", "room": "room_status"}
TITLES = {
    "host": said("Host known, on board and active"),
    "merchant": said("Merchant known, on board and active"),
    "agency": said("Agency of the host known and active"),
    "room": said("Room known and active"),
}


@dataclass(frozen=True, slots=True)
class Stand:
    """How a subject stands on a day: on board, its status, a host's agency."""

    aboard: bool
    status: str
    agency: int | None

    @property
    def open(self) -> bool:
        """Whether the gate lets it through."""
        return self.aboard and self.status == "active"


class Standings:
    """How subjects stand on any day: asked once for each stretch of days on which nothing about it can turn."""

    def __init__(self, connection: Connection, book: Book) -> None:
        self._connection, self._book = connection, book
        self._turns: dict[tuple[str, int], list[int]] = {}
        self._known: dict[tuple[str, int, int], Stand] = {}
        self._agencies: dict[int, Who] = {}

    def of(self, kind: str, number: int, day: date) -> Stand:
        """How a subject stands on a day."""
        if (kind, number) not in self._turns:
            self._turns[kind, number] = _turns(self._connection, kind, number)
        stretch = kind, number, bisect_right(self._turns[kind, number], day_of(day))
        if stretch not in self._known:
            self._known[stretch] = _stand(self._connection, self._book, kind, number, day)
        return self._known[stretch]

    def agency(self, number: int) -> Who:
        """An agency by its id."""
        if number not in self._agencies:
            self._agencies[number] = who_is(self._connection, "agency", number)
        return self._agencies[number]


def _turns(connection: Connection, kind: str, number: int) -> list[int]:
    """The days from which a subject may stand otherwise: periods of status and agency, joining and leaving."""
    main = MAIN[kind]
    names = [one for one in ("status_from", "agency_from", "onboarded_on", "left_on") if one in main.c]
    row = connection.execute(select(*(main.c[name] for name in names)).where(main.c.id == number)).one()
    found = {day for day in row if day is not None}
    for past in (past_status, past_agency):
        found.update(connection.execute(select(past.c.from_day).where(past.c.subject_id == number)).scalars())
    return sorted(found)


def _stand(connection: Connection, book: Book, kind: str, number: int, day: date) -> Stand:
    key = ("gate", connection.dialect.name, kind)
    if key not in book.cache:
        book.cache[key] = _statement(connection, book, kind)
    statement = book.cache[key]
    assert isinstance(statement, Statement)
    row = connection.exec_driver_sql(statement.text, statement.values(book, Moment(day), **{ONE_ID: number})).one()
    return Stand(bool(row[0]), row[1] or "", row[2])


def _statement(connection: Connection, book: Book, kind: str) -> Statement:
    maker = Maker(book, kind, known=False)
    base = maker.row.scope
    key = base.bind(lambda _given: None, Simple.INT, name=ONE_ID)
    agency = maker.row.field("agency").shape.of.sql if kind == "host" else base.number(0)
    columns = (case((maker.selected(), 1), else_=0), maker.row.field("status").sql, agency)
    return finished(select(*columns).where(maker.table.c.id == key), maker.shared, connection.dialect)


def everyone(standings: Standings, deal: Deal, day: date) -> tuple[Who, ...]:
    """Whom the gate and the rules look at on the day, the broadcast apart: agencies of hosts too, each once."""
    found = dict.fromkeys(standings.of("host", one.id, day).agency for one in deal.hosts)
    agencies = tuple(standings.agency(number) for number in found if number)
    room = (deal.room,) if deal.room else ()
    return (*deal.hosts, *deal.merchants, *agencies, *room)


def shut(standings: Standings, subjects: tuple[Who, ...], day: date) -> bool:
    """Whether the gate keeps anybody out on the day."""
    return any(not standings.of(one.type, one.id, day).open for one in subjects)


def gate(standings: Standings, subjects: tuple[Who, ...], day: date) -> Iterator[Line]:
    """A line for each whom the gate keeps out."""
    for one in subjects:
        found = standings.of(one.type, one.id, day)
        if not found.open:
            message, remedy = why_shut(one, found, day)
            yield Line(
                RULES[one.type], TITLES[one.type], one, "fail", "critical", BLOCK, message, remedy, None, day, "status"
            )


def turned_away(strangers: tuple[Who, ...], day: date) -> Iterator[Line]:
    """A line for each whom nobody knows."""
    for one in dict.fromkeys(strangers):
        remedy = said("Look for the name, its pinyin or initials.")
        yield Line(
            RULES[one.type], TITLES[one.type], one, "fail", "critical", BLOCK, nobody_told(one), remedy, None, day
        )


def why_shut(one: Who, found: Stand, day: date) -> tuple[Message, Message]:
    """Why somebody is kept out on the day, and what to do."""
    if not found.aboard:
        return (
            stand_told(one, found, day, aboard=True),
            said("Choose somebody else or another day; correct the days of joining and leaving if they are wrong."),
        )
    return (
        stand_told(one, found, day, aboard=False),
        said("Only who is active may take part: choose somebody else, or settle why and set the status."),
    )


def stand_told(one: Who, found: Stand, day: date, *, aboard: bool) -> Message:
    """Whether somebody is on board on the day, else which status he has, in words."""
    who = one.name or one.code
    if aboard and found.aboard:
        return said("{who} is on board on {day}.", who=who, day=day.isoformat())
    if aboard:
        return said("{who} is not on board on {day}.", who=who, day=day.isoformat())
    status = Twin(*(word(_WORDS[one.type], found.status, language) for language in ("zh", "en")))
    return said("The status of {who} on {day} is “{status}”.", who=who, day=day.isoformat(), status=status)
