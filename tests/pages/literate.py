"""Pages whose commands are run: the day from a heading, the hour from a comment, files and expected lines from blocks.

`## 2026-06-01 …` sets the day. In a block ```` ```console ````, `# 09:30` sets the hour, `$ auditor …` is a command (a
`\\` at the end goes on), every other line has to be found in what the command said, in this order, `…` standing for
anything; `[exit 1]` is how it ends (0 where nothing is said). A block ```` ```csv hosts.csv ```` is a file.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime

from auditor.clock import SHANGHAI

_FENCE = re.compile(r"^```(\w+)(?: (\S+))?$")
_DAY = re.compile(r"^## (\d{4}-\d{2}-\d{2})\b")
_HOUR = re.compile(r"^# (\d{2}):(\d{2})$")
_ENDS = re.compile(r"^\[exit (\d+)\]$")


@dataclass(slots=True)
class Command:
    """One command of a page: where it stands, when it is typed, what has to come of it."""

    line: int
    at: datetime
    words: list[str]
    expected: list[str] = field(default_factory=list)
    code: int = 0


@dataclass(frozen=True, slots=True)
class File:
    """A file that stands on the page."""

    name: str
    text: str


def steps(page: str) -> Iterator[Command | File]:
    """What a page does, in order. Raises ValueError where a command comes before any day and hour."""
    lines = iter(enumerate(page.splitlines(), start=1))
    now: datetime | None = None
    for _, line in lines:
        day = _DAY.match(line)
        if day is not None:
            now = datetime.fromisoformat(day[1]).replace(tzinfo=SHANGHAI)
        fence = _FENCE.match(line)
        if fence is None:
            continue
        inside = []
        for number, one in lines:
            if one == "```":
                break
            inside.append((number, one))
        if fence[1] == "csv":
            yield File(fence[2], "".join(f"{one}\n" for _, one in inside))
        elif fence[1] == "console":
            commands = list(_commands(inside, now))
            now = commands[-1].at if commands else now
            yield from commands


def _commands(lines: list[tuple[int, str]], now: datetime | None) -> Iterator[Command]:
    command: Command | None = None
    left = iter(lines)
    for number, line in left:
        hour = _HOUR.match(line)
        if hour is not None and now is not None:
            now = now.replace(hour=int(hour[1]), minute=int(hour[2]))
        elif line.startswith("$ "):
            typed = line[2:]
            while typed.endswith("\\"):
                typed = typed[:-1] + next(left)[1].strip()
            if command is not None:
                yield command
            if now is None:
                raise ValueError(number)
            command = Command(number, now, shlex.split(typed))
        elif command is not None:
            ends = _ENDS.match(line)
            if ends is not None:
                command.code = int(ends[1])
            elif line.strip():
                command.expected.append(line)
    if command is not None:
        yield command


def missing(expected: list[str], said: str) -> str | None:
    """The first expected line that does not come, in order, among those that were said; None: all do."""
    spoken = iter([" ".join(one.split()) for one in said.splitlines()])
    for wanted in expected:
        parts = [re.escape(" ".join(part.split())) for part in wanted.split("…")]
        pattern = re.compile(r".*?".join(parts))
        if not any(pattern.search(one) for one in spoken):
            return wanted
    return None
