"""The open answers of an audit that was not saved, for the same report as a stored run's."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from auditor.reporting.facts import Part
from auditor.services.answers import SEVERITY_ORDER
from auditor.services.audits.job import ENGINE, Audited
from auditor.services.audits.stream import Row, rows
from auditor.services.reports.run_facts import Head


def head_of_audit(audited: Audited) -> Head:
    """What the report says of it: nothing was registered."""
    packs = [{"id": p.id, "version": p.version, "sha256": p.sha256, "title": dict(p.title)} for p in audited.packs]
    job = audited.job
    return Head(
        job.as_of,
        job.known_at,
        audited.known_change,
        ENGINE,
        packs,
        audited.params,
        {roll.type: len(roll.ids) for roll in audited.rolls},
        audited.counts(),
        audited.by_rule(),
        audited.digest,
        scope={
            "subjects": list(job.subjects),
            "rules": list(job.rules),
            "packs": list(job.packs),
            "among": audited.extra.get("among"),
        },
    )


def part_of(row: Row) -> Part:
    """The list of the report that an answer stands in."""
    if row.result == "fail":
        return Part.TO_DO if row.curable else Part.HISTORY
    return Part.UNKNOWN if row.result == "unknown" else Part.ERROR


class MemorySource:
    """The open answers as they stand in memory."""

    def __init__(self, audited: Audited) -> None:
        self._by_part: dict[Part, dict[int, list[Row]]] = {part: {} for part in Part}
        self._types: dict[int, str] = {}
        for batch in rows(audited.judgements):
            for row in batch:
                self._by_part[part_of(row)].setdefault(row.subject_id, []).append(row)
                self._types[row.subject_id] = row.type

    def subjects(self, part: Part) -> Sequence[int]:
        """Worst first, then by type and code."""
        found = self._by_part[part]

        def place(number: int) -> tuple[int, str, str]:
            ranks = [SEVERITY_ORDER.index(r.severity) for r in found[number] if r.severity in SEVERITY_ORDER]
            return min(ranks, default=9), found[number][0].type, found[number][0].code

        return sorted(found, key=place)

    def rows(self, ids: Sequence[int], part: Part) -> Iterable[Row]:
        """The answers of these subjects."""
        return [row for number in ids for row in self._by_part[part].get(number, ())]

    def tallies(self) -> dict[str, tuple[int, int]]:
        """Per subject type (failing, else unknown)."""
        failing = set(self._by_part[Part.TO_DO])
        unsure = (set(self._by_part[Part.UNKNOWN]) | set(self._by_part[Part.ERROR])) - failing
        one, two = (Counter(self._types[number] for number in group) for group in (failing, unsure))
        return {kind: (one[kind], two[kind]) for kind in {*one, *two}}

    def history(self) -> dict[str, int]:
        """Per rule the failures nothing can mend."""
        return dict(Counter(row.rule.id for group in self._by_part[Part.HISTORY].values() for row in group))

    def severities(self) -> dict[str, int]:
        """Curable failures by severity."""
        return dict(Counter(str(r.severity) for group in self._by_part[Part.TO_DO].values() for r in group))
