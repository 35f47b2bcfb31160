"""The card of brand authorisations: the chains drawn, and for each what the lapse of its weakest link touches."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from auditor.i18n import N_, said
from auditor.services.clearance.chains import Chain
from ui.clearance.painted import ChainView
from ui.kit import parts
from ui.kit.brief import brief_button
from ui.kit.desk import Desk, Place


class ChainCard(QWidget):
    """Hidden while there is no chain."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self.view = ChainView(desk.texts, desk.theme, desk.day.today)
        self._ways = QVBoxLayout()
        self._ways.setSpacing(2)
        title = parts.label(desk.texts, N_("Brand authorisations"), "section")
        self.setLayout(parts.column(parts.card(title, self.view, self._ways, padding=12)))

    def show_chains(self, chains: Sequence[Chain]) -> None:
        """Draw these, and a way to what hangs on each."""
        self.view.show_chains(chains)
        parts.empty(self._ways)
        for chain in chains:
            if chain.weakest is not None:
                self._ways.addWidget(self._way(chain, chain.links[chain.weakest].record))
        self.setVisible(bool(chains))

    def _way(self, chain: Chain, record: tuple[str, int]) -> QWidget:
        words = said("{brand}: if the weakest link lapses", brand=chain.brand)
        made = brief_button(self._desk.texts, words, lambda: self._desk.go(Place("lapse", record)))
        made.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        return parts.box(parts.row(made, None))
