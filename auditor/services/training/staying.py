"""Who stays on the list of a session: whoever has anything on file there that tells how it went."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Row, select

from auditor.i18n import Message, Twin, said
from auditor.model.enums import word
from auditor.model.ledger import listing
from auditor.model.sheets import BY_NAME
from auditor.model.tables import MAIN, subject
from auditor.model.types import date_of
from auditor.services.shown import shown_value

COMING = ("invited", "confirmed", "excused")
"""States that say nothing yet of how it went."""
MARKS = ("score", "minutes", "attempt")


def why_stays(connection: Connection, enrolment: int) -> Message | None:
    """Why this line of a list is not taken away, and what to do instead; None where nothing tells yet how it went."""
    one, session = MAIN["enrolment"], MAIN["session"]
    wanted = select(one, session.c.code).join(session, session.c.id == one.c.session_id).where(one.c.id == enrolment)
    listed = connection.execute(wanted).one()
    name, code = _name(connection, listed), listed.code
    done = _last_attempt(connection, listed)
    if done is not None:
        return said(
            "{name} has attempt {n} of {day} on file at {code}: remove that training first, or correct it in the log.",
            name=name, n=done.attempt, day=date_of(done.completed_on).isoformat(), code=code,
        )  # fmt: skip
    known = _known(listed)
    if known is None:
        return None
    return said(
        "How it went for {name} at {code} is on file already ({state}): correct it in the log; who did not come after "
        "all is marked excused.",
        name=name, code=code, state=known,
    )  # fmt: skip


def _known(listed: Row[Any]) -> Twin | None:
    """What their line tells of how it went; None where it tells nothing yet."""
    if listed.state not in COMING:
        return Twin(word("attendance", listed.state, "zh"), word("attendance", listed.state, "en"))
    for field in map(BY_NAME["enrolments"].field, MARKS):
        value = getattr(listed, field.name)
        if value is not None:
            zh, en = shown_value(field, value, "zh"), shown_value(field, value, "en")
            return Twin(f"{field.zh} {zh}", f"{field.name} {en}")
    return None


def _name(connection: Connection, listed: Row[Any]) -> str:
    """What the learner is called; the code where no name is known."""
    if listed.learner_id is None:
        return str(listed.learner_name)
    for wanted in (select(listing.c.name).where(listing.c.id == listed.learner_id),
                   select(subject.c.code).where(subject.c.id == listed.learner_id)):  # fmt: skip
        found = connection.execute(wanted).scalar()
        if found:
            return str(found)
    return f"#{listed.learner_id}"


def _last_attempt(connection: Connection, listed: Row[Any]) -> Row[Any, Any] | None:
    training = MAIN["training"]
    if listed.learner_id is None:
        mine = training.c.learner_name == listed.learner_name
    else:
        mine = training.c.learner_id == listed.learner_id
    wanted = select(training.c.attempt, training.c.completed_on).where(training.c.session_id == listed.session_id, mine)
    return connection.execute(wanted.order_by(training.c.attempt.desc()).limit(1)).first()
