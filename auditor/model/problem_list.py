"""Problems by the hundred thousand: the first stand in memory, the rest in a file that nobody else sees."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import IO, Any

from auditor.i18n import Message
from auditor.model.values import Problem

IN_MEMORY = 20_000


class ProblemList:
    """Problems in the order they were told; walked as often as wanted, never changed.

    Beyond ``in_memory`` of them they go to an unnamed temporary file, which vanishes with the list.
    """

    def __init__(self, problems: Iterable[Problem] = (), *, in_memory: int = IN_MEMORY) -> None:
        self._most = in_memory
        self._near: list[Problem] = []
        self._far: IO[str] | None = None
        self._levels = {"error": 0, "warning": 0}
        self.extend(problems)

    def append(self, problem: Problem) -> None:
        """One more."""
        self._levels[problem.level] += 1
        if len(self._near) < self._most:
            self._near.append(problem)
            return
        if self._far is None:
            self._far = tempfile.TemporaryFile("w+", encoding="utf-8")  # noqa: SIM115 - it lives as long as the list
        self._far.write(json.dumps(problem_to_json(problem), ensure_ascii=False) + "\n")

    def extend(self, problems: Iterable[Problem]) -> None:
        """More of them."""
        for problem in problems:
            self.append(problem)

    def __len__(self) -> int:
        return sum(self._levels.values())

    def __iter__(self) -> Iterator[Problem]:
        yield from self._near
        if self._far is None:
            return
        at = 0
        while True:
            # Each line by its own place: another walk, or an append, may have moved the file meanwhile.
            self._far.seek(at)
            line = self._far.readline()
            if not line:
                self._far.seek(0, 2)
                return
            at = self._far.tell()
            yield problem_from_json(json.loads(line))

    def __getitem__(self, at: int) -> Problem:
        """The problem at a place counted from 0; those in the file are walked to."""
        if at < len(self._near):
            return self._near[at]
        return next(islice(self, at, None))

    def count(self, level: str) -> int:
        """How many are errors, or warnings."""
        return self._levels[level]

    def first(self, most: int) -> list[Problem]:
        """The first of them."""
        return list(islice(self, most))


def problem_to_json(problem: Problem) -> list[Any]:
    """A problem as JSON holds it, its sentence still untranslated."""
    return [problem.sheet, problem.cell, problem.level, problem.code, _message_to_json(problem.message)]


def problem_from_json(data: Any) -> Problem:
    """The problem again; ValueError where the data is not one."""
    try:
        sheet, cell, level, code, message = data
        if level not in ("warning", "error") or not all(isinstance(one, str) for one in (sheet, cell, code)):
            raise ValueError("not a problem")
        return Problem(sheet, cell, level, code, _message_from_json(message))
    except ValueError as cause:
        raise ValueError("not a problem") from cause
    except (TypeError, AttributeError, KeyError) as cause:
        raise ValueError("not a problem") from cause


def _message_to_json(message: Message) -> dict[str, Any]:
    params = {
        name: _message_to_json(value)
        if isinstance(value, Message)
        else value
        if isinstance(value, int | float)
        else str(value)
        for name, value in message.params.items()
    }
    return {"text": message.text, "params": params}


def _message_from_json(data: Any) -> Message:
    params = {
        str(name): _message_from_json(value) if isinstance(value, dict) else value
        for name, value in data["params"].items()
    }
    return Message(str(data["text"]), params)
