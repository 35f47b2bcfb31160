"""Whatever was imported, undo brings back exactly what was there before, and redo what was there after."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from auditor.app import Auditor
from auditor.clock import SHANGHAI
from auditor.errors import CallerMistake
from auditor.model.sheets import BY_NAME, SHEETS
from auditor.model.values import CLEAR, ParsedRow
from auditor.services.duplicates import Merge
from auditor.services.records import Problems, Recorder
from auditor.services.undoing import LaterEdits, Undo
from auditor.storage.work import Recorded
from tests.services.snapshots import assert_sound, dumped, held

NOW = datetime(2026, 6, 30, 12, 0, tzinfo=SHANGHAI)
TODAY = 20_634
CODES = st.sampled_from(["1", "2", "3"])
DAYS = st.integers(TODAY - 3, TODAY)
WORDS = st.sampled_from(["甲", "乙", "丙", "小明", "Ming"])
LISTS = st.lists(WORDS, max_size=3).map(tuple)

Rows = dict[str, list[dict[str, Any]]]


def rows(needed: dict[str, Any], further: dict[str, Any]) -> st.SearchStrategy[list[dict[str, Any]]]:
    """Rows of one sheet; what is not needed may be absent or cleared."""
    optional = {name: st.one_of(one, st.just(CLEAR)) for name, one in further.items()}
    return st.lists(st.fixed_dictionaries(needed, optional=optional), max_size=3)


FILES: st.SearchStrategy[Rows] = st.fixed_dictionaries(
    {},
    optional={
        "agencies": rows({"code": CODES, "name": WORDS}, {"phone": WORDS}),
        "merchants": rows(
            {"code": CODES, "shop_name": WORDS}, {"brands": LISTS, "representative": WORDS, "legal_name": WORDS}
        ),
        "hosts": rows(
            {"code": CODES, "stage_name": WORDS},
            {
                "real_name": WORDS,
                "phone": WORDS,
                "tags": LISTS,
                "agency": CODES,
                "agency_from": DAYS,
                "status": st.sampled_from(["active", "suspended", "left"]),
                "status_from": DAYS,
            },
        ),
        "accounts": rows(
            {"platform": st.just("douyin"), "account_id": WORDS, "owner_type": st.just("host"), "owner": CODES}, {}
        ),
        "products": rows({"merchant": CODES, "code": CODES, "name": WORDS, "category": WORDS}, {"brand": WORDS}),
        "licences": rows(
            {"owner_type": st.just("host"), "owner": CODES, "kind": st.just("broker"), "number": CODES},
            {"valid_from": DAYS, "scope": LISTS},
        ),
        "trainings": rows({"learner": CODES, "course": WORDS, "title": WORDS, "completed_on": DAYS}, {"topics": LISTS}),
        "cases": rows(
            {
                "code": CODES,
                "subject_type": st.just("merchant"),
                "subject": CODES,
                "category": WORDS,
                "occurred_at": DAYS,
            },
            {"related": st.lists(CODES.map("host:{}".format), max_size=2).map(tuple)},
        ),
    },
)

LAWS = settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
_EMPTY: list[Path] = []


def in_a_workspace(law: Callable[[Auditor], None]) -> None:
    """Try the law on a copy of an empty workspace."""
    if not _EMPTY:
        _EMPTY.append(Path(tempfile.mkdtemp()) / "empty.auditor")
        Auditor.create(_EMPTY[0], clock=lambda: NOW)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "w.auditor"
        shutil.copy(_EMPTY[0], path)
        with Auditor.open(path, clock=lambda: NOW) as app:
            law(app)


def taken(app: Auditor, file: Rows) -> int | None:
    """Import the rows; what is refused is refused. Gives the change."""
    with app.context.store.writing(Recorded("me", "import")) as work:
        recorder = Recorder(work, TODAY)
        for sheet in SHEETS:
            if sheet.name in file:
                parsed = [ParsedRow(number, values) for number, values in enumerate(file[sheet.name], start=2)]
                recorder.apply(BY_NAME[sheet.name], parsed, Problems(sheet.zh))
    return work.committed.id if work.committed else None


@LAWS
@given(FILES, FILES)
def test_that_undo_restores_and_redo_repeats(first: Rows, second: Rows) -> None:
    def law(app: Auditor) -> None:
        taken(app, first)
        before, told = held(app), dumped(app)
        change = taken(app, second)
        if change is None:
            return
        after = held(app)
        done = app.run(Undo(change)).change
        assert (held(app), dumped(app)) == (before, told)
        assert (held(app, change), held(app, change - 1)) == (after, before)
        assert done is not None
        app.run(Undo(done))
        assert held(app) == after
        assert_sound(app)

    in_a_workspace(law)


@LAWS
@given(FILES, FILES, FILES)
def test_that_changes_undone_from_the_last_on_leave_nothing_and_out_of_turn_never_more_than_asked(
    first: Rows, second: Rows, third: Rows
) -> None:
    def law(app: Auditor) -> None:
        before = [held(app)]
        changes = []
        for number in (taken(app, file) for file in (first, second, third)):
            if number is not None:
                changes.append(number)
                before.append(held(app))
        for number in changes[:-1]:
            _out_of_turn(app, number)
        for number in reversed(changes):
            assert held(app) == before.pop()
            app.run(Undo(number))
        assert held(app) == before.pop()
        assert_sound(app)

    in_a_workspace(law)


def _out_of_turn(app: Auditor, number: int) -> None:
    """An earlier change is refused and nothing happens, or undone, which leaves a sound workspace and can be redone."""
    before = held(app)
    try:
        done = app.run(Undo(number)).change
    except LaterEdits:
        assert held(app) == before
        return
    assert_sound(app)
    assert done is not None
    app.run(Undo(done))
    assert held(app) == before


@LAWS
@given(FILES, FILES, st.sampled_from(["host", "merchant", "agency"]))
def test_that_a_merge_is_sound_and_undone_without_a_trace(first: Rows, second: Rows, kind: str) -> None:
    def law(app: Auditor) -> None:
        for file in (first, second):
            taken(app, file)
        before, told = held(app), dumped(app)
        take = (("status", "keep"),)
        try:
            change = app.run(Merge(f"{kind}:1", f"{kind}:2", "同一个", take)).change  # type: ignore[arg-type]
        except CallerMistake:
            assert held(app) == before
            return
        assert_sound(app)
        assert change is not None
        app.run(Undo(change))
        assert (held(app), dumped(app)) == (before, told)
        assert_sound(app)

    in_a_workspace(law)
