"""The clearance sheet (开播核查单): one page that says whether a broadcast may begin, why, and what is to be done."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial

from auditor.i18n import N_, Translator
from auditor.reporting.document import (
    Block,
    Column,
    Cover,
    Document,
    Heading,
    KeyValues,
    Line,
    Marked,
    Notice,
    Paragraph,
    Row,
    Signatures,
    Table,
    Tone,
)
from auditor.reporting.facts import Basis, Method, Said
from auditor.reporting.factsjson import digest, whole_json
from auditor.reporting.sections import paper
from auditor.reporting.speech import Speech, mark_of

SHOWN = ((10, 12, 4), (7, 12, 4), (5, 12, 4), (4, 12, 4), (4, 6, 3), (3, 4, 2), (2, 2, 1), (0, 0, 0))
"""(reasons printed whole, notes and duties named, chains): as much as one page holds; further reasons are named alone,
blocks first, further notes and chains counted."""
_CODE_DIGITS = 16

ANSWERS = {
    "GO": N_("GO: may go live"),
    "CONDITIONS": N_("CONDITIONS: may go live once these are met"),
    "NO-GO": N_("NO-GO: may not go live"),
}


@dataclass(frozen=True, slots=True)
class Coded:
    """Somebody by his code, which is printed whole even where it looks like a telephone number."""

    code: str


@dataclass(frozen=True, slots=True)
class Asked:
    """What was asked, by codes and words, so that it can be asked again; a broadcast on file says itself the rest."""

    broadcast: Coded
    start: datetime
    end: datetime | None
    hosts: tuple[Coded, ...]
    merchants: tuple[Coded, ...]
    categories: tuple[str, ...]
    brands: tuple[str, ...]
    products: tuple[str, ...]
    platform: str
    room: Coded


@dataclass(frozen=True, slots=True)
class ClearedLine:
    """One reason, duty or note: ``weight`` is block, condition, to_do or note."""

    weight: str
    rule: str
    title: Said
    about: Said
    result: str
    severity: str
    message: Said
    remedy: Said


@dataclass(frozen=True, slots=True)
class ChainShown:
    """A brand's way to a merchant in one line: its links by name, the weakest and what it lacks, the day it breaks."""

    brand: str
    merchant: str
    way: tuple[str, ...]
    weakest: str
    lacks: tuple[Said, ...]
    holds: bool
    breaks_on: date | None


@dataclass(frozen=True, slots=True)
class ClearanceFacts:
    """A clearance as its sheet tells it; ``particulars`` are labelled values of the combination."""

    method: Method
    number: str
    asked: Asked
    answer: str
    earliest_go: date | None
    particulars: tuple[tuple[Said, Said], ...]
    lines: tuple[ClearedLine, ...]
    chains: tuple[ChainShown, ...] = ()
    bases: tuple[Basis, ...] = ()


def clearance_pass(facts: ClearanceFacts, translator: Translator) -> Document:
    """The document of a clearance; the same facts give the same document. It holds no identity or phone number."""
    from auditor.reporting.pdf import pages_of

    made = (_Pass(facts, Speech(translator), *shown).document() for shown in SHOWN)
    whole = next(made)
    # Only where not even the least fits does it run on.
    return next((one for one in (whole, *made) if pages_of(one) == 1), whole)


def check_code(facts: ClearanceFacts) -> str:
    """Sixteen hexadecimal digits of the facts' digest in fours: two sheets that differ in anything differ in it."""
    told = digest(partial(whole_json, "clearance", facts))[:_CODE_DIGITS].upper()
    return "-".join(told[at : at + 4] for at in range(0, _CODE_DIGITS, 4))


