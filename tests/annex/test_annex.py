"""Long work in a process of its own is the same work: same outcome, same refusals, stopped and ended at will."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path

import pytest

from auditor.annex import client, errands
from auditor.annex.client import Annex
from auditor.annex.errands import LONG, UNDO, goes_away
from auditor.annex.process import BACK
from auditor.annex.wire import Errand, Fault
from auditor.app import Auditor
from auditor.clock import SHANGHAI
from auditor.errors import CallerMistake, Cancelled, WorldFailed
from auditor.i18n import Message, Twin, said
from auditor.monitor import Silent
from auditor.services import handlers
from auditor.services.audits import Audit
from auditor.services.changes import Changes, Head
from auditor.services.imports import Imported, ImportFiles
from auditor.services.keeping import VerifyChain
from auditor.services.opening import AtOpening
from auditor.services.undoing import LaterEdits, Undo
from auditor.services.undoing.later import Group, Standing
from auditor.storage.engine import PLENTY, SMALL
from tests.importing.books import workbook

ROWS: list[list[object]] = [
    ["主播编号", "昵称", "粉丝数"],
    ["H1", "小麦", 5],
    ["H2", "大麦", "许多"],
    ["H3", "燕麦", 7],
]


class Stopping:
    """A monitor that stops the work at its first step and notes how often it was asked."""

    def __init__(self) -> None:
        self.asked = 0

    def step(self, done: int, total: int | None, what: Message) -> None:
        self.asked += 1
        raise Cancelled(said("Stopped; nothing was changed."))


@pytest.fixture(autouse=True)
def annexed(monkeypatch: pytest.MonkeyPatch) -> None:
    """As for a person; other tests do without."""
    monkeypatch.delenv("AUDITOR_ANNEX")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    made = tmp_path / "w.auditor"
    Auditor.create(made)
    return made


@pytest.fixture
def app(path: Path) -> Iterator[Auditor]:
    with Auditor.open_for_window(path) as opened:
        yield opened


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return workbook(tmp_path / "in.xlsx", ("主播", ROWS))


def _process(app: Auditor) -> int | None:
    annex = app._annex
    assert annex is not None
    return None if annex._process is None else annex._process.pid


def _told(imported: Imported) -> object:
    return [
        (sheet.counts, sheet.outcomes.of("refused"), sheet.outcomes.shown("created"), list(one.problems))
        for one in imported.files
        for sheet in one.sheets
    ]


def test_that_an_import_made_elsewhere_tells_and_stores_what_one_made_here_does(
    app: Auditor, file: Path, tmp_path: Path
) -> None:
    here = tmp_path / "here.auditor"
    Auditor.create(here)
    with Auditor.open(here) as opened:
        wanted = opened.run(ImportFiles((file,)))
    found = app.run(ImportFiles((file,)))
    assert _process(app) not in (None, os.getpid())
    assert _told(found) == _told(wanted)
    assert found.change == wanted.change == app.ask(Head()).change
    # What a change says of itself does not tell where it was made.
    assert app.ask(Changes(limit=1))[0].who == "owner"


def test_that_a_second_errand_finds_the_process_and_a_failure_comes_back_as_itself(app: Auditor) -> None:
    report = app.run(VerifyChain())
    first = _process(app)
    assert first is not None
    if hasattr(os, "getpriority"):
        assert os.getpriority(os.PRIO_PROCESS, first) == min(19, os.nice(0) + BACK)
    with pytest.raises(CallerMistake) as caught:
        app.run(Audit(date(2026, 6, 30), rules=("XX-99",)))
    assert report.ok
    assert _process(app) == first
    assert caught.value.message.params == {"id": "XX-99"}
    assert caught.value.hint is not None
    assert any(place.endswith("job.py") for place, _, _ in caught.value.elsewhere)  # type: ignore[attr-defined]


def test_that_work_stopped_elsewhere_leaves_nothing_and_the_process_goes_on(app: Auditor, file: Path) -> None:
    before, monitor = app.ask(Head()), Stopping()
    with pytest.raises(Cancelled):
        app.run(ImportFiles((file,)), monitor)
    process = _process(app)
    assert monitor.asked == 1
    assert app.ask(Head()) == before
    assert app.run(VerifyChain()).ok
    assert _process(app) == process


def test_that_a_process_that_is_killed_is_told_and_the_next_errand_has_another(app: Auditor) -> None:
    class Killing(Silent):
        def step(self, done: int, total: int | None, what: Message) -> None:
            killed = _process(app)
            assert killed is not None
            os.kill(killed, signal.SIGKILL if os.name != "nt" else signal.SIGTERM)

    with pytest.raises(WorldFailed, match="ended without a result"):
        app.run(Audit(date(2026, 6, 30)), Killing())
    assert app.run(VerifyChain()).ok


def test_that_whoever_waits_while_it_is_sent_away_hears_that_the_work_was_stopped(app: Auditor) -> None:
    class Closing(Silent):
        def step(self, done: int, total: int | None, what: Message) -> None:
            app.hasten()

    with pytest.raises(Cancelled):
        app.run(Audit(date(2026, 6, 30)), Closing())


def test_that_the_witness_hears_of_what_was_written_elsewhere(
    path: Path, file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AUDITOR_STATE", str(tmp_path / "state"))
    with Auditor.open_for_window(path) as app:
        app.ask(AtOpening())
        made = app.run(ImportFiles((file,)))
        assert app.context.watch is not None
        seen = app.context.watch.verified[0]
        assert made.change is not None
        assert seen == made.change
        app.run(VerifyChain())
        assert app.context.watch.verified[0] == made.change


def test_that_a_process_nobody_needs_is_let_go(app: Auditor, monkeypatch: pytest.MonkeyPatch) -> None:
    app.run(VerifyChain())
    app.ask(Head())
    assert _process(app) is not None
    monkeypatch.setattr(client, "IDLE", 0.0)
    time.sleep(0.01)
    app.ask(Head())
    assert _process(app) is None


def test_that_whoever_comes_while_it_is_at_work_does_the_job_himself(path: Path) -> None:
    annex = Annex()
    annex._free.get_nowait()
    assert annex.carry_out(Errand(VerifyChain(), "me", path, None, None), Silent()) is None


def test_that_under_another_clock_work_is_done_here(path: Path) -> None:
    with Auditor.open_for_window(path, clock=lambda: datetime(2026, 6, 30, tzinfo=SHANGHAI)) as app:
        assert app._annex is None


def test_that_an_undo_of_many_rows_goes_away_and_that_of_one_edit_does_not(
    app: Auditor, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = app.run(ImportFiles((file,)))
    assert made.change is not None
    store = app.context.store
    assert not goes_away(Undo(made.change), store)
    assert not goes_away(Undo(99), store)
    monkeypatch.setattr(errands, "FEW", 1)
    assert goes_away(Undo(made.change), store)


def test_that_every_errand_is_a_job_that_there_is() -> None:
    assert {*LONG, UNDO} <= {job.__name__ for job in handlers.jobs()}


def test_that_a_fault_with_a_making_of_its_own_comes_back_whole() -> None:
    names = Twin("主播 H1", "Host H1"), Twin("", "")
    one = Standing("host:H1", "changed", "", 7, datetime(2026, 1, 1), "me", "SaveRecord", *names)
    found = Fault.of(LaterEdits(3, (one,), (Group((one,), 1),), 1)).error()
    assert isinstance(found, LaterEdits)
    assert (found.standing, found.total) == ((one,), 1)
    assert found.message.params["n"] == 3


def test_that_a_fault_that_cannot_leave_the_process_keeps_its_words() -> None:
    error = ValueError("odd")
    error.held = lambda: None  # type: ignore[attr-defined]
    found = Fault.of(error).error()
    assert str(found) == "ValueError: odd"


@pytest.mark.parametrize("engine", ["reader", "writer"])
def test_that_a_window_keeps_few_pages_and_whoever_works_by_himself_plenty(path: Path, engine: str) -> None:
    def kept(app: Auditor) -> object:
        with getattr(app.context.store, engine).connect() as connection:
            return connection.exec_driver_sql("PRAGMA cache_size").scalar_one()

    with Auditor.open_for_window(path) as app, Auditor.open(path) as other:
        assert (kept(app), kept(other)) == (-SMALL << 10, -PLENTY << 10)
