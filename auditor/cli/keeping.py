"""Keeping a workspace: init, verify, dump, doctor."""

from __future__ import annotations

from pathlib import Path

import typer

from auditor.cli.desk import Desk
from auditor.errors import CallerMistake, IntegrityBroken
from auditor.i18n import N_, said


def add(app: typer.Typer, desk: Desk) -> None:
    """Add init, verify, dump and doctor."""

    @app.command(help=desk.tr.t("Make a workspace; --demo fills it with made-up hosts."))
    def init(
        demo: int = typer.Option(0, min=0, help=desk.tr.t("How many made-up hosts.")),
        seed: int = typer.Option(1, help=desk.tr.t("The same seed gives the same world.")),
        title: str = typer.Option("", help=desk.tr.t("The workspace's name.")),
    ) -> None:
        from auditor.app import Auditor
        from auditor.services.demos import FillDemo

        path = desk.workspace_path
        Auditor.create(path, title=title, clock=desk.clock, passphrase=desk.passphrase())
        change = 1
        desk.ack(1)
        if demo:
            with desk.open() as app_, desk.progress() as monitor:
                change = app_.run(FillDemo(demo, seed), monitor)
                desk.ack(change)
        desk.say(said("Workspace ready: {path}", path=str(path)))
        desk.document({"workspace": str(path), "change": change, "demo": demo})

    @app.command(help=desk.tr.t("Check a report, a certificate, what a scanner read off one, or the chain (--chain)."))
    def verify(
        report: Path | None = typer.Argument(None, help=desk.tr.t("The file; - reads scanned text from the input.")),
        chain: bool = typer.Option(False, "--chain", help=desk.tr.t("Recompute the change chain from the data.")),
        key: str = typer.Option("", help=desk.tr.t("Of a certificate: the issuer's key, or a file that holds it.")),
    ) -> None:
        from auditor.cli.award_print import verified_award

        if report is not None:
            if not verified_award(desk, report, key):
                _verify_report(desk, report)
            return
        if not chain:
            raise CallerMistake(said("Say what to verify."), said("auditor verify --chain"))
        _verify_chain(desk)

    @app.command(help=desk.tr.t("Every decisive table as sorted JSON: equal workspaces give equal bytes."))
    def dump(
        canonical: bool = typer.Option(False, "--canonical", help=desk.tr.t("By natural keys alone.")),
        history: bool = typer.Option(False, "--history", help=desk.tr.t("With former versions.")),
    ) -> None:
        from auditor.services.dumps import Dump

        del canonical
        with desk.open() as app_, desk.json_stream() as stream:
            app_.ask(Dump(stream.write, history))

    @app.command(help=desk.tr.t("Check integrity, schema, chain, indexes and settings."))
    def doctor(
        mend: bool = typer.Option(
            False, "--mend", help=desk.tr.t("Make caches and indexes anew, remove what dead processes left.")
        ),
    ) -> None:
        from auditor.services.doctor import Doctor
        from auditor.services.mending import MendWorkspace

        with desk.open() as app_, desk.progress() as monitor:
            if mend:
                mended = app_.run(MendWorkspace(), monitor)
                desk.ack(mended.change)
                for sentence in mended.done:
                    desk.say(sentence)
            findings = app_.ask(Doctor())
        desk.document(
            [{"check": f.check, "ok": f.ok, "state": f.state, "message": desk.tr.t(f.message)} for f in findings]
        )
        desk.table(
            (N_("check"), N_("answer"), N_("why")),
            [
                (desk.tr.t(f.title), {"sound": "✓", "doubtful": "!"}.get(f.state, "×"), desk.tr.t(f.message))
                for f in findings
            ],
        )
        desk.exit_code = 0 if all(f.ok for f in findings) else 5


def _verify_report(desk: Desk, path: Path) -> None:
    from auditor.services.reports.verifying import VerifyReport

    with desk.open() as app_, desk.progress() as monitor:
        found = app_.run(VerifyReport(path), monitor)
    where = None if found.where is None else desk.tr.t(found.where).rstrip(".。")
    desk.document(
        {"ok": found.same, "kind": found.kind, "run": found.run, "change": found.change, "first_difference": where}
    )
    if where is not None:
        if found.altered:
            raise IntegrityBroken(
                said("The facts agree, but the file is not as it was written: {where}.", where=where),
                said("Do not pass this file on; write the report again from the workspace: auditor report"),
            )
        raise IntegrityBroken(
            said("The report is not what this workspace says: {where}.", where=where),
            said("Check that it is this workspace's report; see what changed since with: auditor history"),
        )
    desk.say(said("{path} is what this workspace says, byte for byte.", path=path.name))


def _verify_chain(desk: Desk) -> None:
    from auditor.services.keeping import VerifyChain

    with desk.open() as app_, desk.progress() as monitor:
        report = app_.run(VerifyChain(), monitor)
    desk.document(
        {
            "ok": report.ok,
            "changes": report.changes,
            "head": report.head,
            "first_difference": None if report.first_difference is None else desk.tr.t(report.first_difference),
            "caution": None if report.caution is None else desk.tr.t(report.caution),
        }
    )
    if not report.ok:
        assert report.first_difference is not None
        raise IntegrityBroken(report.first_difference, said("Restore the last backup that verifies."))
    desk.say(said("The chain is whole: {n} changes, head {head}.", n=report.changes, head=report.head))
    if report.caution is not None:
        desk.say(report.caution)
