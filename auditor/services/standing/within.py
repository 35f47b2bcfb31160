"""Keeps the standing within the command that writes: whom it touched is judged before it is committed."""

from __future__ import annotations

from auditor.monitor import Silent
from auditor.services.context import Context
from auditor.services.standing import stored
from auditor.services.standing.judged import lines
from auditor.services.standing.state import KINDS, State, book_key, wanted_day
from auditor.services.standing.touched import touched_since
from auditor.services.standing.warmth import warm
from auditor.storage.work import Work

AT_ONCE = 40
"""So many touched subjects are judged within the command; more are left to the job that follows it."""


def follow(context: Context, work: Work) -> None:
    """Bring the standing up to this change, if it held up to the one before and little is to be judged.

    Left alone it only grows old, which everybody who reads it can see.
    """
    day, connection = context.today, work.connection
    if context.loaded_book() is None:
        return
    book = context.book(connection)
    if not warm(book, day):
        return
    state = State.stored(connection)
    if state != State(wanted_day(day), work.change_id - 1, book_key(book, day)):
        return
    touched = touched_since(connection, book, state.change)
    if touched is None or len(touched) > AT_ONCE:
        return
    groups = stored.by_type(connection, touched)
    for kind in KINDS:
        if kind in groups:
            stored.put(connection, list(lines(connection, book, day, kind, groups[kind], Silent())))
    stored.drop(connection, touched - {one for ids in groups.values() for one in ids})
    State(state.day, work.change_id, state.book).put(connection)
