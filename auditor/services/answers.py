"""Live answers for one subject or a page of a list: what each rule says on a day, in words, with law and remedy."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, select

from auditor.i18n import Translator
from auditor.model.sheets import BY_NAME
from auditor.services.context import Context
from auditor.services.verbs import Query
from auditor.storage.past import judged_on

Both = tuple[str, str]
"""A text in (zh, en)."""

SEVERITY_ORDER = ("critical", "high", "medium", "low", "info")


@dataclass(frozen=True, slots=True)
class Law:
    """A ground in law: its id in the fact table, instrument, article, whether it was verified."""

    id: str
    instrument: str
    article: str
    status: str


@dataclass(frozen=True, slots=True)
class Answer:
    """What one rule says of one subject; texts in (zh, en); evidence as JSON-ready records.

    ``missing`` names (sheet, field) that would have to be filled where the result is unknown.
    """

    rule: str
    title: Both
    result: str
    severity: str | None
    effect: str | None
    curable: bool
    message: Both
    remedy: Both
    remedy_key: str
    basis: tuple[Law, ...]
    evidence: tuple[dict[str, Any], ...] = ()
    missing: tuple[tuple[str, str], ...] = ()

    def as_json(self, tr: Translator, subject: str | None = None) -> dict[str, Any]:
        """The verdict as ``audit --json`` prints it."""
        told: dict[str, Any] = {"rule": self.rule}
        if subject is not None:
            told["subject"] = subject
        return told | {
            "result": self.result,
            "severity": self.severity,
            "effect": self.effect,
            "curable": self.curable,
            "waived": False,
            "message": tr.both(*self.message),
            "remedy": tr.both(*self.remedy),
            "basis": list(dict.fromkeys(law.id for law in self.basis)),
            "evidence": list(self.evidence),
        }


@dataclass(frozen=True, slots=True)
class Judged(Query[tuple[Answer, ...]]):
    """Every rule's answer about one subject on a day; ``passed`` adds pass and notapplicable."""

    type: str
    id: int
    as_of: date
    passed: bool = False


@dataclass(frozen=True, slots=True)
class Standing:
    """The worst a subject's answers hold: result and severity, and how many failures of each severity."""

    result: str
    severity: str | None
    counts: tuple[tuple[str, int], ...]
    unknown: int


@dataclass(frozen=True, slots=True)
class StandingOf(Query[dict[int, Standing]]):
    """How these subjects stand on a day: the badges of one page of a list (not selected: left out)."""

    type: str
    ids: tuple[int, ...]
    as_of: date


def judged(context: Context, connection: Connection, query: Judged) -> tuple[Answer, ...]:
    """Judge one subject with the fused statement and put the open answers in words."""
    from auditor.rulebook.judging import judge_one
    from auditor.rulebook.sql.values import Moment

    book = context.book(connection)
    connection, known = judged_on(connection)
    moment = Moment(query.as_of, known)
    answers = []
    for verdict in judge_one(connection, book, moment, query.type, query.id):
        if verdict.result in ("pass", "notapplicable") and not query.passed:
            continue
        rule = book.rule_on(verdict.rule_id, query.as_of).rule
        answers.append(_in_words(connection, book, moment, rule, verdict, query))
    return tuple(sorted(answers, key=_loudest))


def _loudest(answer: Answer) -> tuple[int, int, str]:
    order = {"error": 0, "fail": 1, "unknown": 2, "pass": 3, "notapplicable": 4}
    severity = SEVERITY_ORDER.index(answer.severity) if answer.severity in SEVERITY_ORDER else 9
    return order[answer.result], severity, answer.rule


def _in_words(connection: Connection, book: Any, moment: Any, rule: Any, verdict: Any, query: Judged) -> Answer:
    from auditor.rulebook.evidence import evidence_of
    from auditor.rulebook.reads import missing_of
    from auditor.rulebook.texts import texts_of

    open_one = verdict.result not in ("pass", "notapplicable")
    ids = [query.id]
    message, remedy = both(rule.message), both(rule.remedy)
    evidence: tuple[dict[str, Any], ...] = ()
    missing: tuple[tuple[str, str], ...] = ()
    if open_one:
        texts = texts_of(connection, book, moment, rule, query.type, ids).get(query.id)
        if texts is not None:
            message, remedy = both(texts[0]), both(texts[1])
        evidence = tuple(evidence_of(connection, book, moment, rule, query.type, ids).get(query.id, []))
    if verdict.result == "unknown":
        missing = tuple(missing_of(connection, book, moment, rule, query.type, ids).get(query.id, []))
        message, remedy = lacking(missing, rule.unknown)
    return Answer(
        rule.id,
        both(rule.title),
        str(verdict.result),
        _text(verdict.severity),
        _text(verdict.effect),
        verdict.curable,
        message,
        remedy,
        rule.remedy_key,
        laws(rule, query.as_of),
        evidence,
        missing,
    )


