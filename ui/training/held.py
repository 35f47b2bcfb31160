"""What is being logged of a session: a line a person, what was typed and what it comes to. No widgets."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation

from auditor.i18n import N_, Message, Translator, said
from auditor.model.enums import word, words
from auditor.model.folding import folded_code, folded_name
from auditor.model.sheets import BY_NAME
from auditor.model.types import date_of
from auditor.services.editing.checking import Surroundings, read_field
from auditor.services.lists import Hit
from auditor.services.training.lines import LineTold
from auditor.services.training.outcomes import HeldLine, Outcome, outcome_of, read_lines
from auditor.services.training.sessions import OnList, SessionShown
from ui.training.words import plain, whom

COLUMNS = (
    N_("Name"),
    N_("Code"),
    N_("Result"),
    N_("Score"),
    N_("Minutes"),
    N_("Completed"),
    N_("Remark"),
    N_("Note"),
)
WHO, CODE, RESULT, SCORE, MINUTES, DAY, REMARK, NOTE = range(8)
TYPED = (RESULT, SCORE, MINUTES, DAY, REMARK)
"""Columns a person writes in, side by side; whose line it is, only where the list did not say it."""
PLACE = {"learner": WHO, "result": RESULT, "state": RESULT, "attempt": RESULT, "score": SCORE, "minutes": MINUTES,
         "completed_on": DAY, "started_on": DAY, "remark": REMARK}  # fmt: skip
"""At which column a complaint about a field of the sheets stands; others stand at the name."""
OFFERED = (("training_result", ("passed", "failed", "absent", "refused")), ("attendance", ("attended", "excused")))
SHORT = {"hg": "passed", "bhg": "failed", "qk": "absent", "jx": "refused", "dc": "attended", "qj": "excused"}
"""Initials of the Chinese words, typed without an input method."""
OPEN = N_("How did it go? Write a score or a word.")
TALLIED = ("passed", "failed", "absent", "refused", "excused")
_CELLS = re.compile(r"\t")


@dataclass(slots=True)
class Line:
    """One person: the list's own row (None: somebody who is not on it), and what was typed by column."""

    listed: OnList | None = None
    typed: dict[int, str] = field(default_factory=dict)
    before: dict[int, str] = field(default_factory=dict)
    """What stands there as logged so far."""
    wrong: dict[int, Message] = field(default_factory=dict)
    found: tuple[Hit, ...] = ()
    asked: str = ""

    def text(self, column: int) -> str:
        """What stands in a column."""
        if self.listed is not None and column in (WHO, CODE):
            return (self.listed.name, self.listed.learner)[column]
        return self.typed.get(column, self.before.get(column, ""))

    @property
    def changed(self) -> bool:
        """Whether anything was typed that is not logged."""
        return any(self.before.get(column, "") != text for column, text in self.typed.items())

    @property
    def blank(self) -> bool:
        """Nobody, and nothing was typed."""
        return self.listed is None and not any(self.typed.values())

    @property
    def meant(self) -> Hit | None:
        """Whom a typed name means: an exact code or name, else the only one found."""
        if self.listed is not None or self.asked != self.text(WHO):
            return None
        wanted = folded_code(self.asked)
        exact = [hit for hit in self.found if wanted in (hit.code, hit.name)]
        if len(exact) == 1:
            return exact[0]
        return self.found[0] if len(self.found) == 1 else None

    def put(self, column: int, text: str) -> None:
        """Write in a column; what was wrong there is open again."""
        text = meant_word(text) if column == RESULT else text.strip()
        self.typed[column] = text
        self.wrong.pop(column, None)

    def held(self, day: date | None) -> HeldLine:
        """As the command takes it."""
        who = self.text(WHO)
        if self.listed is not None:
            who = whom(self.listed)
        elif self.meant is not None:
            who = self.meant.code
        return HeldLine(who, self.text(RESULT), self.text(SCORE), self.text(MINUTES), self.text(REMARK), day)


def offers(language: str) -> tuple[str, ...]:
    """The words for how it went."""
    return tuple(word(name, code, language) for name, codes in OFFERED for code in codes)


def meant_word(text: str) -> str:
    """The word that a beginning of it, or its initials, can only mean; else the text itself."""
    typed = folded_name(text).lower()
    if not typed:
        return ""
    if typed in SHORT:
        return next(one.zh for name, codes in OFFERED for one in words(name) if one.code == SHORT[typed])
    known = [(one.zh, one.en or one.code) for name, codes in OFFERED for one in words(name) if one.code in codes]
    exact = any(typed in (zh, en) for zh, en in known)
    begun = {text for pair in known for text in pair if text.startswith(typed)}
    return begun.pop() if len(begun) == 1 and not exact else text.strip()


