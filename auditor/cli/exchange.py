"""Workbooks in and out: import, template, export."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, TextIO

import typer

from auditor.cli.desk import Desk
from auditor.cli.mappings import choices_of, columns_json, tell_columns, tell_unused
from auditor.i18n import N_, said
from auditor.model.values import Problem
from auditor.services.imports import Imported, ImportedFile, ImportFiles
from auditor.services.refused_rows import WriteRejects, check_name
from auditor.services.rules import FedRules

_COUNTS = ("created", "updated", "unchanged", "refused", "superseded", "warned")
_HEADERS = (
    N_("sheet"),
    N_("created"),
    N_("updated"),
    N_("unchanged"),
    N_("refused"),
    N_("superseded"),
    N_("warned"),
)
_SHOWN_PROBLEMS = 40
Fed = Mapping[tuple[str, str], tuple[str, ...]]
"""(sheet, field) -> the rules that read it."""


def add(app: typer.Typer, desk: Desk) -> None:
    """Add import, template and export."""

    @app.command("import", help=desk.tr.t("Take workbooks (.xlsx) and tables (.csv) into the workspace."))
    def import_(
        files: list[Path] = typer.Argument(..., help=desk.tr.t("The files; together one change.")),
        dry_run: bool = typer.Option(False, "--dry-run", help=desk.tr.t("Only tell what would happen.")),
        sheet: str = typer.Option("", help=desk.tr.t("What a .csv holds, where its columns do not tell.")),
        mapping: str = typer.Option("", help=desk.tr.t("The sender's mapping: a file, or a name of mappings list.")),
        column: list[str] = typer.Option([], help=desk.tr.t("What a column holds: SHEET!C=field, - leaves it out.")),
        mend: list[str] = typer.Option([], help=desk.tr.t("Read a cell as mended: SHEET!B17=text.")),
        rejects: Path | None = typer.Option(
            None, help=desk.tr.t("Write the refused rows to this .xlsx or .csv, to be mended and imported.")
        ),
    ) -> None:
        if rejects is not None:
            check_name(rejects, files)
        written: tuple[Path, ...] = ()
        fed: Fed = {}
        with desk.open() as app_, desk.progress() as monitor:
            choices = replace(choices_of(desk, app_, mapping, column, mend), csv_sheet=sheet)
            imported = app_.run(ImportFiles(tuple(files), dry_run, choices=choices), monitor)
            desk.ack(imported.change)
            if rejects is not None:
                job = WriteRejects(tuple(files), rejects, choices, desk.tr.language, imported)
                written = app_.run(job, monitor)
            if desk.wants_json:
                fed = app_.ask(FedRules())
        _tell(desk, imported, written, fed)
        tell_unused(desk, imported, choices)
        desk.exit_code = 0 if not imported.refused else 1 if imported.taken else 2

    @app.command(help=desk.tr.t("Write the empty workbook to fill in."))
    def template(out: Path) -> None:
        from auditor.exporting import write_template

        write_template(out, desk.tr.language)
        desk.say(said("Written: {path}", path=str(out)))
        desk.document({"file": str(out)})

    @app.command(help=desk.tr.t("Write the filled workbook; whole personal values are logged as a disclosure."))
    def export(
        out: Path = typer.Argument(..., help=desk.tr.t("The .xlsx, or the .csv of one --sheet.")),
        sheet: str = typer.Option("", help=desk.tr.t("Only this sheet, such as hosts; needed for a .csv.")),
        subject: list[str] = typer.Option([], help=desk.tr.t("Only TYPE:CODE and what belongs to it.")),
        masked: bool = typer.Option(False, "--masked", help=desk.tr.t("Leave out personal columns.")),
        why: str = typer.Option("", help=desk.tr.t("Why whole personal values are needed (logged).")),
    ) -> None:
        from auditor.services.exports import ExportWorkbook

        with desk.open() as app_, desk.progress() as monitor:
            job = ExportWorkbook(out, tuple(subject), masked, why, desk.tr.language, sheet)
            exported = app_.run(job, monitor)
            desk.ack(exported.change)
        for path in exported.files:
            desk.say(said("Written: {path}", path=str(path)))
        desk.document({"files": [str(path) for path in exported.files], "change": exported.change})


def problem_json(desk: Desk, problem: Problem) -> dict[str, Any]:
    """A problem as the contract has it."""
    return {
        "sheet": problem.sheet,
        "cell": problem.cell,
        "level": problem.level,
        "code": problem.code,
        "message": desk.tr.t(problem.message),
    }


def _write_json(desk: Desk, imported: Imported, rejects: Sequence[Path], fed: Fed) -> None:
    """The summary as one document, its problems (there may be a million) one after the other."""
    with desk.json_stream() as stream:
        stream.write('{\n "files": [')
        for number, file in enumerate(imported.files):
            stream.write(",\n  " if number else "\n  ")
            _write_file(desk, file, stream, fed)
        rest = {
            "rejects": [str(path) for path in rejects],
            "change": imported.change,
            "dry_run": imported.dry_run,
        }
        stream.write("\n ],\n " + json.dumps(rest, ensure_ascii=False)[1:] + "\n")


def _write_file(desk: Desk, file: ImportedFile, stream: TextIO, fed: Fed) -> None:
    sheets: dict[str, dict[str, int]] = {}
    for sheet in file.sheets:
        counts = sheets.setdefault(sheet.name, dict.fromkeys(_COUNTS, 0))
        for name, number in sheet.counts.as_dict().items():
            counts[name] += number
    told = {
        "file": str(file.path),
        "sheets": sheets,
        "ignored": list(file.ignored),
        "columns": columns_json(file),
        "completeness": [
            {
                "sheet": one.sheet,
                "field": one.field,
                "filled": one.filled,
                "rows": one.rows,
                "rules": fed.get((one.sheet, one.field), ()),
            }
            for sheet in file.sheets
            for one in sheet.completeness
        ],
    }
    stream.write(json.dumps(told, ensure_ascii=False)[:-1] + ', "problems": [')
    for number, problem in enumerate(file.problems):
        stream.write(",\n   " if number else "\n   ")
        stream.write(json.dumps(problem_json(desk, problem), ensure_ascii=False))
    stream.write("]}")


def _tell(desk: Desk, imported: Imported, rejects: Sequence[Path], fed: Fed) -> None:
    if desk.wants_json:
        _write_json(desk, imported, rejects, fed)
    for file in imported.files:
        desk.say(said("{file}:", file=file.path.name))
        desk.table(
            _HEADERS,
            [(sheet.title, *(getattr(sheet.counts, name) for name in _COUNTS)) for sheet in file.sheets],
        )
        _tell_aside(desk, file)
    for path in rejects:
        desk.say(said("Refused rows: {path}", path=str(path)))
    if imported.dry_run:
        desk.say("A dry run: nothing was stored.")


def _tell_aside(desk: Desk, file: ImportedFile) -> None:
    if file.ignored:
        desk.say(said("Sheets not taken: {names}", names="、".join(file.ignored)))
    hidden = sum(sheet.hidden_rows for sheet in file.sheets)
    if hidden or any(sheet.hidden for sheet in file.sheets):
        names = "、".join(sheet.title for sheet in file.sheets if sheet.hidden)
        desk.say(said("Hidden, yet taken: {rows} rows, sheets: {names}", rows=hidden, names=names or "-"))
    tell_columns(desk, file)
    for problem in file.problems.first(_SHOWN_PROBLEMS):
        level = desk.tr.t(N_("error")) if problem.level == "error" else desk.tr.t(N_("warning"))
        desk.warn(
            said(
                "{sheet}!{cell} {level}: {message}",
                sheet=problem.sheet,
                cell=problem.cell,
                level=level,
                message=problem.message,
            )
        )
    if len(file.problems) > _SHOWN_PROBLEMS:
        desk.warn(said("… and {n} more; --json has all of them.", n=len(file.problems) - _SHOWN_PROBLEMS))
