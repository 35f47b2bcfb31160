"""Choosing a mapping: the headers alone, a preset or a saved one; the best fit is offered, never taken unasked."""

from __future__ import annotations

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QComboBox, QLineEdit, QWidget

from auditor.i18n import N_
from auditor.services.mappings import MappingGuess, MappingInfo
from ui.importing.state import ImportState, Step
from ui.kit import parts
from ui.kit.desk import Desk

WIDTH_LEAST = 200
PADDING = 24


class MappingBox(QWidget):
    """One line with the choice, one with the offer, one with the name under which to save."""

    picked = Signal(str)
    """The name of a mapping; "" for none."""
    saved = Signal(str)
    """The name under which to save what was matched by hand."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        texts = desk.texts
        self._guess = ""
        self.choice = QComboBox()
        self.choice.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        texts.name(self.choice, N_("Mapping of the sender's columns"))
        self.choice.activated.connect(lambda _: self.picked.emit(str(self.choice.currentData() or "")))
        self.mark = parts.label(texts, N_("unverified"), "unverified")
        self.mark.setToolTip(texts.t(N_("Made from descriptions; not yet tried on a real export.")))
        self.offer = parts.button(texts, "", self._take_offer, "remedy")
        self.name = QLineEdit()
        texts.name(self.name, N_("Name of the sender"))
        texts.say(self.name, N_("Name of the sender"), "setPlaceholderText")
        self.name.returnPressed.connect(self._save)
        self.save = parts.button(texts, N_("Save the matching"), self._save)
        first = parts.row(parts.label(texts, N_("Mapping"), "muted"), self.choice, self.mark, gap=8)
        first.setStretch(1, 1)
        self._saving = parts.box(parts.row(self.name, self.save, gap=6))
        offered = parts.row(self.offer, None)
        self.setLayout(parts.column(first, offered, self._saving, gap=6))

    def show_state(self, state: ImportState, mappings: tuple[MappingInfo, ...]) -> None:
        """Show the mappings there are and the one in force."""
        tr = self._desk.texts.translator
        chosen = state.wishes.choices.mapping
        name = "" if chosen is None else chosen.name
        with QSignalBlocker(self.choice):
            self.choice.clear()
            self.choice.addItem(tr.t(N_("By the headers alone")), "")
            for one in mappings:
                self.choice.addItem(title_of(one, tr.language), one.name)
            if name and self.choice.findData(name) < 0:
                self.choice.addItem(name, name)
            self.choice.setCurrentIndex(max(0, self.choice.findData(name)))
        self.choice.setEnabled(state.step in (Step.PREVIEW, Step.REFUSED))
        known = next((one for one in mappings if one.name == name), None)
        self.mark.setVisible(known is not None and not known.verified)
        self._offer(state.guess, name, mappings)
        self._saving.setVisible(bool(state.wishes.choices.columns or state.wishes.choices.sheets))

    def _offer(self, guess: MappingGuess | None, name: str, mappings: tuple[MappingInfo, ...]) -> None:
        self._guess = guess.name if guess is not None and guess.name != name else ""
        self.offer.setVisible(bool(self._guess))
        if guess is not None:
            tr = self._desk.texts.translator
            known = next((one for one in mappings if one.name == guess.name), None)
            title = guess.name if known is None else title_of(known, tr.language)
            words = tr.t(N_("Looks like {title} ({score} %): use it"), title=title, score=guess.score)
            self.offer.setToolTip(words)
            room = max(WIDTH_LEAST, self.width() - PADDING)
            self.offer.setText(self.offer.fontMetrics().elidedText(words, Qt.TextElideMode.ElideMiddle, room))
            self.offer.setAccessibleName(words)

    def _take_offer(self) -> None:
        if self._guess:
            self.picked.emit(self._guess)

    def _save(self) -> None:
        name = self.name.text().strip()
        if name:
            self.saved.emit(name)
        else:
            self.name.setFocus(Qt.FocusReason.OtherFocusReason)


def title_of(one: MappingInfo, language: str) -> str:
    """A mapping's title in a language; its name where it has none."""
    return str(one.title.get(language) or one.title.get("zh") or one.name)
