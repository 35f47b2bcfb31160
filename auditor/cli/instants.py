"""Instants as they are written on the command line."""

from __future__ import annotations

from datetime import datetime

from auditor.errors import CallerMistake
from auditor.i18n import said


def instant(text: str | None) -> datetime | None:
    """An ISO instant as wall time of Asia/Shanghai; None stays None."""
    if text is None:
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise CallerMistake(
            said("{text} is no instant.", text=text), said("Write it as 2026-06-30T18:00:00.")
        ) from None
    if moment.tzinfo is not None:
        from auditor.clock import SHANGHAI

        moment = moment.astimezone(SHANGHAI).replace(tzinfo=None)
    return moment
