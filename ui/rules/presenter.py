"""What the rules room shows of the book, in words: families, marks, counts, filters. No widgets."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache

from auditor.i18n import N_, Message, Translator
from auditor.model.enums import word
from auditor.services.answers import Both
from auditor.services.coverage import Coverage, Silence
from auditor.services.records.names import search_words
from auditor.services.rule_pages import RuleLine
from auditor.services.runs import StoredRun
from auditor.services.shown import result_word, severity_word
from ui.kit.texts import begun

FAMILIES: dict[str, str] = {
    "LI": N_("Licences and qualifications"),
    "BR": N_("Brand authorisation"),
    "RV": N_("Reviews and promotion"),
    "CT": N_("Contracts and agencies"),
    "TR": N_("Training"),
    "ID": N_("Identity"),
    "IN": N_("Infractions and complaints"),
    "RC": N_("Records and disclosure"),
    "PV": N_("Personal information"),
}
EFFECTS: dict[str, tuple[str, str]] = {
    "block": ("×", N_("blocks")),
    "condition": ("◇", N_("condition")),
    "note": ("–", N_("note")),
}
"""Shape and word of what a failure does to going live."""
SILENCES: dict[Silence, str] = {
    Silence.NOBODY: N_("there is nobody of its type"),
    Silence.NEVER_APPLIES: N_("it applies to nobody"),
    Silence.ALWAYS_UNKNOWN: N_("wherever it applies, data are missing"),
    Silence.NEVER_FAILS: N_("everybody to whom it applies is in order"),
}
SILENT = (Silence.NOBODY, Silence.NEVER_APPLIES, Silence.ALWAYS_UNKNOWN)
"""What counts as saying nothing; that everybody is in order is an answer."""
SEVERITIES = ("critical", "high", "medium", "low", "info")
ALL_DAYS = "1970-01-01"
"""The day from which an undated value holds."""
_DATED = re.compile(r"(.*) \((\d{4}-\d{2}-\d{2})\)")
SWITCHES = {
    "severity": N_("severity"),
    "effect": N_("effect"),
    "enabled": N_("used"),
    "waivable": N_("may be waived"),
    "effective": N_("in force between"),
}


@dataclass(frozen=True, slots=True)
class Counted:
    """How many a rule finds not in order and cannot judge; why it says nothing (None: it does, or nobody knows)."""

    fail: int
    unknown: int
    silence: Silence | None = None


@dataclass(frozen=True, slots=True)
class Counts:
    """The counts by rule, of a day; ``run`` is the stored run they are of (None: counted just now)."""

    as_of: date
    rules: Mapping[str, Counted]
    run: int | None = None


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the list is narrowed to; empty means everything."""

    text: str = ""
    pack: str = ""
    severity: str = ""
    tuned: bool = False
    silent: bool = False

    @property
    def narrows(self) -> bool:
        """Whether anything is left out."""
        return self != Wanted()


@dataclass(frozen=True, slots=True)
class Group:
    """A family of rules within a pack."""

    family: str
    pack: str
    title: str
    rules: tuple[RuleLine, ...] = field(default=())


def counts_of(coverage: Coverage) -> Counts:
    """The counts of everybody just judged; a rule over several types says nothing where it does so over each."""
    found: dict[str, Counted] = {}
    for one in coverage.rules:
        before = found.get(one.rule)
        if before is None:
            found[one.rule] = Counted(one.failed, one.unknown, one.silence)
            continue
        silence = one.silence if before.silence is not None else None
        found[one.rule] = Counted(before.fail + one.failed, before.unknown + one.unknown, silence)
    return Counts(coverage.as_of, found)


def counts_of_run(run: StoredRun) -> Counts:
    """The counts that a stored run kept."""
    found = {
        rule: Counted(counts.get("fail", 0), counts.get("unknown", 0) + counts.get("error", 0))
        for rule, counts in run.by_rule.items()
    }
    return Counts(run.as_of, found, run.id)


def grouped(rules: Iterable[RuleLine], wanted: Wanted, counts: Counts | None, tr: Translator) -> list[Group]:
    """The rules that are wanted, by family and pack, families in the order of the catalogue."""
    found: dict[tuple[str, str], list[RuleLine]] = {}
    for rule in rules:
        if fits(rule, wanted, counts, tr):
            found.setdefault((rule.family, rule.pack), []).append(rule)
    order = list(FAMILIES)

    def rank(key: tuple[str, str]) -> tuple[int, str, str]:
        return order.index(key[0]) if key[0] in order else len(order), key[0], key[1]

    return [Group(key[0], key[1], _group_title(found[key], tr), tuple(found[key])) for key in sorted(found, key=rank)]


