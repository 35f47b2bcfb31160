"""Showing a scan: its content decoded in the contained child, a PNG of one page handed back and looked at again."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from auditor.errors import CallerMistake
from auditor.i18n import N_, said
from auditor.importing.scans import Scan
from auditor.monitor import Monitor
from auditor.services.attachments.contents import disclosed, read_content
from auditor.services.context import Context
from auditor.services.verbs import Job

TRY_OUT = 64
"""How large the picture is that a scan is tried out with, in pixels."""

_LARGEST_PNG = 64 * 1024 * 1024
_MEMORY = 512 * 1024 * 1024
_WORK = 7
"""Seconds of processor time that decoding one page may take."""
_PATIENCE = 60
"""Seconds on the wall clock: a busy machine must not refuse a good scan, a child that only waits ends all the same."""
_ANOTHER = N_("Scan it again, or save it as JPEG, PNG or PDF in another program.")


@dataclass(frozen=True, slots=True)
class Shown:
    """One page as a PNG of that size in pixels; ``pages`` of the scan, ``more`` where further frames are left out."""

    png: bytes
    width: int
    height: int
    pages: int
    more: bool


@dataclass(frozen=True, slots=True)
class ShowAttachment(Job[Shown]):
    """Page ``page`` (from 0), at most ``longest`` pixels a side.

    Scans are personal data: showing one is logged as a disclosure, but not ``again`` for its other pages.
    """

    id: int
    page: int = 0
    longest: int = 1600
    again: bool = False


def show_attachment(context: Context, job: ShowAttachment, monitor: Monitor, who: str) -> Shown:
    """Read the content against its hash, have it decoded, and only then log that it was shown."""
    with context.store.reading() as connection:
        found = read_content(connection, job.id)
    scan = Scan(found.content, found.media, found.name)
    shown = small_picture(scan, monitor, page=job.page, longest=job.longest)
    if not job.again:
        disclosed(context, found, "", "", who)
    return shown


def small_picture(scan: Scan, monitor: Monitor, *, page: int = 0, longest: int = TRY_OUT) -> Shown:
    """Decode one page of a scan where it can do no harm; CallerMistake when it cannot be shown."""
    from auditor.importing.contained import Limits, run_contained
    from auditor.importing.scratch import scratch

    entry = "decode-page" if scan.media == "application/pdf" else "decode-picture"
    with scratch() as folder:
        path = folder / "scan" / scan.name
        path.parent.mkdir()
        path.write_bytes(scan.content)
        request = {"path": str(path), "name": scan.name, "page": page, "longest": longest}
        limits = Limits(memory=_MEMORY, output=_LARGEST_PNG, cpu=_WORK, wall=_PATIENCE, hint=_ANOTHER)
        told = run_contained(entry, request, folder, monitor, limits)
        return _believed(told, folder / "shown.png", scan.name)


def _believed(told: dict[str, Any], path: Path, name: str) -> Shown:
    """What the child says, held against what it left; nothing of it is decoded here."""
    from auditor.importing.pictures import checked_png

    try:
        if path.is_symlink() or path.stat().st_size > _LARGEST_PNG:
            raise ValueError("no PNG")
        png = path.read_bytes()
        width, height = checked_png(png)
        pages = int(told["pages"])
    except (OSError, ValueError, KeyError, TypeError) as cause:
        raise CallerMistake(
            said("{file} is damaged: it cannot be shown.", file=name),
            said(_ANOTHER),
        ) from cause
    return Shown(png, width, height, max(1, pages), bool(told.get("more")))
