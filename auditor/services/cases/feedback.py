"""What consumers say beside complaints: praise, suggestions, questions, each with its answer."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, case, func, select

from auditor.clock import wall
from auditor.errors import CallerMistake
from auditor.i18n import N_, said
from auditor.model.enums import words
from auditor.model.folding import folded_code
from auditor.model.tables import MAIN
from auditor.model.types import DAY_SECONDS, datetime_of, day_of
from auditor.services.cases.spreads import Spread, spread
from auditor.services.context import Context
from auditor.services.editing.saving import Saved, SaveRecord, save_record
from auditor.services.lists.marked import raw_rows
from auditor.services.profiles import reference, subject_id
from auditor.services.today.rows import Who, people
from auditor.services.today.seen import seen
from auditor.services.verbs import Command, Query
from auditor.storage.work import Work

ALL, OPEN, ANSWERED = "all", "open", "answered"
STATES = {ALL: N_("all feedback"), OPEN: N_("not answered yet"), ANSWERED: N_("answered feedback")}
SHOWN = 100
PRAISE = "praise"


@dataclass(frozen=True, slots=True)
class Feedback:
    """One thing a consumer said. Moments are naive wall time; ``who``: about whom, None: about nobody in particular.

    ``waited``: seconds to the answer, or up to now; praise waits for none.
    """

    id: int
    code: str
    kind: str
    who: Who | None
    source: str | None
    source_text: str | None
    platform: str | None
    platform_text: str | None
    received_at: datetime
    text: str
    answer: str
    answered_at: datetime | None
    handler: str
    waited: int | None

    @property
    def open(self) -> bool:
        """Whether an answer is still to come."""
        return self.kind != PRAISE and not self.answer and self.answered_at is None


@dataclass(frozen=True, slots=True)
class FeedbackFound:
    """The first of what was asked for, those without an answer first; how many in all, open, and by kind."""

    rows: tuple[Feedback, ...]
    count: int
    open: int
    kinds: dict[str, int]


@dataclass(frozen=True, slots=True)
class FeedbackLog(Query[FeedbackFound]):
    """Feedback about a subject (``TYPE:CODE``; "" all), of a kind, received from ``since`` to ``until``.

    ``state``: all, open (no answer yet; praise needs none) or answered.
    """

    subject: str = ""
    state: str = ALL
    kind: str = ""
    since: date | None = None
    until: date | None = None
    limit: int = SHOWN
    as_of: date | None = None


@dataclass(frozen=True, slots=True)
class AnswerFeedback(Command[Saved]):
    """What was answered, by whom (``by``), when (``at``, naive wall time; now when left out)."""

    code: str
    answer: str
    by: str = ""
    at: datetime | None = None
    why: str = ""


@dataclass(frozen=True, slots=True)
class FeedbackMonth:
    """Feedback of one kind that came in a month: how many, and how long answers took (``answer.count``: answered)."""

    month: str
    kind: str
    received: int
    answer: Spread


def feedback(context: Context, connection: Connection, query: FeedbackLog) -> FeedbackFound:
    """Read the log, what waits longest first."""
    if query.state not in STATES:
        raise CallerMistake(
            said("There is no state {name}.", name=query.state), said("States: {names}", names=", ".join(STATES))
        )
    at = seen(context, connection, query.as_of or context.today, None)
    table = MAIN["feedback"]
    wanted = [*_wanted(connection, query, at.end)]
    waits = _waits(table)
    of_state = {ALL: (), OPEN: (waits,), ANSWERED: (_answered(table),)}[query.state]
    counted = select(table.c.kind, func.count(), func.sum(_as_number(waits))).where(*wanted, *of_state)
    kinds, still = {}, 0
    for kind, count, open_ in connection.execute(counted.group_by(table.c.kind)):
        kinds[kind], still = count, still + int(open_ or 0)
    rows = connection.execute(
        select(table)
        .where(*wanted, *of_state)
        .order_by(_as_number(waits).desc(), table.c.received_at.desc(), table.c.id)
        .limit(query.limit)
    ).all()
    who = people(connection, {row.subject_id for row in rows})
    shown = tuple(_told(row, who.get(row.subject_id), at.second) for row in rows)
    return FeedbackFound(shown, sum(kinds.values()), still, kinds)


def _wanted(connection: Connection, query: FeedbackLog, end: int) -> list[ColumnElement[bool]]:
    table = MAIN["feedback"]
    found = [table.c.received_at < end]
    if query.subject:
        found.append(table.c.subject_id == subject_id(connection, *reference(query.subject)))
    if query.kind:
        found.append(table.c.kind == _kind(query.kind))
    if query.since is not None:
        found.append(table.c.received_at >= day_of(query.since) * DAY_SECONDS)
    if query.until is not None:
        found.append(table.c.received_at < (day_of(query.until) + 1) * DAY_SECONDS)
    return found


def _kind(name: str) -> str:
    for one in words("feedback_kind"):
        if name in (one.code, one.zh, *one.aliases):
            return one.code
    codes = ", ".join(f"{one.code} {one.zh}" for one in words("feedback_kind"))
    raise CallerMistake(said("There is no kind of feedback {name}.", name=name), said("Kinds: {names}", names=codes))


def _answered(table: Any) -> ColumnElement[bool]:
    told: ColumnElement[bool] = table.c.answered_at.is_not(None) | (func.coalesce(table.c.answer, "") != "")
    return told


def _waits(table: Any) -> ColumnElement[bool]:
    waits: ColumnElement[bool] = (table.c.kind != PRAISE) & ~_answered(table)
    return waits


def _as_number(told: ColumnElement[bool]) -> Any:
    return case((told, 1), else_=0)


def _told(row: Any, who: Who | None, now: int) -> Feedback:
    waited = None
    if row.answered_at is not None:
        waited = max(row.answered_at - row.received_at, 0)
    elif row.kind != PRAISE and not row.answer:
        waited = max(now - row.received_at, 0)
    return Feedback(
        row.id, row.code, row.kind, who, row.source, row.source_text, row.platform, row.platform_text,
        datetime_of(row.received_at), row.text or "", row.answer or "",
        None if row.answered_at is None else datetime_of(row.answered_at), row.handler or "", waited,
    )  # fmt: skip


def answer_feedback(context: Context, work: Work, command: AnswerFeedback) -> Saved:
    """Store the answer with its moment. Raises CallerMistake where nothing is said, or no such feedback is stored."""
    if not command.answer.strip():
        raise CallerMistake(said("The answer is empty."), said("Nothing was stored."))
    table = MAIN["feedback"]
    wanted = table.c.code == folded_code(command.code)
    number = work.connection.execute(select(table.c.id).where(wanted)).scalar()
    if number is None:
        raise CallerMistake(
            said("No feedback has the code {code}.", code=command.code),
            said("They are listed by: {command}", command="auditor feedback"),
        )
    at = (command.at or wall(context.clock)).replace(microsecond=0)
    texts = {"answer": command.answer, "answered_at": at.isoformat(" ", "seconds")}
    if command.by:
        texts["handler"] = command.by
    return save_record(
        context, work, SaveRecord("feedback", number, tuple(texts.items()), why=command.why or command.code)
    )


def by_month(
    connection: Connection, ends: tuple[int, int], month: Callable[[int], str], whose: int | None
) -> tuple[FeedbackMonth, ...]:
    """Feedback received between two seconds, by month and kind."""
    table = MAIN["feedback"]
    wanted = [table.c.received_at >= ends[0], table.c.received_at < ends[1]]
    if whose is not None:
        wanted.append(table.c.subject_id == whose)
    waited = table.c.answered_at - table.c.received_at
    counts: dict[tuple[str, str], int] = defaultdict(int)
    took: dict[tuple[str, str], list[int]] = defaultdict(list)
    for day, kind, seconds in raw_rows(
        connection, select(table.c.received_at // DAY_SECONDS, table.c.kind, waited).where(*wanted)
    ):
        key = (month(day), kind)
        counts[key] += 1
        if seconds is not None:
            took[key].append(max(seconds, 0))
    return tuple(FeedbackMonth(*key, counts[key], spread(took[key])) for key in sorted(counts))
