"""When rows make no sense to the program, the file may be at fault: then it is told as damage, not as our mistake."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from auditor.errors import IntegrityBroken
from auditor.i18n import said
from auditor.storage.store import Store

_SENSELESS = (LookupError, TypeError, ValueError, AttributeError, ArithmeticError, AssertionError)
"""What reading a damaged page can bring about far from where it was read."""


@contextmanager
def suspecting(store: Store) -> Iterator[None]:
    """Run work on the store; a mistake that the file's own pages explain is raised as IntegrityBroken."""
    try:
        yield
    except _SENSELESS as error:
        if not _damaged(store):
            raise
        raise IntegrityBroken(
            said("The workspace file is damaged."), said("Restore the last backup; the file was not changed.")
        ) from error


def _damaged(store: Store) -> bool:
    """Whether SQLite's own check, which in strict tables knows of types as well, objects to a page."""
    try:
        with store.reading() as connection:
            return bool(connection.exec_driver_sql("PRAGMA integrity_check(1)").scalar_one() != "ok")
    except IntegrityBroken:
        return True
