"""Files read in a process of their own: the same rows as read here, and nothing that process does gets out."""

from __future__ import annotations

import json
import os
import random
import signal
import struct
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from auditor.errors import CallerMistake, Cancelled, WorldFailed
from auditor.i18n import Message, said
from auditor.importing import blocks, contained, read_files
from auditor.importing.contained import Limits, run_contained
from auditor.importing.scratch import scratch
from auditor.importing.spool import Pieces, SpooledRows
from auditor.importing.spooled import SpooledFile, SpooledSheet, read_contained
from auditor.importing.wire import Unfit
from auditor.model.sheets import BY_NAME
from auditor.model.values import CLEAR, FOREVER, Other, Value
from auditor.monitor import Silent
from tests.importing.books import OPTIONS, workbook
from tests.importing.mess import Mess

SAMPLES = Path(__file__).parent.parent / "samples"
HOSTS = BY_NAME["hosts"]
ROWS = [["主播编号", "昵称"], ["H1", "小麦"]]


@pytest.fixture
def folder() -> Iterator[Path]:
    with scratch() as made:
        yield made


@pytest.fixture
def book(tmp_path: Path) -> Path:
    return workbook(tmp_path / "a.xlsx", ("主播", ROWS))


def _read(path: Path, folder: Path) -> SpooledFile:
    (file,) = read_contained([path], OPTIONS, folder, Silent())
    return file


# --- the same rows --------------------------------------------------------------------------------------------------


def _same(path: Path, folder: Path) -> None:
    here, there = read_files([path], OPTIONS).files[0], _read(path, folder)
    assert (here.sha256, here.ignored, here.others) == (there.sha256, there.ignored, there.others)
    for one, other in zip(here.sheets, there.sheets, strict=True):
        assert [row for batch in other.batches() for row in batch] == one.rows
        assert list(other.refused_rows) == [row.number for row in one.refused]
        assert list(other.problems()) == one.problems
        told = (other.title, other.header_row, other.columns, other.head.extra_headers, other.head.hidden_rows)
        assert told == (one.title, one.header_row, one.columns, one.extra_headers, one.hidden_rows)
        assert (other.matched, tuple(other.head.total_rows)) == (one.matched, one.total_rows)
        filled = dict.fromkeys(other.head.filled, 0)
        for row in (*one.rows, *one.refused):
            for name in row.values:
                filled[name] += 1
        assert other.head.filled == filled


@pytest.mark.parametrize("name", ["platform-export-small.xlsx", "workbook-clean-small.xlsx"])
def test_that_what_comes_over_is_what_is_read_here(folder: Path, name: str) -> None:
    _same(SAMPLES / name, folder)


def _stacked(path: Path, seed: int) -> Path:
    rows: list[dict[str, Value]] = [
        {"code": f"H{n}", "stage_name": f"昵称{n}", "followers": n, "first_live_on": 20_000 + n} for n in range(150)
    ]
    Mess(seed).write(path, HOSTS, rows)
    return path


@pytest.mark.parametrize("seed", range(6))
def test_that_blocks_together_are_the_whole_sheet(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, seed: int) -> None:
    from auditor.importing.files import open_file
    from auditor.importing.sheets import read_by_column

    monkeypatch.setattr(blocks, "ROWS", 61 + seed)
    ((source, sheet),) = open_file(_stacked(tmp_path / "m.xlsx", seed), OPTIONS).sources
    whole = read_by_column(source.grid(), sheet, OPTIONS)
    parts = list(blocks.read_blocks(source, sheet, OPTIONS))
    assert len(parts) > 2
    assert [number for part in parts for number in part.numbers] == whole.numbers
    assert [problem for part in parts for problem in part.made.problems] == whole.made.problems
    for name, values in whole.columns.items():
        assert [value for part in parts for value in part.columns[name]] == values


