"""What was typed about one learner at a session: read, and held against the pass mark."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation

from auditor.i18n import Message, enumerated, said
from auditor.model.enums import words
from auditor.model.folding import folded_code
from auditor.model.types import decimal_of, hundredths

_SPLIT = re.compile(r"[\t,，;；|]")
_NUMBER = re.compile(r"[-+]?\d+(\.\d+)?分?")
_MOST = 10**9
_HEADS = frozenset({"姓名", "学员", "学员编号", "主播编号", "name", "learner", "code", "编号"})
_OUTCOMES: dict[str, tuple[str, str]] = {
    "passed": ("attended", "passed"),
    "failed": ("attended", "failed"),
    "absent": ("no_show", "absent"),
    "no_show": ("no_show", "absent"),
    "refused": ("refused", "refused"),
    "attended": ("attended", ""),
    "excused": ("excused", ""),
}
"""By the codes of both enumerations: whether they came, and the result of the attempt (empty: the score says it)."""


@dataclass(frozen=True, slots=True)
class HeldLine:
    """One line as it was typed: who (code, name, account, staff:NAME), a word for how it went, a score, minutes.

    ``day``: the day of completion where it is another one than the session's.
    """

    learner: str
    result: str = ""
    score: str = ""
    minutes: str = ""
    remark: str = ""
    day: date | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """How it went: the word of attendance, the result of the attempt (empty: it was none), score in hundredths."""

    state: str
    result: str
    score: int | None = None
    minutes: int | None = None


@dataclass(frozen=True, slots=True)
class Wrong:
    """Why a line says nothing that can be stored, at one of its fields."""

    field: str
    code: str
    message: Message


def read_lines(text: str) -> tuple[HeldLine, ...]:
    """Lines of a file or as they were copied from a table: WHO, then a result, a score or both, in either order."""
    found: list[HeldLine] = []
    for line in text.lstrip("\ufeff").splitlines():
        cells = [cell.strip() for cell in _SPLIT.split(line)]
        if not any(cells) or (not found and folded_code(cells[0]).lower() in _HEADS):
            continue
        told = [cell for cell in cells[1:] if cell]
        scores = [cell for cell in told if _NUMBER.fullmatch(folded_code(cell))]
        others = [cell for cell in told if cell not in scores]
        minutes = scores[1] if len(scores) > 1 else ""
        found.append(HeldLine(cells[0], "".join(others[:1]), "".join(scores[:1]), minutes, " ".join(others[1:])))
    return tuple(found)


def outcome_of(line: HeldLine, mark: int | None) -> Outcome | Wrong:
    """What the line says, where the pass mark is ``mark`` (hundredths; None: there is none)."""
    score, minutes = _number(line.score, 2), _number(line.minutes, 0)
    if isinstance(score, Wrong):
        return score
    if isinstance(minutes, Wrong):
        return Wrong("minutes", minutes.code, minutes.message)
    word = _word(line.result)
    if word is None:
        message = said("{word} is no result. Results: {names}", word=line.result, names=enumerated(_names()))
        return Wrong("result", "unknown_word", message)
    state, result = _OUTCOMES.get(word, ("attended", ""))
    if state == "attended" and not result:
        if score is None and mark is not None:
            message = said("There is a pass mark ({mark}): enter the score or the result.", mark=_plain(mark))
            return Wrong("score", "missing_value", message)
        result = "passed" if score is None or mark is None or score >= mark else "failed"
    wrong = _against(state, result, score, mark)
    return wrong or Outcome(state, result, score, minutes)


def _against(state: str, result: str, score: int | None, mark: int | None) -> Wrong | None:
    if score is None:
        return None
    if state != "attended":
        return Wrong("score", "score_of_absent", said("Who did not take part has no score."))
    if mark is not None and (result == "passed") != (score >= mark):
        message = said("The score {score} and the result do not go together: {mark} passes.",
                       score=_plain(score), mark=_plain(mark))  # fmt: skip
        return Wrong("result", "result_differs", message)
    return None


def _word(text: str) -> str | None:
    """The code a word means; empty for an empty one, None where it means no outcome."""
    wanted = folded_code(text).lower().replace(" ", "_")
    if not wanted:
        return ""
    for one in (*words("training_result"), *words("attendance")):
        if wanted in (one.code, one.zh, *one.aliases):
            return one.code if one.code in _OUTCOMES else None
    return None


def _names() -> Iterator[str]:
    yield from (one.zh for one in words("training_result"))
    yield from (one.zh for one in words("attendance") if one.code in _OUTCOMES and one.code != "refused")


def _number(text: str, places: int) -> int | Wrong | None:
    """A number in hundredths (two places) or whole."""
    typed = folded_code(text).removesuffix("分钟").removesuffix("分")
    if not typed:
        return None
    try:
        number = Decimal(typed)
        if not number.is_finite() or abs(number) > _MOST:
            raise ValueError(typed)
        return hundredths(number) if places else _whole(number)
    except (InvalidOperation, ValueError):
        return Wrong("score", "unreadable_number", said("“{text}” is no number that can stand here.", text=text))


def _whole(number: Decimal) -> int:
    if number != number.to_integral_value() or number < 0:
        raise ValueError(number)
    return int(number)


def _plain(score: int) -> str:
    return f"{decimal_of(score):f}".removesuffix(".00")
