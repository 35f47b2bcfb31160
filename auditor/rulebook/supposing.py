"""Judging under supposed facts: rules that see none of them answer as ever, the others by their own statements."""

from __future__ import annotations

from sqlalchemy import Connection

from auditor.rulebook.book import Book
from auditor.rulebook.checked import CheckedRule
from auditor.rulebook.facts.standing_in import main_supposed
from auditor.rulebook.judging import Verdict, answered, fuse, judge_one
from auditor.rulebook.plan import Maker
from auditor.rulebook.sql.values import Moment
from auditor.rulebook.supposed import Supposing


def judge_supposed(
    connection: Connection, book: Book, moment: Moment, subject_type: str, subject_id: int
) -> tuple[Verdict, ...]:
    """Every rule's answer about one subject under the moment's suppositions; empty when it is not selected."""
    seeing = seeing_rules(book, moment.supposing or frozenset(), subject_type)
    plain: tuple[Verdict, ...] = ()
    if not main_supposed(moment.supposing or frozenset(), subject_type):
        plain = judge_one(connection, book, Moment(moment.as_of, moment.known_change), subject_type, subject_id)
    key = ("fused", connection.dialect.name, moment.supposing, subject_type)
    if seeing and key not in book.cache:
        rules = [one for one in book.rules if one.rule.id in seeing]
        book.cache[key] = fuse(connection, book, moment, subject_type, rules)
    supposed: tuple[Verdict, ...] = ()
    if seeing:
        supposed = answered(connection, book, moment, book.cache[key], subject_type, subject_id)  # type: ignore[arg-type]
    return (*(one for one in plain if one.rule_id not in seeing), *supposed)


def answer_of(
    connection: Connection, book: Book, moment: Moment, subject_type: str, subject_id: int, checked: CheckedRule
) -> Verdict | None:
    """One rule's answer about one subject; None where it is not selected or the rule is not in force."""
    seen = checked.rule.id in seeing_rules(book, moment.supposing or frozenset(), subject_type)
    # The statement of a rule that sees nothing supposed does not depend on what is.
    asked = moment if seen else Moment(moment.as_of, moment.known_change)
    key = ("one", connection.dialect.name, asked.known_change is not None, asked.supposing, subject_type,
           checked.rule.key)  # fmt: skip
    if key not in book.cache:
        book.cache[key] = fuse(connection, book, asked, subject_type, [checked])
    for verdict in answered(connection, book, asked, book.cache[key], subject_type, subject_id):  # type: ignore[arg-type]
        return verdict
    return None


def seeing_rules(book: Book, supposing: Supposing, subject_type: str) -> frozenset[str]:
    """The ids of the rules that read anything of which other rows are supposed."""
    key = ("seeing", supposing, subject_type)
    if key not in book.cache:
        rules = [one for one in book.rules if one.rule.enabled and subject_type in one.rule.subjects]
        maker = Maker(book, subject_type, known=False, supposing=supposing)
        if main_supposed(supposing, subject_type):
            book.cache[key] = frozenset(one.rule.id for one in rules)
        else:
            for checked in rules:
                maker.conditions(checked)
            book.cache[key] = frozenset(one.partition("~")[0] for one in maker.shared.touched)
    found = book.cache[key]
    assert isinstance(found, frozenset)
    return found
