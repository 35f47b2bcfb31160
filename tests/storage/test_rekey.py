"""A workspace is put under another passphrase whole, by whoever has it alone, or not at all."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event, select

from auditor.errors import Busy, CallerMistake, Cancelled, IntegrityBroken, WorkspaceUnusable
from auditor.i18n import Message
from auditor.model.ledger import change
from auditor.model.tables import setting
from auditor.monitor import Silent
from auditor.services.passphrases import weakness
from auditor.storage.rekey import Rekeyed, rekey
from auditor.storage.store import Store
from auditor.storage.verify import verify_chain
from auditor.storage.workspace import open_store
from tests.storage.worlds import filled, note, ticking

PHRASE, OTHER = "horse battery staple", "马到成功的口令一二三"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    store = filled(tmp_path_factory.mktemp("made") / "w.auditor")
    store.close()
    return store.path


@pytest.fixture
def path(made: Path, tmp_path: Path) -> Path:
    (tmp_path / "home").mkdir()
    return Path(shutil.copy(made, tmp_path / "home" / "w.auditor"))


def turned(path: Path, present: str | None, new: str | None, **more: Any) -> Rekeyed:
    return rekey(path, ticking(), more.pop("monitor", Silent()), who="me", present=present, new=new, **more)


def opened(path: Path, passphrase: str | None) -> Store:
    return open_store(path, ticking(), passphrase=passphrase)


def told(path: Path, passphrase: str | None) -> tuple[int, bool]:
    """The last change, and whether the chain is whole."""
    store = opened(path, passphrase)
    try:
        with store.reading() as connection:
            report = verify_chain(connection, Silent())
            return report.changes, report.ok
    finally:
        store.close()


def test_that_a_passphrase_is_set_changed_and_removed_and_each_stands_in_the_chain(path: Path) -> None:
    before, _ = told(path, None)
    path.chmod(0o640)
    assert turned(path, None, PHRASE).turned == "set"
    assert not path.read_bytes().startswith(b"SQLite")
    assert turned(path, PHRASE, OTHER).turned == "changed"
    done = turned(path, OTHER, None)
    assert (done.turned, done.change, done.kept) == ("removed", before + 3, None)
    assert told(path, None) == (before + 3, True)
    store = opened(path, None)
    with store.reading() as connection:
        rows = connection.execute(select(change.c.kind, change.c.why, change.c.who).where(change.c.id > before)).all()
    store.close()
    assert [tuple(row) for row in rows] == [("passphrase", one, "me") for one in ("set", "changed", "removed")]
    assert [one.name for one in path.parent.iterdir()] == [path.name]
    assert path.stat().st_mode & 0o777 == 0o640


def test_that_the_former_file_is_kept_when_that_is_wished(path: Path) -> None:
    before = told(path, None)
    path.with_name("w.auditor.former").touch()
    kept = [turned(path, None, PHRASE, keep=True).kept]
    assert [one and one.name for one in kept] == ["w.auditor.former-2"]
    assert kept[0] is not None
    assert told(kept[0], None) == before


def test_that_a_link_stays_a_link(path: Path, tmp_path: Path) -> None:
    link = tmp_path / "link.auditor"
    link.symlink_to(path)
    turned(link, None, PHRASE)
    assert link.is_symlink()
    assert told(path, PHRASE)[1]


@pytest.mark.parametrize("new", ["", None])
def test_that_nothing_is_done_for_an_empty_wish(path: Path, new: str | None) -> None:
    before = path.read_bytes()
    with pytest.raises(CallerMistake):
        turned(path, None, new)
    assert path.read_bytes() == before


def test_that_a_wrong_or_the_same_passphrase_changes_nothing(path: Path) -> None:
    turned(path, None, PHRASE)
    before = path.read_bytes()
    for present, new, refused in ((OTHER, "yet another one", WorkspaceUnusable), (PHRASE, PHRASE, CallerMistake)):
        with pytest.raises(refused):
            turned(path, present, new)
    assert path.read_bytes() == before


@pytest.fixture
def window(path: Path) -> Iterator[Store]:
    store = opened(path, None)
    with store.reading():
        pass
    yield store
    store.close()


def test_that_who_has_it_open_elsewhere_is_told_of_and_goes_on(path: Path, window: Store) -> None:
    with pytest.raises(Busy):
        turned(path, None, PHRASE)
    with window.writing(note("still here")) as work:
        work.insert(setting, [{"key": "here", "value": "1"}])
    window.close()
    assert turned(path, None, PHRASE).change == work.change_id + 1


class _Stops:
    """A monitor that stops the work at the first step of a part, or breaks into it."""

    def __init__(self, at: str, act: Any = None) -> None:
        self.at, self.act = at, act

    def step(self, done: int, total: int | None, what: Message) -> None:
        if str(what).startswith(self.at):
            if self.act is None:
                raise Cancelled(what)
            self.act()


@pytest.mark.parametrize("at", ["Taking hold", "Writing the workspace", "Recomputing"])
def test_that_stopped_on_the_way_nothing_has_happened(path: Path, at: str) -> None:
    before = told(path, None)
    with pytest.raises(Cancelled):
        turned(path, None, PHRASE, monitor=_Stops(at))
    assert told(path, None) == before
    assert [one.name for one in path.parent.iterdir()] == [path.name]


def test_that_nobody_gets_in_while_it_is_written_anew(path: Path) -> None:
    met: list[type[Exception]] = []

    def break_in() -> None:
        if not met:
            try:
                opened(path, None).close()
            except Exception as error:
                met.append(type(error))

    turned(path, None, PHRASE, monitor=_Stops("Recomputing", break_in))
    assert met == [Busy]
    assert told(path, PHRASE)[1]


def test_that_a_workspace_that_does_not_verify_is_left_as_it_is(path: Path) -> None:
    store = opened(path, None)
    with store.writer.connect() as connection:
        for (name,) in connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'trigger'").all():
            connection.exec_driver_sql(f'DROP TRIGGER "{name}"')
        connection.exec_driver_sql("UPDATE setting SET value = 'forged'")
        connection.commit()
    store.close()
    with pytest.raises(IntegrityBroken):
        turned(path, None, PHRASE)
    assert path.read_bytes().startswith(b"SQLite")


def test_that_a_writer_who_waited_does_not_write_into_a_file_that_was_replaced(path: Path) -> None:
    store = opened(path, None)
    new = Path(shutil.copy(path, path.with_name("new")))
    # Between the look at the name and the lock on the file: there a writer waits for whoever holds it.
    event.listen(store.writer, "begin", lambda _: new.exists() and new.replace(path), insert=True)
    with pytest.raises(WorkspaceUnusable, match="taken the place"), store.writing(note("lost")) as work:
        work.insert(setting, [{"key": "lost", "value": "1"}])
    store.close()


@pytest.mark.parametrize(
    "weak", ["a", "horse123", "aaaaaaaaaaaaaaa", "20010203040506", "password123", "Auditor123456", "qwerty123456"]
)
def test_that_a_weak_passphrase_is_told(weak: str) -> None:
    assert weakness(weak) is not None


@pytest.mark.parametrize("strong", [PHRASE, OTHER, "Tr0ub4dor&3x", "kolibri-7-mangrove"])
def test_that_one_that_is_hard_to_guess_is_not(strong: str) -> None:
    assert weakness(strong) is None
