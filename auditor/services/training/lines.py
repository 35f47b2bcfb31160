"""Lines that a person typed for many learners at once: what is wrong with which of them, all of it or partly."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from auditor.errors import CallerMistake
from auditor.i18n import Message, said
from auditor.model.enums import words
from auditor.model.sheets import BY_NAME
from auditor.model.values import Level, Problem
from auditor.services.records import Problems


@dataclass(frozen=True, slots=True)
class LineTold:
    """What is wrong with a field (a name of the sheet) of a line, counted from 1."""

    line: int
    field: str
    level: Level
    code: str
    message: Message


class LinesRefused(CallerMistake):
    """Nothing was stored: every line that is wrong, and why."""

    def __init__(self, told: tuple[LineTold, ...]) -> None:
        wrong = [one for one in told if one.level == "error"]
        first: Message = said("Line {line}: {why}", line=wrong[0].line, why=wrong[0].message)
        if len(wrong) > 1:
            first = said("{first} And {n} more.", first=first, n=len(wrong) - 1)
        super().__init__(first, said("Nothing was stored."))
        self.told = told


def numbered(sheet: str) -> Problems:
    """Where the write path tells what is wrong with lines."""
    return Problems(BY_NAME[sheet].zh, locate=lambda name, number: f"{name}:{number}")


def told_of(problems: Problems) -> Iterator[LineTold]:
    """What the write path told, by line."""
    for one in problems.found:
        yield _line(one)


def _line(problem: Problem) -> LineTold:
    name, _, number = problem.cell.rpartition(":")
    return LineTold(int(number), name, problem.level, problem.code, problem.message)


def whom(text: str, default: str) -> tuple[str, str]:
    """The learner's type and how the learner is named: ``staff:张三``, ``H0001``, ``阿青``."""
    head, colon, tail = text.replace("：", ":").partition(":")
    named = next((one.code for one in words("learner_type") if head in (one.code, one.zh, *one.aliases)), "")
    return (named, tail.strip()) if colon and named else (default, text.strip())
