"""Planning a session together with its list: one change, which one undo takes back."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, select

from auditor.model.sheets import BY_NAME
from auditor.model.tables import MAIN
from auditor.model.types import datetime_of
from auditor.services.burst import seldom_collected
from auditor.services.context import Context
from auditor.services.editing.checking import Surroundings, Told, read_field
from auditor.services.editing.saving import SaveRecord, save_record
from auditor.services.training.lines import LinesRefused
from auditor.services.training.roster import Enrol, Enrolled, asked, nobody, planned_row, put_on_list
from auditor.services.verbs import Command
from auditor.storage.work import Work


@dataclass(frozen=True, slots=True)
class Planned:
    """The session that was planned: its code, what became of its list (None: nobody was named), what looks wrong."""

    session: str
    enrolled: Enrolled | None
    warnings: tuple[Told, ...]


@dataclass(frozen=True, slots=True)
class PlanSession(Command[Planned]):
    """Plan a session by what was typed in its fields, and put whom ``enrol`` means on its list.

    Without a code it gets the next one of its year. The fields are checked like a record that is saved, the list like
    one that is enrolled later (``enrol.session`` is of no account); whatever is refused leaves nothing behind. With
    ``enrol.partly`` good lines are stored, unless there is none.
    """

    values: tuple[tuple[str, str], ...]
    enrol: Enrol | None = None


@seldom_collected()
def plan_session(context: Context, work: Work, command: PlanSession) -> Planned:
    """The session, then its list."""
    values = dict(command.values)
    given = values.pop("code", "").strip()
    code = given or _next_code(context, work.connection, values.get("planned_start", ""))
    whom = command.enrol
    learners = [] if whom is None else asked(context, work.connection, whom)
    if whom is not None and not learners:
        raise nobody()
    saved = save_record(context, work, SaveRecord("sessions", None, (("code", code), *values.items())))
    stored = work.connection.execute(
        select(MAIN["session"].c.code).where(MAIN["session"].c.id == saved.id)
    ).scalar_one()
    work.record.why = stored
    if whom is None:
        return Planned(stored, None, saved.warnings)
    done = put_on_list(context, work, planned_row(work.connection, stored), learners, whom)
    if done.counts.refused == len(learners):
        raise LinesRefused(done.told)
    work.record.why = f"{stored} +{done.counts.created}"
    return Planned(stored, done, saved.warnings)


def next_code(taken: Iterable[str], day: date) -> str:
    """A code for a new session: by year and number, after the highest of them."""
    head = f"S-{day.year}-"
    tails = (code.removeprefix(head) for code in taken if code.startswith(head))
    highest = max((int(tail) for tail in tails if tail.isdecimal()), default=0)
    return f"{head}{highest + 1:03}"


def _next_code(context: Context, connection: Connection, start: str) -> str:
    """The code after the last one of the year in which it begins; what cannot be read is refused with the fields."""
    around = Surroundings(context.today_number)
    second, _ = read_field(BY_NAME["sessions"], "planned_start", start, None, around)
    day = datetime_of(second).date() if isinstance(second, int) else context.today
    return next_code(connection.execute(select(MAIN["session"].c.code)).scalars(), day)
