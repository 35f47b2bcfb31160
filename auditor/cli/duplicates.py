"""Duplicates: who may have been entered twice; two marked as different, or merged."""

from __future__ import annotations

from typing import Any, cast

import typer

from auditor.cli.desk import Desk
from auditor.errors import CallerMistake
from auditor.i18n import N_, said

_HEADERS = (N_("likeness"), N_("one"), N_("other"), N_("because"), N_("against"))
_SHEET_HEADERS = (N_("sheet"), N_("moved"), N_("folded"))
STRENGTHS = {"strong": N_("strong"), "medium": N_("moderate"), "weak": N_("weak")}


def add(app: typer.Typer, desk: Desk) -> None:
    """Add duplicates, different and merge."""

    @app.command(help=desk.tr.t("Hosts, merchants and agencies that may have been entered twice."))
    def duplicates(
        kind: str = typer.Option("", help=desk.tr.t("host, merchant or agency; all of them by default.")),
        limit: int = typer.Option(100, min=1, help=desk.tr.t("How many pairs at most.")),
    ) -> None:
        from auditor.services.duplicates import DuplicateCandidates

        with desk.open() as app_, desk.progress() as monitor:
            found = app_.run(DuplicateCandidates(kind, limit), monitor)
        desk.document(
            {
                "pairs": [_pair(desk, one) for one in found.pairs],
                "total": found.total,
                "common": found.common,
                "capped": found.capped,
            }
        )
        if not found.pairs:
            desk.say("Nobody seems to have been entered twice.")
            return
        desk.table(_HEADERS, [_row(desk, one) for one in found.pairs])
        desk.say(said("{n} pairs; merge two with: auditor merge KEEP DROP --why REASON", n=found.total))

    @app.command(help=desk.tr.t("Remember that two (TYPE:CODE) are not the same; they are offered no more."))
    def different(
        one: str,
        other: str,
        why: str = typer.Option("", help=desk.tr.t("Why (kept with the change).")),
    ) -> None:
        from auditor.services.duplicates import DistinctSubjects

        with desk.open() as app_:
            done = app_.do(DistinctSubjects(one, other, why))
            desk.ack(done.change)
        desk.document({"one": one, "other": other, "change": done.change})
        desk.say(said("{one} and {other} are kept apart.", one=one, other=other))

    _merging(app, desk)


def _merging(app: typer.Typer, desk: Desk) -> None:
    @app.command(help=desk.tr.t("Make two (TYPE:CODE) one: all that meant DROP means KEEP; undo takes it back."))
    def merge(
        keep: str,
        drop: str,
        why: str = typer.Option(..., help=desk.tr.t("Why both are the same (kept with the change).")),
        take: list[str] = typer.Option([], help=desk.tr.t("Whose value stands: FIELD=keep, FIELD=drop, LIST=both.")),
        dry_run: bool = typer.Option(False, "--dry-run", help=desk.tr.t("Only tell what would happen.")),
    ) -> None:
        from auditor.services.duplicates import Merge

        with desk.open() as app_, desk.progress() as monitor:
            merged = app_.run(Merge(keep, drop, why, tuple(_choice(word) for word in take), dry_run), monitor)
            desk.ack(merged.change)
        moved = {name: one.as_dict() for name, one in merged.moved.items()}
        desk.document(
            {
                "keep": keep,
                "drop": drop,
                "change": merged.change,
                "moved": moved,
                "fields": list(merged.fields),
                "dry_run": dry_run,
            }
        )
        desk.table(_SHEET_HEADERS, [(desk.sheet(name), *one.values()) for name, one in moved.items()])
        if dry_run:
            desk.say("A dry run: nothing was stored.")
        else:
            desk.say(said("{drop} is merged into {keep}, by change {n}.", drop=drop, keep=keep, n=merged.change))


def _choice(word: str) -> tuple[str, Any]:
    name, equals, side = word.partition("=")
    if not equals:
        raise CallerMistake(said("{word} is no choice.", word=word), said("Write FIELD=keep or FIELD=drop."))
    return name, cast("Any", side)


def _pair(desk: Desk, one: Any) -> dict[str, Any]:
    return {
        "one": f"{one.kind}:{one.one.code}",
        "other": f"{one.kind}:{one.other.code}",
        "names": [one.one.name, one.other.name],
        "strength": one.strength,
        "score": one.score,
        "reasons": [{"code": each.code, "message": desk.tr.t(each.message)} for each in one.reasons],
        "against": [{"code": each.code, "message": desk.tr.t(each.message)} for each in one.against],
    }


def _row(desk: Desk, one: Any) -> tuple[str, ...]:
    join = "；" if desk.tr.language == "zh" else "; "
    return (
        desk.tr.t(STRENGTHS[one.strength]),
        f"{one.kind}:{one.one.code} {one.one.name}",
        f"{one.kind}:{one.other.code} {one.other.name}",
        join.join(desk.tr.t(each.message) for each in one.reasons),
        join.join(desk.tr.t(each.message) for each in one.against),
    )
