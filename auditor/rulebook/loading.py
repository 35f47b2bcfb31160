"""Packs and rule folders from disk: located faults, all of them, instead of the first."""

from __future__ import annotations

import hashlib
import os
import re
import stat
from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path

from auditor.errors import reason_of
from auditor.i18n import Message, said
from auditor.rulebook.data import DataSet
from auditor.rulebook.data_file import read_data
from auditor.rulebook.examples_file import read_examples
from auditor.rulebook.faults import Fault, FaultLog, Rejected
from auditor.rulebook.pack import Example, Pack, Rule
from auditor.rulebook.reading import Reader, plain
from auditor.rulebook.rule_file import read_rule
from auditor.rulebook.yaml_strict import MAX_BYTES, Scalar, read
from auditor.rulebook.yaml_told import undecodable

MAX_FILES = 5_000
MAX_PACK_BYTES = 2_000_000
"""Four times our own pack; whatever is larger is refused before a line of it is read."""
CORE = "cn-livestream"
"""The pack whose data the engine itself declares (auditor.rulebook.data)."""
_PACK_ID = re.compile(r"[a-z][a-z0-9-]{0,63}\Z")
_PACK_KEYS = (
    "id",
    "version",
    "title",
    "publisher",
    "languages",
    "jurisdiction",
    "effective",
    "data",
    "sources",
    "description",
    "licence",
    "homepage",
)


@dataclass(frozen=True, slots=True)
class Loaded:
    """A pack as far as it could be read, with every fault found on the way."""

    pack: Pack | None
    faults: tuple[Fault, ...]


def is_pack(path: Path) -> bool:
    """Whether the folder holds a pack."""
    return (path / "pack.yaml").is_file()


def is_rule(path: Path) -> bool:
    """Whether the folder holds a single rule."""
    return (path / "rule.yaml").is_file()


def load_rule(
    folder: Path, pack: str = "", *, shown: str | None = None, examples: bool = True, version: str = ""
) -> tuple[Rule | None, tuple[Fault, ...]]:
    """The rule of one folder, by default with its examples. ``shown`` is the folder's name in faults.

    ``version`` names a former version: its folder bears the last day on which it held.
    """
    name = shown if shown is not None else folder.name
    log = FaultLog(f"{name}/rule.yaml")
    try:
        node = read(log.file, text_of(folder / "rule.yaml", log.file))
    except Rejected as rejected:
        return None, rejected.faults
    rule = read_rule(log, node, pack)
    if rule is not None:
        rule = replace(rule, version=version)
        _well_named(log, folder, rule)
    if not examples:
        return rule, tuple(log.faults)
    tried, faults = _examples(folder, name)
    if rule is not None:
        rule = replace(rule, examples=tried)
    return rule, (*log.faults, *faults)


def load_versions(folder: Path, pack: str = "", *, examples: bool = True) -> tuple[tuple[Rule, ...], tuple[Fault, ...]]:
    """The rule of a folder and its former versions (``former/<last day>/``), the latest first.

    Their terms may not overlap: an audit of any day meets one version at most.
    """
    rules: list[Rule] = []
    faults: list[Fault] = []
    former = sorted((path.parent for path in folder.glob("former/*/rule.yaml")), reverse=True)
    for sub in (folder, *former):
        version = "" if sub is folder else sub.name
        shown = folder.name if sub is folder else f"{folder.name}/former/{sub.name}"
        rule, found = load_rule(sub, pack, shown=shown, examples=examples, version=version)
        faults.extend(found)
        if rule is not None:
            rules.append(rule)
    for later, earlier in pairwise(rules):
        last, first = earlier.effective.last, later.effective.first
        if last is None or first is None or last >= first:
            faults.append(Fault(earlier.file, 1, 1, said("its term overlaps that of {file}", file=later.file)))
    return tuple(rules), tuple(faults)


def _well_named(log: FaultLog, folder: Path, rule: Rule) -> None:
    """A rule's folder bears its id, that of a former version its last day."""
    of_rule = folder.resolve().parents[1] if rule.version else folder.resolve()
    if rule.id != of_rule.name:
        log.add((1, 1), said("the folder is named {folder}, the rule {id}", folder=of_rule.name, id=rule.id))
    last = str(rule.effective.last)
    if rule.version and last != rule.version:
        told = said("the folder is named {folder}, the last day of the rule is {day}", folder=rule.version, day=last)
        log.add((1, 1), told)


def _examples(folder: Path, name: str) -> tuple[tuple[Example, ...], tuple[Fault, ...]]:
    path = folder / "examples.yaml"
    if not path.is_file():
        return (), ()
    log = FaultLog(f"{name}/examples.yaml")
    try:
        node = read(log.file, text_of(path, log.file))
    except Rejected as rejected:
        return (), rejected.faults
    return read_examples(log, node), tuple(log.faults)


