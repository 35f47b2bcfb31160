"""F11: workbooks with something wrong anywhere are read or refused; nothing else happens, and not for long."""

from __future__ import annotations

import hashlib
import os
import sys
import time
import warnings
from collections import Counter
from pathlib import Path

import pytest

from auditor.app import Auditor
from auditor.errors import CallerMistake
from auditor.importing import read_files
from auditor.importing.archive import ZIP
from auditor.importing.scratch import scratch
from auditor.importing.spooled import read_contained
from auditor.monitor import Silent
from auditor.services.imports import ImportFiles
from tests.faults.books import Parts, mutant
from tests.faults.harness import tiers
from tests.importing.books import OPTIONS, TODAY, workbook

SECONDS = 10
MEGABYTES = 512


@pytest.fixture(scope="module")
def good(tmp_path_factory: pytest.TempPathFactory) -> Parts:
    """A workbook with what workbooks have: shared texts, dates, merges, hidden rows, errors, formulas, two sheets."""
    import zipfile

    import openpyxl

    path = workbook(
        tmp_path_factory.mktemp("good") / "a.xlsx",
        (
            "主播",
            [["主播编号", "昵称", "首播日期", "粉丝数"], *([f"H{n}", f"昵称{n}", TODAY, n * 7] for n in range(40))],
        ),
        ("证照", [["归属类型", "归属编号", "证照类型", "证照编号"], ["主播", "H1", "营业执照", "X1"]]),
    )
    book = openpyxl.load_workbook(path)
    sheet = book["主播"]
    sheet.merge_cells("B5:B7")
    sheet.row_dimensions[9].hidden = True
    sheet["D10"], sheet["D11"] = "=1/0", "=SUM(D2:D9)"
    sheet["A12"].comment = openpyxl.comments.Comment("x", "y")
    book.save(path)
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def _mutants(good: Parts, folder: Path, many: int, what: str) -> list[Path]:
    chance = tiers.chance(what)
    made = []
    for number in range(many):
        path = folder / f"{number}.xlsx"
        path.write_bytes(mutant(good, chance))
        made.append(path)
    return made


def _read_all(good: Parts, folder: Path, numbers: range) -> list[str]:
    """What became of each mutant: taken, refused, or ended the process (which has 2 GiB of memory, as the real one)."""
    found: list[str] = []
    while len(found) < len(numbers):
        receive, send = os.pipe()
        child = os.fork()
        if not child:
            _read_on(good, folder, numbers[len(found) :], send)
        os.close(send)
        with os.fdopen(receive, encoding="ascii") as told:
            found += told.read().split()
        _, status = os.waitpid(child, 0)
        if status:
            found.append("ended" if os.WIFSIGNALED(status) else f"escaped:{numbers[len(found)]}")
    return found


def _read_on(good: Parts, folder: Path, numbers: range, send: int) -> None:
    """In a process of its own: read until one ends it."""
    import resource

    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    used = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0]) * resource.getpagesize()
    resource.setrlimit(resource.RLIMIT_AS, (used + (2 << 30), used + (2 << 30)))
    os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
    path = folder / "mutant.xlsx"
    try:
        for number in numbers:
            path.write_bytes(mutant(good, tiers.chance(f"f11:{number}")))
            started = time.process_time()
            try:
                read_files([path], OPTIONS)
                word = "taken"
            except CallerMistake as told:
                word = "refused" if told.hint is not None else "unhinted"
            except MemoryError:
                word = "ended"
            word = word if time.process_time() - started < SECONDS else "slow"
            os.write(send, f"{word} ".encode())
    except BaseException:
        os._exit(7)
    os._exit(0)


@pytest.mark.skipif(sys.platform != "linux", reason="forks with limits that the system keeps")
def test_that_every_mutant_is_read_or_refused(good: Parts, tmp_path: Path) -> None:
    found = Counter(_read_all(good, tmp_path, range(tiers.amount(400, 10_000, 100_000))))
    tiers.count("F11", mutants=found.total(), **found)
    assert set(found) <= {"taken", "refused", "ended"}, found
    assert min(found["taken"], found["refused"]) > found.total() // 10, "else they test little"
    assert found["ended"] <= found.total() // 100


@pytest.mark.skipif(sys.platform != "linux", reason="forks with limits that the system keeps")
@pytest.mark.parametrize("number", [90_964, 96_852])
def test_that_a_mutant_that_escaped_once_does_so_no_more(good: Parts, tmp_path: Path, number: int) -> None:
    """They number a row with twenty digits (with the first seed)."""
    assert _read_all(good, tmp_path, range(number, number + 1))[0] in ("refused", "taken")


def test_that_a_bare_reader_breaks_on_them_in_many_ways(good: Parts, tmp_path: Path) -> None:
    """The control: mutants that break nothing would prove nothing."""
    import openpyxl

    broken = set()
    for path in _mutants(good, tmp_path, 120, "control"):
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                book = openpyxl.load_workbook(path, data_only=True)
                [list(sheet.values) for sheet in book.worksheets]
        except Exception as error:
            broken.add(type(error).__name__)
    assert len(broken) >= 4, broken


@pytest.mark.skipif(sys.platform == "win32", reason="measures children as POSIX does")
def test_that_in_their_own_process_they_do_no_more(good: Parts, tmp_path: Path) -> None:
    from resource import RUSAGE_CHILDREN, getrusage

    def worked() -> float:
        """Seconds of work of all children: a busy machine makes anything last longer."""
        used = getrusage(RUSAGE_CHILDREN)
        return used.ru_utime + used.ru_stime

    for path in _mutants(good, tmp_path, tiers.amount(12, 200, 2_000), "child"):
        before = worked()
        with scratch() as folder:
            try:
                files = read_contained([path], OPTIONS, folder, Silent())
                assert all(list(sheet.batches()) is not None for sheet in files[0].sheets)
                tiers.count("F11", contained=1)
            except CallerMistake:
                tiers.count("F11", contained=1)
        assert not folder.exists()
        assert worked() - before < SECONDS + 5
    assert getrusage(RUSAGE_CHILDREN).ru_maxrss / 1024 < 2 * MEGABYTES


def test_that_a_refused_mutant_leaves_the_workspace_as_it_was(good: Parts, tmp_path: Path) -> None:
    store = tmp_path / "w.auditor"
    Auditor.create(store)
    with Auditor.open(store) as auditor:
        auditor.run(ImportFiles((workbook(tmp_path / "ok.xlsx", ("主播", [["主播编号", "昵称"], ["H1", "甲"]])),)))
    before = hashlib.sha256(store.read_bytes()).digest()
    refused = 0
    with Auditor.open(store) as auditor:
        for path in _mutants(good, tmp_path, 60, "workspace"):
            if refused == tiers.amount(4, 20):
                break
            if not path.read_bytes().startswith(ZIP):
                continue
            try:
                read_files([path], OPTIONS)
            except CallerMistake:
                with pytest.raises(CallerMistake):
                    auditor.run(ImportFiles((path,)))
                refused += 1
    assert refused >= 4
    assert hashlib.sha256(store.read_bytes()).digest() == before
