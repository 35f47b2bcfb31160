"""The doctor's look at the standing: judged afresh and compared, and forgotten where it is wrong."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Connection, func, select, update

from auditor.i18n import Message, said
from auditor.model.ledger import listing, standing
from auditor.model.tables import subject
from auditor.model.types import date_of
from auditor.monitor import Silent
from auditor.services.context import Context
from auditor.services.standing import stored
from auditor.services.standing.judged import answer_of, counted
from auditor.services.standing.state import COUNTED, KINDS, State, book_key, head_change

WHOLE = 20_000
"""Up to so many subjects all are judged again, else one in many."""

_SAMPLE = 2_000


def standing_fault(context: Context, connection: Connection) -> Message | None:
    """The first subject whose list line shows another answer, or that stands otherwise than its records say.

    A standing that does not claim to hold for the last change and the rule book in force is old, not wrong.
    """
    state = State.stored(connection)
    if state.day is None:
        return None
    other = (
        select(listing.c.type, listing.c.code)
        .join(standing, standing.c.subject_id == listing.c.id)
        .where(listing.c.answer.is_distinct_from(standing.c.answer))
        .limit(1)
    )
    found = connection.execute(other).first()
    if found is not None:
        return said("The list shows {row} with another answer than it has.", row=f"{found.type}:{found.code}")
    day = date_of(state.day)
    if state.change != head_change(connection) or state.book != book_key(context.book(connection), day):
        return None
    return next(filter(None, (_of_type(context, connection, kind, day) for kind in KINDS)), None)


def _of_type(context: Context, connection: Connection, kind: str, day: date) -> Message | None:
    from auditor.rulebook.sql.values import Moment

    everybody = connection.execute(select(func.count()).where(subject.c.type == kind)).scalar_one()
    step = 1 if everybody <= WHOLE else everybody // _SAMPLE
    ids = connection.execute(select(subject.c.id).where(subject.c.type == kind).order_by(subject.c.id)).scalars()
    whom = list(ids)[::step]
    size = max(whom, default=0) + 1
    book = context.book(connection)
    counts = counted(connection, book, Moment(day), kind, None if step == 1 else whom, size, Silent())
    columns = [standing.c.answer, *(standing.c[name] for name in COUNTED)]
    kept = {row[0]: tuple(row)[1:] for row in connection.execute(select(standing.c.subject_id, *columns))}
    for number in whom:
        mine = [column[number] for column in counts]
        if kept.get(number) != (answer_of(mine), *mine[:-1]):
            code = connection.execute(select(subject.c.code).where(subject.c.id == number)).scalar_one()
            return said("{row} does not stand as its records say.", row=f"{kind}:{code}")
    return None


def forget(context: Context, connection: Connection) -> None:
    """Let it be worked out anew by whoever needs it next."""
    stored.empty(connection)
    connection.execute(update(listing).where(listing.c.answer.is_not(None)).values(answer=None))
    State(None, 0, "").put(connection)
