"""A power cut: what a job wrote is replayed as a disk may have kept it.

From the trace of one run any number of disks are made. At a moment of chance the power goes. What was synced by then is
there; of the rest each write is there, or not, or in part (sectors of 512 bytes). Names made, changed and taken away
are kept up to some point at or after the last sync of the folder, in order: to lose an old name and keep a new one of
the same file would mix two files, which no file system does.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from tests.faults.harness.tracing import WRITING, listed

SECTOR = 512
CALLS = ("openat", *WRITING)
OPTIONS = ["-y", "-xx", "-s", "200000", "-e", f"trace={listed(CALLS)}"]
"""For strace: whole data, and the file behind each number."""

Kind = Literal["create", "write", "truncate", "sync", "sync-folder", "rename", "link", "unlink", "ack"]


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that a job asked of the disk; ``path`` is the file, ``to`` a second name."""

    kind: Kind
    path: str = ""
    to: str = ""
    offset: int = 0
    data: bytes = b""


@dataclass(slots=True)
class Trace:
    """A job's steps, and the files that were there before it."""

    steps: list[Step]
    before: dict[str, bytes]


_LINE = re.compile(r"^(?:\d+ +)?(\w+)\((.*)\) += (-?\d+)")
_TEXT = re.compile(r'"((?:\\x[0-9a-f]{2})*)"')
_NUMBERED = re.compile(r"^(\d+)<([^>]*)>")


def steps_in(trace: Path, folder: Path, told: Path) -> list[Step]:
    """The steps of a trace that concern files in a folder; ``told`` is where the job acknowledges."""
    reading = _Reading(folder, told, {str(path) for path in folder.iterdir() if path.is_file()})
    found: list[Step] = []
    for line in trace.read_text(errors="replace").splitlines():
        parts = _LINE.match(line)
        if parts is not None and int(parts[3]) >= 0:
            found += reading.steps(parts[1], parts[2], int(parts[3]))
    return found


@dataclass(slots=True)
class _Reading:
    """A trace being read: the names there are by now, and how far each file was written by plain writes."""

    folder: Path
    told: Path
    known: set[str]
    at: dict[str, int] = field(default_factory=dict)

    def steps(self, call: str, rest: str, answer: int) -> Iterator[Step]:
        texts = [bytes.fromhex(text.replace("\\x", "")) for text in _TEXT.findall(rest)]
        numbered = _NUMBERED.match(rest)
        path = _plain(numbered[2]) if numbered else ""
        if call == "openat":
            yield from self._opened(texts[0].decode(), rest)
        elif call in ("write", "pwrite64"):
            yield from self._written(path, texts[0][:answer], rest if call == "pwrite64" else "")
        elif call in ("fsync", "fdatasync") and path == str(self.folder):
            yield Step("sync-folder")
        elif path and _inside(path, self.folder):
            if call == "ftruncate":
                yield Step("truncate", path, offset=int(rest.rsplit(",", 1)[1]))
            elif call in ("fsync", "fdatasync"):
                yield Step("sync", path)
        elif texts and _inside(texts[0].decode(), self.folder):
            yield from _named(call, [text.decode() for text in texts], self.known)

    def _opened(self, name: str, rest: str) -> Iterator[Step]:
        if not _inside(name, self.folder):
            return
        if "O_TRUNC" in rest and name in self.known:
            self.at[name] = 0
            yield Step("truncate", name)
        if "O_CREAT" in rest and name not in self.known:
            self.known.add(name)
            self.at[name] = 0
            yield Step("create", name)

    def _written(self, path: str, data: bytes, placed: str) -> Iterator[Step]:
        if path == str(self.told):
            for word in data.split(b"\n"):
                if word.startswith(b"ack "):
                    yield Step("ack", offset=int(word[4:]))
        elif _inside(path, self.folder):
            offset = int(placed.rsplit(",", 1)[1]) if placed else self.at.get(path, 0)
            self.at[path] = offset + len(data)
            yield Step("write", path, offset=offset, data=data)


def _named(call: str, names: list[str], known: set[str]) -> Iterator[Step]:
    if call.startswith("unlink"):
        known.discard(names[0])
        yield Step("unlink", names[0])
    elif call.startswith("rename"):
        known.discard(names[0])
        known.add(names[1])
        yield Step("rename", names[0], names[1])
    elif call.startswith("link"):
        known.add(names[1])
        yield Step("link", names[0], names[1])