def test_that_a_merge_over_the_edge_of_a_block_keeps_its_value(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import openpyxl

    monkeypatch.setattr(blocks, "ROWS", 64)
    path = workbook(
        tmp_path / "a.xlsx", ("主播", [["主播编号", "昵称", "部门小组"], *([f"H{n}", "甲", ""] for n in range(300))])
    )
    book = openpyxl.load_workbook(path)
    for top, bottom in ((2, 5), (60, 200), (100, 130), (210, 301)):
        column = 2 if top == 100 else 3
        book["主播"].cell(top, column).value = f"组{top}"
        book["主播"].merge_cells(start_row=top, end_row=bottom, start_column=column, end_column=column)
    book.save(path)
    from auditor.importing.files import open_file

    ((source, sheet),) = open_file(path, OPTIONS).sources
    units = [v for part in blocks.read_blocks(source, sheet, OPTIONS) for v in part.columns["unit"]]
    (whole,) = read_files([path], OPTIONS).files[0].sheets
    assert units == [row.values.get("unit") for row in whole.rows]
    assert units[150] == "组60"


# --- what the far side says is not believed ---------------------------------------------------------------------------


def _rows(tmp_path: Path, piece: Any, count: int = 2) -> SpooledRows:
    spool = Pieces(tmp_path / "rows")
    spool.put(piece)
    spool.close()
    return SpooledRows(tmp_path / "rows", HOSTS, count, repeats=False)


GOOD: dict[str, Any] = {"n": [2, 3], "c": {"code": ["H1", "H2"], "followers": [1, None]}}


def test_that_a_piece_in_order_is_read(tmp_path: Path) -> None:
    ((first, second),) = _rows(tmp_path, GOOD).batches()
    assert (first.values, second.values) == ({"code": "H1", "followers": 1}, {"code": "H2"})


@pytest.mark.parametrize(
    "wrong",
    [
        {"n": [3, 2]},
        {"n": [2, 2]},
        {"n": [True, 2]},
        {"n": [2.0, 3]},
        {"n": [0, 1]},
        {"n": [2]},
        {"n": []},
        {"c": {"nobody": ["a", "b"]}},
        {"c": {"code": ["a"]}},
        {"c": {"code": ["a", 5]}},
        {"c": {"code": ["a", "\ud800"]}},
        {"c": {"followers": [1, "2"]}},
        {"c": {"followers": [1, True]}},
        {"c": {"followers": [1, 1.5]}},
        {"c": {"followers": [1, 1 << 70]}},
        {"c": {"birth_date": [1, 1 << 40]}},
        {"c": {"status": ["active", "nonsense"]}},
        {"c": {"code": {"of": ["a"], "at": [0, 1]}}},
        {"c": {"code": {"of": ["a"], "at": [0, -1]}}},
        {"c": {"code": {"of": [["mark", "forget"]], "at": [0, 0]}}},
        {"c": {"followers": {"of": [["other", "x"]], "at": [0, 0]}}},
        {"c": {"categories": ["food", None]}},
        {"c": {"categories": {"of": [["list", [["list", []]]]], "at": [0, 0]}}},
        {"c": {"categories": {"of": [["list", ["no such category"]]], "at": [0, 0]}}},
        {"x": 1},
    ],
)
def test_that_a_piece_out_of_order_is_refused(tmp_path: Path, wrong: dict[str, Any]) -> None:
    piece = json.dumps({**GOOD, **wrong}).encode()
    (tmp_path / "rows").write_bytes(struct.pack(">I", len(piece)) + piece)
    with pytest.raises(Unfit):
        list(SpooledRows(tmp_path / "rows", HOSTS, 2, repeats=False).batches())


@pytest.mark.parametrize(
    "data", [b"\0\0", b"\0\0\0\x05[]", b"\xff\xff\xff\xff[]", b"\0\0\0\x02[[", b"\0\0\0\x02\xff\xfe"]
)
def test_that_a_torn_piece_is_refused(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "rows").write_bytes(data)
    with pytest.raises(Unfit):
        list(SpooledRows(tmp_path / "rows", HOSTS, 2, repeats=False).batches())


def test_that_fewer_rows_than_were_said_are_refused(tmp_path: Path) -> None:
    with pytest.raises(Unfit):
        list(_rows(tmp_path, GOOD, count=3).batches())


def test_that_every_kind_of_value_comes_over(tmp_path: Path) -> None:
    columns: dict[str, Any] = {
        "code": ["H1", "H2"],
        "categories": [("apparel", Other("旧货")), CLEAR],
        "note": [CLEAR, "\\ud800 as text"],
        "presenter": [Other("木偶"), "human"],
    }
    spool = Pieces(tmp_path / "rows")
    spool.rows([5, 9], columns)
    spool.close()
    ((first, second),) = SpooledRows(tmp_path / "rows", HOSTS, 2, repeats=False).batches()
    assert first.values == {name: values[0] for name, values in columns.items()}
    assert second.values == {name: values[1] for name, values in columns.items()}
    assert FOREVER is not CLEAR


# --- one refusal for whatever happens -------------------------------------------------------------------------------


class _Meddling:
    """A monitor that does something to the child as soon as it can."""

    def __init__(self, act: Callable[[int], None]) -> None:
        self._act = act

    def step(self, done: int, total: int | None, what: Message) -> None:
        for child in Path(f"/proc/self/task/{os.getpid()}/children").read_text(encoding="ascii").split():
            if b"importing.child" in Path(f"/proc/{child}/cmdline").read_bytes():
                self._act(int(child))


@pytest.mark.skipif(sys.platform != "linux", reason="needs /proc")
@pytest.mark.parametrize(
    ("sent", "told"),
    [
        (signal.SIGSEGV, "SIGSEGV"),
        (signal.SIGABRT, "SIGABRT"),
        (signal.SIGKILL, "seconds"),
        (signal.SIGXCPU, "seconds"),
    ],
)
def test_that_a_crash_is_one_refusal_with_the_files_name(
    folder: Path, tmp_path: Path, sent: signal.Signals, told: str
) -> None:
    path = _stacked(tmp_path / "m.xlsx", 1)
    monitor = _Meddling(lambda child: os.kill(child, sent))

    def until_it_is_met() -> None:
        while True:
            run_contained("read", {"path": str(path), "options": OPTIONS.to_json()}, folder, monitor)
            for left in folder.iterdir():
                left.unlink()

    with pytest.raises(CallerMistake, match=told) as caught:
        until_it_is_met()
    assert path.name in str(caught.value.message)
    assert caught.value.exit_code == 2
    assert caught.value.hint is not None


def _limited(monkeypatch: pytest.MonkeyPatch, **limits: int) -> None:
    plenty = Limits(memory=2 << 30, output=2 << 30, cpu=60, wall=60)
    monkeypatch.setattr(contained, "limits_for", lambda _size: replace(plenty, **limits))


@pytest.mark.skipif(sys.platform != "linux", reason="needs limits that the system keeps")
@pytest.mark.parametrize(("limits", "told"), [({"memory": 60 << 20}, "of memory"), ({"output": 10_000}, "of memory")])
def test_that_each_limit_ends_it_and_without_it_the_file_is_taken(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, limits: dict[str, int], told: str
) -> None:
    chance = random.Random(1)
    lines = "".join(f"H{n},{chance.randbytes(30).hex()}\n" for n in range(90_000))
    path = tmp_path / "hosts.csv"
    path.write_text("主播编号,备注,昵称\n" + lines.replace("\n", ",甲\n"), encoding="utf-8")
    _limited(monkeypatch)
    assert len(_read(path, folder).sheets[0]) == 90_000
    _limited(monkeypatch, **limits)
    (folder / "again").mkdir()
    with pytest.raises(CallerMistake, match=told):
        _read(path, folder / "again")


def test_that_stopping_ends_the_process_and_leaves_nothing(book: Path) -> None:
    class Stops:
        def step(self, done: int, total: int | None, what: Message) -> None:
            if what.text.startswith("Reading {"):
                raise Cancelled(said("Stopped; nothing was changed."))

    def until_it_is_asked(made: Path) -> None:
        for number in range(100):
            (made / str(number)).mkdir()
            read_contained([book], OPTIONS, made / str(number), Stops())

    with scratch() as made, pytest.raises(Cancelled):
        until_it_is_asked(made)
    assert not made.exists()


def test_that_no_process_is_told_as_such(folder: Path, book: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(contained, "_python", lambda: "/no/such/python")
    with pytest.raises(WorldFailed, match="cannot be started"):
        _read(book, folder)


def test_that_an_answer_of_nonsense_is_a_refusal(folder: Path, book: Path) -> None:
    file = _read(book, folder)
    for wrong in (
        {"spool": "../x"},
        {"sheet": "no"},
        {"rows": -1},
        {"rows": "5"},
        {"columns": {"code": 1}},
        {"more": 1},
    ):
        from auditor.importing import spooled
        from auditor.importing.wire import to_wire

        head = {**to_wire(file.sheets[0].head), **wrong}
        with pytest.raises(CallerMistake, match=r"a\.xlsx"):
            spooled._file(book, folder, {"sha256": file.sha256, "sheets": [head]})


# --- the walls --------------------------------------------------------------------------------------------------------

_ATTEMPTS = """
import ctypes, json, os, sys
sys.path[:0] = sys.argv[1].split(os.pathsep)
import socket, subprocess, threading
from pathlib import Path
libc = ctypes.CDLL(None, use_errno=True)
folder, outside, walls = Path(sys.argv[2]), Path(sys.argv[3]), sys.argv[4]
if walls == "all":
    from auditor.importing.shutin import shut_in
    shut_in(folder, outside / "file", {"memory": 1 << 30, "output": 1 << 20, "cpu": 20, "wall": 20})
elif walls == "system":
    from auditor.importing import linux
    linux.shut_in(folder, [outside / "file"], [Path("/usr"), Path("/lib")])
elif walls == "hook":
    from auditor.importing.shutin import _hook
    _hook(folder)
def raw(*call):
    if libc.syscall(*call) < 0:
        raise OSError(ctypes.get_errno(), "refused")
attempts = {
    "write inside": lambda: (folder / "new").write_text("x"),
    "read the file": lambda: (outside / "file").read_text(),
    "write outside": lambda: (outside / "new").write_text("x"),
    "overwrite": lambda: (outside / "file").write_text("x"),
    "make a folder": lambda: (outside / "made").mkdir(),
    "rename": lambda: (outside / "other").rename(outside / "moved"),
    "remove": lambda: (outside / "third").unlink(),
    "modes": lambda: (outside / "file").chmod(0o600),
    "link": lambda: os.symlink("/etc", folder / "link"),
    "socket": lambda: socket.socket().close(),
    "fork": lambda: os._exit(0) if os.fork() == 0 else None,
    "program": lambda: subprocess.run(["/bin/true"]),
    "signal": lambda: os.kill(os.getppid(), 0),
    "read elsewhere": lambda: (outside / "secret").read_text(),
    "raw socket": lambda: raw(41, 2, 1, 0),
}
done = {}
for name, attempt in attempts.items():
    try:
        attempt()
        done[name] = True
    except (OSError, RuntimeError):
        done[name] = False
print(json.dumps(done))
"""
_HONEST = {"write inside", "read the file"}
_ONLY_BY_THE_SYSTEM = {"read elsewhere", "raw socket"}


def _attempted(tmp_path: Path, walls: str) -> set[str]:
    inside, outside = tmp_path / walls / "in", tmp_path / walls / "out"
    for each in (inside, outside):
        each.mkdir(parents=True)
    for name in ("file", "other", "third", "secret"):
        (outside / name).write_text("as it was", encoding="utf-8")
    asked = [sys.executable, "-I", "-S", "-B", "-c", _ATTEMPTS, os.pathsep.join(contained._places())]
    done = subprocess.run([*asked, inside, outside, walls], capture_output=True, text=True, check=True, timeout=60)
    succeeded = {name for name, there in json.loads(done.stdout).items() if there}
    if "overwrite" not in succeeded:
        assert (outside / "file").read_text(encoding="utf-8") == "as it was"
    return succeeded


@pytest.mark.skipif(sys.platform != "linux" or os.uname().machine != "x86_64", reason="the system calls of one system")
def test_that_only_honest_work_is_possible_behind_the_walls(tmp_path: Path) -> None:
    everything = _attempted(tmp_path, "none")
    assert len(everything) == 15, "without walls every attempt succeeds, else this proves nothing"
    assert _attempted(tmp_path, "all") == _HONEST
    assert _attempted(tmp_path, "hook") <= _HONEST | _ONLY_BY_THE_SYSTEM
    assert _attempted(tmp_path, "system") == _HONEST, "by the system alone, whatever became of Python"


# --- the folder -------------------------------------------------------------------------------------------------------


@pytest.mark.skipif(os.name != "posix", reason="asks for processes as POSIX systems do")
def test_that_folders_of_died_processes_are_swept_away(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import tempfile

    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait()
    left, running, other = (
        tmp_path / name for name in (f"auditor-read-{gone.pid}-x", f"auditor-read-{os.getpid()}-x", "auditor-read")
    )
    for each in (left, running, other):
        each.mkdir()
    with scratch() as made:
        assert made.stat().st_mode & 0o777 == 0o700
        (made / "row").write_text("x", encoding="utf-8")
    assert not made.exists()
    assert [each.exists() for each in (left, running, other)] == [False, True, True]


def test_that_spooled_rows_are_gone_through_as_often_as_asked(folder: Path, book: Path) -> None:
    (sheet,) = _read(book, folder).sheets
    assert isinstance(sheet, SpooledSheet)
    assert list(sheet.batches()) == list(sheet.batches())
    (folder / "file-0" / "sheet-0.rows").write_bytes(b"\0\0\0\x02{}")
    with pytest.raises(CallerMistake):
        list(sheet.batches())
