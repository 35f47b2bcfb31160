"""A mistake in an expression that parses: where, what, and what to write instead."""

from __future__ import annotations

from auditor.i18n import Message


class Wrong(Exception):
    """One mistake, at a character of the expression's text."""

    def __init__(self, at: int, message: Message, suggestion: Message | None = None) -> None:
        super().__init__(str(message))
        self.at = at
        self.message = message
        self.suggestion = suggestion
