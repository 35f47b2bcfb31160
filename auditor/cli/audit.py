"""The audit: judge, store the run, write the report, stream the verdicts."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

import typer

from auditor.cli.desk import Desk
from auditor.cli.instants import instant
from auditor.cli.lists import VIEW, WHERE, wanted_view
from auditor.cli.standing import bring_up, leans, only_today
from auditor.errors import CallerMistake
from auditor.i18n import N_, said
from auditor.services.answers import SEVERITY_ORDER
from auditor.services.audits import Audit, Audited
from auditor.services.audits.verdicts import Verdicts
from auditor.services.overlays import OverlayNow
from auditor.services.reports.jobs import ReportAudit
from auditor.services.shown import result_word, severity_word

if TYPE_CHECKING:
    from auditor.app import Auditor
    from auditor.services.lists.chosen import Listed


def add(app: typer.Typer, desk: Desk) -> None:
    """Add audit."""

    @app.command(help=desk.tr.t("Judge everyone as of a day, store the run, write reports."))
    def audit(
        as_of: str = typer.Option(None, help=desk.tr.t("The day (ISO); today when left out.")),
        known_at: str = typer.Option(None, help=desk.tr.t("As recorded at this instant (ISO).")),
        pack: list[str] = typer.Option([], help=desk.tr.t("Only rules of this pack.")),
        subject: list[str] = typer.Option([], help=desk.tr.t("Only TYPE:CODE.")),
        rule: list[str] = typer.Option([], help=desk.tr.t("Only this rule.")),
        kind: str = typer.Option("", help=desk.tr.t("Only subjects of this list: host, merchant, agency, room …")),
        view: Path = typer.Option(None, help=desk.tr.t(VIEW)),
        where: list[str] = typer.Option([], "--where", "--filter", help=desk.tr.t(WHERE)),
        fail_on: str = typer.Option("critical", help=desk.tr.t("Exit 1 at or above this severity.")),
        pdf: Path = typer.Option(None, help=desk.tr.t("Write the report there.")),
        xlsx: Path = typer.Option(None, help=desk.tr.t("Write the findings there as a workbook.")),
        save: bool = typer.Option(True, "--save/--no-save", help=desk.tr.t("Store the run.")),
        baseline: bool = typer.Option(False, "--baseline", help=desk.tr.t("Mark this run as the baseline.")),
        everything: bool = typer.Option(False, "--all", help=desk.tr.t("Also what is in order or not applicable.")),
    ) -> None:
        _check_severity(fail_on)
        among = _among(desk, kind, view, where, as_of)
        job = Audit(
            desk.day(as_of),
            instant(known_at),
            tuple(pack),
            tuple(subject),
            tuple(rule),
            save=save,
            baseline=baseline,
            among=among,
        )
        with desk.open() as app_, _brought_up(desk, app_, among), desk.progress() as monitor:
            audited = app_.run(job, monitor)
            desk.ack(audited.change)
            _tell(desk, app_, audited, everything)
            for out in (pdf, xlsx):
                if out is not None:
                    app_.run(ReportAudit(audited, out, desk.tr.language, workbook=out is xlsx), monitor)
        _summary(desk, audited)
        for out in (pdf, xlsx):
            if out is not None:
                desk.say(said("Report: {path}", path=str(out)))
        desk.exit_code = 1 if _reached(audited, fail_on) else 0


def _check_severity(word: str) -> None:
    if word not in (*SEVERITY_ORDER, "never"):
        raise CallerMistake(
            said("{word} is no severity.", word=word),
            said("Severities: {words}", words="、".join((*SEVERITY_ORDER, "never"))),
        )


def _tell(desk: Desk, app: Auditor, audited: Audited, everything: bool) -> None:
    """What of the overlay was left out; the verdicts as JSON, where they are asked for."""
    for fault in app.ask(OverlayNow()).faults:
        desk.warn(said("Left out of the overlay: {what}", what=fault.shown(desk.tr)))
    if desk.wants_json:
        with desk.json_stream() as stream:
            app.run(Verdicts(audited, _Json(desk, audited, stream), everything))


@contextmanager
def _brought_up(desk: Desk, app: Auditor, among: Listed | None) -> Iterator[None]:
    """What is chosen by its answer is chosen by today's."""
    if among is not None and leans(among.filter):
        bring_up(desk, app, strictly=True)
    yield


