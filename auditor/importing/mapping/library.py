"""Where mappings are kept: those we ship, and those saved beside a workspace; found by name or by path."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

from auditor.errors import CallerMistake, WorldFailed, unreadable
from auditor.i18n import Message, said
from auditor.importing.mapping.file import read_mapping
from auditor.importing.mapping.shape import SenderMapping
from auditor.installed import resources

SUFFIX = ".yaml"
Kept = Literal["preset", "saved"]
_LARGEST = 400_000
_NAME = re.compile(r"[^\s/\\:*?\"<>|.][^\x00-\x1f/\\:*?\"<>|]{0,79}")


@dataclass(frozen=True, slots=True)
class Shelved:
    """A mapping file by its name: where it lies, and the mapping, or what is wrong with it."""

    name: str
    kept: Kept
    path: Path
    mapping: SenderMapping | None = None
    fault: Message | None = None


def saved_folder(workspace: Path) -> Path:
    """The folder of mappings that belongs to a workspace: NAME.mappings beside NAME.auditor."""
    return workspace.with_suffix(".mappings")


@cache
def presets() -> tuple[SenderMapping, ...]:
    """The mappings we ship."""
    folder = resources() / "mappings"
    return tuple(
        read_mapping(path.stem, path.read_text(encoding="utf-8")) for path in sorted(folder.glob(f"*{SUFFIX}"))
    )


def shelved(workspace: Path) -> Iterator[Shelved]:
    """All mappings a workspace can use by name: its own first, then ours."""
    folder = saved_folder(workspace)
    own = sorted(folder.glob(f"*{SUFFIX}")) if folder.is_dir() else []
    for path in own:
        try:
            yield Shelved(path.stem, "saved", path, mapping_at(path))
        except (CallerMistake, WorldFailed) as mistake:
            yield Shelved(path.stem, "saved", path, fault=mistake.message)
    for mapping in presets():
        yield Shelved(mapping.name, "preset", resources() / "mappings" / f"{mapping.name}{SUFFIX}", mapping)


def mapping_at(path: Path) -> SenderMapping:
    """The mapping of a file; CallerMistake when it is none, or none is there."""
    try:
        if path.stat().st_size > _LARGEST:
            raise CallerMistake(
                said("{file} is too large for a mapping.", file=path.name),
                said("Give a mapping, not a table; auditor mappings list names those there are."),
            )
        return read_mapping(path.stem, path.read_text(encoding="utf-8-sig"))
    except FileNotFoundError as cause:
        raise CallerMistake(said("There is no file {path}.", path=str(path)), said("Check the path.")) from cause
    except UnicodeDecodeError as cause:
        raise CallerMistake(
            said("{file} is not text in UTF-8.", file=path.name),
            said("Save it as UTF-8 in an editor; a table is no mapping."),
        ) from cause
    except OSError as cause:
        raise unreadable(path, cause) from cause


def mapping_named(name: str, workspace: Path) -> SenderMapping:
    """The mapping of that path, else of that name among the workspace's and ours; CallerMistake with what is alike."""
    path = Path(name).expanduser()
    if path.suffix.lower() in (SUFFIX, ".yml") or len(path.parts) > 1:
        return mapping_at(path)
    known = list(shelved(workspace))
    for one in known:
        if one.name == name:
            return one.mapping or mapping_at(one.path)
    from auditor.rulebook.faults import did_you_mean

    hint = did_you_mean(name, [one.name for one in known])
    raise CallerMistake(
        said("No mapping has the name {name}.", name=name), hint or said("auditor mappings list names those there are.")
    )


def checked_name(name: str) -> str:
    """A name that may be a file's; CallerMistake when it may not."""
    found = name.strip().removesuffix(SUFFIX)
    if not _NAME.fullmatch(found):
        raise CallerMistake(
            said("“{name}” cannot be the name of a mapping.", name=name),
            said("Use letters, digits, hyphens and blanks, at most 80 of them."),
        )
    return found