def lacking(missing: Sequence[tuple[str, str]], why: Mapping[str, str] | None = None) -> tuple[Both, Both]:
    """What an answer that cannot be given says, and what to do: which data are missing, and where to enter them.

    ``why`` is what the rule itself says of an unknown answer that no empty column explains.
    """
    zh, en = [], []
    for sheet_name, field_name in missing:
        sheet = BY_NAME[sheet_name]
        label = next((f.zh for f in sheet.fields if f.name == field_name), field_name)
        zh.append(f"{sheet.zh}·{label}")
        plain = field_name.removesuffix("_on").removesuffix("_at").replace("_", " ")
        en.append(f"{plain} ({sheet.name})")
    if not missing and why:
        return (f"无法判定：{why['zh']}", f"It cannot be judged: {why['en']}"), both(why)
    if not missing:
        return ("资料不足，无法判定", "Data are missing; it cannot be judged"), ("补齐资料", "Supply the data")
    said = (f"资料不足：{'、'.join(zh)}", f"Data missing: {', '.join(en)}")
    return said, (f"在{'、'.join(zh)}处补填", f"Fill in {', '.join(en)}")


def _text(word: object) -> str | None:
    return None if word is None else str(word)


def both(text: Mapping[str, str]) -> Both:
    """(zh, en) of a text by language."""
    return text.get("zh", ""), text.get("en", "")


def laws(rule: Any, day: date) -> tuple[Law, ...]:
    """The grounds in law of a rule that are in force on the day; all of them where none is."""
    found = [b for b in rule.basis if b.effective.holds(day)] or rule.basis
    return tuple(Law(b.id, b.instrument, b.article, str(b.status)) for b in found)


def standing_of(context: Context, connection: Connection, query: StandingOf) -> dict[int, Standing]:
    """Read for today where the standing holds; else judge each subject of the page, under a millisecond each."""
    from auditor.rulebook.judging import judge_one
    from auditor.rulebook.sql.values import Moment
    from auditor.services.standing.refresh import StandingNow, standing_now

    if query.as_of == context.today and standing_now(context, connection, StandingNow()).fresh:
        return _kept(connection, query.ids)
    book = context.book(connection)
    connection, known = judged_on(connection)
    moment = Moment(query.as_of, known)
    found = {}
    for number in query.ids:
        verdicts = judge_one(connection, book, moment, query.type, number)
        if verdicts:
            found[number] = worst(verdicts)
    return found


def _kept(connection: Connection, ids: Sequence[int]) -> dict[int, Standing]:
    """The same from the cache."""
    from auditor.model.ledger import standing
    from auditor.services.standing.state import ANSWERS, NONE

    found = {}
    for row in connection.execute(select(standing).where(standing.c.subject_id.in_(ids), standing.c.answer != NONE)):
        counts = tuple((name, getattr(row, name)) for name in SEVERITY_ORDER if getattr(row, name))
        if counts:
            found[row.subject_id] = Standing("fail", counts[0][0], counts, row.unknown)
        else:
            found[row.subject_id] = Standing(ANSWERS[row.answer], None, (), row.unknown)
    return found


def worst(verdicts: Iterable[Any]) -> Standing:
    """The loudest of a subject's answers: a curable failure before an unknown before history before pass."""
    counts = dict.fromkeys(SEVERITY_ORDER, 0)
    unknown = 0
    for verdict in verdicts:
        if verdict.result == "fail" and verdict.curable:
            counts[verdict.severity] += 1
        elif verdict.result in ("unknown", "error"):
            unknown += 1
    failed = tuple((severity, number) for severity, number in counts.items() if number)
    if failed:
        return Standing("fail", failed[0][0], failed, unknown)
    return Standing("unknown" if unknown else "pass", None, (), unknown)
