"""The lists of records: licences, brand authorisations, products, contracts; each line leads to its owner's profile."""

from __future__ import annotations

from collections.abc import Callable

from ui.lists.kinds import Kind, Words

RECORDS: dict[str, Callable[[Words], Kind]] = {}
