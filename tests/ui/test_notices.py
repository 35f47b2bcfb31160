"""What the window says when a workspace opens, and when its file goes away under it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from auditor.app import Auditor
from auditor.model.tables import setting
from auditor.services.opening import AtOpening
from auditor.storage.work import Recorded
from ui.kit.memory import Memory
from ui.main import Options, build_app
from ui.session import Session


@pytest.fixture
def path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A workspace that this computer has seen."""
    monkeypatch.setenv("AUDITOR_STATE", str(tmp_path / "state"))
    made = tmp_path / "mine.auditor"
    Auditor.create(made)
    shutil.copy(made, tmp_path / "old")
    with Auditor.open(made) as opened:
        opened.ask(AtOpening())
        with opened.context.store.writing(Recorded("me", "edit")) as work:
            work.insert(setting, [{"key": "k", "value": "1"}])
        opened._note()
    return made


@pytest.fixture
def session(qapp: QApplication, path: Path) -> Iterator[Session]:
    made = Session(build_app(), Options(path, "en", "light"), Memory())
    yield made
    if made.opened is not None:
        made.opened.close()
        made.opened.window.hide()
        made.opened.window.deleteLater()


def bars(session: Session) -> list[str]:
    assert session.opened is not None
    return session.opened.window.bars.texts


def begin(session: Session, qtbot: QtBot) -> None:
    session.begin()
    assert session.opened is not None
    window = session.opened.window
    qtbot.waitUntil(lambda: window.ready, timeout=30_000)


def test_that_a_roll_back_is_said_in_a_bar_and_can_be_accepted(session: Session, path: Path, qtbot: QtBot) -> None:
    shutil.copy(path.with_name("old"), path)
    begin(session, qtbot)
    qtbot.waitUntil(lambda: bool(bars(session)), timeout=30_000)
    assert "This computer has seen change 2" in bars(session)[0]
    assert session.opened is not None
    (bar,) = session.opened.window.bars._shown.values()
    button = next(one for one in bar.findChildren(type(session.opened.window.search)) if one.text() == "Take as it is")
    button.click()
    qtbot.waitUntil(lambda: any("Taken as it stands" in text for text in bars(session)), timeout=30_000)


def test_that_a_workspace_that_goes_on_has_no_bar(session: Session, qtbot: QtBot) -> None:
    begin(session, qtbot)
    assert session.opened is not None
    tasks = session.opened.desk.tasks
    qtbot.waitUntil(lambda: not tasks.waiting, timeout=30_000)
    assert bars(session) == []


def test_that_a_file_that_goes_away_is_said_at_once_and_once(session: Session, path: Path, qtbot: QtBot) -> None:
    begin(session, qtbot)
    path.rename(path.with_name("away"))
    qtbot.waitUntil(lambda: bool(bars(session)), timeout=30_000)
    assert "no longer at" in bars(session)[0]
    qtbot.wait(2_500)
    assert len(bars(session)) == 1
    path.with_name("away").rename(path)
