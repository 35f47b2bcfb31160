"""Files into the room: dropped, pasted, added, refused; and the room's own manners."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QMimeData, QPoint, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication
from PySide6.QtWidgets import QAbstractButton, QApplication, QComboBox, QLineEdit, QTableView

from tests.ui.importing.rooms import CLEAN, Room, workbook
from ui.importing.screen import ImportRoom
from ui.importing.state import Step


def _mime(*paths: Path) -> QMimeData:
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    return mime


def _enter(room: ImportRoom, mime: QMimeData) -> bool:
    event = QDragEnterEvent(
        QPoint(50, 50), Qt.DropAction.CopyAction, mime, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    )
    event.ignore()
    room.dragEnterEvent(event)
    return event.isAccepted()


def _drop(room: ImportRoom, mime: QMimeData) -> None:
    where = QPoint(50, 50)
    action, button, keys = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    room.dropEvent(QDropEvent(where, action, mime, button, keys))


def test_that_a_drag_tells_what_can_be_taken_before_the_drop(made: Room, bad: Path, tmp_path: Path) -> None:
    mime = _mime(bad, tmp_path / "photo.jpg")
    assert _enter(made.room, mime)
    assert made.room.drop.isVisible()
    assert made.room.drop.sentence.text() == "Drop to see what this file would do."
    assert made.room.state.step is Step.EMPTY
    _drop(made.room, mime)
    assert not made.room.drop.isVisible()
    assert made.room.state.files == (bad,)
    assert "photo.jpg" in made.told


def test_that_a_drop_while_work_is_under_way_is_answered_in_words(made: Room, bad: Path) -> None:
    made.room.preview((CLEAN,))
    mime = _mime(bad)
    assert _enter(made.room, mime)
    assert "under way" in made.room.drop.sentence.text()
    _drop(made.room, mime)
    assert "under way" in made.told
    assert made.room.state.files == (CLEAN,)


def test_that_files_are_added_and_taken_out_again(made: Room, bad: Path, tmp_path: Path, qapp: QApplication) -> None:
    more = workbook(tmp_path / "more.xlsx", [("H7", "主播7", "", "")])
    made.room.preview((bad,))
    made.settle(qapp)
    made.room.preview((more,))
    made.settle(qapp)
    assert made.room.state.totals["created"] == 5
    made.room.files.removed.emit(more)
    made.settle(qapp)
    assert made.room.state.totals["created"] == 4
    made.room.files.removed.emit(bad)
    made.settle(qapp)
    assert made.room.state.step is Step.EMPTY


def test_that_a_table_is_pasted_like_a_file(made: Room, qapp: QApplication) -> None:
    QGuiApplication.clipboard().setText("主播编号\t昵称\r\nH1\t小鹿\r\nH2\t阿泽\r\n")
    made.room.paste()
    made.settle(qapp)
    assert made.room.state.totals["created"] == 2
    pasted = made.room.state.files[0]
    assert pasted.exists()
    made.room.start_import()
    made.settle(qapp)
    made.room.work.start_over()
    assert not pasted.exists()


def test_that_a_clipboard_without_a_table_is_told(made: Room) -> None:
    QGuiApplication.clipboard().setText("hello")
    made.room.paste()
    assert "no table" in made.told
    assert made.room.state.step is Step.EMPTY


def test_that_one_refused_file_is_told_with_its_hint_and_the_room_goes_on(
    made: Room, bad: Path, tmp_path: Path, qapp: QApplication
) -> None:
    broken = tmp_path / "broken.xlsx"
    broken.write_bytes(b"no workbook")
    made.room.preview((bad, broken))
    made.settle(qapp)
    assert made.room.state.step is Step.REFUSED
    assert "broken.xlsx" in made.room.preview_card.why.text()
    assert made.room.preview_card.hint.isVisible(), "the hint stands below"
    assert not made.room.result.store_button.isEnabled()
    made.room.files.removed.emit(broken)
    made.settle(qapp)
    assert made.room.state.totals["created"] == 4


def test_that_a_sheet_of_a_strange_name_is_taken_as_what_it_is_said_to_be(
    made: Room, tmp_path: Path, qapp: QApplication
) -> None:
    file = workbook(tmp_path / "o.xlsx", [("H1", "小鹿", "", 5)], title="达人明细")
    room = made.room
    room.preview((file,))
    made.settle(qapp)
    assert room.state.step is Step.REFUSED
    box = room.files.sheet_box
    assert box.isVisible()
    assert box.choice.currentData() == "hosts"
    box.button.click()
    made.settle(qapp)
    assert room.state.totals["created"] == 1


def test_that_the_language_can_be_switched_in_the_middle(made: Room, bad: Path, qapp: QApplication) -> None:
    made.room.preview((bad,))
    made.settle(qapp)
    made.room.desk.texts.switch("zh")
    assert made.room.preview_card.chips["refused"].text() == "拒收 2"
    assert made.room.state.step is Step.PREVIEW
    assert made.room.result.store_button.text() == "导入"


def test_that_every_control_has_a_name_and_can_be_reached_by_keyboard(
    made: Room, bad: Path, qapp: QApplication
) -> None:
    made.room.preview((bad,))
    made.settle(qapp)
    kinds = (QAbstractButton, QComboBox, QLineEdit, QTableView)
    controls = [one for kind in kinds for one in made.room.findChildren(kind)]
    shown = [one for one in controls if one.isVisible() and not one.objectName().startswith("qt_")]
    assert len(shown) > 15
    for one in shown:
        said = one.accessibleName() or (one.text() if isinstance(one, QAbstractButton) else "")
        assert said, f"{type(one).__name__} in {type(one.parent()).__name__}"
        if one.isEnabled():
            assert one.focusPolicy() & Qt.FocusPolicy.TabFocus, said
