"""The last few things that were worked out, by what they were worked out from; a small cache that is never wrong."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from typing import Any

KEPT = 16


@dataclass(slots=True)
class Recent:
    """Answers by their question, which must name everything that they hang on (the last change among it)."""

    _kept: OrderedDict[Hashable, Any] = field(default_factory=OrderedDict)

    def of(self, question: Hashable, answer: Callable[[], Any]) -> Any:
        """What is kept, or is worked out now. Two threads that ask at once may both work it out."""
        try:
            return self._kept[question]
        except KeyError:
            made = self._kept[question] = answer()
        while len(self._kept) > KEPT:
            try:
                self._kept.popitem(last=False)
            except KeyError:  # another thread was faster
                break
        return made
