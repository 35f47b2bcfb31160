"""What the clearance page paints itself: the one big answer, and the chains of authorisations as links."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget
from typing_extensions import override

from auditor.i18n import N_, Message
from auditor.services.clearance.chains import Chain, Link
from ui.clearance.presenter import SHAPES, WORDS, of_chain, period
from ui.kit import fonts
from ui.kit.chips import paint_shape
from ui.kit.texts import Texts
from ui.kit.theme import Theme

BIG = 30
"""Pixels of the one word that matters on this page."""
HIGH = 44
_SCALE = 2.6
_BRAND, _SUM = 20, 18
_NODE, _LINK = 30, 46
_EDGE, _AXIS, _TIP = 4, 18, 4
_AFTER = 16


class BigAnswer(QWidget):
    """The answer as one word with its shape and colour."""

    def __init__(self, texts: Texts, theme: Theme, words: Mapping[str, tuple[str, str]] = WORDS) -> None:
        super().__init__()
        self._texts, self._theme, self._words = texts, theme, words
        self.answer = ""
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self._rename)
        texts.changed.connect(self._rename)

    def show_answer(self, answer: str) -> None:
        """Say this answer."""
        self.answer = answer
        self._rename()

    @property
    def word(self) -> str:
        """The word shown."""
        return self._texts.t(self._words[self.answer][0]) if self.answer else ""

    def _rename(self) -> None:
        self.setAccessibleName(self.word)
        self.updateGeometry()
        self.update()

    @override
    def sizeHint(self) -> QSize:
        metrics = QFontMetrics(fonts.sized(BIG, bold=True))
        return QSize(fonts.px(HIGH) + metrics.horizontalAdvance(self.word), fonts.px(HIGH))

    @override
    def minimumSizeHint(self) -> QSize:
        return QSize(fonts.px(160), fonts.px(HIGH))

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        if not self.answer:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        colour = self._theme.tokens.colour(self._words[self.answer][1])
        painter.save()
        painter.translate(fonts.px(16), self.height() / 2)
        painter.scale(_SCALE, _SCALE)
        paint_shape(painter, QPointF(0, 0), SHAPES[self.answer], colour)
        painter.restore()
        painter.setPen(colour)
        left = fonts.px(HIGH)
        area = QRectF(left, 0, self.width() - left, self.height())
        wide = QFontMetrics(fonts.sized(BIG, bold=True)).horizontalAdvance(self.word)
        pixels = BIG if wide <= area.width() else max(fonts.SECTION, int(BIG * area.width() / wide) - 1)
        painter.setFont(fonts.sized(pixels, bold=True))
        painter.drawText(area, int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft), self.word)
        painter.end()


class ChainView(QWidget):
    """Each brand's way from its owner to the merchant, one below the other; the weakest link marked."""

    def __init__(self, texts: Texts, theme: Theme, today: date) -> None:
        super().__init__()
        self._texts, self._theme, self._today = texts, theme, today
        self.chains: tuple[Chain, ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self._resized)
        texts.changed.connect(self._rename)

    def _resized(self) -> None:
        self.updateGeometry()
        self.update()

    def show_chains(self, chains: Sequence[Chain]) -> None:
        """Draw these."""
        self.chains = tuple(chains)
        self._rename()
        self.updateGeometry()

    def _rename(self) -> None:
        told = [f"{chain.brand}: {self._texts.t(self._sum(chain))}" for chain in self.chains]
        self.setAccessibleName(" ".join(told))
        self.setToolTip("\n".join(told))
        self.update()

    def _sum(self, chain: Chain) -> Message:
        return of_chain(chain, self._today, self._texts.translator)

    @override
    def sizeHint(self) -> QSize:
        high = sum(_height(chain) for chain in self.chains)
        return QSize(fonts.px(260), max(0, high - fonts.px(_AFTER)))

    @override
    def minimumSizeHint(self) -> QSize:
        return QSize(fonts.px(160), self.sizeHint().height())

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        y = 0
        for chain in self.chains:
            self._paint(painter, chain, y)
            y += _height(chain)
        painter.end()

    def _paint(self, painter: QPainter, chain: Chain, top: int) -> None:
        tokens = self._theme.tokens
        painter.setFont(fonts.sized(fonts.BODY, bold=True))
        painter.setPen(tokens.colour("text"))
        px = fonts.px
        self._text(painter, QRectF(0, top, self.width(), px(_BRAND)), chain.brand)
        painter.setFont(fonts.sized(fonts.CAPTION))
        painter.setPen(tokens.colour("good" if chain.holds else "critical"))
        told = self._texts.translator.t(self._sum(chain))
        self._text(painter, QRectF(0, top + px(_BRAND), self.width(), px(_SUM)), told)
        y = top + px(HIGH)
        if not chain.links:
            return
        self._node(painter, y, chain.links[0].grantor)
        for at, link in enumerate(chain.links):
            self._link(painter, y + px(_NODE), link, weakest=at == chain.weakest)
            y += px(_NODE) + px(_LINK)
            last = at == len(chain.links) - 1
            self._node(painter, y, chain.merchant.name or link.grantee if last else link.grantee)

    def _node(self, painter: QPainter, y: int, name: str) -> None:
        tokens = self._theme.tokens
        box = QRectF(0.5, y + 0.5, self.width() - 1, fonts.px(_NODE) - 1)
        painter.setPen(QPen(tokens.colour("border"), 1))
        painter.setBrush(tokens.colour("surface_2"))
        painter.drawRoundedRect(box, 4, 4)
        painter.setPen(tokens.colour("text"))
        painter.setFont(fonts.sized(fonts.BODY))
        self._text(painter, box.adjusted(10, 0, -10, 0), name)

    def _link(self, painter: QPainter, y: int, link: Link, *, weakest: bool) -> None:
        tokens = self._theme.tokens
        colour = self._colour(link, weakest)
        pen = QPen(colour, 2)
        if link.faults:
            pen.setStyle(Qt.PenStyle.DashLine)
        painter.setPen(pen)
        px = fonts.px
        axis, tip = px(_AXIS), y + px(_LINK) - px(_EDGE)
        painter.drawLine(QPointF(axis, y + px(_EDGE)), QPointF(axis, tip))
        for aside in (-px(_TIP), px(_TIP)):
            painter.drawLine(QPointF(axis, tip), QPointF(axis + aside, tip - px(_TIP) - px(2)))
        if weakest or link.faults:
            middle = QPointF(axis, y + px(_LINK) / 2 - px(_EDGE))
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(tokens.colour("surface"))  # the line stops at the mark
            painter.drawEllipse(middle, px(8), px(8))
            paint_shape(painter, middle, "cross" if link.faults else "up", colour)
        left = px(_AXIS) + px(16)
        area = QRectF(left, y + px(_EDGE), self.width() - left, px(_SUM))
        painter.setFont(fonts.sized(fonts.CAPTION, bold=weakest))
        painter.setPen(colour if weakest or link.faults else tokens.colour("text"))
        self._text(painter, area, self._term(painter, area, link, weakest=weakest))
        painter.setFont(fonts.sized(fonts.CAPTION))
        painter.setPen(colour if link.faults else tokens.colour("muted"))
        self._text(painter, area.translated(0, px(_SUM)), self._below(link))

    def _term(self, painter: QPainter, area: QRectF, link: Link, *, weakest: bool) -> str:
        """From when to when; that it is the weakest is said by its mark alone before its end is cut off."""
        term = period(link, self._texts.translator)
        told = f"{self._texts.t(N_('weakest'))} · {term}" if weakest else term
        return told if painter.fontMetrics().horizontalAdvance(told) <= area.width() else term

    def _colour(self, link: Link, weakest: bool) -> QColor:
        token = "critical" if link.faults else "medium" if weakest else "muted"
        return self._theme.tokens.colour(token)

    def _below(self, link: Link) -> str:
        t = self._texts.t
        if link.faults:
            return " ".join(t(one) for one in link.faults)
        return t(N_("may be passed on")) if link.may_sublicense else ""

    def _text(self, painter: QPainter, area: QRectF, text: str) -> None:
        shown = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, int(area.width()))
        painter.drawText(area, int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft), shown)


def _height(chain: Chain) -> int:
    links, px = len(chain.links), fonts.px
    return px(HIGH) + (links + 1) * px(_NODE) + links * px(_LINK) + px(_AFTER) if links else px(52)
