"""Which columns of the workbook a rule reads, and which of them are empty where its answer is unknown."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable

from sqlalchemy import ColumnElement, Connection, and_, case, null, or_, select

from auditor.model import tables
from auditor.model.fields import Kind
from auditor.model.sheets import BY_TABLE
from auditor.rulebook.book import Book
from auditor.rulebook.checked import CheckedRule
from auditor.rulebook.facts.derived import CHILDREN, OBJECT_FIELDS
from auditor.rulebook.facts.rows import Row, Rows
from auditor.rulebook.facts.schema import TABLES
from auditor.rulebook.language import rewriting
from auditor.rulebook.language import tree as t
from auditor.rulebook.pack import Rule
from auditor.rulebook.plan import SOME_IDS, Maker, Statement, finished
from auditor.rulebook.sql.compiler import Compiler
from auditor.rulebook.sql.truth import unknown
from auditor.rulebook.sql.values import Moment, Sql

Place = tuple[str, str]
"""(sheet, field) of the workbook."""

MADE_OF: dict[Place, tuple[str, ...]] = {
    ("host", "age"): ("birth_date",),
    ("host", "first_live"): ("first_live_on",),
    ("host", "id_number_valid"): ("id_number",),
    ("host", "id_number_masked"): ("id_number",),
    ("host", "id_birth_date"): ("id_number",),
    ("host", "id_sex"): ("id_number",),
    ("host", "categories_known"): ("categories",),
    ("host", "id_number_shared"): ("id_number",),
    ("host", "phone_shared"): ("phone",),
    ("host", "barred_operator"): ("id_number",),
    ("host", "barred_match"): ("id_number", "phone"),
    ("merchant", "categories_known"): ("categories",),
    ("merchant", "uscc_valid"): ("uscc",),
    ("merchant", "traded_brands"): ("brands",),
    ("merchant", "own_codes"): ("uscc", "linked_usccs"),
    ("agency", "uscc_valid"): ("uscc",),
    ("licence", "in_force"): ("state", "valid_from", "valid_until"),
    ("licence", "level"): ("kind", "holder_uscc"),
    ("licence", "no_term"): ("kind",),
    ("licence", "of_own_holder"): ("holder_uscc",),
    ("licence", "succeeded"): ("valid_from", "valid_until"),
    ("licence", "number_form"): ("number",),
    ("licence", "scope_known"): ("scope",),
    ("licence", "renewal_stage"): ("kind", "valid_until"),
    ("authorisation", "in_force"): ("state", "valid_from", "valid_until"),
    ("authorisation", "to_merchant"): ("grantee",),
    ("authorisation", "chain_complete"): ("level", "grantor", "grantee", "may_sublicense"),
    ("training", "passed"): ("result",),
    ("training", "valid"): ("result", "valid_until"),
    ("training", "own_hours"): ("hours",),
    ("training", "course_hours"): ("hours",),
    ("training", "evidence_shared"): ("evidence",),
    ("contract", "in_force"): ("state", "valid_from", "valid_until"),
    ("case", "outcome_then"): ("outcome", "decided_on"),
    ("case", "decided_day"): ("decided_on",),
    ("case", "effective"): ("outcome",),
    ("case", "dismissed"): ("outcome",),
    ("case", "sanction_in_force"): ("sanction", "sanction_from", "sanction_until"),
    ("case", "asked_at"): ("accepted_at", "occurred_at"),
    ("case", "answered_at"): ("first_response_at", "closed_at"),
    ("broadcast", "aired"): ("status",),
    ("broadcast", "start"): ("started_at", "planned_start"),
    ("broadcast", "presenter_shown"): ("presenter",),
    ("broadcast", "absolute_words"): ("script",),
    ("broadcast", "medical_words"): ("script",),
}
"""Derived field to the columns it is made of."""

_POINTS = (("case", "points"), ("case", "scheme"), ("case", "platform"), ("case", "outcome"))
NOT_MISSING = {
    ("licence", "state"), ("licence", "valid_from"), ("training", "valid_until"), ("host", "categories"),
    ("case", "decided_on"), ("case", "accepted_at"), ("case", "first_response_at"), ("case", "closed_at"),
}  # fmt: skip
"""Columns whose emptiness means "no" or "not yet", so that it never makes an answer unknown."""


def _stored(kind: str, field: str) -> tuple[Place, ...]:
    """The (object, column) pairs behind a field that a rule reads."""
    if field in CHILDREN.get(kind, {}) or field in OBJECT_FIELDS.get(kind, {}):
        sheet = BY_TABLE[TABLES[kind]]
        return ((kind, field),) if any(one.name == field for one in sheet.fields) else ()
    if field == "points" and kind != "case":
        return _POINTS
    names = MADE_OF.get((kind, field), (field,))
    return tuple((kind, name.removesuffix("_long").removesuffix("_text")) for name in names)


def _place(kind: str, column: str) -> Place | None:
    if kind == "workspace":
        return None  # no sheet of the workbook
    sheet = BY_TABLE[TABLES[kind]]
    return (sheet.name, column) if any(one.name == column for one in sheet.fields) else None


def columns_behind(kind: str, field: str) -> list[Place]:
    """The columns of the workbook that a field of an object is made of."""
    if kind not in TABLES:
        return []
    found = (_place(*stored) for stored in _stored(kind, field))
    return [place for place in found if place is not None]


def fields_read(book: Book, rule_id: str) -> set[Place]:
    """Every (sheet, field) that the rule's applicability, requirement and levels turn on."""
    found: set[Place] = set()
    for typed in book.rule(rule_id).typed.values():
        for tree in (typed.applies, typed.require, *typed.levels):
            for kind, field in rewriting.fields_read(tree):
                if kind not in TABLES:
                    continue
                places = (_place(*stored) for stored in _stored(kind, field))
                found |= {place for place in places if place is not None}
    return found


