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
from auditor.services.lists.record_rows import record_rows
from auditor.services.lists.records import RECORDS, first_records, records_in_order
from auditor.services.lists.subjects import first_subjects, subject_rows, subjects_in_order


def list_ids(context: Context, connection: Connection, query: ListIds) -> array[int]:
    """The ids of a list in order."""
    day = query.as_of or context.today
    return array("q", in_order(context, connection, query.kind, query.filter, query.order, day))


def list_first(context: Context, connection: Connection, query: ListFirst) -> tuple[ListRow, ...]:
    """The first rows of a list."""
    day = query.as_of or context.today
    asked = (context, connection, query.kind, query.filter, query.order, day)
    if query.kind in RECORDS:
        ids = first_records(*asked, query.size)
    else:
        ids = first_subjects(connection, query.kind, query.filter, query.order, query.size)
    if ids is None:
        ids = list(islice(in_order(*asked), query.size))
    return list_rows(context, connection, ListRows(query.kind, tuple(ids), day))


def list_rows(context: Context, connection: Connection, query: ListRows) -> tuple[ListRow, ...]:
    """Rows by id, at any depth alike."""
    if query.kind in RECORDS:
        return record_rows(connection, query.kind, query.ids, query.as_of or context.today)
    return subject_rows(connection, query.kind, query.ids)


def in_order(
    context: Context, connection: Connection, kind: str, chosen: ListFilter, order: Order, day: date
) -> Iterator[int]:
    """The ids of a list, one after the other."""
    if kind in RECORDS:
        return records_in_order(context, connection, kind, chosen, order, day)
    return subjects_in_order(context, connection, kind, chosen, order, day)
