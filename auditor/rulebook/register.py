"""The SQL functions that compiled rules call, for storage to add to its connections."""

from __future__ import annotations

from typing import Any

MATCHES = "auditor_matches"
"""The name of the pattern function on SQLite."""


def register_functions(connection: Any) -> None:
    """Teach a SQLite connection (the driver's own object) what rules need; nothing to do on PostgreSQL."""
    create = getattr(connection, "create_function", None)
    if create is not None:
        create(MATCHES, 2, _searched, deterministic=True)


def _searched(pattern: str | None, text: str | None) -> int | None:
    if pattern is None or text is None:
        return None
    return 1 if compiled(pattern).search(text) else 0


def compiled(pattern: str) -> Any:
    """The RE2 pattern, kept by the library's own cache."""
    import re2

    return re2.compile(pattern)
