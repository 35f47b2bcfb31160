"""Logging what happened in a case: one change through the one write path, refused in words where it cannot be so."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from auditor.clock import wall
from auditor.errors import CallerMistake
from auditor.i18n import Message, said
from auditor.model.enums import words
from auditor.model.types import DAY_SECONDS, datetime_of, second_of
from auditor.services.cases import story as s
from auditor.services.cases.case import case_number
from auditor.services.cases.clocks import Moment
from auditor.services.cases.gate import Parts, decided, lacking, parts_of, undone
from auditor.services.cases.recurrence import earlier
from auditor.services.cases.told_columns import columns_of, filled, text_of
from auditor.services.context import Context
from auditor.services.editing.checking import Told
from auditor.services.editing.saving import SaveRecord, save_record
from auditor.services.records.coded import CodedRecords
from auditor.services.verbs import Command
from auditor.storage.work import Work


@dataclass(frozen=True, slots=True)
class LoggedEvent:
    """What was stored: the case's name, the state that follows, what looks wrong and was stored all the same."""

    case: str
    kind: str
    state: s.State
    warnings: tuple[Told, ...] = ()


@dataclass(frozen=True, slots=True)
class LogCaseEvent(Command[LoggedEvent]):
    """Something happened in a case; ``at`` (naive wall time) is now when left out.

    ``outcome`` and ``severity`` go with ``decided``; ``sanction``, ``function``, ``platform``, ``since``, ``until``
    (a day or 永久) with ``sanctioned``; ``due`` with any, for ``appealed`` the day of the answer; ``result`` with
    ``appeal_decided``; ``action`` (its number) with ``corrected`` and ``verified``.
    """

    case: str
    kind: str
    at: datetime | None = None
    by: str = ""
    text: str = ""
    party: str = ""
    due: str = ""
    outcome: str = ""
    severity: str = ""
    sanction: str = ""
    function: str = ""
    platform: str = ""
    since: str = ""
    until: str = ""
    result: str = ""
    action: int | None = None
    why: str = ""


class CaseRefused(CallerMistake):
    """Nothing was stored; ``field`` is where the form tells it."""

    def __init__(self, field: str, message: Message, hint: Message | None = None) -> None:
        super().__init__(message, hint or said("Nothing was stored."))
        self.field = field


@dataclass(frozen=True, slots=True)
class Given:
    """The case as it stands, and as it stood when the event happened."""

    command: LogCaseEvent
    number: int
    name: str
    parts: Parts
    at: datetime
    then: s.State
    """What had happened by the moment of the event."""
    now: s.State


Rows = list[tuple[str, int | None, dict[str, str]]]
"""What is to be stored: sheet, id (None: a new row), texts by field."""


def log_case_event(context: Context, work: Work, command: LogCaseEvent) -> LoggedEvent:
    """Hold the event against the story, then store it with what follows from it in the case's own columns."""
    given = _given(context, work, command)
    _possible(given, wall(context.clock))
    warnings: tuple[Told, ...] = ()
    for sheet, number, texts in _rows(given):
        saved = save_record(context, work, SaveRecord(sheet, number, tuple(texts.items()), why=command.why))
        warnings += saved.warnings
    work.record.why = command.why.strip() or f"{given.name} {command.kind}"
    parts = parts_of(work.connection, given.number)
    if command.kind == s.DECIDED:
        warnings += tuple(_repeats(context, work, parts))
    return LoggedEvent(given.name, command.kind, s.folded(parts.story()), warnings)


def _repeats(context: Context, work: Work, parts: Parts) -> Iterator[Told]:
    """What a decision makes a repeat of."""
    now = second_of(wall(context.clock))
    for one in earlier(work.connection, parts.case, Moment(now, (context.today_number + 1) * DAY_SECONDS)):
        yield Told("outcome", "warning", "repeats", one.told)


def _given(context: Context, work: Work, command: LogCaseEvent) -> Given:
    number = case_number(context, work.connection, command.case)
    parts = parts_of(work.connection, number)
    story = parts.story()
    at = (command.at or wall(context.clock)).replace(microsecond=0)
    then = s.folded(s.until(story, second_of(at) + 1))
    name = CodedRecords(work.connection).name("case_record", number)
    return Given(command, number, name, parts, at, then, s.folded(story))


