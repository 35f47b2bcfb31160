"""Reports: a stored run, one subject's dossier, a rectification notice."""

from __future__ import annotations

from pathlib import Path

import typer

from auditor.cli.desk import Desk
from auditor.errors import CallerMistake
from auditor.i18n import said
from auditor.services.reports import ReportNotice, ReportRun, ReportSubject


def add(app: typer.Typer, desk: Desk) -> None:
    """Add ``report run``, ``subject``, ``notice``, ``rulebook`` and ``certificate``."""
    report = typer.Typer(help=desk.tr.t("Write PDF reports."), no_args_is_help=True, rich_markup_mode=None)
    app.add_typer(report, name="report")
    where = typer.Option(..., "-o", "--out", help=desk.tr.t("The PDF to write."))

    @report.command("run", help=desk.tr.t("The report of a stored run: its number, or latest."))
    def run_(run: str = typer.Argument("latest"), out: Path = where) -> None:
        with desk.open() as app_, desk.progress() as monitor:
            written = app_.run(ReportRun(_number(run), out, desk.tr.language), monitor)
        desk.say(said("Report: {path}", path=str(written.path)))
        desk.document({"file": str(written.path), "run": str(written.run)})

    @report.command(help=desk.tr.t("The dossier of one subject: TYPE:CODE."))
    def subject(
        subject: str, out: Path = where, as_of: str = typer.Option(None, help=desk.tr.t("The day (ISO)."))
    ) -> None:
        with desk.open() as app_, desk.progress() as monitor:
            written = app_.run(ReportSubject(subject, desk.day(as_of), out, desk.tr.language), monitor)
        desk.say(said("Report: {path}", path=str(written.path)))
        desk.document({"file": str(written.path)})

    @report.command(help=desk.tr.t("The rectification notice to one subject, with a reply slip: TYPE:CODE."))
    def notice(
        subject: str,
        out: Path = where,
        as_of: str = typer.Option(None, help=desk.tr.t("The day (ISO).")),
        by: str = typer.Option(None, help=desk.tr.t("The day to answer by (ISO).")),
        contact: str = typer.Option("", help=desk.tr.t("Whom to ask; the owner when left out.")),
    ) -> None:
        until = None if by is None else desk.day(by)
        with desk.open() as app_, desk.progress() as monitor:
            job = ReportNotice(subject, desk.day(as_of), out, until, contact, desk.tr.language)
            written = app_.run(job, monitor)
        desk.say(said("Report: {path}", path=str(written.path)))
        desk.document({"file": str(written.path)})

    @report.command(help=desk.tr.t("The rule book: every rule in force on a day."))
    def rulebook(out: Path = where, as_of: str = typer.Option(None, help=desk.tr.t("The day (ISO)."))) -> None:
        from auditor.services.reports.rulebook_facts import ReportRulebook

        with desk.open() as app_, desk.progress() as monitor:
            written = app_.run(ReportRulebook(desk.day(as_of), out, desk.tr.language), monitor)
        desk.say(said("Report: {path}", path=str(written.path)))
        desk.document({"file": str(written.path)})

    @report.command(
        help=desk.tr.t(
            "Passed trainings of a learner (TYPE:CODE) or a course, a page each, unsigned; signed ones: award print."
        )
    )
    def certificate(
        learner: str = typer.Argument(""),
        out: Path = where,
        course: str = typer.Option("", help=desk.tr.t("Code or title of the course.")),
        on: str = typer.Option(None, help=desk.tr.t("The day of completion (ISO).")),
    ) -> None:
        from auditor.services.reports.certificates import ReportCertificates

        day = None if on is None else desk.day(on)
        with desk.open() as app_, desk.progress() as monitor:
            written = app_.run(ReportCertificates(out, learner, course, day, desk.tr.language), monitor)
        desk.say(said("Report: {path}", path=str(written.path)))
        desk.document({"file": str(written.path)})


def _number(text: str) -> int:
    if text == "latest":
        return 0
    if not text.isdigit() or text == "0":
        raise CallerMistake(said("{text} is no run number.", text=text), said("Write a number, or latest."))
    return int(text)
