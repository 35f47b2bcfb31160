"""An older workspace is brought up whole or left whole; a newer one is not touched."""

from __future__ import annotations

import gzip
import shutil
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from sqlcipher3 import dbapi2

from auditor.errors import IntegrityBroken, WorkspaceUnusable
from auditor.monitor import Silent
from auditor.storage.expected import difference, fresh_schema, schema_of
from auditor.storage.migrations.steps import LATEST, VERSIONS, migrate
from auditor.storage.verify import verify_chain
from auditor.storage.workspace import open_store, recognise
from tests.storage.worlds import DESKS, EVIDENCE, SCANS, SESSIONS, add_generation, new_store, note, ticking

OLD_WORKSPACES = sorted((Path(__file__).parents[1] / "old_workspaces").glob("*.auditor.gz"))


def connect(path: Path, key: str | None = None) -> Any:
    raw = dbapi2.connect(str(path), isolation_level=None)
    if key is not None:
        raw.execute(f"PRAGMA key = \"x'{key}'\"")
    return raw


def number(path: Path) -> int:
    raw = connect(path)
    try:
        return int(raw.execute("PRAGMA user_version").fetchone()[0])
    finally:
        raw.close()


@pytest.fixture
def old(tmp_path: Path) -> Path:
    """A workspace of schema 1, with some rows."""
    path = tmp_path / "w.auditor"
    store = new_store(path)
    with store.writing(note("rows")) as work:
        add_generation(work, 1, without=(*SCANS, *DESKS), empty=EVIDENCE | SESSIONS)
    store.close()
    make_old(path)
    return path


def make_old(path: Path, key: str | None = None) -> None:
    """What schema 1 was."""
    raw = connect(path, key)
    with_narrow_contracts(raw)
    without_desks(raw)
    without_evidence(raw)
    without_scans(raw)
    without_standing(raw)
    raw.execute("DROP TABLE alembic_version")
    raw.execute("PRAGMA user_version = 1")
    raw.close()


def with_narrow_contracts(raw: Any) -> None:
    """What schema 6 was."""
    first = (
        "counterparty_id, kind, state, valid_from, valid_until, valid_until_long, auto_renew, "
        "terminated_on, signed_on, party_type, party_id, counterparty_type"
    )
    for index, columns in (("cv_contract_4", first), ("cv_contract_5", "party_id")):
        raw.execute(f"DROP INDEX {index}")
        raw.execute(f"CREATE INDEX {index} ON contract ({columns})")


def without_desks(raw: Any) -> None:
    """What schema 5 was, but for the triggers, which name every column and are made anew by any step."""
    for (name,) in raw.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
        raw.execute(f"DROP TRIGGER {name}")
    for (index,) in raw.execute("SELECT name FROM sqlite_master WHERE name LIKE 'dk\\_%' ESCAPE '\\'").fetchall():
        raw.execute(f"DROP INDEX {index}")
    for table, column in sorted(SESSIONS):
        for name in (table, f"{table}_history"):
            raw.execute(f"ALTER TABLE {name} DROP COLUMN {column}")
    for table in DESKS:
        raw.execute(f"DROP TABLE {table.name}")
        raw.execute(f"DROP TABLE {table.name}_history")


def without_evidence(raw: Any) -> None:
    """What schema 4 was."""
    for index in ("ix_training_evidence", "cv_product_14"):
        raw.execute(f"DROP INDEX {index}")
    for table, column in sorted(EVIDENCE):
        for name in (table, f"{table}_history"):
            raw.execute(f"ALTER TABLE {name} DROP COLUMN {column}")


def without_scans(raw: Any) -> None:
    """What schema 3 was."""
    raw.execute("DROP TABLE blob")
    for table in ("attachment_vault", "attachment", "erasure"):
        raw.execute(f"DROP TABLE {table}")
        raw.execute(f"DROP TABLE {table}_history")


def without_standing(raw: Any) -> None:
    """What schema 2 was."""
    for table in ("standing", "standing_state"):
        raw.execute(f"DROP TABLE {table}")
    raw.execute("CREATE TABLE before AS SELECT id, type, name, sort_key FROM listing")
    raw.execute("DROP TABLE listing")
    raw.execute(
        "CREATE TABLE listing (id INTEGER NOT NULL, type TEXT NOT NULL, name TEXT NOT NULL, sort_key TEXT NOT NULL, "
        "PRIMARY KEY (id)) STRICT"
    )
    raw.execute("INSERT INTO listing SELECT * FROM before")
    raw.execute("DROP TABLE before")
    raw.execute("CREATE INDEX ix_listing_order ON listing (type, sort_key, id)")


