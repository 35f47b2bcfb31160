"""One ``examples.yaml``: named cases with facts and the answer expected."""

from __future__ import annotations

from datetime import date

from auditor.i18n import said
from auditor.rulebook.faults import FaultLog
from auditor.rulebook.pack import Effect, Example, Result, Severity
from auditor.rulebook.reading import Reader, plain
from auditor.rulebook.yaml_strict import Mapping, Node, Sequence

_KEYS = ("name", "as_of", "facts", "expect", "severity", "effect", "note")


def read_examples(log: FaultLog, node: Node) -> tuple[Example, ...]:
    """The examples of a file, each checked for its keys; facts are checked when they are stored for judging."""
    if not isinstance(node, Sequence):
        log.add(node.at, said("a list of examples is expected here"))
        return ()
    found = [one for one in (_example(log, item) for item in node.items) if one is not None]
    names: set[str] = set()
    for one in found:
        if one.name in names:
            log.add(one.at, said("{name} stands twice", name=one.name))
        names.add(one.name)
    return tuple(found)


def _example(log: FaultLog, node: Node) -> Example | None:
    reader = Reader(log, node, _KEYS)
    facts = reader.need("facts")
    expect = reader.one_of("expect", Result)
    day = reader.day("as_of", need=True)
    name = reader.text("name")
    if facts is not None and not isinstance(facts, Mapping):
        log.add(facts.at, said("facts must be {shape}", shape="{subject: {field: value}}"))
        return None
    if facts is None or expect is None or not isinstance(day, date):
        return None
    values = plain(facts)
    assert isinstance(values, dict)
    return Example(
        name=name,
        as_of=day,
        facts=values,
        expect=expect,
        severity=reader.one_of("severity", Severity, need=False),
        effect=reader.one_of("effect", Effect, need=False),
        at=reader.at,
    )
