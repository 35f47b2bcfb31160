"""The rule book on paper: every rule with what it asks, of whom, since when, on which ground."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import partial

from auditor.i18n import Translator
from auditor.reporting.document import Block, Contents, Cover, Document, Heading, KeyValues, Paragraph, Tone
from auditor.reporting.facts import Basis, PackUsed, ParamUsed, Said
from auditor.reporting.factsjson import digest, whole_json
from auditor.reporting.letterhead import Issuer
from auditor.reporting.sections import disclaimer, phrases
from auditor.reporting.speech import Speech


@dataclass(frozen=True, slots=True)
class RuleText:
    """One rule as it is printed; ``applies`` and ``require`` in the language of rules, ``levels`` likewise.

    ``params`` are the values in force on the day of the book.
    """

    id: str
    title: Said
    subjects: tuple[str, ...]
    severity: str
    effect: str
    applies: str
    require: str
    message: Said
    remedy: Said
    params: tuple[ParamUsed, ...] = ()
    bases: tuple[Basis, ...] = ()
    levels: tuple[str, ...] = ()
    effective_from: date | None = None
    effective_until: date | None = None
    waivable: bool = True


@dataclass(frozen=True, slots=True)
class Chapter:
    """Rules of one pack."""

    pack: PackUsed
    rules: tuple[RuleText, ...]


@dataclass(frozen=True, slots=True)
class RulebookFacts:
    """The rules in force on a day, by pack."""

    as_of: date
    chapters: tuple[Chapter, ...]
    engine: str
    issuer: Issuer | None = None


def rulebook(facts: RulebookFacts, translator: Translator) -> Document:
    """The document of a rule book; the same rules give the same document."""
    return _Rulebook(facts, Speech(translator)).document()


class _Rulebook:
    def __init__(self, facts: RulebookFacts, say: Speech) -> None:
        self._facts = facts
        self._say = say
        self._digest = digest(partial(whole_json, "rulebook", facts))

    def document(self) -> Document:
        say, tr = self._say, self._say.tr
        packs = say.join([f"{chapter.pack.id} {chapter.pack.version}" for chapter in self._facts.chapters])
        return Document(
            title=tr.t("Rule book"),
            subject=packs,
            language=tr.language,
            dated=datetime.combine(self._facts.as_of, time(0, 0)),
            running=packs,
            footer=disclaimer(say),
            stamp=f"{self._facts.engine} · {tr.t('digest {digest}', digest=self._digest[:16])}",
            phrases=phrases(say),
            blocks=self._blocks,
            facts=partial(whole_json, "rulebook", self._facts),
            issuer=self._facts.issuer,
        )

    def _blocks(self) -> Iterator[Block]:
        say, tr = self._say, self._say.tr
        count = sum(len(chapter.rules) for chapter in self._facts.chapters)
        answer = tr.t("{n} rules in force on {day}", n=count, day=self._facts.as_of.isoformat())
        yield Cover(tr.t("Rule book"), (), answer)
        yield Contents(tr.t("Contents"))
        for chapter in self._facts.chapters:
            pack = chapter.pack
            yield Heading(say(pack.title) or pack.id, f"pack:{pack.id}")
            yield Paragraph(f"{pack.id} {pack.version} · SHA-256 {pack.sha256}", Tone.QUIET)
            for rule in chapter.rules:
                yield Heading(f"{rule.id} {say(rule.title)}", f"rule:{rule.id}", 2)
                yield KeyValues(tuple(self._items(rule)))

    def _items(self, rule: RuleText) -> Iterator[tuple[str, str]]:
        say, tr = self._say, self._say.tr
        yield tr.t("Applies to"), say.join([say.word(subject) for subject in rule.subjects])
        graded = tr.t("{severity}, {effect}", severity=say.word(rule.severity), effect=say.word(rule.effect))
        yield tr.t("Severity"), graded
        yield tr.t("In force"), self._period(rule.effective_from, rule.effective_until)
        yield tr.t("What is said on failure"), say(rule.message)
        yield tr.t("Remedy"), say(rule.remedy)
        if rule.params:
            shown = [tr.t("{label} {value} ({name})", **self._param(one)) for one in rule.params]
            yield tr.t("Parameters"), say.phrases(shown)
        yield tr.t("Grounds"), "\n".join(self._ground(basis) for basis in rule.bases)
        yield tr.t("When it applies"), rule.applies
        yield tr.t("What it requires"), rule.require
        if rule.levels:
            yield tr.t("Graver or milder when"), "\n".join(self._level(level) for level in rule.levels)
        if not rule.waivable:
            yield tr.t("Waiver"), tr.t("A failure cannot be waived.")

    def _ground(self, basis: Basis) -> str:
        """As it is cited, the days on which it is in force, and whether its text was seen."""
        say = self._say
        period = self._period(basis.effective_from, basis.effective_until)
        return say.tr.t("{law} ({period}; {status})", law=say.law(basis), period=period, status=say.word(basis.status))

    def _level(self, level: str) -> str:
        """The condition, then the grade in words."""
        say, tr = self._say, self._say.tr
        condition, _arrow, grade = level.rpartition(" -> ")
        told = [tr.t("past mending") if one == "curable: false" else say.word(one) for one in grade.split(", ")]
        return f"{condition} → {say.join(told)}"

    def _param(self, one: ParamUsed) -> dict[str, object]:
        return {"label": self._say(one.label), "value": self._say(one.value), "name": one.name}

    def _period(self, begin: date | None, end: date | None) -> str:
        tr = self._say.tr
        first = tr.t("from {first}", first=begin.isoformat()) if begin else ""
        last = tr.t("until {last}", last=end.isoformat()) if end else ""
        return self._say.join([one for one in (first, last) if one]) or tr.t("always")
