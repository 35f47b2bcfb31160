"""What a report is made from: frozen facts that the audit fills in, streamed where they can be many."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from auditor.i18n import Message
from auditor.reporting.letterhead import Issuer


@dataclass(frozen=True, slots=True)
class Words:
    """A text that stands in both languages in data: rule titles, enum words, sheet and column names."""

    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class Personal:
    """A personal value (name, identity number, phone); a report prints it masked, whoever asks."""

    value: str


Said = str | int | date | datetime | Decimal | Words | Message | Personal
"""Anything a report can say; ``speech.Speech`` turns it into one string in the reader's language."""


class Part(StrEnum):
    """The lists of a run report; every reason that is not pass or notapplicable belongs to exactly one."""

    TO_DO = "to_do"
    HISTORY = "history"
    UNKNOWN = "unknown"
    WAIVED = "waived"
    ERROR = "error"


@dataclass(frozen=True, slots=True)
class Evidence:
    """One record that decided: its kind (培训, 证照 ...), its key, and the values that the rule read."""

    kind: Said
    key: str
    values: tuple[tuple[Said, Said], ...] = ()


@dataclass(frozen=True, slots=True)
class Missing:
    """A datum that was needed and not there, and where to enter it (sheet or page, column)."""

    datum: Said
    where: Said


@dataclass(frozen=True, slots=True)
class Waiver:
    """Why a failure is waived, who asked for it, who approved it, until when (inclusive; None: without end)."""

    reason: str
    by: str
    approved_by: str = ""
    until: date | None = None


class Since(StrEnum):
    """How a finding stands to the run it is compared with; the baseline's findings are 存量."""

    NOT_COMPARED = ""
    NEW = "new"
    PERSISTING = "persisting"
    BASELINE = "baseline"
    CAME_BACK = "came_back"