def _among(desk: Desk, kind: str, view: Path | None, where: list[str], as_of: str | None) -> Listed | None:
    """Whom a filter or a saved view leaves, as ``list`` shows them; None where neither is given."""
    if not (kind or view or where):
        return None
    from auditor.services.lists.chosen import Listed
    from auditor.services.lists.views import read_view

    if not kind:
        if view is None:
            raise CallerMistake(said("Say which list the filter is of."), said("Give --kind host, or a saved --view."))
        kind = read_view(view).kind
    wanted = wanted_view(kind, view, where, "")
    if leans(wanted.filter):
        only_today(desk, desk.day(as_of))
    return Listed(wanted.kind, wanted.filter, as_of=desk.day(as_of))


def _reached(audited: Audited, fail_on: str) -> bool:
    if fail_on == "never":
        return False
    return bool(audited.severities() & set(SEVERITY_ORDER[: SEVERITY_ORDER.index(fail_on) + 1]))


def run_json(audited: Audited) -> dict[str, Any]:
    """The head of the JSON document."""
    from auditor.services.audits.job import ENGINE

    job = audited.job
    return {
        "id": None if audited.run_id is None else str(audited.run_id),
        "as_of": job.as_of.isoformat(),
        "known_at": None if job.known_at is None else job.known_at.isoformat(),
        "made_at": audited.made_at.isoformat(),
        "engine": ENGINE,
        "packs": [{"id": p.id, "version": p.version, "sha256": p.sha256} for p in audited.packs],
        "subjects": {roll.type: len(roll.ids) for roll in audited.rolls},
        "counts": audited.counts(),
        "waived": 0,
        "digest": audited.digest,
    }


class _Json:
    """Writes the document as the verdicts come, never holding them all."""

    def __init__(self, desk: Desk, audited: Audited, stream: TextIO) -> None:
        self._desk, self._stream = desk, stream
        head = json.dumps(run_json(audited), ensure_ascii=False)
        stream.write(f'{{"run": {head},\n "verdicts": [')
        self._first = True

    def __call__(self, row: Any, answer: Any) -> None:
        """One verdict."""
        told = answer.as_json(self._desk.tr, f"{row.type}:{row.code}")
        self._stream.write(("" if self._first else ",") + "\n" + json.dumps(told, ensure_ascii=False))
        self._first = False

    def end(self) -> None:
        """The end of the document."""
        self._stream.write("\n]}\n")


def _summary(desk: Desk, audited: Audited) -> None:
    counts = audited.counts()
    if not audited.in_force:
        desk.warn(said("No rule is in force on {day}.", day=audited.job.as_of.isoformat()))
    desk.say(
        said(
            "As of {day}: {pairs} answers, {fail} not in order, {unknown} with data missing.",
            day=audited.job.as_of.isoformat(),
            pairs=f"{sum(counts.values()):,}",
            fail=f"{counts['fail']:,}",
            unknown=f"{counts['unknown']:,}",
        )
    )
    rows = []
    for rule_id, by in sorted(audited.by_rule().items()):
        if by["fail"] or by["unknown"] or by["error"]:
            rule = next(j.rule for j in audited.judgements if j.rule.id == rule_id)
            title = desk.tr.both(rule.title["zh"], rule.title["en"])
            rows.append((rule_id, title, severity_word(desk.tr, str(rule.severity)), by["fail"], by["unknown"]))
    desk.table(
        (N_("rule"), N_("title"), N_("severity"), result_word(desk.tr, "fail"), result_word(desk.tr, "unknown")), rows
    )
    desk.say(said("Digest: {digest}", digest=audited.digest))
    if audited.run_id is not None:
        desk.say(said("Run {id} is stored.", id=audited.run_id))