def load_pack(folder: Path, *, examples: bool = True) -> Loaded:
    """The pack of one folder. Never raises for what stands in the files: see ``faults``."""
    faults: list[Fault] = []
    rules: list[Rule] = []
    refused = _leads_out(folder) or _too_much(folder)
    if refused is not None:
        return Loaded(None, (Fault("pack.yaml", 0, 0, refused),))
    head = _head(folder, faults)
    for sub in sorted(path.parent for path in folder.glob("*/rule.yaml")):
        versions, found = load_versions(sub, head.id if head else folder.name, examples=examples)
        faults.extend(found)
        rules.extend(versions)
    faults.extend(_twice(rules))
    if head is None:
        return Loaded(None, tuple(faults))
    return Loaded(replace(head, sha256=digest(folder), rules=tuple(rules)), tuple(faults))


def _leads_out(folder: Path) -> Message | None:
    """Why a pack is more than its folder: a link in it takes what is not its own, which nobody who was sent it has."""
    # Some installers put a link for each file of a package; then all of them lead to where its pack.yaml lies.
    own = (Path(os.path.realpath(folder)), Path(os.path.realpath(folder / "pack.yaml")).parent)
    for path in folder.rglob("*"):
        if path.is_symlink() and not any(Path(os.path.realpath(path)).is_relative_to(one) for one in own):
            return said("{name} is a link that leads out of the pack", name=path.relative_to(folder).as_posix())
    return None


def _too_much(folder: Path) -> Message | None:
    """Why a pack is larger than anybody would write one; looks at names and sizes alone."""
    size = 0
    for number, path in enumerate(folder.rglob("*.yaml"), 1):
        if number > MAX_FILES:
            return said("a pack may have at most {n} files", n=MAX_FILES)
        size += path.stat().st_size if path.is_file() else 0
        if size > MAX_PACK_BYTES:
            return said("a pack may have at most {n} bytes", n=MAX_PACK_BYTES)
    return None


def _head(folder: Path, faults: list[Fault]) -> Pack | None:
    log = FaultLog("pack.yaml")
    try:
        node = read("pack.yaml", text_of(folder / "pack.yaml", "pack.yaml"))
    except Rejected as rejected:
        faults.extend(rejected.faults)
        return None
    reader = Reader(log, node, _PACK_KEYS)
    name = reader.text("id")
    if name and not _PACK_ID.match(name):
        log.add(reader.node.entries["id"].at, said("{id} is no pack id (small letters, digits, -)", id=name))
    sources = reader.items("sources", plain)
    data = _data(folder, reader, faults) if name != CORE else {}
    pack = Pack(
        id=name,
        version=reader.text("version"),
        title=reader.texts("title"),
        publisher=reader.text("publisher", need=False),
        effective=reader.term("effective"),
        sha256="",
        rules=(),
        sources=tuple(one for one in sources if isinstance(one, dict)),
        data=data,
    )
    faults.extend(log.faults)
    return pack


def _data(folder: Path, reader: Reader, faults: list[Fault]) -> dict[str, DataSet]:
    """The lists of the data files that the pack names; only files within its folder."""
    found: dict[str, DataSet] = {}
    for item in reader.items("data", lambda node: node):
        name = item.text if isinstance(item, Scalar) else ""
        path = (folder / name).resolve()
        if not name or not path.is_relative_to(folder.resolve()) or path.suffix != ".yaml":
            reader.log.add(item.at, said("{name} is no YAML file of this pack", name=name))
            continue
        log = FaultLog(name)
        try:
            lists = read_data(log, read(name, text_of(path, name)))
            for twice in sorted(found.keys() & lists):
                log.add((1, 1), said("{name} stands twice", name=twice))
            found |= lists
        except Rejected as rejected:
            faults.extend(rejected.faults)
        faults.extend(log.faults)
    return found


def _twice(rules: Iterable[Rule]) -> Iterable[Fault]:
    seen: dict[str, str] = {}
    for rule in rules:
        if rule.key in seen:
            yield Fault(
                rule.file, 1, 1, said("the rule {id} stands already in {file}", id=rule.id, file=seen[rule.key])
            )
        seen[rule.key] = rule.file


def text_of(path: Path, shown: str) -> str:
    """The text of one file of a pack or overlay. Raises Rejected for what is no file, too large or not UTF-8."""
    try:
        found = path.stat()
        if not stat.S_ISREG(found.st_mode):
            raise Rejected([Fault(shown, 0, 0, said("this is no file"), said("Check the path."))])
        if found.st_size > MAX_BYTES:
            raise Rejected([Fault(shown, 0, 0, said("the file is larger than {n} bytes", n=MAX_BYTES))])
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise Rejected([undecodable(shown, error)]) from None
    except FileNotFoundError:
        raise Rejected([Fault(shown, 0, 0, said("there is no such file"), said("Check the path."))]) from None
    except OSError as error:
        raise Rejected([Fault(shown, 0, 0, said("cannot be read: {why}", why=reason_of(error)))]) from None


def digest(folder: Path) -> str:
    """SHA-256 over the pack's YAML files: each name and content length-prefixed, names sorted, line ends as LF."""
    found = hashlib.sha256()
    files = sorted(path for path in folder.rglob("*.yaml") if path.is_file())
    for path in files:
        name = path.relative_to(folder).as_posix().encode()
        content = path.read_bytes().removeprefix(b"\xef\xbb\xbf").replace(b"\r\n", b"\n")
        for part in (name, content):
            found.update(len(part).to_bytes(8, "big"))
            found.update(part)
    return found.hexdigest()
