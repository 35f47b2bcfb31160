"""Answers what a list is asked, of subjects and of records alike."""

from __future__ import annotations

from array import array
from collections.abc import Iterator
from datetime import date
from itertools import islice

from sqlalchemy import Connection

from auditor.services.context import Context
from auditor.services.lists.asked import ListFirst, ListIds, ListRow, ListRows, Order
from auditor.services.lists.filters import ListFilter
from auditor.services.lists.subjects import subject_rows, subjects_in_order


def list_ids(context: Context, connection: Connection, query: ListIds) -> array[int]:
    """The ids of a list in order."""
    day = query.as_of or context.today
    return array("q", in_order(context, connection, query.kind, query.filter, query.order, day))


def list_first(context: Context, connection: Connection, query: ListFirst) -> tuple[ListRow, ...]:
    """The first rows of a list."""
    day = query.as_of or context.today
    ids = islice(in_order(context, connection, query.kind, query.filter, query.order, day), query.size)
    return list_rows(context, connection, ListRows(query.kind, tuple(ids), day))


def list_rows(context: Context, connection: Connection, query: ListRows) -> tuple[ListRow, ...]:
    """Rows by id, at any depth alike."""
    return subject_rows(connection, query.kind, query.ids)


def in_order(
    context: Context, connection: Connection, kind: str, chosen: ListFilter, order: Order, day: date
) -> Iterator[int]:
    """The ids of a list, one after the other."""
    return subjects_in_order(context, connection, kind, chosen, order, day)
