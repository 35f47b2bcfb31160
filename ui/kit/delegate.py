"""Paints the cells of a list: quiet rows, chosen ones with an accent edge, chips where a column has answers.

A page is hundreds of cells and is painted again whenever rows, marks or the mouse come: what was laid out and drawn
once is kept.
"""

from __future__ import annotations

from math import ceil
from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPointF, QRect, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPen, QPixmap, QStaticText
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem
from typing_extensions import override

from ui.kit import fonts
from ui.kit.chips import HEIGHT, Chip, chip_width, paint_chip
from ui.kit.paged_model import PENDING, PagedModel
from ui.kit.source import Column, Look
from ui.kit.texts import Texts
from ui.kit.theme import Theme, Tokens

if TYPE_CHECKING:
    from ui.kit.table import Table

_PAD = 10
_CHIP_GAP = 6
_MORE = 22
"""Room kept for "+2" behind the chips that fit."""
_TEXTS_KEPT, _CHIPS_KEPT = 3_000, 300
"""A few pages of cells; what is shown of answers differs little."""


class RowDelegate(QStyledItemDelegate):
    """One painter for every cell; fonts, colours, lines of text and chips are made once."""

    def __init__(self, table: Table, theme: Theme, texts: Texts) -> None:
        super().__init__(table)
        self._table = table
        self._theme = theme
        self._texts = texts
        self._make_fonts()
        theme.changed.connect(self._make_fonts)

    def _make_fonts(self) -> None:
        self._plain = fonts.sized(fonts.BODY)
        self._strong = fonts.sized(fonts.BODY, bold=True)
        self._metrics = {font.bold(): QFontMetrics(font) for font in (self._plain, self._strong)}
        self._colours: dict[str, QColor] = {}
        self._lines: dict[tuple[str, bool, int], QStaticText] = {}
        self._drawn: dict[tuple[Chip, str, float], QPixmap] = {}

    @override
    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        tokens = self._theme.tokens
        rect: QRect = option.rect
        model = self._table.model()
        self._ground(painter, rect, index)
        if not isinstance(model, PagedModel):
            return
        column = model.columns[index.column()]
        cell = model.cell(index.row(), column)
        pad = fonts.px(_PAD)
        inner = rect.adjusted(pad, 0, -pad, 0)
        if cell is None:
            self._words(painter, inner, PENDING, self._plain, "muted", column)
        elif column.look is Look.CHIPS and column.chips is not None:
            chips = list(column.chips(cell))
            if chips:
                self._chips(painter, inner, chips, tokens)
            else:
                self._words(painter, inner, column.text(cell), self._plain, "muted", column)
        else:
            font = self._strong if column.look is Look.STRONG else self._plain
            colour = "muted" if column.look is Look.MUTED else "text"
            self._words(painter, inner, column.text(cell), font, colour, column)

    @override
    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(60, self._theme.row_height)

    def _ground(self, painter: QPainter, rect: QRect, index: QModelIndex | QPersistentModelIndex) -> None:
        chosen = self._table.choice.contains(index.row())
        if chosen:
            painter.fillRect(rect, self._colour("accent_soft"))
            if index.column() == 0:
                painter.fillRect(QRect(rect.left(), rect.top(), 2, rect.height()), self._colour("accent"))
        elif self._table.hovered == index.row():
            painter.fillRect(rect, self._colour("surface_2"))
        painter.fillRect(QRect(rect.left(), rect.bottom(), rect.width(), 1), self._colour("surface_2"))
        if self._table.hasFocus() and self._table.currentIndex().row() == index.row() and not chosen:
            painter.setPen(QPen(self._colour("focus"), 1, Qt.PenStyle.DotLine))
            painter.drawLine(rect.left(), rect.bottom() - 1, rect.right(), rect.bottom() - 1)

    def _words(self, painter: QPainter, box: QRect, words: str, font: QFont, colour: str, column: Column) -> None:
        if not words:
            return
        painter.setFont(font)
        painter.setPen(self._colour(colour))
        line = self._line(words, font, box.width())
        size = line.size()
        left = box.right() + 1 - size.width() if column.look is Look.NUMBER else box.left()
        painter.drawStaticText(QPointF(left, box.top() + (box.height() - size.height()) / 2), line)

    def _line(self, words: str, font: QFont, width: int) -> QStaticText:
        """The text as it fits into the width, laid out."""
        key = (words, font.bold(), width)
        found = self._lines.get(key)
        if found is None:
            found = QStaticText(self._metrics[font.bold()].elidedText(words, Qt.TextElideMode.ElideRight, width))
            found.setTextFormat(Qt.TextFormat.PlainText)
            found.prepare(font=font)
            if len(self._lines) >= _TEXTS_KEPT:
                self._lines.clear()
            self._lines[key] = found
        return found

    def _colour(self, token: str) -> QColor:
        found = self._colours.get(token)
        if found is None:
            found = self._colours[token] = self._theme.tokens.colour(token)
        return found

    def _chips(self, painter: QPainter, box: QRect, chips: list[Chip], tokens: Tokens) -> None:
        x, height = box.left(), fonts.px(HEIGHT)
        top = box.top() + (box.height() - height) // 2
        for number, chip in enumerate(chips):
            drawn = self._chip(chip, painter.device().devicePixelRatio(), tokens)
            width = round(drawn.width() / drawn.devicePixelRatio())
            room = box.right() if number == len(chips) - 1 else box.right() - fonts.px(_MORE)
            if number and x + width > room:
                painter.setPen(self._colour("muted"))
                painter.setFont(self._plain)
                painter.drawText(QPointF(x, box.center().y() + fonts.px(4)), f"+{len(chips) - number}")
                return
            painter.drawPixmap(x, top, drawn)
            x += width + fonts.px(_CHIP_GAP)

    def _chip(self, chip: Chip, ratio: float, tokens: Tokens) -> QPixmap:
        """The chip drawn for a screen of so many pixels to the designed one."""
        key = (chip, self._texts.language, ratio)
        found = self._drawn.get(key)
        if found is None:
            width, height = chip_width(chip, self._texts.t), fonts.px(HEIGHT)
            found = QPixmap(ceil(width * ratio), ceil(height * ratio))
            found.setDevicePixelRatio(ratio)
            found.fill(Qt.GlobalColor.transparent)
            painter = QPainter(found)
            paint_chip(painter, QPointF(0, height / 2), chip, tokens, self._texts.t)
            painter.end()
            if len(self._drawn) >= _CHIPS_KEPT:
                self._drawn.clear()
            self._drawn[key] = found
        return found
