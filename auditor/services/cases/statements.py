"""Public apologies and corrections: actions that begin with these words, due, done and verified like others."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from auditor.i18n import N_
from auditor.model.types import date_of

APOLOGY, CORRECTION = "apology", "correction"
KINDS = {APOLOGY: N_("public apology"), CORRECTION: N_("public correction")}

_BEGINNINGS = {
    APOLOGY: ("公开道歉", "公开致歉", "道歉声明", "致歉声明", "public apology"),
    CORRECTION: ("公开更正", "更正声明", "公开澄清", "澄清声明", "公开纠正", "public correction"),
}
"""How such an action begins; what follows says where it was published and in which words."""


@dataclass(frozen=True, slots=True)
class Statement:
    """An apology or a correction that is to be made in public, with the number of its action."""

    number: int
    kind: str
    text: str
    due: date | None
    published: date | None
    by: str
    verified: date | None


def statements(actions: Iterable[Any]) -> tuple[Statement, ...]:
    """Those among the actions of a case."""
    found = []
    for one in actions:
        kind = kind_of(one.action)
        if kind:
            due, done, verified = (None if day is None else date_of(day) for day in _days(one))
            found.append(Statement(one.number, kind, one.action, due, done, one.done_by or "", verified))
    return tuple(found)


def _days(action: Any) -> tuple[int | None, ...]:
    return action.due_on, action.done_on, action.verified_on


def kind_of(action: str) -> str:
    """Whether an action is an apology or a correction in public; "" where it is neither."""
    text = action.strip().casefold()
    return next((kind for kind, words in _BEGINNINGS.items() if text.startswith(words)), "")
