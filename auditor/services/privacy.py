"""The days on which the workspace's own privacy duties were last met: assessment, audit, officer filed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, select

from auditor.errors import CallerMistake
from auditor.i18n import enumerated, said
from auditor.model.tables import WORKSPACE_DATES, workspace
from auditor.model.types import date_of, day_of
from auditor.services.context import Context
from auditor.services.verbs import Command, Query
from auditor.storage.work import Work


@dataclass(frozen=True, slots=True)
class PrivacyDates(Query[Mapping[str, date | None]]):
    """The days by name: impact_assessed_on, privacy_audited_on, officer_filed_on; None where none is entered."""


@dataclass(frozen=True, slots=True)
class SetPrivacyDates(Command[Mapping[str, date | None]]):
    """Enter days (None takes one away); what is not named stays. Gives all of them as they are then."""

    days: Mapping[str, date | None]


def privacy_dates(context: Context, connection: Connection, query: PrivacyDates) -> Mapping[str, date | None]:
    """As they stand."""
    row = connection.execute(select(*(workspace.c[name] for name in WORKSPACE_DATES))).one()
    return {name: None if value is None else date_of(value) for name, value in zip(WORKSPACE_DATES, row, strict=True)}


def set_privacy_dates(context: Context, work: Work, command: SetPrivacyDates) -> Mapping[str, date | None]:
    """Refuse what is not known or lies ahead, then write what differs."""
    unknown = set(command.days) - set(WORKSPACE_DATES)
    if unknown:
        raise CallerMistake(
            said("There is no such day: {name}", name=min(unknown)),
            said("Known: {names}", names=enumerated(WORKSPACE_DATES)),
        )
    for day in command.days.values():
        if day is not None and day > context.today:
            raise CallerMistake(said("{day} lies ahead.", day=day.isoformat()), said("Enter it once it has been done."))
    before = privacy_dates(context, work.connection, PrivacyDates())
    after = {**before, **command.days}
    if after != before:
        number = work.connection.execute(select(workspace.c.id)).scalar_one()
        values = {name: None if day is None else day_of(day) for name, day in after.items()}
        work.update(workspace, ("id",), [{"id": number, **values}])
        work.touch([number])
    return after