@dataclass(slots=True)
class HeldState:
    """The lines of one session's log; there is always an empty one at the end."""

    session: SessionShown
    today: int
    language: str
    lines: list[Line] = field(default_factory=list)

    def take(self, session: SessionShown) -> None:
        """The list was read again: what is being typed stays with whom it was typed for."""
        before = {whom(one.listed): one for one in self.lines if one.listed is not None}
        fresh = [self._line(one, before.get(whom(one))) for one in session.roster]
        known = {folded_code(one.learner) for one in session.roster}
        others = [one for one in self.lines if one.listed is None and not one.blank]
        kept = [one for one in others if (one.meant.code if one.meant else folded_code(one.text(WHO))) not in known]
        self.session, self.lines = session, [*fresh, *kept]
        self._end()

    def _line(self, one: OnList, before: Line | None) -> Line:
        made = Line(one, before=logged(one, self.language))
        if before is not None and before.changed:
            made.typed, made.wrong = before.typed, before.wrong
        return made

    def _end(self) -> None:
        if not self.lines or not self.lines[-1].blank:
            self.lines.append(Line())

    def put(self, row: int, column: int, text: str) -> None:
        """Write in a cell, and say at once what is wrong with it."""
        line = self.lines[row]
        line.put(column, text)
        also = {SCORE: (RESULT,), RESULT: (SCORE,) if line.text(SCORE) else ()}.get(column, ())
        self._check(line, (column, *also))
        self._end()

    def paste(self, row: int, column: int, text: str) -> tuple[int, ...]:
        """Fill from the clipboard: by name where the lines begin with people, else cell by cell; the rows touched."""
        rows = text.rstrip("\r\n").splitlines()  # an empty cell within a column keeps its line
        first = next((_CELLS.split(line)[0] for line in rows if line.strip()), "")
        if column in (WHO, CODE) or self._named(first) is not None:
            touched = self._paste_people(text)
        else:
            touched = self._paste_cells(row, max(column, RESULT), rows)
        self._end()
        return touched

    def _paste_people(self, text: str) -> tuple[int, ...]:
        touched = []
        for one in read_lines(text):
            at = self._named(one.learner)
            if at is None:
                at = len(self.lines) - 1
                self.lines[at].typed[WHO] = one.learner
                self._end()
            told = {RESULT: one.result, SCORE: one.score, MINUTES: one.minutes, REMARK: one.remark}
            for column, cell in told.items():
                if cell:
                    self.lines[at].put(column, cell)
            self._check(self.lines[at], TYPED)
            touched.append(at)
        return tuple(touched)

    def _paste_cells(self, row: int, column: int, rows: Sequence[str]) -> tuple[int, ...]:
        for at, one in enumerate(rows, start=row):
            while at >= len(self.lines):
                self.lines.append(Line())
            for beside, cell in enumerate(_CELLS.split(one)):
                if column + beside in TYPED:
                    self.lines[at].put(column + beside, cell)
            self._check(self.lines[at], TYPED)
        return tuple(range(row, row + len(rows)))

    def _named(self, text: str) -> int | None:
        """The line of whom a text means: by code, else by a name that only one bears."""
        wanted = folded_code(text.split(",", maxsplit=1)[0].split("，", maxsplit=1)[0])
        if not wanted:
            return None
        codes = [at for at, one in enumerate(self.lines) if wanted == folded_code(one.text(CODE) or one.text(WHO))]
        names = [at for at, one in enumerate(self.lines) if wanted == folded_code(one.text(WHO))]
        found = codes or names
        return found[0] if len(found) == 1 else None

    def remove(self, rows: Iterable[int]) -> None:
        """Take back what was typed; who is not on the list goes."""
        gone = set(rows)
        for at in gone:
            self.lines[at].typed.clear()
            self.lines[at].wrong.clear()
        self.lines = [one for at, one in enumerate(self.lines) if one.listed is not None or at not in gone]
        self._end()

    def attended(self) -> int:
        """Say of everybody of whom nothing is said that they came; how many they are."""
        open_ = [one for one in self.lines if one.listed is not None and not said_of(one)]
        for one in open_:
            one.put(RESULT, word("attendance", "attended", self.language))
            self._check(one, (RESULT,))
        return len(open_)

    # what it comes to -------------------------------------------------------------------------------------------

    def day_of(self, line: Line) -> tuple[date | None, Message | None]:
        """The day of completion that was typed, or what is wrong with it."""
        text = line.text(DAY)
        if not text:
            return None, None
        sheet = BY_NAME["trainings"]
        value, told = read_field(sheet, "completed_on", text, None, Surroundings(self.today))
        wrong = next((one.message for one in told if one.level == "error"), None)
        if wrong is not None or not isinstance(value, int):
            return None, wrong or said("“{text}” is no day.", text=text)
        if value > self.today:
            return None, said("The training day {day} lies ahead.", day=date_of(value).isoformat())
        return date_of(value), None

    def outcome(self, line: Line) -> str:
        """The result that the line comes to, or what kept them away; empty where it cannot be told yet."""
        if not said_of(line):
            return ""
        found = outcome_of(line.held(None), self.session.pass_mark)
        return (found.result or found.state) if isinstance(found, Outcome) else ""

    def tally(self) -> dict[str, int]:
        """How many passed, failed, were absent, refused, excused, and of how many nothing is said."""
        counts = dict.fromkeys((*TALLIED, "open"), 0)
        for one in self.lines:
            if not one.blank:
                counts[self.outcome(one) or "open"] += 1
        return counts

    def _check(self, line: Line, columns: Sequence[int]) -> None:
        """Note what is wrong in these columns, as far as it can be told without asking."""
        for column in columns:
            line.wrong.pop(column, None)
        day, wrong_day = self.day_of(line)
        told: dict[int, Message] = {} if wrong_day is None else {DAY: wrong_day}
        score = beyond(line.text(SCORE), self.session.scale)
        if score is not None:
            told[SCORE] = score
        if said_of(line):
            found = outcome_of(line.held(day), self.session.pass_mark)
            if not isinstance(found, Outcome):
                told.setdefault(PLACE[found.field], found.message)
        for column in columns:
            if column in told:
                line.wrong[column] = told[column]

    def meant_lines(self) -> list[Line]:
        """Those that are to be stored: once it was held, only what was typed anew."""
        held = self.session.line.status == "held"
        return [one for one in self.lines if not one.blank and (one.changed or not held)]

    def check(self) -> bool:
        """Note at each cell what is wrong; whether all can be stored."""
        meant = self.meant_lines()
        for one in meant:
            one.wrong.clear()
            self._check(one, TYPED)
            if not said_of(one):
                one.wrong[RESULT] = Message(OPEN)
            if one.listed is None and one.meant is None and not self._staff(one):
                one.wrong[WHO] = unknown(one)
        return bool(meant) and not any(one.wrong for one in meant)

    def _staff(self, line: Line) -> bool:
        return ":" in line.text(WHO).replace("：", ":")

    def held_lines(self) -> tuple[HeldLine, ...]:
        """As the command takes them, in the order of ``meant_lines``."""
        return tuple(one.held(self.day_of(one)[0]) for one in self.meant_lines())

    def refused(self, told: Sequence[LineTold]) -> None:
        """What came back stands at its cells."""
        meant = self.meant_lines()
        for one in told:
            if one.level == "error" and 0 < one.line <= len(meant):
                meant[one.line - 1].wrong[PLACE.get(one.field, WHO)] = one.message

    def stored(self) -> None:
        """Everything typed is logged."""
        for one in self.lines:
            one.typed.clear()
            one.wrong.clear()
        self.lines = [one for one in self.lines if one.listed is not None]
        self._end()


