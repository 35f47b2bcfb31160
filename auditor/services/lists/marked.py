"""Whom those filters leave that no index of a list knows: tags, empty fields, what ends soon."""

from __future__ import annotations

from array import array
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import chain, compress
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, and_, exists, func, not_, or_, select

from auditor.errors import CallerMistake
from auditor.i18n import enumerated, said
from auditor.model.fields import Field, Kind, Sheet
from auditor.model.ledger import head
from auditor.model.sheets import BY_TABLE
from auditor.model.tables import LISTS, MAIN, attachment
from auditor.model.types import day_of
from auditor.services.context import Context
from auditor.services.lapsing import Span, ends
from auditor.services.lists.filters import ListFilter
from auditor.services.lists.searching import FEW
from auditor.services.standing.state import State
from auditor.storage.past import plain

SCAN = "scan"
"""Among the empty fields it means: no scan is attached."""

_ENDING: dict[str, tuple[tuple[str, str], ...]] = {
    "host": (("licence", "owner_id"), ("training", "learner_id"), ("contract", "counterparty_id")),
    "merchant": (
        ("licence", "owner_id"),
        ("authorisation", "merchant_id"),
        ("contract", "party_id"),
        ("contract", "counterparty_id"),
    ),
    "agency": (("licence", "owner_id"), ("contract", "party_id"), ("contract", "counterparty_id")),
}
"""Whose records end with whom: the record's table, its column that names the subject."""

ENDS: dict[str, tuple[str, ...]] = {
    "licence": ("valid_until",),
    "authorisation": ("valid_until",),
    "contract": ("valid_until",),
    "product": ("test_report_until", "ad_approval_until"),
}
"""The last days that a record of a list has."""


@dataclass(frozen=True, slots=True)
class Marked:
    """Whom a filter leaves: few by their ids, many by a byte each."""

    few: frozenset[int] | None
    many: bytearray

    def only(self, ids: Iterator[int]) -> Iterator[int]:
        """Those of the ids that are left, in their order."""
        if self.few is not None:
            return filter(self.few.__contains__, ids)
        many, size = self.many, len(self.many)
        return (one for one in ids if one < size and many[one])

    def beside(self, rows: Iterator[tuple[Any, ...]]) -> Iterator[Any]:
        """What stands beside those that are left: the second of each row whose first is one of them."""
        if self.few is not None:
            few = self.few
            return (value for one, value in rows if one in few)
        many, size = self.many, len(self.many)
        return (value for one, value in rows if one < size and many[one])

    def both(self, other: Marked) -> Marked:
        """Whom both leave."""
        if self.few is not None:
            return Marked(frozenset(other.only(iter(self.few))), bytearray())
        if other.few is not None:
            return other.both(self)
        size = min(len(self.many), len(other.many))
        first, second = (int.from_bytes(one.many[:size], "little") for one in (self, other))
        left = bytearray((first & second).to_bytes(size, "little"))
        if left.count(1) > FEW:
            return Marked(None, left)
        return Marked(frozenset(compress(range(size), left)), bytearray())

    def owned(self, rows: Iterator[tuple[Any, ...]]) -> Iterator[int]:
        """The first of each row whose other values name somebody that is left."""
        many, size = self.many, len(self.many)
        for number, *whose in rows:
            for one in whose:
                if one is not None and one < size and many[one]:
                    yield number
                    break


def marked(context: Context, connection: Connection, kind: str, chosen: ListFilter, day: date) -> Marked | None:
    """Whom these filters leave of the subjects of a kind; None where none of them is set."""
    if not (chosen.tag or chosen.missing or chosen.expires_within is not None):
        return None
    change = as_stored(connection, chosen)
    question = ("marked", kind, chosen.tag, chosen.missing, chosen.expires_within, day, change)
    ids = raw(connection, _statement(connection, kind, chosen, day))
    found: Marked = context.recent.of(question, lambda: gathered(ids))
    return found


def as_stored(connection: Connection, chosen: ListFilter) -> tuple[object, ...]:
    """What tells whether a filter leaves what it left: the last change, and what the answers hold for if it asks them.

    Answers are worked out anew without any change.
    """
    change = connection.execute(select(head.c.change_id)).scalar_one()
    return (change, State.stored(connection)) if chosen.answer else (change,)


def gathered(ids: Iterator[int]) -> Marked:
    """These ids, which may come in any order and more than once."""
    first = array("q")
    for one in ids:
        first.append(one)
        if len(first) > FEW:
            break
    else:
        return Marked(frozenset(first), bytearray())
    many = bytearray(max(first) + 1)
    for one in chain(first, ids):
        if one >= len(many):
            many.extend(bytes(max(one + 1 - len(many), len(many))))
        many[one] = 1
    return Marked(None, many)


