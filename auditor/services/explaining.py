"""Why one rule says what it says of one subject: its conditions in words, what decided, which datum is missing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection

from auditor.errors import CallerMistake
from auditor.i18n import Message, Translator, said
from auditor.model.sheets import BY_NAME
from auditor.services.answers import Both, both
from auditor.services.context import Context
from auditor.services.profiles import TYPES, subject_id
from auditor.services.rules import rule_named
from auditor.services.verbs import Query

if TYPE_CHECKING:
    from auditor.rulebook.book import Book
    from auditor.rulebook.checked import CheckedRule
    from auditor.rulebook.explaining import Explanation, Node, RecordRef
    from auditor.rulebook.sql.values import Moment
    from auditor.services.clearance.clearing import Clear
    from auditor.services.clearance.signing import SignHost


@dataclass(frozen=True, slots=True)
class Missing:
    """A datum without which nobody can answer: sheet and column of the workbook, the record where it is one's."""

    sheet: str
    field: str
    record: RecordRef | None = None

    def named(self) -> Both:
        """Where to enter it, by the words of the workbook."""
        sheet = BY_NAME[self.sheet]
        label = next((one.zh for one in sheet.fields if one.name == self.field), self.field)
        return f"{sheet.zh}·{label}", f"{self.sheet}.{self.field}"


@dataclass(frozen=True, slots=True)
class Explained:
    """A rule's answer about a subject, taken apart.

    ``result`` is None where nothing is judged that day: ``not_judged`` says why. The tree stands all the same.
    """

    rule: str
    title: Both
    type: str
    code: str
    id: int
    as_of: date
    result: str | None
    severity: str | None
    message: Both
    remedy: Both
    tree: Explanation
    missing: tuple[Missing, ...] = ()
    not_judged: Message | None = None


@dataclass(frozen=True, slots=True)
class ExplainRule(Query[Explained]):
    """Explain a rule's answer about ``type:code`` on a day, as recorded at an instant where one is given.

    ``within``: as a clearance or a signing answers it, under what that supposes; its gate (ST-01 to ST-04) too.
    """

    rule: str
    type: str
    code: str
    as_of: date
    known_at: datetime | None = None
    within: Clear | SignHost | None = None


def explain_rule(context: Context, connection: Connection, query: ExplainRule) -> Explained:
    """Judge the one pair and take its conditions apart; a rule or subject that is not there is told."""
    from auditor.rulebook.sql.values import Moment

    known = _known(connection, query.known_at)
    book = context.book(connection, known)
    if query.within is None:
        number = subject_id(connection, query.type, query.code)
        return _explained(connection, book, Moment(query.as_of, known), query, number)
    from auditor.services.clearance.numbers_apart import of_number
    from auditor.services.clearance.taken_apart import held, of_gate

    found = held(connection, book, query)
    number_told = of_number(connection, query, found.who)
    if number_told is not None:
        return number_told
    if found.stand is not None:
        return of_gate(query, found.who, found.stand)
    return _explained(connection, book, found.moment, query, found.who.id)


def _explained(connection: Connection, book: Book, moment: Moment, query: ExplainRule, number: int) -> Explained:
    from auditor.rulebook.explaining import explain

    checked = rule_named(book, query.rule)
    rule = checked.rule
    if query.type not in rule.subjects:
        raise CallerMistake(
            said("{rule} does not judge a {type}.", rule=rule.id, type=TYPES.get(query.type, query.type)),
            said("It judges: {types}", types=", ".join(rule.subjects)),
        )
    tree = explain(connection, book, moment, rule.id, query.type, number)
    result, severity, why = _answer(connection, book, moment, checked, query.type, number)
    message, remedy = _texts(connection, book, moment, checked, query.type, number)
    missing = (
        tuple(
            # The start asked about stands in for the one on record.
            one
            for one in _missing(connection, book, moment, checked, query.type, number, tree)
            if query.within is None or (one.sheet, one.field) != ("broadcasts", "started_at")
        )
        if result == "unknown"
        else ()
    )
    return Explained(
        rule.id, both(rule.title), query.type, query.code, number, query.as_of, result, severity, message, remedy,
        tree, missing, why,
    )  # fmt: skip


