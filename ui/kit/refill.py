"""Offers of a choice that are read again: who has it open, or stands on one of them, stays there."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSignalBlocker
from PySide6.QtWidgets import QComboBox


def refill(combo: QComboBox, offered: Sequence[tuple[str, object]], chosen: object) -> None:
    """Offer these (text, what it stands for); ``chosen`` is the current one, the first where it is not among them.

    Nobody is told. Where the same is offered only the texts are written anew.
    """
    standing = [combo.itemData(at) for at in range(combo.count())]
    wanted = [data for _, data in offered]
    view = combo.view()
    on = view.currentIndex().row() if view.isVisible() else -1
    with QSignalBlocker(combo):
        if standing != wanted:
            combo.clear()
            for text, data in offered:
                combo.addItem(text, data)
        for at, (text, _) in enumerate(offered):
            if combo.itemText(at) != text:
                combo.setItemText(at, text)
        combo.setCurrentIndex(wanted.index(chosen) if chosen in wanted else 0 if wanted else -1)
    if standing != wanted and 0 <= on < len(standing) and standing[on] in wanted:
        view.setCurrentIndex(combo.model().index(wanted.index(standing[on]), combo.modelColumn()))
