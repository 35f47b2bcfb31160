"""Puts a workspace that was closed under another passphrase, and opens it again whatever came of it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from auditor.clock import Clock
from auditor.errors import AuditorError
from auditor.i18n import Message, said
from ui.kit.desk import Desk, Rekeying
from ui.start.opening import Workspace, open_workspace

if TYPE_CHECKING:
    from auditor.storage.rekey import Rekeyed


@dataclass(frozen=True, slots=True)
class Outcome:
    """The workspace, open again; what was done, or why nothing was."""

    workspace: Workspace
    done: Rekeyed | None
    refused: AuditorError | None


def rekeyed(path: Path, wish: Rekeying, clock: Clock) -> Outcome:
    """Do it; where it is refused, the workspace opens as it was. A wrong present passphrase opens nothing: raised."""
    from auditor.app import Auditor

    try:
        done = Auditor.rekey(path, present=wish.present, new=wish.new, keep=wish.keep, clock=clock)
    except AuditorError as error:
        return Outcome(open_workspace(path, wish.present, clock), None, error)
    return Outcome(open_workspace(path, wish.new, clock), done, None)


def told(desk: Desk, outcome: Outcome) -> None:
    """Say what came of it."""
    if outcome.refused is not None:
        desk.problems.tell(outcome.refused)
    if outcome.done is not None:
        desk.problems.warn(_words(outcome.done))


def _words(done: Rekeyed) -> Message:
    words = {
        "set": said("The workspace is encrypted from now on; without its passphrase nobody can open it."),
        "changed": said("The workspace is under the new passphrase; the former one opens it no more."),
        "removed": said("The workspace is not encrypted any more: whoever has the file can read it."),
    }[done.turned]
    if done.kept is None:
        return words
    return said("{what} {hint}", what=words, hint=said("The former file is kept: {path}", path=done.kept.name))
