"""Scans on a file: put there whole, listed, taken off, handed out only as they were attached."""

from __future__ import annotations

import hashlib
import json
import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import Any

import pytest
from sqlcipher3 import dbapi2

from auditor.app import Auditor
from auditor.errors import CallerMistake, IntegrityBroken
from auditor.importing.pictures import checked_png
from auditor.importing.scans import Scan, read_scan
from auditor.model.tables import HISTORY, attachment
from auditor.monitor import Silent
from auditor.services.attachments import (
    AttachFiles,
    Attaching,
    AttachmentsOf,
    Detach,
    EraseAttachment,
    RecordRef,
    SaveAttachment,
    ShowAttachment,
    showing,
)
from auditor.services.attachments.attaching import stored
from auditor.services.attachments.contents import read_content
from auditor.services.attachments.owners import record_of
from auditor.services.doctor import Doctor
from auditor.services.dumps import Dump
from auditor.services.keeping import VerifyChain
from auditor.services.profiles import ProfileOf, subject_id
from auditor.services.safety import BackUp
from auditor.services.undoing import Undo
from auditor.storage.verify import verify_chain
from auditor.storage.work import Recorded
from tests.importing import scans
from tests.services.conftest import Store

HOST = {"code": "H1", "stage_name": "小鹿"}
LICENCE = {"owner_type": "host", "owner": "H1", "kind": "food_business", "number": "JY1", "valid_from": 19_000}


@pytest.fixture
def host(app: Auditor, store: Store) -> Auditor:
    """A workspace with a host who has two licences."""
    store({"hosts": [HOST], "licences": [LICENCE, {**LICENCE, "number": "JY2"}]})
    return app


@pytest.fixture
def scan(tmp_path: Path) -> Path:
    """A small picture on the disk."""
    path = tmp_path / "身份证 440106199806301234.png"
    path.write_bytes(scans.drawn(30, 20))
    return path


def attach(app: Auditor, *paths: Path, record: RecordRef | str | None = None, note: str = "") -> Attaching:
    """What AttachFiles does, but for the contained process: only the tests that need it wait for it."""
    scanned = [read_scan(path) for path in paths]
    with app.context.store.writing(Recorded("owner", "attach")) as work:
        on = None if record is None else record_of(app.context, work.connection, "host", "H1", record)
        ids = stored(work, subject_id(work.connection, "host", "H1"), on, scanned, note)
    return Attaching(tuple(ids), len(scanned) - len(ids), work.committed.id if work.committed else None)


def content(app: Auditor, number: int) -> bytes:
    with app.context.store.reading() as connection:
        return read_content(connection, number).content


def count(app: Auditor, table: str) -> int:
    with app.context.store.reading() as connection:
        return int(connection.exec_driver_sql(f"SELECT count(*) FROM {table}").scalar_one())


def tampered(path: Path, *statements: str) -> None:
    """Change the file behind the program's back, its triggers off."""
    raw = dbapi2.connect(str(path), isolation_level=None)
    for (name,) in raw.execute(
        "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'blob'"
    ).fetchall():
        raw.execute(f"DROP TRIGGER {name}")
    for statement in statements:
        raw.execute(statement)
    raw.close()


def test_that_an_attached_file_is_listed_and_handed_out_as_it_was(host: Auditor, scan: Path) -> None:
    done = host.run(AttachFiles("host:H1", (scan,), note="原件已核"))
    (one,) = host.ask(AttachmentsOf("host", "H1"))
    assert (one.id, one.change, one.media, one.size) == (done.ids[0], done.change, "image/png", scan.stat().st_size)
    assert (one.note, one.who, one.state, one.record) == ("原件已核", "owner", "kept", "")
    assert one.sha256 == hashlib.sha256(scan.read_bytes()).hexdigest()
    assert content(host, one.id) == scan.read_bytes()
    assert host.run(VerifyChain()).ok


def test_that_the_number_in_a_name_is_masked_in_lists(host: Auditor, scan: Path) -> None:
    attach(host, scan, note="电话 13812345678")
    (one,) = host.ask(AttachmentsOf("host", "H1"))
    assert (one.name, one.note) == ("身份证 440106********1234.png", "电话 138****5678")


def test_that_a_record_is_named_by_its_key(host: Auditor, scan: Path) -> None:
    attach(host, scan, record="licence:JY2")
    (one,) = host.ask(AttachmentsOf("host", "H1"))
    assert (one.sheet, one.record_id, one.record.split()[:3]) == ("licences", 2, ["licence", "JY2", "host:H1"])


