"""A plain notice for a chat: to whom, what, why, by when, what to hand in; never a number that tells a person."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, datetime

from auditor.i18n import N_, Message, Translator, said
from auditor.model.masking import masked_id, masked_phone
from auditor.services.clearance.lines import CONDITIONS, GO, NO_GO, Line
from auditor.services.today.lacking import Lack, field_words
from auditor.services.today.rows import Row
from auditor.services.today.whole import Cleared

MOST_LINES = 12
"""Points of a broadcast that a notice names."""

_PERSON = re.compile(r"(?<![0-9A-Za-z])(?:[0-9]{17}[0-9Xx]|[0-9]{15})(?![0-9A-Za-z])")
_PHONE = re.compile(r"(?<![0-9])1[3-9][0-9]{9}(?![0-9])")

ANSWERS = {GO: N_("may go live"), CONDITIONS: N_("conditions to meet first"), NO_GO: N_("must not go live")}
"""A clearance in words that stand within a sentence."""


def notice(row: Row, today: date, tr: Translator, cleared: Cleared | None = None) -> str:
    """The notice about one line, in the reader's language."""
    t = tr.t
    told = [t(N_("To {name} ({code})"), name=row.who.name or row.who.code, code=row.who.code)]
    told.append(t(N_("What: {what}"), what=t(row.what)))
    if row.why is not None:
        told.append(t(N_("Why: {why}"), why=t(row.why)))
    if cleared is not None and cleared.answer:
        told += _of_clearance(cleared, tr)
    if row.due is not None:
        label = N_("Start: {when}") if row.kind == "broadcast" else N_("By: {when}")
        told.append(t(label, when=when(row.due, row.all_day, today, tr)))
    if row.hand_in is not None and t(row.hand_in):
        told.append(t(N_("Please hand in: {what}"), what=t(row.hand_in)))
    return _closed(told, row.owner, tr)


def lack_notice(owner: str, lacks: Sequence[Lack], more: int, tr: Translator) -> str:
    """The notice to whoever is in charge: of whom which data are missing; ``more`` that are not listed."""
    t = tr.t
    told = [t(N_("To {name}"), name=owner or t(N_("nobody in charge")))]
    told.append(t(N_("These data are missing, so nothing can be said about these subjects:")))
    for number, one in enumerate(lacks, start=1):
        told.append(f"{number}. {one.who.name} ({one.who.code}): {_lacked(one, tr)}")
    if more > 0:
        told.append(t(N_("and {n} more"), n=f"{more:,}"))
    told.append(t(N_("Please hand in: {what}"), what=t(N_("the data named, with proof where there is any"))))
    return _closed(told, "", tr)


def _lacked(one: Lack, tr: Translator) -> str:
    parts = [tr.t(Message("{text}", {"text": field_words(one.fields)}))] if one.fields else []
    parts += [tr.t(why) for why in one.why]
    return tr.both("；", "; ").join(dict.fromkeys(part for part in parts if part)) or tr.t(N_("data missing"))


def _of_clearance(cleared: Cleared, tr: Translator) -> list[str]:
    told = [tr.t(N_("Clearance: {answer}"), answer=tr.t(ANSWERS.get(cleared.answer, cleared.answer)))]
    lines: list[Line] = [*cleared.reasons, *cleared.to_do]
    for number, line in enumerate(lines[:MOST_LINES], start=1):
        name = line.subject.name or line.subject.code
        told.append(f"{number}. {name}{tr.both('：', ': ')}{tr.t(line.message)}")
        if tr.t(line.remedy):
            told.append(f"   → {tr.t(line.remedy)}")
    if len(lines) > MOST_LINES:
        told.append(tr.t(N_("and {n} more"), n=len(lines) - MOST_LINES))
    return told


def _closed(told: list[str], owner: str, tr: Translator) -> str:
    if owner:
        told.append(tr.t(N_("In charge: {owner}"), owner=owner))
    return masked("\n".join(told)) + "\n"


def masked(text: str) -> str:
    """Identity numbers and telephone numbers hidden wherever somebody typed them into a name or a remark."""
    text = _PERSON.sub(lambda found: masked_id(found[0]), text)
    return _PHONE.sub(lambda found: masked_phone(found[0]), text)


def when(due: datetime, all_day: bool, today: date, tr: Translator) -> str:
    """A moment with its distance in words: 2026-06-30 18:00 (in 2 days)."""
    shown = due.date().isoformat() if all_day else due.strftime("%Y-%m-%d %H:%M")
    return tr.t(said("{day} ({distance})", day=shown, distance=distance(due.date(), today)))


def distance(day: date, today: date) -> Message:
    """A day beside today, in words."""
    days = (day - today).days
    if days in (-1, 0, 1):
        return said({-1: N_("yesterday"), 0: N_("today"), 1: N_("tomorrow")}[days])
    return said("in {n} days", n=days) if days > 0 else said("{n} days ago", n=-days)
