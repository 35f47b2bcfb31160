"""Mappings of senders on the command line: which there are, one shown, one checked, which fits a file, one kept."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from auditor.cli.desk import Desk
from auditor.i18n import N_, said
from auditor.importing.options import ChosenColumn, Mend, ReadOptions

if TYPE_CHECKING:
    from auditor.app import Auditor
    from auditor.services.imports import Imported, ImportedFile

_HEADERS = (N_("name"), N_("title"), N_("kept"), N_("verified"), N_("sheets"))
_UNVERIFIED = said("This mapping is not verified: nobody has tried it on a real export yet. Look at a dry run first.")
_BY_MAPPING = frozenset({"mapping", "compared"})
_KEPT = {"preset": N_("shipped"), "saved": N_("saved beside the workspace")}


def choices_of(desk: Desk, app: Auditor, mapping: str, columns: list[str], mends: list[str]) -> ReadOptions:
    """How to read, as options of the command line say it; CallerMistake when one of them says nothing."""
    from auditor.services.mappings import MappingNamed

    named = app.ask(MappingNamed(mapping)) if mapping else None
    if named is not None and not named.verified:
        desk.warn(_UNVERIFIED)
    return ReadOptions(
        0,
        mapping=named,
        mends=tuple(Mend.spelt(one) for one in mends),
        columns=tuple(ChosenColumn.spelt(one) for one in columns),
    )


def tell_unused(desk: Desk, imported: Imported, choices: ReadOptions) -> None:
    """What was said of sheets that no file has, and a mapping that none of the files' sheets is read by."""
    sheets = [sheet for file in imported.files for sheet in file.sheets]
    titles = {sheet.title for sheet in sheets} | {title for file in imported.files for title in file.ignored}
    named = [*(one.sheet for one in choices.mends), *(one.sheet for one in choices.columns)]
    for title in dict.fromkeys(named):
        if title not in titles:
            desk.warn(said("No file has a sheet {sheet}: what was said of it changed nothing.", sheet=title))
    if choices.mapping and not any(one.how in _BY_MAPPING for sheet in sheets for one in sheet.matched):
        theirs = "、".join(dict.fromkeys(title for one in choices.mapping.sheets for title in one.theirs)) or "*"
        desk.warn(
            said(
                "No sheet was read by the mapping {name}: it speaks of {sheets}.",
                name=choices.mapping.name,
                sheets=theirs,
            )
        )


def tell_columns(desk: Desk, file: ImportedFile) -> None:
    """What was left out on the way: columns nobody knows (with what they may be), unknown units, rows of sums."""
    for sheet in file.sheets:
        for one in sheet.matched:
            where = f"{sheet.title}!{one.letter}"
            if one.guesses:
                desk.warn(
                    said(
                        "{where} “{header}” was not read. Did you mean {fields}? "
                        "Then say --column '{sheet}!{header}={field}'.",
                        where=where,
                        header=one.header,
                        fields="、".join(f"{guess.name} ({guess.score})" for guess in one.guesses),
                        sheet=sheet.title,
                        field=one.guesses[0].name,
                    )
                )
            elif one.how == "unit":
                desk.warn(
                    said(
                        "{where} “{header}” was not read: its unit is not ours and cannot be converted.",
                        where=where,
                        header=one.header,
                    )
                )
        if sheet.total_rows:
            desk.say(said("{sheet}: {n} rows of sums were left out.", sheet=sheet.title, n=len(sheet.total_rows)))
    for other in file.others:
        if other.guesses:
            desk.say(
                said(
                    "The columns of {title} speak for {sheets}.",
                    title=other.title,
                    sheets="、".join(guess.name for guess in other.guesses),
                )
            )


def columns_json(file: ImportedFile) -> list[dict[str, Any]]:
    """Every column of every sheet and what became of it."""
    return [
        {
            "sheet": sheet.title,
            "column": one.letter,
            "header": one.header,
            "field": one.field,
            "how": one.how,
            "guesses": [{"field": guess.name, "score": guess.score} for guess in one.guesses],
        }
        for sheet in file.sheets
        for one in sheet.matched
    ]