def _possible(given: Given, now: datetime) -> None:
    """Raises CaseRefused where the event cannot have happened so."""
    kind = given.command.kind
    if kind not in s.KINDS[1:]:
        names = ", ".join(f"{one.code} {one.zh}" for one in words("case_event"))
        raise CaseRefused(
            "kind", said("{kind} is nothing that happens in a case.", kind=kind), said("Events: {names}", names=names)
        )
    if given.at > now:
        raise CaseRefused("at", said("{at} lies ahead: log it once it has happened.", at=_told(second_of(given.at))))
    happened = given.parts.case.occurred_at
    if second_of(given.at) < happened:
        raise CaseRefused("at", said("Nothing can happen in a case before {at}, when it began.", at=_told(happened)))
    if given.then.closed is not None and kind not in (s.REOPENED, s.MESSAGE, s.NOTE):
        raise CaseRefused(
            "kind", said("The case was closed on {at}.", at=_told(given.then.closed)), said("Log reopened first.")
        )
    check = _CHECKS.get(kind)
    if check is not None:
        check(given)


def _received(given: Given) -> None:
    if given.now.received is not None:
        raise CaseRefused("kind", said("When it reached us is recorded already: {at}.", at=_told(given.now.received)))
    at = second_of(given.at)
    later = min((one for one in (given.now.accepted, given.now.responded) if one is not None), default=at)
    if later < at:
        told = said("It was accepted or answered on {at}: it reached us before.", at=_told(later))
        raise CaseRefused("at", told)


def _accepted(given: Given) -> None:
    if given.now.accepted is not None and given.then.reopened is None:
        raise CaseRefused("kind", said("The case was accepted already, on {at}.", at=_told(given.now.accepted)))


def _responded(given: Given) -> None:
    if given.now.responded is not None and given.then.reopened is None:
        raise CaseRefused(
            "kind",
            said("The first answer was recorded already, on {at}.", at=_told(given.now.responded)),
            said("Log message for what was said later."),
        )


def _waiting(given: Given) -> None:
    if given.then.waiting is not None:
        raise CaseRefused("kind", said("The case waits already, since {at}.", at=_told(given.then.waiting)))


def _resumed(given: Given) -> None:
    if given.then.waiting is None:
        raise CaseRefused("kind", said("The case was not waiting, so there is nothing to resume."))


def _decided(given: Given) -> None:
    known = decided(given.parts.case, given.now) and given.parts.case.appeal != "granted"
    if not given.command.outcome and not known:
        codes = ", ".join(one.code for one in words("outcome") if one.code != "open")
        raise CaseRefused(
            "outcome", said("A decision says what the case was held to be."), said("Outcomes: {codes}", codes=codes)
        )
    if given.command.outcome in ("open", "待核实"):
        raise CaseRefused("outcome", said("An open outcome is no decision."))
    if known and given.now.reopened is None and not _same_outcome(given):
        raise CaseRefused(
            "outcome",
            said("Another decision stands, of {at}.", at=_told(given.now.decided or given.parts.case.occurred_at)),
            said(
                "Decide anew after an appeal that won or once it was reopened; else undo it, or change the case's data."
            ),
        )


def _same_outcome(given: Given) -> bool:
    """Whether the decision says what stands already, or nothing."""
    meant = given.command.outcome
    stands = next((one for one in words("outcome") if one.code == given.parts.case.outcome), None)
    return not meant or (stands is not None and meant in (stands.code, stands.zh, stands.en, *stands.aliases))


def _sanctioned(given: Given) -> None:
    if given.parts.case.outcome != "substantiated" or given.parts.case.appeal == "granted":
        raise CaseRefused("kind", said("Only a case that was held to be substantiated is sanctioned."))
    if not given.command.sanction:
        raise CaseRefused("sanction", said("Say which sanction it is, with its end or 永久 (permanent)."))
    if not given.command.until:
        raise CaseRefused("until", said("A sanction has a last day, or is 永久 (permanent)."))


def _appealed(given: Given) -> None:
    if not decided(given.parts.case, given.then):
        raise CaseRefused("kind", said("There is no decision yet to appeal against."))
    if given.now.appeals:
        raise CaseRefused("kind", said("An appeal is open already: one at a time."))


def _appeal_decided(given: Given) -> None:
    if not given.then.appeals and given.parts.case.appeal != "pending":
        raise CaseRefused("kind", said("No appeal is open that could be answered."))
    if not given.command.result or given.command.result in ("pending", "申诉中", "待答复"):
        codes = ", ".join(one.code for one in words("appeal_result") if one.code != "pending")
        raise CaseRefused("result", said("Say how the appeal ended."), said("Results: {codes}", codes=codes))


def _corrected(given: Given) -> None:
    if given.parts.actions:
        _chosen(given, verified=False)


def _verified(given: Given) -> None:
    if not given.command.by.strip():
        raise CaseRefused("by", said("Say who verified it: another person than the one who did it."))
    _chosen(given, verified=True)


def _closed(given: Given) -> None:
    missing = list(lacking(given.parts, given.then))
    if missing:
        first, *others = missing
        told = first if not others else said("{first} {second}", first=first, second=others[0])
        raise CaseRefused("kind", said("The case cannot be closed. {why}", why=told))
    at = second_of(given.at)
    behind = [one for one in given.parts.story() if one.kind not in _BESIDE and not one.all_day and one.at > at]
    if behind:
        last = max(behind, key=lambda one: one.at)
        told = said("Something happened in the case as late as {at}: it is closed after that.", at=_told(last.at))
        raise CaseRefused("at", told)


