"""Small builders, so that a screen reads like a table of contents: labels, buttons, rows, cards, empty states."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Literal, TypeVar

from PySide6.QtCore import QEvent, QObject, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLayout,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from auditor.i18n import Message
from ui.kit import icons, staying
from ui.kit.scrolling import Area
from ui.kit.texts import Texts
from ui.kit.theme import Theme

Text = Message | str
Layout = TypeVar("Layout", bound=QBoxLayout)
GRID = 4
ICON = 16


def mark(widget: QWidget, what: str) -> None:
    """Tell the style sheet what a widget is; also after it was shown."""
    widget.setProperty("is", what)
    if widget.testAttribute(Qt.WidgetAttribute.WA_WState_Polished):  # else it is dressed when it is first shown
        widget.style().unpolish(widget)
        widget.style().polish(widget)


def label(texts: Texts, text: Text, what: str = "") -> QLabel:
    """A fixed text that follows the language."""
    made = plain_label("", what)
    texts.say(made, text)
    return made


def plain_label(text: str, what: str = "", *, wrap: bool = False, selectable: bool = False) -> QLabel:
    """A text made from data; never read as markup."""
    made = QLabel()
    made.setTextFormat(Qt.TextFormat.PlainText)
    made.setText(text)
    made.setWordWrap(wrap)
    if selectable:
        made.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
    if what:
        mark(made, what)
    return made


class Brief(QLabel):
    """A line made from data that is cut with an ellipsis where room is short; the tool tip says all of it."""

    def __init__(self, what: str = "") -> None:
        super().__init__()
        self.setTextFormat(Qt.TextFormat.PlainText)
        if what:
            mark(self, what)

    @override
    def setText(self, text: str) -> None:
        super().setText(text)
        self.setToolTip(text)

    @override
    def minimumSizeHint(self) -> QSize:
        return QSize(self.fontMetrics().averageCharWidth() * 4, super().minimumSizeHint().height())

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        room = self.contentsRect()
        shown = self.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, room.width())
        painter = QPainter(self)
        self.style().drawItemText(
            painter, room, int(self.alignment()), self.palette(), self.isEnabled(), shown, self.foregroundRole()
        )
        painter.end()


class Prose(QLabel):
    """A fixed text of several lines that always has the height it needs, also where a scrolled page is short of it."""

    def __init__(self, texts: Texts, text: Text, what: str = "muted") -> None:
        super().__init__()
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(True)
        mark(self, what)
        texts.say(self, text)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.setMinimumHeight(self.heightForWidth(self.width()))


def button(
    texts: Texts, text: Text, clicked: Callable[[], object], what: Literal["", "primary", "quiet", "remedy"] = ""
) -> QPushButton:
    """A push button; its text is its accessible name."""
    made = QPushButton()
    made.setAutoDefault(False)
    texts.say(made, text)
    made.clicked.connect(lambda: clicked())
    if what:
        mark(made, what)
    return made


def toggle(texts: Texts, text: Text) -> QPushButton:
    """A chip that is on or off."""
    made = button(texts, text, lambda: None)
    made.setCheckable(True)
    mark(made, "facet")
    return made


def icon_button(texts: Texts, theme: Theme, name: str, text: Text, clicked: Callable[[], object]) -> QToolButton:
    """An icon that says its name to a screen reader and as a tool tip."""
    made = QToolButton()
    texts.say(made, text, "setToolTip")
    texts.name(made, text)
    made.clicked.connect(lambda: clicked())
    dress(made, theme, name)
    return made


def fix(target: QWidget, theme: Theme, *, width: int = 0, height: int = 0) -> None:
    """Fix a designed width or height (0: left free), scaled with the writing now and after every change."""

    def size() -> None:
        if width:
            target.setFixedWidth(theme.px(width))
        if height:
            target.setFixedHeight(theme.px(height))

    size()
    theme.changed.connect(size)
    target.destroyed.connect(lambda: _quietly_disconnect(theme, size))


def least(target: QWidget, theme: Theme, height: int) -> None:
    """Give what is scrolled by itself a designed least height, scaled with the writing now and after every change."""

    def size() -> None:
        target.setMinimumHeight(theme.px(height))

    size()
    theme.changed.connect(size)
    target.destroyed.connect(lambda: _quietly_disconnect(theme, size))


def dress(target: QToolButton | QPushButton, theme: Theme, name: str, token: str = "muted") -> None:  # noqa: S107
    """Give a button its icon in the theme's colour, now and after every switch; a later call changes the icon."""
    known = target.property("drawn") is not None
    target.setProperty("drawn", name)

    def paint() -> None:
        after = int(target.property("after") or 0)
        target.setIcon(icons.icon(str(target.property("drawn")), theme.tokens, token=token, after=after))
        if target.property("is") != "rail":
            target.setIconSize(QSize(theme.px(ICON), theme.px(ICON)))

    paint()
    if not known:
        theme.changed.connect(paint)
        target.destroyed.connect(lambda: _quietly_disconnect(theme, paint))


def _quietly_disconnect(theme: Theme, paint: Callable[[], None]) -> None:
    try:
        theme.changed.disconnect(paint)
    except RuntimeError:  # the theme is gone already
        pass


def row(
    *items: QWidget | QLayout | int | None, gap: int = 8, margins: tuple[int, int, int, int] = (0, 0, 0, 0)
) -> QHBoxLayout:
    """Side by side; a number is a gap in pixels, None takes what is left."""
    return _fill(QHBoxLayout(), items, gap, margins)


