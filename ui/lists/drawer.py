"""The drawer of facets beside a list: what it could be filtered by next, with how many there are of each."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QScrollArea, QSizePolicy, QVBoxLayout, QWidget
from typing_extensions import override

from auditor.i18n import N_
from auditor.services.facets import FacetsOf
from auditor.services.lists import ListFilter
from ui.kit import fonts, parts
from ui.kit.chips import Answer, paint_shape
from ui.kit.texts import Texts, begun
from ui.kit.theme import Theme
from ui.lists.kinds import ANSWERS, Kind

WIDTH = 196
SHOWN = 8
"""So many values of a column are offered; the rest after a click."""

COLUMNS = {
    "answer": N_("Answer today"),
    "stands": N_("On the as-of day"),
    "expires_within": N_("Ends"),
    "status": N_("Status"),
    "kind": N_("Kind"),
    "platform": N_("Platform"),
    "scope": N_("Scope"),
    "unit": N_("Team"),
    "owner": N_("In charge"),
    "tag": N_("Tag"),
    "missing": N_("Missing"),
}
"""The columns of facets, from top to bottom, with their titles."""

Words = Callable[[str, str], str]
"""(column, value) as people read it."""


WITHIN = (7, 30, 60, 90)
"""Days within which something ends, as they are offered."""


def title_of(kind: Kind, column: str) -> str:
    """What a column of filters is called in the list of a kind (a msgid)."""
    return kind.titles.get(column, COLUMNS[column])


def offered(kind: Kind, column: str) -> tuple[str, ...]:
    """What may be asked for without being counted: empty fields, and what ends within some days."""
    if column == "missing":
        return kind.missing
    if column == "expires_within" and kind.expires:
        return tuple(map(str, WITHIN))
    return ()


class FacetRow(QAbstractButton):
    """One value: its shape where it is an answer, its word, how many; pressed while it filters."""

    def __init__(self, theme: Theme, text: str, count: int | None, answer: Answer | None) -> None:
        super().__init__()
        self._theme = theme
        self._text = text
        self._count = "" if count is None else f"{count:,}"
        self._answer = answer
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(f"{text}: {self._count}" if self._count else text)
        self.setToolTip(text)
        theme.changed.connect(self.updateGeometry)

    @override
    def sizeHint(self) -> QSize:
        return QSize(fonts.px(120), fonts.px(26))

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter, tokens = QPainter(self), self._theme.tokens
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(QRect(0, 0, self.width() - 1, self.height() - 1)).adjusted(0.5, 0.5, 0, 0)
        painter.setPen(Qt.PenStyle.NoPen)
        if self.isChecked() or self.underMouse():
            painter.setBrush(tokens.colour("accent_soft" if self.isChecked() else "surface_2"))
            painter.drawRoundedRect(box, 4, 4)
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(tokens.colour("focus"), 2))
            painter.drawRoundedRect(box.adjusted(1, 1, -1, -1), 4, 4)
        left = fonts.px(8)
        if self._answer is not None:
            at = QPointF(fonts.px(13), self.height() / 2)
            paint_shape(painter, at, self._answer.shape, tokens.colour(self._answer.token))
            left = fonts.px(24)
        self._write(painter, left)
        painter.end()

    def _write(self, painter: QPainter, left: int) -> None:
        tokens = self._theme.tokens
        font = fonts.sized(fonts.CAPTION)
        room = QFontMetrics(font).horizontalAdvance(self._count)
        painter.setFont(font)
        painter.setPen(tokens.colour("muted"))
        right = QRect(0, 0, self.width() - 8, self.height())
        painter.drawText(right, int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight), self._count)
        body = fonts.sized(fonts.BODY, bold=self.isChecked())
        painter.setFont(body)
        painter.setPen(tokens.colour("accent" if self.isChecked() else "text"))
        width = self.width() - left - room - 16
        text = QFontMetrics(body).elidedText(self._text, Qt.TextElideMode.ElideRight, width)
        painter.drawText(
            QRect(left, 0, width, self.height()), int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft), text
        )


class FacetDrawer(QScrollArea):
    """Sections of facets; what is turned on or off is told, what is on comes from the filter."""

    turned = Signal(str, str)
    """Column and value."""

    def __init__(self, theme: Theme, texts: Texts, words: Words, kind: Kind) -> None:
        super().__init__()
        self._theme, self._texts, self._words, self._kind = theme, texts, words, kind
        self._open: set[str] = set()
        self._last: tuple[FacetsOf, ListFilter] | None = None
        self.rows: dict[tuple[str, str], FacetRow] = {}
        self.setWidgetResizable(True)
        theme.changed.connect(self._size)
        self._size()
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        parts.mark(self, "bare")
        self._inside = parts.column(gap=0, margins=(0, 0, 12, 0))
        self.setWidget(parts.box(self._inside, "bare"))
        texts.name(self, N_("Filters of this list"))

    def _size(self) -> None:
        # Half of what the writing grows by: what stands beside it is what people came for.
        self.setFixedWidth(round(WIDTH * (1 + (self._theme.scale - 1) / 2)))

    def show_facets(self, found: FacetsOf, wanted: ListFilter) -> None:
        """Offer these; a value that filters stays in sight, be there none of it left."""
        self._last = found, wanted
        focused = next((key for key, row in self.rows.items() if row.hasFocus()), None)
        parts.empty(self._inside)
        self.rows = {}
        for column in COLUMNS:
            values: dict[str, int | None] = dict(found.counts.get(column, ()))
            values |= dict.fromkeys(offered(self._kind, column))
            values |= {value: 0 for value in wanted.values(column) if value not in values}
            if len(values) > 1 or wanted.values(column):
                self._section(self._inside, column, list(values.items()), wanted)
        self._inside.addStretch(1)
        if focused in self.rows:
            self.rows[focused].setFocus()

    def render_texts(self) -> None:
        """Say it in the language in force."""
        if self._last is not None:
            self.show_facets(*self._last)

    def _section(
        self, inside: QVBoxLayout, column: str, values: list[tuple[str, int | None]], wanted: ListFilter
    ) -> None:
        picked = wanted.values(column)
        few = values if column in self._open else values[:SHOWN]
        few += [pair for pair in values if pair[0] in picked and pair not in few]
        inside.addWidget(parts.plain_label(self._texts.t(title_of(self._kind, column)), "section"))
        inside.addSpacing(4)
        for value, count in few:
            row = FacetRow(
                self._theme, begun(self._words(column, value)), count, ANSWERS.get(value if column == "answer" else "")
            )
            row.setChecked(value in picked)
            row.toggled.connect(partial(self._turn, column, value))  # a screen reader ticks without a click
            inside.addWidget(row)
            self.rows[column, value] = row
        if len(values) > len(few):
            more = self._more(column, len(values) - len(few))
            inside.addWidget(more)
        inside.addSpacing(14)

    def _more(self, column: str, count: int) -> QWidget:
        def widen() -> None:
            self._open.add(column)
            self.render_texts()

        made = parts.button(self._texts, "", widen, "quiet")
        made.setText(self._texts.t(N_("{n} more"), n=count))
        return made

    def _turn(self, column: str, value: str, _on: bool = False) -> None:
        self.turned.emit(column, value)
