"""Cases whose number begins with what is typed: for completion and the search of the window."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from sqlalchemy import Connection, and_, or_, select

from auditor.model.folding import folded_code
from auditor.model.tables import MAIN
from auditor.services.context import Context
from auditor.services.records.coded import CodedRecords
from auditor.services.today.rows import NOBODY, Who, people
from auditor.services.verbs import Query

LAST = "\U0010ffff"


@dataclass(frozen=True, slots=True)
class CaseHit:
    """A case found: ``name`` is how others refer to it; its kind and category (code, or what stood there)."""

    id: int
    name: str
    code: str
    kind: str
    category: str
    category_text: str | None
    who: Who
    closed: bool = False


@dataclass(frozen=True, slots=True)
class FindCases(Query[tuple[CaseHit, ...]]):
    """Cases whose number begins with ``text`` in either case, the highest first; none where nothing is typed."""

    text: str
    limit: int = 12


def find_cases(context: Context, connection: Connection, query: FindCases) -> tuple[CaseHit, ...]:
    """Walk the index of numbers from where the text stands."""
    wanted = folded_code(query.text)
    if not wanted:
        return ()
    main = MAIN["case_record"]
    code = main.c.code
    inside = or_(*(and_(code >= one, code < one + LAST) for one in sorted({wanted, wanted.upper(), wanted.lower()})))
    rows = list(connection.execute(select(main).where(inside).order_by(code.desc()).limit(query.limit)))
    who = people(connection, {row.subject_id for row in rows})
    shared = Counter(row.code for row in rows)
    names = CodedRecords(connection)
    return tuple(
        CaseHit(
            row.id,
            names.name("case_record", row.id) if shared[row.code] > 1 else row.code,
            row.code,
            row.kind,
            row.category,
            row.category_text,
            who.get(row.subject_id, NOBODY),
            row.closed_at is not None,
        )
        for row in rows
    )