def test_that_a_record_is_named_by_its_id(host: Auditor, scan: Path) -> None:
    number = host.ask(ProfileOf("host", "H1")).records["licences"][0].id
    attach(host, scan, record=RecordRef("licences", number))
    assert host.ask(AttachmentsOf("host", "H1"))[0].record_id == number


@pytest.mark.parametrize(
    "record", ["licence:JY9", "licence:", "room:R1", "nothing", RecordRef("licences", 99), RecordRef("hosts", 1)]
)
def test_that_a_record_that_is_not_there_is_told(host: Auditor, scan: Path, record: Any) -> None:
    with pytest.raises(CallerMistake):
        attach(host, scan, record=record)
    assert count(host, "blob") == 0


def test_that_two_records_with_the_same_key_are_told_apart(host: Auditor, store: Store, scan: Path) -> None:
    store({"licences": [{**LICENCE, "valid_from": 20_000}]})
    with pytest.raises(CallerMistake, match="2 records"):
        attach(host, scan, record="licence:JY1")
    attach(host, scan, record="licence:JY1 2022-01-08")
    assert len(host.ask(AttachmentsOf("host", "H1"))) == 1


def test_that_the_same_scan_is_stored_once_and_attached_twice(host: Auditor, scan: Path) -> None:
    attach(host, scan, record="licence:JY1")
    attach(host, scan, record="licence:JY2")
    assert (count(host, "blob"), count(host, "attachment")) == (1, 2)


def test_that_attaching_it_again_to_the_same_record_changes_nothing(host: Auditor, scan: Path) -> None:
    attach(host, scan)
    again = attach(host, scan)
    assert (again.ids, again.already, again.change) == ((), 1, None)


def test_that_one_refused_file_refuses_all(host: Auditor, scan: Path, tmp_path: Path) -> None:
    other = tmp_path / "notes.txt"
    other.write_text("no scan")
    with pytest.raises(CallerMistake, match="neither a picture nor a PDF"):
        host.run(AttachFiles("host:H1", (scan, other)))
    assert (count(host, "blob"), count(host, "attachment")) == (0, 0)


def test_that_a_damaged_scan_is_refused_and_not_stored(host: Auditor, tmp_path: Path) -> None:
    (tmp_path / "a.png").write_bytes(scans.png_liar(100, 100))
    with pytest.raises(CallerMistake, match=r"a\.png is damaged"):
        host.run(AttachFiles("host:H1", (tmp_path / "a.png",)))
    assert count(host, "blob") == 0


def test_that_nobody_unknown_gets_a_scan(host: Auditor, scan: Path) -> None:
    with pytest.raises(CallerMistake, match="no host"):
        host.run(AttachFiles("host:H9", (scan,)))


def test_that_what_is_taken_off_stays_in_the_history(host: Auditor, scan: Path) -> None:
    (number,) = attach(host, scan).ids
    done = host.do(Detach(number, "换了新证"))
    assert host.ask(AttachmentsOf("host", "H1")) == ()
    assert (count(host, HISTORY["attachment"].name), count(host, "blob")) == (1, 1)
    assert done.change is not None
    assert host.run(VerifyChain()).ok
    with pytest.raises(CallerMistake):
        host.do(Detach(number))


def test_that_a_number_is_never_given_twice(host: Auditor, scan: Path) -> None:
    (first,) = attach(host, scan).ids
    host.do(Detach(first))
    assert attach(host, scan).ids > (first,)


def test_that_saving_one_is_logged_and_overwrites_nothing(host: Auditor, scan: Path, tmp_path: Path) -> None:
    (number,) = attach(host, scan).ids
    out = tmp_path / "out"
    out.mkdir()
    saved = host.run(SaveAttachment(number, out, "监管检查"))
    assert saved.path.read_bytes() == scan.read_bytes()
    assert saved.path.name == scan.name
    with host.context.store.reading() as connection:
        kind, why = connection.exec_driver_sql(f"SELECT kind, why FROM change WHERE id = {saved.change}").one()
    assert kind == "disclosure"
    assert why.endswith("监管检查")
    assert why.startswith("attachment host:H1 ")
    with pytest.raises(CallerMistake, match="exists already"):
        host.run(SaveAttachment(number, out))


