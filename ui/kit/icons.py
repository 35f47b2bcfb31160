"""Our own SVG icons, coloured by the theme when they are drawn."""

from __future__ import annotations

from functools import cache

from PySide6.QtCore import QByteArray, QRectF, Qt
from PySide6.QtGui import QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from auditor.installed import resources
from ui.kit import fonts
from ui.kit.theme import Tokens

SIZE = 20


@cache
def _drawing(name: str) -> str:
    return (resources() / "icons" / f"{name}.svg").read_text(encoding="utf-8")


def names() -> list[str]:
    """Every icon there is."""
    return sorted(path.stem for path in (resources() / "icons").glob("*.svg"))


def pixmap(name: str, colour: str, size: int = SIZE, ratio: float = 2.0) -> QPixmap:
    """The icon in one colour, sharp at the given device pixel ratio."""
    renderer = QSvgRenderer(QByteArray(_drawing(name).replace("currentColor", colour).encode()))
    made = QPixmap(round(size * ratio), round(size * ratio))
    made.fill(Qt.GlobalColor.transparent)
    painter = QPainter(made)
    renderer.render(painter, QRectF(0, 0, made.width(), made.height()))
    painter.end()
    made.setDevicePixelRatio(ratio)
    return made


def icon(name: str, tokens: Tokens, *, token: str = "muted", after: int = 0) -> QIcon:  # noqa: S107 - a colour
    """The icon in a token's colour, at the scale in force; accent when it is checked, dim when disabled.

    ``after`` is what is left free at its right, in designed pixels: Qt puts a button's words hard beside it.
    """
    made, size = QIcon(), fonts.px(SIZE)
    for colour, mode, state in (
        (getattr(tokens, token), QIcon.Mode.Normal, QIcon.State.Off),
        (tokens.accent, QIcon.Mode.Normal, QIcon.State.On),
        (tokens.not_applicable, QIcon.Mode.Disabled, QIcon.State.Off),
    ):
        made.addPixmap(_with_room(pixmap(name, colour, size), fonts.px(after)), mode, state)
    return made


def _with_room(drawn: QPixmap, after: int) -> QPixmap:
    if not after:
        return drawn
    ratio = drawn.devicePixelRatio()
    made = QPixmap(drawn.width() + round(after * ratio), drawn.height())
    made.setDevicePixelRatio(ratio)
    made.fill(Qt.GlobalColor.transparent)
    painter = QPainter(made)
    painter.drawPixmap(0, 0, drawn)
    painter.end()
    return made
