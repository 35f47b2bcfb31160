"""Writing what may be thrown away: caches beside the rows, which no change records and no chain covers."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection

from auditor.storage.store import Store
from auditor.storage.told import told


@contextmanager
def caching(store: Store) -> Iterator[Connection]:
    """A write transaction for caches alone: the tables of a change refuse it. A failure leaves nothing."""
    if store.unwritable is not None:
        raise store.unwritable.error()
    with told(), store.writer.connect() as connection, connection.begin():
        yield connection
