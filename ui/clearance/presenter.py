"""The state of the clearance page and what it says: picks, sections, sentences. No widgets."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from auditor.errors import CallerMistake
from auditor.i18n import N_, Message, Translator, Twin, said
from auditor.model.enums import word
from auditor.services.clearance.chains import Chain, Link
from auditor.services.clearance.clearing import Clear, Clearance
from auditor.services.clearance.combination import Combination, Deal
from auditor.services.clearance.goods import Goods, GoodsAnswered
from auditor.services.clearance.lines import BLOCK, NO_GO, Line
from auditor.services.records.names import words_found
from ui.kit.chips import Answer
from ui.kit.desk import relative
from ui.kit.laws import cited
from ui.kit.small_table import Line as ListedGoods

NEEDED = ("host", "merchant", "category")
"""Pickers without which nothing can be asked; a product says itself of which category it is."""

WORDS: dict[str, tuple[str, str]] = {
    "GO": (N_("May go live"), "good"),
    "CONDITIONS": (N_("Conditions to be met first"), "medium"),
    "NO-GO": (N_("May not go live"), "critical"),
    "unknown": (N_("Cannot be told"), "unknown"),
}
"""Answer to the one big word and its colour token."""
SHAPES = {"GO": "disc", "CONDITIONS": "square", "NO-GO": "diamond", "unknown": "ask"}
_RESULTS = {"unknown": Answer.UNKNOWN, "error": Answer.ERROR, "pass": Answer.PASS}


@dataclass(frozen=True, slots=True)
class Token:
    """Something picked: its code, and what it is called."""

    code: str
    name: str
    worded: bool = False
    """Its name says it all."""
    beside: str = field(default="", compare=False)
    """What tells it from its like while it is offered: whose it is."""

    @property
    def offer(self) -> str:
        """How it stands among what is offered."""
        return f"{self.shown}  ·  {self.beside}" if self.beside else self.shown

    @property
    def shown(self) -> str:
        """Name and code; one of them where that says it all."""
        return self.name if self.worded or self.code in ("", self.name) else f"{self.name} {self.code}".strip()


@dataclass
class Picks:
    """What is picked. ``broadcast`` names a broadcast on file that stands unchanged in the pickers."""

    tokens: dict[str, list[Token]] = field(default_factory=dict)
    day: date = date(2026, 1, 1)
    start: str = "20:00"
    end: str = ""
    broadcast: str = ""

    def of(self, kind: str) -> list[Token]:
        """The tokens of a picker."""
        return self.tokens.setdefault(kind, [])

    def codes(self, kind: str) -> tuple[str, ...]:
        """Their codes."""
        return tuple(one.code for one in self.of(kind))

    @property
    def lacking(self) -> tuple[str, ...]:
        """The pickers that must not be empty and are."""
        told = {"category"} if self.of("product") else set()
        return () if self.broadcast else tuple(kind for kind in NEEDED if not self.of(kind) and kind not in told)

    @property
    def begins(self) -> datetime:
        """The start. Raises CallerMistake where the time is none."""
        return datetime.combine(self.day, _time(self.start))

    @property
    def ends(self) -> datetime | None:
        """The planned end; the next day's where it lies before the start. Raises CallerMistake."""
        if not self.end.strip(" :"):
            return None
        made = datetime.combine(self.day, _time(self.end))
        return made if made > self.begins else made + timedelta(days=1)

    def question(self) -> Clear:
        """What is asked. Raises CallerMistake where a time is none."""
        if self.broadcast:
            return Clear(None, self.broadcast)
        platform, room = self.codes("platform"), self.codes("room")
        return Clear(
            Combination(
                self.codes("host"), self.codes("merchant"), self.codes("category"), self.begins, self.codes("brand"),
                self.codes("product"), platform[0] if platform else "", room[0] if room else "", self.ends,
            )
        )  # fmt: skip

    def take(self, deal: Deal, translator: Translator) -> None:
        """Put what a broadcast on file holds into the pickers."""
        platform = [deal.platform] if deal.platform else []
        self.tokens = {
            "host": [Token(one.code, one.name) for one in deal.hosts],
            "merchant": [Token(one.code, one.name) for one in deal.merchants],
            "category": [word_token("category", code, translator, text) for code, text in deal.categories],
            "brand": [Token(one, one) for one in deal.brands],
            "product": [Token(*one) for one in zip(deal.products, deal.product_names, strict=True)],
            "platform": [word_token("platform", code, translator, text) for code, text in platform],
            "room": [Token(deal.room.code, deal.room.name)] if deal.room else [],
        }
        self.day, self.start = deal.start.date(), f"{deal.start:%H:%M}"
        self.end = "" if deal.end is None else f"{deal.end:%H:%M}"


def is_time(text: str) -> bool:
    """Whether a text is a time of day."""
    try:
        _time(text)
    except CallerMistake:
        return False
    return True


def _time(text: str) -> time:
    try:
        hours, _, minutes = text.replace("：", ":").strip().partition(":")
        return time(int(hours), int(minutes or 0))
    except ValueError:
        raise CallerMistake(said("{text} is no time.", text=text), said("Write it as 20:00.")) from None


def word_token(name: str, code: str, translator: Translator, text: str | None = None) -> Token:
    """A word of an enumeration as a token."""
    return Token(code, text or word(name, code, translator.language), worded=True)


