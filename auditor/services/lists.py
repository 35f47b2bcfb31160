"""Lists of subjects: ids in order, the first page at once, rows by id; and finding anyone by what is typed."""

from __future__ import annotations

import re
from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any, Literal

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    case,
    column,
    false,
    func,
    or_,
    select,
    table,
    text,
    union_all,
)

from auditor.model.ledger import listing
from auditor.model.tables import LISTS, MAIN, VAULTS, subject
from auditor.services.context import Context
from auditor.services.records.names import FILTERED, NAMES
from auditor.services.standing.state import ANSWERS
from auditor.services.verbs import Query

Order = Literal["name", "code", "answer", "-name", "-code", "-answer"]
"""By an index each: an order without one would sort a million rows for every page. The worst answer comes first."""
FILTERS = ("answer", *FILTERED)
"""Columns of a list's lines by which it is filtered."""

_SEARCH_CAP = 5_000
_FEW = 5_000


@dataclass(frozen=True, slots=True)
class ListFilter:
    """Which subjects a list shows: typed text (name, pinyin, initials, code), and per column the values let through.

    An empty tuple lets everything through; "" among the values lets through who has none. ``status`` is the latest
    one; ``answer`` (words of auditor.services.standing.ANSWERS) is what the standing holds.
    """

    text: str = ""
    status: tuple[str, ...] = ()
    answer: tuple[str, ...] = ()
    unit: tuple[str, ...] = ()
    owner: tuple[str, ...] = ()
    platform: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ListIds(Query["array[int]"]):
    """All ids of a list in order (a million: 8 MB)."""

    kind: str
    filter: ListFilter = ListFilter()
    order: Order = "name"


@dataclass(frozen=True, slots=True)
class ListRow:
    """One line of a list: code, public name, latest status, and a few telling values by field."""

    id: int
    code: str
    name: str
    status: str
    values: dict[str, Any]


@dataclass(frozen=True, slots=True)
class ListFirst(Query[tuple[ListRow, ...]]):
    """The first rows of a list, before its ids are known."""

    kind: str
    filter: ListFilter = ListFilter()
    order: Order = "name"
    size: int = 200


@dataclass(frozen=True, slots=True)
class ListRows(Query[tuple[ListRow, ...]]):
    """The rows of these ids, in their order."""

    kind: str
    ids: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Hit:
    """Somebody found: id, type, code and public name."""

    id: int
    type: str
    code: str
    name: str


@dataclass(frozen=True, slots=True)
class Find(Query[tuple[Hit, ...]]):
    """Subjects by Chinese, pinyin, initials, code or a full number (ID, phone, USCC)."""

    text: str
    limit: int = 20
    kinds: tuple[str, ...] = ()


_SHOWN: dict[str, tuple[str, ...]] = {
    "host": ("agency_id", "unit", "owner", "followers", "first_live_on", "identity_verified_on"),
    "merchant": ("legal_name", "entity_type", "uscc", "unit", "owner", "identity_verified_on"),
    "agency": ("uscc", "agents", "signed_hosts", "unit", "owner"),
    "room": ("platform", "account", "operator_id", "unit", "owner"),
    "broadcast": ("room_id", "planned_start", "started_at", "ended_at", "unit", "owner"),
}

_RUN = re.compile(r"[^\W_]+", re.UNICODE)


def match_of(typed: str) -> str | None:
    """The full-text expression for what was typed; None when nothing searchable was."""
    terms: list[str] = []
    for piece in _RUN.findall(typed.lower()):
        for part in re.findall(r"[⺀-\U0010ffff]+|[^⺀-\U0010ffff]+", piece):
            if ord(part[0]) > 0x2E80:
                terms.append('"' + " ".join(part) + '"')
            else:
                terms.append(f'"{part}"*')
    return " AND ".join(terms) or None


def let_through(chosen: ListFilter, *but: str) -> list[ColumnElement[bool]]:
    """The conditions on a list's lines, the typed text apart; ``but`` names columns to leave out."""
    found: list[ColumnElement[bool]] = []
    for name in FILTERS:
        values = getattr(chosen, name)
        if not values or name in but:
            continue
        wanted: list[Any] = [ANSWERS.index(word) for word in values] if name == "answer" else [v for v in values if v]
        kept = listing.c[name].in_(wanted)
        found.append(or_(kept, listing.c[name].is_(None)) if "" in values else kept)
    return found


