"""Reading a mapping file strictly: every mistake is told with its line, its column and a suggestion."""

from __future__ import annotations

from collections.abc import Sequence

from auditor.errors import CallerMistake
from auditor.i18n import Message, said
from auditor.importing.mapping.entry import SheetReader
from auditor.importing.mapping.shape import SenderMapping
from auditor.rulebook.faults import Fault, FaultLog, Rejected
from auditor.rulebook.reading import Reader
from auditor.rulebook.yaml_strict import read

_VERSION = "1"
_LONGEST = 200_000
_TOP = ("mapping", "title", "verified", "note", "sheets")


def read_mapping(name: str, text: str) -> SenderMapping:
    """The mapping that a text is; CallerMistake naming every mistake (file:line:column: what, and a suggestion)."""
    try:
        return parsed(name, text)
    except Rejected as rejected:
        first, rest = rejected.faults[0], rejected.faults[1:]
        message = said("The mapping cannot be used: {fault}", fault=_told(first))
        raise CallerMistake(message, _listed(rest) if rest else said("Mend it there and give it again.")) from rejected


def _told(fault: Fault) -> Message:
    where = f"{fault.file}:{fault.line}:{fault.column}" if fault.line else fault.file
    if fault.suggestion is None:
        return said("{where}: {what}", where=where, what=fault.message)
    return said("{where}: {what} ({suggestion})", where=where, what=fault.message, suggestion=fault.suggestion)


def _listed(faults: Sequence[Fault]) -> Message:
    """Further mistakes, one a line."""
    if len(faults) == 1:
        return _told(faults[0])
    return said("{first}\n{rest}", first=_told(faults[0]), rest=_listed(faults[1:]))


def parsed(name: str, text: str) -> SenderMapping:
    """The mapping that a text is; Rejected with located faults."""
    log = FaultLog(name)
    if len(text) > _LONGEST:
        log.add((0, 0), said("the file is larger than {n} bytes", n=_LONGEST))
        raise Rejected(log.faults)
    top = Reader(log, read(name, text), _TOP)
    version = top.scalar("mapping")
    if version is not None and version.text != _VERSION:
        log.add(version.at, said("this version of mapping files is not known; write mapping: 1"))
    title = top.texts("title", need=False)
    sheets = top.items("sheets", lambda node: SheetReader(log, node).read())
    if "sheets" not in top.node.entries:
        top.need("sheets")
    elif not sheets:
        log.add(top.node.keys["sheets"], said("a mapping needs at least one sheet"))
    verified = top.flag("verified", default=False)
    if log.faults:
        raise Rejected(log.faults)
    return SenderMapping(name, text, tuple(one for one in sheets if one is not None), title, verified)
