"""Whether a report file is what this workspace says: made again from its run or subject and compared."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from sqlalchemy import Connection, select

from auditor.errors import CallerMistake
from auditor.i18n import Message, Translator, said
from auditor.model.ledger import change
from auditor.model.types import datetime_of
from auditor.monitor import Monitor
from auditor.reporting.document import Document
from auditor.reporting.facts import DossierFacts, NoticeFacts, Recorded
from auditor.reporting.verify import Claims, Sameness, claims, compare
from auditor.services.context import Context
from auditor.services.reports.issuer import as_issued
from auditor.services.reports.run_facts import StoredSource, head_of, run_facts
from auditor.services.reports.subject_facts import subject_facts
from auditor.services.runs import stored_run
from auditor.services.verbs import Job
from auditor.storage.anchor import Anchor, anchor_difference, identity_of


@dataclass(frozen=True, slots=True)
class VerifyReport(Job["Verified"]):
    """Verify a report file against this workspace."""

    path: Path


@dataclass(frozen=True, slots=True)
class Verified:
    """``same``: the workspace gives these very bytes. Else ``where`` names the first thing that differs.

    ``kind`` is run, dossier, notice or clearance, ``run`` its number ("" for the others), ``change`` the one it names.
    """

    same: bool
    kind: str
    run: str
    change: int | None
    where: Message | None = None
    altered: bool = False
    """The facts agree and the file does not: it was edited, saved again, or set by another version."""


def verify_report(context: Context, job: VerifyReport, monitor: Monitor, who: str) -> Verified:
    """Make the report again and compare; an unsaved one cannot be made again and is refused."""
    found = claims(job.path)
    with context.store.reading() as connection:
        if found.change is None:
            raise CallerMistake(
                said("{path} tells a check that was not saved.", path=job.path.name),
                said("Only recorded reports can be verified: audit with --save, then write the report."),
            )
        _same_packs(context, found)
        broken = _record_differs(connection, found, found.change)
        if broken is not None:
            return Verified(False, found.kind, found.run, found.change, broken)
        outcome = compare(job.path, _again(context, connection, found), monitor)
    same = outcome.sameness is Sameness.SAME
    altered = outcome.sameness is Sameness.LOOKS_DIFFER
    return Verified(same, found.kind, found.run, found.change, outcome.where, altered)


def _same_packs(context: Context, found: Claims) -> None:
    """A report can be made again only in the words of the packs that judged it."""
    known = {pack.id: pack.sha256 for pack in context.published().packs}
    for pack in found.facts["method"].get("packs", ()):
        if known.get(pack["id"]) != pack["sha256"]:
            raise CallerMistake(
                said("{path} was made with another version of the pack {pack}.", path=found.name, pack=pack["id"]),
                said("Verify it with the version of the program that wrote it."),
            )


def anchor_of_report(path: Path) -> Anchor:
    """The anchor that a recorded report carries; CallerMistake when it is none."""
    found = claims(path)
    if found.change is None:
        raise CallerMistake(
            said("{path} tells a check that was not saved, so it carries no anchor.", path=path.name),
            said("Only recorded reports hold one: audit with --save, then write the report."),
        )
    return _anchor(found, found.change)


def _anchor(found: Claims, number: int) -> Anchor:
    record = found.facts["method"]["record"]
    return Anchor(str(record.get("identity", "")), "", number, str(record.get("chain_head")), 0)


def _record_differs(connection: Connection, found: Claims, number: int) -> Message | None:
    """Whether the change that the report names is not in this workspace's chain, and how it went."""
    difference = next(anchor_difference(connection, _anchor(found, number)), None)
    return None if difference is None else difference.message


def _again(context: Context, connection: Connection, found: Claims) -> Document:
    translator = Translator(found.language)
    if found.kind == "clearance":
        from auditor.reporting.clearance_pass import clearance_pass
        from auditor.services.reports.clearance import made_again

        record = _recorded(connection, found)
        return clearance_pass(made_again(context, connection, found.facts, record), translator)
    if found.subject is not None:
        from auditor.reporting.dossier import dossier

        kind, code = found.subject
        facts = subject_facts(context, connection, f"{kind}:{code}", date.fromisoformat(found.as_of))
        method = as_issued(connection, facts.method, found.facts["method"])
        facts = replace(facts, method=replace(method, record=_recorded(connection, found)))
        return _notice(facts, found, translator) if found.kind == "notice" else dossier(facts, translator)
    from auditor.reporting.run_report import run_report

    stored = stored_run(connection, int(found.run))
    book = context.book(connection, stored.known_change)
    facts_of_run = run_facts(connection, book, head_of(stored), StoredSource(connection, book, stored.id))
    method = as_issued(connection, facts_of_run.method, found.facts["method"])
    return run_report(replace(facts_of_run, method=method), translator)


def _notice(facts: DossierFacts, found: Claims, translator: Translator) -> Document:
    from auditor.reporting.notice import notice

    until = found.facts.get("answer_by")
    told = NoticeFacts(
        str(found.facts.get("number", "")),
        facts,
        date.fromisoformat(until) if until else None,
        str(found.facts.get("contact", "")),
    )
    return notice(told, translator)


def _recorded(connection: Connection, found: Claims) -> Recorded:
    row = connection.execute(select(change).where(change.c.id == found.change)).mappings().one()
    return Recorded(row["id"], datetime_of(row["at"]), row["hash"], identity_of(connection))
