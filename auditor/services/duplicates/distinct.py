"""The mark that two subjects are not the same: remembered in the settings, undone like any other change."""

from __future__ import annotations

import json
from dataclasses import dataclass

from sqlalchemy import Connection, select

from auditor.errors import CallerMistake
from auditor.i18n import said
from auditor.model.tables import setting
from auditor.services.context import Context
from auditor.services.profiles import reference, subject_id
from auditor.services.verbs import Command
from auditor.storage.work import Work

_PREFIX = "distinct:"


@dataclass(frozen=True, slots=True)
class DistinctSubjects(Command[None]):
    """Remember that two subjects (TYPE:CODE) are not the same; ``why`` is kept."""

    one: str
    other: str
    why: str = ""


def distinct_subjects(context: Context, work: Work, command: DistinctSubjects) -> None:
    """Write the mark; nothing when it stands already."""
    kinds = {reference(text)[0] for text in (command.one, command.other)}
    ids = sorted(subject_id(work.connection, *reference(text)) for text in (command.one, command.other))
    if len(kinds) > 1 or ids[0] == ids[1]:
        raise CallerMistake(
            said("{one} and {other} cannot be marked as different.", one=command.one, other=command.other),
            said("Name two of one type."),
        )
    if (ids[0], ids[1]) in marked_pairs(work.connection):
        return
    value = json.dumps({"pair": [command.one, command.other], "why": command.why}, ensure_ascii=False)
    work.insert(setting, [{"key": f"{_PREFIX}{ids[0]}:{ids[1]}", "value": value}])
    work.record.why = command.why
    work.record.source = f"{command.one} {command.other}"


def marked_pairs(connection: Connection) -> frozenset[tuple[int, int]]:
    """The pairs that somebody has marked, by number, the lower one first."""
    found = connection.execute(select(setting.c.key).where(setting.c.key.startswith(_PREFIX, autoescape=True)))
    pairs = (key.removeprefix(_PREFIX).partition(":") for key in found.scalars())
    return frozenset((int(one), int(other)) for one, _, other in pairs)
