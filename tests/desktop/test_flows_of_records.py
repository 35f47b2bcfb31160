"""Records at the desk: found, added, imported, changed and taken back; read by a screen reader, worked by the keyboard."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.desktop.person import Person

pytestmark = pytest.mark.window


def test_that_a_host_is_found_by_pinyin_initials_and_by_the_whole_number(person: Person) -> None:
    host = person.asks("show", "host:H000007")
    told = person.asks("reveal", "host:H000007", "id_number", "--why", "who is this")
    page = f"{host['name']} (H000007) — Auditor"
    for typed in (initials(host["name"]), told["fields"]["id_number"]):
        person.keys("ctrl+k")
        person.sees("Find anything", "text", state="focused")
        person.types(typed)
        person.hears("H000007")
        person.keys("Return")
        person.sees(page, "frame")
        person.keys("alt+Left")
        person.sees("Today's desk — Auditor", "frame")
    assert [one["subject"] for one in person.asks("find", told["fields"]["id_number"])] == ["host:H000007"]


def test_that_a_licence_is_added_with_its_scan(person: Person, tmp_path: Path) -> None:
    scan = picture(tmp_path / "licence.png")
    person.opens_profile("host:H000005")
    person.presses("Licences", "page tab", part=True)
    person.presses("Add…")
    person.sees("New: ", part=True)
    person.sees("Kind", "text", state="focused")
    person.types("food business licence")
    person.keys("Tab")
    person.writes("JY13300000000005", "Number")
    person.keys("Return")
    person.cells("Licences", lambda rows: any("JY13300000000005" in row for row in rows))
    person.presses("Attach a scan…")
    person.chooses(scan)
    person.sees("Scans: 1", part=True)
    (licence,) = person.asks("show", "host:H000005")["records"]["licences"]
    assert licence["number"] == "JY13300000000005"
    (kept,) = person.asks("attachments", "host:H000005")
    assert kept["name"] == "licence.png"


def test_that_an_import_with_problems_is_mended_in_place_and_taken_in(person: Person, tmp_path: Path) -> None:
    rows = [(f"H90{n}", f"主播{n}", "2026-02-01", n) for n in range(1, 7)]
    rows[2] = ("H903", "主播3", "last month", 3)
    rows[4] = ("H905", "主播5", "whenever", 5)
    file = workbook(tmp_path / "hosts.xlsx", rows)
    person.presses("Import")
    person.presses("Choose files…")
    person.chooses(file)
    person.presses("Refused 2", "check box")
    person.cells("Rows of the chosen counter", lambda rows: len(rows) == 2)
    person.picks("Rows of the chosen counter", 0)
    person.keys("Return")
    person.writes("2026-02-03", "Right value for 主播!C4")
    person.keys("Return")
    person.sees("Refused 1", "check box")
    person.presses("Import", "push button")
    person.sees("5 new", "label", part=True)
    person.presses("Save refused rows…")
    person.chooses(tmp_path / "back.xlsx")
    person.sees("back.xlsx", "label", part=True)
    assert person.asks("show", "host:H903")["fields"]["first_live_on"] == "2026-02-03"
    assert [one["code"] for one in person.asks("list", "host", "--where", "text=H90")["rows"]] == [
        "H901", "H902", "H903", "H904", "H906",
    ]  # fmt: skip
    tried = person.asks("import", tmp_path / "back.xlsx", "--dry-run", ends=2)  # nothing of it can be taken yet
    assert tried["files"][0]["sheets"]["hosts"]["refused"] == 1


def test_that_an_edit_and_an_import_are_undone(person: Person, tmp_path: Path) -> None:
    person.opens_profile("host:H000011")
    before = person.asks("show", "host:H000011")["fields"]["occupation"]
    person.presses("Facts", "page tab")
    person.goes("Occupation", "push button", part=True)
    person.keys("Return")
    person.writes("Florist", "Occupation")
    person.keys("Return")
    person.sees("Occupation Florist", part=True)
    stored = lambda: person.asks("show", "host:H000011")["fields"]["occupation"]  # noqa: E731 - one question
    person.waits("the occupation to be stored", lambda: stored() == "Florist")  # what is typed shows before it is
    person.keys("ctrl+z")
    person.sees("Undone", part=True)
    assert stored() == before

    person.asks("import", workbook(tmp_path / "undone.xlsx", [("H961", "主播", "2026-02-01", 1)]))
    person.presses("Import", "check box")
    person.presses("Imports so far")
    person.cells("Imports so far", lambda rows: "undone.xlsx" in rows[0][5])
    person.picks("Imports so far", 0)
    person.presses("Take this import back")
    person.cells("Imports so far", lambda rows: rows[0][4].lower().startswith("taken back"))
    assert person.asks("list", "host", "--where", "text=H961")["count"] == 0
    person.presses("Back to the import")
    person.misses("Back to the import")


def test_that_two_who_are_the_same_are_merged(person: Person) -> None:
    person.asks("add", "hosts", "code=H951", "stage_name=双生一", "phone=13900000951", "status=active")
    person.asks("add", "hosts", "code=H952", "stage_name=双生二", "phone=13900000951", "status=active")
    person.presses("Duplicates")
    rows = person.cells("Pairs that may be the same", lambda rows: any("H951" in row[2] for row in rows))
    person.picks("Pairs that may be the same", next(at for at, row in enumerate(rows) if "H951" in row[2]))
    person.sees("Keep H951, merge H952 into it", part=True)
    person.writes("one person, two forms", "Reason")
    person.presses("Merge")
    person.cells("Pairs that may be the same", lambda rows: not any("H951" in row[2] for row in rows))
    assert [one["subject"] for one in person.asks("find", "13900000951")] == ["host:H951"]


def test_that_many_hosts_are_set_at_once(person: Person) -> None:
    person.presses("Hosts")
    person.cells("Hosts", lambda rows: len(rows) > 20)
    person.keys("ctrl+f")
    person.types("H00001")
    person.cells("Hosts", lambda rows: len(rows) == 10)
    person.keys("Down", "ctrl+a")
    person.sees("10 chosen", "label", part=True)
    person.presses("Set a field or tags…")
    person.writes("gala", "Its new value")
    person.keys("Return")
    person.presses("Do it")
    person.sees("10 rows changed.", "label")
    assert person.asks("list", "host", "--where", "tag=gala")["count"] == 10


def initials(name: str) -> str:
    """A name by the initials of its pinyin, as people type it."""
    from auditor.services.records.names import search_words

    return next(word for word in search_words("", [name]).split() if word.isascii() and len(word) == len(name))


def picture(path: Path) -> Path:
    """A small scan."""
    from PIL import Image

    Image.new("RGB", (120, 80), "white").save(path)
    return path


def workbook(path: Path, rows: Sequence[Sequence[object]]) -> Path:
    """A sheet of hosts as somebody sends it."""
    from openpyxl import Workbook

    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = "主播"
    for row in (("主播编号", "昵称", "首播日期", "粉丝数"), *rows):
        sheet.append(list(row))
    book.save(path)
    return path