def searched(connection: Connection, typed: str) -> Select[Any] | list[int] | None:
    """Whom the typed text finds: few as ids, which are looked up; many as a question; None where nothing was typed."""
    if not typed.strip():
        return None
    matching = _matching(connection, typed)
    few = list(connection.execute(matching.limit(_FEW + 1)).scalars())
    return few if len(few) <= _FEW else matching


def _matching(connection: Connection, typed: str) -> Select[Any]:
    expression = match_of(typed)
    if connection.dialect.name != "sqlite" or expression is None:
        like = f"%{typed.strip()}%"
        return select(listing.c.id).where(or_(listing.c.name.like(like), listing.c.sort_key.like(like)))
    search = table("search", column("rowid"), column("words"))
    return select(search.c.rowid).where(text("search MATCH :match").bindparams(match=expression))


def _few_let_through(connection: Connection, kind: str, chosen: ListFilter) -> list[int] | None:
    """Whom the filter leaves, where that is few: looked up along the narrowest index, which has no order of its own.

    Otherwise a filter that leaves nobody would be walked along a whole order, and once more for each answer.
    """
    kept = let_through(chosen)
    if not kept:
        return None
    lines = (
        select(listing.c.id).with_hint(listing, "INDEXED BY ix_listing_facets", "sqlite").where(listing.c.type == kind)
    )
    # Naming every answer lets the index be entered at the statuses of each.
    judged = listing.c.answer.in_(range(len(ANSWERS)))
    answers = [] if chosen.answer else [judged, listing.c.answer.is_(None)]
    parts = [lines.where(one, *kept) for one in answers] or [lines.where(*kept)]
    few = list(connection.execute(union_all(*parts).limit(_FEW + 1)).scalars())
    return few if len(few) <= _FEW else None


def _ordered(connection: Connection, kind: str, chosen: ListFilter, order: Order) -> list[Select[Any]]:
    """Selects whose ids, one after the other, are the list in its order."""
    name, down = order.removeprefix("-"), order.startswith("-")
    keys: list[Any] = [listing.c.code] if name == "code" else [listing.c.sort_key, listing.c.id]
    if down and name != "answer":
        keys = [key.desc() for key in keys]
    found = searched(connection, chosen.text)
    many = None if isinstance(found, list) else found
    if not isinstance(found, list) and (few := _few_let_through(connection, kind, chosen)) is not None:
        found = few
    # Few ids are looked up; a bare condition on types would let the planner walk the whole order instead.
    its_type = func.coalesce(listing.c.type, "") if isinstance(found, list) else listing.c.type
    statement = select(listing.c.id).where(its_type == kind, *let_through(chosen))
    if found is not None:
        statement = statement.where(false() if found == [] else listing.c.id.in_(found))
    if isinstance(found, list):
        if many is not None:
            statement = statement.where(listing.c.id.in_(many))
        worst = listing.c.answer.desc() if down else listing.c.answer
        return [statement.order_by(*([worst.nulls_last()] if name == "answer" else []), *keys)]
    # The planner cannot know how many lines a filter leaves: going along the order is never slow.
    index = "ix_listing_code" if name == "code" else "ix_listing_order"
    statement = statement.with_hint(listing, f"INDEXED BY {index}", "sqlite").order_by(*keys)
    if name != "answer":
        return [statement]
    ranks = [rank for rank, word in enumerate(ANSWERS) if not chosen.answer or word in chosen.answer]
    parts = [statement.where(listing.c.answer == rank) for rank in (reversed(ranks) if down else ranks)]
    return parts if chosen.answer else [*parts, statement.where(listing.c.answer.is_(None))]


def list_ids(context: Context, connection: Connection, query: ListIds) -> array[int]:
    """The ids of a list in order."""
    ids = array("q")
    cursor = connection.connection.cursor()
    for statement in _ordered(connection, query.kind, query.filter, query.order):
        compiled = statement.compile(dialect=connection.dialect, compile_kwargs={"render_postcompile": True})
        parameters = [compiled.params[name] for name in compiled.positiontup or ()]
        ids.extend(row[0] for row in cursor.execute(str(compiled), parameters))
    cursor.close()
    return ids


def list_first(context: Context, connection: Connection, query: ListFirst) -> tuple[ListRow, ...]:
    """The first rows of a list."""
    ids: list[int] = []
    for statement in _ordered(connection, query.kind, query.filter, query.order):
        ids += connection.execute(statement.limit(query.size - len(ids))).scalars()
        if len(ids) >= query.size:
            break
    return list_rows(context, connection, ListRows(query.kind, tuple(ids)))


