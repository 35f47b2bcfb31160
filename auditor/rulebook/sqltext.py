"""The SQL of a rule as text, for whoever wants to read or run it elsewhere."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from sqlalchemy import Dialect

from auditor.rulebook.book import Book
from auditor.rulebook.plan import Maker, finished, open_answers
from auditor.rulebook.sql.values import Moment

DialectName = Literal["sqlite", "postgresql", "duckdb", "spark"]
DIALECTS: tuple[DialectName, ...] = ("sqlite", "postgresql", "duckdb", "spark")


@dataclass(frozen=True, slots=True)
class RuleSql:
    """One statement of a rule: for which subjects, its text, its bound values on the day.

    It gives (id, code) of what is neither pass nor notapplicable: 2 is unknown, 10 a failure, 11 on a failure by level.
    """

    subject_type: str
    text: str
    values: dict[str, object]


def sql_of(book: Book, rule_id: str, moment: Moment, dialect: DialectName = "sqlite") -> tuple[RuleSql, ...]:
    """The statements of a rule, one per subject type; KeyError when the book has no such rule."""
    checked = book.rule(rule_id)
    made = []
    for subject_type in checked.rule.subjects:
        maker = Maker(book, subject_type, known=moment.known_change is not None)
        statement = finished(open_answers(maker, checked), maker.shared, _spoken(dialect))
        text = statement.text
        if dialect == "duckdb":
            from auditor.rulebook.sql.elsewhere import dollars

            text = dollars(text)
        made.append(RuleSql(subject_type, text, statement.values(book, moment)))
    return tuple(made)


def _spoken(dialect: DialectName) -> Dialect:
    if dialect in ("duckdb", "spark"):
        from auditor.rulebook.sql.elsewhere import DuckDb, Spark

        return DuckDb() if dialect == "duckdb" else Spark()
    from sqlalchemy.dialects import postgresql, sqlite

    make: Callable[[], Dialect] = postgresql.dialect if dialect == "postgresql" else sqlite.dialect
    return make()