class _Pass:
    def __init__(self, facts: ClearanceFacts, say: Speech, lines: int, notes: int, chains: int) -> None:
        self._facts = facts
        self._lines, self._notes, self._chains = lines, notes, chains
        self._say = say
        self._json = partial(whole_json, "clearance", facts)
        self._digest = digest(self._json)
        self._title = say.tr.t(N_("Clearance sheet {number}"), number=facts.number)

    def document(self) -> Document:
        say, facts = self._say, self._facts
        return paper(
            say,
            facts.method,
            self._digest,
            title=self._title,
            about=say.tr.t(ANSWERS[facts.answer]),
            running=self._title,
            blocks=self._blocks,
            facts=self._json,
        )

    def _blocks(self) -> Iterator[Block]:
        tr, facts, say = self._say.tr, self._facts, self._say
        lines = (tr.t(N_("Check code {code}"), code=check_code(facts)),)
        yield Cover(self._title, lines, self._answer())
        yield KeyValues(tuple((say(label), say(value)) for label, value in facts.particulars), 2)
        left = self._lines
        for weight, title in (("block", N_("What forbids it")), ("condition", N_("Conditions before the start"))):
            found = [line for line in facts.lines if line.weight == weight]
            yield from self._section(weight, tr.t(title), found, left)
            left = max(0, left - len(found))
        below = [
            (tr.t(N_("To do by the start")), self._named("to_do")),
            (tr.t(N_("Notes")), self._named("note")),
            *((tr.t(N_("Brand authorisation")), told) for told in self._chained()),
        ]
        yield KeyValues(tuple((label, told) for label, told in below if told))
        yield Notice(tr.t(N_("It holds for this combination at this time on the facts of the change named above.")))
        yield Signatures((tr.t("Checked by"), tr.t("Reviewed by")), (tr.t("Signature"),))

    def _answer(self) -> str:
        tr, facts = self._say.tr, self._facts
        told = tr.t(ANSWERS[facts.answer])
        if facts.answer != "NO-GO":
            return told
        if facts.earliest_go is None:
            return self._say.phrases([told, tr.t(N_("only new facts help"))])
        until = tr.t(N_("with the same facts from {day}"), day=facts.earliest_go.isoformat())
        return self._say.phrases([told, until])

    def _section(self, weight: str, title: str, found: list[ClearedLine], most: int) -> Iterator[Block]:
        if not found:
            return
        tr = self._say.tr
        yield Heading(title, weight, 2)
        columns = (
            Column(tr.t("Rule"), points=62),
            Column(tr.t(N_("About")), points=96),
            Column(tr.t(N_("Why"))),
            Column(tr.t(N_("What to do"))),
        )
        rows = tuple(self._row(line) for line in found[:most])
        if rows:
            yield Table(columns, lambda: rows)
        if found[most:]:
            more = "".join(self._more(found, most)) + tr.both("：", ": ") if most else ""
            yield Paragraph(more + self._say.phrases([self._short(line) for line in found[most:]]))

    def _named(self, weight: str) -> str:
        """What changes nothing about the answer: titles are enough."""
        found = [line for line in self._facts.lines if line.weight == weight]
        return self._say.phrases(
            [*(self._short(line) for line in found[: self._notes]), *self._more(found, self._notes)]
        )

    def _chained(self) -> Iterator[str]:
        chains = self._facts.chains
        yield from (self._chain(chain) for chain in chains[: self._chains])
        yield from self._more(chains, self._chains)

    def _more(self, found: Sequence[object], shown: int) -> list[str]:
        return [self._say.tr.t(N_("and {n} more"), n=len(found) - shown)] if len(found) > shown else []

    def _short(self, line: ClearedLine) -> str:
        about = self._say(line.about)
        return f"{line.rule} {self._say(line.title)}{self._say.tr.both(f'（{about}）', f' ({about})')}"

    def _row(self, line: ClearedLine) -> Row:
        say = self._say
        shape = line.severity if line.result == "fail" else line.result
        why = (Line(say(line.title), Tone.STRONG), Line(say(line.message)))
        return Row(
            (Marked(mark_of(shape), say.word(shape), (line.rule,)), say(line.about), why, (Line(say(line.remedy)),))
        )

    def _chain(self, chain: ChainShown) -> str:
        say, tr = self._say, self._say.tr
        way = " → ".join(say(name) for name in chain.way) or tr.t(N_("no authorisation on file"))
        told = [f"{say(chain.brand)}{tr.both('，', ', ')}{say(chain.merchant)}{tr.both('：', ': ')}{way}"]
        if chain.weakest:
            lacks = tr.both("", " ").join(say(one) for one in chain.lacks).rstrip("。.")
            weakest = f"{tr.t(N_('Weakest link'))} {say(chain.weakest)}"
            told.append(f"{weakest}{tr.both('：', ': ')}{lacks}" if lacks else weakest)
        told.append(f"{tr.t(N_('Breaks on'))} {self._until(chain)}" if chain.holds else self._until(chain))
        return say.phrases(told)

    def _until(self, chain: ChainShown) -> str:
        if not chain.holds:
            return self._say.tr.t(N_("does not hold"))
        return "–" if chain.breaks_on is None else chain.breaks_on.isoformat()