def list_rows(context: Context, connection: Connection, query: ListRows) -> tuple[ListRow, ...]:
    """Rows by id, at any depth alike."""
    main = MAIN[query.kind]
    shown = _SHOWN[query.kind]
    columns = [main.c[name] for name in shown]
    statement = (
        select(main.c.id, main.c.code, main.c.status, listing.c.name, *columns)
        .join(listing, listing.c.id == main.c.id)
        .where(main.c.id.in_(query.ids))
    )
    rows = {row["id"]: row for row in connection.execute(statement).mappings()}
    codes = _codes(connection, [row[n] for row in rows.values() for n in shown if n.endswith("_id") and row[n]])
    lists = _listed(connection, query.kind, query.ids)
    made = []
    for number in query.ids:
        row = rows.get(number)
        if row is not None:
            values = {n.removesuffix("_id"): codes.get(row[n]) if n.endswith("_id") else row[n] for n in shown}
            values |= {name: found.get(number, ()) for name, found in lists.items()}
            made.append(ListRow(number, row["code"], row["name"], row["status"], values))
    return tuple(made)


def _codes(connection: Connection, ids: Sequence[int]) -> dict[int, str]:
    if not ids:
        return {}
    return dict(connection.execute(select(subject.c.id, subject.c.code).where(subject.c.id.in_(set(ids)))).all())


def _listed(connection: Connection, kind: str, ids: Sequence[int]) -> dict[str, dict[int, tuple[str, ...]]]:
    found: dict[str, dict[int, tuple[str, ...]]] = {}
    for name in ("categories", "hosts", "merchants"):
        if (kind, name) not in LISTS:
            continue
        listed = LISTS[kind, name].table
        if "target_id" in listed.c:
            statement = select(listed.c.owner_id, subject.c.code).join(subject, subject.c.id == listed.c.target_id)
        else:
            shown = func.coalesce(listed.c.text, listed.c.value)
            statement = select(listed.c.owner_id, shown)
        by_owner: dict[int, tuple[str, ...]] = {}
        ordered = statement.where(listed.c.owner_id.in_(ids)).order_by(listed.c.owner_id, listed.c.ordinal)
        for owner, value in connection.execute(ordered):
            by_owner[owner] = (*by_owner.get(owner, ()), value)
        found[name] = by_owner
    return found


def find(context: Context, connection: Connection, query: Find) -> tuple[Hit, ...]:
    """The best matches first: an exact code or number, then names that begin so, then the rest."""
    typed = query.text.strip()
    if not typed:
        return ()
    ids = _exact(connection, typed)
    if len(ids) < query.limit and match_of(typed):
        matching = _matching(connection, typed).limit(_SEARCH_CAP if query.kinds else query.limit * 10)
        ids = list(dict.fromkeys([*ids, *connection.execute(matching).scalars()]))
    statement = (
        select(subject.c.id, subject.c.type, subject.c.code, func.coalesce(listing.c.name, subject.c.code))
        .outerjoin(listing, listing.c.id == subject.c.id)
        .where(subject.c.id.in_(ids[: _SEARCH_CAP if query.kinds else query.limit * 10]))
        .order_by(case((subject.c.code == typed, 0), else_=1), subject.c.type, listing.c.sort_key, subject.c.id)
    )
    # A condition on types here would let the planner walk the index of types instead of looking up these ids.
    kinds = query.kinds or tuple(NAMES)
    hits = (Hit(*row) for row in connection.execute(statement))
    return tuple(islice((hit for hit in hits if hit.type in kinds), query.limit))


def _exact(connection: Connection, typed: str) -> list[int]:
    """Subjects whose code, personal number, phone or USCC is just this."""
    coded = select(subject.c.id).where(subject.c.type.in_(NAMES), subject.c.code == typed)
    found = list(connection.execute(coded).scalars())
    if len(typed) >= 6 and typed[:-1].isdigit():
        number = typed.upper()
        for vault in (VAULTS["host"], VAULTS["merchant"], VAULTS["agency"]):
            columns = [vault.c[n] for n in ("id_number", "person_id_number", "phone") if n in vault.c]
            statement = select(vault.c.owner_id).where(or_(*(c == number for c in columns)))
            found += connection.execute(statement).scalars()
    if len(typed) == 18:
        for kind in ("merchant", "agency"):
            main = MAIN[kind]
            found += connection.execute(select(main.c.id).where(main.c.uscc == typed.upper())).scalars()
    return list(dict.fromkeys(found))
