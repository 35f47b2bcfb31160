"""Finding subjects by what is typed: Chinese, pinyin, initials, codes, whole numbers."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import islice
from typing import Any

from sqlalchemy import Connection, Select, case, column, func, or_, select, table, text

from auditor.model.ledger import listing
from auditor.model.tables import MAIN, VAULTS, subject
from auditor.services.context import Context
from auditor.services.records.names import NAMES
from auditor.services.verbs import Query

_SEARCH_CAP = 5_000
FEW = 5_000
"""Up to so many ids are looked up one by one; more are met along an order."""


@dataclass(frozen=True, slots=True)
class Hit:
    """Somebody found: id, type, code and public name."""

    id: int
    type: str
    code: str
    name: str


@dataclass(frozen=True, slots=True)
class Find(Query[tuple[Hit, ...]]):
    """Subjects by Chinese, pinyin, initials, code, account or a full number (ID, phone, USCC)."""

    text: str
    limit: int = 20
    kinds: tuple[str, ...] = ()


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


def searched(connection: Connection, typed: str) -> Select[Any] | list[int] | None:
    """Whom the typed text finds: few as ids, which are looked up; many as a question; None where nothing was typed."""
    if not typed.strip():
        return None
    matching = _matching(connection, typed)
    few = list(connection.execute(matching.limit(FEW + 1)).scalars())
    return few if len(few) <= FEW else matching


def _matching(connection: Connection, typed: str) -> Select[Any]:
    expression = match_of(typed)
    if connection.dialect.name != "sqlite" or expression is None:
        like = f"%{typed.strip()}%"
        return select(listing.c.id).where(or_(listing.c.name.like(like), listing.c.sort_key.like(like)))
    search = table("search", column("rowid"), column("words"))
    return select(search.c.rowid).where(text("search MATCH :match").bindparams(match=expression))


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
    """Subjects whose code, account, personal number, phone or USCC is just this."""
    coded = select(subject.c.id).where(subject.c.type.in_(NAMES), subject.c.code == typed)
    found = list(connection.execute(coded).scalars())
    account = MAIN["account"]
    found += connection.execute(select(account.c.owner_id).where(account.c.account_id == typed)).scalars()
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
