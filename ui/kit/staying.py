"""Who has the keyboard in what is drawn anew has it afterwards in what stands for the same; what is scrolled stays.

Answers come while people type: each may take what stands on the page away and put its successors there. Qt gives the
keyboard to whatever comes next and shows the successors only later, when the page has already shrunk and jumped.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QLabel, QWidget
from shiboken6 import isValid


@dataclass(frozen=True, slots=True)
class _Step:
    """A widget on the way from the window to the keyboard, and which it is among its like."""

    widget: QWidget
    kind: type[QWidget]
    name: str
    like: int
    """How many of its kind and name stand before it, in the same parent."""


@dataclass(slots=True)
class _Turn:
    """What one answer does."""

    left: list[tuple[QWidget, list[_Step]]] = field(default_factory=list)
    """Windows, and where the keyboard was in them before it was taken away with what had it."""
    emptied: list[QWidget] = field(default_factory=list)
    wanted: QWidget | None = None
    """What is to have the keyboard whatever had it."""


_TURNS: list[_Turn] = []


@contextmanager
def turn() -> Iterator[None]:
    """What is emptied herein is filled again by its end; whoever was in it is led to where it stands then."""
    if _TURNS:
        yield
        return
    _TURNS.append(_Turn())
    try:
        yield
    finally:
        done = _TURNS.pop()
        for holder in done.emptied:
            _show_at_once(holder)
        for window, way in done.left:
            if isValid(window) and window.focusWidget() is None:  # else somebody gave it to something on purpose
                _lead_back(window, way)
        if done.wanted is not None and isValid(done.wanted):
            done.wanted.setFocus(Qt.FocusReason.OtherFocusReason)


def leave(holder: QWidget | None, going: Sequence[QWidget]) -> None:
    """These are about to be taken out of their holder; to be called while all of them still stand there."""
    if not _TURNS or holder is None:
        return
    if holder not in _TURNS[-1].emptied:
        _TURNS[-1].emptied.append(holder)
    at = holder.window().focusWidget()
    if at is not None and any(one is at or one.isAncestorOf(at) for one in going):
        _TURNS[-1].left.append((holder.window(), _way(at)))
        at.clearFocus()  # or Qt would lead it from one to the next of all that goes


def hand_to(widget: QWidget) -> None:
    """Give the keyboard to this, which may be seen only at the end of the turn."""
    if _TURNS:
        _TURNS[-1].wanted = widget
    else:
        widget.setFocus(Qt.FocusReason.OtherFocusReason)


def _gone(widget: QWidget) -> bool:
    """Whether it was hidden on purpose; what was just put into a layout is not seen either, but will be."""
    return widget.isHidden() and widget.testAttribute(Qt.WidgetAttribute.WA_WState_ExplicitShowHide)


def _name(widget: QWidget) -> str:
    told = widget.accessibleName()
    return told or (widget.text() if isinstance(widget, QAbstractButton | QLabel) else "")


def _way(widget: QWidget) -> list[_Step]:
    """From the window down to the widget, the window left out."""
    way: list[_Step] = []
    at: QWidget | None = widget
    while at is not None and not at.isWindow():
        parent = at.parentWidget()
        like = [] if parent is None else _like(parent, type(at), _name(at))
        way.append(_Step(at, type(at), _name(at), like.index(at) if at in like else 0))
        at = parent
    return way[::-1]


def _like(parent: QWidget, kind: type[QWidget], name: str) -> list[QWidget]:
    """The children of this very kind and name that are there to stay."""
    found = [one for one in parent.children() if type(one) is kind]
    return [one for one in found if not _gone(one) and _name(one) == name]


def _show_at_once(holder: QWidget) -> None:
    """What was put into a layout is shown by Qt some events later; until then its page would have no height."""
    layout = holder.layout() if isValid(holder) else None
    if layout is None or not holder.isVisible():
        return
    layout.setEnabled(False)  # or it would be laid out once for every widget
    for one in holder.findChildren(QWidget, options=Qt.FindChildOption.FindDirectChildrenOnly):
        if not one.isWindow() and one.isHidden() and not _gone(one):
            one.show()
    layout.setEnabled(True)
    layout.activate()


def _lead_back(window: QWidget, way: list[_Step]) -> None:
    there = next((at for at, step in enumerate(way) if not _stands(step.widget, window)), len(way))
    standing = [window, *(step.widget for step in way[:there])]
    found = _successor(standing[-1], way[there:])
    if found is None:  # what it was is gone: nothing else may be pressed instead of it
        found = next((one for one in standing[::-1] if _tabbed(one)), standing[-1])
    found.setFocus(Qt.FocusReason.OtherFocusReason)


def _stands(widget: QWidget, window: QWidget) -> bool:
    return isValid(widget) and widget.isVisibleTo(window)


def _takes(widget: QWidget) -> bool:
    return widget.focusPolicy() != Qt.FocusPolicy.NoFocus and widget.isEnabled()


def _tabbed(widget: QWidget) -> bool:
    return bool(widget.focusPolicy() & Qt.FocusPolicy.TabFocus) and widget.isEnabled()


def _successor(parent: QWidget, way: list[_Step]) -> QWidget | None:
    """What stands where the way led to."""
    for step in way:
        like = _like(parent, step.kind, step.name)
        if not like:
            return None
        parent = like[min(step.like, len(like) - 1)]
    return parent if _takes(parent) else None
