"""One window for several flows, worked by somebody with a screen reader and a keyboard."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.desktop.person import Person, sitting


class Stage:
    """One window for several flows; after a flow that failed the next one gets a new window on a new workspace."""

    def __init__(self, folder: Path, rest: ExitStack) -> None:
        self._folder = folder
        self._rest = rest
        self._person: Person | None = None
        self._times = 0
        self.sound = False

    def person(self) -> Person:
        """Somebody in front of the open window."""
        if self._person is None or not self.sound:
            self._rest.close()
            self._times += 1
            home = self._folder / f"{self._times}"
            workspace = _filled(home)
            self._person = self._rest.enter_context(sitting(workspace, home))
            self._person.opens("--lang", "en", "--theme", "light")
        self.sound = False
        return self._person


def _filled(folder: Path) -> Path:
    from auditor.app import Auditor
    from auditor.services.demos import FillDemo

    folder.mkdir()
    path = folder / "demo.auditor"
    Auditor.create(path)
    with Auditor.open(path) as auditor:
        auditor.run(FillDemo(30))
    return path


@pytest.fixture(scope="session")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    with ExitStack() as rest:
        yield Stage(tmp_path_factory.mktemp("desk"), rest)


@pytest.fixture
def person(stage: Stage, request: pytest.FixtureRequest) -> Iterator[Person]:
    failed = request.session.testsfailed
    person = stage.person()
    person.presses("Today")
    person.sees("Today's desk — Auditor", "frame")
    yield person
    stage.sound = request.session.testsfailed == failed
