"""Light and dark: tokens, the palette and the one style sheet made from them; follows the system and switches live."""

from __future__ import annotations

import gc
from dataclasses import dataclass
from enum import Enum
from typing import Literal

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QColor, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication

from auditor.installed import resources
from ui.kit import fonts
from ui.kit.sheet import sheet

Choice = Literal["system", "light", "dark"]


@dataclass(frozen=True, slots=True)
class Tokens:
    """Colours by use; each text colour has at least 4.5:1 on the surfaces it stands on (a test computes it)."""

    dark: bool
    bg: str
    surface: str
    surface_2: str
    border: str
    text: str
    muted: str
    accent: str
    accent_soft: str
    on_accent: str
    focus: str
    good: str
    critical: str
    high: str
    medium: str
    low: str
    unknown: str
    not_applicable: str
    amber: str

    def colour(self, name: str) -> QColor:
        """A token as Qt's colour."""
        return QColor(getattr(self, name))


LIGHT = Tokens(
    dark=False,
    bg="#F6F7F9",
    surface="#FFFFFF",
    surface_2="#EEF1F5",
    border="#D5DBE3",
    text="#1A222D",
    muted="#566170",
    accent="#0B6B6B",
    accent_soft="#DDF0EF",
    on_accent="#FFFFFF",
    focus="#1766D6",
    good="#1B7340",
    critical="#B3261E",
    high="#B4470B",
    medium="#7D5A00",
    low="#2F5AA8",
    unknown="#6A4A9C",
    not_applicable="#5F6A78",
    amber="#B7791F",
)
DARK = Tokens(
    dark=True,
    bg="#12161B",
    surface="#1A2027",
    surface_2="#222A33",
    border="#36404C",
    text="#E7ECF2",
    muted="#A1ADBB",
    accent="#57C7BD",
    accent_soft="#153B3A",
    on_accent="#0D1F1E",
    focus="#7DB8FF",
    good="#6BCB8B",
    critical="#FF8A80",
    high="#FFA466",
    medium="#E5BE5A",
    low="#8FB4FF",
    unknown="#C3A6F2",
    not_applicable="#97A3B1",
    amber="#D9A441",
)


SMALLEST, LARGEST = 0.9, 2.0
"""What the writing may be scaled by."""


class Density(Enum):
    """Row height in pixels, before the writing is scaled."""

    COMPACT = 26
    NORMAL = 32
    RELAXED = 40


class Theme(QObject):
    """Tokens, scale and density in force; what paints itself, or has a height of its own, follows ``changed``.

    ``scale`` multiplies every designed length (0.9 to 2.0); ``row_height`` is what a line of a table takes, in pixels.
    """

    changed = Signal()

    def __init__(self, choice: Choice = "system", *, scale: float = 1.0, density: Density = Density.NORMAL) -> None:
        super().__init__()
        self.choice: Choice = choice
        self.scale = _bounded(scale)
        self.density = density
        self.tokens = self._wanted()
        QGuiApplication.styleHints().colorSchemeChanged.connect(self._system_changed)

    def switch(self, choice: Choice) -> None:
        """Choose light, dark or the system's; takes effect at once."""
        self.choice = choice
        self._take()

    @property
    def row_height(self) -> int:
        """What a line of a table takes, in pixels."""
        return self.px(self.density.value)

    def px(self, pixels: float) -> int:
        """A designed length in pixels at the scale in force."""
        return round(pixels * self.scale)

    def resize(self, scale: float) -> None:
        """Write everything larger or smaller; takes effect at once."""
        wanted = _bounded(scale)
        if wanted != self.scale:
            self.scale = wanted
            self.apply()
            self.changed.emit()

    def pack(self, density: Density) -> None:
        """Choose how close the lines of tables stand; takes effect at once."""
        if density is not self.density:
            self.density = density
            self.changed.emit()

    def apply(self) -> None:
        """Dress the application in the tokens in force, at the scale in force."""
        app = QApplication.instance()
        if not isinstance(app, QApplication):
            raise TypeError("a theme needs an application")
        app.setProperty("scale", self.scale)
        collecting = gc.isenabled()
        # Qt walks through every widget there is and calls back into ours; were one collected meanwhile, Qt would fall.
        gc.disable()
        try:
            app.setFont(fonts.sized(fonts.BODY))
            app.setPalette(palette(self.tokens))
            app.setStyleSheet(dressed(self.tokens, self.scale))
        finally:
            if collecting:
                gc.enable()

    def _take(self) -> None:
        wanted = self._wanted()
        if wanted is not self.tokens:
            self.tokens = wanted
            self.apply()
            self.changed.emit()

    def _system_changed(self) -> None:
        if self.choice == "system":
            self._take()

    def _wanted(self) -> Tokens:
        if self.choice == "system":
            scheme = QGuiApplication.styleHints().colorScheme()
            return DARK if scheme == Qt.ColorScheme.Dark else LIGHT
        return DARK if self.choice == "dark" else LIGHT


def _bounded(scale: float) -> float:
    return min(LARGEST, max(SMALLEST, round(scale, 2)))


def dressed(tokens: Tokens, scale: float = 1.0) -> str:
    """The style sheet in these tokens."""
    named = {name: str(getattr(tokens, name)) for name in Tokens.__slots__}
    arrows = (resources() / "icons" / "sheet").as_posix()
    return sheet(named | {"arrows": arrows, "variant": "dark" if tokens.dark else "light"}, scale)


def palette(tokens: Tokens) -> QPalette:
    """Qt's palette for what the style sheet does not reach."""
    role = QPalette.ColorRole
    made = QPalette()
    for target, token in (
        (role.Window, "bg"),
        (role.WindowText, "text"),
        (role.Base, "surface"),
        (role.AlternateBase, "surface_2"),
        (role.Text, "text"),
        (role.Button, "surface"),
        (role.ButtonText, "text"),
        (role.ToolTipBase, "surface_2"),
        (role.ToolTipText, "text"),
        (role.PlaceholderText, "muted"),
        (role.Highlight, "accent"),
        (role.HighlightedText, "on_accent"),
        (role.Link, "accent"),
        (role.LinkVisited, "accent"),
        (role.Accent, "accent"),
    ):
        made.setColor(target, tokens.colour(token))
    for target in (role.WindowText, role.Text, role.ButtonText):
        made.setColor(QPalette.ColorGroup.Disabled, target, tokens.colour("not_applicable"))
    return made