_BESIDE = frozenset({s.MESSAGE, s.NOTE, s.REOPENED, s.CLOSED})
"""What may lie behind a closing."""


def _reopened(given: Given) -> None:
    if given.then.closed is None:
        raise CaseRefused("kind", said("The case is not closed."))


def _said(given: Given) -> None:
    if not given.command.text.strip() and not given.command.due:
        raise CaseRefused("text", said("Say what was said: an entry without a word tells nobody anything."))


_CHECKS: Mapping[str, Callable[[Given], None]] = {
    s.RECEIVED: _received,
    s.ACCEPTED: _accepted,
    s.RESPONDED: _responded,
    s.WAITING: _waiting,
    s.RESUMED: _resumed,
    s.DECIDED: _decided,
    s.SANCTIONED: _sanctioned,
    s.APPEALED: _appealed,
    s.APPEAL_DECIDED: _appeal_decided,
    s.CORRECTED: _corrected,
    s.VERIFIED: _verified,
    s.CLOSED: _closed,
    s.REOPENED: _reopened,
    s.MESSAGE: _said,
    s.NOTE: _said,
}


def _chosen(given: Given, *, verified: bool) -> Any:
    """The action that is meant: the one named, else the only one it can be."""
    wanted = given.command.action
    can = undone(given.parts.actions, verified=verified)
    found = [one for one in can if wanted is None or one.number == wanted]
    if len(found) == 1:
        return found[0]
    numbers = ", ".join(str(one.number) for one in can) or "-"
    if not found:
        first = said("There is no action to verify: it is carried out first.")
        what = first if verified else said("There is no such action left to carry out.")
        raise CaseRefused("action", what, said("Actions: {numbers}", numbers=numbers))
    raise CaseRefused("action", said("Say which action is meant."), said("Actions: {numbers}", numbers=numbers))


def _rows(given: Given) -> Rows:
    """The rows that the event changes and adds; those beneath the case first, the case's own columns last."""
    command, day = given.command, given.at.date().isoformat()
    found: Rows = []
    whole = True
    if command.kind == s.SANCTIONED:
        found.append(("sanctions", None, filled(
            case=given.name, kind=command.sanction, function=command.function, platform=command.platform,
            valid_from=command.since or day, valid_until=command.until,
        )))  # fmt: skip
    elif command.kind == s.APPEALED:
        number = 1 + max((one.number for one in given.parts.appeals), default=0)
        filed = {"case": given.name, "number": str(number), "filed_at": text_of(given.at)}
        found.append(("appeals", None, filed | filled(due_at=command.due, reason=command.text)))
    elif command.kind == s.APPEAL_DECIDED:
        answered = {"decided_at": text_of(given.at), "result": command.result}
        answering = [one for one in given.parts.appeals if one.number in given.then.appeals]
        found += [("appeals", one.id, dict(answered)) for one in answering]
    elif command.kind in (s.CORRECTED, s.VERIFIED) and given.parts.actions:
        verified = command.kind == s.VERIFIED
        action = _chosen(given, verified=verified)
        names = ("verified_on", "verified_by") if verified else ("done_on", "done_by")
        found.append(("actions", action.id, filled(**dict(zip(names, (day, command.by), strict=True)))))
        # What is done about one of several actions stands with it; the case is corrected when all of them are.
        column = "verified_on" if verified else "done_on"
        whole = all(one.id == action.id or getattr(one, column) is not None for one in given.parts.actions)
    if whole or command.text:
        found.append(_event(given, command.kind if whole else s.NOTE))
    own = columns_of(given) if whole else {}
    if own:
        found.append(("cases", given.number, own))
    return found


def _event(given: Given, kind: str) -> tuple[str, None, dict[str, str]]:
    command = given.command
    told = filled(by_whom=command.by, party=command.party, text=command.text, due=command.due)
    return "case_events", None, {"case": given.name, "at": text_of(_beside_others(given, kind)), "kind": kind} | told


def _beside_others(given: Given, kind: str) -> datetime:
    """The moment, or the second after it where somebody logged something else of the kind at the same one."""
    by, text = given.command.by.strip(), given.command.text.strip()
    alike = {one.at: one.text or "" for one in given.parts.events if (one.kind, one.by_whom or "") == (kind, by)}
    at = second_of(given.at)
    while at in alike:
        if alike[at] == text:
            raise CaseRefused("at", said("The same is on file already, at {at}.", at=_told(at)))
        at += 1
    return datetime_of(at)


def _told(second: int) -> str:
    return datetime_of(second).isoformat(" ", "minutes")
