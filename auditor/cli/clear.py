"""Go-live clearance: GO, CONDITIONS or NO-GO for a combination or a broadcast on file, and what hangs on it."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from auditor.cli import clear_shown as shown
from auditor.cli.desk import Desk
from auditor.cli.instants import instant as moment_known
from auditor.errors import CallerMistake
from auditor.i18n import said
from auditor.services.clearance.clearing import Clear, kept_out
from auditor.services.clearance.combination import Combination, NotOnFile
from auditor.services.clearance.lines import NO_GO

if TYPE_CHECKING:
    from auditor.app import Auditor
    from auditor.services.clearance.lines import Line
    from auditor.services.clearance.signing import SignHost


def add(app: typer.Typer, desk: Desk) -> None:
    """Add clear and tick."""
    t = desk.tr.t

    @app.command(help=t("Go-live clearance of a combination, or of a broadcast on file."))
    def clear(
        ctx: typer.Context,
        host: list[str] = typer.Option([], help=t("Code of a host.")),
        merchant: list[str] = typer.Option([], help=t("Code of a merchant.")),
        category: list[str] = typer.Option([], help=t("Category: code or Chinese word.")),
        at: str = typer.Option("", help=t("The start: YYYY-MM-DDTHH:MM.")),
        until: str = typer.Option("", help=t("The planned end: YYYY-MM-DDTHH:MM.")),
        brand: list[str] = typer.Option([], help=t("A brand that is sold.")),
        product: list[str] = typer.Option([], help=t("Code of a product.")),
        platform: str = typer.Option("", help=t("Platform: code or Chinese word; the room's when left out.")),
        room: str = typer.Option("", help=t("Code of the room.")),
        broadcast: str = typer.Option("", help=t("Code of a broadcast on file, instead of all the above.")),
        goods: str = typer.Option("", help=t("Answer a list of goods line by line: a text file, or - to read it.")),
        chains: bool = typer.Option(False, "--chains", help=t("Show the chains of brand authorisations instead.")),
        explain: str = typer.Option("", help=t("Take apart what this rule says of everybody in it.")),
        lapse: str = typer.Option("", help=t("What a lapse touches: licence:NO, authorisation:M/BRAND, training:H/C.")),
        known_at: str = typer.Option(None, help=t("As recorded at this instant (ISO).")),
        sign: str = typer.Option("", help=t("May this host be signed: her code.")),
        day: str = typer.Option(None, help=t("The day for --sign and --lapse (ISO).")),
        pdf: Path = typer.Option(None, help=t("Write the clearance sheet there.")),
        save: str = typer.Option("", help=t("Put it on file as a planned broadcast with this code.")),
    ) -> None:
        _one_question(ctx.params)
        known = _looked_back(known_at, any((pdf, save, explain)))
        if sign:
            _sign(desk, sign, day, known, explain)
            return
        if lapse:
            _lapse(desk, lapse, day, known)
            return
        who = tuple(host), tuple(merchant), tuple(category), tuple(brand), tuple(product)
        more = any((*who, platform, room, until, save))
        asked = _of_broadcast(broadcast, at, more) if broadcast else _asked(who, at, platform, room, until)
        if explain:
            _explain(desk, asked, explain)
        elif chains or goods:
            _beside(desk, asked, goods, known)
        else:
            _answer(desk, asked, pdf, save, known)

    @app.command(help=t("Tick a condition done: the record it asks for is written, and the answer turns."))
    def tick(
        rule: str,
        subject: str,
        put: list[str] = typer.Option([], "--set", help=t("COLUMN=VALUE, as in the workbook.")),
        evidence: str = typer.Option("", help=t("What proves it.")),
        file: list[Path] = typer.Option([], help=t("A scan that proves it, kept with the subject.")),
    ) -> None:
        _tick(desk, rule, subject, put, evidence, file)


_COMBINATION = {"--host", "--merchant", "--category", "--at", "--until", "--brand", "--product", "--platform",
                "--room", "--broadcast"}  # fmt: skip
_BESIDE = {
    "--sign": {"--day", "--explain"},
    "--lapse": {"--day"},
    "--goods": _COMBINATION,
    "--chains": _COMBINATION,
    "--explain": _COMBINATION,
    "": {*_COMBINATION, "--pdf", "--save"},
}
"""What may stand beside each question."""


def _one_question(given: Mapping[str, object]) -> None:
    """Refuse what would go unheard: of two questions only one is answered. Raises CallerMistake."""
    names = [f"--{name}" for name, value in given.items() if value and name != "known_at"]
    asked = next((name for name in _BESIDE if name in names), "")
    for name in names:
        if name != asked and name not in _BESIDE[asked]:
            first = asked or next(one for one in (*names, "clear") if one != name)
            raise CallerMistake(
                said("{one} and {other} do not go together.", one=first, other=name), said("Ask one thing at a time.")
            )


def _looked_back(known_at: str | None, beside: bool) -> datetime | None:
    """The moment to look back to; CallerMistake where something is asked for besides that only now can do."""
    known = moment_known(known_at)
    if known is not None and beside:
        raise CallerMistake(
            said("Looking back answers only; nothing is written of it."), said("Leave --known-at out, or the others.")
        )
    return known


def _of_broadcast(code: str, at: str, more: bool) -> Clear:
    if more:
        raise CallerMistake(
            said("A broadcast on file says itself who and what."), said("Give --broadcast, with --at at most.")
        )
    return Clear(None, code, instant(at) if at else None)


def _asked(who: tuple[tuple[str, ...], ...], at: str, platform: str, room: str, until: str) -> Clear:
    if not at:
        raise CallerMistake(said("No start is given."), said("Write --at 2026-07-01T20:00, or --broadcast CODE."))
    hosts, merchants, categories, brands, products = who
    end = instant(until) if until else None
    return Clear(Combination(hosts, merchants, categories, instant(at), brands, products, platform, room, end))


def _beside(desk: Desk, asked: Clear, goods: str, known: datetime | None) -> None:
    """A list of goods answered, else the chains."""
    from auditor.services.clearance.chains import Chains
    from auditor.services.clearance.goods import CheckGoods

    with desk.open() as app_:
        if goods:
            told = app_.ask(CheckGoods(asked, _text(goods)), known=known)
            shown.show_goods(desk, told)
            desk.document([one.as_json(desk.tr) for one in told.goods])
            desk.exit_code = 1 if told.stops else 0
            return
        found = app_.ask(Chains(asked), known=known)
        shown.show_chains(desk, found)
        desk.document([one.as_json(desk.tr) for one in found])


def _explain(desk: Desk, asked: Clear, rule: str) -> None:
    """Each line of a rule taken apart as the clearance answers it."""
    with desk.open() as app_:
        answer = app_.ask(asked)
        lines = [one for one in (*answer.reasons, *answer.to_do, *answer.notes) if one.rule == rule.upper()]
        _take_apart(desk, app_, asked, lines, rule)


def _take_apart(desk: Desk, app: Auditor, asked: Clear | SignHost, lines: list[Line], rule: str) -> None:
    from auditor.cli.explain import told as explanation
    from auditor.services.explaining import ExplainRule, as_json

    found = [app.ask(ExplainRule(one.rule, one.subject.type, one.subject.code, one.day, within=asked)) for one in lines]
    if not found:
        desk.say(said("{rule} has nothing to say against it.", rule=rule.upper()))
    for one in found:
        for line in explanation(one, desk.tr):
            desk.say(line)
    desk.document([as_json(one, desk.tr) for one in found])


def _answer(desk: Desk, asked: Clear, pdf: Path | None, save: str, known: datetime | None) -> None:
    with desk.open() as app_:
        if save and asked.combination is not None:
            from auditor.services.clearance.planning import PlanBroadcast

            desk.ack(app_.do(PlanBroadcast(asked.combination, save)).change)
            desk.say(said("On file as broadcast {code}.", code=save))
        try:
            told = app_.ask(asked, known=known)
        except NotOnFile as reason:
            if pdf is not None or asked.combination is None:
                raise
            told = kept_out(asked.combination, reason)
        if pdf is not None:
            from auditor.services.reports.clearance import ReportClearance

            with desk.progress() as monitor:
                written = app_.run(ReportClearance(asked, pdf, desk.tr.language), monitor)
            desk.say(said("Report: {path}", path=str(written.path)))
    shown.show(desk, told)
    desk.document(told.as_json(desk.tr))
    desk.exit_code = 1 if told.answer == NO_GO else 0


def _text(goods: str) -> str:
    if goods == "-":
        return sys.stdin.read()
    try:
        return Path(goods).read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError):
        raise CallerMistake(
            said("{path} cannot be read as text.", path=goods), said("Give a UTF-8 text file, a line an article.")
        ) from None


def _sign(desk: Desk, host: str, day: str | None, known: datetime | None, explain: str) -> None:
    from auditor.services.clearance.signing import SignHost

    asked = SignHost(host, desk.day(day))
    with desk.open() as app_:
        told = app_.ask(asked, known=known)
        if explain:
            lines = [one.line for one in told.lines if one.line.rule == explain.upper()]
            _take_apart(desk, app_, asked, lines, explain)
            return
    shown.show_signing(desk, told)
    desk.document(told.as_json(desk.tr))
    desk.exit_code = 1 if told.answer == NO_GO else 0


def _lapse(desk: Desk, record: str, day: str | None, known: datetime | None) -> None:
    from auditor.services.clearance.lapse import LapseTouches

    with desk.open() as app_:
        told = app_.ask(LapseTouches(record, None if day is None else desk.day(day)), known=known)
    shown.show_lapse(desk, told)
    desk.document(told.as_json(desk.tr))
    desk.exit_code = 1 if told.touched else 0


def _tick(desk: Desk, rule: str, subject: str, put: list[str], evidence: str, files: list[Path]) -> None:
    from auditor.services.attachments.attaching import AttachFiles
    from auditor.services.clearance.ticking import Tick
    from auditor.services.profiles import reference

    values = {}
    for one in put:
        name, equals, value = one.partition("=")
        if not equals:
            raise CallerMistake(said("{text} names no value.", text=one), said("Write COLUMN=VALUE."))
        values[name.strip()] = value
    with desk.open() as app_:
        done = app_.do(Tick(rule, *reference(subject), values, evidence))
        desk.ack(done.change)
        if files:
            attached = app_.run(AttachFiles(subject, tuple(files), note=evidence))
            desk.ack(attached.change)
    desk.say(said("Recorded.") if done.change is not None else said("It was recorded so already."))
    desk.document({"change": done.change, "created": done.result.created, "updated": done.result.updated})


def instant(text: str) -> datetime:
    """A wall time as people write it. Raises CallerMistake."""
    try:
        moment = datetime.fromisoformat(text.strip().replace("/", "-"))
    except ValueError:
        raise CallerMistake(said("{text} is no time.", text=text), said("Write it as 2026-07-01T20:00.")) from None
    if moment.tzinfo is not None:
        from auditor.clock import SHANGHAI

        moment = moment.astimezone(SHANGHAI).replace(tzinfo=None)
    return moment
