"""Files that are not taken at all are named for what they are, before anything is parsed."""

from __future__ import annotations

import codecs
import io
import os
import random
import zipfile
from pathlib import Path

import pytest

from auditor.errors import AuditorError, CallerMistake
from auditor.importing import read_files
from tests.importing.books import OPTIONS, rewritten, workbook

ROWS = [["主播编号", "昵称"], ["H1", "小麦"]]
OLE2 = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def _refused(path: Path) -> str:
    with pytest.raises(CallerMistake) as caught:
        read_files([path], OPTIONS)
    assert caught.value.exit_code == 2
    assert caught.value.hint is not None
    assert path.name in str(caught.value.message)
    return str(caught.value.message)


@pytest.fixture
def book(tmp_path: Path) -> Path:
    return workbook(tmp_path / "a.xlsx", ("主播", ROWS))


def test_that_an_absent_file_is_named(tmp_path: Path) -> None:
    assert "does not exist" in _refused(tmp_path / "no.xlsx")


def test_that_a_folder_is_no_file(tmp_path: Path) -> None:
    assert "is a folder" in _refused(tmp_path)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no pipes with names")
def test_that_a_pipe_keeps_nobody_waiting(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "a.csv")
    assert "a pipe or a device" in _refused(tmp_path / "a.csv")


@pytest.mark.parametrize("name", ["a.csv", "a.xlsx"])
@pytest.mark.parametrize("data", [b"", codecs.BOM_UTF8, b" \r\n\r\n"], ids=["no byte", "a mark alone", "blank lines"])
def test_that_an_empty_file_is_called_empty_whatever_its_name(tmp_path: Path, name: str, data: bytes) -> None:
    (tmp_path / name).write_bytes(data)
    assert _refused(tmp_path / name) == f"{name} is empty."


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_that_a_table_named_as_a_workbook_is_told_to_take_its_own_name(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "a.xlsx"
    path.write_text("主播编号,昵称\nH1,小麦\n", encoding=encoding)
    assert "holds text" in _refused(path)


def test_that_a_workbook_named_as_a_table_is_read_as_what_it_is(tmp_path: Path, book: Path) -> None:
    (file,) = read_files([book.rename(tmp_path / "a.csv")], OPTIONS).files
    assert [sheet.sheet.name for sheet in file.sheets] == ["hosts"]


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (OLE2 + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le"), "password"),
        (OLE2 + b"\0" * 600 + "Workbook".encode("utf-16-le"), "old .xls"),
        (b"%PDF-1.7", "not an .xlsx"),
        (b"<html><table><tr><td>1</td></tr></table></html>", "not an .xlsx"),
        (b"PK\x03\x04 and no more", "damaged"),
    ],
)
def test_that_what_is_no_workbook_is_named_for_what_it_is(tmp_path: Path, data: bytes, said: str) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(data)
    assert said in _refused(path)


def test_that_bytes_that_are_no_text_are_no_table(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(bytes(range(256)) * 4)
    assert "neither" in _refused(path)


def test_that_a_zip_of_something_else_is_no_workbook(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("word/document.xml", "<a/>")
    assert "not an .xlsx" in _refused(path)
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("xl/workbook.bin", "x")
    assert ".xlsb" in _refused(path)


def test_that_too_many_parts_are_refused(book: Path) -> None:
    with zipfile.ZipFile(book, "a") as archive:
        for n in range(2_001):
            archive.writestr(f"xl/extra/{n}.txt", "")
    assert "parts" in _refused(book)


@pytest.mark.parametrize("size", [200_000, 30_000_000])
def test_that_a_part_that_inflates_a_hundredfold_is_refused(book: Path, size: int) -> None:
    with zipfile.ZipFile(book, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/media/nothing.bin", b"\0" * size)
    assert "hundred times" in _refused(book)


def test_that_a_bomb_in_the_sheet_itself_is_refused(book: Path) -> None:
    rewritten(
        book, "xl/worksheets/sheet1.xml", lambda data: data.replace(b"<sheetData>", b"<sheetData>" + b" " * 10**7)
    )
    assert "hundred times" in _refused(book)


def test_that_a_part_that_lies_about_its_size_is_refused(book: Path) -> None:
    rewritten(
        book, "xl/worksheets/sheet1.xml", lambda data: data.replace(b"<sheetData>", b"<sheetData>" + b" " * 10**7)
    )
    data = bytearray(book.read_bytes())
    with zipfile.ZipFile(book) as archive:
        full = archive.getinfo("xl/worksheets/sheet1.xml").file_size
    told = full.to_bytes(4, "little")
    assert data.count(told) >= 2
    book.write_bytes(bytes(data).replace(told, (5_000).to_bytes(4, "little")))
    assert "damaged" in _refused(book)


@pytest.mark.parametrize(
    "part", ["xl/workbook.xml", "xl/worksheets/sheet1.xml", "xl/theme/theme1.xml", "xl/styles.xml"]
)
def test_that_a_document_type_definition_is_refused_in_every_part(book: Path, part: str) -> None:
    laugh = b'<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>'
    rewritten(book, part, lambda data: laugh + data.split(b"?>", 1)[-1])
    assert "DTD" in _refused(book)


def test_that_an_entry_encrypted_by_zip_is_named(book: Path) -> None:
    data = bytearray(book.read_bytes())
    at = data.index(b"PK\x01\x02")
    data[at + 8] |= 1
    book.write_bytes(bytes(data))
    assert "password" in _refused(book)


def test_that_a_part_given_twice_is_refused(book: Path) -> None:
    with zipfile.ZipFile(book, "a") as archive, pytest.warns(UserWarning, match="Duplicate"):
        archive.writestr("xl/workbook.xml", "<workbook/>")
    assert "damaged" in _refused(book)


def test_that_damage_anywhere_ends_in_a_sentence_never_in_a_traceback(book: Path) -> None:
    whole = book.read_bytes()
    chance = random.Random(7)
    refused = 0
    for _ in range(300):
        data = bytearray(whole)
        for _ in range(chance.randrange(1, 6)):
            data[chance.randrange(len(data))] = chance.randrange(256)
        if chance.random() < 0.2:
            del data[chance.randrange(len(data)) :]
        book.write_bytes(bytes(data))
        try:
            read_files([book], OPTIONS)
        except AuditorError:
            refused += 1
    assert refused > 100


def test_that_damaged_xml_ends_in_a_sentence_never_in_a_traceback(book: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(book) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    chance = random.Random(11)
    for _ in range(300):
        name = chance.choice([n for n in parts if n.endswith((".xml", ".rels"))])
        data = bytearray(parts[name])
        for _ in range(chance.randrange(1, 8)):
            data[chance.randrange(len(data))] = chance.choice(b'<>"/=& \x00AZ09')
        made = io.BytesIO()
        with zipfile.ZipFile(made, "w") as archive:
            for other, plain in parts.items():
                archive.writestr(other, bytes(data) if other == name else plain)
        path = tmp_path / "b.xlsx"
        path.write_bytes(made.getvalue())
        try:
            read_files([path], OPTIONS)
        except AuditorError:
            pass


def test_that_a_workbook_without_any_known_sheet_is_refused_with_its_names(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", ("列表", ROWS), ("说明", []))
    with pytest.raises(CallerMistake) as caught:
        read_files([path], OPTIONS)
    assert "列表、说明" in str(caught.value.message)


def test_that_a_text_that_only_speaks_of_columns_is_no_table(tmp_path: Path) -> None:
    path = tmp_path / "notes.md"
    path.write_text("主播编号,昵称\nH1,小麦\n", encoding="utf-8")
    assert "not an .xlsx" in _refused(path)
