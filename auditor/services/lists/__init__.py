"""Lists of subjects and of their records: ids in order, the first page at once, rows by id; and finding anyone."""

from auditor.services.lists.answering import list_first, list_ids, list_rows
from auditor.services.lists.asked import ListFirst, ListIds, ListRow, ListRows, Order
from auditor.services.lists.filters import ListFilter
from auditor.services.lists.searching import Find, Hit, find, match_of, searched
from auditor.services.lists.subjects import FILTERS

__all__ = [
    "FILTERS",
    "Find",
    "Hit",
    "ListFilter",
    "ListFirst",
    "ListIds",
    "ListRow",
    "ListRows",
    "Order",
    "find",
    "list_first",
    "list_ids",
    "list_rows",
    "match_of",
    "searched",
]
