"""Upserts the rows of a sheet by natural key: resolves, compares, writes only what differs, counts exactly."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any, Literal

from auditor.i18n import Message, said
from auditor.model.fields import BEGINNING, Field, Kind, Sheet
from auditor.model.sheets import BY_NAME
from auditor.model.tables import VAULTS
from auditor.model.values import CLEAR, ParsedRow
from auditor.monitor import Monitor, Silent
from auditor.services.records.compare import Draft, drafted, period_after, period_names, personal_values
from auditor.services.records.fill import Fill
from auditor.services.records.keys import Keyed, Resolver, Stored, dated_apart
from auditor.services.records.outcome import Counts, Problems
from auditor.services.records.personal import facts_of
from auditor.services.records.references import References
from auditor.services.records.stored import Entry, fetch
from auditor.services.records.writer import Writer
from auditor.storage.work import Work

Origin = Literal["import", "desk"]
_BATCH = 2_000
_HELD = ("blacklisted", "suspended")


class Recorder:
    """The write path of one change: feed it sheets in the order of SHEETS.

    ``today`` is a day number: the day on which a changed status without its day begins.
    ``origin`` "desk" marks what a person set in the workspace, which an import never lifts.
    """

    def __init__(self, work: Work, today: int, *, origin: Origin = "import") -> None:
        self.work = work
        self.today = today
        self.origin: Origin = origin
        self.references = References(work.connection)
        self._writer = Writer(work)
        self._fill = Fill(work.connection)

    def apply(
        self, sheet: Sheet, rows: Sequence[ParsedRow], problems: Problems, monitor: Monitor | None = None
    ) -> Counts:
        """Store the rows; what is wrong with one is told to ``problems`` and only that row is refused."""
        counts = Counts()
        watch = monitor or Silent()
        what = said("Storing rows")
        resolver = Resolver(sheet, self.references, self._writer, problems)
        keyed: list[Keyed] = []
        for start in range(0, len(rows), _BATCH):
            part = rows[start : start + _BATCH]
            resolver.prefetch(part)
            for row in part:
                found = resolver.keyed(row)
                if found is None:
                    counts.refused += 1
                else:
                    keyed.append(found)
            watch.step(start, 2 * len(rows), what)
        self._writer.flush()
        lasting = _lasting(sheet, keyed, problems)
        counts.superseded = len(keyed) - len(lasting)
        batches = dated_apart(sheet, lasting, _BATCH)
        done = len(rows)
        for batch in batches:
            self._store(sheet, batch, problems, counts)
            done += len(batch)
            watch.step(done, 2 * len(rows), what)
        counts.warned = len(problems.warned & {one.row.number for one in lasting})
        return counts

    def _store(self, sheet: Sheet, batch: Sequence[Keyed], problems: Problems, counts: Counts) -> None:
        stored = Stored(sheet, fetch(self.work.connection, sheet, [one.key for one in batch]))
        for one in batch:
            entry = stored.entry(one)
            outcome = self._row(sheet, one, entry, problems)
            setattr(counts, outcome, getattr(counts, outcome) + 1)
        self._writer.flush()

    def _row(self, sheet: Sheet, one: Keyed, entry: Entry | None, problems: Problems) -> str:
        def tell(name: str, code: str, message: Message) -> None:
            problems.tell(one.row, name, "warning", code, message)

        before = None if entry is None else entry.row
        draft = drafted(sheet, one.row.values, before, tell)
        draft.columns.update(one.columns)
        draft.lists.update(one.lists)
        vault = None if entry is None else entry.vault
        personal = personal_values(sheet, one.row.values, vault, tell) if sheet.table in VAULTS else None
        if personal is not None:
            draft.personal = personal
            draft.columns.update(facts_of(sheet.table, personal))
        self._fill.complete(sheet, draft, before)
        if entry is None:
            self._create(sheet, one, draft)
            self._count_subject(one)
            return "created"
        return self._update(sheet, one, entry, draft, tell)

    def _count_subject(self, one: Keyed) -> None:
        self.work.touched.update(number for name, number in one.columns.items() if name.endswith("_id") and number)

    def _create(self, sheet: Sheet, one: Keyed, draft: Draft) -> None:
        columns = draft.columns
        for period in _period_fields(sheet.name):
            value, since = _period_value(period, one)
            columns[period[1]] = value
            columns[period[2]] = BEGINNING if since is None else since
        if "status_here" in columns:
            columns["status_here"] = int(self.origin == "desk")
        code = one.subject_code or str(columns.get("code", ""))
        number = self._writer.create(sheet, columns, code, draft.personal)
        if sheet.subject:
            self.references.learn(sheet.subject, code, number)
            self.work.touched.add(number)
        for name, elements in draft.lists.items():
            if elements:
                self._writer.new_list(sheet, name, number, elements)

    def _update(self, sheet: Sheet, one: Keyed, entry: Entry, draft: Draft, tell: Any) -> str:
        number = entry.row["id"]
        changed = {name: value for name, value in draft.columns.items() if entry.row.get(name) != value}
        pasts = self._change_periods(sheet, one, entry, changed, tell)
        before = {
            name: value for name, value in (entry.vault or {}).items() if draft.personal and name in draft.personal
        }
        personal = draft.personal if draft.personal and _told(before) != _told(draft.personal) else None
        lists = {n: e for n, e in draft.lists.items() if entry.lists.get(n, ()) != e}
        if not (changed or personal or lists or pasts):
            return "unchanged"
        self._writer.update(sheet, entry, changed, personal)
        for name, elements in lists.items():
            self._writer.put_list(sheet, name, number, entry.lists.get(name, ()), elements)
        if sheet.subject:
            self.work.touched.add(number)
        self._count_subject(one)
        return "updated"

    def _change_periods(self, sheet: Sheet, one: Keyed, entry: Entry, changed: dict[str, Any], tell: Any) -> int:
        written = 0
        for period in _period_fields(sheet.name):
            name, column, first, _ = period
            if name not in one.row.values and first not in one.row.values:
                continue
            latest = (entry.row[column], entry.row[first])
            value, since = _period_value(period, one)
            if name not in one.row.values:
                value = latest[0]
            if name == "status" and self._held(entry, value):
                tell(
                    "status", "status_kept", said("This status was set in the workspace; the import does not lift it.")
                )
                continue
            past = entry.past.get(name, {})
            after = period_after(latest, past, value, since, self.today)
            if after is None:
                continue
            if (after.value, after.from_day) != latest:
                changed[column], changed[first] = after.value, after.from_day
                if name == "status":
                    changed["status_here"] = int(self.origin == "desk")
            for from_day, old in after.past:
                self._writer.put_past(name, entry.row["id"], from_day, old, known=from_day in past)
                written += 1
        return written

    def _held(self, entry: Entry, value: Any) -> bool:
        kept = entry.row["status_here"] == 1 and entry.row["status"] in _HELD
        return self.origin == "import" and kept and value != entry.row["status"]


def _lasting(sheet: Sheet, keyed: list[Keyed], problems: Problems) -> list[Keyed]:
    """The rows that no later row of the same key supersedes; the later row's key cell names the earlier."""
    last: dict[Any, Keyed] = {}
    for one in keyed:
        earlier = last.pop(one.key, None)
        if earlier is not None:
            message = said("The same key stands in row {row} already; this later row wins.", row=earlier.row.number)
            problems.tell(one.row, sheet.key[0], "warning", "duplicate_key", message)
            problems.superseded.add(earlier.row.number)
        last[one.key] = one
    return list(last.values())


def _told(values: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value}


@cache
def _period_fields(name: str) -> tuple[tuple[str, str, str, Field], ...]:
    """Per period of a sheet: its name, its column, the column of its first day, its field."""
    sheet = BY_NAME[name]
    made = []
    for period in period_names(sheet):
        one = sheet.field(period)
        column = f"{period}_id" if one.kind is Kind.REF else period
        made.append((period, column, f"{period}_from", one))
    return tuple(made)


def _period_value(period: tuple[str, str, str, Field], one: Keyed) -> tuple[Any, Any]:
    name, _, first, field = period
    since: Any = one.row.values.get(first)
    from_day = BEGINNING if since is CLEAR else since
    if field.kind is Kind.REF:
        return one.period_refs.get(name), from_day
    value: Any = one.row.values.get(name)
    if value is None or value is CLEAR:
        value = field.default
    return value, from_day