def versions_with(tmp_path: Path, body: str) -> Path:
    """The steps, but for a second one that does what ``body`` says."""
    folder = tmp_path / "steps" / "versions"
    shutil.copytree(VERSIONS, folder, ignore=shutil.ignore_patterns("__pycache__"))
    step = next(folder.glob("s0002_*.py"))
    head = step.read_text(encoding="utf-8").split("def up(")[0]
    lines = "\n".join(f"    {line}" for line in body.splitlines())
    step.write_text(f"{head}def up(connection: Connection) -> None:\n{lines}\n", encoding="utf-8")
    return folder


ALEMBIC_TABLE = (
    'connection.exec_driver_sql("CREATE TABLE alembic_version (version_num TEXT NOT NULL PRIMARY KEY) STRICT")'
)


def test_that_an_old_workspace_ends_like_a_new_one(old: Path) -> None:
    store = open_store(old, ticking())
    with store.reading() as connection:
        assert schema_of(connection) == fresh_schema()
        assert verify_chain(connection, Silent()).ok
        assert connection.exec_driver_sql("PRAGMA user_version").scalar() == LATEST
        assert connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalars().all() == [
            f"{LATEST:04d}"
        ]
    with store.writing(note("after")) as work:
        add_generation(work, 2)
    assert work.committed is not None
    store.close()


def test_that_a_new_workspace_carries_the_latest_number(tmp_path: Path) -> None:
    path = tmp_path / "w.auditor"
    new_store(path).close()
    raw = connect(path)
    assert raw.execute("PRAGMA user_version").fetchone() == (LATEST,)
    assert raw.execute("SELECT version_num FROM alembic_version").fetchall() == [(f"{LATEST:04d}",)]
    raw.close()
    assert not list(tmp_path.glob("*.backup"))


def test_that_alembic_leads_to_the_latest_number_in_one_line() -> None:
    from alembic.script import ScriptDirectory

    scripts = ScriptDirectory(VERSIONS.parent, version_locations=[VERSIONS])
    assert [script.revision for script in scripts.walk_revisions()] == [f"{n:04d}" for n in range(LATEST, 0, -1)]


@pytest.mark.parametrize("step", sorted(VERSIONS.glob("s*.py")), ids=lambda p: p.stem)
def test_that_a_step_is_frozen(step: Path) -> None:
    text = step.read_text(encoding="utf-8")
    assert "auditor." not in text
    assert "batch_alter_table" not in text
    assert "alembic" not in [
        line.split()[1].split(".")[0] for line in text.splitlines() if line.startswith(("import ", "from "))
    ]


def test_that_a_copy_of_the_old_workspace_stays_beside_it(old: Path) -> None:
    open_store(old, ticking()).close()
    copied = old.with_name("w.auditor.schema-1.backup")
    assert number(copied) == 1
    raw = connect(copied)
    assert raw.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    assert raw.execute("SELECT count(*) FROM host").fetchone() == (1,)
    raw.close()
    assert sorted(path.name for path in old.parent.iterdir() if path.is_file()) == [
        "w.auditor",
        "w.auditor.schema-1.backup",
    ]


def test_that_a_copy_already_there_is_not_overwritten(old: Path) -> None:
    kept = old.with_name("w.auditor.schema-1.backup")
    kept.write_text("mine")
    open_store(old, ticking()).close()
    assert kept.read_text() == "mine"
    assert number(old.with_name("w.auditor.schema-1-2.backup")) == 1


def test_that_an_encrypted_workspace_is_migrated_and_its_copy_stays_encrypted(tmp_path: Path) -> None:
    path = tmp_path / "w.auditor"
    new_store(path, passphrase="correct horse").close()
    make_old(path, recognise(path, "correct horse"))
    store = open_store(path, ticking(), passphrase="correct horse")
    with store.reading() as connection:
        assert schema_of(connection) == fresh_schema()
    store.close()
    copied = path.with_name("w.auditor.schema-1.backup")
    assert not copied.read_bytes().startswith(b"SQLite")
    raw = connect(copied, recognise(copied, "correct horse"))
    assert raw.execute("PRAGMA user_version").fetchone() == (1,)
    raw.close()


