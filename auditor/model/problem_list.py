"""Problems by the hundred thousand: the first stand in memory, the rest in a file that nobody else sees."""

from __future__ import annotations

import json
import os
import sys
import tempfile
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import IO, Any

from auditor.i18n import Message
from auditor.model.values import Level, Problem

IN_MEMORY = 20_000
SHOWN = 300
"""Problems of each sheet and level that are always at hand."""
_BLOCK = 1 << 20


class ProblemList:
    """Problems in the order they were told; walked as often as wanted, never changed.

    Beyond ``in_memory`` of them they go to an unnamed temporary file, which vanishes with the list. Pickled, it is to
    be taken out of the pickle once, by a process that shares our files.
    """

    def __init__(self, problems: Iterable[Problem] = (), *, in_memory: int = IN_MEMORY) -> None:
        self._most = in_memory
        self._near: list[Problem] = []
        self._far: IO[bytes] | None = None
        self._counts: dict[tuple[str, Level], int] = {}
        self._shown: dict[tuple[str, Level], list[Problem]] = {}
        self.extend(problems)

    def __getstate__(self) -> dict[str, Any]:
        """For another process of ours: the first of each sheet and level, and all in a file that it takes over."""
        number, name = tempfile.mkstemp(prefix="auditor-problems-")
        with os.fdopen(number, "wb") as stream:
            stream.writelines(_line(problem) for problem in self)
        return {"counts": self._counts, "shown": self._shown, "file": name}

    def __setstate__(self, state: dict[str, Any]) -> None:
        self._most, self._near = 0, []
        self._counts, self._shown = state["counts"], state["shown"]
        file = Path(state["file"])
        if sys.platform == "win32":  # an open file cannot be removed there; it is when it is closed
            self._far = os.fdopen(os.open(file, os.O_RDWR | os.O_BINARY | os.O_TEMPORARY), "r+b")
        else:
            self._far = file.open("r+b")
            file.unlink()

    def append(self, problem: Problem) -> None:
        """One more."""
        place = (problem.sheet, problem.level)
        self._counts[place] = number = self._counts.get(place, 0) + 1
        if number <= SHOWN:
            self._shown.setdefault(place, []).append(problem)
        if len(self._near) < self._most:
            self._near.append(problem)
            return
        if self._far is None:
            self._far = tempfile.TemporaryFile("w+b")  # noqa: SIM115 - it lives as long as the list
        self._far.write(_line(problem))

    def extend(self, problems: Iterable[Problem]) -> None:
        """More of them."""
        for problem in problems:
            self.append(problem)

    def __len__(self) -> int:
        return sum(self._counts.values())

    def __iter__(self) -> Iterator[Problem]:
        yield from self._near
        if self._far is None:
            return
        at, rest = 0, b""
        while True:
            # Each block by its own place: another walk may have moved the file meanwhile; appends go to its end.
            self._far.seek(at)
            block = self._far.read(_BLOCK)
            self._far.seek(0, 2)
            if not block:
                return
            at += len(block)
            *lines, rest = (rest + block).split(b"\n")
            for line in lines:
                yield problem_from_json(json.loads(line))

    def __getitem__(self, at: int) -> Problem:
        """The problem at a place counted from 0; those in the file are walked to."""
        if at < len(self._near):
            return self._near[at]
        return next(islice(self, at, None))

    def count(self, level: Level, sheet: str | None = None) -> int:
        """How many are errors, or warnings; of a sheet by its title, or of all."""
        wanted = (number for place, number in self._counts.items() if place[1] == level and sheet in (None, place[0]))
        return sum(wanted)

    def shown(self, sheet: str, level: Level) -> tuple[Problem, ...]:
        """The first of a sheet and level, at most ``SHOWN``; nothing is walked to."""
        return tuple(self._shown.get((sheet, level), ()))

    def first(self, most: int) -> list[Problem]:
        """The first of them."""
        return list(islice(self, most))


def _line(problem: Problem) -> bytes:
    return json.dumps(problem_to_json(problem), ensure_ascii=False).encode() + b"\n"


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
