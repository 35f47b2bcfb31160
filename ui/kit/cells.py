"""Painters for cells that say more than their text: a bar for a share, a frame round a bad cell."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem, QTableView
from typing_extensions import override

from ui.kit import fonts
from ui.kit.theme import Theme

Index = QModelIndex | QPersistentModelIndex
_PAD = 8
_BAR = 6


class ShareDelegate(QStyledItemDelegate):
    """A cell whose text is a share ("37 %") as a bar with the text beside it; amber where it is not full."""

    def __init__(self, table: QTableView, theme: Theme) -> None:
        super().__init__(table)
        self._theme = theme

    @override
    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        tokens = self._theme.tokens
        rect: QRect = option.rect
        text = str(index.data() or "")
        share = float(text.rstrip(" %") or 0) / 100
        painter.save()
        painter.fillRect(QRect(rect.left(), rect.bottom(), rect.width(), 1), tokens.colour("surface_2"))
        words_wide = fonts.px(44)
        bar = QRectF(rect.left() + _PAD, rect.center().y() - _BAR / 2 + 1, rect.width() - words_wide - 18, _BAR)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(tokens.colour("surface_2"))
        painter.drawRoundedRect(bar, 3, 3)
        painter.setBrush(tokens.colour("good" if share >= 1 else "amber"))
        if share > 0:
            painter.drawRoundedRect(QRectF(bar.left(), bar.top(), max(_BAR, bar.width() * share), _BAR), 3, 3)
        painter.setPen(tokens.colour("text"))
        painter.setFont(fonts.sized(fonts.CAPTION))
        words = QRect(rect.right() - words_wide - 4, rect.top(), words_wide, rect.height())
        painter.drawText(words, int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight), text)
        painter.restore()


class MarkedDelegate(QStyledItemDelegate):
    """Frames one cell in the colour of what is wrong with it, and tints the row it stands in."""

    def __init__(self, table: QTableView, theme: Theme) -> None:
        super().__init__(table)
        self._theme = theme
        self.cell: tuple[int, int] | None = None
        """Row and column of the marked cell."""
        self.colour = "critical"

    @override
    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        rect: QRect = option.rect
        tokens = self._theme.tokens
        here = self.cell is not None and index.row() == self.cell[0]
        painter.save()
        if here:
            painter.fillRect(rect, tokens.colour("surface_2"))
        painter.fillRect(QRect(rect.left(), rect.bottom(), rect.width(), 1), tokens.colour("surface_2"))
        marked = here and self.cell is not None and index.column() == self.cell[1]
        if marked:
            self._frame(painter, rect, tokens.colour(self.colour))
        painter.setPen(tokens.colour("text"))
        painter.setFont(fonts.sized(fonts.CAPTION, bold=marked))
        inner = rect.adjusted(_PAD, 0, -_PAD, 0)
        text = painter.fontMetrics().elidedText(str(index.data() or ""), Qt.TextElideMode.ElideRight, inner.width())
        side = (
            index.data(Qt.ItemDataRole.TextAlignmentRole) or Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
        )
        painter.drawText(inner, int(side), text)
        painter.restore()

    @staticmethod
    def _frame(painter: QPainter, rect: QRect, colour: QColor) -> None:
        fill = QColor(colour)
        fill.setAlphaF(0.12)
        painter.fillRect(rect, fill)
        painter.setPen(QPen(colour, 2))
        painter.drawRect(rect.adjusted(1, 1, -1, -1))
