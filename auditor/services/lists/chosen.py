"""What is chosen of a list, as a value: some rows by id, or all that a filter leaves but some."""

from __future__ import annotations

from array import array
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import Connection

from auditor.services.context import Context
from auditor.services.lists.answering import in_order
from auditor.services.lists.filters import ListFilter


@dataclass(frozen=True, slots=True)
class Listed:
    """The lines of a kind that a list shows, or of these the ones chosen by id (and the ones left out).

    ``as_of`` is the day of what the filter says of a day (None: today).
    """

    type: str
    filter: ListFilter = field(default_factory=ListFilter)
    only: tuple[int, ...] = ()
    but: tuple[int, ...] = ()
    as_of: date | None = None

    @property
    def everything(self) -> bool:
        """Whether nothing of the kind is left out."""
        return not self.only and not self.but and self.filter == ListFilter()


def ids_chosen(context: Context, connection: Connection, listed: Listed) -> array[int]:
    """The ids, those by code in the order of their codes."""
    if listed.only:
        return array("q", listed.only)
    day = listed.as_of or context.today
    ids = in_order(context, connection, listed.type, listed.filter, "code", day)
    if listed.but:
        left_out = frozenset(listed.but)
        ids = (one for one in ids if one not in left_out)
    return array("q", ids)