def column(
    *items: QWidget | QLayout | int | None, gap: int = 8, margins: tuple[int, int, int, int] = (0, 0, 0, 0)
) -> QVBoxLayout:
    """One below the other; a number is a gap in pixels, None takes what is left."""
    return _fill(QVBoxLayout(), items, gap, margins)


def card(*items: QWidget | QLayout | int | None, gap: int = 8, padding: int = 16) -> QFrame:
    """A quiet surface with a hairline round it."""
    made = QFrame()
    mark(made, "card")
    made.setLayout(column(*items, gap=gap, margins=(padding, padding - GRID, padding, padding - GRID)))
    return made


def warning_bar(theme: Theme, sentence: QLabel, *acts: QPushButton) -> QFrame:
    """A bar within a card that says what holds no more, and what can be done about it."""
    made, picture = QFrame(), QLabel()
    mark(made, "bar-warning")

    def colour() -> None:
        picture.setPixmap(icons.pixmap("warning", str(theme.tokens.amber), theme.px(ICON)))

    colour()
    theme.changed.connect(colour)
    made.destroyed.connect(lambda: _quietly_disconnect(theme, colour))
    layout = row(picture, sentence, *acts, margins=(8, 2, 4, 2))
    layout.setStretch(1, 1)
    made.setLayout(layout)
    return made


def line() -> QFrame:
    """A hairline."""
    made = QFrame()
    mark(made, "line")
    made.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
    return made


def box(layout: QLayout, what: str = "") -> QWidget:
    """A widget that holds a layout."""
    made = QWidget()
    made.setLayout(layout)
    if what:
        made.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        mark(made, what)
    return made


def flowing(*widgets: QWidget) -> QWidget:
    """Side by side, and on in the next line where there is no room."""
    from ui.kit.flow import Flow

    return box(Flow(*widgets))


class Scrolled(Area):
    """Scrolls up and down; what it holds is as high as its wrapped texts need at this width."""

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.fit()

    def fit(self) -> None:
        """Give what it holds its height."""
        inner = self.widget()
        if inner is not None and inner.hasHeightForWidth():
            inner.setMinimumHeight(inner.heightForWidth(self.viewport().width()))

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        done = super().eventFilter(watched, event)
        if event.type() == QEvent.Type.LayoutRequest and watched is self.widget():
            self.fit()
        return done


def scrolled(widget: QWidget) -> Scrolled:
    """A widget that is scrolled up and down where it finds no room, and never sideways."""
    made = Scrolled()
    made.setWidget(widget)
    mark(made, "bare")
    return made


def thread(area: QScrollArea) -> None:
    """Let Tab meet what was built late in a scrolled page where it stands, not behind all that was built before it."""
    page = area.widget()
    before: QWidget = area
    for widget in _in_order(None if page is None else page.layout()):
        QWidget.setTabOrder(before, widget)
        before = widget


def thread_before(widget: QWidget, late: QLayout) -> None:
    """Let Tab meet what was built late in a layout right before a widget that stood there already."""
    before = widget.previousInFocusChain()
    while before is not None and before.focusPolicy() == Qt.FocusPolicy.NoFocus and before is not widget:
        before = before.previousInFocusChain()  # what takes no focus is no place in the chain
    for one in _in_order(late):
        if before is not None:
            QWidget.setTabOrder(before, one)
        before = one


def _in_order(layout: QLayout | None) -> Iterator[QWidget]:
    """The widgets of a layout that Tab reaches, from the first to the last."""
    for at in range(0 if layout is None else layout.count()):
        item = layout.itemAt(at)  # type: ignore[union-attr]  # there is one where it counts
        widget = None if item is None else item.widget()
        if widget is None:
            yield from _in_order(None if item is None else item.layout())
            continue
        if widget.focusPolicy() & Qt.FocusPolicy.TabFocus:
            yield widget
        yield from _in_order(widget.layout())


def mark_wrong(entry: QWidget, *, wrong: bool) -> None:
    """Show that what stands in an input cannot be taken, or that it can."""
    if bool(entry.property("wrong")) is not wrong:
        entry.setProperty("wrong", wrong)
        entry.style().unpolish(entry)
        entry.style().polish(entry)


def empty(layout: QLayout) -> None:
    """Take everything out of a layout and let it go; who was in it with the keyboard is led to what comes instead."""
    going = list(_taken(layout))
    staying.leave(layout.parentWidget(), going)
    for widget in going:
        widget.hide()
        widget.deleteLater()


def _taken(layout: QLayout) -> Iterator[QWidget]:
    while (item := layout.takeAt(0)) is not None:
        widget, inner = item.widget(), item.layout()
        if widget is not None:
            yield widget
        elif inner is not None:
            yield from _taken(inner)


class EmptyState(QWidget):
    """One sentence what will stand here, and what to do about it."""

    def __init__(self, texts: Texts, text: Text, *actions: QPushButton) -> None:
        super().__init__()
        self.sentence = label(texts, text, "muted")
        self.sentence.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.sentence.setWordWrap(True)
        self.setLayout(column(None, self.sentence, 4, row(None, *actions, None), None, margins=(32, 32, 32, 32)))


def _fill(
    layout: Layout, items: tuple[QWidget | QLayout | int | None, ...], gap: int, margins: tuple[int, int, int, int]
) -> Layout:
    layout.setSpacing(gap)
    layout.setContentsMargins(*margins)
    for item in items:
        if item is None:
            layout.addStretch(1)
        elif isinstance(item, int):
            layout.addSpacing(item)
        elif isinstance(item, QWidget):
            layout.addWidget(item)
        else:
            layout.addLayout(item)
    return layout
