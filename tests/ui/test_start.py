"""The start page: a demo is made off the GUI thread, whole or not at all."""

from __future__ import annotations

from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from auditor.app import Auditor
from auditor.errors import Cancelled
from auditor.monitor import Stoppable
from auditor.services.lists import Find
from ui.kit.texts import Texts
from ui.kit.theme import Theme
from ui.start.screen import StartPage, demo_workspace


def test_that_the_demo_is_made_and_picked(qtbot: QtBot, texts: Texts, theme: Theme, tmp_path: Path) -> None:
    page = StartPage(texts, theme)
    qtbot.addWidget(page)
    path = tmp_path / "demo.auditor"
    with qtbot.waitSignal(page.picked, timeout=60_000) as picked:
        page.make_demo(path, 10)
    assert picked.args == [path]
    with Auditor.open(path) as app:
        assert app.ask(Find("H", 5))
    page.close()


def test_that_a_path_that_is_taken_is_told_and_left_alone(
    qtbot: QtBot, texts: Texts, theme: Theme, tmp_path: Path
) -> None:
    page = StartPage(texts, theme)
    qtbot.addWidget(page)
    path = tmp_path / "taken.auditor"
    path.write_bytes(b"mine")
    page.make_demo(path, 10)
    qtbot.waitUntil(lambda: bool(page.bars.texts), timeout=30_000)
    assert "exists" in page.bars.texts[0]
    page.close()
    assert path.read_bytes() == b"mine"


def test_that_a_stopped_demo_leaves_no_file(tmp_path: Path) -> None:
    monitor = Stoppable()
    monitor.stop()
    with pytest.raises(Cancelled):
        demo_workspace(tmp_path / "demo.auditor", 10, monitor)
    assert list(tmp_path.iterdir()) == []
