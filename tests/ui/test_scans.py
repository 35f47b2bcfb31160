"""The tab of scans over a real workspace: dropped files land on the file, nothing is shown before it is asked for."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot
from sqlcipher3 import dbapi2

from auditor.app import Auditor
from auditor.clock import SHANGHAI
from auditor.i18n import Message
from auditor.model.sheets import BY_NAME
from auditor.model.values import ParsedRow, Value
from auditor.services.attachments import AttachmentsOf
from auditor.services.records import Problems, Recorder
from auditor.storage.work import Recorded
from tests.importing import scans
from ui.kit.desk import Day, Desk
from ui.kit.problems import Problems as Bars
from ui.kit.tasks import InlineTasks
from ui.kit.texts import Texts
from ui.kit.theme import Theme
from ui.profiles.asked import AskedProfiles
from ui.profiles.records import Records
from ui.scans.presenter import size_text

NOW = datetime(2026, 6, 30, 9, 0, tzinfo=SHANGHAI)


@dataclass(slots=True)
class Open:
    """The tabs of one merchant, as its page has them, and their tasks."""

    app: Auditor
    desk: Desk
    records: Records
    tasks: InlineTasks

    @property
    def said(self) -> list[Message]:
        """What the bars said."""
        return self.desk.problems.tray

    def read(self) -> None:
        """What the page does when something has changed."""
        self.records.show_profile(AskedProfiles(self.app).profile("merchant", "S1"))

    def scans(self) -> tuple[object, ...]:
        """What lies on the file, by the core."""
        return self.app.ask(AttachmentsOf("merchant", "S1"))


@pytest.fixture(scope="module")
def stored(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("scans") / "w.auditor"
    Auditor.create(path, clock=lambda: NOW)
    rows: dict[str, list[dict[str, Value]]] = {
        "merchants": [{"code": "S1", "shop_name": "青柠", "legal_name": "青柠有限公司"}],
        "licences": [
            {"owner_type": "merchant", "owner": "S1", "kind": "food_business", "number": number, "valid_from": 19_000}
            for number in ("JY1", "JY2")
        ],
    }
    with Auditor.open(path, clock=lambda: NOW) as app, app.context.store.writing(Recorded("me", "import")) as work:
        for sheet, values in rows.items():
            parsed = [ParsedRow(number, one) for number, one in enumerate(values, start=2)]
            Recorder(work, 20_634).apply(BY_NAME[sheet], parsed, Problems(sheet))
    return path


@pytest.fixture
def opened(stored: Path, tmp_path: Path, texts: Texts, theme: Theme, qtbot: QtBot) -> Iterator[Open]:
    path = tmp_path / "w.auditor"
    path.write_bytes(stored.read_bytes())
    with Auditor.open(path, clock=lambda: NOW) as app:
        problems = Bars(texts, theme)
        tasks = InlineTasks(app, problems.tell)
        desk = Desk(texts, theme, tasks, problems, Day(lambda: NOW), lambda _: None)
        made = Open(app, desk, Records(desk), tasks)
        qtbot.addWidget(made.records)
        tasks.changed.connect(lambda _: made.read())
        made.records.resize(500, 700)
        made.records.show()
        made.read()
        tasks.run_all()
        yield made


@pytest.fixture
def paper(tmp_path: Path) -> Path:
    path = tmp_path / "许可证.pdf"
    path.write_bytes(scans.paper(3))
    return path


def drop(target: QWidget, *paths: Path) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    button, nothing = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    enter = QDragEnterEvent(QPoint(9, 9), Qt.DropAction.CopyAction, data, button, nothing)
    QApplication.sendEvent(target, enter)
    assert enter.isAccepted()
    event = QDropEvent(QPointF(9, 9), Qt.DropAction.CopyAction, data, button, nothing)
    QApplication.sendEvent(target, event)


def test_that_a_dropped_file_lands_on_the_file_and_stays_hidden_until_asked_for(opened: Open, paper: Path) -> None:
    tab = opened.records.scans
    opened.records.setCurrentWidget(tab)
    assert not tab.nothing.isHidden()
    drop(tab, paper)
    opened.tasks.run_all()
    assert [line.texts for line in tab.table.small.lines] == [("许可证.pdf", "The file itself")]
    assert opened.records.tabText(opened.records.indexOf(tab)) == "Scans  1"
    assert tab.viewer.covered
    before = _last(opened.app)
    tab.viewer.show_button.click()
    opened.tasks.run_all()
    assert not tab.viewer.covered
    assert tab.viewer.place.text() == "1 / 3"
    assert _last(opened.app) == before + 1, "that it was shown is on record"
    tab.viewer.next.click()
    opened.tasks.run_all()
    assert tab.viewer.place.text() == "2 / 3"
    tab.viewer.zoom(1)
    tab.viewer.turn()
    assert tab.viewer.percent.text() == "150 %"
    opened.read()
    opened.tasks.run_all()
    assert not tab.viewer.covered, "what somebody else changes takes no scan off the screen"


def test_that_a_file_dropped_on_a_licence_belongs_to_it(opened: Open, paper: Path) -> None:
    records = opened.records
    page = records.pages["licences"]
    records.setCurrentWidget(page)
    page.table.selectRow(0)
    drop(page, paper)
    opened.tasks.run_all()
    (one,) = records.scans.found
    assert one.sheet == "licences"
    page.table.selectRow(0)
    assert page.scans.text() == "Scans: 1"
    page.to_scans.click()
    assert records.currentWidget() is records.scans
    assert one.record_id is not None


def test_that_a_file_dropped_beside_all_records_is_asked_about(opened: Open, paper: Path) -> None:
    page = opened.records.pages["products"]
    page.show_rows([])
    drop(page, paper)
    opened.tasks.run_all()
    assert opened.scans() == ()
    assert "Pick the record" in str(opened.said[-1])


def test_that_taking_a_scan_off_can_be_undone(opened: Open, paper: Path) -> None:
    tab = opened.records.scans
    tab.attach((paper,))
    opened.tasks.run_all()
    tab.detach()
    opened.tasks.run_all()
    assert (opened.scans(), tab.found) == ((), ())
    assert opened.desk.edits.undo()
    opened.tasks.run_all()
    assert len(tab.found) == 1
    tab.viewer.show_button.click()
    opened.tasks.run_all()
    assert not tab.viewer.covered


def _last(app: Auditor) -> int:
    with app.context.store.reading() as connection:
        return int(connection.exec_driver_sql("SELECT max(id) FROM change").scalar_one())


def test_that_a_refused_file_is_told_and_leaves_nothing(opened: Open, tmp_path: Path) -> None:
    (tmp_path / "a.svg").write_text("<svg/>")
    opened.records.scans.attach((tmp_path / "a.svg",))
    opened.tasks.run_all()
    assert opened.scans() == ()
    assert "neither a picture nor a PDF" in str(opened.said[-1])


def test_that_altered_and_missing_contents_are_told_with_their_hash(opened: Open, paper: Path, tmp_path: Path) -> None:
    tab = opened.records.scans
    tab.attach((paper,))
    opened.tasks.run_all()
    sha256 = tab.found[0].sha256
    raw = dbapi2.connect(str(tmp_path / "w.auditor"), isolation_level=None)
    for when in ("insert", "update", "delete"):
        raw.execute(f"DROP TRIGGER blob_before_{when}")
    raw.execute("UPDATE blob SET content = CAST(x'00' || substr(content, 2) AS BLOB)")
    tab.viewer.show_button.click()
    opened.tasks.run_all()
    assert tab.viewer.covered
    assert sha256 in tab.viewer.sentence.text().replace("\u200b", "")
    assert tab.viewer.show_button.isHidden()
    raw.execute("DELETE FROM blob")
    raw.close()
    tab.show_subject("host", "H1", {})
    opened.read()
    opened.tasks.run_all()
    assert sha256 in tab.viewer.sentence.text().replace("\u200b", "")
    assert "missing" in tab.viewer.sentence.text()


def test_that_a_scan_is_saved_under_its_own_name(opened: Open, paper: Path, tmp_path: Path) -> None:
    tab = opened.records.scans
    tab.attach((paper,))
    opened.tasks.run_all()
    (tmp_path / "out").mkdir()
    tab.save(tmp_path / "out")
    opened.tasks.run_all()
    assert (tmp_path / "out" / "许可证.pdf").read_bytes() == paper.read_bytes()


def test_that_sizes_are_said_as_people_say_them() -> None:
    assert [size_text(n) for n in (1, 1_024, 200_000, 3_000_000)] == ["1 KB", "1 KB", "195 KB", "2.9 MB"]
