"""A list of goods pasted beside a clearance, answered line by line."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QPlainTextEdit, QVBoxLayout, QWidget

from auditor.i18n import N_, Message
from auditor.services.clearance.clearing import Clear
from auditor.services.clearance.goods import CheckGoods, GoodsAnswered
from ui.clearance.presenter import GOODS_WHY, goods_line, of_goods
from ui.kit import parts
from ui.kit.desk import Desk
from ui.kit.small_table import SmallTable
from ui.kit.tasks import Lane

_TITLES = (N_("Line"), N_("Answer"), N_("Name"), N_("Brand"), N_("Category"), N_("Why"))
LOW, TALL = 84, 220


class GoodsBox(QWidget):
    """Paste, check, read which line may not be sold and why."""

    def __init__(self, desk: Desk, question: Callable[[], Clear | None]) -> None:
        super().__init__()
        self._desk, self._question = desk, question
        self.told: GoodsAnswered | None = None
        self.text = QPlainTextEdit()
        parts.fix(self.text, desk.theme, height=LOW)
        self.text.setTabChangesFocus(True)
        desk.texts.say(self.text, N_("Name, code, brand, category: one article a line"), "setPlaceholderText")
        desk.texts.name(self.text, N_("Goods, one a line"))
        self.check = parts.button(desk.texts, N_("Check the goods"), self.ask)
        self.sum = parts.plain_label("", "muted", wrap=True)
        self.table = SmallTable(desk.theme)
        self.why = parts.plain_label("", wrap=True, selectable=True)
        self.why.hide()
        parts.least(self.table, desk.theme, TALL)
        self.table.hide()
        desk.texts.name(self.table, N_("Goods answered"))
        self.table.selectionModel().currentRowChanged.connect(lambda *_: self._say_why())
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        head = parts.row(parts.label(desk.texts, N_("Goods"), "section"), None, self.check)
        for item in (self.text, self.sum, self.table, self.why):
            layout.addWidget(item)
        layout.insertLayout(0, head)
        desk.texts.changed.connect(self.render_texts)

    def ask(self) -> None:
        """Check what is pasted against what is picked."""
        asked = self._question()
        if asked is None or not self.text.toPlainText().strip():
            self._desk.problems.warn(Message(N_("Pick who, for whom and when, and paste the goods."), {}))
            return
        core = self._desk.tasks.core
        assert core is not None
        question = CheckGoods(asked, self.text.toPlainText())
        work = lambda: core.ask(question)  # noqa: E731 - one line among its like
        self._desk.tasks.read(work, self._answered, owner=self, slot="goods", lane=Lane.JUDGE)

    def ask_again(self) -> None:
        """The combination or what is on file changed: what stands here is no answer any more."""
        if self.told is not None and self.text.toPlainText().strip():
            self.ask()

    def _answered(self, told: GoodsAnswered) -> None:
        self.told = told
        self.table.show()
        self.render_texts()

    def render_texts(self) -> None:
        """Show the answers in the window's language."""
        if self.told is None:
            return
        translator = self._desk.texts.translator
        self.sum.setText(of_goods(self.told, translator))
        lines = [goods_line(one, translator) for one in self.told.goods]
        self.table.show_lines([translator.t(title) for title in _TITLES], lines, gives=GOODS_WHY)
        self._say_why()

    def _say_why(self) -> None:
        """The whole reason of the line the cursor stands on: its column is narrow."""
        at = self.table.currentIndex().row()
        lines = self.table.small.lines
        self.why.setText(lines[at].texts[GOODS_WHY] if 0 <= at < len(lines) else "")
        self.why.setVisible(bool(self.why.text()))
