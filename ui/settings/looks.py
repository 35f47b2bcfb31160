"""How the window looks, for this person on this computer: theme, language, size of writing, density; all at once."""

from __future__ import annotations

from typing import cast

from PySide6.QtCore import QSignalBlocker
from PySide6.QtWidgets import QSpinBox, QWidget

from auditor.i18n import N_, Language
from ui.kit import parts
from ui.kit.desk import Desk
from ui.kit.theme import LARGEST, SMALLEST, Choice, Density
from ui.settings.choices import Choices, titled

THEMES = (("system", N_("As the system")), ("light", N_("Light")), ("dark", N_("Dark")))
LANGUAGES = (("zh", "中文"), ("en", "English"))
DENSITIES = (
    (Density.COMPACT.name, N_("Close together")),
    (Density.NORMAL.name, N_("Usual")),
    (Density.RELAXED.name, N_("Far apart")),
)


class Looks(QWidget):
    """Each choice takes effect when it is made, and is remembered."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        texts, theme = desk.texts, desk.theme
        self.themes = Choices(desk, THEMES, lambda value: theme.switch(cast("Choice", value)))
        self.languages = Choices(desk, LANGUAGES, lambda value: texts.switch(cast("Language", value)))
        self.densities = Choices(desk, DENSITIES, lambda value: theme.pack(Density[value]))
        self.writing = QSpinBox()
        self.writing.setRange(round(SMALLEST * 100), round(LARGEST * 100))
        self.writing.setSingleStep(10)
        self.writing.setSuffix(" %")
        # Typing 150 must not pass through 1 and 15.
        self.writing.setKeyboardTracking(False)
        parts.fix(self.writing, theme, width=110)
        texts.name(self.writing, N_("Size of writing"))
        texts.name(self.writing.lineEdit(), N_("Size of writing"))
        self.writing.lineEdit().setTextMargins(6, 0, 0, 0)
        self.writing.valueChanged.connect(lambda value: theme.resize(value / 100))
        self.plain = parts.button(texts, N_("Writing at 100 %"), lambda: theme.resize(1.0), "quiet")
        sizes = parts.row(self.writing, self.plain, None)
        card = parts.card(
            titled(desk, N_("Language"), self.languages),
            titled(desk, N_("Theme"), self.themes),
            titled(desk, N_("Size of writing"), parts.box(sizes)),
            titled(desk, N_("Rows of lists"), self.densities),
            gap=16,
        )
        note = parts.label(
            texts, N_("Kept for you on this computer; other people's windows stay as they are."), "muted"
        )
        note.setWordWrap(True)
        self.setLayout(parts.column(card, note, None, gap=12))
        theme.changed.connect(self.show_now)
        texts.changed.connect(self.show_now)
        self.show_now()

    def show_now(self) -> None:
        """Mark what holds."""
        theme = self._desk.theme
        self.themes.show_value(theme.choice)
        self.languages.show_value(self._desk.texts.language)
        self.densities.show_value(theme.density.name)
        with QSignalBlocker(self.writing):
            self.writing.setValue(round(theme.scale * 100))
        self._lead_back(shown=theme.scale != 1.0)

    def _lead_back(self, *, shown: bool) -> None:
        """The way back is there where there is one to go; whoever took it goes on at the number."""
        if not shown and self.plain.hasFocus():
            self.writing.setFocus()
        self.plain.setVisible(shown)
