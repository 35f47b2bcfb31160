"""One transaction, one change, or nothing at all."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from auditor.errors import Busy
from auditor.i18n import said
from auditor.model.ledger import change, head, writing
from auditor.model.tables import HISTORY, VAULTS, setting
from auditor.monitor import Silent
from auditor.storage.store import Store
from auditor.storage.verify import verify_chain
from auditor.storage.work import Recorded
from auditor.storage.workspace import open_store
from tests.storage.worlds import add_generation, delete_generation, new_store, note, ticking


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = new_store(tmp_path / "w.auditor")
    yield opened
    opened.close()


def state(store: Store) -> tuple[int, str, list[str]]:
    with store.reading() as connection:
        number, hashed = connection.execute(select(head.c.change_id, head.c.hash)).one()
        assert connection.execute(select(writing.c.change_id)).scalar() is None
        return number, hashed, sorted(connection.execute(select(setting.c.value)).scalars())


def test_that_a_change_says_who_when_what_and_why(store: Store) -> None:
    with store.writing(Recorded("li", "import", why="周一", source="ab" * 32)) as work:
        work.insert(setting, [{"key": "a", "value": "1"}])
    with store.reading() as connection:
        row = connection.execute(select(change).where(change.c.id == 2)).mappings().one()
    assert (row["who"], row["kind"], row["why"], row["source"], row["rows"]) == ("li", "import", "周一", "ab" * 32, 1)
    assert work.committed is not None
    assert row["hash"] == work.committed.hash()


def test_that_a_change_that_wrote_nothing_is_not_recorded(store: Store) -> None:
    before = state(store)
    with store.writing(note("nothing")) as work:
        pass
    assert work.committed is None
    assert state(store) == before


def test_that_an_event_is_recorded_although_no_row_was_written(store: Store) -> None:
    with store.writing(Recorded("li", "reveal", why="核对", always=True)) as work:
        pass
    assert work.committed is not None
    with store.reading() as connection:
        assert verify_chain(connection, Silent()).ok


def give_up(store: Store, error: BaseException) -> None:
    with store.writing(note("half")) as work:
        add_generation(work, 1)
        raise error


@pytest.mark.parametrize(
    "error", [ValueError(), KeyboardInterrupt(), Busy(said("busy"))], ids=lambda e: type(e).__name__
)
def test_that_a_change_given_up_leaves_nothing(store: Store, error: BaseException) -> None:
    before = state(store)
    with pytest.raises(type(error)):
        give_up(store, error)
    assert state(store) == before
    with store.writing(note("whole")) as work:
        add_generation(work, 1)
    assert state(store)[0] == before[0] + 1


def dangle(store: Store) -> None:
    with store.writing(note("half")) as work:
        work.insert(setting, [{"key": "other", "value": "2"}])
        work.connection.exec_driver_sql(
            "UPDATE licence SET owner_id = 999, change_id = (SELECT change_id FROM writing)"
        )


def test_that_a_dangling_reference_undoes_the_whole_change(store: Store) -> None:
    with store.writing(note("rows")) as work:
        add_generation(work, 1)
    before = state(store)
    with pytest.raises(IntegrityError):
        dangle(store)
    assert state(store) == before


def test_that_numbers_have_no_gap_after_changes_given_up(store: Store) -> None:
    for value in range(4):
        try:
            with store.writing(note("step")) as work:
                work.insert(setting, [{"key": f"k{value}", "value": str(value)}])
                if value % 2:
                    raise ValueError
        except ValueError:
            pass
    with store.reading() as connection:
        assert connection.execute(select(change.c.id).order_by(change.c.id)).scalars().all() == [1, 2, 3]
        assert verify_chain(connection, Silent()).ok


def test_that_a_reader_keeps_its_moment_while_a_change_commits(store: Store) -> None:
    with store.reading() as connection:
        assert connection.execute(select(setting)).all() == []
        with store.writing(note("beside")) as work:
            work.insert(setting, [{"key": "a", "value": "1"}])
        assert connection.execute(select(setting)).all() == []
    assert state(store)[2] == ["1"]


def impatient(store: Store) -> None:
    """Wait for a fifth of a second instead of five."""
    raw = store.writer.raw_connection()
    raw.cursor().execute("PRAGMA busy_timeout = 200")
    raw.close()


def test_that_a_second_writer_is_told_who_is_in_the_way(store: Store) -> None:
    other = open_store(store.path, ticking())
    impatient(other)
    with store.writing(note("long")) as work:
        work.insert(setting, [{"key": "a", "value": "1"}])
        with pytest.raises(Busy) as told, other.writing(note("second")):
            pass
        assert told.value.exit_code == 6
        with other.reading() as connection:
            assert connection.execute(select(setting)).all() == []
    with other.writing(note("second")) as work:
        work.insert(setting, [{"key": "b", "value": "2"}])
    assert state(other)[2] == ["1", "2"]
    other.close()


def test_that_a_second_writer_waits_up_to_five_seconds(store: Store) -> None:
    raw = store.writer.raw_connection()
    assert raw.cursor().execute("PRAGMA busy_timeout").fetchone() == (5000,)
    raw.close()


FULL = """
import resource, signal, sys
from pathlib import Path
from auditor.errors import AuditorError
from auditor.storage.workspace import open_store
from auditor.model.tables import setting
from tests.storage.worlds import note, ticking
path = Path(sys.argv[1])
store = open_store(path, ticking())
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
wal = path.with_name(path.name + "-wal")
room = int(sys.argv[2])
resource.setrlimit(resource.RLIMIT_FSIZE, (room, room))
done = 0
try:
    for step in range(400):
        with store.writing(note("fill")) as work:
            work.insert(setting, [{"key": f"k{step}-{n}", "value": "x" * 900} for n in range(40)])
        done += 1
        print("ack", work.committed.id, flush=True)