def _plain(shown: str) -> str:
    """A name as strace shows it behind a number."""
    if "\\x" in shown:
        shown = re.sub(r"(?:\\x[0-9a-f]{2})+", lambda m: bytes.fromhex(m[0].replace("\\x", "")).decode(), shown)
    return shown


def _inside(name: str, folder: Path) -> bool:
    # The shared-memory file is not data: whoever comes first after a crash makes it anew.
    return name.startswith(f"{folder}/") and not name.endswith("-shm")


@dataclass(slots=True)
class _File:
    """A file on the way to its image: what the disk holds, and what it may hold or not."""

    data: bytearray
    loose: list[Step] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Image:
    """A disk after the cut: files by name, and the changes that had been acknowledged by then."""

    files: dict[str, bytes]
    acks: tuple[int, ...]
    cut: int


def image_of(trace: Trace, source: random.Random, *, syncs: bool = True, cut: int | None = None) -> Image:
    """One disk that a power cut may leave; without ``syncs`` it ignores them, as a disk that lies does."""
    cut = _cut(trace, source) if cut is None else cut
    steps = trace.steps[:cut]
    last = max((at for at, step in enumerate(steps) if step.kind == "sync-folder" and syncs), default=-1)
    named = [at for at, step in enumerate(steps) if step.kind in ("create", "rename", "link", "unlink")]
    kept = {at for at in named if at < last}
    rest = [at for at in named if at > last]
    kept |= set(rest[: source.randint(0, len(rest))])
    files = {name: _File(bytearray(data)) for name, data in trace.before.items()}
    names = dict(files)  # as the running job sees them
    shown = dict(files)  # as the disk will have them
    acks = []
    for at, step in enumerate(steps):
        if step.kind == "ack":
            acks.append(step.offset)
        elif step.kind in ("create", "rename", "link", "unlink"):
            made = _File(bytearray())
            _name(step, names, made)
            if at in kept:
                _name(step, shown, made)
        elif step.kind == "sync" and step.path in names and syncs:
            _settle(names[step.path])
        elif step.kind in ("write", "truncate") and step.path in names:
            names[step.path].loose.append(step)
    for one in {id(file): file for file in shown.values()}.values():
        _perhaps(one, source)
    return Image({name: bytes(file.data) for name, file in shown.items()}, tuple(acks), cut)


def _cut(trace: Trace, source: random.Random) -> int:
    """Any moment; every third one right after an acknowledgement, where a promise was just made."""
    acks = [at for at, step in enumerate(trace.steps) if step.kind == "ack"]
    if acks and source.random() < 1 / 3:
        return source.choice(acks) + 1
    return source.randrange(len(trace.steps) + 1)


def _name(step: Step, names: dict[str, _File], made: _File) -> None:
    if step.kind == "create":
        names[step.path] = made
    elif step.kind == "unlink":
        names.pop(step.path, None)
    elif step.path in names:
        names[step.to] = names[step.path] if step.kind == "link" else names.pop(step.path)


def _settle(file: _File) -> None:
    for step in file.loose:
        _apply(file.data, step)
    file.loose.clear()


def _perhaps(file: _File, source: random.Random) -> None:
    """Of what was not synced, each write is kept or not; one in four of the kept ones is torn."""
    share = source.random()
    for step in file.loose:
        if source.random() > share:
            continue
        if step.kind == "write" and source.random() < 0.25:
            for start in range(0, len(step.data), SECTOR):
                if source.random() < 0.5:
                    part = Step("write", offset=step.offset + start, data=step.data[start : start + SECTOR])
                    _apply(file.data, part)
        else:
            _apply(file.data, step)
    file.loose.clear()


def _apply(data: bytearray, step: Step) -> None:
    if step.kind == "truncate":
        if step.offset <= len(data):
            del data[step.offset :]
        else:
            data.extend(bytes(step.offset - len(data)))
        return
    if step.offset > len(data):
        data.extend(bytes(step.offset - len(data)))
    data[step.offset : step.offset + len(step.data)] = step.data


def materialise(image: Image, folder: Path, target: Path) -> None:
    """Write the disk's files to another, empty folder."""
    for old in target.iterdir():
        old.unlink()
    for name, data in image.files.items():
        (target / Path(name).relative_to(folder)).write_bytes(data)
