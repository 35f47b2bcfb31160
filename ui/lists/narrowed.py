"""The line above a list that says how it is narrowed: a chip for each filter, taken away by a click; and for when."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPushButton, QWidget

from auditor.i18n import N_
from auditor.model.types import date_of
from auditor.services.lists import ListFilter
from auditor.services.standing import StandingHolds
from ui.kit import parts
from ui.kit.flow import Flow
from ui.kit.texts import Texts
from ui.lists.drawer import Words, title_of
from ui.lists.kinds import Kind


class FilterChips(QWidget):
    """The filters of a list as chips."""

    removed = Signal(str, str)

    def __init__(self, texts: Texts, words: Words, kind: Kind) -> None:
        super().__init__()
        self._texts, self._words, self._kind = texts, words, kind
        self.chips: dict[tuple[str, str], QPushButton] = {}
        self._flow = Flow(gap=6)
        self.setLayout(self._flow)
        self.hide()

    def show_filter(self, wanted: ListFilter) -> None:
        """One chip for each value that filters."""
        parts.empty(self._flow)
        self.chips = {}
        for column, value in wanted.picked:
            between = self._texts.translator.both("：", ": ")
            word = f"{self._texts.t(title_of(self._kind, column))}{between}{self._words(column, value)}"
            chip = QPushButton(f"{word}  ✕")
            chip.setCheckable(True)
            chip.setChecked(True)
            chip.setAccessibleName(self._texts.t(N_("Take away the filter {filter}"), filter=word))
            parts.mark(chip, "facet")
            chip.toggled.connect(partial(self._remove, column, value))  # a screen reader ticks without a click
            self._flow.addWidget(chip)
            self.chips[column, value] = chip
        self.setVisible(bool(self.chips))

    def _remove(self, column: str, value: str, _on: bool = False) -> None:
        self.removed.emit(column, value)


class HoldsNote(QWidget):
    """Says for which day and change filters and counts by answer hold, where that is not what is looked at."""

    def __init__(self, texts: Texts, audit: Callable[[], object]) -> None:
        super().__init__()
        self._texts = texts
        self.sentence = parts.Brief("caption")
        self.audit = parts.button(texts, "", audit, "quiet")
        self.setLayout(parts.row(self.sentence, self.audit, None, gap=8))
        self.hide()

    def say(
        self, holds: StandingHolds | None, as_of: date, today: date, *, judged: bool = True, back: bool = False
    ) -> None:
        """Nothing where the answers hold for the day that is looked at and for the last change.

        ``back``: the list shows what was recorded at an earlier moment.
        """
        t = self._texts.t
        other_day = (as_of != today or back) and judged
        self.audit.setVisible(other_day)
        if not judged:
            self.hide()
            return
        self.audit.setText(t(N_("Audit as of {day}"), day=as_of.isoformat()))
        if holds is None or (holds.fresh and not other_day):
            self.hide()
            return
        if back:
            said = t(N_("Looking back nothing is counted by answer; the answers shown are judged by what stood then."))
        elif holds.day is None:
            said = t(N_("How everybody stands is being worked out; the answers come when it is done."))
        elif not holds.fresh:
            said = t(
                N_("Filters and counts by answer are as of {day}, change {n}; they are being brought up to date."),
                day=date_of(holds.day).isoformat(),
                n=holds.change,
            )
        else:
            said = t(N_("Filters and counts by answer are those of today, {day}."), day=today.isoformat())
        self.sentence.setText(said)
        self.show()