def test_that_showing_one_is_logged_once(host: Auditor, tmp_path: Path) -> None:
    paper = tmp_path / "合同.pdf"
    paper.write_bytes(scans.paper(3))
    (number,) = attach(host, paper).ids
    before = count(host, "change")
    shown = host.run(ShowAttachment(number, longest=200))
    assert (checked_png(shown.png), shown.pages) == ((150, 200), 3)
    assert count(host, "change") == before + 1
    host.run(ShowAttachment(number, page=2, longest=200, again=True))
    assert count(host, "change") == before + 1


class Busy(Silent):
    """A machine on which the process that decodes does not get its turn for a while."""

    held = 0

    def step(self, done: int = 0, total: int | None = None, what: Any = None) -> None:
        if not self.held:
            children = Path(f"/proc/self/task/{threading.get_native_id()}/children").read_text().split()
            self.held = int(children[-1])
            os.kill(self.held, signal.SIGSTOP)
            time.sleep(WAITED)
            os.kill(self.held, signal.SIGCONT)


WAITED = 2.5
"""Seconds; more than the work below may take."""


@pytest.mark.skipif(sys.platform != "linux", reason="needs /proc")
def test_that_a_scan_is_shown_however_long_the_machine_was_busy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(showing, "_WORK", 2)
    busy = Busy()
    paper = Scan(scans.paper(1), "application/pdf", "合同.pdf")
    assert showing.small_picture(paper, busy, longest=200).height == 200
    assert busy.held


@pytest.mark.skipif(sys.platform != "linux", reason="needs /proc")
def test_that_work_without_end_is_refused_by_the_time_it_worked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(showing, "_WORK", 0)
    with pytest.raises(CallerMistake, match="within 0 seconds"):
        showing.small_picture(Scan(scans.paper(1), "application/pdf", "合同.pdf"), Silent())


def test_that_an_altered_content_is_told_with_its_hash(host: Auditor, scan: Path) -> None:
    (number,) = attach(host, scan).ids
    (one,) = host.ask(AttachmentsOf("host", "H1"))
    tampered(host.path, "UPDATE blob SET content = CAST(x'00' || substr(content, 2) AS BLOB)")
    for asked in (lambda: content(host, number), lambda: host.run(ShowAttachment(number))):
        with pytest.raises(IntegrityBroken, match=one.sha256):
            asked()
    report = host.run(VerifyChain())
    assert one.sha256 in str(report.first_difference)
    assert not next(check for check in host.ask(Doctor()) if check.check == "chain").ok


def test_that_a_missing_content_is_told_with_its_hash(host: Auditor, scan: Path) -> None:
    (number,) = attach(host, scan).ids
    tampered(host.path, "DELETE FROM blob")
    (one,) = host.ask(AttachmentsOf("host", "H1"))
    assert one.state == "missing"
    with pytest.raises(IntegrityBroken, match=f"missing .{one.sha256}"):
        content(host, number)
    assert "missing" in str(host.run(VerifyChain()).first_difference)


def test_that_a_content_nobody_attached_is_told(host: Auditor, scan: Path) -> None:
    attach(host, scan)
    tampered(host.path, f"INSERT INTO blob VALUES ('{hashlib.sha256(b'x').hexdigest()}', x'78')")
    assert "no attachment brought" in str(host.run(VerifyChain()).first_difference)


@pytest.mark.parametrize(
    "statement",
    [
        "INSERT INTO blob VALUES ('a', x'00')",
        "UPDATE blob SET content = x'00'",
        "DELETE FROM blob",
        "INSERT OR REPLACE INTO blob SELECT sha256, x'00' FROM blob",
    ],
)
def test_that_no_content_is_written_outside_a_change(host: Auditor, scan: Path, statement: str) -> None:
    attach(host, scan)
    with (
        pytest.raises(Exception, match=r"outside a recorded change|never changed"),
        host.context.store.writer.connect() as connection,
    ):
        connection.exec_driver_sql(statement)
    assert host.run(VerifyChain()).ok


def test_that_an_erased_content_leaves_its_hash_and_the_chain_whole(host: Auditor, scan: Path) -> None:
    (number,) = attach(host, scan, note="张三").ids
    (other,) = attach(host, scan, record="licence:JY1").ids
    host.do(Detach(other))
    (one,) = host.ask(AttachmentsOf("host", "H1"))
    assert host.do(EraseAttachment(number, "本人要求删除")).result == 2
    assert host.run(VerifyChain()).ok
    (left,) = host.ask(AttachmentsOf("host", "H1"))
    assert (left.sha256, left.state, left.name, left.note) == (one.sha256, "erased", "", "")
    with pytest.raises(IntegrityBroken, match="erased"):
        content(host, number)
    assert (count(host, "attachment_vault"), count(host, "attachment_vault_history")) == (0, 0)
    assert "张三".encode() not in host.path.read_bytes()


