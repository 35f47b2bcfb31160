"""Fields set, tags put on or off for everything chosen of a list: one change, seen exactly beforehand, undone whole."""

from __future__ import annotations

from array import array
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field, replace
from typing import Any

from sqlalchemy import Connection, select

from auditor.errors import Busy, CallerMistake, WorldFailed
from auditor.i18n import Message, enumerated, said
from auditor.importing.scratch import scratch
from auditor.model.fields import Sheet
from auditor.model.sheets import BY_TABLE
from auditor.model.tables import LISTS, MAIN, subject
from auditor.model.values import Value
from auditor.monitor import Monitor
from auditor.services.aliases import aliases_of
from auditor.services.bulk.choosing import may_be_set
from auditor.services.bulk.rows import Act, ChosenRows
from auditor.services.burst import seldom_collected
from auditor.services.context import Context
from auditor.services.editing.checking import Surroundings, Told, field_words, read_field
from auditor.services.lists.chosen import Listed, ids_chosen
from auditor.services.lists.marked import no_field
from auditor.services.recent import Recent
from auditor.services.records import Problems, Recorder, Repeated
from auditor.services.records.outcome import Changed, Outcomes
from auditor.services.verbs import Job
from auditor.storage.store import Store
from auditor.storage.work import Recorded, Work

APART_ROWS = 20_000
"""A longer look beforehand is taken on a copy, so that nobody waits for what is taken back anyway."""

_EXAMPLES = 5
_REASONS = 20
LONGEST_TAG = 60


@dataclass(frozen=True, slots=True)
class Reason:
    """Why rows are not taken: in words, how many, and the codes of some of them."""

    why: Message
    rows: int
    codes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Sample:
    """One row that changes: its code and what changes in it, as stored."""

    code: str
    changes: tuple[Changed, ...]


@dataclass(frozen=True, slots=True)
class BulkDone:
    """What became of the chosen rows, or would become of them (``change`` None)."""

    chosen: int
    updated: int
    unchanged: int
    refused: int
    reasons: tuple[Reason, ...]
    samples: tuple[Sample, ...]
    change: int | None
    dry_run: bool

    @property
    def counts(self) -> tuple[int, int, int]:
        """Updated, unchanged, refused."""
        return self.updated, self.unchanged, self.refused


@dataclass(frozen=True, slots=True)
class BulkEdit(Job[BulkDone]):
    """Set fields of everything chosen to typed texts (an empty one clears), put tags on, take tags off.

    ``dry_run`` does all of it and takes it back before the commit. ``expected`` are the counts of such a look: where
    it would come out otherwise by now, Busy is raised and nothing is done. ``why`` is kept with the change.
    """

    listed: Listed
    texts: tuple[tuple[str, str], ...] = ()
    add_tags: tuple[str, ...] = ()
    remove_tags: tuple[str, ...] = ()
    why: str = ""
    dry_run: bool = False
    expected: tuple[int, int, int] | None = None


class _TakenBack(Exception):
    """Ends the transaction of a look beforehand."""


@dataclass(slots=True)
class _Found:
    """What a go over the rows collects."""

    ids: array[int] = field(default_factory=lambda: array("q"))
    outcomes: Outcomes = field(default_factory=Outcomes)
    counts: dict[str, int] = field(default_factory=dict)
    reasons: dict[str, tuple[Message, int, list[int]]] = field(default_factory=dict)
    """By the sentence: itself, how many rows, the places of some."""
    refused: set[int] = field(default_factory=set)

    def refuse(self, number: int, why: Message) -> None:
        """One more row that is not taken."""
        if number in self.refused:
            return
        self.refused.add(number)
        key = f"{why.text}{sorted(why.params.items(), key=str)}"
        message, rows, some = self.reasons.get(key, (why, 0, []))
        if key in self.reasons or len(self.reasons) < _REASONS:
            self.reasons[key] = (message, rows + 1, [*some, number][:_EXAMPLES])


@seldom_collected()
def bulk_edit(context: Context, job: BulkEdit, monitor: Monitor, who: str) -> BulkDone:
    """All of it in one change, or nothing."""
    act = _act(context, job)
    with _where(context, job, monitor) as store:
        try:
            return _store(context, store, job, act, monitor, who, exact=False)
        except Repeated:  # two keys look alike by their marks: told apart by going twice
            return _store(context, store, job, act, monitor, who, exact=True)


def _store(
    context: Context, store: Store, job: BulkEdit, act: Act, monitor: Monitor, who: str, *, exact: bool
) -> BulkDone:
    try:
        with store.writing(Recorded(who, "BulkEdit", why=job.why or _words(job))) as work:
            done = _apply(context, job, act, work, monitor, exact=exact)
            if job.dry_run:
                raise _TakenBack
            _check_expected(job, done)
    except _TakenBack:
        return done
    return replace(done, change=work.committed.id if work.committed else None)


