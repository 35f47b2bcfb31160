"""Cases for scripts: one case with its clocks and its story, what happened in it, the queues, the points."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from auditor.cli.desk import Desk
from auditor.cli.points import DAY, add_points
from auditor.errors import CallerMistake
from auditor.i18n import N_, Message, said

if TYPE_CHECKING:
    from datetime import datetime

    from auditor.services.cases.case import CaseShown
    from auditor.services.cases.clocks import Clock
    from auditor.services.cases.queues import Queue

_EVENT = N_(
    "What happened: received, accepted, responded, waiting, resumed, decided, sanctioned, appealed, appeal_decided, "
    "corrected, verified, closed, reopened, message, note; new: take it in with FIELD=VALUE, --at is when it reached "
    "us; left out: show the case."
)
NEW = "new"

_CLOSED = N_("Closed cases instead of open ones, the latest closing first; --since and --until are about the closing.")
_EVERY = N_(
    "All cases, closed ones included, the latest entered first; --since and --until are about when they happened."
)
_TEXT = N_("Begins the number, or finds whom the case is about; with --closed or --every.")
_SINCE = N_("The first day (ISO): statistics of the last twelve months when left out.")
_UNTIL = N_("The last day (ISO): statistics until today when left out.")


def add(app: typer.Typer, desk: Desk) -> None:
    """Add case, cases and points."""
    _add_case(app, desk)
    _add_cases(app, desk)
    add_points(app, desk)


def _add_case(app: typer.Typer, desk: Desk) -> None:

    @app.command(help=desk.tr.t("Show a case with its clocks and its story, or log what happened in it."))
    def case(
        code: str = typer.Argument(..., help=desk.tr.t("Its number, or PLATFORM:NUMBER.")),
        event: str = typer.Argument("", help=desk.tr.t(_EVENT)),
        values: list[str] = typer.Argument(None, help=desk.tr.t("new: FIELD=VALUE, one or more.")),
        at: str = typer.Option(None, help=desk.tr.t("When (ISO, Asia/Shanghai); now when left out.")),
        by: str = typer.Option("", help=desk.tr.t("Who did it.")),
        text: str = typer.Option("", help=desk.tr.t("What was said or done; the grounds of an appeal.")),
        party: str = typer.Option("", help="consumer, merchant, host, agency, platform, authority, us"),
        due: str = typer.Option("", help=desk.tr.t("By when an answer is due (ISO).")),
        outcome: str = typer.Option("", help="decided: substantiated, unsubstantiated, malicious, overturned"),
        severity: str = typer.Option("", help="decided: minor, major, critical"),
        sanction: str = typer.Option(
            "", help=desk.tr.t("sanctioned: which one (warning, restrict, ban_live, fine …).")
        ),
        function: str = typer.Option("", help=desk.tr.t("sanctioned: the function that is restricted.")),
        platform: str = typer.Option("", help=desk.tr.t("sanctioned: the platform.")),
        since: str = typer.Option(
            "", "--from", help=desk.tr.t("sanctioned: its first day; the day itself when left out.")
        ),
        until: str = typer.Option("", help=desk.tr.t("sanctioned: its last day, or 永久 (permanent).")),
        result: str = typer.Option("", help="appeal_decided: upheld, partly, rejected, withdrawn"),
        action: int = typer.Option(None, help=desk.tr.t("corrected, verified: the number of the action.")),
        why: str = typer.Option("", help=desk.tr.t("Why (stays in the log).")),
        as_of: str = typer.Option(None, help=desk.tr.t(DAY)),
    ) -> None:
        if not event:
            _show(desk, code, as_of)
            return
        from auditor.cli.instants import instant
        from auditor.services.cases.logging import LogCaseEvent

        if event == NEW:
            _take_in(desk, code, values or [], instant(at), why)
            return
        _no_fields(code, values)
        command = LogCaseEvent(
            code, event, instant(at), by, text, party, due, outcome, severity, sanction, function, platform,
            since, until, result, action, why,
        )  # fmt: skip
        _log(desk, command)


def _no_fields(code: str, values: list[str] | None) -> None:
    """Fields go with a new case alone."""
    if values:
        told = said("“{text}” belongs to no event: fields are given with new.", text=values[0])
        raise CallerMistake(told, said("Change a field: auditor set case:{code} FIELD=VALUE", code=code))


def _log(desk: Desk, command: Any) -> None:
    from auditor.services.cases.story import STAGES
    from auditor.services.cases.telling import state_json
    from auditor.services.editing.checking import line_of

    with desk.open() as opened:
        done = opened.do(command)
        desk.ack(done.change)
    logged = done.result
    desk.document(
        {
            "case": logged.case,
            "event": logged.kind,
            "state": state_json(logged.state),
            "problems": [
                {"field": one.field, "level": one.level, "code": one.code, "message": desk.tr.t(one.message)}
                for one in logged.warnings
            ],
            "change": done.change,
        }
    )
    for one in logged.warnings:
        desk.warn(line_of(one))
    desk.say(said("Case {case}: {stage}.", case=logged.case, stage=Message(STAGES[logged.state.stage])))


def _take_in(desk: Desk, code: str, values: list[str], received: datetime | None, why: str) -> None:
    from auditor.cli.editing import pair, saved, tell
    from auditor.services.cases.intake import TakeInCase

    texts = (("code", code), *(pair(one) for one in values))
    with desk.open() as opened:
        tell(desk, saved(desk, opened, TakeInCase(texts, received, why)))


def _show(desk: Desk, code: str, as_of: str | None) -> None:
    from auditor.services.cases.case import CaseOf
    from auditor.services.cases.story import STAGES
    from auditor.services.cases.telling import case_json, moment_text
    from auditor.services.today.rows import enum_word

    with desk.open() as opened:
        shown = opened.ask(CaseOf(code, desk.day(as_of)))
    desk.document(case_json(shown, desk.tr))
    if desk.common.json == "-":
        return
    stage = Message(STAGES[shown.state.stage])
    who, outcome = shown.who, enum_word("outcome", shown.outcome)
    named = {"case": shown.name, "subject": who.reference, "name": who.name, "stage": stage, "outcome": outcome}
    desk.say(said("Case {case}, {subject} {name}: {stage}; held to be: {outcome}", **named))
    if shown.state.waiting is not None:
        since = (moment_text(shown.state.waiting) or "").replace("T", " ")
        desk.say(said("Waiting for the other side since {at}; clocks that may stand still do.", at=since))
    if shown.own_fault is not None:
        desk.say(shown.own_fault)
    for caution in shown.cautions:
        desk.say(caution)
    for again in shown.earlier:
        desk.say(again.told)
    _tables(desk, shown)
    _verdicts(desk, shown)
    for one in shown.gate:
        before = said("Before it can be closed: {what}", what=one)
        desk.say(before if shown.state.closed is None else said("Closed, although: {what}", what=one))


def _verdicts(desk: Desk, shown: CaseShown) -> None:
    """What became of the actions, and which of them are said in public."""
    from auditor.services.cases.recurrence import VERDICTS
    from auditor.services.cases.statements import KINDS

    public = {one.number: one.kind for one in shown.statements}
    rows = []
    for one in shown.verdicts:
        kind = desk.tr.t(KINDS[public[one.number]]) if one.number in public else ""
        until = "" if one.until is None else one.until.isoformat()
        rows.append((one.number, kind, desk.tr.t(VERDICTS[one.state]), until, ", ".join(one.by)))
    if rows:
        desk.table((N_("action"), N_("made in public"), N_("verdict"), N_("watched until"), N_("repeated by")), rows)


def _tables(desk: Desk, shown: CaseShown) -> None:
    from auditor.model.types import datetime_of
    from auditor.services.cases.telling import event_text, event_word, said_by

    if shown.clocks:
        head = (N_("clock"), N_("ends"), N_("state"), N_("time waited"), N_("rests on"))
        desk.table(head, [_clock(desk, one, shown.now) for one in shown.clocks])
    rows = []
    for event in shown.story:
        at = datetime_of(event.at)
        when = at.date().isoformat() if event.all_day else at.isoformat(" ", "minutes")
        number = f" {event.number}" if event.number else ""
        lang = desk.tr.language
        rows.append((when, event_word(event.kind, lang) + number, said_by(event, lang), event_text(event, lang)))
    desk.table((N_("when"), N_("event"), N_("by whom"), N_("what")), rows)
    for records in (shown.sanctions, shown.appeals, shown.actions):
        _records(desk, records)


def _records(desk: Desk, records: Any) -> None:
    from auditor.i18n import Twin
    from auditor.model.sheets import BY_NAME
    from auditor.services.editing.checking import field_words
    from auditor.services.shown import shown_value

    tr = desk.tr
    for record in records:
        sheet = BY_NAME[record.sheet]
        told = [
            tr.t(Message("{field} {value}", {"field": field_words(one), "value": value}))
            for one in sheet.fields
            if one.name != "case" and record.values.get(one.name) not in (None, ())
            for value in [shown_value(one, record.values[one.name], tr.language)]
        ]
        title = tr.t(Message("{text}", {"text": Twin(sheet.zh, sheet.name.capitalize())}))
        desk.say(Message("{text}", {"text": title + tr.both("：", ": ") + tr.both("；", "; ").join(told)}))


def _clock(desk: Desk, clock: Clock, now: Any) -> tuple[str, ...]:
    from auditor.services.cases.telling import STATES, cites, due_text, duration
    from auditor.services.cases.terms import TITLES

    due = (due_text(clock.due, clock.all_day) or "").replace("T", " ")
    waited = desk.tr.t(duration(clock.paused)) if clock.paused else ""
    title = desk.tr.t(TITLES[clock.term.kind]) + (f" {clock.number}" if clock.number else "")
    return title, due, desk.tr.t(STATES[clock.state(now)]), waited, desk.tr.t(cites(clock))


def _add_cases(app: typer.Typer, desk: Desk) -> None:

    @app.command(
        help=desk.tr.t(
            "Open cases, what ends first on top: all, mine, appeal, overdue, today, category, owner; or statistics."
        )
    )
    def cases(
        queue: str = typer.Argument(
            "all", help="all, mine NAME, appeal, overdue, today, category CATEGORY, owner NAME; statistics"
        ),
        value: str = typer.Argument("", help=desk.tr.t("The name, or the category.")),
        as_of: str = typer.Option(None, help=desk.tr.t(DAY)),
        limit: int = typer.Option(100, min=1, max=1_000_000, help=desk.tr.t("Cases shown.")),
        closed: bool = typer.Option(False, "--closed", help=desk.tr.t(_CLOSED)),
        every: bool = typer.Option(False, "--every", help=desk.tr.t(_EVERY)),
        text: str = typer.Option("", help=desk.tr.t(_TEXT)),
        since: str = typer.Option(None, help=desk.tr.t(_SINCE)),
        until: str = typer.Option(None, help=desk.tr.t(_UNTIL)),
        subject: str = typer.Option("", help=desk.tr.t("statistics: only about one: host:H0001, merchant:M001 …")),
        xlsx: Path = typer.Option(None, help=desk.tr.t("statistics: write them there as a workbook.")),
    ) -> None:
        if queue == "statistics":
            from auditor.cli.case_figures import figures

            figures(desk, since, until, subject, xlsx)
            return
        if closed or every:
            from auditor.cli.case_list import case_filter, list_cases

            first, last = (desk.day(one) if one else None for one in (since, until))
            chosen = case_filter(queue, value, closed=not every, since=first, until=last, text=text)
            list_cases(desk, chosen, desk.day(as_of), limit)
            return
        from auditor.services.cases.queues import CaseQueue

        with desk.open() as opened:
            found = opened.ask(CaseQueue(queue, value, desk.day(as_of), limit))
        desk.document(_queue_json(desk, found))
        if desk.common.json != "-":
            _queue(desk, found, appeals=queue == "appeal")


def _queue(desk: Desk, found: Queue, *, appeals: bool) -> None:
    from auditor.services.cases.story import STAGES
    from auditor.services.cases.telling import STATES, due_text
    from auditor.services.cases.terms import TITLES
    from auditor.services.today.rows import enum_word

    desk.say(said("Open cases: {n}", n=f"{found.count:,}{'+' if found.more else ''}"))
    rows = []
    for one in found.rows:
        clock = one.appeal if appeals else one.clock
        due = "" if clock is None else (due_text(clock.due, clock.all_day) or "").replace("T", " ")
        title = "" if clock is None else desk.tr.t(TITLES[clock.term.kind])
        state = "" if clock is None else desk.tr.t(STATES[clock.state(found.now)])
        if one.own_fault:
            state = desk.tr.t(N_("our own fault"))
        category = desk.tr.t(Message("{text}", {"text": enum_word("case_category", one.category, one.category_text)}))
        stage, owner = desk.tr.t(STAGES[one.stage]), one.handler or one.who.owner
        rows.append((one.name, due, title, state, stage, category, one.who.name, owner))
    head = (
        N_("case"),
        N_("ends"),
        N_("clock"),
        N_("state"),
        N_("stage"),
        N_("case category"),
        N_("subject"),
        N_("in charge"),
    )
    if rows:
        desk.table(head, rows)


def _queue_json(desk: Desk, found: Queue) -> dict[str, Any]:
    from auditor.cli.case_list import case_json
    from auditor.services.cases.telling import clock_json

    return {
        "count": found.count,
        "more": found.more,
        "queues": dict(found.queues),
        "categories": dict(found.categories),
        "owners": dict(found.owners),
        "cases": [
            {
                **case_json(one),
                "stage": one.stage,
                "waiting": one.waiting,
                "own_fault": one.own_fault,
                "repeats": one.repeats or None,
                "clock": None if one.clock is None else clock_json(one.clock, found.now, desk.tr),
                "appeal": None if one.appeal is None else clock_json(one.appeal, found.now, desk.tr),
            }
            for one in found.rows
        ],
    }