def test_that_erasing_needs_a_reason_and_something_to_erase(host: Auditor, scan: Path) -> None:
    (number,) = attach(host, scan).ids
    for command in (EraseAttachment(number, "  "), EraseAttachment(99, "本人要求删除")):
        with pytest.raises(CallerMistake):
            host.do(command)
    assert host.ask(AttachmentsOf("host", "H1"))[0].state == "kept"


def test_that_what_was_erased_can_be_attached_again(host: Auditor, scan: Path) -> None:
    (number,) = attach(host, scan).ids
    host.do(EraseAttachment(number, "误传"))
    host.do(Detach(number))
    again = attach(host, scan)
    assert host.ask(AttachmentsOf("host", "H1"))[0].state == "kept"
    assert host.run(VerifyChain()).ok
    assert again.change is not None
    host.run(Undo(again.change))
    assert host.run(VerifyChain()).ok


def test_that_attaching_and_taking_off_can_be_undone(host: Auditor, scan: Path) -> None:
    done = attach(host, scan, note="原件已核")
    assert done.change is not None
    undone = host.run(Undo(done.change))
    assert host.ask(AttachmentsOf("host", "H1")) == ()
    assert host.run(VerifyChain()).ok
    host.run(Undo(undone.change))
    (one,) = host.ask(AttachmentsOf("host", "H1"))
    assert (one.note, one.state, content(host, one.id)) == ("原件已核", "kept", scan.read_bytes())
    off = host.do(Detach(one.id))
    assert off.change is not None
    host.run(Undo(off.change))
    assert host.ask(AttachmentsOf("host", "H1"))[0].id == one.id
    assert host.run(VerifyChain()).ok


def test_that_a_backup_carries_the_scans(host: Auditor, scan: Path, tmp_path: Path) -> None:
    (number,) = attach(host, scan).ids
    host.run(BackUp(tmp_path / "b.auditor"))
    with Auditor.open(tmp_path / "b.auditor") as copy:
        assert content(copy, number) == scan.read_bytes()


def test_that_a_backup_of_damaged_scans_is_refused(host: Auditor, scan: Path, tmp_path: Path) -> None:
    attach(host, scan)
    tampered(host.path, "DELETE FROM blob")
    with pytest.raises(IntegrityBroken):
        host.run(BackUp(tmp_path / "b.auditor"))
    assert not (tmp_path / "b.auditor").exists()


def test_that_whole_contents_are_never_held_while_verifying(host: Auditor, tmp_path: Path) -> None:
    import tracemalloc

    big = tmp_path / "big.bmp"
    big.write_bytes(scans.drawn(1_200, 1_200, "BMP") + bytes(12 << 20))
    attach(host, big)
    tracemalloc.start()
    with host.context.store.reading() as connection:
        assert verify_chain(connection, Silent()).ok
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 8 << 20


def test_that_attachments_carry_no_name_in_the_chain(host: Auditor, scan: Path) -> None:
    attach(host, scan, note="张三")
    columns = {column.name for column in attachment.columns}
    assert not columns & {"name", "note"}


def test_that_a_dump_names_scans_by_owner_and_hash(host: Auditor, scan: Path) -> None:
    attach(host, scan, record="licence:JY1")
    attach(host, scan)
    pieces: list[str] = []
    host.ask(Dump(pieces.append))
    told = json.loads("".join(pieces))["attachments"]
    assert [(one["subject"], (one["record"] or "")[:11]) for one in told] == [
        ("host:H1", ""),
        ("host:H1", "licence JY1"),
    ]
    assert {one["sha256"] for one in told} == {hashlib.sha256(scan.read_bytes()).hexdigest()}
    assert "身份证" not in "".join(pieces)


def test_that_a_scan_left_behind_by_a_killed_process_is_swept_away(
    host: Auditor, scan: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait()
    home = tmp_path / "temporary"
    left = home / f"auditor-read-{gone.pid}-abc" / "scan"
    left.mkdir(parents=True)
    (left / "身份证.png").write_bytes(b"somebody")
    monkeypatch.setattr(tempfile, "tempdir", str(home))
    host.run(AttachFiles("host:H1", (scan,)))
    assert list(home.iterdir()) == []
