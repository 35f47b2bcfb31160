"""Paints the cells of a list: quiet rows, chosen ones with an accent edge, chips where a column has answers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPointF, QRect, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPen
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem
from typing_extensions import override

from ui.kit import fonts
from ui.kit.chips import chip_width, paint_chip
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


class RowDelegate(QStyledItemDelegate):
    """One painter for every cell; fonts are made once, since a page paints hundreds of cells."""

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

    @override
    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        tokens = self._theme.tokens
        rect: QRect = option.rect
        model = self._table.model()
        self._ground(painter, rect, index, tokens)
        if not isinstance(model, PagedModel):
            return
        column = model.columns[index.column()]
        cell = model.cell(index.row(), column)
        pad = fonts.px(_PAD)
        inner = rect.adjusted(pad, 0, -pad, 0)
        if cell is None:
            self._words(painter, inner, PENDING, self._plain, tokens.muted, column)
        elif column.look is Look.CHIPS and column.chips is not None:
            chips = list(column.chips(cell))
            if chips:
                self._chips(painter, inner, chips, tokens)
            else:
                self._words(painter, inner, column.text(cell), self._plain, tokens.muted, column)
        else:
            font = self._strong if column.look is Look.STRONG else self._plain
            colour = tokens.muted if column.look is Look.MUTED else tokens.text
            self._words(painter, inner, column.text(cell), font, colour, column)

    @override
    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(60, self._theme.row_height)

    def _ground(
        self, painter: QPainter, rect: QRect, index: QModelIndex | QPersistentModelIndex, tokens: Tokens
    ) -> None:
        chosen = self._table.choice.contains(index.row())
        if chosen:
            painter.fillRect(rect, tokens.colour("accent_soft"))
            if index.column() == 0:
                painter.fillRect(QRect(rect.left(), rect.top(), 2, rect.height()), tokens.colour("accent"))
        elif self._table.hovered == index.row():
            painter.fillRect(rect, tokens.colour("surface_2"))
        painter.fillRect(QRect(rect.left(), rect.bottom(), rect.width(), 1), tokens.colour("surface_2"))
        if self._table.hasFocus() and self._table.currentIndex().row() == index.row() and not chosen:
            painter.setPen(QPen(tokens.colour("focus"), 1, Qt.PenStyle.DotLine))
            painter.drawLine(rect.left(), rect.bottom() - 1, rect.right(), rect.bottom() - 1)

    def _words(self, painter: QPainter, box: QRect, words: str, font: QFont, colour: str, column: Column) -> None:
        if not words:
            return
        painter.setFont(font)
        painter.setPen(colour)
        shown = self._metrics[font.bold()].elidedText(words, Qt.TextElideMode.ElideRight, box.width())
        side = Qt.AlignmentFlag.AlignRight if column.look is Look.NUMBER else Qt.AlignmentFlag.AlignLeft
        painter.drawText(box, int(side | Qt.AlignmentFlag.AlignVCenter), shown)

    def _chips(self, painter: QPainter, box: QRect, chips: list[Any], tokens: Tokens) -> None:
        x = float(box.left())
        y = box.top() + box.height() / 2
        for number, chip in enumerate(chips):
            width = chip_width(chip, self._texts.t)
            room = box.right() if number == len(chips) - 1 else box.right() - fonts.px(_MORE)
            if number and x + width > room:
                painter.setPen(tokens.muted)
                painter.setFont(self._plain)
                painter.drawText(QPointF(x, y + fonts.px(4)), f"+{len(chips) - number}")
                return
            x += paint_chip(painter, QPointF(x, y), chip, tokens, self._texts.t) + fonts.px(_CHIP_GAP)
