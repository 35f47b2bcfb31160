"""Judging under supposed facts: rules that see none of them answer as ever, the others by their own statements."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection

from auditor.rulebook.book import Book
from auditor.rulebook.checked import CheckedRule
from auditor.rulebook.facts.standing_in import main_supposed
from auditor.rulebook.judging import Prepared, Verdict, answered, fuse, fused_key, judge_one
from auditor.rulebook.plan import Maker
from auditor.rulebook.sql.values import Moment
from auditor.rulebook.supposed import Supposing


def judge_supposed(
    connection: Connection, book: Book, moment: Moment, subject_type: str, subject_id: int
) -> tuple[Verdict, ...]:
    """Every rule's answer about one subject under the moment's suppositions; empty when it is not selected."""
    known = moment.known_change is not None
    key = ("supposed", connection.dialect.name, known, moment.supposing, subject_type)
    if key not in book.cache:
        book.cache[key] = _prepared(connection, book, moment, subject_type)
    prepared: _Prepared = book.cache[key]  # type: ignore[assignment]
    plain: tuple[Verdict, ...] = ()
    if prepared.beside:
        plain = judge_one(connection, book, Moment(moment.as_of, moment.known_change), subject_type, subject_id)
    found: tuple[Verdict, ...] = ()
    if prepared.statement is not None:
        found = answered(connection, book, moment, prepared.statement, subject_type, subject_id)
    seeing = prepared.seeing
    beside = [one for one in (plain if prepared.beside else found) if one.rule_id not in seeing]
    return (*beside, *(one for one in found if one.rule_id in seeing))


@dataclass(frozen=True, slots=True)
class _Prepared:
    """What answers under suppositions; ``beside``: the rules that see nothing of them are asked as ever."""

    seeing: frozenset[str]
    statement: Prepared | None
    beside: bool


def _prepared(connection: Connection, book: Book, moment: Moment, subject_type: str) -> _Prepared:
    """Every rule is compiled once: those that see something tell themselves apart by that."""
    supposing = moment.supposing or frozenset()
    maker = Maker(book, subject_type, known=moment.known_change is not None, supposing=supposing)
    rules = _rules(book, subject_type)
    seeing = book.cache["seeing", supposing, subject_type] = _seeing(maker, rules, supposing, subject_type)
    # Whoever has asked about somebody as he stands has the others' statement already.
    beside = len(seeing) < len(rules) and fused_key(connection, moment, subject_type) in book.cache
    wanted = [one for one in rules if one.rule.id in seeing] if beside else rules
    statement = fuse(connection, book, moment, subject_type, wanted, maker) if wanted else None
    return _Prepared(seeing, statement, beside)


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
        maker = Maker(book, subject_type, known=False, supposing=supposing)
        book.cache[key] = _seeing(maker, _rules(book, subject_type), supposing, subject_type)
    found = book.cache[key]
    assert isinstance(found, frozenset)
    return found


def _rules(book: Book, subject_type: str) -> list[CheckedRule]:
    return [one for one in book.rules if one.rule.enabled and subject_type in one.rule.subjects]


def _seeing(maker: Maker, rules: list[CheckedRule], supposing: Supposing, subject_type: str) -> frozenset[str]:
    if main_supposed(supposing, subject_type):
        return frozenset(one.rule.id for one in rules)
    for checked in rules:
        maker.conditions(checked)
    return frozenset(one.partition("~")[0] for one in maker.shared.touched)
