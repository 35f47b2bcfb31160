"""The clearance page: pickers, the answer as one big word, what forbids it, what is to be done, the chain."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QFileDialog, QGridLayout, QSplitter, QStackedLayout, QWidget
from typing_extensions import override

from auditor.errors import AuditorError
from auditor.i18n import N_, Message, said
from auditor.services.attachments.attaching import AttachFiles
from auditor.services.clearance.chains import Chain, Chains
from auditor.services.clearance.clearing import Clear, Clearance
from auditor.services.clearance.lines import Line
from auditor.services.clearance.planning import PlanBroadcast
from auditor.services.clearance.signing import SignHost, Signing
from auditor.services.clearance.ticking import Tick
from auditor.services.reports.clearance import ReportClearance
from ui.clearance.goods import GoodsBox
from ui.clearance.lines import LineList
from ui.clearance.links import ChainCard
from ui.clearance.offering import Offering
from ui.clearance.painted import BigAnswer
from ui.clearance.pickers import Picker
from ui.clearance.presenter import Picks, Token, offered, sentence, when
from ui.clearance.saving import SaveBox, proposed
from ui.clearance.signing import SignView
from ui.clearance.times import Times
from ui.kit import parts
from ui.kit.desk import Desk, Place
from ui.kit.screen import Screen
from ui.kit.scrolling import Area
from ui.kit.tasks import Core, Lane

ASK_AFTER_MS = 120
SHOWN_CHAINS = 3
"""Chains that are shown where no brand is picked."""
EMPTY, TOLD, REFUSED, SIGNING = range(4)
_SUBJECTS = {"host": N_("Hosts"), "merchant": N_("Merchants"), "product": N_("Products"), "room": N_("Room")}
_WORDS = {"category": N_("Categories"), "platform": N_("Platform")}
_SHOWN = ("host", "merchant", "category", "brand", "product", "platform", "room")
_HINT = N_("Name, pinyin or code")


class ClearanceDesk(Screen):
    """May these sell this for them at this time; the answer turns with every pick and every tick."""

    looks_back = True

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._known = desk.day.known
        self.picks = Picks(day=desk.day.value)
        self.told: Clearance | None = None
        self._asked: Clear | None = None
        self._pickers: dict[str, Picker] = {}
        self._timer = QTimer(self, singleShot=True, interval=ASK_AFTER_MS)
        self._timer.timeout.connect(self.ask)
        self._build()
        self._lay_out()
        self.render_texts()

    # building ---------------------------------------------------------------------------------------------------

    def _build(self) -> None:
        texts = self.desk.texts
        self.offering = Offering(self.desk, self, lambda: self.picks)
        for kind, title in {**_SUBJECTS, **_WORDS}.items():
            many = kind not in ("room", "platform")
            self._pickers[kind] = Picker(self.desk, title, self.offering.of(kind), many=many, hint=_HINT)
        brands = self.offering.of("brand")
        self._pickers["brand"] = Picker(self.desk, N_("Brands"), brands, free=True, hint=N_("Name, then Enter"))
        for kind, picker in self._pickers.items():
            picker.changed.connect(self._picked(kind))
        self.times = Times(self.desk)
        self.times.changed.connect(self._timed)
        self.day, self.start, self.end = self.times.day, self.times.start, self.times.end
        self.of_file = parts.plain_label("", "muted")
        self.print = parts.button(texts, N_("Print the sheet…"), self.print_sheet)
        parts.dress(self.print, self.desk.theme, "report")
        self.keep = parts.button(texts, N_("Put on file…"), lambda: self.saving.ask(proposed(self.picks)))
        self.saving = SaveBox(self.desk)
        self.saving.wanted.connect(self.put_on_file)
        self.fresh = parts.button(texts, N_("Start anew"), self.clear, "quiet")
        self.big = BigAnswer(texts, self.desk.theme)
        self.below = parts.plain_label("", wrap=True, selectable=True)
        self.when = parts.plain_label("", "muted", selectable=True)
        self.lines = LineList(self.desk)
        self.lines.tick.connect(self._tick)
        self.lines.why.connect(self._why)
        self.chains = ChainCard(self.desk)
        self.goods = GoodsBox(self.desk, self._question)

    def _lay_out(self) -> None:
        texts = self.desk.texts
        title = parts.label(texts, N_("Clearance"), "title")
        head = parts.row(title, 8, self.of_file, None, self.fresh, self.keep, self.print)
        grid = parts.box(QGridLayout())
        _aligned(grid.layout(), [*(self._pickers[kind] for kind in _SHOWN), self.times])
        card = parts.card(grid, padding=12)
        below = parts.row(self.below, self.when, gap=12)
        below.setStretch(0, 1)
        self.answer_card = parts.card(self.big, below, self.saving, gap=2, padding=14)
        left = Area()
        left.setWidget(parts.box(parts.column(self.answer_card, self.lines, gap=10, margins=(0, 0, 8, 0)), "page"))
        right = Area()
        goods = parts.card(self.goods, padding=12)
        right.setWidget(parts.box(parts.column(self.chains, goods, None, gap=10), "page"))
        split = QSplitter(Qt.Orientation.Horizontal)
        split.setChildrenCollapsible(False)
        split.setHandleWidth(12)
        for at, (widget, share) in enumerate(((left, 62), (right, 38))):
            split.addWidget(widget)
            split.setStretchFactor(at, share)
        split.setSizes([620, 380])
        self._stack(split)
        body = parts.column(head, card, gap=10, margins=(16, 12, 16, 12))
        body.addLayout(self.area, 1)
        self.setLayout(body)

    def _stack(self, split: QWidget) -> None:
        self.nothing = parts.EmptyState(
            self.desk.texts,
            N_("Pick who sells what for whom and when: the answer stands here at once, with its reasons and remedies."),
        )
        again = parts.button(self.desk.texts, N_("Ask again"), self.ask)
        self.refused = parts.EmptyState(self.desk.texts, N_("It could not be answered."), again)
        self.area = QStackedLayout()
        self.signing = SignView(self.desk)
        for page in (self.nothing, split, self.refused, self.signing):
            self.area.addWidget(page)

    # picking ----------------------------------------------------------------------------------------------------

    def _picked(self, kind: str) -> Callable[[], None]:
        def changed() -> None:
            self.picks.tokens[kind] = list(self._pickers[kind].tokens)
            if kind == "product":
                self._with_seller()
            self._edited()

        return changed

    def _with_seller(self) -> None:
        """A product picked before any merchant brings the one whose it is."""
        sellers = [self.offering.seller(one) for one in self.picks.of("product")[-1:]]
        if sellers and sellers[0] is not None and not self.picks.of("merchant"):
            self.picks.tokens["merchant"] = [sellers[0]]
            self._pickers["merchant"].put(self.picks.of("merchant"))

    def _timed(self) -> None:
        self.times.take(self.picks)
        self._edited()

    def _edited(self) -> None:
        """A broadcast on file that is changed in the pickers is a combination of its own."""
        self.picks.broadcast = ""
        self._timer.start()
        self.render_texts()

    def clear(self) -> None:
        """Start anew with nothing picked."""
        self.picks = Picks(day=self.desk.day.value)
        self.told = None
        self._show_picks()
        for picker in self._pickers.values():
            picker.begin_anew()
        self.area.setCurrentIndex(EMPTY)
        self.render_texts()

    def _show_picks(self) -> None:
        for kind, picker in self._pickers.items():
            picker.put(self.picks.of(kind))
        self.times.put(self.picks)

    # asking -----------------------------------------------------------------------------------------------------

    @override
    def open(self, argument: object) -> None:
        """A broadcast is cleared as it stands on file; a host or merchant is put into her picker."""
        if not isinstance(argument, tuple):
            return
        kind, code = str(argument[0]), str(argument[1])
        name = str(argument[2]) if len(argument) > 2 else code
        if kind == "broadcast":
            self.picks = Picks(broadcast=code, day=self.desk.day.value)
        elif kind in self._pickers:
            if self.picks.broadcast:
                self.picks = Picks(day=self.desk.day.value)
            token = Token(code, name)
            self.picks.tokens[kind] = [token] if kind == "room" else [*self.picks.of(kind), token]
            self.picks.tokens[kind] = list(dict.fromkeys(self.picks.of(kind)))
        self._show_picks()
        self.outdate()

    @override
    def read(self) -> None:
        self._show_picks()
        self.ask()

    @override
    def day_changed(self) -> None:
        if self._known != self.desk.day.known:
            self._known = self.desk.day.known
            self.ask()
        if not self.picks.broadcast and self.told is None:
            self.picks.day = self.desk.day.value
            self._show_picks()

    def _question(self) -> Clear | None:
        return None if self.picks.lacking else self.picks.question()

    def ask(self) -> None:
        """Ask about what is picked; while something needed is missing there is nothing to ask."""
        try:
            question = self._question()
        except AuditorError as error:
            self._refuse(error)
            return
        core = self.desk.tasks.core
        assert core is not None
        if question is None:
            self._ask_less(core)
            return
        judge = lambda: (question, core.ask(question))  # noqa: E731 - one line among its like
        chains = lambda: core.ask(Chains(question))  # noqa: E731
        self.desk.tasks.read(judge, self._answered, self._failed, owner=self, slot="answer", lane=Lane.JUDGE)
        self.desk.tasks.read(chains, self._linked, lambda _error: None, owner=self, slot="chains", lane=Lane.JUDGE)

    def _ask_less(self, core: Core) -> None:
        """While a host alone is picked the question is whether to sign her; else there is none."""
        self.told = None
        hosts = self.picks.codes("host")
        if len(hosts) == 1 and not self.picks.of("merchant"):
            signing = SignHost(hosts[0], self.desk.day.value)
            judge = lambda: core.ask(signing)  # noqa: E731 - one line among its like
            self.desk.tasks.read(judge, self._signed, self._failed, owner=self, slot="answer", lane=Lane.JUDGE)
        else:
            self.area.setCurrentIndex(EMPTY)
        self.render_texts()

    def _signed(self, told: Signing) -> None:
        self.signing.show_signing(told)
        self.area.setCurrentIndex(SIGNING)

    def _answered(self, answered: tuple[Clear, Clearance]) -> None:
        self._asked, self.told = answered
        told = self.told
        if self.picks.broadcast:
            self.picks.take(told.deal, self.desk.texts.translator)
            self._show_picks()
        self.area.setCurrentIndex(TOLD)
        self.goods.ask_again()
        self.render_texts()

    def _linked(self, chains: tuple[Chain, ...]) -> None:
        self.offering.brands = tuple(dict.fromkeys(chain.brand for chain in chains))
        # Of all that is sold those that do not hold are the ones to look at.
        shown = chains if self.picks.of("brand") else sorted(chains, key=lambda chain: chain.holds)[:SHOWN_CHAINS]
        self.chains.show_chains(tuple(shown))

    def _failed(self, error: Exception) -> None:
        self._refuse(error)
        self.desk.problems.tell(error)

    def _refuse(self, error: Exception) -> None:
        """No answer stands where none was given to what is picked; the reason stands in its place."""
        self.told = None
        self.area.setCurrentIndex(REFUSED)
        if isinstance(error, AuditorError):
            told: dict[str, object] = {"first": error.message, "second": error.hint}
            self.desk.texts.say(
                self.refused.sentence, Message("{first} {second}", told) if error.hint else error.message
            )
        self.render_texts()

    # acting -----------------------------------------------------------------------------------------------------

    def _why(self, line: Line) -> None:
        """Take an answer apart as it was given: of this subject, on this day, under what was asked."""
        who = line.subject
        self.desk.go(Place("explain", (who.type, who.code, line.rule, line.day, self._asked)))

    def _tick(self, given: Any) -> None:
        form, values, evidence, file = given

        subject = f"{form.subject[0]}:{form.subject[1]}"

        def recorded(done: Any) -> None:
            self.desk.edits.tell(done.change, said("Recorded: {rule}.", rule=form.rule))
            self.lines.settled(form.rule, subject)
            if file is not None:
                job = AttachFiles(subject, (Path(file),), note=evidence)
                self.desk.tasks.run(job, lambda _attached: None, owner=self)

        kind, code = form.subject
        self.desk.tasks.do(Tick(form.rule, kind, code, values, evidence), recorded, owner=self)

    def put_on_file(self, code: str) -> None:
        """Store what is picked as a planned broadcast, and go on with that broadcast."""
        asked = self._asked
        if asked is None or asked.combination is None:
            return

        def stored(done: Any) -> None:
            self.desk.edits.tell(done.change, said("On file as broadcast {code}.", code=code))
            self.picks.broadcast = code
            self.saving.hide()
            self.ask()

        self.desk.tasks.do(PlanBroadcast(asked.combination, code), stored, owner=self)

    def print_sheet(self) -> None:
        """Write the clearance sheet where the person says."""
        question = self._question()
        if question is None or self.told is None:
            self.desk.problems.warn(Message(N_("There is no answer to print yet."), {}))
            return
        name = f"{self.told.start:%Y%m%d-%H%M}-{self.told.deal.hosts[0].code}.pdf"
        path, _filter = QFileDialog.getSaveFileName(self, self.desk.texts.t(N_("Clearance sheet")), name, "PDF (*.pdf)")
        if path:
            self.write_sheet(question, Path(path))

    def write_sheet(self, question: Clear, path: Path) -> None:
        """The same to a known place."""

        def written(_written: object) -> None:
            self.desk.problems.done(said("Report: {path}", path=str(path)))

        self.desk.tasks.run(ReportClearance(question, path, self.desk.texts.language), written, owner=self)

    # showing ----------------------------------------------------------------------------------------------------

    def _reword(self, kind: str) -> None:
        """Say words picked from a list in the window's language."""
        known = {one.code: one for one in offered(kind, "", self.desk.texts.translator)}
        tokens = [known.get(one.code, one) for one in self.picks.of(kind)]
        if tokens != self.picks.of(kind):
            self.picks.tokens[kind] = tokens
            self._pickers[kind].put(tokens)

    @override
    def render_texts(self) -> None:
        translator, told = self.desk.texts.translator, self.told
        self.call_it(translator.t(N_("Clearance")))
        for kind in _WORDS:
            self._reword(kind)
        code = self.picks.broadcast
        self.of_file.setText(translator.t(N_("Broadcast {code}, as it stands on file"), code=code) if code else "")
        self.print.setEnabled(told is not None)
        self.keep.setEnabled(told is not None and not code)
        self.saving.setVisible(self.saving.isVisibleTo(self.answer_card) and self.keep.isEnabled())
        self.signing.render_texts()
        if told is None:
            self.say("")
            return
        self.big.show_answer(told.answer)
        self.below.setText(sentence(told, self.desk.day.today, translator))
        self.when.setText(when(told, self.desk.day.today, translator))
        self.lines.show_told(told)
        self.say(f"{self.big.word}  ·  {self.below.text()}")


def _aligned(grid: Any, widgets: list[QWidget]) -> None:
    """Two rows in columns of one width; what is chosen in one stands where it stood, however much."""
    grid.setContentsMargins(0, 0, 0, 0)
    grid.setHorizontalSpacing(12)
    grid.setVerticalSpacing(8)
    columns = len(widgets) // 2
    for at, widget in enumerate(widgets):
        grid.addWidget(widget, at // columns, at % columns)
        grid.setColumnStretch(at % columns, 1)
