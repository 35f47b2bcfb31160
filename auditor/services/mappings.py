"""Mappings of senders: which there are, which fits a file, and keeping one beside the workspace."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection

from auditor.errors import CallerMistake, unwritable
from auditor.i18n import Message, said
from auditor.importing.mapping.fitting import ranked
from auditor.importing.mapping.library import (
    SUFFIX,
    Kept,
    checked_name,
    mapping_named,
    saved_folder,
    shelved,
)
from auditor.importing.mapping.shape import SenderMapping
from auditor.importing.options import ReadOptions
from auditor.importing.read import OtherSheet
from auditor.monitor import Monitor
from auditor.services.context import Context
from auditor.services.verbs import Job, Query


@dataclass(frozen=True, slots=True)
class MappingInfo:
    """A mapping by its name; ``sheets`` are (theirs, ours), theirs empty where the only sheet is meant.

    ``verified`` is whether it was tried on a real export; ``fault`` what makes a file unusable.
    """

    name: str
    title: Mapping[str, str]
    source: Kept
    verified: bool
    sheets: tuple[tuple[str, str], ...]
    sha256: str
    fault: Message | None = None


@dataclass(frozen=True, slots=True)
class Mappings(Query[tuple[MappingInfo, ...]]):
    """All mappings this workspace can use by name: its own first, then ours."""


@dataclass(frozen=True, slots=True)
class MappingNamed(Query[SenderMapping]):
    """The mapping of that name or path; CallerMistake when there is none, or it is faulty."""

    name: str


@dataclass(frozen=True, slots=True)
class MappingGuess:
    """A mapping that fits a file (``score`` 0 to 100); headers it names that are ``missing``, and ``extra`` ones."""

    file: str
    name: str
    source: Kept
    score: int
    verified: bool
    missing: tuple[str, ...]
    extra: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class GuessMapping(Job[tuple[MappingGuess, ...]]):
    """Which mappings fit these files' headers, best first; empty when none does."""

    paths: tuple[Path, ...]


@dataclass(frozen=True, slots=True)
class SavedMapping:
    """Where a mapping was saved, and the name it is used by."""

    name: str
    path: Path


@dataclass(frozen=True, slots=True)
class SaveMapping(Job[SavedMapping]):
    """Keep what the options say (their mapping, chosen sheets and columns) as a mapping beside the workspace.

    CallerMistake when the name is taken and ``replace`` is not said.
    """

    name: str
    options: ReadOptions
    title: str = ""
    replace: bool = False


def mappings(context: Context, _connection: Connection, _query: Mappings) -> tuple[MappingInfo, ...]:
    """All that stand on the shelf, faulty ones with their fault."""
    found = []
    for one in shelved(context.store.path):
        if one.mapping is None:
            found.append(MappingInfo(one.name, {}, one.kept, False, (), "", one.fault))
            continue
        sheets = tuple(("、".join(entry.theirs), entry.ours) for entry in one.mapping.sheets)
        made = one.mapping
        found.append(MappingInfo(one.name, made.title, one.kept, made.verified, sheets, made.sha256))
    return tuple(found)


def mapping_of(context: Context, _connection: Connection, query: MappingNamed) -> SenderMapping:
    """The mapping of that name."""
    return mapping_named(query.name, context.store.path)


def guess_mapping(context: Context, job: GuessMapping, monitor: Monitor, _who: str) -> tuple[MappingGuess, ...]:
    """Hold the headers of each file against every mapping."""
    from auditor.importing.contained import run_contained
    from auditor.importing.scratch import scratch

    known = {one.name: one for one in reversed(list(shelved(context.store.path))) if one.mapping is not None}
    guesses = []
    for path in job.paths:
        with scratch() as folder:
            told = run_contained("heads", {"path": str(path)}, folder, monitor)
        heads = [OtherSheet(one["title"], one["header_row"], tuple(one["headers"])) for one in told["sheets"]]
        for fit in ranked([one.mapping for one in known.values() if one.mapping], heads):
            kept = known[fit.name]
            verified = kept.mapping is not None and kept.mapping.verified
            guesses.append(MappingGuess(path.name, fit.name, kept.kept, fit.score, verified, fit.missing, fit.extra))
    return tuple(guesses)


def save_mapping(context: Context, job: SaveMapping, _monitor: Monitor, _who: str) -> SavedMapping:
    """Write the file whole or not at all."""
    from auditor.importing.mapping.written import chosen_mapping

    name = checked_name(job.name)
    mapping = chosen_mapping(name, job.options, title=job.title)
    folder = saved_folder(context.store.path)
    path = folder / f"{name}{SUFFIX}"
    if path.exists() and not job.replace:
        raise CallerMistake(
            said("A mapping of the name {name} stands already.", name=name),
            said("Choose another name, or say that it is to be replaced."),
        )
    unfinished = folder / f".{name}.unfinished"
    try:
        folder.mkdir(exist_ok=True)
        unfinished.write_text(mapping.text, encoding="utf-8")
        unfinished.replace(path)
    except OSError as error:
        raise unwritable(path, error) from error
    finally:
        unfinished.unlink(missing_ok=True)
    return SavedMapping(name, path)
