"""Tuning the rule book of a workspace: overlay, tune, impact, coverage."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from auditor.cli.desk import Desk
from auditor.errors import CallerMistake
from auditor.i18n import N_, said
from auditor.services.shown import severity_word

if TYPE_CHECKING:
    from auditor.rulebook.overlay import Difference
    from auditor.services.impact import Impact, OfRule
    from auditor.services.overlays import Wish

_DIFFERENCES = (N_("rule"), N_("what"), N_("in the pack"), N_("here"))
_MOVES = (N_("rule"), N_("newly failing"), N_("no longer failing"), N_("other changes"))
_TURNED = (N_("rule"), N_("subject"), N_("now"), N_("then"), N_("unit"), N_("in charge"))
_COVERED = (N_("rule"), N_("subject"), N_("pass"), N_("fail"), N_("unknown"), N_("not applicable"), N_("says nothing"))
_SILENCES = (N_("nobody"), N_("never applies"), N_("always unknown"), N_("never fails"))
"""What auditor.services.coverage.Silence says, for the catalogue."""

_SHOWN = 20

_FROM_HELP = N_("The value holds from this day on; before it what held goes on holding.")


def add(rules: typer.Typer, desk: Desk) -> None:
    """Add what tunes the book to the ``rules`` commands."""
    _overlay(rules, desk)
    _tune(rules, desk)
    _impact(rules, desk)
    _coverage(rules, desk)


@contextmanager
def _told_in_full(desk: Desk) -> Iterator[None]:
    """Every fault of an overlay or pack that is refused, where the error tells but the first."""
    from auditor.services.impact import RulesRefused
    from auditor.services.overlays import OverlayRefused

    try:
        yield
    except (OverlayRefused, RulesRefused) as refused:
        for fault in refused.faults[1:_SHOWN]:
            desk.warn(fault.shown(desk.tr))
        if len(refused.faults) > _SHOWN:
            desk.warn(said("{n} faults.", n=len(refused.faults)))
        raise


def _overlay(rules: typer.Typer, desk: Desk) -> None:
    @rules.command(help=desk.tr.t("Show what this workspace changes in the packs, or lay down an overlay file."))
    def overlay(
        file: Path | None = typer.Argument(None, help=desk.tr.t("An overlay; it takes the place of the one there is.")),
        clear: bool = typer.Option(False, "--clear", help=desk.tr.t("Take the overlay away.")),
    ) -> None:
        from auditor.services.overlays import LayDownOverlay, OverlayNow, text_of_file

        if file is not None and clear:
            raise CallerMistake(
                said("Give a file or --clear, not both."),
                said("A new overlay takes the place of the old one by itself."),
            )
        with desk.open() as app:
            if file is None and not clear:
                shown = app.ask(OverlayNow())
                desk.document({"text": shown.text, "differences": _told(shown.differences)})
                for fault in shown.faults:
                    desk.say(fault.shown(desk.tr))
                _differences(desk, shown.differences)
                return
            with _told_in_full(desk):
                text = "" if file is None else text_of_file(file)
                done = app.do(LayDownOverlay(text, file.name if file else ""))
            desk.ack(done.change)
        desk.document({"change": done.change, "differences": _told(done.result)})
        _differences(desk, done.result)


def _tune(rules: typer.Typer, desk: Desk) -> None:
    @rules.command(help=desk.tr.t("Tune one rule: its parameters, severity, effect, or whether it is used."))
    def tune(
        rule: str,
        params: list[str] = typer.Option([], "--set", help=desk.tr.t("NAME=VALUE of a parameter.")),
        since: str = typer.Option("", "--from", help=desk.tr.t(_FROM_HELP)),
        severity: str = typer.Option(None, help=desk.tr.t("critical, high, medium, low or info.")),
        effect: str = typer.Option(None, help=desk.tr.t("block, condition or note.")),
        enabled: bool = typer.Option(None, "--on/--off", help=desk.tr.t("Whether the rule is used.")),
        waivable: bool = typer.Option(None, "--waivable/--not-waivable", help=desk.tr.t("Whether it may be waived.")),
        reset: bool = typer.Option(False, "--reset", help=desk.tr.t("As in the pack again.")),
        dry_run: bool = typer.Option(False, "--dry-run", help=desk.tr.t("Only tell who would be answered otherwise.")),
    ) -> None:
        from auditor.services.overlays import TuneRule, Wish

        since_day = desk.day(since) if since else None
        wish = Wish(rule.upper(), _pairs(params), since_day, severity, effect, enabled, waivable, reset)
        with desk.open() as app:
            if dry_run:
                # A value for later changes nobody's answer today: weighed on the day it begins.
                day = max(desk.day(None), since_day or date.min)
                _tell_impact(desk, _impact_of(desk, app, day, None, wish, ()))
                return
            done = app.do(TuneRule(wish))
            desk.ack(done.change)
        desk.document({"change": done.change, "differences": _told(done.result)})
        _differences(desk, done.result)


def _impact(rules: typer.Typer, desk: Desk) -> None:
    @rules.command(help=desk.tr.t("Who would newly fail or pass under a pack, rule or overlay of a path."))
    def impact(
        path: Path,
        as_of: str = typer.Option("", help=desk.tr.t("The day judged, also one ahead (default: today).")),
        rule: list[str] = typer.Option([], help=desk.tr.t("Only these rules.")),
    ) -> None:
        if not path.exists():
            raise CallerMistake(said("There is no {path}.", path=str(path)), said("Check the path."))
        with desk.open() as app:
            _tell_impact(desk, _impact_of(desk, app, desk.day(as_of or None), path, None, tuple(rule)))


def _coverage(rules: typer.Typer, desk: Desk) -> None:
    @rules.command(help=desk.tr.t("Rules that say nothing about today's data, and columns that no rule reads."))
    def coverage(as_of: str = typer.Option("", help=desk.tr.t("The day judged (default: today)."))) -> None:
        from auditor.services.coverage import RulesCoverage

        with desk.open() as app, desk.progress() as monitor:
            found = app.run(RulesCoverage(desk.day(as_of or None)), monitor)
        counts = [
            (one.rule, one.type, one.passed, one.failed, one.unknown, one.notapplicable, one.silence or "")
            for one in found.rules
        ]
        names = ("rule", "subject", "pass", "fail", "unknown", "notapplicable", "silence")
        unread = [f"{sheet}.{column}" for sheet, column in found.unread]
        desk.document({"rules": [dict(zip(names, row, strict=True)) for row in counts], "unread": unread})
        desk.table(_COVERED, [(*row[:-1], desk.tr.t(str(row[-1])) if row[-1] else "") for row in counts])
        desk.say(said("Columns that no rule reads: {names}", names=", ".join(unread)))


def _impact_of(desk: Desk, app: Any, day: Any, path: Path | None, wish: Wish | None, rules: tuple[str, ...]) -> Impact:
    from auditor.services.impact import RulesImpact

    with _told_in_full(desk), desk.progress() as monitor:
        found: Impact = app.run(RulesImpact(day, path, wish, rules), monitor)
    return found


def _tell_impact(desk: Desk, found: Impact) -> None:
    desk.document(
        {
            "as_of": found.as_of.isoformat(),
            "judged": list(found.judged),
            "newly_failing": found.newly_failing,
            "no_longer_failing": found.no_longer_failing,
            "rules": [_of_rule(one) for one in found.rules],
        }
    )
    desk.table(_MOVES, [_moves(one) for one in found.rules])
    if found.rules:
        desk.table((N_("unit"), *_MOVES[1:3]), _summed(one.by_unit for one in found.rules))
        desk.table((N_("in charge"), *_MOVES[1:3]), _summed(one.by_owner for one in found.rules))
    named = [(rule.rule, one) for rule in found.rules for one in rule.named][:_SHOWN]
    desk.table(
        _TURNED,
        [
            (rule, f"{o.type}:{o.code}", _answer(desk, o.before), _answer(desk, o.after), o.unit, o.owner)
            for rule, o in named
        ],
    )
    desk.say(
        said(
            "{n} rules judged both ways on {day}: {failing} newly failing, {healed} no longer failing.",
            n=len(found.judged),
            day=found.as_of.isoformat(),
            failing=found.newly_failing,
            healed=found.no_longer_failing,
        )
    )


def _summed(groups: Iterable[Mapping[str, list[int]]]) -> list[tuple[str, int, int]]:
    """Over all rules, by name: newly failing and no longer failing, the most concerned first."""
    totals: dict[str, list[int]] = {}
    for group in groups:
        for name, (newly, healed) in group.items():
            both = totals.setdefault(name, [0, 0])
            both[0] += newly
            both[1] += healed
    ordered = sorted(totals.items(), key=lambda one: (-sum(one[1]), one[0]))
    return [(name or "–", newly, healed) for name, (newly, healed) in ordered[:_SHOWN]]


def _answer(desk: Desk, answer: str) -> str:
    result, _colon, severity = answer.partition(":")
    word = desk.tr.t(result)
    return f"{word} · {severity_word(desk.tr, severity)}" if severity else word


def _of_rule(one: OfRule) -> dict[str, Any]:
    return {
        "rule": one.rule,
        "moves": [{"from": a, "to": b, "count": n} for (a, b), n in sorted(one.moves.items())],
        "by_unit": {name: {"newly_failing": n, "no_longer": h} for name, (n, h) in sorted(one.by_unit.items())},
        "by_owner": {name: {"newly_failing": n, "no_longer": h} for name, (n, h) in sorted(one.by_owner.items())},
        "subjects": [{"subject": f"{o.type}:{o.code}", "from": o.before, "to": o.after} for o in one.named],
    }


def _moves(one: OfRule) -> tuple[str, int, int, int]:
    newly, healed = one.count(newly=True), one.count(newly=False)
    return one.rule, newly, healed, one.moves.total() - newly - healed


def _told(differences: tuple[Difference, ...]) -> list[dict[str, str]]:
    return [{"rule": one.rule, "what": one.what, "before": one.before, "after": one.after} for one in differences]


def _differences(desk: Desk, differences: tuple[Difference, ...]) -> None:
    if not differences:
        desk.say("The packs are in force as published.")
        return
    rows = [(one.rule, one.what, _value(desk, one.before), _value(desk, one.after)) for one in differences]
    desk.table(_DIFFERENCES, rows)


def _value(desk: Desk, text: str) -> str:
    """A value of a difference for people: switches in words, no day where it holds for all days."""
    from auditor.rulebook.overlay import BEGINNING

    switches = {"True": N_("yes"), "False": N_("no")}
    return desk.tr.t(switches[text]) if text in switches else text.replace(f" ({BEGINNING})", "")


def _pairs(given: list[str]) -> dict[str, str]:
    found = {}
    for one in given:
        name, mark, value = one.partition("=")
        if not mark:
            raise CallerMistake(
                said("{given} is no NAME=VALUE.", given=one), said("What is allowed stands in: auditor rules show RULE")
            )
        found[name.strip()] = value
    return found
