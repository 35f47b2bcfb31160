"""The answer chip: shape, word and count together, so that nothing is said by colour alone."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QBrush, QColor, QFontMetrics, QIcon, QPainter, QPaintEvent, QPen, QPixmap, QPolygonF
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget
from typing_extensions import override

from auditor.i18n import N_
from ui.kit import fonts
from ui.kit.texts import Translate
from ui.kit.theme import Theme, Tokens

HEIGHT = 20
TINT = 0.10
"""How much of its colour fills a chip."""
_PAD = 7
_SHAPE = 9
_GAP = 5


class Answer(Enum):
    """What a chip says: its colour token, its shape, its word."""

    PASS = ("good", "disc", N_("Compliant"))
    CRITICAL = ("critical", "diamond", N_("Critical"))
    HIGH = ("high", "up", N_("High"))
    MEDIUM = ("medium", "square", N_("Medium"))
    LOW = ("low", "down", N_("Low"))
    INFO = ("low", "down", N_("Info"))
    UNKNOWN = ("unknown", "ask", N_("Data missing"))
    ERROR = ("critical", "cross", N_("System error"))
    NOT_APPLICABLE = ("not_applicable", "dash", N_("Not applicable"))

    @property
    def token(self) -> str:
        """The name of its colour."""
        return self.value[0]

    @property
    def shape(self) -> str:
        """The name of its shape."""
        return self.value[1]

    @property
    def word(self) -> str:
        """The msgid of its word."""
        return self.value[2]


@dataclass(frozen=True, slots=True)
class Chip:
    """One answer with how many there are of it (None: no count); a waived one is hatched."""

    answer: Answer
    count: int | None = None
    waived: bool = False

    def text(self, translate: Translate) -> str:
        """What it says in words: "2 Critical", "Critical (waived)"."""
        word = translate(self.answer.word)
        if self.waived:
            word = translate(N_("{word} (waived)"), word=word)
        return word if self.count is None else f"{self.count} {word}"


def chip_width(chip: Chip, translate: Translate) -> int:
    """How wide the chip will be painted, in pixels."""
    metrics = QFontMetrics(fonts.sized(fonts.CAPTION, bold=_loud(chip)))
    return fonts.px(2 * _PAD + _SHAPE + _GAP) + metrics.horizontalAdvance(chip.text(translate))


def paint_chip(painter: QPainter, at: QPointF, chip: Chip, tokens: Tokens, translate: Translate) -> int:
    """Paint the chip with its left middle at the point; its width."""
    width = chip_width(chip, translate)
    height = fonts.px(HEIGHT)
    box = QRectF(at.x() + 0.5, at.y() - height / 2 + 0.5, width - 1, height - 1)
    colour = tokens.colour(chip.answer.token)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(tokens.colour("surface"))  # so that a chip can be read on a chosen row as well
    painter.drawRoundedRect(box, 4, 4)
    _frame(painter, box, chip, colour)
    paint_shape(painter, QPointF(box.left() + fonts.px(_PAD + _SHAPE / 2), at.y()), chip.answer.shape, colour)
    painter.setPen(colour)
    painter.setFont(fonts.sized(fonts.CAPTION, bold=_loud(chip)))
    words = box.adjusted(fonts.px(_PAD + _SHAPE + _GAP), 0, 0, 0)
    painter.drawText(words, int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft), chip.text(translate))
    painter.restore()
    return width


def paint_shape(painter: QPainter, centre: QPointF, shape: str, colour: QColor) -> None:
    """Paint one of the answer shapes, about nine pixels wide, scaled."""
    r, x, y = _SHAPE * fonts.scale() / 2, centre.x(), centre.y()
    polygons = {
        "diamond": [(0, -r - 0.5), (r + 0.5, 0), (0, r + 0.5), (-r - 0.5, 0)],
        "up": [(0, -r), (r, r - 0.5), (-r, r - 0.5)],
        "down": [(0, r), (r, -r + 0.5), (-r, -r + 0.5)],
        "square": [(-r + 0.8, -r + 0.8), (r - 0.8, -r + 0.8), (r - 0.8, r - 0.8), (-r + 0.8, r - 0.8)],
    }
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QBrush(colour))
    if shape in polygons:
        painter.drawPolygon(QPolygonF([QPointF(x + dx, y + dy) for dx, dy in polygons[shape]]))
    elif shape == "disc":
        painter.drawEllipse(centre, r - 0.3, r - 0.3)
    elif shape == "ask":
        painter.setPen(colour)
        painter.setFont(fonts.sized(fonts.BODY, bold=True))
        painter.drawText(QRectF(x - 2 * r, y - 2 * r, 4 * r, 4 * r), int(Qt.AlignmentFlag.AlignCenter), "?")
    else:
        painter.setPen(QPen(colour, 1.8, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
        painter.drawLine(QPointF(x - r + 1, y), QPointF(x + r - 1, y))
        if shape == "cross":
            painter.drawLine(QPointF(x, y - r + 1), QPointF(x, y + r - 1))


def shape_icon(answer: Answer, tokens: Tokens, side: int) -> QIcon:
    """The shape of an answer in its colour as a square picture of so many pixels."""
    drawn = QPixmap(side * 2, side * 2)
    drawn.setDevicePixelRatio(2)
    drawn.fill(Qt.GlobalColor.transparent)
    painter = QPainter(drawn)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    paint_shape(painter, QPointF(side / 2, side / 2), answer.shape, tokens.colour(answer.token))
    painter.end()
    return QIcon(drawn)


def _frame(painter: QPainter, box: QRectF, chip: Chip, colour: QColor) -> None:
    fill = QColor(colour)
    fill.setAlphaF(0.0 if chip.waived else TINT)
    edge = QColor(colour)
    edge.setAlphaF(0.85 if chip.answer is Answer.UNKNOWN or chip.waived else 0.30)
    pen = QPen(edge, 1)
    if chip.answer is Answer.UNKNOWN:
        pen.setStyle(Qt.PenStyle.CustomDashLine)
        pen.setDashPattern([3, 2])
    painter.setPen(pen)
    painter.setBrush(fill)
    painter.drawRoundedRect(box, 4, 4)
    if chip.waived:
        hatch = QColor(colour)
        hatch.setAlphaF(0.22)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QBrush(hatch, Qt.BrushStyle.BDiagPattern))
        painter.drawRoundedRect(box, 4, 4)


def _loud(chip: Chip) -> bool:
    return chip.answer in (Answer.CRITICAL, Answer.ERROR)


class ChipButton(QAbstractButton):
    """A chip that opens what it counts; reachable by Tab, pressed by Space."""

    def __init__(self, chip: Chip, theme: Theme, translate: Translate, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.chip = chip
        self._theme = theme
        self._translate = translate
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAccessibleName(chip.text(translate))
        theme.changed.connect(self._resized)

    def _resized(self) -> None:
        self.updateGeometry()
        self.update()

    @override
    def sizeHint(self) -> QSize:
        return QSize(chip_width(self.chip, self._translate) + 2, fonts.px(HEIGHT) + 4)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        tokens = self._theme.tokens
        paint_chip(painter, QPointF(1, self.height() / 2), self.chip, tokens, self._translate)
        if self.hasFocus() or self.underMouse():
            colour = tokens.colour("focus" if self.hasFocus() else self.chip.answer.token)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(colour, 2 if self.hasFocus() else 1))
            painter.drawRoundedRect(QRectF(QRect(1, 2, self.width() - 2, fonts.px(HEIGHT))), 4, 4)
        painter.end()