def missing_of(
    connection: Connection, book: Book, moment: Moment, rule: Rule, subject_type: str, ids: Iterable[int]
) -> dict[int, list[Place]]:
    """Per subject whose answer is unknown, the (sheet, field) that would have to be filled to decide it."""
    places, statement = _statement(connection, book, moment, rule, subject_type)
    if not places:
        return {}
    found: dict[int, list[Place]] = {}
    values = statement.values(book, moment, **{SOME_IDS: json.dumps(sorted(set(ids)))})
    for row in connection.exec_driver_sql(statement.text, values):
        gaps = [place for place, gap in zip(places, row[1:], strict=True) if gap]
        found[row[0]] = list(dict.fromkeys(gaps))
    return found


def _statement(
    connection: Connection, book: Book, moment: Moment, rule: Rule, subject_type: str
) -> tuple[list[Place], Statement]:
    key = (
        "missing",
        connection.dialect.name,
        moment.known_change is not None,
        moment.supposing,
        subject_type,
        rule.key,
    )
    if key not in book.cache:
        book.cache[key] = _made(connection, book, moment, book.rule(rule.key), subject_type)
    return book.cache[key]  # type: ignore[return-value]


def _made(
    connection: Connection, book: Book, moment: Moment, checked: CheckedRule, subject_type: str
) -> tuple[list[Place], Statement]:
    maker = Maker(book, subject_type, known=moment.known_change is not None, supposing=moment.supposing)
    row = maker.row_for(checked)
    search = _Gaps(Compiler(row.scope, row))
    typed = checked.typed[subject_type]
    for tree in (typed.applies, typed.require):
        search.look(tree, row, lambda condition: condition)
    places = [place for place, _gap in search.found]
    columns = [case((gap, 1), else_=0) for _place, gap in search.found]
    query = select(maker.table.c.id, *columns).where(maker.some())
    return places, finished(query, maker.shared, connection.dialect)


class _Gaps:
    """Walks a tree and notes, for every column it reads, when that column is empty where it matters."""

    def __init__(self, compiler: Compiler) -> None:
        self._compiler = compiler
        self._rows: dict[str, Row] = {}
        self.found: list[tuple[Place, Sql]] = []

    def look(self, tree: t.Tree, subject: Row, wrap: Callable[[Sql], Sql]) -> None:
        if isinstance(tree, t.Quantified | t.Filtered | t.Mapped) and self._over_records(tree):
            self._descend(tree, subject, wrap)
            return
        if isinstance(tree, t.Pick):
            owner = tree.object
            row = subject if isinstance(owner, t.Subject) else None
            if isinstance(owner, t.Member):
                row = self._rows.get(owner.name)
            if row is not None:
                self._note(row, tree.field, wrap)
        for part in t.parts(tree):
            self.look(part, subject, wrap)

    def _over_records(self, tree: t.Quantified | t.Filtered | t.Mapped) -> bool:
        owner = tree.source.object if isinstance(tree.source, t.Pick) else None
        known = isinstance(owner, t.Subject) or (isinstance(owner, t.Member) and owner.name in self._rows)
        return known and isinstance(tree.source, t.Pick)

    def _descend(self, tree: t.Quantified | t.Filtered | t.Mapped, subject: Row, wrap: Callable[[Sql], Sql]) -> None:
        for part in self._compiler.listing(tree.source):
            if not isinstance(part, Rows) or not isinstance(part.member, Row) or part.member.kind not in TABLES:
                continue
            member = part.member
            with self._compiler.bound(tree.var, member):
                doubt: Sql | None = None
                if isinstance(tree, t.Quantified | t.Filtered):
                    doubt = unknown(self._compiler.truth(tree.body))

                def inner(condition: Sql, rows: Rows = part, doubt: Sql | None = doubt) -> Sql:
                    return wrap(rows.exists(condition if doubt is None else and_(doubt, condition)))

                self._rows[tree.var] = member
                self.look(tree.body, subject, inner)
                del self._rows[tree.var]

    def _note(self, row: Row, field: str, wrap: Callable[[Sql], Sql]) -> None:
        for kind, column in _stored(row.kind, field):
            place = _place(kind, column)
            if place is None or kind != row.kind or (kind, column) in NOT_MISSING:
                continue
            gap = _empty(row, column)
            if gap is not None:
                self.found.append((place, wrap(gap)))


def _empty(row: Row, column: str) -> ColumnElement[bool] | None:
    """Whether a column of the row is empty; None for one that never is."""
    main = tables.MAIN[TABLES[row.kind]]
    declared = BY_TABLE[TABLES[row.kind]].field(column)
    zero = row.scope.number(0)
    if declared.personal:
        return row.col(f"has_{column}") == zero
    if declared.kind is Kind.LIST:
        if declared.words != "category":
            return None
        table = row.scope.table(tables.LISTS[main.name, column].table, owner_id=row.id)
        other = Rows((table,), (table.c.owner_id == row.id, table.c.value == row.scope.text("other")), row)
        return other.exists()
    stored = f"{column}_id" if declared.kind is Kind.REF else column
    if stored not in main.c or not main.c[stored].nullable:
        return None
    empty = row.col(stored).is_(null())
    if declared.kind is Kind.END:
        return and_(empty, row.col(f"{column}_long") == zero)
    return or_(empty)