def raw(connection: Connection, statement: Select[Any]) -> Iterator[int]:
    """The first column of a statement's rows, past everything that would make a million of them slow."""
    return (row[0] for row in raw_rows(connection, statement))


def raw_rows(connection: Connection, statement: Any) -> Iterator[tuple[Any, ...]]:
    """A statement's rows as the driver gives them."""
    compiled = statement.compile(dialect=connection.dialect, compile_kwargs={"render_postcompile": True})
    if compiled.positiontup is None:  # a server names its parameters
        parameters: Any = compiled.params
    else:
        parameters = [compiled.params[name] for name in compiled.positiontup]
    cursor = connection.connection.cursor()
    try:
        cursor.execute(plain(connection, str(compiled)), parameters)
        yield from iter(cursor.fetchone, None)
    finally:
        cursor.close()


def _statement(connection: Connection, kind: str, chosen: ListFilter, day: date) -> Select[Any]:
    main = MAIN[kind]
    conditions: list[ColumnElement[bool]] = []
    if chosen.tag and (kind, "tags") in LISTS:
        conditions.append(main.c.id.in_(tagged(kind, chosen.tag)))
    conditions += [empty(kind, name) for name in chosen.missing]
    if chosen.expires_within is not None:
        conditions.append(_ending(connection, kind, day, chosen.expires_within))
    return select(main.c.id).where(*conditions)


def tagged(kind: str, tags: tuple[str, ...]) -> Select[Any]:
    """The subjects of a kind that bear one of the tags ("": none at all)."""
    listed = LISTS[kind, "tags"].table
    bears = select(listed.c.owner_id).where(listed.c.value.in_([tag for tag in tags if tag]))
    if "" not in tags:
        return bears
    main = MAIN[kind]
    bare = not_(exists().where(listed.c.owner_id == main.c.id))
    return select(main.c.id).where(or_(bare, main.c.id.in_(bears)) if any(tags) else bare)


def _ending(connection: Connection, kind: str, day: date, within: int) -> ColumnElement[bool]:
    """Of whom something lapses within the days, or what does."""
    main, span = MAIN[kind], Span(day, day_of(day), day_of(day) + within)
    if kind in ENDS:
        return ends_soon(connection, kind, span)
    whose = []
    for record, column in _ENDING.get(kind, ()):
        found = ends(connection, span, record)
        whose.append(main.c.id.in_(select(found.table.c[column]).select_from(found.table).where(*found.where)))
    return or_(*whose) if whose else main.c.id.is_(None)


def ends_soon(connection: Connection, kind: str, span: Span) -> ColumnElement[bool]:
    """Whether a record lapses in the span: what something succeeds does not, as on the day's page."""
    main = MAIN[kind]
    if kind == "product":
        return or_(*(main.c[name].between(span.first, span.last) for name in ENDS[kind]))
    return and_(*ends(connection, span, kind, main).where)


def field_of(kind: str, name: str) -> Field:
    """A field of a kind by its name; CallerMistake where there is none."""
    sheet: Sheet = BY_TABLE[kind]
    for one in sheet.fields:
        if one.name == name:
            return one
    raise no_field(sheet, name)


def no_field(sheet: Sheet, name: str) -> CallerMistake:
    """That rows of a sheet have no such field, with those that are named nearly so."""
    from difflib import get_close_matches

    near = get_close_matches(name, [word for one in sheet.fields for word in (one.name, one.zh)])
    if near:
        hint = said("Did you mean {near}?", near=enumerated(near))
    else:
        hint = said("The names stand in the head of the template: auditor template OUT.xlsx")
    return CallerMistake(said("{kind} has no field {name}.", kind=sheet.name, name=name), hint)


def empty(kind: str, name: str) -> ColumnElement[bool]:
    """Whether nothing stands in a field."""
    main = MAIN[kind]
    if name == SCAN:
        return not_(_scanned(kind))
    one = field_of(kind, name)
    if one.personal:
        return main.c[f"has_{name}"] == 0
    if one.kind is Kind.LIST:
        listed = LISTS[kind, name].table
        return not_(exists().where(listed.c.owner_id == main.c.id))
    if one.kind is Kind.REF:
        return main.c[f"{name}_id"].is_(None)
    column = main.c[name]
    if one.kind is Kind.END:
        return and_(column.is_(None), main.c[f"{name}_long"] == 0)
    if one.kind is Kind.TEXT:
        return func.coalesce(column, "") == ""
    return column.is_(None)


def _scanned(kind: str) -> ColumnElement[bool]:
    main = MAIN[kind]
    if BY_TABLE[kind].subject:
        return exists().where(attachment.c.subject_id == main.c.id)
    # Gathered first: nothing leads from a record to its scans.
    scanned = select(attachment.c.record_id).where(attachment.c.record_table == kind)
    return main.c.id.in_(scanned)
