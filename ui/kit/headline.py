"""The first line of an answer: a mark, its title, whom it is about, and what ends the line."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize
from PySide6.QtWidgets import QAbstractButton, QLabel, QWidget
from typing_extensions import override

from ui.kit import fonts
from ui.kit.flow import Flow

READABLE = 120
"""Pixels below which a title is not squeezed; rather the page asks for more width."""


class Headline(Flow):
    """Whom it is about stands beside the title while both find room in one line, else below it.

    A title that is cut into lines of a word each is no title: what stands beside it makes room first.
    """

    def __init__(
        self, mark: QWidget, title: QLabel, whom: QLabel | QAbstractButton, *ending: QWidget, gap: int = 8
    ) -> None:
        super().__init__(mark, title, whom, *ending, gap=gap)
        self._mark, self._title, self._whom, self._ending = mark, title, whom, ending

    @override
    def minimumSize(self) -> QSize:
        beside = self._wide(self._mark) + self._wide(*self._ending)
        widest = max(fonts.px(READABLE), self._whom.minimumSizeHint().width())
        return QSize(beside + widest, self._place(QRect(0, 0, beside + widest, 0), move=False))

    @override
    def sizeHint(self) -> QSize:
        wide = self._wide(self._mark) + self._in_one_line() + self._wide(self._whom, *self._ending)
        return QSize(wide, self._first_line())

    @override
    def _place(self, rect: QRect, *, move: bool) -> int:
        left = rect.left() + self._wide(self._mark)
        room = max(fonts.px(READABLE), rect.right() + 1 - self._wide(*self._ending) - left)
        whom = self._whom.sizeHint()
        below = self._in_one_line() + self._gap + whom.width() > room
        line, lead = self._first_line(), self._lead()
        titled = room if below else self._in_one_line()
        written = self._title.heightForWidth(titled)
        high = max(line, written + lead)
        if move:
            self._put(self._mark, rect.left(), rect.top(), line)
            self._title.setGeometry(left, rect.top() + lead, titled, written)
            at = left + room
            for one in self._ending:
                self._put(one, at + self._gap, rect.top(), line)
                at += self._gap + one.sizeHint().width()
            if below:
                wide = min(whom.width(), room + self._padding())
                self._whom.setGeometry(left - self._padding(), rect.top() + high, wide, whom.height())
            else:
                self._put(self._whom, left + room - whom.width(), rect.top(), line)
        return high + (whom.height() if below else 0)

    def _wide(self, *widgets: QWidget) -> int:
        """What these take with the gaps beside them, in pixels."""
        return sum(one.sizeHint().width() + self._gap for one in widgets)

    def _in_one_line(self) -> int:
        self._title.ensurePolished()
        return self._title.fontMetrics().horizontalAdvance(self._title.text()) + 1

    def _first_line(self) -> int:
        """How high the line is in which all that is no title is centred."""
        others = (self._mark, self._whom, *self._ending)
        return max(self._title.fontMetrics().height(), *(one.sizeHint().height() for one in others))

    def _lead(self) -> int:
        """What the title is moved down, so that its first line is centred too."""
        return (self._first_line() - self._title.fontMetrics().height()) // 2

    def _padding(self) -> int:
        """How far in a button's words begin: they stand right below the title's."""
        return (self._whom.sizeHint().width() - self._whom.fontMetrics().horizontalAdvance(self._whom.text())) // 2

    def _put(self, one: QWidget, left: int, top: int, line: int) -> None:
        size = one.sizeHint()
        one.setGeometry(left, top + (line - size.height()) // 2, size.width(), size.height())