MADE_ANEW = (
    ALEMBIC_TABLE,
    """sql = connection.exec_driver_sql("SELECT sql FROM sqlite_master WHERE name = 'host'").scalar_one()""",
    """indexes = connection.exec_driver_sql("SELECT sql FROM sqlite_master WHERE tbl_name = 'host' AND type = 'index' AND sql IS NOT NULL").scalars().all()""",
    """connection.exec_driver_sql(sql.replace("CREATE TABLE host ", "CREATE TABLE host_new "))""",
    """connection.exec_driver_sql("INSERT INTO host_new SELECT * FROM host")""",
    """connection.exec_driver_sql("DROP TABLE host")""",
    """connection.exec_driver_sql("ALTER TABLE host_new RENAME TO host")""",
    """[connection.exec_driver_sql(index) for index in indexes]""",
)
"""SQLite's way to change what ALTER cannot: with foreign keys on, dropping the old table would take its children."""


def test_that_a_step_may_make_a_table_anew_under_its_children(old: Path, tmp_path: Path) -> None:
    engine = writer_of(old)
    migrate(old, engine, None, versions_with(tmp_path, "\n".join(MADE_ANEW)))
    engine.dispose()
    store = open_store(old, ticking())
    with store.reading() as connection:
        assert difference(connection) is None
        assert verify_chain(connection, Silent()).first_difference is None
        assert connection.exec_driver_sql("SELECT count(*) FROM host").scalar() == 1
        assert connection.exec_driver_sql("SELECT count(*) FROM host_tags").scalar() == 1
    store.close()


@pytest.mark.parametrize(
    ("body", "error"),
    [
        ("raise RuntimeError('half-way')", RuntimeError),
        ("connection.exec_driver_sql('CREATE TABLE half (x)')\nraise RuntimeError('half-way')", RuntimeError),
        ("connection.exec_driver_sql('CREATE TABLE half (x)')", IntegrityBroken),
        (f"{ALEMBIC_TABLE}\nconnection.exec_driver_sql('DROP INDEX ix_host_change')", IntegrityBroken),
        (f"{ALEMBIC_TABLE}\nconnection.exec_driver_sql('UPDATE licence SET owner_id = 999')", IntegrityBroken),
    ],
    ids=["raises", "raises-after-ddl", "extra-table", "missing-index", "dangling-reference"],
)
def test_that_a_failing_step_leaves_the_old_workspace_whole(
    old: Path, tmp_path: Path, body: str, error: type[Exception]
) -> None:
    before = dump(old)
    store_engine = writer_of(old)
    with pytest.raises(error):
        migrate(old, store_engine, None, versions_with(tmp_path, body))
    store_engine.dispose()
    assert dump(old) == before
    open_store(old, ticking()).close()
    assert number(old) == LATEST


def writer_of(path: Path) -> Any:
    from auditor.storage.engine import make_engine

    return make_engine(path, None, read_only=False)


def dump(path: Path) -> list[str]:
    """Schema and rows as they stand (driver's iterdump is absent)."""
    raw = connect(path)
    try:
        said = [str(raw.execute("PRAGMA user_version").fetchone())]
        master = raw.execute("SELECT name, sql FROM sqlite_master ORDER BY name").fetchall()
        said += [str(row) for row in master]
        for (name,) in raw.execute(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'search%' ORDER BY name"
        ).fetchall():
            said += [f"{name} {row}" for row in raw.execute(f'SELECT * FROM "{name}"')]
        return said
    finally:
        raw.close()


FILL = (
    ALEMBIC_TABLE,
    "connection.exec_driver_sql('CREATE TABLE filler (x TEXT)')",
    "connection.exec_driver_sql('PRAGMA cache_spill = 10')",
    "connection.exec_driver_sql('PRAGMA cache_size = 10')",
    "connection.exec_driver_sql('WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i+1 FROM n WHERE i < 3000) INSERT INTO filler SELECT hex(randomblob(500)) FROM n')",
    "connection.exec_driver_sql('UPDATE host SET stage_name = 1')",
)
"""Enough pages that some of them reach the WAL before the end of the transaction."""

