"""The window is there before its workspace, and says what cannot be opened."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from auditor.app import Auditor
from ui.kit.desk import Place
from ui.kit.memory import Memory
from ui.main import Options, build_app, no_display, options
from ui.rooms import ROOMS
from ui.session import Session
from ui.settings.passphrase import PassphraseCard
from ui.settings.screen import Settings
from ui.start.opening import looks_plain
from ui.start.screen import StartPage


@pytest.fixture
def app(qapp: QApplication) -> QApplication:
    return build_app()


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    path = tmp_path / "mine.auditor"
    Auditor.create(path)
    return path


@pytest.fixture
def begun(app: QApplication) -> Iterator[list[Session]]:
    sessions: list[Session] = []
    yield sessions
    for session in sessions:
        if session.opened is not None:
            session.opened.close()
            session.opened.window.hide()
            session.opened.window.deleteLater()
        if session.start is not None:
            session.start.close()


def test_that_the_window_shows_before_the_workspace_is_open(
    app: QApplication, workspace: Path, qtbot: QtBot, begun: list[Session]
) -> None:
    session = Session(app, Options(workspace, "zh", "light"), Memory())
    begun.append(session)
    session.begin()
    assert session.opened is not None
    window = session.opened.window
    assert window.isVisible()
    assert not window.ready
    qtbot.waitUntil(lambda: window.ready, timeout=15_000)
    assert window.shown is not None
    assert window.rail.buttons[ROOMS[0].key].isChecked()


def test_that_the_workspace_last_open_is_opened_again(
    app: QApplication, workspace: Path, qtbot: QtBot, begun: list[Session]
) -> None:
    memory = Memory()
    memory.put("workspace", str(workspace))
    session = Session(app, Options(None, "zh", "light"), memory)
    begun.append(session)
    session.begin()
    assert session.opened is not None
    opened = session.opened
    qtbot.waitUntil(lambda: opened.window.ready, timeout=15_000)


def test_that_a_file_that_cannot_be_opened_leads_to_the_start_page_with_the_reason(
    app: QApplication, tmp_path: Path, qtbot: QtBot, begun: list[Session]
) -> None:
    foreign = tmp_path / "foreign.db"
    foreign.write_bytes(b"SQLite format 3\x00" + bytes(200))
    memory = Memory()
    memory.put("workspace", str(foreign))
    session = Session(app, Options(None, "en", "light"), memory)
    begun.append(session)
    session.begin()
    qtbot.waitUntil(lambda: session.start is not None, timeout=15_000)
    assert isinstance(session.start, StartPage)
    assert "foreign.db" in session.start.bars.texts[0]


def test_that_only_a_file_that_may_be_encrypted_asks_for_a_passphrase(tmp_path: Path, workspace: Path) -> None:
    assert looks_plain(workspace)
    assert looks_plain(tmp_path / "absent")
    scrambled = tmp_path / "scrambled"
    scrambled.write_bytes(bytes(range(256)))
    assert not looks_plain(scrambled)


def test_that_a_passphrase_is_set_and_taken_off_from_the_settings(
    app: QApplication, workspace: Path, qtbot: QtBot, begun: list[Session]
) -> None:
    session = Session(app, Options(workspace, "en", "light"), Memory())
    begun.append(session)
    session.begin()

    def card() -> PassphraseCard:
        assert session.opened is not None
        window = session.opened.window
        qtbot.waitUntil(lambda: window.ready, timeout=60_000)
        window.go(Place("settings", "workspace"))
        assert isinstance(window.shown, Settings)
        return window.shown.workspace.passphrase

    first, before = card(), session.opened
    assert (first.turn.text(), first.drop.isVisibleTo(first)) == ("Set the passphrase", False)
    first.new.setText("abc")
    assert "short" in first.told.text()
    first.new.setText("kolibri-7-mangrove")
    first.again.setText("kolibri")
    assert ("differ" in first.told.text(), first.turn.isEnabled()) == (True, False)
    first.again.setText("kolibri-7-mangrove")
    first.turn.click()
    qtbot.waitUntil(lambda: session.opened is not before, timeout=60_000)
    second, before = card(), session.opened
    assert not looks_plain(workspace)
    assert (second.turn.text(), second.drop.isVisibleTo(second)) == ("Change the passphrase", True)
    second.present.setText("wrong")
    second.drop.click()
    assert before is not None
    qtbot.waitUntil(lambda: any("wrong" in text for text in before.window.bars.texts), timeout=60_000)
    assert session.opened is before
    second.present.setText("kolibri-7-mangrove")
    second.drop.click()
    qtbot.waitUntil(lambda: session.opened is not before, timeout=60_000)
    assert not card().encrypted
    assert looks_plain(workspace)


def test_that_the_memory_outlives_the_window(tmp_path: Path) -> None:
    Memory(tmp_path / "window.ini").put("language", "en")
    assert Memory(tmp_path / "window.ini").get("language") == "en"
    assert Memory(tmp_path / "window.ini").get("theme") == ""


def test_that_the_arguments_are_read() -> None:
    read = options(["--workspace", "a.db", "--lang", "en", "--theme", "dark", "--shot", "hosts=a.png", "b.png"])
    assert read == Options(Path("a.db"), "en", "dark", ("hosts=a.png", "b.png"))


@pytest.mark.parametrize(
    ("environment", "platform", "none"),
    [
        ({}, "linux", True),
        ({"DISPLAY": ":0"}, "linux", False),
        ({"WAYLAND_DISPLAY": "wayland-0"}, "linux", False),
        ({"QT_QPA_PLATFORM": "offscreen"}, "linux", False),
        ({}, "win32", False),
    ],
)
def test_that_a_missing_display_is_noticed(environment: dict[str, str], platform: str, none: bool) -> None:
    assert no_display(environment, platform) is none
