"""Turns the database's own errors into ones that a person can act on."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy.exc import DBAPIError

from auditor.errors import AuditorError, Busy, IntegrityBroken, WorkspaceUnusable, WorldFailed, disk_said_no
from auditor.i18n import said
from auditor.storage.location import disk_of, is_full

_DAMAGED = (
    *("malformed", "disk image", "could not decode to utf-8"),
    *("run 'rebuild'", "fts5: corrupt", "fts5: missing row", "fts5: checksum", "vtable constructor failed"),
)
"""What SQLite says of damaged pages, and its search index of its own."""
_FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})


def error_for(text: str, path: Path | None = None) -> AuditorError | None:
    """The error to tell for a driver's message about a file, or None when the mistake is ours."""
    lowered = text.lower()
    if "database is locked" in lowered or "database table is locked" in lowered:
        return Busy(
            said("Another window or command is writing to this workspace."),
            said("Wait for it to finish, then try again."),
        )
    if any(one in lowered for one in _DAMAGED):
        return IntegrityBroken(
            said("The workspace file is damaged."), said("Restore the last backup; the file was not changed.")
        )
    if "not a database" in lowered or "file is encrypted" in lowered:
        return WorkspaceUnusable(
            said("The file is not a workspace, or the passphrase is wrong."),
            said("Check the path and the passphrase."),
        )
    return _of_the_disk(lowered, path)


def _of_the_disk(lowered: str, path: Path | None) -> AuditorError | None:
    if "disk is full" in lowered or "disk full" in lowered:
        return full(path)
    failed = "disk i/o error" in lowered or "unable to open" in lowered
    if failed and path is not None and is_full(path):
        return full(path)  # SQLite calls it so when a file beside the workspace found no room
    if "readonly database" in lowered or "unable to open" in lowered:
        return WorldFailed(
            said("The workspace cannot be written there."), said("Check the folder's permissions and free space.")
        )
    if failed:
        return WorldFailed(said("The disk failed; nothing was written."), said("Check the disk, then try again."))
    return None


def no_room(error: OSError) -> bool:
    """Whether the system said that a disk, a quota or a file may not grow."""
    return error.errno in _FULL


def full(path: Path | None) -> WorldFailed:
    """A disk without room, by its name."""
    hint = said("Free some space, then try again.")
    if path is None:
        return WorldFailed(said("The disk is full; nothing was written."), hint)
    return WorldFailed(said("The disk {disk} is full; nothing was written.", disk=str(disk_of(path))), hint)


@contextmanager
def told(path: Path | str | None = None) -> Iterator[None]:
    """Run database work; what the world did wrong is raised as an AuditorError, our own mistakes as they are.

    ``path`` is the file that is worked on: its disk is named where that is at fault.
    """
    where = None if path is None else Path(path)
    try:
        yield
    except DBAPIError as error:
        known = error_for(str(error.orig), where)
        if known is None:
            raise
        raise known from error
    except BrokenPipeError:
        raise  # whoever read our output has gone: nothing is wrong with the disk
    except OSError as error:
        if no_room(error):
            raise full(where) from error
        raise disk_said_no(error) from error
    except UnicodeDecodeError as error:
        # The driver reads the database's message as text; one that names what stands in a damaged page is none.
        known = error_for(error.object.decode(errors="replace"), where)
        if known is None:
            raise
        raise known from error
    except Exception as error:
        if type(error).__module__.startswith("sqlcipher3"):
            known = error_for(str(error), where)
            if known is not None:
                raise known from error
        raise
