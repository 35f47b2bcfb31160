"""The shop and the host of the day's page; a case is told step by step."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest

from auditor.app import Auditor
from auditor.services.cases.logging import LogCaseEvent, LoggedEvent
from tests.services.today.conftest import case_of, fill

__all__ = ["case_of", "fill"]

Tell = Callable[..., LoggedEvent]


@pytest.fixture
def tell(app: Auditor) -> Tell:
    """Logs what happened in the case K1."""

    def told(kind: str, at: str = "2026-06-30 11:00", **values: Any) -> LoggedEvent:
        return app.do(LogCaseEvent("K1", kind, datetime.fromisoformat(at), **values)).result

    return told
