"""What a profile page says, worked out without a widget: chips, groups by remedy, folds, the notice to copy."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from auditor.i18n import N_, Translator
from auditor.model.enums import words
from auditor.model.fields import Field, Kind, Sheet
from auditor.model.sheets import BY_NAME
from ui.kit.chips import Answer, Chip
from ui.kit.desk import relative
from ui.kit.laws import cited
from ui.profiles.columns import ORDER_OF_CHIPS
from ui.profiles.shapes import Line, Record
from ui.profiles.words import field_name, word

EVIDENCE_FIELDS = 9
FAILED = frozenset({Answer.CRITICAL, Answer.HIGH, Answer.MEDIUM, Answer.LOW, Answer.INFO})
OPEN = FAILED | {Answer.UNKNOWN, Answer.ERROR}


@dataclass(frozen=True, slots=True)
class Group:
    """Failures that one act mends, worst first."""

    remedy: str
    lines: tuple[Line, ...]

    @property
    def worst(self) -> int:
        """Where its worst line stands in the order of severities (0: critical)."""
        return min(rank(line) for line in self.lines)


@dataclass(frozen=True, slots=True)
class Standing:
    """A profile's answers sorted into what is to be done, what is past, what is waived and what is in order."""

    to_do: tuple[Group, ...]
    past: tuple[Line, ...]
    waived: tuple[Line, ...]
    in_order: tuple[Line, ...]
    not_applicable: tuple[Line, ...]

    @property
    def open_lines(self) -> tuple[Line, ...]:
        """Everything still to be done, in the order shown."""
        return tuple(line for group in self.to_do for line in group.lines)


def rank(line: Line) -> int:
    """Critical first, unknown as loud as a high failure."""
    order = (
        Answer.CRITICAL,
        Answer.ERROR,
        Answer.HIGH,
        Answer.UNKNOWN,
        Answer.MEDIUM,
        Answer.LOW,
        Answer.INFO,
        Answer.PASS,
        Answer.NOT_APPLICABLE,
    )
    return order.index(line.answer)


def standing(lines: Iterable[Line], translator: Translator) -> Standing:
    """Sort the answers; failures are grouped by what mends them."""
    ordered = sorted(lines, key=lambda line: (rank(line), line.rule))
    failed = [line for line in ordered if line.answer in OPEN]
    now = [line for line in failed if not line.waived and line.curable]
    by_remedy: dict[str, list[Line]] = {}
    for line in now:
        by_remedy.setdefault(line.remedy_key or line.rule, []).append(line)
    groups = [Group(lines[0].remedy.of(translator), tuple(lines)) for lines in by_remedy.values()]
    return Standing(
        tuple(sorted(groups, key=lambda group: group.worst)),
        tuple(line for line in failed if not line.waived and not line.curable),
        tuple(line for line in failed if line.waived),
        tuple(line for line in ordered if line.answer is Answer.PASS),
        tuple(line for line in ordered if line.answer is Answer.NOT_APPLICABLE),
    )


def chips(lines: Iterable[Line]) -> tuple[Chip, ...]:
    """What a profile's head and its row in a list show: counts by severity, all in order when there is nothing."""
    counted: Counter[Answer] = Counter()
    waived = passed = 0
    worst_waived = Answer.LOW
    for line in lines:
        if line.answer is Answer.PASS:
            passed += 1
        elif line.answer in OPEN and line.waived:
            waived += 1
            worst_waived = min(worst_waived, line.answer, key=ORDER_OF_CHIPS.index)
        elif line.answer in OPEN:
            counted[line.answer] += 1
    made = [Chip(answer, counted[answer]) for answer in ORDER_OF_CHIPS if counted[answer]]
    if waived:
        made.append(Chip(worst_waived, waived, waived=True))
    if not counted and passed:
        made.insert(0, Chip(Answer.PASS))
    return tuple(made)