KILLED = """
import os, signal, sys
from pathlib import Path
from auditor.storage.engine import make_engine
from auditor.storage.migrations.steps import migrate
path = Path(sys.argv[1])
migrate(path, make_engine(path, None, read_only=False), None, Path(sys.argv[2]))
"""


@pytest.mark.skipif(sys.platform == "win32", reason="kill -9 is POSIX")
@pytest.mark.parametrize("when", ["first", "middle", "last"])
def test_that_a_migration_killed_half_way_leaves_the_old_workspace_whole(old: Path, tmp_path: Path, when: str) -> None:
    before = dump(old)
    kill = "import os, signal; os.kill(os.getpid(), signal.SIGKILL)"
    fill = "\n".join(FILL)
    body = {
        "first": kill,
        "middle": f"{fill}\n{kill}",
        "last": f"{fill}\nconnection.exec_driver_sql('DROP TABLE filler')\nconnection.exec_driver_sql('PRAGMA user_version = 2')\n{kill}",
    }[when]
    ended = subprocess.run(
        [sys.executable, "-c", KILLED, str(old), str(versions_with(tmp_path, body))],
        cwd=Path(__file__).parents[2],
        capture_output=True,
        check=False,
        timeout=120,
    )
    assert ended.returncode == -signal.SIGKILL, ended.stderr.decode()
    assert dump(old) == before
    raw = connect(old)
    assert raw.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    raw.close()
    store = open_store(old, ticking())
    with store.reading() as connection:
        assert schema_of(connection) == fresh_schema()
        assert verify_chain(connection, Silent()).ok
    store.close()


def test_that_a_newer_workspace_is_refused_and_untouched(tmp_path: Path) -> None:
    path = tmp_path / "w.auditor"
    new_store(path).close()
    raw = connect(path)
    raw.execute(f"PRAGMA user_version = {LATEST + 1}")
    raw.close()
    bytes_before, time_before = path.read_bytes(), path.stat().st_mtime_ns
    with pytest.raises(WorkspaceUnusable) as told:
        open_store(path, ticking())
    assert told.value.exit_code == 3
    assert (path.read_bytes(), path.stat().st_mtime_ns) == (bytes_before, time_before)
    assert [file.name for file in tmp_path.iterdir()] == ["w.auditor"]


def test_that_a_newer_encrypted_workspace_is_refused_and_untouched(tmp_path: Path) -> None:
    path = tmp_path / "w.auditor"
    new_store(path, passphrase="correct horse").close()
    raw = connect(path, recognise(path, "correct horse"))
    raw.execute(f"PRAGMA user_version = {LATEST + 1}")
    raw.close()
    before = path.read_bytes()
    with pytest.raises(WorkspaceUnusable, match="newer"):
        open_store(path, ticking(), passphrase="correct horse")
    assert path.read_bytes() == before


def test_that_a_workspace_without_a_schema_number_is_told(tmp_path: Path) -> None:
    path = tmp_path / "w.auditor"
    new_store(path).close()
    raw = connect(path)
    raw.execute("PRAGMA user_version = 0")
    raw.close()
    with pytest.raises(IntegrityBroken):
        open_store(path, ticking())


def test_that_opening_waits_for_nobody(tmp_path: Path) -> None:
    path = tmp_path / "w.auditor"
    store = new_store(path)
    with store.writing(note("long")) as work:
        add_generation(work, 1)
        open_store(path, ticking()).close()
    store.close()


@pytest.mark.parametrize("old_one", OLD_WORKSPACES, ids=lambda p: p.stem)
def test_that_every_workspace_ever_kept_still_opens_and_verifies(old_one: Path, tmp_path: Path) -> None:
    path = tmp_path / "w.auditor"
    path.write_bytes(gzip.decompress(old_one.read_bytes()))
    store = open_store(path, ticking())
    with store.reading() as connection:
        # Before the first release a changed schema renews the file: python tests/old_workspaces/make.py
        assert difference(connection) is None
        report = verify_chain(connection, Silent())
        assert report.first_difference is None
        assert report.changes >= 5
        assert connection.exec_driver_sql("SELECT count(*) FROM host_history").scalar() > 0
    store.close()


def test_that_a_workspace_of_this_schema_is_kept() -> None:
    assert f"schema-{LATEST}.auditor.gz" in [path.name for path in OLD_WORKSPACES]
