"""One case whole: its state, its clocks, its story, and what keeps it from being closed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection, select

from auditor.i18n import Message, said
from auditor.model.sheets import BY_NAME
from auditor.model.tables import MAIN
from auditor.services.cases import story as s
from auditor.services.cases.clocks import Clock, Moment, clocks_of, in_order, outcome_on, own_clocks, own_fault
from auditor.services.cases.contracts import bound_by
from auditor.services.cases.gate import lacking, parts_of
from auditor.services.cases.recurrence import Earlier, Verdict, earlier, verdicts
from auditor.services.cases.sanctions import cautions
from auditor.services.cases.statements import Statement, statements
from auditor.services.cases.terms import terms
from auditor.services.context import Context
from auditor.services.editing.naming import RecordNamed, last_change, record_named
from auditor.services.profiles import Record, records_of
from auditor.services.records.coded import CodedRecords
from auditor.services.today.rows import NOBODY, Who, people
from auditor.services.today.seen import seen
from auditor.services.verbs import Query


@dataclass(frozen=True, slots=True)
class CaseShown:
    """A case on a day. ``name`` is how others refer to it; ``now`` naive wall time; ``gate``: what closing lacks.

    ``case``, ``sanctions``, ``appeals``, ``actions`` are the stored records; ``seen`` the last change when read.
    """

    id: int
    name: str
    who: Who
    case: Record
    state: s.State
    clocks: tuple[Clock, ...]
    story: tuple[s.Event, ...]
    sanctions: tuple[Record, ...]
    appeals: tuple[Record, ...]
    actions: tuple[Record, ...]
    gate: tuple[Message, ...]
    outcome: str
    """What it is held to be on the day: an appeal that won undoes it, though the decision stays on file."""
    now: datetime
    seen: int
    own_fault: Message | None = None
    """What the platform itself has to answer for: a merchant's request to leave that was not answered in time."""
    earlier: tuple[Earlier, ...] = ()
    """The cases that this one repeats within the days in which an action was to keep it from happening."""
    verdicts: tuple[Verdict, ...] = ()
    """What became of each action."""
    statements: tuple[Statement, ...] = ()
    """Apologies and corrections made in public, or to be made; they are actions."""
    cautions: tuple[Message, ...] = ()
    """What of its sanctions would be overlooked."""


@dataclass(frozen=True, slots=True)
class CaseOf(Query[CaseShown]):
    """The case of that number (``PLATFORM:NUMBER`` where several platforms use it) as it stands on the day.

    ``id``: of its row, for whoever has it; then the number may be left out.
    """

    case: str
    as_of: date | None = None
    id: int | None = None


def case_number(context: Context, connection: Connection, name: str) -> int:
    """The id of the case that a person means. Raises CallerMistake where there is none, or more than one."""
    return record_named(context, connection, RecordNamed(f"case:{name.removeprefix('case:')}")).id


def case_of(context: Context, connection: Connection, query: CaseOf) -> CaseShown:
    """Read the case, fold its story up to the end of the day, work out its clocks."""
    at = seen(context, connection, query.as_of or context.today, None)
    number = case_number(context, connection, query.case) if query.id is None else query.id
    parts = parts_of(connection, number)
    told = s.until(parts.story(), at.end)
    state = s.folded(told)
    book = context.book(connection)
    moment = Moment(at.second, at.end, book.calendar)
    clocks = [*clocks_of(parts.case, state, terms(book, at.day), moment)]
    clocks += own_clocks(told, parts.appeals, parts.actions, moment, bound_by(connection, parts.case, told))
    shown = {name: _records(connection, name, number) for name in ("sanctions", "appeals", "actions")}
    (record,) = _records(connection, "cases", number)
    who = people(connection, {parts.case.subject_id}).get(parts.case.subject_id, NOBODY)
    name = CodedRecords(connection).name("case_record", number)
    gate = tuple(lacking(parts, state))
    change = last_change(connection)
    return CaseShown(
        number,
        name,
        who,
        record,
        state,
        in_order(clocks),
        s.told_once(told),
        **shown,
        gate=gate,
        outcome=outcome_on(parts.case, moment) or "open",
        now=at.now,
        seen=change,
        own_fault=_own_fault(clocks, at.now),
        earlier=earlier(connection, parts.case, moment),
        verdicts=verdicts(connection, parts.case, parts.actions, moment),
        statements=statements(parts.actions),
        cautions=tuple(cautions(parts.case, parts.sanctions, at.number)),
    )


def _own_fault(clocks: Iterable[Clock], now: datetime) -> Message | None:
    late = own_fault(clocks, now)
    if late is None or late.due is None:
        return None
    told = {"days": late.term.length, "due": late.due.date().isoformat()}
    if not late.open:
        return said("The merchant asked to leave and was answered after {due} only: the platform's own fault.", **told)
    return said(
        "The merchant asked to leave and has no answer after {days} days (due {due}): the platform's own fault.", **told
    )


def _records(connection: Connection, sheet_name: str, case: int) -> tuple[Record, ...]:
    sheet = BY_NAME[sheet_name]
    main = MAIN[sheet.table]
    column = main.c.id if sheet_name == "cases" else main.c.case_id
    return records_of(connection, sheet, select(main).where(column == case).order_by(main.c.id))