def bases(line: Line, translator: Translator) -> str:
    """The articles a rule stands on, in one line."""
    return translator.both("；", "; ").join(cited(one.instrument, one.article, translator) for one in line.basis)


def evidence(record: Record, translator: Translator) -> str:
    """A record behind an answer in one line: which, then the fields that decided, with their names."""
    kind, key = next(iter(record.items()), ("", ""))
    sheet = next((one for one in BY_NAME.values() if one.name in (kind, f"{kind}s")), None)
    if sheet is None:
        return f"{kind} {key}".strip()
    known = {one.name: one for one in sheet.fields}
    told = [
        f"{field_name(known[name], translator)} {_plain(known[name], value, translator)}"
        for name, value in record.items()
        if name in known and value not in (None, "", [])
    ]
    name = translator.both(sheet.zh, kind.capitalize())
    return " · ".join([f"{name} {_key(sheet, str(key), translator)}", *told[:EVIDENCE_FIELDS]])


def _key(sheet: Sheet, key: str, translator: Translator) -> str:
    """What names a record everywhere, the words of ours in it said in the language."""
    lists = [one.words for one in sheet.fields if one.name in sheet.key and one.words]
    known = {one.code: word(name, one.code, translator) for name in lists for one in words(name)}
    return "/".join(known.get(part, part) for part in key.split("/"))


def _plain(one: Field, value: object, translator: Translator) -> str:
    if isinstance(value, list | tuple):
        return translator.both("、", ", ").join(_plain(one, item, translator) for item in value)
    if isinstance(value, bool):
        return translator.t(N_("Yes") if value else N_("No"))
    text = str(value)
    if one.kind is Kind.DATETIME:
        return text.replace("T", " ")[:16]
    return word(one.words, text, translator) if one.words else text


@dataclass(frozen=True, slots=True)
class Who:
    """To whom a notice goes."""

    name: str
    code: str


def notice(who: Who, lines: Iterable[Line], as_of: date, today: date, translator: Translator) -> str:
    """A plain notice for a chat: who, what, why, what to hand in; no personal numbers, whatever the window shows."""
    t = translator.t
    to_do = standing(lines, translator).to_do
    day = as_of.isoformat() if as_of == today else f"{as_of.isoformat()} ({relative(t, as_of, today)})"
    told = [t(N_("To {name} ({code})"), name=who.name, code=who.code)]
    if not to_do:
        return "\n".join([*told, t(N_("As of {day} nothing is to be done."), day=day)]) + "\n"
    count = sum(len(group.lines) for group in to_do)
    told.append(t(N_("As of {day}, {n} points are to be put in order:"), day=day, n=count))
    number = 0
    for group in to_do:
        for line in group.lines:
            number += 1
            told += _told(line, number, translator)
        if group.remedy:
            told.append(f"   → {group.remedy}")
    return "\n".join(told) + "\n"


def _told(line: Line, number: int, translator: Translator) -> list[str]:
    t = translator.t
    title, why = line.title.of(translator), line.message.of(translator)
    told = [t(N_("{n}. [{word}] {title}: {why}"), n=number, word=t(line.answer.word), title=title, why=why)]
    lacking = missing(line, translator)
    if lacking:
        told.append("   " + t(N_("To be filled in: {fields}"), fields=lacking))
    law = bases(line, translator)
    if law:
        told.append("   " + t(N_("Basis: {law}"), law=law))
    return told


def missing(line: Line, translator: Translator) -> str:
    """The fields that would have to be filled, each with its sheet, in one line; none that the reason names itself."""
    told = []
    why = line.message.of(translator)
    for sheet_name, field_name_ in dict.fromkeys(line.missing):
        sheet = BY_NAME.get(sheet_name)
        known = {one.name: one for one in sheet.fields} if sheet is not None else {}
        name = field_name(known[field_name_], translator) if field_name_ in known else field_name_
        if name not in why:
            told.append(f"{translator.both(sheet.zh, sheet.name.capitalize())} › {name}" if sheet is not None else name)
    return translator.both("、", ", ").join(told)
