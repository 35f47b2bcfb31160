"""Rows of subjects as tests write them: a code, a name, and what matters."""

from __future__ import annotations

from datetime import date
from typing import Any

from auditor.model.types import day_of

ID, OTHER_ID = "440102199001011238", "440102199203034576"


def day(text: str) -> int:
    """The day number of an ISO day."""
    return day_of(date.fromisoformat(text))


def host(code: str, **values: Any) -> dict[str, Any]:
    """A host."""
    return {"code": code, "stage_name": f"名{code}", **values}


def shop(code: str, **values: Any) -> dict[str, Any]:
    """A merchant."""
    return {"code": code, "shop_name": f"店{code}", **values}
