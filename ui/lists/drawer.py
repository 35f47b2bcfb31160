"""The drawer of facets beside a list: what it could be filtered by next, with how many there are of each."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRect, QRectF, QSignalBlocker, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy
from typing_extensions import override

from auditor.i18n import N_
from auditor.services.facets import FacetsOf
from auditor.services.lists import ListFilter
from ui.kit import fonts, parts
from ui.kit.chips import Answer, paint_shape
from ui.kit.scrolling import Area
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
    "category": N_("Category"),
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


@dataclass(frozen=True, slots=True)
class _Value:
    """One value on offer: column and value, how many there are of it (None: not counted), whether it filters."""

    key: tuple[str, str]
    count: int | None
    picked: bool


@dataclass(frozen=True, slots=True)
class _Section:
    """What is offered of a column, and how many values are held back."""

    column: str
    values: tuple[_Value, ...]
    more: int


class FacetRow(QAbstractButton):
    """One value: its shape where it is an answer, its word, how many; pressed while it filters."""

    turned = Signal(str, str)
    """Column and value; a screen reader ticks without a click."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.key = ("", "")
        self._text, self._count = "", ""
        self._answer: Answer | None = None
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.toggled.connect(self._tell)
        theme.changed.connect(self.updateGeometry)

    def say(self, value: _Value, text: str) -> None:
        """Stand for this value from now on; nobody turned it."""
        count = "" if value.count is None else f"{value.count:,}"
        answer = ANSWERS.get(value.key[1] if value.key[0] == "answer" else "")
        with QSignalBlocker(self):
            self.setChecked(value.picked)
        self.key = value.key
        if (text, count, answer) == (self._text, self._count, self._answer):
            return
        self._text, self._count, self._answer = text, count, answer
        self.setAccessibleName(f"{text}: {count}" if count else text)
        self.setToolTip(text)
        self.update()

    def _tell(self, _on: bool) -> None:
        self.turned.emit(*self.key)

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


class _More:
    """The button behind which the rest of a column is."""

    def __init__(self, texts: Texts, count: int, widen: Callable[[str], None]) -> None:
        self.column = ""
        self.button = parts.button(texts, "", lambda: widen(self.column), "quiet")
        self.button.setText(texts.t(N_("{n} more"), n=count))


class FacetDrawer(Area):
    """Sections of facets; what is turned on or off is told, what is on comes from the filter."""

    turned = Signal(str, str)
    """Column and value."""

    def __init__(self, theme: Theme, texts: Texts, words: Words, kind: Kind) -> None:
        super().__init__()
        self._theme, self._texts, self._words, self._kind = theme, texts, words, kind
        self._open: set[str] = set()
        self._last: tuple[FacetsOf, ListFilter] | None = None
        self.rows: dict[tuple[str, str], FacetRow] = {}
        self._shape: list[tuple[str, int, int]] = []
        self._rows: list[FacetRow] = []
        self._mores: list[_More] = []
        theme.changed.connect(self._size)
        self._size()
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
        sections = [one for column in COLUMNS if (one := self._offer(column, found, wanted)) is not None]
        shape = [(self._texts.t(title_of(self._kind, one.column)), len(one.values), one.more) for one in sections]
        if (
            shape != self._shape
        ):  # else the rows stay and say something else: making and laying out dozens takes a frame
            self._build(shape)
        self._shape = shape
        values = [value for one in sections for value in one.values]
        for row, value in zip(self._rows, values, strict=True):
            row.say(value, begun(self._words(*value.key)))
        for more, one in zip(self._mores, [one for one in sections if one.more], strict=True):
            more.column = one.column
        self.rows = {row.key: row for row in self._rows}
        if focused in self.rows:
            self.rows[focused].setFocus()

    def _offer(self, column: str, found: FacetsOf, wanted: ListFilter) -> _Section | None:
        """What is offered of a column; None where there is nothing to choose."""
        picked = wanted.values(column)
        counts: dict[str, int | None] = dict(found.counts.get(column, ()))
        counts |= dict.fromkeys(offered(self._kind, column))
        counts |= {value: 0 for value in picked if value not in counts}
        if len(counts) <= 1 and not picked:
            return None
        values = [_Value((column, value), count, value in picked) for value, count in counts.items()]
        few = values if column in self._open else values[:SHOWN]
        few += [one for one in values[len(few) :] if one.picked]
        return _Section(column, tuple(few), len(values) - len(few))

    def _build(self, shape: Sequence[tuple[str, int, int]]) -> None:
        """Titles, so many rows and what is held back, one below the other."""
        parts.empty(self._inside)
        self._rows, self._mores = [], []
        for title, many, more in shape:
            self._inside.addWidget(parts.plain_label(title, "section"))
            self._inside.addSpacing(4)
            for _ in range(many):
                row = FacetRow(self._theme)
                row.turned.connect(self.turned)
                self._inside.addWidget(row)
                self._rows.append(row)
            if more:
                self._mores.append(_More(self._texts, more, self._widen))
                self._inside.addWidget(self._mores[-1].button)
            self._inside.addSpacing(14)
        self._inside.addStretch(1)

    def _widen(self, column: str) -> None:
        self._open.add(column)
        self.render_texts()

    def render_texts(self) -> None:
        """Say it in the language in force."""
        if self._last is not None:
            self.show_facets(*self._last)
