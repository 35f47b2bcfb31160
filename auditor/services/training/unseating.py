"""Taking people off the list of a planned session; who has anything logged there stays, and it is said what to do."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, Row, select

from auditor.errors import CallerMistake
from auditor.i18n import said
from auditor.model.tables import MAIN
from auditor.services.burst import seldom_collected
from auditor.services.context import Context
from auditor.services.editing.removing import RemoveRecord, remove_record
from auditor.services.training.called import Called, Learner
from auditor.services.training.lines import LinesRefused, LineTold
from auditor.services.training.roster import planned_row, seats_left
from auditor.services.training.staying import why_stays
from auditor.services.verbs import Command
from auditor.storage.work import Work


@dataclass(frozen=True, slots=True)
class TakenOff:
    """Who was taken off (by name), what was said of which line, and the seats then left."""

    names: tuple[str, ...]
    told: tuple[LineTold, ...]
    seats_left: int | None


@dataclass(frozen=True, slots=True)
class TakeOff(Command[TakenOff]):
    """Take ``learners`` (code, name, staff:NAME) off the list of a planned session.

    A line of somebody whose attendance or attempt is on file there is refused. ``partly``: take the others off and tell
    the refused ones; otherwise one that is refused refuses all.
    """

    session: str
    learners: tuple[str, ...]
    learner_type: str = "host"
    partly: bool = False


@seldom_collected()
def take_off(context: Context, work: Work, command: TakeOff) -> TakenOff:
    """One change in which these rows of the list end."""
    row = planned_row(work.connection, command.session)
    code, number = row["code"], row["id"]
    called = Called(work.connection, number, command.learner_type)
    gone: dict[int, str] = {}
    told: list[LineTold] = []
    for line, text in enumerate(command.learners, start=1):
        kind, name = called.meant(text)
        learner, name = called.learner(kind, name), called.name(kind, name)
        listed = None if learner is None else _listed(work.connection, number, learner)
        if listed is None or learner is None:
            why = said("{name} is not on the list of {code}.", name=name, code=code)
            told.append(LineTold(line, "learner", "error", "not_listed", why))
            continue
        logged = why_stays(work.connection, listed.id)
        if logged is None:
            gone[listed.id] = name
        else:
            told.append(LineTold(line, "learner", "error", "logged", logged))
    if told and (not command.partly or not gone):
        raise LinesRefused(tuple(told))
    if not gone:
        raise CallerMistake(said("There is nobody to take off the list."), said("Name learners."))
    for one in gone:
        remove_record(context, work, RemoveRecord("enrolments", one))
    work.record.why = f"{code} -{len(gone)}"
    return TakenOff(tuple(gone.values()), tuple(told), seats_left(work.connection, number, row["seats"]))


def _listed(connection: Connection, session: int, learner: Learner) -> Row[tuple[object, ...]] | None:
    """Their row of the list."""
    one = MAIN["enrolment"]
    mine = one.c.learner_id == learner[0] if learner[1] is None else one.c.learner_name == learner[1]
    return connection.execute(select(one).where(one.c.session_id == session, mine)).first()