def offered(name: str, typed: str, translator: Translator) -> list[Token]:
    """The words of an enumeration that what is typed finds: by Chinese, pinyin, initials, code or trade word."""
    return [word_token(name, one.code, translator) for one in words_found(name, typed) if one.code != "other"]


@dataclass(frozen=True, slots=True)
class Section:
    """A block of lines under a title."""

    title: Message
    lines: tuple[Line, ...]
    ticks: bool = True


def sections(told: Clearance) -> tuple[Section, ...]:
    """What forbids it, the conditions, what is to be done; notes are folded apart."""
    made = (
        Section(said("What forbids it"), tuple(line for line in told.reasons if line.weight == BLOCK)),
        Section(said("Conditions"), tuple(line for line in told.reasons if line.weight != BLOCK)),
        Section(said("To do by the start"), told.to_do),
    )
    return tuple(one for one in made if one.lines)


def sentence(told: Clearance, today: date, translator: Translator) -> str:
    """Below the big word: how much forbids it, how much is open, and from when it would be allowed."""
    t = translator.t
    blocks = sum(line.weight == BLOCK for line in told.reasons)
    conditions = len(told.reasons) - blocks
    parts = []
    if not told.in_force:
        parts.append(t(N_("no rule is in force on that day")))
    if blocks:
        parts.append(t(N_("against it: {n}"), n=blocks))
    if conditions:
        parts.append(t(N_("conditions: {n}"), n=conditions))
    if told.to_do:
        parts.append(t(N_("to do by the start: {n}"), n=len(told.to_do)))
    if told.answer == NO_GO and told.earliest_go is not None:
        beside = relative(t, told.earliest_go, today)
        parts.append(
            t(N_("with the same facts from {day} ({beside})"), day=told.earliest_go.isoformat(), beside=beside)
        )
    elif told.answer == NO_GO:
        parts.append(t(N_("only new facts help")))
    return translator.both("；", "; ").join(parts) or t(N_("nothing stands against it"))


def when(told: Clearance, today: date, translator: Translator) -> str:
    """The start judged, with a relative day beside it."""
    beside = relative(translator.t, told.start.date(), today)
    return f"{told.start:%Y-%m-%d %H:%M}  ({beside})"


def shape_of(line: Line) -> Answer:
    """The chip of a line."""
    return _RESULTS.get(line.result) or Answer[line.severity.upper()]


def grounds(line: Line, translator: Translator) -> str:
    """The law behind a line, in one text."""
    told = [cited(law.instrument, law.article, translator) for law in line.laws]
    return translator.both("；", "; ").join(dict.fromkeys(told))


def period(link: Link, translator: Translator) -> str:
    """From when to when a link runs."""
    begins = "" if link.begins is None else link.begins.isoformat()
    if link.lasting:
        return f"{begins} – {translator.t(N_('long-term'))}"
    return f"{begins} – {'?' if link.until is None else link.until.isoformat()}"


def of_chain(chain: Chain, today: date, translator: Translator) -> Message:
    """What a chain comes to."""
    if not chain.links:
        return said("No authorisation on file.")
    if not chain.holds:
        return said("The chain does not hold.")
    if chain.breaks_on is None:
        return said("The chain holds.")
    beside = relative(translator.t, chain.breaks_on, today)
    return said("Holds; breaks on {day} ({beside}).", day=chain.breaks_on.isoformat(), beside=beside)


GOODS_ANSWER, GOODS_WHY = 1, 5
"""Columns of a list of goods."""
_GOODS: dict[str, tuple[str, Answer]] = {
    "GO": (N_("May be sold"), Answer.PASS),
    "CONDITIONS": (N_("On conditions"), Answer.MEDIUM),
    "NO-GO": (N_("May not be sold"), Answer.CRITICAL),
    "unknown": (N_("Cannot be told"), Answer.UNKNOWN),
}


def goods_line(one: Goods, translator: Translator) -> ListedGoods:
    """A line of goods as the table shows it, its answer first: that is what is looked for."""
    t = translator.t
    category = word("category", one.category, translator.language) if one.category else ""
    told, mark = _GOODS[one.answer]
    texts = str(one.number), t(told), one.name, one.brand, category, goods_why(one, translator)
    return ListedGoods(texts, one, {GOODS_ANSWER: mark})


def goods_why(one: Goods, translator: Translator) -> str:
    """Why a line got its answer, and which line it repeats."""
    t = translator.t
    why = t(one.problem) if one.problem else " ".join(f"{line.rule} {t(line.message)}" for line in one.lines)
    again = t(said("Same as line {n}.", n=one.same_as)) if one.same_as else ""
    return f"{again} {why}".strip()


def of_goods(told: GoodsAnswered, translator: Translator) -> str:
    """How many lines may be sold; and what stands against the combination whatever is sold."""
    sentences = [translator.t(told.told())]
    if told.beside:
        sentences.append(translator.t(told.told_beside(translator.t(WORDS[told.answer][0]))))
    return "\n".join(sentences)


def about(line: Line) -> Twin:
    """Whom a line is about."""
    name = line.subject.name or line.subject.code
    code = "" if line.subject.id < 0 else line.subject.code
    shown = f"{name} {code}".strip() if name != code else name
    own = shown if line.subject.type != "broadcast" else ""
    return Twin(own or (code or "本场直播"), own or (code or "this broadcast"))
