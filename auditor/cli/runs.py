"""Stored runs: the list, one from its four sides, two beside each other."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import typer

from auditor.cli.desk import Desk
from auditor.errors import CallerMistake
from auditor.i18n import N_, said
from auditor.services.answers import SEVERITY_ORDER
from auditor.services.comparing import TURN_WORDS, TURNS, ComparedFinding, ComparedFindings, CompareRuns
from auditor.services.run_parts import RunMap, RunPart, RunParts
from auditor.services.runs import Runs, RunVerdicts, StoredRun
from auditor.services.shown import result_word, severity_word

if TYPE_CHECKING:
    from auditor.services.comparing import Compared

_SIDES = {"rule": N_("rule"), "subject": N_("subject"), "unit": N_("unit"), "owner": N_("in charge")}
_AT_ONCE = 1_000


def add(app: typer.Typer, desk: Desk) -> None:
    """Add runs list, show, findings and compare."""
    group = typer.Typer(no_args_is_help=True, help=desk.tr.t("Stored audits: what each found, and what changed since."))
    app.add_typer(group, name="runs")
    _add_list(group, desk)
    _add_show(group, desk)
    _add_findings(group, desk)
    _add_compare(group, desk)


def _add_list(group: typer.Typer, desk: Desk) -> None:
    @group.command("list", help=desk.tr.t("The stored runs, newest first."))
    def list_(limit: int = typer.Option(100, min=1, help=desk.tr.t("How many runs at most."))) -> None:
        with desk.open() as app_:
            found = app_.ask(Runs(limit))
        desk.document({"runs": [_run(one) for one in found]})
        if not found:
            desk.say("No run is stored.")
            return
        headers = (N_("run"), N_("as of"), N_("made at"), N_("not in order"), N_("data missing"), N_("digest"))
        desk.table(headers, [_run_line(one) for one in found])


def _add_show(group: typer.Typer, desk: Desk) -> None:
    @group.command(help=desk.tr.t("What a run found, by rule, subject, unit or owner."))
    def show(
        run: int = typer.Argument(0, help=desk.tr.t("The run's number; the latest when left out.")),
        by: str = typer.Option("rule", help=desk.tr.t("rule, subject, unit or owner.")),
        map_: str = typer.Option("", "--map", help=desk.tr.t("Rules against units or owners: unit or owner.")),
        limit: int = typer.Option(500, min=1, help=desk.tr.t("How many lines at most.")),
    ) -> None:
        side: Any = _one_of(by, tuple(_SIDES))
        with desk.open() as app_:
            parts = app_.ask(RunParts(run, side, limit))
            place: Any = _one_of(map_, ("unit", "owner")) if map_ else ""
            cells = app_.ask(RunMap(run, place)) if map_ else ()
        desk.document({"parts": [asdict(one) for one in parts], "map": [asdict(one) for one in cells]})
        headers = (_SIDES[by], N_("severity"), N_("not in order"), N_("on record"), N_("data missing"), N_("subjects"))
        desk.table(headers, [_part_line(desk, one) for one in parts])
        if cells:
            desk.table(
                (N_("rule"), _SIDES[map_], N_("not in order")), [(c.rule, c.place or "—", c.fails) for c in cells]
            )


def _add_findings(group: typer.Typer, desk: Desk) -> None:
    @group.command(help=desk.tr.t("The findings of a stored run."))
    def findings(
        run: int = typer.Argument(0, help=desk.tr.t("The run's number; the latest when left out.")),
        rule: str = typer.Option("", help=desk.tr.t("Only this rule.")),
        severity: list[str] = typer.Option([], help=desk.tr.t("Only these severities.")),
        unit: str = typer.Option(None, help=desk.tr.t("Only subjects of this unit.")),
        owner: str = typer.Option(None, help=desk.tr.t("Only subjects of this owner.")),
        limit: int = typer.Option(500, min=1, help=desk.tr.t("How many lines at most.")),
    ) -> None:
        wanted = tuple(_one_of(one, SEVERITY_ORDER) for one in severity)
        with desk.open() as app_:
            number = run or next((one.id for one in app_.ask(Runs(1))), 0)
            found = app_.ask(RunVerdicts(number, wanted, rule, limit, unit=unit, owner=owner))
        desk.document({"run": number, "findings": [asdict(one) for one in found]})
        headers = (N_("rule"), N_("subject"), N_("answer"), N_("severity"))
        rows = [
            (one.rule, f"{one.type}:{one.code}", result_word(desk.tr, one.result), _severity(desk, one.severity))
            for one in found
        ]
        desk.table(headers, rows)


def _add_compare(group: typer.Typer, desk: Desk) -> None:
    @group.command(help=desk.tr.t("A run beside an earlier one: new, came back, changed, persisting, resolved."))
    def compare(
        run: int = typer.Argument(0, help=desk.tr.t("The run's number; the latest when left out.")),
        against: int = typer.Argument(0, help=desk.tr.t("The earlier run; the one before it when left out.")),
        turn: list[str] = typer.Option([], help=desk.tr.t("List the findings that took these turns.")),
        rule: str = typer.Option("", help=desk.tr.t("Only this rule.")),
        severity: list[str] = typer.Option([], help=desk.tr.t("Only these severities.")),
        unit: str = typer.Option(None, help=desk.tr.t("Only subjects of this unit.")),
        owner: str = typer.Option(None, help=desk.tr.t("Only subjects of this owner.")),
        limit: int = typer.Option(_AT_ONCE, min=1, help=desk.tr.t("How many findings at most.")),
    ) -> None:
        turns: Any = tuple(_one_of(one, TURNS) for one in turn)
        weights = tuple(_one_of(one, SEVERITY_ORDER) for one in severity)
        with desk.open() as app_:
            told = app_.ask(CompareRuns(run, against))
            asked = ComparedFindings(told.run.id, told.against.id, turns, rule, weights, unit, owner, limit)
            found = app_.ask(asked) if turns else ()
        desk.document(_comparison(told, found))
        _say_comparison(desk, told)
        if turns:
            headers = (N_("turn"), N_("rule"), N_("subject"), N_("was"), N_("answer"), N_("unit"), N_("in charge"))
            desk.table(headers, [_finding_line(desk, one) for one in found])


def _one_of(word: str, words: tuple[str, ...]) -> str:
    if word not in words:
        raise CallerMistake(
            said("{word} is none of these words.", word=word), said("Words: {words}", words="、".join(words))
        )
    return word


def _run(one: StoredRun) -> dict[str, Any]:
    return {
        "id": one.id,
        "as_of": one.as_of.isoformat(),
        "known_at": None if one.known_at is None else one.known_at.isoformat(),
        "made_at": one.made_at.isoformat(),
        "scope": one.scope,
        "subjects": one.subjects,
        "counts": one.counts,
        "digest": one.digest,
        "change": one.change,
    }


def _run_line(one: StoredRun) -> tuple[Any, ...]:
    made = one.made_at.isoformat(" ", "minutes")
    missing = one.counts["unknown"] + one.counts["error"]
    return (one.id, one.as_of.isoformat(), made, f"{one.counts['fail']:,}", f"{missing:,}", one.digest[:12])


def _part_line(desk: Desk, one: RunPart) -> tuple[Any, ...]:
    return (one.key or "—", _severity(desk, one.severity), one.fails, one.history, one.unknown, one.subjects)


def _severity(desk: Desk, severity: str | None) -> str:
    return severity_word(desk.tr, severity) if severity else ""


def _comparison(told: Compared, found: tuple[ComparedFinding, ...]) -> dict[str, Any]:
    return {
        "run": _run(told.run),
        "against": _run(told.against),
        "turns": told.turns,
        "by_rule": told.by_rule,
        "rules_added": told.rules_added,
        "rules_dropped": told.rules_dropped,
        "findings": [asdict(one) for one in found],
    }


def _say_comparison(desk: Desk, told: Compared) -> None:
    desk.say(
        said(
            "Run {run} (as of {day}) beside run {against} (as of {before}).",
            run=told.run.id,
            day=told.run.as_of.isoformat(),
            against=told.against.id,
            before=told.against.as_of.isoformat(),
        )
    )
    headers = (N_("rule"), *(TURN_WORDS[name] for name in TURNS))
    lines = [(rule, *(by.get(name, 0) for name in TURNS)) for rule, by in sorted(told.by_rule.items())]
    desk.table(headers, [*lines, ("", *(told.turns[name] for name in TURNS))])
    for rules, sentence in (
        (told.rules_added, said("Only the later run judged: {rules}", rules="、".join(told.rules_added))),
        (told.rules_dropped, said("Only the earlier run judged: {rules}", rules="、".join(told.rules_dropped))),
    ):
        if rules:
            desk.say(sentence)


def _finding_line(desk: Desk, one: ComparedFinding) -> tuple[str, ...]:
    was, result = (result_word(desk.tr, word) if word else "" for word in (one.was, one.result))
    return (desk.tr.t(TURN_WORDS[one.turn]), one.rule, f"{one.type}:{one.code}", was, result, one.unit, one.owner)