def _group_title(rules: Sequence[RuleLine], tr: Translator) -> str:
    first = rules[0]
    family = tr.t(FAMILIES[first.family]) if first.family in FAMILIES else first.family
    return f"{family} · {tr.both(*first.pack_title)} · {len(rules)}"


def fits(rule: RuleLine, wanted: Wanted, counts: Counts | None, tr: Translator) -> bool:
    """Whether a rule is among those wanted; every word of the text must be found somewhere in its line."""
    if wanted.pack and rule.pack != wanted.pack:
        return False
    if wanted.severity and rule.severity != wanted.severity:
        return False
    if wanted.tuned and not rule.tuned:
        return False
    if wanted.silent and not says_nothing(rule, counts):
        return False
    return all(part in _hay(rule, subjects(rule, tr)) for part in wanted.text.lower().split())


@lru_cache(maxsize=1_000)
def _hay(rule: RuleLine, about: str) -> str:
    """What a rule is found by: its id, its title in both languages, pinyin and initials of the Chinese one."""
    return " ".join((rule.id, *rule.title, about, search_words(rule.id, [rule.title[0]]))).lower()


def says_nothing(rule: RuleLine, counts: Counts | None) -> bool:
    """Whether a rule decides about nobody: switched off, not in force, or silent as counted."""
    if not rule.in_force:
        return True
    counted = None if counts is None else counts.rules.get(rule.id)
    return counted is not None and counted.silence in SILENT


def subjects(rule: RuleLine, tr: Translator) -> str:
    """The types that a rule judges."""
    return tr.t(N_(", ")).join(type_word(one, tr) for one in rule.subjects)


def type_word(kind: str, tr: Translator) -> str:
    """A type of subject; the workspace itself is one for rules alone."""
    return tr.t(N_("workspace")) if kind == "workspace" else word("subject_type", kind, tr.language)


def marks(rule: RuleLine, tr: Translator) -> list[str]:
    """What is to be known of a rule at a glance: law or practice, unverified, tuned, off."""
    found = [tr.t(N_("practice, not law") if rule.practice else N_("law"))]
    if rule.drafted and not rule.practice:
        found.append(tr.t(N_("text not verified")))
    if rule.tuned:
        found.append(tr.t(N_("tuned here")))
    if not rule.enabled:
        found.append(tr.t(N_("switched off")))
    elif not rule.in_force:
        found.append(tr.t(N_("not in force that day")))
    return found


def caption(rule: RuleLine, tr: Translator) -> str:
    """The quiet line below a rule's title."""
    return " · ".join([subjects(rule, tr), *marks(rule, tr)])


def effect_words(effect: str, tr: Translator) -> str:
    """Shape and word of an effect."""
    shape, text = EFFECTS[effect]
    return f"{shape} {tr.t(text)}"


def counted_by(counts: Counts | None, tr: Translator) -> str:
    """Where the numbers beside the rules come from."""
    if counts is None:
        return tr.t(N_("Not counted yet"))
    day = counts.as_of.isoformat()
    if counts.run is None:
        return tr.t(N_("Counted as of {day}"), day=day)
    return tr.t(N_("By the stored run {run}, as of {day}"), run=counts.run, day=day)


def answer_words(answer: str, tr: Translator) -> str:
    """An answer of an impact in words: in order, data missing, not in order · high."""
    result, _colon, severity = answer.partition(":")
    if result in ("fail", "unknown", "error"):
        told = result_word(tr, result)
        return f"{told} · {severity_word(tr, severity)}" if severity else told
    return tr.t(result)


def what_words(what: str, labels: Mapping[str, Both], tr: Translator) -> str:
    """What an overlay changes, in words; a parameter by its label."""
    if what.startswith("params."):
        name = what.removeprefix("params.")
        return tr.both(*labels[name]) if name in labels else name
    return tr.t(SWITCHES[what]) if what in SWITCHES else what


def value_words(what: str, value: str, tr: Translator) -> str:
    """One side of a difference in words."""
    if what == "severity":
        return begun(severity_word(tr, value))
    if what == "effect":
        return effect_words(value, tr)
    if what in ("enabled", "waivable"):
        return tr.t(N_("yes") if value == "True" else N_("no"))
    return tr.t(N_(", ")).join(_dated_words(one, tr) for one in value.split(", ")) if what[:7] == "params." else value


def _dated_words(text: str, tr: Translator) -> str:
    """One of a parameter's dated values, as a difference writes it: "5 (2020-01-01)"."""
    found = _DATED.fullmatch(text)
    if found is None:
        return text
    value, day = found.groups()
    if day == ALL_DAYS:
        return tr.t(N_("{value} for all days"), value=value)
    return tr.t(N_("{value} from {day}"), value=value, day=day)


def undo_told() -> Message:
    """What stands on the bar after something was taken back."""
    return Message(N_("Taken back: the rules are as they were before."))
