"""The list of rules: families with their rules, each a title over its marks, severity, effect, and two counts."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QAbstractItemModel, QModelIndex, QPersistentModelIndex, QPointF, QRect, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QKeyEvent, QPainter, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QTreeView
from typing_extensions import override

from auditor.i18n import N_
from auditor.services.rule_pages import RuleLine
from ui.kit import fonts
from ui.kit.chips import Answer, Chip, paint_chip
from ui.kit.texts import Texts
from ui.kit.theme import Theme, Tokens
from ui.rules import presenter
from ui.rules.presenter import Counted, Counts, Group

Index = QModelIndex | QPersistentModelIndex
TITLE, GRADE, FAIL, UNKNOWN = range(4)
HEADS = (N_("Rule"), N_("Severity"), N_("Not in order"), N_("Data missing"))
RULE_HIGH, GROUP_HIGH = 48, 30
_PAD = 8
READABLE = 150
"""Designed pixels that a rule's title has at least; rather the columns beside it are scrolled to."""


class RulesModel(QAbstractItemModel):
    """Two levels: groups, and the rules within each."""

    def __init__(self, texts: Texts) -> None:
        super().__init__()
        self._texts = texts
        self._groups: list[Group] = []
        self._counts: Counts | None = None

    def show(self, groups: list[Group], counts: Counts | None) -> None:
        """Replace everything."""
        self.beginResetModel()
        self._groups, self._counts = groups, counts
        self.endResetModel()

    def group(self, index: Index) -> Group | None:
        """The group that stands there."""
        return self._groups[index.row()] if index.isValid() and index.internalId() == 0 else None

    def rule(self, index: Index) -> RuleLine | None:
        """The rule that stands there."""
        if not index.isValid() or index.internalId() == 0:
            return None
        return self._groups[index.internalId() - 1].rules[index.row()]

    def counted(self, rule: RuleLine) -> Counted | None:
        """The counts of a rule; None where nobody counted."""
        return None if self._counts is None else self._counts.rules.get(rule.id)

    def find(self, rule_id: str) -> QModelIndex:
        """Where a rule stands; an invalid index where it does not."""
        for at, group in enumerate(self._groups):
            for row, rule in enumerate(group.rules):
                if rule.id == rule_id:
                    return self.createIndex(row, 0, at + 1)
        return QModelIndex()

    def headed(self, group: Group) -> QModelIndex:
        """Where the group of that family and pack stands; an invalid index where it does not."""
        same = [(one.family, one.pack) == (group.family, group.pack) for one in self._groups]
        return self.createIndex(same.index(True), 0, 0) if True in same else QModelIndex()

    @override
    def index(self, row: int, column: int, parent: Index = QModelIndex()) -> QModelIndex:
        if not self.hasIndex(row, column, parent):
            return QModelIndex()
        return self.createIndex(row, column, parent.row() + 1 if parent.isValid() else 0)

    @override
    def parent(self, index: Index = QModelIndex()) -> QModelIndex:  # type: ignore[override]
        if not index.isValid() or index.internalId() == 0:
            return QModelIndex()
        return self.createIndex(index.internalId() - 1, 0, 0)

    @override
    def rowCount(self, parent: Index = QModelIndex()) -> int:
        if not parent.isValid():
            return len(self._groups)
        if parent.internalId() == 0 and parent.column() == 0:
            return len(self._groups[parent.row()].rules)
        return 0

    @override
    def columnCount(self, parent: Index = QModelIndex()) -> int:
        return len(HEADS)

    @override
    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid() or role not in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return None
        group = self.group(index)
        if group is not None:
            return group.title if index.column() == TITLE else ""
        rule = self.rule(index)
        return "" if rule is None else self._text(rule, index.column())

    def _text(self, rule: RuleLine, column: int) -> str:
        tr = self._texts.translator
        if column == TITLE:
            return f"{rule.id} {tr.both(*rule.title)} · {presenter.caption(rule, tr)}"
        if column == GRADE:
            return f"{tr.t(Answer[rule.severity.upper()].word)} · {presenter.effect_words(rule.effect, tr)}"
        counted = self.counted(rule)
        if counted is None:
            return ""
        return f"{counted.fail if column == FAIL else counted.unknown:,}"

    @override
    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role == Qt.ItemDataRole.DisplayRole and orientation == Qt.Orientation.Horizontal:
            return self._texts.t(HEADS[section])
        if role == Qt.ItemDataRole.TextAlignmentRole and section in (FAIL, UNKNOWN):
            return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        return None


