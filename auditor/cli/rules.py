"""The rule book: list, show, check a folder, run examples."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from auditor.cli import tuning
from auditor.cli.desk import Desk
from auditor.i18n import N_, said

if TYPE_CHECKING:
    from auditor.rulebook.faults import Fault


def add(app: typer.Typer, desk: Desk) -> None:
    """Add ``rules list``, ``show``, ``check`` and ``test``."""
    rules = typer.Typer(help=desk.tr.t("The rule book."), no_args_is_help=True, rich_markup_mode=None)
    app.add_typer(rules, name="rules")

    tuning.add(rules, desk)

    @rules.command("list", help=desk.tr.t("Every rule of the packs."))
    def list_() -> None:
        from auditor.cli.rule_shown import brief
        from auditor.reporting.speech import Speech
        from auditor.rulebook.book import core_book

        say = Speech(desk.tr)
        book = core_book(examples=False)
        for fault in book.refused:
            desk.warn(fault.shown(desk.tr))
        found = [checked.rule for checked in book.current]
        desk.document([brief(rule) for rule in found])
        desk.table(
            (N_("rule"), N_("subject"), N_("severity"), N_("effect"), N_("title")),
            [
                (
                    r.id,
                    say.join([say.word(subject) for subject in r.subjects]),
                    say.word(str(r.severity)),
                    say.word(str(r.effect)),
                    desk.tr.both(r.title["zh"], r.title["en"]),
                )
                for r in found
            ],
        )

    @rules.command(help=desk.tr.t("One rule: what it asks, why, by which law."))
    def show(rule_id: str) -> None:
        from auditor.cli.rule_shown import show_rule

        show_rule(desk, rule_id)

    @rules.command(help=desk.tr.t("The statement a full audit runs for a rule, with its bound values."))
    def sql(
        rule_id: str,
        dialect: str = typer.Option("sqlite", help=desk.tr.t("sqlite, postgresql, duckdb or spark.")),
        as_of: str = typer.Option(None, help=desk.tr.t("The day to judge on (ISO).")),
    ) -> None:
        from auditor.cli.rule_sql import show_sql

        show_sql(desk, rule_id, dialect, as_of)

    @rules.command(help=desk.tr.t("Check a rule folder or a pack folder; faults with file, line and column."))
    def check(path: Path) -> None:
        from auditor.rulebook.check import check_path

        faults = check_path(path)
        desk.document([_told(desk, fault) for fault in faults])
        for fault in faults:
            desk.say(fault.shown(desk.tr))
        desk.say(said("{n} faults.", n=len(faults)))
        desk.exit_code = 1 if faults else 0

    @rules.command(help=desk.tr.t("Run the examples of the packs, or of a rule or pack folder."))
    def test(path: Path = typer.Argument(None)) -> None:
        _test(desk, path)


def _told(desk: Desk, fault: Fault) -> dict[str, Any]:
    suggestion = None if fault.suggestion is None else desk.tr.t(fault.suggestion)
    place = {"file": fault.file, "line": fault.line, "column": fault.column}
    return place | {"message": desk.tr.t(fault.message), "suggestion": suggestion}


def _test(desk: Desk, path: Path | None) -> None:
    from auditor.rulebook.book import core_book
    from auditor.rulebook.check import read_path
    from auditor.rulebook.examples import run_examples

    checked, faults, pack = (list(core_book().rules), [], None) if path is None else read_path(path)
    for fault in faults:
        desk.say(fault.shown(desk.tr))
    outcomes = run_examples(checked, data=pack.data if pack else None)
    wrong = [outcome for outcome in outcomes if outcome.problem is not None]
    desk.document(
        {
            "examples": len(outcomes),
            "faults": [_told(desk, fault) for fault in faults],
            "wrong": [
                {"rule": o.rule_id, "example": o.name, "problem": desk.tr.t(o.problem)} for o in wrong if o.problem
            ],
        }
    )
    for outcome in wrong:
        if outcome.problem is not None:
            desk.say(
                said("{rule} [{name}]: {problem}", rule=outcome.rule_id, name=outcome.name, problem=outcome.problem)
            )
    desk.say(said("{n} examples, {wrong} not as expected.", n=len(outcomes), wrong=len(wrong)))
    desk.exit_code = 1 if wrong or faults else 0
