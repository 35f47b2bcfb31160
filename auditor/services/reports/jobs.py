"""The two reports of the main job: a run, and one subject's dossier, written as PDF."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy import Connection

from auditor.errors import CallerMistake
from auditor.i18n import Language, Translator, said
from auditor.monitor import Monitor
from auditor.services.audits.job import Audited
from auditor.services.context import Context
from auditor.services.reports.run_facts import StoredSource, head_of, run_facts
from auditor.services.reports.subject_facts import subject_facts
from auditor.services.reports.unsaved import MemorySource, head_of_audit
from auditor.services.runs import StoredRun, stored_run
from auditor.services.verbs import Job


@dataclass(frozen=True, slots=True)
class Written:
    """A report on disk, and the run it tells (0: none)."""

    path: Path
    run: int = 0


@dataclass(frozen=True, slots=True)
class ReportRun(Job[Written]):
    """The report of a stored run (0: the latest): the same run gives the same bytes. ``workbook``: .xlsx, not PDF."""

    run: int
    out: Path
    language: Language = "zh"
    workbook: bool = False


@dataclass(frozen=True, slots=True)
class ReportSubject(Job[Written]):
    """The dossier of ``type:code`` as of a day."""

    subject: str
    as_of: date
    out: Path
    language: Language = "zh"


@dataclass(frozen=True, slots=True)
class ReportNotice(Job[Written]):
    """The rectification notice to ``type:code`` as of a day, to be answered by ``answer_by``."""

    subject: str
    as_of: date
    out: Path
    answer_by: date | None = None
    contact: str = ""
    language: Language = "zh"


@dataclass(frozen=True, slots=True)
class ReportAudit(Job[Written]):
    """The report of an audit just made; a saved one is told from the store. ``workbook``: .xlsx instead of PDF."""

    audited: Audited
    out: Path
    language: Language = "zh"
    workbook: bool = False


def report_run(context: Context, job: ReportRun, monitor: Monitor, who: str) -> Written:
    """Write the report of a stored run."""
    with context.store.reading() as connection:
        stored = stored_run(connection, job.run)
        book = context.book(connection, stored.known_change)
        _same_packs(book, stored)
        source = StoredSource(connection, book, stored.id)
        _write_run(connection, book, head_of(stored), source, job, monitor)
    return Written(job.out, stored.id)


def report_audit(context: Context, job: ReportAudit, monitor: Monitor, who: str) -> Written:
    """Write the report of an audit, saved or not."""
    if job.audited.run_id is not None:
        return report_run(context, ReportRun(job.audited.run_id, job.out, job.language, job.workbook), monitor, who)
    with context.store.reading() as connection:
        head, source = head_of_audit(job.audited), MemorySource(job.audited)
        book = context.book(connection, job.audited.known_change)
        _write_run(connection, book, head, source, job, monitor)
    return Written(job.out)


def _write_run(
    connection: Connection, book: Any, head: Any, source: Any, job: ReportRun | ReportAudit, monitor: Monitor
) -> None:
    facts, translator = run_facts(connection, book, head, source), Translator(job.language)
    if job.workbook:
        from auditor.reporting.xlsx import write_xlsx

        write_xlsx(facts, job.out, translator, monitor)
        return
    from auditor.reporting.pdf import write_pdf
    from auditor.reporting.run_report import run_report

    write_pdf(run_report(facts, translator), job.out, monitor)


def _same_packs(book: Any, stored: StoredRun) -> None:
    """A report tells a run in the words of the packs that judged it; other packs would put other words in its mouth."""
    known = {pack.id: pack.sha256 for pack in book.packs}
    for pack in stored.packs:
        if known.get(pack["id"]) != pack["sha256"]:
            raise CallerMistake(
                said("Run {id} was judged by another version of the pack {pack}.", id=stored.id, pack=pack["id"]),
                said("Audit again with: auditor audit --as-of {day}", day=stored.as_of.isoformat()),
            )


def report_subject(context: Context, job: ReportSubject, monitor: Monitor, who: str) -> Written:
    """Write one subject's dossier."""
    from auditor.reporting.dossier import dossier
    from auditor.reporting.pdf import write_pdf

    with context.store.reading() as connection:
        facts = subject_facts(context, connection, job.subject, job.as_of)
        write_pdf(dossier(facts, Translator(job.language)), job.out, monitor)
    return Written(job.out)


def report_notice(context: Context, job: ReportNotice, monitor: Monitor, who: str) -> Written:
    """Write one subject's rectification notice; its number follows from the day and the subject."""
    from auditor.reporting.facts import NoticeFacts
    from auditor.reporting.notice import notice
    from auditor.reporting.pdf import write_pdf

    with context.store.reading() as connection:
        about = subject_facts(context, connection, job.subject, job.as_of)
        number = f"ZG-{job.as_of:%Y%m%d}-{about.code}"
        facts = NoticeFacts(number, about, job.answer_by, job.contact or about.owner)
        write_pdf(notice(facts, Translator(job.language)), job.out, monitor)
    return Written(job.out)