def said_of(line: Line) -> bool:
    """Whether anything is said of how it went."""
    return bool(line.text(RESULT) or line.text(SCORE))


def logged(one: OnList, language: str) -> dict[int, str]:
    """What stands on the list already, as it would be typed."""
    texts = {SCORE: plain(one.score), MINUTES: "" if one.minutes is None else str(one.minutes), REMARK: one.remark}
    if one.result and (one.score is None or one.result in ("absent", "refused")):
        texts[RESULT] = word("training_result", one.result, language)
    elif one.state == "excused":
        texts[RESULT] = word("attendance", one.state, language)
    return {column: text for column, text in texts.items() if text}


def beyond(text: str, scale: int | None) -> Message | None:
    """Why a score cannot stand in the course's scale (hundredths; None: there is none)."""
    try:
        score = Decimal(folded_code(text).removesuffix("分")) if text else None
    except InvalidOperation:
        return None
    if score is None or scale is None or 0 <= score <= Decimal(scale) / 100:
        return None
    told = "The score {score} lies outside the course's scale of 0 to {scale}."
    return Message(told, {"score": f"{score:f}", "scale": plain(scale)})


def unknown(line: Line) -> Message:
    """Why it is not known whose line it is."""
    who = line.text(WHO)
    if not who:
        return Message(N_("Whose line is this?"))
    if not line.found:
        return Message(N_("Nobody is called {who}."), {"who": who})
    names = "、".join(f"{hit.name} {hit.code}" for hit in line.found[:4])
    return Message(N_("{who} may mean: {names}. Write the code."), {"who": who, "names": names})


def tally_text(state: HeldState, tr: Translator) -> str:
    """What the bar counts."""
    counts = {name: f"{number:,}" for name, number in state.tally().items()}
    return tr.t(
        N_("{passed} passed · {failed} failed · {absent} absent · {refused} refused · {excused} excused · {open} open"),
        **counts,
    )
