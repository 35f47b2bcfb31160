"""Opens a workspace for the window and says where the user's own lies."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from auditor.clock import Clock, system_clock
from auditor.i18n import N_, Message
from ui.kit.desk import Place
from ui.kit.tasks import Core
from ui.palette import Finder, Hit

if TYPE_CHECKING:
    from auditor.services.cases.finding import CaseHit
    from auditor.services.training.finding import Numbered

CASES_AT_MOST = 4
TRAINING_AT_MOST = 4
TRAINING = {
    "session": ("calendar", N_("Session")),
    "course": ("training", N_("Course")),
    "award": ("report", N_("Certificate")),
    "requirement": ("check", N_("Requirement")),
}
"""Icon and word of what stands on the trainer's desk."""
FOUND_AT_MOST = 12
RECENT = "workspaces"
"""Under which name a person's memory keeps the workspaces opened before, a path on each line."""
KEPT = 8
ICONS = {"host": "host", "merchant": "merchant", "agency": "agency", "room": "broadcast", "broadcast": "broadcast"}


@dataclass(frozen=True, slots=True)
class Workspace:
    """An open workspace as the window needs it."""

    core: Core
    close: Callable[[], None]
    finder: Finder


def own_path() -> Path:
    """The user's own workspace, in the data folder of the system."""
    import os

    from platformdirs import user_data_path

    named = os.environ.get("AUDITOR_WORKSPACE")
    return Path(named) if named else user_data_path("auditor", appauthor=False) / "workspace.auditor"


def looks_plain(path: Path) -> bool:
    """Whether a file needs no passphrase: it is absent, short, or begins as SQLite's do."""
    try:
        with path.open("rb") as stream:
            header = stream.read(100)
    except OSError:
        return True
    return len(header) < 100 or header.startswith(b"SQLite format 3\x00")


def open_workspace(path: Path, passphrase: str | None = None, clock: Clock = system_clock) -> Workspace:
    """Open a workspace file; raises AuditorError where it cannot be used."""
    from auditor.app import Auditor

    auditor = Auditor.open_for_window(path, clock=clock, passphrase=passphrase)
    return Workspace(auditor, auditor.close, finder_of(auditor))


def opens(path: Path, passphrase: str, clock: Clock = system_clock) -> bool:
    """Whether this passphrase opens the workspace; raises AuditorError where it does not."""
    from auditor.app import Auditor

    Auditor.open(path, clock=clock, passphrase=passphrase).close()
    return True


def warm() -> None:
    """Import what the first click on anything would otherwise wait for."""
    from auditor.services import handlers

    handlers.warm()


def finder_of(core: Core) -> Finder:
    """Find subjects for the palette, cases by how their number begins, and what stands on the trainer's desk.

    What has just the number that is typed comes first.
    """
    from auditor.services.cases.finding import FindCases
    from auditor.services.training.finding import FindTraining
    from ui.profiles.asked import AskedProfiles

    profiles = AskedProfiles(core)

    def make(text: str) -> Callable[[], list[Hit]]:
        def work() -> list[Hit]:
            found = profiles.find(text, FOUND_AT_MOST)
            hits = [Hit(ICONS[one.type], one.name, one.code, Place("profile", (one.type, one.code))) for one in found]
            cases = [_case(one) for one in core.ask(FindCases(text, CASES_AT_MOST))]
            numbered = core.ask(FindTraining(text, TRAINING_AT_MOST))
            exact = [_training(one) for one in numbered if one.exact]
            others = [_training(one) for one in numbered if not one.exact][:TRAINING_AT_MOST]
            room = FOUND_AT_MOST - len(exact) - len(cases) - len(others)
            return [*exact, *hits[: max(0, room)], *cases, *others]

        return work

    return make


def _case(one: CaseHit) -> Hit:
    closed = Message(N_("{name} · closed"), {"name": one.who.name}) if one.closed else None
    return Hit("case", one.name, one.who.name, Place("case", one.id), told=closed)


def _training(one: Numbered) -> Hit:
    icon, kind = TRAINING[one.kind]
    named = one.code if one.title == one.code else f"{one.code} {one.title}"
    beside = " ".join(part for part in (one.name, "" if one.day is None else one.day.isoformat()) if part)
    told = Message(N_("{kind} · {beside}"), {"kind": Message(kind), "beside": beside}) if beside else Message(kind)
    return Hit(icon, named, "", Place("training", (one.kind, one.code)), told=told)


def with_recent(text: str, path: Path) -> str:
    """What is to be remembered once a workspace was opened."""
    kept = [line for line in text.split("\n") if line and line != str(path)]
    return "\n".join([str(path), *kept][:KEPT])
