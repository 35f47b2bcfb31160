"""Showing personal values whole: only with a reason, and each time recorded as a disclosure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import select

from auditor.errors import CallerMistake
from auditor.i18n import enumerated, said
from auditor.model.sheets import BY_NAME, SUBJECT_SHEETS
from auditor.model.tables import VAULTS
from auditor.services.context import Context
from auditor.services.profiles import reference, subject_id
from auditor.services.verbs import Command
from auditor.storage.work import Work


@dataclass(frozen=True, slots=True)
class RevealPersonal(Command[Mapping[str, str | None]]):
    """The personal values of ``subject`` (TYPE:CODE) by field, whole; ``fields`` names some of them (none: all).

    The reason is required; who was shown which fields of whom, when and why, stays in the log.
    """

    subject: str
    why: str
    fields: tuple[str, ...] = ()


def reveal_personal(context: Context, work: Work, command: RevealPersonal) -> Mapping[str, str | None]:
    """Read the vault row; the change that says so is written even though no row was."""
    kind, code = reference(command.subject)
    if kind not in SUBJECT_SHEETS or kind not in VAULTS:
        raise CallerMistake(
            said("No personal values are kept of {type}.", type=kind),
            said("Types: {types}", types=enumerated(sorted(set(SUBJECT_SHEETS) & set(VAULTS)))),
        )
    number = subject_id(work.connection, kind, code)
    known = tuple(one.name for one in SUBJECT_SHEETS[kind].fields if one.personal)
    for name in command.fields:
        if name not in known:
            raise CallerMistake(
                said("{field} is no personal value.", field=name),
                said("Fields: {names}", names=enumerated(known)),
            )
    why = command.why.strip()
    if not why:
        raise CallerMistake(
            said("Showing personal values needs a reason."), said("Say it with --why; it stays in the log.")
        )
    wanted = command.fields or known
    record = work.record
    record.kind, record.why, record.always = "disclosure", f"{command.subject} {why}", True
    record.source = " ".join((command.subject, *wanted))
    vault = VAULTS[BY_NAME[SUBJECT_SHEETS[kind].name].table]
    row = work.connection.execute(select(vault).where(vault.c.owner_id == number)).mappings().first()
    return {name: None if row is None else row[name] for name in wanted}
