"""Requirements for scripts: the matrix with its gaps, who is in them, the seats needed by week."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from auditor.cli.desk import Desk
from auditor.cli.lists import VIEW, WHERE
from auditor.errors import CallerMistake
from auditor.i18n import N_, said
from auditor.services.training.windows import GAPS, STATE_WORDS, STATES

if TYPE_CHECKING:
    from auditor.app import Auditor
    from auditor.services.lists.chosen import Listed

LAPSES = N_("Instead: whose having learnt it lapses today or within so many days.")


def add(app: typer.Typer, desk: Desk) -> None:
    """Add requirements."""

    @app.command(help=desk.tr.t("Who has to learn what: requirements by group, gaps, seats needed by week; or CODE."))
    def requirements(
        code: str = typer.Argument("", help=desk.tr.t("One requirement: who needs a seat, the most urgent first.")),
        as_of: str = typer.Option(None, help=desk.tr.t("The day to judge on (ISO).")),
        by: str = typer.Option("unit", help="unit, owner"),
        weeks: int = typer.Option(8, min=0, max=104, help=desk.tr.t("How many weeks to look ahead.")),
        lapses_within: int | None = typer.Option(None, min=0, help=desk.tr.t(LAPSES)),
        view: Path | None = typer.Option(None, help=desk.tr.t(VIEW)),
        where: list[str] = typer.Option([], help=desk.tr.t(WHERE)),
        everybody: bool = typer.Option(False, "--all", help=desk.tr.t("With CODE: also who needs none.")),
    ) -> None:
        day = desk.day(as_of)
        if code:
            _people(desk, code, day, everybody, lapses_within, view, where)
        elif lapses_within is not None or view is not None or where:
            raise CallerMistake(
                said("Say for which requirement."), said("For example: --requirement R1 --lapses-within 60")
            )
        else:
            _matrix(desk, day, by, weeks)


def _matrix(desk: Desk, day: date, by: str, weeks: int) -> None:
    from auditor.services.training.matrix import Requirements

    with desk.open() as app_:
        found = app_.ask(Requirements(day, by, weeks))
    document = []
    for one in found:
        cells = [{**asdict(cell), "people": cell.people, "gaps": cell.gaps} for cell in one.cells]
        problem = None if one.problem is None else desk.tr.t(one.problem)
        document.append({**asdict(one), "cells": cells, "problem": problem})
    desk.document({"as_of": str(day), "requirements": document})
    lines = [
        (one.code, one.title, "、".join(one.courses), cell.group, cell.people, cell.gaps, cell.counts.get("lapsed", 0))
        for one in found
        for cell in one.cells
    ]
    heads = (N_("Requirement"), N_("Name"), N_("Course"), N_("Group"), N_("People"), N_("Gaps"), N_("lapsed"))
    desk.table(heads, lines)
    need = [(one.code, at.monday, at.needed, at.booked, at.free) for one in found for at in one.weeks if at.needed]
    if need:
        desk.table((N_("Requirement"), N_("Week from"), N_("Seats needed"), N_("Booked"), N_("Free")), need)
    for one in found:
        if one.problem is not None:
            desk.warn(said("{code}: {why}", code=one.code, why=one.problem))


def _among(app: Auditor, code: str, day: date, view: Path | None, where: list[str]) -> Listed:
    """The list of whom the requirement concerns, narrowed."""
    from auditor.cli.lists import wanted_view
    from auditor.services.lists.chosen import Listed
    from auditor.services.training.choices import RequirementChoices

    whom = next((one.audience for one in app.ask(RequirementChoices()) if one.code == code), "host")
    wanted = wanted_view(whom, view, where, "")
    return Listed(wanted.kind, wanted.filter, as_of=day)


def _people(
    desk: Desk, code: str, day: date, everybody: bool, within: int | None, view: Path | None, where: list[str]
) -> None:
    from auditor.cli.standing import bring_up, leans
    from auditor.services.training.matrix import LearnersOf

    with desk.open() as app_:
        among = _among(app_, code, day, view, where) if view is not None or where else None
        if among is not None and leans(among.filter):
            bring_up(desk, app_)
        found = app_.ask(LearnersOf(code, day, STATES if everybody else GAPS, within, among))
    desk.document({"requirement": code, "as_of": str(day), "learners": [asdict(one) for one in found]})
    heads = (
        N_("Learner"),
        N_("Name"),
        N_("Group"),
        N_("Status"),
        N_("Opens"),
        N_("Due day"),
        N_("Last day of grace"),
        N_("Booked"),
    )
    rows = [
        (one.learner, one.name, one.unit, desk.tr.t(STATE_WORDS[one.state]), one.opens, one.due, one.lapses,
         "✓" if one.booked else "")
        for one in found
    ]  # fmt: skip
    desk.table(heads, rows)