class RulesView(QTreeView):
    """The list itself; a click on a count asks for those it counts."""

    chosen = Signal(str)
    """The rule that is now current."""
    counted = Signal(str, str)
    """A rule, and whether those not in order ("fail") or without data ("unknown") are wanted."""

    def __init__(self, theme: Theme, texts: Texts) -> None:
        super().__init__()
        self.rules = RulesModel(texts)
        self._texts = texts
        self.setModel(self.rules)
        self.setItemDelegate(RuleDelegate(self, theme, texts))
        self.setRootIsDecorated(False)
        self.setItemsExpandable(False)
        self.setIndentation(0)
        self.setUniformRowHeights(False)
        self.setAllColumnsShowFocus(True)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setTabKeyNavigation(False)
        self.setProperty("is", "rules")
        theme.changed.connect(self._rescale)
        self.setMouseTracking(True)
        header = self.header()
        header.setStretchLastSection(False)
        self.clicked.connect(self._clicked)
        self.selectionModel().currentRowChanged.connect(self._moved)
        self.size_columns()

    def _rescale(self) -> None:
        self.size_columns()
        self.scheduleDelayedItemsLayout()

    def size_columns(self) -> None:
        """Give the columns beside the title what their words need in the language in use."""
        metrics = QFontMetrics(fonts.sized(fonts.CAPTION))
        words = self._texts.t
        grades = max(metrics.horizontalAdvance(words(answer.word)) for answer in Answer)
        effects = max(metrics.horizontalAdvance(words(text)) for _shape, text in presenter.EFFECTS.values())
        self.setColumnWidth(GRADE, 2 * _PAD + max(grades + fonts.px(34), effects + fonts.px(16)))
        for column in (FAIL, UNKNOWN):
            self.setColumnWidth(column, metrics.horizontalAdvance(words(HEADS[column])) + fonts.px(24))
        self._widen_title()

    def _widen_title(self) -> None:
        """What is left is the title's, which is never narrower than can be read."""
        others = sum(self.columnWidth(column) for column in (GRADE, FAIL, UNKNOWN))
        self.setColumnWidth(TITLE, max(fonts.px(READABLE), self.viewport().width() - others))

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._widen_title()

    def show_groups(self, groups: list[Group], counts: Counts | None, current: str) -> None:
        """Replace the list, keeping where one was."""
        kept, stood = self.verticalScrollBar().value(), self.currentIndex()
        before, head = self.rules.rule(stood), self.rules.group(stood)
        self.selectionModel().blockSignals(True)
        self.rules.show(groups, counts)
        self.expandAll()
        for row in range(len(groups)):
            self.setFirstColumnSpanned(row, QModelIndex(), True)
        self.selectionModel().blockSignals(False)
        index = self.rules.find(current if before is None else before.id) if head is None else self.rules.headed(head)
        if index.isValid():
            self.setCurrentIndex(index.siblingAtColumn(max(0, stood.column())))
        self.verticalScrollBar().setValue(kept)

    def choose(self, rule_id: str) -> bool:
        """Make a rule current; False where it is not in the list."""
        index = self.rules.find(rule_id)
        if index.isValid():
            self.setCurrentIndex(index)
            self.scrollTo(index)
        return index.isValid()

    def _moved(self, index: QModelIndex, _before: QModelIndex) -> None:
        rule = self.rules.rule(index)
        if rule is not None:
            self.chosen.emit(rule.id)

    def _clicked(self, index: QModelIndex) -> None:
        rule = self.rules.rule(index)
        if rule is not None and index.column() in (FAIL, UNKNOWN):
            self.counted.emit(rule.id, "fail" if index.column() == FAIL else "unknown")

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        rule = self.rules.rule(self.currentIndex())
        if rule is not None and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.counted.emit(rule.id, "")
            return
        super().keyPressEvent(event)