def _act(context: Context, job: BulkEdit) -> Act:
    """The typed texts as values; CallerMistake where one says nothing that could stand in its field."""
    sheet = BY_TABLE[job.listed.type]
    if not (job.texts or job.add_tags or job.remove_tags):
        raise CallerMistake(said("Nothing is to be changed."), said("Name a field and its value, or a tag."))
    with context.store.reading() as connection:
        around = Surroundings(context.today_number, aliases_of(connection))
    values: dict[str, Value] = {}
    for name, text in job.texts:
        one = next((found for found in sheet.fields if found.name == name or found.zh == name), None)
        if one is None:
            raise no_field(sheet, name)
        if not may_be_set(sheet.table, one):
            raise CallerMistake(
                said("{field} is each row's own; it is not set in bulk.", field=field_words(one)),
                said("Edit the rows one by one, or import them with this column."),
            )
        value, told = read_field(sheet, one.name, text, None, around)
        _refuse_wrong(told)
        if value is not None:
            values[one.name] = value
    on, off = _tags(sheet, job.add_tags), _tags(sheet, job.remove_tags)
    if (on or off) and "tags" in values:
        raise CallerMistake(
            said("Tags are set whole, or put on and taken off; not both at once."),
            said("Do the one first, then the other."),
        )
    return Act(values, on, off)


def _refuse_wrong(told: tuple[Told, ...]) -> None:
    for one in told:
        if one.level == "error":
            raise CallerMistake(one.message, said("Nothing was stored."))


def _tags(sheet: Sheet, tags: tuple[str, ...]) -> tuple[str, ...]:
    if tags and (sheet.table, "tags") not in LISTS:
        raise CallerMistake(
            said("{kind} bear no tags.", kind=sheet.name),
            said("Tags are for: {names}", names=enumerated(name for name in BY_TABLE if (name, "tags") in LISTS)),
        )
    tidy = dict.fromkeys(" ".join(one.split()) for one in tags)
    for one in tidy:
        if not one or len(one) > LONGEST_TAG or any(sign in one for sign in "、;；\n"):
            raise CallerMistake(
                said("“{tag}” cannot be a tag.", tag=one[:LONGEST_TAG]),
                said("A tag has 1 to {most} characters and none of 、 ; ；", most=LONGEST_TAG),
            )
    return tuple(tidy)


@contextmanager
def _where(context: Context, job: BulkEdit, monitor: Monitor) -> Iterator[Store]:
    """The workspace itself, or for a long look beforehand a copy of it."""
    with ExitStack() as stack:
        store = context.store
        if job.dry_run and store.unwritable is None and _many(context, job):
            monitor.step(0, None, said("Copying the workspace, so that others can go on writing"))
            folder = stack.enter_context(scratch())
            with suppress(WorldFailed):  # then on the workspace itself, as short ones are
                store = stack.enter_context(context.store.apart(folder))
        yield store


def _many(context: Context, job: BulkEdit) -> bool:
    with context.store.reading() as connection:
        return len(ids_chosen(context, connection, job.listed)) > APART_ROWS


def _apply(context: Context, job: BulkEdit, act: Act, work: Work, monitor: Monitor, *, exact: bool) -> BulkDone:
    kind, found = job.listed.type, _Found()
    sheet = BY_TABLE[kind]
    # What is worked out within a change that may be taken back is not kept for others.
    found.ids = ids_chosen(replace(context, recent=Recent()), work.connection, job.listed)
    rows = ChosenRows(work.connection, kind, found.ids, act, lambda number, told: found.refuse(number, told.message))
    problems = Problems(sheet.zh, locate=lambda _, number: str(number))
    recorder = Recorder(work, context.today_number, origin="desk", whole=0, exact=exact)
    counts = recorder.apply(sheet, rows, problems, monitor, found.outcomes)
    for problem in problems.found:
        if problem.level == "error":
            found.refuse(int(problem.cell), problem.message)
    for one in rows.gone:
        found.refuse(found.ids.index(one) + 1, said("It is not there any more."))
    changed = counts.updated + counts.created
    return BulkDone(
        len(found.ids),
        changed,
        counts.unchanged,
        len(found.ids) - changed - counts.unchanged,
        _reasons(work.connection, kind, found),
        _samples(work.connection, kind, found),
        None,
        job.dry_run,
    )


def _reasons(connection: Connection, kind: str, found: _Found) -> tuple[Reason, ...]:
    told = sorted(found.reasons.values(), key=lambda one: -one[1])
    codes = _codes(connection, kind, found.ids, [number for _, _, some in told for number in some])
    return tuple(Reason(why, rows, tuple(codes.get(one, "?") for one in some)) for why, rows, some in told)


def _samples(connection: Connection, kind: str, found: _Found) -> tuple[Sample, ...]:
    shown = found.outcomes.shown("updated")
    codes = _codes(connection, kind, found.ids, [one.number for one in shown])
    return tuple(Sample(codes.get(one.number, "?"), one.changes) for one in shown)


def _codes(connection: Connection, kind: str, ids: array[int], numbers: list[int]) -> dict[int, str]:
    """How people call the rows at these places."""
    main = MAIN[kind]
    column: Any = main.c.number if kind == "licence" else main.c.brand if kind == "authorisation" else main.c.code
    wanted = {ids[number - 1]: number for number in numbers}
    asked = select(main.c.id, column).where(main.c.id.in_(wanted))
    if kind == "product":
        asked = select(subject.c.id, subject.c.code).where(subject.c.id.in_(wanted))
    return {wanted[one]: str(code) for one, code in connection.execute(asked)}


def _check_expected(job: BulkEdit, done: BulkDone) -> None:
    if job.expected is not None and job.expected != done.counts:
        raise Busy(
            said("The workspace has changed since this was looked at; nothing was done."),
            said("Look again, then do it."),
        )


def _words(job: BulkEdit) -> str:
    """What the change did, for the list of changes."""
    parts = [f"{name}={text}" for name, text in job.texts]
    parts += [f"+{tag}" for tag in job.add_tags] + [f"-{tag}" for tag in job.remove_tags]
    return f"{job.listed.type}: {', '.join(parts)}"[:200]
