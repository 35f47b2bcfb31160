"""Upserts the rows of a sheet by natural key: resolves, compares, writes only what differs, counts exactly."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any, Literal

from auditor.i18n import Message, said
from auditor.model.fields import BEGINNING, Field, Kind, Sheet
from auditor.model.row_checks import RowFault
from auditor.model.sheets import BY_NAME
from auditor.model.tables import VAULTS, subject_columns
from auditor.model.values import CLEAR, ParsedRow, Rows
from auditor.monitor import Monitor, Silent
from auditor.services.burst import swept
from auditor.services.records.checks import RowChecks
from auditor.services.records.closing import WAITS
from auditor.services.records.compare import Draft, drafted, period_after, period_names, personal_values
from auditor.services.records.differences import differences
from auditor.services.records.fill import Fill
from auditor.services.records.going import BATCH, Going, Keys, Listed, Superseded, lasting
from auditor.services.records.keys import Keyed, Resolver, Stored, dated_apart
from auditor.services.records.outcome import Changed, Counts, Outcomes, Problems
from auditor.services.records.personal import facts_of
from auditor.services.records.references import References
from auditor.services.records.stored import Entry, fetch
from auditor.services.records.writer import Writer
from auditor.storage.work import Work

Origin = Literal["import", "desk"]
WHOLE = 20_000
"""Rows of a sheet that are taken at once; more are taken batch by batch."""

_ASIDE = 20_000
"""Rows that are set aside; more of them are refused where they stand."""

_HELD = ("blacklisted", "suspended")


class Recorder:
    """The write path of one change: feed it sheets in the order of SHEETS.

    ``today`` is a day number: the day on which a changed status without its day begins.
    Up to ``whole`` rows of a sheet are taken at once, more of them batch by batch.
    Many rows that do not repeat each other literally are taken in one go unless ``exact``; Repeated is raised where
    two of them mean the same after all, and the whole change must begin anew, exactly.
    ``settles``: whoever feeds it calls ``settle`` at the end; cases that close, though something in them is open as
    yet, then wait for what later sheets say.
    ``origin`` "desk" marks what a person set in the workspace, which an import never lifts.
    """

    def __init__(
        self,
        work: Work,
        today: int,
        *,
        origin: Origin = "import",
        whole: int = WHOLE,
        exact: bool = True,
        settles: bool = False,
    ) -> None:
        self.work = work
        self.today = today
        self.origin: Origin = origin
        self._whole = whole
        self._exact = exact
        self.references = References(work.connection)
        self._writer = Writer(work)
        self._fill = Fill(work.connection)
        self._checks = RowChecks(work.connection)
        self._aside: list[tuple[Going, Keyed]] | None = [] if settles else None

    def apply(
        self,
        sheet: Sheet,
        rows: Sequence[ParsedRow] | Rows,
        problems: Problems,
        monitor: Monitor | None = None,
        outcomes: Outcomes | None = None,
    ) -> Counts:
        """Store the rows; what is wrong with one is told to ``problems`` and only that row is refused.

        More than a few rows are stored batch by batch: only marks of their keys and outcomes stay in memory.
        ``outcomes`` notes what became of each row.
        """
        given = rows if not isinstance(rows, Sequence) else Listed(rows)
        going = Going(sheet, problems, outcomes, monitor or Silent(), len(given))
        if len(given) <= self._whole:
            self._apply_whole(going, given)
        elif given.repeats or self._exact:
            self._apply_stream(going, given, self._superseded(going, given))
        else:
            self._apply_unrepeated(going, given)
        going.counts.warned = problems.standing
        return going.counts

    def put(self, sheet: Sheet, row: ParsedRow, entry: Entry | None, problems: Problems) -> Outcomes:
        """Store one row over the stored ``entry``, whatever its key says; None: a new one, refused where its key is.

        ``row`` names every field of the key and each reference with its type; of the rest only what changes.
        """
        outcomes = Outcomes()
        going = Going(sheet, problems, outcomes, Silent(), 1)
        for one in self._keyed(going, self._resolver(going), [row]):
            self._writer.flush()
            there = fetch(self.work.connection, sheet, [one.key]).get(one.key)
            if there is not None and (entry is None or there.row["id"] != entry.row["id"]):
                message = said("Another record with this key is stored already.")
                problems.tell(row, _told_at(sheet, row), "error", "key_taken", message)
                going.note(row, "refused")
                continue
            if entry is not None:
                self._touch_meant(sheet, entry.row)
            self._row(going, one, entry)
            self._writer.flush()
        return outcomes

    def _apply_whole(self, going: Going, rows: Rows) -> None:
        """All keys first, then the rows that last."""
        resolver = self._resolver(going)
        keyed = [one for batch in rows.batches() for one in self._keyed(going, resolver, batch)]
        self._writer.flush()
        kept = lasting(going, keyed)
        for start in range(0, len(kept), BATCH):
            self._store(going, kept[start : start + BATCH])

    def _apply_unrepeated(self, going: Going, rows: Rows) -> None:
        """Batch by batch in one go; Repeated where two rows turn out to mean the same."""
        keys = Keys()
        self._apply_stream(going, rows, Superseded({}), keys)
        keys.check()

    def _apply_stream(self, going: Going, rows: Rows, superseded: Superseded, keys: Keys | None = None) -> None:
        resolver = self._resolver(going)
        for batch in rows.batches():
            keyed = self._keyed(going, resolver, batch)
            self._writer.flush()
            if keys is not None:
                keys.add_batch(keyed)
            self._store(going, [one for one in keyed if superseded.lasts(going, one)])
            self.references.bound()
            del keyed, batch
            swept()

    def _superseded(self, going: Going, rows: Rows) -> Superseded:
        """Which rows a later one of the same key supersedes: told by the marks of all keys, then by the keys alike."""
        aside, keys = going.again(), Keys()
        resolver = self._resolver(aside)
        for batch in rows.batches():
            for one in self._keyed(aside, resolver, batch):
                keys.add(one.key, one.row.number)
        alike = keys.alike()
        last: dict[Any, int] = {}
        earlier: dict[int, int] = {}
        for batch in rows.batches() if alike else ():
            for one in self._keyed(aside, resolver, [row for row in batch if row.number in alike]):
                if one.key in last:
                    earlier[one.row.number] = last[one.key]
                last[one.key] = one.row.number
        self._writer.flush()
        return Superseded(earlier)

    def _resolver(self, going: Going) -> Resolver:
        return Resolver(going.sheet, self.references, self._writer, going.problems)

    def _keyed(self, going: Going, resolver: Resolver, batch: Sequence[ParsedRow]) -> list[Keyed]:
        resolver.prefetch(batch)
        made = []
        for row in batch:
            found = resolver.keyed(row)
            if found is None:
                going.note(row, "refused")
            else:
                made.append(found)
        going.step(len(batch))
        return made

    def settle(self) -> None:
        """After the last sheet: try again the rows that were set aside, for what they waited for may stand by now."""
        aside, self._aside = self._aside, None
        for going, one in aside or ():
            self._store(going, [one])
            going.counts.warned = going.problems.standing

    def _store(self, going: Going, rows: Sequence[Keyed]) -> None:
        for batch in dated_apart(going.sheet, rows, BATCH):
            self._checks.prepare(going.sheet, [(one.columns, one.row.values) for one in batch])
            stored = Stored(going.sheet, fetch(self.work.connection, going.sheet, [one.key for one in batch]))
            for one in batch:
                self._row(going, one, stored.entry(one))
            self._writer.flush()
            going.step(len(batch))

    def _row(self, going: Going, one: Keyed, entry: Entry | None) -> None:
        sheet = going.sheet

        def tell(name: str, code: str, message: Message) -> None:
            going.problems.tell(one.row, name, "warning", code, message)

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
        if self.origin == "import" and before is not None and sheet.table == "case_record":
            self._checks.keep_decided(draft.columns, before, tell)
        if self._refused(going, one, draft, before):
            return
        if entry is not None:
            self._update(going, one, entry, draft, tell)
            return
        self._create(sheet, one, draft)
        self._touch_meant(sheet, one.columns)
        going.note(one.row, "created")

    def _refused(self, going: Going, one: Keyed, draft: Draft, before: Mapping[str, Any] | None) -> bool:
        """Whether something speaks against the row as a whole, which is told then."""
        found = list(self._checks.faults(going.sheet, draft.columns, before))
        if self.origin == "import":
            found = self._told(going, one, found)
        if found and self._set_aside(going, one, found):
            return True
        for fault in found:
            name = next((name for name in fault.fields if name in one.row.values), fault.fields[0])
            going.problems.tell(one.row, name, "error", fault.code, fault.message)
        if found:
            going.note(one.row, "refused")
        return bool(found)

    def _told(self, going: Going, one: Keyed, found: Sequence[RowFault]) -> list[RowFault]:
        """What speaks against a file's row; the rest is told, unless its own cells told it when they were read."""
        for fault in found:
            if fault.told_in_files and not one.row.values.keys() >= {*fault.fields}:
                going.problems.tell(one.row, fault.fields[0], "warning", fault.code, fault.message)
        return [fault for fault in found if not fault.told_in_files]

    def _set_aside(self, going: Going, one: Keyed, found: Sequence[RowFault]) -> bool:
        """Whether the row waits for what other sheets may bring."""
        waits = self._aside is not None and len(self._aside) < _ASIDE and all(each.code in WAITS for each in found)
        if waits and self._aside is not None:
            self._aside.append((going, one))
        return waits

    def _touch_meant(self, sheet: Sheet, columns: Mapping[str, Any]) -> None:
        """Whoever a row names may have another answer."""
        wanted = subject_columns(sheet.table)
        self.work.touch(number for name, number in columns.items() if name in wanted and number)

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
            self.work.touch((number,))
        for name, elements in draft.lists.items():
            if elements:
                self._writer.new_list(sheet, name, number, elements)

    def _update(self, going: Going, one: Keyed, entry: Entry, draft: Draft, tell: Any) -> None:
        sheet, number = going.sheet, entry.row["id"]
        changed = {name: value for name, value in draft.columns.items() if entry.row.get(name) != value}
        pasts = self._change_periods(sheet, one, entry, changed, tell)
        before = {
            name: value for name, value in (entry.vault or {}).items() if draft.personal and name in draft.personal
        }
        personal = draft.personal if draft.personal and _told(before) != _told(draft.personal) else None
        lists = {n: e for n, e in draft.lists.items() if entry.lists.get(n, ()) != e}
        if not (changed or personal or lists or pasts):
            going.note(one.row, "unchanged")
            return
        shown: tuple[Changed, ...] = ()
        if going.shows("updated"):
            shown = differences(sheet, entry, changed, personal, lists, self.references)
        self._writer.update(sheet, entry, changed, personal)
        for name, elements in lists.items():
            self._writer.put_list(sheet, name, number, entry.lists.get(name, ()), elements)
        if sheet.subject:
            self.work.touch((number,))
        self._touch_meant(sheet, one.columns)
        going.note(one.row, "updated", shown)

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


def _told_at(sheet: Sheet, row: ParsedRow) -> str:
    """The field at which a key that is taken is told: the most telling one that was typed."""
    return next((name for name in sheet.key if name in row.cells), sheet.key[0])


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
