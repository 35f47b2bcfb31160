"""What a screen reader does and hears, through the interfaces that Qt gives it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtGui import QAccessible, QAccessibleActionInterface
from PySide6.QtWidgets import QAbstractButton, QApplication, QLineEdit

from auditor.model.sheets import BY_NAME
from tests.ui.desks import Furnished, furnish
from tests.ui.worlds import World
from ui.editing.adding import AddForm
from ui.kit.desk import Place
from ui.lists.screen import ProfileList
from ui.settings.choices import Choices


def tick(button: QAbstractButton) -> None:
    """Turn what can be on or off, as a screen reader does: without a click."""
    action = QAccessible.queryAccessibleInterface(button).actionInterface()
    assert QAccessibleActionInterface.toggleAction() in action.actionNames()
    action.doAction(QAccessibleActionInterface.toggleAction())


@pytest.fixture
def window(qapp: QApplication) -> Iterator[Furnished]:
    made = furnish(World(), lang="en")
    made.opened.window.show()
    made.settle(qapp)
    yield made
    made.leave(qapp)


def test_that_a_reader_narrows_a_list_by_its_facets_and_widens_it_by_its_chips(
    window: Furnished, qapp: QApplication
) -> None:
    window.opened.window.go(Place("hosts"))
    window.settle(qapp)
    screen = window.opened.window.shown
    assert isinstance(screen, ProfileList)
    tick(screen.drawer.rows["status", "suspended"])
    window.settle(qapp)
    assert screen.model.rowCount() == 8
    tick(screen.chips.chips["status", "suspended"])
    window.settle(qapp)
    assert screen.model.rowCount() == 60


def test_that_a_reader_picks_one_of_several_chips(window: Furnished, qapp: QApplication) -> None:
    picked: list[str] = []
    made = Choices(window.opened.desk, (("light", "Light"), ("dark", "Dark")), picked.append)
    made.show_value("light")
    tick(made.buttons["dark"])
    assert picked == ["dark"]
    assert not made.buttons["light"].isChecked()


def test_that_the_line_in_a_choice_is_called_what_the_choice_is(window: Furnished) -> None:
    made = AddForm(window.opened.desk, BY_NAME["licences"])
    made.begin("host", "H0001")
    line = made.fields["kind"].entry.inner.findChild(QLineEdit)
    assert line is not None
    assert line.accessibleName() == "Kind"
    made.save()
    assert line.accessibleDescription() == "Kind must be filled in."
    made.deleteLater()
