"""Judging in bulk for audits: ids with codes instead of verdict objects, rule by rule."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from operator import itemgetter
from typing import Any

from sqlalchemy import Connection

from auditor.rulebook.book import Book
from auditor.rulebook.checked import CheckedRule
from auditor.rulebook.judging import judged_rows
from auditor.rulebook.plan import not_applicable, open_answers
from auditor.rulebook.sql.values import Moment


def open_codes(
    connection: Connection,
    book: Book,
    moment: Moment,
    subject_type: str,
    checked: CheckedRule,
    subject_ids: Iterable[int] | None = None,
) -> Iterator[tuple[int, int]]:
    """(subject id, code) of what is neither pass nor notapplicable; codes as auditor.rulebook.plan has them."""
    rows: Iterator[Any] = judged_rows(connection, book, moment, subject_type, checked, open_answers, subject_ids)
    return rows


def not_applicable_ids(
    connection: Connection,
    book: Book,
    moment: Moment,
    subject_type: str,
    checked: CheckedRule,
    subject_ids: Iterable[int] | None = None,
) -> Iterator[int]:
    """The selected subjects to whom a rule does not apply."""
    rows = judged_rows(connection, book, moment, subject_type, checked, not_applicable, subject_ids)
    return map(itemgetter(0), rows)
