"""What the window's tests share: no display, a real SQLite list, tasks without threads."""

from __future__ import annotations

import os

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication

from tests.ui.sources import People
from ui.kit import fonts
from ui.kit.tasks import InlineTasks
from ui.kit.texts import Texts
from ui.kit.theme import Theme


@pytest.fixture(scope="session")
def qapp_args() -> list[str]:
    return ["auditor"]


@pytest.fixture
def dressed(qapp: QApplication) -> QApplication:
    fonts.load(qapp)
    return qapp


@pytest.fixture
def texts(qapp: QApplication) -> Texts:
    return Texts("en")


@pytest.fixture
def theme(qapp: QApplication) -> Iterator[Theme]:
    made = Theme("light")
    made.apply()
    yield made
    # Widgets that outlive the sheet they were dressed in are remembered by Qt when the next one comes, though gone.
    qapp.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    qapp.setStyleSheet("")


@pytest.fixture
def inline(qapp: QApplication) -> InlineTasks:
    return InlineTasks()


@pytest.fixture
def people(tmp_path: Path) -> Iterator[People]:
    made = People(tmp_path / "people.db", 450)
    yield made
    made.close()
