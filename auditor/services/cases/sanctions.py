"""Which of several sanctions of a case the rules judge by, and what is to be told of the others."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from auditor.i18n import Message, Twin, said
from auditor.model.enums import word
from auditor.model.types import date_of

STOPPING = frozenset({"suspend", "ban_live", "close", "blacklist", "no_reregister", "revoke_commerce", "expel"})
"""What keeps somebody from going live or selling."""
_LEAST = {"warning": 0, "fine": 1}
FAR = 10**6
"""The last day of what has none."""


def gravity(kind: str | None) -> int:
    """How grave a sanction is among others: nothing, a warning, a fine, less of something, being stopped."""
    if kind is None:
        return -1
    return 3 if kind in STOPPING else _LEAST.get(kind, 2)


def stands_before(kind: str, until: int, own: Any) -> bool:
    """Whether rules are to judge by this sanction rather than by the case's own (the row's columns)."""
    had, new = gravity(own.sanction), gravity(kind)
    return new > had or (new == had and until > last_of(own.sanction_until, own.sanction_until_long))


def last_of(until: int | None, forever: object) -> int:
    """The last day as a number; FAR where there is none."""
    return FAR if forever or until is None else until


def cautions(case: Any, sanctions: Iterable[Any], day: int) -> Iterator[Message]:
    """What of the sanctions would be overlooked: grave ones that rules do not see, those of a dismissed case."""
    running = [one for one in sanctions if one.valid_from <= day <= last_of(one.valid_until, one.valid_until_long)]
    if case.appeal == "granted":
        for one in running:
            yield said("The appeal was upheld, and {sanction} still runs until {day}: end it.", **_told(one))
    elif case.outcome == "substantiated":
        for one in running:
            if gravity(one.kind) == gravity("suspend") and stands_before(
                one.kind, last_of(one.valid_until, one.valid_until_long), case
            ):
                yield said(
                    "{sanction} runs until {day}, but the case's own sanction, by which the rules judge, is another or "
                    "ends sooner: enter it there as well.",
                    **_told(one),
                )


def day_number(text: str) -> int | None:
    """The day of a typed end; FAR where it is permanent, None where it cannot be read."""
    from auditor.model.sheets import BY_NAME
    from auditor.model.values import FOREVER
    from auditor.services.editing.checking import Surroundings, read_field

    value, _ = read_field(BY_NAME["sanctions"], "valid_until", text, None, Surroundings(0))
    return FAR if value is FOREVER else value if isinstance(value, int) else None


def _told(one: Any) -> dict[str, object]:
    kind = Twin(*(word("sanction", one.kind, language) for language in ("zh", "en")))
    last = last_of(one.valid_until, one.valid_until_long)
    end = Twin("长期", "long-term") if last == FAR else date_of(last).isoformat()
    return {"sanction": kind, "day": end}
