"""Messages and remedies with their placeholders filled: parameters, the day, plain fields of the subject."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection, select

from auditor.model.enums import word
from auditor.rulebook.book import Book
from auditor.rulebook.checked import placeholders
from auditor.rulebook.facts.schema import objects
from auditor.rulebook.language.types import Simple
from auditor.rulebook.pack import Rule, Text
from auditor.rulebook.plan import SOME_IDS, Maker, Statement, finished
from auditor.rulebook.sql.truth import Truth, as_number
from auditor.rulebook.sql.values import Moment
from auditor.rulebook.telling import python_of

EMPTY = {"zh": "（空）", "en": "(empty)"}


def texts_of(
    connection: Connection, book: Book, moment: Moment, rule: Rule, subject_type: str, ids: Iterable[int]
) -> dict[int, tuple[Text, Text]]:
    """Per subject the message and the remedy, by language, with their placeholders filled."""
    names = used(rule)
    fixed: dict[str, object] = {**book.params(rule, moment.as_of), "as_of": moment.as_of}
    fields = [name for name in names if name not in fixed]
    wanted = sorted(set(ids))
    if not fields:
        texts = _filled(rule, {name: (value, "") for name, value in fixed.items()})
        return dict.fromkeys(wanted, texts)
    known = {name: (value, "") for name, value in fixed.items()}
    specs = objects()[subject_type].fields
    found = {}
    statement = _statement(connection, book, moment, subject_type, tuple(fields))
    values = statement.values(book, moment, **{SOME_IDS: json.dumps(wanted)})
    for row in connection.exec_driver_sql(statement.text, values):
        own = {
            name: (python_of(value, specs[name].type), specs[name].words)
            for name, value in zip(fields, row[1:], strict=True)
        }
        found[row[0]] = _filled(rule, known | own)
    return found


def used(rule: Rule) -> tuple[str, ...]:
    """The placeholders of a rule's message and remedy."""
    texts = [text for both in (rule.message, rule.remedy) for text in both.values()]
    return tuple(dict.fromkeys(name for text in texts for name in placeholders(text)))


def _filled(rule: Rule, values: Mapping[str, tuple[object, str]]) -> tuple[Text, Text]:
    def one(texts: Text) -> Text:
        return {language: _rendered(text, language, values) for language, text in texts.items()}

    return one(rule.message), one(rule.remedy)


def _rendered(text: str, language: str, values: Mapping[str, tuple[object, str]]) -> str:
    if "{" not in text:
        return text
    return text.format(**{name: spoken(value, words, language) for name, (value, words) in values.items()})


def spoken(value: object, words: str, language: str) -> str:
    """A value as a sentence shows it."""
    if value is None:
        return EMPTY[language]
    if isinstance(value, bool):
        return {"zh": ("否", "是"), "en": ("no", "yes")}[language][value]
    if isinstance(value, datetime):
        return value.isoformat(sep=" ", timespec="minutes")
    if isinstance(value, date):
        return EMPTY[language] if value.toordinal() == date.max.toordinal() else value.isoformat()
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    if isinstance(value, str) and words:
        return word(words, value, language)
    return str(value)


def _statement(
    connection: Connection, book: Book, moment: Moment, subject_type: str, fields: tuple[str, ...]
) -> Statement:
    key = ("texts", connection.dialect.name, moment.known_change is not None, moment.supposing, subject_type, fields)
    found = book.cache.get(key)
    if found is None:
        maker = Maker(book, subject_type, known=moment.known_change is not None, supposing=moment.supposing)
        columns: list[Any] = []
        for name in fields:
            seen = maker.row.field(name)
            assert isinstance(objects()[subject_type].fields[name].type, Simple)
            columns.append(as_number(seen) if isinstance(seen, Truth) else seen.sql)
        query = select(maker.table.c.id, *columns).where(maker.some())
        found = finished(query, maker.shared, connection.dialect)
        book.cache[key] = found
    assert isinstance(found, Statement)
    return found
