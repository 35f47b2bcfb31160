"""Taking a case in: the case and the moment when it reached us, as one change; its clocks begin there."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, time

from sqlalchemy import select

from auditor.clock import wall
from auditor.i18n import N_, Message, said
from auditor.model.tables import MAIN
from auditor.model.types import datetime_of, second_of
from auditor.services.cases import story as s
from auditor.services.cases.logging import CaseRefused
from auditor.services.context import Context
from auditor.services.editing.saving import Saved, SaveRecord, save_record
from auditor.services.records.coded import CodedRecords
from auditor.services.verbs import Command
from auditor.storage.work import Work

RECEIVED_AT = "received_at"
"""Where the form tells what is wrong with the moment."""
KIND_NEEDED = N_("Say what kind of case it is: its clocks depend on it.")


@dataclass(frozen=True, slots=True)
class TakeInCase(Command[Saved]):
    """A new case by typed texts; ``received`` (naive wall time): when it reached us, now when left out.

    When it happened is taken for the same moment where the texts do not say it. Raises Refused and CaseRefused.
    """

    values: tuple[tuple[str, str], ...]
    received: datetime | None = None
    why: str = ""


def take_in_case(context: Context, work: Work, command: TakeInCase) -> Saved:
    """Store the case through the write path of all records, then the entry that says when it reached us."""
    now = wall(context.clock)
    received = (command.received or now).replace(microsecond=0)
    if received > now:
        told = said("{at} lies ahead: log it once it has happened.", at=received.isoformat(" ", "minutes"))
        raise CaseRefused(RECEIVED_AT, told)
    texts = dict(command.values)
    if not texts.get("occurred_at", "").strip():
        texts["occurred_at"] = received.isoformat(" ", "seconds")
    if not texts.get("kind", "").strip():
        raise CaseRefused("kind", Message(KIND_NEEDED))
    saved = save_record(context, work, SaveRecord("cases", None, tuple(texts.items()), why=command.why))
    received = _after_it_happened(work, saved.id, received, now)
    entry = {
        "case": CodedRecords(work.connection).name("case_record", saved.id),
        "at": received.isoformat(" ", "seconds"),
        "kind": s.RECEIVED,
    }
    if texts.get("handler", "").strip():
        entry["by_whom"] = texts["handler"]
    save_record(context, work, SaveRecord("case_events", None, tuple(entry.items()), why=command.why))
    return replace(saved, sheet="cases")


def _after_it_happened(work: Work, number: int, received: datetime, now: datetime) -> datetime:
    """The moment when it reached us; of a day without an hour not before it happened on that day."""
    main = MAIN["case_record"]
    wanted = select(main.c.occurred_at, main.c.accepted_at).where(main.c.id == number)
    happened, accepted = work.connection.execute(wanted).one()
    at = datetime_of(happened).isoformat(" ", "minutes")
    if happened > second_of(now):
        raise CaseRefused("occurred_at", said("{at} lies ahead: log it once it has happened.", at=at))
    if received.time() == time() and received.date() == datetime_of(happened).date():
        received = datetime_of(happened)
    if second_of(received) < happened:
        raise CaseRefused(RECEIVED_AT, said("It happened on {at} and cannot have reached us before.", at=at))
    if accepted is not None and accepted < second_of(received):
        at = datetime_of(accepted).isoformat(" ", "minutes")
        raise CaseRefused(RECEIVED_AT, said("It was accepted or answered on {at}: it reached us before.", at=at))
    return received