class RuleDelegate(QStyledItemDelegate):
    """Paints a family as a quiet line and a rule as two."""

    def __init__(self, view: RulesView, theme: Theme, texts: Texts) -> None:
        super().__init__(view)
        self._view = view
        self._theme = theme
        self._texts = texts

    @override
    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(40, fonts.px(RULE_HIGH if index.internalId() else GROUP_HIGH))

    @override
    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        tokens = self._theme.tokens
        rect: QRect = option.rect
        rule = self._view.rules.rule(index)
        painter.save()
        if rule is None:
            self._group(painter, rect, index, tokens)
        else:
            self._ground(painter, option, index, tokens)
            inner = rect.adjusted(_PAD, 0, -_PAD, 0)
            if index.column() == TITLE:
                self._title(painter, inner, rule, tokens)
            elif index.column() == GRADE:
                self._grade(painter, inner, rule, tokens)
            else:
                self._count(painter, inner, rule, index.column(), tokens)
        painter.restore()

    def _group(self, painter: QPainter, rect: QRect, index: Index, tokens: Tokens) -> None:
        painter.fillRect(rect, tokens.colour("surface_2"))
        painter.setFont(fonts.sized(fonts.CAPTION, bold=True))
        painter.setPen(tokens.colour("muted"))
        self._cut(painter, rect.adjusted(_PAD, 0, -_PAD, 0), str(index.data() or ""))

    def _ground(self, painter: QPainter, option: QStyleOptionViewItem, index: Index, tokens: Tokens) -> None:
        rect: QRect = option.rect
        state: QStyle.StateFlag = option.state
        if state & QStyle.StateFlag.State_Selected:
            painter.fillRect(rect, tokens.colour("accent_soft"))
            if index.column() == TITLE:
                painter.fillRect(QRect(rect.left(), rect.top(), 3, rect.height()), tokens.colour("accent"))
        elif state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(rect, tokens.colour("surface_2"))
        painter.fillRect(QRect(rect.left(), rect.bottom(), rect.width(), 1), tokens.colour("surface_2"))

    def _title(self, painter: QPainter, box: QRect, rule: RuleLine, tokens: Tokens) -> None:
        tr = self._texts.translator
        off = not rule.in_force
        upper = QRect(box.left(), box.top() + fonts.px(4), box.width(), fonts.px(20))
        bold = fonts.sized(fonts.BODY, bold=True)
        painter.setFont(bold)
        painter.setPen(tokens.colour("muted" if off else "text"))
        painter.drawText(upper, int(Qt.AlignmentFlag.AlignVCenter), rule.id)
        wide = QFontMetrics(bold).horizontalAdvance(rule.id) + 8
        painter.setFont(fonts.sized(fonts.BODY))
        self._cut(painter, upper.adjusted(wide, 0, 0, 0), tr.both(*rule.title))
        painter.setFont(fonts.sized(fonts.CAPTION))
        painter.setPen(tokens.colour("muted"))
        lower = QRect(box.left(), upper.bottom(), box.width(), fonts.px(17))
        self._cut(painter, lower, presenter.caption(rule, tr))

    def _grade(self, painter: QPainter, box: QRect, rule: RuleLine, tokens: Tokens) -> None:
        chip = Chip(Answer[rule.severity.upper()])
        paint_chip(painter, QPointF(box.left(), box.top() + fonts.px(14)), chip, tokens, self._texts.t)
        painter.setFont(fonts.sized(fonts.CAPTION))
        painter.setPen(tokens.colour("muted"))
        lower = QRect(box.left() + 2, box.top() + fonts.px(25), box.width(), fonts.px(17))
        self._cut(painter, lower, presenter.effect_words(rule.effect, self._texts.translator))

    def _count(self, painter: QPainter, box: QRect, rule: RuleLine, column: int, tokens: Tokens) -> None:
        counted = self._view.rules.counted(rule)
        if counted is None:
            text, shade = "–" if rule.in_force else "", "muted"
        else:
            number = counted.fail if column == FAIL else counted.unknown
            text = f"{number:,}" if number else "0"
            shade = "muted" if not number else rule_token(rule) if column == FAIL else "unknown"
        painter.setFont(fonts.sized(fonts.BODY, bold=shade != "muted"))
        painter.setPen(tokens.colour(shade))
        painter.drawText(box, int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter), text)

    def _cut(self, painter: QPainter, box: QRect, text: str) -> None:
        shown = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, box.width())
        painter.drawText(box, int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft), shown)


def rule_token(rule: RuleLine) -> str:
    """The colour token of a rule's severity."""
    return Answer[rule.severity.upper()].token
