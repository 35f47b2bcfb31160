"""The state of the training log: lines as they are typed or pasted, what each comes to. No widgets."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation

from auditor.i18n import N_, Message, Translator
from auditor.model.enums import words
from auditor.model.folding import folded_code
from auditor.model.types import hundredths
from auditor.services.lists import Hit
from auditor.services.training import Attendance
from auditor.services.training.courses import Course

COLUMNS = (N_("Name or code"), N_("Who"), N_("Result"), N_("Score"), N_("Certificate"), N_("Note"))
WHO, FOUND, RESULT, SCORE, CERTIFICATE, NOTE = range(6)
TYPED = (WHO, RESULT, SCORE, CERTIFICATE)
"""Columns a person writes in; the others answer."""

_SPLIT = re.compile(r"\t|,|，|;|；|\|")


@dataclass(slots=True)
class Entry:
    """One line: what was typed, whom it means, what was wrong with it."""

    who: str = ""
    result: str = ""
    score: str = ""
    certificate: str = ""
    found: tuple[Hit, ...] = ()
    asked: str = ""
    """The text that ``found`` answers."""
    problem: Message | None = None

    @property
    def blank(self) -> bool:
        """Nothing was written on it."""
        return not (self.who or self.result or self.score or self.certificate)

    def cell(self, column: int) -> str:
        """What was typed in a column."""
        return {WHO: self.who, RESULT: self.result, SCORE: self.score, CERTIFICATE: self.certificate}.get(column, "")

    def put(self, column: int, text: str) -> None:
        """Write in a column; what was wrong before is open again."""
        text = text.strip()
        if column == WHO:
            self.who = text
        elif column == RESULT:
            self.result = text
        elif column == SCORE:
            self.score = text
        elif column == CERTIFICATE:
            self.certificate = text
        self.problem = None

    @property
    def meant(self) -> Hit | None:
        """The host that is meant: an exact code or name, else the only one found."""
        if self.asked != self.who:
            return None
        wanted = folded_code(self.who)
        exact = [hit for hit in self.found if wanted in (hit.code, hit.name)]
        if len(exact) == 1:
            return exact[0]
        return self.found[0] if len(self.found) == 1 else None


def result_code(text: str) -> str | None:
    """The result a word means: its code, its Chinese or English word; None when it means nothing."""
    wanted = folded_code(text).lower()
    for one in words("training_result"):
        if wanted in (one.code, one.zh, one.en, *one.aliases):
            return one.code
    return None


def score_of(text: str) -> int | None:
    """A score in hundredths; ValueError when it is none."""
    if not text:
        return None
    try:
        return hundredths(Decimal(folded_code(text).removesuffix("分")))
    except InvalidOperation:
        raise ValueError(text) from None


@dataclass(slots=True)
class LogState:
    """The lines of one session; there is always an empty one at the end."""

    entries: list[Entry] = field(default_factory=lambda: [Entry()])
    course: Course | None = None

    def put(self, row: int, column: int, text: str) -> None:
        """Write in a cell; a line that is begun gets an empty one below."""
        self.entries[row].put(column, text)
        if not self.entries[-1].blank:
            self.entries.append(Entry())

    def paste(self, row: int, text: str) -> int:
        """Fill lines from pasted text, one a line: name, then result or score, then certificate; how many."""
        lines = [line for line in text.splitlines() if line.strip()]
        for number, line in enumerate(lines):
            while row + number >= len(self.entries):
                self.entries.append(Entry())
            self.entries[row + number] = parsed(line)
        if not self.entries[-1].blank:
            self.entries.append(Entry())
        return len(lines)

    def remove(self, rows: set[int]) -> None:
        """Take lines away."""
        self.entries = [entry for number, entry in enumerate(self.entries) if number not in rows]
        if not self.entries or not self.entries[-1].blank:
            self.entries.append(Entry())

    def clear(self) -> None:
        """Start anew."""
        self.entries = [Entry()]

    def filled(self) -> list[Entry]:
        """The lines that say something."""
        return [entry for entry in self.entries if not entry.blank]

    def outcome(self, entry: Entry) -> str:
        """passed, failed, absent, refused, or "" where it cannot be told yet."""
        code = result_code(entry.result) if entry.result else None
        if code is not None:
            return code
        if entry.result:
            return ""
        try:
            score = score_of(entry.score)
        except ValueError:
            return ""
        if score is None:
            return "passed" if entry.who else ""
        if self.course is None or self.course.pass_mark is None:
            return ""
        return "passed" if score >= self.course.pass_mark else "failed"

    def tally(self) -> dict[str, int]:
        """How many passed, failed, were absent, refused."""
        counts = dict.fromkeys(("passed", "failed", "absent", "refused"), 0)
        for entry in self.filled():
            outcome = self.outcome(entry)
            if outcome:
                counts[outcome] += 1
        return counts

    def check(self) -> bool:
        """Note at each line what is wrong with it; whether all can be saved."""
        for entry in self.filled():
            entry.problem = _wrong(entry)
        return bool(self.filled()) and all(entry.problem is None for entry in self.filled())

    def attendances(self) -> tuple[Attendance, ...]:
        """The lines as the command takes them; a line without result and score says that the person passed."""
        made = []
        for entry in self.filled():
            code = result_code(entry.result) or "" if entry.result else ""
            score = score_of(entry.score)
            meant = entry.meant
            who = entry.who if meant is None else meant.code
            result = code or ("passed" if score is None else "")
            made.append(Attendance(who, result, score, entry.certificate))
        return tuple(made)


def parsed(line: str) -> Entry:
    """A pasted line: first who; then a number is the score, a known word the result, the rest the certificate."""
    parts = [part.strip() for part in _SPLIT.split(line)]
    entry = Entry(who=parts[0])
    for part in parts[1:]:
        if not part:
            continue
        if result_code(part) is not None and not entry.result:
            entry.result = part
        elif not entry.score and _is_score(part):
            entry.score = part
        elif not entry.certificate:
            entry.certificate = part
    return entry


def _is_score(text: str) -> bool:
    try:
        return score_of(text) is not None
    except ValueError:
        return False


def _wrong(entry: Entry) -> Message | None:
    if not entry.who:
        return Message(N_("Whose line is this?"))
    if entry.result and result_code(entry.result) is None:
        known = "、".join(one.zh for one in words("training_result"))
        return Message(N_("{word} is no result; write one of: {known}"), {"word": entry.result, "known": known})
    if not _is_score(entry.score) and entry.score:
        return Message(N_("{text} is no score; at most two decimal places."), {"text": entry.score})
    if entry.asked == entry.who and entry.meant is None:
        if not entry.found:
            return Message(N_("Nobody is called {who}."), {"who": entry.who})
        names = "、".join(f"{hit.name} {hit.code}" for hit in entry.found[:4])
        return Message(N_("{who} may mean: {names}. Write the code."), {"who": entry.who, "names": names})
    return None


def found_text(entry: Entry) -> str:
    """Whom a line means, for its second column."""
    if not entry.who or entry.asked != entry.who:
        return ""
    meant = entry.meant
    if meant is not None:
        return f"{meant.name} {meant.code}"
    return "?" if not entry.found else "、".join(hit.name for hit in entry.found[:3]) + " ?"


def bar_text(state: LogState, tr: Translator) -> str:
    """What the bar counts."""
    counts = state.tally()
    return tr.t(
        N_("{passed} passed · {failed} failed · {absent} absent · {refused} refused"),
        **{name: f"{number:,}" for name, number in counts.items()},
    )
