"""What is said when a file that we write cannot be written."""

from __future__ import annotations

from pathlib import Path

from auditor.errors import WorldFailed, reason_of
from auditor.i18n import N_, said


def cannot_be_written(path: Path, cause: OSError) -> WorldFailed:
    """The disk said no."""
    return WorldFailed(
        said(N_("{file} cannot be written: {why}."), file=path.name, why=reason_of(cause)),
        said(N_("Check that the folder exists, that it may be written to, and that the file is not open elsewhere.")),
    )
