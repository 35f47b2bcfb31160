"""Undo and redo of what was changed in the window, over a real workspace."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path

import pytest

from auditor.app import Auditor
from auditor.clock import SHANGHAI
from auditor.i18n import said
from auditor.services.aliases import CategoryAliases, ClearAlias, SetAlias
from auditor.services.undoing import Undo
from tests.beginning import begun
from ui.kit.desk import Day
from ui.kit.edits import Edits
from ui.kit.problems import Problems
from ui.kit.tasks import InlineTasks
from ui.kit.texts import Texts
from ui.kit.theme import Theme

NOW = datetime(2026, 6, 30, 9, 0, tzinfo=SHANGHAI)


class Changed:
    """A workspace in which words are laid down, and the stacks that hear of it."""

    def __init__(self, app: Auditor, texts: Texts, theme: Theme) -> None:
        self.app = app
        self.problems = Problems(texts, theme)
        self.tasks = InlineTasks(app, self.problems.tell)
        self.edits = Edits(self.tasks, self.problems)

    def lay(self, word: str, category: str = "food_agri") -> int:
        change = self.app.do(SetAlias(word, category)).change
        assert change is not None
        self.edits.done(change, said("{word} is laid down.", word=word))
        return change

    @property
    def words(self) -> set[str]:
        return set(self.app.ask(CategoryAliases()))


@pytest.fixture
def changed(tmp_path: Path, texts: Texts, theme: Theme) -> Iterator[Changed]:
    path = tmp_path / "workspace.auditor"
    begun(path, lambda: NOW)
    with Auditor.open(path, clock=lambda: NOW) as app:
        yield Changed(app, texts, theme)


def test_that_undo_takes_the_last_change_back_and_redo_brings_it_again(changed: Changed) -> None:
    changed.lay("甲")
    changed.app.do(ClearAlias("甲"))  # by somebody else: the word's row is gone, so nothing of ours can be undone
    assert changed.words == set()
    changed.lay("乙")
    assert changed.edits.undo()
    changed.tasks.run_all()
    assert changed.words == set()
    assert changed.edits.redo()
    changed.tasks.run_all()
    assert changed.words == {"乙"}
    assert changed.edits.last is not None
    assert changed.edits.last_undone is None


def test_that_a_new_change_forgets_what_could_be_brought_back(changed: Changed) -> None:
    changed.lay("甲")
    changed.edits.undo()
    changed.tasks.run_all()
    changed.lay("乙")
    assert not changed.edits.redo()


def test_that_a_change_undone_elsewhere_is_told_and_leaves_the_stack(changed: Changed) -> None:
    changed.app.run(Undo(changed.lay("甲")))
    changed.edits.undo()
    changed.tasks.run_all()
    assert changed.edits.last is None
    assert len(changed.problems.tray) == 1


def test_that_a_change_on_which_later_edits_stand_is_refused_in_words_and_stays(changed: Changed) -> None:
    first = changed.lay("甲")
    changed.app.do(SetAlias("甲", "food_bulk"))
    changed.edits.undo()
    changed.tasks.run_all()
    assert changed.edits.last is not None
    assert changed.edits.last.change == first
    assert len(changed.problems.tray) == 1


def test_that_the_day_and_what_was_known_move_together_and_are_told_once(texts: Texts) -> None:
    day, told = Day(lambda: NOW), []
    day.changed.connect(lambda: told.append((day.value, day.known)))
    day.look(date(2026, 5, 1), datetime(2026, 5, 2, 8, 0))
    day.know(datetime(2026, 5, 2, 8, 0))
    day.reset()
    assert told == [(date(2026, 5, 1), datetime(2026, 5, 2, 8, 0)), (date(2026, 6, 30), None)]
