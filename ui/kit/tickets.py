"""Who waits for an outcome: its owner, what to call, and whether anybody is still there to be called."""

from __future__ import annotations

import weakref
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import shiboken6
from PySide6.QtCore import QObject


@dataclass(slots=True)
class Ticket:
    """One request under way; ``must_tell``: its outcome matters even when its owner is gone."""

    owner: weakref.ref[object] | None
    then: Callable[[], Callable[[Any], None] | None]
    failed: Callable[[], Callable[[Exception], None] | None]
    key: tuple[int, str] | None
    must_tell: bool


def alive(owner: weakref.ref[object]) -> bool:
    """Whether the owner is still there, as Python's object and as Qt's."""
    found = owner()
    return found is not None and (not isinstance(found, QObject) or shiboken6.isValid(found))


def ticket_for(
    owner: object,
    then: Callable[[Any], None] | None,
    failed: Callable[[Exception], None] | None,
    slot: str | None,
    *,
    must_tell: bool,
) -> Ticket:
    key = None if slot is None else (id(owner), slot)
    return Ticket(weakref.ref(owner), _weakly(then), _weakly(failed), key, must_tell)


def _weakly(call: Callable[[Any], None] | None) -> Callable[[], Any]:
    """A bound method is held weakly, so that waiting for an answer keeps no screen alive."""
    if call is None:
        return lambda: None
    if hasattr(call, "__self__") and hasattr(call, "__func__"):
        return weakref.WeakMethod(call)
    return lambda: call