@dataclass(frozen=True, slots=True)
class Reason:
    """One judged pair that is not pass: what failed or is unknown, why, and what mends it.

    ``message`` tells the failure; for an unknown answer ``missing`` is told instead.
    ``result`` is fail, unknown or error; ``severity`` critical, high, medium, low or info; ``effect`` block,
    condition or note. ``basis`` holds keys of ``Basis``. ``remedy_key`` groups what one act mends; empty
    stands for the rule itself.
    """

    rule: str
    title: Said
    result: str
    severity: str
    message: Said
    effect: str = "note"
    remedy: Said = ""
    remedy_key: str = ""
    curable: bool = True
    basis: tuple[str, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    missing: tuple[Missing, ...] = ()
    waiver: Waiver | None = None
    since: Since = Since.NOT_COMPARED
    fix_by: date | None = None

    @property
    def part(self) -> Part:
        """The list this reason stands in; a waiver goes before curability."""
        if self.result == "error":
            return Part.ERROR
        if self.result == "unknown":
            return Part.UNKNOWN
        if self.waiver is not None:
            return Part.WAIVED
        return Part.TO_DO if self.curable else Part.HISTORY


@dataclass(frozen=True, slots=True)
class SubjectWork:
    """A subject with its reasons of one part. ``type`` is host, merchant ...; ``name`` its public name."""

    type: str
    code: str
    name: str
    reasons: tuple[Reason, ...]
    unit: str = ""
    owner: str = ""


Work = Callable[[Part], Iterable[SubjectWork]]
"""Gives the subjects of a part one after another, worst first, then by type and code; may be asked again
and must answer the same. It should stream: a million subjects never stand in memory together."""


@dataclass(frozen=True, slots=True)
class Recorded:
    """The change that recorded what is reported: its number, instant (wall time) and the chain's head after it.

    ``identity`` is the hash of the workspace's first change: with it this is an anchor of the chain.
    """

    change: int
    at: datetime
    chain_head: str
    identity: str = ""


@dataclass(frozen=True, slots=True)
class PackUsed:
    """A rule pack as it was used: identity, version and the digest of its files."""

    id: str
    version: str
    sha256: str
    title: Said = ""


@dataclass(frozen=True, slots=True)
class ParamUsed:
    """A parameter in force; ``changed`` when an overlay of the organisation differs from the pack."""

    rule: str
    name: str
    label: Said
    value: Said
    changed: bool = False


@dataclass(frozen=True, slots=True)
class Basis:
    """A ground in law: the instrument, the article, the days it is in force, how well it was verified."""

    key: str
    instrument: Said
    article: str = ""
    effective_from: date | None = None
    effective_until: date | None = None
    status: str = ""


@dataclass(frozen=True, slots=True)
class Counts:
    """Judged pairs by answer. ``fail`` includes the waived ones; ``waived`` and ``history`` are parts of it."""

    passed: int
    fail: int
    unknown: int
    notapplicable: int
    error: int = 0
    waived: int = 0
    history: int = 0


@dataclass(frozen=True, slots=True)
class SubjectCounts:
    """Subjects judged of one type, by their worst unwaived curable answer; failing + unknown + clear = judged."""

    type: str
    judged: int
    failing: int
    unknown: int
    clear: int


@dataclass(frozen=True, slots=True)
class RuleCounts:
    """One rule over all its subjects; ``fail`` leaves out the waived and the incurable ones."""

    rule: str
    title: Said
    severity: str
    fail: int
    unknown: int = 0
    waived: int = 0
    history: int = 0
    passed: int = 0
    notapplicable: int = 0
    error: int = 0


@dataclass(frozen=True, slots=True)
class OwnerCounts:
    """What waits for one owner: subjects, failures to remedy, the critical ones among them, unknown answers."""

    owner: str
    unit: str
    subjects: int
    to_do: int
    critical: int
    unknown: int


@dataclass(frozen=True, slots=True)
class Compared:
    """What changed since an earlier run (its id and day); ``baseline`` when that run is the marked one."""

    run: str
    as_of: date
    new: int
    persisting: int
    resolved: int
    came_back: int = 0
    baseline: bool = False


@dataclass(frozen=True, slots=True)
class ColumnFilled:
    """How far a column is filled, and the rules that read it."""

    column: Said
    filled: int
    total: int
    rules: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SheetFilled:
    """资料完整度 of one sheet."""

    sheet: Said
    columns: tuple[ColumnFilled, ...]


@dataclass(frozen=True, slots=True)
class Method:
    """How the answers came about, the same page for a run and for one subject.

    ``record`` is None when nothing was saved (未登记). ``digest`` is the run's SHA-256 in hex ("" for a dossier
    outside a run: the report then carries the digest of its own facts). ``run`` is the run's id, "" unsaved.
    """

    workspace: str
    as_of: date
    engine: str
    packs: tuple[PackUsed, ...]
    params: tuple[ParamUsed, ...] = ()
    known_at: datetime | None = None
    record: Recorded | None = None
    run: str = ""
    digest: str = ""
    scope: Said = ""
    issuer: Issuer | None = None


@dataclass(frozen=True, slots=True)
class RunFacts:
    """One audit of many subjects, as a report tells it. ``by_severity`` counts unwaived curable failures.

    ``resolved`` gives the findings of the run compared with that are gone (None: only their number is told).
    """

    method: Method
    counts: Counts
    subjects: tuple[SubjectCounts, ...]
    by_severity: tuple[tuple[str, int], ...]
    by_rule: tuple[RuleCounts, ...]
    work: Work
    bases: tuple[Basis, ...] = ()
    completeness: tuple[SheetFilled, ...] = ()
    compared: Compared | None = None
    owners: tuple[OwnerCounts, ...] = ()
    resolved: Callable[[], Iterable[SubjectWork]] | None = None


@dataclass(frozen=True, slots=True)
class Detail:
    """One labelled value of a subject's head."""

    label: Said
    value: Said


@dataclass(frozen=True, slots=True)
class RecordList:
    """The records of one kind behind a subject; ``rows`` may be asked again and answers the same.

    ``shares`` are the columns' shares of the width (any unit; empty: equal).
    """

    title: Said
    columns: tuple[Said, ...]
    rows: Callable[[], Iterable[tuple[Said, ...]]]
    shares: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class Due:
    """The first day on which the answer gets worse if nothing is done, by which rule, and why."""

    day: date
    rule: str
    title: Said
    why: Said = ""


@dataclass(frozen=True, slots=True)
class DossierFacts:
    """One subject: who, the answers with their reasons, the records behind them. ``passed`` are (rule, title)."""

    method: Method
    type: str
    code: str
    name: str
    details: tuple[Detail, ...]
    counts: Counts
    reasons: tuple[Reason, ...]
    passed: tuple[tuple[str, Said], ...] = ()
    records: tuple[RecordList, ...] = ()
    bases: tuple[Basis, ...] = ()
    next_due: Due | None = None
    owner: str = ""
    unit: str = ""


@dataclass(frozen=True, slots=True)
class NoticeFacts:
    """A rectification notice: its number, the subject as in its dossier, the day to answer by, whom to ask."""

    number: str
    about: DossierFacts
    answer_by: date | None = None
    contact: str = ""


def from_list(subjects: Iterable[SubjectWork]) -> Work:
    """A work source over subjects that already stand in memory; their reasons are sorted into parts."""
    kept = tuple(subjects)

    def work(part: Part) -> Iterable[SubjectWork]:
        for subject in kept:
            reasons = tuple(reason for reason in subject.reasons if reason.part is part)
            if reasons:
                yield SubjectWork(subject.type, subject.code, subject.name, reasons, subject.unit, subject.owner)

    return work