def add(app: typer.Typer, desk: Desk) -> None:
    """Add mappings list, show, check, guess, save."""
    group = typer.Typer(no_args_is_help=True, help=desk.tr.t("Mappings: what a sender's sheets and columns are."))
    app.add_typer(group, name="mappings")

    @group.command("list", help=desk.tr.t("The mappings there are: shipped, or saved beside the workspace."))
    def list_() -> None:
        _list(desk)

    @group.command(help=desk.tr.t("A mapping's text."))
    def show(name: str) -> None:
        from auditor.services.mappings import MappingNamed

        with desk.open() as app_:
            mapping = app_.ask(MappingNamed(name))
        desk.document(
            {"name": mapping.name, "verified": mapping.verified, "sha256": mapping.sha256, "text": mapping.text}
        )
        if not mapping.verified:
            desk.warn(_UNVERIFIED)
        desk.say("{text}", text=mapping.text.rstrip("\n"))

    @group.command(help=desk.tr.t("Check a mapping file; every mistake is told with its line."))
    def check(file: Path) -> None:
        from auditor.importing.mapping.library import mapping_at

        mapping = mapping_at(file)
        desk.document({"file": str(file), "sheets": [one.ours for one in mapping.sheets], "sha256": mapping.sha256})
        desk.say(said("{file} is a mapping of {n} sheets.", file=file.name, n=len(mapping.sheets)))

    @group.command(help=desk.tr.t("Which mappings fit these files, best first."))
    def guess(files: list[Path]) -> None:
        _guess(desk, files)

    @group.command(help=desk.tr.t("Keep a mapping beside the workspace, with columns chosen otherwise."))
    def save(
        name: str,
        mapping: str = typer.Option("", help=desk.tr.t("The mapping to start from: a file or a name.")),
        column: list[str] = typer.Option([], help=desk.tr.t("What a column holds: SHEET!header=field.")),
        replace: bool = typer.Option(False, "--replace", help=desk.tr.t("Replace the one of that name.")),
    ) -> None:
        from auditor.services.mappings import SaveMapping

        with desk.open() as app_:
            saved = app_.run(SaveMapping(name, choices_of(desk, app_, mapping, column, []), replace=replace))
        desk.document({"name": saved.name, "file": str(saved.path)})
        desk.say(said("Saved: {path}. Use it with --mapping {name}.", path=str(saved.path), name=saved.name))


def _list(desk: Desk) -> None:
    from auditor.services.mappings import MappingInfo, Mappings

    def row(one: MappingInfo) -> tuple[str, ...]:
        title = desk.tr.t(one.fault) if one.fault else one.title.get(desk.tr.language, "")
        verified = desk.tr.t(N_("yes") if one.verified else N_("not verified"))
        sheets = "、".join(f"{theirs or '*'} → {ours}" for theirs, ours in one.sheets)
        return one.name, title, desk.tr.t(_KEPT[one.source]), verified, sheets

    with desk.open() as app:
        found = app.ask(Mappings())
    desk.document(
        [
            {
                "name": one.name,
                "title": dict(one.title),
                "kept": one.source,
                "verified": one.verified,
                "sheets": [{"theirs": theirs, "ours": ours} for theirs, ours in one.sheets],
                "sha256": one.sha256,
                "fault": desk.tr.t(one.fault) if one.fault else None,
            }
            for one in found
        ]
    )
    desk.table(_HEADERS, [row(one) for one in found])


def _guess(desk: Desk, files: list[Path]) -> None:
    from auditor.services.mappings import GuessMapping

    with desk.open() as app, desk.progress() as monitor:
        found = app.run(GuessMapping(tuple(files)), monitor)
    desk.document(
        [
            {
                "file": one.file,
                "name": one.name,
                "score": one.score,
                "verified": one.verified,
                "missing": list(one.missing),
                "extra": list(one.extra),
            }
            for one in found
        ]
    )
    desk.table((N_("file"), N_("name"), N_("fits")), [(one.file, one.name, f"{one.score} %") for one in found])
    if not found:
        desk.say(said("No mapping fits. auditor mappings list names those there are."))