except AuditorError as error:
    print("told", error.exit_code, error.message, flush=True)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="file size limits are POSIX")
@pytest.mark.parametrize("room", [4_000_000, 4_123_456, 5_000_000])
def test_that_a_full_disk_loses_nothing_that_was_acknowledged(store: Store, room: int) -> None:
    store.close()
    root = Path(__file__).parents[2]
    ended = subprocess.run(
        [sys.executable, "-c", FULL, str(store.path), str(room)],
        cwd=root,
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    assert ended.returncode == 0, ended.stderr
    *acknowledged, told = ended.stdout.splitlines()
    assert told.startswith("told 8")
    opened = open_store(store.path, ticking())
    with opened.reading() as connection:
        report = verify_chain(connection, Silent())
        assert report.first_difference is None
        assert report.changes == 1 + len(acknowledged)
        assert connection.exec_driver_sql("PRAGMA integrity_check").scalar() == "ok"
    with opened.writing(note("goes on")) as work:
        work.insert(setting, [{"key": "after", "value": "1"}])
    assert work.committed is not None
    opened.close()


KILLED = """
import os, signal, sys
from pathlib import Path
from auditor.storage.workspace import open_store
from tests.storage.worlds import add_generation, note, ticking
store = open_store(Path(sys.argv[1]), ticking())
for serial in range(1, 4):
    with store.writing(note("rows")) as work:
        add_generation(work, serial)
        if serial == 3:
            os.kill(os.getpid(), signal.SIGKILL)
    print("ack", work.committed.id, flush=True)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="kill -9 is POSIX")
def test_that_a_killed_writer_leaves_every_acknowledged_change_and_nothing_half(store: Store) -> None:
    store.close()
    ended = subprocess.run(
        [sys.executable, "-c", KILLED, str(store.path)],
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert ended.returncode == -9, ended.stderr
    assert ended.stdout.split() == ["ack", "2", "ack", "3"]
    opened = open_store(store.path, ticking())
    with opened.reading() as connection:
        report = verify_chain(connection, Silent())
        assert (report.first_difference, report.changes) == (None, 3)
    opened.close()


def test_that_deleted_personal_values_leave_the_file(store: Store) -> None:
    """secure_delete: what erasure takes away cannot be read from free pages."""
    with store.writing(note("rows")) as work:
        add_generation(work, 1)
    with store.writing(note("gone")) as work:
        delete_generation(work, 1)
        for vault in VAULTS.values():
            work.connection.exec_driver_sql(f"DELETE FROM {HISTORY[vault.name].name}")
    store.close()
    assert b"canary" not in store.path.read_bytes()
