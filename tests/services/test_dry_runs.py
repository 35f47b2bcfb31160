"""A long dry run is made on a copy: nobody waits for it, and it says what the import then does."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from auditor.app import Auditor
from auditor.errors import Busy
from auditor.i18n import Message
from auditor.monitor import Monitor
from auditor.services import imports
from auditor.services.changes import Head
from auditor.services.imports import Imported, ImportFiles
from auditor.storage.work import Recorded
from tests.importing.books import workbook
from tests.services.conftest import NOW, Store

ROWS: list[list[object]] = [
    ["主播编号", "昵称", "粉丝数"],
    ["H1", "小麦", 5],
    ["H2", "大麦", "许多"],
    ["H3", "燕麦", 7],
]


class Watching(Monitor):
    """Notes what is said, and which private folders there are meanwhile."""

    def __init__(self, home: Path) -> None:
        self.said: set[str] = set()
        self.copies: set[int] = set()
        self._home = home

    def step(self, done: int, total: int | None, what: Message) -> None:
        self.said.add(what.text)
        self.copies |= {path.stat().st_mode & 0o077 for path in self._home.glob("auditor-read-*/apart*")}


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return workbook(tmp_path / "in.xlsx", ("主播", ROWS))


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    made = tmp_path / "passing"
    made.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(made))
    monkeypatch.setattr(imports, "APART_ROWS", 2)
    monkeypatch.setattr(imports, "APART_BYTES", 1 << 30)
    yield made
    assert list(made.iterdir()) == []


def _counts(imported: Imported) -> list[dict[str, int]]:
    return [sheet.counts.as_dict() for file in imported.files for sheet in file.sheets]


def test_that_a_dry_run_goes_on_while_somebody_writes(app: Auditor, store: Store, file: Path, home: Path) -> None:
    store({"hosts": [{"code": "H1", "stage_name": "小麦", "followers": 5}]})
    with Auditor.open(app.path, clock=lambda: NOW) as other:
        before = other.ask(Head())
        with other.context.store.writing(Recorded("other", "test", always=True)):
            tried = app.run(ImportFiles((file,), dry_run=True))
        assert other.ask(Head()).change == before.change + 1
    assert (tried.change, tried.dry_run) == (None, True)
    assert _counts(tried) == _counts(app.run(ImportFiles((file,))))
    assert _counts(tried)[0] | {"warned": 0} == {
        **dict.fromkeys(("updated", "superseded", "warned"), 0), "created": 1, "unchanged": 1, "refused": 1
    }  # fmt: skip


def test_that_a_short_one_waits_like_any_writer(
    app: Auditor, file: Path, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(imports, "APART_ROWS", 3)
    with (
        Auditor.open(app.path, clock=lambda: NOW) as other,
        other.context.store.writing(Recorded("other", "test", always=True)),
        pytest.raises(Busy),
    ):
        app.run(ImportFiles((file,), dry_run=True))


def test_that_the_copy_is_private_and_goes(app: Auditor, file: Path, home: Path) -> None:
    watching = Watching(home)
    app.run(ImportFiles((file,), dry_run=True), watching)
    assert "Copying the workspace, so that others can go on writing" in watching.said
    assert watching.copies == {0}
    watching = Watching(home)
    app.run(ImportFiles((file,)), watching)
    assert watching.copies == set()


def test_that_the_copy_of_an_encrypted_workspace_is_encrypted(tmp_path: Path, file: Path, home: Path) -> None:
    path = tmp_path / "locked.auditor"
    Auditor.create(path, clock=lambda: NOW, passphrase="correct horse")
    with Auditor.open(path, clock=lambda: NOW, passphrase="correct horse") as app:
        assert _counts(app.run(ImportFiles((file,), dry_run=True)))[0]["created"] == 2
        with app.context.store.apart(home) as copied:
            assert not copied.path.read_bytes().startswith(b"SQLite format 3")
        for left in home.iterdir():
            left.unlink()


def test_that_where_no_copy_fits_the_workspace_itself_is_tried(
    app: Auditor, file: Path, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(imports, "APART_BYTES", 1)
    watching = Watching(home)
    assert _counts(app.run(ImportFiles((file,), dry_run=True), watching))[0]["created"] == 2
    assert watching.copies == set()
