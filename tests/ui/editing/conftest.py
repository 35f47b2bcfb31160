"""A profile page over a real workspace, whose work is done when told."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication

from auditor.app import Auditor
from auditor.clock import SHANGHAI
from auditor.model.sheets import BY_NAME
from auditor.model.values import ParsedRow
from auditor.services.editing import RecordNamed, SaveRecord
from auditor.services.records import Problems as Located
from auditor.services.records import Recorder
from auditor.storage.work import Recorded
from tests.beginning import begun
from ui.editing.rows import FactRow
from ui.kit.desk import Day, Desk, Place
from ui.kit.problems import Bars, Problems
from ui.kit.tasks import InlineTasks
from ui.kit.texts import Texts
from ui.kit.theme import Theme
from ui.profiles.asked import AskedProfiles
from ui.profiles.page import ProfilePage

ROWS: dict[str, list[dict[str, Any]]] = {
    "agencies": [{"code": "A1", "name": "星河机构"}],
    "merchants": [{"code": "M1", "shop_name": "青柠"}],
    "hosts": [
        {"code": "H1", "stage_name": "小麦", "real_name": "欧阳甲乙", "phone": "13800138000", "agency": "A1"},
    ],
    "licences": [
        {"owner_type": "merchant", "owner": "M1", "kind": "business_licence", "number": "JY1", "valid_from": 19_000}
    ],
}


def clock() -> datetime:
    return datetime(2026, 6, 30, 9, 0, tzinfo=SHANGHAI)


@pytest.fixture(scope="module")
def stored(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("editing") / "w.auditor"
    begun(path, clock)
    with Auditor.open(path, clock=clock) as made, made.context.store.writing(Recorded("me", "import")) as work:
        recorder = Recorder(work, made.context.today_number, origin="import")
        for name, rows in ROWS.items():
            parsed = [ParsedRow(number, dict(row)) for number, row in enumerate(rows, start=2)]
            recorder.apply(BY_NAME[name], parsed, Located(name))
    return path


@pytest.fixture
def auditor(stored: Path, tmp_path: Path) -> Iterator[Auditor]:
    path = tmp_path / "w.auditor"
    path.write_bytes(stored.read_bytes())
    with Auditor.open(path, clock=clock) as made:
        yield made


@dataclass(slots=True)
class Opened:
    """A page of one subject, and its tasks."""

    app: Auditor
    page: ProfilePage
    tasks: InlineTasks
    went: list[Place]

    def row(self, name: str) -> FactRow:
        """A field of the subject."""
        return self.page.records.facts.rows[name]

    def type(self, name: str, text: str) -> None:
        """Open a field and type over what stands in it."""
        row = self.row(name)
        self.page.records.facts.edit(name)
        assert row.editor is not None
        row.editor.put(text)
        row.editor.typed.emit(text)

    def commit(self, name: str) -> None:
        """Enter, and all that follows from it."""
        editor = self.row(name).editor
        assert editor is not None
        editor.committed.emit()
        self.tasks.run_all()

    def value(self, name: str, subject: str = "host:H1") -> Any:
        """What is stored."""
        return self.app.ask(RecordNamed(subject)).values[name]

    def elsewhere(self, **texts: str) -> None:
        """Somebody else saves the same host."""
        named = self.app.ask(RecordNamed("host:H1"))
        self.app.do(SaveRecord(named.sheet, named.id, tuple(texts.items())), who="林")


Open = Callable[..., Opened]


@pytest.fixture
def opened(auditor: Auditor, texts: Texts, theme: Theme, qapp: QApplication) -> Iterator[Open]:
    """Opens pages; several of them share one workspace, as windows do."""
    pages: list[ProfilePage] = []

    def made(kind: str = "host", code: str = "H1") -> Opened:
        problems = Problems(texts, theme)
        problems.bars = Bars(texts, theme)
        tasks = InlineTasks(auditor, problems.tell)
        went: list[Place] = []
        desk = Desk(texts, theme, tasks, problems, Day(clock), went.append)
        page = ProfilePage(desk, AskedProfiles(auditor))
        pages.append(page)
        page.resize(1100, 800)
        page.open((kind, code))
        page.show()
        tasks.run_all()
        return Opened(auditor, page, tasks, went)

    yield made
    for page in pages:
        page.hide()
        page.deleteLater()