def _known(connection: Connection, known_at: datetime | None) -> int | None:
    from auditor.services.audits.knowledge import needed
    from auditor.storage.known import change_known_at

    if known_at is None:
        return None
    return needed(connection, change_known_at(connection, known_at))


def _answer(
    connection: Connection, book: Book, moment: Moment, checked: CheckedRule, kind: str, number: int
) -> tuple[str | None, str | None, Message | None]:
    from auditor.rulebook.judging import judge_many

    rule = checked.rule
    if all(one.rule.id != rule.id for one in book.in_force(moment.as_of, kind)):
        return None, None, said("The rule is not in force on {day}.", day=moment.as_of.isoformat())
    found = list(judge_many(connection, book, moment, [kind], [rule.id], [number], everything=True))
    if not found:
        return None, None, said("The subject is not judged on {day}.", day=moment.as_of.isoformat())
    verdict = found[0]
    return str(verdict.result), None if verdict.severity is None else str(verdict.severity), None


def _texts(
    connection: Connection, book: Book, moment: Moment, checked: CheckedRule, kind: str, number: int
) -> tuple[Both, Both]:
    from auditor.rulebook.texts import texts_of

    rule = checked.rule
    found = texts_of(connection, book, moment, rule, kind, [number]).get(number)
    return (both(rule.message), both(rule.remedy)) if found is None else (both(found[0]), both(found[1]))


def _missing(
    connection: Connection, book: Book, moment: Moment, checked: CheckedRule, kind: str, number: int, tree: Explanation
) -> Iterator[Missing]:
    """The data that the deciding path lacks, with the record each belongs to; else what the statement finds lacking."""
    from auditor.rulebook.reads import columns_behind, missing_of

    lacking = missing_of(connection, book, moment, checked.rule, kind, [number]).get(number, [])
    told: dict[tuple[str, str], list[RecordRef | None]] = {place: [] for place in lacking}
    for place in tree.missing():
        for column in columns_behind(place.kind, place.column):
            if column in told and place.record not in told[column]:
                told[column].append(place.record)
    for (sheet, field), records in told.items():
        for record in records or [None]:
            yield Missing(sheet, field, record)


def as_json(explained: Explained, tr: Translator) -> dict[str, Any]:
    """The explanation as the command line prints it."""
    return {
        "rule": explained.rule,
        "title": tr.both(*explained.title),
        "subject": f"{explained.type}:{explained.code}",
        "as_of": explained.as_of.isoformat(),
        "result": explained.result,
        "severity": explained.severity,
        "not_judged": None if explained.not_judged is None else tr.t(explained.not_judged),
        "message": tr.both(*explained.message) if explained.result == "fail" else None,
        "missing": [
            {"sheet": one.sheet, "field": one.field, "where": tr.both(*one.named()), "record": _record(one.record, tr)}
            for one in explained.missing
        ],
        "applies": node_json(explained.tree.applies, tr),
        "require": node_json(explained.tree.require, tr),
        "levels": [node_json(one, tr) for one in explained.tree.levels],
    }


def node_json(node: Node, tr: Translator) -> dict[str, Any]:
    """A condition with its parts."""
    told: dict[str, Any] = {"says": tr.t(node.says), "text": node.text, "value": node.value, "decides": node.decides}
    if not node.judged:
        told["judged"] = False
    if node.record is not None:
        told["record"] = _record(node.record, tr)
    if node.left_out:
        told["left_out"] = node.left_out
    if node.parts:
        told["parts"] = [node_json(part, tr) for part in node.parts]
    return told


def _record(record: RecordRef | None, tr: Translator) -> dict[str, Any] | None:
    return None if record is None else {"kind": record.kind, "key": tr.both(record.key.zh, record.key.en)}
