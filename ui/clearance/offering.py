"""What the pickers of the clearance page offer for what is typed: subjects, words, brands, products."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtWidgets import QWidget

from auditor.services.clearance.shelf import FindProducts, Shelved
from auditor.services.lists import Find, Hit
from ui.clearance.pickers import OFFERED, Offer
from ui.clearance.presenter import Picks, Token, offered
from ui.kit.desk import Desk

Then = Callable[[Sequence[Token]], None]


class Offering:
    """Asks the core on behalf of ``owner``; ``picks`` says what is picked already."""

    def __init__(self, desk: Desk, owner: QWidget, picks: Callable[[], Picks]) -> None:
        self._desk, self._owner, self._picks = desk, owner, picks
        self.brands: tuple[str, ...] = ()
        self._sellers: dict[str, Token] = {}

    def of(self, kind: str) -> Offer:
        """What a picker offers."""
        if kind in ("category", "platform"):
            return lambda text, then: then(offered(kind, text, self._desk.texts.translator))
        if kind == "brand":
            return lambda text, then: then(
                [Token(one, one) for one in self.brands if text.casefold() in one.casefold()]
            )
        return self._products if kind == "product" else self._subjects(kind)

    def seller(self, product: Token) -> Token | None:
        """Whose a product is that was offered."""
        return self._sellers.get(product.code)

    def _subjects(self, kind: str) -> Offer:
        def offer(text: str, then: Then) -> None:
            def found(hits: tuple[Hit, ...]) -> None:
                then([Token(hit.code, hit.name) for hit in hits])

            self._desk.tasks.ask(Find(text, OFFERED, (kind,)), found, owner=self._owner, slot=f"offers-{kind}")

        return offer

    def _products(self, text: str, then: Then) -> None:
        merchants = self._picks().codes("merchant")

        def found(shelved: tuple[Shelved, ...]) -> None:
            for one in shelved:
                self._sellers[one.code] = Token(one.merchant, one.shop)
            told = len(merchants) != 1
            then([Token(one.code, one.name, beside=one.shop if told else "") for one in shelved])

        asked = FindProducts(text, merchants, OFFERED)
        self._desk.tasks.ask(asked, found, owner=self._owner, slot="offers-product")
